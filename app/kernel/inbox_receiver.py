"""The receiver of webhooks: a bare ASGI application that commits deliveries which arrive together at one go.

A flush starts whenever the last one is done, without lingering.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import structlog
from prometheus_client import Counter, Histogram

from app.kernel import clock, correlation, live
from app.kernel.db import database
from app.kernel.ids import new_id
from app.kernel.inbox_rows import secret_context
from app.kernel.vault import Vault, VaultError

log = structlog.get_logger(__name__)
RECEIVED = Counter("ksap_webhooks_total", "Webhook deliveries by outcome", ["vendor", "outcome"])
ACKNOWLEDGED = Histogram(
    "ksap_webhook_seconds", "Arrival to acknowledgement", buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2)
)


@dataclass(frozen=True, slots=True)
class Verified:
    """What a vendor's verifier vouches for."""

    delivery_id: str
    topic: str


Verify = Callable[[Mapping[str, str], bytes, str], Verified | None]
Ping = Callable[[bytes], bool]


@dataclass(frozen=True, slots=True)
class _Endpoint:
    org_id: UUID
    id: UUID
    vendor: str
    secret: str
    open: bool


@dataclass(slots=True)
class _Waiting:
    row: tuple[Any, ...]
    stored: asyncio.Future[None]


_STORE = """INSERT INTO inbox_messages (org_id, id, endpoint_id, vendor, topic, delivery_id, body, correlation_id, state,
                                        attempts, available_at, error, received_at)
SELECT u.org_id, u.id, u.endpoint_id, u.vendor, u.topic, u.delivery_id, u.body, u.correlation_id, 'pending', 0, u.at, '', u.at
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::bytea[], $8::text[],
            $9::timestamptz[]) AS u(org_id, id, endpoint_id, vendor, topic, delivery_id, body, correlation_id, at)
ON CONFLICT (endpoint_id, delivery_id) DO NOTHING"""


