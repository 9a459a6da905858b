"""All credentials in one place: masked, aged, tested, replaced; for owners and admins only."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing as closing
from datetime import timedelta
from typing import Any

import orjson
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from app.kernel import clock, live
from app.kernel.audit import AuditEntry
from app.kernel.process import process
from app.platform import api
from tests.accounts.people import join
from tests.factories import Organisation
from tests.http import Client
from tests.stores.conftest import connected
from tests.stores.scripted import SECRET, Script

PATH = "/api/v1/settings/integrations"
GOOD = {"shop": "corner.example", "token": "another-canary-8812"}

pytestmark = pytest.mark.usefixtures("here")


async def trail(org: Organisation, action: str) -> list[AuditEntry]:
    async with org.uow() as uow:
        return list(await uow.scalars(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id)))


def store_of(found: list[dict[str, Any]]) -> dict[str, Any]:
    (store,) = [each for each in found if each["kind"] == "store"]
    return store


async def test_age_and_term(client: Client, org: Organisation) -> None:
    await connected(client)
    fresh = store_of(await client.data("GET", PATH))
    assert (fresh["age_days"], fresh["due"], fresh["state"], fresh["test_ok"]) == (0, "fine", "connected", True)
    assert fresh["masks"] == {"token": f"••••{SECRET[-4:]}"}
    seen = {}
    for days in (165, 167, 181):
        with clock.frozen(clock.now() + timedelta(days=days)):
            async with org.uow() as uow:
                seen[days] = next(i for i in await api.list_integrations(uow) if i.kind == "store").due
    assert seen == {165: "fine", 167: "soon", 181: "due"}
    await client.data("PATCH", "/api/v1/settings", json={"changes": {"credential_days": 0}})
    assert store_of(await client.data("GET", PATH))["due"] == "never"


async def test_no_answer_holds_a_secret_and_a_look_is_on_record(client: Client, org: Organisation) -> None:
    made = await connected(client)
    for path in (PATH, f"{PATH}/{made['connection_id']}"):
        assert SECRET not in (await client.get(path)).text
    (looked,) = await trail(org, "credential.viewed")
    assert looked.target_id == made["connection_id"] and SECRET not in str(looked.details)
    detail = await client.data("GET", f"{PATH}/{made['connection_id']}")
    assert detail["public"] == {"shop": "corner.example"} and detail["auth"] == "token"


async def test_a_test_is_told_line_by_line_and_kept(client: Client, org: Organisation) -> None:
    made = await connected(client)
    report = await client.data("POST", f"/api/v1/connections/{made['connection_id']}/test")
    told = [event async for event in _events(org)]
    lines = [data for kind, data in told if kind == "check" and data["subject"] == made["connection_id"]]
    assert [line["name"] for line in lines] == [check["name"] for check in report["checks"]]
    assert all(line["ms"] >= 0 and line["message"] for line in lines)
    await process().exchanges.flush()
    held = await client.data("GET", f"{PATH}/{made['connection_id']}")
    assert held["test_ok"] is True and held["tested_at"] and held["used_at"]
    assert held["test_report"]["checks"] == report["checks"]


async def _events(org: Organisation) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    async for id_, kind, data in live.listen(org.id, "0-0", block_ms=50):
        if not id_:
            return
        yield kind, orjson.loads(data)


async def test_a_new_credential_is_tested_before_it_replaces_the_old(client: Client, script: Script, org: Organisation) -> None:
    made = await connected(client)
    path = f"/api/v1/connections/{made['connection_id']}"
    body = {"auth": "token", "environment": "sandbox", "fields": GOOD}
    refused = await client.data("POST", f"{path}/reconnect", json=body, status=422)
    assert refused["code"] == "CONNECTION_TEST_FAILED" and refused["details"]["check"] == "auth"
    assert store_of(await client.data("GET", PATH))["masks"] == {"token": f"••••{SECRET[-4:]}"}
    assert (await client.data("POST", f"{path}/test"))["ok"] is True, "the old one still works"
    (noted,) = await trail(org, "connection.replacement_refused")
    assert noted.details["failed"] == ["auth"]
    script.token = GOOD["token"]
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        await client.data("POST", f"{path}/reconnect", json=body)
        after = store_of(await client.data("GET", PATH))
    assert after["masks"] == {"token": "••••8812"} and after["test_ok"] is True
    (changed,) = await trail(org, "connection.reconnected")
    assert (changed.details["before"], changed.details["after"]) == ([f"token ••••{SECRET[-4:]}"], ["token ••••8812"])


@pytest.mark.parametrize("role", ["viewer", "store_manager"])
async def test_the_settings_area_is_for_owners_and_admins(
    application: FastAPI, client: Client, org: Organisation, role: str
) -> None:
    made = await connected(client)
    nothing: dict[str, Any] = {"passphrase": "x", "file": ""}
    calls: list[tuple[str, str, Any]] = [
        ("GET", "/api/v1/settings", None), ("PATCH", "/api/v1/settings", {"changes": {}}),
        ("GET", "/api/v1/settings/installation", None), ("GET", PATH, None), ("GET", f"{PATH}/{made['connection_id']}", None),
        ("POST", "/api/v1/settings/backup/export", nothing), ("POST", "/api/v1/settings/backup/restore", nothing),
        ("POST", f"/api/v1/connections/{made['connection_id']}/test", None),
        ("POST", f"/api/v1/connections/{made['connection_id']}/reconnect", {"auth": "token"}),
    ]  # fmt: skip
    async with closing(await join(client, application, org, role)) as member:
        for method, path, body in calls:
            error = await member.data(method, path, json=body, status=403)
            assert error["code"] == "FORBIDDEN", path
        (held,) = await member.data("GET", "/api/v1/connections")
        assert held["masks"] == {}, "how it fares is for everybody; not even the end of a secret is"
        profile = await member.data("GET", "/api/v1/users/profile")
        assert not {p for p in profile["permissions"] if p.startswith("organisation.")}
    async with closing(await join(client, application, org, "admin")) as admin:
        await admin.data("GET", PATH)
        assert (await admin.data("POST", "/api/v1/settings/backup/export", json=nothing, status=403))["code"] == "FORBIDDEN"
