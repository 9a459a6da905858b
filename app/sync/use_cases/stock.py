"""Judge readings of a channel's stock.

A reading is compared with what we believe the channel to show. It differs because of an order that we have not taken in
yet, or because a merchant edited it. So before a difference is believed to be an edit, orders are read, the stock again,
and orders once more: if none of them moved that variant, nothing but an edit is left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from app.catalog import api as catalog
from app.inventory import api as inventory
from app.kernel import clock
from app.kernel.db import UnitOfWork, unit_of_work
from app.ports.storefront import RemoteStock, StockSink
from app.stores import api as stores
from app.stores.contracts import OpenChannel
from app.sync.repository import Key, Row, Runs, StockBook
from app.sync.use_cases.desired import desired, mark, shows
from app.sync.use_cases.taking import orders_since, unit

OVERLAP = timedelta(minutes=5)
ROUNDS = 3
REASON = "Edited in the channel"


async def link_locations(channel: OpenChannel) -> None:
    """Know the channel's locations: its first is our default one, others are found by name or made."""
    assert channel.store_id is not None
    remotes = [remote for remote in await channel.port(StockSink).locations() if remote.active]
    async with unit(channel) as uow:
        runs = Runs(uow)
        linked = {link.remote_location_id: link for link in await runs.links(channel.store_id)}
        used = {link.location_id for link in linked.values()}
        default = await inventory.default_location(uow)
        names = {location.name.casefold(): location.id for location in await inventory.locations(uow)}
        for remote in remotes:
            if remote.external_id in linked:
                continue
            target = names.get(remote.name.casefold()) if linked or used else default.id
            if target is None or target in used:
                name = remote.name if remote.name.casefold() not in names else f"{remote.name} ({remote.external_id[-40:]})"
                target = (await inventory.create_location(uow, name=name, address=dict(remote.address or {}))).id
                names[name.casefold()] = target
            used.add(target)
            await runs.link(channel.store_id, remote.external_id, remote.name, target)


async def compare(uow: UnitOfWork, store_id: UUID, readings: Sequence[RemoteStock]) -> list[str]:
    """Take in a reading as far as it explains itself: first readings, confirmations, answers that were lost. Returns the
    items that differ from what we believe. Publishes nothing for levels that are as they were."""
    book = StockBook(uow)
    ids = sorted({reading.stock_id for reading in readings})
    rows = {row.key: row for row in await book.of_items(store_id, ids)}
    await _first_readings(uow, store_id, [r for r in readings if (store_id, r.stock_id, r.location_id) not in rows])
    settled: dict[Key, int | None] = {}
    differing: set[str] = set()
    for reading in readings:
        row = rows.get((store_id, reading.stock_id, reading.location_id))
        if row is None or (row.state != "unknown" and row.remote_quantity == reading.available):
            continue
        sure = row.state != "unknown" or reading.available in (row.sent_quantity, row.remote_quantity)
        if sure and (row.state == "unknown" or reading.available is None or row.remote_quantity is None):
            settled[row.key] = reading.available
        else:
            differing.add(row.stock_id)
    await book.set_read(settled)
    await mark(uow, await book.of_items(store_id, ids))
    return sorted(differing)


async def _first_readings(uow: UnitOfWork, store_id: UUID, readings: Sequence[RemoteStock]) -> None:
    """Items not seen before. A variant that has no level anywhere gets this reading as its stock."""
    if not readings:
        return
    places = {link.remote_location_id: link.location_id for link in await Runs(uow).links(store_id)}
    listed = {v.stock_id: v for v in reversed(await catalog.listed_variants_of_store(uow, store_id)) if v.variant_id}
    mine = [(r, listed[r.stock_id]) for r in readings if r.stock_id in listed and r.location_id in places]
    if not mine:
        return
    known = {variant for variant, _ in await inventory.levels(uow, sorted({v.variant_id for _, v in mine}))}
    counted: dict[UUID, tuple[str, dict[UUID, int]]] = {}
    for reading, variant in mine:
        if reading.available is None or variant.variant_id in known:
            continue
        item, at = counted.setdefault(variant.variant_id, (reading.stock_id, {}))
        if item == reading.stock_id:
            at[places[reading.location_id]] = reading.available
    await _count(uow, store_id, {variant: at for variant, (_, at) in counted.items()})
    await StockBook(uow).insert(
        store_id,
        [
            (r.stock_id, r.location_id, v.variant_id, v.product_external_id, v.external_id, r.available)
            for r, v in mine
        ],
    )  # fmt: skip


