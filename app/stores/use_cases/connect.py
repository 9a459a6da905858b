"""Save tested credentials: a new store, an old one found again, or a carrier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from uuid import UUID

import structlog
from sqlalchemy.exc import IntegrityError

from app.kernel import audit, clock
from app.kernel.checkup import Check, TestReport
from app.kernel.db import Actor, UnitOfWork, unit_of_work
from app.kernel.errors import Conflict, DomainError
from app.kernel.ids import new_id
from app.kernel.process import process
from app.ports.vendor import AuthKind, Credentials, Environment, Vendor
from app.stores.contracts import AlreadyConnected, Connected, TestFailed, WebhookReport
from app.stores.events import StoreConnected, StoreTimezoneChanged
from app.stores.models import Connection, Store
from app.stores.repository import Stores
from app.stores.use_cases.channels import keep, report_of, set_state, told
from app.stores.use_cases.drafts import credentials_of_draft, get_draft, kept_of, ready
from app.stores.use_cases.forms import known_method, known_vendor, read_fields, require_complete
from app.stores.use_cases.probing import NOT_UNDERSTOOD, probe
from app.stores.use_cases.stores import require_writable
from app.stores.use_cases.webhooks import ensure_webhooks, open_endpoint

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Tested:
    """Credentials that passed, and the account that they open."""

    maker: Vendor
    credentials: Credentials
    report: TestReport
    account_id: str
    name: str

    @property
    def environment(self) -> str:
        return self.credentials.environment.value


async def finish_draft(org_id: UUID, actor: Actor, draft_id: UUID, *, start_import: bool = True) -> Connected:
    """The end of the wizard. Without `start_import` a new store waits until somebody starts its first run.

    Raises Conflict before the test has passed, AlreadyConnected, StoreSuspended, NotFound.
    """
    async with unit_of_work(org_id, actor) as uow:
        draft = await get_draft(uow, draft_id, lock=True)
        if draft.step != "tested":
            raise Conflict(
                "This connection is finished." if draft.step == "finished" else "Test the connection first.",
                details={"step": draft.step, "store_id": str(draft.store_id or "")},
            )
        kept = kept_of(draft)
        maker, report = ready(draft, kept), draft.report or {}
        tested = Tested(
            maker=maker,
            credentials=credentials_of_draft(draft, kept),
            report=TestReport(ok=True, checks=tuple(Check(**c) for c in report["checks"]), shop=report["shop"]),
            account_id=str(report["shop"].get("external_id") or kept.account_id),
            name=draft.store_name,
        )
        connection, first = await _save(uow, tested, store_id=None, reconnects=draft.reconnects, start_import=start_import)
        draft.step, draft.store_id, draft.secrets, draft.masks = "finished", connection.store_id, "", {}
        saved = (connection.id, connection.store_id)
    return Connected(connection_id=saved[0], store_id=saved[1], first=first, webhooks=await _webhooks(org_id, saved[0]))


async def connect_now(
    org_id: UUID,
    actor: Actor,
    *,
    vendor: str,
    environment: str,
    auth: str,
    fields: Mapping[str, str],
    name: str = "",
    store_id: UUID | None = None,
    reconnects: UUID | None = None,
    start_import: bool = True,
) -> tuple[Connected, TestReport]:
    """Credentials in, tested, saved: the wizard in one call. Raises Invalid, TestFailed, AlreadyConnected, NotFound."""
    maker = known_vendor(vendor)
    method = known_method(maker, auth)
    if method.kind in (AuthKind.OAUTH, AuthKind.CALLBACK):
        raise Conflict(f"This sign-in needs your approval at {maker.title}: use the connect wizard.", details={"auth": auth})
    typed, at = read_fields(method, fields), Environment(environment)
    require_complete(maker, method, at, typed, process().settings.sandbox_url)
    async with unit_of_work(org_id, actor) as uow:
        if store_id is not None:
            await require_writable(uow, store_id)
        if reconnects is not None:
            await _reconnectable(uow, reconnects, maker, environment)
    given = Credentials(auth=method.slug, environment=at, public=typed.public, secrets=typed.secrets)
    tried = await probe(org_id, reconnects or new_id(), maker, given)
    if not tried.report.ok:
        if reconnects is not None:
            await _note_refusal(org_id, actor, reconnects, tried.report)
        raise _refused(tried.report)
    account_id = tried.shop.external_id if tried.shop else ""
    tested = Tested(maker, tried.credentials, tried.report, account_id, name)
    async with unit_of_work(org_id, actor) as uow:
        connection, first = await _save(uow, tested, store_id=store_id, reconnects=reconnects, start_import=start_import)
        saved = (connection.id, connection.store_id)
    report = await _webhooks(org_id, saved[0])
    return Connected(connection_id=saved[0], store_id=saved[1], first=first, webhooks=report), tried.report


async def _note_refusal(org_id: UUID, actor: Actor, connection_id: UUID, report: TestReport) -> None:
    """Somebody tried to replace a credential; the old one is still in place."""
    failed = [check.name for check in report.checks if check.ok is False]
    async with unit_of_work(org_id, actor) as uow:
        audit.record(uow, "connection.replacement_refused", kind="connection", id_=connection_id, failed=failed)


def _refused(report: TestReport) -> TestFailed:
    failed = next(check for check in report.checks if check.ok is False)
    return TestFailed(
        f"{failed.message} {failed.remedy}".strip(),
        details={"checks": [asdict(c) for c in report.checks], "check": failed.name},
    )


async def _webhooks(org_id: UUID, connection_id: UUID) -> WebhookReport:
    """The store is connected whether or not this works: the clockwork repeats it, and polling brings the rest."""
    try:
        return await ensure_webhooks(org_id, connection_id)
    except DomainError as error:
        log.warning("stores.webhooks_not_registered", connection=str(connection_id), error=error.message)
        return WebhookReport(active=0, repaired=0, topics=(), note=error.message)
    except NOT_UNDERSTOOD as error:
        log.error("stores.answer_not_understood", check="webhooks", connection=str(connection_id), exc_info=error)
        return WebhookReport(active=0, repaired=0, topics=(), note="The vendor's answer was not understood.")


# ── saving ──────────────────────────────────────────────────────────────────────────────────────────────


async def _save(
    uow: UnitOfWork, tested: Tested, *, store_id: UUID | None, reconnects: UUID | None, start_import: bool
) -> tuple[Connection, bool]:
    """The connection, and whether it is the store's first. Raises AlreadyConnected, Conflict, StoreSuspended."""
    connection = await _former(uow, tested, store_id, reconnects)
    first = connection is None
    if connection is None:
        connection = await _new_connection(uow, tested, await _store_for(uow, tested, store_id))
    elif connection.store_id:
        await require_writable(uow, connection.store_id)
    before = told(connection.masks)
    _fill(connection, tested)
    set_state(uow, connection, "connected", "")
    try:
        await uow.flush()
    except IntegrityError as error:
        if "uq_connections_account" not in str(error.orig):
            raise
        raise AlreadyConnected("This account was connected a moment ago.", details={"account": tested.account_id}) from None
    if connection.kind == "store":
        await open_endpoint(uow, connection)
    if connection.store_id:
        uow.publish(
            StoreConnected(store_id=connection.store_id, connection_id=connection.id, first=first, start_import=start_import)
        )
    audit.record(
        uow, "connection.created" if first else "connection.reconnected", kind="connection", id_=connection.id,
        vendor=connection.vendor, environment=connection.environment, account=connection.account_id, auth=connection.auth,
        before=before, after=told(connection.masks),
    )  # fmt: skip
    return connection, first


