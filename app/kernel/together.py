"""Questions that come together are asked together, without waiting for company: while some are under way, the next gather.

Nobody joins a question that is already on its way, so that each answer is of a moment after it was asked for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Together(Generic[K, V]):
    """`ask` is given keys, each once, and gives the values of those that have one. What it raises, everybody hears who waits
    for it. At most `at_once` of its calls are under way, of `most` questions each."""

    def __init__(self, ask: Callable[[list[K]], Awaitable[Mapping[K, V]]], *, at_once: int = 2, most: int = 500) -> None:
        self._ask = ask
        self._at_once = at_once
        self._most = most
        self._waiting: list[tuple[K, asyncio.Future[V | None]]] = []
        self._asking: set[asyncio.Task[None]] = set()

    async def __call__(self, key: K) -> V | None:
        answer: asyncio.Future[V | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((key, answer))
        if len(self._asking) < self._at_once:
            task = asyncio.create_task(self._ask_all())
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)
        return await answer

    async def _ask_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            try:
                found = await self._ask(list(dict.fromkeys(key for key, _ in batch)))
            except asyncio.CancelledError:
                for _, answer in batch:
                    answer.cancel()
                raise
            except Exception as error:  # noqa: BLE001 - whoever waits must hear of it
                for _, answer in batch:
                    if not answer.done():
                        answer.set_exception(error)
                continue
            for key, answer in batch:
                if not answer.done():
                    answer.set_result(found.get(key))
