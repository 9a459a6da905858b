"""What lies and stands on desks, and in sockets."""

from __future__ import annotations

from app.sandbox.demo.draw.palette import brightness, darker, lighter
from app.sandbox.demo.draw.sketch import Sketch, disc, oval, path, rect, ring

METAL = "#c3c9d0"
PORT = "#24272d"


def keyboard(s: Sketch) -> None:
    s.add('<g transform="rotate(-7 300 300)">')
    s.cast("M74 200H526V420H74Z")
    s.add(rect(74, 196, 452, 226, 24, s.round()), rect(90, 212, 420, 194, 12, darker(s.base, 0.3)))
    cap = lighter(s.base, 0.28) if brightness(s.base) < 0.6 else lighter(s.base, 0.55)
    accent = s.look.choice(("#e07a5f", "#6f9bc4", "#d9a441"))
    rows = ((13, 0), (12, 12), (11, 20), (10, 30))
    for n, (count, indent) in enumerate(rows):
        for k in range(count):
            tone = accent if (n, k) in ((0, 0), (2, count - 1)) else (darker(cap, 0.1) if k in (0, count - 1) else cap)
            x, y = 98 + indent + k * 31, 220 + n * 36
            s.add(rect(x, y, 27, 31, 6, darker(tone, 0.22)), rect(x + 2, y, 23, 26, 5, tone))
    for x, w in ((98, 34), (136, 34), (174, 34), (212, 176), (392, 34), (430, 34), (468, 34)):
        s.add(rect(x, 364, w, 31, 6, darker(cap, 0.22)), rect(x + 2, 364, w - 4, 26, 5, cap))
    s.add(disc(488, 238, 17, s.round(METAL)), "</g>")


def mouse(s: Sketch) -> None:
    if "track" in s.design:
        s.ground(150)
        s.add(path("M152 440C150 300 230 240 320 250C420 258 462 350 456 440Q452 470 420 470H190Q154 470 152 440Z", s.round()))
        s.add(
            disc(252, 330, 58, darker(s.base, 0.5)),
            disc(252, 326, 52, s.shade((0, "#f08a6b"), (1, "#a33a2d"))),
            oval(236, 304, 15, 10, "#fff", 'opacity="0.6"'),
            path("M340 258C348 320 352 360 350 408", "none", s.light, 4),
        )
        return
    d = "M300 104C398 104 418 190 418 292C418 420 374 496 300 496S182 420 182 292C182 190 202 104 300 104Z"
    s.lay(d, s.round())
    s.add(
        path("M184 262Q300 302 416 262M300 104V280", "none", s.deep, 4, 'opacity="0.8"'),
        rect(286, 156, 28, 76, 14, s.deep),
        rect(292, 172, 16, 44, 8, METAL),
        oval(240, 200, 17, 52, "#fff", 'opacity="0.2" transform="rotate(14 240 200)"'),
    )


def deskpad(s: Sketch) -> None:
    s.add('<g transform="rotate(-5 300 300)">')
    s.cast("M60 160H540V440H60Z")
    s.add(
        rect(60, 160, 480, 280, 16, s.soft()),
        *(disc(s.look.randint(70, 530), s.look.randint(170, 430), 1.6, s.pale, 'opacity="0.5"') for _ in range(150)),
    )
    s.add(
        rect(66, 166, 468, 268, 12, "none", f'stroke="{s.deep}" stroke-width="2" stroke-dasharray="9 7" opacity="0.6"'),
        rect(496, 380, 50, 30, 3, "#b5793f"),
    )
    s.add(
        rect(110, 240, 230, 96, 12, "#eceae5"),
        *(rect(120 + k * 21, 250 + r * 21, 17, 16, 4, "#c9ccd0") for k in range(10) for r in range(4)),
        rect(400, 246, 62, 98, 30, "#eceae5"),
        path("M431 252v30", "none", "#b9bdc3", 4),
        "</g>",
    )


def charger(s: Sketch) -> None:
    s.ground(90)
    large = "140" in s.design
    top = 190 if large else 236
    s.add(rect(252, top - 62, 20, 74, 4, s.round(METAL)), rect(328, top - 62, 20, 74, 4, s.round(METAL)))
    s.add(rect(206, top, 188, 472 - top, 34, s.round()), path(f"M206 {top + 66}H394", "none", s.dark, 2, 'opacity="0.6"'))
    ports = (306, 352, 398, 436) if large else (360, 404)
    s.add(
        *(rect(262, y, 76, 22, 11, PORT) + rect(276, y + 8, 48, 6, 3, "#555b65") for y in ports),
        disc(300, top + 38, 6, "#7ed3a4"),
        rect(222, top + 18, 11, 190, 5, "#ffffff", 'opacity="0.25"'),
    )


