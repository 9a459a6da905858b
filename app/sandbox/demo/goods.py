"""The demo shops themselves: master data, locations, products with their variants, prices, codes and pictures."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from html import escape
from itertools import product as combinations
from random import Random
from typing import Any

from app.sandbox.core import round_money
from app.sandbox.demo.draw.palette import slug_of
from app.sandbox.demo.tables import Row, product_rows, shop_table, union_rates
from app.sandbox.shop import ZERO, Address, Location, Product, Shop
from app.sandbox.world import World

_COLOURED = ("Colour", "Metal")


@dataclass
class Calendar:
    """A clock that is set by hand, so that history happens when it should have."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


def ean13(sku: str) -> str:
    """A valid EAN-13 for an article, from the numbers that are kept for use within a company (prefix 29)."""
    body = f"29{zlib.crc32(sku.encode()) % 10**10:010d}"
    total = sum(int(digit) * (3 if n % 2 else 1) for n, digit in enumerate(body))
    return f"{body}{-total % 10}"


def open_shop(world: World, handle: str, now: datetime) -> Shop:
    """The shop with its locations, without products; it opened fourteen months ago."""
    table = shop_table(handle)
    opened = now - timedelta(days=430)
    home = table["country"]
    union = union_rates()
    taxed = union if home in union else {home: table["tax_rate"]}
    shop = Shop(
        handle, table["vendor"], table["name"], table["currency"], table["timezone"], home, opened, opened,
        email=table["email"], domain=table["domain"], plan=table["plan"], taxes_included=table["taxes_included"],
        tax_title=table["tax_title"], tax_rate=Decimal(table["tax_rate"]),
        tax_rates={country: Decimal(taxed.get(country, "0")) for country in table["countries"]},
        weight_unit=table.get("weight_unit", "kg"), logo=f"logo/{handle}.svg", accent=table["accent"],
        tagline=table["tagline"], address=Address(**table["address"]),
    )  # fmt: skip
    for row in table["locations"]:
        where = {key: value for key, value in row.items() if key not in ("name", "share")}
        shop.locations.append(Location(shop.next_id(), row["name"], Address(company=shop.name, **where)))
    return world.add_shop(shop)


def stock_up(world: World, clock: Calendar, shop: Shop, rng: Random) -> None:
    """Enter all products of a shop, the older ones first, with plenty on the shelves until stock is counted."""
    rows = product_rows(shop.handle)
    rng.shuffle(rows)
    start = shop.created
    for n, row in enumerate(rows):
        clock.at = start + timedelta(days=2 + n * 290 // len(rows), hours=rng.randint(8, 16), minutes=rng.randint(0, 59))
        _enter(world, shop, row)


def _enter(world: World, shop: Shop, row: Row) -> Product:
    options: dict[str, list[str]] = row.get("options", {})
    draft = row.get("status") == "draft"
    values: dict[str, Any] = {"published": None} if draft else {}
    made = world.create_product(
        shop, title=row["title"], options=list(options.items()), variants=list(_variants(shop, row)),
        images=_images(row), description_html=_description(row), vendor=row["vendor"], product_type=row["type"],
        tags=list(row["tags"]), status="draft" if draft else "active", **values,
    )  # fmt: skip
    by_colour = {image.path.rsplit("/", 1)[1].rsplit("-", 1)[0]: image.id for image in reversed(made.images)}
    for variant in made.variants:
        variant.image_id = by_colour.get(slug_of(_colour(row, dict(zip(options, variant.option_values, strict=True)))))
    return made


def _variants(shop: Shop, row: Row) -> Iterator[dict[str, Any]]:
    options: dict[str, list[str]] = row.get("options", {})
    steps: dict[str, list[str]] = row.get("step", {})
    digital = row.get("digital", False)
    tracked = not row.get("untracked", False)
    for choice in combinations(*options.values()):
        extra = sum((Decimal(steps[n][options[n].index(v)]) for n, v in zip(options, choice, strict=True) if n in steps), ZERO)
        sku = "-".join([row["sku"], *map(_code, choice)]) if row["sku"] else ""
        price = Decimal(row["price"]) + extra
        yield {
            "sku": sku,
            "barcode": ean13(sku) if sku else "",
            "price": price,
            "compare_at": Decimal(row["compare"]) + extra if "compare" in row else None,
            "cost": _cost(shop, row, price),
            "weight_grams": row["grams"],
            "option_values": list(choice),
            "tracked": tracked,
            "requires_shipping": row["grams"] > 0 and not digital,
            "stock": 100_000 if tracked else 0,
        }


def _cost(shop: Shop, row: Row, price: Decimal) -> Decimal:
    """Between a third and just over a half of the net price, the same share for an article wherever it is sold."""
    net = price / (1 + shop.tax_rate) if shop.taxes_included else price
    share = Decimal(33 + zlib.crc32((row["sku"] or row["title"]).encode()) % 22) / 100
    return round_money(net * share, shop.currency)


def _code(value: str) -> str:
    """ "Rose Gold" → ROSGOL, "20,000 mAh" → 20000MAH, "30 × 40 cm" → 30X40CM."""
    words = re.findall(r"\d+|[^\W\d_]+", value.replace("×", "x").replace(",", ""))
    return "".join(word.upper() if word.isdigit() or len(word) < 4 else word.upper()[:3] for word in words)


def _colour(row: Row, chosen: dict[str, str]) -> str:
    for name in _COLOURED:
        if name in chosen:
            return chosen[name]
    for name, shades in row.get("shade", {}).items():
        if name in chosen:
            shade: str = shades[row["options"][name].index(chosen[name])]
            return shade
    colour: str = row.get("colour", "Grey")
    return colour


def _images(row: Row) -> list[dict[str, Any]]:
    """One picture for each colour, and a second view of the first."""
    options: dict[str, list[str]] = row.get("options", {})
    colours = list(dict.fromkeys(_colour(row, dict(zip(options, c, strict=True))) for c in combinations(*options.values())))
    base = f"{row['kind']}/{(row['sku'] or row['title']).split(',')[0].lower().replace(' ', '-')}"
    shots = [(colour, 1) for colour in colours]
    shots.insert(1, (colours[0], 2))
    return [{"path": f"{base}/{slug_of(c)}-{view}.svg", "alt": f"{row['title']}, {c.lower()}"} for c, view in shots]


def _description(row: Row) -> str:
    paragraphs = [row["text"], row["care"]]
    return "".join(f"<p>{escape(text, quote=False)}</p>" for text in paragraphs if text)
