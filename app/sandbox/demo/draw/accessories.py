"""Bags, hats, scarves, jewellery and scent."""

from __future__ import annotations

from app.sandbox.demo.draw.palette import darker, lighter, mix
from app.sandbox.demo.draw.sketch import Sketch, disc, oval, path, rect, ring

GOLD = "#d3b26a"


def tote(s: Sketch) -> None:
    s.ground(150)
    s.add(
        path("M226 230C226 60 374 60 374 230", "none", s.dark, 19), path("M212 236C212 40 388 40 388 236", "none", s.base, 19)
    )
    d = "M146 212H454L432 452Q430 472 410 472H190Q170 472 168 452Z"
    s.add(path(d, s.shade((0, s.light), (1, s.dark))))
    weave = (path(f"M130 {y}H470", "none", s.dark, 1.6, 'opacity="0.3"') for y in range(216, 480, 8))
    s.within(
        path(d),
        *weave,
        path("M260 236Q250 360 262 480M360 230Q352 350 358 480", "none", s.deep, 9, 'opacity="0.25" filter="url(#near)"'),
    )
    s.add(
        path("M148 232H452", "none", s.deep, 3, 'stroke-dasharray="9 7" opacity="0.6"'),
        disc(300, 352, 52, "none", f'stroke="{s.ink}" stroke-width="6" opacity="0.75"'),
    )
    s.add(path("M300 384V322M300 352q-22-4-26-26q24 0 26 26q2-24 26-26q-4 22-26 26", s.ink, s.ink, 3, 'opacity="0.75"'))


def handbag(s: Sketch) -> None:
    s.ground(160)
    s.add(
        path("M150 300C160 70 440 70 450 300", "none", s.deep, 13),
        disc(154, 304, 13, "none", f'stroke="{GOLD}" stroke-width="6"'),
        disc(446, 304, 13, "none", f'stroke="{GOLD}" stroke-width="6"'),
    )
    d = "M130 312Q300 258 470 312C490 430 400 474 300 474S110 430 130 312Z"
    s.add(path(d, s.round()))
    s.within(path(d), path("M120 318Q300 264 480 318C470 390 400 418 300 418S130 390 120 318Z", s.round(s.light)))
    s.add(
        path("M136 330C150 390 210 410 300 410S450 390 464 330", "none", s.deep, 3, 'stroke-dasharray="9 7" opacity="0.7"'),
        rect(284, 392, 32, 42, 9, GOLD),
        rect(292, 404, 16, 19, 4, darker(GOLD, 0.35)),
    )


def boxbag(s: Sketch) -> None:
    s.ground(130)
    s.add(
        path("M216 270C216 120 384 120 384 270", "none", s.deep, 19),
        path("M216 270C216 120 384 120 384 270", "none", s.light, 5, 'opacity="0.6"'),
    )
    s.add(
        rect(160, 256, 280, 216, 22, s.round()),
        path("M160 278Q160 256 182 256H418Q440 256 440 278V366H160Z", s.round(s.light)),
        path("M160 366H440", "none", s.deep, 4),
    )
    s.add(
        rect(172, 268, 256, 192, 14, "none", f'stroke="{s.deep}" stroke-width="2.5" stroke-dasharray="9 7" opacity="0.5"'),
        rect(270, 340, 60, 50, 10, GOLD),
        disc(300, 365, 12, darker(GOLD, 0.35)),
        rect(206, 252, 22, 30, 5, GOLD),
        rect(372, 252, 22, 30, 5, GOLD),
    )


def wallet(s: Sketch) -> None:
    s.add('<g transform="rotate(-8 300 300)">')
    s.cast("M120 196H480V430H120Z")
    s.add(
        rect(130, 172, 320, 60, 8, "#e9d9b8"),
        rect(150, 160, 280, 60, 8, "#7fa8b8"),
        rect(120, 192, 360, 240, 22, s.soft()),
        path("M120 320H480", "none", s.deep, 4, 'opacity="0.7"'),
    )
    s.add(
        rect(132, 204, 336, 216, 14, "none", f'stroke="{s.pale}" stroke-width="2.5" stroke-dasharray="9 7" opacity="0.7"'),
        path("M420 288h60v56h-60q-22 0-22-28t22-28Z", s.dark),
        disc(424, 316, 11, GOLD),
        disc(424, 316, 5, darker(GOLD, 0.4)),
        "</g>",
    )


