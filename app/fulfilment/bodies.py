"""Bodies of fulfilment's HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, model_validator

from app.fulfilment.contracts import Address, Box, OwnTracking, Plan, Purchase, ShipmentView
from app.kernel.http import Model
from app.kernel.money import Amount

Short = Annotated[str, Field(max_length=200)]


class AddressBody(Model):
    name: str = Field(min_length=1, max_length=200)
    line1: str = Field(min_length=1, max_length=200)
    city: str = Field(min_length=1, max_length=200)
    postal_code: str = Field(min_length=1, max_length=30)
    country: str = Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2.", examples=["DE"])
    company: Short = ""
    line2: Short = ""
    region: str = Field(default="", max_length=50, description="Code of the state or province, where there are such.")
    phone: str = Field(default="", max_length=50)
    email: Short = ""

    def address(self) -> Address:
        return Address(**self.model_dump())


class ParcelBody(Model):
    weight_grams: int = Field(ge=1, le=1_000_000)
    length_mm: int = Field(default=0, ge=0, le=10_000)
    width_mm: int = Field(default=0, ge=0, le=10_000)
    height_mm: int = Field(default=0, ge=0, le=10_000)


class LineBody(Model):
    order_item_id: UUID
    quantity: int = Field(ge=1, le=1_000_000)


class PlanBody(Model):
    lines: list[LineBody] = Field(default=[], max_length=1000, description="Left out: every unit that is still open.")
    ship_from: AddressBody | None = Field(default=None, description="Left out: the address of /shipping/origin.")
    parcels: list[ParcelBody] = Field(default=[], max_length=50, description="Left out: one, of the goods' known weight.")
    notify_customer: bool = Field(default=False, description="Whether the channel shall write to the customer.")

    @model_validator(mode="after")
    def _each_once(self) -> PlanBody:
        if len({line.order_item_id for line in self.lines}) < len(self.lines):
            raise ValueError("name each line once")
        return self

    def plan(self) -> Plan:
        return Plan(
            lines={line.order_item_id: line.quantity for line in self.lines},
            ship_from=self.ship_from.address() if self.ship_from else None,
            parcels=tuple(Box(**parcel.model_dump()) for parcel in self.parcels),
            notify_customer=self.notify_customer,
        )


class TrackingBody(Model):
    carrier: Short = Field(default="", description="Name of the carrier; left out, it is read from the number if possible.")
    tracking_number: str = Field(default="", max_length=100)
    tracking_url: str = Field(default="", max_length=2000, pattern=r"^(https?://.*)?$")

    def tracking(self) -> OwnTracking:
        return OwnTracking(carrier=self.carrier, number=self.tracking_number, url=self.tracking_url)


class FulfilBody(PlanBody):
    carrier_connection_id: UUID | None = Field(default=None, description="Buy a label of this carrier. Needs `service`.")
    service: str = Field(default="", max_length=50, description="The carrier's code, from the shipment's rates.")
    ship: bool = Field(default=True, description="Mark as shipped once the label is bought.")
    tracking: TrackingBody | None = Field(default=None, description="A number of your own, instead of a label.")

    @model_validator(mode="after")
    def _one_way(self) -> FulfilBody:
        if self.carrier_connection_id and self.tracking:
            raise ValueError("either buy a label or give a tracking number")
        if self.carrier_connection_id and not self.service:
            raise ValueError("name the service to buy")
        return self

    def how(self) -> Purchase | OwnTracking:
        if self.carrier_connection_id:
            return Purchase(connection_id=self.carrier_connection_id, service=self.service, ship=self.ship)
        return self.tracking.tracking() if self.tracking else OwnTracking()


class BulkFulfilBody(Model):
    """The same way for all: a label of one carrier and service, or no label."""

    ids: list[UUID] = Field(min_length=1, max_length=100, description="Orders; every open unit of each is shipped.")
    carrier_connection_id: UUID | None = Field(default=None, description="Buy labels of this carrier. Needs `service`.")
    service: str = Field(default="", max_length=50)
    ship: bool = Field(default=True, description="Mark as shipped once the label is bought.")
    carrier: Short = Field(default="", description="Without labels: who carries them.")
    parcel: ParcelBody | None = Field(default=None, description="Of each order; left out: of its goods' known weight.")
    notify_customer: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> BulkFulfilBody:
        if bool(self.carrier_connection_id) != bool(self.service):
            raise ValueError("give both the carrier's connection and the service, or neither")
        return self

    def plan(self) -> Plan:
        parcels = (Box(**self.parcel.model_dump()),) if self.parcel else ()
        return Plan(parcels=parcels, notify_customer=self.notify_customer)

    def how(self) -> Purchase | OwnTracking:
        if self.carrier_connection_id:
            return Purchase(connection_id=self.carrier_connection_id, service=self.service, ship=self.ship)
        return OwnTracking(carrier=self.carrier)


class ShipOrderBody(PlanBody, TrackingBody):
    """A shipment that is on its way, with a number of your own."""


class RatesBody(Model):
    carrier_connection_ids: list[UUID] = Field(default=[], max_length=20, description="Left out: every connected carrier.")


class BuyBody(Model):
    carrier_connection_id: UUID
    service: str = Field(min_length=1, max_length=50)
    ship: bool = True

    def purchase(self) -> Purchase:
        return Purchase(connection_id=self.carrier_connection_id, service=self.service, ship=self.ship)


class ShipmentLineOut(Model):
    order_item_id: UUID
    title: str
    variant_title: str
    sku: str
    quantity: int


class ParcelOut(Model):
    weight_grams: int | None = None
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0
    tracking_number: str = ""


class ShipmentOut(Model):
    id: UUID
    order_id: UUID
    store_id: UUID
    carrier_connection_id: UUID | None
    carrier: str
    service: str
    state: str
    reference: str = Field(description="Ours; it stands on the label.")
    tracking_number: str
    tracking_url: str
    cost: Amount | None
    currency: str
    has_label: bool
    label_media_type: str
    ship_from: dict[str, Any]
    ship_to: dict[str, Any]
    parcels: list[ParcelOut]
    notify_customer: bool
    error: str = Field(description="Why the last step did not succeed, in the carrier's words where it said so.")
    version: int
    lines: list[ShipmentLineOut]
    shipped_at: datetime | None
    delivered_at: datetime | None
    tracked_at: datetime | None
    created_at: datetime
    updated_at: datetime


class FulfilOutcomeOut(Model):
    order_id: UUID
    ok: bool
    shipment: ShipmentOut | None
    code: str
    message: str
    details: dict[str, Any]


class BulkFulfilOut(Model):
    results: list[FulfilOutcomeOut]
    succeeded: int
    failed: int


class TrackingEventOut(Model):
    shipment_id: UUID
    at: datetime
    state: str
    code: str
    description: str
    city: str
    country: str


class OrderTrackingOut(Model):
    order_id: UUID
    shipments: list[ShipmentOut]
    events: list[TrackingEventOut] = Field(description="Of all shipments, newest first.")


class ShipmentDetailOut(ShipmentOut):
    events: list[TrackingEventOut] = Field(description="Newest first.")


class QuoteOut(Model):
    connection_id: UUID
    carrier: str
    service: str
    title: str
    amount: Amount
    currency: str
    days: int | None = Field(description="Business days in transit, where the carrier tells.")
    delivery_date: date | None


class QuoteProblemOut(Model):
    connection_id: UUID
    carrier: str
    code: str
    message: str


class QuotesOut(Model):
    quotes: list[QuoteOut] = Field(description="Cheapest first.")
    problems: list[QuoteProblemOut]


class KnownCarrierOut(Model):
    slug: str
    title: str
    country: str


_PARCEL = ("weight_grams", "length_mm", "width_mm", "height_mm", "tracking_number")


def shipment_fields(shipment: ShipmentView) -> dict[str, Any]:
    """The public part; keys of stored files are nobody's business."""
    fields = {name: getattr(shipment, name) for name in ShipmentOut.model_fields if name not in ("parcels", "lines")}
    return {
        **fields,
        "parcels": [{name: parcel[name] for name in _PARCEL if name in parcel} for parcel in shipment.parcels],
        "lines": [ShipmentLineOut.model_validate(line) for line in shipment.lines],
    }


def shipment_out(shipment: ShipmentView) -> ShipmentOut:
    return ShipmentOut(**shipment_fields(shipment))
