"""Stock as it would be counted today: in proportion to what was sold, and equal where shops share an article."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from random import Random

from app.sandbox.demo.tables import product_rows, shop_table
from app.sandbox.shop import Level, Shop, Variant

_DAYS = 90


def count_stock(shops: Sequence[Shop], seed: int) -> None:
    """Set what is on the shelves of every shop, so that each has some weeks' worth left, apart from open orders."""
    sold: Counter[str] = Counter()
    for shop in shops:
        for order in shop.orders.values():
            for line in order.lines:
                sold[_key(shop, line.sku, line.variant_id)] += line.kept - line.cancelled
    empty = {row["title"] for shop in shops for row in product_rows(shop.handle) if row.get("sold_out")}
    for shop in shops:
        for product in shop.products.values():
            for variant in product.variants:
                if variant.tracked:
                    key = _key(shop, variant.sku, variant.id)
                    left = 0 if product.title in empty else _left(Random(f"{seed}/{key}"), sold[key])
                    _shelve(shop, variant, left, Random(f"{seed}/{shop.handle}/{key}"))


def _key(shop: Shop, sku: str, variant_id: int | None) -> str:
    return sku or f"{shop.handle}/{variant_id}"


def _left(rng: Random, sold: int) -> int:
    """Three to eight weeks of what was sold, now and then only a few pieces."""
    if rng.random() < 0.06:
        return rng.randint(1, 4)
    return round(sold * 7 / _DAYS * rng.uniform(3, 8)) + rng.randint(3, 14)


def _shelve(shop: Shop, variant: Variant, left: int, rng: Random) -> None:
    shares = [row["share"] for row in shop_table(shop.handle)["locations"]]
    committed: dict[int, int] = defaultdict(int)
    for place, level in variant.levels.items():
        committed[place] = level.committed
    rest = left
    incoming = rng.randint(1, 6) * 12 if rng.random() < 0.12 or left < 5 else 0
    for n, (location, share) in enumerate(zip(shop.locations, shares, strict=True)):
        here = rest if n == len(shares) - 1 else min(rest, round(left * share))
        rest -= here
        held = committed[location.id]
        variant.levels[location.id] = Level(here + held, held, incoming if n == 0 else 0, shop.updated)
