"""Who reads hands the connection on. A list is two round trips, of which the first begins the reader's transaction and ends
the last reader's in one; only a connection that nobody takes over in time goes back to the pool.

Nothing of a reader reaches the next: scope and settings end with the transaction, and there is no way to a resting connection
but the one that ends it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import structlog
from asyncpg.pool import PoolConnectionProxy

_REST = 0.01  # seconds that a connection waits at most for another reader
log = structlog.get_logger("ksap.db")


class Readers:
    """Of one pool, at most half of which rests."""

    def __init__(self, pool: asyncpg.Pool[Any]) -> None:
        self._pool = pool
        self._returning: set[asyncio.Task[None]] = set()
        self._resting: list[PoolConnectionProxy[Any]] = []
        self._tidying: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def one(self, begin: str) -> AsyncIterator[PoolConnectionProxy[Any]]:
        """A connection in the transaction that the statements `begin` begin."""
        connection = await self._begun(begin)
        try:
            yield connection
        except BaseException:
            self._give_back(connection)
            raise
        self._rest(connection)

    async def close(self) -> None:
        """Give everything back; the pool may be closed then."""
        self._tidy()
        await asyncio.gather(*self._returning, return_exceptions=True)

    async def _begun(self, begin: str) -> PoolConnectionProxy[Any]:
        """One that rests, else one of the pool."""
        while self._resting:
            connection = self._resting.pop()
            try:
                return await self._entered(connection, f"COMMIT; {begin}")
            except (OSError, asyncpg.InterfaceError, asyncpg.PostgresError):
                if not connection.is_closed():  # of one that died while it rested another takes the place
                    raise
        return await self._entered(await self._pool.acquire(timeout=5), begin)

    async def _entered(self, connection: PoolConnectionProxy[Any], begin: str) -> PoolConnectionProxy[Any]:
        try:
            await connection.execute(begin)
        except BaseException:
            self._give_back(connection)
            raise
        return connection

    def _rest(self, connection: PoolConnectionProxy[Any]) -> None:
        if len(self._resting) >= self._pool.get_max_size() // 2 or connection.is_closed():
            self._give_back(connection)
            return
        self._resting.append(connection)
        if self._tidying is None:
            self._tidying = asyncio.get_running_loop().call_later(_REST, self._tidy)

    def _tidy(self) -> None:
        if self._tidying:
            self._tidying.cancel()
            self._tidying = None
        resting, self._resting = self._resting, []
        for connection in resting:
            self._give_back(connection)

    def _give_back(self, connection: PoolConnectionProxy[Any]) -> None:
        """End the transaction and return to the pool. Nobody waits for it: what was read is read."""
        task = asyncio.get_running_loop().create_task(self._end(connection))
        self._returning.add(task)
        task.add_done_callback(self._returned)

    async def _end(self, connection: PoolConnectionProxy[Any]) -> None:
        try:
            await connection.execute("COMMIT")
        finally:
            await self._pool.release(connection)  # if that failed, `_end_transaction` tries, or the pool closes it

    def _returned(self, task: asyncio.Task[None]) -> None:
        self._returning.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.warning("db.connection_dropped", error=type(error).__name__)
