"""Things with a battery: to hear with, and to wear."""

from __future__ import annotations

from app.sandbox.demo.draw.palette import darker, lighter
from app.sandbox.demo.draw.sketch import Sketch, disc, oval, path, rect, ring

GLASS = "#22262e"
METAL = "#c3c9d0"


def headphones(s: Sketch) -> None:
    s.trail("M160 450V340C150 60 450 60 440 340V450", 50, 10, 18)
    s.add(
        path("M168 340C150 60 450 60 432 340", "none", s.deep, 34), path("M168 340C150 60 450 60 432 340", "none", s.base, 24)
    )
    s.add(
        path("M196 190C230 116 370 116 404 190", "none", s.dark, 26),
        path("M200 178C238 116 362 116 400 178", "none", s.light, 5, 'opacity="0.7"'),
    )
    for x, side in ((176, 1), (424, -1)):
        s.add(rect(x - 12, 250, 24, 76, 10, s.round(METAL)))
        s.add(
            rect(x - 46 + 18 * side, 306, 74, 170, 36, s.round(darker(s.base, 0.45))),
            rect(x - 48 - 6 * side, 310, 72, 162, 34, s.round()),
        )
        s.add(oval(x - 18 * side - 2, 392, 15, 42, s.light, 'opacity="0.35"'))


def earbuds(s: Sketch) -> None:
    s.ground(150)
    s.add(path("M176 400Q176 330 246 330H354Q424 330 424 400V424Q424 472 364 472H236Q176 472 176 424Z", s.round()))
    s.add(
        path("M176 396Q300 416 424 396", "none", s.deep, 3, 'opacity="0.7"'),
        disc(300, 440, 6, "#7fd39a"),
        oval(226, 362, 24, 10, "#ffffff", 'opacity="0.3"'),
    )
    for x, lean in ((226, -14), (374, 14)):
        s.add(
            f'<g transform="rotate({lean} {x} 230)">',
            rect(x - 15, 212, 30, 104, 15, s.round()),
            oval(x, 196, 42, 40, s.round()),
        )
        s.add(
            oval(x + lean, 184, 22, 24, darker(s.base, 0.5)),
            oval(x + lean, 182, 14, 16, GLASS),
            rect(x - 9, 300, 18, 8, 4, METAL),
            "</g>",
        )


def speaker(s: Sketch) -> None:
    if "brook" in s.design:
        s.ground(150)
        body = "M180 300Q150 300 150 386Q150 472 180 472H420Q450 472 450 386Q450 300 420 300Z"
        s.add(path(body, s.shade((0, s.light), (0.5, s.base), (1, s.deep))))
        dots = (disc(x, y, 3.2, s.deep) for x in range(196, 412, 15) for y in range(322, 460, 15))
        s.within(path(body), '<g opacity="0.6">', *dots, "</g>")
        s.add(
            oval(164, 386, 26, 82, s.round(s.deep)),
            oval(160, 386, 14, 48, s.dark),
            path("M410 306q44-60 62 6", "none", "#3a3d44", 9),
            rect(258, 372, 84, 26, 13, s.deep),
            disc(280, 385, 4, "#fff"),
            disc(300, 385, 4, "#fff"),
            disc(320, 385, 4, "#fff"),
        )
        return
    s.ground(112)
    s.add(rect(194, 150, 212, 322, 18, s.round()), rect(208, 164, 184, 294, 12, darker(s.base, 0.62)))
    s.add(
        disc(300, 232, 38, "#1c1f25"), ring(300, 232, 38, METAL, 4), disc(300, 232, 14, s.shade((0, "#6a6f78"), (1, "#2a2d33")))
    )
    s.add(
        disc(300, 366, 78, "#1c1f25"),
        ring(300, 366, 78, METAL, 5),
        ring(300, 366, 54, "#3c4049", 8),
        disc(300, 366, 30, s.shade((0, "#7a8089"), (1, "#2d3037"))),
    )


