"""What happens at the same moment: a sign-in and a change of password, two refreshes, two invitations; and what is limited."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from app.accounts import api, limits, passwords
from app.accounts.contracts import Device, SessionEnded, TokenReused
from app.accounts.models import Membership
from app.accounts.repository import Accounts
from app.accounts.use_cases import sign_in
from app.accounts.use_cases.passwords import change_password
from app.kernel.db import Actor, unit_of_work
from app.kernel.ratelimit import Rule
from tests.accounts.oauth_dance import allowed, registered
from tests.accounts.people import audited, join, mailed_token, visitor
from tests.conftest import REGISTRATIONS
from tests.factories import PASSWORD, Organisation, make_organisation
from tests.http import Client

NEW = "seven purple lanterns"
DEVICE = Device(user_agent="", address="10.8.0.1")
INVITATIONS = "/api/v1/members/invitations"


async def test_a_sign_in_under_way_ends_with_the_password(application: FastAPI, org: Organisation) -> None:
    user = await sign_in.prove(org.email, PASSWORD, DEVICE)
    await change_password(org_id=org.id, user_id=user.id, session_id=None, current=PASSWORD, new=NEW)
    async with unit_of_work(None, Actor(kind="user", id=str(user.id))) as uow:
        with pytest.raises(SessionEnded):
            await sign_in.open_session(uow, application.state.signer, user, None, sign_in.Entry(device=DEVICE))


async def test_a_hash_that_is_renewed_meanwhile_does_not_stop_it(
    application: FastAPI, org: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "outdated", lambda _: True)
    assert await api.login(application.state.signer, email=org.email, password=PASSWORD, device=DEVICE)


async def test_no_session_goes_on_from_one_that_has_ended(application: FastAPI, org: Organisation) -> None:
    signer = application.state.signer
    tokens = await api.login(signer, email=org.email, password=PASSWORD, device=DEVICE)
    await api.logout(session_id=tokens.session_id)
    with pytest.raises(SessionEnded):
        await api.switch(signer, user_id=org.owner_id, org_id=org.id, device=DEVICE, session_id=tokens.session_id)


async def test_two_refreshes_at_once_are_a_reuse_like_two_in_turn(
    application: FastAPI, org: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    signer = application.state.signer
    tokens = await api.login(signer, email=org.email, password=PASSWORD, device=DEVICE)
    looked, look = 0, Accounts.session_by_token

    async def overtaken(self: Accounts, digest: str) -> Any:
        nonlocal looked
        looked += 1
        if looked == 2:  # the token was found good, and before it is taken somebody else comes with it
            await api.refresh(signer, refresh_token=tokens.refresh_token)
        return await look(self, digest)

    monkeypatch.setattr(Accounts, "session_by_token", overtaken)
    with pytest.raises(TokenReused):
        await api.refresh(signer, refresh_token=tokens.refresh_token)
    assert len(await audited(org, "session.token_reused")) == 1


async def test_what_is_told_to_several_organisations_is_told_in_one_order(client: Client, org: Organisation) -> None:
    """Each has a chain of entries that is locked at the commit: two transactions in two orders would wait for each other."""
    other = await make_organisation()
    made = await client.data("POST", "/api/v1/organisation", json={"name": "Another"}, status=201)
    for each in (UUID(made["id"]), org.id):
        async with unit_of_work(each) as uow:
            uow.add(Membership(org_id=each, user_id=other.owner_id, role="viewer"))
    async with unit_of_work(None) as uow:
        found = await Accounts(uow).organisations_of(other.owner_id)
    assert found == sorted(found) and len(found) == 3


async def test_an_invitation_and_a_registration_for_one_address(
    client: Client, application: FastAPI, org: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    email = f"both.{org.id.hex[-8:]}@example.com"
    await client.data("POST", INVITATIONS, json={"email": email, "role": "viewer"}, status=201)
    hashed = passwords.hashed

    async def slow(password: str) -> str:
        monkeypatch.setattr(passwords, "hashed", hashed)
        await api.register(email=email, password=PASSWORD, organisation="Elsewhere")
        return await hashed(password)

    monkeypatch.setattr(passwords, "hashed", slow)
    token = await mailed_token(org, "invitation")
    async with visitor(application) as visiting:
        body = {"token": token, "password": NEW}
        refused = await visiting.data("POST", "/api/v1/auth/invitations/accept", json=body, status=409)
        assert refused["code"] == "EMAIL_TAKEN"
        joined = await visiting.data("POST", "/api/v1/auth/invitations/accept", json={"token": token, "password": PASSWORD})
    assert joined["org_id"] == str(org.id)


async def test_one_address_is_invited_several_times_at_once(client: Client, org: Organisation) -> None:
    body = {"email": f"often.{org.id.hex[-8:]}@example.com", "role": "viewer"}
    answers = await asyncio.gather(*(client.post(INVITATIONS, json=body) for _ in range(3)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len(await client.data("GET", INVITATIONS)) == 1


async def test_nobody_is_mailed_one_invitation_after_the_other(client: Client, org: Organisation) -> None:
    body = {"email": f"patient.{org.id.hex[-8:]}@example.com", "role": "viewer"}
    for _ in range(limits.LINK_ACCOUNT.most):
        await client.data("POST", INVITATIONS, json=body, status=201)
    over = await client.data("POST", INVITATIONS, json=body, status=429)
    assert over["code"] == "TOO_MANY_TRIES"
    await client.data("POST", INVITATIONS, json={**body, "email": f"x{body['email']}"}, status=201)


async def test_an_organisation_does_not_mail_everybody(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "INVITE_ORGANISATION", Rule(2, 3600))
    for number, status in enumerate((201, 201, 429)):
        await client.data(
            "POST", INVITATIONS, json={"email": f"everybody{number}@example.com", "role": "viewer"}, status=status
        )


async def test_a_stranger_locks_nobody_out_of_where_they_sign_in_from(application: FastAPI, org: Organisation) -> None:
    wrong, right = ({"email": org.email, "password": password} for password in ("wrong", PASSWORD))
    async with visitor(application) as home, visitor(application) as elsewhere, visitor(application) as third:
        tokens = await home.data("POST", "/api/v1/auth/login", json=right)
        for status in (401,) * 5 + (429,):
            await elsewhere.data("POST", "/api/v1/auth/login", json=wrong, status=status)
        await third.data("POST", "/api/v1/auth/login", json=right, status=429)
        await home.data("POST", "/api/v1/auth/login", json=right)
        body = {"current_password": PASSWORD, "new_password": NEW}
        home.headers["authorization"] = f"Bearer {tokens['access_token']}"
        await home.data("PUT", "/api/v1/users/password", json=body)
        for status in (401,) * 5 + (429,):  # and there it is five tries as well
            await home.data("POST", "/api/v1/auth/login", json=wrong, status=status)


async def test_wrong_passwords_of_a_session_are_counted(client: Client) -> None:
    body = {"current_password": "wrong", "new_password": NEW}
    for status in (422,) * 5 + (429,):
        await client.data("PUT", "/api/v1/users/password", json=body, status=status)


async def test_an_address_registers_so_often_in_an_hour(
    application: FastAPI, org: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Rule(30, 3600) == REGISTRATIONS
    monkeypatch.setattr(limits, "REGISTER_ADDRESS", REGISTRATIONS)
    body = {"email": org.email, "password": PASSWORD, "organisation": "Again"}
    async with visitor(application) as one, visitor(application) as other:
        for status in (409,) * REGISTRATIONS.most + (429,):
            refused = await one.data("POST", "/api/v1/auth/register", json=body, status=status)
        assert refused["code"] == "TOO_MANY_TRIES"
        await other.data("POST", "/api/v1/auth/register", json=body, status=409)


async def test_what_a_removed_member_allowed_is_over_for_good(client: Client, application: FastAPI, org: Organisation) -> None:
    async with visitor(application) as outside:
        app = await registered(client, outside)
        member = await join(client, application, org)
        async with aclosing(member):
            given = await app.exchange(await allowed(member, app))
            await client.data("DELETE", f"/api/v1/members/{member.headers['x-user']}")
            await client.data("POST", INVITATIONS, json={"email": member.headers["x-email"], "role": "viewer"}, status=201)
            body = {"token": await mailed_token(org, "invitation"), "password": PASSWORD}
            await member.data("POST", "/api/v1/auth/invitations/accept", json=body)
        assert await app.refresh(given["refresh_token"], status=400) == "invalid_grant"
        assert await app.get(given["access_token"], "/api/v1/orders") == 401
