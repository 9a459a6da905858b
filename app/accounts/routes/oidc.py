"""Signing in by a provider of identities over HTTP, and what is linked to oneself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field, SecretStr

from app.accounts import api
from app.accounts.routes.bodies import SignedIn, browser, device, signed_in_answer
from app.kernel.auth import Caller, anyone, fresh, person
from app.kernel.http import Envelope, Model, Uow, ok, router
from app.kernel.process import process

oidc = router("/auth/oidc", "auth")
identities = router("/users/identities", "users")

PATH = "/api/v1"


class ProviderOut(Model):
    id: str
    name: str


class ProviderBody(Model):
    provider: str = Field(max_length=40, description="Its id.")


class BegunOut(Model):
    authorization_url: str = Field(description="Where the browser is to go; a cookie binds the way back to it.")


class AnswerBody(Model):
    """What the provider sent the browser back to `/oidc/callback` with."""

    state: str = Field(
        min_length=1,
        max_length=200,
        description="`enter.…` is for this call, `link.…` for that of `/users/identities`.",
    )
    code: SecretStr = Field(max_length=4000)
    iss: str = Field(default="", max_length=500)


class IdentityOut(Model):
    id: UUID
    issuer: str
    email: str
    created_at: datetime
    last_used_at: datetime | None


@oidc.get("", dependencies=[anyone()])
async def list_oidc_providers() -> Envelope[list[ProviderOut]]:
    """Whom one may sign in by."""
    return ok([ProviderOut(id=id_, name=name) for id_, name in await api.list_providers()])


@oidc.post("/start", dependencies=[anyone()])
async def start_oidc(body: ProviderBody, request: Request, response: Response) -> Envelope[BegunOut]:
    """Begin a sign-in. The provider sends the browser to `/oidc/callback`, whose page gives what it got to `finish`."""
    browser(request).check_origin(request)
    begun = await api.begin_oidc(body.provider, redirect_uri=_callback())
    _bind(response, begun.binding)
    return ok(BegunOut(authorization_url=begun.authorization_url))


@oidc.post("/finish", dependencies=[anyone()])
async def finish_oidc(body: AnswerBody, request: Request, response: Response) -> Envelope[SignedIn]:
    """Sign in as whom the identity is linked to. Who has a second factor here gets 401 `MFA_REQUIRED`, as with a password."""
    browser(request).check_origin(request)
    browser(request).begin(request)
    tokens = await api.sign_in_by_oidc(
        request.app.state.signer,
        state=body.state,
        binding=_binding(request),
        code=body.code.get_secret_value(),
        iss=body.iss,
        redirect_uri=_callback(),
        device=device(request),
    )
    return ok(signed_in_answer(request, response, tokens))


@identities.get("", dependencies=[person()])
async def list_identities(uow: Uow, caller: Caller) -> Envelope[list[IdentityOut]]:
    """Accounts elsewhere that sign you in."""
    return ok([IdentityOut.model_validate(each) for each in await _own(uow, caller)])


@identities.post("/start", dependencies=[person(), fresh()])
async def start_linking(body: ProviderBody, caller: Caller, response: Response) -> Envelope[BegunOut]:
    """Begin to link an account elsewhere to yours."""
    begun = await api.begin_oidc(body.provider, redirect_uri=_callback(), user_id=caller.user_id)
    _bind(response, begun.binding)
    return ok(BegunOut(authorization_url=begun.authorization_url))


@identities.post("/finish", dependencies=[person()])
async def finish_linking(body: AnswerBody, caller: Caller, request: Request) -> Envelope[IdentityOut]:
    """Link it, where the provider vouches for your own e-mail address."""
    linked = await api.link_identity(
        org_id=caller.org_id,
        user_id=caller.user_id,
        state=body.state,
        binding=_binding(request),
        code=body.code.get_secret_value(),
        iss=body.iss,
        redirect_uri=_callback(),
    )
    return ok(IdentityOut.model_validate(linked), "It signs you in from now on.")


@identities.delete("/{identity_id}", dependencies=[person()])
async def unlink_identity(identity_id: UUID, uow: Uow, caller: Caller) -> Envelope[None]:
    """It signs you in no more."""
    await api.unlink_identity(uow, caller.user_id, identity_id)
    return ok(None, "It is unlinked.")


async def _own(uow: Uow, caller: Caller) -> list[object]:
    return list(await api.list_identities(uow, caller.user_id))


def _callback() -> str:
    return f"{process().settings.public_url}/oidc/callback"


def _cookie() -> str:
    return "__Secure-ksap_oidc" if process().settings.public_url.startswith("https://") else "ksap_oidc"


def _bind(response: Response, binding: str) -> None:
    secure = process().settings.public_url.startswith("https://")
    response.set_cookie(_cookie(), binding, max_age=600, path=PATH, secure=secure, httponly=True, samesite="strict")


def _binding(request: Request) -> str:
    return request.cookies.get(_cookie(), "")
