"""Long work: rows in PostgreSQL are the truth, arq on Redis runs them (`app.kernel.job_runner`).

`@task` declares a function, `enqueue(uow, task, …)` writes its job row with the business transaction and wakes a worker
after the commit. A worker leases the row; a lease that runs out (the worker was killed) or a wake-up that was lost (Redis
was wiped) is found by the sweeper, so no work is lost. Tasks take ids, may run again, and say so by being idempotent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import structlog
from arq.connections import ArqRedis
from redis.exceptions import RedisError
from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock, correlation, live
from app.kernel.db import Base, Created, Tenant, UnitOfWork, database
from app.kernel.ids import new_id

RUN = "run_job"  # the one function that arq knows
QUEUE = "ksap:jobs"
log = structlog.get_logger(__name__)


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

    def stop(self) -> None:
        """Its next checkpoint raises Cancelled."""
        self._cancelled.set()

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
            self.stop()
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


def declared(name: str) -> Task | None:
    return _tasks.get(name)


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
        uow.after_commit(f"job:{id_}", lambda: push(id_, 0))
    return id_


async def push(id_: UUID, attempts: int) -> None:
    """Wake a worker for it. Best effort: the sweeper finds what nobody was woken for."""
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
