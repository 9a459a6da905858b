"""Keys of access tokens: what others verify by, rotation, withdrawal, and tokens that somebody else made."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi import FastAPI
from jose import jwt
from jose.backends import ECKey
from sqlalchemy import select

from app.accounts import api
from app.accounts.keyring import KeyRing, new_pair
from app.accounts.models import SigningKey
from app.accounts.tasks import forget_old_sign_ins, replace_old_signing_key
from app.kernel import clock
from app.kernel.db import unit_of_work
from app.kernel.process import Process
from app.kernel.vault import Vault
from tests.factories import Organisation
from tests.http import Client

PROFILE = "/api/v1/users/profile"


def token_of(client: Client) -> str:
    return client.headers["authorization"].removeprefix("Bearer ")


@pytest.fixture
async def ring(application: FastAPI) -> AsyncIterator[KeyRing]:
    """The application's, which is told of changes at once: the minute that others wait is not what is tested."""
    found: KeyRing = application.state.signer.ring
    await found.reload()
    yield found
    await found.reload()


async def test_anybody_verifies_our_tokens_by_the_published_keys(client: Client, anonymous: Client, org: Organisation) -> None:
    answer = await anonymous.get("/.well-known/jwks.json")
    assert answer.status_code == 200 and "public" in answer.headers["cache-control"]
    keys = answer.json()["keys"]
    assert all(set(key) == {"kty", "crv", "x", "y", "kid", "use", "alg"} for key in keys)  # no `d`
    token = token_of(client)
    header = jwt.get_unverified_header(token)
    assert (header["alg"], header["typ"]) == ("ES256", "at+jwt")
    (key,) = [key for key in keys if key["kid"] == header["kid"]]
    claims = jwt.decode(token, key, algorithms=["ES256"], audience="http://127.0.0.1:8000", issuer="http://127.0.0.1:8000")
    assert (claims["org"], claims["role"], claims["sub"]) == (str(org.id), "owner", str(org.owner_id))
    assert claims["jti"] and claims["exp"] - claims["iat"] == 900


async def test_after_a_rotation_old_tokens_hold_and_new_ones_name_the_new_key(
    client: Client, application: FastAPI, ring: KeyRing, org: Organisation
) -> None:
    before = jwt.get_unverified_header(token_of(client))["kid"]
    kid = await api.rotate_signing_key()
    await ring.reload()
    assert {before, kid} <= {key["kid"] for key in ring.public()}
    assert ring.signing().kid != kid  # published, not yet used
    with clock.frozen(clock.now() + timedelta(seconds=11)):
        assert ring.signing().kid == kid
        fresh = Client(transport=client._transport, base_url="http://ksap.test")
        await fresh.sign_in(org)
        assert jwt.get_unverified_header(token_of(fresh))["kid"] == kid
        assert await fresh.data("GET", PROFILE)
        assert await client.data("GET", PROFILE)
    with clock.frozen(clock.now() + timedelta(hours=4)):
        await ring.reload()
        assert before not in {key["kid"] for key in ring.public()}
        assert (await forget_old_sign_ins())["signing_keys"] >= 1


async def test_a_withdrawn_key_is_refused_at_once_though_its_tokens_were_read_before(client: Client, ring: KeyRing) -> None:
    assert await client.data("GET", PROFILE)
    kid = await api.rotate_signing_key(revoke=True)
    await ring.reload()
    assert [key["kid"] for key in ring.public()] == [kid]
    assert ring.signing().kid == kid  # there is no other
    assert (await client.data("GET", PROFILE, status=401))["code"] == "SESSION_ENDED"


async def test_a_process_meets_a_key_that_another_one_made(application: FastAPI, ring: KeyRing) -> None:
    elsewhere = KeyRing()
    kid = await api.rotate_signing_key()
    await elsewhere.ready(kid)
    assert elsewhere.verifying(kid)
    with pytest.raises(KeyError):
        ring.verifying(kid)
    ring._read_at -= 3  # as if it had read three seconds ago: not yet due, but for the unknown key
    await ring.ready()
    with pytest.raises(KeyError):
        ring.verifying(kid)
    await ring.ready(kid)
    assert ring.verifying(kid)


