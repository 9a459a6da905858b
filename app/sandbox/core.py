"""The ground that a world's operations stand on: shops, clock, listeners, look-ups and refusals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from app.sandbox.shop import Customer, Level, Location, Order, OrderLine, Product, Shop, Variant

# Minor units of the currencies that do not have two of them (ISO 4217).
MINOR_UNITS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "BHD": 3, "KWD": 3, "JOD": 3, "OMR": 3, "TND": 3}


def now_utc() -> datetime:
    return datetime.now(UTC)


def round_money(amount: Decimal, currency: str) -> Decimal:
    """The amount in whole minor units of the currency, halves away from zero."""
    return amount.quantize(Decimal(1).scaleb(-MINOR_UNITS.get(currency, 2)), ROUND_HALF_UP)


class Refused(Exception):
    """An operation that the shop does not allow. `code` is stable, `message` for people, `field` what it is about.

    Codes: not_found, invalid, taken, out_of_stock, stock_changed, not_open, over_refund, cancelled.
    """

    def __init__(self, code: str, message: str, field: str = "", **detail: Any) -> None:
        super().__init__(message)
        self.code, self.message, self.field, self.detail = code, message, field, detail


@dataclass(frozen=True)
class Change:
    """Something that happened in a shop, in neutral words; the kinds are listed in README.md.

    `id` is the id of the product, variant, order, customer or location that the kind begins with; what is beneath it
    (fulfilment_id, refund_id, location_id …) is in `detail`.
    """

    kind: str
    shop: str
    id: int
    at: datetime
    detail: dict[str, Any] = field(default_factory=dict)


class Ground:
    """Shops and what every operation needs. Operations are plain calls on one event loop: each is atomic."""

    def __init__(self, clock: Callable[[], datetime] = now_utc) -> None:
        self.shops: dict[str, Shop] = {}
        self.clock = clock
        self.version = 0
        self._homes: dict[str, dict[int, int]] = {}
        self._handles: dict[str, set[str]] = {}
        self.listeners: list[Callable[[Shop, Change], None]] = []

    def add_shop(self, shop: Shop) -> Shop:
        """Take a shop in, instead of one with the same handle if there is one."""
        if not any(place.active for place in shop.locations):
            raise Refused("invalid", "a shop needs an active location", "locations")
        self.shops[shop.handle] = shop
        self._homes.pop(shop.handle, None)
        self._handles.pop(shop.handle, None)
        self.touch()
        return shop

    def touch(self) -> None:
        """Count a change, so that the snapshot notices."""
        self.version += 1

    def shop(self, handle: str) -> Shop:
        try:
            return self.shops[handle]
        except KeyError:
            raise Refused("not_found", f"no shop {handle!r}", "shop") from None

    def emit(self, shop: Shop, kind: str, entity_id: int, **detail: Any) -> None:
        """Tell the listeners of a change, and the snapshot that there is one."""
        self.touch()
        change = Change(kind, shop.handle, entity_id, self.clock(), detail)
        for listener in self.listeners:
            listener(shop, change)

    def product(self, shop: Shop, product_id: int) -> Product:
        try:
            return shop.products[product_id]
        except KeyError:
            raise Refused("not_found", f"no product {product_id}", "product_id") from None

    def product_of(self, shop: Shop, variant_id: int) -> tuple[Product, Variant]:
        """The product of a variant, and the variant; Refused not_found."""
        found = self._find_variant(shop, variant_id, "id")
        if found is None:
            raise Refused("not_found", f"no variant {variant_id}", "variant_id")
        return found

    def variant_by_inventory_id(self, shop: Shop, inventory_id: int) -> Variant:
        """The variant with this second id; Refused not_found."""
        found = self._find_variant(shop, inventory_id, "inventory_id")
        if found is None:
            raise Refused("not_found", f"no inventory item {inventory_id}", "inventory_id")
        return found[1]

    def _find_variant(self, shop: Shop, wanted: int, name: str) -> tuple[Product, Variant] | None:
        """By a cached guess of its product first: the cache may be stale, the answer never is."""
        homes = self._homes.setdefault(shop.handle, {})
        guess = shop.products.get(homes.get(wanted, 0))
        for product in [guess] if guess else []:
            for variant in product.variants:
                if getattr(variant, name) == wanted:
                    return product, variant
        found = None
        for product in shop.products.values():
            for variant in product.variants:
                homes[variant.id] = homes[variant.inventory_id] = product.id
                if getattr(variant, name) == wanted:
                    found = product, variant
        return found

    def order(self, shop: Shop, order_id: int) -> Order:
        try:
            return shop.orders[order_id]
        except KeyError:
            raise Refused("not_found", f"no order {order_id}", "order_id") from None

    def line(self, order: Order, line_id: int) -> OrderLine:
        for line in order.lines:
            if line.id == line_id:
                return line
        raise Refused("not_found", f"no line {line_id} in order {order.name}", "line_id")

    def customer(self, shop: Shop, customer_id: int) -> Customer:
        try:
            return shop.customers[customer_id]
        except KeyError:
            raise Refused("not_found", f"no customer {customer_id}", "customer_id") from None

    def place(self, shop: Shop, location_id: int | None) -> Location:
        """A location, or the primary one for None."""
        if location_id is None:
            return shop.location
        for location in shop.locations:
            if location.id == location_id:
                return location
        raise Refused("not_found", f"no location {location_id}", "location_id")

    def move_stock(
        self, shop: Shop, variant_id: int | None, location_id: int | None, *, on_hand: int = 0, committed: int = 0
    ) -> None:
        """Add to a level and tell it; nothing for variants that are gone or not tracked."""
        if variant_id is None or not (on_hand or committed):
            return
        try:
            _, variant = self.product_of(shop, variant_id)
        except Refused:
            return
        if not variant.tracked:
            return
        at = self.place(shop, location_id)
        level = variant.levels.setdefault(at.id, Level())
        level.on_hand += on_hand
        level.committed += committed
        level.updated = self.clock()
        self.emit(shop, "stock.changed", variant.id, location_id=at.id)
