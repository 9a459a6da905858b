"""Passkeys: made, used, refused, removed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from app.accounts.contracts import PasskeysUnavailable
from app.accounts.relying_party import RelyingParty, relying_party
from app.kernel import clock
from app.kernel import process as processes
from app.kernel.process import Process
from tests.accounts.authenticator import PRESENT, Authenticator
from tests.accounts.people import audited, visitor
from tests.accounts.test_mfa import enrol
from tests.factories import PASSWORD, Organisation
from tests.http import Client


@pytest.fixture(autouse=True)
def at_localhost(process: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = process.settings.model_copy(update={"public_url": "http://localhost:8000"})
    monkeypatch.setattr(processes, "_process", replace(process, settings=settings))


@pytest.fixture
async def visiting(application: FastAPI) -> AsyncIterator[Client]:
    async with visitor(application) as client:
        yield client


async def add(client: Client, device: Authenticator, status: int = 201) -> Any:
    begun = await client.data("POST", "/api/v1/users/passkeys/options", json={"password": PASSWORD})
    body = {"challenge_id": begun["challenge_id"], "name": "My phone", "credential": device.create(begun["options"])}
    return await client.data("POST", "/api/v1/users/passkeys", json=body, status=status)


async def enter(client: Client, device: Authenticator, status: int = 200) -> Any:
    begun = await client.data("POST", "/api/v1/auth/passkey/options")
    body = {"challenge_id": begun["challenge_id"], "credential": device.get(begun["options"])}
    return await client.data("POST", "/api/v1/auth/passkey", json=body, status=status)


async def test_a_passkey_signs_in_without_password_and_code(client: Client, visiting: Client, org: Organisation) -> None:
    device = Authenticator()
    made = await add(client, device)
    await enrol(client)
    tokens = await enter(visiting, device)
    assert (tokens["user_id"], tokens["role"]) == (str(org.owner_id), "owner")
    (listed,) = await client.data("GET", "/api/v1/users/passkeys")
    assert (listed["id"], listed["name"]) == (made["id"], "My phone")
    assert listed["last_used_at"] is not None
    await enter(visiting, device)
    assert len(await audited(org, "passkey.added")) == 1


async def test_the_options_ask_for_a_key_that_its_user_unlocks(client: Client, visiting: Client, org: Organisation) -> None:
    device = Authenticator()
    await add(client, device)
    options = (await client.data("POST", "/api/v1/users/passkeys/options", json={"password": PASSWORD}))["options"]
    assert options["rp"] == {"name": "KSAP", "id": "localhost"}
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert [each["id"] for each in options["excludeCredentials"]] == [device.create(options)["id"]]
    asked = (await visiting.data("POST", "/api/v1/auth/passkey/options"))["options"]
    assert (asked["rpId"], asked["userVerification"]) == ("localhost", "required")
    assert asked.get("allowCredentials", []) == []  # names nobody
    wrong = await client.data("POST", "/api/v1/users/passkeys/options", json={"password": "no"}, status=422)
    assert wrong["details"]["field"] == "password"


@pytest.mark.parametrize(
    "change",
    [
        {"origin": "https://evil.example"},
        {"rp_id": "evil.example"},
        {"flags": PRESENT},
        {"count": -1},
        {"credential_id": b"x" * 32},
    ],
)
async def test_what_is_not_right_is_refused(client: Client, visiting: Client, change: dict[str, Any]) -> None:
    device = Authenticator(count=5)
    await add(client, device)
    await enter(visiting, device)
    assert (await enter(visiting, replace(device, **change), 401))["code"] == "PASSKEY_REFUSED"
    await enter(visiting, device)


async def test_another_key_under_a_known_id_is_refused(client: Client, visiting: Client) -> None:
    device = Authenticator()
    await add(client, device)
    forged = Authenticator(credential_id=device.credential_id, count=50)
    await enter(visiting, forged, 401)
    assert (await add(client, device, 401))["code"] == "PASSKEY_REFUSED"  # nor is one kept twice


@pytest.mark.parametrize("change", [{"origin": "https://evil.example"}, {"rp_id": "evil.example"}, {"flags": PRESENT}])
async def test_a_key_made_elsewhere_is_not_kept(client: Client, change: dict[str, Any]) -> None:
    assert (await add(client, Authenticator(**change), 401))["code"] == "PASSKEY_REFUSED"
    assert await client.data("GET", "/api/v1/users/passkeys") == []


async def test_a_challenge_is_answered_once_and_soon(client: Client, visiting: Client, stranger: Client) -> None:
    device = Authenticator()
    await add(client, device)
    begun = await visiting.data("POST", "/api/v1/auth/passkey/options")
    body = {"challenge_id": begun["challenge_id"], "credential": device.get(begun["options"])}
    await visiting.data("POST", "/api/v1/auth/passkey", json=body)
    await visiting.data("POST", "/api/v1/auth/passkey", json=body, status=401)
    late = await visiting.data("POST", "/api/v1/auth/passkey/options")
    with clock.frozen(clock.now() + timedelta(minutes=5, seconds=1)):
        body = {"challenge_id": late["challenge_id"], "credential": device.get(late["options"])}
        await visiting.data("POST", "/api/v1/auth/passkey", json=body, status=401)
    mine = await client.data("POST", "/api/v1/users/passkeys/options", json={"password": PASSWORD})
    theirs = {"challenge_id": mine["challenge_id"], "name": "x", "credential": Authenticator().create(mine["options"])}
    assert (await stranger.data("POST", "/api/v1/users/passkeys", json=theirs, status=401))["code"] == "PASSKEY_REFUSED"


@pytest.mark.parametrize("credential", [{}, {"id": 1}, {"id": "x", "response": []}, {"id": "x", "rawId": "é", "type": "?"}])
async def test_nonsense_is_refused(client: Client, visiting: Client, credential: dict[str, Any]) -> None:
    begun = await visiting.data("POST", "/api/v1/auth/passkey/options")
    body = {"challenge_id": begun["challenge_id"], "credential": credential}
    assert (await visiting.data("POST", "/api/v1/auth/passkey", json=body, status=401))["code"] == "PASSKEY_REFUSED"
    mine = await client.data("POST", "/api/v1/users/passkeys/options", json={"password": PASSWORD})
    body = {"challenge_id": mine["challenge_id"], "name": "x", "credential": credential}
    assert (await client.data("POST", "/api/v1/users/passkeys", json=body, status=401))["code"] == "PASSKEY_REFUSED"


async def test_a_removed_passkey_signs_nobody_in(client: Client, visiting: Client, stranger: Client, org: Organisation) -> None:
    device = Authenticator()
    made = await add(client, device)
    path = f"/api/v1/users/passkeys/{made['id']}/remove"
    await stranger.data("POST", path, json={"password": PASSWORD}, status=404)
    await client.data("POST", path, json={"password": "no"}, status=422)
    await client.data("POST", path, json={"password": PASSWORD})
    await enter(visiting, device, 401)
    assert len(await audited(org, "passkey.removed")) == 1


def test_passkeys_belong_to_a_name() -> None:
    assert relying_party("https://ksap.example.com") == RelyingParty("ksap.example.com", "https://ksap.example.com")
    assert relying_party("http://localhost:8000").id == "localhost"
    for address in ("http://127.0.0.1:8000", "https://10.0.0.1", "http://ksap.example.com", "https://[::1]"):
        with pytest.raises(PasskeysUnavailable) as caught:
            relying_party(address)
        assert "KSAP_PUBLIC_URL" in caught.value.details["remedy"]
