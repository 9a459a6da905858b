"""Things for the home: to look at, to sit on, to give."""

from __future__ import annotations

from app.sandbox.demo.draw.palette import darker, lighter
from app.sandbox.demo.draw.sketch import Sketch, disc, oval, path, rect, ring

WOOD = "#c0935f"


def board(s: Sketch) -> None:
    d = (
        "M292 66h46q18 0 18 18v96q0 14 16 22q58 20 58 78v200q0 54-54 54"
        "H254q-54 0-54-54V280q0-58 58-78q16-8 16-22V84q0-18 18-18Z"
    )
    s.lay(d, s.shade((0, lighter(s.base, 0.14)), (1, s.dark)))
    grain = (
        path(f"M{x} 196q{s.look.randint(-16, 16)} 160 {s.look.randint(-8, 8)} 330", "none", s.dark, 2.4, 'opacity="0.5"')
        for x in range(214, 424, 17)
    )
    s.within(path(d), *grain, oval(352, 410, 15, 34, "none", f'stroke="{s.dark}" stroke-width="3" opacity="0.6"'))
    s.add(disc(315, 106, 13, s.tones[1]), ring(315, 106, 13, s.dark, 3))


def planter(s: Sketch) -> None:
    s.ground(116)
    green = s.look.choice(("#557b5a", "#6b9162", "#4b7564"))
    leaf = "M0 0C-46-40-52-130 0-196C52-130 46-40 0 0Z"
    for a, size in ((-62, 0.72), (58, 0.74), (-34, 0.95), (32, 0.98), (0, 1.12)):
        tone = darker(green, 0.14) if abs(a) > 40 else green
        s.add(
            f'<g transform="translate(300 318) rotate({a}) scale({size})">',
            path(leaf, tone),
            path("M0 0V-170", "none", lighter(green, 0.3), 4),
            "</g>",
        )
    s.add(
        path("M196 308H404L380 446Q376 466 356 466H244Q224 466 220 446Z", s.round()),
        rect(186, 294, 228, 34, 8, s.round(s.light)),
        oval(300, 466, 112, 12, s.round(s.dark)),
    )


def basket(s: Sketch) -> None:
    s.ground(140)
    d = "M172 256Q300 282 428 256L406 440Q400 472 368 472H232Q200 472 194 440Z"
    s.add(path("M204 276C190 196 242 196 250 270M396 276C410 196 358 196 350 270", "none", s.deep, 14), path(d, s.round()))
    s.within(
        path(d), *(path(f"M160 {y}Q300 {y + 28} 440 {y}", "none", s.dark, 4, 'opacity="0.6"') for y in range(266, 480, 17))
    )
    s.add(
        oval(300, 258, 128, 20, s.deep),
        path("M196 258Q300 200 404 250Q330 276 300 268T196 258Z", s.tones[2]),
        path("M250 244q50-34 100 0", "none", "#ffffff", 8, 'opacity="0.5"'),
    )


def clock(s: Sketch) -> None:
    d = "M300 106a194 194 0 1 0 .1 0Z"
    s.cast(d)
    s.add(disc(300, 300, 194, s.round()), disc(300, 300, 168, "#faf6ee" if s.base != "#f5f3ee" else "#e9e4da"))
    ticks = (
        rect(297, 148, 6, 26 if n % 3 == 0 else 14, 3, "#4a4742", f'transform="rotate({n * 30} 300 300)"') for n in range(12)
    )
    s.add(
        *ticks,
        path("M300 300L300 196", "none", "#33363d", 10),
        path("M300 300L378 340", "none", "#33363d", 7),
        path("M300 330L300 170", "none", "#c66745", 3),
        disc(300, 300, 11, "#33363d"),
    )


def notebook(s: Sketch) -> None:
    turn = s.look.choice((-9, -6, 7))
    s.add(f'<g transform="rotate({turn} 300 300)">')
    s.cast("M176 96H424V508H176Z")
    s.add(rect(186, 104, 246, 408, 10, "#efe8da"), rect(172, 92, 250, 412, 12, s.soft()), rect(172, 92, 34, 412, 10, s.dark))
    s.add(
        *(path(f"M180 {y}h18", "none", s.pale, 4) for y in (150, 230, 310, 390, 450)),
        rect(392, 92, 9, 412, 0, s.deep, 'opacity="0.8"'),
    )
    s.add(
        rect(248, 168, 116, 70, 5, "#f8f3e8"),
        rect(268, 190, 76, 6, 3, s.deep),
        rect(278, 208, 56, 4, 2, s.dark),
        path("M330 504v40l-9-10l-9 10v-40", "#c66745"),
    )
    s.add(
        "</g>",
        '<g transform="rotate(24 470 330)">',
        rect(462, 170, 17, 270, 7, s.round("#3d4047")),
        path("M462 440h17l-8 34Z", "#d9b06a"),
        rect(462, 190, 17, 26, 0, "#c99d53"),
        "</g>",
    )


