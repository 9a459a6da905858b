"""HTTP of alerts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import Field

from app.alerts import api
from app.alerts.contracts import Kind, Severity, State
from app.alerts.permissions import MANAGE, READ, SECURITY
from app.kernel.auth import Caller, Principal, allow
from app.kernel.http import Cursor, Envelope, Limit, ListEnvelope, Model, Uow, listed, ok, router

alerts = router("/alerts", "alerts")


class LinkOut(Model):
    kind: str = Field(description="store, connection, run, product, variant, location or audit_entry.")
    id: UUID


class AlertOut(Model):
    id: UUID
    kind: Kind
    severity: Severity
    state: State
    title: str
    detail: str
    store_id: UUID | None
    links: list[LinkOut] = Field(description="What it speaks of, the closest first.")
    data: dict[str, Any] = Field(
        description="The title's parts, to say it in another language. sync_failed: store, run_kind, error; dead_letters: "
        "store, number, error; connection: name, vendor, state, reason; credentials: name, vendor, expires_at; low_stock: "
        "product, variant, sku, location, available, threshold; security: rule, who, subject_kind, subject, number, seconds, "
        "counts, first_at, at, entries (of the audit log), deeds (what may be done, with whose id), address, country, "
        "country_before, channel, field."
    )
    lasting: bool = Field(description="The cause is still there. When it ends, the alert is resolved by itself.")
    times: int
    raised_at: datetime
    changed_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str
    resolved_at: datetime | None
    resolved_by: str = Field(description="Empty when the cause itself ended.")
    version: int


class CountsOut(Model):
    open: int
    acknowledged: int
    by_kind: dict[str, int] = Field(description="Of the open ones.")
    by_severity: dict[str, int] = Field(description="Of the open ones.")


class BulkBody(Model):
    ids: list[UUID] = Field(min_length=1, max_length=250)
    state: State = Field(description="Where they shall be.")


class DecidedOut(Model):
    alert_id: UUID
    ok: bool
    code: str
    message: str


class BulkDecidedOut(Model):
    results: list[DecidedOut]
    succeeded: int
    failed: int


def _hidden(caller: Principal) -> tuple[Kind, ...]:
    return () if SECURITY in caller.permissions else ("security",)


@alerts.get("", dependencies=[allow(READ)])
async def list_alerts(
    uow: Uow,
    caller: Caller,
    state: Annotated[list[State] | None, Query(description="Left out: open and acknowledged.")] = None,
    kind: Annotated[list[Kind] | None, Query()] = None,
    severity: Annotated[list[Severity] | None, Query()] = None,
    store_id: Annotated[list[UUID] | None, Query(max_length=250)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ListEnvelope[AlertOut]:
    """The inbox, the latest raised first. A filter that is given several times takes any of its values."""
    found, following = await api.alert_page(
        uow, states=state or ("open", "acknowledged"), kinds=kind or (), severities=severity or (), store_ids=store_id or (),
        hidden=_hidden(caller), cursor=cursor, limit=limit,
    )  # fmt: skip
    return listed([AlertOut.model_validate(alert) for alert in found], following, limit)


@alerts.get("/counts", dependencies=[allow(READ)])
async def count_alerts(uow: Uow, caller: Caller) -> Envelope[CountsOut]:
    """How many are open and acknowledged."""
    return ok(CountsOut.model_validate(await api.counts(uow, hidden=_hidden(caller))))


@alerts.post("/bulk", dependencies=[allow(MANAGE)])
async def decide_alerts(body: BulkBody, caller: Caller) -> Envelope[BulkDecidedOut]:
    """Acknowledge, resolve or reopen many; what one refuses keeps no other from it."""
    done = await api.decide_many(caller.org_id, caller.actor, body.ids, body.state, hidden=_hidden(caller))
    fine = sum(each.ok for each in done)
    results = [DecidedOut.model_validate(each) for each in done]
    return ok(BulkDecidedOut(results=results, succeeded=fine, failed=len(done) - fine))


@alerts.get("/{alert_id}", dependencies=[allow(READ)])
async def get_alert(alert_id: UUID, uow: Uow, caller: Caller) -> Envelope[AlertOut]:
    return ok(AlertOut.model_validate(await api.alert(uow, alert_id, hidden=_hidden(caller))))


@alerts.post("/{alert_id}/acknowledge", dependencies=[allow(MANAGE)])
async def acknowledge_alert(alert_id: UUID, uow: Uow, caller: Caller) -> Envelope[AlertOut]:
    """Somebody looks after it."""
    return ok(AlertOut.model_validate(await api.decide(uow, alert_id, "acknowledged", hidden=_hidden(caller))))


@alerts.post("/{alert_id}/resolve", dependencies=[allow(MANAGE)])
async def resolve_alert(alert_id: UUID, uow: Uow, caller: Caller) -> Envelope[AlertOut]:
    """Done with it: a cause that merely lasts is not told again; what gets worse or happens anew is."""
    return ok(AlertOut.model_validate(await api.decide(uow, alert_id, "resolved", hidden=_hidden(caller))))


@alerts.post("/{alert_id}/reopen", dependencies=[allow(MANAGE)])
async def reopen_alert(alert_id: UUID, uow: Uow, caller: Caller) -> Envelope[AlertOut]:
    """Back to the inbox; 409 where a later alert speaks of the same."""
    return ok(AlertOut.model_validate(await api.decide(uow, alert_id, "open", hidden=_hidden(caller))))
