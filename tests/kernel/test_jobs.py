"""Jobs: queued with the deed, run once at a time, and found again whatever is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from app.kernel import clock, correlation, job_runner, jobs
from app.kernel.db import database, unit_of_work
from app.kernel.jobs import Job, RetryLater, task
from app.kernel.process import Process
from tests.factories import Organisation

ran: list[str] = []
started = asyncio.Event()


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    global started
    ran.clear()
    started = asyncio.Event()
    yield


@task(max_attempts=3)
async def errand(job: Job, what: str = "go") -> dict[str, Any] | None:
    ran.append(what)
    started.set()
    if what == "fail":
        raise ValueError("the errand failed")
    if what == "trip":
        async with unit_of_work(job.org_id) as uow:
            tripping = text("SELECT CAST(CAST(:email AS text) AS integer), CAST(:name AS text)")
            await uow.execute(tripping, {"email": "ada@example.com", "name": "Ada Lane"})
    if what == "later":
        raise RetryLater(60, "the shop is closed")
    if what == "hang":
        await asyncio.Event().wait()
    if what == "steps":
        await job.progress(done=1)
        await cancel(job.org_id, job.id)
        await job.progress(done=2)
        job.checkpoint()
        ran.append("never")
    return {"did": what, "as": correlation.current()}


@task(timeout=0.01)
async def slow_errand(job: Job) -> None:
    await asyncio.Event().wait()


async def cancel(org_id: UUID, job_id: UUID) -> bool:
    async with unit_of_work(org_id) as uow:
        return await jobs.cancel(uow, job_id)


async def queue(org: Organisation, what: str, **options: Any) -> UUID:
    async with org.uow() as uow:
        id_ = await jobs.enqueue(uow, errand, what=what, **options)
    assert id_
    return id_


async def row(id_: UUID) -> Any:
    async with database().system.acquire() as connection:
        return await connection.fetchrow("SELECT * FROM jobs WHERE id = $1", id_)


async def claim_and_vanish(id_: UUID) -> Job:
    """What a worker leaves behind that was killed: a leased row."""
    now = clock.now()
    async with database().system.acquire() as connection:
        leased = await connection.fetchrow(job_runner._CLAIM, id_, now + timedelta(seconds=job_runner.LEASE), now)
    assert leased
    return Job(leased["org_id"], id_, leased["task"], leased["attempts"])


async def test_a_job_is_queued_with_the_deed(org: Organisation) -> None:
    with pytest.raises(RuntimeError, match="the deed failed"):
        async with org.uow() as uow:
            lost = await jobs.enqueue(uow, errand)
            raise RuntimeError("the deed failed")
    assert lost and await row(lost) is None
    with correlation.bound("req_from_the_browser"):
        id_ = await queue(org, "go")
    assert await job_runner.run(str(id_)) == "done"
    done = await row(id_)
    assert (done["state"], done["attempts"], done["error"]) == ("done", 1, "")
    assert done["result"] == {"did": "go", "as": "req_from_the_browser"}
    assert done["started_at"] <= done["finished_at"] and done["lease_until"] is None
    assert await job_runner.run(str(id_)) == "skipped"
    assert ran == ["go"]


async def test_one_job_of_a_key_is_queued_and_one_runs(org: Organisation) -> None:
    first = await queue(org, "hang", key="store 1")
    async with org.uow() as uow:
        assert await jobs.enqueue(uow, errand, key="store 1", what="go") is None
        assert await jobs.enqueue(uow, errand, key="store 2", what="go") is not None
    running = asyncio.create_task(job_runner.run(str(first)))
    await asyncio.wait_for(started.wait(), 10)
    second = await queue(org, "go", key="store 1")
    assert await job_runner.run(str(second)) == "skipped"
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert (await row(first))["state"] == "done", "the second stands for the work that was handed back"
    assert (await row(first))["result"] == {"superseded": True}
    assert await job_runner.run(str(second)) == "done"


async def test_what_failed_is_kept_without_whom_it_was_about(org: Organisation) -> None:
    id_ = await queue(org, "trip")
    assert await job_runner.run(str(id_)) == "again"
    said = (await row(id_))["error"]
    assert "integer" in said
    assert "ada@example.com" not in said and "Ada Lane" not in said


async def test_two_workers_do_not_run_one_job(org: Organisation) -> None:
    id_ = await queue(org, "go")
    outcomes = await asyncio.gather(*(job_runner.run(str(id_)) for _ in range(8)))
    assert sorted(outcomes) == ["done"] + ["skipped"] * 7
    assert ran == ["go"]


async def test_the_job_of_a_lost_worker_is_taken_over_when_its_lease_is_out(org: Organisation) -> None:
    id_ = await queue(org, "go")
    dead = await claim_and_vanish(id_)
    assert await job_runner.run(str(id_)) == "skipped"
    with clock.frozen(clock.now() + timedelta(seconds=job_runner.LEASE + 1)):
        assert await job_runner.sweep() >= 1
        assert await job_runner.run(str(id_)) == "done"
    assert (await row(id_))["attempts"] == 2
    assert await job_runner._end(dead, "failed", error="back from the dead") == "lost"
    assert await job_runner._again(dead, 0, "back from the dead", counts=True) == "lost"
    assert (await row(id_))["state"] == "done"


async def test_a_lease_of_a_clock_that_was_set_back_is_no_lease(org: Organisation) -> None:
    id_ = await queue(org, "go")
    with clock.frozen(clock.now() + timedelta(hours=3)):
        await claim_and_vanish(id_)
    assert await job_runner.sweep() >= 1
    assert await job_runner.run(str(id_)) == "done"


async def test_a_job_that_kills_its_workers_does_not_do_so_for_ever(org: Organisation) -> None:
    id_ = await queue(org, "go")
    now = clock.now()
    for attempt in range(3):
        with clock.frozen(now + timedelta(minutes=attempt)):
            await claim_and_vanish(id_)
    with clock.frozen(now + timedelta(minutes=5)):
        assert await job_runner.run(str(id_)) == "failed"
    assert "lost in each of 3 attempts" in (await row(id_))["error"]
    assert ran == []


async def test_later_is_no_failure(org: Organisation) -> None:
    id_ = await queue(org, "later")
    now = clock.now() + timedelta(seconds=1)
    for _ in range(5):
        with clock.frozen(now):
            assert await job_runner.run(str(id_)) == "again"
            assert await job_runner.run(str(id_)) == "skipped"
        now += timedelta(seconds=60)
    waiting = await row(id_)
    assert (waiting["state"], waiting["attempts"], waiting["error"]) == ("queued", 0, "the shop is closed")


async def test_failures_are_tried_again_ever_later_and_then_told(org: Organisation) -> None:
    id_ = await queue(org, "fail")
    now = clock.now() + timedelta(seconds=1)
    outcomes, waits = [], []
    for _ in range(3):
        with clock.frozen(now):
            outcomes.append(await job_runner.run(str(id_)))
        after = await row(id_)
        waits.append((after["run_at"] - now).total_seconds())
        now = after["run_at"]
    assert outcomes == ["again", "again", "failed"]
    assert waits[:2] == [2, 4]
    assert (after["state"], after["error"]) == ("failed", "ValueError: the errand failed")


async def test_a_task_over_its_time_is_stopped_and_tried_again(org: Organisation) -> None:
    async with org.uow() as uow:
        id_ = await jobs.enqueue(uow, slow_errand)
    assert id_ and await job_runner.run(str(id_)) == "again"
    assert "TimeoutError" in (await row(id_))["error"]


async def test_a_running_job_ends_at_its_next_checkpoint_when_cancelled(org: Organisation) -> None:
    id_ = await queue(org, "steps")
    assert await job_runner.run(str(id_)) == "cancelled"
    ended = await row(id_)
    assert (ended["state"], ended["progress"]) == ("cancelled", {"done": 2})
    assert ran == ["steps"]
    assert await cancel(org.id, id_) is False


async def test_a_queued_job_that_was_cancelled_never_runs(org: Organisation) -> None:
    id_ = await queue(org, "go")
    assert await cancel(org.id, id_) is True
    assert await job_runner.run(str(id_)) == "skipped"
    assert ran == []


async def test_a_stopped_worker_hands_its_job_back(org: Organisation) -> None:
    id_ = await queue(org, "hang")
    running = asyncio.create_task(job_runner.run(str(id_)))
    await asyncio.wait_for(started.wait(), 10)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    back = await row(id_)
    assert (back["state"], back["attempts"], back["lease_until"]) == ("queued", 0, None)


async def test_a_wiped_redis_loses_no_job(org: Organisation, process: Process) -> None:
    id_ = await queue(org, "go")
    name = f"arq:job:{id_}:0".encode()
    assert name in await process.redis.keys("arq:job:*")
    await process.redis.flushall()
    await job_runner.sweep()
    assert name in await process.redis.keys("arq:job:*")
    assert (await row(id_))["state"] == "queued"


async def test_a_delayed_job_is_pushed_when_its_time_has_come(org: Organisation, process: Process) -> None:
    id_ = await queue(org, "go", delay=60)
    name = f"arq:job:{id_}:0".encode()
    await job_runner.sweep()
    assert name not in await process.redis.keys("arq:job:*")
    with clock.frozen(clock.now() + timedelta(seconds=61)):
        await job_runner.sweep()
        assert name in await process.redis.keys("arq:job:*")
        assert await job_runner.run(str(id_)) == "done"


async def test_a_task_that_this_version_does_not_have_fails_by_name(org: Organisation) -> None:
    id_ = await queue(org, "go")
    async with database().system.acquire() as connection:
        await connection.execute("UPDATE jobs SET task = 'tests.gone' WHERE id = $1", id_)
    assert await job_runner.run(str(id_)) == "failed"
    assert "no task 'tests.gone'" in (await row(id_))["error"]


async def test_draining_runs_what_is_due_in_order(org: Organisation) -> None:
    for what in ("one", "two", "three"):
        await queue(org, what)
    await queue(org, "not yet", delay=60)
    assert await job_runner.drain(org.id) == 3
    assert ran == ["one", "two", "three"]
    await job_runner.measure()
    assert job_runner.DEPTH.labels("queued")._value.get() >= 1
