"""Members, API keys and programs of others that are limited to some stores, over HTTP: call by call."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import orjson
import psycopg
import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.accounts.permissions import of_role, of_the_whole
from app.home.contracts import KINDS
from app.kernel import live
from app.kernel.ids import new_id
from app.kernel.outbox import Relay
from app.kernel.process import Process
from app.kernel.sse import HEARTBEAT, frames
from app.orders.models import Order
from tests.accounts.people import audited, join
from tests.analytics.test_routes import counted
from tests.factories import Organisation
from tests.factories.orders import make_order
from tests.factories.stores import make_connection, make_store
from tests.filled import OF_A_STORE, THROUGH_ITS_PARENT, Filled, catalog, filled, rows
from tests.http import Client
from tests.orders.test_routes import stocked
from tests.test_matrix import NOBODY, TABLES, _response_class, body_of, calls
from tests.test_routes import declared, walk

__all__ = ["catalog", "filled"]
LIMITED = "LIMITED_TO_STORES"


@pytest.fixture
def routes(application: FastAPI) -> list[APIRoute]:
    return [route for route in walk(application.routes) if isinstance(route, APIRoute) and route.path.startswith("/api/v1/")]


@pytest.fixture
async def member(client: Client, application: FastAPI, org: Organisation, filled: Filled) -> AsyncIterator[Client]:
    """An admin limited to the first of the two stores."""
    caller = await join(client, application, org, "admin", store_ids=[str(filled.stores[0])])
    yield caller
    await caller.aclose()


def ids_of(found: dict[str, list[dict[str, Any]]]) -> set[str]:
    """Of all that is of a store: the store's own id, and those of its things."""
    ids = {row.get("id") for table in OF_A_STORE | set(THROUGH_ITS_PARENT) for row in found[table]}
    return {str(id_) for id_ in ids if id_}


async def test_no_list_names_what_is_another_stores(
    client: Client, member: Client, filled: Filled, routes: list[APIRoute]
) -> None:
    theirs = ids_of(filled.of[1])
    leaks, told = [], []
    for route in routes:
        if "GET" not in (route.methods or ()) or route.param_convertors:
            continue
        if issubclass(_response_class(route), StreamingResponse):
            continue  # told apart in their own tests
        query = {"q": "a"} if route.path.endswith("/search") else {}
        answer = await member.get(route.path, params=query)
        assert answer.status_code < 500, f"{route.path}: {answer.text}"
        leaks += [f"{route.path} tells of {id_}" for id_ in theirs if id_ in answer.text]
        whole = (await client.get(route.path, params=query)).text
        told += [route.path] if any(id_ in whole for id_ in theirs) else []
    assert leaks == []
    assert len(told) >= 8, "calls that tell the owner of the other store: else nothing is proven"


async def test_to_the_limited_things_of_other_stores_do_not_exist(
    member: Client, org: Organisation, filled: Filled, routes: list[APIRoute], application: FastAPI,
    catalog: psycopg.Connection,
) -> None:  # fmt: skip
    bound = {name: table for name, table in TABLES.items() if table in OF_A_STORE | set(THROUGH_ITS_PARENT)}
    ids = {name: filled.of[1][table][-1]["id"] for name, table in bound.items()}
    before = {table: rows(catalog, table, org) for table in set(bound.values())}
    document = application.openapi()
    answers: dict[str, Any] = {}
    for route in routes:
        if not set(route.param_convertors) & set(ids):
            continue
        path = re.sub(r"{(\w+)(:\w+)?}", lambda m: str(ids.get(m[1], NOBODY)), route.path)
        for method in sorted(route.methods or ()):
            answer = await member.request(method, path, json=body_of(document, route, method))
            beyond = of_the_whole(declared(route.dependant)[0].name or "")
            expected = (403, LIMITED) if beyond else (404, "NOT_FOUND")
            if (answer.status_code, answer.json()["error"]["code"]) != expected:
                answers[f"{method} {route.path}"] = answer.text
    assert answers == {}
    assert {table: rows(catalog, table, org) for table in before} == before


