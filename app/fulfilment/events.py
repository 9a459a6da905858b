"""The facts that fulfilment publishes."""

from __future__ import annotations

from uuid import UUID

from app.kernel.events import Event


class ShipmentShipped(Event, name="fulfilment.shipment_shipped.v1"):
    """Units left: the order counts them as shipped."""

    shipment_id: UUID
    order_id: UUID
    store_id: UUID


class ShipmentVoided(Event, name="fulfilment.shipment_voided.v1"):
    """A label was given back before its parcel left. `was_shipped`: the shipment had been told as shipped."""

    shipment_id: UUID
    order_id: UUID
    store_id: UUID
    was_shipped: bool


class TrackingChanged(Event, name="fulfilment.tracking_changed.v1"):
    """The carrier moved a shipment to another state."""

    shipment_id: UUID
    order_id: UUID
    store_id: UUID
    state: str


class DeliveryTroubled(Event, name="fulfilment.delivery_troubled.v1"):
    """The carrier reports an exception: delayed, damaged, refused, lost. `reason` in the carrier's words."""

    shipment_id: UUID
    order_id: UUID
    store_id: UUID
    reason: str


class ShipmentDelivered(Event, name="fulfilment.shipment_delivered.v1"):
    """The carrier handed the shipment over."""

    shipment_id: UUID
    order_id: UUID
    store_id: UUID
