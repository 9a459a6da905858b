"""Things with a battery."""

from __future__ import annotations

from app.sandbox.demo.draw.palette import darker, mix
from app.sandbox.demo.draw.sketch import Sketch, disc, oval, path, rect, ring

GLASS = "#22262e"
METAL = "#c3c9d0"


def camera(s: Sketch) -> None:
    s.ground(170)
    instant = "insta" in s.design
    if instant:
        s.add(
            rect(236, 96, 128, 130, 6, "#fbf7ef"),
            rect(248, 108, 104, 92, 2, s.shade((0, "#9fc6de"), (0.6, "#f2d9b4"), (1, "#86a878"))),
        )
    s.add(rect(140, 216, 320, 256, 46 if instant else 18, s.round()))
    if not instant:
        s.add(
            rect(140, 286, 320, 118, 0, "#3a3531"), *(path(f"M140 {y}h320", "none", "#4a443f", 2) for y in range(294, 404, 9))
        )
        s.add(rect(176, 192, 70, 26, 6, s.round(METAL)), disc(406, 208, 24, s.round(METAL)), rect(150, 228, 60, 34, 6, GLASS))
    else:
        s.add(rect(166, 240, 74, 34, 10, s.pale), disc(416, 258, 17, "#e8604c"), rect(180, 208, 240, 14, 4, s.deep))
    s.add(
        disc(306, 350, 104, s.round(darker(s.base, 0.3) if instant else METAL)),
        disc(306, 350, 84, GLASS),
        disc(306, 350, 60, s.shade((0, "#445066"), (1, "#151820"))),
        disc(306, 350, 34, s.shade((0, "#6f86b4"), (1, "#1d2330"))),
    )
    s.add(
        oval(284, 326, 15, 10, "#ffffff", 'opacity="0.7" transform="rotate(-30 284 326)"'),
        disc(328, 372, 6, "#ffffff", 'opacity="0.4"'),
    )


def actioncam(s: Sketch) -> None:
    s.ground(110)
    s.add(rect(280, 408, 40, 50, 6, s.round("#3b3f46")), path("M216 472Q300 440 384 472Z", s.round("#3b3f46")))
    s.add(rect(176, 190, 248, 224, 34, s.round()), rect(190, 204, 220, 196, 24, s.dark))
    s.add(
        disc(334, 282, 62, "#16191f"),
        ring(334, 282, 62, METAL, 5),
        disc(334, 282, 40, s.shade((0, "#4b5b7d"), (1, "#14171d"))),
        oval(316, 264, 12, 8, "#fff", 'opacity="0.7"'),
    )
    s.add(
        rect(206, 226, 50, 62, 8, GLASS),
        path("M216 262l12-16l9 10l8-12", "none", "#7ed3a4", 4),
        disc(226, 340, 9, "#e8604c"),
        rect(206, 368, 84, 9, 4, s.pale, 'opacity="0.6"'),
        rect(250, 176, 80, 18, 6, s.deep),
    )


def webcam(s: Sketch) -> None:
    s.ground(100)
    s.add(path("M300 360V430L236 466H364L300 430", "none", "#3a3d44", 18), rect(212, 452, 176, 22, 10, s.round("#3a3d44")))
    s.add(rect(140, 216, 320, 150, 72, s.round()), rect(158, 232, 284, 118, 58, "#17191e"))
    s.add(
        disc(300, 291, 50, "#0d0f13"),
        ring(300, 291, 50, "#4d525b", 6),
        disc(300, 291, 30, s.shade((0, "#5a6f9c"), (1, "#12151b"))),
        oval(288, 278, 9, 6, "#fff", 'opacity="0.8"'),
    )
    s.add(disc(212, 291, 6, "#7ed3a4"), *(disc(x, 291, 3, "#4d525b") for x in (370, 384, 398)))


def drone(s: Sketch) -> None:
    s.add(oval(306, 500, 150, 16, "#22202a", 'opacity="0.22" filter="url(#soft)"'))
    for x, y in ((120, 190), (480, 190), (150, 330), (450, 330)):
        s.add(
            path(f"M300 274L{x} {y}", "none", s.deep, 19),
            oval(x, y - 26, 82, 11, s.light, 'opacity="0.6"'),
            rect(x - 14, y - 26, 28, 46, 8, s.round("#3a3d44")),
        )
    s.add(
        path("M206 250Q300 196 394 250L376 330Q300 364 224 330Z", s.round()),
        path("M236 250Q300 220 364 250", "none", s.pale, 5),
    )
    s.add(
        rect(262, 318, 76, 60, 16, "#24272d"),
        disc(300, 350, 22, s.shade((0, "#5a6f9c"), (1, "#14171d"))),
        oval(291, 342, 6, 4, "#fff"),
        disc(240, 300, 5, "#e8604c"),
        disc(360, 300, 5, "#7ed3a4"),
    )
    s.add(path("M222 330l-20 66h-22M378 330l20 66h22", "none", "#3a3d44", 9))


