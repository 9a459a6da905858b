"""Programs of others over HTTP: registered by owners, allowed by people."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Request
from pydantic import Field

from app.accounts import api
from app.accounts.oauth_contracts import AuthorisationRequest, ConsentView, Registration
from app.accounts.permissions import OAUTH_CLIENTS
from app.accounts.routes.bodies import PermissionName
from app.kernel.auth import Caller, allow, fresh, person
from app.kernel.http import Envelope, Model, Uow, ok, router
from app.kernel.process import process

oauth_apps = router("/oauth", "oauth")

RedirectUri = Annotated[str, Field(min_length=1, max_length=2000, examples=["https://books.example.com/ksap/done"])]


class ClientBody(Model):
    name: str = Field(min_length=1, max_length=100, examples=["Book-keeping"])
    kind: Literal["confidential", "public"] = Field(
        default="confidential", description="public: an app that can keep no secret, in a browser or on a phone."
    )
    redirect_uris: list[RedirectUri] = Field(default=[], max_length=10, description="Compared letter by letter.")
    scopes: list[PermissionName] = Field(min_length=1, max_length=200, examples=[["orders.read"]], description="Permissions.")
    client_credentials: bool = Field(default=False, description="Whether it may act for itself, without a person.")

    def registration(self) -> Registration:
        return Registration(
            name=self.name,
            kind=self.kind,
            redirect_uris=tuple(self.redirect_uris),
            scopes=tuple(self.scopes),
            client_credentials=self.client_credentials,
        )


class ClientOut(Model):
    id: UUID = Field(description="The `client_id`.")
    name: str
    kind: str = Field(description="confidential or public.")
    redirect_uris: tuple[str, ...]
    scopes: tuple[str, ...]
    client_credentials: bool
    created_by: str
    created_at: datetime
    last_used_at: datetime | None


class NewClientOut(ClientOut):
    client_secret: str | None = Field(description="Shown this once; null for a public program.")


class SecretOut(Model):
    client_secret: str = Field(description="Shown this once.")


class ScopeOut(Model):
    name: str
    meaning: str


class AuthorisationBody(Model):
    client_id: UUID
    redirect_uri: str = Field(max_length=2000)
    response_type: str = Field(default="code", max_length=50)
    scope: str = Field(default="", max_length=4000, description="Permissions with spaces between them; all where empty.")
    state: str = Field(default="", max_length=2000)
    code_challenge: str = Field(default="", max_length=200)
    code_challenge_method: str = Field(default="", max_length=20, description="S256.")

    def request(self) -> AuthorisationRequest:
        return AuthorisationRequest(**{name: getattr(self, name) for name in AuthorisationBody.model_fields})


class DecisionBody(AuthorisationBody):
    approve: bool


class ConsentOut(Model):
    client_id: UUID
    client_name: str
    organisation: str
    redirect_uri: str
    scopes: list[ScopeOut] = Field(description="What it would get.")
    beyond: list[ScopeOut] = Field(description="What it asks for and your role does not have.")
    redirect_to: str | None = Field(description="Set where the request is wrong: go there, there is nothing to decide.")


class DecisionOut(Model):
    redirect_to: str = Field(description="Where the browser is to go.")


class GrantOut(Model):
    id: UUID
    client_id: UUID
    client_name: str
    scopes: tuple[str, ...]
    created_at: datetime = Field(description="When you allowed it.")
    last_used_at: datetime | None
    expires_at: datetime = Field(description="Moves with each use.")


@oauth_apps.get("/scopes", dependencies=[allow(OAUTH_CLIENTS)])
async def list_scopes() -> Envelope[list[ScopeOut]]:
    """What a program of others may be given: the catalogue of permissions but for what would let it keep access."""
    return ok([ScopeOut(name=name, meaning=meaning) for name, meaning in api.lendable().items()])


@oauth_apps.get("/clients", dependencies=[allow(OAUTH_CLIENTS)])
async def list_oauth_clients(uow: Uow) -> Envelope[list[ClientOut]]:
    """Programs that are registered, newest first."""
    return ok([ClientOut(**asdict(each)) for each in await api.list_clients(uow)])


@oauth_apps.post("/clients", status_code=201, dependencies=[allow(OAUTH_CLIENTS), fresh()])
async def create_oauth_client(body: ClientBody, uow: Uow, caller: Caller) -> Envelope[NewClientOut]:
    """Register a program. It can ask your members for access, and may get no more than what you name here."""
    made, secret = await api.create_client(uow, body.registration(), created_by=caller.label, mine=caller.permissions)
    return ok(NewClientOut(**asdict(made), client_secret=secret), "Keep the secret now: it is not shown again.")


@oauth_apps.put("/clients/{client_id}", dependencies=[allow(OAUTH_CLIENTS), fresh()])
async def update_oauth_client(client_id: UUID, body: ClientBody, uow: Uow, caller: Caller) -> Envelope[ClientOut]:
    """Change what it is registered with; scopes that you take away count from its next call on."""
    return ok(ClientOut(**asdict(await api.update_client(uow, client_id, body.registration(), mine=caller.permissions))))


@oauth_apps.post("/clients/{client_id}/secret", dependencies=[allow(OAUTH_CLIENTS), fresh()])
async def renew_oauth_client_secret(client_id: UUID, uow: Uow) -> Envelope[SecretOut]:
    """A new secret; the one before is refused from now on."""
    return ok(SecretOut(client_secret=await api.renew_client_secret(uow, client_id)))


@oauth_apps.delete("/clients/{client_id}", dependencies=[allow(OAUTH_CLIENTS)])
async def revoke_oauth_client(client_id: UUID, uow: Uow) -> Envelope[None]:
    """Remove a program: it and all its tokens are refused from the next call on."""
    await api.revoke_client(uow, client_id)
    return ok(None, "The program is removed.")


@oauth_apps.get("/authorize", dependencies=[person()])
async def look_at_authorisation(
    given: Annotated[AuthorisationBody, Query()], uow: Uow, caller: Caller, request: Request
) -> Envelope[ConsentOut]:
    """What a program asks you for: the query is that of RFC 6749 with PKCE. The dashboard's `/oauth/consent` shows it."""
    issuer = request.app.state.signer.issuer
    return ok(_consent(await api.look_at_request(uow, given.request(), mine=caller.permissions, issuer=issuer)))


