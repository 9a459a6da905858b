"""A program of others in tests: registered by an owner, allowed by somebody, calling the API."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.http import Client

BACK = "https://books.example.com/ksap/done?from=ksap"
AUTHORIZE = "/api/v1/oauth/authorize"
TOKEN = "/api/v1/oauth/token"


def pkce() -> tuple[str, str]:
    """(verifier, challenge)"""
    verifier = secrets.token_urlsafe(48)
    return verifier, base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


@dataclass
class App:
    """`client` is a connection that is signed in to nothing."""

    client: Client
    id: str
    secret: str | None
    verifier: str = field(default_factory=lambda: pkce()[0])

    @property
    def challenge(self) -> str:
        return base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).decode().rstrip("=")

    def asks(self, **changes: str) -> dict[str, str]:
        """The query that it sends a browser with."""
        asked = {
            "client_id": self.id,
            "redirect_uri": BACK,
            "response_type": "code",
            "scope": "orders.read",
            "state": "s t&te",
            "code_challenge": self.challenge,
            "code_challenge_method": "S256",
        }
        return {**asked, **changes}

    async def post(self, path: str, **form: str) -> httpx.Response:
        known = {"client_id": self.id, **({"client_secret": self.secret} if self.secret else {})}
        return await self.client.post(path, data={**known, **form})

    async def tokens(self, status: int = 200, **form: str) -> Any:
        answer = await self.post(TOKEN, **form)
        assert answer.status_code == status, answer.text
        assert answer.headers["cache-control"] == "no-store"
        return answer.json() if status == 200 else answer.json()["error"]

    async def exchange(self, code: str, *, status: int = 200, **changes: str) -> Any:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": self.verifier}
        return await self.tokens(status, **{**form, **changes})

    async def refresh(self, token: str, *, status: int = 200, **more: str) -> Any:
        return await self.tokens(status, grant_type="refresh_token", refresh_token=token, **more)

    async def get(self, token: str, path: str) -> int:
        return (await self.client.get(path, headers={"authorization": f"Bearer {token}"})).status_code


async def registered(owner: Client, client: Client, **changes: Any) -> App:
    body = {"name": "Book-keeping", "redirect_uris": [BACK], "scopes": ["orders.read", "catalog.read"], **changes}
    made = await owner.data("POST", "/api/v1/oauth/clients", json=body, status=201)
    return App(client, made["id"], made["client_secret"])


async def answer_of(person: Client, asked: dict[str, str], *, approve: bool = True) -> dict[str, str]:
    """What the browser brings back to the program."""
    to = (await person.data("POST", AUTHORIZE, json={**asked, "approve": approve}))["redirect_to"]
    assert to.startswith(BACK + "&")
    return {name: values[0] for name, values in parse_qs(urlsplit(to).query).items()}


async def allowed(person: Client, app: App, **changes: str) -> str:
    """The code that a person's consent gives."""
    return (await answer_of(person, app.asks(**changes)))["code"]
