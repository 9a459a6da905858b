"""Work for all organisations: one that fails stops nobody else."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest
from structlog.testing import capture_logs

from app.kernel.everyone import for_everyone


@pytest.mark.parametrize("together", [1, 3])
async def test_one_that_fails_is_told_and_keeps_nobody_waiting(together: int) -> None:
    done: list[int] = []

    async def work(number: int) -> None:
        if number == 2:
            raise ValueError("a bad row")
        done.append(number)

    with capture_logs() as logs:
        assert await for_everyone("tests.failed", [1, 2, 3, 4], work, together=together) == 3
    assert done == [1, 3, 4]
    assert [(entry["event"], entry["item"]) for entry in logs] == [("tests.failed", "2")]


async def test_no_more_at_a_time_than_was_said() -> None:
    now, most = 0, 0

    async def work(_: int) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0)
        now -= 1

    assert await for_everyone("tests.failed", range(9), work, together=4) == 9
    assert most == 4


async def test_a_server_that_is_away_ends_it_for_all() -> None:
    async def work(_: int) -> None:
        raise asyncpg.CannotConnectNowError("the database system is starting up")

    with pytest.raises(asyncpg.CannotConnectNowError):
        await for_everyone("tests.failed", [1, 2], work)
