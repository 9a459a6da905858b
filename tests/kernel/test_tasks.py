from __future__ import annotations

import asyncio

import pytest

from app.kernel import tasks


async def test_a_task_that_ended_and_none_are_nothing_to_wait_for() -> None:
    ended = asyncio.create_task(asyncio.sleep(0))
    await ended
    await tasks.end(ended, None)


async def test_it_may_tidy_up_and_what_it_ends_with_is_not_raised() -> None:
    done = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            done.append("tidied up")
            raise ValueError("the end")

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    await tasks.end(task)
    assert done == ["tidied up"] and isinstance(task.exception(), ValueError)


async def test_one_that_drops_a_cancellation_is_cancelled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """As `asyncio.wait_for` of Python 3.11 does where the answer comes together with the cancellation."""
    dropped = 0

    async def work() -> None:
        nonlocal dropped
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                dropped += 1
                if dropped == 3:
                    raise

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    monkeypatch.setattr(tasks, "AGAIN", 0.01)
    await asyncio.wait_for(tasks.end(task), 5)
    assert task.cancelled() and dropped == 3
