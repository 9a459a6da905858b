"""Things of the shop together with what they belong to: what resolvers are given."""

from __future__ import annotations

from typing import NamedTuple

from app.sandbox.shop import (
    Fulfilment,
    FulfilmentLine,
    Image,
    Level,
    Location,
    Option,
    Order,
    OrderLine,
    Product,
    Refund,
    RefundLine,
    ShippingLine,
    Variant,
)


class VariantRow(NamedTuple):
    """A ProductVariant."""

    product: Product
    variant: Variant


class ItemRow(NamedTuple):
    """An InventoryItem: the same variant, seen from the warehouse."""

    product: Product
    variant: Variant


class LevelRow(NamedTuple):
    """An InventoryLevel."""

    product: Product
    variant: Variant
    location: Location
    level: Level


class OptionRow(NamedTuple):
    """A ProductOption."""

    product: Product
    option: Option
    position: int


class MediaRow(NamedTuple):
    """A MediaImage."""

    product: Product
    image: Image


class LineRow(NamedTuple):
    """A LineItem."""

    order: Order
    line: OrderLine


class ShippingRow(NamedTuple):
    """A ShippingLine."""

    order: Order
    line: ShippingLine


class ParcelRow(NamedTuple):
    """A Fulfillment."""

    order: Order
    parcel: Fulfilment


class ParcelLineRow(NamedTuple):
    """A FulfillmentLineItem; `position` is its place in the parcel."""

    order: Order
    parcel: Fulfilment
    row: FulfilmentLine
    position: int


class TaskRow(NamedTuple):
    """A FulfillmentOrder: what one location has to ship of an order. `place` is the location's position in the shop."""

    order: Order
    location: Location
    place: int
    lines: tuple[OrderLine, ...]


class TaskLineRow(NamedTuple):
    """A FulfillmentOrderLineItem."""

    task: TaskRow
    line: OrderLine


class RefundRow(NamedTuple):
    """A Refund."""

    order: Order
    refund: Refund


class RefundLineRow(NamedTuple):
    """A RefundLineItem; `position` is its place in the refund."""

    order: Order
    refund: Refund
    row: RefundLine
    position: int
