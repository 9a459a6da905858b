"""Amounts as Shopify writes them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.sandbox.core import round_money
from app.sandbox.shop import Order

Bag = dict[str, dict[str, str]]


def decimal(amount: Decimal) -> str:
    """`25.98`, `10.0`, `0.0`: no more digits than it takes, but always one behind the point."""
    text = format(amount.normalize(), "f")
    return text if "." in text else f"{text}.0"


def price(amount: Decimal, currency: str) -> str:
    """`14.99`, `10.00`: with the currency's minor units."""
    return format(round_money(amount, currency), "f")


def price_or_none(amount: Decimal | None, currency: str) -> str | None:
    return None if amount is None else price(amount, currency)


def money(amount: Decimal, currency: str) -> dict[str, str]:
    """A MoneyV2."""
    return {"amount": decimal(amount), "currencyCode": currency}


def presented(order: Order, amount: Decimal) -> Decimal:
    """An amount of the shop's currency in the one that the shopper saw."""
    return round_money(amount * order.presentment_rate, order.presentment_currency or order.currency)


def bag(order: Order, amount: Decimal) -> Bag:
    """A MoneyBag: the amount in the shop's currency and in the shopper's."""
    amount = round_money(amount, order.currency)
    shop = money(amount, order.currency)
    if (order.presentment_currency or order.currency) == order.currency:
        return {"shopMoney": shop, "presentmentMoney": shop}
    return {"shopMoney": shop, "presentmentMoney": money(presented(order, amount), order.presentment_currency)}


def rest_set(order: Order, amount: Decimal) -> dict[str, Any]:
    """The same as the REST shape has it."""
    shopper = order.presentment_currency or order.currency
    return {
        "shop_money": {"amount": price(amount, order.currency), "currency_code": order.currency},
        "presentment_money": {"amount": price(presented(order, amount), shopper), "currency_code": shopper},
    }
