"""Clothes for the upper half, laid out flat."""

from __future__ import annotations

from collections.abc import Callable

from app.sandbox.demo.draw.palette import darker, lighter, mix
from app.sandbox.demo.draw.sketch import Sketch, disc, path, rect

LONG = "M204 152Q148 176 128 262L92 458L150 476L212 262Z"
LONG_RIGHT = "M396 152Q452 176 472 262L508 458L450 476L388 262Z"
SHORT = "M204 152Q150 172 104 268L168 306L212 240Z"
SHORT_RIGHT = "M396 152Q450 172 496 268L432 306L388 240Z"


def trunk(hem: int, flare: int = 0) -> str:
    """The outline of a body from the shoulders to the hem."""
    left, right = 204 - flare, 396 + flare
    return (
        f"M252 128L204 152Q198 210 208 262L{left} {hem}Q300 {hem + 14} {right} {hem}"
        "L392 262Q402 210 396 152L348 128Q300 172 252 128Z"
    )


def body(s: Sketch, hem: int, *, sleeves: str = "long", flare: int = 0, tone: str = "") -> str:
    """Sleeves and trunk with their shadow; the outline of the trunk."""
    tone = tone or s.base
    left, right = (LONG, LONG_RIGHT) if sleeves == "long" else (SHORT, SHORT_RIGHT)
    d = trunk(hem, flare)
    if sleeves != "none":
        s.cast(left + right)
    s.cast(d)
    if sleeves != "none":
        fill = s.shade((0, tone), (1, darker(tone, 0.12)))
        s.add(path(left, fill), path(right, fill))
    s.add(path(d, s.shade((0, lighter(tone, 0.1)), (1, darker(tone, 0.08)))))
    fold = 'opacity="0.3" filter="url(#near)"'
    s.within(path(d), path(f"M216 260Q250 360 226 {hem}M384 260Q352 360 376 {hem}", "none", darker(tone, 0.35), 9, fold))
    return d


def neck(s: Sketch, tone: str = "", depth: int = 168) -> None:
    """A round neck with its rib and the inside of the back."""
    s.add(path(f"M252 128Q300 {depth} 348 128Q300 112 252 128Z", darker(tone or s.base, 0.35)))
    s.add(path(f"M250 128Q300 {depth + 6} 350 128", "none", darker(tone or s.base, 0.14), 9))


def buttons(s: Sketch, ys: range, x: int = 300, tone: str = "#f3ecdc") -> None:
    s.add(*(disc(x, y, 6, darker(tone, 0.25)) + disc(x, y - 1, 5, tone) for y in ys))


def tshirt(s: Sketch) -> None:
    body(s, 480, sleeves="long" if "wool" in s.design else "short")
    neck(s)
    s.add(path("M118 276L172 308M482 276L428 308", "none", s.dark, 4, 'opacity="0.7"') if "wool" not in s.design else "")
    s.add(path("M206 466Q300 480 394 466", "none", s.dark, 3, 'opacity="0.7"'))


def stripetee(s: Sketch) -> None:
    ground = "#f4efe3"
    d = body(s, 480, sleeves="long", tone=ground)
    lines = (rect(70, y, 460, 9, 0, s.base) for y in range(196, 470, 24))
    s.within(path(d), *lines)
    for sleeve, turn in ((LONG, 14), (LONG_RIGHT, -14)):
        slant = (rect(40, y, 520, 9, 0, s.base, f'transform="rotate({turn} 300 {y})"') for y in range(150, 560, 24))
        s.within(path(sleeve), *slant)
    neck(s, ground)


def shirt(s: Sketch, hem: int = 496) -> None:
    d = body(s, hem)
    if s.base not in ("#f5f3ee", "#92bedb"):
        grid = [rect(x, 120, 9, 400, 0, s.deep, 'opacity="0.35"') for x in range(200, 410, 40)]
        grid += [rect(190, y, 220, 9, 0, s.deep, 'opacity="0.35"') for y in range(150, 500, 40)]
        s.within(path(d), *grid)
    s.add(
        rect(288, 160, 24, hem - 152, 0, s.light, 'opacity="0.85"'),
        path(f"M288 166V{hem + 4}M312 166V{hem + 4}", "none", s.dark, 2),
    )
    buttons(s, range(196, hem - 10, 52))
    s.add(path("M252 126Q300 112 348 126Q300 150 252 126Z", s.deep))
    s.add(
        path("M250 122L300 160L262 204L232 142Z", s.light, s.dark, 2),
        path("M350 122L300 160L338 204L368 142Z", s.light, s.dark, 2),
    )
    s.add(
        path("M330 236H380V286L355 300L330 286Z", s.soft(s.light), s.dark, 2),
        path("M96 436L154 454M504 436L446 454", "none", s.dark, 4),
    )


