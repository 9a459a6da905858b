"""Webhook upkeep: an inbox endpoint per connection, and the vendor's registrations kept as they should be."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.kernel import clock, inbox
from app.kernel.db import UnitOfWork, database, unit_of_work
from app.kernel.errors import DomainError
from app.kernel.inbox import InboxEndpoint
from app.kernel.process import process
from app.ports.storefront import WebhookRegistration, Webhooks
from app.stores.contracts import OpenChannel, WebhookReport
from app.stores.models import Connection
from app.stores.use_cases import reach
from app.stores.use_cases.channels import open_channel, report_failure
from app.stores.use_cases.locks import alone

KIND = "store"  # the consumer of what arrives


async def open_endpoint(uow: UnitOfWork, connection: Connection) -> None:
    """Make the endpoint of a connection, or open the closed one again. Its secret is new each time."""
    endpoint = await uow.session.get(InboxEndpoint, (uow.org_id, connection.id))
    if endpoint is None:
        endpoint = InboxEndpoint(org_id=uow.org_id, id=connection.id, vendor=connection.vendor, kind=KIND, secret="")
        uow.add(endpoint)
    endpoint.state = "open"
    if not endpoint.secret:
        endpoint.secret = _sealed(connection.id, secrets.token_urlsafe(32))


async def set_endpoint(uow: UnitOfWork, connection_id: UUID, state: str) -> None:
    """Pause it (deliveries are stored and wait), open it, or close it (they are refused, and its secret is erased)."""
    endpoint = await uow.session.get(InboxEndpoint, (uow.org_id, connection_id))
    if endpoint is None:
        return
    endpoint.state = state
    if state == "closed":
        endpoint.secret = ""


async def ensure_webhooks(org_id: UUID, connection_id: UUID) -> WebhookReport:
    """Register what is missing, enable what the vendor disabled, remove what is stale. Safe to repeat.

    Raises what the vendor raises, and what `open_channel` raises.
    """
    async with alone(f"webhooks {connection_id}", patience=30) as mine:
        if not mine:
            return WebhookReport(active=0, repaired=0, topics=(), note="Another process is at it.")
        opened = await open_channel(org_id, connection_id)
        why = _not_possible(opened)
        if why:
            await _remember(org_id, connection_id, [])
            return WebhookReport(active=0, repaired=0, topics=(), note=why)
        try:
            return await _register(opened)
        except DomainError as error:
            await report_failure(org_id, connection_id, error)
            raise


def _not_possible(opened: OpenChannel) -> str:
    if not opened.offers(Webhooks):
        return f"{opened.vendor.title} sends no webhooks."
    return reach.hindrance(process().settings, opened.channel.credentials.environment)


async def _register(opened: OpenChannel) -> WebhookReport:
    port = opened.port(Webhooks)
    address = reach.address(process().settings, opened.vendor.slug, opened.connection_id)
    secret = await _signing_secret(opened, port)
    before = {r.topic for r in await port.registered() if r.active and r.address == address}
    after = [r for r in await port.register(address, secret) if r.active]
    repaired = len([r for r in after if r.topic not in before])
    await _remember(opened.org_id, opened.connection_id, after)
    return WebhookReport(active=len(after), repaired=repaired, topics=tuple(sorted(r.topic for r in after)))


async def _signing_secret(opened: OpenChannel, port: Webhooks) -> str:
    """The secret that deliveries will be signed with, known to our endpoint before the vendor learns of it."""
    async with unit_of_work(opened.org_id) as uow:
        endpoint = await uow.get(InboxEndpoint, opened.connection_id, "inbox endpoint", lock=True)
        held = process().vault.open(endpoint.secret, inbox.secret_context(endpoint.id)).decode()
        secret = port.signing_secret(held)
        if secret != held:
            endpoint.secret = _sealed(endpoint.id, secret)
        return secret


def _sealed(endpoint_id: UUID, secret: str) -> str:
    return process().vault.seal(secret.encode(), inbox.secret_context(endpoint_id))


async def _remember(org_id: UUID, connection_id: UUID, registrations: Sequence[WebhookRegistration]) -> None:
    async with unit_of_work(org_id) as uow:
        connection = await uow.get(Connection, connection_id, "connection", lock=True)
        if connection.state != "disconnected":
            kept: list[dict[str, Any]] = [asdict(r) for r in registrations]
            connection.webhooks, connection.webhooks_checked_at = kept, clock.now()


async def remove_webhooks(opened: OpenChannel, known: Sequence[str]) -> int:
    """Take ours away at the vendor: those it shows as ours, and those that we remember. Returns how many."""
    if not opened.offers(Webhooks):
        return 0
    port = opened.port(Webhooks)
    ids = sorted({r.external_id for r in await port.registered()} | set(known))
    if ids:
        await port.remove(ids)
    return len(ids)


async def due_for_webhooks(checked_before: timedelta, limit: int = 200) -> Sequence[tuple[UUID, UUID]]:
    """(organisation, connection) whose registrations nobody looked at for that long, those first whose turn is longest ago.

    The asking itself takes the turn: shops that refuse every look come round like the others, and keep none from theirs.
    """
    now = clock.now()
    async with database().system.acquire() as connection:
        rows = await connection.fetch(
            """UPDATE connections c SET webhooks_asked_at = $1
               FROM (SELECT org_id, id FROM connections
                     WHERE kind = 'store' AND state = 'connected' AND (webhooks_checked_at IS NULL OR webhooks_checked_at < $2)
                       AND (webhooks_asked_at IS NULL OR webhooks_asked_at < $2)
                     ORDER BY webhooks_asked_at NULLS FIRST, id LIMIT $3 FOR UPDATE SKIP LOCKED) d
               WHERE c.org_id = d.org_id AND c.id = d.id RETURNING c.org_id, c.id""",
            now,
            now - checked_before,
            limit,
        )
    return [(row["org_id"], row["id"]) for row in rows]
