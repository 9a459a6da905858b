"""Runs, their items, watermarks, schedules and location links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from app.kernel import clock, correlation
from app.kernel.db import UnitOfWork
from app.kernel.ids import new_id
from app.sync.contracts import Cause, LocationLinkView, RunView
from app.sync.models import LocationLink, SyncCursor, SyncItem, SyncRun, SyncSchedule

OPEN = ("queued", "running")


def run_view(run: SyncRun) -> RunView:
    return RunView(
        id=run.id,
        store_id=run.store_id,
        kind=run.kind,
        state=run.state,
        trigger=run.trigger,
        started_by=run.started_by,
        job_id=run.job_id,
        phase=run.phase,
        counts=run.counts,
        error=run.error,
        created_at=run.created_at,
        started_at=run.started_at,
        finished_at=run.finished_at,
    )


class Runs:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    async def get(self, run_id: UUID, *, lock: bool = False) -> SyncRun:
        """Raises NotFound."""
        return await self._uow.get(SyncRun, run_id, "run", lock=lock)

    async def open_run(self, store_id: UUID, kind: str) -> SyncRun | None:
        return await self._uow.scalar(
            select(SyncRun).where(SyncRun.store_id == store_id, SyncRun.kind == kind, SyncRun.state.in_(OPEN))
        )

    async def create(self, store_id: UUID, kind: str, trigger: str, *, started_by: str, correlation_id: str) -> UUID | None:
        """The id of a new run, None when one of its kind is open."""
        found: UUID | None = await self._uow.scalar(
            insert(SyncRun)
            .values(
                org_id=self._uow.org_id,
                id=new_id(),
                store_id=store_id,
                kind=kind,
                state="queued",
                trigger=trigger,
                started_by=started_by,
                phase="",
                counts={},
                position={},
                error="",
                correlation_id=correlation_id,
                created_at=clock.now(),
            )
            .on_conflict_do_nothing()
            .returning(SyncRun.id)
        )
        return found

    async def write_ended(
        self, store_id: UUID, kind: str, state: str, cause: Cause, *, started: datetime, counts: Mapping[str, Any], error: str
    ) -> UUID:
        """A run that is over as it is written."""
        id_ = new_id()
        await self._uow.execute(
            insert(SyncRun).values(
                org_id=self._uow.org_id, id=id_, store_id=store_id, kind=kind, state=state, trigger=cause.trigger,
                started_by=cause.by, job_id=cause.job_id, phase="", counts=dict(counts), position={}, error=error,
                correlation_id=correlation.current(), created_at=started, started_at=started, finished_at=clock.now(),
            )
        )  # fmt: skip
        return id_

    async def write_items(self, run_id: UUID, items: Sequence[Mapping[str, Any]]) -> None:
        """Each with resource, external_id, entity_id, outcome, message."""
        if items:
            now = clock.now()
            await self._uow.execute(
                insert(SyncItem),
                [{"org_id": self._uow.org_id, "id": new_id(), "run_id": run_id, "at": now, **item} for item in items],
            )

    # ── watermarks and schedules ────────────────────────────────────────────────────────────────────────

    async def watermark(self, store_id: UUID, resource: str) -> datetime | None:
        found: datetime | None = await self._uow.scalar(
            select(SyncCursor.watermark).where(SyncCursor.store_id == store_id, SyncCursor.resource == resource)
        )
        return found

    async def set_watermark(self, store_id: UUID, resource: str, at: datetime) -> None:
        """Never goes back, unless from a moment that is still to come."""
        await self._uow.execute(
            text(
                """INSERT INTO sync_cursors (org_id, store_id, resource, watermark, updated_at)
                   VALUES (:org, :store, :resource, :at, :now)
                   ON CONFLICT (org_id, store_id, resource) DO UPDATE
                   SET watermark = CASE WHEN sync_cursors.watermark > :now THEN excluded.watermark
                                        ELSE GREATEST(sync_cursors.watermark, excluded.watermark) END,
                       updated_at = excluded.updated_at"""
            ),
            {"org": self._uow.org_id, "store": store_id, "resource": resource, "at": at, "now": clock.now()},
        )

    async def schedule(self, store_id: UUID) -> SyncSchedule | None:
        return await self._uow.scalar(select(SyncSchedule).where(SyncSchedule.store_id == store_id))

    async def keep_schedule(self, store_id: UUID, *, every: int, next_at: datetime, imported_at: datetime | None) -> None:
        """Creates it, or sets when the next poll is due; `imported_at` is set once."""
        await self._uow.execute(
            text(
                """INSERT INTO sync_schedules (org_id, store_id, every_seconds, next_at, paused, imported_at)
                   VALUES (:org, :store, :every, :next, false, :imported)
                   ON CONFLICT (org_id, store_id) DO UPDATE
                   SET next_at = excluded.next_at, every_seconds = excluded.every_seconds, paused = false,
                       imported_at = COALESCE(sync_schedules.imported_at, excluded.imported_at)"""
            ),
            {"org": self._uow.org_id, "store": store_id, "every": every, "next": next_at, "imported": imported_at},
        )

    async def set_interval(self, store_id: UUID, every: int) -> None:
        """The next poll comes no later than that from now."""
        await self._uow.execute(
            text(
                """UPDATE sync_schedules SET every_seconds = CAST(:every AS integer),
                          next_at = LEAST(next_at, CAST(:now AS timestamptz) + :every * interval '1 second')
                   WHERE store_id = :store"""
            ),
            {"store": store_id, "every": every, "now": clock.now()},
        )

    async def pause_schedule(self, store_id: UUID, paused: bool) -> None:
        await self._uow.execute(
            text("UPDATE sync_schedules SET paused = :paused WHERE store_id = :store"), {"store": store_id, "paused": paused}
        )

    async def imported_stores(self) -> set[UUID]:
        """Those whose first import is complete."""
        found = await self._uow.scalars(select(SyncSchedule.store_id).where(SyncSchedule.imported_at.is_not(None)))
        return set(found.all())

    # ── locations ───────────────────────────────────────────────────────────────────────────────────────

    async def links(self, store_id: UUID) -> Sequence[LocationLinkView]:
        found = await self._uow.scalars(
            select(LocationLink).where(LocationLink.store_id == store_id).order_by(LocationLink.created_at)
        )
        return [
            LocationLinkView(remote_location_id=x.remote_location_id, remote_name=x.remote_name, location_id=x.location_id)
            for x in found
        ]

    async def link(self, store_id: UUID, remote_location_id: str, remote_name: str, location_id: UUID) -> None:
        await self._uow.execute(
            text(
                """INSERT INTO location_links (org_id, store_id, remote_location_id, remote_name, location_id, created_at)
                   VALUES (:org, :store, :remote, :name, :location, :now)
                   ON CONFLICT (org_id, store_id, remote_location_id) DO UPDATE
                   SET remote_name = excluded.remote_name, location_id = excluded.location_id"""
            ),
            {
                "org": self._uow.org_id,
                "store": store_id,
                "remote": remote_location_id,
                "name": remote_name,
                "location": location_id,
                "now": clock.now(),
            },
        )
