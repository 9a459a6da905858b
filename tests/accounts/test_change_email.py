"""Another e-mail address: asked for with a proof, made by a link, taken back by another."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import select

from app.accounts import even, limits, passwords
from app.accounts.models import Invitation, User
from app.kernel import clock
from app.kernel import process as processes
from app.kernel.process import Process
from app.mail.models import Mail
from app.mail.repository import Outbox
from tests.accounts.authenticator import Authenticator
from tests.accounts.people import audited, join, mailed_token, mails, visitor
from tests.accounts.test_mfa import enrol
from tests.accounts.test_passkeys import add
from tests.factories import PASSWORD, Organisation
from tests.http import Client

CHANGE = "/api/v1/users/email-change"
CONFIRM, UNDO = "/api/v1/auth/email/change/confirm", "/api/v1/auth/email/change/undo"
PHRASE = "seven purple lanterns"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, process: Process) -> None:
    monkeypatch.setattr(even, "FLOOR", 0.01)
    settings = process.settings.model_copy(update={"public_url": "http://localhost:8000"})
    monkeypatch.setattr(processes, "_process", replace(process, settings=settings))


@pytest.fixture
async def visiting(application: FastAPI) -> AsyncIterator[Client]:
    async with visitor(application) as client:
        yield client


def fresh_address(org: Organisation, name: str = "new") -> str:
    return f"{name}.{org.id.hex[-10:]}@example.com"


async def verified(visiting: Client, org: Organisation) -> None:
    await visiting.data("POST", "/api/v1/auth/email/verify", json={"token": await mailed_token(org, "verify_email")})


async def asked(client: Client, org: Organisation, email: str) -> str:
    """The token that a change to this address was mailed with."""
    await client.data("POST", CHANGE, json={"email": email}, status=202)
    return await mailed_token(org, "change_email")


async def changed(client: Client, visiting: Client, org: Organisation, email: str) -> str:
    """The token that takes the change back."""
    token = await asked(client, org, email)
    assert await visiting.data("POST", CONFIRM, json={"token": token}) == {"email": email}
    return await mailed_token(org, "email_changed")


async def profile(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = await client.data("GET", "/api/v1/users/profile")
    return found


async def login(client: Client, email: str, password: str = PASSWORD, status: int = 200) -> Any:
    return await client.data("POST", "/api/v1/auth/login", json={"email": email, "password": password}, status=status)


async def test_the_address_changes_when_the_link_is_opened_and_not_before(
    client: Client, visiting: Client, org: Organisation
) -> None:
    await verified(visiting, org)
    new = fresh_address(org)
    assert await client.data("GET", CHANGE) is None
    token = await asked(client, org, new)
    pending = await client.data("GET", CHANGE)
    assert (pending["email"], pending["held_back"]) == (new, False)
    assert (await profile(client))["email"] == org.email
    (link,) = await mails(org, "change_email")
    assert link.recipient == new and "/change-email#token=" in link.text and "24 hours" in link.text

    await visiting.data("POST", CONFIRM, json={"token": token})
    now = await profile(client)  # the session goes on
    assert (now["email"], now["is_verified"]) == (new, True)
    assert await client.data("GET", CHANGE) is None
    assert (await visiting.data("POST", CONFIRM, json={"token": token}, status=410))["code"] == "LINK_INVALID"
    await login(visiting, org.email, status=401)
    await login(visiting, new.upper())
    (told,) = await mails(org, "email_changed")
    assert told.recipient == org.email and new in told.text and "/undo-email#token=" in told.html
    (entry,) = await audited(org, "email.changed")
    assert (entry.details, entry.actor_label) == ({"before": org.email, "after": new}, org.email)
    assert len(await audited(org, "email.change_asked")) == 1


async def test_who_did_not_make_the_change_takes_it_back_and_shuts_out_who_did(
    client: Client, visiting: Client, org: Organisation
) -> None:
    await verified(visiting, org)
    await add(client, Authenticator())  # within the day: it may have been the other's
    undo = await changed(client, visiting, org, fresh_address(org, "thief"))
    await enrol(client)
    further = await asked(client, org, fresh_address(org, "further"))
    assert await visiting.data("POST", UNDO, json={"token": undo}) == {"email": org.email}
    await client.data("GET", "/api/v1/users/profile", status=401)
    await login(visiting, org.email, status=401)  # the password is known to somebody
    await visiting.data("POST", CONFIRM, json={"token": further}, status=410)
    await visiting.data("POST", UNDO, json={"token": undo}, status=410)
    (again,) = await mails(org, "reset_password")
    assert again.recipient == org.email
    body = {"token": await mailed_token(org, "reset_password"), "new_password": PHRASE}
    await visiting.data("POST", "/api/v1/auth/password/reset", json=body)
    entered = await login(visiting, org.email, PHRASE)  # and is asked for no code
    visiting.headers["authorization"] = f"Bearer {entered['access_token']}"
    assert await visiting.data("GET", "/api/v1/users/passkeys") == []
    assert (await visiting.data("GET", "/api/v1/users/mfa"))["totp"] is False
    assert [mail.recipient for mail in await mails(org, "email_restored")] == [fresh_address(org, "thief")]
    (entry,) = await audited(org, "email.change_undone")
    assert entry.details["after"] == org.email and entry.details["removed"] == 2


async def test_what_was_there_long_before_stays(client: Client, visiting: Client, org: Organisation) -> None:
    await verified(visiting, org)
    with clock.frozen(clock.now() - timedelta(days=3)):
        await add(client, Authenticator())
    undo = await changed(client, visiting, org, fresh_address(org))
    await visiting.data("POST", UNDO, json={"token": undo})
    body = {"token": await mailed_token(org, "reset_password"), "new_password": PHRASE}
    await visiting.data("POST", "/api/v1/auth/password/reset", json=body)
    entered = await login(visiting, org.email, PHRASE)
    visiting.headers["authorization"] = f"Bearer {entered['access_token']}"
    assert len(await visiting.data("GET", "/api/v1/users/passkeys")) == 1


async def test_the_first_address_takes_back_whatever_followed(client: Client, visiting: Client, org: Organisation) -> None:
    await verified(visiting, org)
    first = await changed(client, visiting, org, fresh_address(org, "one"))
    second = await changed(client, visiting, org, fresh_address(org, "two"))
    await visiting.data("POST", UNDO, json={"token": first})
    await visiting.data("POST", UNDO, json={"token": second}, status=410)
    await visiting.data("POST", "/api/v1/auth/password/forgot", json={"email": org.email}, status=202)
    assert (await mails(org, "reset_password"))[-1].recipient == org.email


async def test_links_grow_old(client: Client, visiting: Client, org: Organisation) -> None:
    await verified(visiting, org)
    token = await asked(client, org, fresh_address(org))
    with clock.frozen(clock.now() + timedelta(hours=24, seconds=1)):
        await visiting.data("POST", CONFIRM, json={"token": token}, status=410)
    undo = await changed(client, visiting, org, fresh_address(org))
    with clock.frozen(clock.now() + timedelta(days=7, seconds=1)):
        await visiting.data("POST", UNDO, json={"token": undo}, status=410)
    await visiting.data("POST", CONFIRM, json={"token": undo}, status=410)  # of another kind


async def test_a_later_wish_voids_the_link_before_and_a_cancelled_one_too(
    client: Client, visiting: Client, org: Organisation
) -> None:
    first = await asked(client, org, fresh_address(org, "one"))
    second = await asked(client, org, fresh_address(org, "two"))
    await visiting.data("POST", CONFIRM, json={"token": first}, status=410)
    for _ in range(2):
        await client.data("DELETE", CHANGE)
    await visiting.data("POST", CONFIRM, json={"token": second}, status=410)
    assert len(await audited(org, "email.change_cancelled")) == 1
    assert (await profile(client))["email"] == org.email


async def test_an_old_proof_is_not_enough_and_a_program_has_no_address(
    client: Client, visiting: Client, org: Organisation
) -> None:
    made = await client.data("POST", "/api/v1/api-keys", json={"name": "K", "permissions": ["orders.read"]}, status=201)
    visiting.headers["authorization"] = f"Bearer {made['key']}"
    await visiting.data("POST", CHANGE, json={"email": fresh_address(org)}, status=403)
    entered = await login(visiting, org.email)
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        renewed = await visiting.data("POST", "/api/v1/auth/refresh", json={"refresh_token": entered["refresh_token"]})
        visiting.headers["authorization"] = f"Bearer {renewed['access_token']}"
        refused = await visiting.data("POST", CHANGE, json={"email": fresh_address(org)}, status=403)
    assert refused["code"] == "REAUTHENTICATION_REQUIRED"


async def test_an_address_in_use_is_answered_alike_and_its_holder_is_told(
    client: Client, org: Organisation, visiting: Client, stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(even, "FLOOR", 0.2)
    theirs = (await profile(stranger))["email"]
    seen, seconds = [], []
    for email in (fresh_address(org), theirs):
        started = time.perf_counter()
        answer = await client.request("POST", CHANGE, json={"email": email})
        seconds.append(time.perf_counter() - started)
        body = answer.json()
        assert body["data"].pop("email") == email
        seen.append((answer.status_code, sorted(body["data"]), body["message"], sorted(answer.headers)))
    assert seen[0] == seen[1]
    assert min(seconds) >= 0.2
    # the owner's outbox tells them apart as little
    shown = (await client.get("/api/v1/mail/outbox", params={"limit": 2})).json()["data"]
    assert {(mail["template"], mail["subject"], mail["state"]) for mail in shown} == {
        ("change_email", "Confirm your new e-mail address", "kept")
    }
    taken = await visiting.data("POST", CONFIRM, json={"token": await mailed_token(org, "change_email")}, status=409)
    assert taken["code"] == "EMAIL_TAKEN"
    outbox = (await stranger.get("/api/v1/mail/outbox", params={"limit": 1})).json()["data"]
    assert [(mail["template"], mail["recipient"]) for mail in outbox] == [("email_wanted", theirs)]
    assert org.email not in outbox[0]["text"]
    log = (await stranger.get("/api/v1/audit", params={"action": "email.wanted_elsewhere"})).json()["data"]
    assert [(entry["actor_kind"], entry["actor_label"], entry["details"]) for entry in log] == [("system", "", {})]


async def test_two_confirmations_at_once_are_one(client: Client, application: FastAPI, org: Organisation) -> None:
    token = await asked(client, org, fresh_address(org))
    async with visitor(application) as one, visitor(application) as two:
        answers = await asyncio.gather(*(each.post(CONFIRM, json={"token": token}) for each in (one, two)))
    assert sorted(answer.status_code for answer in answers) == [200, 410]
    assert len(await audited(org, "email.changed")) == 1


async def test_two_people_cannot_take_one_address_at_once(client: Client, application: FastAPI, org: Organisation) -> None:
    new = fresh_address(org)
    other = await join(client, application, org)
    async with aclosing(other), visitor(application) as one, visitor(application) as two:
        tokens = [await asked(client, org, new), await asked(other, org, new)]
        answers = await asyncio.gather(
            *(each.post(CONFIRM, json={"token": token}) for each, token in zip((one, two), tokens, strict=True))
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        assert sorted([(await profile(client))["email"] == new, (await profile(other))["email"] == new]) == [False, True]


async def test_an_address_that_somebody_registered_meanwhile_is_theirs(
    client: Client, visiting: Client, org: Organisation
) -> None:
    new = fresh_address(org)
    token = await asked(client, org, new)
    body = {"email": new, "password": PASSWORD, "organisation": "Elsewhere"}
    await visiting.data("POST", "/api/v1/auth/register", json=body, status=201)
    assert (await visiting.data("POST", CONFIRM, json={"token": token}, status=409))["code"] == "EMAIL_TAKEN"
    assert (await profile(client))["email"] == org.email


async def test_nobody_takes_the_old_address_while_it_may_come_back(
    client: Client, application: FastAPI, visiting: Client, org: Organisation
) -> None:
    await verified(visiting, org)
    undo = await changed(client, visiting, org, fresh_address(org))
    body = {"email": org.email.upper(), "password": PASSWORD, "organisation": "Elsewhere"}
    assert (await visiting.data("POST", "/api/v1/auth/register", json=body, status=409))["code"] == "EMAIL_TAKEN"
    other = await join(client, application, org)
    async with aclosing(other):
        token = await asked(other, org, org.email)
        await visiting.data("POST", CONFIRM, json={"token": token}, status=409)
    back = await asked(client, org, org.email)  # its own person may, without the link
    await visiting.data("POST", CONFIRM, json={"token": back})
    assert (await profile(client))["email"] == org.email
    await visiting.data("POST", UNDO, json={"token": undo})
    with clock.frozen(clock.now() + timedelta(days=8)):
        assert (await visiting.data("POST", UNDO, json={"token": undo}, status=410))["code"] == "LINK_INVALID"


async def test_a_mistake_is_mended_before_the_address_was_ever_confirmed(
    client: Client, visiting: Client, org: Organisation
) -> None:
    wrong = await mailed_token(org, "verify_email")
    token = await asked(client, org, fresh_address(org))
    await visiting.data("POST", "/api/v1/auth/email/verify", json={"token": wrong}, status=410)  # a stranger's, maybe
    await visiting.data("POST", CONFIRM, json={"token": token})
    assert (await profile(client))["is_verified"] is True
    assert await mails(org, "email_changed") == []  # and a stranger gets no way in


async def test_links_to_the_old_address_open_nothing_any_more(client: Client, visiting: Client, org: Organisation) -> None:
    await visiting.data("POST", "/api/v1/auth/password/forgot", json={"email": org.email}, status=202)
    reset = await mailed_token(org, "reset_password")
    token = await asked(client, org, fresh_address(org))
    await visiting.data("POST", CONFIRM, json={"token": token})
    body = {"token": reset, "new_password": PHRASE}
    await visiting.data("POST", "/api/v1/auth/password/reset", json=body, status=410)


async def test_invitations_follow_the_person(
    client: Client, stranger: Client, application: FastAPI, visiting: Client, org: Organisation
) -> None:
    await verified(visiting, org)
    new = fresh_address(org)
    await stranger.data("POST", "/api/v1/members/invitations", json={"email": org.email, "role": "viewer"}, status=201)
    (sent,) = (await stranger.get("/api/v1/mail/outbox", params={"limit": 1})).json()["data"]
    invited = sent["text"].partition("#token=")[2].split()[0]
    await client.data("POST", "/api/v1/members/invitations", json={"email": new, "role": "viewer"}, status=201)
    await changed(client, visiting, org, new)
    async with org.uow() as uow:  # they belong to it already
        kept = (await uow.scalars(select(Invitation).where(Invitation.email == new))).one()
    assert kept.revoked_at is not None
    again = {"email": org.email, "role": "viewer"}
    assert (await client.data("POST", "/api/v1/members/invitations", json=again, status=409))["code"] == "ALREADY_MEMBER"
    glance = await visiting.data("POST", "/api/v1/auth/invitations/look", json={"token": invited})
    assert glance["has_account"] is True
    await visiting.data("POST", "/api/v1/auth/invitations/accept", json={"token": invited, "password": PASSWORD})
    members = await stranger.data("GET", "/api/v1/members")
    assert new in {member["email"] for member in members}


async def test_where_mail_was_held_back_the_opened_link_lets_it_through(
    client: Client, visiting: Client, org: Organisation
) -> None:
    new = fresh_address(org)
    async with org.uow() as uow:
        await Outbox(uow).suppress(new, "550 nobody here")
    token = await asked(client, org, new)
    assert (await client.data("GET", CHANGE))["held_back"] is True
    await visiting.data("POST", CONFIRM, json={"token": token})
    assert await client.data("GET", "/api/v1/mail/suppressions") == []


async def test_links_are_not_sent_without_end(client: Client, org: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(limits.LINK_ACCOUNT.most):
        await asked(client, org, fresh_address(org))
    over = await client.request("POST", CHANGE, json={"email": fresh_address(org)})
    assert (over.status_code, over.json()["error"]["code"]) == (429, "TOO_MANY_TRIES")
    same = await client.data("POST", CHANGE, json={"email": org.email}, status=422)
    assert same["details"]["field"] == "email" or "email" in str(same)


async def test_the_mail_is_in_the_language_of_its_reader(client: Client, visiting: Client, org: Organisation) -> None:
    await verified(visiting, org)
    await client.data("PUT", "/api/v1/users/settings", json={"language": "de"})
    await changed(client, visiting, org, fresh_address(org))
    async with org.uow() as uow:
        subjects = (await uow.scalars(select(Mail.subject).order_by(Mail.id.desc()).limit(2))).all()
    assert list(subjects) == ["Ihre E-Mail-Adresse wurde geändert", "Bestätigen Sie Ihre neue E-Mail-Adresse"]


async def test_an_account_that_is_switched_off_changes_nothing(client: Client, visiting: Client, org: Organisation) -> None:
    token = await asked(client, org, fresh_address(org))
    async with org.uow() as uow:
        user = await uow.session.get(User, org.owner_id)
        assert user is not None
        user.is_active = False
    await visiting.data("POST", CONFIRM, json={"token": token}, status=410)


async def test_who_has_no_password_is_entered_by_none() -> None:
    assert not await passwords.matches("nobody has this password", "")
    assert not await passwords.matches("", "")


async def test_with_a_mail_server_the_links_are_in_nobodys_outbox(
    client: Client, org: Organisation, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = process.settings.model_copy(update={"smtp_url": SecretStr("smtp://127.0.0.1:9")})
    monkeypatch.setattr(processes, "_process", replace(process, settings=settings))
    await client.data("POST", CHANGE, json={"email": fresh_address(org)}, status=202)
    (shown, *_) = (await client.get("/api/v1/mail/outbox", params={"limit": 1})).json()["data"]
    assert (shown["template"], shown["state"], shown["text"]) == ("change_email", "pending", "")
