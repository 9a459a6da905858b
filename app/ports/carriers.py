"""What a carrier may offer: rates, labels, tracking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from app.ports.vendor import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An address of a shipment. `country` is ISO 3166-1 alpha-2, `region` a state or province code."""

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
class Parcel:
    """Grams and millimetres; a carrier adapter converts."""

    weight_grams: int
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentRequest:
    """What is to be shipped. `reference` is ours, printed on the label, and finds a label again after a lost answer."""

    reference: str
    ship_from: Party
    ship_to: Party
    parcels: tuple[Parcel, ...]
    service: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    service: str  # the carrier's code
    title: str
    amount: Decimal
    currency: str
    days: int | None = None
    delivery_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelLabel:
    tracking_number: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A bought shipment: number and label of its first parcel, those of the others in `further`.

    A label that was read back may lack what the carrier tells only once: then `service` and `currency` are empty
    and `amount` is None, and the quoted rate stands.
    """

    tracking_number: str
    shipment_id: str  # the carrier's id, needed to void
    service: str
    amount: Decimal | None
    currency: str
    media_type: str
    content: bytes
    tracking_url: str = ""
    further: tuple[ParcelLabel, ...] = ()


class TrackingState(StrEnum):
    LABEL_CREATED = "label_created"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    EXCEPTION = "exception"
    RETURNED = "returned"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackingEvent:
    state: TrackingState
    at: datetime
    description: str
    code: str = ""
    city: str = ""
    country: str = ""


class Carrier(Protocol):
    """Every carrier that sells labels. Buying twice with one reference must buy once: `find` reads back first."""

    def __init__(self, channel: Channel) -> None: ...

    async def rates(self, request: ShipmentRequest) -> Sequence[Rate]: ...

    async def buy(self, request: ShipmentRequest) -> Label:
        """Raises VendorError; `Unreachable` with `sent` means that the outcome is unknown: wait, then buy again."""

    async def find(self, reference: str) -> Label | None:
        """The label bought under `reference`, if there is one."""

    async def void(self, shipment_id: str) -> None: ...

    async def track(self, tracking_number: str) -> Sequence[TrackingEvent]:
        """Oldest first; empty while the carrier knows nothing yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCarrier:
    """A carrier that a merchant can choose for an own tracking number. `country` is empty for worldwide ones."""

    slug: str
    title: str
    country: str = ""


class TrackingLinks(Protocol):
    """Own tracking numbers of carriers that we have no connection to. Pure: tables and check digits, no network."""

    @staticmethod
    def carriers() -> Sequence[KnownCarrier]:
        """Every known carrier, by title."""

    @staticmethod
    def carrier(name: str) -> KnownCarrier | None:
        """The carrier of that slug, title or usual other name, however it is spelt."""

    @staticmethod
    def tracking_url(carrier: str, number: str) -> str:
        """Where a shopper follows the parcel; empty when the carrier is not known or the number is no number."""

    @staticmethod
    def guess(number: str) -> KnownCarrier | None:
        """Whose number it is, only where its format and check digit leave no doubt."""
