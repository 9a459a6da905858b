"""The exchange log: what was said to vendors and what they answered, masked, kept by month."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import tasks
from app.kernel.db import Base, OrgId, UnitOfWork, database
from app.kernel.exchange import Exchange, ExchangeSink
from app.kernel.ids import new_id

log = structlog.get_logger(__name__)


class ExchangeRecord(Base):
    """One attempt of one call. Masked before it came here; bodies are cut to 16 kB."""

    __tablename__ = "exchange_log"
    __table_args__ = (
        Index("ix_exchange_log_connection", "org_id", "connection_id", "at"),
        Index("ix_exchange_log_correlation", "org_id", "correlation_id"),
        {"postgresql_partition_by": "RANGE (at)"},
    )

    org_id: Mapped[OrgId]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    connection_id: Mapped[str]
    correlation_id: Mapped[str]
    purpose: Mapped[str]
    method: Mapped[str]
    url: Mapped[str]
    request_headers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    request_body: Mapped[str]
    status: Mapped[int | None]
    response_headers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    response_body: Mapped[str]
    ms: Mapped[int]
    attempt: Mapped[int]
    error: Mapped[str]


_LAST = text(
    """SELECT c.id, (SELECT max(e.at) FROM exchange_log e WHERE e.connection_id = c.id AND e.error = '') AS at
       FROM unnest(CAST(:ids AS text[])) AS c (id)"""
)


async def last_exchanges(uow: UnitOfWork, connection_ids: Sequence[str]) -> dict[str, datetime]:
    """When each connection's vendor answered last; those that never did, or longer ago than the log is kept, are missing."""
    rows = await uow.execute(_LAST, {"ids": list(connection_ids)})
    return {id_: at for id_, at in rows if at is not None}


# Row-level security and COPY exclude each other, so the batch goes in by unnest.
_INSERT = """INSERT INTO exchange_log (org_id, id, at, connection_id, correlation_id, purpose, method, url, request_headers,
                          request_body, status, response_headers, response_body, ms, attempt, error)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                     $9::jsonb[], $10::text[], $11::int[], $12::jsonb[], $13::text[], $14::int[], $15::int[], $16::text[])"""


class ExchangeLog:
    """Gathers exchanges and writes them in batches; a full buffer drops the oldest and counts it in the log."""

    def __init__(self, *, limit: int = 5000) -> None:
        self._rows: list[tuple[Any, ...]] = []
        self._limit = limit
        self._dropped = 0
        self._writer: asyncio.Task[None] | None = None
        self._work = asyncio.Event()

    def sink(self, org_id: UUID) -> ExchangeSink:
        """The sink of one organisation's transports."""

        async def put(exchange: Exchange) -> None:
            if len(self._rows) >= self._limit:
                self._rows.pop(0)
                self._dropped += 1
            self._rows.append(_row(org_id, exchange))
            self._work.set()

        return put

    def start(self) -> None:
        self._writer = asyncio.create_task(self._write_forever(), name="exchange log")

    async def stop(self) -> None:
        await tasks.end(self._writer)
        await self.flush()

    async def flush(self) -> None:
        """Write what is gathered. A dead database costs log rows, never a vendor call."""
        rows, self._rows = self._rows, []
        if self._dropped:
            log.warning("exchange_log.dropped", count=self._dropped)
            self._dropped = 0
        if not rows:
            return
        try:
            await _insert(rows)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
            log.error("exchange_log.not_written", count=len(rows), error=str(error))

    async def _write_forever(self) -> None:
        while True:
            await self._work.wait()
            self._work.clear()
            await self.flush()
            await asyncio.sleep(0.5)


def _row(org_id: UUID, e: Exchange) -> tuple[Any, ...]:
    return (
        org_id, new_id(), e.at, e.connection_id, e.correlation_id, e.purpose, e.method, e.url, dict(e.request_headers),
        _clean(e.request_body), e.status, dict(e.response_headers), _clean(e.response_body), round(e.ms), e.attempt, e.error,
    )  # fmt: skip


def _clean(text: str) -> str:
    return text.replace("\0", "�")  # PostgreSQL's text holds no NUL


async def _insert(rows: Sequence[tuple[Any, ...]]) -> None:
    async with database().system.acquire(timeout=5) as connection:
        await connection.execute(_INSERT, *(list(column) for column in zip(*rows, strict=True)))
