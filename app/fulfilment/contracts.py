"""What of fulfilment may cross a wall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, get_args
from uuid import UUID

from app.kernel.errors import Conflict, Unavailable

State = Literal[
    "draft",
    "buying",
    "label_bought",
    "shipped",
    "in_transit",
    "out_for_delivery",
    "exception",
    "delivered",
    "returned",
    "voided",
    "cancelled",
]
STATES: tuple[State, ...] = get_args(State)
PLANNED = ("draft", "buying", "label_bought")
"""States whose units are spoken for, though the order does not count them as shipped yet."""
MOVING = ("shipped", "in_transit", "out_for_delivery", "exception")


class OverFulfilled(Conflict):
    """More than is left to ship. `details`: order_item_id, wanted, open."""

    code = "OVER_FULFILLED"

    def __init__(self, order_item_id: UUID, wanted: int, left: int) -> None:
        super().__init__(
            f"Only {left} of this line are left to ship; {wanted} were asked for.",
            details={"order_item_id": str(order_item_id), "wanted": wanted, "open": left},
        )


class NothingToShip(Conflict):
    """Every unit of the order is shipped, planned in another shipment, or was cancelled."""

    code = "NOTHING_TO_SHIP"


class NoLabel(Conflict):
    """This shipment has no label."""

    code = "NO_LABEL"


class BeingBought(Conflict):
    """Another request is buying this label at this moment."""

    code = "LABEL_BEING_BOUGHT"


class LabelUnknown(Unavailable):
    """The carrier's answer was lost: the label may be bought. It is looked for before anything is bought again."""

    code = "LABEL_OUTCOME_UNKNOWN"

    def __init__(self, shipment_id: UUID, reason: str, *, retry_after: float) -> None:
        super().__init__(
            "The carrier did not say whether it sold the label. KSAP looks it up by itself and buys nothing twice; "
            "you may also repeat this request.",
            details={"shipment_id": str(shipment_id), "reason": reason, "retry_after": retry_after},
        )
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """`country` is ISO 3166-1 alpha-2, `region` a state or province code."""

    name: str
    line1: str
    city: str
    postal_code: str
    country: str
    company: str = ""
    line2: str = ""
    region: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A parcel: grams and millimetres."""

    weight_grams: int
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What shall leave together. Without `lines`: every open unit. Without `ship_from`: the organisation's address."""

    lines: Mapping[UUID, int] = field(default_factory=dict)  # order item → units
    ship_from: Address | None = None
    parcels: tuple[Box, ...] = ()
    notify_customer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """Which label to buy; `ship` marks the shipment as shipped with the purchase."""

    connection_id: UUID
    service: str
    ship: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTracking:
    """A number that the merchant got elsewhere; all of it may be empty (handed over in person)."""

    carrier: str = ""
    number: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentLineView:
    order_item_id: UUID
    title: str
    variant_title: str
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentView:
    id: UUID
    order_id: UUID
    store_id: UUID
    carrier_connection_id: UUID | None
    carrier: str
    service: str
    state: str
    reference: str
    tracking_number: str
    tracking_url: str
    cost: Decimal | None
    currency: str
    has_label: bool
    label_media_type: str
    ship_from: Mapping[str, Any]
    ship_to: Mapping[str, Any]
    parcels: tuple[Mapping[str, Any], ...]
    notify_customer: bool
    error: str
    version: int
    lines: tuple[ShipmentLineView, ...]
    shipped_at: datetime | None
    delivered_at: datetime | None
    tracked_at: datetime | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfilOutcome:
    """What became of one order of many: its shipment, or why there is none."""

    order_id: UUID
    ok: bool
    shipment: ShipmentView | None = None
    code: str = ""
    message: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackingEventView:
    shipment_id: UUID
    at: datetime
    state: str
    code: str
    description: str
    city: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A carrier's price for one service."""

    connection_id: UUID
    carrier: str
    service: str
    title: str
    amount: Decimal
    currency: str
    days: int | None
    delivery_date: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteProblem:
    """Why a carrier gave no price."""

    connection_id: UUID
    carrier: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotes:
    """Cheapest first within a currency."""

    quotes: tuple[Quote, ...]
    problems: tuple[QuoteProblem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelFile:
    media_type: str
    content: bytes
    filename: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentToPush:
    """What a channel is told of a shipment. `lines` are (the channel's line id, units); `reference` is ours."""

    shipment_id: UUID
    store_id: UUID
    order_id: UUID
    order_external_id: str
    state: str
    lines: tuple[tuple[str, int], ...]
    carrier: str
    tracking_number: str
    tracking_url: str
    notify_customer: bool
    reference: str
