"""Signing in by a provider of identities: the sandbox's, over real HTTP, with real tokens and forged ones."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import FastAPI
from jose import jwt
from sqlalchemy import select

from app.accounts import api, oidc_client
from app.accounts.contracts import ProviderFailed
from app.accounts.oidc_models import OidcProvider
from app.kernel import clock
from app.kernel.db import unit_of_work
from app.kernel.ids import new_id
from app.sandbox import oidc
from app.sandbox.server import build
from app.sandbox.stage import Stage
from tests.accounts.people import audited
from tests.factories import Organisation
from tests.http import Client, client_of
from tests.sandbox.support import serving

START, FINISH = "/api/v1/auth/oidc/start", "/api/v1/auth/oidc/finish"
LINKS = "/api/v1/users/identities"


@dataclass
class Provider:
    id: str
    issuer: str
    subject: str

    async def vouches(self, **claims: Any) -> None:
        """For whom it will sign; other claims may be overridden, too."""
        async with httpx.AsyncClient() as http:
            await http.post(f"{self.issuer}/sandbox/person", json={"sub": self.subject, **claims})

    async def visited(self, url: str) -> dict[str, str]:
        """What the browser brings back."""
        async with httpx.AsyncClient() as http:
            answer = await http.get(url)
        assert answer.status_code == 302, answer.text
        assert answer.headers["location"].startswith("http://127.0.0.1:8000/oidc/callback?")
        return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


@pytest.fixture
async def provider(application: FastAPI, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Provider]:
    stage = Stage([oidc.SANDBOX])
    async with serving(build(stage)) as address:
        monkeypatch.setattr(oidc_client, "_private", lambda issuer: issuer.startswith(address))
        made = Provider(f"p{new_id().hex[-12:]}", f"{address}/oidc", f"user_{new_id().hex}")
        await api.set_provider(
            id_=made.id, name="Clerk", issuer=made.issuer, client_id=oidc.CLIENT_ID, client_secret=oidc.CLIENT_SECRET
        )
        yield made
        await api.remove_provider(made.id)


async def go(client: Client, provider: Provider, path: str = START) -> dict[str, str]:
    begun = await client.data("POST", path, json={"provider": provider.id})
    return await provider.visited(begun["authorization_url"])


async def linked(client: Client, provider: Provider, org: Organisation) -> dict[str, Any]:
    await provider.vouches(email=org.email, email_verified=True)
    back = await go(client, provider, f"{LINKS}/start")
    made: dict[str, Any] = await client.data("POST", f"{LINKS}/finish", json=back)
    return made


async def test_a_linked_identity_signs_in_and_an_unlinked_one_does_not(
    client: Client, application: FastAPI, provider: Provider, org: Organisation
) -> None:
    assert {"id": provider.id, "name": "Clerk"} in await client.data("GET", "/api/v1/auth/oidc")
    await provider.vouches(email=org.email, email_verified=True)
    async with client_of(application) as visitor:
        unknown = await visitor.data("POST", FINISH, json=await go(visitor, provider), status=401)
        assert unknown["code"] == "IDENTITY_UNKNOWN"  # though the address is right
        made = await linked(client, provider, org)
        tokens = await visitor.data("POST", FINISH, json=await go(visitor, provider))
        assert (tokens["user_id"], tokens["org_id"]) == (str(org.owner_id), str(org.id))
        assert len(await client.data("GET", LINKS)) == 1
        await client.data("DELETE", f"{LINKS}/{made['id']}")
        await visitor.data("POST", FINISH, json=await go(visitor, provider), status=401)
    assert len(await audited(org, "session.opened_by_provider")) == 1
    (told,) = await audited(org, "installation.identity_provider_set")
    assert (told.target_id, told.details["issuer"]) == (provider.id, provider.issuer)
    assert len(await audited(org, "identity.linked")) == len(await audited(org, "identity.unlinked")) == 1


@pytest.mark.parametrize("claims", [{"email_verified": False}, {"email_verified": "true"}, {"email": "x@example.com"}])
async def test_only_an_own_address_that_the_provider_verified_is_linked(
    client: Client, provider: Provider, org: Organisation, claims: dict[str, Any]
) -> None:
    await provider.vouches(**{"email": org.email, "email_verified": True, **claims})
    back = await go(client, provider, f"{LINKS}/start")
    assert (await client.data("POST", f"{LINKS}/finish", json=back, status=409))["code"] == "CONFLICT"
    assert await client.data("GET", LINKS) == []


async def test_a_state_is_good_once_for_one_browser_and_one_purpose(
    client: Client, stranger: Client, application: FastAPI, provider: Provider, org: Organisation
) -> None:
    await linked(client, provider, org)
    async with client_of(application) as visitor, client_of(application) as victim:
        back = await go(visitor, provider)
        assert (await victim.data("POST", FINISH, json=back, status=410))["code"] == "LINK_INVALID"  # login CSRF
        await visitor.data("POST", FINISH, json=back, status=410)  # spent by the attempt
        back = await go(visitor, provider)
        await visitor.data("POST", FINISH, json={**back, "iss": "https://evil.example"}, status=410)  # mix-up
        back = await go(visitor, provider)
        assert await visitor.data("POST", FINISH, json=back)
        await visitor.data("POST", FINISH, json=back, status=410)
        back = await go(visitor, provider)
        with clock.frozen(clock.now() + timedelta(minutes=11)):
            await visitor.data("POST", FINISH, json=back, status=410)
    back = await go(client, provider, f"{LINKS}/start")
    await client.data("POST", FINISH, json=back, status=410)  # begun to link, not to enter
    back = await go(stranger, provider)
    await stranger.data("POST", f"{LINKS}/finish", json=back, status=410)


@pytest.mark.parametrize(
    "claims",
    [{"aud": "another"}, {"aud": ["ksap-sandbox", "b"], "azp": "b"}, {"azp": "b"}, {"nonce": "old"}, {"exp": 1},
     {"iat": 9_999_999_999}, {"iss": "https://evil.example"}, {"sub": ""}],
)  # fmt: skip
async def test_an_id_token_for_something_else_is_refused(
    client: Client, anonymous: Client, provider: Provider, org: Organisation, claims: dict[str, Any]
) -> None:
    await linked(client, provider, org)
    await provider.vouches(email=org.email, email_verified=True, **claims)
    refused = await anonymous.data("POST", FINISH, json=await go(anonymous, provider), status=502)
    assert refused["code"] == "PROVIDER_FAILED"


async def test_an_id_token_that_the_provider_did_not_sign_is_refused(provider: Provider) -> None:
    endpoints = await oidc_client.discover(provider.issuer)
    now = int(clock.now().timestamp())
    claims = {"iss": provider.issuer, "aud": "c", "sub": "s", "nonce": "n", "iat": now, "exp": now + 60}
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem, public = oidc._pair(oidc.KID)
    good = jwt.encode(claims, pem, algorithm="RS256", headers={"kid": oidc.KID})
    assert (await oidc_client.verified(endpoints, good, client_id="c", nonce="n")).email == ""
    for name, token in {
        "another key": jwt.encode(claims, other.decode(), algorithm="RS256", headers={"kid": oidc.KID}),
        "an unknown key": jwt.encode(claims, pem, algorithm="RS256", headers={"kid": "other"}),
        "the public key as a secret": jwt.encode(claims, public["n"], algorithm="HS256", headers={"kid": oidc.KID}),
        "another algorithm": jwt.encode(claims, pem, algorithm="RS512", headers={"kid": oidc.KID}),
        "no signature": good.rpartition(".")[0] + ".",
        "nonsense": "x.y.z",
    }.items():
        with pytest.raises(ProviderFailed):
            await oidc_client.verified(endpoints, token, client_id="c", nonce="n")
            pytest.fail(name)


async def test_the_secret_is_sealed_and_a_provider_that_lies_is_not_set(application: FastAPI, provider: Provider) -> None:
    async with unit_of_work(None) as uow:
        row = await uow.scalar(select(OidcProvider).where(OidcProvider.id == provider.id))
    assert row is not None and row.client_secret.startswith("v1.k1.") and oidc.CLIENT_SECRET not in row.client_secret
    for issuer in (f"{provider.issuer}/", provider.issuer.replace("/oidc", "/nothing")):
        with pytest.raises(ProviderFailed):
            await api.set_provider(id_="liar", name="L", issuer=issuer, client_id="c", client_secret="s")


@pytest.mark.parametrize(
    "issuer", ["http://127.0.0.1:9/oidc", "https://127.0.0.1:9", "https://169.254.169.254/x", "file:///etc"]
)
async def test_no_provider_leads_into_our_own_network(application: FastAPI, issuer: str) -> None:
    with pytest.raises(ProviderFailed, match="not allowed"):
        await api.set_provider(id_="inside", name="I", issuer=issuer, client_id="c", client_secret="s")
