"""The six store calls, and who may make them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from app.accounts import api as accounts
from app.kernel.ids import new_id
from tests.factories import Organisation
from tests.factories.stores import make_connection, make_store
from tests.http import Client
from tests.stores.conftest import connected
from tests.stores.scripted import SECRET, Script

pytestmark = pytest.mark.usefixtures("here")
GOOD = {"auth": "token", "environment": "sandbox", "fields": {"shop": "corner.example", "token": SECRET}}


async def test_a_store_from_creation_to_deletion(client: Client, script: Script) -> None:
    body = {"name": "Corner", "platform": "scripted", "group_name": "North"}
    answer = await client.post("/api/v1/stores", json=body)
    store = answer.json()["data"]
    assert answer.status_code == 201 and answer.headers["etag"] == '"1"' and store["connection_state"] == ""
    path = f"/api/v1/stores/{store['id']}"
    wrong = {**GOOD, "fields": {"shop": "corner.example", "token": "wrong"}}
    error = await client.data("POST", f"{path}/connect", json=wrong, status=422)
    assert error["code"] == "CONNECTION_TEST_FAILED" and error["details"]["check"] == "auth"
    assert await client.data("GET", "/api/v1/connections") == []
    made = await client.data("POST", f"{path}/connect", json=GOOD)
    assert made["store_id"] == store["id"] and made["first"] is True and made["report"]["ok"] is True
    shown = await client.data("GET", path)
    assert (shown["connection_state"], shown["currency"], shown["name"]) == ("connected", "EUR", "Corner")
    again = await client.data("POST", f"{path}/connect", json=GOOD)
    assert again["connection_id"] == made["connection_id"] and again["first"] is False
    script.account = "acct-2"
    assert (await client.data("POST", f"{path}/connect", json=GOOD, status=409))["code"] == "ALREADY_CONNECTED"
    await client.data("DELETE", path)
    assert not script.hooks
    await client.data("GET", path, status=404)


async def test_two_people_edit(client: Client, org: Organisation) -> None:
    path = f"/api/v1/stores/{await make_store(org)}"
    tag = (await client.get(path)).headers["etag"]
    body = {"name": "Mine", "settings": {"sync_prices": False, "stock_buffer": 3}}
    changed = await client.data("PUT", path, json=body, headers={"If-Match": tag})
    assert changed["version"] == 2 and changed["settings"]["sync_prices"] is False and changed["settings"]["stock_buffer"] == 3
    assert changed["settings"]["sync_stock"] is True
    error = await client.data("PUT", path, json={"name": "Theirs"}, headers={"If-Match": tag}, status=412)
    assert error["code"] == "PRECONDITION_FAILED"
    await client.data("PUT", path, json={"name": "x"}, headers={"If-Match": "rubbish"}, status=412)
    same = await client.data("PUT", path, json={"name": "Mine"})
    assert same["version"] == 2, "nothing changed, nothing is written"


async def test_a_suspended_store_is_read_only(client: Client, org: Organisation, script: Script) -> None:
    made = await connected(client)
    path = f"/api/v1/stores/{made['store_id']}"
    assert (await client.data("PUT", path, json={"status": "suspended"}))["status"] == "suspended"

    async def refused(method: str, where: str, **body: Any) -> None:
        assert (await client.data(method, where, status=409, **body))["code"] == "STORE_SUSPENDED"

    await refused("PUT", path, json={"name": "Other"})
    await refused("PUT", path, json={"settings": {"sync_stock": False}})
    await refused("DELETE", path)
    await refused("POST", f"{path}/connect", json=GOOD)
    await refused("POST", f"/api/v1/connections/{made['connection_id']}/pause")
    assert (await client.data("PUT", path, json={"status": "active"}))["status"] == "active"
    async with org.uow() as uow:
        told = await uow.scalar(text("SELECT count(*) FROM audit_log WHERE action = 'store.updated'"))
    assert told == 2


async def test_the_list_pages_and_asks_no_vendor(client: Client, org: Organisation, script: Script) -> None:
    for number in range(5):
        store = await make_store(org, name=f"Shop {number % 2}", group_name="a" if number else "b")
        await make_connection(org, store, vendor="scripted")
    seen: list[str] = []
    cursor = ""
    while True:
        answer = (await client.get(f"/api/v1/stores?limit=2{cursor}")).json()
        seen += [item["id"] for item in answer["data"]]
        if answer["page"]["next_cursor"] is None:
            break
        cursor = f"&cursor={answer['page']['next_cursor']}"
    assert len(seen) == len(set(seen)) == 5 and not script.calls
    assert len(await client.data("GET", "/api/v1/stores?group=a")) == 4
    assert await client.data("GET", "/api/v1/stores?status=inactive") == []
    await client.data("GET", "/api/v1/stores?cursor=rubbish", status=422)


async def test_what_is_no_store(client: Client) -> None:
    for body, field in (
        ({"name": "X", "platform": "nowhere"}, "vendor"),
        ({"name": "X", "platform": "ups"}, "platform"),
        ({"name": "", "platform": "shopify"}, "name"),
        ({"name": "X", "platform": "shopify", "currency": "EURO"}, "currency"),
        ({"name": "X", "platform": "shopify", "timezone": "Mars/Base"}, "timezone"),
        ({"name": "X", "platform": "shopify", "secret": "1"}, "secret"),
    ):
        assert (await client.data("POST", "/api/v1/stores", json=body, status=422))["details"]["field"] == field


async def test_strangers_find_nothing(client: Client, stranger: Client, org: Organisation) -> None:
    store = await make_store(org)
    connection = await make_connection(org, store, vendor="scripted")
    for method, path, body in (
        ("GET", f"stores/{store}", None),
        ("PUT", f"stores/{store}", {}),
        ("DELETE", f"stores/{store}", None),
        ("POST", f"stores/{store}/connect", GOOD),
        ("GET", f"connections/{connection}", None),
        ("POST", f"connections/{connection}/test", None),
        ("POST", f"connections/{connection}/webhooks", None),
        ("POST", f"connections/{connection}/pause", None),
        ("POST", f"connections/{connection}/resume", None),
        ("POST", f"connections/{connection}/disconnect", None),
        ("POST", f"connections/{connection}/reconnect", GOOD),
    ):
        error = await stranger.data(method, f"/api/v1/{path}", json=body, status=404)
        assert error["code"] == "NOT_FOUND", path
    body = {"vendor": "scripted", "environment": "sandbox", "reconnects": str(connection)}
    await stranger.data("POST", "/api/v1/connect/drafts", json=body, status=404)


async def test_a_viewer_only_looks(client: Client, org: Organisation) -> None:
    store, id_ = await make_store(org), new_id()
    assert all(p.endswith(".read") for p in accounts.permissions_of_role("viewer") if p.startswith(("stores", "connections")))
    async with org.uow() as uow:
        await uow.execute(text("UPDATE memberships SET role = 'viewer' WHERE user_id = :id"), {"id": org.owner_id})
    await client.sign_in(org)
    for path in ("stores", f"stores/{store}", "connections", "platforms"):
        await client.data("GET", f"/api/v1/{path}")
    for method, path in (
        ("POST", "stores"), ("PUT", f"stores/{store}"), ("DELETE", f"stores/{store}"), ("POST", f"stores/{store}/connect"),
        ("POST", "connections"), ("POST", f"connections/{id_}/test"), ("POST", f"connections/{id_}/pause"),
        ("POST", f"connections/{id_}/resume"), ("POST", f"connections/{id_}/disconnect"),
        ("POST", f"connections/{id_}/reconnect"), ("POST", f"connections/{id_}/webhooks"), ("POST", "connect/drafts"),
        ("GET", f"connect/drafts/{id_}"), ("PUT", f"connect/drafts/{id_}"), ("DELETE", f"connect/drafts/{id_}"),
        ("POST", f"connect/drafts/{id_}/test"), ("POST", f"connect/drafts/{id_}/authorise"),
        ("POST", f"connect/drafts/{id_}/finish"),
    ):  # fmt: skip
        error = await client.data(method, f"/api/v1/{path}", json={}, status=403)
        assert error["code"] == "FORBIDDEN", path


async def test_nobody_signed_in(anonymous: Client) -> None:
    for path in ("stores", "connections", "platforms", f"connect/drafts/{new_id()}"):
        await anonymous.data("GET", f"/api/v1/{path}", status=401)
