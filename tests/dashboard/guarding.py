"""What the journeys of security share: an owner, a device with passkeys, mails, a program of others."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Download, Page, expect

from app.accounts import totp
from app.kernel import clock
from tests.dashboard.demo import Demo
from tests.dashboard.newcomer import PASSWORD, apis, registered
from tests.dashboard.visitor import Visitor, Visitors, signed_in


@asynccontextmanager
async def owner(
    visitors: Visitors, demo: Demo, browser: Browser, name: str = "Guarded Goods"
) -> AsyncIterator[tuple[Visitor, str]]:
    """The owner of a new organisation, signed in, and their address."""
    email = f"owner-{secrets.token_hex(4)}@example.com"
    async with apis(demo) as api:
        await registered(api, email, "Guarded Goods")
    async with visitors.visitor(state=await signed_in(browser, demo, email, PASSWORD)) as visitor:
        yield visitor, email


async def with_authenticator(page: Page) -> None:
    """The page's device makes and uses passkeys by itself."""
    session = await page.context.new_cdp_session(page)
    await session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    await session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


async def sign_out(page: Page) -> None:
    await page.get_by_role("button", name="Your account").click()
    await page.get_by_role("menuitem", name="Log out").click()
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


async def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password", exact=True).fill(password)
    await page.get_by_role("button", name="Sign in", exact=True).click()


async def at_home(page: Page) -> None:
    await expect(page.get_by_role("button", name="Your account")).to_be_visible()


async def app_set_up(page: Page, password: str = PASSWORD) -> tuple[str, list[str]]:
    """(secret, recovery codes) of an authenticator app that was set up on the page."""
    await page.get_by_role("button", name="Set up").click()
    await page.get_by_label("Your password").fill(password)
    await page.get_by_role("button", name="Continue").click()
    secret = (await page.locator("p.font-mono").first.inner_text()).replace(" ", "")
    await page.get_by_label("Code").fill(totp.code(secret, totp.step_of(clock.now())))
    await page.get_by_role("button", name="Switch on").click()
    codes = page.get_by_role("list", name="Recovery codes").get_by_role("listitem")
    await expect(codes).to_have_count(10)
    found = await codes.all_inner_texts()
    await page.get_by_role("button", name="I have kept them").click()
    return secret, found


async def passkey_added(page: Page) -> None:
    await page.get_by_role("button", name="Add a passkey").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("textbox", name="Name").fill("This laptop")
    await dialog.get_by_label("Your password").fill(PASSWORD)
    await dialog.get_by_role("button", name="Continue").click()
    await expect(page.get_by_role("list", name="Passkeys").get_by_text("This laptop")).to_be_visible()


async def mailed_link(page: Page, visitor: Visitor, to: str, about: str) -> str:
    """The link in the newest mail that the outbox page shows for an address."""
    await visitor.go("/settings/mail")
    row = page.get_by_role("listitem").filter(has_text=to).filter(has_text=re.compile(about)).first
    await row.get_by_role("button").click()
    link = page.get_by_role("dialog").get_by_role("link").first
    found = await link.get_attribute("href")
    assert found
    return found


async def saved(download: Download) -> bytes:
    return (await download.path()).read_bytes()


@asynccontextmanager
async def third_party() -> AsyncIterator[tuple[str, asyncio.Queue[str]]]:
    """A program of others: the address that people come back to, and what they came back with."""
    came: asyncio.Queue[str] = asyncio.Queue()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = (await reader.readline()).decode()
        if "/done" in line:
            await came.put(line.split()[1])
        body = b"<h1>Welcome back</h1>"
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/done", came
