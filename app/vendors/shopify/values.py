"""Shopify's scalars in our types: global ids, instants, money."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from app.kernel.errors import Invalid
from app.kernel.money import decimal

Raw = Mapping[str, Any]
"""A decoded object of an answer."""

_HANDLE = re.compile(r"[a-z0-9][a-z0-9-]*")
_DOMAIN = ".myshopify.com"


def shop_handle(typed: str) -> str:
    """The part of a shop's permanent address before `.myshopify.com`. Raises Invalid for anything else."""
    handle = typed.strip().lower().removesuffix(_DOMAIN)
    if not _HANDLE.fullmatch(handle):
        raise Invalid("Give the shop's address as it ends in .myshopify.com, like my-store.", field="shop")
    return handle


def shop_domain(typed: str) -> str:
    return shop_handle(typed) + _DOMAIN


def gid(kind: str, number: object) -> str:
    """The global id of a REST-shaped number: `gid("Order", 7)` is `gid://shopify/Order/7`."""
    return f"gid://shopify/{kind}/{number}"


def kind_of(global_id: str) -> str:
    """`Order` of `gid://shopify/Order/7`; empty for what is no global id."""
    parts = global_id.split("/")
    return parts[3] if len(parts) > 4 and parts[0] == "gid:" else ""


def number_of(global_id: str) -> str:
    """`7` of `gid://shopify/Order/7`."""
    return global_id.rsplit("/", 1)[-1].split("?", 1)[0]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def instant_or_none(text: str | None) -> datetime | None:
    return instant(text) if text else None


def search_time(at: datetime) -> str:
    """A moment in Shopify's search syntax, whole seconds, rounded down so that nothing falls out of a window."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def shop_money(bag: Raw | None) -> Decimal:
    """The amount in the shop's own currency of a MoneyBag; none is zero. What the shopper saw is not read."""
    return decimal(bag["shopMoney"]["amount"]) if bag else Decimal(0)


def nodes(connection: Raw | None) -> list[Any]:
    return list(connection["nodes"]) if connection else []
