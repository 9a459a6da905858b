"""Session tokens of a Clerk-shaped provider as bearer tokens: real ones of the sandbox over HTTP, and forged ones."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import FastAPI
from jose import jwt

from app.accounts import api, oidc_client, outside_tokens
from app.accounts.oidc_models import OidcIdentity, OidcProvider
from app.accounts.outside_tokens import ProviderKeys
from app.accounts.use_cases import outside_sessions
from app.kernel import clock
from app.kernel.db import unit_of_work
from app.kernel.ids import new_id
from app.kernel.process import Process
from app.kernel.vault import Vault
from app.sandbox import oidc
from app.sandbox.server import build
from app.sandbox.stage import Stage
from tests.accounts.people import audited, visitor
from tests.accounts.test_mfa import enrol, now_code
from tests.factories import PASSWORD, Organisation
from tests.http import Client
from tests.sandbox.support import serving

PROFILE = "/api/v1/users/profile"
PARTY = "https://shop-admin.example.com"
KEY = {"name": "Export", "permissions": ["orders.read"]}


@dataclass
class Clerk:
    id: str
    issuer: str
    subject: str
    reads: list[str]

    async def token(self, **claims: Any) -> str:
        body = {"sub": self.subject, "azp": PARTY, "sid": f"sess_{self.subject}", **claims}
        async with httpx.AsyncClient() as http:
            return str((await http.post(f"{self.issuer}/sandbox/session-token", json=body)).json()["jwt"])

    async def rotate(self) -> None:
        async with httpx.AsyncClient() as http:
            await http.post(f"{self.issuer}/sandbox/rotate-key")


@pytest.fixture
async def clerk(application: FastAPI, org: Organisation, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Clerk]:
    """A provider whose session tokens are taken, and the owner's identity there."""
    reads: list[str] = []
    published = oidc_client.published_keys

    async def counted(issuer: str) -> list[dict[str, Any]]:
        reads.append(issuer)
        return await published(issuer)

    async with serving(build(Stage([oidc.SANDBOX]))) as address:
        monkeypatch.setattr(oidc_client, "_private", lambda issuer: issuer.startswith(address))
        monkeypatch.setattr(oidc_client, "published_keys", counted)
        monkeypatch.setattr(outside_sessions, "_keys", ProviderKeys())
        made = Clerk(f"p{new_id().hex[-12:]}", f"{address}/oidc", f"user_{new_id().hex}", reads)
        given = {"issuer": made.issuer, "client_id": oidc.CLIENT_ID, "client_secret": oidc.CLIENT_SECRET}
        await api.set_provider(id_=made.id, name="Clerk", **given, parties=[PARTY])
        async with unit_of_work(None) as uow:
            uow.add(OidcIdentity(id=new_id(), user_id=org.owner_id, issuer=made.issuer, subject=made.subject, email=org.email))
        yield made
        await api.remove_provider(made.id)


@pytest.fixture
async def visiting(application: FastAPI) -> AsyncIterator[Client]:
    async with visitor(application) as client:
        yield client


def bearer(token: str, **more: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}", **more}


async def test_a_session_token_of_the_provider_is_the_person_it_is_linked_to(
    visiting: Client, clerk: Clerk, org: Organisation
) -> None:
    for _ in range(2):
        found = await visiting.data("GET", PROFILE, headers=bearer(await clerk.token()))
        assert (found["id"], found["org_id"], found["role"]) == (str(org.owner_id), str(org.id), "owner")
    assert clerk.reads == [clerk.issuer]  # the keys are kept
    assert len(await audited(org, "session.opened_by_provider")) == 1
    await visiting.data("POST", "/api/v1/api-keys", json=KEY, headers=bearer(await clerk.token()), status=201)
    assert await visiting.data("POST", "/api/v1/auth/login", json={"email": org.email, "password": PASSWORD})  # as before


