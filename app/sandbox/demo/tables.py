"""The demo's tables: shops, products and people, read once from `data/`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

HANDLES = ("demo-store-1", "tech-gadgets", "outdoor-adventure", "fashion-boutique")

Row = dict[str, Any]


@cache
def _table(name: str) -> Row:
    text = resources.files(__package__).joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def shop_table(handle: str) -> Row:
    """What data/<handle>.toml says of a shop."""
    row: Row = _table(handle)["shop"]
    return row


def product_rows(handle: str) -> list[Row]:
    """The products of a shop, the shared ones among them with this shop's price, `text` completed by the care hint."""
    table = _table(handle)
    currency = table["shop"]["currency"]
    rows: list[Row] = [row for group in table["product"] for row in group["rows"]]
    for row in _table("shared")["products"]:
        if handle in row["shops"]:
            prices = {key: row[key][currency] for key in ("price", "compare") if key in row}
            rows.append({**row, **prices, "shared": True})
    return [{**row, "care": table["care"].get(row["type"], "")} for row in rows]


def people_table(country: str) -> Row:
    """Names, towns and streets of a country."""
    row: Row = _table("people")[country]
    return row


def union_rates() -> dict[str, str]:
    """Standard rates of value added tax in the European Union, by country."""
    rates: dict[str, str] = _table("people")["rates"]
    return rates