def belt(s: Sketch) -> None:
    s.trail("M300 470a170 170 0 1 1 150-90", 46)
    s.add(path("M300 470a170 170 0 1 1 150-90", "none", s.deep, 47), path("M300 466a166 166 0 1 1 147-88", "none", s.base, 37))
    s.add(
        path(
            "M300 480a180 180 0 1 1 158-94M300 452a152 152 0 1 1 134-80",
            "none",
            s.pale,
            2,
            'stroke-dasharray="8 7" opacity="0.6"',
        )
    )
    s.add(
        path("M250 443H540q16 24 0 47H250Z", s.shade((0, s.light), (1, s.dark))),
        *(oval(x, 466, 5, 6, s.deep) for x in (420, 450, 480, 510)),
        rect(236, 430, 76, 72, 10, "none", f'stroke="{GOLD}" stroke-width="12"'),
        path("M240 466H318", "none", darker(GOLD, 0.15), 9),
        rect(352, 438, 22, 57, 5, s.dark),
    )


def fedora(s: Sketch) -> None:
    s.size = 0.98
    s.ground(220)
    s.add(
        path(
            "M60 424C90 380 180 372 300 372S510 380 540 424C540 462 420 470 300 470S60 462 60 424Z",
            s.shade((0, s.light), (1, s.dark)),
        )
    )
    crown = "M170 410C170 300 176 200 216 172Q262 146 300 186Q338 146 384 172C424 200 430 300 430 410Q300 440 170 410Z"
    s.add(path(crown, s.round()))
    s.within(
        path(crown),
        path("M160 340Q300 372 440 340V430H160Z", darker(s.base, 0.55)),
        path("M300 186Q290 240 300 290", "none", s.deep, 11, 'opacity="0.5" filter="url(#near)"'),
    )
    s.add(
        path("M400 356l34-16v44l-30 8Z", darker(s.base, 0.65)),
        path("M60 424C90 460 180 468 300 468S510 460 540 424", "none", s.light, 4, 'opacity="0.7"'),
    )


def beret(s: Sketch) -> None:
    d = "M90 330C90 220 210 160 330 170C450 180 540 250 520 340C510 390 440 410 300 410S90 400 90 330Z"
    s.lay(d, s.shade((0, s.light), (1, s.dark)))
    s.add(
        path("M316 172q-4-30 14-40", "none", s.dark, 13),
        path("M160 400Q300 440 440 398Q436 440 300 446Q166 446 160 400Z", s.round(s.deep)),
    )
    s.add(
        path("M130 300Q220 220 330 222M400 230Q470 260 488 320", "none", "#ffffff", 15, 'opacity="0.16" filter="url(#near)"'),
        path("M220 400Q170 340 200 280M380 402Q450 360 430 290", "none", s.deep, 6, 'opacity="0.3" filter="url(#near)"'),
    )


def scarf(s: Sketch) -> None:
    for dx, turn, tone in ((58, 9, s.dark), (-46, -7, s.base)):
        s.add(f'<g transform="rotate({turn} 300 120) translate({dx} 0)">')
        d = "M246 170H352V500H246Z"
        s.lay(d, s.shade((0, tone), (1, darker(tone, 0.08))))
        s.within(
            path(d),
            *(rect(240, y, 120, h, 0, s.pale, 'opacity="0.6"') for y, h in ((410, 15), (434, 6), (450, 6))),
            *(path(f"M{x} 160V500", "none", darker(tone, 0.3), 1.6, 'opacity="0.35"') for x in range(252, 352, 8)),
        )
        s.add(*(path(f"M{x} 500v32", "none", tone, 4) for x in range(250, 352, 9)), "</g>")
    loop = "M170 170C150 80 450 80 430 170C440 240 380 262 300 262S160 240 170 170Z"
    s.cast(loop)
    s.add(
        path(loop, s.shade((0, s.light), (1, s.dark))),
        path("M232 150C232 116 368 116 368 150C366 178 236 178 232 150Z", darker(s.base, 0.5)),
    )
    s.add(path("M190 190Q300 250 412 186M184 150Q200 110 260 100M214 222Q300 256 386 220", "none", s.deep, 4, 'opacity="0.5"'))


