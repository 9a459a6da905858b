"""What an attacker with an account of their own tries on every call, generated from the routes and their description:
ids of others in bodies and queries, fields that nobody offered, keys that somebody else has used."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from app.accounts.models import Organisation as StoredOrganisation
from app.kernel import limits
from app.kernel.process import Process
from app.kernel.settings import Settings
from tests.accounts.people import join
from tests.factories import Organisation, make_organisation
from tests.fuzz.conftest import furnish
from tests.http import Client
from tests.kernel.test_inbox import make_endpoint
from tests.test_matrix import ENDS_THE_SESSION, TABLES, body_of
from tests.test_routes import walk

Things = dict[str, str]
OPEN = {
    "connect_carrier": "the fields of a sign-in are the vendor's",
    "connect_store": "the fields of a sign-in are the vendor's",
    "reconnect_connection": "the fields of a sign-in are the vendor's",
    "change_draft": "the fields of a sign-in are the vendor's",
    "create_location": "the lines of an address are the country's",
    "update_location": "the lines of an address are the country's",
    "finish_passkey": "what a browser's authenticator says",
    "login_with_passkey": "what a browser's authenticator says",
    "reauthenticate": "what a browser's authenticator says",
    "introspect_oauth_token": "RFC 6749 3.2: unknown parameters are ignored",
    "issue_oauth_token": "RFC 6749 3.2: unknown parameters are ignored",
    "revoke_oauth_token": "RFC 6749 3.2: unknown parameters are ignored",
    "change_settings": "which settings there are is looked up by name",
    "update_settings": "one's own preferences, as the dashboard keeps them",
}
"""Calls of which a part takes names that no schema lists, and why. What they take reaches no column by its name."""


@pytest.fixture
def catalog(application: FastAPI, config: Settings) -> Iterator[psycopg.Connection]:
    """The database as its owner."""
    assert config.database_url
    with psycopg.connect(config.database_url.get_secret_value(), autocommit=True) as connection:
        yield connection


@pytest.fixture
def routes(application: FastAPI) -> list[APIRoute]:
    return [route for route in walk(application.routes) if isinstance(route, APIRoute) and route.include_in_schema]


# ── ids of another organisation, where a path does not name them ─────────────────────────────────────────


def _resolved(schema: dict[str, Any], document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A schema, or its alternatives, without references."""
    if "$ref" in schema:
        yield from _resolved(document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], document)
    elif any(word in schema for word in ("anyOf", "oneOf", "allOf")):
        for word in ("anyOf", "oneOf", "allOf"):
            for each in schema.get(word, ()):
                yield from _resolved(each, document)
    else:
        yield schema


def _places(schema: dict[str, Any], document: dict[str, Any], at: tuple[str | int, ...] = (), depth: int = 0) -> Iterator[Any]:
    """Where a body names something by its id: `(path, name)`; 0 in a path is the first entry of a list."""
    for each in _resolved(schema, document) if depth < 6 else ():
        for name, inner in each.get("properties", {}).items():
            yield from _places(inner, document, (*at, name), depth + 1)
        if each.get("type") == "array":
            yield from _places(each.get("items", {}), document, (*at, 0), depth + 1)
        if each.get("format") == "uuid":
            yield at


def _meant(at: tuple[str | int, ...]) -> str:
    """What an id at a place is of, as a path would call it: `store_ids`, `from_location_id`."""
    name = next(part for part in reversed(at) if isinstance(part, str))
    name = name[:-1] if name.endswith("_ids") else name
    return next((key for key in TABLES if name.endswith(key)), "order_id" if name in ("id", "ids") else name)


def _with(body: Any, at: tuple[str | int, ...], value: str) -> Any:
    """The same body with a value at a place; what is missing on the way is made."""
    if not at:
        return value
    head, *rest = at
    if head == 0:
        return [_with(body[0] if isinstance(body, list) and body else None, tuple(rest), value)]
    return {**(body if isinstance(body, dict) else {}), head: _with((body or {}).get(head), tuple(rest), value)}


def _rows(catalog: psycopg.Connection, org: Organisation) -> dict[str, list[Any]]:
    """All that an organisation has, by table, but for the clockwork that turns by itself."""
    tables = catalog.execute(
        """SELECT c.table_name FROM information_schema.columns c
           JOIN information_schema.tables t USING (table_schema, table_name)
           WHERE c.table_schema = 'public' AND c.column_name = 'org_id' AND t.table_type = 'BASE TABLE'"""
    ).fetchall()
    moving = {"outbox_deliveries", "jobs", "security_cursors"}
    return {
        name: catalog.execute(f"SELECT to_jsonb(t) FROM {name} t WHERE org_id = %s ORDER BY 1", (org.id,)).fetchall()
        for (name,) in tables
        if name not in moving
    }


