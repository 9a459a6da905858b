"""What each channel should show of a variant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from app.inventory import api as inventory
from app.kernel.db import UnitOfWork
from app.stores import api as stores
from app.stores.contracts import StoreView
from app.sync.repository import Key, Row, StockBook


def share(
    rows: Iterable[Row], available: Mapping[tuple[UUID, UUID], int], locations: Sequence[UUID], buffers: Mapping[UUID, int]
) -> dict[Key, int]:
    """Units to show per row, never below zero. Each remote location shows what its own location has; the first one of an
    item (by the order of `locations`) also what lies where the channel has no location, less the store's buffer. What
    is owed at one location is not for sale at the next, so that all of them together never offer more than there is.

    `available` by (variant, location); `locations` are the active ones, the default first.
    """
    rank = {location: place for place, location in enumerate(locations)}
    items: dict[tuple[UUID, str], list[Row]] = defaultdict(list)
    for row in rows:
        items[row.store_id, row.stock_id].append(row)
    wanted: dict[Key, int] = {}
    for (store_id, _), group in items.items():
        group.sort(key=lambda row: (rank.get(row.location_id, len(rank)), row.remote_location_id))
        covered = {row.location_id for row in group}
        owed = 0
        offers: dict[Key, int] = {}
        for place, row in enumerate(group):
            units = available.get((row.variant_id, row.location_id), 0) if row.location_id in rank else 0
            if place == 0:
                units += sum(available.get((row.variant_id, other), 0) for other in locations if other not in covered)
                units -= buffers.get(store_id, 0)
            offers[row.key] = max(0, units)
            owed += max(0, -units)
        for key, units in offers.items():
            covered_by = min(units, owed)
            wanted[key], owed = units - covered_by, owed - covered_by
    return wanted


def shows(quantity: int, want: int) -> bool:
    """Whether a channel shows what it should. One that oversold shows less than nothing, which sells nothing either."""
    return quantity == want or (want == 0 and quantity < 0)


async def desired(uow: UnitOfWork, rows: Sequence[Row]) -> dict[Key, int]:
    """The same from present levels, for rows of stores that are told our stock. All rows of an item must be given."""
    views: dict[UUID, StoreView] = {view.id: view for view in await stores.stores(uow)}
    mine = [row for row in rows if row.store_id in views and views[row.store_id].settings.writes_stock]
    if not mine:
        return {}
    places = [location.id for location in await inventory.locations(uow) if location.active]
    levels = await inventory.levels(uow, sorted({row.variant_id for row in mine}))
    available = {key: level.available for key, level in levels.items()}
    return share(mine, available, places, {id_: view.settings.stock_buffer for id_, view in views.items()})


async def mark(uow: UnitOfWork, rows: Sequence[Row]) -> set[UUID]:
    """Bring the states of locked rows to what is wanted of them. Returns the stores that have something to push."""
    wanted = await desired(uow, rows)
    states: dict[Key, str] = {}
    waiting: set[UUID] = set()
    for row in rows:
        want = wanted.get(row.key)
        if want is None and row.state == "pending":
            states[row.key] = "clean"  # nothing of ours is to go there any more
        if want is None or row.remote_quantity is None or row.state in ("untracked", "unknown"):
            if row.state == "unknown":
                waiting.add(row.store_id)
            continue
        state = "clean" if shows(row.remote_quantity, want) else "pending"
        if state == "pending":
            waiting.add(row.store_id)
        if state != row.state:
            states[row.key] = state
    await StockBook(uow).set_states(states)
    return waiting


async def levels_changed(uow: UnitOfWork, variant_ids: Sequence[UUID]) -> set[UUID]:
    """Levels moved: which stores must be told? Only those whose channel shows something else."""
    return await mark(uow, await StockBook(uow).of_variants(variant_ids))
