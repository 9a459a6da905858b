"""Confirming an address, choosing a new password, and which passwords are good enough."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi import FastAPI, Request
from pydantic import SecretStr

from app.accounts import even, limits, passwords, policy
from app.accounts.authentication import SessionAuthenticator
from app.kernel import clock
from app.kernel import process as processes
from app.kernel.process import Process
from app.kernel.ratelimit import Rule, address_bucket
from tests.accounts.people import audited, mailed_token, mails, visitor
from tests.factories import PASSWORD, Organisation
from tests.http import Client

NEW = "seven purple lanterns"


@pytest.fixture
async def visiting(application: FastAPI) -> AsyncIterator[Client]:
    async with visitor(application) as client:
        yield client


async def login(client: Client, email: str, password: str, status: int = 200) -> None:
    await client.data("POST", "/api/v1/auth/login", json={"email": email, "password": password}, status=status)


async def test_the_mailed_link_confirms_the_address_once(client: Client, visiting: Client, org: Organisation) -> None:
    assert (await client.data("GET", "/api/v1/users/profile"))["is_verified"] is False
    token = await mailed_token(org, "verify_email")
    assert await visiting.data("POST", "/api/v1/auth/email/verify", json={"token": token}) == {"email": org.email}
    assert (await client.data("GET", "/api/v1/users/profile"))["is_verified"] is True
    spent = await visiting.data("POST", "/api/v1/auth/email/verify", json={"token": token}, status=410)
    assert spent["code"] == "LINK_INVALID"
    assert len(await audited(org, "email.verified")) == 1
    await client.data("POST", "/api/v1/auth/email/verification", status=202)
    assert len(await mails(org, "verify_email")) == 1  # nothing is sent to a confirmed one


async def test_the_link_is_sent_again_but_not_for_ever(client: Client, org: Organisation) -> None:
    for _ in range(limits.LINK_ACCOUNT.most):
        await client.data("POST", "/api/v1/auth/email/verification", status=202)
    over = await client.request("POST", "/api/v1/auth/email/verification")
    assert (over.status_code, over.json()["error"]["code"]) == (429, "TOO_MANY_TRIES")
    assert int(over.headers["retry-after"]) > 60
    assert len(await mails(org, "verify_email")) == 4


async def test_a_link_grows_old(visiting: Client, org: Organisation) -> None:
    token = await mailed_token(org, "verify_email")
    with clock.frozen(clock.now() + timedelta(hours=48, seconds=1)):
        await visiting.data("POST", "/api/v1/auth/email/verify", json={"token": token}, status=410)
    wrong_kind = {"token": token, "new_password": NEW}
    await visiting.data("POST", "/api/v1/auth/password/reset", json=wrong_kind, status=410)


async def test_a_forgotten_password_is_replaced_and_every_session_ends(
    client: Client, visiting: Client, org: Organisation
) -> None:
    await visiting.data("POST", "/api/v1/auth/password/forgot", json={"email": org.email.upper(), "language": "de"}, status=202)
    token = await mailed_token(org, "reset_password")
    assert (await mails(org, "reset_password"))[0].subject == "Wählen Sie ein neues Passwort"
    weak = {"token": token, "new_password": "password1234"}
    assert (await visiting.data("POST", "/api/v1/auth/password/reset", json=weak, status=422))["code"] == "WEAK_PASSWORD"
    await visiting.data("POST", "/api/v1/auth/password/reset", json={"token": token, "new_password": NEW})
    await client.data("GET", "/api/v1/users/profile", status=401)
    await login(visiting, org.email, PASSWORD, 401)
    await login(visiting, org.email, NEW)
    await visiting.data("POST", "/api/v1/auth/password/reset", json={"token": token, "new_password": NEW + "!"}, status=410)
    assert len(await audited(org, "password.reset")) == 1


async def test_an_unknown_address_is_answered_alike_and_as_slowly(
    visiting: Client, org: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(even, "FLOOR", 0.15)
    answers, seconds = [], []
    for email in (org.email, "nobody@example.com"):
        started = time.perf_counter()
        answer = await visiting.post("/api/v1/auth/password/forgot", json={"email": email})
        seconds.append(time.perf_counter() - started)
        body = answer.json()
        answers.append((answer.status_code, body["success"], body["data"], body["message"], sorted(answer.headers)))
    assert answers[0] == answers[1]
    assert min(seconds) >= 0.15
    assert len(await mails(org, "reset_password")) == 1


async def test_the_sixth_bad_login_is_refused_and_noted(visiting: Client, org: Organisation) -> None:
    for _ in range(5):
        await login(visiting, org.email, "wrong", 401)
    body = {"email": org.email, "password": "wrong"}
    sixth = await visiting.post("/api/v1/auth/login", json=body)
    assert (sixth.status_code, sixth.json()["error"]["code"]) == (429, "TOO_MANY_TRIES")
    assert 0 < int(sixth.headers["retry-after"]) <= 180
    await login(visiting, org.email, PASSWORD, 429)
    assert len(await audited(org, "login.failed")) == 5
    assert len(await audited(org, "login.locked")) == 1
    with clock.frozen(clock.now() + timedelta(seconds=200)):
        await login(visiting, org.email, PASSWORD)
        for _ in range(5):  # a good login clears the slate
            await login(visiting, org.email, "wrong", 401)


async def test_unknown_accounts_are_limited_alike(visiting: Client) -> None:
    for status in (401,) * 5 + (429,):
        await login(visiting, "nobody.at.all@example.com", "wrong", status)


async def test_guesses_at_once_count_as_guesses_in_turn(visiting: Client, org: Organisation) -> None:
    body = {"email": org.email, "password": "wrong"}
    answers = await asyncio.gather(*(visiting.post("/api/v1/auth/login", json=body) for _ in range(15)))
    assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 10
    assert len(await audited(org, "login.locked")) == 1


async def test_a_failed_login_takes_as_long_for_everybody(
    visiting: Client, org: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(even, "FLOOR", 0.15)
    seconds = []
    for email in (org.email, "nobody.known@example.com"):
        for status in (401,) * 5 + (429,):
            started = time.perf_counter()
            await login(visiting, email, "wrong", status)
            seconds.append(time.perf_counter() - started)
    assert min(seconds) >= 0.15


async def test_a_reset_opens_a_locked_account(visiting: Client, org: Organisation) -> None:
    for _ in range(6):
        await visiting.post("/api/v1/auth/login", json={"email": org.email, "password": "wrong"})
    await visiting.data("POST", "/api/v1/auth/password/forgot", json={"email": org.email}, status=202)
    token = await mailed_token(org, "reset_password")
    await visiting.data("POST", "/api/v1/auth/password/reset", json={"token": token, "new_password": NEW})
    await login(visiting, org.email, NEW)


async def test_one_address_may_not_try_everybody(
    visiting: Client, application: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LOGIN_ADDRESS", Rule(3, 900))
    for number, status in enumerate((401, 401, 401, 429)):
        await login(visiting, f"someone{number}@example.com", "wrong", status)
    async with visitor(application) as elsewhere:
        await login(elsewhere, "someone0@example.com", "wrong", 401)


def test_an_ipv6_subscriber_is_one_address() -> None:
    assert address_bucket("2001:db8:1:2::1") == address_bucket("2001:db8:1:2:ffff::9") != address_bucket("2001:db8:1:3::1")
    assert address_bucket("") == address_bucket("no:address") == "address:unknown"


def test_ipv4_callers_of_an_ipv6_socket_are_told_apart() -> None:
    assert address_bucket("::ffff:192.0.2.1") == address_bucket("192.0.2.1") != address_bucket("::ffff:192.0.2.2")


@pytest.mark.parametrize(
    "password",
    ["password1234", "Qwertyuiop1", "aaaaaaaaaaaa", "1234567890", "P@ssw0rd1234", "harbourgoods", "ada@harbour.example"],
)
async def test_guessable_passwords_are_refused(password: str) -> None:
    with pytest.raises(policy.WeakPassword, match=r"\w"):
        await policy.check(password, known=("ada@harbour.example", "Harbour Goods"))


@pytest.mark.parametrize("password", [PASSWORD, "demo of many stores", "x7#Lq!v0Tz", "ünïcödé lantern parade", "long " * 200])
async def test_good_passwords_pass(password: str) -> None:
    if password.startswith("long"):
        password = "".join(chr(97 + (i * 7919) % 26) for i in range(1000))
    await policy.check(password)


async def test_a_hash_of_a_lower_price_is_renewed_at_login(
    visiting: Client, org: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "ROUNDS", 5)
    passwords._context.cache_clear()
    try:
        await login(visiting, org.email, PASSWORD)
        async with org.uow() as uow:
            from app.accounts.models import User

            user = await uow.session.get(User, org.owner_id)
        assert user is not None
        assert "r=5" in user.password_hash
    finally:
        passwords._context.cache_clear()
    monkeypatch.undo()
    await login(visiting, org.email, PASSWORD)


async def test_where_mail_can_be_sent_an_unconfirmed_address_may_not_connect_stores(
    client: Client, application: FastAPI, org: Organisation, visiting: Client, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    authenticator: SessionAuthenticator = application.state.authenticate
    request = Request({"type": "http", "method": "GET", "path": "/", "headers": [
        (b"authorization", client.headers["authorization"].encode())]})  # fmt: skip
    lenient = await authenticator(request)
    settings = process.settings.model_copy(update={"smtp_url": SecretStr("smtp://127.0.0.1:9")})
    monkeypatch.setattr(processes, "_process", replace(process, settings=settings))  # set while KSAP runs
    before = await authenticator(request)
    assert before is not None
    assert "connections.manage" not in before.permissions
    assert "link that was mailed" in before.withheld["connections.manage"]
    assert lenient == replace(before, permissions=before.permissions | {"connections.manage"}, withheld={})
    token = await mailed_token(org, "verify_email")
    await visiting.data("POST", "/api/v1/auth/email/verify", json={"token": token})
    assert await authenticator(request) == lenient


async def test_the_outbox_shows_owners_what_would_have_been_sent(client: Client, org: Organisation) -> None:
    await client.data("PUT", "/api/v1/users/password", json={"current_password": PASSWORD, "new_password": NEW})
    page = (await client.get("/api/v1/mail/outbox", params={"limit": 1})).json()
    assert [m["template"] for m in page["data"]] == ["password_changed"]
    rest = (await client.get("/api/v1/mail/outbox", params={"cursor": page["page"]["next_cursor"]})).json()
    assert [(m["template"], m["state"], m["recipient"]) for m in rest["data"]] == [("verify_email", "kept", org.email)]
    assert "#token=" in rest["data"][0]["text"]
    assert rest["page"]["next_cursor"] is None
