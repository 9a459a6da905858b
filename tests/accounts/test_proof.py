"""A fresh proof before sensitive deeds, a demanded second factor, and the life of sessions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from app.accounts.models import Session
from app.kernel import clock
from app.kernel import process as processes
from app.kernel.auth import Fresh
from app.kernel.process import Process
from tests.accounts.authenticator import Authenticator
from tests.accounts.people import audited, join, visitor
from tests.accounts.test_mfa import enrol, now_code
from tests.accounts.test_passkeys import add
from tests.factories import PASSWORD, Organisation
from tests.http import Client
from tests.test_routes import declared, walk

KEY = {"name": "Export", "permissions": ["orders.read"]}
POLICY = "/api/v1/organisation/sign-in-policy"
PROVE = "/api/v1/auth/reauthenticate"

ASKS = {
    "create_api_key", "create_oauth_client", "update_oauth_client", "renew_oauth_client_secret",
    "start_linking", "set_sign_in_policy", "create_privacy_request", "download_privacy_export",
    "connect_carrier", "disconnect_connection", "reconnect_connection", "connect_store", "finish_draft", "delete_store",
    "export_backup", "restore_backup", "ask_to_change_email",
}  # fmt: skip
"""Deeds that ask for a fresh proof. These take the password with the call itself: change_password, transfer_organisation,
start_totp, disable_totp, renew_recovery_codes, start_passkey, remove_passkey."""


@pytest.fixture(autouse=True)
def at_localhost(process: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = process.settings.model_copy(update={"public_url": "http://localhost:8000"})
    monkeypatch.setattr(processes, "_process", replace(process, settings=settings))


@pytest.fixture
async def visiting(application: FastAPI) -> AsyncIterator[Client]:
    async with visitor(application) as client:
        yield client


def asks(dependant: Dependant) -> bool:
    return isinstance(dependant.call, Fresh) or any(asks(inner) for inner in dependant.dependencies)


async def entered(client: Client, org: Organisation, **more: Any) -> dict[str, Any]:
    """Signs in anew."""
    body = {"email": org.email, "password": PASSWORD, **more}
    tokens: dict[str, Any] = await client.data("POST", "/api/v1/auth/login", json=body)
    client.headers["authorization"] = f"Bearer {tokens['access_token']}"
    return tokens


async def renewed(client: Client, tokens: dict[str, Any]) -> dict[str, Any]:
    body = {"refresh_token": tokens["refresh_token"]}
    fresh: dict[str, Any] = await client.data("POST", "/api/v1/auth/refresh", json=body)
    client.headers["authorization"] = f"Bearer {fresh['access_token']}"
    return fresh


def test_the_sensitive_deeds_ask_for_a_fresh_proof(application: FastAPI) -> None:
    found = {r.name for r in walk(application.routes) if isinstance(r, APIRoute) and asks(r.dependant)}
    assert found >= ASKS


async def test_an_old_sign_in_proves_itself_again(visiting: Client, org: Organisation) -> None:
    tokens = await entered(visiting, org)
    await visiting.data("POST", "/api/v1/api-keys", json=KEY, status=201)  # a sign-in is a proof
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        await renewed(visiting, tokens)
        refused = await visiting.data("POST", "/api/v1/api-keys", json=KEY, status=403)
        assert (refused["code"], refused["details"]) == ("REAUTHENTICATION_REQUIRED", {"minutes": 30})
        wrong = await visiting.data("POST", PROVE, json={"password": "something else"}, status=422)
        assert wrong["details"]["field"] == "password"
        await visiting.data("POST", "/api/v1/api-keys", json=KEY, status=403)
        assert (await visiting.data("GET", PROVE))["methods"] == ["password"]
        await visiting.data("POST", PROVE, json={"password": PASSWORD})
        await visiting.data("POST", "/api/v1/api-keys", json=KEY, status=201)
    assert [each.details["method"] for each in await audited(org, "session.proved")] == ["password"]


async def test_a_code_and_a_passkey_prove_too_but_only_ones_own(visiting: Client, stranger: Client, org: Organisation) -> None:
    tokens = await entered(visiting, org)
    device, theirs = Authenticator(), Authenticator()
    await add(visiting, device)
    await add(stranger, theirs)
    secret, _ = await enrol(visiting)

    async def signed(by: Authenticator) -> dict[str, Any]:
        begun = await visiting.data("POST", "/api/v1/auth/passkey/options")
        return {"challenge_id": begun["challenge_id"], "credential": by.get(begun["options"])}

    with clock.frozen(clock.now() + timedelta(minutes=31)):
        await renewed(visiting, tokens)
        assert (await visiting.data("GET", PROVE))["methods"] == ["password", "totp", "passkey"]
        assert (await visiting.data("POST", PROVE, json=await signed(theirs), status=401))["code"] == "PASSKEY_REFUSED"
        await visiting.data("POST", "/api/v1/api-keys", json=KEY, status=403)
        await visiting.data("POST", PROVE, json=await signed(device))
        await visiting.data("POST", "/api/v1/api-keys", json=KEY, status=201)
    with clock.frozen(clock.now() + timedelta(minutes=70)):
        await entered(visiting, org, code=now_code(secret))
    with clock.frozen(clock.now() + timedelta(minutes=84)):
        await visiting.data("POST", PROVE, json={"code": now_code(secret), "password": PASSWORD}, status=422)  # one of them
        await visiting.data("POST", PROVE, json={"code": now_code(secret)})


async def test_a_program_is_judged_by_its_scopes_alone(client: Client, visiting: Client) -> None:
    body = {"name": "Stores", "permissions": ["connections.manage", "api_keys.manage"]}
    made = await client.data("POST", "/api/v1/api-keys", json=body, status=201)
    visiting.headers["authorization"] = f"Bearer {made['key']}"
    with clock.frozen(clock.now() + timedelta(hours=3)):
        await visiting.data("POST", "/api/v1/api-keys", json={"name": "a", "permissions": ["connections.manage"]}, status=201)
        await visiting.data("POST", PROVE, json={"password": PASSWORD}, status=403)  # it is no person


async def test_a_demanded_second_factor_comes_before_all_else(client: Client, application: FastAPI, org: Organisation) -> None:
    wish = {"second_factor": "everybody"}
    alone = await client.data("PUT", POLICY, json=wish, status=409)
    assert alone["code"] == "SECOND_FACTOR_MISSING"  # it would lock its maker out
    viewer = await join(client, application, org)
    await enrol(client)
    assert (await client.data("PUT", POLICY, json={"second_factor": "admins"}))["second_factor"] == "admins"
    await viewer.data("GET", "/api/v1/stores")  # no admin
    await client.data("PUT", POLICY, json=wish)
    async with aclosing(viewer):
        owed = await viewer.data("GET", "/api/v1/stores", status=403)
        assert owed["code"] == "SECOND_FACTOR_REQUIRED"
        assert (await viewer.data("GET", "/api/v1/users/profile"))["second_factor_demanded"] is True
        await viewer.data("PUT", "/api/v1/users/password", json={"current_password": "a", "new_password": "b" * 12}, status=403)
        begun = await viewer.data("POST", "/api/v1/users/mfa/totp", json={"password": PASSWORD}, status=201)
        await viewer.data("POST", "/api/v1/users/mfa/totp/confirm", json={"code": now_code(begun["secret"])})
        await viewer.data("GET", "/api/v1/stores")
        assert (await viewer.data("GET", "/api/v1/users/profile"))["second_factor_demanded"] is False
        await viewer.data("POST", "/api/v1/users/mfa/totp/disable", json={"password": PASSWORD})
        await viewer.data("GET", "/api/v1/stores", status=403)  # given up, owed again
    (changed, _) = await audited(org, "organisation.sign_in_policy_changed")
    assert changed.details["before"]["second_factor"] == "nobody"


async def test_a_password_alone_is_not_enough_where_a_passkey_is_the_second_factor(
    client: Client, visiting: Client, org: Organisation
) -> None:
    device = Authenticator()
    await add(client, device)
    await client.data("PUT", POLICY, json={"second_factor": "admins"})
    await client.data("GET", "/api/v1/stores")
    await entered(visiting, org)
    await visiting.data("GET", "/api/v1/stores", status=403)
    begun = await visiting.data("POST", "/api/v1/auth/passkey/options")
    body = {"challenge_id": begun["challenge_id"], "credential": device.get(begun["options"])}
    await visiting.data("POST", PROVE, json=body)
    await visiting.data("GET", "/api/v1/stores")


async def test_a_session_ends_by_idleness_and_at_last_by_age(visiting: Client, org: Organisation) -> None:
    start = clock.now()
    tokens = await entered(visiting, org, remember=False)
    assert tokens["refresh_expires_in"] == pytest.approx(12 * 3600, abs=5)
    with clock.frozen(start + timedelta(hours=11, minutes=59)):
        tokens = await renewed(visiting, tokens)
    with clock.frozen(start + timedelta(hours=24, minutes=1)):
        spent = {"refresh_token": tokens["refresh_token"]}
        assert (await visiting.data("POST", "/api/v1/auth/refresh", json=spent, status=401))["code"] == "SESSION_ENDED"
    tokens = await entered(visiting, org)
    for day in range(29, 90, 29):  # used now and then, for as long as it may
        with clock.frozen(start + timedelta(days=day)):
            tokens = await renewed(visiting, tokens)
    assert tokens["refresh_expires_in"] < 4 * 86_400
    with clock.frozen(start + timedelta(days=90, minutes=1)):
        await visiting.data("POST", "/api/v1/auth/refresh", json={"refresh_token": tokens["refresh_token"]}, status=401)


async def test_an_organisation_shortens_sessions_those_that_are_open_too(visiting: Client, org: Organisation) -> None:
    start = clock.now()
    tokens = await entered(visiting, org)
    await visiting.data("PUT", POLICY, json={"second_factor": "nobody", "session_idle_minutes": 30, "session_hours": 12})
    (seen,) = [each for each in await visiting.data("GET", "/api/v1/users/sessions") if each["current"]]
    assert seen["remembered"] is True and seen["strong"] is False
    async with org.uow() as uow:
        kept = await uow.session.get(Session, seen["id"])
        assert kept is not None and kept.expires_at <= start + timedelta(minutes=31)
    with clock.frozen(start + timedelta(minutes=20)):
        tokens = await renewed(visiting, tokens)
        assert tokens["expires_in"] == 300  # so that idleness is measured by five minutes
    with clock.frozen(start + timedelta(minutes=51)):
        await visiting.data("POST", "/api/v1/auth/refresh", json={"refresh_token": tokens["refresh_token"]}, status=401)
    tokens = await entered(visiting, org)
    with clock.frozen(start + timedelta(minutes=4)):
        await visiting.data("GET", "/api/v1/users/profile")


async def test_a_browser_that_is_not_to_be_remembered_gets_cookies_without_an_age(visiting: Client, org: Organisation) -> None:
    body = {"email": org.email, "password": PASSWORD}
    answer = await visiting.post("/api/v1/auth/login", json={**body, "remember": False}, headers={"X-KSAP-Session": "cookie"})
    assert all("max-age" not in each.lower() for each in answer.headers.get_list("set-cookie"))
    answer = await visiting.post("/api/v1/auth/login", json=body, headers={"X-KSAP-Session": "cookie"})
    assert all("max-age" in each.lower() for each in answer.headers.get_list("set-cookie"))


async def test_switching_makes_a_session_no_younger_and_no_better_proved(visiting: Client, org: Organisation) -> None:
    tokens = await entered(visiting, org)
    made = await visiting.data("POST", "/api/v1/organisation", json={"name": "Second"}, status=201)
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        await renewed(visiting, tokens)
        there = await visiting.data("POST", "/api/v1/auth/switch", json={"org_id": made["id"]})
        visiting.headers["authorization"] = f"Bearer {there['access_token']}"
        await visiting.data("POST", "/api/v1/api-keys", json=KEY, status=403)


def test_who_owes_a_second_factor_reaches_only_what_mends_it(application: FastAPI) -> None:
    routes = [r for r in walk(application.routes) if isinstance(r, APIRoute)]
    early = {r.name for r in routes for each in declared(r.dependant) if each.early}
    assert early == {
        "get_profile", "get_settings", "update_settings", "logout", "switch_organisation", "ways_to_reauthenticate",
        "reauthenticate", "get_mfa", "start_totp", "confirm_totp", "renew_recovery_codes", "disable_totp", "list_passkeys",
        "start_passkey", "finish_passkey", "remove_passkey", "list_sessions", "end_other_sessions", "end_session",
    }  # fmt: skip
