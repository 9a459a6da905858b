"""Connections over HTTP."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query
from pydantic import Field

from app.kernel.auth import Caller, Principal, allow, fresh
from app.kernel.checkup_http import ReportOut
from app.kernel.db import unit_of_work
from app.kernel.errors import Invalid
from app.kernel.http import Envelope, ListEnvelope, Model, Uow, listed, ok, router
from app.ports.vendor import vendor, vendors
from app.stores import api
from app.stores.contracts import ConnectionView
from app.stores.permissions import CONNECTIONS_MANAGE, CONNECTIONS_READ
from app.stores.routes.bodies import ConnectedOut, ConnectionOut, CredentialsBody, WebhooksOut, opened

connections = router("/connections", "connections")


class BreakerOut(Model):
    state: str = Field(description="closed, open, half_open, or unknown while Redis is away.")
    failures: int
    opened_at: datetime | None
    retry_at: datetime | None


class ConnectionDetail(ConnectionOut):
    breaker: BreakerOut


class CarrierBody(CredentialsBody):
    vendor: str = Field(max_length=50, examples=["ups"], json_schema_extra={"format": "vendor"})
    title: str = Field(default="", max_length=200)


class DisconnectedOut(Model):
    connection_id: UUID
    webhooks_removed: int
    note: str = Field(description="What could not be tidied up at the vendor, if anything.")


def _for(caller: Principal, view: ConnectionView) -> ConnectionView:
    """How a connection fares concerns many; not even the end of a secret concerns those who could not replace it."""
    return view if CONNECTIONS_MANAGE in caller.permissions else replace(view, masks={})


@connections.get("", dependencies=[allow(CONNECTIONS_READ)])
async def list_connections(
    caller: Caller, uow: Uow, kind: Annotated[Literal["store", "carrier"] | None, Query()] = None
) -> ListEnvelope[ConnectionOut]:
    """All of them, newest first, with the state as last seen; masks of credentials for those who manage them."""
    found = [ConnectionOut.of(_for(caller, view)) for view in await api.connections(uow, kind)]
    return listed(found, None, len(found))


@connections.post("", status_code=201, dependencies=[allow(CONNECTIONS_MANAGE), fresh()])
async def connect_carrier(body: CarrierBody, caller: Caller) -> Envelope[ConnectedOut]:
    """Test a carrier's credentials and save them. Nothing is saved when a check fails."""
    carriers = {v.slug for v in vendors() if v.kind != "store"}
    if body.vendor not in carriers:
        raise Invalid("This is no carrier.", field="vendor", details={"known": sorted(carriers)})
    connected, report = await api.connect_now(
        caller.org_id, caller.actor, vendor=body.vendor, environment=body.environment, auth=body.auth,
        fields=opened(body.fields), name=body.title,
    )  # fmt: skip
    return ok(ConnectedOut.of(connected, report), f"{vendor(body.vendor).title} is connected.")


@connections.get("/{connection_id}", dependencies=[allow(CONNECTIONS_READ)])
async def get_connection(connection_id: UUID, caller: Caller, uow: Uow) -> Envelope[ConnectionDetail]:
    """One connection, with the state of its circuit breaker."""
    view = _for(caller, await api.connection(uow, connection_id))
    breaker = BreakerOut(**asdict(await api.breaker_state(connection_id)))
    return ok(ConnectionDetail(**ConnectionOut.of(view).model_dump(), breaker=breaker))


@connections.post("/{connection_id}/test", dependencies=[allow(CONNECTIONS_MANAGE)])
async def test_connection(connection_id: UUID, caller: Caller) -> Envelope[ReportOut]:
    """Run every check now: name, TLS, sign-in, scopes, a read, webhook reach."""
    report = await api.test_connection(caller.org_id, caller.actor, connection_id)
    return ok(ReportOut.of(report), "All is well." if report.ok else "Something is wrong; see the checks.")


@connections.post("/{connection_id}/webhooks", dependencies=[allow(CONNECTIONS_MANAGE)])
async def repair_webhooks(connection_id: UUID, caller: Caller) -> Envelope[WebhooksOut]:
    """Register what is missing at the vendor and enable what it disabled."""
    return ok(WebhooksOut(**asdict(await api.ensure_webhooks(caller.org_id, connection_id))))


@connections.post("/{connection_id}/pause", dependencies=[allow(CONNECTIONS_MANAGE)])
async def pause_connection(connection_id: UUID, caller: Caller) -> Envelope[ConnectionOut]:
    """Send nothing and take nothing in; deliveries that arrive are kept."""
    return ok(ConnectionOut.of(await api.pause(caller.org_id, caller.actor, connection_id)), "Paused.")


@connections.post("/{connection_id}/resume", dependencies=[allow(CONNECTIONS_MANAGE)])
async def resume_connection(connection_id: UUID, caller: Caller) -> Envelope[ConnectionOut]:
    """Go on; what waited is taken in."""
    return ok(ConnectionOut.of(await api.resume(caller.org_id, caller.actor, connection_id)), "Resumed.")


@connections.post("/{connection_id}/disconnect", dependencies=[allow(CONNECTIONS_MANAGE), fresh()])
async def disconnect_connection(connection_id: UUID, caller: Caller) -> Envelope[DisconnectedOut]:
    """Remove our webhooks at the vendor and erase the secrets here. Products, orders and mappings stay."""
    done = await api.disconnect(caller.org_id, caller.actor, connection_id)
    return ok(DisconnectedOut(**asdict(done)), "Disconnected.")


@connections.post("/{connection_id}/reconnect", dependencies=[allow(CONNECTIONS_MANAGE), fresh()])
async def reconnect_connection(connection_id: UUID, body: CredentialsBody, caller: Caller) -> Envelope[ConnectedOut]:
    """New credentials for the same account: the same store, and its old mappings. Tested before they replace the old."""
    async with unit_of_work(caller.org_id, caller.actor) as uow:
        view = await api.connection(uow, connection_id)
    connected, report = await api.connect_now(
        caller.org_id, caller.actor, vendor=view.vendor, environment=body.environment, auth=body.auth,
        fields=opened(body.fields), reconnects=connection_id,
    )  # fmt: skip
    return ok(ConnectedOut.of(connected, report), "Reconnected.")