async def _count(uow: UnitOfWork, store_id: UUID, counted: dict[UUID, dict[UUID, int]]) -> None:
    """Units by variant and location. Another channel may tell of the same variant at this very moment: only one counts."""
    first: dict[UUID, list[tuple[UUID, int]]] = defaultdict(list)
    more: dict[UUID, list[tuple[UUID, int]]] = defaultdict(list)
    taken: set[UUID] = set()
    for variant, at in counted.items():
        for place, (location, units) in enumerate(at.items()):
            (more if place else first)[location].append((variant, units))
    for location, units_of in sorted(first.items()):
        taken |= await inventory.take_initial(uow, location, units_of, reason="First reading of the channel")
    for location, units_of in sorted(more.items()):
        mine = [(variant, units) for variant, units in units_of if variant in taken]
        await inventory.channel_edit(uow, location, mine, store_id=store_id, reason="First reading of the channel")


async def judge(channel: OpenChannel, readings: Sequence[RemoteStock], *, with_orders: bool) -> int:
    """Compare, and find out what the differences are. Returns the number of merchants' edits. The caller holds the store's
    lock. What orders keep moving while we look is left to the next reading."""
    assert channel.store_id is not None
    async with unit(channel) as uow:
        differing = await compare(uow, channel.store_id, readings)
    edits = 0
    for _ in range(ROUNDS):
        if not differing:
            break
        moved: set[str] = set()
        since = await _orders_since(channel)
        if with_orders:
            await orders_since(channel, since)
        fresh = await read(channel, differing)
        if with_orders:
            moved = await orders_since(channel, since)
        async with unit(channel) as uow:
            found, differing = await _settle(uow, channel.store_id, fresh, moved)
            edits += found
    return edits


async def read(channel: OpenChannel, stock_ids: Sequence[str]) -> list[RemoteStock]:
    """Present levels of some items."""
    found: list[RemoteStock] = []
    async for page in channel.port(StockSink).stock(stock_ids, None):
        found += page.items
    return found


async def _orders_since(channel: OpenChannel) -> datetime:
    assert channel.store_id is not None
    async with unit_of_work(channel.org_id) as uow:
        watermark = await Runs(uow).watermark(channel.store_id, "orders")
    return (watermark or clock.now() - timedelta(days=1)) - OVERLAP


async def _settle(uow: UnitOfWork, store_id: UUID, readings: Sequence[RemoteStock], moved: set[str]) -> tuple[int, list[str]]:
    """(edits entered, items that orders moved meanwhile)."""
    book = StockBook(uow)
    now = {(store_id, r.stock_id, r.location_id): r.available for r in readings}
    rows = await book.of_items(store_id, sorted({r.stock_id for r in readings}))
    wanted = await desired(uow, rows)
    ours_counts = (await stores.store(uow, store_id)).settings.stock_direction == "to_store"
    again: set[str] = set()
    settled: dict[Key, int | None] = {}
    edits: dict[UUID, list[tuple[UUID, int]]] = defaultdict(list)
    for row in rows:
        reading = now.get(row.key, row.remote_quantity)
        if row.key not in now or (row.state != "unknown" and reading == row.remote_quantity):
            continue
        if row.variant_external_id in moved:
            again.add(row.stock_id)
            continue
        settled[row.key] = reading
        if not ours_counts and _is_edit(row, reading, wanted.get(row.key)):
            edits[row.location_id].append((row.variant_id, (reading or 0) - (row.remote_quantity or 0)))
    await book.set_read(settled)
    for location, deltas in sorted(edits.items()):
        await inventory.channel_edit(uow, location, deltas, store_id=store_id, reason=REASON)
    await mark(uow, await book.of_items(store_id, sorted({key[1] for key in settled})))
    return sum(map(len, edits.values())), sorted(again)


def _is_edit(row: Row, reading: int | None, want: int | None) -> bool:
    """Not one: stock that is counted from now on or no more, a figure that is what we wanted anyway, and what is left of a
    write whose answer was lost (its figure is read, and ours written again)."""
    if reading is None or row.remote_quantity is None or row.state == "unknown":
        return False
    return want is None or not shows(reading, want)