class Receiver:
    """ASGI application for `POST /webhooks/{vendor}/{endpoint_id}`.

    200 means: verified and committed (or already known). 401: signature wrong or missing. 404: no such endpoint.
    413: over the limit. 503: not stored, please deliver again. `pings` tell by the body what a vendor sends unsigned to
    see whether anybody is there: that is answered with 200 and goes nowhere.
    """

    def __init__(
        self,
        verifiers: Mapping[str, Verify],
        vault: Vault,
        *,
        max_bytes: int,
        flushers: int = 2,
        pings: Mapping[str, Ping] | None = None,
    ) -> None:
        self._verifiers = verifiers
        self._pings = pings or {}
        self._vault = vault
        self._max_bytes = max_bytes
        self._flushers = flushers
        self._waiting: list[_Waiting] = []
        self._work = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = False
        self._endpoints: dict[UUID, tuple[float, _Endpoint | None]] = {}

    def start(self) -> None:
        self._stopping = False
        self._tasks = [asyncio.create_task(self._flush_forever(), name=f"inbox flush {i}") for i in range(self._flushers)]

    async def stop(self) -> None:
        """Stores what waits and what is under way, then ends; what comes after is answered with 503."""
        self._stopping = True
        self._work.set()
        await asyncio.gather(*self._tasks)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        started = time.perf_counter()
        status, message = await self._receive(scope, receive)
        ACKNOWLEDGED.observe(time.perf_counter() - started)
        body = orjson.dumps({"success": status == 200, "message": message})
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        if status == 503:
            headers.append((b"retry-after", b"5"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _receive(self, scope: Any, receive: Any) -> tuple[int, str]:
        vendor, _, id_text = scope["path"].removeprefix("/webhooks/").partition("/")
        verify = self._verifiers.get(vendor)
        try:
            endpoint = await self._endpoint(UUID(id_text)) if verify else None
        except ValueError:
            endpoint = None
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
            log.error("inbox.database_away", error=str(error))
            return 503, "The delivery was not stored; please deliver it again."
        if scope["method"] != "POST":
            return 405, "Deliver by POST."
        if verify is None or endpoint is None or endpoint.vendor != vendor or not endpoint.open:
            return 404, "No store listens here."
        raw = await self._body(receive)
        if raw is None:
            RECEIVED.labels(vendor, "too_large").inc()
            return 413, f"A delivery may have {self._max_bytes} bytes at most."
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        verified = verify(headers, raw, endpoint.secret)
        if verified is None:
            if vendor in self._pings and self._pings[vendor](raw):
                RECEIVED.labels(vendor, "ping").inc()
                return 200, "Somebody is here."
            RECEIVED.labels(vendor, "forged").inc()
            log.warning("inbox.signature_refused", vendor=vendor, endpoint=str(endpoint.id), size=len(raw))
            return 401, "The signature does not match."
        return await self._store(endpoint, verified, raw)

    async def _body(self, receive: Any) -> bytes | None:
        chunks: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return b"".join(chunks)
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > self._max_bytes:
                return None
            chunks.append(chunk)
            if not message.get("more_body"):
                return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    async def _store(self, endpoint: _Endpoint, verified: Verified, raw: bytes) -> tuple[int, str]:
        if self._stopping:
            return 503, "The delivery was not stored; please deliver it again."
        delivery = verified.delivery_id or hashlib.sha256(raw).hexdigest()
        row = (endpoint.org_id, new_id(), endpoint.id, endpoint.vendor, verified.topic[:200], delivery[:200], raw,
               correlation.new_correlation_id(), clock.now())  # fmt: skip
        waiting = _Waiting(row, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self._work.set()
        try:
            await waiting.stored
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
            RECEIVED.labels(endpoint.vendor, "not_stored").inc()
            log.error("inbox.not_stored", vendor=endpoint.vendor, error=str(error))
            return 503, "The delivery was not stored; please deliver it again."
        RECEIVED.labels(endpoint.vendor, "stored").inc()
        return 200, "Stored."

    async def _flush_forever(self) -> None:
        while self._waiting or not self._stopping:
            await self._work.wait()
            if not self._stopping:
                self._work.clear()
            batch, self._waiting = self._waiting[:400], self._waiting[400:]
            if self._waiting:
                self._work.set()
            if batch:
                await self._flush(batch)

    async def _flush(self, batch: list[_Waiting]) -> None:
        try:
            columns = [list(column) for column in zip(*(w.row for w in batch), strict=True)]
            async with database().system.acquire(timeout=5) as connection:
                await connection.execute(_STORE, *columns)
                for waiting in batch:  # committed; the way of the connection back to the pool is not theirs to wait for
                    if not waiting.stored.done():
                        waiting.stored.set_result(None)
        except Exception as error:  # noqa: BLE001 - every waiting request must hear of it
            for waiting in batch:
                if not waiting.stored.done():
                    waiting.stored.set_exception(error)
            return
        live.wake_soon("inbox")

    async def _endpoint(self, endpoint_id: UUID) -> _Endpoint | None:
        """Known for five seconds, so that closing one takes effect soon and a storm costs no query each."""
        known = self._endpoints.get(endpoint_id)
        if known and known[0] > time.monotonic():
            return known[1]
        async with database().system.acquire(timeout=5) as connection:
            row = await connection.fetchrow(
                "SELECT org_id, id, vendor, secret, state FROM inbox_endpoints WHERE id = $1", endpoint_id
            )
        endpoint = None
        if row:
            try:
                secret = self._vault.open(row["secret"], secret_context(endpoint_id)).decode()
                endpoint = _Endpoint(row["org_id"], row["id"], row["vendor"], secret, row["state"] != "closed")
            except VaultError as error:
                log.error("inbox.secret_unreadable", endpoint=str(endpoint_id), error=str(error))
        if len(self._endpoints) > 10_000:
            self._endpoints.clear()
        self._endpoints[endpoint_id] = (time.monotonic() + 5, endpoint)
        return endpoint
