"""The second factor: authenticator apps and recovery codes."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.accounts import api, limits, totp
from app.accounts.models import RecoveryCode, SecondFactor
from app.kernel import clock
from app.kernel import process as processes
from app.kernel.process import Process
from app.kernel.vault import Vault
from tests.accounts.people import audited, mails, visitor
from tests.factories import PASSWORD, Organisation
from tests.http import Client

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"),
     (20000000000, "353130")],
)  # fmt: skip
def test_codes_are_those_of_the_rfc(seconds: int, code: str) -> None:
    assert totp.code(RFC_SECRET, seconds // totp.PERIOD) == code


@given(st.integers(1_800_000_000, 2_800_000_000), st.integers(-200, 200))
def test_a_code_is_good_for_a_step_either_way_and_once(seconds: int, off: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    shown = totp.step_of(moment + timedelta(seconds=off))
    given_code = totp.code(RFC_SECRET, shown)
    found = totp.matching_step(RFC_SECRET, given_code, moment, after=0)
    near = abs(shown - totp.step_of(moment)) <= totp.DRIFT
    # far away a code may coincide with a near one, once in a third of a million
    assert found is not None if near else found in (None, *range(totp.step_of(moment) - 1, totp.step_of(moment) + 2))
    if found is not None:
        assert totp.matching_step(RFC_SECRET, given_code, moment, after=totp.step_of(moment) + 1) is None


@pytest.fixture
async def visiting(application: FastAPI) -> AsyncIterator[Client]:
    async with visitor(application) as client:
        yield client


def now_code(secret: str) -> str:
    return totp.code(secret, totp.step_of(clock.now()))


async def enrol(client: Client) -> tuple[str, list[str]]:
    """(secret, recovery codes) of a confirmed app."""
    begun = await client.data("POST", "/api/v1/users/mfa/totp", json={"password": PASSWORD}, status=201)
    body = {"code": now_code(begun["secret"])}
    confirmed = await client.data("POST", "/api/v1/users/mfa/totp/confirm", json=body)
    return begun["secret"], confirmed["recovery_codes"]


async def login(client: Client, org: Organisation, status: int, **more: Any) -> Any:
    body = {"email": org.email, "password": PASSWORD, **more}
    return await client.data("POST", "/api/v1/auth/login", json=body, status=status)


async def test_setting_up_takes_the_password_and_a_code(client: Client, visiting: Client, org: Organisation) -> None:
    wrong = await client.data("POST", "/api/v1/users/mfa/totp", json={"password": "no"}, status=422)
    assert wrong["details"]["field"] == "password"
    begun = await client.data("POST", "/api/v1/users/mfa/totp", json={"password": PASSWORD}, status=201)
    assert begun["uri"] == f"otpauth://totp/KSAP%3A{org.email.replace('@', '%40')}?secret={begun['secret']}&issuer=KSAP"
    assert begun["qr"].startswith("data:image/svg+xml")
    refused = await client.data("POST", "/api/v1/users/mfa/totp/confirm", json={"code": "000 000"}, status=422)
    assert refused["code"] == "CODE_WRONG"
    await login(visiting, org, 200)  # it does not count yet
    code = now_code(begun["secret"])
    confirmed = await client.data("POST", "/api/v1/users/mfa/totp/confirm", json={"code": f"{code[:3]} {code[3:]}"})
    assert len(set(confirmed["recovery_codes"])) == 10
    state = await client.data("GET", "/api/v1/users/mfa")
    assert (state["totp"], state["recovery_codes_left"]) == (True, 10)
    assert (await client.data("GET", "/api/v1/members"))[0]["mfa"] is True
    await client.data("POST", "/api/v1/users/mfa/totp", json={"password": PASSWORD}, status=409)
    assert len(await audited(org, "mfa.enabled")) == 1
    async with org.uow() as uow:
        factor = await uow.session.get(SecondFactor, org.owner_id)
        hashes = (await uow.scalars(select(RecoveryCode.code_hash).where(RecoveryCode.user_id == org.owner_id))).all()
    assert factor is not None
    assert begun["secret"] not in factor.secret
    assert not set(hashes) & set(confirmed["recovery_codes"])


async def test_a_sign_in_without_code_says_mfa_required(client: Client, visiting: Client, org: Organisation) -> None:
    secret, _ = await enrol(client)
    asked = await login(visiting, org, 401)
    assert asked["code"] == "MFA_REQUIRED"
    assert asked["details"]["methods"] == ["totp", "recovery_code"]
    token = asked["details"]["mfa_token"]
    assert (await visiting.data("GET", "/api/v1/users/profile", headers={"authorization": f"Bearer {token}"}, status=401))[
        "code"
    ] == "SESSION_ENDED"
    with clock.frozen(clock.now() + timedelta(seconds=60)):
        body = {"mfa_token": token, "code": now_code(secret)}
        tokens = await visiting.data("POST", "/api/v1/auth/mfa", json=body)
        assert tokens["role"] == "owner"
        again = await visiting.data("POST", "/api/v1/auth/mfa", json=body, status=422)
        assert again["code"] == "CODE_WRONG"
    with clock.frozen(clock.now() + timedelta(seconds=120)):
        cookies = await visiting.post(
            "/api/v1/auth/mfa", json={"mfa_token": token, "code": now_code(secret)}, headers={"X-KSAP-Session": "cookie"}
        )
        assert cookies.json()["data"]["token_type"] == "Cookie"
    with clock.frozen(clock.now() + timedelta(minutes=5, seconds=1)):
        late = await visiting.data("POST", "/api/v1/auth/mfa", json={**body, "code": now_code(secret)}, status=401)
        assert late["code"] == "SESSION_ENDED"


async def test_a_code_may_come_with_the_password(client: Client, visiting: Client, org: Organisation) -> None:
    secret, _ = await enrol(client)
    with clock.frozen(clock.now() + timedelta(seconds=60)):
        assert (await login(visiting, org, 422, code="000000"))["code"] == "CODE_WRONG"
        assert (await login(visiting, org, 200, code=now_code(secret)))["access_token"]


async def test_recovery_codes_are_good_once(client: Client, visiting: Client, org: Organisation) -> None:
    _, codes = await enrol(client)
    await login(visiting, org, 200, code=codes[0].upper().replace("-", " "))
    await login(visiting, org, 422, code=codes[0])
    assert (await client.data("GET", "/api/v1/users/mfa"))["recovery_codes_left"] == 9
    assert len(await audited(org, "mfa.recovery_code_used")) == len(await audited(org, "mfa.failed")) == 1
    renewed = await client.data("POST", "/api/v1/users/mfa/recovery-codes", json={"password": PASSWORD}, status=201)
    await login(visiting, org, 422, code=codes[1])
    await login(visiting, org, 200, code=renewed["recovery_codes"][0])


async def test_codes_cannot_be_tried_for_ever(client: Client, visiting: Client, org: Organisation) -> None:
    secret, codes = await enrol(client)
    token = (await login(visiting, org, 401))["details"]["mfa_token"]
    for _ in range(limits.MFA.most):
        await visiting.data("POST", "/api/v1/auth/mfa", json={"mfa_token": token, "code": "000000"}, status=422)
    over = await visiting.data("POST", "/api/v1/auth/mfa", json={"mfa_token": token, "code": codes[0]}, status=429)
    assert over["code"] == "TOO_MANY_TRIES"
    with clock.frozen(clock.now() + timedelta(seconds=200)):
        await visiting.data("POST", "/api/v1/auth/mfa", json={"mfa_token": token, "code": now_code(secret)})


async def test_a_new_password_ends_a_sign_in_half_done(client: Client, visiting: Client, org: Organisation) -> None:
    _, codes = await enrol(client)
    token = (await login(visiting, org, 401))["details"]["mfa_token"]
    body = {"current_password": PASSWORD, "new_password": "seven purple lanterns"}
    await client.data("PUT", "/api/v1/users/password", json=body)
    ended = await visiting.data("POST", "/api/v1/auth/mfa", json={"mfa_token": token, "code": codes[0]}, status=401)
    assert ended["code"] == "SESSION_ENDED"


async def test_it_is_switched_off_with_the_password(client: Client, visiting: Client, org: Organisation) -> None:
    await enrol(client)
    await client.data("POST", "/api/v1/users/mfa/totp/disable", json={"password": "no"}, status=422)
    for _ in range(2):
        await client.data("POST", "/api/v1/users/mfa/totp/disable", json={"password": PASSWORD})
    assert await client.data("GET", "/api/v1/users/mfa") == {"totp": False, "since": None, "recovery_codes_left": 0}
    await login(visiting, org, 200)
    assert len(await audited(org, "mfa.disabled")) == 1
    told = [mail.text for mail in await mails(org, "factor_changed")]
    assert ["set up" in told[0], "switched off" in told[1]] == [True, True]
    await client.data("POST", "/api/v1/users/mfa/recovery-codes", json={"password": PASSWORD}, status=409)


async def test_key_rotation_reaches_it(
    client: Client, visiting: Client, org: Organisation, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, _ = await enrol(client)
    vault = Vault({"k2": b"n" * 32, "k1": b"k" * 32})
    monkeypatch.setattr(processes, "_process", replace(process, vault=vault))
    assert await api.rewrap_factors() >= 1
    assert await api.rewrap_factors() == 0
    with clock.frozen(clock.now() + timedelta(seconds=60)):
        await login(visiting, org, 200, code=now_code(secret))
    async with org.uow() as uow:  # other tests open theirs under the first key
        factor = await uow.session.get(SecondFactor, org.owner_id)
        assert factor is not None
        assert vault.key_id(factor.secret) == "k2"
        await uow.session.delete(factor)
