"""A connection's life: health, webhooks, pause, disconnect, reconnect, refresh, key rotation."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from app.kernel import clock, inbox
from app.kernel import process as processes
from app.kernel.db import unit_of_work
from app.kernel.ids import new_id
from app.kernel.inbox import InboxEndpoint
from app.kernel.process import Process
from app.kernel.vault import Vault, VaultError
from app.stores import api
from app.stores.contracts import ConnectionPaused, NeedsReconnect
from app.stores.events import ConnectionStateChanged
from app.stores.models import Connection
from app.stores.tasks import check_connections, keep_webhooks
from app.stores.use_cases import channels
from app.stores.use_cases.channels import credentials_of
from tests.factories import Organisation
from tests.factories.stores import make_connection, make_store
from tests.http import Client
from tests.locks import blocked_by
from tests.stores.conftest import Wizard, checks, connected
from tests.stores.scripted import SECRET, Script

pytestmark = pytest.mark.usefixtures("here")


async def row(org: Organisation, connection_id: str) -> Connection:
    async with org.uow() as uow:
        return await uow.get(Connection, UUID(connection_id))


async def endpoint(org: Organisation, connection_id: str) -> InboxEndpoint:
    async with org.uow() as uow:
        return await uow.get(InboxEndpoint, UUID(connection_id))


async def changes(org: Organisation) -> list[str]:
    """What the audit trail says of connections, in order."""
    async with org.uow() as uow:
        rows = await uow.execute(text("SELECT action FROM audit_log WHERE target_kind = 'connection' ORDER BY at, id"))
        return [action for (action,) in rows]


async def test_an_outage_is_amber_at_the_first_check_and_green_after(
    client: Client, script: Script, org: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    real = ConnectionStateChanged

    def tell(**facts: Any) -> Any:
        told.append(facts["state"])
        return real(**facts)

    made = await connected(client)
    monkeypatch.setattr(channels, "ConnectionStateChanged", tell)
    script.down = True
    with clock.frozen(clock.now() + timedelta(seconds=61)):
        await check_connections()
    store = await client.data("GET", f"/api/v1/stores/{made['store_id']}")
    assert store["connection_state"] == "unreachable" and "Maintenance" in store["connection_reason"]
    with clock.frozen(clock.now() + timedelta(seconds=122)):
        await check_connections()
    script.down = False
    with clock.frozen(clock.now() + timedelta(seconds=183)):
        await check_connections()
    detail = await client.data("GET", f"/api/v1/connections/{made['connection_id']}")
    assert detail["state"] == "connected" and detail["failures"] == 0 and detail["health"]["ok"] is True
    assert told == ["unreachable", "connected"], "once per change, however many checks failed"


async def test_the_breaker_is_shown(client: Client, script: Script, org: Organisation) -> None:
    made = await connected(client)
    script.down = True
    for _ in range(5):
        await api.check_health(org.id, UUID(made["connection_id"]))
    detail = await client.data("GET", f"/api/v1/connections/{made['connection_id']}")
    assert detail["breaker"]["state"] == "open" and detail["breaker"]["retry_at"]
    asked = len(script.calls)
    await api.check_health(org.id, UUID(made["connection_id"]))
    assert len(script.calls) == asked, "an open breaker calls nobody"
    script.down = False
    report = await client.data("POST", f"/api/v1/connections/{made['connection_id']}/test")
    assert report["ok"] is True, "a person who asks is not answered by the breaker"
    assert (await client.data("GET", f"/api/v1/connections/{made['connection_id']}"))["state"] == "connected"


async def test_dead_credentials_are_another_state(client: Client, script: Script, org: Organisation) -> None:
    made = await connected(client)
    script.token = "another-one"
    await api.check_health(org.id, UUID(made["connection_id"]))
    detail = await client.data("GET", f"/api/v1/connections/{made['connection_id']}")
    assert detail["state"] == "needs_reconnect" and "revoked by its owner" in detail["state_reason"]
    with pytest.raises(NeedsReconnect):
        await api.open_channel(org.id, UUID(made["connection_id"]))
    body = {"auth": "token", "environment": "sandbox", "fields": {"shop": "corner.example", "token": "another-one"}}
    done = await client.data("POST", f"/api/v1/connections/{made['connection_id']}/reconnect", json=body)
    assert done["store_id"] == made["store_id"] and done["first"] is False
    assert (await api.open_channel(org.id, UUID(made["connection_id"]))).channel.credentials.secrets["token"] == "another-one"


async def test_webhooks_are_kept(client: Client, script: Script, org: Organisation) -> None:
    made = await connected(client)
    first, second = script.hooks
    script.hooks[first]["active"] = False
    del script.hooks[second]
    report = await api.ensure_webhooks(org.id, UUID(made["connection_id"]))
    assert (report.active, report.repaired) == (2, 2) and all(h["active"] for h in script.hooks.values())
    assert (await api.ensure_webhooks(org.id, UUID(made["connection_id"]))).repaired == 0
    script.hooks.clear()
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        await keep_webhooks()
    assert len(script.hooks) == 2
    held = await endpoint(org, made["connection_id"])
    secret = processes.process().vault.open(held.secret, inbox.secret_context(held.id)).decode()
    assert {h["secret"] for h in script.hooks.values()} == {secret}


async def test_shops_that_refuse_every_look_keep_no_other_waiting(client: Client, org: Organisation) -> None:
    stores = [await make_store(org) for _ in range(3)]
    made = [await make_connection(org, store) for store in stores]
    seen: list[UUID] = []
    for minutes in (16, 32, 48):  # no look ends well, so none is written down
        with clock.frozen(clock.now() + timedelta(minutes=minutes)):
            seen += [each for _, each in await api.due_for_webhooks(timedelta(minutes=15), limit=1)]
    assert sorted(seen) == sorted(made)


async def test_paused_means_nothing_in_nothing_out(client: Client, script: Script, org: Organisation) -> None:
    made = await connected(client)
    path = f"/api/v1/connections/{made['connection_id']}"
    assert (await client.data("POST", f"{path}/pause"))["state"] == "paused"
    assert (await endpoint(org, made["connection_id"])).state == "paused"
    with pytest.raises(ConnectionPaused):
        await api.open_channel(org.id, UUID(made["connection_id"]))
    asked = len(script.calls)
    with clock.frozen(clock.now() + timedelta(hours=1)):
        await check_connections()
        await keep_webhooks()
    assert len(script.calls) == asked
    assert (await client.data("POST", f"{path}/resume"))["state"] == "connected"
    assert (await endpoint(org, made["connection_id"])).state == "open"
    await client.data("POST", f"{path}/resume", status=409)


async def test_disconnecting_leaves_nothing_there_and_no_secret_here(client: Client, script: Script, org: Organisation) -> None:
    made = await connected(client)
    path = f"/api/v1/connections/{made['connection_id']}"
    done = await client.data("POST", f"{path}/disconnect")
    assert done["webhooks_removed"] == 2 and not script.hooks and not done["note"]
    held, way_in = await row(org, made["connection_id"]), await endpoint(org, made["connection_id"])
    assert (held.state, held.secrets, held.masks) == ("disconnected", "", {})
    assert (way_in.state, way_in.secret) == ("closed", "")
    await client.data("POST", f"{path}/test", status=409)
    assert (await client.data("POST", f"{path}/disconnect"))["note"]
    again = await connected(client)
    assert (again["store_id"], again["connection_id"], again["first"]) == (made["store_id"], made["connection_id"], False)
    assert (await endpoint(org, made["connection_id"])).state == "open" and len(script.hooks) == 2
    wanted = ["connection.created", "connection.disconnected", "connection.reconnected"]
    assert await changes(org) == wanted


async def test_disconnecting_from_a_dead_vendor_still_erases(client: Client, script: Script, org: Organisation) -> None:
    made = await connected(client)
    script.down = True
    asked = await api.check_health(org.id, UUID(made["connection_id"]))
    done = await client.data("POST", f"/api/v1/connections/{made['connection_id']}/disconnect")
    assert asked is False and done["webhooks_removed"] == 0 and "Maintenance" in done["note"]
    assert (await row(org, made["connection_id"])).secrets == ""


async def test_two_workers_refresh_once(client: Client, script: Script, org: Organisation) -> None:
    wizard = await Wizard.start(client)
    await wizard.fill(shop="corner.example", token=SECRET, refresh="refresh-canary-5521aa90")
    await wizard.test()
    made = await wizard.finish()
    async with org.uow() as uow:
        (await uow.get(Connection, UUID(made["connection_id"]))).expires_at = clock.now() + timedelta(minutes=4)
    opened = await asyncio.gather(*(api.open_channel(org.id, UUID(made["connection_id"])) for _ in range(6)))
    assert script.refreshed == 1
    assert {o.channel.credentials.secrets["token"] for o in opened} == {script.token}
    held = await row(org, made["connection_id"])
    assert credentials_of(held).secrets["refresh"] == "refresh-canary-5521aa90", "a refresh never drops the refresh token"
    assert held.expires_at and held.expires_at > clock.now() + timedelta(minutes=50)


async def test_keys_rotate_while_it_runs(
    client: Client, script: Script, org: Organisation, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await connected(client, store_name="Rotated")
    draft = await Wizard.start(client)
    await draft.fill(shop="other.example", token="a-second-secret")
    async with unit_of_work(org.id) as uow:  # what no key opens stops nobody else's rotation
        uow.add(InboxEndpoint(org_id=org.id, id=new_id(), vendor="scripted", kind="store", secret="no envelope"))
    present, old = processes.process(), {"k1": b"k" * 32}
    monkeypatch.setattr(processes, "_process", replace(present, vault=Vault({"k2": b"n" * 32, **old})))
    counts = await api.rewrap_secrets()
    assert counts["connections"] >= 1 and counts["connection_drafts"] >= 1 and counts["inbox_endpoints"] >= 1
    assert sum((await api.rewrap_secrets()).values()) == 0, "safe to repeat"
    monkeypatch.setattr(processes, "_process", replace(present, vault=Vault({"k2": b"n" * 32})))
    opened = await api.open_channel(org.id, UUID(made["connection_id"]))
    assert opened.channel.credentials.secrets["token"] == SECRET
    assert (await client.data("GET", draft.path))["masks"] == {"token": "••••cret"}
    monkeypatch.setattr(processes, "_process", replace(present, vault=Vault(old)))
    with pytest.raises(VaultError):
        await api.open_channel(org.id, UUID(made["connection_id"]))
    monkeypatch.setattr(processes, "_process", replace(present, vault=Vault({"k1": b"k" * 32, "k2": b"n" * 32})))
    await api.rewrap_secrets()  # back, for whoever shares this database


async def test_a_carrier_has_no_store(client: Client, org: Organisation) -> None:
    body: dict[str, Any] = {
        "vendor": "scripted-carrier", "auth": "token", "environment": "sandbox", "title": "Parcels",
        "fields": {"shop": "corner.example", "token": SECRET},
    }  # fmt: skip
    made = await client.data("POST", "/api/v1/connections", json=body, status=201)
    assert made["store_id"] is None and checks(made["report"])["read"] is None
    [found] = await client.data("GET", "/api/v1/connections?kind=carrier")
    assert (found["id"], found["title"], found["masks"]) == (made["connection_id"], "Parcels", {"token": "••••c2d9"})
    body["fields"]["token"] = "wrong"
    error = await client.data("POST", "/api/v1/connections", json=body, status=422)
    assert error["code"] == "CONNECTION_TEST_FAILED" and "revoked by its owner" in error["message"]
    body["vendor"] = "scripted"
    assert (await client.data("POST", "/api/v1/connections", json=body, status=422))["details"]["field"] == "vendor"


async def test_an_answer_of_no_known_shape_is_no_outage(client: Client, script: Script, org: Organisation) -> None:
    made = await connected(client)
    script.garbage = True
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        await check_connections()
        await keep_webhooks()
    detail = await client.data("GET", f"/api/v1/connections/{made['connection_id']}")
    assert detail["state"] == "connected" and detail["health"]["ok"] is False and "understand" in detail["health"]["message"]
    done = await client.data("POST", f"/api/v1/connections/{made['connection_id']}/disconnect")
    assert "ignored here" in done["note"] and (await row(org, made["connection_id"])).secrets == ""


async def test_a_call_that_ends_well_does_not_undo_a_pause(org: Organisation) -> None:
    store = await make_store(org)
    connection_id = await make_connection(org, store)
    async with org.uow() as uow:
        await uow.execute(text("UPDATE connections SET state = 'unreachable', failures = 3"))
    async with org.uow() as uow:
        connection = await uow.get(Connection, connection_id, lock=True)
        connection.state = "paused"
        await uow.flush()
        call = asyncio.create_task(api.report_success(org.id, connection_id))
        await blocked_by(uow, call)
    await call
    assert (await row(org, str(connection_id))).state == "paused"
