"""A connection's life after the wizard: tested, checked, paused, resumed, ended."""

from __future__ import annotations

import time
from uuid import UUID

import structlog

from app.kernel import audit, clock
from app.kernel.breaker import BreakerState
from app.kernel.checkup import TestReport
from app.kernel.db import Actor, unit_of_work
from app.kernel.errors import Conflict, DomainError
from app.kernel.process import process
from app.ports.vendor import Remedy, VendorError, vendor
from app.stores.contracts import ConnectionPaused, ConnectionView, Disconnected, NeedsReconnect, OpenChannel
from app.stores.events import StoreDisconnected
from app.stores.models import Connection
from app.stores.repository import connection_view
from app.stores.use_cases.channels import credentials_of, keep, make_channel, open_channel, report_of, set_state
from app.stores.use_cases.probing import NOT_UNDERSTOOD, is_outage, probe, said
from app.stores.use_cases.stores import require_writable
from app.stores.use_cases.webhooks import remove_webhooks, set_endpoint

log = structlog.get_logger(__name__)


async def breaker_state(connection_id: UUID) -> BreakerState:
    """Whether calls are held back after an outage, and until when."""
    return await process().transports.breaker.state(str(connection_id))


async def test_connection(org_id: UUID, actor: Actor, connection_id: UUID) -> TestReport:
    """Every check of the wizard, now, with the stored credentials; what it shows becomes the connection's state.

    A paused connection can be tested and stays paused. Raises NotFound, and Conflict for a disconnected one.
    """
    async with unit_of_work(org_id, actor) as uow:
        connection = await uow.get(Connection, connection_id, "connection")
        if connection.state == "disconnected":
            raise Conflict("This connection was ended; reconnect it with new credentials.")
        credentials, maker = credentials_of(connection), vendor(connection.vendor)
    tried = await probe(org_id, connection_id, maker, credentials)
    async with unit_of_work(org_id, actor) as uow:
        connection = await uow.get(Connection, connection_id, "connection", lock=True)
        if connection.state == "disconnected":
            raise Conflict("This connection was ended meanwhile.")
        if tried.credentials is not credentials and dict(tried.credentials.secrets) != dict(credentials.secrets):
            keep(connection, tried.credentials)
        _judge(connection, tried.report)
        failed = next((c for c in tried.report.checks if c.ok is False and c.name != "webhooks"), None)
        if failed is None:
            connection.failures = 0
            if connection.state != "paused":
                set_state(uow, connection, "connected", "")
        elif connection.state == "connected" and failed.name in ("dns", "tls"):
            set_state(uow, connection, "unreachable", failed.message)
        audit.record(
            uow, "connection.tested", kind="connection", id_=connection_id, vendor=maker.slug, ok=tried.report.ok,
            failed=[c.name for c in tried.report.checks if c.ok is False],
        )  # fmt: skip
    return tried.report


test_connection.__test__ = False  # type: ignore[attr-defined]  # not a test, whatever its name


def _judge(connection: Connection, report: TestReport) -> None:
    connection.checked_at = connection.tested_at = clock.now()
    connection.health = connection.test_report = report_of(report)


async def check_health(org_id: UUID, connection_id: UUID) -> bool:
    """One cheap authenticated call; the state follows it at once, and is told once per change. True: all is well.

    Unlike a single failed call of daily work, a failed check stands for an outage: the transport has repeated it.
    """
    started, error = time.perf_counter(), None
    message = ""
    try:
        opened = await open_channel(org_id, connection_id)
        if opened.vendor.account is not None:
            await opened.vendor.account(opened.channel).shop()
    except (ConnectionPaused, NeedsReconnect):
        return False
    except DomainError as failure:
        error, message = failure, failure.message
    except NOT_UNDERSTOOD as failure:  # a sign of life all the same; the exchange log has the answer
        log.error("stores.answer_not_understood", check="health", connection=str(connection_id), exc_info=failure)
        message = "The vendor answered something that KSAP does not understand."
    ms = round((time.perf_counter() - started) * 1000, 1)
    async with unit_of_work(org_id) as uow:
        connection = await uow.get(Connection, connection_id, "connection", lock=True)
        message = message if error is None else _said(error, connection.vendor)
        connection.checked_at, connection.health = clock.now(), {"ok": not message, "ms": ms, "message": message}
        if connection.state not in ("connected", "unreachable"):
            return not message
        if isinstance(error, VendorError) and error.remedy is Remedy.RECONNECT:
            set_state(uow, connection, "needs_reconnect", message)
        elif error is not None and is_outage(error):
            connection.failures += 1
            set_state(uow, connection, "unreachable", message)
        else:  # an answer is a sign of life, even one about a limit
            connection.failures = 0
            set_state(uow, connection, "connected", "")
    return not message