def wirelesspad(s: Sketch) -> None:
    s.ground(176, y=470)
    s.add(path("M440 420C520 420 500 330 600 330", "none", darker(s.base, 0.25), 11))
    s.add(
        oval(300, 410, 166, 62, s.round(s.dark)),
        oval(300, 392, 166, 62, s.shade((0, s.light), (1, s.base))),
        oval(300, 390, 126, 45, "none", f'stroke="{s.deep}" stroke-width="3" opacity="0.4"'),
    )
    s.add(
        path("M316 362l-34 30h22l-14 24l36-32h-22Z", s.deep, more='opacity="0.55"'),
        *(
            path(f"M{300 - w} {316 - w // 3}q{w} -{w // 2} {2 * w} 0", "none", s.dark, 6, f'opacity="{0.55 - w / 260:.2f}"')
            for w in (30, 60, 90)
        ),
        disc(300, 446, 5, "#7ed3a4"),
    )


def phonestand(s: Sketch) -> None:
    s.ground(120)
    s.add(
        path("M244 452L320 300", "none", s.dark, 26),
        oval(280, 458, 116, 18, s.round(s.dark)),
        oval(280, 450, 116, 18, s.round()),
        rect(226, 398, 128, 19, 8, s.round()),
    )
    s.add(
        '<g transform="rotate(8 300 280)">',
        rect(222, 96, 150, 300, 26, "#25282e"),
        rect(230, 104, 134, 284, 19, s.shade((0, "#f2b48c"), (0.5, "#d98a86"), (1, "#7a6a9c"))),
    )
    s.add(
        rect(276, 112, 42, 10, 5, "#25282e"),
        path("M254 180h86", "none", "#fff", 19, 'opacity="0.9"'),
        path("M272 208h50", "none", "#fff", 7, 'opacity="0.7"'),
        disc(297, 350, 15, "#fff", 'opacity="0.35"'),
        "</g>",
    )
    if "trio" in s.design:
        s.add(
            path("M420 462V330", "none", s.dark, 17),
            oval(420, 462, 60, 13, s.round()),
            disc(420, 310, 44, "#25282e"),
            disc(420, 310, 34, "#39404d"),
            path("M420 290v20l14 10", "none", "#fff", 5),
        )


def cable(s: Sketch) -> None:
    coil = "M160 300a140 120 0 1 1 280 0a140 120 0 1 1-280 0"
    s.trail("M160 300a140 120 0 1 1 280 0a140 120 0 1 1-280 0", 44)
    for r in (0, 22, 44):
        s.add(
            f'<g transform="translate(300 300) scale({1 - r / 150:.2f}) translate(-300 -300)">',
            path(coil, "none", s.dark, 19),
            path(coil, "none", s.base, 13),
            path(coil, "none", s.pale, 13, 'stroke-dasharray="2 9" opacity="0.55"'),
            "</g>",
        )
    s.add(rect(286, 156, 28, 60, 9, s.deep), rect(283, 398, 34, 44, 9, s.deep))
    for x, y, a in ((424, 420, 40), (160, 440, -30)):
        s.add(
            f'<g transform="rotate({a} {x} {y})">',
            rect(x - 13, y - 10, 26, 70, 8, s.round("#3a3e45")),
            rect(x - 10, y + 58, 20, 32, 5, s.round(METAL)),
            "</g>",
        )


def hub(s: Sketch) -> None:
    s.ground(190)
    s.add('<g transform="translate(0 64)">')
    s.add(path("M130 350C70 350 90 220 40 190", "none", darker(s.base, 0.4), 15), rect(20, 160, 40, 40, 7, s.round(METAL)))
    s.add(rect(126, 290, 360, 118, 24, s.round()), rect(126, 290, 360, 50, 24, s.light, 'opacity="0.5"'))
    s.add(
        *(rect(x, 352, w, 24, 5, PORT) for x, w in ((158, 52), (224, 52), (290, 40), (344, 40), (398, 60))),
        disc(466, 316, 5, "#7ed3a4"),
        "</g>",
    )


def laptopstand(s: Sketch) -> None:
    s.ground(190)
    s.add(
        path("M196 466L250 330H430", "none", s.dark, 21),
        rect(150, 456, 280, 19, 9, s.round()),
        path("M210 466L266 330", "none", s.base, 19),
    )
    s.add(
        '<g transform="rotate(-9 330 330)">',
        rect(176, 306, 320, 21, 8, s.round("#aeb4bb")),
        path("M196 306L226 110H476L496 306Z", s.round("#3a3e45")),
        path("M212 292L238 126H464L480 292Z", s.shade((0, "#5b86c4"), (0.6, "#e6a58c"), (1, "#f1d2a0"))),
    )
    s.add(
        disc(400, 196, 22, "#fff3d0", 'opacity="0.9"'),
        path("M214 292l60-70l46 42l54-66l106 94Z", "#3d4f79", more='opacity="0.7"'),
        "</g>",
    )


def bulb(s: Sketch) -> None:
    s.ground(70)
    s.add(disc(300, 226, 200, "#ffe7a3", 'opacity="0.55" filter="url(#soft)"'))
    s.add(
        path(
            "M300 92C388 92 424 158 424 220C424 290 364 312 356 372H244C236 312 176 290 176 220C176 158 212 92 300 92Z",
            s.shade((0, "#fffdf5"), (0.7, "#fff2c9"), (1, "#eddcae")),
        )
    )
    s.add(
        path("M244 372H356L346 418H254Z", s.round("#dcdad4")),
        *(rect(258, y, 84, 15, 6, s.round(METAL)) for y in (418, 434, 450)),
        oval(240, 190, 19, 46, "#fff", 'opacity="0.85" transform="rotate(18 240 190)"'),
        path("M270 290q30-40 60 0", "none", "#f1b94d", 6),
    )


