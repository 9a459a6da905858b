"""Shipments as others see them, and where parcels come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from app.fulfilment.contracts import Address, ShipmentToPush, ShipmentView, TrackingEventView
from app.fulfilment.repository import Shipments
from app.fulfilment.use_cases.carriers import links
from app.kernel import audit
from app.kernel.cursors import decode_cursor, encode_cursor, identity, moment
from app.kernel.db import UnitOfWork
from app.orders import api as orders
from app.ports.carriers import KnownCarrier


async def shipment(uow: UnitOfWork, shipment_id: UUID) -> ShipmentView:
    """Raises NotFound."""
    return await Shipments(uow).view(shipment_id)


async def shipments(
    uow: UnitOfWork,
    *,
    order_id: UUID | None = None,
    store_ids: Sequence[UUID] = (),
    states: Sequence[str] = (),
    tracking_number: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> tuple[Sequence[ShipmentView], str | None]:
    """(newest first, next cursor). None and an empty filter do not narrow."""
    after = decode_cursor(cursor, moment, identity)
    filters = {"order_id": order_id, "tracking_number": tracking_number}
    found = await Shipments(uow).page(filters, {"state": states, "store_id": store_ids}, after, limit)
    following = encode_cursor(found[-1].created_at.isoformat(), found[-1].id) if len(found) == limit else None
    return found, following


async def shipments_of_order(uow: UnitOfWork, order_id: UUID) -> Sequence[ShipmentView]:
    """Oldest first. Raises NotFound for an unknown order."""
    await orders.shippable(uow, order_id)
    return await Shipments(uow).of_order(order_id)


async def to_hand_over(uow: UnitOfWork) -> int:
    """Labels that are bought and parcels that have not left; stops at 10,000."""
    return await Shipments(uow).count("label_bought", most=10_000)


async def tracking_events(uow: UnitOfWork, shipment_ids: Sequence[UUID]) -> Sequence[TrackingEventView]:
    """What carriers told, newest first."""
    return await Shipments(uow).told(shipment_ids)


async def shipment_to_push(uow: UnitOfWork, shipment_id: UUID) -> ShipmentToPush:
    """What the order's channel is to be told. Raises NotFound."""
    return await Shipments(uow).to_push(shipment_id)


async def ship_from(uow: UnitOfWork) -> Address | None:
    """The organisation's own address, None while none is set."""
    stored = await Shipments(uow).origin()
    return Address(**stored) if stored else None


async def set_ship_from(uow: UnitOfWork, address: Address) -> Address:
    await Shipments(uow).set_origin(asdict(address))
    audit.record(uow, "shipping.origin_set", country=address.country)
    return address


def known_carriers() -> Sequence[KnownCarrier]:
    """Carriers that can be named for a tracking number of one's own, by title."""
    return links().carriers()
