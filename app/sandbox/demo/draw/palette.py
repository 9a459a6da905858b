"""Colours by the names that products use, and what is mixed from them."""

from __future__ import annotations

NAMED = {
    "Black": "#2b2c31",
    "Blue": "#3f6fb5",
    "Blush": "#e6bcb0",
    "Burgundy": "#7d2f3f",
    "Camel": "#bd9160",
    "Charcoal": "#43464d",
    "Chocolate": "#5f3f2e",
    "Clear": "#cfe3ea",
    "Copper": "#bb7a4b",
    "Coral": "#e87a62",
    "Denim": "#4d6789",
    "Forest": "#3f614d",
    "Gold": "#d3a94f",
    "Graphite": "#50545b",
    "Grey": "#9ba2a9",
    "Ivory": "#f0e8d8",
    "Lavender": "#b3a6d8",
    "Mint": "#a5d6bf",
    "Moss": "#65774f",
    "Mustard": "#dba63f",
    "Natural": "#dcc8a8",
    "Navy": "#2b3b5a",
    "Oak": "#c99d6d",
    "Ochre": "#c68c33",
    "Olive": "#7c7d42",
    "Orange": "#e37e3c",
    "Petrol": "#215e6b",
    "Plum": "#71435f",
    "Red": "#c63f39",
    "Rose": "#cb7c8c",
    "Rose Gold": "#d8a48f",
    "Sage": "#9fb18c",
    "Sand": "#dcc9a6",
    "Silver": "#c6ccd3",
    "Sky": "#92bedb",
    "Slate": "#5f6b75",
    "Space Grey": "#6e737b",
    "Teal": "#31848a",
    "Terracotta": "#c66745",
    "Tortoise": "#8a5a35",
    "Turquoise": "#50b5b2",
    "Walnut": "#7d573b",
    "White": "#f5f3ee",
    "Yellow": "#efca50",
}


def slug_of(name: str) -> str:
    """ "Rose Gold" → rose-gold."""
    return name.lower().replace(" ", "-")


BY_SLUG = {slug_of(name): value for name, value in NAMED.items()}


def rgb(colour: str) -> tuple[int, int, int]:
    """The three parts, 0–255, of "#rrggbb"."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(colour: str, other: str, share: float) -> str:
    """`share` (0–1) of the other colour mixed in."""
    parts = (round(a + (b - a) * share) for a, b in zip(rgb(colour), rgb(other), strict=True))
    return "#{:02x}{:02x}{:02x}".format(*parts)


def darker(colour: str, share: float = 0.2) -> str:
    return mix(colour, "#14161c", share)


def lighter(colour: str, share: float = 0.3) -> str:
    return mix(colour, "#ffffff", share)


def brightness(colour: str) -> float:
    """0 (black) to 1 (white), as the eye weighs it."""
    red, green, blue = rgb(colour)
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255
