"""Who changed their e-mail address is found, told and forgotten by the one before, too."""

from __future__ import annotations

from contextlib import aclosing
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from app.accounts import even
from app.kernel import clock
from app.privacy.use_cases.erase import erase
from app.privacy.use_cases.export import prepare_export
from app.privacy.use_cases.requests import read_request
from tests.accounts.people import join, mailed_token, mails, visitor
from tests.factories import Organisation
from tests.http import Client

URL = "/api/v1/privacy/requests"
LOOK = "/api/v1/users/email-change"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(even, "FLOOR", 0.01)


async def moved(member: Client, application: FastAPI, org: Organisation) -> str:
    """The new address of a member, who confirmed the one before."""
    async with visitor(application) as visiting:
        async with org.uow() as uow:
            await uow.execute(text("UPDATE users SET is_verified = true WHERE id = :id"), {"id": member.headers["x-user"]})
        new = f"moved.{member.headers['x-email']}"
        await member.data("POST", LOOK, json={"email": new}, status=202)
        token = await mailed_token(org, "change_email")
        await visiting.data("POST", "/api/v1/auth/email/change/confirm", json={"token": token})
    return new


async def test_a_request_that_names_the_address_before_is_about_the_same_person(
    client: Client, application: FastAPI, org: Organisation
) -> None:
    member = await join(client, application, org)
    async with aclosing(member):
        old, new = member.headers["x-email"], await moved(member, application, org)
        made = await client.data(
            "POST", URL, json={"kind": "export", "subject_kind": "member", "email": old.upper()}, status=201
        )
        assert made["subject"] == new
        rows = await prepare_export(org.id, UUID(made["id"]))
        assert rows["mails"] == 3  # the invitation and the notice to the one, the link to the other
        assert rows["invitations"] == 1
        async with org.uow() as uow:
            assert (await read_request(uow, UUID(made["id"]))).state == "done"


async def test_an_erasure_under_way_takes_both_addresses(client: Client, application: FastAPI, org: Organisation) -> None:
    member = await join(client, application, org)
    async with aclosing(member):
        old = member.headers["x-email"]
        body = {"kind": "erasure", "subject_kind": "member", "email": old}
        made = await client.data("POST", URL, json=body, status=201)
        new = await moved(member, application, org)
        with clock.frozen(clock.now() + timedelta(days=32)):
            assert (await erase(org.id, UUID(made["id"])))["mails"] == 3
        async with org.uow() as uow:
            left = await uow.scalar(
                text("SELECT count(*) FROM invitations WHERE lower(email) = ANY(:known)"), {"known": [old, new]}
            )
        assert left == 0
        assert not {old, new} & {
            mail.recipient for mail in [*await mails(org, "change_email"), *await mails(org, "invitation")]
        }


async def test_an_address_that_somebody_else_has_by_now_is_left_to_them(
    client: Client, application: FastAPI, org: Organisation
) -> None:
    member = await join(client, application, org)
    async with aclosing(member):
        old, new = member.headers["x-email"], await moved(member, application, org)
        async with org.uow() as uow:
            await uow.execute(text("UPDATE one_time_links SET used_at = now() WHERE purpose = 'undo_email'"))
        await client.data("POST", "/api/v1/members/invitations", json={"email": old, "role": "viewer"}, status=201)
        async with visitor(application) as heir:
            body = {"token": await mailed_token(org, "invitation"), "password": "four brown harbours"}
            await heir.data("POST", "/api/v1/auth/invitations/accept", json=body)
        made = await client.data("POST", URL, json={"kind": "export", "subject_kind": "member", "email": new}, status=201)
        assert (await prepare_export(org.id, UUID(made["id"])))["mails"] == 1
        other = await client.data("POST", URL, json={"kind": "export", "subject_kind": "member", "email": old}, status=201)
        assert other["subject"] == old
