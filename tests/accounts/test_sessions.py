"""Seeing and ending one's own sign-ins; changing the password."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from app.accounts import devices
from app.kernel.audit import AuditEntry
from tests.factories import PASSWORD, Organisation
from tests.http import Client, client_of

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.1 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 "
    "Safari/537.36 Edg/142.0.0.0"
)


@pytest.mark.parametrize(
    ("user_agent", "label"),
    [
        (FIREFOX, "Firefox 145 on Linux"),
        (IPHONE, "Safari 18 on iPhone"),
        (EDGE, "Edge 142 on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile Safari/537.36", "Chrome 142 on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari 18 on macOS"),
        ("curl/8.11.0", "curl 8"),
        ("<script>alert(1)</script>", "Unknown device"),
        ("", "Unknown device"),
    ],
)
def test_devices_are_named_for_people(user_agent: str, label: str) -> None:
    assert devices.recognise(user_agent).label == label


async def sign_in(client: Client, org: Organisation, user_agent: str, password: str = PASSWORD) -> dict[str, Any]:
    tokens: dict[str, Any] = await client.data(
        "POST", "/api/v1/auth/login", json={"email": org.email, "password": password}, headers={"User-Agent": user_agent}
    )
    return tokens


def bearer(tokens: dict[str, Any]) -> dict[str, str]:
    return {"authorization": f"Bearer {tokens['access_token']}"}


async def actions(org: Organisation) -> list[str]:
    async with org.uow() as uow:
        return list((await uow.scalars(select(AuditEntry.action).order_by(AuditEntry.id))).all())


async def test_sessions_show_device_address_and_which_is_this(anonymous: Client, org: Organisation) -> None:
    here = await sign_in(anonymous, org, FIREFOX)
    await sign_in(anonymous, org, IPHONE)
    found = await anonymous.data("GET", "/api/v1/users/sessions", headers=bearer(here))
    assert [(s["device"], s["current"]) for s in found] == [("Safari 18 on iPhone", False), ("Firefox 145 on Linux", True)]
    assert {s["address"] for s in found} == {"127.0.0.1"}
    assert {s["org_name"] for s in found} == {"Harbour Goods"}
    assert all(s["created_at"] <= s["last_seen_at"] < s["expires_at"] for s in found)


async def test_one_device_is_signed_out(anonymous: Client, org: Organisation) -> None:
    here, phone = await sign_in(anonymous, org, FIREFOX), await sign_in(anonymous, org, IPHONE)
    listed = await anonymous.data("GET", "/api/v1/users/sessions", headers=bearer(here))
    lost = next(s["id"] for s in listed if not s["current"])
    await anonymous.data("DELETE", f"/api/v1/users/sessions/{lost}", headers=bearer(here))
    assert (await anonymous.data("GET", "/api/v1/users/profile", headers=bearer(phone), status=401))["code"] == "SESSION_ENDED"
    dead = await anonymous.data("POST", "/api/v1/auth/refresh", json={"refresh_token": phone["refresh_token"]}, status=401)
    assert dead["code"] == "SESSION_ENDED"
    again = await anonymous.data("DELETE", f"/api/v1/users/sessions/{lost}", headers=bearer(here), status=404)
    assert again["code"] == "NOT_FOUND"
    assert "session.ended" in await actions(org)


async def test_nobody_ends_a_strangers_session(client: Client, stranger: Client) -> None:
    theirs = (await stranger.data("GET", "/api/v1/users/sessions"))[0]["id"]
    await client.data("DELETE", f"/api/v1/users/sessions/{theirs}", status=404)
    assert await stranger.data("GET", "/api/v1/users/profile")


async def test_signing_out_everywhere_else(anonymous: Client, org: Organisation) -> None:
    here = await sign_in(anonymous, org, FIREFOX)
    others = [await sign_in(anonymous, org, IPHONE) for _ in range(2)]
    assert (await anonymous.data("DELETE", "/api/v1/users/sessions", headers=bearer(here)))["ended"] == 2
    for other in others:
        await anonymous.data("GET", "/api/v1/users/profile", headers=bearer(other), status=401)
    assert len(await anonymous.data("GET", "/api/v1/users/sessions", headers=bearer(here))) == 1


async def test_a_session_that_turns_up_elsewhere_is_noted(anonymous: Client, org: Organisation) -> None:
    tokens = await sign_in(anonymous, org, FIREFOX)
    body = {"refresh_token": tokens["refresh_token"]}
    moved = await anonymous.data("POST", "/api/v1/auth/refresh", json=body, headers={"User-Agent": IPHONE})
    async with org.uow() as uow:
        entry = await uow.scalar(select(AuditEntry).where(AuditEntry.action == "session.moved"))
    assert entry is not None
    assert entry.details["before"]["user_agent"] == FIREFOX
    assert entry.details["after"]["user_agent"] == IPHONE
    found = await anonymous.data("GET", "/api/v1/users/sessions", headers=bearer(moved))
    assert [s["device"] for s in found] == ["Safari 18 on iPhone"]


async def test_changing_the_password_ends_every_other_session(application: FastAPI, org: Organisation) -> None:
    async with client_of(application) as client:
        here, phone = await sign_in(client, org, FIREFOX), await sign_in(client, org, IPHONE)
        change = {"current_password": PASSWORD, "new_password": "a different long phrase"}
        changed = await client.data("PUT", "/api/v1/users/password", json=change, headers=bearer(here))
        assert changed == {"ended": 1}
        assert await client.data("GET", "/api/v1/users/profile", headers=bearer(here))
        await client.data("GET", "/api/v1/users/profile", headers=bearer(phone), status=401)
        old = await client.data("POST", "/api/v1/auth/login", json={"email": org.email, "password": PASSWORD}, status=401)
        assert old["code"] == "BAD_CREDENTIALS"
        assert await sign_in(client, org, FIREFOX, "a different long phrase")
    assert "password.changed" in await actions(org)


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [
        ("not the password", "a different long phrase", "current_password"),
        (PASSWORD, PASSWORD, "new_password"),
        (PASSWORD, "short", "new_password"),
    ],
)
async def test_a_refused_password_change_names_the_field(client: Client, current: str, new: str, field: str) -> None:
    body = {"current_password": current, "new_password": new}
    refused = await client.data("PUT", "/api/v1/users/password", json=body, status=422)
    assert refused["details"]["field"] == field
    assert await client.data("GET", "/api/v1/users/profile")


async def test_preferences_merge_by_key(client: Client) -> None:
    await client.data("PUT", "/api/v1/users/settings", json={"theme": "dark", "cards": ["a", "b"], "views": {"x": {"y": 1}}})
    merged = await client.data("PUT", "/api/v1/users/settings", json={"cards": ["b"], "views": {"z": 2}, "theme": None})
    assert merged == {"cards": ["b"], "views": {"z": 2}}
    assert await client.data("GET", "/api/v1/users/settings") == merged
    full = await client.data("PUT", "/api/v1/users/settings", json={"big": "x" * 66_000}, status=422)
    assert full["details"]["field"] == "body"
    assert await client.data("GET", "/api/v1/users/settings") == merged
