"""A client that speaks to the application without a socket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from fastapi import FastAPI

from tests.factories import PASSWORD, Organisation


class Client(httpx.AsyncClient):
    """`data` checks the status and opens the envelope."""

    async def data(self, method: str, path: str, *, status: int = 200, **options: Any) -> Any:
        response = await self.request(method, path, **options)
        assert response.status_code == status, f"{method} {path}: {response.status_code} {response.text}"
        body = response.json()
        assert body["success"] is (status < 400)
        assert body["request_id"] and body["timestamp"].endswith("Z")
        return body["data"] if status < 400 else body["error"]

    async def sign_in(self, organisation: Organisation) -> Client:
        tokens = await self.data("POST", "/api/v1/auth/login", json={"email": organisation.email, "password": PASSWORD})
        self.headers["authorization"] = f"Bearer {tokens['access_token']}"
        return self


@asynccontextmanager
async def client_of(app: FastAPI) -> AsyncIterator[Client]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with Client(transport=transport, base_url="http://ksap.test") as client:
        yield client