@pytest.mark.parametrize(
    "claims",
    [{"azp": "https://evil.example"}, {"azp": None}, {"exp": 1}, {"nbf": 9_999_999_999}, {"iat": 9_999_999_999},
     {"exp": 9_999_999_999}, {"aud": "another"}, {"sid": None}, {"sub": None}, {"sts": "pending"}, {"act": {"sub": "x"}},
     {"fva": "soon"}, {"fva": [1e300, 0]}, {"fva": {}}, {"azp": ["https://shop-admin.example.com"]}, {"exp": "never"}],
)  # fmt: skip
async def test_a_token_for_something_else_is_refused(visiting: Client, clerk: Clerk, claims: dict[str, Any]) -> None:
    refused = await visiting.data("GET", PROFILE, headers=bearer(await clerk.token(**claims)), status=401)
    assert refused["code"] == "SESSION_ENDED"


async def test_who_is_linked_to_nobody_is_nobody_here(visiting: Client, clerk: Clerk, org: Organisation) -> None:
    refused = await visiting.data("GET", PROFILE, headers=bearer(await clerk.token(sub="user_other")), status=401)
    assert refused["code"] == "IDENTITY_UNKNOWN"
    other = await visiting.data(
        "GET", PROFILE, headers=bearer(await clerk.token(iss="https://clerk.other.example")), status=401
    )
    assert other["code"] == "SESSION_ENDED"  # no provider of ours