def cushion(s: Sketch) -> None:
    d = "M142 150Q300 182 458 150Q430 300 458 452Q300 420 142 452Q170 300 142 150Z"
    s.lay(d, s.soft())
    style = s.look.choice(("weave", "stripe", "cross"))
    if style == "stripe":
        s.within(path(d), *(rect(x, 130, 9, 340, 0, s.pale, 'opacity="0.5"') for x in range(170, 450, 34)))
    elif style == "cross":
        s.within(
            path(d),
            *(
                path(f"M{x - 9} {y}h18M{x} {y - 9}v18", "none", s.pale, 5, 'opacity="0.7"')
                for x in range(190, 440, 55)
                for y in range(196, 430, 52)
            ),
        )
    else:
        s.within(path(d), *(path(f"M120 {y}H480", "none", s.dark, 2, 'opacity="0.35"') for y in range(150, 460, 9)))
    s.add(
        path("M160 168Q300 196 440 168M160 434Q300 406 440 434", "none", s.deep, 3, 'opacity="0.45"'),
        path("M180 300Q172 240 166 176", "none", "#ffffff", 10, 'opacity="0.22"'),
    )


def throw(s: Sketch) -> None:
    s.ground(170)
    fringe = (path(f"M{x} 456l-2 26", "none", s.dark, 4) for x in range(146, 460, 13))
    s.add(*fringe)
    for n, (y, tone) in enumerate(((380, s.dark), (316, s.base), (252, s.light))):
        d = (
            f"V{y + 64}Q{462 - n * 6} {y + 82} 436 {y + 82}H164Q{138 + n * 6} {y + 82} {138 + n * 6} {y + 64}Z"
            f"V{y + 64}Q{462 - n * 6} {y + 82} 436 {y + 82}H164Q{138 + n * 6} {y + 82} {138 + n * 6} {y + 64}"
        )
        s.add(path(d, s.shade((0, lighter(tone, 0.16)), (1, darker(tone, 0.12)))))
        bones = (
            path(f"M{x} {y - 10}l12 18l12-18", "none", darker(tone, 0.16), 3, 'opacity="0.6"') for x in range(140, 460, 24)
        )
        s.within(
            path(d),
            *bones,
            *(path(f"M{x} {y + 16}l12 18l12-18", "none", darker(tone, 0.16), 3, 'opacity="0.6"') for x in range(140, 460, 24)),
        )
    s.add(rect(138, 428, 324, 30, 10, s.deep, 'opacity="0.16"'))


def towel(s: Sketch) -> None:
    s.add(rect(120, 118, 360, 14, 7, s.round("#b98a54")), disc(126, 125, 14, "#8d653c"), disc(474, 125, 14, "#8d653c"))
    d = "M176 118H424V500H176Z"
    s.lay(d, s.soft())
    grid = [path(f"M{x} 118V500", "none", s.dark, 2, 'opacity="0.35"') for x in range(190, 424, 15)]
    grid += [path(f"M176 {y}H424", "none", s.dark, 2, 'opacity="0.35"') for y in range(132, 500, 15)]
    s.within(
        path(d), *grid, rect(176, 432, 248, 12, 0, s.deep, 'opacity="0.4"'), rect(176, 452, 248, 5, 0, s.deep, 'opacity="0.4"')
    )
    s.add(rect(176, 112, 248, 28, 8, s.soft(s.light)), path("M424 150v22h14", "none", s.deep, 4))