async def test_an_id_of_others_in_a_body_or_query_reaches_nothing(
    client: Client, org: Organisation, application: FastAPI, catalog: psycopg.Connection, routes: list[APIRoute]
) -> None:
    """Everything in the path is one's own; one id elsewhere is somebody else's. They lose nothing and show nothing."""
    other = await make_organisation("Somebody else")
    mine, theirs = await furnish(org, catalog), {**await furnish(other, catalog), "org_id": str(other.id)}
    before = _rows(catalog, other)
    document, tried, wrong = application.openapi(), 0, []
    for route in routes:
        path = re.sub(r"{(\w+)(:\w+)?}", lambda found: mine.get(found[1], "x"), route.path)
        for method in sorted((route.methods or set()) - {"HEAD"}):
            operation = document["paths"][route.path_format][method.lower()]
            schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            base = _with_mine(body_of(document, route, method), mine)
            calls: list[tuple[Any, dict[str, str]]] = [
                (_with(base, at, theirs[_meant(at)]), {})
                for at in dict.fromkeys(_places(schema, document))
                if _meant(at) in theirs
            ]
            for given in operation.get("parameters", ()):
                key = given["name"].removesuffix("s") if given["name"].endswith("_ids") else given["name"]
                if given["in"] == "query" and key in theirs:
                    calls.append((base if schema else None, {given["name"]: theirs[key]}))
            for body, query in calls if route.name not in ENDS_THE_SESSION and not path.endswith("/stream") else ():
                answer = await client.request(method, path, json=body, params=query)
                tried += 1
                if answer.status_code in (500, 503) or any(secret in answer.text for secret in _told(theirs, body, query)):
                    wrong.append(f"{method} {route.path} {body} {query}: {answer.status_code} {answer.text[:300]}")
    assert wrong == []
    assert tried > 60
    after = _rows(catalog, other)
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}


def _with_mine(body: Any, mine: Things) -> Any:
    if isinstance(body, dict):
        return {name: mine.get(name, _with_mine(value, mine)) for name, value in body.items()}
    return [_with_mine(each, mine) for each in body] if isinstance(body, list) else body


def _told(theirs: Things, body: Any, query: dict[str, str]) -> list[str]:
    """Ids of the others that the caller has not named themselves: an answer that has one has read something of theirs."""
    named = f"{body} {query}"
    return [id_ for name, id_ in theirs.items() if id_ not in named and name != "org_id"]


# ── fields that nobody offered ──────────────────────────────────────────────────────────────────────────

PRIVILEGED = {
    "org_id": "00000000-0000-0000-0000-000000000000", "id": "00000000-0000-0000-0000-000000000000", "is_admin": True,
    "is_verified": True, "is_active": True, "role": "owner", "permissions": ["members.manage"], "password_hash": "x",
    "proved_at": "2030-01-01T00:00:00Z", "strong": True, "limited": False, "deleted_at": None, "version": 99, "__proto__": {},
}  # fmt: skip
"""What somebody would like to set by the way."""


def _objects(schema: dict[str, Any], document: dict[str, Any], depth: int = 0) -> Iterator[dict[str, Any]]:
    for each in _resolved(schema, document) if depth < 6 else ():
        if each.get("type") == "object":
            yield each
        for inner in (*each.get("properties", {}).values(), each.get("items", {})):
            yield from _objects(inner, document, depth + 1)


def test_no_body_takes_a_field_that_nobody_offered(application: FastAPI) -> None:
    document, open_, bodies = application.openapi(), set(), 0
    for methods in document["paths"].values():
        for operation in methods.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                bodies += 1
                if any(each.get("additionalProperties", True) is not False for each in _objects(content["schema"], document)):
                    open_.add(operation["operationId"])
    assert bodies > 80
    assert open_ == set(OPEN)


