"""What people see move: short announcements per organisation on a Redis stream, read by server-sent events.

Announcements are hints (run progress, a new order, an alert): whatever they speak of stands in PostgreSQL.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from typing import Any
from uuid import UUID

import orjson
import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

_redis: Redis | None = None
COMMON = frozenset({"products", "stock"})
"""Kinds of announcements about what all stores share."""
KEEP = 1000  # announcements kept per organisation for those who reconnect
_on_the_way: dict[str, asyncio.Task[None]] = {}
_due: set[str] = set()
log = structlog.get_logger(__name__)


def use(redis: Redis | None) -> None:
    global _redis
    _redis = redis


def redis() -> Redis:
    if _redis is None:
        raise RuntimeError("no Redis is open; the composition root opens it")
    return _redis


def _stream(org_id: UUID) -> str:
    return f"ksap:live:{org_id}"


async def announce(org_id: UUID, kind: str, data: dict[str, Any]) -> None:
    """Tell the organisation's open dashboards. Best effort: a dead Redis is logged, not raised."""
    try:
        payload = orjson.dumps(data, default=str)
        await redis().xadd(_stream(org_id), {"kind": kind, "data": payload}, maxlen=KEEP, approximate=True)
    except (RedisError, OSError) as error:
        log.warning("live.announce_failed", kind=kind, error=str(error))


async def listen(org_id: UUID, last_id: str = "$", *, block_ms: int = 15_000) -> AsyncIterator[tuple[str, str, bytes]]:
    """Yield (id, kind, JSON) from after `last_id` on; ("", "", b"") as a heartbeat when nothing came."""
    position = last_id
    if last_id == "$":  # pinned once: asked again after a heartbeat, `$` would skip what came in between
        newest = await redis().xrevrange(_stream(org_id), count=1)
        position = newest[0][0].decode() if newest else "0-0"
    while True:
        answer = await redis().xread({_stream(org_id): position}, block=block_ms, count=100)
        if not answer:
            yield "", "", b""
            continue
        for _, entries in answer:
            for entry_id, fields in entries:
                position = entry_id.decode()
                yield position, fields[b"kind"].decode(), fields[b"data"]


def concerns(kind: str, data: bytes, stores: Collection[UUID] | None) -> bool:
    """Whether an announcement is for somebody who works on these stores (None: on all). What names no store and is not
    common to all is the whole organisation's."""
    if stores is None or kind in COMMON:
        return True
    told = orjson.loads(data).get("store_id")
    return told is not None and UUID(str(told)) in stores


async def missed(org_id: UUID, last_id: str) -> bool:
    """Whether announcements after `last_id` are gone already: let go as too many came, or lost with their server."""
    try:
        found = await redis().xinfo_stream(_stream(org_id))
    except ResponseError:  # there is no stream: nothing was announced yet, or a server forgot it
        return _moment(last_id) > (0, 0)
    if _moment(_text(found["last-generated-id"])) < _moment(last_id):
        return True
    first = found["first-entry"]
    let_go = found["entries-added"] > found["length"]
    return bool(let_go and first and _moment(_text(first[0])) > _moment(last_id))


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _moment(id_: str) -> tuple[int, int]:
    milliseconds, _, number = id_.partition("-")
    return int(milliseconds), int(number or 0)


async def wake(channel: str) -> None:
    """Wake whoever waits on `ksap:wake:<channel>`. Best effort: the sleepers also look by themselves."""
    try:
        await redis().publish(f"ksap:wake:{channel}", b"1")
    except (RedisError, OSError) as error:
        log.warning("live.wake_failed", channel=channel, error=str(error))


def wake_soon(channel: str) -> None:
    """The same, and nobody waits for it: for loops that have more to do. While one is on its way to Redis, all that follow
    share the next."""
    if channel in _on_the_way:
        _due.add(channel)
        return
    _on_the_way[channel] = asyncio.get_running_loop().create_task(_wake_again(channel), name=f"wake {channel}")


async def _wake_again(channel: str) -> None:
    try:
        await wake(channel)
        while channel in _due:
            _due.discard(channel)
            await wake(channel)
    finally:
        del _on_the_way[channel]


async def woken() -> None:
    """When all that was to be woken soon is."""
    await asyncio.gather(*_on_the_way.values(), return_exceptions=True)
