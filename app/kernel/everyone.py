"""Clockwork that works for all organisations: what one of them has wrong keeps nobody else from their turn."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import structlog

from app.kernel.away import server_away
from app.kernel.tasks import end

T = TypeVar("T")
log = structlog.get_logger(__name__)


async def for_everyone(what: str, items: Sequence[T], work: Callable[[T], Awaitable[Any]], *, together: int = 1) -> int:
    """Call `work` with each item, so many at a time. One that raises is logged under the event `what`; the others go on.

    Returns how many succeeded. Raises what a server that is away raises: then none of them can go on.
    """
    limit = asyncio.Semaphore(together)

    async def one(item: T) -> bool:
        async with limit:
            try:
                await work(item)
            except Exception as error:
                if server_away(error):
                    raise
                log.error(what, item=str(item), exc_info=error)
                return False
            return True

    tasks = [asyncio.create_task(one(item)) for item in items]
    try:
        return sum(await asyncio.gather(*tasks))
    finally:
        await end(*tasks)
