"""Start, cancel and look at runs."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from app.kernel import audit, clock, correlation, live
from app.kernel.db import UnitOfWork
from app.kernel.errors import Conflict
from app.stores import api as stores
from app.sync.contracts import RunOpen, RunView
from app.sync.events import RunFinished
from app.sync.repository import Runs, run_view


async def start_run(uow: UnitOfWork, store_id: UUID, kind: str, trigger: str) -> RunView:
    """A queued run. Raises NotFound, StoreSuspended, and RunOpen while one of this kind is open for the store."""
    await stores.require_writable(uow, store_id)
    runs = Runs(uow)
    run_id = await runs.create(
        store_id, kind, trigger, started_by=uow.actor.label or uow.actor.kind, correlation_id=correlation.current()
    )
    if run_id is None:
        open_ = await runs.open_run(store_id, kind)
        raise RunOpen(
            "This store is being synchronised already.",
            details={"store_id": str(store_id), "kind": kind, "run_id": str(open_.id) if open_ else ""},
        )
    if trigger == "user":
        audit.record(uow, "sync.started", kind="store", id_=store_id, run_kind=kind)
    return run_view(await runs.get(run_id))


async def bind_job(uow: UnitOfWork, run_id: UUID, job_id: UUID | None) -> None:
    """Remember which job works on a run."""
    (await Runs(uow).get(run_id)).job_id = job_id


async def run(uow: UnitOfWork, run_id: UUID) -> RunView:
    """Raises NotFound."""
    return run_view(await Runs(uow).get(run_id))


async def cancel_run(uow: UnitOfWork, run_id: UUID) -> RunView:
    """Ends at its next checkpoint; a queued one at once. Raises Conflict for one that has ended."""
    row = await Runs(uow).get(run_id, lock=True)
    if row.state not in ("queued", "running"):
        raise Conflict(f"This run is {row.state} already.", details={"state": row.state})
    row.state, row.finished_at = "cancelled", clock.now()
    audit.record(uow, "sync.cancelled", kind="run", id_=run_id)
    finish_event(uow, row.store_id, run_id, row.kind, "cancelled")
    return run_view(row)


def finish_event(uow: UnitOfWork, store_id: UUID, run_id: UUID, kind: str, state: str) -> None:
    """Publish the end, and tell open dashboards after the commit."""
    uow.publish(RunFinished(store_id=store_id, run_id=run_id, kind=kind, state=state))
    org_id = uow.org_id
    body = {"id": run_id, "store_id": store_id, "kind": kind, "state": state}
    uow.after_commit(f"run:{run_id}", lambda: live.announce(org_id, "run", body))


async def waiting(uow: UnitOfWork) -> set[UUID]:
    """Stores with stock or shipments to push."""
    found = await uow.execute(
        text(
            """SELECT store_id FROM channel_stock WHERE state IN ('pending', 'unknown')
               UNION SELECT store_id FROM fulfilment_pushes WHERE state IN ('pending', 'unknown')"""
        )
    )
    return set(found.scalars())
