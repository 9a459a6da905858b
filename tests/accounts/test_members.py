"""Inviting people, giving and making roles, deactivating, removing, handing over."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from app.kernel import clock
from tests.accounts.people import audited, join, mailed_token, mails, visitor
from tests.factories import PASSWORD, Organisation, make_organisation
from tests.http import Client

Join = Callable[..., Awaitable[Client]]


@pytest.fixture
async def joins(client: Client, application: FastAPI, org: Organisation) -> AsyncIterator[Join]:
    """`await joins("admin")`: a client signed in as a new member of `org`."""
    made: list[Client] = []

    async def joining(role: str = "viewer", by: Client | None = None, **more: str) -> Client:
        made.append(await join(by or client, application, org, role, **more))
        return made[-1]

    yield joining
    for member in made:
        await member.aclose()


@pytest.fixture
async def visiting(application: FastAPI) -> AsyncIterator[Client]:
    async with visitor(application) as client:
        yield client


async def invite(client: Client, email: str, status: int = 201, **body: Any) -> Any:
    return await client.data(
        "POST", "/api/v1/members/invitations", json={"role": "viewer", "email": email, **body}, status=status
    )


async def test_somebody_new_joins_by_the_link(client: Client, visiting: Client, org: Organisation) -> None:
    await invite(client, "new@example.com", role="store_manager", language="de")
    (mail,) = await mails(org, "invitation")
    assert mail.recipient == "new@example.com"
    assert mail.subject == f"{org.email} lädt Sie zu Harbour Goods ein"
    token = await mailed_token(org, "invitation")
    look = await visiting.data("POST", "/api/v1/auth/invitations/look", json={"token": token})
    assert look == {
        "organisation": "Harbour Goods", "email": "new@example.com", "role_name": "Store manager", "invited_by": org.email,
        "has_account": False,
    }  # fmt: skip
    body = {"token": token, "password": "password1234"}
    weak = await visiting.data("POST", "/api/v1/auth/invitations/accept", json=body, status=422)
    assert weak["code"] == "WEAK_PASSWORD"
    body["password"] = PASSWORD
    signed_in = await visiting.data("POST", "/api/v1/auth/invitations/accept", json=body)
    assert (signed_in["org_id"], signed_in["role"]) == (str(org.id), "store_manager")
    assert (await visiting.data("POST", "/api/v1/auth/invitations/accept", json=body, status=410))["code"] == "LINK_INVALID"
    members = await client.data("GET", "/api/v1/members")
    assert [(m["email"], m["role_name"], m["status"], m["mfa"]) for m in members] == [
        (org.email, "Owner", "active", False),
        ("new@example.com", "Store manager", "active", False),
    ]
    assert await client.data("GET", "/api/v1/members/invitations") == []
    assert len(await audited(org, "member.invited")) == len(await audited(org, "member.joined")) == 1


async def test_somebody_with_an_account_joins_with_their_password(client: Client, visiting: Client, org: Organisation) -> None:
    other = await make_organisation("Elsewhere")
    await invite(client, other.email)
    body = {"token": await mailed_token(org, "invitation"), "password": "not their password"}
    assert (await visiting.data("POST", "/api/v1/auth/invitations/look", json={"token": body["token"]}))["has_account"] is True
    wrong = await visiting.data("POST", "/api/v1/auth/invitations/accept", json=body, status=401)
    assert wrong["code"] == "BAD_CREDENTIALS"
    tokens = await visiting.data("POST", "/api/v1/auth/invitations/accept", json={**body, "password": PASSWORD})
    headers = {"authorization": f"Bearer {tokens['access_token']}"}
    profile = await visiting.data("GET", "/api/v1/users/profile", headers=headers)
    assert profile["id"] == str(other.owner_id)
    assert {o["org_name"] for o in profile["organisations"]} == {"Elsewhere", "Harbour Goods"}
    assert (await invite(client, other.email.upper(), 409))["code"] == "ALREADY_MEMBER"


async def test_a_link_is_void_once_withdrawn_repeated_or_old(client: Client, visiting: Client, org: Organisation) -> None:
    async def look(token: str, status: int = 410) -> None:
        await visiting.data("POST", "/api/v1/auth/invitations/look", json={"token": token}, status=status)

    await invite(client, "late@example.com")
    first = await mailed_token(org, "invitation")
    made = await invite(client, "LATE@example.com")
    second = await mailed_token(org, "invitation")
    await look(first)
    await look(second, 200)
    with clock.frozen(clock.now() + timedelta(days=7, seconds=1)):
        await look(second)
    (listed,) = await client.data("GET", "/api/v1/members/invitations")
    assert (listed["id"], listed["status"]) == (made["id"], "open")
    await client.data("DELETE", f"/api/v1/members/invitations/{made['id']}")
    await look(second)
    for nonsense in ("x" * 40, f"{org.id.hex}.{'x' * 40}", second.replace(org.id.hex, "0" * 32)):
        await look(nonsense)


async def test_a_new_role_counts_from_the_next_call(client: Client, joins: Join, org: Organisation) -> None:
    member = await joins("viewer")
    await member.data("PUT", "/api/v1/organisation", json={"name": "Mine now"}, status=403)
    user = member.headers["x-user"]
    changed = await client.data("PUT", f"/api/v1/members/{user}", json={"role": "admin"})
    assert changed["role_name"] == "Admin"
    await member.data("PUT", "/api/v1/organisation", json={"name": "Harbour Goods & Co"})
    (entry,) = await audited(org, "member.role_changed")
    assert (entry.details["before"]["role"], entry.details["after"]["role"]) == ("viewer", "admin")


async def test_a_role_of_ones_own(client: Client, joins: Join, org: Organisation) -> None:
    catalogue = await client.data("GET", "/api/v1/roles/permissions")
    assert {p["name"] for p in catalogue if not p["assignable"]} >= {"organisation.transfer", "mail.outbox"}
    body = {"name": "Warehouse", "permissions": ["orders.read", "fulfilment.write"]}
    role = await client.data("POST", "/api/v1/roles", json=body, status=201)
    member = await joins("custom", role_id=role["id"])
    profile = await member.data("GET", "/api/v1/users/profile")
    assert (profile["role"], profile["role_name"]) == ("custom", "Warehouse")
    assert profile["permissions"] == ["fulfilment.write", "orders.read"]
    await member.data("GET", "/api/v1/orders")
    denied = await member.data("GET", "/api/v1/members", status=403)
    assert denied["details"]["permission"] == "members.read"

    await client.data("PUT", f"/api/v1/roles/{role['id']}", json={**body, "permissions": ["members.read"]})
    assert len(await member.data("GET", "/api/v1/members")) == 2
    await member.data("GET", "/api/v1/orders", status=403)
    assert [r["members"] for r in await client.data("GET", "/api/v1/roles")] == [1, 0, 0, 0, 1]

    assert (await client.data("DELETE", f"/api/v1/roles/{role['id']}", status=409))["code"] == "ROLE_IN_USE"
    assert (await client.data("POST", "/api/v1/roles", json={**body, "name": "warehouse"}, status=409))["details"] == {
        "field": "name"
    }
    await client.data("PUT", f"/api/v1/members/{member.headers['x-user']}", json={"role": "viewer"})
    invited = await invite(client, "soon@example.com", role="custom", role_id=role["id"])
    assert invited["role_name"] == "Warehouse"
    assert (await client.data("DELETE", f"/api/v1/roles/{role['id']}", status=409))["code"] == "ROLE_IN_USE"
    assert len(await audited(org, "role.updated")) == 1


async def test_an_unused_role_goes_away(client: Client, stranger: Client, org: Organisation) -> None:
    role = await client.data("POST", "/api/v1/roles", json={"name": "Brief", "permissions": []}, status=201)
    body = {"name": "Theirs", "permissions": []}
    await stranger.data("PUT", f"/api/v1/roles/{role['id']}", json=body, status=404)
    await stranger.data("DELETE", f"/api/v1/roles/{role['id']}", status=404)
    await client.data("DELETE", f"/api/v1/roles/{role['id']}")
    assert len(await client.data("GET", "/api/v1/roles")) == 4
    assert len(await audited(org, "role.deleted")) == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"role": "custom"}, "role_id"),
        ({"role": "viewer", "role_id": "00000000-0000-0000-0000-000000000000"}, "role_id"),
        ({"role": "owner"}, "role"),
    ],
)
async def test_a_role_must_make_sense(client: Client, body: dict[str, str], field: str) -> None:
    assert (await invite(client, "x@example.com", 422, **body))["details"]["field"] == field


async def test_nobody_gives_or_touches_more_than_they_have(client: Client, joins: Join) -> None:
    lead = {"name": "Lead", "permissions": ["members.manage", "members.read", "orders.read"]}
    role = await client.data("POST", "/api/v1/roles", json=lead, status=201)
    leader = await joins("custom", role_id=role["id"])
    admin = await joins("admin")
    refused = [
        await invite(leader, "x@example.com", 403, role="admin"),
        await leader.data("PUT", f"/api/v1/members/{admin.headers['x-user']}", json={"role": "viewer"}, status=403),
        await leader.data("DELETE", f"/api/v1/members/{admin.headers['x-user']}", status=403),
        await leader.data("POST", "/api/v1/roles", json={"name": "Big", "permissions": ["orders.write"]}, status=403),
        await leader.data(
            "PUT", f"/api/v1/roles/{role['id']}", json={**lead, "permissions": ["organisation.update"]}, status=403
        ),
    ]
    assert {error["code"] for error in refused} == {"BEYOND_YOUR_ROLE"}
    unknown = await leader.data("POST", "/api/v1/roles", json={"name": "Odd", "permissions": ["no.such"]}, status=422)
    assert unknown["details"]["field"] == "permissions"
    owner = (await client.data("GET", "/api/v1/users/profile"))["id"]
    assert (await admin.data("DELETE", f"/api/v1/members/{owner}", status=403))["code"] == "BEYOND_YOUR_ROLE"
    own = await client.data("PUT", f"/api/v1/members/{owner}", json={"role": "viewer"}, status=409)
    assert own["code"] == "CONFLICT"


async def test_a_deactivated_member_is_out_at_once_and_may_come_back(
    client: Client, joins: Join, visiting: Client, org: Organisation
) -> None:
    member = await joins("viewer")
    user, email = member.headers["x-user"], member.headers["x-email"]
    assert (await client.data("POST", f"/api/v1/members/{user}/deactivate"))["status"] == "deactivated"
    assert (await member.data("GET", "/api/v1/users/profile", status=401))["code"] == "SESSION_ENDED"
    login = {"email": email, "password": PASSWORD}
    assert (await visiting.data("POST", "/api/v1/auth/login", json=login, status=403))["code"] == "FORBIDDEN"
    assert (await client.data("POST", f"/api/v1/members/{user}/activate"))["status"] == "active"
    await visiting.data("POST", "/api/v1/auth/login", json=login)
    assert [len(await audited(org, f"member.{deed}")) for deed in ("deactivated", "activated")] == [1, 1]


async def test_a_removed_member_is_gone(client: Client, joins: Join, stranger: Client, org: Organisation) -> None:
    member = await joins("viewer")
    user = member.headers["x-user"]
    await stranger.data("DELETE", f"/api/v1/members/{user}", status=404)
    await client.data("DELETE", f"/api/v1/members/{user}")
    await member.data("GET", "/api/v1/users/profile", status=401)
    assert len(await client.data("GET", "/api/v1/members")) == 1
    await client.data("DELETE", f"/api/v1/members/{user}", status=404)
    assert len(await audited(org, "member.removed")) == 1


async def test_the_owner_hands_over(client: Client, joins: Join, org: Organisation) -> None:
    admin = await joins("admin")
    to = {"user_id": admin.headers["x-user"], "password": PASSWORD}
    assert (await admin.data("POST", "/api/v1/organisation/transfer", json=to, status=403))["code"] == "FORBIDDEN"
    wrong = await client.data("POST", "/api/v1/organisation/transfer", json={**to, "password": "wrong"}, status=422)
    assert wrong["details"]["field"] == "password"
    nobody = {**to, "user_id": "00000000-0000-0000-0000-000000000000"}
    await client.data("POST", "/api/v1/organisation/transfer", json=nobody, status=404)
    await client.data("POST", "/api/v1/organisation/transfer", json=to)
    assert (await admin.data("GET", "/api/v1/users/profile"))["role"] == "owner"
    assert (await client.data("GET", "/api/v1/users/profile"))["role"] == "admin"
    await client.data("GET", "/api/v1/mail/outbox", status=403)
    assert len(await audited(org, "organisation.transferred")) == 1
