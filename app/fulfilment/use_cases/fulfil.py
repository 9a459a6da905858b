"""Fulfil an order in one call: plan, buy the label or take the merchant's number, mark as shipped."""

from __future__ import annotations

import hashlib
from uuid import UUID

from app.fulfilment.contracts import OwnTracking, Plan, Purchase, ShipmentView
from app.fulfilment.repository import Shipments
from app.fulfilment.use_cases.buy import buy_label
from app.fulfilment.use_cases.plan import create_shipment
from app.fulfilment.use_cases.ship import add_manual_shipment
from app.kernel.db import Actor, unit_of_work
from app.kernel.errors import DomainError


def reference_of(order_id: UUID, key: str) -> str:
    """Our reference of what a caller named by a key: the same key is the same shipment. 32 characters, as carriers
    print at most 35."""
    return hashlib.sha256(f"{order_id}/{key}".encode()).hexdigest()[:32].upper() if key else ""


async def fulfil_order(
    org_id: UUID, actor: Actor, order_id: UUID, plan: Plan, how: Purchase | OwnTracking, *, key: str = ""
) -> ShipmentView:
    """Repeating it with the same key answers the same shipment and continues a purchase whose outcome is open.

    A label that is refused, by the carrier or by us before it is asked, leaves no draft behind that would speak for the
    units. Raises what planning and buying raise.
    """
    reference = reference_of(order_id, key)
    if isinstance(how, OwnTracking):
        async with unit_of_work(org_id, actor) as uow:
            return await add_manual_shipment(uow, order_id, plan, how, reference=reference)
    async with unit_of_work(org_id, actor) as uow:
        planned = await create_shipment(uow, order_id, plan, reference=reference)
    if planned.state not in ("draft", "buying"):
        return planned
    try:
        return await buy_label(org_id, actor, planned.id, how, discard=True)
    except DomainError:
        async with unit_of_work(org_id, actor) as uow:
            await Shipments(uow).discard_draft(planned.id)
        raise
