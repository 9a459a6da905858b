"""Background tasks: how they end."""

from __future__ import annotations

import asyncio
from typing import Any

AGAIN = 1.0  # seconds until a task that went on is cancelled once more; tidying up takes less


async def end(*tasks: asyncio.Future[Any] | None) -> None:
    """Cancel them and wait until they have ended, with whatever.

    Cancelled again where one goes on: up to Python 3.11 `asyncio.wait_for`, which redis-py sends with, drops a cancellation
    that comes together with its answer (python/cpython#86296), and who waits for such a task waits for ever.
    """
    pending = {task for task in tasks if task is not None and not task.done()}
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=AGAIN)
