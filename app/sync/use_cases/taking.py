"""Take in what a channel has: orders and products, and what its orders took from its own stock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.catalog import api as catalog
from app.kernel.db import Actor, UnitOfWork, unit_of_work
from app.orders import api as orders
from app.ports.storefront import UNREADABLE, OrderSource, RemoteOrder, RemoteProduct, Unread
from app.stores.contracts import OpenChannel, StoreView
from app.sync.repository import Runs, StockBook
from app.sync.use_cases.burying import bury
from app.sync.use_cases.lock import no_listing_under_way
from app.sync.use_cases.sharing import sharing_of


@dataclass(slots=True)
class Taken:
    """What one transaction took in: counts by outcome, and the items worth showing."""

    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    items: list[dict[str, Any]] = field(default_factory=list)
    moved: set[str] = field(default_factory=set)  # variants (external ids) whose channel stock orders have moved

    def add(self, resource: str, outcome: str, ids: Sequence[UUID], message: str = "") -> None:
        self.counts[outcome] += len(ids)
        self.items += [_item(resource, outcome, entity_id=id_, message=message) for id_ in ids]


def units_taken(order: RemoteOrder) -> dict[str, int]:
    """Units by variant that the channel has taken from its own stock for this order. A pending order takes nothing yet; a
    cancelled one gave everything back, unless its refunds say what came back."""
    back: dict[str, int] = defaultdict(int)
    for refund in order.refunds:
        for line_id, quantity, restocked in refund.lines:
            back[line_id] += quantity if restocked else 0
    units: dict[str, int] = defaultdict(int)
    for line in order.lines:
        if line.variant_id:
            holds = order.status != "pending" and (order.status != "cancelled" or bool(order.refunds))
            units[line.variant_id] += max(0, line.quantity - back[line.external_id]) if holds else 0
    return units


async def take_orders(
    uow: UnitOfWork, store_id: UUID, page: Sequence[RemoteOrder], *, historic_before: datetime | None = None
) -> Taken:
    """Enter orders in the book and lower what we believe the channel to show, in one transaction: whoever hears of the
    orders finds the channel's own deduction already known. Orders placed before `historic_before` were known to the
    channel's stock when it was first read."""
    taken = Taken()
    touched: list[UUID] = []
    old = [o for o in page if historic_before is not None and o.placed_at < historic_before]
    fresh = [o for o in page if historic_before is None or o.placed_at >= historic_before]
    for part, historic in ((old, True), (fresh, False)):
        if part:
            done = await orders.import_orders(uow, store_id, part, historic=historic)
            taken.add("orders", "created", tuple(done.created))
            taken.add("orders", "updated", tuple(done.changed))
            taken.counts["unchanged"] += done.unchanged
            touched += (*done.created, *done.changed)
            await _issues(uow, store_id, "orders", [(i.external_id, i.message) for i in done.issues], taken)
    units = {order.external_id: units_taken(order) for order in page}
    taken.moved = await StockBook(uow).take(store_id, units, in_reading=frozenset(o.external_id for o in old))
    if touched:  # at once: a push in between would offer the very units that were just sold
        await orders.hold_stock(uow, touched)
    taken.counts["read"] += len(page)
    return taken


async def take_products(uow: UnitOfWork, store: StoreView, page: Sequence[RemoteProduct]) -> Taken:
    """Enter products in the catalogue. Raises Busy while one is being listed there for the first time."""
    taken, store_id = Taken(), store.id
    await no_listing_under_way(uow, store_id)
    done = await catalog.import_products(uow, store_id, page, store.currency, sharing_of(store.settings))
    taken.counts["read"] += len(page)
    counted = {"created": done.created, "updated": done.updated + done.linked, "suggested": done.suggested}
    for outcome, number in {**counted, "unchanged": done.unchanged}.items():
        taken.counts[outcome] += number
    await _issues(uow, store_id, "products", [(i.external_id, i.text) for i in done.issues], taken)
    return taken


async def set_aside(uow: UnitOfWork, store_id: UUID, resource: str, unread: Sequence[Unread], taken: Taken) -> None:
    """Things that cannot be read become letters; whoever mends them in the shop has them read again."""
    taken.counts["read"] += len(unread)
    await _issues(uow, store_id, resource, [(thing.external_id, thing.why) for thing in unread], taken, UNREADABLE)


async def orders_since(channel: OpenChannel, since: datetime | None) -> set[str]:
    """Read and take in orders changed since then, page by page. Returns the variants whose channel stock they moved."""
    moved: set[str] = set()
    assert channel.store_id is not None
    async for page in channel.port(OrderSource).orders_since(since, None):
        async with unit(channel) as uow:
            taken = await take_orders(uow, channel.store_id, page.items)
            await set_aside(uow, channel.store_id, "orders", page.unread, taken)
            moved |= taken.moved
    return moved


def unit(channel: OpenChannel) -> AbstractAsyncContextManager[UnitOfWork]:
    """A unit of work in the name of the channel."""
    return unit_of_work(channel.org_id, Actor(kind="channel", id=str(channel.store_id), label=channel.vendor.title))


async def record(uow: UnitOfWork, run_id: UUID, resource: str, taken: Taken) -> None:
    """Add to a run's counts and items, in the transaction that took them in."""
    run = await Runs(uow).get(run_id, lock=True)
    counts = {name: dict(figures) for name, figures in run.counts.items()}
    mine = counts.setdefault(resource, {})
    for outcome, number in taken.counts.items():
        if number:
            mine[outcome] = mine.get(outcome, 0) + number
    run.counts = counts
    await Runs(uow).write_items(run_id, taken.items)


def _item(resource: str, outcome: str, *, entity_id: UUID | None = None, external_id: str = "", message: str = "") -> Any:
    return {
        "resource": resource,
        "outcome": outcome,
        "entity_id": entity_id,
        "external_id": external_id,
        "message": message[:2000],
    }


async def _issues(
    uow: UnitOfWork, store_id: UUID, resource: str, issues: Sequence[tuple[str, str]], taken: Taken, code: str = ""
) -> None:
    """What could not be taken in: an item of the run and a dead letter each."""
    for external_id, why in issues:
        taken.counts["failed"] += 1
        taken.items.append(_item(resource, "failed", external_id=external_id, message=why))
        await bury(uow, store_id, "in", resource, external_id, error=why, code=code, remedy="skip")