def _said(error: DomainError, slug: str) -> str:
    return said(error, vendor(slug).title) if isinstance(error, VendorError) else error.message


async def pause(org_id: UUID, actor: Actor, connection_id: UUID) -> ConnectionView:
    """Nothing is sent and nothing taken in until it is resumed; deliveries that arrive are kept. Raises Conflict."""
    async with unit_of_work(org_id, actor) as uow:
        connection = await uow.get(Connection, connection_id, "connection", lock=True)
        if connection.store_id:
            await require_writable(uow, connection.store_id)
        if connection.state == "disconnected":
            raise Conflict("This connection was ended; there is nothing to pause.")
        if connection.state != "paused":
            set_state(uow, connection, "paused", f"Paused by {actor.label or actor.kind}.")
            await set_endpoint(uow, connection_id, "paused")
            audit.record(uow, "connection.paused", kind="connection", id_=connection_id)
        await uow.flush()
        return connection_view(connection)


async def resume(org_id: UUID, actor: Actor, connection_id: UUID) -> ConnectionView:
    """Go on; what waited is taken in. Raises Conflict where it was not paused."""
    async with unit_of_work(org_id, actor) as uow:
        connection = await uow.get(Connection, connection_id, "connection", lock=True)
        if connection.store_id:
            await require_writable(uow, connection.store_id)
        if connection.state != "paused":
            raise Conflict("This connection is not paused.", details={"state": connection.state})
        set_state(uow, connection, "connected", "")
        connection.failures, connection.checked_at = 0, None  # the clockwork looks at it at once
        await set_endpoint(uow, connection_id, "open")
        audit.record(uow, "connection.resumed", kind="connection", id_=connection_id)
        await uow.flush()
        return connection_view(connection)


async def disconnect(org_id: UUID, actor: Actor, connection_id: UUID) -> Disconnected:
    """Webhooks go at the vendor, secrets here; the store, its products, orders and mappings stay. Safe to repeat.

    A vendor that cannot be reached does not keep the secrets alive: `note` tells what is left there.
    """
    async with unit_of_work(org_id, actor) as uow:
        connection = await uow.get(Connection, connection_id, "connection")
        state = connection.state
        known = [str(w["external_id"]) for w in connection.webhooks]
        maker, store_id = vendor(connection.vendor), connection.store_id
        credentials = credentials_of(connection)
    if state == "disconnected":
        return Disconnected(connection_id=connection_id, webhooks_removed=0, note="It was disconnected before.")
    removed, note = 0, ""
    try:
        if state != "needs_reconnect":
            channel = make_channel(org_id, connection_id, maker, credentials)
            removed = await remove_webhooks(OpenChannel(org_id, store_id, connection_id, maker, channel), known)
        elif known:
            note = f"{maker.title} refuses our credentials, so its webhooks could not be removed; they are ignored here."
    except DomainError as error:
        log.warning("stores.webhooks_left", connection=str(connection_id), error=error.message)
        note = f"The webhooks at {maker.title} could not be removed: {_said(error, maker.slug)} They are ignored here."
    except NOT_UNDERSTOOD as error:
        log.error("stores.answer_not_understood", check="webhooks", connection=str(connection_id), exc_info=error)
        note = f"{maker.title} answered something that KSAP does not understand; its webhooks are ignored here."
    await _forget(org_id, actor, connection_id, removed, note)
    return Disconnected(connection_id=connection_id, webhooks_removed=removed, note=note)


async def _forget(org_id: UUID, actor: Actor, connection_id: UUID, removed: int, note: str) -> None:
    async with unit_of_work(org_id, actor) as uow:
        connection = await uow.get(Connection, connection_id, "connection", lock=True)
        if connection.state == "disconnected":
            return
        connection.secrets, connection.masks, connection.scopes, connection.webhooks = "", {}, [], []
        connection.expires_at, connection.failures = None, 0
        connection.webhooks_checked_at = connection.webhooks_asked_at = None
        set_state(uow, connection, "disconnected", f"Disconnected by {actor.label or actor.kind}.")
        await set_endpoint(uow, connection_id, "closed")
        if connection.store_id:
            uow.publish(StoreDisconnected(store_id=connection.store_id, connection_id=connection_id))
        audit.record(uow, "connection.disconnected", kind="connection", id_=connection_id, webhooks_removed=removed, note=note)
