"""The tasks of sync, and how they are begun. Handlers and routes enqueue them, so they stand below both."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from uuid import UUID

from app.kernel import jobs
from app.kernel.db import UnitOfWork, unit_of_work
from app.kernel.jobs import Cancelled, Job, RetryLater, Task, task
from app.stores.contracts import ConnectionPaused, NeedsReconnect, NotOffered
from app.sync import api
from app.sync.contracts import Busy, Cause, Pushed, RunView


@task(max_attempts=5)
async def run_sync(job: Job, run_id: str) -> dict[str, Any]:
    """Carry a run through; taken up again where it was."""
    try:
        state = await api.work(job, job.org_id, UUID(run_id))
    except api.TryAgain as later:
        raise RetryLater(later.seconds, str(later)) from later
    except Cancelled:
        await api.finish(job.org_id, UUID(run_id), "cancelled")
        raise
    except Exception as error:
        if job.attempts >= 5:
            await api.finish(job.org_id, UUID(run_id), "failed", f"{type(error).__name__}: {error}")
        raise
    async with unit_of_work(job.org_id) as uow:
        run = await api.run(uow, UUID(run_id))
        await enqueue_pushes(uow, {run.store_id} & (await api.waiting(uow)), push_stock, push_fulfilments)
        await enqueue_pushes(uow, {run.store_id} & (await api.stores_to_push(uow)), push_products)
    return {"run_id": run_id, "state": state}


@task(max_attempts=8)
async def push_stock(job: Job, store_id: str, trigger: str = "event", by: str = "system") -> dict[str, Any]:
    """Write a store's pending stock."""
    return await _push(api.push_stock, job, store_id, Cause(trigger, by, job.id))


@task(max_attempts=8)
async def push_products(job: Job, store_id: str, trigger: str = "event", by: str = "system") -> dict[str, Any]:
    """Write a store's pending listings, and then the stock of those that are new there."""
    done = await _push(api.push_products, job, store_id, Cause(trigger, by, job.id))
    if done.get("pushed"):
        async with unit_of_work(job.org_id) as uow:
            await enqueue_pushes(uow, {UUID(store_id)} & (await api.waiting(uow)), push_stock)
    return done


@task(max_attempts=8)
async def push_fulfilments(job: Job, store_id: str, trigger: str = "event", by: str = "system") -> dict[str, Any]:
    """Tell a store's channel what has left."""
    return await _push(api.push_fulfilments, job, store_id, Cause(trigger, by, job.id))


@task(max_attempts=5)
async def replay_letter(job: Job, letter_id: str) -> None:
    """Read again what a dead letter stands for."""
    await api.read_again(job.org_id, UUID(letter_id), last_attempt=job.attempts >= 5)


async def _push(
    push: Callable[[UUID, UUID, Cause], Awaitable[Pushed]], job: Job, store_id: str, cause: Cause
) -> dict[str, Any]:
    """A store that cannot be pushed to now keeps its pending rows; connecting or resuming it pushes them."""
    try:
        done = await push(job.org_id, UUID(store_id), cause)
    except Busy as busy:
        raise RetryLater(1, busy.message) from busy
    except (ConnectionPaused, NeedsReconnect, NotOffered) as closed:
        return {"skipped": closed.message}
    if done.again is not None:
        raise RetryLater(done.again, done.why)
    return {"pushed": done.pushed, "failed": done.failed}


async def enqueue_pushes(uow: UnitOfWork, store_ids: Iterable[UUID], *pushes: Task, trigger: str = "") -> None:
    """At most one queued push of a kind per store. Its run will tell that whoever acts here began it; `trigger` where
    that is neither people nor an event."""
    trigger = trigger or ("user" if uow.actor.kind in ("user", "api_key") else "event")
    by = uow.actor.label or uow.actor.kind
    for store_id in sorted(store_ids):
        for push in pushes:
            await jobs.enqueue(uow, push, key=str(store_id), store_id=store_id, trigger=trigger, by=by)


async def launch(uow: UnitOfWork, store_id: UUID, kind: str, trigger: str) -> RunView:
    """Start a run and the job that works on it. Raises what start_run raises."""
    run = await api.start_run(uow, store_id, kind, trigger)
    job_id = await jobs.enqueue(uow, run_sync, key=str(run.id), run_id=run.id)
    await api.bind_job(uow, run.id, job_id)
    return run
