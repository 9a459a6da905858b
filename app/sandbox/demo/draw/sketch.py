"""A sheet of paper, 600 by 600, and what every picture on it needs: tones of one colour, light, shadow and a stage."""

from __future__ import annotations

from random import Random

from app.sandbox.demo.draw.palette import brightness, darker, lighter, mix

SIZE = 600
FLOOR = 474

# Backdrops: upper and lower tone, and one for the shape behind the thing.
_PALE = (
    ("#f6ede2", "#ecdcc9", "#f9d9bd"), ("#eaf1ec", "#d3e3d8", "#bcd8c6"), ("#e9eff6", "#d2deeb", "#bcd0e6"),
    ("#f7e9e6", "#efd6d0", "#f3c3b6"), ("#f3eef7", "#e2d8ec", "#d2c1e4"), ("#fbf3dc", "#f3e3b9", "#f6d58a"),
    ("#e7f2f3", "#cfe3e5", "#b2d6d8"), ("#f1efe9", "#e0dcd2", "#d0c8b8"),
)  # fmt: skip
_RICH = (
    ("#d9b89b", "#c79d7b", "#e9cfb6"), ("#a9c2b1", "#8aaa95", "#c6d8cb"), ("#a6bdd4", "#869fbb", "#c5d5e5"),
    ("#d8a79b", "#c38a7d", "#e9c7bd"), ("#b6a8c9", "#978ab0", "#d0c6de"), ("#e0c083", "#cda964", "#efdab0"),
)  # fmt: skip


def path(d: str, fill: str = "none", stroke: str = "", width: float = 0, more: str = "") -> str:
    line = f' stroke="{stroke}" stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round"' if stroke else ""
    return f'<path d="{d}" fill="{fill}"{line} {more}/>'


def rect(x: float, y: float, w: float, h: float, rx: float, fill: str, more: str = "") -> str:
    return f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="{rx}" fill="{fill}" {more}/>'


def oval(cx: float, cy: float, rx: float, ry: float, fill: str, more: str = "") -> str:
    return f'<ellipse cx="{cx}" cy="{cy}" rx="{rx}" ry="{ry}" fill="{fill}" {more}/>'


def disc(cx: float, cy: float, r: float, fill: str, more: str = "") -> str:
    return f'<circle cx="{cx}" cy="{cy}" r="{r}" fill="{fill}" {more}/>'


def ring(cx: float, cy: float, r: float, stroke: str, width: float, more: str = "") -> str:
    return f'<circle cx="{cx}" cy="{cy}" r="{r}" fill="none" stroke="{stroke}" stroke-width="{width}" {more}/>'


