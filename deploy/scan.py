"""`make scan`: look at a running KSAP from outside, as an attacker would begin to.

Asks every call of its API description without credentials, and tries what web applications get wrong: headers, methods, other
origins, paths that climb, bodies that are too large or of another type, forged webhooks, talkative failures, cookies.
Changes nothing. Exit code 1 where something does not hold. KSAP_SCAN_EMAIL and KSAP_SCAN_PASSWORD let it look at the cookies
of a sign-in, too.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import httpx

NOBODY = "01900000-0000-7000-8000-000000000000"
EVIL = "https://evil.example"
CALL_HEADERS = {
    "x-content-type-options": "nosniff", "x-frame-options": "DENY", "referrer-policy": "no-referrer",
    "cache-control": "no-store", "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}  # fmt: skip
PAGE_HEADERS = {
    "x-content-type-options": "nosniff", "x-frame-options": "DENY", "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}  # fmt: skip
CLIMBS = ("/assets/../../../../etc/passwd", "/assets/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2f..%2fetc%2fpasswd")
INSIDES = re.compile(r"Traceback|File \"/|site-packages|sqlalchemy|asyncpg|psycopg", re.I)


@dataclass(frozen=True, slots=True)
class Finding:
    """`outcome`: ok | FAIL | skipped."""

    name: str
    outcome: str
    detail: str = ""


def held(name: str, holds: bool, detail: str = "") -> Finding:
    return Finding(name, "ok" if holds else "FAIL", "" if holds else detail)


async def scan(client: httpx.AsyncClient, *, email: str = "", password: str = "") -> AsyncIterator[Finding]:
    """The findings, one by one. `client` has the base address, sends no credentials and follows no redirects."""
    for path, wanted in (("/api/v1/orders", CALL_HEADERS), ("/api/nothing", CALL_HEADERS), ("/", PAGE_HEADERS)):
        answer = await _ask(client, "GET", path)
        wrong = {name: answer.headers.get(name, "") for name, value in wanted.items() if answer.headers.get(name) != value}
        yield held(f"headers of {path}", not wrong, f"has {wrong}")
    yield await _policy(client)
    yield await _unauthenticated(client)
    yield await _methods(client)
    yield await _origins(client)
    yield await _climbs(client)
    yield await _bodies(client)
    forged = await _ask(client, "POST", f"/webhooks/shopify/{NOBODY}", content=b"{}", headers={"x-shopify-hmac-sha256": "bm8="})
    yield held("forged webhooks", forged.status_code in (401, 404), f"answered {forged.status_code}")
    said = "".join(
        [(await _ask(client, "GET", p)).text for p in ("/api/v1/orders/%00", "/api/v1/nothing", "/api/v1/orders?limit=x")]
    )
    yield held("failures tell nothing of the inside", not INSIDES.search(said), str(INSIDES.search(said)))
    yield await _transport(client)
    yield await _cookies(client, email, password)


async def _ask(client: httpx.AsyncClient, method: str, path: str, **options: Any) -> httpx.Response:
    """Waits where the limits of calls say so: the scan is to find holes, not to be one."""
    while True:
        answer = await client.request(method, path, **options)
        if answer.status_code != 429:
            return answer
        await asyncio.sleep(min(float(answer.headers.get("retry-after", "1")), 30))


async def _policy(client: httpx.AsyncClient) -> Finding:
    name = "scripts of the page"
    page = await _ask(client, "GET", "/")
    if page.is_redirect:
        return Finding(name, "skipped", "there is no dashboard: it is not built")
    policy = page.headers.get("content-security-policy", "")
    return held(name, "script-src 'self';" in policy and "unsafe" not in policy, policy or "there is no policy")


async def _unauthenticated(client: httpx.AsyncClient) -> Finding:
    name = "calls without credentials"
    answer = await _ask(client, "GET", "/api/openapi.json")
    if answer.status_code != 200:
        return Finding(name, "skipped", "there is no API description at /api/openapi.json")
    open_, asked = [], 0
    for path, operations in answer.json()["paths"].items():
        for method, operation in operations.items():
            if not path.startswith("/api/v1/") or operation.get("security") == []:
                continue
            asked += 1
            status = (await _ask(client, method.upper(), re.sub(r"\{\w+\}", NOBODY, path))).status_code
            if status != 401:
                open_.append(f"{method.upper()} {path}: {status}")
    return held(f"{name} ({asked})", asked > 0 and not open_, "; ".join(open_[:10]))


async def _methods(client: httpx.AsyncClient) -> Finding:
    answers = {m: (await _ask(client, m, "/api/v1/orders")).status_code for m in ("TRACE", "CONNECT", "DEBUG")}
    return held("strange methods", all(status >= 400 for status in answers.values()), str(answers))


async def _origins(client: httpx.AsyncClient) -> Finding:
    asked = {"origin": EVIL, "access-control-request-method": "POST"}
    preflight = await _ask(client, "OPTIONS", "/api/v1/orders", headers=asked)
    sign_in = await _ask(client, "POST", "/api/v1/auth/login", headers={"origin": EVIL, "x-ksap-session": "cookie"},
                         json={"email": "nobody@example.com", "password": "not a password of anybody"})  # fmt: skip
    open_ = [
        a.headers["access-control-allow-origin"] for a in (preflight, sign_in) if "access-control-allow-origin" in a.headers
    ]
    holds = not open_ and sign_in.status_code == 403
    return held("other origins", holds, f"allowed {open_}; a sign-in by a foreign page answered {sign_in.status_code}")


async def _climbs(client: httpx.AsyncClient) -> Finding:
    read = [path for path in CLIMBS if "root:" in (await _ask(client, "GET", path)).text]
    return held("paths that climb", not read, f"read by {read}")


async def _bodies(client: httpx.AsyncClient) -> Finding:
    path = "/api/v1/auth/login"
    large = await _ask(client, "POST", path, content=b"x" * 12_000_000, headers={"content-type": "application/json"})
    other = await _ask(client, "POST", path, content=b"<a/>", headers={"content-type": "application/xml"})
    statuses = (large.status_code, other.status_code)
    return held("bodies too large, of another type", statuses == (413, 415), f"answered {statuses}, not (413, 415)")


async def _transport(client: httpx.AsyncClient) -> Finding:
    if client.base_url.scheme != "https":
        return Finding("transport", "skipped", "the address is plain http; scan the public https address, too")
    kept = (await _ask(client, "GET", "/")).headers.get("strict-transport-security", "")
    age = re.search(r"max-age=(\d+)", kept)
    if age is None or int(age[1]) < 31_536_000:
        return held("transport", False, f"Strict-Transport-Security is {kept or 'missing'}")
    try:
        plain = await client.get(str(client.base_url.copy_with(scheme="http", port=None)))
    except httpx.TransportError:
        return held("transport", True)
    holds = plain.status_code in (301, 308) and plain.headers.get("location", "").startswith("https://")
    return held("transport", holds, f"plain http answered {plain.status_code}")


async def _cookies(client: httpx.AsyncClient, email: str, password: str) -> Finding:
    if not (email and password):
        return Finding("cookies", "skipped", "set KSAP_SCAN_EMAIL and KSAP_SCAN_PASSWORD to look at a sign-in")
    asked = {"x-ksap-session": "cookie", "origin": str(client.base_url).rstrip("/")}
    answer = await _ask(client, "POST", "/api/v1/auth/login", headers=asked, json={"email": email, "password": password})
    set_ = [cookie.lower() for cookie in answer.headers.get_list("set-cookie")]
    client.cookies.clear()
    needed = ["samesite="] + (["secure"] if client.base_url.scheme == "https" else [])
    loose = [c.split("=")[0] for c in set_ if not all(word in c for word in needed)]
    readable = [c.split("=")[0] for c in set_ if "httponly" not in c and "csrf" not in c]
    return held(
        "cookies", bool(set_) and not loose and not readable, f"{answer.status_code}; loose {loose}, readable {readable}"
    )


async def main(address: str, say: Callable[[str], object] = print) -> int:
    """Scan `address`; returns the exit code."""
    failed = False
    async with httpx.AsyncClient(base_url=address, timeout=30) as client:
        try:
            async for finding in scan(client, email=os.environ.get("KSAP_SCAN_EMAIL", ""),
                                      password=os.environ.get("KSAP_SCAN_PASSWORD", "")):  # fmt: skip
                failed |= finding.outcome == "FAIL"
                say(f"{finding.outcome:8}{finding.name}{': ' + finding.detail if finding.detail else ''}")
        except httpx.TransportError as error:
            say(
                f"Nobody answers at {address} ({type(error).__name__}). Start KSAP there, or name another one: make scan BASE=…"
            )
            return 2
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")))
