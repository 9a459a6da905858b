"""Dresses, skirts, trousers and shoes."""

from __future__ import annotations

from app.sandbox.demo.draw.garments import buttons, shirt
from app.sandbox.demo.draw.palette import darker, lighter, mix
from app.sandbox.demo.draw.sketch import Sketch, disc, oval, path, rect


def dress(s: Sketch) -> None:
    d = (
        "C430 450 390 350 356 266Q374 210 364 150V96L344 92V150H256V92Z"
        "C430 450 390 350 356 266Q374 210 364 150V96L344 92V150H256V92"
    )
    s.lay(d, s.shade((0, s.light), (1, s.dark)))
    folds = (
        path(
            f"M{300 + k * 16} 276Q{300 + k * 34} 400 {300 + k * 44} 560",
            "none",
            s.deep,
            7,
            'opacity="0.26" filter="url(#near)"',
        )
        for k in (-3, -2, -1, 1, 2, 3)
    )
    s.within(path(d), *folds)
    s.add(path("M244 262Q300 278 356 262L358 284Q300 300 242 284Z", s.dark), path("M256 150H344", "none", s.deep, 4))
    buttons(s, range(168, 262, 30))


def slipdress(s: Sketch) -> None:
    d = (
        "M242 180Q270 214 300 184Q330 214 358 180Q372 250 354 300C362 390 392 470 404 536"
        "Q300 570 196 536C208 470 238 390 246 300Q228 250 242 180Z"
    )
    s.add(path("M246 184Q250 110 276 66M354 184Q350 110 324 66", "none", s.dark, 5))
    s.lay(d, s.round())
    sheen = path("M276 210Q250 330 236 540M330 220Q350 340 366 540", "none", "#ffffff", 15, 'opacity="0.2" filter="url(#near)"')
    s.within(path(d), sheen, path("M300 190Q290 360 310 560", "none", s.deep, 9, 'opacity="0.3" filter="url(#near)"'))
    if "fete" in s.design:
        s.within(
            path(d),
            *(
                disc(
                    s.look.randint(200, 400),
                    s.look.randint(186, 550),
                    s.look.choice((2, 3, 4)),
                    s.look.choice(("#fff6d8", s.deep)),
                    'opacity="0.8"',
                )
                for _ in range(240)
            ),
        )


def shirtdress(s: Sketch) -> None:
    shirt(s, 540)
    s.add(
        path("M206 330Q300 348 394 330L396 352Q300 370 204 352Z", s.deep),
        rect(282, 328, 36, 36, 6, "none", 'stroke="#d3b26a" stroke-width="6"'),
    )


def skirt(s: Sketch) -> None:
    d = "M226 110H374C400 250 452 420 470 520Q300 560 130 520C148 420 200 250 226 110Z"
    s.lay(d, s.shade((0, s.light), (1, s.dark)))
    for k in range(-7, 8):
        x, foot = 300 + k * 10, 300 + k * 24
        s.within(path(d), path(f"M{x} 130L{foot} 560L{foot + 12} 560L{x + 5} 130Z", s.deep, more='opacity="0.28"'))
    s.add(rect(220, 100, 160, 30, 8, s.round(s.dark)))


def skirtshort(s: Sketch) -> None:
    d = "M214 140H386L446 450Q300 486 154 450Z"
    s.lay(d, s.shade((0, s.light), (1, s.dark)))
    s.add(
        rect(210, 128, 180, 34, 6, s.round(s.dark)),
        path("M300 162V468", "none", s.deep, 3),
        path(
            "M228 166Q234 214 268 214M372 166Q366 214 332 214M160 436Q300 470 440 436",
            "none",
            "#d99a4e",
            3,
            'stroke-dasharray="8 5"',
        ),
    )
    buttons(s, range(190, 460, 48), tone="#d3a45c")


def trousers(s: Sketch) -> None:
    wide = 30 if "wide" in s.design else 0
    d = f"M212 80H388L{400 + wide} 540H{322 - wide // 4}L300 240L{278 + wide // 4} 540H{200 - wide}Z"
    s.lay(d, s.shade((0, s.light), (1, s.dark)))
    s.add(
        rect(208, 70, 184, 32, 6, s.round(s.dark)),
        *(rect(x, 66, 11, 42, 3, s.deep) for x in (232, 294, 358)),
        path("M300 102V240", "none", s.deep, 4),
        disc(312, 86, 6, "#e7d5b1"),
    )
    s.add(
        path(f"M252 110L{238 - wide} 536M348 110L{362 + wide} 536", "none", s.light, 4, 'opacity="0.8"'),
        path("M214 108Q222 158 254 170M386 108Q378 158 346 170", "none", s.deep, 4),
    )


def jeans(s: Sketch) -> None:
    trousers(s)
    s.add(
        path(
            "M214 112Q226 160 262 164M386 112Q374 160 338 164M214 524h62M324 524h62M308 102Q316 190 300 220",
            "none",
            "#d99a4e",
            3,
            'stroke-dasharray="8 5"',
        ),
        rect(340, 70, 46, 30, 3, "#9a6a3c"),
        disc(312, 86, 8, "#c98a4a"),
    )
    s.add(
        oval(244, 330, 19, 90, lighter(s.base, 0.4), 'opacity="0.35" filter="url(#near)"'),
        oval(356, 330, 19, 90, lighter(s.base, 0.4), 'opacity="0.35" filter="url(#near)"'),
    )


