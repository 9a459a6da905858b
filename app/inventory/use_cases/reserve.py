"""Hold stock so that it cannot be sold twice.

Wishes that arrive together are decided together: a flush starts whenever the last one of the organisation is done,
without lingering. One transaction locks the levels concerned (in one order, so that no two flushes deadlock), decides the
wishes first come first served, and writes levels, reservations and ledger in one statement.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from app.inventory.contracts import OutOfStock, Reservation, Want
from app.inventory.events import LevelsChanged
from app.inventory.repository import HELD, LOCK, RESERVE
from app.kernel import clock, outbox
from app.kernel.db import database
from app.kernel.errors import Invalid
from app.kernel.ids import new_id

FLUSH = 500


@dataclass(slots=True)
class _Asked:
    want: Want
    answer: asyncio.Future[Reservation]


class Reserver:
    """The queue of wishes of one process, per organisation."""

    def __init__(self) -> None:
        self._asked: dict[UUID, list[_Asked]] = defaultdict(list)
        self._flushing: dict[UUID, asyncio.Task[None]] = {}

    async def reserve(self, org_id: UUID, want: Want) -> Reservation:
        if want.quantity <= 0:
            raise Invalid("A reservation is of one unit at least.", field="quantity")
        asked = _Asked(want, asyncio.get_running_loop().create_future())
        self._asked[org_id].append(asked)
        if org_id not in self._flushing:
            self._flushing[org_id] = asyncio.create_task(self._flush_all(org_id))
        return await asked.answer

    async def _flush_all(self, org_id: UUID) -> None:
        try:
            while self._asked[org_id]:
                batch, self._asked[org_id] = self._asked[org_id][:FLUSH], self._asked[org_id][FLUSH:]
                try:
                    await _decide(org_id, batch)
                except Exception as error:  # noqa: BLE001 - whoever waits must hear of it
                    for asked in batch:
                        if not asked.answer.done():
                            asked.answer.set_exception(error)
        finally:
            del self._flushing[org_id]
            if not self._asked[org_id]:
                del self._asked[org_id]


async def _decide(org_id: UUID, batch: list[_Asked]) -> None:
    now = clock.now()
    variants = sorted({a.want.variant_id for a in batch})
    answers: list[tuple[_Asked, Reservation | OutOfStock]] = []
    async with database().write(org_id) as connection:
        shelves = _shelves(await connection.fetch(LOCK, variants))
        held = {
            (r["owner_kind"], r["owner_id"], r["line_ref"]): _reservation(r)
            for r in await connection.fetch(
                HELD, [a.want.owner_kind for a in batch], [a.want.owner_id for a in batch], [a.want.line_ref for a in batch]
            )
        }
        granted: list[tuple[Want, Reservation]] = []
        for asked in batch:
            name = (asked.want.owner_kind, asked.want.owner_id, asked.want.line_ref)
            if name not in held:
                answer = _grant(asked.want, shelves.get(asked.want.variant_id, []), now)
                if isinstance(answer, OutOfStock):
                    answers.append((asked, answer))
                    continue
                held[name] = answer
                granted.append((asked.want, answer))
            answers.append((asked, held[name]))
        if granted:
            await _write(connection, org_id, granted, now)
    for asked, answer in answers:
        if asked.answer.done():
            continue
        if isinstance(answer, OutOfStock):
            asked.answer.set_exception(answer)
        else:
            asked.answer.set_result(answer)
    if granted:
        outbox.nudge_soon()


@dataclass(slots=True)
class _Shelf:
    location_id: UUID
    available: int


def _shelves(rows: list[asyncpg.Record]) -> dict[UUID, list[_Shelf]]:
    """Locked levels by variant, the default location first, then the fullest."""
    found: dict[UUID, list[_Shelf]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (not row["is_default"], -row["available"], row["location_id"])):
        found[row["variant_id"]].append(_Shelf(row["location_id"], row["available"]))
    return found


def _grant(want: Want, shelves: list[_Shelf], now: datetime) -> Reservation | OutOfStock:
    usable = [s for s in shelves if want.location_id in (None, s.location_id)]
    for shelf in usable:
        if shelf.available >= want.quantity:
            shelf.available -= want.quantity
            return Reservation(
                id=new_id(),
                variant_id=want.variant_id,
                location_id=shelf.location_id,
                quantity=want.quantity,
                expires_at=now + timedelta(seconds=want.ttl) if want.ttl else None,
            )
    return OutOfStock(want.variant_id, want.quantity, max((s.available for s in usable), default=0))


async def _write(
    connection: asyncpg.pool.PoolConnectionProxy[Any], org_id: UUID, granted: list[tuple[Want, Reservation]], now: datetime
) -> None:
    event = LevelsChanged(variant_ids=tuple(sorted({w.variant_id for w, _ in granted})))
    await connection.execute(
        RESERVE,
        org_id,
        [r.id for _, r in granted],
        [w.owner_kind for w, _ in granted],
        [w.owner_id for w, _ in granted],
        [w.line_ref for w, _ in granted],
        [r.variant_id for _, r in granted],
        [r.location_id for _, r in granted],
        [r.quantity for _, r in granted],
        [r.expires_at for _, r in granted],
        now,
        [new_id() for _ in granted],
    )
    await outbox.store_on(connection, org_id, [event])


def _reservation(row: asyncpg.Record) -> Reservation:
    return Reservation(
        id=row["id"],
        variant_id=row["variant_id"],
        location_id=row["location_id"],
        quantity=row["quantity"],
        expires_at=row["expires_at"],
    )


_reserver: Reserver | None = None


async def reserve(org_id: UUID, want: Want) -> Reservation:
    """Hold stock, committed when this returns. Raises OutOfStock. The same owner and line hold once."""
    global _reserver
    if _reserver is None:
        _reserver = Reserver()
    return await _reserver.reserve(org_id, want)
