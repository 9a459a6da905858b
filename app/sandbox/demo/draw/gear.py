"""Boots, tools and other things that go along."""

from __future__ import annotations

from app.sandbox.demo.draw.palette import darker, lighter, mix
from app.sandbox.demo.draw.sketch import Sketch, disc, oval, path, rect, ring

METAL = "#c3c9d0"


def boots(s: Sketch) -> None:
    s.size = 0.98
    s.ground(190)
    for dx, dy, far in ((74, -20, True), (0, 0, False)):
        tone = darker(s.base, 0.22) if far else s.base
        s.add(f'<g transform="translate({dx} {dy})">')
        s.add(
            path("M96 440H476Q484 472 460 474H110Q92 472 96 440Z", s.round("#33302e")),
            *(rect(x, 464, 22, 14, 3, "#26231f") for x in range(112, 460, 36)),
        )
        upper = "M120 190H258L270 290C300 330 360 340 420 362Q470 380 472 442H100C108 380 118 300 120 190Z"
        s.add(
            path(upper, s.shade((0, lighter(tone, 0.14)), (1, darker(tone, 0.18)))),
            path("M330 344Q340 400 330 442H472Q470 380 420 362C384 350 356 344 330 344Z", darker(tone, 0.24)),
        )
        s.add(
            path("M112 182H264Q272 200 262 214H116Q106 198 112 182Z", mix(tone, "#d8b98a", 0.55)),
            path("M256 224L286 318Q240 340 224 442H190Q196 330 216 224Z", darker(tone, 0.3), more='opacity="0.55"'),
        )
        s.add(
            *(path(f"M{224 + k * 7} {238 + k * 24}l{40 + k * 3} {-4 + k * 2}", "none", "#e8d9b8", 7) for k in range(5)),
            path("M122 330Q170 350 196 330", "none", lighter(tone, 0.3), 3, 'stroke-dasharray="7 6"'),
            "</g>",
        )


def trailshoe(s: Sketch) -> None:
    s.size = 1.0
    s.ground(210)
    s.add(
        path("M66 432Q60 470 110 474H500Q540 470 534 424Z", s.round("#f3efe6")),
        *(path(f"M{x} 474l14 14h16l8-14Z", "#2f3238") for x in range(100, 500, 42)),
    )
    d = "M82 300Q96 262 130 268Q170 300 214 292L262 262Q300 330 380 344C470 358 530 380 534 432H66Q66 360 82 300Z"
    s.add(path(d, s.shade((0, s.light), (1, s.dark))))
    s.within(
        path(d),
        path("M60 380Q200 420 330 372T560 440H60Z", s.deep, more='opacity="0.5"'),
        path("M410 340Q470 400 540 400V460H400Z", darker(s.base, 0.42)),
        path("M120 420L190 300M170 430L240 300", "none", s.pale, 10, 'opacity="0.8"'),
    )
    s.add(
        path("M262 262Q300 330 380 344L350 380Q262 360 230 288Z", darker(s.base, 0.45)),
        *(path(f"M{262 + k * 26} {276 + k * 18}l-20 28", "none", "#fff", 7) for k in range(4)),
        path("M84 300Q96 262 130 268", "none", s.pale, 9),
    )


def socks(s: Sketch) -> None:
    for dx, dy, turn in ((60, -20, 8), (-20, 20, -4)):
        s.add(f'<g transform="translate({dx} {dy}) rotate({turn} 300 300)">')
        d = "M200 70H320V300C330 340 400 380 430 424Q450 480 390 494C330 500 220 430 206 350Q200 300 200 70Z"
        s.lay(d, s.round())
        s.within(
            path(d),
            rect(190, 70, 150, 62, 0, s.dark),
            *(path(f"M{x} 70v62", "none", s.deep, 3, 'opacity="0.5"') for x in range(204, 330, 11)),
            path("M360 500Q370 420 450 420V520Z", s.dark),
            path("M196 300Q240 300 250 400Q200 400 190 340Z", s.dark),
            rect(190, 160, 150, 13, 0, s.pale),
            rect(190, 184, 150, 7, 0, s.pale),
        )
        s.add("</g>")


def beanie(s: Sketch) -> None:
    d = "M300 120C430 120 470 240 468 380H132C130 240 170 120 300 120Z"
    s.lay(d, s.round())
    s.within(
        path(d),
        *(
            path(f"M{x} 390C{x} 260 {300 + (x - 300) // 3} 160 300 118", "none", s.deep, 4, 'opacity="0.45"')
            for x in range(140, 470, 22)
        ),
    )
    s.lay("M120 372Q300 346 480 372V446Q300 486 120 446Z", s.round(s.light))
    s.within(
        path("M120 372Q300 346 480 372V446Q300 486 120 446Z"),
        *(path(f"M{x} 350v130", "none", s.dark, 5, 'opacity="0.6"') for x in range(126, 480, 17)),
        rect(330, 394, 62, 46, 4, "#e7d5b1"),
    )
    s.add(rect(342, 406, 38, 5, 2, "#8a6a45"), rect(350, 418, 22, 4, 2, "#8a6a45"))


