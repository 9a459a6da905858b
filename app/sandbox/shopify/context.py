"""What the resolvers of one request share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from graphql import GraphQLResolveInfo

from app.sandbox.shop import Location, Order, Product, Shop, Variant
from app.sandbox.shopify.state import BulkOperation, ShopifyState, Token
from app.sandbox.vendor import Host

# How far back an app sees orders without the scope for all of them.
RECENT_ORDERS = timedelta(days=60)


def _begin_nothing(op: BulkOperation) -> None:
    """For contexts in which no operation is begun."""


@dataclass
class Context:
    """`base_url` is the shop's own address without a slash at the end, `picture` makes an address of a picture's path.

    `window` is set while a bulk operation runs: connections then give everything, but the one at the top only this part.
    `begin` starts a bulk operation. `notes` collects what the search
    syntax had to object to, `info` is the field with arguments that is being resolved.
    """

    host: Host[ShopifyState]
    shop: Shop
    state: ShopifyState
    token: Token
    version: str
    base_url: str
    picture: Callable[[str], str]
    now: datetime
    window: tuple[int, int] | None = None
    begin: Callable[[BulkOperation], None] = _begin_nothing
    notes: list[dict[str, Any]] = field(default_factory=list)
    info: GraphQLResolveInfo[Any] | None = None

    @property
    def unbounded(self) -> bool:
        return self.window is not None

    @property
    def at_top(self) -> bool:
        """Whether the field that is being resolved is one of the query itself."""
        return self.info is not None and self.info.path.prev is None

    @property
    def path(self) -> list[str | int]:
        """Where in the answer the field stands that is being resolved."""
        return [] if self.info is None else list(self.info.path.as_list())

    @cached_property
    def scopes(self) -> frozenset[str]:
        """What the token may do: a scope to write is one to read as well."""
        granted = set(self.token.scopes)
        return frozenset(granted | {f"read_{s.removeprefix('write_')}" for s in granted if s.startswith("write_")})

    @cached_property
    def orders(self) -> list[Order]:
        """The orders that the token may see."""
        every = list(self.shop.orders.values())
        if "read_all_orders" in self.scopes:
            return every
        since = self.now - RECENT_ORDERS
        return [order for order in every if order.created >= since]

    def order(self, order_id: int | None) -> Order | None:
        order = self.shop.orders.get(order_id) if order_id is not None else None
        if order is None or "read_all_orders" in self.scopes or order.created >= self.now - RECENT_ORDERS:
            return order
        return None

    @cached_property
    def _by_customer(self) -> dict[int, list[Order]]:
        found: dict[int, list[Order]] = {}
        for order in self.shop.orders.values():
            if order.customer_id is not None:
                found.setdefault(order.customer_id, []).append(order)
        return found

    def orders_of(self, customer_id: int) -> list[Order]:
        """All orders of a customer, whether the token may see them or not."""
        return self._by_customer.get(customer_id, [])

    @cached_property
    def _by_variant(self) -> dict[int, tuple[Product, Variant]]:
        return {v.id: (p, v) for p in self.shop.products.values() for v in p.variants}

    @cached_property
    def _by_inventory(self) -> dict[int, tuple[Product, Variant]]:
        return {v.inventory_id: (p, v) for p in self.shop.products.values() for v in p.variants}

    def variant(self, variant_id: int | None) -> tuple[Product, Variant] | None:
        return self._by_variant.get(variant_id) if variant_id is not None else None

    def stocked(self, inventory_id: int | None) -> tuple[Product, Variant] | None:
        """Product and variant of an inventory item."""
        return self._by_inventory.get(inventory_id) if inventory_id is not None else None

    def location(self, location_id: int | None) -> Location | None:
        return next((place for place in self.shop.locations if place.id == location_id), None)

    def forget(self) -> None:
        """Drop the indexes: something was added or removed."""
        for name in ("orders", "_by_customer", "_by_variant", "_by_inventory"):
            self.__dict__.pop(name, None)


def iso(moment: datetime) -> str:
    """A time as GraphQL answers have it: UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def iso_or_none(moment: datetime | None) -> str | None:
    return None if moment is None else iso(moment)
