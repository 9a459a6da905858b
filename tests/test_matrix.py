"""Every route × every role, and every route × somebody else's things.

Inside an organisation a call that the role does not include answers 403 and leaves an audit row. To a stranger nothing
of another organisation exists: 404, and the thing is as it was.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import psycopg
import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute
from psycopg import sql
from sqlalchemy import select

from app.accounts.permissions import of_role
from app.kernel.audit import AuditEntry
from app.kernel.auth import _Person
from app.kernel.ids import new_id
from app.kernel.settings import Settings
from tests.accounts.people import join
from tests.factories import Organisation
from tests.http import Client
from tests.test_routes import declared, walk

NOBODY = "00000000-0000-0000-0000-000000000000"
ROLES = ("owner", "admin", "store_manager", "viewer", "custom", "api_key")
KEY_MAY = "analytics.read"

TABLES = {
    "alert_id": "alerts",
    "client_id": "oauth_clients",
    "conflict_id": "field_changes",
    "connection_id": "connections",
    "draft_id": "connection_drafts",
    "grant_id": "oauth_grants",
    "invitation_id": "invitations",
    "key_id": "api_keys",
    "letter_id": "dead_letters",
    "listing_variant_id": "listing_variants",
    "location_id": "locations",
    "order_id": "orders",
    "product_id": "products",
    "request_id": "privacy_requests",
    "role_id": "roles",
    "run_id": "sync_runs",
    "shipment_id": "shipments",
    "store_id": "stores",
    "variant_id": "variants",
    "view_id": "shared_views",
}
"""Whose ids stand in paths. A new one is added here, so that its routes are tried with a stranger's row."""

PERSONAL = {"user_id": "a member", "session_id": "a person's session", "passkey_id": "tried in its own tests",
            "identity_id": "tried in its own tests"}  # fmt: skip
NO_IDS = {
    "policy": "names a rule, the same for everybody",
    "rule": "names a rule, the same for everybody",
    "provider_id": "names a provider of identities, the same for everybody",
    "slug": "names a platform, the same for everybody",
    "signature": "signed for whoever holds the address",
    "address": "signed for whoever holds the address",
    "template": "names a mail, the same for everybody",
    "language": "is spoken by everybody",
    "recipient": "an address, looked for among one's own",
}
ENDS_THE_SESSION = {"logout"}


@pytest.fixture
def routes(application: FastAPI) -> list[APIRoute]:
    return [route for route in walk(application.routes) if isinstance(route, APIRoute)]


@pytest.fixture
def catalog(application: FastAPI, config: Settings) -> Iterator[psycopg.Connection]:
    """The database as its owner."""
    assert config.database_url
    with psycopg.connect(config.database_url.get_secret_value(), autocommit=True) as connection:
        yield connection


# ── every route × every role ────────────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def entering(role: str, client: Client, application: FastAPI, org: Organisation) -> AsyncIterator[Client]:
    """A caller of a role. `custom` may do nothing at all, `api_key` one thing."""
    if role == "owner":
        yield client
        return
    if role == "api_key":
        body = {"name": "Matrix", "permissions": [KEY_MAY]}
        made = await client.data("POST", "/api/v1/api-keys", json=body, status=201)
        client.headers["authorization"] = f"Bearer {made['key']}"
        yield client
        return
    more = {}
    if role == "custom":
        made = await client.data("POST", "/api/v1/roles", json={"name": "Nothing", "permissions": []}, status=201)
        more = {"role_id": made["id"]}
    member = await join(client, application, org, role, **more)
    yield member
    await member.aclose()


def allowed(role: str, route: APIRoute) -> bool:
    (permission,) = declared(route.dependant)
    if isinstance(permission, _Person):
        return role != "api_key"
    if not permission.name:
        return True
    return permission.name in ({KEY_MAY} if role == "api_key" else of_role(role))


def calls(routes: list[APIRoute]) -> Iterator[tuple[str, str, APIRoute]]:
    for route in routes:
        if not route.path.startswith("/api/v1/") or route.name in ENDS_THE_SESSION:
            continue
        path = re.sub(r"{\w+(:\w+)?}", NOBODY, route.path)
        for method in sorted(route.methods or ()):
            yield method, path, route