async def test_privileged_fields_are_refused_by_every_call(
    client: Client, org: Organisation, application: FastAPI, catalog: psycopg.Connection, routes: list[APIRoute]
) -> None:
    """By the running calls, too: a schema may say one thing and the code do another."""
    mine, document, wrong, tried = await furnish(org, catalog), application.openapi(), [], 0
    for route in routes:
        for method in sorted((route.methods or set()) & {"POST", "PUT", "PATCH"}):
            content = document["paths"][route.path_format][method.lower()].get("requestBody", {}).get("content", {})
            if "application/json" not in content or route.name in OPEN:
                continue
            path = re.sub(r"{(\w+)(:\w+)?}", lambda found: mine.get(found[1], "x"), route.path)
            base = body_of(document, route, method)
            for each in _resolved(content["application/json"]["schema"], document):
                more = {k: v for k, v in PRIVILEGED.items() if k not in each.get("properties", {})}
                answer = await client.request(method, path, json={**base, **more})
                named = {error["field"].rpartition(".")[2] for error in answer.json()["error"]["details"].get("errors", ())} \
                    if answer.status_code == 422 else set()  # fmt: skip
                tried += 1
                if not set(more) <= named:
                    wrong.append(f"{method} {route.path}: {answer.status_code}, silent on {sorted(set(more) - named)}")
    assert tried > 50
    assert wrong == []


async def test_another_organisation_of_ones_own_is_no_way_in(client: Client, stranger: Client, org: Organisation) -> None:
    """The scope comes with the session: no header, query or body names another one."""
    profile = await stranger.data("GET", "/api/v1/users/profile")
    named: tuple[dict[str, Any], ...] = (
        {"headers": {"X-KSAP-Organisation": str(org.id), "X-Org-Id": str(org.id), "X-Tenant": str(org.id)}},
        {"params": {"org_id": str(org.id)}},
    )
    for more in named:
        assert (await stranger.data("GET", "/api/v1/users/profile", **more))["org_id"] == profile["org_id"] != str(org.id)
    await stranger.data("POST", "/api/v1/auth/switch", json={"org_id": str(org.id)}, status=404)
    async with org.uow() as uow:
        assert await uow.session.get(StoredOrganisation, (org.id, org.id))


# ── answers that were somebody else's ───────────────────────────────────────────────────────────────────


async def test_a_key_repeats_nothing_to_somebody_else(client: Client, application: FastAPI, org: Organisation) -> None:
    """Whoever guesses the key of a colleague is not told what the colleague was answered."""
    headers, body = {"Idempotency-Key": "k-1"}, {"name": "North"}
    first = await client.post("/api/v1/inventory/locations", json=body, headers=headers)
    again = await client.post("/api/v1/inventory/locations", json=body, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["idempotent-replay"] == "true" and again.json()["data"] == first.json()["data"]
    other = await join(client, application, org, "admin")
    told = await other.post("/api/v1/inventory/locations", json=body, headers=headers)
    assert (told.status_code, told.json()["error"]["code"]) == (409, "CONFLICT")
    elsewhere = await client.post("/api/v1/inventory/locations?a=b", json=body, headers=headers)
    assert elsewhere.status_code == 409
    await other.aclose()


# ── bodies that never end ───────────────────────────────────────────────────────────────────────────────


async def _dripping(app: FastAPI, path: str) -> tuple[int, bytes]:
    """Status and body of the answer to a call that sends one byte and then nothing."""
    said: list[Any] = []
    given: list[dict[str, Any]] = [{"type": "http.request", "body": b"{", "more_body": True}]

    async def receive() -> Any:
        return given.pop() if given else await asyncio.Event().wait()

    async def send(message: Any) -> None:
        said.append(message)

    headers = [(b"host", b"ksap.test"), (b"content-type", b"application/json"), (b"transfer-encoding", b"chunked")]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "path": path,
        "raw_path": path.encode(), "query_string": b"", "scheme": "http", "server": ("ksap.test", 80),
        "client": ("127.0.0.1", 1), "root_path": "", "headers": headers,
    }  # fmt: skip
    await asyncio.wait_for(app(scope, receive, send), 10)
    return said[0]["status"], b"".join(message.get("body", b"") for message in said)


async def test_a_body_that_never_ends_is_given_up(
    application: FastAPI, org: Organisation, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it is read: by the framework, by a route itself, by the inbox."""
    monkeypatch.setattr(limits, "SECONDS", 0.05)
    endpoint = await make_endpoint(process, org, vendor="shopify")
    for path in ("/api/v1/auth/login", "/api/v1/oauth/token", f"/webhooks/shopify/{endpoint}"):
        status, body = await _dripping(application, path)
        assert (status, b"TOO_SLOW" in body) == (408, True), (path, status, body)