def silkscarf(s: Sketch) -> None:
    s.add('<g transform="rotate(45 300 300)">')
    s.cast("M140 140H460V460H140Z")
    s.add(
        rect(136, 136, 328, 328, 10, s.shade((0, s.light), (1, s.base))),
        rect(154, 154, 292, 292, 4, "none", f'stroke="{s.deep}" stroke-width="12"'),
        rect(176, 176, 248, 248, 4, lighter(s.base, 0.72)),
    )
    s.within(
        rect(176, 176, 248, 248, 4, "#000"),
        *(
            disc(x, y, r, "none", f'stroke="{tone}" stroke-width="{w}"')
            for x, y in ((176, 176), (424, 424))
            for r, tone, w in ((40, s.deep, 10), (74, "#d9a441", 7), (108, s.base, 12), (142, "#d9a441", 4))
        ),
    )
    s.add(
        disc(300, 300, 44, s.deep),
        disc(300, 300, 30, "#efd9a4"),
        *(oval(300, 268, 9, 26, s.base, f'transform="rotate({a} 300 300)"') for a in range(0, 360, 45)),
        path("M150 300Q300 280 450 320", "none", "#fff", 19, 'opacity="0.16" filter="url(#near)"'),
        "</g>",
    )


def sunglasses(s: Sketch) -> None:
    s.trail("M90 250Q190 200 276 260M324 260Q410 200 510 250", 40)
    s.add(path("M84 252L40 214M516 252L560 214", "none", s.dark, 17))
    for x in (190, 410):
        s.add(
            disc(x, 312, 104, s.round()),
            disc(x, 312, 82, s.shade((0, "#23303a"), (0.6, "#54636b"), (1, "#b9895e"))),
            path(f"M{x - 52} 290q20-46 70-40", "none", "#ffffff", 11, 'opacity="0.35"'),
            ring(x, 312, 104, s.light, 3, 'opacity="0.5"'),
        )
    s.add(path("M272 270Q300 240 328 270", "none", s.base, 17), disc(96, 262, 6, GOLD), disc(504, 262, 6, GOLD))
    if s.base == "#8a5a35":
        s.add(
            *(
                path(f"M{x - 95 + k * 14} {312 + (60 if k % 2 else -66)}q12 10 20-2", "none", "#4a2e1b", 9, 'opacity="0.55"')
                for x in (190, 410)
                for k in range(1, 12, 3)
            )
        )


def earrings(s: Sketch) -> None:
    for x, y in ((184, 310), (412, 336)):
        s.trail(f"M{x} {y - 92}a82 88 0 1 0 .1 0", 18, 10, 18)
        s.add(
            path(f"M{x} {y - 92}v-40q0-22 22-22", "none", s.dark, 6),
            oval(x, y, 82, 90, "none", f'stroke="{s.dark}" stroke-width="26"'),
            oval(x, y, 82, 90, "none", f'stroke="{s.base}" stroke-width="19"'),
        )
        s.add(
            path(f"M{x - 72} {y - 34}A82 90 0 0 1 {x - 10} {y - 88}", "none", "#ffffff", 7, 'opacity="0.8"'),
            path(f"M{x + 24} {y + 85}A82 90 0 0 0 {x + 77} {y + 24}", "none", s.pale, 5, 'opacity="0.8"'),
            *(disc(x + dx, y + dy, 13, s.light) for dx, dy in ((-80, 18), (80, -18), (0, 90))),
        )