@oauth_apps.post("/authorize", dependencies=[person()])
async def decide_authorisation(body: DecisionBody, uow: Uow, caller: Caller, request: Request) -> Envelope[DecisionOut]:
    """Allow it or not. The answer says where the browser goes, with a code that is good once and for a minute."""
    to = await api.decide(
        uow,
        body.request(),
        approve=body.approve,
        user_id=caller.user_id,
        mine=caller.permissions,
        issuer=request.app.state.signer.issuer,
        days=process().settings.refresh_token_days,
    )
    return ok(DecisionOut(redirect_to=to))


@oauth_apps.get("/grants", dependencies=[person()])
async def list_oauth_grants(uow: Uow, caller: Caller) -> Envelope[list[GrantOut]]:
    """What you allowed programs in this organisation, newest first."""
    return ok([GrantOut(**asdict(each)) for each in await api.list_own_grants(uow, caller.user_id)])


@oauth_apps.delete("/grants/{grant_id}", dependencies=[person()])
async def revoke_oauth_grant(grant_id: UUID, uow: Uow, caller: Caller) -> Envelope[None]:
    """Take it back: the program's tokens are refused from its next call on."""
    await api.revoke_own_grant(uow, caller.user_id, grant_id)
    return ok(None, "The program has no access in your name any more.")


def _consent(view: ConsentView) -> ConsentOut:
    return ConsentOut(
        client_id=view.client_id,
        client_name=view.client_name,
        organisation=view.organisation,
        redirect_uri=view.redirect_uri,
        scopes=[ScopeOut(name=name, meaning=meaning) for name, meaning in view.scopes],
        beyond=[ScopeOut(name=name, meaning=meaning) for name, meaning in view.beyond],
        redirect_to=view.redirect_to,
    )
