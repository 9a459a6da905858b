"""Bring a channel's stock to what it should show.

Before a write leaves, its rows are marked as unknown with the figure sent; so whatever dies on the way, the next push
reads back before it writes again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from app.kernel.errors import DomainError
from app.kernel.ids import new_id
from app.kernel.transport import Unreachable
from app.ports.storefront import OrderSource, RemoteStock, StockOutcome, StockResult, StockSink, StockWrite
from app.ports.vendor import Remedy, VendorError
from app.stores import api as stores
from app.stores.contracts import OpenChannel, StoreView
from app.sync.contracts import Cause, Pushed
from app.sync.repository import Key, Letters, Runs, StockBook
from app.sync.use_cases.burying import bury
from app.sync.use_cases.desired import desired, mark, shows
from app.sync.use_cases.failing import remedy_of, tell, wait_of, words
from app.sync.use_cases.lock import store_lock
from app.sync.use_cases.stock import judge, read
from app.sync.use_cases.taking import unit
from app.sync.use_cases.tally import Tally

BATCH = 250  # items per round
ROUNDS = 40


@dataclass(frozen=True, slots=True)
class Plan:
    """A round: what to write now, and what must be read back before it may be written."""

    writes: tuple[StockWrite, ...]
    verify: tuple[str, ...]


async def push_stock(org_id: UUID, store_id: UUID, cause: Cause = Cause()) -> Pushed:
    """All that is pending, in rounds. Raises Busy when another worker is at it; vendor trouble is told in the answer."""
    channel = await stores.channel_of_store(org_id, store_id)
    if not channel.offers(StockSink):
        return Pushed()
    tally, trouble = Tally("push_stock", cause), None
    try:
        async with store_lock(store_id):
            for _ in range(ROUNDS):
                plan = await _plan(channel)
                if plan is None or not (plan.writes or plan.verify):
                    break
                if plan.verify:
                    seen = await read(channel, plan.verify)
                    await _gone(channel, plan.verify, seen)
                    edits = await judge(channel, seen, with_orders=channel.offers(OrderSource))
                    tally.count("stock", "updated", edits)
                if plan.writes:
                    await _write(channel, plan.writes, tally)
    except (VendorError, Unreachable) as error:
        await tell(org_id, channel.connection_id, error)
        trouble = error
        tally.error = words(error) if wait_of(error) is None else ""
    if tally.counts or tally.error:
        async with unit(channel) as uow:
            await tally.write(uow, store_id)
    if trouble is not None:
        return Pushed(tally.of("pushed"), tally.of("failed"), wait_of(trouble), words(trouble))
    await stores.report_success(org_id, channel.connection_id)
    return Pushed(tally.of("pushed"), tally.of("failed"))


async def _plan(channel: OpenChannel) -> Plan | None:
    """Decide and mark in one transaction. None while this store's first import is not complete."""
    assert channel.store_id is not None
    async with unit(channel) as uow:
        view: StoreView = await stores.store(uow, channel.store_id)
        if not view.settings.writes_stock or channel.store_id not in await Runs(uow).imported_stores():
            return None
        book = StockBook(uow)
        rows = await book.open_items(channel.store_id, BATCH)
        wanted = await desired(uow, rows)
        sent: dict[Key, int] = {}
        clean: dict[Key, str] = {}
        writes = []
        for row in rows:
            if row.state != "pending" or row.remote_quantity is None:
                continue
            if shows(row.remote_quantity, wanted[row.key]):
                clean[row.key] = "clean"
                continue
            sent[row.key] = wanted[row.key]
            writes.append(
                StockWrite(
                    stock_id=row.stock_id,
                    location_id=row.remote_location_id,
                    available=wanted[row.key],
                    expected=row.remote_quantity,
                    key=str(new_id()),
                    product_id=row.product_external_id,
                    variant_id=row.variant_external_id,
                )
            )
        await book.set_states(clean)
        await book.set_sent(sent)
        return Plan(tuple(writes), tuple(sorted({row.stock_id for row in rows if row.state == "unknown"})))