async def _former(uow: UnitOfWork, tested: Tested, store_id: UUID | None, reconnects: UUID | None) -> Connection | None:
    """The connection that gets these credentials: the one named, or the one that had this account before."""
    if reconnects is not None:
        connection = await _reconnectable(uow, reconnects, tested.maker, tested.environment)
        if connection.account_id and connection.account_id != tested.account_id:
            raise Conflict(
                "These credentials open another account than the one that was connected. Connect it as a store of its own.",
                details={"connected": connection.account_id, "given": tested.account_id},
            )
        return connection
    known = await Stores(uow).of_account(tested.maker.slug, tested.environment, tested.account_id)
    for connection in known:
        if connection.state != "disconnected" and (store_id is None or connection.store_id != store_id):
            raise AlreadyConnected(
                f"{connection.title} is connected already. Reconnect it to give it new credentials.",
                details={
                    "connection_id": str(connection.id), "store_id": str(connection.store_id or ""),
                    "reconnects": str(connection.id),
                },
            )  # fmt: skip
    return next((c for c in known if store_id is None or c.store_id == store_id), None)


async def _reconnectable(uow: UnitOfWork, connection_id: UUID, maker: Vendor, environment: str) -> Connection:
    connection = await uow.get(Connection, connection_id, "connection", lock=True)
    if (connection.vendor, connection.environment) != (maker.slug, environment):
        raise Conflict(
            f"That connection is one to {connection.vendor} ({connection.environment}).",
            details={"vendor": connection.vendor, "environment": connection.environment},
        )
    if connection.store_id:
        await require_writable(uow, connection.store_id)
    return connection


