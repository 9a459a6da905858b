"""Passkeys over HTTP."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field

from app.accounts import api
from app.accounts.routes.bodies import Remember, SignedIn, browser, device, signed_in_answer
from app.accounts.routes.mfa import ProofBody
from app.kernel.auth import Caller, anyone, person
from app.kernel.http import Envelope, Model, Uow, ok, router

passkeys = router("/users/passkeys", "users")
by_passkey = router("/auth/passkey", "auth")


class CeremonyOut(Model):
    challenge_id: UUID
    options: dict[str, Any] = Field(
        description="For PublicKeyCredential.parseCreationOptionsFromJSON or parseRequestOptionsFromJSON."
    )


class PasskeyOut(Model):
    id: UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None


class NewPasskeyBody(Model):
    challenge_id: UUID
    name: str = Field(min_length=1, max_length=100, examples=["My phone"])
    credential: dict[str, Any] = Field(description="The PublicKeyCredential, by its toJSON().")


class PasskeyLoginBody(Model):
    challenge_id: UUID
    credential: dict[str, Any] = Field(description="The PublicKeyCredential, by its toJSON().")
    org_id: UUID | None = None
    remember: bool = Remember


@passkeys.get("", dependencies=[person(early=True)])
async def list_passkeys(uow: Uow, caller: Caller) -> Envelope[list[PasskeyOut]]:
    """Your passkeys, newest first."""
    return ok([PasskeyOut(**asdict(each)) for each in await api.list_passkeys(uow, caller.user_id)])


@passkeys.post("/options", dependencies=[person(early=True)])
async def start_passkey(body: ProofBody, caller: Caller) -> Envelope[CeremonyOut]:
    """Begin a new passkey. 409 `PASSKEYS_UNAVAILABLE` where the public address is none that browsers keep them for."""
    begun = await api.start_passkey(org_id=caller.org_id, user_id=caller.user_id, password=body.password.get_secret_value())
    return ok(CeremonyOut(**asdict(begun)))


@passkeys.post("", status_code=201, dependencies=[person(early=True)])
async def finish_passkey(body: NewPasskeyBody, caller: Caller) -> Envelope[PasskeyOut]:
    """Keep what `navigator.credentials.create` gave."""
    made = await api.finish_passkey(
        org_id=caller.org_id,
        actor=caller.actor,
        user_id=caller.user_id,
        session_id=caller.session_id,
        challenge_id=body.challenge_id,
        name=body.name,
        credential=body.credential,
    )
    return ok(PasskeyOut(**asdict(made)))


@passkeys.post("/{passkey_id}/remove", dependencies=[person(early=True)])
async def remove_passkey(passkey_id: UUID, body: ProofBody, caller: Caller) -> Envelope[None]:
    """It signs nobody in any more."""
    await api.remove_passkey(
        org_id=caller.org_id, user_id=caller.user_id, passkey_id=passkey_id, password=body.password.get_secret_value()
    )
    return ok(None, "The passkey is removed.")


@by_passkey.post("/options", dependencies=[anyone()])
async def start_passkey_login(request: Request) -> Envelope[CeremonyOut]:
    """Begin a sign-in without address and password: the browser offers the passkeys that it holds for KSAP."""
    return ok(CeremonyOut(**asdict(await api.start_passkey_login(device(request)))))


@by_passkey.post("", dependencies=[anyone()])
async def login_with_passkey(body: PasskeyLoginBody, request: Request, response: Response) -> Envelope[SignedIn]:
    """Sign in with what `navigator.credentials.get` gave. No code is asked for: the device has asked its user."""
    browser(request).begin(request)
    tokens = await api.login_with_passkey(
        request.app.state.signer,
        challenge_id=body.challenge_id,
        credential=body.credential,
        device=device(request),
        remember=body.remember,
        org_id=body.org_id,
    )
    return ok(signed_in_answer(request, response, tokens))
