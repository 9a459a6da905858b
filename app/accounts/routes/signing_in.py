"""Registering, signing in and out over HTTP, with tokens or with cookies."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from pydantic import EmailStr, Field, SecretStr, model_validator

from app.accounts import api
from app.accounts.contracts import Business, SessionEnded
from app.accounts.routes.bodies import (
    BusinessFields,
    Currency,
    Language,
    Name,
    NewPassword,
    Remember,
    SignedIn,
    Timezone,
    browser,
    device,
    signed_in_answer,
)
from app.kernel.auth import Caller, anyone, person
from app.kernel.errors import Conflict
from app.kernel.http import Envelope, Model, Uow, ok, router
from app.kernel.process import process

auth = router("/auth", "auth")


class RegisterBody(Model):
    email: EmailStr
    password: NewPassword
    organisation: str = Field(min_length=1, max_length=200, examples=["Harbour Goods"])
    first_name: Name = ""
    last_name: Name = ""
    business: BusinessFields = BusinessFields()
    currency: Currency = "EUR"
    timezone: Timezone = "UTC"
    language: Language = Field(default="en", description="Of mails to this person.")


class LoginBody(Model):
    email: EmailStr
    password: SecretStr = Field(max_length=1000)
    org_id: UUID | None = Field(default=None, description="Which organisation to enter; the oldest membership if unset.")
    code: str = Field(default="", max_length=40, description="Of the second factor, where there is one.")
    remember: bool = Remember


class CodeLoginBody(Model):
    mfa_token: SecretStr = Field(max_length=2000, description="`details.mfa_token` of the 401 MFA_REQUIRED.")
    code: str = Field(min_length=6, max_length=40, description="Of the authenticator app, or a recovery code.")
    remember: bool = Remember


class RefreshBody(Model):
    refresh_token: SecretStr


class SwitchBody(Model):
    org_id: UUID


class ReauthenticateBody(Model):
    """One of them."""

    password: SecretStr | None = Field(default=None, max_length=1000)
    code: str = Field(default="", max_length=40, description="Of the authenticator app, or a recovery code.")
    challenge_id: UUID | None = None
    credential: dict[str, Any] | None = Field(default=None, description="The PublicKeyCredential, by its toJSON().")

    @model_validator(mode="after")
    def one(self) -> ReauthenticateBody:
        if sum((self.password is not None, bool(self.code), self.credential is not None)) != 1:
            raise ValueError("give one of password, code and credential")
        if (self.credential is None) != (self.challenge_id is None):
            raise ValueError("a credential goes with its challenge_id")
        return self


class ProvedOut(Model):
    proved_at: datetime
    minutes: int = Field(description="For how long it admits to sensitive deeds.")


class WaysOut(Model):
    methods: list[str] = Field(description="password, totp, passkey: those that you have.")
    proved_at: datetime | None
    minutes: int = Field(description="For how long a proof admits to sensitive deeds.")


@auth.post("/register", status_code=201, dependencies=[anyone()])
async def register(body: RegisterBody, request: Request, response: Response) -> Envelope[SignedIn]:
    """Create a person and the organisation they own, and sign them in.

    With the header `X-KSAP-Session: cookie` the tokens come as HttpOnly cookies; the same holds for `login`, `refresh`
    and `switch`.
    """
    browser(request).begin(request)
    await api.admit_registration(device(request))
    org_id, _ = await api.register(
        email=body.email,
        password=body.password.get_secret_value(),
        organisation=body.organisation,
        first_name=body.first_name,
        last_name=body.last_name,
        business=Business(**body.business.model_dump()),
        currency=body.currency,
        timezone=body.timezone,
        language=body.language,
    )
    tokens = await api.login(
        request.app.state.signer,
        email=body.email,
        password=body.password.get_secret_value(),
        device=device(request),
        org_id=org_id,
    )
    return ok(signed_in_answer(request, response, tokens), "Welcome to KSAP.")


@auth.post("/login", dependencies=[anyone()])
async def login(body: LoginBody, request: Request, response: Response) -> Envelope[SignedIn]:
    """E-mail and password to an access token (minutes) and a refresh token (days).

    Who has a second factor sends its `code` as well, or gets 401 `MFA_REQUIRED` with an `mfa_token` (five minutes) and
    goes on with `POST /auth/mfa`.
    """
    browser(request).begin(request)
    tokens = await api.login(
        request.app.state.signer,
        email=body.email,
        password=body.password.get_secret_value(),
        device=device(request),
        remember=body.remember,
        org_id=body.org_id,
        code=body.code,
    )
    return ok(signed_in_answer(request, response, tokens))


@auth.post("/mfa", dependencies=[anyone()])
async def login_with_code(body: CodeLoginBody, request: Request, response: Response) -> Envelope[SignedIn]:
    """The second half of a sign-in. A wrong code answers 422 `CODE_WRONG`, the sixth one 429."""
    browser(request).begin(request)
    tokens = await api.login_with_code(
        request.app.state.signer,
        mfa_token=body.mfa_token.get_secret_value(),
        code=body.code,
        device=device(request),
        remember=body.remember,
    )
    return ok(signed_in_answer(request, response, tokens))


@auth.post("/refresh", dependencies=[anyone()])
async def refresh(request: Request, response: Response, body: RefreshBody | None = None) -> Envelope[SignedIn]:
    """Rotate: the given refresh token is spent. Using it again ends the whole session.

    A browser sends no body: its cookie says all, with `X-CSRF-Token` beside it. Two tabs that refresh at once: the later
    one gets 409 `ALREADY_REFRESHED` and goes on with the cookies that the earlier one brought.
    """
    cookie = None if body else browser(request).refresh_token(request)
    if body:
        token = body.refresh_token.get_secret_value()
    elif cookie:
        token = cookie
    else:
        raise SessionEnded("There is no refresh token in the body or among the cookies. Sign in again.")
    tokens = await api.refresh(
        request.app.state.signer,
        refresh_token=token,
        device=device(request),
        admit=(lambda session_id: browser(request).check(request, session_id)) if cookie else None,
    )
    return ok(signed_in_answer(request, response, tokens, by_cookie=True if cookie else None))


@auth.post("/logout", dependencies=[person(early=True)])
async def logout(caller: Caller, request: Request, response: Response) -> Envelope[None]:
    """End this session: its tokens are refused from now on, by every process, and its cookies are cleared."""
    if caller.session_id:
        await api.logout(session_id=caller.session_id)
    browser(request).clear(response)
    return ok(None, "You are signed out.")


@auth.get("/reauthenticate", dependencies=[person(early=True)])
async def ways_to_reauthenticate(uow: Uow, caller: Caller) -> Envelope[WaysOut]:
    """How you may prove once more who you are, and since when you have."""
    ways = await api.ways_to_prove(uow, caller.user_id)
    return ok(WaysOut(methods=ways, proved_at=caller.proved_at, minutes=process().settings.proof_minutes))


@auth.post("/reauthenticate", dependencies=[person(early=True)])
async def reauthenticate(body: ReauthenticateBody, caller: Caller, request: Request) -> Envelope[ProvedOut]:
    """After 403 `REAUTHENTICATION_REQUIRED`: prove who you are, then repeat the call. A sign-in counts as a proof, too.

    Give one: the password, a code of your second factor, or what a passkey signed (`POST /auth/passkey/options`)."""
    proof = api.Proof(
        password=body.password.get_secret_value() if body.password else "",
        code=body.code,
        challenge_id=body.challenge_id,
        credential=body.credential,
    )
    proved = await api.reauthenticate(
        org_id=caller.org_id, user_id=caller.user_id, session_id=caller.session_id, proof=proof, device=device(request)
    )
    return ok(ProvedOut(proved_at=proved, minutes=process().settings.proof_minutes))


@auth.post("/switch", dependencies=[person(early=True)])
async def switch_organisation(body: SwitchBody, caller: Caller, request: Request, response: Response) -> Envelope[SignedIn]:
    """A session in another of your organisations. A browser's cookies take its place, so the session before it ends. Whoever
    comes with the token of a provider of identities names the organisation in a header instead: 409."""
    if not caller.token_id:
        raise Conflict("Your provider keeps this session. Name the organisation in X-KSAP-Organisation with each call.")
    by_cookie = browser(request).wanted(request)
    tokens = await api.switch(
        request.app.state.signer,
        user_id=caller.user_id,
        org_id=body.org_id,
        device=device(request),
        session_id=caller.session_id,
        instead=by_cookie,
    )
    return ok(signed_in_answer(request, response, tokens, by_cookie=by_cookie))
