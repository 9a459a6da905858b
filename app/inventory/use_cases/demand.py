"""Bring the reservations of orders to what the orders ask of stock now.

It converges: whatever was reserved, shipped or put back before, afterwards it is as the demand says, so replays,
repeats and lost steps do no harm. A channel has already sold what it tells, so available may go below zero here;
that is published as oversold, never hidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from app.inventory.contracts import Demand, DemandLine
from app.inventory.events import LevelsChanged, Oversold
from app.inventory.repository import Move, Stock
from app.kernel.db import UnitOfWork
from app.kernel.ids import new_id

Row = Mapping[str, Any]


async def set_demand(uow: UnitOfWork, demands: Sequence[Demand]) -> None:
    """One pass over all of them: owners locked, levels locked in order, then one statement each for reservations and
    levels with their ledger."""
    if not demands:
        return
    stock = Stock(uow)
    default = (await stock.default_location()).id
    moves: list[Move] = []
    rows: list[Row] = []
    by_kind: dict[str, list[Demand]] = {}
    for demand in demands:
        by_kind.setdefault(demand.owner_kind, []).append(demand)
    for kind, group in by_kind.items():
        known = {(r["owner_id"], r["line_ref"]): r for r in await stock.reservations(kind, [d.owner_id for d in group])}
        for demand in group:
            for line, row in _lines(demand, known):
                changed = _converge(demand, line, row, demand.location_id or default)
                moves += changed[0]
                rows += changed[1]
    moves = [m for m in moves if m.on_hand or m.reserved]
    before = await stock.lock((m.variant_id, m.location_id) for m in moves)
    await stock.write_reservations(rows)
    after = await stock.move(moves)
    for key, level in after.items():
        if level.available < 0 and level.available < before[key].available:
            uow.publish(Oversold(variant_id=key[0], location_id=key[1], available=level.available))
    touched = {key[0] for key, level in after.items() if level.available != before[key].available}
    if touched:
        uow.publish(LevelsChanged(variant_ids=tuple(sorted(touched))))


def _lines(demand: Demand, known: Mapping[tuple[UUID, str], Row]) -> list[tuple[DemandLine, Row | None]]:
    """Every line of the demand with its row, and a nil line for rows whose line has gone from the order."""
    named = {line.line_ref for line in demand.lines}
    pairs: list[tuple[DemandLine, Row | None]] = [(line, known.get((demand.owner_id, line.line_ref))) for line in demand.lines]
    for (owner, ref), row in known.items():
        if owner == demand.owner_id and ref not in named:
            gone = DemandLine(
                line_ref=ref, variant_id=row["variant_id"], open=0, shipped=row["consumed"], restocked=row["restocked"]
            )
            pairs.append((gone, row))
    return pairs


def _converge(demand: Demand, line: DemandLine, row: Row | None, location: UUID) -> tuple[list[Move], list[Row]]:
    reference = f"{demand.owner_kind}:{demand.owner_id}"
    if row is not None and row["variant_id"] != line.variant_id:  # the line is another variant now: give the old one back
        grown = row["quantity"] if demand.historic else row["restocked"] - row["consumed"]
        back = Move(
            row["variant_id"], row["location_id"], "release", on_hand=-grown, reserved=-row["quantity"], reference=reference
        )
        moves, rows = _converge(demand, line, None, row["location_id"])
        return [back, *moves], rows
    place = row["location_id"] if row else location
    held, consumed, restocked = (row["quantity"], row["consumed"], row["restocked"]) if row else (0, 0, 0)
    if (held, consumed, restocked) == (line.open, line.shipped, line.restocked):
        return [], []
    first_sight = row is None and demand.historic
    moves = []
    if line.open != held:
        kind = "reserve" if line.open > held else "release"
        grown = line.open if first_sight else 0
        moves.append(Move(line.variant_id, place, kind, on_hand=grown, reserved=line.open - held, reference=reference))
    if line.shipped != consumed and not first_sight:
        kind = "ship" if line.shipped > consumed else "unship"
        moves.append(Move(line.variant_id, place, kind, on_hand=consumed - line.shipped, reference=reference))
    if line.restocked != restocked and not first_sight:
        moves.append(Move(line.variant_id, place, "restock", on_hand=line.restocked - restocked, reference=reference))
    state = "held" if line.open else "consumed" if line.shipped else "released"
    fresh: Row = {
        "id": row["id"] if row else new_id(),
        "owner_kind": demand.owner_kind,
        "owner_id": demand.owner_id,
        "line_ref": line.line_ref,
        "variant_id": line.variant_id,
        "location_id": place,
        "quantity": line.open,
        "consumed": line.shipped,
        "restocked": line.restocked,
        "state": state,
    }
    return moves, [fresh]