def art(s: Sketch) -> None:
    s.cast("M136 78H464V522H136Z", 10, 18)
    s.add(rect(136, 78, 328, 444, 4, s.round(WOOD)), rect(150, 92, 300, 416, 0, "#faf6ee"))
    frame = rect(180, 124, 240, 352, 0, "#000")
    if "huegel" in s.design:
        hills = (
            path(f"M170 {y}q60-{h} 130-10t130-{h // 2}V490H170Z", tone)
            for y, h, tone in ((300, 70, lighter(s.base, 0.45)), (350, 50, s.light), (400, 60, s.base), (440, 30, s.deep))
        )
        s.within(frame, rect(180, 124, 240, 352, 0, "#f4e3cf"), disc(340, 214, 44, "#e98f62"), *hills)
        return
    leaf = "M300 450C190 380 190 240 300 146C410 240 410 380 300 450Z"
    veins = (path(f"M300 {y}q{40 * w} -16 {66 * w} -46", "none", s.pale, 4) for y in (390, 340, 290, 240) for w in (1, -1))
    s.within(
        frame,
        rect(180, 124, 240, 352, 0, lighter(s.base, 0.72)),
        path(leaf, s.shade((0, s.light), (1, s.deep))),
        path("M300 470V160", "none", s.pale, 5),
        *veins,
    )


def giftbox(s: Sketch) -> None:
    s.ground(150)
    ribbon = s.look.choice(("#f4e6cf", "#c8553d", "#e0b457"))
    s.add(rect(166, 292, 268, 180, 6, s.round()), rect(150, 240, 300, 62, 6, s.round(s.light)))
    s.add(rect(280, 240, 40, 232, 0, s.shade((0, ribbon), (1, darker(ribbon, 0.16)))), rect(150, 262, 300, 20, 0, ribbon))
    bow = "M300 240C240 232 196 190 226 166S294 196 300 240C306 196 344 142 374 166S360 232 300 240Z"
    s.add(
        path(bow, s.shade((0, lighter(ribbon, 0.2)), (1, darker(ribbon, 0.14)))),
        oval(300, 236, 20, 16, darker(ribbon, 0.12)),
        path("M290 248L250 306M310 248L352 302", "none", ribbon, 13),
    )


def cards(s: Sketch) -> None:
    s.add('<g transform="rotate(-8 300 300)">')
    s.lay("M120 220H420V430H120Z", "#f2e8d8")
    s.add(path("M120 220L270 340L420 220", "none", "#d8c6a8", 5), "</g>", '<g transform="rotate(6 320 290)">')
    s.lay("M196 150H476V350H196Z", "#fffaf0")
    s.add(
        rect(216, 170, 240, 160, 4, s.soft()),
        *(disc(336, 250, r, "none", f'stroke="{s.pale}" stroke-width="5"') for r in (20, 40, 60)),
    )
    s.add(path("M290 312q46-30 92 0", "none", s.pale, 6), "</g>")


def star(s: Sketch) -> None:
    s.add(path("M300 0V130", "none", "#4a4742", 4), disc(300, 304, 220, "#fff0c2", 'opacity="0.55" filter="url(#soft)"'))
    for n in range(7):
        turn = f'transform="rotate({n * 360 / 7:.1f} 300 304)"'
        s.add(
            path("M300 304L250 246L300 92Z", s.shade((0, s.light), (1, lighter(s.base, 0.55))), more=turn),
            path("M300 304L350 246L300 92Z", s.shade((0, s.dark), (1, s.base)), more=turn),
        )
    s.add(disc(300, 304, 40, "#fff3cf", 'opacity="0.75" filter="url(#near)"'))


def bottle(s: Sketch) -> None:
    s.ground(74)
    s.add(
        rect(258, 108, 84, 62, 14, s.round("#3b3e45")),
        path("M276 112q24-44 48 0", "none", "#3b3e45", 12),
        rect(266, 168, 68, 16, 0, s.round("#c4cad1")),
    )
    d = "M262 184H338Q376 208 376 254V440Q376 472 344 472H256Q224 472 224 440V254Q224 208 262 184Z"
    s.add(path(d, s.round()))
    s.within(
        path(d),
        rect(216, 436, 170, 50, 0, s.deep, 'opacity="0.35"'),
        path("M300 300l-36 54h22l-12 0h52l-26-54Z", s.pale, more='opacity="0.85"'),
        path("M246 240V420", "none", "#ffffff", 8, 'opacity="0.35"'),
    )


STANDING = {"planter": planter, "basket": basket, "throw": throw, "giftbox": giftbox, "bottle": bottle}
LYING = {
    "board": board,
    "clock": clock,
    "notebook": notebook,
    "cushion": cushion,
    "towel": towel,
    "print": art,
    "cards": cards,
    "star": star,
}