def plug(s: Sketch) -> None:
    s.ground(110)
    s.add(rect(170, 236, 260, 236, 48, s.round()), rect(170, 236, 260, 236, 48, "none", f'stroke="{s.dark}" stroke-width="2"'))
    s.add(
        rect(254, 300, 24, 66, 5, PORT),
        rect(322, 300, 24, 66, 5, PORT),
        path("M282 408a18 18 0 1 1 36 0v14h-36Z", PORT),
        rect(410, 330, 26, 44, 10, s.dark),
        disc(206, 274, 7, "#7ed3a4"),
    )
    s.add(path("M258 180q42-38 84 0M276 202q24-22 48 0", "none", "#6b7480", 8), disc(300, 220, 7, "#6b7480"))


def thermostat(s: Sketch) -> None:
    d = "M300 116a184 184 0 1 0 .1 0Z"
    s.cast(d, 10, 20)
    s.add(disc(300, 300, 184, s.round()), disc(300, 300, 142, "#1e2128"))
    s.add(
        *(
            rect(298, 172, 4, 20, 2, "#ef8a4c" if -60 < a < 70 else "#59606b", f'transform="rotate({a} 300 300)"')
            for a in range(-135, 136, 9)
        )
    )
    s.add(
        path("M300 366C250 330 250 268 300 226C350 268 350 330 300 366Z", s.shade((0, "#8fe0b2"), (1, "#3f9a72"))),
        path("M300 392V268M300 320l24-24M300 340l-24-24", "none", "#1e2128", 6),
    )


def phonecase(s: Sketch) -> None:
    s.add('<g transform="rotate(8 300 300)">')
    s.cast("M190 70H410V530H190Z", 10, 18)
    s.add(
        rect(190, 70, 220, 460, 46, s.round()),
        rect(200, 80, 200, 440, 38, s.soft(lighter(s.base, 0.08))),
        rect(216, 98, 92, 96, 26, darker(s.base, 0.35)),
    )
    s.add(
        *(
            disc(x, y, 18, "#15181d") + disc(x, y, 10, s.shade((0, "#5a6f9c"), (1, "#151920")))
            for x, y in ((242, 124), (242, 168), (284, 146))
        ),
        ring(300, 322, 56, s.pale, 7, 'opacity="0.7"'),
        path("M300 390v38", "none", s.pale, 8, 'opacity="0.7"'),
    )
    s.add(rect(184, 200, 9, 60, 4, s.deep), rect(408, 220, 8, 80, 4, s.deep), "</g>")


def pouch(s: Sketch) -> None:
    s.ground(160)
    s.add(
        path("M420 330q80 10 60 90", "none", s.deep, 15),
        path("M140 300Q140 270 170 270H430Q460 270 460 300V430Q460 472 416 472H184Q140 472 140 430Z", s.soft()),
    )
    s.add(
        path("M150 300Q300 330 450 300", "none", "#3a3d44", 9),
        path("M150 300Q300 330 450 300", "none", "#d3b26a", 4, 'stroke-dasharray="4 5"'),
        rect(426, 296, 13, 44, 6, "#d3b26a"),
    )
    s.add(
        rect(176, 356, 130, 84, 10, s.dark, 'opacity="0.55"'),
        rect(330, 356, 96, 84, 10, s.dark, 'opacity="0.55"'),
        path("M190 270V220q0-24 24-24t24 24v50M330 270V230M352 270V206", "none", "#e8e4da", 11),
        rect(320, 190, 20, 44, 4, METAL),
    )


def lightbar(s: Sketch) -> None:
    s.add(path("M130 176L40 520H560L470 176Z", "#ffe9ad", more='opacity="0.5"'))
    s.add(
        rect(84, 214, 432, 260, 14, s.round("#30343b")),
        rect(96, 226, 408, 226, 6, s.shade((0, "#33405a"), (1, "#6f88b4"))),
        path("M96 452L230 330L310 400L400 300L504 410V452Z", "#27324a", more='opacity="0.8"'),
    )
    s.add(
        rect(262, 474, 76, 60, 0, "#30343b"),
        oval(300, 536, 110, 13, "#30343b"),
        rect(270, 168, 60, 66, 12, s.round("#3a3e46")),
        rect(110, 150, 380, 33, 16, s.round()),
        rect(124, 172, 352, 9, 4, "#fff5d6"),
    )


STANDING = {
    "charger": charger, "wirelesspad": wirelesspad, "phonestand": phonestand, "hub": hub, "laptopstand": laptopstand,
    "bulb": bulb, "plug": plug, "pouch": pouch,
}  # fmt: skip
LYING = {
    "keyboard": keyboard, "mouse": mouse, "deskpad": deskpad, "cable": cable, "thermostat": thermostat,
    "phonecase": phonecase, "lightbar": lightbar,
}  # fmt: skip