async def _store_for(uow: UnitOfWork, tested: Tested, store_id: UUID | None) -> Store | None:
    """The store that a new connection belongs to: the one named, or a new one; carriers have none."""
    shop = tested.report.shop
    if tested.maker.kind != "store":
        return None
    if store_id is None:
        store = Store(
            org_id=uow.org_id,
            id=new_id(),
            name=tested.name or shop.get("name") or tested.maker.title,
            platform=tested.maker.slug,
        )
        uow.add(store)
    else:
        store = await _unconnected(uow, tested, store_id)
    store.platform_store_id = tested.account_id
    store.domain = store.domain or shop.get("domain") or ""
    store.currency = shop.get("currency") or store.currency or ""
    timezone = shop.get("timezone") or store.timezone or "UTC"
    if store_id is not None and timezone != store.timezone:
        uow.publish(StoreTimezoneChanged(store_id=store_id))
    store.timezone = timezone
    store.country = shop.get("country") or store.country or ""
    store.logo_url = store.logo_url or shop.get("logo_url") or ""
    await uow.flush()
    return store


async def _unconnected(uow: UnitOfWork, tested: Tested, store_id: UUID) -> Store:
    """The store, if it may be connected to this account. Raises Conflict."""
    await require_writable(uow, store_id)
    store = await uow.get(Store, store_id, "store", lock=True)
    if store.platform != tested.maker.slug:
        raise Conflict(
            f"This is a store of {store.platform}, not of {tested.maker.slug}.", details={"platform": store.platform}
        )
    others = await Stores(uow).connections(kind="store", store_id=store_id)
    if any(c.state != "disconnected" for c in others):
        raise AlreadyConnected(
            "This store is connected to another account. Disconnect it first.", details={"reconnects": str(others[0].id)}
        )
    if store.platform_store_id and store.platform_store_id != tested.account_id:
        raise Conflict(
            "This store was connected to another account, and its products and orders are that account's. "
            "Connect this one as a store of its own.",
            details={"connected": store.platform_store_id, "given": tested.account_id},
        )
    return store


async def _new_connection(uow: UnitOfWork, tested: Tested, store: Store | None) -> Connection:
    connection = Connection(
        org_id=uow.org_id, id=new_id(), store_id=store.id if store else None, vendor=tested.maker.slug,
        kind="store" if store else "carrier", title=tested.name, auth=tested.credentials.auth,
        environment=tested.environment, account_id=tested.account_id, state="connected", state_reason="",
        public={}, secrets="", masks={}, scopes=[], failures=0, health={}, webhooks=[], state_since=clock.now(),
    )  # fmt: skip
    uow.add(connection)
    return connection


def _fill(connection: Connection, tested: Tested) -> None:
    """New credentials in, old ones out, the slate clean."""
    connection.auth, connection.account_id = tested.credentials.auth, tested.account_id
    connection.title = tested.name or connection.title or tested.report.shop.get("name") or tested.maker.title
    connection.public, connection.secrets, connection.scopes = {}, "", []
    keep(connection, tested.credentials)
    connection.failures, connection.checked_at, connection.credentials_at = 0, clock.now(), clock.now()
    if tested.report.checks:
        connection.tested_at, connection.test_report = clock.now(), report_of(tested.report)
    connection.health = {"ok": True, "message": "Tested when it was connected."}
