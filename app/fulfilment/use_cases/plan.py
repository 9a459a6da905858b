"""Plan a shipment: which units, from where, in which parcels. Nothing leaves yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from uuid import UUID

from app.fulfilment.contracts import NothingToShip, OverFulfilled, Plan, ShipmentView
from app.fulfilment.lifecycle import SHIPMENT
from app.fulfilment.models import Shipment
from app.fulfilment.repository import Shipments
from app.kernel import audit
from app.kernel.db import UnitOfWork
from app.kernel.errors import Conflict, NotFound
from app.kernel.ids import new_id
from app.orders import api as orders
from app.orders.contracts import ShippableOrder
from app.stores import api as stores


async def create_shipment(uow: UnitOfWork, order_id: UUID, plan: Plan, *, reference: str = "") -> ShipmentView:
    """A draft. `reference` (ours, unique) makes it repeatable: the shipment that has it is answered.

    Raises NotFound, NothingToShip, OverFulfilled, StoreSuspended, and Conflict for a reference that names another
    shipment than this one.
    """
    shipments = Shipments(uow)
    await shipments.one_planner(order_id)
    if reference and (known := await shipments.by_reference(reference)):
        return await _same(shipments, known, order_id, plan)
    order = await orders.shippable(uow, order_id)
    await stores.require_writable(uow, order.store_id)
    lines = _units(order, plan.lines, await shipments.planned(order_id))
    id_ = new_id()
    shipment = Shipment(
        org_id=uow.org_id,
        id=id_,
        order_id=order_id,
        store_id=order.store_id,
        reference=reference or id_.hex.upper(),
        ship_from=asdict(plan.ship_from) if plan.ship_from else await shipments.origin() or {},
        ship_to=_ship_to(order),
        parcels=[asdict(box) for box in plan.parcels] or _one_parcel(order, lines),
        notify_customer=plan.notify_customer,
    )
    shipments.add(shipment, lines)
    await uow.flush()
    audit.record(uow, "shipment.planned", kind="shipment", id_=id_, order_id=str(order_id), units=sum(lines.values()))
    return await shipments.view(id_)


async def cancel_shipment(uow: UnitOfWork, shipment_id: UUID) -> ShipmentView:
    """Give a draft's units back. Raises IllegalMove for anything that is more than a draft."""
    shipments = Shipments(uow)
    shipment = await shipments.locked(shipment_id)
    SHIPMENT.check(shipment.state, "cancelled")
    shipment.state = "cancelled"
    shipment.version += 1
    audit.record(uow, "shipment.cancelled", kind="shipment", id_=shipment_id, order_id=str(shipment.order_id))
    return await shipments.view(shipment_id)


async def _same(shipments: Shipments, known: Shipment, order_id: UUID, plan: Plan) -> ShipmentView:
    lines = await shipments.units(known.id)
    if known.order_id != order_id or (plan.lines and dict(plan.lines) != lines):
        raise Conflict(
            "This Idempotency-Key was used for another shipment. Use a fresh key for each operation.",
            details={"shipment_id": str(known.id)},
        )
    return await shipments.view(known.id)


def _units(order: ShippableOrder, wanted: Mapping[UUID, int], planned: Mapping[UUID, int]) -> dict[UUID, int]:
    left = {line.id: max(0, line.open - planned.get(line.id, 0)) for line in order.lines}
    for item, units in wanted.items():
        if item not in left:
            raise NotFound("order line", item)
        if units > left[item]:
            raise OverFulfilled(item, units, left[item])
    chosen = {item: units for item, units in (wanted or left).items() if units > 0}
    if not chosen:
        raise NothingToShip(
            f"Nothing of this order can be shipped now: it is {order.status}, and every open unit may be planned already.",
            details={"order_id": str(order.id), "status": order.status, "planned": sum(planned.values())},
        )
    return chosen


def _ship_to(order: ShippableOrder) -> dict[str, str]:
    """The order's shipping address; its customer stands in for what it leaves empty."""
    address = dict(order.shipping_address or {})
    return {
        **address,
        "name": address.get("name") or order.customer_name,
        "phone": address.get("phone") or order.phone,
        "email": order.email,
    }


def _one_parcel(order: ShippableOrder, lines: Mapping[UUID, int]) -> list[dict[str, int]]:
    """All in one, of the goods' weight; none where the weight of something is not known."""
    weights = {line.id: line.weight_grams for line in order.lines}
    total = 0
    for item, units in lines.items():
        weight = weights[item]
        if not weight:
            return []
        total += round(weight * units)
    return [{"weight_grams": max(1, total), "length_mm": 0, "width_mm": 0, "height_mm": 0}]
