"""Signing in with a client's own credentials, the bearer token of every call, and how many calls there may be."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.sandbox.ups.answers import Denied, error
from app.sandbox.ups.state import CLIENT_ID, CLIENT_SECRET, TOKEN_SECONDS, UpsState
from app.sandbox.vendor import Host

CALLS_PER_SECOND = 40
SLUG = "ups"

Endpoint = Callable[[Request], Awaitable[Response]]


class Gate:
    """The door of every endpoint."""

    def __init__(self, host: Host[UpsState], calls_per_second: int = CALLS_PER_SECOND) -> None:
        self.host = host
        self.calls_per_second = calls_per_second
        self._calls: deque[datetime] = deque()

    def open(self, endpoint: Endpoint) -> Endpoint:
        """The endpoint behind the limit, with refusals turned into answers."""

        async def guarded(request: Request) -> Response:
            if self._crowded():
                return error("10429", status=429)
            try:
                return await endpoint(request)
            except Denied as denied:
                return error(denied.code, denied.message, denied.status)

        return guarded

    def signed(self, endpoint: Endpoint) -> Endpoint:
        """The same for calls that need a token."""

        async def checked(request: Request) -> Response:
            kind, _, value = request.headers.get("authorization", "").partition(" ")
            token = self.host.state().tokens.get(value.strip())
            if kind.lower() != "bearer" or token is None or token.expires <= self.host.clock():
                raise Denied("250002", status=401)
            if self.host.faults.dead_credentials(SLUG, "", token.issued):
                raise Denied("250002", status=401)
            return await endpoint(request)

        return self.open(checked)

    def _crowded(self) -> bool:
        now = self.host.clock()
        while self._calls and now - self._calls[0] >= timedelta(seconds=1):
            self._calls.popleft()
        if len(self._calls) >= self.calls_per_second:
            return True
        self._calls.append(now)
        return False

    async def token(self, request: Request) -> Response:
        kind, _, pair = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "basic":
            raise Denied("10400", status=401)
        try:
            client, _, secret = base64.b64decode(pair.strip(), validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            raise Denied("10400", status=401) from None
        grant = parse_qs((await request.body()).decode("utf-8", "replace")).get("grant_type")
        known = secrets.compare_digest(f"{client}:{secret}".encode(), f"{CLIENT_ID}:{CLIENT_SECRET}".encode())
        if not known or grant != ["client_credentials"] or self._client_revoked():
            raise Denied("10401", status=401)
        now, value = self.host.clock(), secrets.token_urlsafe(48)
        self.host.state().mint(value, now)
        self.host.touch()
        return JSONResponse(
            {
                "token_type": "Bearer",
                "issued_at": str(int(now.timestamp() * 1000)),
                "client_id": client,
                "access_token": value,
                "expires_in": str(TOKEN_SECONDS),
                "status": "approved",
            }
        )

    def _client_revoked(self) -> bool:
        """The app itself does not expire, but it can be revoked."""
        return any(fault.kind == "credentials_revoked" and fault.vendor == SLUG for fault in self.host.faults.active())
