"""All credentials that an organisation holds, and what the installation holds for everybody, with their age and state."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from app.accounts import api as accounts
from app.kernel import audit, clock, exchange_log
from app.kernel.db import UnitOfWork
from app.kernel.live_settings import OrganisationSettings, of_organisation
from app.kernel.process import process
from app.platform.contracts import Integration
from app.ports.vendor import vendor
from app.stores import api as stores
from app.stores.contracts import ConnectionView

_KEYLESS = {"manual"}  # carriers without an account hold nothing


async def list_integrations(uow: UnitOfWork) -> list[Integration]:
    """Connections by title, those that were ended last; then what the installation has. Secrets are masked."""
    terms = await of_organisation(uow.org_id)
    held = [c for c in await stores.connections(uow) if c.vendor not in _KEYLESS]
    used = await exchange_log.last_exchanges(uow, [str(c.id) for c in held])
    own = [_of_connection(each, terms, used.get(str(each.id))) for each in held]
    return [*sorted(own, key=_order), _mail(), *await _identity()]


def _order(each: Integration) -> tuple[bool, bool, str]:
    return each.state == "disconnected", each.kind != "store", each.title.lower()


async def read_integration(uow: UnitOfWork, connection_id: UUID) -> tuple[Integration, ConnectionView]:
    """One connection's credential, masked; that somebody looked goes to the audit trail. Raises NotFound."""
    found = await stores.connection(uow, connection_id)
    audit.record(uow, "credential.viewed", kind="connection", id_=connection_id, vendor=found.vendor)
    used = await exchange_log.last_exchanges(uow, [str(connection_id)])
    return _of_connection(found, await of_organisation(uow.org_id), used.get(str(connection_id))), found


def _of_connection(held: ConnectionView, terms: OrganisationSettings, used_at: datetime | None) -> Integration:
    title = held.title or vendor(held.vendor).title
    due, due_at = _due(held.credentials_at, terms) if held.state != "disconnected" else ("never", None)
    return Integration(
        id=str(held.id), kind=held.kind, vendor=held.vendor, title=title, scope="organisation",
        state=held.state, state_reason=held.state_reason, masks=held.masks,
        age_days=max(0, (clock.now() - held.credentials_at).days), replaced_at=held.credentials_at, due=due, due_at=due_at,
        expires_at=held.expires_at, tested_at=held.tested_at, test_ok=held.test_report["ok"] if held.test_report else None,
        used_at=used_at, connection_id=held.id, store_id=held.store_id, environment=held.environment,
    )  # fmt: skip


def _due(since: datetime, terms: OrganisationSettings) -> tuple[str, datetime | None]:
    """never | fine | soon | due, and when."""
    if not terms.credential_days:
        return "never", None
    at = since + timedelta(days=terms.credential_days)
    now = clock.now()
    if at <= now:
        return "due", at
    return ("soon" if at - timedelta(days=terms.credential_notice_days) <= now else "fine"), at


def _mail() -> Integration:
    """The installation's mail server: its name, and whether it asks for a password."""
    here = process()
    url = urlsplit(here.settings.smtp_url.get_secret_value()) if here.settings.smtp_url else None
    change = here.follower.changes.get("smtp_url")
    return Integration(
        id="mail", kind="mail", vendor="smtp", title=url.hostname or "" if url else "", scope="installation",
        state="connected" if url else "not_set", masks={"password": "••••"} if url and url.password else {},
        replaced_at=change.at if change and url else None,
        age_days=max(0, (clock.now() - change.at).days) if change and url else None,
    )  # fmt: skip


async def _identity() -> list[Integration]:
    return [
        Integration(
            id=f"oidc:{id_}", kind="identity", vendor="oidc", title=name, scope="installation", state="connected",
            masks={"client_secret": "••••"},
        )
        for id_, name in await accounts.list_providers()
    ]  # fmt: skip
