"""The connect wizard's memory: what was chosen and typed so far, secrets sealed at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import delete

from app.kernel import audit, clock
from app.kernel.checkup import Check, TestReport
from app.kernel.db import Actor, UnitOfWork, database, unit_of_work
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.ids import new_id
from app.kernel.process import process
from app.ports.vendor import AuthKind, Credentials, Environment, Vendor, vendor
from app.stores.contracts import DraftView
from app.stores.models import Connection, ConnectionDraft
from app.stores.use_cases.channels import masks_of
from app.stores.use_cases.forms import Typed, known_method, known_vendor, read_fields, require_complete
from app.stores.use_cases.probing import Probe, probe
from app.stores.use_cases.stores import require_writable

LIFETIME = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a draft's envelope holds: secrets, and what a sign-in at the vendor granted with them."""

    secrets: Mapping[str, str] = field(default_factory=dict)
    scopes: tuple[str, ...] = ()
    expires_at: datetime | None = None
    granted: bool = False
    account_id: str = ""


def draft_context(draft_id: UUID) -> str:
    """The vault context of a draft's secrets."""
    return f"connection draft {draft_id}"


def kept_of(draft: ConnectionDraft) -> Kept:
    if not draft.secrets:
        return Kept()
    held = orjson.loads(process().vault.open(draft.secrets, draft_context(draft.id)))
    ends = held.get("expires_at")
    return Kept(
        secrets=held["secrets"],
        scopes=tuple(held["scopes"]),
        expires_at=datetime.fromisoformat(ends) if ends else None,
        granted=held["granted"],
        account_id=held["account_id"],
    )


def keep_in(draft: ConnectionDraft, kept: Kept) -> None:
    draft.secrets = process().vault.seal(orjson.dumps(asdict(kept)), draft_context(draft.id))
    draft.masks = masks_of(kept.secrets)


def credentials_of_draft(draft: ConnectionDraft, kept: Kept) -> Credentials:
    return Credentials(
        auth=draft.auth,
        environment=Environment(draft.environment),
        public=dict(draft.public),
        secrets=dict(kept.secrets),
        scopes=kept.scopes,
        expires_at=kept.expires_at,
    )


def draft_view(draft: ConnectionDraft) -> DraftView:
    return DraftView(
        id=draft.id, vendor=draft.vendor, environment=draft.environment, auth=draft.auth, store_name=draft.store_name,
        public=dict(draft.public), masks=dict(draft.masks), step=draft.step, granted=kept_of(draft).granted,
        report=read_report(draft.report), error=draft.error, reconnects=draft.reconnects, store_id=draft.store_id,
        created_at=draft.created_at, updated_at=draft.updated_at, expires_at=draft.expires_at,
    )  # fmt: skip


def read_report(stored: Mapping[str, Any] | None) -> TestReport | None:
    if stored is None:
        return None
    return TestReport(ok=stored["ok"], checks=tuple(Check(**c) for c in stored["checks"]), shop=stored["shop"])


# ── the steps ───────────────────────────────────────────────────────────────────────────────────────────


async def start_draft(
    uow: UnitOfWork, *, vendor: str, environment: str, store_name: str = "", reconnects: UUID | None = None
) -> DraftView:
    """Choose a platform; `reconnects` names a connection that is to get new credentials. Raises Invalid, NotFound."""
    maker = known_vendor(vendor)
    draft = ConnectionDraft(
        org_id=uow.org_id, id=new_id(), vendor=maker.slug, environment=environment, auth=_first_method(maker),
        store_name=store_name, created_by=uow.actor.label, expires_at=clock.now() + LIFETIME, reconnects=reconnects,
        step="platform", public={}, secrets="", masks={}, error="",
    )  # fmt: skip
    if reconnects is not None:
        connection = await uow.get(Connection, reconnects, "connection")
        if (connection.vendor, connection.environment) != (vendor, environment):
            raise Invalid(f"That connection is one to {connection.vendor} ({connection.environment}).", field="reconnects")
        if connection.store_id:
            await require_writable(uow, connection.store_id)
        draft.auth, draft.public = connection.auth, dict(connection.public)
        draft.step, draft.store_id = "credentials", connection.store_id
    await uow.execute(delete(ConnectionDraft).where(ConnectionDraft.expires_at < clock.now()))
    uow.add(draft)
    await uow.flush()
    return draft_view(draft)


def _first_method(maker: Vendor) -> str:
    recommended = [m for m in maker.auth if m.recommended] or list(maker.auth)
    return recommended[0].slug


async def read_draft(uow: UnitOfWork, draft_id: UUID) -> DraftView:
    """Raises NotFound, also when it has expired."""
    return draft_view(await get_draft(uow, draft_id))


