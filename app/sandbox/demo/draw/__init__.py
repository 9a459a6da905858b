"""Pictures of products, drawn from their path: `{kind}/{design}/{colour}-{view}.svg`, and `logo/{shop}.svg`."""

from __future__ import annotations

from functools import lru_cache

from app.sandbox.demo.draw import accessories, audio, comfort, desk, garments, gear, home, outdoor, tech, wardrobe
from app.sandbox.demo.draw.logo import logo
from app.sandbox.demo.draw.palette import BY_SLUG
from app.sandbox.demo.draw.sketch import Sketch

_ROOMS = (home, comfort, tech, audio, desk, outdoor, gear, garments, wardrobe, accessories)
STANDING = {kind: draw for room in _ROOMS for kind, draw in room.STANDING.items()}
LYING = {kind: draw for room in _ROOMS for kind, draw in room.LYING.items()}
SVG = "image/svg+xml"


@lru_cache(maxsize=1024)
def picture(path: str) -> tuple[str, bytes]:
    """Media type and bytes of a picture; KeyError when there is none of that path."""
    parts = path.removesuffix(".svg").split("/")
    if not path.endswith(".svg") or len(parts) < 2:
        raise KeyError(path)
    if parts[0] == "logo" and len(parts) == 2:
        return SVG, logo(parts[1]).encode()
    if len(parts) != 3:
        raise KeyError(path)
    kind, design, shot = parts
    colour, _, view = shot.rpartition("-")
    if colour not in BY_SLUG or view not in ("1", "2"):
        raise KeyError(path)
    sketch = Sketch(kind, design, BY_SLUG[colour], shot)
    standing = kind in STANDING
    (STANDING if standing else LYING)[kind](sketch)
    return SVG, sketch.svg(standing=standing).encode()
