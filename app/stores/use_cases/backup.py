"""Stores and connections with their credentials, for a sealed backup. Nothing calls a vendor here: the clockwork looks at
restored connections at once, and mends their webhooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.kernel import audit, clock
from app.kernel.backup import Restoring
from app.kernel.db import UnitOfWork
from app.kernel.ids import new_id
from app.ports.vendor import vendors
from app.stores.contracts import SyncSettings
from app.stores.events import StoreConnected, StoreTimezoneChanged, SyncSettingsChanged
from app.stores.models import Connection, Store
from app.stores.use_cases.channels import credentials_of, masks_of, seal, set_state, told
from app.stores.use_cases.webhooks import open_endpoint, set_endpoint

_STORE = ("name", "description", "domain", "status", "currency", "timezone", "country", "logo_url", "group_name")
_CONNECTION = ("vendor", "kind", "title", "auth", "environment", "account_id")
_LIVING = ("connected", "unreachable", "paused", "needs_reconnect")


async def export_settings(uow: UnitOfWork) -> dict[str, Any]:
    """Credentials in the clear: what comes out is sealed before it goes anywhere."""
    stores = (await uow.scalars(select(Store).order_by(Store.created_at, Store.id))).all()
    living = select(Connection).where(Connection.state.in_(_LIVING)).order_by(Connection.created_at, Connection.id)
    connections = (await uow.scalars(living)).all()
    for connection in connections:
        audit.record(uow, "connection.credentials_exported", kind="connection", id_=connection.id, masks=told(connection.masks))
    return {
        "stores": [
            {"id": str(s.id), "platform": s.platform, "platform_store_id": s.platform_store_id,
             "sync": asdict(SyncSettings.read(s.settings)), **{name: getattr(s, name) for name in _STORE}}
            for s in stores
        ],
        "connections": [
            {"store_id": str(c.store_id) if c.store_id else None, **{name: getattr(c, name) for name in _CONNECTION},
             "public": c.public, "secrets": dict(credentials_of(c).secrets), "scopes": c.scopes, "state": c.state,
             "expires_at": _said(c.expires_at), "credentials_at": _said(c.credentials_at)}
            for c in connections
        ],
    }  # fmt: skip


async def restore_settings(uow: UnitOfWork, data: Mapping[str, Any], restoring: Restoring) -> None:
    makers = {maker.slug: maker for maker in vendors()}
    for given in data["stores"]:
        if given["platform"] in makers:
            await _restore_store(uow, given, restoring)
        else:
            restoring.note("skipped", given["name"], f"This installation has no connector {given['platform']!r}.")
    for given in data["connections"]:
        what = f"{given['title']} ({given['vendor']})"
        if given["vendor"] not in makers:
            restoring.note("skipped", what, f"This installation has no connector {given['vendor']!r}.")
        else:
            makers[given["vendor"]].method(given["auth"])
            await _restore_connection(uow, given, what, restoring)


# ── stores ──────────────────────────────────────────────────────────────────────────────────────────────


async def _restore_store(uow: UnitOfWork, given: Mapping[str, Any], restoring: Restoring) -> None:
    store = await _same_store(uow, given)
    sync = asdict(SyncSettings(**given["sync"])) if given["sync"] else asdict(SyncSettings())
    fields = {name: str(given[name]) for name in _STORE}
    if store is None:
        store = Store(org_id=uow.org_id, id=new_id(), platform=given["platform"], settings=sync, **fields)
        store.platform_store_id = str(given["platform_store_id"])
        uow.add(store)
        audit.record(uow, "store.created", kind="store", id_=store.id, name=store.name, platform=store.platform, restored=True)
        restoring.note("created", store.name)
    else:
        before = {name: getattr(store, name) for name in _STORE if getattr(store, name) != fields[name]}
        shared = asdict(SyncSettings.read(store.settings))
        if before or shared != sync:
            for name in before:
                setattr(store, name, fields[name])
            store.settings = {**store.settings, **sync}
            store.version += 1
            after = {name: fields[name] for name in before}
            audit.record(uow, "store.updated", kind="store", id_=store.id, before=before, after=after, restored=True)
        if shared != sync:
            uow.publish(SyncSettingsChanged(store_id=store.id))
        if "timezone" in before:
            uow.publish(StoreTimezoneChanged(store_id=store.id))
        restoring.note("changed" if before or shared != sync else "same", store.name)
    await uow.flush()
    restoring.became(given["id"], store.id)


async def _same_store(uow: UnitOfWork, given: Mapping[str, Any]) -> Store | None:
    """The store of the same account; of one without an account, of the same name."""
    query = select(Store).where(Store.platform == given["platform"]).order_by(Store.created_at).with_for_update()
    account = str(given["platform_store_id"])
    same = Store.platform_store_id == account if account else Store.name == str(given["name"])
    return (await uow.scalars(query.where(same))).first()


# ── connections ─────────────────────────────────────────────────────────────────────────────────────────


async def _restore_connection(uow: UnitOfWork, given: Mapping[str, Any], what: str, restoring: Restoring) -> None:
    store_id = restoring.ids.get(given["store_id"]) if given["store_id"] else None
    if given["store_id"] and store_id is None:
        restoring.note("skipped", what, "Its store is not in the file.")
        return
    secrets = {str(name): str(value) for name, value in given["secrets"].items()}
    connection = await _same_connection(uow, given, store_id)
    first = connection is None
    if connection is None:
        connection = Connection(
            org_id=uow.org_id, id=new_id(), store_id=store_id, state="disconnected", state_reason="", failures=0, health={},
            webhooks=[], secrets="", masks={}, public={}, state_since=clock.now(), **{n: str(given[n]) for n in _CONNECTION},
        )  # fmt: skip
        uow.add(connection)
        await uow.flush()
    elif connection.state != "disconnected" and _alike(connection, given, secrets):
        restoring.note("same", what)
        return
    before, was = told(connection.masks), connection.state
    _fill(connection, given, secrets)
    await _set_state(uow, connection, str(given["state"]), first=first, was=was)
    audit.record(
        uow, "connection.created" if first else "connection.reconnected", kind="connection", id_=connection.id,
        vendor=connection.vendor, account=connection.account_id, before=before, after=told(connection.masks), restored=True,
    )  # fmt: skip
    restoring.note("created" if first else "changed", what, "" if connection.state == "connected" else connection.state)


async def _same_connection(uow: UnitOfWork, given: Mapping[str, Any], store_id: UUID | None) -> Connection | None:
    """Of the same account, or where that has no name of the same title; the living one first."""
    named = (
        Connection.account_id == str(given["account_id"]) if given["account_id"] else Connection.title == str(given["title"])
    )
    query = (
        select(Connection)
        .where(Connection.vendor == given["vendor"], Connection.environment == given["environment"], named)
        .where(Connection.store_id == store_id if store_id else Connection.store_id.is_(None))
        .order_by(Connection.state == "disconnected", Connection.created_at.desc())
        .with_for_update()
    )
    return (await uow.scalars(query)).first()


def _alike(connection: Connection, given: Mapping[str, Any], secrets: Mapping[str, str]) -> bool:
    """Also where tokens were renewed since: putting back the ones before would end what works."""
    held = credentials_of(connection)
    if connection.credentials_at == _moment(given["credentials_at"]) and connection.state != "needs_reconnect":
        return bool(dict(held.public) == given["public"] and held.auth == given["auth"])
    return dict(held.secrets) == secrets and dict(held.public) == given["public"] and held.auth == given["auth"]


def _fill(connection: Connection, given: Mapping[str, Any], secrets: Mapping[str, str]) -> None:
    connection.title, connection.auth = str(given["title"]), str(given["auth"])
    connection.public = {str(name): str(value) for name, value in given["public"].items()}
    connection.secrets, connection.masks = seal(connection.id, secrets), masks_of(secrets)
    connection.scopes = [str(scope) for scope in given["scopes"]]
    connection.expires_at = _moment(given["expires_at"])
    connection.credentials_at = _moment(given["credentials_at"]) or clock.now()
    connection.rotated_at, connection.failures = clock.now(), 0
    connection.checked_at = connection.webhooks_checked_at = connection.webhooks_asked_at = (
        None  # the clockwork looks at it at once
    )


async def _set_state(uow: UnitOfWork, connection: Connection, wanted: str, *, first: bool, was: str) -> None:
    """As it was when it was backed up: what was paused stays paused."""
    if wanted not in _LIVING:
        raise ValueError("a connection of an unknown state")
    reason = {"paused": "Paused when it was backed up.", "needs_reconnect": "It had to be reconnected when it was backed up."}
    if connection.kind == "store":
        await open_endpoint(uow, connection)
        if wanted == "paused":
            await set_endpoint(uow, connection.id, "paused")
    works = wanted in ("connected", "unreachable")
    if works and connection.store_id:
        uow.publish(StoreConnected(store_id=connection.store_id, connection_id=connection.id, first=first, start_import=True))
    if not works or was != "disconnected":
        set_state(uow, connection, "connected" if works else wanted, reason.get(wanted, ""))
    else:
        connection.state, connection.state_reason, connection.state_since = "connected", "", clock.now()


def _said(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None
