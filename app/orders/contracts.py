"""What of orders may cross a wall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.kernel.errors import Conflict

STATUSES = ("pending", "open", "on_hold", "completed", "cancelled")
PAYMENT_STATUSES = (
    "pending",
    "authorized",
    "partially_paid",
    "paid",
    "partially_refunded",
    "refunded",
    "failed",
    "voided",
)
FULFILMENT_STATUSES = ("unfulfilled", "partial", "fulfilled", "delivered", "returned")


class NotShippable(Conflict):
    """The order's state or quantities do not allow this shipment. `details` tells which."""

    code = "NOT_SHIPPABLE"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderIssue:
    """An order of a page that could not be taken in, and why."""

    external_id: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderImport:
    """What became of a page: ids of new and of changed orders, the number of the others, and what was refused."""

    created: tuple[UUID, ...] = ()
    changed: tuple[UUID, ...] = ()
    unchanged: int = 0
    issues: tuple[OrderIssue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Who buys, and where it goes. Addresses have the fields of a channel's address (`RemoteAddress`)."""

    name: str
    email: str = ""
    phone: str = ""
    shipping_address: Mapping[str, Any] | None = None
    billing_address: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """A wish to buy. `price` per unit; None takes the catalogue's."""

    variant_id: UUID
    quantity: int
    price: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What comes on top of the lines of an order of the merchant's own, in the store's currency."""

    shipping: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    payment_status: str = "pending"
    note: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippableLine:
    """`open`: units still to ship; zero for what needs no shipping. `weight_grams` per unit, None when unknown."""

    id: UUID
    external_id: str
    variant_id: UUID | None
    title: str
    variant_title: str
    sku: str
    quantity: int
    open: int
    price: Decimal
    weight_grams: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippableOrder:
    id: UUID
    store_id: UUID
    external_id: str
    number: str
    status: str
    currency: str
    total: Decimal
    customer_name: str
    email: str
    phone: str
    shipping_address: Mapping[str, Any] | None
    lines: tuple[ShippableLine, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesRow:
    """A store's local day by destination and currency. `gross`: lines before discounts. Refunds stand on their
    own local day, so a row may have refunds and no orders. Cancelled orders count nowhere."""

    store_id: UUID
    day: date
    country: str
    currency: str
    orders: int
    units: int
    gross: Decimal
    discounts: Decimal
    shipping: Decimal
    tax: Decimal
    total: Decimal
    refunds: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRow:
    """A product's local day in a store; the nil product holds lines that are of no product of ours."""

    store_id: UUID
    day: date
    product_id: UUID
    currency: str
    units: int
    revenue: Decimal
    refunded_units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreOrders:
    """`active`: orders that are neither completed nor cancelled."""

    store_id: UUID
    active: int
    last_order_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Orders that wait for people; each number stops at 10,000. `to_ship`: open, paid or authorized, not wholly shipped.
    `unpaid`: pending or open, and nothing is paid."""

    to_ship: int
    unpaid: int
    on_hold: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """Orders by what they could be narrowed to. `total` are those that all filters leave; `capped`: of the newest 100,000
    (10,000 with a word to look for) that the other filters leave, since there are more."""

    total: int
    capped: bool
    status: Mapping[str, int]
    payment_status: Mapping[str, int]
    fulfilment_status: Mapping[str, int]
    store_id: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one order in a bulk action. `changed`: False where it was so already. `code` and `message` say why
    not, where `ok` is False."""

    order_id: UUID
    ok: bool
    changed: bool = False
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNews:
    order_id: UUID
    store_id: UUID
    number: str
    customer_name: str
    total: Decimal
    currency: str
    placed_at: datetime
