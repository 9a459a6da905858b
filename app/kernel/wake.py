"""Sleeping until there is work: a Redis wake-up when it comes, the clock when it does not."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import structlog
from redis.exceptions import RedisError

from app.kernel import live, tasks

log = structlog.get_logger(__name__)


class Sleeper:
    """Waits for `ksap:wake:<channel>` at most `at_most` seconds. A dead Redis only makes it slower."""

    def __init__(self, channel: str, at_most: float) -> None:
        self._channel = f"ksap:wake:{channel}"
        self._at_most = at_most
        self._rung = asyncio.Event()
        self._listener: asyncio.Task[None] | None = None
        self._leaving = False

    async def __aenter__(self) -> Sleeper:
        self._listener = asyncio.create_task(self._listen(), name=f"wake:{self._channel}")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._leaving = True
        await tasks.end(self._listener)

    async def sleep(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._at_most):
                await self._rung.wait()
        self._rung.clear()

    def ring(self) -> None:
        self._rung.set()

    async def _listen(self) -> None:
        while not self._leaving:
            try:
                async with live.redis().pubsub() as subscription:
                    await subscription.subscribe(self._channel)
                    while True:  # a wait with an end of its own: silence is no dead server
                        if await subscription.get_message(ignore_subscribe_messages=True, timeout=10):
                            self._rung.set()
            except (RedisError, OSError) as error:
                if self._leaving:  # what a cancelled connection says is no news
                    return
                log.warning("wake.redis_away", channel=self._channel, error=str(error))
                await asyncio.sleep(self._at_most)
