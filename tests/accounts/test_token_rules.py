"""Access tokens as rules: only what we signed, unchanged, for us and in time, is anybody's."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jose import jwt
from jose.backends import ECKey

from app.accounts.contracts import SessionEnded
from app.accounts.keyring import KeyRing, Pair, new_pair
from app.accounts.tokens import TokenSigner
from app.kernel import clock
from app.kernel.ids import new_id

ISSUER = "https://ksap.example.com"
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
WHO: dict[str, Any] = {"user_id": new_id(), "org_id": new_id(), "role": "viewer", "session_id": new_id()}


def ring_of(*kids: tuple[str, dict[str, Any], bytes]) -> KeyRing:
    """Keys that are settled, without a database."""
    ring = KeyRing()
    ring._pairs = {
        kid: Pair(kid, NOW - timedelta(days=1), jwk, ECKey(jwk, "ES256"), ECKey(pem.decode(), "ES256"))
        for kid, jwk, pem in kids
    }
    return ring


OURS = new_pair()
SIGNER = TokenSigner({"k1": "a private key of challenges"}, ring_of(OURS), issuer=ISSUER, minutes=15)


def b64(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def token() -> str:
    return SIGNER.sign(**WHO)


def refused(given: str) -> None:
    with pytest.raises(SessionEnded):
        SIGNER.verify(given)


def parts() -> tuple[dict[str, Any], dict[str, Any], str]:
    header, claims, signature = token().split(".")
    return jwt.get_unverified_header(token()), json.loads(base64.urlsafe_b64decode(claims + "==")), signature if header else ""


def test_ours_is_read_as_it_was_signed() -> None:
    claims = SIGNER.verify(token())
    assert (claims.user_id, claims.org_id, claims.role, claims.session_id) == tuple(WHO.values())


@given(st.data())
def test_no_change_of_a_token_is_good(data: st.DataObject) -> None:
    """A character replaced, taken out, doubled or moved. The last one of a part may carry bits that mean nothing."""
    good = token()
    place = data.draw(st.integers(0, len(good) - 1))
    letter = data.draw(st.sampled_from("ABCxyz019-_.=~ \u00e9\x00"))
    how = data.draw(st.sampled_from(["replace", "remove", "insert"]))
    changed = {
        "replace": good[:place] + letter + good[place + 1 :],
        "remove": good[:place] + good[place + 1 :],
        "insert": good[:place] + letter + good[place:],
    }[how]
    if meaning(changed) != meaning(good):
        refused(changed)


def meaning(whole: str) -> list[bytes] | str:
    """What a token's parts decode to; the text itself where they decode to nothing."""
    try:
        return [base64.b64decode(part + "=" * (-len(part) % 4), b"-_", validate=True) for part in whole.split(".")]
    except ValueError:
        return whole


@given(st.integers(-5, 3_600))
def test_it_lives_for_its_minutes_and_not_a_second_more(seconds: int) -> None:
    given_out = token()
    with clock.frozen(NOW + timedelta(seconds=seconds)):
        if seconds < 900:
            assert SIGNER.verify(given_out).role == "viewer"
        else:
            refused(given_out)


@given(
    st.sampled_from(["none", "None", "HS256", "HS384", "HS512", "RS256", "PS256", "ES384", "EdDSA", "", "es256"]), st.booleans()
)
def test_no_other_algorithm_stands_for_ours(algorithm: str, by_public_key: bool) -> None:
    """Neither unsigned, nor signed with our public key taken for a shared secret."""
    header, claims, signature = parts()
    head = f"{b64({**header, 'alg': algorithm})}.{b64(claims)}"
    secret = json.dumps(OURS[1]).encode() if by_public_key else OURS[2]
    mac = hmac.new(secret, head.encode(), hashlib.sha256).digest()
    for last in ("", signature, b64(mac)):
        refused(f"{head}.{last}")


@pytest.mark.parametrize("claim", ["iss", "aud", "sub", "org", "sid", "jti", "exp", "role"])
def test_each_claim_is_needed(claim: str) -> None:
    pair = SIGNER.ring.signing()
    _, claims, _ = parts()
    del claims[claim]
    refused(str(jwt.encode(claims, pair.private, algorithm="ES256", headers={"kid": pair.kid, "typ": "at+jwt"})))


@given(st.sampled_from(["iss", "aud"]), st.sampled_from(["https://ksap.example.com/", "https://evil.example", "", "ksap"]))
def test_a_token_for_or_from_elsewhere_is_none_of_ours(claim: str, value: str) -> None:
    pair = SIGNER.ring.signing()
    _, claims, _ = parts()
    sealed: dict[str, Any] = {"algorithm": "ES256", "headers": {"kid": pair.kid, "typ": "at+jwt"}}
    assert SIGNER.verify(str(jwt.encode(claims, pair.private, **sealed)))
    refused(str(jwt.encode({**claims, claim: value}, pair.private, **sealed)))


def test_another_key_under_our_name_and_our_key_under_another_name() -> None:
    stranger = new_pair()
    other = TokenSigner({"k1": "x"}, ring_of((OURS[0], *stranger[1:])), issuer=ISSUER, minutes=15)
    refused(other.sign(**WHO))
    unknown = TokenSigner({"k1": "x"}, ring_of((stranger[0], *OURS[1:])), issuer=ISSUER, minutes=15)
    refused(unknown.sign(**WHO))


def test_what_is_signed_for_one_purpose_serves_no_other() -> None:
    challenge = SIGNER.sign_challenge(user_id=WHO["user_id"], org_id=None, state="s")
    refused(challenge)
    with pytest.raises(SessionEnded):
        SIGNER.verify_challenge(token())
    pair = SIGNER.ring.signing()
    _, claims, _ = parts()
    for kind in ("JWT", "id_token", "", None):
        refused(str(jwt.encode(claims, pair.private, algorithm="ES256", headers={"kid": pair.kid, "typ": kind})))


@given(st.uuids(), st.uuids(), st.text(max_size=80))
def test_a_csrf_token_is_of_one_session(mine: UUID, theirs: UUID, guess: str) -> None:
    assert SIGNER.csrf_holds(mine, SIGNER.csrf(mine))
    assert SIGNER.csrf_holds(mine, SIGNER.csrf(theirs)) is (mine == theirs)
    assert not SIGNER.csrf_holds(mine, guess)
