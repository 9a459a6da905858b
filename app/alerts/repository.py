"""All SQL of alerts: the inbox itself, and what it reads of runs and dead letters."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select, text

from app.alerts.contracts import AlertView, Cause, Counts, Link
from app.alerts.models import Alert
from app.kernel import clock
from app.kernel.db import UnitOfWork, database
from app.kernel.ids import new_id

_COLUMNS = ("ids", "keys", "kinds", "severities", "titles", "details", "stores", "links", "data", "at")

# What is said of a subject that an alert speaks of already changes that alert; it is opened again only where it got worse
# or happened once more after somebody had resolved it. Rows that stay as they are are not touched and not returned.
_RAISE = text(
    """WITH u AS (
           SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:keys AS text[]), CAST(:kinds AS text[]),
               CAST(:severities AS text[]), CAST(:titles AS text[]), CAST(:details AS text[]), CAST(:stores AS uuid[]),
               CAST(:links AS text[]), CAST(:data AS text[]), CAST(:at AS timestamptz[]))
             AS u(id, key, kind, severity, title, detail, store_id, links, data, at)
       ), known AS (
           SELECT a.* FROM alerts a JOIN u ON u.key = a.key WHERE a.lasting OR a.state <> 'resolved'
           ORDER BY a.id FOR UPDATE OF a
       ), judged AS (
           SELECT u.*, k.id AS alert_id, k.state, k.lasting,
                  k.state = 'resolved' AND (u.at > k.resolved_at OR
                      array_position(ARRAY['info', 'warning', 'critical'], u.severity)
                      > array_position(ARRAY['info', 'warning', 'critical'], k.severity)) AS again,
                  NOT k.lasting OR (k.severity, k.title, k.detail, k.data)
                      IS DISTINCT FROM (u.severity, u.title, u.detail, CAST(u.data AS jsonb)) AS differs
           FROM u LEFT JOIN known k ON k.key = u.key
       ), changed AS (
           UPDATE alerts a SET severity = j.severity, title = j.title, detail = j.detail, links = CAST(j.links AS jsonb),
               data = CAST(j.data AS jsonb), lasting = true, times = a.times + 1, version = a.version + 1, changed_at = :now,
               updated_at = :now, state = CASE WHEN j.again THEN 'open' ELSE a.state END,
               raised_at = CASE WHEN j.again THEN :now ELSE a.raised_at END,
               resolved_at = CASE WHEN j.again THEN NULL ELSE a.resolved_at END,
               resolved_by = CASE WHEN j.again THEN '' ELSE a.resolved_by END
           FROM judged j WHERE a.id = j.alert_id AND (j.again OR j.differs)
           RETURNING a.id
       ), made AS (
           INSERT INTO alerts (org_id, id, key, kind, severity, state, title, detail, store_id, links, data, lasting, times,
                               raised_at, changed_at, acknowledged_by, resolved_by, version, created_at, updated_at)
           SELECT :org, id, key, kind, severity, 'open', title, detail, store_id, CAST(links AS jsonb), CAST(data AS jsonb),
                  true, 1, :now, :now, '', '', 1, :now, :now
           FROM judged WHERE alert_id IS NULL ORDER BY key
           ON CONFLICT (org_id, key) WHERE lasting OR state <> 'resolved' DO NOTHING RETURNING id
       )
       SELECT id FROM changed UNION ALL SELECT id FROM made"""
)
_END = text(
    """UPDATE alerts SET lasting = false, version = version + 1, changed_at = :now, updated_at = :now,
           resolved_at = COALESCE(resolved_at, :now), state = 'resolved'
       WHERE lasting AND kind = :kind AND (CAST(:scope AS text[]) IS NULL OR key = ANY(:scope)) AND NOT key = ANY(:kept)
       RETURNING id"""
)
_RUNS = text(
    """SELECT r.id, s.id AS store_id, s.name AS store, r.kind, r.state, r.error, r.finished_at AS at
       FROM stores s CROSS JOIN LATERAL (
           SELECT * FROM sync_runs r WHERE r.org_id = s.org_id AND r.store_id = s.id
               AND r.kind IN ('initial', 'poll', 'reconcile') AND r.state IN ('done', 'partial', 'failed')
           ORDER BY r.created_at DESC, r.id DESC LIMIT 1) r
       WHERE CAST(:stores AS uuid[]) IS NULL OR s.id = ANY(:stores) ORDER BY s.id"""
)
_LETTERS = text(
    """SELECT d.store_id, s.name AS store, count(*)::int AS number, max(d.created_at) AS at,
              (array_agg(d.error ORDER BY d.created_at DESC))[1] AS error
       FROM dead_letters d JOIN stores s ON s.id = d.store_id
       WHERE d.state = 'open' AND (CAST(:stores AS uuid[]) IS NULL OR d.store_id = ANY(:stores))
       GROUP BY 1, 2 ORDER BY 1"""
)


class Alerts:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    async def raise_(self, causes: Sequence[Cause]) -> list[UUID]:
        """Alerts that are new or different now."""
        if not causes:
            return []
        given = [
            (
                new_id(), c.key, c.kind, c.severity, c.title, c.detail, c.store_id,
                _json([{"kind": kind, "id": id_} for kind, id_ in c.links]), _json(dict(c.data)), c.at,
            )
            for c in causes
        ]  # fmt: skip
        columns = {name: [row[i] for row in given] for i, name in enumerate(_COLUMNS)}
        found = await self._uow.execute(_RAISE, {**columns, "org": self._uow.org_id, "now": clock.now()})
        return list(found.scalars())

    async def end(self, kind: str, scope: Sequence[str] | None, kept: Sequence[str]) -> list[UUID]:
        """Causes of this kind that have ended: those within the scope (None: all) that are not among `kept`."""
        given = {"kind": kind, "scope": None if scope is None else list(scope), "kept": list(kept), "now": clock.now()}
        return list((await self._uow.execute(_END, given)).scalars())

    async def alert(self, alert_id: UUID, *, lock: bool = False) -> Alert:
        """Raises NotFound."""
        return await self._uow.get(Alert, alert_id, "alert", lock=lock)

    async def another(self, alert: Alert) -> UUID | None:
        """A later alert that speaks of the same subject now."""
        found: UUID | None = await self._uow.scalar(
            select(Alert.id).where(Alert.key == alert.key, Alert.id != alert.id, Alert.lasting | (Alert.state != "resolved"))
        )
        return found

    async def views(self, ids: Collection[UUID]) -> list[AlertView]:
        rows = await self._uow.scalars(
            select(Alert).where(Alert.id.in_(ids)).order_by(Alert.id).execution_options(populate_existing=True)
        )
        return [view(row) for row in rows]

    async def page(
        self, filters: dict[str, Any], position: Sequence[Any] | None, limit: int
    ) -> list[AlertView]:  # fmt: skip
        """The latest raised first. `filters`: columns with the list of values that they may have."""
        query = select(Alert).order_by(Alert.raised_at.desc(), Alert.id.desc()).limit(limit)
        for name, values in filters.items():
            query = query.where(getattr(Alert, name).in_(values))
        if position:
            query = query.where(text("(raised_at, id) < (:at, :id)").bindparams(at=position[0], id=position[1]))
        return [view(row) for row in await self._uow.scalars(query)]

    async def counts(self, hidden: Collection[str] = ()) -> Counts:
        found = await self._uow.execute(
            text(
                """SELECT state, kind, severity, count(*)::int FROM alerts
                   WHERE state <> 'resolved' AND NOT kind = ANY(CAST(:hidden AS text[])) GROUP BY 1, 2, 3"""
            ),
            {"hidden": list(hidden)},
        )
        rows = [tuple(row) for row in found]
        opened = [row for row in rows if row[0] == "open"]
        return Counts(
            open=sum(row[3] for row in opened),
            acknowledged=sum(row[3] for row in rows if row[0] == "acknowledged"),
            by_kind=_sums((row[1], row[3]) for row in opened),
            by_severity=_sums((row[2], row[3]) for row in opened),
        )

    # ── what is read of other contexts' tables ──────────────────────────────────────────────────────────

    async def last_runs(self, store_ids: Sequence[UUID] | None) -> list[Any]:
        """How the last finished run of each store went, of those that read the channel."""
        given = {"stores": None if store_ids is None else list(store_ids)}
        return [dict(row) for row in (await self._uow.execute(_RUNS, given)).mappings()]

    async def letters(self, store_ids: Sequence[UUID] | None) -> list[Any]:
        """Open dead letters by store, with the last one's error."""
        given = {"stores": None if store_ids is None else list(store_ids)}
        return [dict(row) for row in (await self._uow.execute(_LETTERS, given)).mappings()]


async def organisations() -> list[UUID]:
    """Those with connections or with alerts whose cause lasts; the others have nothing to review."""
    async with database().system.acquire() as connection:
        found = await connection.fetch(
            "SELECT org_id FROM connections UNION SELECT org_id FROM alerts WHERE lasting ORDER BY 1"
        )
    return [row["org_id"] for row in found]


def view(row: Alert) -> AlertView:
    names = [name for name in AlertView.__dataclass_fields__ if name != "links"]
    links = tuple(Link(kind=link["kind"], id=UUID(link["id"])) for link in row.links)
    return AlertView(**{name: getattr(row, name) for name in names}, links=links)


def _json(value: Any) -> str:
    return orjson.dumps(value, default=str).decode()


def _sums(pairs: Any) -> dict[str, int]:
    total: dict[str, int] = {}
    for name, number in pairs:
        total[name] = total.get(name, 0) + number
    return total
