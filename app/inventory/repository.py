"""All SQL of inventory. Levels are locked in the order (variant, location), whoever locks them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from app.inventory.contracts import Level
from app.inventory.models import Location, StockLevel
from app.kernel import clock
from app.kernel.db import UnitOfWork, rows
from app.kernel.ids import new_id

LOCK = """SELECT l.variant_id, l.location_id, l.available, p.is_default FROM stock_levels l
JOIN locations p ON p.org_id = l.org_id AND p.id = l.location_id AND p.active
WHERE l.variant_id = ANY($1) ORDER BY l.variant_id, l.location_id FOR UPDATE OF l"""

# Laterally and whatever its state, so that each is looked up by its unique index: a join, and the index of what is held,
# read all that the organisation holds.
HELD = """SELECT r.id, r.owner_kind, r.owner_id, r.line_ref, r.variant_id, r.location_id, r.quantity, r.expires_at
FROM unnest($1::text[], $2::uuid[], $3::text[]) AS u(kind, owner, line)
CROSS JOIN LATERAL (
    SELECT * FROM stock_reservations s
    WHERE s.owner_kind = u.kind AND s.owner_id = u.owner AND s.line_ref = u.line OFFSET 0
) AS r WHERE r.state = 'held'"""

RESERVE = """WITH granted AS (
    SELECT * FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::uuid[], $7::uuid[], $8::int[],
                         $9::timestamptz[], $11::uuid[])
        AS g(id, owner_kind, owner_id, line_ref, variant_id, location_id, quantity, expires_at, entry)
), moved AS (
    UPDATE stock_levels l SET reserved = l.reserved + t.quantity, updated_at = $10
    FROM (SELECT variant_id, location_id, sum(quantity)::int AS quantity FROM granted GROUP BY 1, 2) t
    WHERE l.org_id = $1 AND l.variant_id = t.variant_id AND l.location_id = t.location_id
), held AS (
    INSERT INTO stock_reservations (org_id, id, owner_kind, owner_id, line_ref, variant_id, location_id, quantity, consumed,
                                    restocked, state, expires_at, created_at, updated_at)
    SELECT $1, id, owner_kind, owner_id, line_ref, variant_id, location_id, quantity, 0, 0, 'held', expires_at, $10, $10
    FROM granted
    ON CONFLICT (org_id, owner_kind, owner_id, line_ref) DO UPDATE
    SET variant_id = excluded.variant_id, location_id = excluded.location_id, quantity = excluded.quantity, state = 'held',
        expires_at = excluded.expires_at, updated_at = excluded.updated_at
)
INSERT INTO stock_ledger (org_id, id, at, variant_id, location_id, kind, on_hand_delta, reserved_delta, incoming_delta,
                          reason, reference, actor)
