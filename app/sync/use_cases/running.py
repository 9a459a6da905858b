"""Work a run through its phases. Each page and the place behind it are committed together, so a run that is taken up again
goes on where it was. No vendor is asked inside a transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.kernel import clock, live
from app.kernel.db import UnitOfWork, unit_of_work
from app.kernel.errors import DomainError
from app.kernel.process import process
from app.kernel.transport import Unreachable
from app.ports.storefront import OrderSource, ProductSource, StockSink
from app.ports.vendor import VendorError
from app.stores import api as stores
from app.stores.contracts import OpenChannel, StoreView
from app.sync.contracts import Reporter
from app.sync.repository import Runs
from app.sync.use_cases.failing import tell, wait_of, words
from app.sync.use_cases.lock import store_lock
from app.sync.use_cases.preferences import poll_seconds
from app.sync.use_cases.runs import finish_event
from app.sync.use_cases.stock import OVERLAP, compare, judge, link_locations
from app.sync.use_cases.taking import Taken, record, set_aside, take_orders, take_products, unit

HISTORY = timedelta(days=90)
RECONCILE_OVERLAP = timedelta(days=1)
PHASES = {
    "initial": ("locations", "products", "stock", "orders"),
    "poll": ("locations", "orders", "products", "stock"),
    "reconcile": ("locations", "orders", "products", "stock"),
}


class TryAgain(Exception):
    """The vendor cannot be worked with at this moment; the run stays open and goes on in `seconds`."""

    def __init__(self, seconds: float, why: str) -> None:
        super().__init__(why)
        self.seconds = seconds


@dataclass(slots=True)
class Work:
    """A run in hand."""

    run_id: UUID
    kind: str
    started: datetime
    channel: OpenChannel
    store: StoreView
    reporter: Reporter
    first: bool  # the store's first import is not complete
    position: dict[str, Any]

    @property
    def store_id(self) -> UUID:
        return self.store.id

    def there(self, at: datetime) -> datetime:
        """What the vendor's clock showed then."""
        return at + process().transports.clocks.ahead(str(self.channel.connection_id))

    @property
    def seen_until(self) -> datetime:
        """Everything before has been read when the run is over, by the vendor's clock as by ours."""
        return min(self.started, self.there(self.started))

    async def step(self, uow: UnitOfWork, resource: str, taken: Taken, **position: Any) -> None:
        """Enter what a page brought, and the place behind it."""
        await record(uow, self.run_id, resource, taken)
        self.position = {**self.position, **position}
        (await Runs(uow).get(self.run_id)).position = self.position

    async def tell(self, resource: str, total: int | None = None) -> None:
        """Show where we are; ends the work here when it was cancelled."""
        self.position["pages"] = self.position.get("pages", 0) + 1
        figures = {"run_id": str(self.run_id), "phase": resource, "pages": self.position["pages"], "total": total}
        await self.reporter.progress(**figures)
        await live.announce(
            self.channel.org_id, "run", {"id": self.run_id, "store_id": self.store_id, "kind": self.kind, "state": "running",
                                         **figures},
        )  # fmt: skip
        self.reporter.checkpoint()


async def work(reporter: Reporter, org_id: UUID, run_id: UUID, *, last_attempt: bool = False) -> str:
    """Run it to its end and return its state. Raises TryAgain while the vendor is away, unless it is the last attempt."""
    async with unit_of_work(org_id) as uow:
        row = await Runs(uow).get(run_id, lock=True)
        if row.state not in ("queued", "running"):
            return row.state
        row.state = "running"
        row.started_at = row.started_at or clock.now()
        store = await stores.store(uow, row.store_id)
        schedule = await Runs(uow).schedule(row.store_id)
        kind, started, position = row.kind, row.started_at, dict(row.position)
    first = schedule is None or schedule.imported_at is None
    try:
        channel = await stores.channel_of_store(org_id, store.id)
        mine = Work(run_id, kind, started, channel, store, reporter, first, position)
        for phase in PHASES["initial" if first else kind]:
            if phase not in mine.position.get("done", ()):
                await _enter_phase(mine, phase)
                await _PHASES[phase](mine)
                await _leave_phase(mine, phase)
    except DomainError as error:
        if isinstance(error, VendorError | Unreachable) and store.connection_id:
            await tell(org_id, store.connection_id, error)
        wait = wait_of(error)
        if wait is not None and not last_attempt:
            await _show(org_id, run_id, words(error))
            raise TryAgain(wait, words(error)) from error
        return await finish(org_id, run_id, "failed", words(error))
    await stores.report_success(org_id, channel.connection_id)
    return await _complete(mine)


async def _enter_phase(mine: Work, phase: str) -> None:
    mine.reporter.checkpoint()
    async with unit(mine.channel) as uow:
        (await Runs(uow).get(mine.run_id)).phase = phase


async def _leave_phase(mine: Work, phase: str) -> None:
    mine.position = {**mine.position, "done": [*mine.position.get("done", ()), phase], "cursor": None}
    async with unit(mine.channel) as uow:
        (await Runs(uow).get(mine.run_id)).position = mine.position


