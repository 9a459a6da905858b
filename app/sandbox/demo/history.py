"""Ninety days of orders: when they come, what is in them, and what became of them."""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import accumulate
from math import cos, tau
from random import Random
from zoneinfo import ZoneInfo

from app.sandbox.demo.aftermath import settle_order
from app.sandbox.demo.goods import Calendar
from app.sandbox.demo.people import person
from app.sandbox.demo.tables import Row, product_rows, shop_table
from app.sandbox.shop import ZERO, Customer, Product, Shop, Variant
from app.sandbox.world import Cart, CartLine, World

DAYS = 90
SALE_BEGINS, SALE_ENDS = 37, 30  # days before now
_WEEKDAYS = (1.05, 0.95, 0.92, 0.96, 0.90, 0.98, 1.26)
_HOURS = (2, 1, 0.5, 0.3, 0.3, 0.5, 1.5, 3, 4.5, 5.5, 6, 6, 6.5, 6, 5, 5, 5.5, 6, 6.5, 8, 10, 10, 8, 5)
_NOTES = (
    "Please leave it with the neighbour if nobody answers.", "It is a gift, no invoice in the parcel please.",
    "Could you wrap this one? Thank you!", "Second floor, the bell is broken, please knock.", "Birthday on Saturday 🎂",
    "Call before delivery.", "Same as last time, we loved it.", "Please ship everything together.",
)  # fmt: skip


@dataclass
class Counter:
    """What a shop sells, with how eagerly it is bought, and who has bought there."""

    shop: Shop
    table: Row
    goods: list[tuple[Product, Variant]] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    emails: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, shop: Shop, rng: Random, *, in_stock: bool = False) -> Counter:
        """The counter of a shop as it stands; `rng` decides what is in fashion. `in_stock`: only what can be had today."""
        counter = cls(shop, shop_table(shop.handle), emails={c.email for c in shop.customers.values()})
        for product in shop.products.values():
            if product.status != "active":
                continue
            liking = rng.paretovariate(1.6) * (2.2 if "bestseller" in product.tags else 1.0)
            if product.product_type == "Services":
                liking = 0.15
            for variant in product.variants:
                if in_stock and not _plenty(variant):
                    continue
                counter.goods.append((product, variant))
                counter.weights.append(min(liking, 9.0) / len(product.variants) ** 0.7 * rng.uniform(0.5, 1.5))
        counter.weights = list(accumulate(counter.weights))
        return counter

    def pick(self, rng: Random) -> tuple[Product, Variant]:
        return self.goods[min(bisect(self.weights, rng.random() * self.weights[-1]), len(self.goods) - 1)]


def trade(world: World, clock: Calendar, shop: Shop, rng: Random, now: datetime) -> None:
    """Let `DAYS` days of business happen, up to `now`."""
    counter = Counter.of(shop, rng)
    empty_since = now - timedelta(days=24)
    gone = _sold_out_later(counter, shop.handle)
    for at in _moments(shop, counter.table, rng, now):
        clock.at = at
        on_sale = SALE_ENDS < (now - at).days <= SALE_BEGINS
        cart = _cart(counter, rng, on_sale, skip=gone if at > empty_since else set())
        cart.at = at
        _who(world, counter, cart, rng, at)
        order = world.place_order(shop, cart)
        settle_order(world, clock, shop, order, rng, now)


def next_cart(shop: Shop, rng: Random, now: datetime) -> Cart | None:
    """What the next shopper brings to the till: only what is in stock, a known customer or a guest; None if all is sold."""
    counter = Counter.of(shop, Random(shop.handle), in_stock=True)
    if not any(product.product_type != "Services" for product, _ in counter.goods):
        return None
    cart = _cart(counter, rng, on_sale=False, skip=set())
    known = list(shop.customers.values())
    if known and rng.random() < 0.5:
        _as_customer(cart, rng.choice(known))
    else:
        _as_guest(counter, cart, rng)
    cart.on_shortage, cart.at = "policy", now
    return cart


def _plenty(variant: Variant) -> bool:
    """Whether a shopper gets as many as shoppers take, from one place."""
    return not variant.tracked or variant.oversell or any(level.available >= 3 for level in variant.levels.values())


def _sold_out_later(counter: Counter, handle: str) -> set[int]:
    titles = {row["title"] for row in product_rows(handle) if row.get("sold_out")}
    return {variant.id for product, variant in counter.goods if product.title in titles}


def _moments(shop: Shop, table: Row, rng: Random, now: datetime) -> list[datetime]:
    """When orders come, oldest first: by season, weekday and hour where the shop is."""
    zone = ZoneInfo(shop.timezone)
    today = now.astimezone(zone).date()
    moments = []
    for back in range(DAYS, -1, -1):
        day = today - timedelta(days=back)
        expected = table["orders_per_day"] * _WEEKDAYS[day.weekday()] * _season(day, back) * rng.uniform(0.75, 1.25)
        count = int(expected) + (rng.random() < expected % 1)
        hours = rng.choices(range(24), _HOURS, k=count)
        for hour in hours:
            local = datetime.combine(day, time(hour, rng.randint(0, 59), rng.randint(0, 59)), zone)
            moments.append(local.astimezone(now.tzinfo))
    return sorted(at for at in moments if now - timedelta(days=DAYS) < at < now - timedelta(minutes=3))


