"""Announcements as server-sent events."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import suppress
from uuid import UUID

from fastapi import Request
from fastapi.responses import StreamingResponse

from app.kernel import live, tasks
from app.kernel.auth import Principal, still
from app.kernel.errors import TooMany
from app.kernel.telemetry import Receive, Scope, Send

HEARTBEAT = b": still here\n\n"
MISSED = b"event: missed\ndata: {}\n\n"
HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
ASKED_AGAIN = 15.0  # seconds between looks whether who listens may still
LASTS = 600.0  # seconds; who listens longer connects again, and shows anew who they are
POSITION = r"^\d{1,18}(-\d{1,18})?$"
"""The id of an announcement, no longer than Redis takes it."""
MOST = 20
"""Streams that one caller may hold open at a process: each holds a connection to Redis."""
_open: Counter[UUID] = Counter()


class EventStream(StreamingResponse):
    """What happens in the caller's organisation, as far as it is of these kinds and of their stores, until they
    may no more listen. Raises TooMany where they listen `MOST` times already."""

    media_type = "text/event-stream"

    def __init__(self, request: Request, caller: Principal, last_id: str | None, kinds: Collection[str]) -> None:
        if _open[caller.user_id] >= MOST:
            raise TooMany("You listen in many places at once. Close some of them.", retry_after=60, details={"limit": MOST})
        self._listener = caller.user_id
        events = frames(
            caller.org_id,
            last_id or "$",
            request.app.state.stopping,
            kinds=kinds,
            stores=caller.store_ids,
            still=still(request, caller),
        )
        super().__init__(events, headers=HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        _open[self._listener] += 1
        try:
            await super().__call__(scope, receive, send)
        finally:
            _open[self._listener] -= 1
            if not _open[self._listener]:
                del _open[self._listener]


async def frames(
    org_id: UUID,
    last_id: str,
    stopping: asyncio.Event,
    *,
    kinds: Collection[str] | None = None,
    stores: Collection[UUID] | None = None,
    still: Callable[[], Awaitable[bool]] | None = None,
    lasts: float = LASTS,
) -> AsyncIterator[bytes]:
    """`id`, `event` and `data` of each announcement after `last_id` that is of these kinds and stores (None: of any), a
    comment as a heartbeat while nothing happens. Begins with `missed` where announcements after `last_id` are gone: whoever
    listens reads everything anew. Ends when the server stops, after `lasts` seconds, and before the next word when `still`
    says that the caller may no more listen as they began; the browser connects again, as whom it is then."""
    yield b"retry: 2000\n\n"
    if last_id != "$" and await live.missed(org_id, last_id):
        yield MISSED
    source = aiter(live.listen(org_id, last_id))
    stop = asyncio.create_task(_ended(stopping, lasts))
    following: asyncio.Future[tuple[str, str, bytes]] | None = None
    asked = time.monotonic()
    try:
        while not stop.done():
            following = asyncio.ensure_future(anext(source))
            await asyncio.wait({following, stop}, return_when=asyncio.FIRST_COMPLETED)
            if not following.done():
                return
            id_, kind, data = following.result()
            if still is not None and time.monotonic() - asked >= ASKED_AGAIN:
                if not await still():
                    return
                asked = time.monotonic()
            if not id_:
                yield HEARTBEAT
            elif (kinds is None or kind in kinds) and live.concerns(kind, data, stores):
                yield f"id: {id_}\nevent: {kind}\ndata: ".encode() + data + b"\n\n"
    finally:
        await tasks.end(stop, following)


async def _ended(stopping: asyncio.Event, lasts: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(lasts):
            await stopping.wait()