async def _complete(mine: Work) -> str:
    """Everything before the start is in: watermarks, and the schedule of the polls to come."""
    async with unit(mine.channel) as uow:
        runs = Runs(uow)
        for resource, wanted in (("orders", mine.store.settings.sync_orders), ("products", mine.store.settings.sync_products)):
            if wanted:
                await runs.set_watermark(mine.store_id, resource, mine.seen_until)
        every = poll_seconds(mine.store.settings)
        # What came while the first import ran is fetched by a poll right behind it.
        pause = timedelta(0) if mine.first else timedelta(seconds=every)
        await runs.keep_schedule(mine.store_id, every=every, next_at=clock.now() + pause, imported_at=clock.now())
        counts = (await runs.get(mine.run_id)).counts
    failed = any(figures.get("failed") for figures in counts.values())
    return await finish(mine.channel.org_id, mine.run_id, "partial" if failed else "done")


async def _show(org_id: UUID, run_id: UUID, why: str) -> None:
    """What an open run waits for; forgotten when it ends well."""
    async with unit_of_work(org_id) as uow:
        (await Runs(uow).get(run_id)).error = why[:2000]


async def finish(org_id: UUID, run_id: UUID, state: str, error: str = "") -> str:
    """End an open run; one that has ended (cancelled meanwhile) stays as it is."""
    async with unit_of_work(org_id) as uow:
        row = await Runs(uow).get(run_id, lock=True)
        if row.state in ("queued", "running"):
            row.state, row.error, row.finished_at, row.phase = state, error[:2000], clock.now(), ""
            finish_event(uow, row.store_id, run_id, row.kind, state)
        return row.state


# ── phases ──────────────────────────────────────────────────────────────────────────────────────────────


async def _locations(mine: Work) -> None:
    if mine.channel.offers(StockSink):
        await link_locations(mine.channel)
    await mine.tell("locations")


async def _products(mine: Work) -> None:
    if not (mine.store.settings.sync_products and mine.channel.offers(ProductSource)):
        return
    since = await _since(mine, "products")
    source = mine.channel.port(ProductSource)
    async for page in source.products_since(since, mine.position.get("cursor")):
        async with unit(mine.channel) as uow:
            taken = await take_products(uow, mine.store, page.items)
            await set_aside(uow, mine.store_id, "products", page.unread, taken)
            await mine.step(uow, "products", taken, cursor=page.cursor)
        await mine.tell("products", page.total)


async def _orders(mine: Work) -> None:
    if not (mine.store.settings.sync_orders and mine.channel.offers(OrderSource)):
        return
    since = await _since(mine, "orders")
    before = mine.there(datetime.fromisoformat(mine.position.get("stock_read", mine.started.isoformat())))
    source = mine.channel.port(OrderSource)
    async for page in source.orders_since(since, mine.position.get("cursor"), first=mine.first):
        async with unit(mine.channel) as uow:
            taken = await take_orders(uow, mine.store_id, page.items, historic_before=before if mine.first else None)
            await set_aside(uow, mine.store_id, "orders", page.unread, taken)
            if not mine.first:
                _heal(taken)
            await mine.step(uow, "orders", taken, cursor=page.cursor)
        await mine.tell("orders", page.total)


async def _stock(mine: Work) -> None:
    if not (mine.store.settings.sync_stock and mine.channel.offers(StockSink)):
        return
    if "stock_read" not in mine.position:
        mine.position["stock_read"] = clock.now().isoformat()
    sink = mine.channel.port(StockSink)
    async with store_lock(mine.store_id):
        async for page in sink.stock(None, mine.position.get("cursor")):
            taken = Taken()
            taken.counts["read"] = len(page.items)
            if not mine.first:
                edits = await judge(mine.channel, page.items, with_orders=_reads_orders(mine))
                taken.counts["updated"] = edits
            async with unit(mine.channel) as uow:
                if mine.first:
                    await compare(uow, mine.store_id, page.items)
                await mine.step(uow, "stock", taken, cursor=page.cursor)
            await mine.tell("stock", page.total)


_PHASES: dict[str, Callable[[Work], Awaitable[None]]] = {
    "locations": _locations,
    "products": _products,
    "orders": _orders,
    "stock": _stock,
}


async def _since(mine: Work, resource: str) -> datetime | None:
    """From the watermark on, with an overlap; at first everything, of orders the last 90 days. One that lies ahead was
    made by a clock that has been set right since: what came meanwhile is of the last day."""
    async with unit(mine.channel) as uow:
        watermark = await Runs(uow).watermark(mine.store_id, resource)
    if mine.first or watermark is None:
        return mine.started - HISTORY if resource == "orders" else None
    if watermark > mine.seen_until:
        return mine.seen_until - RECONCILE_OVERLAP
    return watermark - (RECONCILE_OVERLAP if mine.kind == "reconcile" else OVERLAP)


def _reads_orders(mine: Work) -> bool:
    return mine.store.settings.sync_orders and mine.channel.offers(OrderSource)


def _heal(taken: Taken) -> None:
    """What a run finds that a webhook should have brought."""
    found = taken.counts["created"] + taken.counts["updated"]
    if found:
        taken.counts["healed"] += found
        for item in taken.items:
            if item["outcome"] in ("created", "updated"):
                item["outcome"] = "healed"
