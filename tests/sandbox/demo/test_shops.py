"""The demo shops: the same every time, plausible, and right to the cent."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from statistics import mean
from zoneinfo import ZoneInfo

import pytest

from app.sandbox.core import round_money
from app.sandbox.demo import next_order, shops
from app.sandbox.shop import Order, Shop
from app.sandbox.world import World

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
FICTIONAL = ("+49 30 23125", "+49 40 66969", "+49 221 4710", "+49 69 90009", "+49 89 99998", "+33 1 99 00", "+33 2 61 91",
             "+33 3 53 01", "+33 4 65 71", "+33 5 36 49", "+33 6 39 98", "+44 20 7946 0", "+44 1632 960", "+44 161 496 0",
             "+44 113 496 0", "+44 131 496 0", "+44 7700 900")  # fmt: skip


@pytest.fixture(scope="module")
def made() -> list[Shop]:
    return shops(1, NOW)


def test_the_four_shops_are_those_of_the_catalogue_of_requirements(made: list[Shop]) -> None:
    assert [(s.name, s.vendor, s.currency, s.timezone) for s in made] == [
        ("Demo Store 1", "shopify", "EUR", "Europe/Berlin"),
        ("Tech Gadgets", "shopify", "USD", "America/New_York"),
        ("Outdoor Adventure", "woocommerce", "GBP", "Europe/London"),
        ("Fashion Boutique", "woocommerce", "EUR", "Europe/Paris"),
    ]
    assert {s.taxes_included for s in made if s.vendor == "woocommerce"} == {True, False}


def test_the_same_seed_and_time_give_the_same_shops_and_another_seed_does_not(made: list[Shop]) -> None:
    assert shops(1, NOW) == made
    assert shops(2, NOW)[0].orders != made[0].orders


@pytest.mark.parametrize("index", range(4))
def test_products_look_like_products(made: list[Shop], index: int) -> None:
    shop = made[index]
    variants = [v for p in shop.products.values() for v in p.variants]
    skus = Counter(v.sku for v in variants if v.sku)
    assert 25 <= len(shop.products) <= 60
    assert max(skus.values()) == 1
    for product in shop.products.values():
        assert len(product.title) > 6 and len(product.description_html) > 30 and product.vendor and product.product_type
        assert product.images and len({tuple(v.option_values) for v in product.variants}) == len(product.variants)
        for variant in product.variants:
            assert variant.cost is not None and 0 < variant.cost < variant.price
            assert variant.compare_at is None or variant.compare_at > variant.price
            assert variant.image_id in {image.id for image in product.images}
    assert any(p.status == "draft" for p in shop.products.values())
    assert any(not v.sku for v in variants)
    assert any(v.tracked and v.available == 0 for v in variants)
    assert any(ord(c) > 0x2600 for p in shop.products.values() for c in p.title + p.description_html)


def test_barcodes_are_valid_ean13_kept_for_use_within_a_company(made: list[Shop]) -> None:
    codes = {v.sku: v.barcode for s in made for p in s.products.values() for v in p.variants if v.sku}
    assert len(set(codes.values())) == len(codes)
    for code in codes.values():
        digits = [int(d) for d in code]
        assert len(digits) == 13 and code.startswith("29")
        assert (sum(digits[0::2]) + 3 * sum(digits[1::2])) % 10 == 0


def test_shopify_and_woocommerce_shops_share_articles_with_equal_stock(made: list[Shop]) -> None:
    by_sku = [{v.sku: v for p in s.products.values() for v in p.variants if v.sku} for s in made]
    shared = by_sku[1].keys() & by_sku[2].keys()
    assert len(shared) >= 15
    for sku in shared:
        ours, theirs = by_sku[1][sku], by_sku[2][sku]
        assert (ours.barcode, ours.available, ours.weight_grams) == (theirs.barcode, theirs.available, theirs.weight_grams)


@pytest.mark.parametrize("index", range(4))
def test_orders_add_up_to_the_cent(made: list[Shop], index: int) -> None:
    shop = made[index]
    assert 300 <= len(shop.orders) <= 500
    for order in shop.orders.values():
        for line in order.lines:
            for tax in line.taxes:
                base = line.total / (1 + tax.rate) if order.taxes_included else line.total
                assert abs(tax.amount - round_money(base * tax.rate, order.currency)) <= Decimal("0.01")
        assert order.total == order.total.quantize(Decimal("0.01")) and order.total > 0
        assert sum((d.amount for d in order.discounts), Decimal(0)) == order.discount_total
        assert order.refunded_total <= order.total
        assert (order.financial == "refunded") == (order.refunded_total == order.total)


@pytest.mark.parametrize("index", range(4))
def test_stock_held_is_what_open_orders_ask_for(made: list[Shop], index: int) -> None:
    shop = made[index]
    held: Counter[int] = Counter()
    for order in shop.orders.values():
        for line in order.lines:
            held[line.variant_id or 0] += line.open
    for product in shop.products.values():
        for variant in product.variants:
            if variant.tracked:
                assert variant.committed == held[variant.id]
                assert variant.available >= 0


def test_old_orders_are_done_and_new_ones_open(made: list[Shop]) -> None:
    orders = [o for s in made for o in s.orders.values()]
    old = [o for o in orders if o.created < NOW - timedelta(days=14) and not o.cancelled]
    assert all(o.fulfilment_state == "fulfilled" and all(f.tracking_number for f in o.fulfilments) for o in old)
    assert all(any(o.fulfilment_state != "fulfilled" and not o.cancelled for o in s.orders.values()) for s in made)
    assert all(NOW - timedelta(days=90) < o.created <= o.updated < NOW for o in orders)
    assert any(o.financial == "partially_refunded" for o in orders)
    assert any(o.cancelled for o in orders)


def test_business_has_a_rhythm(made: list[Shop]) -> None:
    for shop in made:
        zone = ZoneInfo(shop.timezone)
        local = [o.created.astimezone(zone) for o in shop.orders.values()]
        evening, night = (sum(h <= t.hour < h + 4 for t in local) for h in (19, 2))
        assert evening > 4 * night
        days = Counter((NOW - o.created).days for o in shop.orders.values())
        sale = mean(days[d] for d in range(31, 37))
        assert sale > 1.5 * mean(days[d] for d in range(50, 80))


def test_buyers_come_back_and_are_invented(made: list[Shop]) -> None:
    for shop in made:
        orders = list(shop.orders.values())
        repeat = Counter(o.customer_id for o in orders if o.customer_id)
        assert any(o.customer_id is None for o in orders) and sum(n > 1 for n in repeat.values()) > 20
        assert len({o.shipping.country for o in orders}) >= 3
        assert all(o.email.split("@")[1] in ("example.com", "example.net", "example.org") for o in orders)
        assert len({c.email for c in shop.customers.values()}) == len(shop.customers)
        for phone in {o.phone for o in orders if o.phone}:
            assert phone.startswith(FICTIONAL) or "-555-01" in phone


def test_next_order_can_be_placed_until_all_is_sold(made: list[Shop]) -> None:
    shop = shops(5, NOW)[2]
    world, rng = World(lambda: NOW), Random(1)
    world.add_shop(shop)
    before = len(shop.orders)
    for _ in range(150):
        cart = next_order(shop, rng, NOW)
        assert cart is not None
        order: Order = world.place_order(shop, cart)
        assert order.email and order.shipping.city and order.total > 0
    assert len(shop.orders) == before + 150
    for product in shop.products.values():
        for variant in product.variants:
            assert variant.available >= 0
            for level in variant.levels.values():
                level.on_hand = level.committed
    assert next_order(shop, rng, NOW) is None
