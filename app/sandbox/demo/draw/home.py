"""Things for the home."""

from __future__ import annotations

from app.sandbox.demo.draw.palette import darker, lighter, mix
from app.sandbox.demo.draw.sketch import Sketch, disc, oval, path, rect

WOOD = "#c0935f"


def mug(s: Sketch) -> None:
    s.ground(124)
    s.add(
        path("M392 306C470 292 474 412 384 408", "none", s.dark, 25),
        path("M392 302C462 290 468 404 384 402", "none", s.base, 16),
    )
    body = "M202 262L398 262L388 424Q384 472 336 472L264 472Q216 472 212 424Z"
    s.add(path(body, s.round()))
    style = s.look.choice(("dip", "dots", "bands", "plain"))
    clay = mix("#c9a27c", s.base, 0.25)
    if style == "dip":
        s.within(path(body), path("M190 392Q300 420 410 384V480H190Z", s.round(clay)))
    elif style == "bands":
        s.within(
            path(body), rect(190, 330, 220, 14, 0, s.pale, 'opacity="0.7"'), rect(190, 354, 220, 5, 0, s.pale, 'opacity="0.7"')
        )
    elif style == "dots":
        spots = (disc(s.look.randint(215, 385), s.look.randint(290, 460), s.look.choice((2, 3, 4)), s.deep) for _ in range(34))
        s.within(path(body), '<g opacity="0.55">', *spots, "</g>")
    s.add(oval(300, 262, 98, 23, s.light), oval(300, 264, 86, 18, darker(s.base, 0.45)), oval(300, 269, 78, 13, "#6b4330"))
    s.add(path("M252 212q-14-22 2-42t-2-40M302 206q-14-22 2-42t-2-40", "none", "#ffffff", 7, 'opacity="0.45"'))


def teapot(s: Sketch) -> None:
    s.ground(150)
    s.add(path("M196 300C120 270 112 400 206 414", "none", s.dark, 22))
    s.add(path("M392 372C440 360 440 290 492 268L506 286C470 320 476 410 396 424Z", s.round(s.dark)))
    body = "M300 232C406 232 428 330 412 398Q396 472 300 472Q204 472 188 398C172 330 194 232 300 232Z"
    s.add(path(body, s.round()))
    s.within(path(body), path("M180 420Q300 450 420 420V480H180Z", s.deep, more='opacity="0.25"'))
    s.add(oval(300, 240, 62, 14, s.deep), path("M240 236Q300 196 360 236Q300 252 240 236Z", s.round(s.light)))
    s.add(oval(300, 206, 17, 14, s.round(WOOD)), oval(254, 320, 16, 46, "#ffffff", 'opacity="0.22"'))


def bowl(s: Sketch) -> None:
    s.ground(160)
    for n, (width, top) in enumerate(((172, 300), (140, 252), (106, 212))):
        tone = (s.base, s.light, mix(s.base, "#f3ead9", 0.75))[n]
        low = top + 172 - n * 62
        s.add(
            path(
                (
                    f"M{300 - width} {top}C{300 - width + 12} {low} {300 - 50} {low} 300 {low}"
                    f"S{300 + width - 12} {low} {300 + width} {top}Z"
                ),
                s.round(tone),
            )
        )
        s.add(
            oval(300, top, width, 26 - n * 4, darker(tone, 0.1)), oval(300, top + 4, width - 12, 20 - n * 4, darker(tone, 0.3))
        )


def lamp(s: Sketch) -> None:
    s.ground(96)
    s.add(disc(300, 244, 176, "#ffe7ab", 'opacity="0.35" filter="url(#soft)"'))
    s.add(rect(290, 300, 20, 128, 8, s.round(WOOD)))
    foot = s.look.choice(("ball", "cone"))
    if foot == "ball":
        s.add(disc(300, 412, 60, s.round()), rect(246, 456, 108, 16, 8, s.round(s.dark)))
    else:
        s.add(path("M276 346H324L372 472H228Z", s.round()))
    s.add(path("M186 306A114 114 0 0 1 414 306Z", s.shade((0, "#fff7df"), (0.7, "#ffe2a0"), (1, "#f7c979"))))
    s.add(oval(300, 306, 114, 12, "#f4bf6a"), oval(300, 304, 92, 7, "#fff3cf"))


def desklamp(s: Sketch) -> None:
    s.ground(110, 250)
    s.add(path("M392 250L512 440H272Z", "#ffe9b0", more='opacity="0.34"'))
    s.add(path("M240 450L196 300L340 176", "none", s.deep, 13), disc(196, 300, 15, "#c79a4e"), disc(340, 178, 13, "#c79a4e"))
    s.add(path("M322 158L388 140Q452 176 462 246L318 286Q306 210 322 158Z", s.round()))
    s.add(
        path("M318 286Q390 240 462 246Q414 300 318 286Z", "#ffe9b3"),
        oval(244, 458, 92, 16, s.round(s.dark)),
        oval(244, 452, 92, 14, s.light),
    )


def pendant(s: Sketch) -> None:
    s.add(path("M300 0V150", "none", "#4a4742", 4), rect(288, 132, 24, 22, 5, "#4a4742"))
    s.add(disc(300, 310, 220, "#fff1c9", 'opacity="0.5" filter="url(#soft)"'))
    s.add(disc(300, 312, 164, s.shade((0, lighter(s.base, 0.5)), (0.6, "#fff3d4"), (1, "#f0d6a2"))))
    s.add(
        *(oval(300, 312, 164, ry, "none", 'stroke="#d9bd8b" stroke-width="2.4" opacity="0.6"') for ry in (24, 60, 96, 130, 152))
    )


