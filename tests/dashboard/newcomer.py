"""Somebody with an organisation of their own: nothing in it but one shop, connected and not imported."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from playwright.async_api import Browser, Page, StorageState

from app.demo import Api
from tests.accounts.authenticator import Authenticator
from tests.dashboard.demo import Demo
from tests.dashboard.visitor import signed_in

PASSWORD = "a phrase for the journeys"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Its session, a draft that was tested and one whose shop is connected; what that shop's import would bring.
    `owing` is the session of another one, who owes a second factor."""

    state: StorageState
    owing: StorageState
    tested: str
    finished: str
    preview: str

    def draft_for(self, pattern: str) -> str:
        """The draft that can show this step of the wizard."""
        return self.finished if pattern.rsplit("/", 1)[1] in ("locations", "preview", "import") else self.tested

    async def replay_preview(self, page: Page) -> None:
        """The vendor allows so many reads a minute: the page is told the real answer again."""
        preview = self.preview
        await page.route("**/import-preview", lambda route: route.fulfill(body=preview, content_type="application/json"))


@asynccontextmanager
async def apis(demo: Demo) -> AsyncIterator[Api]:
    """KSAP, nobody signed in, and the sandbox."""
    async with (
        httpx.AsyncClient(base_url=demo.url, timeout=30, trust_env=False) as ksap,
        httpx.AsyncClient(base_url=demo.sandbox, timeout=30, trust_env=False) as sandbox,
    ):
        yield Api(ksap, sandbox)


async def registered(api: Api, email: str, organisation: str) -> None:
    """Signs `api` in as the owner of a new organisation."""
    body = {"email": email, "password": PASSWORD, "organisation": organisation, "currency": "EUR", "timezone": "Europe/Berlin"}
    tokens = await api.call("POST", "/auth/register", json=body)
    api.ksap.headers["authorization"] = f"Bearer {tokens['access_token']}"


async def owing(browser: Browser, demo: Demo, email: str) -> StorageState:
    """The session of somebody whose organisation asks for more than the password that they gave: they have a passkey."""
    device = Authenticator(origin=demo.url)
    async with apis(demo) as api:
        await registered(api, email, "Guarded")
        begun = await api.call("POST", "/users/passkeys/options", json={"password": PASSWORD})
        body = {"challenge_id": begun["challenge_id"], "name": "Phone", "credential": device.create(begun["options"])}
        await api.call("POST", "/users/passkeys", json=body)
        await api.call("PUT", "/organisation/sign-in-policy", json={"second_factor": "admins"})
    return await signed_in(browser, demo, email, PASSWORD)


async def arrive(browser: Browser, demo: Demo, email: str) -> Newcomer:
    async with apis(demo) as api:
        await registered(api, email, "Newcomers")
        shop = next(s for s in await api.truth("GET", "/shops") if s["vendor"] == "shopify")
        given = {c["label"]: c["value"] for c in shop["credentials"]}
        fields = {
            "shop": given["Shop domain"],
            "access_token": given["Admin API access token"],
            "client_secret": given["Client secret"],
        }
        drafts = []
        for _ in range(2):
            draft = await api.call("POST", "/connect/drafts", json={"vendor": "shopify", "environment": "sandbox"})
            drafts.append(draft["id"])
            await api.call("PUT", f"/connect/drafts/{draft['id']}", json={"auth": "token", "fields": fields, "store_name": ""})
            await api.call("POST", f"/connect/drafts/{draft['id']}/test")
        done = await api.call("POST", f"/connect/drafts/{drafts[1]}/finish", json={"start_import": False})
        preview = await api.ksap.get(f"/api/v1/stores/{done['store_id']}/import-preview")
    owes = await owing(browser, demo, f"owing-{email}")
    return Newcomer(await signed_in(browser, demo, email, PASSWORD), owes, drafts[0], drafts[1], preview.text)
