"""State that processes share: small Lua scripts in Redis, and what to do while Redis is away."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import NoScriptError, RedisError

log = logging.getLogger(__name__)


def _full_jitter(longest: float) -> float:
    return random.uniform(0, longest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Where waiting code takes its time from, so that tests need not wait.

    `server` replaces the clock of Redis, which is the only one that all processes share; None means Redis's own.
    `jitter` maps a longest pause to the pause taken. All in seconds.
    """

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    server: Callable[[], float] | None = None
    jitter: Callable[[float], float] = _full_jitter


class Away(Exception):
    """Redis did not answer; decide without it."""


class Script:
    """A Lua script and its digest. `now()` inside is the shared clock in seconds; the first argument feeds it."""

    __slots__ = ("sha", "text")

    _CLOCK = """
local function now()
  if ARGV[1] ~= '' then return tonumber(ARGV[1]) end
  local t = redis.call('TIME')
  return tonumber(t[1]) + tonumber(t[2]) / 1000000
end
local function exact(n) return string.format('%.17g', n) end
"""

    def __init__(self, text: str) -> None:
        self.text = self._CLOCK + text
        self.sha = hashlib.sha1(self.text.encode(), usedforsecurity=False).hexdigest()


class SharedState:
    """Runs scripts. After a failure Redis is left alone for `absence` seconds, so that a dead server costs one
    time-out (`patience` seconds) and not one per call."""

    def __init__(self, redis: Redis, *, timing: Timing | None = None, patience: float = 1.0, absence: float = 2.0) -> None:
        self._redis = redis
        self.timing = timing or Timing()
        self._patience = patience
        self._absence = absence
        self._away_until = 0.0

    @property
    def away(self) -> bool:
        """Whether Redis failed a moment ago."""
        return self.timing.monotonic() < self._away_until

    async def run(self, script: Script, keys: Sequence[str], args: Sequence[str | float]) -> Any:
        """The script's answer. Raises Away."""
        if self.away:
            raise Away
        clock = self.timing.server
        full = (repr(clock()) if clock else "", *args)
        try:
            async with asyncio.timeout(self._patience):
                try:
                    answer = await self._redis.evalsha(script.sha, len(keys), *keys, *full)  # type: ignore[arg-type,misc]
                except NoScriptError:
                    answer = await self._redis.eval(script.text, len(keys), *keys, *full)  # type: ignore[arg-type,misc]
        except (RedisError, OSError, TimeoutError) as error:
            self._away_until = self.timing.monotonic() + self._absence
            log.warning("redis is away, vendors are called at a reduced pace: %s", type(error).__name__)
            raise Away from error
        self._away_until = 0.0
        return answer
