"""Keys of programs: shown once, scoped, dated, revocable, and no persons."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from app.accounts.models import ApiKey
from app.accounts.tokens import token_hash
from app.kernel import clock
from tests.accounts.people import audited, join, visitor
from tests.factories import Organisation
from tests.http import Client

BODY = {"name": "Export", "permissions": ["orders.read", "organisation.update"]}


@pytest.fixture
async def program(application: FastAPI) -> AsyncIterator[Client]:
    async with visitor(application) as client:
        yield client


async def make(client: Client, program: Client, **body: Any) -> dict[str, Any]:
    """A key, which `program` uses from now on."""
    made: dict[str, Any] = await client.data("POST", "/api/v1/api-keys", json={**BODY, **body}, status=201)
    program.headers["authorization"] = f"Bearer {made['key']}"
    return made


async def test_a_key_does_what_it_is_for_and_nothing_else(client: Client, program: Client, org: Organisation) -> None:
    made = await make(client, program)
    await program.data("GET", "/api/v1/orders")
    assert (await program.data("GET", "/api/v1/products", status=403))["details"]["permission"] == "catalog.read"
    await program.data("PUT", "/api/v1/organisation", json={"name": "By program"})
    (entry,) = await audited(org, "organisation.updated")
    assert (entry.actor_kind, entry.actor_id, entry.actor_label) == ("api_key", made["id"], "Export")
    assert [(e.actor_kind, e.target_kind) for e in await audited(org, "access.denied")] == [("api_key", "api_key")]


async def test_it_is_shown_once_and_kept_as_a_hash(client: Client, program: Client, org: Organisation) -> None:
    made = await make(client, program)
    (listed,) = await client.data("GET", "/api/v1/api-keys")
    assert "key" not in listed
    assert made["key"].startswith(listed["prefix"]) and len(listed["prefix"]) == 11 < len(made["key"])
    async with org.uow() as uow:
        stored = await uow.scalar(select(ApiKey))
        assert stored is not None
        assert stored.key_hash == token_hash(made["key"])
    (entry,) = await audited(org, "api_key.created")
    assert made["key"] not in str(entry.details)


async def test_it_is_no_person(client: Client, program: Client) -> None:
    await make(client, program)
    for method, path in (
        ("GET", "/api/v1/users/profile"), ("GET", "/api/v1/users/sessions"), ("DELETE", "/api/v1/users/sessions"),
        ("POST", "/api/v1/auth/logout"),
    ):  # fmt: skip
        assert (await program.data(method, path, status=403))["code"] == "FORBIDDEN"


async def test_its_last_use_is_noted_to_the_minute(client: Client, program: Client) -> None:
    made = await make(client, program)
    assert made["last_used_at"] is None

    async def used() -> str:
        (listed,) = await client.data("GET", "/api/v1/api-keys")
        return str(listed["last_used_at"])

    start = clock.now()
    with clock.frozen(start):
        await program.data("GET", "/api/v1/orders")
        first = await used()
    with clock.frozen(start + timedelta(seconds=30)):
        await program.data("GET", "/api/v1/orders")
        assert await used() == first
    with clock.frozen(start + timedelta(seconds=61)):
        await program.data("GET", "/api/v1/orders")
        assert await used() > first


async def test_it_ends_by_date_or_by_hand(client: Client, program: Client, stranger: Client, org: Organisation) -> None:
    made = await make(client, program, expires_in_days=30)
    with clock.frozen(clock.now() + timedelta(days=30, seconds=1)):
        assert (await program.data("GET", "/api/v1/orders", status=401))["code"] == "API_KEY_REFUSED"
    await program.data("GET", "/api/v1/orders")
    await stranger.data("DELETE", f"/api/v1/api-keys/{made['id']}", status=404)
    await client.data("DELETE", f"/api/v1/api-keys/{made['id']}")
    assert (await program.data("GET", "/api/v1/orders", status=401))["code"] == "API_KEY_REFUSED"
    assert await client.data("GET", "/api/v1/api-keys") == []
    assert len(await audited(org, "api_key.revoked")) == 1
    endless = await make(client, program, expires_in_days=None)
    assert endless["expires_at"] is None


async def test_it_may_do_no_more_than_its_maker(
    client: Client, program: Client, application: FastAPI, org: Organisation
) -> None:
    admin = await join(client, application, org, "admin")
    unknown = await admin.data("POST", "/api/v1/api-keys", json={**BODY, "permissions": ["mail.outbox"]}, status=422)
    assert unknown["details"]["field"] == "permissions"
    await make(admin, program, permissions=["api_keys.manage", "orders.read"])
    more = {**BODY, "permissions": ["orders.write"]}
    assert (await program.data("POST", "/api/v1/api-keys", json=more, status=403))["code"] == "BEYOND_YOUR_ROLE"
    viewer = await join(client, application, org, "viewer")
    await viewer.data("GET", "/api/v1/api-keys", status=403)
    await admin.aclose()
    await viewer.aclose()