def poles(s: Sketch) -> None:
    for dx, turn in ((-70, 12), (70, -12)):
        s.add(f'<g transform="translate({dx} 0) rotate({turn} 300 300)">')
        s.cast("M288 60H312V560H288Z")
        s.add(
            rect(293, 180, 14, 330, 6, s.round("#3a3e45")),
            rect(294, 250, 12, 90, 0, s.round()),
            rect(294, 380, 12, 60, 0, s.round()),
            rect(286, 336, 28, 22, 6, "#d9a441"),
        )
        s.add(
            path("M282 74Q300 54 318 74L314 190H286Z", s.round("#c79a63")),
            *(path(f"M288 {y}h24", "none", "#9c7442", 3) for y in range(96, 186, 14)),
            path("M290 80C240 100 250 170 286 180", "none", "#3a3d44", 7),
            oval(300, 506, 32, 8, "#2b2d32"),
            path("M296 514h8l-4 42Z", METAL),
            "</g>",
        )


def knife(s: Sketch) -> None:
    s.add('<g transform="rotate(-26 300 300)">')
    s.cast("M60 270Q150 250 300 262V330H90Q60 310 60 270Z")
    s.cast("M300 250H520Q560 290 520 340H300Z")
    s.add(
        path("M300 266L120 254Q60 258 40 286Q100 330 300 326Z", s.shade((0, "#eef1f4"), (0.6, METAL), (1, "#9aa1a9"))),
        path("M60 286Q140 314 296 312", "none", "#fff", 3, 'opacity="0.8"'),
        path("M150 268h90", "none", "#8d939b", 4),
    )
    s.add(
        path("M290 250H500Q556 262 556 298T500 344L290 336Z", s.shade((0, s.light), (0.5, s.base), (1, s.deep))),
        *(path(f"M310 {y}Q430 {y + 7} 540 {y - 2}", "none", s.dark, 2, 'opacity="0.5"') for y in (266, 280, 294, 308, 322)),
    )
    s.add(
        rect(282, 244, 38, 98, 9, s.round(METAL)),
        *(disc(x, 296, 7, "#d9c07a") for x in (360, 430, 500)),
        ring(540, 298, 12, METAL, 5),
        "</g>",
    )


def compass(s: Sketch) -> None:
    s.add('<g transform="rotate(-10 300 300)">')
    s.cast("M170 70H430V530H170Z")
    s.add(
        rect(170, 70, 260, 460, 26, "#e3f0f3", 'opacity="0.92"'),
        rect(170, 70, 260, 460, 26, "none", 'stroke="#9cc0ca" stroke-width="4"'),
        *(path(f"M{190 + k * 22} 80v{22 if k % 2 else 13}", "none", "#5c7780", 3) for k in range(11)),
        path("M300 110v50l-14-18M300 160l14-18", "none", "#d9503f", 6),
    )
    s.add(
        disc(300, 330, 122, s.round("#2f4148")),
        disc(300, 330, 96, "#f7f4ea"),
        *(rect(298, 240, 4, 14 if a % 90 else 24, 2, "#33363d", f'transform="rotate({a} 300 330)"') for a in range(0, 360, 30)),
    )
    s.add(
        '<g transform="rotate(34 300 330)">',
        path("M300 250L316 330H284Z", "#d9503f"),
        path("M300 410L316 330H284Z", "#eceff2", "#8d939b", 2),
        "</g>",
        disc(300, 330, 10, "#d3b26a"),
        path("M300 70C300 20 360 10 400 40", "none", "#d9503f", 8),
        "</g>",
    )


def water_filter(s: Sketch) -> None:
    s.ground(80)
    s.add(
        rect(262, 104, 76, 44, 12, s.round("#3a3d44")),
        rect(278, 78, 44, 34, 10, s.round(METAL)),
        rect(244, 148, 112, 250, 26, s.shade((0, lighter(s.base, 0.6)), (1, lighter(s.base, 0.35)))),
        rect(262, 176, 76, 190, 14, s.round("#f3efe6")),
    )
    s.add(
        *(path(f"M264 {y}h72", "none", "#cfc8b8", 3) for y in range(190, 360, 13)),
        rect(238, 390, 124, 82, 18, s.round()),
        path("M300 412c18 22 18 42 0 42s-18-20 0-42Z", "#fff", more='opacity="0.85"'),
        rect(252, 168, 8, 190, 4, "#fff", 'opacity="0.7"'),
    )


def chart(s: Sketch) -> None:
    s.add('<g transform="rotate(-6 300 300)">')
    s.cast("M80 130H520V480H80Z")
    for n in range(4):
        x = 80 + n * 110
        lift = 0 if n % 2 else 16
        s.add(
            path(
                f"M{x} {130 + lift}L{x + 110} {146 - lift}V{496 - lift}L{x} {480 + lift}Z",
                lighter(s.base, 0.66) if n % 2 else lighter(s.base, 0.54),
            )
        )
    lines = (
        path(
            (
                f"M80 {220 + k * 26}C180 {150 + k * 24} 250 {330 + k * 14} 340 {250 + k * 22}"
                f"S470 {200 + k * 30} 520 {260 + k * 24}"
            ),
            "none",
            s.dark,
            3,
            'opacity="0.5"',
        )
        for k in range(-1, 9)
    )
    s.within(
        rect(80, 140, 440, 346, 0, "#000"),
        path("M120 480C180 400 130 330 220 300S300 180 270 120L330 120C350 200 260 260 260 330S200 420 190 490Z", "#8fc1da"),
        *lines,
        path("M150 440L250 380L330 410L420 240", "none", "#d9503f", 6, 'stroke-dasharray="4 11"'),
    )
    s.add(path("M420 240c-24-30-20-56 0-56s24 26 0 56Z", "#d9503f"), disc(420, 206, 8, "#fff"), "</g>")


STANDING = {"boots": boots, "trailshoe": trailshoe, "filter": water_filter}
LYING = {"socks": socks, "beanie": beanie, "poles": poles, "knife": knife, "compass": compass, "map": chart}