def radio(s: Sketch) -> None:
    s.ground(160)
    s.add(
        path("M200 254C200 170 400 170 400 254", "none", s.deep, 17),
        path("M398 250L450 110", "none", METAL, 6),
        disc(450, 108, 7, METAL),
    )
    s.add(rect(140, 246, 320, 220, 34, s.round()), rect(164, 274, 166, 166, 20, "#f2e6cf"))
    s.add('<g opacity="0.75">', *(disc(x, y, 4, "#8a7658") for x in range(182, 322, 17) for y in range(292, 432, 17)), "</g>")
    s.add(
        rect(350, 274, 88, 52, 8, "#fff4d8"),
        path("M360 310h68M372 302v8M392 298v12M412 302v8", "none", "#8a7658", 3),
        path("M398 286v36", "none", "#d9503f", 4),
    )
    s.add(
        disc(394, 392, 40, s.round(METAL)),
        disc(394, 392, 28, lighter(METAL, 0.4)),
        path("M394 392l14-18", "none", "#33363d", 6),
        rect(176, 462, 40, 12, 4, s.deep),
        rect(384, 462, 40, 12, 4, s.deep),
    )


def microphone(s: Sketch) -> None:
    s.ground(100)
    s.add(
        path("M206 210C190 390 410 390 394 210", "none", s.deep, 16),
        rect(290, 366, 20, 84, 6, s.round(METAL)),
        oval(300, 456, 96, 18, s.round(s.dark)),
        oval(300, 450, 96, 16, s.light),
    )
    s.add(rect(232, 96, 136, 250, 66, s.round()))
    s.within(
        rect(232, 96, 136, 130, 0, "#000"),
        rect(232, 96, 136, 250, 66, s.round(METAL)),
        *(path(f"M{x} 90l70 150M{x} 240l70 -150", "none", "#5b616a", 3, 'opacity="0.7"') for x in range(160, 400, 14)),
    )
    s.add(rect(232, 222, 136, 12, 0, s.deep), disc(300, 282, 15, s.deep), disc(300, 282, 8, "#e2574c"))


def watch(s: Sketch) -> None:
    strap = darker(s.base, 0.12)
    d = "M236 40H364L376 190V410L364 560H236L224 410V190Z"
    s.cast(d)
    s.add(path(d, s.round(strap)), *(rect(286, y, 28, 9, 4, s.deep, 'opacity="0.7"') for y in (70, 96, 122, 470, 496, 522)))
    s.add(disc(300, 300, 142, s.round("#565b63")), disc(300, 300, 124, GLASS), rect(436, 280, 18, 40, 6, METAL))
    s.add(
        ring(300, 300, 108, "#3b414c", 9),
        path("M300 192A108 108 0 1 1 198 336", "none", "#7ed3a4", 9),
        path("M236 338l34-46l28 30l26-50l42 66Z", s.light, more='opacity="0.85"'),
    )
    s.add(
        path("M254 232h92", "none", "#eef1f4", 12),
        path("M270 256h60", "none", "#7f8792", 6),
        disc(300, 376, 7, "#ef7d54"),
        path("M210 236A110 110 0 0 1 270 190", "none", "#ffffff", 5, 'opacity="0.35"'),
    )


def headset(s: Sketch) -> None:
    headphones(s)
    s.add(path("M160 440C160 540 250 530 282 520", "none", "#3a3d44", 10), rect(274, 504, 54, 26, 13, "#2a2d33"))


def headlamp(s: Sketch) -> None:
    s.trail("M136 330C110 110 490 110 464 330", 40)
    s.cast("M204 262H396V392H204Z")
    s.add(disc(300, 327, 150, "#fff3bf", 'opacity="0.55" filter="url(#soft)"'))
    s.add(
        path("M136 330C110 110 490 110 464 330", "none", darker(s.base, 0.3), 46),
        path("M136 330C110 110 490 110 464 330", "none", s.base, 32),
        path("M150 300C140 140 460 140 450 300", "none", s.pale, 4, 'opacity="0.8"'),
    )
    s.add(
        rect(204, 262, 192, 130, 34, s.round("#3a3e45")),
        rect(218, 276, 164, 102, 26, s.round()),
        disc(300, 327, 46, "#e8edf2"),
        disc(300, 327, 37, s.shade((0, "#fffbe6"), (1, "#f4d98a"))),
    )
    s.add(ring(300, 327, 24, "#f1c75c", 3), disc(244, 327, 9, "#e8604c"), rect(342, 317, 26, 20, 6, s.deep))


STANDING = {"earbuds": earbuds, "speaker": speaker, "radio": radio, "microphone": microphone}
LYING = {"headphones": headphones, "headset": headset, "watch": watch, "headlamp": headlamp}