async def _gone(channel: OpenChannel, asked: Sequence[str], seen: Sequence[RemoteStock]) -> None:
    """What the channel shows no more cannot be verified, and is asked for no more. A reading that finds it again mends it."""
    assert channel.store_id is not None
    shown = {(channel.store_id, reading.stock_id, reading.location_id) for reading in seen}
    async with unit(channel) as uow:
        book = StockBook(uow)
        rows = await book.of_items(channel.store_id, asked)
        lost = [row.key for row in rows if row.state == "unknown" and row.key not in shown]
        await book.set_refused(dict.fromkeys(lost, "The store shows this item no more."))


async def _write(channel: OpenChannel, writes: Sequence[StockWrite], tally: Tally) -> None:
    """Stale figures are judged like any reading, and pushed in the next round."""
    assert channel.store_id is not None
    try:
        results = await channel.port(StockSink).set_stock(writes)
    except (VendorError, Unreachable) as error:
        await _not_written(channel, writes, error)
        raise
    await _enter(channel, results)
    _count(tally, results)
    stale = [r for r in results if r.outcome is StockOutcome.STALE]
    if stale:
        shown = [RemoteStock(stock_id=r.write.stock_id, location_id=r.write.location_id, available=r.available) for r in stale]
        known = [s for s in shown if s.available is not None]
        unknown = sorted({s.stock_id for s in shown if s.available is None})
        if unknown:
            known += await read(channel, unknown)
        edits = await judge(channel, known, with_orders=channel.offers(OrderSource))
        tally.count("stock", "updated", edits)


def _count(tally: Tally, results: Sequence[StockResult]) -> None:
    for result in results:
        write = result.write
        if result.outcome is StockOutcome.WRITTEN:
            tally.add("stock", "pushed", write.stock_id, message=f"{write.expected} → {write.available} at {write.location_id}")
        elif result.outcome is StockOutcome.REFUSED:
            tally.add("stock", "failed", write.stock_id, message=result.reason or "refused")


async def _enter(channel: OpenChannel, results: Sequence[StockResult]) -> None:
    """Keep what became of each write; what must be shown may have changed meanwhile."""
    assert channel.store_id is not None
    async with unit(channel) as uow:
        book = StockBook(uow)
        await book.of_items(channel.store_id, sorted({r.write.stock_id for r in results}))
        await book.set_written([_key(channel, r.write) for r in results if r.outcome is StockOutcome.WRITTEN])
        await book.take_back([_key(channel, r.write) for r in results if r.outcome is StockOutcome.STALE])
        refused = [r for r in results if r.outcome is StockOutcome.REFUSED]
        await book.set_refused({_key(channel, r.write): r.reason for r in refused})
        written = [r.write.stock_id for r in results if r.outcome is StockOutcome.WRITTEN]
        await mark(uow, await book.of_items(channel.store_id, sorted(set(written))))
        await Letters(uow).settle(channel.store_id, "out", "stock", written)
        for result in refused:
            await bury(
                uow, channel.store_id, "out", "stock", result.write.stock_id, error=result.reason or "refused", remedy="skip",
                payload=asdict(result.write),
            )  # fmt: skip


async def _not_written(channel: OpenChannel, writes: Sequence[StockWrite], error: DomainError) -> None:
    """A call failed as a whole: what surely did not arrive is pending again, what may have arrived stays unknown, and what
    the vendor will never accept is refused."""
    assert channel.store_id is not None
    keys = [_key(channel, write) for write in writes]
    may_have_arrived = error.sent if isinstance(error, Unreachable) else _stumbled(error)
    async with unit(channel) as uow:
        book = StockBook(uow)
        await book.of_items(channel.store_id, sorted({write.stock_id for write in writes}))
        if isinstance(error, VendorError) and error.remedy in (Remedy.SKIP, Remedy.OURS_TO_FIX):
            await book.set_refused(dict.fromkeys(keys, words(error)))
            for write in writes:
                await bury(
                    uow, channel.store_id, "out", "stock", write.stock_id, error=words(error), code=error.code,
                    remedy=remedy_of(error), payload=asdict(write),
                )  # fmt: skip
        elif not may_have_arrived:
            await book.take_back(keys)


def _stumbled(error: DomainError) -> bool:
    return isinstance(error, VendorError) and error.remedy is Remedy.RETRY


def _key(channel: OpenChannel, write: StockWrite) -> Key:
    assert channel.store_id is not None
    return (channel.store_id, write.stock_id, write.location_id)
