"""Long work: rows in PostgreSQL are the truth, arq on Redis runs them.

`@task` declares a function, `enqueue(uow, task, …)` writes its job row with the business transaction and wakes a worker
after the commit. A worker leases the row; a lease that runs out (the worker was killed) or a wake-up that was lost (Redis
was wiped) is found by the sweeper, so no work is lost. Tasks take ids, may run again, and say so by being idempotent.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import structlog
from arq.connections import ArqRedis
from prometheus_client import Counter, Gauge, Histogram
from redis.exceptions import RedisError
from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock, correlation, live, tasks
from app.kernel.db import Base, Created, Tenant, UnitOfWork, database
from app.kernel.ids import new_id

LEASE = 30.0  # seconds; renewed every third of it while the task runs
RUN = "run_job"  # the one function that arq knows
QUEUE = "ksap:jobs"
log = structlog.get_logger(__name__)
SECONDS = Histogram("ksap_job_seconds", "Run time of jobs", ["task"], buckets=(0.01, 0.1, 0.5, 1, 5, 30, 120, 600))
DEPTH = Gauge("ksap_jobs_open", "Jobs waiting and running", ["state"])
ENDED = Counter("ksap_jobs_total", "Jobs by outcome", ["task", "outcome"])


class JobRow(Tenant, Base):
    """`state`: queued | running | done | failed | cancelled. `key`: at most one of a task is queued and one is running."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index(
            "uq_jobs_queued",
            "org_id",
            "task",
            "key",
            unique=True,
            postgresql_where=text("state = 'queued' AND key <> ''"),
        ),
        Index("ix_jobs_due", "run_at", postgresql_where=text("state IN ('queued', 'running')")),
        Index("uq_jobs_id", "id", unique=True),
        CheckConstraint("state IN ('queued', 'running', 'done', 'failed', 'cancelled')", name="state"),
        Index("ix_jobs_org_created", "org_id", "created_at"),
    )

    task: Mapped[str]
    args: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    key: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    run_at: Mapped[Created]
    lease_until: Mapped[datetime | None]
    progress: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    error: Mapped[str] = mapped_column(default="")
    correlation_id: Mapped[str] = mapped_column(default="")
    created_at: Mapped[Created]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class RetryLater(Exception):
    """Raised by a task that should run again after `seconds`; does not count as a failure."""

    def __init__(self, seconds: float, why: str = "") -> None:
        super().__init__(why)
        self.seconds = seconds


class Cancelled(Exception):
    """Raised at a checkpoint of a job whose cancellation was asked for."""


@dataclass(slots=True)
class Job:
    """What a task is given: its organisation, its id, and ways to report."""

    org_id: UUID
    id: UUID
    task: str
    attempts: int
    _cancelled: asyncio.Event = field(default_factory=asyncio.Event)

    def checkpoint(self) -> None:
        """Between two items: raises Cancelled when somebody asked for it."""
        if self._cancelled.is_set():
            raise Cancelled

    async def progress(self, **figures: Any) -> None:
        """Show where the work is: kept on the row, and announced to open dashboards."""
        async with database().system.acquire() as connection:
            state = await connection.fetchval(
                "UPDATE jobs SET progress = progress || $2 WHERE id = $1 RETURNING state", self.id, figures
            )
        if state == "cancelled":
            self._cancelled.set()
        await live.announce(self.org_id, "job", {"id": self.id, "task": self.task, "state": "running", **figures})


TaskFunction = Callable[..., Coroutine[Any, Any, Any]]


@dataclass(frozen=True, slots=True)
class Task:
    name: str
    function: TaskFunction
    max_attempts: int
    timeout: float


@dataclass(frozen=True, slots=True)
class Cron:
    name: str
    function: Callable[[], Awaitable[Any]]
    every: float


_tasks: dict[str, Task] = {}
_crons: dict[str, Cron] = {}


def task(*, max_attempts: int = 5, timeout: float = 3600) -> Callable[[TaskFunction], Task]:
    """Declare `async def pull_orders(job: Job, run_id: UUID) -> dict | None`; its stable name is `<context>.<function>`.

    Arguments arrive as JSON made them: write ids as `str` and parse. The result, a mapping or None, stands on the row.
    """

    def register(function: TaskFunction) -> Task:
        name = f"{function.__module__.removeprefix('app.').split('.')[0]}.{function.__name__}"
        if name in _tasks and _tasks[name].function.__module__ != function.__module__:
            raise RuntimeError(f"two tasks are called {name!r}")
        _tasks[name] = declared = Task(name, function, max_attempts, timeout)
        return declared

    return register


