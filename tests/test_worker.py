"""A whole worker in this process: it runs what is queued, says that it is up, and stops without losing work."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest
from arq.constants import in_progress_key_prefix, retry_key_prefix

import app.kernel.process as processes
from app import worker
from app.demo import until
from app.kernel import db, jobs, live, storage
from app.kernel.jobs import Job, task
from app.kernel.process import Process
from app.kernel.settings import Settings
from tests.factories import Organisation

# arq closes its pool by a name that redis-py has since given up, and redis-py drops the connection of a cancelled
# command without waiting for it; `resources` collects those, so that no later test is blamed for them.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Call to deprecated close:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:Exception ignored in.*(Connection|StreamWriter|Transport|socket)"),
]

begun: asyncio.Event
finished: asyncio.Event


@task()
async def worker_errand(job: Job) -> dict[str, Any]:
    begun.set()
    await finished.wait()
    return {"by": "the worker"}


@pytest.fixture(autouse=True)
async def resources(process: Process) -> AsyncIterator[None]:
    """The worker opens and closes its own; afterwards those of the tests are in their places again."""
    global begun, finished
    begun, finished = asyncio.Event(), asyncio.Event()
    kept = storage.storage()
    await process.redis.flushall()
    async with process.database.system.acquire() as connection:  # this worker has nothing to do with earlier tests
        await connection.execute("DELETE FROM outbox_deliveries")
        await connection.execute("UPDATE jobs SET state = 'cancelled' WHERE state IN ('queued', 'running')")
    yield
    processes._process = process
    db.use(process.database)
    live.use(process.redis)
    jobs.use(process.arq)
    storage.use(kept)
    gc.collect()


@asynccontextmanager
async def running(config: Settings) -> AsyncIterator[None]:
    stopping = asyncio.Event()
    serving = asyncio.create_task(worker.serve(config, stopping))
    try:
        yield
    finally:
        stopping.set()
        async with asyncio.timeout(60):
            await serving


async def queue(org: Organisation) -> UUID:
    async with org.uow() as uow:
        id_ = await jobs.enqueue(uow, worker_errand)
    assert id_
    return id_


async def job(process: Process, id_: UUID) -> Any:
    async with process.database.system.acquire() as connection:
        return await connection.fetchrow("SELECT * FROM jobs WHERE id = $1", id_)


async def test_a_worker_runs_a_queued_job_to_its_end(config: Settings, process: Process, org: Organisation) -> None:
    id_ = await queue(org)
    announced = live.listen(org.id, "0-0", block_ms=5000)
    async with running(config):
        async with asyncio.timeout(60):
            await begun.wait()
            await until("it says that it is up", lambda: process.redis.exists(worker.alive_key(os.getpid())), seconds=5)
            finished.set()
            assert b'"state":"done"' in (await anext(announced))[2]
    done = await job(process, id_)
    assert (done["state"], done["result"]) == ("done", {"by": "the worker"})
    assert not await process.redis.exists(worker.alive_key(os.getpid())), "a stopped worker says so"


async def test_a_stopped_worker_hands_its_job_back_and_the_next_one_runs_it(
    config: Settings, process: Process, org: Organisation
) -> None:
    id_ = await queue(org)
    async with running(config):
        async with asyncio.timeout(60):
            await begun.wait()
    back = await job(process, id_)
    assert (back["state"], back["attempts"], back["lease_until"]) == ("queued", 0, None)
    assert back["error"] == "the worker was stopped"

    begun.clear()
    finished.set()
    await process.redis.delete("ksap:cron:job_runner.sweep")  # as if the interval were over
    announced = live.listen(org.id, "0-0", block_ms=5000)
    async with running(config):
        async with asyncio.timeout(60):
            await begun.wait()
            assert b'"state":"done"' in (await anext(announced))[2]
    assert (await job(process, id_))["state"] == "done"


async def test_what_a_killed_worker_left_in_redis_holds_no_job_up(
    config: Settings, process: Process, org: Organisation
) -> None:
    """arq's marks of a run whose end it never saw: taken, and tried once."""
    id_ = await queue(org)
    await process.redis.set(f"{in_progress_key_prefix}{id_}:0", b"1", ex=3600)
    await process.redis.set(f"{retry_key_prefix}{id_}:0", 1, ex=3600)
    finished.set()
    announced = live.listen(org.id, "0-0", block_ms=5000)
    async with running(config), asyncio.timeout(60):  # a worker starts slowly on a busy machine
        async for _, _, body in announced:
            if b'"state":"done"' in body:
                break
    assert (await job(process, id_))["attempts"] == 1