def vr(s: Sketch) -> None:
    s.ground(160)
    s.add(
        path("M140 330C130 180 470 180 460 330", "none", darker(s.base, 0.12), 34),
        path("M150 320C160 206 440 206 450 320", "none", s.dark, 6),
    )
    s.add(
        path(
            (
                "H362Q330 466 318 430Q300 404 282 430Q270 466 238 466H206Q150 466 150 410Z"
                "H362Q330 466 318 430Q300 404 282 430Q270 466 238 466H206Q150 466 150 410"
            ),
            s.round(),
        )
    )
    s.add(
        path(
            (
                "H366Q340 430 330 404Q300 372 270 404Q260 430 234 430H216Q176 430 176 386Z"
                "H366Q340 430 330 404Q300 372 270 404Q260 430 234 430H216Q176 430 176 386"
            ),
            s.shade((0, "#3b4356"), (1, "#11141a")),
        )
    )
    s.add(path("M200 322q60-10 120 0", "none", "#8fa6d8", 7, 'opacity="0.6"'))


def tablet(s: Sketch) -> None:
    reader = "page" in s.design
    s.add('<g transform="rotate(-6 300 300)">')
    s.cast("M160 70H440V530H160Z", 10, 18)
    s.add(
        rect(160, 70, 280, 460, 26, s.round()),
        rect(182, 96, 236, 380 if reader else 408, 6, "#f3efe4" if reader else "#262a33"),
    )
    if reader:
        s.add(
            rect(212, 130, 120, 14, 4, "#4a4742"),
            *(rect(212, y, 176 if y % 88 else 110, 7, 3, "#8c877d") for y in range(172, 450, 22)),
            disc(300, 502, 11, s.dark),
        )
    else:
        s.add(
            path("M206 420C250 300 330 470 390 250", "none", "#e98f62", 9),
            path("M210 300C260 200 330 320 386 170", "none", "#7ed3c0", 9),
            disc(240, 180, 30, "#efc64f"),
        )
    s.add("</g>")
    if not reader:
        s.add(
            '<g transform="rotate(34 470 320)">',
            rect(460, 150, 19, 290, 9, s.round("#e9e6e0")),
            path("M460 440h19l-9 30Z", "#4a4742"),
            "</g>",
        )


def controller(s: Sketch) -> None:
    d = (
        "Q462 484 420 446L372 394H228L180 446Q138 484 120 446C100 400 130 232 190 214Z"
        "Q462 484 420 446L372 394H228L180 446Q138 484 120 446C100 400 130 232 190 214"
    )
    s.lay(d, s.shade((0, s.light), (0.5, s.base), (1, s.dark)))
    s.add(path("M186 258v52M160 284h52", "none", s.deep, 21), path("M186 258v52M160 284h52", "none", darker(s.base, 0.5), 15))
    s.add(
        *(
            disc(x, y, 14, tone)
            for x, y, tone in ((414, 256, "#7ed3a4"), (442, 284, "#e8604c"), (386, 284, "#6fa8dc"), (414, 312, "#efc64f"))
        )
    )
    for x in (252, 348):
        s.add(
            disc(x, 348, 36, s.deep), disc(x, 344, 28, s.shade((0, "#5a5f68"), (1, "#25282e"))), ring(x, 344, 18, "#6d727b", 3)
        )
    s.add(rect(268, 244, 64, 34, 9, s.deep), path("M200 206q22-12 46 0M354 206q22-12 46 0", "none", s.deep, 10))


def powerbank(s: Sketch) -> None:
    s.ground(100)
    s.add(rect(196, 150, 208, 322, 32, s.round("#363a41")), rect(214, 150, 172, 322, 20, s.round()))
    s.add(
        *(
            rect(196, y, 18, 44, 6, s.deep, 'opacity="0.6"') + rect(386, y, 18, 44, 6, s.deep, 'opacity="0.6"')
            for y in (190, 290, 390)
        )
    )
    s.add(
        *(disc(270 + 20 * n, 200, 6, "#8fe3b4" if n < 3 else s.deep) for n in range(4)),
        path("M314 260l-50 76h34l-14 62l56-84h-36Z", s.pale, more='opacity="0.8"'),
        rect(276, 156, 48, 11, 5, "#1d2026"),
        disc(352, 174, 9, "#fff2c4"),
    )


def solar(s: Sketch) -> None:
    s.ground(200, y=478)
    for n in range(3):
        x = 92 + n * 140
        skew = (-6, 4, -6)[n]
        s.add(
            f'<g transform="translate({x} 0) skewY({skew})">',
            rect(0, 176 + n * 10, 132, 264, 8, s.round(mix(s.base, "#d9803c", 0.12))),
            rect(11, 188 + n * 10, 110, 240, 3, s.shade((0, "#34507e"), (1, "#16233d"))),
        )
        lines = [path(f"M{11 + c * 36.6:.0f} {188 + n * 10}v240", "none", "#7d98c4", 2, 'opacity="0.7"') for c in (1, 2)]
        lines += [path(f"M11 {188 + n * 10 + r * 40}h110", "none", "#7d98c4", 2, 'opacity="0.7"') for r in range(1, 6)]
        s.add(*lines, path(f"M22 {380 + n * 10}L84 {196 + n * 10}", "none", "#ffffff", 13, 'opacity="0.14"'), "</g>")
    s.add(ring(300, 168, 13, METAL, 6), disc(474, 106, 42, "#f6c453", 'opacity="0.9"'))


STANDING = {"camera": camera, "actioncam": actioncam, "webcam": webcam, "vr": vr, "powerbank": powerbank, "solar": solar}
LYING = {"drone": drone, "tablet": tablet, "controller": controller}