async def test_a_token_signed_by_another_key_is_refused_and_replaced_keys_are_met(
    visiting: Client, clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await visiting.data("GET", PROFILE, headers=bearer(await clerk.token()))
    claims = jwt.get_unverified_claims(await clerk.token())
    forger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = forger.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    for kid in (oidc.KID, "unknown"):
        forged = jwt.encode(claims, pem.decode(), algorithm="RS256", headers={"kid": kid})
        await visiting.data("GET", PROFILE, headers=bearer(forged), status=401)
    unsigned = jwt.encode(claims, "x", algorithm="HS256", headers={"kid": oidc.KID})
    await visiting.data("GET", PROFILE, headers=bearer(unsigned), status=401)
    assert len(clerk.reads) == 1  # forged names cost the provider nothing
    await clerk.rotate()
    monkeypatch.setattr(outside_tokens, "MEET", 0.0)
    await visiting.data("GET", PROFILE, headers=bearer(await clerk.token()))
    assert len(clerk.reads) == 2


async def test_a_provider_without_parties_gives_no_bearer_tokens(visiting: Client, clerk: Clerk) -> None:
    token = await clerk.token()
    given = {"issuer": clerk.issuer, "client_id": oidc.CLIENT_ID, "client_secret": oidc.CLIENT_SECRET}
    await api.set_provider(id_=clerk.id, name="Clerk", **given)
    await visiting.data("GET", PROFILE, headers=bearer(token), status=401)


async def test_its_session_is_seen_and_ended_here(client: Client, visiting: Client, clerk: Clerk) -> None:
    await visiting.data("GET", PROFILE, headers=bearer(await clerk.token(), **{"user-agent": "Firefox/145.0"}))
    listed = await client.data("GET", "/api/v1/users/sessions")
    (outside,) = [each for each in listed if not each["current"] and not each["remembered"]]
    await client.data("DELETE", f"/api/v1/users/sessions/{outside['id']}")
    refused = await visiting.data("GET", PROFILE, headers=bearer(await clerk.token()), status=401)
    assert refused["code"] == "SESSION_ENDED"
    await visiting.data("GET", PROFILE, headers=bearer(await clerk.token(sid="sess_anew")))


async def test_an_unlinked_identity_ends_it(client: Client, visiting: Client, clerk: Clerk) -> None:
    token = await clerk.token()
    await visiting.data("GET", PROFILE, headers=bearer(token))
    (linked,) = await client.data("GET", "/api/v1/users/identities")
    await client.data("DELETE", f"/api/v1/users/identities/{linked['id']}")
    await visiting.data("GET", PROFILE, headers=bearer(token), status=401)


async def test_factors_count_as_far_as_the_token_tells(client: Client, visiting: Client, clerk: Clerk) -> None:
    secret, _ = await enrol(client)
    weak = bearer(await clerk.token(fva=[40, -1]))
    assert (await visiting.data("GET", "/api/v1/stores", headers=weak, status=403))["code"] == "SECOND_FACTOR_REQUIRED"
    with clock.frozen(clock.now() + timedelta(seconds=40)):
        await visiting.data("POST", "/api/v1/auth/reauthenticate", json={"code": now_code(secret)}, headers=weak)
        await visiting.data("GET", "/api/v1/stores", headers=weak)
        await visiting.data("POST", "/api/v1/api-keys", json=KEY, headers=weak, status=201)
    strong = bearer(await clerk.token(sid="sess_strong", fva=[45, 45]))
    await visiting.data("GET", "/api/v1/stores", headers=strong)
    stale = await visiting.data("POST", "/api/v1/api-keys", json=KEY, headers=strong, status=403)
    assert stale["code"] == "REAUTHENTICATION_REQUIRED"  # proved 45 minutes ago


async def test_an_organisation_is_named_in_a_header_and_must_be_ones_own(
    client: Client, visiting: Client, stranger: Client, clerk: Clerk
) -> None:
    token = await clerk.token()
    made = await client.data("POST", "/api/v1/organisation", json={"name": "Second"}, status=201)
    named = {"X-KSAP-Organisation": made["id"]}
    assert (await visiting.data("GET", PROFILE, headers=bearer(token, **named)))["org_id"] == made["id"]
    theirs = (await stranger.data("GET", PROFILE))["org_id"]
    for wrong in (theirs, "nonsense"):
        await visiting.data("GET", PROFILE, headers=bearer(token, **{"X-KSAP-Organisation": wrong}), status=404)


@pytest.mark.parametrize("issuer", ["\0", "\ud800", "x" * 5_000, "'; DROP TABLE users", ["a"], {"a": 1}, None, 7])
async def test_whatever_a_forger_names_as_issuer_is_refused(visiting: Client, clerk: Clerk, issuer: Any) -> None:
    forged = jwt.encode({"iss": "?", "sub": clerk.subject}, "k", algorithm="HS256")
    head, _, mark = forged.split(".")
    body = base64.urlsafe_b64encode(json.dumps({"iss": issuer, "sub": clerk.subject}).encode()).decode().rstrip("=")
    refused = await visiting.data("GET", PROFILE, headers=bearer(f"{head}.{body}.{mark}"), status=401)
    assert refused["code"] == "SESSION_ENDED"


async def test_a_token_of_minutes_becomes_no_session_of_days(client: Client, visiting: Client, clerk: Clerk) -> None:
    made = await client.data("POST", "/api/v1/organisation", json={"name": "Second"}, status=201)
    body = {"org_id": made["id"]}
    refused = await visiting.data("POST", "/api/v1/auth/switch", json=body, headers=bearer(await clerk.token()), status=409)
    assert "X-KSAP-Organisation" in refused["message"]


async def test_a_secret_that_no_key_opens_keeps_no_other_under_the_old_key(
    clerk: Clerk, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = Vault({"lost": b"l" * 32}).seal(b"secret", "oidc provider a-lost-one")
    async with unit_of_work(None) as uow:
        uow.add(OidcProvider(id="a-lost-one", name="", issuer="https://lost.example", client_id="", client_secret=lost))

    class Turned:
        vault = Vault({"k2": b"n" * 32, **process.vault._keys})

    monkeypatch.setattr("app.accounts.use_cases.oidc.process", lambda: Turned)
    assert await api.rewrap_providers() >= 1
    async with unit_of_work(None) as uow:
        kept = await uow.session.get(OidcProvider, clerk.id)
        assert kept and kept.client_secret.startswith("v1.k2.")
        kept.client_secret = process.vault.seal(oidc.CLIENT_SECRET.encode(), f"oidc provider {clerk.id}")
    await api.remove_provider("a-lost-one")
