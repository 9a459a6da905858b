"""Incoming webhooks: verified over the raw bytes, stored once, acknowledged after the commit.

The receiver is a bare ASGI application. Deliveries that arrive together are committed together: a flush starts whenever
the last one is done, without lingering. What a delivery means is found out later, by the consumer of its kind, in
batches per endpoint and in the order of arrival.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import structlog
from prometheus_client import Counter, Histogram
from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock, correlation, live
from app.kernel.db import Base, Created, Tenant, UnitOfWork, database
from app.kernel.ids import new_id
from app.kernel.vault import Vault, VaultError
from app.kernel.wake import Sleeper

BATCH = 100
MAX_ATTEMPTS = 12
_LOCK_SPACE = 0x6B69  # "ki": the namespace of our advisory locks on endpoints
log = structlog.get_logger(__name__)
RECEIVED = Counter("ksap_webhooks_total", "Webhook deliveries by outcome", ["vendor", "outcome"])
ACKNOWLEDGED = Histogram(
    "ksap_webhook_seconds", "Arrival to acknowledgement", buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2)
)


class InboxEndpoint(Tenant, Base):
    """An address that a vendor delivers to; its id stands in the URL. `secret` is a vault envelope.

    `kind` names the consumer ("store"), `state`: open | paused | closed. A paused one still stores.
    """

    __tablename__ = "inbox_endpoints"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'paused', 'closed')", name="state"),
        Index("uq_inbox_endpoints_id", "id", unique=True),
    )

    vendor: Mapped[str]
    kind: Mapped[str]
    secret: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    created_at: Mapped[Created]
    last_delivery_at: Mapped[datetime | None]


class InboxMessage(Tenant, Base):
    """One delivery, raw. `state`: pending | done | dead | discarded."""

    __tablename__ = "inbox_messages"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'done', 'dead', 'discarded')", name="state"),
        Index("uq_inbox_messages_delivery", "endpoint_id", "delivery_id", unique=True),
        Index("ix_inbox_messages_pending", "endpoint_id", "id", postgresql_where=text("state = 'pending'")),
        Index("ix_inbox_messages_org_received", "org_id", "received_at"),
    )

    endpoint_id: Mapped[UUID]
    vendor: Mapped[str]
    topic: Mapped[str]
    delivery_id: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    correlation_id: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    available_at: Mapped[Created]
    error: Mapped[str] = mapped_column(default="")
    received_at: Mapped[Created]


@dataclass(frozen=True, slots=True)
class Verified:
    """What a vendor's verifier vouches for."""

    delivery_id: str
    topic: str


Verify = Callable[[Mapping[str, str], bytes, str], Verified | None]


def secret_context(endpoint_id: UUID) -> str:
    """The vault context that an endpoint's signing secret is sealed under."""
    return f"inbox endpoint {endpoint_id}"


# ── receiving ───────────────────────────────────────────────────────────────────────────────────────────


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
    413: over the limit. 503: not stored, please deliver again.
    """

    def __init__(self, verifiers: Mapping[str, Verify], vault: Vault, *, max_bytes: int, flushers: int = 2) -> None:
        self._verifiers = verifiers
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
        except Exception as error:  # noqa: BLE001 - every waiting request must hear of it
            for waiting in batch:
                if not waiting.stored.done():
                    waiting.stored.set_exception(error)
            return
        for waiting in batch:
            if not waiting.stored.done():
                waiting.stored.set_result(None)
        await live.wake("inbox")

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


# ── consuming ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Message:
    id: UUID
    topic: str
    body: bytes
    received_at: datetime
    correlation_id: str


Consume = Callable[[UUID, UUID, Sequence[Message]], Awaitable[None]]
_consumers: dict[str, Consume] = {}


def receives(kind: str) -> Callable[[Consume], Consume]:
    """Declare the consumer of a kind: `async def take_in(org_id, endpoint_id, messages)`.

    It calls `done(uow, ids)` in the transaction that holds the effect. What it leaves undone, or raises about, is
    tried again with backoff and ends among the dead letters.
    """

    def register(consume: Consume) -> Consume:
        _consumers[kind] = consume
        return consume

    return register


async def done(uow: UnitOfWork, ids: Sequence[UUID], *, state: str = "done", error: str = "") -> None:
    """Mark deliveries as taken in (or discarded, or dead) with the caller's transaction."""
    await uow.execute(
        text("UPDATE inbox_messages SET state = :state, error = :error WHERE id = ANY(:ids)"),
        {"ids": list(ids), "state": state, "error": error},
    )