def loafers(s: Sketch) -> None:
    s.size = 1.02
    s.ground(200)
    for dx, dy, tone in ((56, -26, darker(s.base, 0.25)), (-14, 0, s.base)):
        s.add(f'<g transform="translate({dx} {dy})">', path("M96 432H500Q512 470 480 472H210L196 452H160V474H100Z", "#2c2724"))
        s.add(
            path(
                "M98 340Q130 314 170 340Q230 380 290 340Q330 316 390 352C450 376 500 396 502 434H98Q88 384 98 340Z",
                s.shade((0, lighter(tone, 0.22)), (1, darker(tone, 0.2))),
            )
        )
        s.add(
            path("M150 330Q220 392 300 336Q250 322 220 342Q180 352 150 330Z", darker(tone, 0.5)),
            path("M290 340Q330 310 396 354Q440 380 446 408Q360 400 300 384Z", lighter(tone, 0.1), darker(tone, 0.3), 3),
            path("M286 350L330 392L372 398L330 340Z", darker(tone, 0.28)),
            path("M322 362l26 18", "none", darker(tone, 0.55), 9),
            "</g>",
        )


def sneakers(s: Sketch) -> None:
    s.size = 1.0
    s.ground(210)
    for dx, dy, far in ((44, -34, True), (-10, 0, False)):
        tone = darker(s.base, 0.12) if far else s.base
        s.add(
            f'<g transform="translate({dx} {dy})">',
            path("M76 420H512Q526 470 490 474H104Q70 472 76 420Z", s.round("#efe7d8")),
            path("M80 446H514", "none", "#c9b89a", 4),
        )
        s.add(
            path(
                "M92 290Q130 280 160 300Q220 330 262 270Q300 330 372 348C450 366 512 380 512 424H78Q76 340 92 290Z",
                s.shade((0, lighter(tone, 0.3)), (1, darker(tone, 0.14))),
            )
        )
        s.add(
            path("M92 290Q130 280 156 300L150 424H78Q76 340 92 290Z", "#7b9a82"),
            path("M262 270Q300 330 372 348L350 392Q262 380 226 312Z", darker(tone, 0.1)),
            *(path(f"M{256 + k * 26} {290 + k * 16}l-22 26", "none", "#fff", 8) for k in range(5)),
            *(disc(x, 396, 3, darker(tone, 0.3)) for x in (420, 440, 460)),
            path("M180 330L210 420M204 330L234 420", "none", darker(tone, 0.16), 7),
            "</g>",
        )


def heels(s: Sketch) -> None:
    s.size = 1.04
    s.ground(180)
    for dx, dy, tone in ((70, -30, darker(s.base, 0.25)), (-20, 0, s.base)):
        s.add(
            f'<g transform="translate({dx} {dy})">',
            path("M126 300H206L192 474H150Z", s.round(darker(tone, 0.2))),
            path("M120 290Q200 300 260 380T420 440H500Q512 470 484 474H400Q300 460 220 390L120 330Z", "#2c2724"),
        )
        s.add(
            path(
                (
                    "M118 236Q150 214 190 250Q200 300 260 350Q300 380 350 380C430 390 500 420 504 462"
                    "H410Q300 446 226 376Q170 330 122 316Q108 270 118 236Z"
                ),
                s.shade((0, lighter(tone, 0.24)), (1, darker(tone, 0.18))),
            )
        )
        s.add(
            path("M190 250Q200 300 260 350Q300 380 350 380Q300 400 240 366Q180 322 170 262Z", darker(tone, 0.5)),
            path("M124 246Q146 222 180 250", "none", lighter(tone, 0.3), 4),
            path("M330 392Q410 400 470 430", "none", lighter(tone, 0.3), 5, 'opacity="0.6"'),
            "</g>",
        )


def gloves(s: Sketch) -> None:
    for dx, turn, flip in ((-92, -8, 1), (92, 8, -1)):
        s.add(f'<g transform="translate({300 + dx} 310) rotate({turn}) scale({flip} 1)">')
        d = (
            "M-66 200V40Q-78 10-72-40L-66-150Q-60-172-44-168T-30-146L-26-60"
            "L-20-196Q-14-216 2-214T18-192L14-64L30-184Q38-202 54-196T64-170"
            "L52-50L66-130Q76-146 90-138T98-112L82 20Q80 60 66 80V200Z"
        )
        s.lay(d, s.round())
        s.add(
            path("M-66 40Q-110 10-120-40Q-120-62-102-64T-78-44L-70-10", s.base),
            *(path(f"M{x} -30V40", "none", s.deep, 4) for x in (-30, 0, 30)),
            path("M-66 150H66", "none", s.deep, 3),
            rect(-70, 182, 140, 34, 8, mix(s.base, "#efe0c4", 0.75)),
            "</g>",
        )


STANDING = {"loafers": loafers, "sneakers": sneakers, "heels": heels}
LYING = {
    "dress": dress, "slipdress": slipdress, "shirtdress": shirtdress, "skirt": skirt, "skirtshort": skirtshort,
    "trousers": trousers, "jeans": jeans, "gloves": gloves,
}  # fmt: skip
