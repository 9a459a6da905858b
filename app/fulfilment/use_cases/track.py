"""Follow a parcel: what the carrier tells moves the shipment, and at its end the order."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.fulfilment.contracts import ShipmentView
from app.fulfilment.events import DeliveryTroubled, ShipmentDelivered, TrackingChanged
from app.fulfilment.lifecycle import SHIPMENT
from app.fulfilment.models import Shipment
from app.fulfilment.repository import Shipments
from app.fulfilment.use_cases.carriers import calling, tracked
from app.fulfilment.use_cases.ship import leave
from app.fulfilment.use_cases.void import withdraw
from app.kernel import audit, clock
from app.kernel.db import Actor, UnitOfWork, unit_of_work
from app.orders import api as orders
from app.ports.carriers import TrackingEvent, TrackingState

_STATES = {
    TrackingState.IN_TRANSIT: "in_transit",
    TrackingState.OUT_FOR_DELIVERY: "out_for_delivery",
    TrackingState.DELIVERED: "delivered",
    TrackingState.EXCEPTION: "exception",
    TrackingState.RETURNED: "returned",
    TrackingState.VOIDED: "voided",
}
_FOLLOWED = ("label_bought", "shipped", "in_transit", "out_for_delivery", "exception")


async def refresh_tracking(org_id: UUID, actor: Actor, shipment_id: UUID) -> ShipmentView:
    """Ask the carrier and move the shipment. One with no carrier to ask, or at its end, is answered as it is.

    Raises NotFound, VendorError, Unreachable, and what opening the connection raises.
    """
    async with unit_of_work(org_id, actor) as uow:
        known = await Shipments(uow).view(shipment_id)
    if known.carrier_connection_id is None or not tracked(known) or known.state not in _FOLLOWED:
        return known
    async with calling(org_id, known.carrier_connection_id) as carrier:
        told = await carrier.track(known.tracking_number)
    async with unit_of_work(org_id, Actor(kind="carrier", label=known.carrier)) as uow:
        shipments = Shipments(uow)
        shipment = await shipments.locked(shipment_id)
        await shipments.keep_told(shipment_id, told)
        shipment.tracked_at = clock.now()
        await _move(uow, shipment, told)
        return await shipments.view(shipment_id)


def outcome(told: Sequence[TrackingEvent]) -> str:
    """The state that a whole story, oldest first, leads to. Always read from its start, so that a story told twice
    moves nothing twice."""
    state = "shipped"
    for event in told:
        following = _STATES.get(event.state)
        if following and SHIPMENT.leads(state, following):
            state = following
    return state


async def _move(uow: UnitOfWork, shipment: Shipment, told: Sequence[TrackingEvent]) -> None:
    to = outcome(told)
    if to in (shipment.state, "shipped") or not SHIPMENT.leads(shipment.state, to):
        return
    if to == "voided":
        if "voided" in SHIPMENT.next(shipment.state):
            await withdraw(uow, shipment)
        return
    if shipment.state == "label_bought":  # scanned before anybody marked it as shipped
        await leave(uow, shipment)
    before, shipment.state = shipment.state, to
    shipment.version += 1
    about = {"shipment_id": shipment.id, "order_id": shipment.order_id, "store_id": shipment.store_id}
    uow.publish(TrackingChanged(**about, state=to))
    audit.record(uow, "shipment.moved", kind="shipment", id_=shipment.id, before=before, after=to)
    last = next(event for event in reversed(told) if _STATES.get(event.state) == to)
    if to == "exception":
        shipment.error = last.description[:1000]
        uow.publish(DeliveryTroubled(**about, reason=last.description[:1000]))
    else:
        shipment.error = ""
    if to == "delivered":
        shipment.delivered_at = last.at
        uow.publish(ShipmentDelivered(**about))
        shipments = Shipments(uow)
        await shipments.one_planner(shipment.order_id)  # of parcels that arrive at once, the later one sees the earlier
        await uow.flush()
        if not await shipments.undelivered(shipment.order_id):
            await orders.record_delivery(uow, shipment.order_id)
