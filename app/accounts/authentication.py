"""Answers the kernel's question of who calls: a bearer access token, checked against the live session."""

from __future__ import annotations

from fastapi import FastAPI, Request

from app.accounts import api
from app.accounts.contracts import SessionEnded
from app.kernel import audit
from app.kernel.auth import Principal
from app.kernel.db import unit_of_work
from app.kernel.process import master_keys
from app.kernel.settings import Settings


class BearerAuthenticator:
    """The signature says who; the session row says whether still, and with which role now."""

    def __init__(self, signer: api.TokenSigner) -> None:
        self.signer = signer

    async def __call__(self, request: Request) -> Principal | None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            return None
        claims = self.signer.verify(token.strip())
        role = await api.session_role(claims.session_id)
        if role is None:
            raise SessionEnded("The session is over. Sign in again.")
        return Principal(
            org_id=claims.org_id,
            user_id=claims.user_id,
            role=role,
            permissions=api.permissions_of_role(role),
            session_id=claims.session_id,
            token_id=claims.token_id,
        )


async def record_denial(caller: Principal, permission: str, action: str) -> None:
    """A refused call leaves a trace, in a transaction of its own: the request's is rolled back."""
    async with unit_of_work(caller.org_id, caller.actor) as uow:
        audit.record(uow, "access.denied", kind="user", id_=caller.user_id, permission=permission, call=action)


def wire(app: FastAPI, config: Settings) -> None:
    """Tell the application how its callers are recognised."""
    signer = api.TokenSigner(api.signing_keys(master_keys(config)), minutes=config.access_token_minutes)
    app.state.authenticate = BearerAuthenticator(signer)
    app.state.signer = signer
    app.state.denied = record_denial
