"""Every address of the dashboard, with the things of the demo where an address names one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from playwright.async_api import APIRequestContext

from tests.dashboard.newcomer import Newcomer
from tests.dashboard.visitor import Visitors, ask, made

FEATURES = Path(__file__).parents[2] / "web" / "src" / "features"
SETTINGS = "/settings"
RETURN = "https://books.example/return"
DOORS = (
    "/login", "/register", "/forgot-password", "/reset-password", "/verify-email", "/change-email", "/undo-email",
    "/invitation",
)  # fmt: skip
FIRST_DAY = ("/", "/orders", "/inbox", "/analytics", "/products", "/inventory")
_PARAMETER = re.compile(r":\w+")
_PATH = re.compile(r"path: '([^']+)'")


def patterns() -> Iterator[str]:
    """What the features route, `/orders/:id` and the like, as their sources have it. A relative path belongs to the absolute
    one before it; those that a feature lends to another's frame belong to the settings."""
    for routes in sorted(FEATURES.glob("*/routes.tsx")):
        parent = SETTINGS
        for line in routes.read_text().splitlines():
            parent = SETTINGS if line.startswith("export") else parent
            for path in _PATH.findall(line):
                if path.startswith("/"):
                    parent = path
                yield path if path.startswith("/") else f"{parent}/{path}"


def plain(pattern: str) -> str:
    """`/sync/runs/:id` for `/sync/runs/:runId`."""
    return _PARAMETER.sub(":id", pattern)


async def things(request: APIRequestContext) -> dict[str, str]:
    """For each pattern, its parameters all called `:id`, an address that has something to show."""
    orders = await ask(request, "/orders", limit=50)
    shipped = (await ask(request, "/shipments", limit=1))[0]
    to_ship = next(o for o in orders if o["fulfilment_status"] == "unfulfilled" and o["status"] == "open")
    store = (await ask(request, "/stores"))[0]["id"]
    variant = (await ask(request, "/inventory/levels", limit=1))[0]["variant_id"]
    product = (await ask(request, "/products", limit=1))[0]["id"]
    run = (await ask(request, "/sync/runs", kind="initial", limit=1))[0]["id"]
    role = await made(request, "/roles", name="Packing", permissions=["orders.read"])
    asked = await made(request, "/privacy/requests", kind="correction", subject_kind="buyer", email="ada@example.com")
    app = await made(request, "/oauth/clients", name="Book-keeping", redirect_uris=[RETURN], scopes=["orders.read"])
    return {
        "/settings/oauth-apps/:id": f"/settings/oauth-apps/{app}",
        "/oauth/consent": f"/oauth/consent?{urlencode(consent(app))}",
        "/settings/privacy/requests/:id": f"/settings/privacy/requests/{asked}",
        "/settings/wording/:id": "/settings/wording/invitation",
        "/settings/roles/:id": f"/settings/roles/{role}",
        "/orders/:id": f"/orders/{shipped['order_id']}",
        "/orders/:id/fulfil": f"/orders/{to_ship['id']}/fulfil",
        "/orders/:id/fulfil/:id": f"/orders/{shipped['order_id']}/fulfil/{shipped['id']}",
        "/shipments/:id": f"/shipments/{shipped['id']}",
        "/products/:id": f"/products/{product}",
        "/inventory/:id": f"/inventory/{variant}",
        "/stores/:id": f"/stores/{store}",
        "/sync/runs/:id": f"/sync/runs/{run}",
    }


def consent(app: str) -> dict[str, str]:
    """What an app asks for, as the address carries it."""
    wish = {"client_id": app, "redirect_uri": RETURN, "response_type": "code", "scope": "orders.read", "state": "s"}
    return {**wish, "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256"}


def address(pattern: str, found: dict[str, str]) -> str:
    """The address of a pattern, by what `things` found for it or for what it lies under."""
    wanted = plain(pattern)
    known = max((key for key in found if wanted == key or wanted.startswith(f"{key}/")), key=len, default=None)
    assert known, f"tell tests/dashboard/addresses.py what {pattern} shows"
    return found[known] + wanted.removeprefix(known)


async def screens(visitors: Visitors, newcomer: Newcomer) -> list[tuple[str, str]]:
    """`(who, address)` of every screen; who is the demo's owner, a newcomer, `owing` a second factor, or nobody."""
    async with visitors.visitor() as owner:
        found = await things(owner.page.context.request)
    addresses = []
    for pattern in patterns():
        if pattern in DOORS:
            addresses.append(("nobody", pattern))
        elif pattern == "/second-factor":
            addresses.append(("owing", pattern))
        elif pattern.startswith("/stores/connect/:draftId"):
            addresses.append(("newcomer", pattern.replace(":draftId", newcomer.draft_for(pattern))))
        else:
            addresses.append(("owner", address(pattern, found) if ":" in pattern else found.get(pattern, pattern)))
    return [*addresses, *(("newcomer", first) for first in FIRST_DAY), ("owner", "/not/a/page")]
