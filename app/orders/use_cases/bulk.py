"""The same change to many orders, each in a transaction of its own: what one refuses keeps no other from it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from app.kernel.db import Actor, UnitOfWork, unit_of_work
from app.kernel.errors import DomainError
from app.orders.contracts import Outcome
from app.orders.models import Order
from app.orders.use_cases.browse import order_ids
from app.orders.use_cases.change import add_note, change_status, set_tags

Change = Callable[[UnitOfWork, UUID], Awaitable[None]]


async def bulk_ids(
    org_id: UUID, ids: Sequence[UUID] | None, filters: Mapping[str, Any] | None, *, after: UUID | None, limit: int
) -> tuple[list[UUID], UUID | None]:
    """(orders to change now, where the next call goes on): the ids given, each once, or a page of what the filter finds."""
    if ids is not None:
        return list(dict.fromkeys(ids)), None
    found = await order_ids(org_id, filters or {}, after=after, limit=limit)
    return found, found[-1] if len(found) == limit else None


async def tag_orders(
    org_id: UUID, actor: Actor, ids: Sequence[UUID], *, add: Sequence[str] = (), remove: Sequence[str] = ()
) -> list[Outcome]:
    async def tag(uow: UnitOfWork, order_id: UUID) -> None:
        order = await uow.get(Order, order_id, "order", lock=True)
        kept = [tag for tag in order.tags if tag not in remove]
        await set_tags(uow, order_id, [*kept, *add])

    return await _each(org_id, actor, ids, tag)


async def note_orders(org_id: UUID, actor: Actor, ids: Sequence[UUID], note: str) -> list[Outcome]:
    """A remark in each order's timeline."""

    async def say(uow: UnitOfWork, order_id: UUID) -> None:
        await add_note(uow, order_id, note)

    return await _each(org_id, actor, ids, say, always=True)


async def move_orders(org_id: UUID, actor: Actor, ids: Sequence[UUID], to: str, *, reason: str = "") -> list[Outcome]:
    """One step of the lifecycle each; orders that are there already stay as they are."""

    async def move(uow: UnitOfWork, order_id: UUID) -> None:
        order = await uow.get(Order, order_id, "order", lock=True)
        if order.status != to:
            await change_status(uow, order_id, to, reason=reason)

    return await _each(org_id, actor, ids, move)


async def _each(org_id: UUID, actor: Actor, ids: Sequence[UUID], change: Change, *, always: bool = False) -> list[Outcome]:
    done = []
    for order_id in ids:
        try:
            async with unit_of_work(org_id, actor) as uow:
                before = (await uow.get(Order, order_id, "order")).version
                await change(uow, order_id)
                changed = always or (await uow.get(Order, order_id, "order")).version != before
        except DomainError as error:
            done.append(Outcome(order_id=order_id, ok=False, code=error.code, message=error.message))
        else:
            done.append(Outcome(order_id=order_id, ok=True, changed=changed))
    return done
