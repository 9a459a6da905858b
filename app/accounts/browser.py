"""Sessions of browsers: tokens in cookies that scripts cannot read, and proof that a call came from our own pages.

A cookie goes along with every request, whoever caused it. Three walls stand against forged ones: SameSite=Strict, the
`Origin` header where the browser sends one, and a token bound to the session that only our origin can read.
"""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Request, Response

from app.accounts.contracts import CsrfFailed, Tokens
from app.accounts.tokens import TokenSigner

MODE_HEADER = "x-ksap-session"
CSRF_HEADER = "x-csrf-token"
CSRF_COOKIE = "ksap_csrf"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class BrowserSessions:
    """Gives, reads and clears the cookies, and checks what comes with them.

    `__Secure-` marks them over https. `__Host-` is out of reach: it demands the path `/`, and these go to the API only.
    The value of the CSRF cookie is computed again from the session and never believed, so it needs no prefix.
    """

    def __init__(self, signer: TokenSigner, public_url: str) -> None:
        self._signer = signer
        self._origin = public_url
        self._secure = public_url.startswith("https://")
        prefix = "__Secure-" if self._secure else ""
        self.access_cookie = f"{prefix}ksap_access"
        self.refresh_cookie = f"{prefix}ksap_refresh"

    def wanted(self, request: Request) -> bool:
        """Whether the caller asks for cookies instead of tokens: `X-KSAP-Session: cookie`."""
        return request.headers.get(MODE_HEADER, "").lower() == "cookie"

    def begin(self, request: Request) -> None:
        """Before a sign-in by cookies: nobody else's page may put a visitor into a session. Raises CsrfFailed."""
        if self.wanted(request):
            self.check_origin(request)

    def access_token(self, request: Request) -> str | None:
        return request.cookies.get(self.access_cookie)

    def refresh_token(self, request: Request) -> str | None:
        return request.cookies.get(self.refresh_cookie)

    def give(self, response: Response, tokens: Tokens) -> str:
        """Set the three cookies; without an age where the session is to end with the browser. Returns the CSRF token."""
        csrf = self._signer.csrf(tokens.session_id)
        short, long = (tokens.expires_in, tokens.refresh_expires_in) if tokens.remembered else (None, None)
        self._set(response, self.access_cookie, tokens.access_token, "/api", short)
        self._set(response, self.refresh_cookie, tokens.refresh_token, "/api/v1/auth", long)
        self._set(response, CSRF_COOKIE, csrf, "/", long, readable=True)
        response.headers["cache-control"] = "no-store"
        return csrf

    def clear(self, response: Response) -> None:
        for name, path in ((self.access_cookie, "/api"), (self.refresh_cookie, "/api/v1/auth"), (CSRF_COOKIE, "/")):
            self._set(response, name, "", path, 0, readable=name == CSRF_COOKIE)

    def _set(
        self, response: Response, name: str, value: str, path: str, seconds: int | None, *, readable: bool = False
    ) -> None:
        response.set_cookie(
            name, value, max_age=seconds, path=path, secure=self._secure, httponly=not readable, samesite="strict"
        )

    def check_origin(self, request: Request) -> None:
        """Raises CsrfFailed for a call that a page of another origin made."""
        origin = request.headers.get("origin")
        if origin is None or origin == self._origin:
            return
        # KSAP is reached under other names too (localhost, an address of the network): what counts is that the page
        # and the call name the same server. TLS may end before us, so the scheme is ours or the configured one.
        given = urlsplit(origin)
        schemes = {request.url.scheme, urlsplit(self._origin).scheme}
        if given.netloc and given.netloc == request.headers.get("host") and given.scheme in schemes:
            return
        raise CsrfFailed(
            "This call came from a page of another origin.",
            details={"origin": origin, "remedy": f"Open KSAP at {self._origin}, or call with a bearer token."},
        )

    def check(self, request: Request, session_id: UUID) -> None:
        """Raises CsrfFailed unless an unsafe call carries the token of its session."""
        if request.method in SAFE:
            return
        self.check_origin(request)
        if not self._signer.csrf_holds(session_id, request.headers.get(CSRF_HEADER, "")):
            raise CsrfFailed(
                "The call does not prove that it comes from the dashboard.",
                details={
                    "remedy": f"Reload the page. Programs send the cookie {CSRF_COOKIE} again in the header X-CSRF-Token."
                },
            )
