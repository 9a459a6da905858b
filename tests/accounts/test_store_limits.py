"""Limit members, invitations, API keys and programs of others to stores, and lift the limit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Membership
from app.accounts.permissions import assignable, of_role, of_the_whole
from app.kernel.ids import new_id
from app.stores.models import Store
from tests.accounts.oauth_dance import allowed, registered
from tests.accounts.people import audited, join, visitor
from tests.factories import PASSWORD, Organisation
from tests.factories.orders import make_order
from tests.factories.stores import make_store
from tests.http import Client

MEMBERS = "/api/v1/members"
STORES = "/api/v1/stores"
KEYS = "/api/v1/api-keys"


@pytest.fixture
async def shops(org: Organisation) -> list[str]:
    return [str(await make_store(org, name=name)) for name in ("Quay", "Mole", "Pier")]


@pytest.fixture
async def member(client: Client, application: FastAPI, org: Organisation, shops: list[str]) -> AsyncIterator[Client]:
    """A store manager of the first shop."""
    caller = await join(client, application, org, "store_manager", store_ids=shops[:1])
    yield caller
    await caller.aclose()


async def seen(caller: Client) -> set[str]:
    return {store["id"] for store in await caller.data("GET", STORES)}


async def of(client: Client, member: Client) -> Any:
    """The member as the owner sees them."""
    return next(m for m in await client.data("GET", MEMBERS) if m["user_id"] == member.headers["x-user"])


async def test_an_invitation_says_which_stores_and_who_accepts_has_them(
    client: Client, application: FastAPI, org: Organisation, shops: list[str]
) -> None:
    body = {"email": f"{new_id().hex}@example.com", "role": "viewer", "store_ids": [shops[1], shops[0], shops[1]]}
    made = await client.data("POST", f"{MEMBERS}/invitations", json=body, status=201)
    assert made["store_ids"] == sorted(shops[:2])
    (listed,) = await client.data("GET", f"{MEMBERS}/invitations")
    assert listed["store_ids"] == sorted(shops[:2])
    member = await join(client, application, org, "viewer", store_ids=shops[:2])
    assert (await of(client, member))["store_ids"] == sorted(shops[:2])
    assert (await member.data("GET", "/api/v1/users/profile"))["store_ids"] == sorted(shops[:2])
    assert await seen(member) == set(shops[:2])
    free = await join(client, application, org, "viewer")
    assert (await of(client, free))["store_ids"] is None and await seen(free) == set(shops)
    assert (await client.data("GET", "/api/v1/users/profile"))["store_ids"] is None
    told = [entry.details["store_ids"] for entry in await audited(org, "member.invited")]
    assert told == [sorted(shops[:2]), sorted(shops[:2]), None]
    for caller in (member, free):
        await caller.aclose()


async def test_a_change_counts_from_the_next_call_on(
    client: Client, member: Client, org: Organisation, shops: list[str]
) -> None:
    path = f"{MEMBERS}/{member.headers['x-user']}"
    assert await seen(member) == {shops[0]}
    changed = await client.data("PUT", path, json={"role": "store_manager", "store_ids": shops[1:]})
    assert changed["store_ids"] == sorted(shops[1:]) and await seen(member) == set(shops[1:])
    kept = await client.data("PUT", path, json={"role": "viewer"})
    assert (kept["role"], kept["store_ids"]) == ("viewer", sorted(shops[1:])), "left out, it stays as it is"
    lifted = await client.data("PUT", path, json={"role": "viewer", "store_ids": None})
    assert lifted["store_ids"] is None and await seen(member) == set(shops)
    changes = [entry.details for entry in await audited(org, "member.role_changed")]
    assert [change["after"].get("store_ids", "-") for change in changes] == [sorted(shops[1:]), "-", None]
    assert changes[0]["before"]["store_ids"] == shops[:1]


async def test_whose_last_store_is_gone_sees_none(member: Client, org: Organisation, shops: list[str], client: Client) -> None:
    """Not all of them."""
    async with org.uow() as uow:
        await uow.execute(delete(Store).where(Store.id == UUID(shops[0])))
    assert await seen(member) == set()
    assert (await of(client, member))["store_ids"] == []


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", f"{MEMBERS}/invitations", {"email": "x@example.com", "role": "viewer"}),
        ("PUT", f"{MEMBERS}/{{member}}", {"role": "viewer"}),
        ("POST", KEYS, {"name": "Key", "permissions": ["orders.read"]}),
    ],
)
async def test_stores_that_are_not_there_are_refused(
    method: str, path: str, body: dict[str, Any], client: Client, stranger: Client, member: Client, shops: list[str]
) -> None:
    theirs = (await stranger.data("POST", STORES, json={"name": "Theirs", "platform": "shopify"}, status=201))["id"]
    url = path.format(member=member.headers["x-user"])
    for ids in ([str(new_id())], [shops[0], theirs], []):
        error = await client.data(method, url, json={**body, "store_ids": ids}, status=422)
        assert error["details"]["field"] == "store_ids", ids
    assert (await of(client, member))["store_ids"] == shops[:1], "as it was"
    assert await client.data("GET", KEYS) == []


async def test_an_owner_cannot_be_limited(client: Client, member: Client, org: Organisation, shops: list[str]) -> None:
    await client.data("PUT", f"{MEMBERS}/{org.owner_id}", json={"role": "viewer", "store_ids": shops[:1]}, status=409)
    with pytest.raises(IntegrityError, match="owner_sees_all"):
        async with org.uow() as uow:
            await uow.execute(update(Membership).where(Membership.user_id == org.owner_id).values(limited=True))
    body = {"user_id": member.headers["x-user"], "password": PASSWORD}
    await client.data("POST", "/api/v1/organisation/transfer", json=body)
    assert await seen(member) == set(shops), "who takes an organisation over takes all of it"
    assert (await member.data("GET", "/api/v1/users/profile"))["store_ids"] is None


async def test_an_api_key_works_on_its_stores_alone(client: Client, application: FastAPI, shops: list[str]) -> None:
    body = {"name": "Till", "permissions": ["stores.read", "catalog.write", "members.manage"], "store_ids": shops[:1]}
    made = await client.data("POST", KEYS, json=body, status=201)
    assert made["store_ids"] == shops[:1]
    assert [key["store_ids"] for key in await client.data("GET", KEYS)] == [shops[:1]]
    async with visitor(application) as program:
        program.headers["authorization"] = f"Bearer {made['key']}"
        assert await seen(program) == {shops[0]}
        for path in (MEMBERS + "/invitations", "/api/v1/products"):
            error = await program.data("POST", path, json={}, status=403)
            assert error["code"] == "LIMITED_TO_STORES"
        whole = await client.data("POST", KEYS, json={"name": "All", "permissions": ["stores.read"]}, status=201)
        program.headers["authorization"] = f"Bearer {whole['key']}"
        assert await seen(program) == set(shops)


async def test_a_program_sees_what_its_person_sees(
    client: Client, application: FastAPI, member: Client, org: Organisation, shops: list[str]
) -> None:
    orders = [str(await make_order(org, UUID(shop))) for shop in shops]
    async with visitor(application) as outside:
        app = await registered(client, outside)
        tokens = await app.exchange(await allowed(member, app))
        outside.headers["authorization"] = f"Bearer {tokens['access_token']}"
        assert [order["id"] for order in await outside.data("GET", "/api/v1/orders")] == orders[:1]
        path = f"{MEMBERS}/{member.headers['x-user']}"
        await client.data("PUT", path, json={"role": "store_manager", "store_ids": shops[1:2]})
        assert [order["id"] for order in await outside.data("GET", "/api/v1/orders")] == orders[1:2]


async def test_a_limit_of_one_organisation_is_none_in_another(member: Client) -> None:
    """They found their own, and own it."""
    made = await member.data("POST", "/api/v1/organisation", json={"name": "Own"}, status=201)
    tokens = await member.data("POST", "/api/v1/auth/switch", json={"org_id": made["id"]})
    member.headers["authorization"] = f"Bearer {tokens['access_token']}"
    store = await member.data("POST", STORES, json={"name": "First", "platform": "shopify"}, status=201)
    assert await seen(member) == {store["id"]}


@given(own=st.sets(st.sampled_from(sorted(assignable()))), role=st.sampled_from(["admin", "store_manager", "viewer", "custom"]))
def test_a_limit_only_ever_takes_away(own: set[str], role: str) -> None:
    from app.accounts.authentication import _allowed

    held = of_role(role, sorted(own))
    whole, limited, none = _allowed(held, None), _allowed(held, frozenset({new_id()})), _allowed(held, frozenset())
    assert whole["permissions"] == held and not whole["beyond"] and whole["store_ids"] is None
    assert limited["permissions"] == none["permissions"] < held or not any(map(of_the_whole, held))
    assert limited["permissions"] | limited["beyond"] == held and not limited["permissions"] & limited["beyond"]
    assert not any(map(of_the_whole, limited["permissions"])) and all(map(of_the_whole, limited["beyond"]))
    assert limited["store_ids"] is not None