class Sketch:
    """One picture in the making. `look` decides what all colours of a product have in common, `stage` what is of this view."""

    def __init__(self, kind: str, design: str, base: str, shot: str) -> None:
        self.base, self.design = base, design
        self.dark, self.deep = darker(base, 0.16), darker(base, 0.36)
        self.light, self.pale = lighter(base, 0.22), lighter(base, 0.55)
        self.ink = "#33363d" if brightness(base) > 0.45 else "#e9e6df"
        self.look = Random(f"{kind}/{design}")
        self.stage = Random(f"{kind}/{design}/{shot}")
        self.second = shot.endswith("-2")
        self.defs: list[str] = []
        self.body: list[str] = []
        self.size = 1.14
        self.tones = self._tones()

    def add(self, *shapes: str) -> None:
        self.body.extend(shapes)

    def name(self, shape: str) -> str:
        """Put a definition that has `{id}` in it aside; its id."""
        ident = f"d{len(self.defs)}"
        self.defs.append(shape.replace("{id}", ident))
        return ident

    def shade(self, *stops: tuple[float, str], across: bool = False) -> str:
        """A linear gradient, downwards or across; as a fill."""
        end = 'x2="1" y2="0"' if across else 'x2="0" y2="1"'
        marks = "".join(f'<stop offset="{at}" stop-color="{colour}"/>' for at, colour in stops)
        ident = self.name(f'<linearGradient id="{{id}}" x1="0" y1="0" {end}>{marks}</linearGradient>')
        return f"url(#{ident})"

    def round(self, colour: str = "") -> str:
        """The fill of something round that stands upright: light from the upper left."""
        c = colour or self.base
        return self.shade((0, darker(c, 0.13)), (0.2, c), (0.36, lighter(c, 0.2)), (0.6, c), (1, darker(c, 0.26)), across=True)

    def soft(self, colour: str = "") -> str:
        """The fill of something flat or cloth: a little lighter above."""
        c = colour or self.base
        return self.shade((0, lighter(c, 0.1)), (1, darker(c, 0.1)))

    def within(self, shape: str, *inner: str) -> None:
        """Draw the inner shapes, cut to the outline of the first."""
        ident = self.name(f'<clipPath id="{{id}}">{shape}</clipPath>')
        self.add(f'<g clip-path="url(#{ident})">', *inner, "</g>")

    def ground(self, rx: float, cx: float = 300, y: float = FLOOR, ry: float = 17, strength: float = 0.3) -> None:
        """The shadow of something that stands."""
        self.add(oval(cx + 10, y, rx, ry, "#22202a", f'opacity="{strength}" filter="url(#soft)"'))
        self.add(oval(cx + 2, y - 1, rx * 0.86, ry * 0.5, "#22202a", f'opacity="{strength * 0.8:.2f}" filter="url(#near)"'))

    def cast(self, d: str, dx: float = 8, dy: float = 15) -> None:
        """The shadow of something that lies or hangs close to the wall."""
        self.add(path(d, "#22202a", more=f'transform="translate({dx} {dy})" opacity="0.26" filter="url(#soft)"'))

    def trail(self, d: str, width: float, dx: float = 8, dy: float = 15) -> None:
        """The shadow of something thin."""
        self.add(path(d, "none", "#22202a", width, f'transform="translate({dx} {dy})" opacity="0.24" filter="url(#soft)"'))

    def lay(self, d: str, fill: str = "", stroke: str = "", width: float = 0) -> None:
        """A flat thing with its shadow."""
        self.cast(d)
        self.add(path(d, fill or self.soft(), stroke, width))

    def svg(self, *, standing: bool) -> str:
        """The whole picture. `standing` gives it a floor."""
        upper, lower, _ = self.tones
        flip = "translate(600 0) scale(-1 1)" if self.second else ""
        if standing:
            flip += f" translate(300 {FLOOR}) scale({self.size}) translate(-300 -{FLOOR})"
        inner = "".join(self.body)
        stage = "".join(self._stage(standing))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="1200" height="1200"><defs>'
            '<filter id="soft" x="-40%" y="-40%" width="180%" height="180%"><feGaussianBlur stdDeviation="13"/></filter>'
            '<filter id="near" x="-20%" y="-60%" width="140%" height="220%"><feGaussianBlur stdDeviation="4"/></filter>'
            f'<linearGradient id="wall" x1="0" y1="0" x2="0.25" y2="1"><stop offset="0" stop-color="{upper}"/>'
            f'<stop offset="1" stop-color="{lower}"/></linearGradient>{"".join(self.defs)}</defs>'
            f'<rect width="{SIZE}" height="{SIZE}" fill="url(#wall)"/>{stage}<g transform="{flip}">{inner}</g></svg>'
        )

    def _tones(self) -> tuple[str, str, str]:
        """A backdrop that the thing stands out from."""
        light = brightness(self.base)
        choice = _RICH if light > 0.82 else _PALE
        apart = sorted(choice, key=lambda tones: -abs(brightness(tones[1]) - light) - self.stage.random() * 0.35)
        return apart[0]

    def _stage(self, standing: bool) -> list[str]:
        _, lower, accent = self.tones
        floor = mix(lower, "#6b4a35", 0.09)
        if not standing:
            return self._wall(accent, lower)
        shapes = self._behind(accent)
        shapes.append(rect(0, 430, SIZE, 170, 0, floor))
        shapes.append(rect(0, 430, SIZE, 60, 0, lighter(floor, 0.14), 'opacity="0.5"'))
        if self.second:
            shapes.append(self._leaves())
        return shapes

    def _behind(self, accent: str) -> list[str]:
        form = self.stage.choice(("sun", "arch", "arch", "window", "none", "steps"))
        if form == "sun":
            return [disc(self.stage.choice((210, 300, 390)), 250, 176, accent, 'opacity="0.8"')]
        if form == "arch":
            x = self.stage.choice((120, 150, 180))
            return [path(f"M{x} 430V260a150 150 0 0 1 300 0V430Z", accent, more='opacity="0.75"')]
        if form == "window":
            light = lighter(accent, 0.55)
            panes = (rect(150 + 150 * n, 70 + 10 * n, 118, 250, 0, light, 'opacity="0.75"') for n in range(3))
            return [f'<g transform="skewX(-16)">{"".join(panes)}</g>']
        if form == "steps":
            return [rect(60, 330, 200, 110, 6, accent, 'opacity="0.7"'), rect(360, 270, 180, 170, 6, accent, 'opacity="0.5"')]
        return []

    def _wall(self, accent: str, lower: str) -> list[str]:
        form = self.stage.choice(("disc", "half", "band", "corner"))
        if form == "disc":
            return [disc(300, 300, 232, accent, 'opacity="0.7"')]
        if form == "half":
            return [
                path(
                    f"M0 {self.stage.randint(330, 420)}L600 {self.stage.randint(180, 270)}V600H0Z", accent, more='opacity="0.6"'
                )
            ]
        if form == "band":
            return [rect(84, 62, 432, 476, 20, accent, 'opacity="0.5"')]
        return [disc(470, 470, 260, accent, 'opacity="0.7"'), disc(110, 120, 90, lighter(lower, 0.3), 'opacity="0.7"')]

    def _leaves(self) -> str:
        """A twig in the corner, as from a plant outside the picture."""
        green = mix("#6f8b6d", self.tones[1], 0.35)
        leaf = "M0 0C26-30 74-30 104 0C74 26 26 26 0 0Z"
        turns = ((20, 30, 40), (-10, 74, 62), (48, 10, 18), (0, 120, 84), (96, 20, 30))
        leaves = "".join(path(leaf, green, more=f'transform="translate({x} {y}) rotate({a})"') for x, y, a in turns)
        stem = path("M-40 -10C40 40 70 120 60 220", "none", darker(green, 0.15), 5)
        return f'<g opacity="0.85">{stem}{leaves}</g>'
