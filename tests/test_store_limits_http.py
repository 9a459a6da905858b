"""Members, API keys and programs of others that are limited to some stores, over HTTP: call by call."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import psycopg
import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute

from app.accounts.permissions import of_role, of_the_whole
from tests.accounts.people import audited, join
from tests.factories import Organisation
from tests.http import Client
from tests.test_matrix import NOBODY, TABLES, _response_class, body_of, calls
from tests.test_routes import declared, walk
from tests.test_store_limits import OF_A_STORE, THROUGH_ITS_PARENT, Filled, catalog, filled, rows

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