async def test_what_is_about_the_whole_organisation_is_refused(
    member: Client, org: Organisation, routes: list[APIRoute]
) -> None:
    """Whatever the role includes."""
    wrong, refused = [], 0
    for method, path, route in calls(routes):
        name = declared(route.dependant)[0].name
        if not name or name not in of_role("admin") or issubclass(_response_class(route), StreamingResponse):
            continue
        answer = await member.request(method, path, json={})
        code = answer.json()["error"]["code"] if answer.status_code == 403 else ""
        wrong += [f"{method} {path}: {answer.text}"] if (code == LIMITED) is not of_the_whole(name) else []
        refused += code == LIMITED
    assert wrong == []
    assert refused > 30
    assert len(await audited(org, "access.denied")) == refused
    profile = await member.data("GET", "/api/v1/users/profile")
    assert not any(map(of_the_whole, profile["permissions"])) and "orders.write" in profile["permissions"]


# ── what their own work leaves behind ───────────────────────────────────────────────────────────────────


@pytest.fixture
async def manager(client: Client, application: FastAPI, org: Organisation) -> AsyncIterator[tuple[Client, UUID, UUID]]:
    """A store manager, their store, and another one."""
    mine, other = await make_store(org, name="Mine"), await make_store(org, name="Other")
    caller = await join(client, application, org, "store_manager", store_ids=[str(mine)])
    yield caller, mine, other
    await caller.aclose()


async def test_they_sell_for_their_store_to_whomever_and_from_the_common_stock(
    client: Client, org: Organisation, manager: tuple[Client, UUID, UUID]
) -> None:
    """The buyer is known from the other store, the stock is of all; what follows by handlers is done for all."""
    caller, mine, other = manager
    variant = await stocked(org, 5)
    body = {
        "customer": {"name": "Ada", "email": "ada@example.com", "shipping_address": {"city": "Kiel", "country": "DE"}},
        "lines": [{"variant_id": str(variant), "quantity": 2}],
    }
    before = await client.data("POST", f"/api/v1/stores/{other}/orders", json=body, status=201)
    await caller.data("POST", f"/api/v1/stores/{other}/orders", json=body, status=404)
    placed = await caller.data("POST", f"/api/v1/stores/{mine}/orders", json=body, status=201)
    async with org.uow() as uow:
        orders = await uow.execute(select(Order.store_id, Order.customer_id))
        buyers = {row.store_id: row.customer_id for row in orders}
    assert buyers[mine] == buyers[other]
    assert [level["reserved"] for level in await caller.data("GET", "/api/v1/inventory/levels")] == [4]
    ledger = (await caller.get("/api/v1/inventory/ledger")).text
    assert placed["id"] in ledger or "checkout" in ledger
    assert before["id"] not in ledger
    await Relay().drain(org.id)
    assert {entry.target_id for entry in await audited(org, "order.placed")} == {before["id"], placed["id"]}
    change = {"status": "cancelled", "reason": "changed their mind"}
    await caller.data("PUT", f"/api/v1/orders/{before['id']}/status", json=change, status=404)
    await caller.data("PUT", f"/api/v1/orders/{placed['id']}/status", json=change)
    await Relay().drain(org.id)
    assert [level["reserved"] for level in await client.data("GET", "/api/v1/inventory/levels")] == [2]
    for told in (caller, client):
        activity = (await told.get("/api/v1/analytics/activity")).json()["data"]
        assert {row["store_id"] for row in activity} == ({str(mine)} if told is caller else {str(mine), str(other)})


async def test_an_order_of_theirs_is_shipped_noted_and_synchronised(
    org: Organisation, manager: tuple[Client, UUID, UUID]
) -> None:
    caller, mine, other = manager
    own, others = await make_order(org, mine), await make_order(org, other)
    for order, status in ((own, 201), (others, 404)):
        await caller.data("POST", f"/api/v1/orders/{order}/notes", json={"note": "Fragile"}, status=status)
        body = {"carrier": "Own van", "tracking_number": "1"}
        await caller.data("POST", f"/api/v1/orders/{order}/ship", json=body, status=status)
    await Relay().drain(org.id)
    assert [s["order_id"] for s in await caller.data("GET", "/api/v1/shipments")] == [str(own)]
    await make_connection(org, mine)
    await caller.data("POST", f"/api/v1/stores/{mine}/sync", status=202)
    await caller.data("POST", f"/api/v1/stores/{other}/sync", status=404)
    tag = {"action": "tag", "ids": [str(own), str(others)], "add": ["seen"]}
    done = await caller.data("POST", "/api/v1/orders/bulk", json=tag)
    assert {row["order_id"]: row["code"] for row in done["results"]} == {str(own): "", str(others): "NOT_FOUND"}
    everything = await caller.data("POST", "/api/v1/orders/bulk", json={"action": "note", "filter": {}, "note": "All"})
    assert [row["order_id"] for row in everything["results"]] == [str(own)]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/v1/stores", {"name": "A third", "platform": "shopify"}),
        (
            "PUT",
            "/api/v1/shipping/origin",
            {"name": "Us", "line1": "1 Quay", "city": "Kiel", "country": "DE", "postal_code": "24103"},
        ),
    ],
)
async def test_the_database_has_the_last_word(
    method: str, path: str, body: dict[str, Any], client: Client, manager: tuple[Client, UUID, UUID]
) -> None:
    """Where their role has the permission and the thing is not of their stores."""
    refused = await manager[0].data(method, path, json=body, status=403)
    assert refused["code"] == LIMITED
    answer = await client.request(method, path, json=body)
    assert answer.status_code in (200, 201), answer.text


