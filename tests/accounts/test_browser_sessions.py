"""Sessions of browsers: cookies instead of tokens, and calls forged by other pages."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from http.cookies import Morsel, SimpleCookie
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Response

from app.accounts.browser import BrowserSessions
from app.accounts.contracts import Tokens
from app.accounts.keyring import KeyRing
from app.accounts.tokens import TokenSigner
from app.kernel import clock
from app.kernel.audit import AuditEntry
from app.kernel.ids import new_id
from tests.factories import PASSWORD, Organisation
from tests.http import Client

COOKIE = {"X-KSAP-Session": "cookie"}


def set_cookies(headers: httpx.Headers | list[str]) -> dict[str, Morsel[str]]:
    lines = headers if isinstance(headers, list) else headers.get_list("set-cookie")
    found: dict[str, Morsel[str]] = {}
    for line in lines:
        found.update(SimpleCookie(line))
    return found


async def enter(client: Client, org: Organisation) -> dict[str, Any]:
    """Sign in as a browser does: from now on only cookies speak."""
    answer = await client.post("/api/v1/auth/login", json={"email": org.email, "password": PASSWORD}, headers=COOKIE)
    assert answer.status_code == 200, answer.text
    signed_in: dict[str, Any] = answer.json()["data"]
    return signed_in


async def test_the_tokens_are_in_cookies_that_scripts_cannot_read(anonymous: Client, org: Organisation) -> None:
    answer = await anonymous.post("/api/v1/auth/login", json={"email": org.email, "password": PASSWORD}, headers=COOKIE)
    body = answer.json()["data"]
    assert (body["access_token"], body["refresh_token"], body["token_type"]) == (None, None, "Cookie")
    assert (body["org_id"], body["user_id"], body["role"], body["expires_in"]) == (str(org.id), str(org.owner_id), "owner", 900)
    assert answer.headers["cache-control"] == "no-store"
    cookies = set_cookies(answer.headers)
    assert {name: morsel["path"] for name, morsel in cookies.items()} == {
        "ksap_access": "/api",
        "ksap_refresh": "/api/v1/auth",
        "ksap_csrf": "/",
    }
    assert {morsel["samesite"] for morsel in cookies.values()} == {"strict"}
    assert {name for name, morsel in cookies.items() if morsel["httponly"]} == {"ksap_access", "ksap_refresh"}
    assert not any(morsel["secure"] or morsel["domain"] for morsel in cookies.values())
    assert cookies["ksap_csrf"].value == body["csrf_token"]
    assert cookies["ksap_access"].value not in answer.text


def test_over_https_they_are_secure_and_say_so() -> None:
    signer = TokenSigner({"k": "x" * 44}, KeyRing(), issuer="https://ksap.example", minutes=15)
    tokens = Tokens(
        access_token="a", refresh_token="r", expires_in=900, refresh_expires_in=9, org_id=new_id(), user_id=new_id(),
        session_id=new_id(), role="viewer",
    )  # fmt: skip
    response = Response()
    BrowserSessions(signer, "https://ksap.example").give(response, tokens)
    cookies = set_cookies(response.headers.getlist("set-cookie"))
    assert set(cookies) == {"__Secure-ksap_access", "__Secure-ksap_refresh", "ksap_csrf"}
    assert all(morsel["secure"] for morsel in cookies.values())


async def test_a_browser_reads_by_cookie_and_changes_with_the_csrf_token(anonymous: Client, org: Organisation) -> None:
    signed_in = await enter(anonymous, org)
    assert (await anonymous.data("GET", "/api/v1/users/profile"))["email"] == org.email
    change = {"first_name": "Ada"}
    for headers in ({}, {"X-CSRF-Token": "f" * 64}, {"X-CSRF-Token": "ü".encode()}):
        refused = await anonymous.data("PUT", "/api/v1/users/profile", json=change, headers=headers, status=403)
        assert refused["code"] == "CSRF_FAILED"
        assert "X-CSRF-Token" in refused["details"]["remedy"]
    csrf = {"X-CSRF-Token": signed_in["csrf_token"]}
    assert (await anonymous.data("PUT", "/api/v1/users/profile", json=change, headers=csrf))["first_name"] == "Ada"
    async with org.uow() as uow:
        denied = (await uow.scalars(AuditEntry.__table__.select().where(AuditEntry.action == "access.denied"))).all()
    assert len(denied) == 3


async def test_the_csrf_token_of_another_session_is_of_no_use(anonymous: Client, org: Organisation) -> None:
    first = await enter(anonymous, org)
    second = await enter(anonymous, org)
    assert first["csrf_token"] != second["csrf_token"]
    headers = {"X-CSRF-Token": first["csrf_token"]}
    assert (await anonymous.data("PUT", "/api/v1/users/profile", json={}, headers=headers, status=403))["code"] == "CSRF_FAILED"


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://127.0.0.1:8000", 200),  # the configured address
        ("http://ksap.test", 200),  # the address that this call went to
        ("https://ksap.test", 403),
        ("http://ksap.test:81", 403),
        ("https://evil.example", 403),
        ("null", 403),
    ],
)
async def test_a_page_of_another_origin_is_refused(anonymous: Client, org: Organisation, origin: str, status: int) -> None:
    csrf = (await enter(anonymous, org))["csrf_token"]
    headers = {"X-CSRF-Token": csrf, "Origin": origin}
    assert (await anonymous.put("/api/v1/users/profile", json={}, headers=headers)).status_code == status
    login = {"email": org.email, "password": PASSWORD}
    answer = await anonymous.post("/api/v1/auth/login", json=login, headers={**COOKIE, "Origin": origin})
    assert answer.status_code == status


async def test_a_bearer_token_needs_no_proof_and_goes_before_the_cookie(
    anonymous: Client, client: Client, org: Organisation
) -> None:
    assert await client.data("PUT", "/api/v1/users/profile", json={}, headers={"Origin": "https://elsewhere.example"})
    await enter(anonymous, org)
    anonymous.headers["authorization"] = "Bearer not.a.token"
    assert (await anonymous.data("GET", "/api/v1/users/profile", status=401))["code"] == "SESSION_ENDED"


async def test_a_refresh_by_cookie_needs_no_body(anonymous: Client, org: Organisation) -> None:
    csrf = {"X-CSRF-Token": (await enter(anonymous, org))["csrf_token"]}
    spent = anonymous.cookies["ksap_refresh"]
    assert (await anonymous.data("POST", "/api/v1/auth/refresh", status=403))["code"] == "CSRF_FAILED"
    fresh = await anonymous.data("POST", "/api/v1/auth/refresh", headers=csrf)
    assert fresh["refresh_token"] is None
    assert anonymous.cookies["ksap_refresh"] != spent
    assert csrf["X-CSRF-Token"] == fresh["csrf_token"]  # the session goes on, and so does its token
    assert await anonymous.data("GET", "/api/v1/users/profile")


async def test_two_tabs_that_refresh_at_once_do_not_end_the_session(anonymous: Client, org: Organisation) -> None:
    csrf = {"X-CSRF-Token": (await enter(anonymous, org))["csrf_token"]}
    spent = {"Cookie": f"ksap_refresh={anonymous.cookies['ksap_refresh']}"}
    anonymous.cookies.clear()
    both = await asyncio.gather(*(anonymous.post("/api/v1/auth/refresh", headers=csrf | spent) for _ in range(2)))
    assert sorted(answer.status_code for answer in both) == [200, 409]
    assert await anonymous.data("GET", "/api/v1/users/profile")
    late = await anonymous.data("POST", "/api/v1/auth/refresh", headers={**csrf, **spent}, status=409)
    assert late["code"] == "ALREADY_REFRESHED"
    with clock.frozen(clock.now() + timedelta(seconds=11)):
        anonymous.cookies.delete("ksap_refresh")
        reused = await anonymous.data("POST", "/api/v1/auth/refresh", headers={**csrf, **spent}, status=401)
    assert reused["code"] == "REFRESH_TOKEN_REUSED"


async def test_without_any_token_a_refresh_says_so(anonymous: Client) -> None:
    assert (await anonymous.data("POST", "/api/v1/auth/refresh", status=401))["code"] == "SESSION_ENDED"


async def test_signing_out_clears_the_cookies(anonymous: Client, org: Organisation) -> None:
    csrf = {"X-CSRF-Token": (await enter(anonymous, org))["csrf_token"]}
    kept = anonymous.cookies["ksap_access"]
    answer = await anonymous.post("/api/v1/auth/logout", headers=csrf)
    cookies = set_cookies(answer.headers)
    assert {name: (m.value, m["max-age"]) for name, m in cookies.items()} == {
        "ksap_access": ("", "0"),
        "ksap_refresh": ("", "0"),
        "ksap_csrf": ("", "0"),
    }
    assert not anonymous.cookies
    ended = await anonymous.data("GET", "/api/v1/users/profile", headers={"Cookie": f"ksap_access={kept}"}, status=401)
    assert ended["code"] == "SESSION_ENDED"


async def test_switching_by_cookie_replaces_the_session(anonymous: Client, org: Organisation) -> None:
    csrf = {"X-CSRF-Token": (await enter(anonymous, org))["csrf_token"]}
    made = await anonymous.data("POST", "/api/v1/organisation", json={"name": "Second"}, headers=csrf, status=201)
    switched = await anonymous.data("POST", "/api/v1/auth/switch", json={"org_id": made["id"]}, headers=csrf | COOKIE)
    assert switched["access_token"] is None
    assert (await anonymous.data("GET", "/api/v1/organisation"))["name"] == "Second"
    assert len(await anonymous.data("GET", "/api/v1/users/sessions")) == 1


async def test_the_event_stream_opens_by_cookie(application: FastAPI, anonymous: Client, org: Organisation) -> None:
    await enter(anonymous, org)
    cookie = f"ksap_access={anonymous.cookies['ksap_access']}".encode()
    sent: list[dict[str, Any]] = []
    given: list[dict[str, Any]] = [{"type": "http.request", "body": b"", "more_body": False}]
    first = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if given:
            return given.pop()
        await first.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)
        if message["type"] == "http.response.body":
            first.set()

    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": "/api/v1/sync/stream",
        "raw_path": b"/api/v1/sync/stream", "query_string": b"", "root_path": "", "client": ("127.0.0.1", 1),
        "server": ("ksap.test", 80), "headers": [(b"host", b"ksap.test"), (b"cookie", cookie)],
    }  # fmt: skip
    await asyncio.wait_for(application(scope, receive, send), 10)
    assert sent[0]["status"] == 200
    assert sent[1]["body"].startswith(b"retry:")