def vase(s: Sketch) -> None:
    s.ground(92)
    form = s.look.choice(("amphora", "stem", "pillar"))
    flower = s.look.choice(("#e7a08c", "#f0cf72", "#d98fa6", "#f4efe2"))
    green = "#6f8a63"
    for x, y, lean in ((296, 96, -6), (246, 150, -34), (356, 138, 30))[: 1 if form == "stem" else 3]:
        s.add(path(f"M300 300Q{x - lean} 220 {x} {y}", "none", green, 6))
        s.add(
            *(oval(x, y - 20, 13, 24, flower, f'transform="rotate({a} {x} {y})"') for a in range(0, 360, 60)),
            disc(x, y, 12, "#c98a3c"),
        )
    if form == "stem":
        d = "M286 214H314C312 330 366 350 366 416Q366 472 300 472Q234 472 234 416C234 350 288 330 286 214Z"
    elif form == "pillar":
        d = "M232 246H368L356 452Q354 472 334 472H266Q246 472 244 452Z"
    else:
        d = "M262 236H338C334 286 404 300 404 378Q404 472 300 472Q196 472 196 378C196 300 266 286 262 236Z"
    s.add(path(d, s.round()))
    if s.look.random() < 0.6:
        s.within(path(d), *(rect(180, y, 240, 7, 0, s.pale, 'opacity="0.5"') for y in (352, 370, 388)))
    half = {"stem": 14, "pillar": 68, "amphora": 38}[form]
    top = {"stem": 214, "pillar": 246, "amphora": 236}[form]
    s.add(oval(300, top, half, max(4, half * 0.2), s.deep))


def candle(s: Sketch) -> None:
    s.ground(92)
    s.add(disc(300, 180, 90, "#ffdf8f", 'opacity="0.5" filter="url(#soft)"'))
    s.add(rect(208, 240, 184, 232, 22, s.round()), rect(222, 262, 156, 84, 6, s.shade((0, "#fff6e2"), (1, "#f4e2c0"))))
    s.add(
        rect(236, 318, 128, 96, 6, "#faf5ea"),
        rect(256, 342, 88, 7, 3, s.deep),
        rect(268, 360, 64, 4, 2, s.dark),
        rect(268, 372, 64, 4, 2, s.dark),
    )
    s.add(
        oval(300, 242, 92, 17, lighter(s.base, 0.3)),
        oval(300, 245, 82, 13, "#fbeccb"),
        path("M300 246V216", "none", "#3b3431", 4),
    )
    s.add(
        path("M300 158C322 188 320 220 300 222S278 188 300 158Z", s.shade((0, "#ffd35c"), (1, "#f58d3c"))),
        oval(300, 206, 7, 13, "#fff3c4"),
    )


def candles(s: Sketch) -> None:
    s.ground(160)
    for x, top, tone in ((206, 284, s.light), (304, 196, s.base), (396, 330, s.dark)):
        s.add(disc(x, top - 50, 46, "#ffdf8f", 'opacity="0.5" filter="url(#soft)"'))
        s.add(
            rect(x - 42, top, 84, 472 - top, 8, s.round(tone)),
            oval(x, top, 42, 10, lighter(tone, 0.35)),
            path(f"M{x} {top}v-24", "none", "#3b3431", 4),
        )
        s.add(path(f"M{x} {top - 76}c16 22 14 46 0 50s-16-28 0-50Z", s.shade((0, "#ffd35c"), (1, "#f58d3c"))))


def carafe(s: Sketch) -> None:
    s.ground(150)
    glass, water = lighter(s.base, 0.62), s.base
    d = "M252 150H332L326 226Q372 268 372 340V440Q372 472 340 472H244Q212 472 212 440V340Q212 268 258 226Z"
    s.add(path(d, glass, more='opacity="0.75"'))
    s.within(path(d), path("M200 330Q292 346 384 330V480H200Z", s.round(water), more='opacity="0.75"'))
    s.add(
        path("M254 118H330L326 178Q292 186 258 178Z", glass, "#ffffff", 3, 'opacity="0.9"'),
        path("M236 350V436", "none", "#ffffff", 9, 'opacity="0.6"'),
    )
    tumbler = "M398 356H488L478 452Q476 472 456 472H430Q410 472 408 452Z"
    s.add(path(tumbler, glass, more='opacity="0.75"'))
    s.within(path(tumbler), rect(390, 400, 110, 80, 0, water, 'opacity="0.6"'))
    s.add(oval(443, 356, 45, 9, "none", 'stroke="#ffffff" stroke-width="3" opacity="0.8"'))


def dispenser(s: Sketch) -> None:
    s.ground(90)
    s.add(
        path("M300 190V140M300 140H236Q220 140 218 158", "none", "#3f4147", 15), rect(276, 176, 48, 42, 8, s.round("#4a4d54"))
    )
    s.add(path("M266 216H334Q392 232 392 292V442Q392 472 362 472H238Q208 472 208 442V292Q208 232 266 216Z", s.round()))
    s.add(
        rect(246, 320, 108, 94, 4, "#faf6ed"),
        rect(266, 344, 68, 6, 3, s.deep),
        rect(274, 362, 52, 4, 2, s.dark),
        rect(274, 374, 52, 4, 2, s.dark),
    )


STANDING = {
    "mug": mug,
    "teapot": teapot,
    "bowl": bowl,
    "lamp": lamp,
    "desklamp": desklamp,
    "vase": vase,
    "candle": candle,
    "candles": candles,
    "carafe": carafe,
    "dispenser": dispenser,
}
LYING = {"pendant": pendant}
