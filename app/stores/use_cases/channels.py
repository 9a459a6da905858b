"""Opening connections, and learning from how their calls went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson

from app.kernel import audit, clock
from app.kernel.checkup import TestReport
from app.kernel.db import UnitOfWork, database, unit_of_work
from app.kernel.errors import DomainError, Unavailable
from app.kernel.masking import Masker
from app.kernel.process import process
from app.kernel.transport import HttpTransport, SecretHeldBack, Unreachable
from app.kernel.vault import mask
from app.ports.vendor import Channel, Credentials, Environment, Remedy, Vendor, VendorError, vendor
from app.stores.contracts import ConnectionPaused, NeedsReconnect, NotOffered, OpenChannel
from app.stores.events import ConnectionStateChanged
from app.stores.models import Connection, Store
from app.stores.repository import Stores
from app.stores.sandbox_guard import SandboxGuard
from app.stores.use_cases.locks import alone

REFRESH_BEFORE = timedelta(minutes=5)
OUTAGE_AFTER = 3  # failures in a row before the merchant is told


def secrets_context(connection_id: UUID) -> str:
    """The vault context of a connection's secrets."""
    return f"connection {connection_id}"


def seal(connection_id: UUID, secrets: Mapping[str, str]) -> str:
    return process().vault.seal(orjson.dumps(dict(secrets)), secrets_context(connection_id))


def masks_of(secrets: Mapping[str, str]) -> dict[str, str]:
    """What may be shown of them."""
    return {name: mask(secret) for name, secret in secrets.items() if secret}


def credentials_of(connection: Connection) -> Credentials:
    """With its secrets opened: for use in memory only."""
    raw = process().vault.open(connection.secrets, secrets_context(connection.id)) if connection.secrets else b"{}"
    return Credentials(
        auth=connection.auth,
        environment=Environment(connection.environment),
        public=dict(connection.public),
        secrets=orjson.loads(raw),
        scopes=tuple(connection.scopes),
        expires_at=connection.expires_at,
    )


def make_channel(org_id: UUID, connection_id: UUID, maker: Vendor, credentials: Credentials, *, currency: str = "") -> Channel:
    """A channel of credentials that may not be stored yet. Live connections reach public addresses only; sandbox ones
    the sandbox only."""
    here = process()
    sandbox = credentials.environment is Environment.SANDBOX
    origin = here.settings.sandbox_url
    transport = HttpTransport(
        here.transports,
        str(connection_id),
        pace=maker.pace,
        guard=SandboxGuard(origin) if sandbox else here.transports.guard(),
        log=here.exchanges.sink(org_id),
        masker=Masker(s for s in credentials.secrets.values() if s),
        label=maker.slug,
    )
    base_url = maker.base_url(credentials.public, credentials.environment, origin)
    return Channel(
        connection_id=str(connection_id), credentials=credentials, transport=transport, base_url=base_url, currency=currency
    )


async def open_channel(org_id: UUID, connection_id: UUID) -> OpenChannel:
    """Ready to call the vendor. Credentials about to expire are refreshed first, by one worker at a time.

    Raises NotFound, ConnectionPaused, NeedsReconnect, and what a refresh may raise (VendorError, Unreachable).
    """
    async with unit_of_work(org_id) as uow:
        connection = await uow.get(Connection, connection_id, "connection")
        store = await uow.get(Store, connection.store_id, "store") if connection.store_id else None
    _usable(connection)
    maker = vendor(connection.vendor)
    credentials = credentials_of(connection)
    if credentials.expires_at and credentials.expires_at - clock.now() < REFRESH_BEFORE:
        credentials = await _refreshed(org_id, connection_id, maker)
    channel = make_channel(org_id, connection_id, maker, credentials, currency=store.currency if store else "")
    return OpenChannel(org_id, connection.store_id, connection_id, maker, channel)


async def channel_of_store(org_id: UUID, store_id: UUID) -> OpenChannel:
    """The channel of the store's connection. Raises NotOffered for a store that has none."""
    async with unit_of_work(org_id) as uow:
        found = await Stores(uow).connections(kind="store", store_id=store_id)
    if not found:
        raise NotOffered("This store is not connected to a platform.", details={"store_id": str(store_id)})
    return await open_channel(org_id, found[0].id)


async def due_connections(kind: str, *, checked_before: timedelta, limit: int = 500) -> Sequence[tuple[UUID, UUID]]:
    """(organisation, connection) of connections of all tenants whose last check is that long ago; for the clockwork."""
    async with database().system.acquire() as connection:
        rows = await connection.fetch(
            """SELECT org_id, id FROM connections
               WHERE kind = $1 AND state IN ('connected', 'unreachable') AND (checked_at IS NULL OR checked_at < $2)
               ORDER BY checked_at NULLS FIRST LIMIT $3""",
            kind,
            clock.now() - checked_before,
            limit,
        )
    return [(row["org_id"], row["id"]) for row in rows]