@pytest.mark.parametrize("role", ROLES)
async def test_each_role_may_what_it_may(
    role: str, client: Client, application: FastAPI, org: Organisation, routes: list[APIRoute]
) -> None:
    expected: Counter[str] = Counter()
    wrong = []
    async with entering(role, client, application, org) as caller:
        for method, path, route in calls(routes):
            may = allowed(role, route)
            if may and issubclass(_response_class(route), StreamingResponse):
                continue  # it would go on for ever; its siblings' permission is the same
            answer = await caller.request(method, path, json={})
            refused = answer.status_code == 403 and answer.json()["error"]["code"] == "FORBIDDEN"
            if not may:
                expected[f"{method} {path}"] += 1
            if refused is may or (answer.status_code == 401 and declared(route.dependant)[0].name is not None):
                wrong.append(f"{method} {route.path}: {answer.status_code}, though {role} may{'' if may else ' not'}")
    assert wrong == []
    async with org.uow() as uow:
        rows = (await uow.scalars(select(AuditEntry.details).where(AuditEntry.action == "access.denied"))).all()
    assert Counter(row["call"] for row in rows) == expected
    assert bool(expected) is (role != "owner")


def _response_class(route: APIRoute) -> type[Any]:
    found = route.response_class
    return found if isinstance(found, type) else found.value


# ── every route × somebody else's things ────────────────────────────────────────────────────────────────


def plant(
    catalog: psycopg.Connection, table: str, org: Organisation, given: Mapping[tuple[str, str], Any] | None = None
) -> UUID:
    """A row of nothing but what the table insists on, with the rows that it hangs on; its id. `given` are values of columns
    by (table, column)."""
    given = given or {}
    columns = catalog.execute(
        """SELECT column_name, data_type FROM information_schema.columns
           WHERE table_schema = 'public' AND table_name = %s AND is_nullable = 'NO' AND column_default IS NULL
             AND is_generated = 'NEVER'""",
        (table,),
    ).fetchall()
    assert columns, f"there is no table {table}"
    checks = catalog.execute(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c' AND conrelid = %s::regclass", (table,)
    ).fetchall()
    id_ = new_id()
    values = {name: _value(name, kind, [row[0] for row in checks]) for name, kind in columns}
    mine = {column: value for (of, column), value in given.items() if of == table}
    for name, parent in _parents(catalog, table).items():
        if name in values and parent != table and name not in mine:
            values[name] = org.owner_id if parent == "users" else plant(catalog, parent, org, given)
    values |= {"org_id": org.id, **({"id": id_} if has_id(catalog, table) else {}), **mine}
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, values)),
        sql.SQL(", ").join(sql.Placeholder() * len(values)),
    )
    catalog.execute(statement, list(values.values()))
    return id_


def has_id(catalog: psycopg.Connection, table: str) -> bool:
    query = "SELECT 1 FROM information_schema.columns WHERE table_name = %s AND column_name = 'id'"
    return catalog.execute(query, (table,)).fetchone() is not None


def _parents(catalog: psycopg.Connection, table: str) -> dict[str, str]:
    """{column: the table whose id it holds}"""
    found = catalog.execute(
        """SELECT a.attname, f.relname FROM pg_constraint c
           JOIN pg_class f ON f.oid = c.confrelid
           JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) AND a.attname <> 'org_id'
           WHERE c.contype = 'f' AND c.conparentid = 0 AND c.conrelid = %s::regclass""",
        (table,),
    )
    return {name: str(parent) for name, parent in found}