def necklace(s: Sketch) -> None:
    chain = "M130 70C150 330 240 420 300 420S450 330 470 70"
    s.trail(chain, 7)
    s.add(
        path(chain, "none", s.dark, 7),
        path(chain, "none", s.light, 5, 'stroke-dasharray="6 7"'),
        disc(300, 428, 13, "none", f'stroke="{s.dark}" stroke-width="6"'),
    )
    s.add(
        disc(306, 490, 50, "#22202a", 'opacity="0.25" filter="url(#soft)"'),
        disc(300, 478, 44, s.shade((0, "#ffffff"), (0.6, "#f4ece4"), (1, "#cdbfb4"))),
        path("M272 444Q300 426 328 444L316 454Q300 446 284 454Z", s.round()),
        oval(284, 462, 11, 8, "#fff"),
    )


def finger_ring(s: Sketch) -> None:
    s.ground(130)
    s.add(
        oval(300, 350, 124, 118, "none", f'stroke="{s.deep}" stroke-width="44"'),
        oval(300, 346, 124, 118, "none", f'stroke="{s.base}" stroke-width="36"'),
    )
    for k in range(0, 360, 24):
        s.add(
            path("M276 210Q300 228 324 254", "none", s.light if k % 48 else s.dark, 11, f'transform="rotate({k} 300 348)"'),
            path(
                "M324 212Q300 228 278 250",
                "none",
                s.dark if k % 48 else s.pale,
                6,
                f'transform="rotate({k} 300 348)" opacity="0.8"',
            ),
        )
    s.add(path("M186 300A124 118 0 0 1 250 240", "none", "#fff", 9, 'opacity="0.8"'))


def bracelet(s: Sketch) -> None:
    s.trail("M300 200a170 130 0 1 0 .1 0", 24, 8, 18)
    for k in range(0, 360, 15):
        s.add(
            f'<g transform="translate(300 330) scale(1 .76) rotate({k})">',
            rect(-14, -186, 28, 40, 13, "none", f'stroke="{s.dark if k % 30 else s.base}" stroke-width="10"'),
            path("M-10 -184q10-6 20 0", "none", s.pale, 4),
            "</g>",
        )
    s.add(rect(276, 452, 48, 30, 10, s.round()), disc(300, 500, 15, "none", f'stroke="{s.base}" stroke-width="7"'))


def perfume(s: Sketch) -> None:
    s.ground(110)
    s.add(rect(252, 112, 96, 82, 10, s.round("#3a3530")), rect(270, 190, 60, 34, 4, s.round(GOLD)))
    glass = "M196 224H404Q424 224 424 248V440Q424 472 392 472H208Q176 472 176 440V248Q176 224 196 224Z"
    s.add(path(glass, lighter(s.base, 0.72), more='opacity="0.9"'))
    s.within(
        path(glass),
        path("M170 292Q300 304 430 292V480H170Z", s.shade((0, lighter(s.base, 0.2)), (1, s.base))),
        rect(196, 240, 13, 220, 6, "#fff", 'opacity="0.75"'),
        path("M392 236V466", "none", "#fff", 5, 'opacity="0.4"'),
    )
    s.add(
        rect(240, 320, 120, 92, 3, "#fffaf0"),
        rect(262, 346, 76, 7, 3, mix(s.base, "#33302c", 0.7)),
        rect(276, 366, 48, 4, 2, "#9a8f80"),
        rect(276, 378, 48, 4, 2, "#9a8f80"),
        path("M300 224V300", "none", "#fff", 3, 'opacity="0.8"'),
    )


STANDING = {
    "tote": tote, "handbag": handbag, "boxbag": boxbag, "fedora": fedora, "ring": finger_ring, "perfume": perfume,
}  # fmt: skip
LYING = {
    "wallet": wallet, "belt": belt, "beret": beret, "scarf": scarf, "silkscarf": silkscarf, "sunglasses": sunglasses,
    "earrings": earrings, "necklace": necklace, "bracelet": bracelet,
}  # fmt: skip