async def test_a_key_signs_for_three_months(application: FastAPI, ring: KeyRing) -> None:
    await api.rotate_signing_key()
    assert await replace_old_signing_key() == {"replaced": False}
    with clock.frozen(clock.now() + timedelta(days=90)):
        assert await replace_old_signing_key() == {"replaced": True}
    await api.rotate_signing_key()  # one of today, for the tests that follow


async def test_private_halves_are_sealed_and_rewrapped(
    application: FastAPI, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.accounts.use_cases import signing_keys

    async with unit_of_work(None) as uow:
        rows = (await uow.scalars(select(SigningKey))).all()
    assert rows and all(row.private_key.startswith("v1.k1.") and "d" not in row.public_key for row in rows)
    old = process.vault._keys

    class Turned:
        vault = Vault({"k2": b"n" * 32, **old})

    monkeypatch.setattr(signing_keys, "process", lambda: Turned)
    assert await api.rewrap_signing_keys() == len(rows)
    assert await api.rewrap_signing_keys() == 0
    Turned.vault = Vault({**old, "k2": b"n" * 32})
    assert await api.rewrap_signing_keys() == len(rows)


def forged(token: str, header: dict[str, Any], key: Any, algorithm: str, **claims: Any) -> str:
    body = {**jwt.get_unverified_claims(token), **claims}
    return str(jwt.encode(body, key, algorithm=algorithm, headers={**jwt.get_unverified_header(token), **header}))


async def test_what_somebody_else_signed_is_refused(client: Client, application: FastAPI, ring: KeyRing) -> None:
    token = token_of(client)
    kid = jwt.get_unverified_header(token)["kid"]
    mine = ECKey(new_pair()[2].decode(), "ES256")
    jwk = next(key for key in ring.public() if key["kid"] == kid)
    head, body, signature = token.split(".")
    none = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "at+jwt", "kid": kid}).encode()).decode().rstrip("=")
    signer = application.state.signer
    challenge = signer.sign_challenge(user_id=application.state.signer.verify(token).user_id, org_id=None, state="")
    pair = ring.signing()
    attempts = {
        "another key under our name": forged(token, {}, mine, "ES256"),
        "a key of their own": forged(token, {"jwk": jwk, "kid": "theirs"}, mine, "ES256"),
        "the public key as a secret": forged(token, {"alg": "HS256"}, json.dumps(jwk), "HS256"),
        "no algorithm": f"{none}.{body}.",
        "no signature": f"{head}.{body}.",
        "another's signature": f"{head}.{body[:-4]}AAAA.{signature}",
        "a challenge": challenge,
        "another issuer": forged(token, {}, pair.private, "ES256", iss="http://evil.example"),
        "another audience": forged(token, {}, pair.private, "ES256", aud="http://evil.example"),
        "another kind": forged(token, {"typ": "JWT"}, pair.private, "ES256"),
    }
    for name, attempt in attempts.items():
        client.headers["authorization"] = f"Bearer {attempt}"
        error = await client.data("GET", PROFILE, status=401)
        assert error["code"] == "SESSION_ENDED", name
    client.headers["authorization"] = f"Bearer {forged(token, {}, pair.private, 'ES256')}"
    assert await client.data("GET", PROFILE)  # what the above differ from


def test_a_pair_is_named_by_its_thumbprint() -> None:
    """The point is on the curve, and no two pairs are alike."""
    (kid, jwk, _), (other, _, _) = new_pair(), new_pair()
    assert kid != other and len(kid) == 43
    x, y = (int.from_bytes(base64.urlsafe_b64decode(jwk[axis] + "=="), "big") for axis in "xy")
    assert ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
