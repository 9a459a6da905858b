"""For a night outside."""

from __future__ import annotations

from app.sandbox.demo.draw.palette import darker, mix
from app.sandbox.demo.draw.sketch import Sketch, disc, oval, path, rect

METAL = "#c3c9d0"


def tent(s: Sketch) -> None:
    s.size = 0.98
    s.ground(230, strength=0.34)
    family = "lodge" in s.design
    if family:
        s.add(path("M60 472L110 250Q300 150 490 250L540 472Z", s.shade((0, s.light), (1, s.dark))))
        s.add(
            path("M200 472L226 220Q300 190 374 220L400 472Z", s.shade((0, s.base), (1, s.deep))),
            path("M244 472L262 264Q300 246 338 264L356 472Z", "#2c2a2c"),
            path("M338 264Q352 380 356 472L392 472Q374 360 338 264Z", s.pale),
        )
        s.add(
            rect(116, 320, 70, 56, 8, "#dfeaf0", 'opacity="0.9"'),
            rect(414, 320, 70, 56, 8, "#dfeaf0", 'opacity="0.9"'),
            path("M110 250Q300 150 490 250", "none", s.pale, 6),
            path("M60 472L20 486M540 472l40 14", "none", "#e9e1cd", 3),
        )
        return
    s.add(path("M60 472C150 170 240 130 300 130C360 130 450 170 540 472Z", s.shade((0, s.light), (1, s.dark))))
    s.add(path("M300 130C220 220 180 360 170 472H430C420 360 380 220 300 130Z", s.shade((0, s.base), (1, s.deep))))
    s.add(
        path("M300 168C262 250 246 370 242 472H358C354 370 338 250 300 168Z", "#2b2a2e"),
        path("M300 168C338 250 354 370 358 472H404C394 360 356 240 300 168Z", s.pale),
        path("M300 130C220 220 180 360 170 472", "none", darker(s.base, 0.45), 4, 'stroke-dasharray="3 8"'),
    )
    s.add(
        path("M60 472C150 170 240 130 300 130C360 130 450 170 540 472", "none", s.pale, 6),
        path("M110 340L40 480M490 340l70 140", "none", "#efe7d2", 3),
        path("M262 440h76", "none", "#d9a441", 5),
        oval(300, 454, 28, 9, "#f5d58a", 'opacity="0.8"'),
    )


def tarp(s: Sketch) -> None:
    s.size = 1.0
    s.ground(190)
    for x in (130, 470):
        s.add(path(f"M{x} 190V472", "none", "#8b6a45", 11))
    s.add(
        path("M130 190Q300 230 470 190L560 380Q300 330 40 380Z", s.shade((0, s.light), (1, s.dark))),
        path("M130 190Q300 230 470 190", "none", s.pale, 6),
        path("M300 212V352", "none", s.deep, 3, 'opacity="0.7"'),
    )
    s.add(
        path("M40 380L10 470M560 380l30 90M130 190L40 200M470 190l90 10", "none", "#f0e8d4", 3),
        path("M250 470l50-34l50 34M270 470l60-30M330 470l-60-30", "none", "#7b573b", 13),
        path("M300 380c28 30 26 60 0 62s-28-34 0-62Z", s.shade((0, "#ffd35c"), (1, "#f58d3c"))),
    )


def hammock(s: Sketch) -> None:
    for x in (70, 530):
        s.add(
            rect(x - 32, 0, 64, 600, 0, s.round("#8b6a4d")),
            *(path(f"M{x - 20} {y}q18 14 34-4", "none", "#6d5038", 4) for y in range(40, 600, 70)),
        )
    s.add(
        path("M70 210L180 250M530 210L420 250", "none", "#3d4047", 7),
        rect(34, 196, 72, 22, 6, "#3d4047"),
        rect(494, 196, 72, 22, 6, "#3d4047"),
    )
    d = "M176 244C210 470 390 470 424 244C440 250 446 262 444 280C410 520 190 520 156 280C154 262 160 250 176 244Z"
    s.cast(d, 6, 26)
    s.add(
        path("M176 244C210 420 390 420 424 244C400 330 200 330 176 244Z", s.deep),
        path(d, s.shade((0, s.light), (1, s.dark))),
        path("M160 300C200 520 400 520 440 300", "none", s.pale, 6, 'opacity="0.8"'),
        path("M230 452Q300 486 370 452", "none", s.deep, 3, 'opacity="0.6"'),
    )


