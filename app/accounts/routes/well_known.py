"""What other programs look up about our tokens, at the addresses that the standards name."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from app.accounts import api
from app.kernel.auth import anyone

well_known = APIRouter(prefix="/.well-known", tags=["oauth"], generate_unique_id_function=lambda route: route.name)


class Jwk(BaseModel):
    kty: str = Field(examples=["EC"])
    crv: str = Field(examples=["P-256"])
    x: str
    y: str
    kid: str
    use: str = Field(examples=["sig"])
    alg: str = Field(examples=["ES256"])


class Jwks(BaseModel):
    keys: list[Jwk]


@well_known.get("/jwks.json", dependencies=[anyone()])
async def get_jwks(request: Request, response: Response) -> Jwks:
    """The public keys of our access tokens (RFC 7517). A new key is here before it signs."""
    signer: api.TokenSigner = request.app.state.signer
    await signer.ready()
    response.headers["cache-control"] = "public, max-age=300"
    return Jwks(keys=[Jwk(**each) for each in signer.ring.public()])
