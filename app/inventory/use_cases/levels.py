"""Read and change levels: adjustments by people, first readings and edits of channels, transfers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from app.inventory.contracts import Change, Level
from app.inventory.events import LevelsChanged
from app.inventory.models import Location
from app.inventory.repository import Move, Stock
from app.kernel import audit
from app.kernel.db import UnitOfWork
from app.kernel.errors import Conflict, Invalid


async def adjust(uow: UnitOfWork, changes: Sequence[Change]) -> list[Level]:
    """All or none. Raises Invalid for a level that would fall below zero on hand, and for both or neither of delta and
    absolute."""
    stock = Stock(uow)
    for change in changes:
        if (change.delta is None) == (change.absolute is None):
            raise Invalid("Give either a delta or the new quantity on hand.", field="delta")
        await uow.get(Location, change.location_id, "location")
    before = await stock.lock((c.variant_id, c.location_id) for c in changes)
    moves = []
    running = {key: level.on_hand for key, level in before.items()}
    for change in changes:
        key = (change.variant_id, change.location_id)
        delta = change.delta if change.delta is not None else (change.absolute or 0) - running[key]
        running[key] += delta
        if running[key] < 0 and delta < 0:
            raise Invalid(
                f"Only {before[key].on_hand} are on hand; {-delta} cannot be taken away.",
                field="delta",
                details={"variant_id": str(change.variant_id), "on_hand": before[key].on_hand},
            )
        if delta:
            moves.append(Move(*key, "adjust", on_hand=delta, reason=change.reason))
    after = await stock.move(moves)
    _publish(uow, after.values())
    for change in changes:
        audit.record(
            uow, "stock.adjusted", kind="variant", id_=change.variant_id, location_id=str(change.location_id),
            delta=change.delta, absolute=change.absolute, reason=change.reason,
        )  # fmt: skip
    return list((before | after).values())


async def take_initial(uow: UnitOfWork, location_id: UUID, counted: Sequence[tuple[UUID, int]], *, reason: str) -> set[UUID]:
    """First reading of a channel's stock: sets on-hand where no level was ever known. Returns the variants it was taken
    for; of two channels that are read at once, the first one counts."""
    stock = Stock(uow)
    known = {variant for variant, _ in await stock.levels([variant for variant, _ in counted])}
    fresh = {variant: on_hand for variant, on_hand in counted if variant not in known}
    taken = {variant for variant, _ in await stock.create((variant, location_id) for variant in fresh)}
    moves = [Move(v, location_id, "initial", on_hand=n, reason=reason) for v, n in fresh.items() if n and v in taken]
    _publish(uow, (await stock.move(moves)).values())
    return taken


async def channel_edit(
    uow: UnitOfWork, location_id: UUID, deltas: Sequence[tuple[UUID, int]], *, store_id: UUID, reason: str
) -> None:
    """A merchant changed stock in a channel's own admin: the same difference here, and from here to the other channels."""
    moves = [
        Move(v, location_id, "channel_edit", on_hand=d, reason=reason, reference=f"store:{store_id}") for v, d in deltas if d
    ]
    stock = Stock(uow)
    await stock.lock((m.variant_id, m.location_id) for m in moves)
    after = await stock.move(moves)
    _publish(uow, after.values(), origin=store_id)


async def transfer(uow: UnitOfWork, *, variant_id: UUID, source: UUID, target: UUID, quantity: int, reason: str) -> list[Level]:
    """Move what is available from one location to another. Raises Conflict when there is less."""
    if source == target:
        raise Invalid("Choose two different locations.", field="to_location_id")
    if quantity <= 0:
        raise Invalid("Transfer one unit at least.", field="quantity")
    for location in (source, target):
        await uow.get(Location, location, "location")
    stock = Stock(uow)
    before = await stock.lock([(variant_id, source), (variant_id, target)])
    if before[variant_id, source].available < quantity:
        raise Conflict(
            f"Only {max(0, before[variant_id, source].available)} are available there.",
            details={"available": before[variant_id, source].available, "wanted": quantity},
        )
    after = await stock.move(
        [
            Move(variant_id, source, "transfer", on_hand=-quantity, reason=reason, reference=f"location:{target}"),
            Move(variant_id, target, "transfer", on_hand=quantity, reason=reason, reference=f"location:{source}"),
        ]
    )
    _publish(uow, after.values())
    return list(after.values())


async def levels(uow: UnitOfWork, variant_ids: Sequence[UUID]) -> dict[tuple[UUID, UUID], Level]:
    """By (variant, location)."""
    return await Stock(uow).levels(variant_ids)


async def available(uow: UnitOfWork, variant_ids: Sequence[UUID]) -> dict[UUID, int]:
    """What can be sold of each, over all active locations; zero where nothing is known."""
    stock = Stock(uow)
    active = {location.id for location in await stock.locations() if location.active}
    total = dict.fromkeys(variant_ids, 0)
    for (variant, location), level in (await stock.levels(variant_ids)).items():
        if location in active:
            total[variant] += level.available
    return total


def _publish(uow: UnitOfWork, changed: Iterable[Level], *, origin: UUID | None = None) -> None:
    variants = {level.variant_id for level in changed}
    if variants:
        uow.publish(LevelsChanged(variant_ids=tuple(sorted(variants)), origin_store_id=origin))
