"""A run whose workers are lost again and again ends, and those of its store that come after it begin."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.kernel import clock, job_runner
from app.kernel.db import database
from app.sync import background, tasks
from app.sync.contracts import RunOpen
from tests.sync.conftest import Shop


async def test_a_run_whose_workers_were_all_killed_is_closed_with_the_reason(shop: Shop) -> None:
    await shop.sync("initial")
    async with shop.org.uow() as uow:
        run = await background.launch(uow, shop.store_id, "poll", "user")
    [(job,)] = await shop.rows("SELECT job_id FROM sync_runs WHERE id = :id", id=run.id)
    now = clock.now() + timedelta(seconds=1)
    async with database().system.acquire() as connection:
        for attempt in range(5):  # what workers leave behind that are killed at their work
            at = now + timedelta(minutes=attempt)
            assert await connection.fetchrow(job_runner._CLAIM, job, at + timedelta(seconds=job_runner.LEASE), at)
    with clock.frozen(now + timedelta(minutes=6)):
        assert await job_runner.run(str(job)) == "failed"
    with pytest.raises(RunOpen):
        async with shop.org.uow() as uow:
            await background.launch(uow, shop.store_id, "poll", "user")

    await tasks.close_abandoned_runs()
    told = await shop.run(run.id)
    assert told["state"] == "failed" and "lost in each of 5 attempts" in str(told["error"])
    assert (await shop.run(await shop.sync("poll")))["state"] == "done"


async def test_a_run_that_is_worked_on_stays_open(shop: Shop) -> None:
    async with shop.org.uow() as uow:
        run = await background.launch(uow, shop.store_id, "initial", "user")
    await tasks.close_abandoned_runs()
    assert (await shop.run(run.id))["state"] == "queued"
