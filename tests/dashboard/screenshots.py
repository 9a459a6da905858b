"""`python -m tests.dashboard.screenshots [word…]`: one picture per screen, theme and width, in web/screenshots.

With words, only of the addresses that have one of them. A demo of its own serves them, or the one that DASHBOARD_DEMO names.
"""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import sys
import tempfile
from pathlib import Path

from playwright.async_api import StorageState

from tests.dashboard.addresses import screens
from tests.dashboard.chromium import Missing, launched
from tests.dashboard.demo import ROOT, Demo, running
from tests.dashboard.newcomer import Newcomer, arrive
from tests.dashboard.visitor import DESK, PHONE, Theme, Visitors, signed_in

TARGET = ROOT / "web" / "screenshots"
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


def name_of(who: str, address: str) -> str:
    """`orders-id-fulfil` for `/orders/0198…/fulfil`; what a newcomer sees says so."""
    plain = _ID.sub("id", address.split("?")[0]).strip("/").replace("/", "-") or "home"
    return f"{plain}-first" if who == "newcomer" and not plain.startswith("stores-connect") else plain


async def shoot(visitors: Visitors, newcomer: Newcomer, words: list[str], width: int, theme: Theme) -> int:
    """Every screen at this width in this theme; how many."""
    wanted = [s for s in await screens(visitors, newcomer) if not words or any(word in s[1] for word in words)]
    states: dict[str, StorageState | None] = {"nobody": None, "newcomer": newcomer.state, "owner": visitors.state}
    for who, state in states.items():
        async with visitors.visitor(width=width, theme=theme, state=state, anonymous=state is None) as visitor:
            await newcomer.replay_preview(visitor.page)
            for address in (address for each, address in wanted if each == who):
                await visitor.go(address)
                await visitor.page.screenshot(path=TARGET / f"{name_of(who, address)}-{width}-{theme}.png", full_page=True)
    return len(wanted)


async def take(demo: Demo, words: list[str]) -> int:
    TARGET.mkdir(exist_ok=True)
    themes: tuple[Theme, ...] = ("light", "dark")
    async with launched() as browser:
        visitors = Visitors(browser, demo, await signed_in(browser, demo))
        newcomer = await arrive(browser, demo, f"pictures-{secrets.token_hex(4)}@example.com")
        return sum([await shoot(visitors, newcomer, words, width, theme) for width in (DESK, PHONE) for theme in themes])


def main(words: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="ksap-pictures-", ignore_cleanup_errors=True) as own:
        try:
            with running(Path(os.environ.get("DASHBOARD_DEMO") or own)) as demo:
                count = asyncio.run(take(demo, words))
        except Missing as missing:
            print(f"No pictures: {missing}", file=sys.stderr)
            return 1
    print(f"{count} pictures in {TARGET}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
