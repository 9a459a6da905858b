"""Questions that are asked together."""

from __future__ import annotations

import asyncio

import pytest

from app.kernel.together import Together


class Oracle:
    """Knows the double of each even number, and answers when it is told to."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.gates: list[asyncio.Event] = []

    async def __call__(self, numbers: list[int]) -> dict[int, int]:
        self.asked.append(numbers)
        gate = asyncio.Event()
        self.gates.append(gate)
        await gate.wait()
        if 13 in numbers:
            raise LookupError("thirteen")
        return {number: number * 2 for number in numbers if number % 2 == 0}


async def turn() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_what_comes_together_is_asked_once_and_each_hears_of_its_own() -> None:
    oracle = Oracle()
    ask = Together(oracle)
    waiting = [asyncio.create_task(ask(number)) for number in (2, 4, 2, 3)]
    await turn()
    assert oracle.asked == [[2, 4, 3]]
    oracle.gates[0].set()
    assert await asyncio.gather(*waiting) == [4, 8, 4, None]


async def test_nobody_joins_a_question_that_is_under_way() -> None:
    oracle = Oracle()
    ask = Together(oracle, at_once=1)
    first = asyncio.create_task(ask(2))
    await turn()
    later = [asyncio.create_task(ask(number)) for number in (2, 6)]
    await turn()
    assert oracle.asked == [[2]]
    oracle.gates[0].set()
    assert await first == 4
    await turn()
    assert oracle.asked == [[2], [2, 6]]
    oracle.gates[1].set()
    assert await asyncio.gather(*later) == [4, 12]


async def test_a_slow_answer_does_not_keep_the_others_waiting() -> None:
    oracle = Oracle()
    ask = Together(oracle)
    slow = asyncio.create_task(ask(2))
    await turn()
    other = asyncio.create_task(ask(4))
    await turn()
    oracle.gates[1].set()
    assert await other == 8
    assert not slow.done()
    oracle.gates[0].set()
    assert await slow == 4


async def test_a_failure_is_told_to_those_who_wait_for_it_and_the_next_are_answered() -> None:
    oracle = Oracle()
    ask = Together(oracle, at_once=1)
    failing = [asyncio.create_task(ask(number)) for number in (13, 2)]
    await turn()
    next_ = asyncio.create_task(ask(4))
    oracle.gates[0].set()
    for task in failing:
        with pytest.raises(LookupError):
            await task
    await turn()
    oracle.gates[1].set()
    assert await next_ == 8


async def test_one_who_goes_away_takes_nobody_along() -> None:
    oracle = Oracle()
    ask = Together(oracle)
    gone, stays = asyncio.create_task(ask(2)), asyncio.create_task(ask(2))
    await turn()
    gone.cancel()
    await turn()
    oracle.gates[0].set()
    assert await stays == 4
    assert gone.cancelled()
