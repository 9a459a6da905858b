"""Mark as shipped: the order counts the units, the world is told."""

from __future__ import annotations

from uuid import UUID

from app.fulfilment.contracts import OwnTracking, Plan, ShipmentView
from app.fulfilment.events import ShipmentShipped
from app.fulfilment.lifecycle import SHIPMENT
from app.fulfilment.models import Shipment
from app.fulfilment.repository import Shipments
from app.fulfilment.use_cases.carriers import links
from app.fulfilment.use_cases.plan import create_shipment
from app.kernel import audit, clock
from app.kernel.db import UnitOfWork
from app.kernel.errors import Invalid
from app.orders import api as orders


async def leave(uow: UnitOfWork, shipment: Shipment) -> None:
    """The locked shipment's units are on their way. Raises what the order says against it."""
    SHIPMENT.check(shipment.state, "shipped")
    lines = await Shipments(uow).units(shipment.id)
    await orders.record_fulfilment(uow, shipment.order_id, lines, shipment.id)
    shipment.state = "shipped"
    shipment.shipped_at = clock.now()
    shipment.version += 1
    uow.publish(ShipmentShipped(shipment_id=shipment.id, order_id=shipment.order_id, store_id=shipment.store_id))
    audit.record(
        uow, "shipment.shipped", kind="shipment", id_=shipment.id, order_id=str(shipment.order_id),
        carrier=shipment.carrier, tracking_number=shipment.tracking_number,
    )  # fmt: skip


async def mark_shipped(uow: UnitOfWork, shipment_id: UUID, tracking: OwnTracking | None = None) -> ShipmentView:
    """A draft leaves with a number of the merchant's own, a bought label with its own. Marking twice marks once.

    Raises IllegalMove, and Invalid for an own number on a bought label.
    """
    shipments = Shipments(uow)
    shipment = await shipments.locked(shipment_id)
    if shipment.state == "shipped" and _agrees(shipment, tracking):
        return await shipments.view(shipment_id)
    if shipment.state == "draft":
        _take(shipment, tracking or OwnTracking())
    elif not _agrees(shipment, tracking):
        raise Invalid("This shipment has the tracking number of its label.", field="tracking_number")
    await leave(uow, shipment)
    return await shipments.view(shipment_id)


async def add_manual_shipment(
    uow: UnitOfWork, order_id: UUID, plan: Plan, tracking: OwnTracking, *, reference: str = ""
) -> ShipmentView:
    """Plan and ship in one step, with a number of the merchant's own or none. `reference` makes it repeatable."""
    planned = await create_shipment(uow, order_id, plan, reference=reference)
    return await mark_shipped(uow, planned.id, tracking) if planned.state == "draft" else planned


def _take(shipment: Shipment, tracking: OwnTracking) -> None:
    """The carrier by its name, else by its number where that leaves no doubt; an unknown name stays as it is typed."""
    table = links()
    number = tracking.number.strip()
    known = table.carrier(tracking.carrier) if tracking.carrier else (table.guess(number) if number else None)
    shipment.carrier_connection_id = None
    shipment.carrier = known.title if known else tracking.carrier.strip()
    shipment.tracking_number = number
    shipment.tracking_url = tracking.url or (table.tracking_url(known.slug, number) if known and number else "")


def _agrees(shipment: Shipment, tracking: OwnTracking | None) -> bool:
    return tracking is None or not tracking.number or tracking.number.strip() == shipment.tracking_number