class Pump:
    """Hands stored deliveries to their consumers: one endpoint at a time each, endpoints in parallel."""

    def __init__(self, *, concurrency: int = 8, at_most: float = 1.0) -> None:
        self._concurrency = concurrency
        self._at_most = at_most

    async def run(self, stopping: asyncio.Event) -> None:
        async with Sleeper("inbox", self._at_most) as sleeper:
            while not stopping.is_set():
                try:
                    handled = await self.sweep()
                except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
                    log.error("inbox.database_away", error=str(error))
                    handled = 0
                if not handled:
                    await sleeper.sleep()

    async def sweep(self, org_id: UUID | None = None) -> int:
        """One pass over the endpoints that have due deliveries. Returns how many were offered."""
        async with database().system.acquire() as connection:
            endpoints = await connection.fetch(
                """SELECT DISTINCT m.org_id, m.endpoint_id, e.kind FROM inbox_messages m
                   JOIN inbox_endpoints e ON e.id = m.endpoint_id AND e.state = 'open'
                   WHERE m.state = 'pending' AND m.available_at <= $1 AND ($2::uuid IS NULL OR m.org_id = $2)""",
                clock.now(),
                org_id,
            )
        limit = asyncio.Semaphore(self._concurrency)

        async def one(row: asyncpg.Record) -> int:
            async with limit:
                return await self._endpoint(row["org_id"], row["endpoint_id"], row["kind"])

        return sum(await asyncio.gather(*(one(row) for row in endpoints)))

    async def _endpoint(self, org_id: UUID, endpoint_id: UUID, kind: str) -> int:
        consume = _consumers.get(kind)
        if consume is None:
            return 0
        async with database().system.acquire() as connection:
            lock = endpoint_id.int & 0x7FFFFFFF
            if not await connection.fetchval("SELECT pg_try_advisory_lock($1, $2)", _LOCK_SPACE, lock):
                return 0
            try:
                found = await connection.fetch(
                    """SELECT id, topic, body, received_at, correlation_id FROM inbox_messages
                       WHERE endpoint_id = $1 AND state = 'pending' AND available_at <= $2 ORDER BY id LIMIT $3""",
                    endpoint_id,
                    clock.now(),
                    BATCH,
                )
                messages = [Message(*row) for row in found]
                if not messages:  # another pump was faster
                    return 0
                error = ""
                try:
                    with correlation.bound(messages[0].correlation_id):
                        await consume(org_id, endpoint_id, messages)
                except Exception as failure:
                    error = f"{type(failure).__name__}: {failure}"[:2000]
                    log.error("inbox.consumer_failed", endpoint=str(endpoint_id), size=len(messages), exc_info=failure)
                await self._put_off(connection, endpoint_id, [m.id for m in messages], error)
                return len(messages)
            finally:
                await connection.execute("SELECT pg_advisory_unlock($1, $2)", _LOCK_SPACE, lock)

    async def _put_off(self, connection: Any, endpoint_id: UUID, ids: list[UUID], error: str) -> None:
        """What is still pending comes again later, with backoff, and is dead after the last attempt."""
        now = clock.now()
        await connection.execute(
            """UPDATE inbox_messages SET attempts = attempts + 1, error = $3,
                      state = CASE WHEN attempts + 1 >= $4 THEN 'dead' ELSE 'pending' END,
                      available_at = $2::timestamptz + LEAST(600, 2 ^ LEAST(attempts, 10)) * interval '1 second'
               WHERE endpoint_id = $5 AND id = ANY($1) AND state = 'pending'""",
            ids,
            now,
            error or "the consumer left it undone",
            MAX_ATTEMPTS,
            endpoint_id,
        )


async def forget(older_than: timedelta) -> int:
    """Delete deliveries that were taken in or discarded long ago; dead ones stay until somebody decides."""
    async with database().system.acquire() as connection:
        tag = await connection.execute(
            "DELETE FROM inbox_messages WHERE state IN ('done', 'discarded') AND received_at < $1",
            clock.now() - older_than,
        )
    return int(tag.split()[-1])