SELECT $1, entry, $10, variant_id, location_id, 'reserve', 0, quantity, 0, '', owner_kind || ':' || owner_id, ''
FROM granted"""


@dataclass(frozen=True, slots=True)
class Move:
    """A movement of one level, and its line in the ledger. Levels that do not exist yet are created."""

    variant_id: UUID
    location_id: UUID
    kind: str
    on_hand: int = 0
    reserved: int = 0
    incoming: int = 0
    reason: str = ""
    reference: str = ""


_CREATE = text(
    """INSERT INTO stock_levels (org_id, variant_id, location_id, on_hand, reserved, incoming, updated_at)
       SELECT :org, u.variant_id, u.location_id, 0, 0, 0, :now
       FROM unnest(CAST(:variants AS uuid[]), CAST(:locations AS uuid[])) AS u(variant_id, location_id)
       ORDER BY 2, 3 ON CONFLICT (org_id, variant_id, location_id) DO NOTHING
       RETURNING variant_id, location_id"""
)
_LOCK_LEVELS = text(
    """SELECT l.variant_id, l.location_id, l.on_hand, l.reserved, l.available, l.incoming FROM stock_levels l
       JOIN unnest(CAST(:variants AS uuid[]), CAST(:locations AS uuid[])) AS u(variant_id, location_id)
         ON u.variant_id = l.variant_id AND u.location_id = l.location_id
       ORDER BY l.variant_id, l.location_id FOR UPDATE OF l"""
)
_MOVE = text(
    """WITH moves AS (
           SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:variants AS uuid[]), CAST(:locations AS uuid[]),
               CAST(:kinds AS text[]), CAST(:on_hand AS int[]), CAST(:reserved AS int[]), CAST(:incoming AS int[]),
               CAST(:reasons AS text[]), CAST(:refs AS text[]))
             AS m(id, variant_id, location_id, kind, on_hand, reserved, incoming, reason, reference)
       ), moved AS (
           UPDATE stock_levels l SET on_hand = l.on_hand + t.on_hand, reserved = l.reserved + t.reserved,
                                     incoming = l.incoming + t.incoming, updated_at = :now
           FROM (SELECT variant_id, location_id, sum(on_hand)::int AS on_hand, sum(reserved)::int AS reserved,
                        sum(incoming)::int AS incoming FROM moves GROUP BY 1, 2) t
           WHERE l.org_id = :org AND l.variant_id = t.variant_id AND l.location_id = t.location_id
           RETURNING l.variant_id, l.location_id, l.on_hand, l.reserved, l.available, l.incoming
       ), entered AS (
           INSERT INTO stock_ledger (org_id, id, at, variant_id, location_id, kind, on_hand_delta, reserved_delta,
                                     incoming_delta, reason, reference, actor)
           SELECT :org, id, :now, variant_id, location_id, kind, on_hand, reserved, incoming, reason, reference, :actor
           FROM moves
       )
       SELECT * FROM moved"""
)


class Stock:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    async def lock(self, keys: Iterable[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Level]:
        """The levels of (variant, location) pairs, locked; created at zero where there are none."""
        wanted = sorted(set(keys))
        if not wanted:
            return {}
        await self.create(wanted)
        return _levels(await self._uow.execute(_LOCK_LEVELS, rows(("variants", "locations"), wanted)))

    async def create(self, keys: Iterable[tuple[UUID, UUID]]) -> set[tuple[UUID, UUID]]:
        """Levels at zero for those (variant, location) pairs that have none; the pairs that had none. Nobody else can
        create or see them before the commit."""
        given = rows(("variants", "locations"), sorted(set(keys)))
        found = await self._uow.execute(_CREATE, {**given, "org": self._uow.org_id, "now": clock.now()})
        return {(row[0], row[1]) for row in found}

    async def move(self, moves: Sequence[Move]) -> dict[tuple[UUID, UUID], Level]:
        """Carry out and enter in the ledger, one statement. The levels must be locked. Returns them as they are after."""
        if not moves:
            return {}
        found = await self._uow.execute(
            _MOVE,
            {
                "org": self._uow.org_id,
                "now": clock.now(),
                "actor": f"{self._uow.actor.kind}:{self._uow.actor.id}" if self._uow.actor.id else self._uow.actor.kind,
                "ids": [new_id() for _ in moves],
                "variants": [m.variant_id for m in moves],
                "locations": [m.location_id for m in moves],
                "kinds": [m.kind for m in moves],
                "on_hand": [m.on_hand for m in moves],
                "reserved": [m.reserved for m in moves],
                "incoming": [m.incoming for m in moves],
                "reasons": [m.reason for m in moves],
                "refs": [m.reference for m in moves],
            },
        )
        return _levels(found)

    async def levels(self, variant_ids: Sequence[UUID]) -> dict[tuple[UUID, UUID], Level]:
        found = await self._uow.execute(
            select(
                StockLevel.variant_id,
                StockLevel.location_id,
                StockLevel.on_hand,
                StockLevel.reserved,
                StockLevel.available,
                StockLevel.incoming,
            ).where(StockLevel.variant_id.in_(variant_ids))
        )
        return _levels(found)

    async def locations(self) -> Sequence[Location]:
        return (await self._uow.scalars(select(Location).order_by(Location.is_default.desc(), Location.name))).all()

    async def default_location(self) -> Location:
        """The default one; made with the first question for it."""
        found = await self._uow.scalar(select(Location).where(Location.is_default))
        if found is None:
            await self._uow.execute(
                text(
                    """INSERT INTO locations (org_id, id, name, address, is_default, active, created_at, updated_at)
                       VALUES (:org, :id, 'Main warehouse', '{}', true, true, :now, :now) ON CONFLICT DO NOTHING"""
                ),
                {"org": self._uow.org_id, "id": new_id(), "now": clock.now()},
            )
            found = await self._uow.scalar(select(Location).where(Location.is_default))
            assert found is not None
        return found

    async def reservations(self, owner_kind: str, owner_ids: Sequence[UUID]) -> list[Mapping[str, Any]]:
        """All rows of these owners, held or not, locked."""
        found = await self._uow.execute(
            text(
                """SELECT id, owner_id, line_ref, variant_id, location_id, quantity, consumed, restocked, state
                   FROM stock_reservations WHERE owner_kind = :kind AND owner_id = ANY(:owners)
                   ORDER BY id FOR UPDATE"""
            ),
            {"kind": owner_kind, "owners": list(owner_ids)},
        )
        return [dict(row) for row in found.mappings()]

    async def write_reservations(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert or replace by (owner, line), one statement."""
        if not rows:
            return
        names = ("id", "owner_kind", "owner_id", "line_ref", "variant_id", "location_id", "quantity", "consumed", "restocked")
        await self._uow.execute(
            _WRITE_RESERVATIONS,
            {"org": self._uow.org_id, "now": clock.now(), **{name: [r[name] for r in rows] for name in names},
             "state": [r["state"] for r in rows]},
        )  # fmt: skip


_WRITE_RESERVATIONS = text(
    """INSERT INTO stock_reservations (org_id, id, owner_kind, owner_id, line_ref, variant_id, location_id, quantity, consumed,
                                       restocked, state, expires_at, created_at, updated_at)
       SELECT :org, u.*, NULL, :now, :now
       FROM unnest(CAST(:id AS uuid[]), CAST(:owner_kind AS text[]), CAST(:owner_id AS uuid[]), CAST(:line_ref AS text[]),
                   CAST(:variant_id AS uuid[]), CAST(:location_id AS uuid[]), CAST(:quantity AS int[]),
                   CAST(:consumed AS int[]), CAST(:restocked AS int[]), CAST(:state AS text[])) AS u
       ON CONFLICT (org_id, owner_kind, owner_id, line_ref) DO UPDATE
       SET variant_id = excluded.variant_id, location_id = excluded.location_id, quantity = excluded.quantity,
           consumed = excluded.consumed, restocked = excluded.restocked, state = excluded.state, expires_at = NULL,
           updated_at = excluded.updated_at"""
)


def _levels(found: Any) -> dict[tuple[UUID, UUID], Level]:
    return {
        (variant, location): Level(
            variant_id=variant,
            location_id=location,
            on_hand=on_hand,
            reserved=reserved,
            available=available,
            incoming=incoming,
        )
        for variant, location, on_hand, reserved, available, incoming in found
    }
