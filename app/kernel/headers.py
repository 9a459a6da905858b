"""What every answer tells browsers: how far it may be trusted, kept and framed."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from app.kernel.telemetry import Asgi, Receive, Scope, Send

Header = tuple[bytes, bytes]

HSTS: Header = (b"strict-transport-security", b"max-age=31536000")
_EVERYWHERE: tuple[Header, ...] = (
    (b"cross-origin-resource-policy", b"same-origin"),  # no page of others loads what is ours, by whatever element
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)
_CLOSED: Header = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
_FRESH: Header = (b"cache-control", b"no-store")
_CALLS: tuple[Header, ...] = (_FRESH, _CLOSED, (b"referrer-policy", b"no-referrer"))
_DOCUMENTS: tuple[Header, ...] = (
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
_EXPLORER: tuple[Header, ...] = (
    (b"cache-control", b"no-cache"),  # its files change with a release, under the same names
    (b"referrer-policy", b"no-referrer"),
    *_DOCUMENTS,
)
_PAGES: tuple[Header, ...] = ((b"referrer-policy", b"same-origin"), *_DOCUMENTS)
_SHOWN = (200, 206, 304)
_CALLED = ("/api/", "/webhooks/", "/health/", "/.well-known/")


def is_call(path: str) -> bool:
    """Whether a path belongs to machines (the API, its explorer, webhooks, probes) and never to the dashboard."""
    return path.startswith(_CALLED) or path in ("/api", "/webhooks", "/health", "/metrics")


class SecurityHeaders:
    """Outermost ASGI middleware: adds what the answer's class of route demands, and never replaces what a route set.

    Refusals and redirects in the place of a page are closed and not kept: no cache may hold on to a 404 of today."""

    def __init__(self, app: Asgi, *, https: bool) -> None:
        self._app = app
        everywhere = (*_EVERYWHERE, HSTS) if https else _EVERYWHERE
        self._calls = everywhere + _CALLS
        self._explorer = everywhere + _EXPLORER
        self._pages = everywhere + _PAGES

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sending(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers: list[Header] = list(message.get("headers", ()))
                given = {name.lower() for name, _ in headers}
                wanted = self._wanted(scope["path"], message["status"])
                message["headers"] = headers + [header for header in wanted if header[0] not in given]
            await send(message)

        await self._app(scope, receive, sending)

    def _wanted(self, path: str, status: int) -> tuple[Header, ...]:
        if not is_call(path):
            return self._pages if status in _SHOWN else (_FRESH, _CLOSED, *self._pages)
        return self._explorer if path.startswith("/api/docs") and status in _SHOWN else self._calls