def _value(name: str, kind: str, checks: list[str]) -> Any:
    lists = [m[1] for c in checks if (m := re.search(rf"\({name} = ANY \(ARRAY\[([^\]]*)", c))]
    barred = {m[1] for c in checks if (m := re.search(rf"\({name} <> '([^']*)'", c))}
    choices = [choice for text in lists for choice in re.findall("'([^']*)'", text) if choice not in barred]
    if choices:
        return choices[0]
    simple = {"uuid": new_id(), "jsonb": "{}", "boolean": False, "timestamp with time zone": "2026-11-01T00:00:00Z",
              "date": "2026-11-01", "bytea": b"", "ARRAY": "{}"}  # fmt: skip
    return simple.get(kind, 1 if kind in ("integer", "bigint", "numeric") else "EUR" if "currency" in name else new_id().hex)


def sample(schema: dict[str, Any], document: dict[str, Any]) -> Any:
    """The smallest value that a schema takes, as far as that can be told."""
    if "$ref" in schema:
        return sample(document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], document)
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return sample(next((s for s in schema[word] if s.get("type") != "null"), schema[word][0]), document)
    for word in ("examples", "enum"):
        if schema.get(word):
            return schema[word][0]
    if "const" in schema:
        return schema["const"]
    kind = schema.get("type")
    if kind == "object":
        given = schema.get("properties", {})
        return {name: sample(given[name], document) for name in schema.get("required", ()) if name in given}
    if kind == "array":
        return [sample(schema.get("items", {}), document)] * schema.get("minItems", 0)
    if kind in ("integer", "number"):
        return max(schema.get("minimum", 1), schema.get("exclusiveMinimum", 0) + 1)
    if kind == "boolean":
        return True
    special = {"uuid": NOBODY, "email": "ada@example.com", "date": "2026-11-01", "date-time": "2026-11-01T00:00:00Z"}
    return special.get(schema.get("format", ""), "1" * max(1, schema.get("minLength", 1)))


def body_of(document: dict[str, Any], route: APIRoute, method: str) -> Any:
    operation = document["paths"][route.path_format][method.lower()]
    content = operation.get("requestBody", {}).get("content", {})
    return sample(content["application/json"]["schema"], document) if "application/json" in content else {}


def test_every_id_in_a_path_is_known(routes: list[APIRoute]) -> None:
    named = {name for route in routes for name in route.param_convertors}
    assert named - set(TABLES) - set(PERSONAL) - set(NO_IDS) == set()


async def test_to_a_stranger_nothing_exists(
    client: Client, stranger: Client, org: Organisation, application: FastAPI, routes: list[APIRoute],
    catalog: psycopg.Connection,
) -> None:  # fmt: skip
    used = {name for route in routes for name in route.param_convertors} & set(TABLES)
    ids = {name: plant(catalog, TABLES[name], org) for name in used}
    ids["user_id"] = org.owner_id
    (session,) = await client.data("GET", "/api/v1/users/sessions")
    ids["session_id"] = session["id"]

    def looks(name: str) -> Any:
        query = sql.SQL("SELECT to_jsonb(t) FROM {} t WHERE id = %s").format(sql.Identifier(TABLES[name]))
        return catalog.execute(query, (ids[name],)).fetchone()

    before = {name: looks(name) for name in used}
    document = application.openapi()
    answers: dict[str, int] = {}
    for route in routes:
        if not set(route.param_convertors) & set(ids):
            continue
        path = re.sub(r"{(\w+)(:\w+)?}", lambda m: str(ids.get(m[1], NOBODY)), route.path)
        for method in sorted(route.methods or ()):
            answer = await stranger.request(method, path, json=body_of(document, route, method))
            answers[f"{method} {route.path}"] = answer.status_code
    assert len(answers) > 60
    assert {call: status for call, status in answers.items() if status != 404} == {}
    assert {name: looks(name) for name in used} == before
    assert await client.data("GET", "/api/v1/users/profile")


async def test_the_planted_rows_are_there_for_their_own(org: Organisation, catalog: psycopg.Connection) -> None:
    """Else the 404 above would prove nothing."""
    for table in sorted(set(TABLES.values())):
        id_ = plant(catalog, table, org)
        async with org.uow() as uow:
            query = f"SELECT count(*) FROM {table} WHERE id = '{id_}'"
            assert (await (await uow.session.connection()).exec_driver_sql(query)).scalar() == 1, table
