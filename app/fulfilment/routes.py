"""HTTP of fulfilment."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Header, Query, Response

from app.fulfilment import api
from app.fulfilment.bodies import (
    AddressBody,
    BulkFulfilBody,
    BulkFulfilOut,
    BuyBody,
    FulfilBody,
    FulfilOutcomeOut,
    KnownCarrierOut,
    OrderTrackingOut,
    PlanBody,
    QuotesOut,
    RatesBody,
    ShipmentDetailOut,
    ShipmentOut,
    ShipOrderBody,
    TrackingBody,
    TrackingEventOut,
    shipment_fields,
    shipment_out,
)
from app.fulfilment.contracts import State
from app.fulfilment.permissions import READ, WRITE
from app.kernel.auth import Caller, allow
from app.kernel.http import Cursor, Envelope, Limit, ListEnvelope, Model, Once, Uow, listed, ok, router

orders = router("/orders", "fulfilment")
shipments = router("/shipments", "fulfilment")
shipping = router("/shipping", "fulfilment")

Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        description="Names this operation: repeated, it answers the same shipment and buys nothing again.",
    ),
]


class OriginOut(Model):
    address: AddressBody | None


# ── of an order ─────────────────────────────────────────────────────────────────────────────────────────


@orders.post("/bulk/fulfill", dependencies=[allow(WRITE)])
async def fulfill_orders(body: BulkFulfilBody, caller: Caller, key: Key = "") -> Envelope[BulkFulfilOut]:
    """Ship every open unit of many orders. `results` tells of each what became of it; what one refuses keeps no other from
    being shipped. With a key it may be repeated: no label is bought twice."""
    done = await api.fulfil_orders(caller.org_id, caller.actor, body.ids, body.plan(), body.how(), key=key)
    results = [
        FulfilOutcomeOut(
            order_id=each.order_id, ok=each.ok, code=each.code, message=each.message, details=dict(each.details),
            shipment=shipment_out(each.shipment) if each.shipment else None,
        )
        for each in done
    ]  # fmt: skip
    succeeded = sum(each.ok for each in done)
    return ok(BulkFulfilOut(results=results, succeeded=succeeded, failed=len(done) - succeeded))


@orders.post("/{order_id}/fulfill", status_code=201, dependencies=[allow(WRITE)])
async def fulfill_order(order_id: UUID, body: FulfilBody, caller: Caller, key: Key = "") -> Envelope[ShipmentOut]:
    """Plan, buy the label (or take your tracking number) and mark as shipped, in one call.

    With a key it may be repeated as often as needed: one shipment, one label. 503 LABEL_OUTCOME_UNKNOWN: the carrier's
    answer was lost; it is looked up by itself, repeat the call to learn it sooner.
    """
    done = await api.fulfil_order(caller.org_id, caller.actor, order_id, body.plan(), body.how(), key=key)
    return ok(shipment_out(done))


@orders.post("/{order_id}/ship", status_code=201, dependencies=[allow(WRITE), Once])
async def ship_order(order_id: UUID, body: ShipOrderBody, uow: Uow) -> Envelope[ShipmentOut]:
    """It left with a carrier of your own choice: give the tracking number, if there is one."""
    return ok(shipment_out(await api.add_manual_shipment(uow, order_id, body.plan(), body.tracking())))


@orders.get("/{order_id}/tracking", dependencies=[allow(READ)])
async def order_tracking(order_id: UUID, uow: Uow) -> Envelope[OrderTrackingOut]:
    """Where the order's shipments are, as far as their carriers told."""
    found = await api.shipments_of_order(uow, order_id)
    events = await api.tracking_events(uow, [shipment.id for shipment in found])
    return ok(
        OrderTrackingOut(
            order_id=order_id,
            shipments=[shipment_out(shipment) for shipment in found],
            events=[TrackingEventOut.model_validate(event) for event in events],
        )
    )


@orders.post("/{order_id}/shipments", status_code=201, dependencies=[allow(WRITE), Once])
async def create_shipment(order_id: UUID, body: PlanBody, uow: Uow) -> Envelope[ShipmentOut]:
    """A draft: its units are spoken for until it leaves or is cancelled."""
    return ok(shipment_out(await api.create_shipment(uow, order_id, body.plan())))


# ── shipments ───────────────────────────────────────────────────────────────────────────────────────────