def sleepingbag(s: Sketch) -> None:
    d = "M300 50C372 50 400 110 402 168C430 230 420 420 380 520Q300 560 220 520C180 420 170 230 198 168C200 110 228 50 300 50Z"
    s.lay(d, s.round())
    baffles = (path(f"M160 {y}Q300 {y + 22} 440 {y}", "none", s.deep, 3, 'opacity="0.55"') for y in range(210, 540, 36))
    s.within(path(d), *baffles, path("M160 180Q300 214 440 180V60H160Z", s.dark, more='opacity="0.35"'))
    s.add(
        oval(300, 140, 62, 66, darker(s.base, 0.5)),
        oval(300, 150, 50, 52, mix(s.base, "#f0d9a8", 0.7)),
        path("M372 190C384 300 376 420 352 520", "none", "#efe7d4", 6),
        rect(342, 330, 20, 13, 4, "#c99d53"),
    )


def mat(s: Sketch) -> None:
    s.add('<g transform="rotate(-14 300 300)">')
    s.cast("M210 60H400V540H210Z")
    s.add(
        rect(206, 60, 190, 480, 56, s.shade((0, s.light), (1, s.base))),
        *(path(f"M216 {y}H386", "none", s.dark, 5, 'opacity="0.75"') for y in range(104, 520, 34)),
        *(path(f"M300 {y}v-34", "none", s.dark, 3, 'opacity="0.35"') for y in range(138, 520, 68)),
    )
    s.add(
        disc(372, 520, 15, "#3d4047"),
        disc(372, 520, 7, "#8d939b"),
        path("M224 110V500", "none", "#fff", 8, 'opacity="0.25"'),
        "</g>",
    )


def backpack(s: Sketch) -> None:
    s.ground(130)
    s.add(
        path("M262 120q38-50 76 0", "none", s.deep, 14),
        path("M176 230C140 280 140 400 190 440M424 230c36 50 36 170-14 210", "none", darker(s.base, 0.42), 26),
    )
    d = "M300 104C386 104 420 160 420 240V420Q420 470 370 470H230Q180 470 180 420V240C180 160 214 104 300 104Z"
    s.add(
        path(d, s.round()), path("M180 240C180 150 214 104 300 104C386 104 420 150 420 240Q300 280 180 240Z", s.round(s.dark))
    )
    s.add(
        path("M196 246Q300 282 404 246", "none", s.pale, 3, 'stroke-dasharray="8 7"'),
        rect(210, 316, 180, 134, 24, s.round(s.light)),
        path("M222 352Q300 374 378 352", "none", s.deep, 5),
        rect(286, 352, 28, 32, 6, "#d3b26a"),
    )
    s.add(
        rect(234, 220, 17, 120, 5, darker(s.base, 0.42)),
        rect(349, 220, 17, 120, 5, darker(s.base, 0.42)),
        rect(228, 290, 29, 18, 4, METAL),
        rect(343, 290, 29, 18, 4, METAL),
        path("M282 176l18-30l18 30Z", s.pale),
        rect(160, 340, 24, 100, 12, s.round(s.dark)),
    )


def drybag(s: Sketch) -> None:
    s.ground(96)
    s.add(
        path("M232 150C210 70 390 70 368 150", "none", "#33363d", 15),
        rect(218, 142, 164, 36, 14, s.round("#33363d")),
        rect(276, 96, 48, 30, 8, "#33363d"),
    )
    d = "M222 172H378C396 220 396 300 396 400Q396 472 300 472T204 400C204 300 204 220 222 172Z"
    s.add(
        path(d, s.round()),
        path("M204 250Q300 276 396 250", "none", s.dark, 3),
        path("M262 350c12-16 26-16 38 0s26 16 38 0M262 384c12-16 26-16 38 0s26 16 38 0", "none", s.pale, 9),
        path("M232 216V420", "none", "#fff", 8, 'opacity="0.35"'),
    )


def stove(s: Sketch) -> None:
    s.ground(100)
    s.add(
        path("M224 350H376Q400 350 400 378V448Q400 472 376 472H224Q200 472 200 448V378Q200 350 224 350Z", s.round("#d9503f")),
        oval(300, 352, 88, 15, s.round(METAL)),
        rect(244, 392, 112, 40, 6, "#f7efdf"),
        rect(258, 406, 84, 5, 2, "#d9503f"),
        rect(258, 418, 56, 4, 2, "#a39b8d"),
    )
    s.add(
        rect(282, 290, 36, 56, 6, s.round(METAL)),
        path("M318 320h70q12 0 12 14v40", "none", "#8d939b", 9),
        rect(386, 366, 30, 22, 6, "#3a3d44"),
        rect(256, 262, 88, 32, 10, s.round("#8d939b")),
    )
    s.add(
        path("M262 270L186 206M338 270l76-64M300 262v-50", "none", "#8d939b", 10),
        path("M176 206h54M370 206h54", "none", "#8d939b", 9),
    )
    for x, h in ((264, 40), (300, 56), (336, 40)):
        s.add(
            path(
                f"M{x} {262 - h}c14 18 12 38 0 {h}s-14-22 0-{h}Z", s.shade((0, "#9fd3ff"), (1, "#3f7fe0")), more='opacity="0.9"'
            )
        )


