"""One-time links over HTTP: confirm an address, choose a new password."""

from __future__ import annotations

from fastapi import Request
from pydantic import EmailStr, Field

from app.accounts import api
from app.accounts.routes.bodies import Language, NewPassword, Token, device
from app.kernel.auth import Caller, anyone, person
from app.kernel.http import Envelope, Model, Uow, ok, router

recovery = router("/auth", "auth")


class TokenBody(Model):
    token: Token


class VerifiedOut(Model):
    email: str


class ForgotBody(Model):
    email: EmailStr
    language: Language | None = Field(default=None, description="Of the mail; the person's own if unset.")


class ResetBody(Model):
    token: Token
    new_password: NewPassword


@recovery.post("/email/verify", dependencies=[anyone()])
async def verify_email(body: TokenBody) -> Envelope[VerifiedOut]:
    """Confirm an address with the link that was mailed to it. A link that is spent or too old answers 410."""
    return ok(VerifiedOut(email=await api.verify_email(body.token.get_secret_value())), "Your address is confirmed.")


@recovery.post("/email/verification", status_code=202, dependencies=[person()])
async def request_verification(uow: Uow, caller: Caller) -> Envelope[None]:
    """Mail the confirming link again; three times an hour at most."""
    sent = await api.request_verification(uow, caller.user_id)
    return ok(None, "The link is on its way." if sent else "Your address is confirmed already.")


@recovery.post("/password/forgot", status_code=202, dependencies=[anyone()])
async def forgot_password(body: ForgotBody, request: Request) -> Envelope[None]:
    """Mail a link for a new password. The answer is the same, and takes as long, whether anybody has this address."""
    await api.forgot_password(body.email, device(request), body.language or "")
    return ok(None, "If somebody has registered with this address, a link is on its way to it.")


@recovery.post("/password/reset", dependencies=[anyone()])
async def reset_password(body: ResetBody) -> Envelope[None]:
    """Choose a new password with the link. Every session ends: sign in again. A weak password leaves the link good."""
    await api.reset_password(body.token.get_secret_value(), body.new_password.get_secret_value())
    return ok(None, "Your password is changed. Sign in with it.")
