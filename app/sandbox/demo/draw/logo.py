"""Logos of the demo shops: a mark on the shop's own colour."""

from __future__ import annotations

from app.sandbox.demo.draw.palette import darker, lighter
from app.sandbox.demo.draw.sketch import disc, oval, path, rect
from app.sandbox.demo.tables import HANDLES, shop_table

WHITE = "#fffaf2"


def _demo() -> str:
    """A house whose window is a heart."""
    house = path("M64 128L128 70L192 128V186Q192 196 182 196H74Q64 196 64 186Z", WHITE)
    roof = path("M50 134L128 64L206 134", "none", WHITE, 14)
    heart = path(
        "M128 176C100 154 104 128 121 128C126 128 128 132 128 135C128 132 130 128 135 128C152 128 156 154 128 176Z", "{ink}"
    )
    return roof + house + heart


def _tech() -> str:
    """A chip with a spark."""
    legs = "".join(rect(x, 48, 10, 160, 4, WHITE) + rect(48, x, 160, 10, 4, WHITE) for x in (92, 123, 154))
    return legs + rect(66, 66, 124, 124, 22, WHITE) + path("M138 84L98 138H124L114 174L158 116H130Z", "{ink}")


def _outdoor() -> str:
    """Two summits, the sun and a path."""
    sun = disc(176, 82, 22, "#f4c869")
    back = path("M122 190L172 106L224 190Z", lighter("#2f6b4f", 0.55))
    front = path("M32 190L108 72L184 190Z", WHITE) + path("M108 72L130 107L112 120L100 108L84 112Z", "{ink}")
    return sun + back + front + path("M32 204H224", "none", WHITE, 9)


def _fashion() -> str:
    """A hanger that is almost an F."""
    hook = path("M128 104V88C128 76 148 76 148 62C148 44 116 42 112 60", "none", WHITE, 10)
    hanger = path("M128 104L212 164Q220 176 204 178H52Q36 176 44 164Z", "none", WHITE, 12)
    return hook + hanger + oval(128, 200, 62, 5, WHITE, 'opacity="0.35"') + disc(128, 148, 9, "#e9b7c4")


_MARKS = dict(zip(HANDLES, (_demo, _tech, _outdoor, _fashion), strict=True))


def logo(handle: str) -> str:
    """The logo of a demo shop, 256 by 256; KeyError for another shop."""
    accent: str = shop_table(handle)["accent"] if handle in _MARKS else ""
    mark = _MARKS[handle]().replace("{ink}", accent)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 256 256" width="512" height="512"><defs>'
        f'<linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="{lighter(accent, 0.16)}"/>'
        f'<stop offset="1" stop-color="{darker(accent, 0.2)}"/></linearGradient></defs>'
        f'<rect width="256" height="256" rx="58" fill="url(#g)"/>{mark}</svg>'
    )