def burner(s: Sketch) -> None:
    s.size = 1.04
    s.ground(200)
    s.add(
        path("M110 330L150 170H450L490 330Z", s.round(s.dark)),
        path("M132 318L164 186H436L468 318Z", s.shade((0, "#e4e7ea"), (1, "#aeb4bb"))),
    )
    s.add(rect(96, 326, 408, 140, 18, s.round()), rect(112, 318, 376, 24, 8, s.round("#4a4e55")))
    for x in (206, 394):
        s.add(
            oval(x, 328, 76, 17, "#2b2d32"),
            oval(x, 326, 46, 10, "#6a6f78"),
            path(f"M{x - 70} 316h140M{x} 300v34", "none", "#1d1f24", 6),
            disc(x, 404, 32, s.round(METAL)),
            path(f"M{x} 404v-24", "none", "#33363d", 6),
        )
        s.add(
            *(
                path(f"M{x + k} 320c8-12 8-24 0-34c-8 10-8 22 0 34Z", "#6fb1ff", more='opacity="0.85"')
                for k in (-34, -12, 12, 34)
            )
        )
    s.add(rect(268, 388, 64, 30, 6, s.pale, 'opacity="0.7"'), rect(284, 400, 32, 5, 2, s.deep))


def pot(s: Sketch) -> None:
    s.ground(130)
    s.add(
        path("M404 330h92q16 0 16 16", "none", "#d9803c", 15),
        rect(176, 280, 248, 192, 28, s.round()),
        oval(300, 282, 124, 21, s.round(s.light)),
    )
    s.add(
        path("M196 268Q300 220 404 268Q300 290 196 268Z", s.round(s.light)),
        rect(278, 218, 44, 22, 9, "#d9803c"),
        path("M176 350H424", "none", s.pale, 3, 'opacity="0.4"'),
        rect(198, 312, 12, 130, 6, "#fff", 'opacity="0.22"'),
    )
    s.add(path("M252 196q-12-18 2-36t-2-34M336 196q-12-18 2-36t-2-34", "none", "#fff", 7, 'opacity="0.5"'))


def lantern(s: Sketch) -> None:
    s.ground(90)
    s.add(
        disc(300, 310, 190, "#ffe7a3", 'opacity="0.6" filter="url(#soft)"'),
        path("M224 190C224 80 376 80 376 190", "none", "#3a3d44", 9),
    )
    s.add(
        path("M230 190H370L352 150H248Z", s.round()),
        rect(232, 190, 136, 216, 22, s.shade((0, "#fff8df"), (0.5, "#ffe6a6"), (1, "#f7cf7c"))),
        *(rect(x, 190, 7, 216, 0, s.dark, 'opacity="0.8"') for x in (240, 296, 353)),
    )
    s.add(
        path("M214 406H386L398 450Q400 472 378 472H222Q200 472 202 450Z", s.round()),
        rect(224, 182, 152, 15, 7, s.round(s.dark)),
        disc(300, 440, 12, s.deep),
        disc(300, 440, 5, "#7ed3a4"),
        oval(266, 250, 8, 40, "#fff", 'opacity="0.7"'),
    )


def cooler(s: Sketch) -> None:
    s.size = 1.04
    s.ground(190)
    s.add(
        path("M140 250C110 160 490 160 460 250", "none", METAL, 15),
        rect(110, 278, 380, 194, 24, s.round()),
        rect(96, 226, 408, 74, 22, s.round("#f3efe5")),
        rect(110, 340, 380, 16, 0, "#f3efe5", 'opacity="0.85"'),
    )
    s.add(
        rect(270, 276, 60, 48, 10, s.round(METAL)),
        rect(286, 290, 28, 20, 5, "#6d727b"),
        rect(128, 244, 344, 9, 4, "#fff", 'opacity="0.7"'),
        path("M160 400q20-22 40 0t40 0", "none", s.pale, 9, 'opacity="0.8"'),
        disc(452, 436, 12, s.deep),
    )


STANDING = {
    "tent": tent, "tarp": tarp, "backpack": backpack, "drybag": drybag, "stove": stove, "burner": burner, "pot": pot,
    "lantern": lantern, "cooler": cooler,
}  # fmt: skip
LYING = {"hammock": hammock, "sleepingbag": sleepingbag, "mat": mat}
