"""Plain HTTP, where KSAP is at home on https: pages are led over, calls are refused before their secrets are read."""

from __future__ import annotations

from starlette.responses import RedirectResponse

from app.kernel.headers import is_call
from app.kernel.http import error_response
from app.kernel.telemetry import Asgi, Receive, Scope, Send

_OPEN = ("/health", "/metrics")  # probes ask from inside, without a proxy


class HttpsOnly:
    """ASGI middleware of an installation whose public address is https. The proxy that ends TLS tells by
    `X-Forwarded-Proto` how a caller came; of what comes without a proxy nobody knows better, and it is let through."""

    def __init__(self, app: Asgi, public_url: str) -> None:
        self._app = app
        self._home = public_url if public_url.startswith("https://") else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._home or scope["type"] != "http" or not _came_plainly(scope) or scope["path"].startswith(_OPEN):
            await self._app(scope, receive, send)
            return
        if scope["method"] in ("GET", "HEAD") and not is_call(scope["path"]):
            query = scope["query_string"].decode("latin-1")
            path = "/" + scope.get("raw_path", b"/").decode("latin-1").partition("?")[0].lstrip("/")
            # a redirect to our own address, whatever Host the caller named
            await RedirectResponse(self._home + path + (f"?{query}" if query else ""), 308)(scope, receive, send)
            return
        message = f"Call {self._home}. What was sent went over the network in the clear: replace its credentials."
        await error_response(403, "HTTPS_REQUIRED", message)(scope, receive, send)


def _came_plainly(scope: Scope) -> bool:
    """The last word is that of the nearest proxy."""
    said = [value for name, value in scope["headers"] if name == b"x-forwarded-proto"]
    return bool(said) and said[-1].decode("latin-1").rpartition(",")[2].strip().lower() == "http"
