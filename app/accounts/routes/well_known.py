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


class ServerMetadata(BaseModel):
    """RFC 8414."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    revocation_endpoint: str
    introspection_endpoint: str
    jwks_uri: str
    scopes_supported: list[str]
    response_types_supported: list[str] = ["code"]
    response_modes_supported: list[str] = ["query"]
    grant_types_supported: list[str] = ["authorization_code", "refresh_token", "client_credentials"]
    token_endpoint_auth_methods_supported: list[str] = ["client_secret_basic", "client_secret_post", "none"]
    revocation_endpoint_auth_methods_supported: list[str] = ["client_secret_basic", "client_secret_post", "none"]
    introspection_endpoint_auth_methods_supported: list[str] = ["client_secret_basic", "client_secret_post"]
    code_challenge_methods_supported: list[str] = ["S256"]
    authorization_response_iss_parameter_supported: bool = True


@well_known.get("/oauth-authorization-server", dependencies=[anyone()])
async def get_oauth_metadata(request: Request, response: Response) -> ServerMetadata:
    """Where programs find what, and what is spoken (RFC 8414)."""
    signer: api.TokenSigner = request.app.state.signer
    calls = f"{signer.issuer}/api/v1/oauth"
    response.headers["cache-control"] = "public, max-age=300"
    return ServerMetadata(
        issuer=signer.issuer,
        authorization_endpoint=f"{signer.issuer}/oauth/consent",
        token_endpoint=f"{calls}/token",
        revocation_endpoint=f"{calls}/revoke",
        introspection_endpoint=f"{calls}/introspect",
        jwks_uri=f"{signer.issuer}/.well-known/jwks.json",
        scopes_supported=list(api.lendable()),
    )