@shipments.get("", dependencies=[allow(READ)])
async def list_shipments(
    uow: Uow,
    order_id: UUID | None = None,
    store_id: Annotated[list[UUID] | None, Query(max_length=250, description="Any of these.")] = None,
    state: Annotated[list[State] | None, Query(description="Any of these.")] = None,
    tracking_number: Annotated[str | None, Query(max_length=100)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ListEnvelope[ShipmentOut]:
    """Newest first."""
    found, following = await api.shipments(
        uow,
        order_id=order_id,
        store_ids=store_id or (),
        states=state or (),
        tracking_number=tracking_number,
        cursor=cursor,
        limit=limit,
    )
    return listed([shipment_out(shipment) for shipment in found], following, limit)


@shipments.get("/{shipment_id}", dependencies=[allow(READ)])
async def get_shipment(shipment_id: UUID, uow: Uow) -> Envelope[ShipmentDetailOut]:
    """With what the carrier told."""
    found = await api.shipment(uow, shipment_id)
    events = [TrackingEventOut.model_validate(event) for event in await api.tracking_events(uow, [shipment_id])]
    return ok(ShipmentDetailOut(**shipment_fields(found), events=events))


@shipments.post("/{shipment_id}/rates", dependencies=[allow(READ)])
async def shipment_rates(shipment_id: UUID, body: RatesBody, caller: Caller) -> Envelope[QuotesOut]:
    """What the connected carriers ask for it, cheapest first."""
    return ok(QuotesOut.model_validate(await api.rates(caller.org_id, caller.actor, shipment_id, body.carrier_connection_ids)))


@shipments.post("/{shipment_id}/buy", dependencies=[allow(WRITE)])
async def buy_label(shipment_id: UUID, body: BuyBody, caller: Caller) -> Envelope[ShipmentOut]:
    """Buy the label of a draft. Repeating it answers the label that is there: none is bought twice."""
    return ok(shipment_out(await api.buy_label(caller.org_id, caller.actor, shipment_id, body.purchase())))


@shipments.post("/{shipment_id}/ship", dependencies=[allow(WRITE), Once])
async def ship_shipment(shipment_id: UUID, body: TrackingBody, uow: Uow) -> Envelope[ShipmentOut]:
    """Mark as shipped: a bought label with its own number, a draft with yours."""
    return ok(shipment_out(await api.mark_shipped(uow, shipment_id, body.tracking())))


@shipments.post("/{shipment_id}/void", dependencies=[allow(WRITE)])
async def void_shipment(shipment_id: UUID, caller: Caller) -> Envelope[ShipmentOut]:
    """Give the label back to the carrier; its units can be shipped again."""
    return ok(shipment_out(await api.void(caller.org_id, caller.actor, shipment_id)))


@shipments.post("/{shipment_id}/cancel", dependencies=[allow(WRITE), Once])
async def cancel_shipment(shipment_id: UUID, uow: Uow) -> Envelope[ShipmentOut]:
    """Drop a draft; its units are free again."""
    return ok(shipment_out(await api.cancel_shipment(uow, shipment_id)))


@shipments.post("/{shipment_id}/refresh", dependencies=[allow(WRITE)])
async def refresh_tracking(shipment_id: UUID, caller: Caller) -> Envelope[ShipmentOut]:
    """Ask the carrier now where it is."""
    return ok(shipment_out(await api.refresh_tracking(caller.org_id, caller.actor, shipment_id)))


@shipments.get("/{shipment_id}/label", dependencies=[allow(READ)], response_class=Response)
async def get_label(
    shipment_id: UUID, uow: Uow, parcel: Annotated[int, Query(ge=1, le=50, description="Counted from 1.")] = 1
) -> Response:
    """The label as the carrier made it: a picture, PDF or ZPL."""
    label = await api.label_file(uow, shipment_id, parcel)
    return Response(
        label.content,
        media_type=label.media_type,
        headers={"Content-Disposition": f'inline; filename="{label.filename}"', "X-Content-Type-Options": "nosniff"},
    )


# ── shipping ────────────────────────────────────────────────────────────────────────────────────────────


@shipping.get("/origin", dependencies=[allow(READ)])
async def get_ship_from(uow: Uow) -> Envelope[OriginOut]:
    """The address that parcels come from; null while none is set."""
    found = await api.ship_from(uow)
    return ok(OriginOut(address=AddressBody.model_validate(found) if found else None))


@shipping.put("/origin", dependencies=[allow(WRITE)])
async def set_ship_from(body: AddressBody, uow: Uow) -> Envelope[OriginOut]:
    """Set the address that parcels come from."""
    return ok(OriginOut(address=AddressBody.model_validate(await api.set_ship_from(uow, body.address()))))


@shipping.get("/carriers", dependencies=[allow(READ)])
async def known_carriers() -> Envelope[list[KnownCarrierOut]]:
    """Carriers to name for a tracking number of your own."""
    return ok([KnownCarrierOut.model_validate(carrier) for carrier in api.known_carriers()])
