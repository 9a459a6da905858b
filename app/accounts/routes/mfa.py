"""The second factor over HTTP."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from pydantic import Field, SecretStr

from app.accounts import api
from app.kernel.auth import Caller, person
from app.kernel.http import Envelope, Model, Uow, ok, router

mfa = router("/users/mfa", "users")


class MfaOut(Model):
    totp: bool = Field(description="Whether sign-ins ask for a code of an authenticator app.")
    since: datetime | None
    recovery_codes_left: int


class ProofBody(Model):
    password: SecretStr = Field(max_length=1000, description="Yours, once more.")


class EnrolmentOut(Model):
    secret: str = Field(description="To type where nothing can be scanned.")
    uri: str = Field(examples=["otpauth://totp/KSAP:ada@example.com?secret=…&issuer=KSAP"])
    qr: str = Field(description="The same as a QR code: an SVG as a data URI.")


class CodeBody(Model):
    code: str = Field(min_length=6, max_length=20, examples=["123 456"])


class RecoveryCodesOut(Model):
    recovery_codes: list[str] = Field(description="Each good for one sign-in without the app. Shown this once.")


@mfa.get("", dependencies=[person(early=True)])
async def get_mfa(uow: Uow, caller: Caller) -> Envelope[MfaOut]:
    """Whether and since when you sign in with a second factor."""
    return ok(MfaOut(**asdict(await api.mfa_state(uow, caller.user_id))))


@mfa.post("/totp", status_code=201, dependencies=[person(early=True)])
async def start_totp(body: ProofBody, caller: Caller) -> Envelope[EnrolmentOut]:
    """Begin with an authenticator app. It counts once you have confirmed it with a code."""
    made = await api.start_totp(org_id=caller.org_id, user_id=caller.user_id, password=body.password.get_secret_value())
    return ok(EnrolmentOut(**asdict(made)))


@mfa.post("/totp/confirm", dependencies=[person(early=True)])
async def confirm_totp(body: CodeBody, uow: Uow, caller: Caller) -> Envelope[RecoveryCodesOut]:
    """Give the code that the app shows now: from then on sign-ins ask for one."""
    codes = await api.confirm_totp(uow, caller.user_id, body.code, session_id=caller.session_id)
    return ok(RecoveryCodesOut(recovery_codes=codes), "Keep the recovery codes where you will find them without your phone.")


@mfa.post("/recovery-codes", status_code=201, dependencies=[person(early=True)])
async def renew_recovery_codes(body: ProofBody, caller: Caller) -> Envelope[RecoveryCodesOut]:
    """Ten new recovery codes; the ones before are void."""
    codes = await api.renew_recovery_codes(
        org_id=caller.org_id, user_id=caller.user_id, password=body.password.get_secret_value()
    )
    return ok(RecoveryCodesOut(recovery_codes=codes))


@mfa.post("/totp/disable", dependencies=[person(early=True)])
async def disable_totp(body: ProofBody, caller: Caller) -> Envelope[None]:
    """Sign in with the password alone again."""
    await api.disable_totp(org_id=caller.org_id, user_id=caller.user_id, password=body.password.get_secret_value())
    return ok(None, "The second factor is off.")
