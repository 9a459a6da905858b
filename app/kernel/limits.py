"""How much a request may bring along."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from starlette.exceptions import HTTPException

from app.kernel.http import error_response
from app.kernel.telemetry import Asgi, Receive, Scope, Send


class _TooLarge(HTTPException):
    """Of a kind that FastAPI lets through while it reads a body; anything else it would answer with 400."""

    def __init__(self, most: int) -> None:
        super().__init__(413, f"A request may have {most} bytes at most.")


class BodyLimit:
    """Refuses bodies over `max_bytes` with 413, by Content-Length where it is told and by count where it is not."""

    def __init__(self, app: Asgi, max_bytes: int) -> None:
        self._app = app
        self._max = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/webhooks/"):  # the inbox has a limit of its own
            await self._app(scope, receive, send)
            return
        length = next((v for k, v in scope["headers"] if k == b"content-length"), b"0")
        if length.isdigit() and int(length) > self._max:
            await self._refuse(scope, receive, send)
            return
        size = 0

        async def counting() -> MutableMapping[str, Any]:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > self._max:
                raise _TooLarge(self._max)
            return message

        try:
            await self._app(scope, counting, send)
        except _TooLarge:  # from whoever reads without FastAPI
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = error_response(413, "PAYLOAD_TOO_LARGE", f"A request may have {self._max} bytes at most.")
        await answer(scope, receive, send)
