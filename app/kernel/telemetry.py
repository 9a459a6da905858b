"""What happens to every request: a correlation id, a log line, a histogram, and a last resort for errors."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import structlog
from prometheus_client import Counter, Histogram

from app.kernel import correlation, reach
from app.kernel.http import error_response

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

SECONDS = Histogram(
    "ksap_http_seconds",
    "Request time by route",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
REQUESTS = Counter("ksap_http_requests_total", "Requests by route and status", ["method", "route", "status"])
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_ID = re.compile(r"[A-Za-z0-9_.\-]{8,64}")
log = structlog.get_logger("ksap.http")


class Telemetry:
    """ASGI middleware around all that may fail. A caller's own `X-Request-Id` is kept when it is harmless."""

    def __init__(self, app: Asgi) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = next((v.decode("latin-1") for k, v in scope["headers"] if k == b"x-request-id"), "")
        request_id = given if _ID.fullmatch(given) else correlation.new_correlation_id()
        started = time.perf_counter()
        status = 0

        async def sending(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message.setdefault("headers", []).append((b"x-request-id", request_id.encode()))
            await send(message)

        with correlation.bound(request_id), reach.anew():
            try:
                await self._app(scope, receive, sending)
            except Exception as error:
                log.error("http.unhandled", method=scope["method"], path=scope["path"], exc_info=error)
                if status:
                    raise
                answer = error_response(
                    500,
                    "INTERNAL_ERROR",
                    f"Something failed on our side. Quote request {request_id} when you report it.",
                )
                await answer(scope, receive, sending)
            finally:
                self._note(scope, status, time.perf_counter() - started)

    @staticmethod
    def _note(scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "") or ("/webhooks" if scope["path"].startswith("/webhooks/") else "other")
        method = scope["method"] if scope["method"] in _METHODS else "other"  # a caller may make up as many as they like
        SECONDS.labels(method, route).observe(seconds)
        REQUESTS.labels(method, route, str(status)).inc()
        level = log.info if status < 500 else log.error
        level("http.request", method=scope["method"], path=scope["path"], route=route, status=status,
              ms=round(seconds * 1000, 1))  # fmt: skip