def _season(day: date, back: int) -> float:
    """Quieter in summer, busier before the holidays, slowly growing, and double in the sale week."""
    yearly = 1 + 0.16 * cos(tau * (day.timetuple().tm_yday - 340) / 365)
    growth = 1.08 - 0.16 * back / DAYS
    sale = 2.3 if SALE_ENDS < back <= SALE_BEGINS else 1.0
    return yearly * growth * sale


def _cart(counter: Counter, rng: Random, on_sale: bool, skip: set[int]) -> Cart:
    lines: dict[int, CartLine] = {}
    worth = ZERO
    for _ in range(rng.choices((1, 2, 3, 4), (56, 28, 11, 5))[0]):
        product, variant = counter.pick(rng)
        if variant.id in skip or variant.id in lines or (product.product_type == "Services" and not lines):
            continue
        quantity = rng.choices((1, 2, 3), (86, 12, 2))[0] if variant.price < 120 else 1
        lines[variant.id] = CartLine(variant.id, quantity)
        worth += variant.price * quantity
    if not lines:
        return _cart(counter, rng, on_sale, skip)
    table = counter.table
    way = rng.choices(table["shipping"], [row["share"] for row in table["shipping"]])[0]
    free = "free_from" in way and worth >= Decimal(way["free_from"])
    cart = Cart(list(lines.values()), shipping_title=f"{way['title']} (free)" if free else way["title"],
                shipping_price=ZERO if free else Decimal(way["price"]), on_shortage="oversell")  # fmt: skip
    offer = _offer(table, rng, worth, on_sale)
    if offer:
        cart.discount_code, cart.discount_kind = offer["code"], offer["kind"]
        cart.discount_value = Decimal(offer["value"])
    cart.gateway = rng.choices(list(table["gateways"]), list(table["gateways"].values()))[0]
    cart.paid = cart.gateway not in ("manual", "bacs")
    if rng.random() < 0.07:
        cart.note = rng.choice(_NOTES)
    return cart


def _offer(table: Row, rng: Random, worth: Decimal, on_sale: bool) -> Row | None:
    """The code that the shopper enters, if any: most do in the sale week; a fixed amount only off a larger basket."""
    if on_sale and rng.random() < 0.8:
        sale: Row = table["sale"]
        return sale
    fit = [code for code in table["codes"] if code["kind"] != "fixed" or worth > Decimal(code["value"]) * 4]
    return rng.choice(fit) if fit and rng.random() < 0.11 else None


def _who(world: World, counter: Counter, cart: Cart, rng: Random, at: datetime) -> None:
    """Somebody: a guest, a customer who comes back, or a new one."""
    shop = counter.shop
    if rng.random() < counter.table["guests"]:
        _as_guest(counter, cart, rng)
        return
    known = list(shop.customers.values())
    if known and rng.random() < 0.38:
        _as_customer(cart, known[int(len(known) * rng.random() ** 1.7)])
        return
    buyer = person(rng, _country(counter, rng), counter.emails)
    address = buyer.address
    _as_customer(cart, world.create_customer(
        shop, email=buyer.email, first_name=address.first_name, last_name=address.last_name, phone=buyer.phone,
        addresses=[address], accepts_marketing=rng.random() < 0.4,
    ))  # fmt: skip
    _abroad(counter, cart, rng)


def _as_customer(cart: Cart, customer: Customer) -> None:
    cart.customer_id, cart.email, cart.phone = customer.id, customer.email, customer.phone
    cart.shipping = customer.addresses[0] if customer.addresses else cart.shipping


def _as_guest(counter: Counter, cart: Cart, rng: Random) -> None:
    buyer = person(rng, _country(counter, rng), counter.emails)
    cart.email, cart.phone, cart.shipping = buyer.email, buyer.phone, buyer.address
    if rng.random() < 0.08:
        cart.billing = person(rng, buyer.address.country, set()).address
    _abroad(counter, cart, rng)


def _abroad(counter: Counter, cart: Cart, rng: Random) -> None:
    """Some Canadian shoppers pay the American shop in their own money."""
    if counter.shop.currency == "USD" and cart.shipping.country == "CA" and rng.random() < 0.6:
        cart.presentment_currency, cart.presentment_rate = "CAD", Decimal("1.37")


def _country(counter: Counter, rng: Random) -> str:
    countries = counter.table["countries"]
    country: str = rng.choices(list(countries), list(countries.values()))[0]
    return country
