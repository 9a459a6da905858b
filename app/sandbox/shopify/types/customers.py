"""Customers."""

from __future__ import annotations

from typing import Any

from app.sandbox.shop import ZERO, Customer, Order
from app.sandbox.shopify.context import Context, iso
from app.sandbox.shopify.filters import ORDERS
from app.sandbox.shopify.ids import gid
from app.sandbox.shopify.money import money
from app.sandbox.shopify.paging import plain
from app.sandbox.shopify.schema import Fields
from app.sandbox.shopify.types.shop import customer_addresses


def orders_of(customer: Customer, ctx: Context) -> list[Order]:
    """Those that the token may see."""
    return [order for order in ctx.orders_of(customer.id) if ctx.order(order.id) is not None]


def _spent(customer: Customer, ctx: Context) -> dict[str, str]:
    mine = [order for order in ctx.orders_of(customer.id) if not order.cancelled]
    return money(sum((order.total - order.refunded_total for order in mine), ZERO), ctx.shop.currency)


def _last_order(customer: Customer, ctx: Context) -> Order | None:
    return max(orders_of(customer, ctx), key=lambda order: (order.created, order.id), default=None)


def _email(customer: Customer, ctx: Context) -> dict[str, Any] | None:
    if not customer.email:
        return None
    return {
        "emailAddress": customer.email,
        "marketingOptInLevel": "SINGLE_OPT_IN" if customer.accepts_marketing else None,
        "marketingState": "SUBSCRIBED" if customer.accepts_marketing else "NOT_SUBSCRIBED",
        "marketingUpdatedAt": iso(customer.updated) if customer.accepts_marketing else None,
        "openTrackingLevel": "UNKNOWN",
        "sourceLocation": None,
        "validFormat": "@" in customer.email,
    }


def _since(customer: Customer, ctx: Context) -> str:
    days = max((ctx.now - customer.created).days, 0)
    if days >= 365:
        return f"{days // 365} year{'s' if days >= 730 else ''}"
    if days >= 30:
        return f"{days // 30} month{'s' if days >= 60 else ''}"
    return f"{days} day{'' if days == 1 else 's'}"


CUSTOMER: Fields = {
    "addresses": lambda c, ctx, first=None: customer_addresses(c)[:first],
    "addressesV2": lambda c, ctx, **args: plain(customer_addresses(c), ctx, **args),
    "amountSpent": _spent,
    "canDelete": lambda c, ctx: not ctx.orders_of(c.id),
    "createdAt": lambda c, ctx: iso(c.created),
    "dataSaleOptOut": lambda c, ctx: False,
    "defaultAddress": lambda c, ctx: next(iter(customer_addresses(c)), None),
    "defaultEmailAddress": _email,
    "defaultPhoneNumber": lambda c, ctx: {"phoneNumber": c.phone} if c.phone else None,
    "displayName": lambda c, ctx: f"{c.first_name} {c.last_name}".strip() or c.email or c.phone,
    "email": lambda c, ctx: c.email or None,
    "firstName": lambda c, ctx: c.first_name or None,
    "id": lambda c, ctx: gid("Customer", c.id),
    "lastName": lambda c, ctx: c.last_name or None,
    "lastOrder": _last_order,
    "legacyResourceId": lambda c, ctx: str(c.id),
    "lifetimeDuration": _since,
    "locale": lambda c, ctx: "en",
    "multipassIdentifier": lambda c, ctx: None,
    "note": lambda c, ctx: c.note or None,
    "numberOfOrders": lambda c, ctx: str(len(ctx.orders_of(c.id))),
    "orders": lambda c, ctx, **args: ORDERS.page(orders_of(c, ctx), ctx, **{"sortKey": "ID", **args}),
    "phone": lambda c, ctx: c.phone or None,
    "productSubscriberStatus": lambda c, ctx: "NEVER_SUBSCRIBED",
    "state": lambda c, ctx: "ENABLED",
    "tags": lambda c, ctx: sorted(c.tags),
    "taxExempt": lambda c, ctx: False,
    "updatedAt": lambda c, ctx: iso(c.updated),
    "validEmailAddress": lambda c, ctx: "@" in c.email,
    "verifiedEmail": lambda c, ctx: bool(c.email),
}
