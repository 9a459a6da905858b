"""Who may use the page and the control API: this machine, no web page of somebody else's, and whoever has the token."""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.sandbox.delivery import is_loopback

COOKIE = "sandbox_token"


class Guard:
    """Wraps the two apps. Foreign Host headers are refused (a rebound name), and so are foreign Origins on writes."""

    def __init__(self, token: str) -> None:
        self.token = token

    def api(self, app: ASGIApp) -> ASGIApp:
        """Asks for `Authorization: Bearer <token>` (or the page's cookie)."""

        async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                return await app(scope, receive, send)
            request = Request(scope)
            if answer := self._foreign(request):
                return await answer(scope, receive, send)
            if not self._known(request):
                answer = _no(401, "unauthorized", "The token of the sandbox is missing or wrong.")
                return await answer(scope, receive, send)
            return await app(scope, receive, send)

        return guarded

    def page(self, app: ASGIApp) -> ASGIApp:
        """Takes the token once from `?token=` and keeps it in a cookie."""

        async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                return await app(scope, receive, send)
            request = Request(scope)
            if answer := self._foreign(request):
                return await answer(scope, receive, send)
            if self._known(request):
                return await app(scope, receive, send)
            given = request.query_params.get("token", "")
            if not self._same(given):
                answer = Response("Open this page with ?token=… (the sandbox was started with a token).", 401)
                return await answer(scope, receive, send)
            entry = RedirectResponse(request.url.path, 303)
            entry.set_cookie(COOKIE, given, httponly=True, samesite="strict")
            return await entry(scope, receive, send)

        return guarded

    def _known(self, request: Request) -> bool:
        if not self.token:
            return True
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        return self._same(bearer) or self._same(request.cookies.get(COOKIE, ""))

    def _same(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self.token.encode())

    def _foreign(self, request: Request) -> Response | None:
        host = request.headers.get("host", "")
        if not is_loopback(f"http://{host}"):
            return _no(403, "foreign_host", "The sandbox answers to loopback names only.")
        origin = request.headers.get("origin")
        if origin is not None and request.method not in ("GET", "HEAD") and urlsplit(origin).netloc != host:
            return _no(403, "foreign_origin", "Another web page may not change the sandbox.")
        return None


def _no(status: int, code: str, message: str) -> Response:
    return JSONResponse({"error": {"code": code, "message": message, "field": ""}}, status)
