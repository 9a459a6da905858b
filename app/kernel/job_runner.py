"""Running of jobs: leased by one worker at a time, kept alive, repeated, ended."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from prometheus_client import Counter, Gauge, Histogram

from app.kernel import clock, correlation, live, tasks
from app.kernel.db import database
from app.kernel.jobs import Cancelled, Job, RetryLater, Task, declared, push
from app.kernel.masking import mask_error

LEASE = 30.0  # seconds; renewed every third of it while the task runs
log = structlog.get_logger(__name__)
SECONDS = Histogram("ksap_job_seconds", "Run time of jobs", ["task"], buckets=(0.01, 0.1, 0.5, 1, 5, 30, 120, 600))
DEPTH = Gauge("ksap_jobs_open", "Jobs waiting and running", ["state"])
ENDED = Counter("ksap_jobs_total", "Jobs by outcome", ["task", "outcome"])

# A lease that ends in more than five minutes was made by a clock that has been set back since: its worker may be gone.
_CLAIM = """UPDATE jobs SET state = 'running', attempts = attempts + 1, lease_until = $2, started_at = COALESCE(started_at, $3)
WHERE id = $1 AND ((state = 'queued' AND run_at <= $3)
                   OR (state = 'running' AND (lease_until < $3 OR lease_until > $3 + interval '5 minutes')))
  AND NOT EXISTS (SELECT 1 FROM jobs o WHERE o.org_id = jobs.org_id AND o.task = jobs.task AND o.key = jobs.key
                  AND o.key <> '' AND o.id <> jobs.id AND o.state = 'running'
                  AND o.lease_until BETWEEN $3 AND $3 + interval '5 minutes')
RETURNING org_id, task, args, attempts, correlation_id"""


async def run(job_id: str) -> str:
    """Lease and run one job; what arq calls. Returns the outcome, "skipped" when somebody else has it."""
    now = clock.now()
    async with database().system.acquire() as connection:
        row = await connection.fetchrow(_CLAIM, UUID(job_id), now + timedelta(seconds=LEASE), now)
    if row is None:
        return "skipped"
    known = declared(row["task"])
    job = Job(row["org_id"], UUID(job_id), row["task"], row["attempts"])
    with correlation.bound(row["correlation_id"]), SECONDS.labels(row["task"]).time():
        if known is None:
            return await _end(job, "failed", error=f"this version has no task {row['task']!r}")
        if job.attempts > known.max_attempts:
            return await _end(job, "failed", error=f"its worker was lost in each of {known.max_attempts} attempts")
        return await _attempt(job, known, row["args"])


async def _attempt(job: Job, known: Task, args: dict[str, Any]) -> str:
    heartbeat = asyncio.create_task(_keep(job))
    try:
        result = await asyncio.wait_for(known.function(job, **args), known.timeout)
        return await _end(job, "done", result=result if isinstance(result, dict) else None)
    except RetryLater as later:
        return await _again(job, later.seconds, str(later), counts=False)
    except Cancelled:
        return await _end(job, "cancelled")
    except asyncio.CancelledError:  # the worker shuts down: hand the job back at once
        await asyncio.shield(_again(job, 0, "the worker was stopped", counts=False))
        raise
    except Exception as error:
        log.error("jobs.failed", task=job.task, job=str(job.id), attempt=job.attempts, exc_info=error)
        why = mask_error(error)
        if job.attempts >= known.max_attempts:
            return await _end(job, "failed", error=why)
        return await _again(job, min(600.0, 2.0**job.attempts), why, counts=True)
    finally:
        await tasks.end(heartbeat)


async def _keep(job: Job) -> None:
    """Renew the lease, and learn of a cancellation, every third of it."""
    while True:
        await asyncio.sleep(LEASE / 3)
        try:
            async with database().system.acquire() as connection:
                state = await connection.fetchval(
                    "UPDATE jobs SET lease_until = $2 WHERE id = $1 AND attempts = $3 RETURNING state",
                    job.id,
                    clock.now() + timedelta(seconds=LEASE),
                    job.attempts,
                )
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
            log.warning("jobs.heartbeat_failed", job=str(job.id), error=str(error))
            continue
        if state in ("cancelled", None):  # None: another worker took over while this one stood still
            job.stop()


async def _end(job: Job, state: str, *, result: dict[str, Any] | None = None, error: str = "") -> str:
    async with database().system.acquire() as connection:
        ended = await connection.fetchval(
            """UPDATE jobs SET state = CASE WHEN state = 'cancelled' THEN state ELSE $2 END, result = $3, error = $4,
                      finished_at = $5, lease_until = NULL
               WHERE id = $1 AND attempts = $6 AND state IN ('running', 'cancelled') RETURNING state""",
            job.id,
            state,
            result,
            error,
            clock.now(),
            job.attempts,
        )
    if ended is None:
        return _lost(job)
    state = str(ended)
    ENDED.labels(job.task, state).inc()
    await live.announce(job.org_id, "job", {"id": job.id, "task": job.task, "state": state, "error": error})
    return state


async def _again(job: Job, delay: float, why: str, *, counts: bool) -> str:
    async with database().system.acquire() as connection:
        try:
            queued = await connection.fetchval(
                """UPDATE jobs SET state = 'queued', run_at = $2, error = $3, lease_until = NULL, attempts = attempts - $4
                   WHERE id = $1 AND attempts = $5 AND state = 'running' RETURNING id""",
                job.id,
                clock.now() + timedelta(seconds=delay),
                why,
                0 if counts else 1,
                job.attempts,
            )
        except asyncpg.UniqueViolationError:  # the same work was queued meanwhile: that one will do it
            return await _end(job, "done", result={"superseded": True})
    if queued is None:
        return _lost(job)
    ENDED.labels(job.task, "again").inc()
    return "again"


def _lost(job: Job) -> str:
    """The row is another worker's by now, or was cancelled: what this one has to say of it no longer counts."""
    log.warning("jobs.lease_lost", task=job.task, job=str(job.id), attempt=job.attempts)
    return "lost"


async def sweep() -> int:
    """Push what is due and not in Redis: delayed jobs, retries, lost wake-ups, jobs of killed workers."""
    async with database().system.acquire() as connection:
        due = await connection.fetch(
            """SELECT id, attempts FROM jobs
               WHERE (state = 'queued' AND run_at <= $1)
                  OR (state = 'running' AND (lease_until < $1 OR lease_until > $1 + interval '5 minutes'))
               ORDER BY run_at LIMIT 500""",
            clock.now(),
        )
    for row in due:
        await push(row["id"], row["attempts"])
    return len(due)


async def drain(org_id: UUID, *, rounds: int = 50) -> int:
    """Run an organisation's due jobs here and now, in order; for tests and the command line."""
    total = 0
    for _ in range(rounds):
        async with database().system.acquire() as connection:
            due = await connection.fetch(
                """SELECT id FROM jobs WHERE org_id = $1 AND state = 'queued' AND run_at <= $2 ORDER BY run_at, id""",
                org_id,
                clock.now(),
            )
        if not due:
            break
        for row in due:
            await run(str(row["id"]))
        total += len(due)
    return total


async def measure() -> None:
    """Depths for /metrics."""
    async with database().system.acquire() as connection:
        rows = await connection.fetch("SELECT state, count(*) AS n FROM jobs WHERE state IN ('queued', 'running') GROUP BY 1")
    counts = {row["state"]: row["n"] for row in rows}
    for state in ("queued", "running"):
        DEPTH.labels(state).set(counts.get(state, 0))
