"""How much a request may bring along."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from app.kernel.http import error_response
from app.kernel.telemetry import Asgi, Receive, Scope, Send

SECONDS = 60.0
"""For a whole body to arrive. Whoever sends a byte now and then would hold a connection and its memory for ever."""


CLOSE = {"connection": "close"}
"""The rest of a body that was refused would still come along this connection."""


class _TooLarge(HTTPException):
    """Of a kind that FastAPI lets through while it reads a body; anything else it would answer with 400."""

    def __init__(self, most: int) -> None:
        super().__init__(413, f"A request may have {most} bytes at most.", CLOSE)


class _TooSlow(HTTPException):
    def __init__(self) -> None:
        super().__init__(408, f"The body of a request has to arrive within {SECONDS:g} seconds.", CLOSE)


_CODES = {413: "PAYLOAD_TOO_LARGE", 408: "TOO_SLOW"}


class BodyLimit:
    """Refuses bodies over `max_bytes` with 413, by Content-Length where it is told and by count where it is not; and with 408
    those that do not come to their end."""

    def __init__(self, app: Asgi, max_bytes: int) -> None:
        self._app = app
        self._max = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = float("inf") if scope["path"].startswith("/webhooks/") else self._max  # the inbox has a limit of its own
        length = next((v for k, v in scope["headers"] if k == b"content-length"), b"0")
        if length.isdigit() and int(length) > most:
            await _refuse(_TooLarge(self._max), scope, receive, send)
            return
        size, whole = 0, False
        deadline = asyncio.get_running_loop().time() + SECONDS

        async def counting() -> MutableMapping[str, Any]:
            nonlocal size, whole
            if whole:  # who waits now waits for the caller to hang up
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise _TooSlow from None
            size += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if size > most:
                raise _TooLarge(self._max)
            return message

        try:
            await self._app(scope, counting, send)
        except (_TooLarge, _TooSlow) as error:  # from whoever reads without FastAPI
            await _refuse(error, scope, receive, send)
        except ClientDisconnect:  # hung up, or went on in something that is no HTTP: there is nobody to answer
            return


async def _refuse(error: HTTPException, scope: Scope, receive: Receive, send: Send) -> None:
    await error_response(error.status_code, _CODES[error.status_code], error.detail, connection="close")(scope, receive, send)
