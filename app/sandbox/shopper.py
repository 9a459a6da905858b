"""Shoppers for any shop: a basket of what is in stock, a known customer or somebody new."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from random import Random

from app.sandbox.shop import Address, Shop
from app.sandbox.world import Cart, CartLine

_FIRST = (
    "Ada",
    "Bruno",
    "Chiara",
    "Dmitri",
    "Elena",
    "Farid",
    "Grace",
    "Hugo",
    "Ines",
    "Jonas",
    "Keiko",
    "Lena",
    "Milan",
    "Noor",
)
_LAST = (
    "Adler",
    "Bianchi",
    "Castro",
    "Dupont",
    "Eriksen",
    "Fischer",
    "Garcia",
    "Hansen",
    "Ito",
    "Jansen",
    "Kowalski",
    "Laurent",
)
# A street that exists nowhere in a town that does: city, region, region code, postcode, phone.
_TOWNS = {
    "US": ("Portland", "Oregon", "OR", "97205", "+1 503 555 0142"),
    "GB": ("Bristol", "England", "ENG", "BS1 4DJ", "+44 117 496 0123"),
    "DE": ("Leipzig", "Sachsen", "SN", "04109", "+49 341 2300 4567"),
    "FR": ("Lyon", "Auvergne-Rhône-Alpes", "ARA", "69002", "+33 4 65 71 12 34"),
    "CA": ("Halifax", "Nova Scotia", "NS", "B3J 1S9", "+1 902 555 0178"),
}


def somebody(shop: Shop, rng: Random) -> tuple[str, Address]:
    """An e-mail address and where the parcel goes."""
    first, last = rng.choice(_FIRST), rng.choice(_LAST)
    country = shop.country if shop.country in _TOWNS else "US"
    city, region, code, postcode, phone = _TOWNS[country]
    street = f"{rng.randint(2, 98)} Sandbox Lane"
    address = Address(first, last, "", street, "", city, region, code, postcode, country, phone)
    return f"{first}.{last}{rng.randint(1, 99)}@example.com".lower(), address


def next_cart(shop: Shop, rng: Random, now: datetime) -> Cart | None:
    """The next shopper's basket, all of it in stock; None when the shop has nothing to sell."""
    goods = [
        variant
        for product in shop.products.values()
        if product.status == "active"
        for variant in product.variants
        if not variant.tracked or variant.oversell or any(v.available >= 2 for v in variant.levels.values())
    ]
    if not goods:
        return None
    chosen = rng.sample(goods, min(len(goods), rng.choice((1, 1, 1, 2, 2, 3))))
    lines = [CartLine(variant.id, rng.choice((1, 1, 1, 2))) for variant in chosen]
    cart = Cart(lines, shipping_price=Decimal("4.90"), at=now)
    customers = list(shop.customers.values())
    if customers and rng.random() < 0.5:
        customer = rng.choice(customers)
        cart.customer_id, cart.email, cart.phone = customer.id, customer.email, customer.phone
        cart.shipping = customer.addresses[0] if customer.addresses else somebody(shop, rng)[1]
    else:
        cart.email, cart.shipping = somebody(shop, rng)
    return cart