async def test_an_answer_that_another_was_given_is_not_repeated(
    client: Client, org: Organisation, manager: tuple[Client, UUID, UUID]
) -> None:
    caller, mine, _ = manager
    await make_connection(org, mine)
    key = {"Idempotency-Key": "the same for both"}
    await client.data("POST", f"/api/v1/stores/{mine}/sync", headers=key, status=202)
    error = await caller.data("POST", f"/api/v1/stores/{mine}/sync", headers=key, status=409)
    assert error["code"] == "CONFLICT"


async def test_a_limit_costs_no_statement(
    client: Client, org: Organisation, manager: tuple[Client, UUID, UUID], process: Process
) -> None:
    caller, mine, other = manager
    order = await make_order(org, mine)
    await make_order(org, other)
    for path in ("/api/v1/orders", f"/api/v1/orders/{order}", "/api/v1/analytics/dashboard", "/api/v1/orders/facets"):
        costs = []
        for told in (client, caller):
            async with counted(process) as seen:
                await told.data("GET", path)
            ours = [q for q in seen if "typeinfo" not in q and "current_setting('jit')" not in q]
            # when a reader's transaction ends is the next reader's affair
            costs.append(len([q for q in ours if not q.startswith(("BEGIN", "COMMIT"))]))
        assert costs[0] == costs[1], path


# ── what they hear ──────────────────────────────────────────────────────────────────────────────────────

IDS = [new_id() for _ in range(4)]


@given(stores=st.sets(st.sampled_from(IDS)), told=st.sampled_from([*IDS, None]), kind=st.sampled_from(sorted(KINDS)))
def test_they_hear_of_their_stores_and_of_what_is_common(stores: set[UUID], told: UUID | None, kind: str) -> None:
    for data in ({"store_id": told, "id": IDS[0]}, {"id": IDS[0]} if told is None else {"store_id": told}):
        body = orjson.dumps(data, default=str)
        assert live.concerns(kind, body, None)
        assert live.concerns(kind, body, stores) is (kind in ("products", "stock") or told in stores)


async def test_their_stream_tells_of_their_stores(
    org: Organisation, manager: tuple[Client, UUID, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    listen = live.listen
    monkeypatch.setattr(live, "listen", lambda org_id, last_id: listen(org_id, last_id, block_ms=1))
    _, mine, other = manager
    for store in (mine, other, None):
        await live.announce(org.id, "run", {"id": new_id(), "store_id": store})
    await live.announce(org.id, "job", {"id": new_id(), "task": "anything"})
    await live.announce(org.id, "stock", {"count": 1, "ids": []})
    heard: list[str] = []
    async for frame in frames(org.id, "0", asyncio.Event(), stores={mine}):
        if frame == HEARTBEAT:
            break
        heard.append(frame.decode())
    assert [line.split("\n")[1] for line in heard[1:]] == ["event: run", "event: stock"]
    assert str(mine) in heard[1] and str(other) not in "".join(heard)


@pytest.mark.parametrize("path", ["/api/v1/stream", "/api/v1/sync/stream"])
async def test_both_streams_are_opened_with_the_callers_stores(
    path: str, manager: tuple[Client, UUID, UUID], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Any] = []

    async def none(*_: Any, stores: Any = None, **__: Any) -> AsyncIterator[bytes]:
        opened.append(stores)
        yield b""

    monkeypatch.setattr("app.kernel.sse.frames", none)
    for told in (manager[0], client):
        assert (await told.get(path)).status_code == 200
    assert opened == [frozenset({manager[1]}), None]