def cron(*, every: float) -> Callable[[Callable[[], Awaitable[Any]]], Callable[[], Awaitable[Any]]]:
    """Declare a function of no arguments that one worker at a time runs every so many seconds."""

    def register(function: Callable[[], Awaitable[Any]]) -> Callable[[], Awaitable[Any]]:
        name = f"{function.__module__.removeprefix('app.').split('.')[0]}.{function.__name__}"
        _crons[name] = Cron(name, function, every)
        return function

    return register


def crons() -> list[Cron]:
    return list(_crons.values())


# ── enqueueing ──────────────────────────────────────────────────────────────────────────────────────────

_arq: ArqRedis | None = None


def use(arq: ArqRedis | None) -> None:
    global _arq
    _arq = arq


_ENQUEUE = text(
    """INSERT INTO jobs (org_id, id, task, args, key, state, attempts, run_at, progress, error, correlation_id, created_at)
       VALUES (:org, :id, :task, CAST(:args AS jsonb), :key, 'queued', 0, :run_at, '{}', '', :correlation, :now)
       ON CONFLICT (org_id, task, key) WHERE state = 'queued' AND key <> '' DO NOTHING RETURNING id"""
)


async def enqueue(uow: UnitOfWork, what: Task, /, *, key: str = "", delay: float = 0, **args: Any) -> UUID | None:
    """Write the job with the caller's transaction. Returns its id, or None when one with this key is queued already."""
    id_ = new_id()
    now = clock.now()
    stored = await uow.scalar(
        _ENQUEUE,
        {
            "org": uow.org_id,
            "id": id_,
            "task": what.name,
            "args": orjson.dumps(args, default=str).decode(),
            "key": key,
            "run_at": now + timedelta(seconds=delay),
            "correlation": correlation.current(),
            "now": now,
        },
    )
    if stored is None:
        return None
    if not delay:
        uow.after_commit(f"job:{id_}", lambda: _push(id_, 0))
    return id_


async def _push(id_: UUID, attempts: int) -> None:
    if _arq is None:
        return
    try:
        await _arq.enqueue_job(RUN, str(id_), _job_id=f"{id_}:{attempts}", _queue_name=QUEUE)
    except (RedisError, OSError) as error:
        log.warning("jobs.push_failed", job=str(id_), error=str(error))


async def cancel(uow: UnitOfWork, job_id: UUID) -> bool:
    """Ask a queued or running job to end; the running one ends at its next checkpoint."""
    done = await uow.scalar(
        text(
            """UPDATE jobs SET state = 'cancelled', finished_at = :now
               WHERE id = :id AND state IN ('queued', 'running') RETURNING id"""
        ),
        {"id": job_id, "now": clock.now()},
    )
    return done is not None


# ── running ─────────────────────────────────────────────────────────────────────────────────────────────

_CLAIM = """UPDATE jobs SET state = 'running', attempts = attempts + 1, lease_until = $2, started_at = COALESCE(started_at, $3)
WHERE id = $1 AND ((state = 'queued' AND run_at <= $3) OR (state = 'running' AND lease_until < $3))
  AND NOT EXISTS (SELECT 1 FROM jobs o WHERE o.org_id = jobs.org_id AND o.task = jobs.task AND o.key = jobs.key
                  AND o.key <> '' AND o.id <> jobs.id AND o.state = 'running' AND o.lease_until >= $3)
RETURNING org_id, task, args, attempts, correlation_id"""


async def run(job_id: str) -> str:
    """Lease and run one job; what arq calls. Returns the outcome, "skipped" when somebody else has it."""
    now = clock.now()
    async with database().system.acquire() as connection:
        row = await connection.fetchrow(_CLAIM, UUID(job_id), now + timedelta(seconds=LEASE), now)
    if row is None:
        return "skipped"
    declared = _tasks.get(row["task"])
    job = Job(row["org_id"], UUID(job_id), row["task"], row["attempts"])
    with correlation.bound(row["correlation_id"]), SECONDS.labels(row["task"]).time():
        if declared is None:
            return await _end(job, "failed", error=f"this version has no task {row['task']!r}")
        if job.attempts > declared.max_attempts:
            return await _end(job, "failed", error=f"its worker was lost in each of {declared.max_attempts} attempts")
        return await _attempt(job, declared, row["args"])


async def _attempt(job: Job, declared: Task, args: dict[str, Any]) -> str:
    heartbeat = asyncio.create_task(_keep(job))
    try:
        result = await asyncio.wait_for(declared.function(job, **args), declared.timeout)
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
        why = "".join(traceback.format_exception_only(error)).strip()[:2000]
        if job.attempts >= declared.max_attempts:
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
            job._cancelled.set()


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
               WHERE (state = 'queued' AND run_at <= $1) OR (state = 'running' AND lease_until < $1)
               ORDER BY run_at LIMIT 500""",
            clock.now(),
        )
    for row in due:
        await _push(row["id"], row["attempts"])
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