def blouse(s: Sketch) -> None:
    body(s, 476, flare=14)
    s.add(path("M206 160Q190 200 214 232M394 160Q410 200 386 232", "none", s.dark, 5, 'opacity="0.6"'))
    s.add(*(path(f"M{x} 172q-5 30 {(x - 300) // 8} 62", "none", s.dark, 2.5, 'opacity="0.6"') for x in range(236, 370, 13)))
    s.add(
        path("M254 128Q300 108 346 128Q300 156 254 128Z", s.deep),
        path("M254 130C230 190 290 210 296 172M346 130C370 190 310 210 304 172", "none", s.light, 15),
    )
    s.add(path("M298 176Q270 250 282 320M302 176Q336 240 322 306", "none", s.light, 15), disc(300, 174, 12, s.base))
    s.add(path("M90 440Q120 470 156 460M510 440Q480 470 444 460", "none", s.light, 11))


def sweater(s: Sketch) -> None:
    d = body(s, 478, flare=6)
    if "cable" in s.design or "chunk" in s.design:
        twists = (
            path(f"M{x} {y}q13 15 0 30q-13 15 0 30", "none", s.dark, 6, 'opacity="0.55"')
            for x in (240, 300, 360)
            for y in range(170, 470, 60)
        )
        back = (
            path(f"M{x} {y}q-13 15 0 30q13 15 0 30", "none", s.light, 6, 'opacity="0.8"')
            for x in (240, 300, 360)
            for y in range(170, 470, 60)
        )
        s.within(
            path(d), *back, *twists, *(path(f"M{x} 150V480", "none", s.dark, 2, 'opacity="0.4"') for x in (216, 268, 332, 384))
        )
    else:
        s.within(
            path(d),
            *(path(f"M190 {y}H410", "none", s.dark, 1.6, 'opacity="0.3"') for y in range(140, 490, 11)),
            *(path(f"M{x} 140V490", "none", s.dark, 1.6, 'opacity="0.3"') for x in range(200, 410, 11)),
        )
        s.add(path("M300 156V270", "none", s.deep, 5), path("M300 180v22", "none", "#d3b26a", 7))
    s.within(
        path(d),
        rect(180, 452, 240, 40, 0, s.dark, 'opacity="0.75"'),
        *(path(f"M{x} 452v40", "none", s.deep, 2.5, 'opacity="0.6"') for x in range(196, 410, 9)),
    )
    s.add(path("M98 426L156 444L150 476L92 458Z", s.dark), path("M502 426L444 444L450 476L508 458Z", s.dark))
    neck(s)


def rollneck(s: Sketch) -> None:
    d = body(s, 478)
    s.within(path(d), *(path(f"M{x} 140V490", "none", s.dark, 2, 'opacity="0.25"') for x in range(204, 400, 9)))
    collar = "M246 132Q238 84 256 66Q300 54 344 66Q362 84 354 132Q300 162 246 132Z"
    s.lay(collar, s.round(s.light))
    s.within(path(collar), *(path(f"M{x} 50v100", "none", s.dark, 2.5, 'opacity="0.5"') for x in range(246, 360, 9)))
    s.add(
        path("M248 100Q300 126 352 100", "none", s.deep, 3, 'opacity="0.5"'),
        path("M206 458Q300 474 394 458", "none", s.dark, 3),
        path("M98 428L156 446M502 428L444 446", "none", s.dark, 3),
    )


def cardigan(s: Sketch) -> None:
    d = body(s, 478)
    s.within(
        path(d),
        path("M252 120L300 268L348 120Z", "#efe6d5"),
        path("M252 128L300 270V500M348 128L300 270", "none", s.dark, 15),
        path("M252 128L300 270V500M348 128L300 270", "none", s.light, 9),
    )
    buttons(s, range(292, 470, 44), tone="#e7d5b1")
    s.add(
        *(
            path(f"M{x} 380h58v62h-58Z", s.dark, more='opacity="0.35"') + path(f"M{x} 380h58", "none", s.deep, 5)
            for x in (222, 320)
        )
    )
    s.within(path(d), rect(180, 458, 240, 40, 0, s.dark, 'opacity="0.6"'))


def jacket(s: Sketch) -> None:
    s.lay("M232 150C210 60 390 60 368 150Q300 190 232 150Z", s.round(s.dark))
    s.add(path("M254 148C240 92 360 92 346 148Q300 176 254 148Z", darker(s.base, 0.5)))
    d = body(s, 500)
    s.within(
        path(d),
        path("M190 150H410V236Q300 268 190 236Z", s.dark, more='opacity="0.7"'),
        path("M260 300L214 372M340 300L386 372", "none", s.deep, 5),
    )
    s.add(
        path("M300 152V508", "none", s.deep, 11),
        path("M300 152V508", "none", s.pale, 3, 'stroke-dasharray="4 4"'),
        path("M96 440L152 458M504 440L448 458", "none", s.deep, 9),
    )
    s.add(
        path("M272 156v40M328 156v40", "none", "#efe7d4", 4),
        disc(272, 200, 5, "#33363d"),
        disc(328, 200, 5, "#33363d"),
        path("M346 236l14-24l14 24Z", s.pale),
    )


