"""People change an order: its status, its notes, its tags."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.kernel import audit, clock
from app.kernel.db import UnitOfWork
from app.kernel.errors import Invalid
from app.kernel.http import check_version
from app.orders.events import OrdersChanged
from app.orders.lifecycle import STATUS
from app.orders.models import Order
from app.orders.repository import OrderBook
from app.stores import api as stores


async def change_status(uow: UnitOfWork, order_id: UUID, to: str, *, reason: str = "", if_match: str | None = None) -> None:
    """One step of the lifecycle. Cancelling lets go of what was to ship, reopening takes it back. Raises NotFound,
    IllegalMove naming the legal steps, PreconditionFailed, StoreSuspended."""
    book = OrderBook(uow)
    order = await _editable(uow, order_id, if_match)
    before = order.status
    STATUS.check(before, to)
    order.status = to
    if to == "cancelled":
        order.cancelled_at, order.cancel_reason = clock.now(), reason
    elif before == "cancelled":
        order.cancelled_at, order.cancel_reason = None, ""
    if "cancelled" in (before, to):
        for item in await book.item_rows(order_id):
            item.open = 0 if to == "cancelled" else max(0, item.quantity - max(item.fulfilled, 0) - item.refunded)
    await _changed(uow, order)
    await book.tell(
        [
            {
                "order_id": order_id,
                "kind": "status",
                "summary": f"Status {before} → {to}" + (f": {reason}" if reason else ""),
                "before": {"status": before},
                "after": {"status": to},
            }
        ]
    )
    audit.record(uow, "order.status_changed", kind="order", id_=order_id, before=before, after=to, reason=reason)


async def set_internal_note(uow: UnitOfWork, order_id: UUID, note: str, *, if_match: str | None = None) -> None:
    """Replace the note that only the organisation sees."""
    order = await _editable(uow, order_id, if_match)
    if order.internal_note == note:
        return
    before, order.internal_note = order.internal_note, note
    order.version += 1
    await OrderBook(uow).tell(
        [
            {
                "order_id": order_id,
                "kind": "note",
                "summary": "Internal note changed",
                "before": {"internal_note": before},
                "after": {"internal_note": note},
            }
        ]
    )


async def add_note(uow: UnitOfWork, order_id: UUID, note: str) -> None:
    """A remark in the timeline; it stays as it is said."""
    await uow.get(Order, order_id, "order")
    await OrderBook(uow).tell([{"order_id": order_id, "kind": "note", "summary": note}])


async def set_tags(
    uow: UnitOfWork, order_id: UUID, tags: Sequence[str], *, keep: bool = False, if_match: str | None = None
) -> None:
    """Replace the tags, or with `keep` add to them. Raises Invalid beyond a hundred."""
    order = await _editable(uow, order_id, if_match)
    before = list(order.tags)
    wanted = [tag.strip() for tag in tags if tag.strip()]
    after = [*dict.fromkeys([*before, *wanted] if keep else wanted)]
    if len(after) > 100:
        raise Invalid("An order has at most 100 tags.", field="tags")
    if after == before:
        return
    order.tags = after
    await _changed(uow, order)
    await OrderBook(uow).tell(
        [
            {
                "order_id": order_id,
                "kind": "tags",
                "summary": "Tags changed",
                "before": {"tags": before},
                "after": {"tags": after},
            }
        ]
    )


async def _editable(uow: UnitOfWork, order_id: UUID, if_match: str | None) -> Order:
    order = await OrderBook(uow).order(order_id)
    await stores.require_writable(uow, order.store_id)
    check_version(if_match, order.version)
    return order


async def _changed(uow: UnitOfWork, order: Order) -> None:
    order.version += 1
    await uow.flush()
    uow.publish(OrdersChanged(store_id=order.store_id, order_ids=(order.id,)))
