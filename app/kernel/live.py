"""What people see move: short announcements per organisation on a Redis stream, read by server-sent events.

Announcements are hints (run progress, a new order, an alert): whatever they speak of stands in PostgreSQL.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import orjson
import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

_redis: Redis | None = None
KEEP = 1000  # announcements kept per organisation for those who reconnect
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


async def wake(channel: str) -> None:
    """Wake whoever waits on `ksap:wake:<channel>`. Best effort: the sleepers also look by themselves."""
    try:
        await redis().publish(f"ksap:wake:{channel}", b"1")
    except (RedisError, OSError) as error:
        log.warning("live.wake_failed", channel=channel, error=str(error))
