"""Fulfil many orders, each by itself: what one refuses keeps no other from being shipped."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.fulfilment.contracts import FulfilOutcome, OwnTracking, Plan, Purchase
from app.fulfilment.use_cases.fulfil import fulfil_order
from app.kernel.db import Actor
from app.kernel.errors import DomainError


async def fulfil_orders(
    org_id: UUID, actor: Actor, order_ids: Sequence[UUID], plan: Plan, how: Purchase | OwnTracking, *, key: str = ""
) -> list[FulfilOutcome]:
    """Every open unit of each order, in the order given. With a key a repeat answers the same shipments."""
    done = []
    for order_id in dict.fromkeys(order_ids):
        try:
            shipment = await fulfil_order(org_id, actor, order_id, plan, how, key=key)
        except DomainError as error:
            done.append(
                FulfilOutcome(order_id=order_id, ok=False, code=error.code, message=error.message, details=error.details)
            )
        else:
            done.append(FulfilOutcome(order_id=order_id, ok=True, shipment=shipment))
    return done