async def change_draft(
    uow: UnitOfWork, draft_id: UUID, *, auth: str | None, fields: Mapping[str, str] | None, store_name: str | None
) -> DraftView:
    """Fill in. Secrets that are not given again stay, unless the address or another open field changed: a sealed
    secret is never sent anywhere else than where it was typed for. Raises Invalid, NotFound, Conflict."""
    draft = await get_draft(uow, draft_id, lock=True)
    _open(draft)
    method = known_method(vendor(draft.vendor), auth or draft.auth)
    if store_name is not None:
        draft.store_name = store_name
    if fields is not None or method.slug != draft.auth:
        typed = read_fields(method, _without_masks(draft, fields or {}))
        names = {f.name for f in method.fields}
        # the vendor may have added open fields of its own at a sign-in; they are no part of the form
        before = {k: v for k, v in draft.public.items() if k in names}
        same = method.slug == draft.auth and dict(typed.public) == before
        old = kept_of(draft)
        if not (same and not typed.secrets):
            keep_in(draft, Kept(secrets={**(old.secrets if same else {}), **typed.secrets}))
            draft.public, draft.auth = dict(typed.public), method.slug
        draft.step, draft.report, draft.error = "credentials", None, ""
    draft.expires_at = clock.now() + LIFETIME
    await uow.flush()
    return draft_view(draft)


def _without_masks(draft: ConnectionDraft, fields: Mapping[str, str]) -> dict[str, str]:
    """A form that sends back what it was shown changes nothing."""
    return {name: value for name, value in fields.items() if value != draft.masks.get(name)}


async def drop_draft(uow: UnitOfWork, draft_id: UUID) -> None:
    """Raises NotFound."""
    await uow.session.delete(await get_draft(uow, draft_id, lock=True))


async def test_draft(org_id: UUID, actor: Actor, draft_id: UUID) -> DraftView:
    """Try what was typed and keep the report. Nothing else is saved. Raises NotFound, Invalid, Conflict."""
    async with unit_of_work(org_id, actor) as uow:
        draft = await get_draft(uow, draft_id)
        _open(draft)
        kept = kept_of(draft)
        maker = ready(draft, kept)
        credentials, typed_at = credentials_of_draft(draft, kept), draft.updated_at
    tried = await probe(org_id, draft_id, maker, credentials)
    async with unit_of_work(org_id, actor) as uow:
        draft = await get_draft(uow, draft_id, lock=True)
        _open(draft)
        if draft.updated_at != typed_at:
            raise Conflict("The form was changed while it was being tested. Test again.")
        _remember(draft, kept, tried)
        audit.record(
            uow, "connection.tested", kind="connection draft", id_=draft_id, vendor=maker.slug, ok=tried.report.ok,
            environment=draft.environment, failed=[c.name for c in tried.report.checks if c.ok is False],
        )  # fmt: skip
        await uow.flush()
        return draft_view(draft)


test_draft.__test__ = False  # type: ignore[attr-defined]  # not a test, whatever its name


def _remember(draft: ConnectionDraft, kept: Kept, tried: Probe) -> None:
    """The report, and credentials that the sign-in renewed."""
    fresh = tried.credentials
    renewed = replace(kept, secrets=dict(fresh.secrets), scopes=fresh.scopes, expires_at=fresh.expires_at)
    if renewed != kept:
        keep_in(draft, renewed)
        draft.public = {**draft.public, **fresh.public}
    draft.report = asdict(tried.report)
    draft.step = "tested" if tried.report.ok else "credentials"
    draft.error = ""


def ready(draft: ConnectionDraft, kept: Kept) -> Vendor:
    """The form is complete, and the vendor's sign-in done where there is one. Raises Invalid, Conflict."""
    maker = vendor(draft.vendor)
    method = known_method(maker, draft.auth)
    typed = Typed(dict(draft.public), dict(kept.secrets))
    require_complete(maker, method, Environment(draft.environment), typed, process().settings.sandbox_url)
    if method.kind in (AuthKind.OAUTH, AuthKind.CALLBACK) and not kept.granted:
        raise Conflict(f"Approve the connection at {maker.title} first.", details={"step": "authorise"})
    return maker


async def get_draft(uow: UnitOfWork, draft_id: UUID, *, lock: bool = False) -> ConnectionDraft:
    """Raises NotFound, also when it has expired."""
    draft = await uow.get(ConnectionDraft, draft_id, "connection draft", lock=lock)
    if draft.expires_at <= clock.now():
        raise NotFound("connection draft", draft_id)
    return draft


def _open(draft: ConnectionDraft) -> None:
    if draft.step == "finished":
        raise Conflict("This connection is finished.", details={"store_id": str(draft.store_id or "")})


async def forget_drafts() -> int:
    """Drafts and sign-in round trips that nobody came back to. Returns how many rows went."""
    async with database().system.acquire() as connection:
        drafts = await connection.execute("DELETE FROM connection_drafts WHERE expires_at < $1", clock.now())
        states = await connection.execute(
            "DELETE FROM authorisation_states WHERE expires_at < $1", clock.now() - timedelta(days=1)
        )
    return int(drafts.split()[-1]) + int(states.split()[-1])
