"""Announcements as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from uuid import UUID

from app.kernel import live

HEARTBEAT = b": still here\n\n"


async def frames(org_id: UUID, last_id: str, stopping: asyncio.Event) -> AsyncIterator[bytes]:
    """`id`, `event` and `data` of each announcement after `last_id`, a comment as a heartbeat while nothing happens. Ends
    when the server stops; the browser connects to another one."""
    yield b"retry: 2000\n\n"
    source = aiter(live.listen(org_id, last_id))
    stop = asyncio.create_task(stopping.wait())
    following: asyncio.Future[tuple[str, str, bytes]] | None = None
    try:
        while not stopping.is_set():
            following = asyncio.ensure_future(anext(source))
            await asyncio.wait({following, stop}, return_when=asyncio.FIRST_COMPLETED)
            if not following.done():
                return
            id_, kind, data = following.result()
            yield f"id: {id_}\nevent: {kind}\ndata: ".encode() + data + b"\n\n" if id_ else HEARTBEAT
    finally:
        for task in (stop, following):
            if task is not None and not task.done():
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