async def report_failure(org_id: UUID, connection_id: UUID, error: DomainError) -> None:
    """A call failed. Dead credentials change the state at once, an outage after some failures in a row; other refusals
    are about one request and say nothing of the connection."""
    if isinstance(error, VendorError) and error.remedy is Remedy.RECONNECT:
        await _move(org_id, connection_id, "needs_reconnect", error.vendor_message or error.message)
    elif isinstance(error, SecretHeldBack):
        async with unit_of_work(org_id) as uow:
            audit.record(uow, "secret.blocked", kind="connection", id_=connection_id, channel="vendor", **error.details)
    elif isinstance(error, Unreachable) and error.reason != "paused":
        async with unit_of_work(org_id) as uow:
            connection = await uow.get(Connection, connection_id, "connection", lock=True)
            connection.failures += 1
            if connection.failures >= OUTAGE_AFTER or error.reason == "breaker_open":
                set_state(uow, connection, "unreachable", error.message)


async def report_success(org_id: UUID, connection_id: UUID) -> None:
    """A call went well: whatever was wrong before is over. Costs nothing while all is well."""
    async with unit_of_work(org_id) as uow:
        connection = await uow.get(Connection, connection_id, "connection")
        if not _troubled(connection):
            return
        connection = await uow.get(Connection, connection_id, "connection", lock=True)
        if _troubled(connection):  # still: nobody paused or ended it meanwhile
            connection.failures = 0
            set_state(uow, connection, "connected", "")


def _troubled(connection: Connection) -> bool:
    return connection.state in ("unreachable", "needs_reconnect") or (
        connection.state == "connected" and connection.failures > 0
    )


def set_state(uow: UnitOfWork, connection: Connection, state: str, reason: str) -> None:
    """Move and tell, once per change. A paused or disconnected connection stays so until somebody acts."""
    if connection.state == state or (connection.state in ("paused", "disconnected") and state == "unreachable"):
        return
    connection.state, connection.state_reason, connection.state_since = state, reason[:1000], clock.now()
    uow.publish(
        ConnectionStateChanged(connection_id=connection.id, store_id=connection.store_id, state=state, reason=reason[:1000])
    )


def keep(connection: Connection, credentials: Credentials) -> None:
    """Store what a sign-in or a refresh gave. A part that it does not mention stays: a refresh token is never lost."""
    known = credentials_of(connection).secrets if connection.secrets else {}
    secrets = {**known, **credentials.secrets}
    connection.secrets, connection.masks = seal(connection.id, secrets), masks_of(secrets)
    connection.public = {**connection.public, **credentials.public}
    connection.scopes = list(credentials.scopes) or connection.scopes
    connection.expires_at = credentials.expires_at
    connection.rotated_at = clock.now()


def told(masks: Mapping[str, Any]) -> list[str]:
    """Masks for the audit trail, which hides whatever stands under the name of a secret."""
    return [f"{name} {shown}" for name, shown in sorted(masks.items())]


def report_of(report: TestReport) -> dict[str, Any]:
    """What is kept of a test."""
    return {"ok": report.ok, "checks": [asdict(check) for check in report.checks]}


async def _move(org_id: UUID, connection_id: UUID, state: str, reason: str) -> None:
    async with unit_of_work(org_id) as uow:
        connection = await uow.get(Connection, connection_id, "connection", lock=True)
        if connection.state not in ("paused", "disconnected"):
            set_state(uow, connection, state, reason)


async def _refreshed(org_id: UUID, connection_id: UUID, maker: Vendor) -> Credentials:
    """New credentials under a lock that all workers share; who comes second finds them renewed."""
    async with alone(f"refresh {connection_id}", patience=60) as mine:
        if not mine:
            raise Unavailable("Another process has been renewing these credentials for a minute. Try again shortly.")
        async with unit_of_work(org_id) as uow:
            connection = await uow.get(Connection, connection_id, "connection")
        _usable(connection)
        credentials = credentials_of(connection)
        if not credentials.expires_at or credentials.expires_at - clock.now() >= REFRESH_BEFORE or maker.account is None:
            return credentials
        try:
            fresh = await maker.account(make_channel(org_id, connection_id, maker, credentials)).refresh()
        except VendorError as error:
            await report_failure(org_id, connection_id, error)
            raise
        if fresh is None:
            return credentials
        async with unit_of_work(org_id) as uow:
            stored = await uow.get(Connection, connection_id, "connection", lock=True)
            _usable(stored)  # disconnected meanwhile: its secrets stay erased
            keep(stored, fresh)
            return credentials_of(stored)


def _usable(connection: Connection) -> None:
    details = {"connection_id": str(connection.id), "state": connection.state}
    if connection.state == "paused":
        raise ConnectionPaused("This connection is paused. Resume it to go on.", details=details)
    if connection.state in ("disconnected", "needs_reconnect"):
        reason = connection.state_reason or "The connection was ended."
        raise NeedsReconnect(f"{reason} Reconnect to go on.", details=details)
