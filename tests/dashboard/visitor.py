"""A person at a browser: a page whose console, requests and settling are watched."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

from playwright.async_api import APIRequestContext, Browser, BrowserContext, Page, Request, StorageState

from tests.dashboard.demo import EMAIL, PASSWORD, Demo

Theme = Literal["light", "dark"]
DESK, TABLET, PHONE = 1280, 768, 390
_HEIGHT = {DESK: 900, TABLET: 1024, PHONE: 844}
# the content is there: no skeleton, no spinner, nothing that still floats in
_STILL = """async () => {
    await new Promise(done => requestIdleCallback(done, {timeout: 500}))
    return !document.querySelector('.animate-shimmer, [role=status][aria-label=Loading], [aria-busy=true]')
        && document.getAnimations().every(a => a.playState !== 'running' || a.effect.getTiming().iterations === Infinity)
        && document.querySelector('h1, h2') !== null
}"""


class Visitor:
    """One page. `complaints` are what its console said and what it asked of strangers."""

    def __init__(self, page: Page, demo: Demo) -> None:
        self.page = page
        self.demo = demo
        self.complaints: list[str] = []
        self._open: set[Request] = set()
        page.on("console", lambda m: self._complain(f"console {m.type}: {m.text}") if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: self._complain(f"uncaught: {e}"))
        page.on("request", self._asked)
        page.on("requestfinished", lambda request: self._open.discard(request))
        page.on("requestfailed", lambda request: self._open.discard(request))

    def _complain(self, text: str) -> None:
        if "Uncompiled message" in text:
            text = "words that are in no catalogue; run: npx lingui extract"
        if text not in self.complaints:
            self.complaints.append(" ".join(text.split())[:200])

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.demo.url, "data:", "blob:")):
            self._complain(f"request off the origin: {request.url}")
        if "/stream" not in request.url:
            self._open.add(request)

    async def goto(self, path: str) -> None:
        """Open an address as a deep link, and wait until its content stands."""
        await self.page.goto(self.demo.url + path, wait_until="domcontentloaded")
        await self.settled()

    async def go(self, path: str) -> None:
        """Go there as a link would, without loading the page anew; opens it when there is no page yet."""
        if not self.page.url.startswith(self.demo.url):
            await self.goto(path)
            return
        await self.page.evaluate(
            "path => { history.pushState(null, '', path); dispatchEvent(new PopStateEvent('popstate')) }", path
        )
        await self.settled()

    async def settled(self, seconds: float = 15) -> None:
        """Until nothing is on its way and nothing is a skeleton. Raises TimeoutError with what is still missing."""
        deadline = time.monotonic() + seconds
        quiet = 0
        while quiet < 2:
            quiet = quiet + 1 if not self._open and await self.page.evaluate(_STILL) else 0
            if time.monotonic() > deadline:
                waiting = [r.url for r in self._open]
                raise TimeoutError(f"{self.page.url} did not settle in {seconds:g} s; open requests: {waiting}")
            await asyncio.sleep(0.05)


class Visitors:
    """Opens pages, signed in as the demo's owner unless told otherwise."""

    def __init__(self, browser: Browser, demo: Demo, state: StorageState) -> None:
        self.browser, self.demo, self.state = browser, demo, state

    @asynccontextmanager
    async def visitor(
        self, *, width: int = DESK, theme: Theme = "light", state: StorageState | None = None, anonymous: bool = False
    ) -> AsyncIterator[Visitor]:
        """A page in a context of its own; phones have a coarse pointer."""
        context = await self.context(width=width, theme=theme, state=None if anonymous else state or self.state)
        try:
            yield Visitor(await context.new_page(), self.demo)
        finally:
            await context.close()

    async def context(self, *, width: int, theme: Theme, state: StorageState | None) -> BrowserContext:
        phone = width < 600
        context = await self.browser.new_context(
            base_url=self.demo.url,
            viewport={"width": width, "height": _HEIGHT.get(width, 900)},
            color_scheme=theme,
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/Berlin",
            has_touch=phone,
            is_mobile=phone,
            storage_state=state,
        )
        context.set_default_timeout(15_000)
        return context


async def login(context: BrowserContext, email: str = EMAIL, password: str = PASSWORD) -> None:
    """Signs the context in by the API, as the sign-in page does."""
    answer = await context.request.post(
        "/api/v1/auth/login", data={"email": email, "password": password}, headers={"X-KSAP-Session": "cookie"}
    )
    if not answer.ok:
        raise RuntimeError(f"sign-in: {answer.status} {await answer.text()}")


async def signed_in(browser: Browser, demo: Demo, email: str = EMAIL, password: str = PASSWORD) -> StorageState:
    """The cookies of a fresh session."""
    context = await browser.new_context(base_url=demo.url)
    try:
        await login(context, email, password)
        return await context.storage_state()
    finally:
        await context.close()


async def ask(request: APIRequestContext, path: str, **params: Any) -> Any:
    """`data` of a GET of the API, with the session of the context."""
    answer = await request.get(f"/api/v1{path}", params=params, headers={"X-KSAP-Session": "cookie"})
    body = await answer.json()
    if not body["success"]:
        raise RuntimeError(f"GET {path}: {body['error']}")
    return body["data"]


async def told(request: APIRequestContext, method: str, path: str, body: Any = None) -> Any:
    """`data` of a call that changes something, with the session of the context."""
    state = await request.storage_state()
    csrf = next(c["value"] for c in state["cookies"] if c["name"] == "ksap_csrf")
    headers = {"X-KSAP-Session": "cookie", "X-CSRF-Token": csrf, "Idempotency-Key": secrets.token_hex(8)}
    answer = await request.fetch(f"/api/v1{path}", method=method, data=body, headers=headers)
    if not answer.ok:
        raise RuntimeError(f"{method} {path}: {answer.status} {await answer.text()}")
    return (await answer.json())["data"]


async def made(request: APIRequestContext, path: str, **body: Any) -> str:
    """The id of the first thing there, or of one made now."""
    known = [each for each in await ask(request, path) if each["id"]]
    return str((known[0] if known else await told(request, "POST", path, body))["id"])