def puffer(s: Sketch) -> None:
    d = body(s, 488, flare=8)
    for outline in (LONG, LONG_RIGHT, d):
        s.within(
            path(outline),
            *(
                path(f"M60 {y}Q300 {y + 16} 540 {y}", "none", s.deep, 6, 'opacity="0.55"')
                + path(f"M60 {y + 12}Q300 {y + 28} 540 {y + 12}", "none", s.light, 7, 'opacity="0.5"')
                for y in range(176, 500, 38)
            ),
        )
    s.add(
        path("M246 132Q240 92 258 84Q300 74 342 84Q360 92 354 132Q300 160 246 132Z", s.round(s.dark)),
        path("M300 92V498", "none", "#33363d", 7),
        rect(294, 150, 12, 26, 4, "#d3b26a"),
    )


def jacketshort(s: Sketch) -> None:
    d = body(s, 430)
    knots = (
        disc(
            s.look.randint(196, 404),
            s.look.randint(140, 436),
            s.look.choice((3, 4, 5)),
            s.look.choice((s.pale, s.dark)),
            'opacity="0.5"',
        )
        for _ in range(170)
    )
    s.within(path(d), *knots)
    trim = darker(s.base, 0.5)
    s.add(path("M252 128Q300 176 348 128M300 160V440M206 428Q300 444 394 428", "none", trim, 8))
    s.add(
        *(path(f"M{x} {y}h52", "none", trim, 7) for x in (226, 322) for y in (250, 340)),
        path("M96 440L152 458M504 440L448 458", "none", trim, 7),
    )
    buttons(s, range(206, 420, 56), 316, "#d9b667")


def coat(s: Sketch) -> None:
    d = body(s, 548, flare=24)
    lapel = s.shade((0, s.light), (1, s.base))
    s.within(path(d), path("M250 120L300 300L350 120Z", mix(s.base, "#efe6d5", 0.85)), path("M300 296V570", "none", s.deep, 4))
    s.add(
        path("M252 126L216 190L258 210L246 230L300 318L290 220Z", lapel, s.dark, 2),
        path("M348 126L384 190L342 210L354 230L300 318L310 220Z", lapel, s.dark, 2),
    )
    s.add(
        disc(318, 344, 10, darker(s.base, 0.55)),
        disc(318, 342, 8, darker(s.base, 0.3)),
        path("M206 404l58-8v18l-58 8ZM394 404l-58-8v18l58 8Z", s.dark),
        path("M96 440L152 458M504 440L448 458", "none", s.dark, 4),
    )


def trench(s: Sketch) -> None:
    d = body(s, 548, flare=26)
    s.within(path(d), path("M252 120L296 262L340 120Z", "#efe6d5"), path("M280 258V570", "none", s.dark, 3))
    s.add(
        path("M252 126L222 186L262 206L284 268L296 214Z", s.light, s.dark, 2),
        path("M348 126L378 186L338 206L300 268L296 214Z", s.light, s.dark, 2),
        path("M204 152Q220 230 300 246V200Z", s.dark, more='opacity="0.28"'),
    )
    s.add(
        *(disc(x, y, 8, "#6b4a33") for x in (262, 330) for y in (290, 372, 420)),
        path("M204 330Q300 346 396 330L398 356Q300 372 202 356Z", s.dark),
        rect(276, 328, 42, 40, 6, "none", 'stroke="#7a5438" stroke-width="7"'),
        path("M296 350L330 412", "none", s.dark, 17),
    )
    s.add(path("M100 420L158 438M500 420L442 438", "none", s.dark, 11))


def cape(s: Sketch) -> None:
    d = "M254 116C200 140 130 300 96 520Q300 572 504 520C470 300 400 140 346 116Q300 152 254 116Z"
    s.lay(d, s.shade((0, s.light), (1, s.dark)))
    s.within(
        path(d),
        path("M300 140V560", "none", s.deep, 5),
        path("M216 220Q190 400 200 560M384 220Q410 400 400 560", "none", s.deep, 9, 'opacity="0.4" filter="url(#near)"'),
    )
    s.add(
        path("M210 330Q196 390 202 420M390 330Q404 390 398 420", "none", s.deep, 6),
        path("M252 118Q300 92 348 118Q352 146 300 162Q248 146 252 118Z", s.round(s.dark)),
        disc(284, 186, 9, "#d3b26a"),
        disc(316, 186, 9, "#d3b26a"),
        path("M284 186h32", "none", "#d3b26a", 5),
    )


STANDING: dict[str, Callable[[Sketch], None]] = {}
LYING = {
    "tshirt": tshirt, "stripetee": stripetee, "shirt": shirt, "blouse": blouse, "sweater": sweater, "rollneck": rollneck,
    "cardigan": cardigan, "jacket": jacket, "puffer": puffer, "jacketshort": jacketshort, "coat": coat, "trench": trench,
    "cape": cape,
}  # fmt: skip
