"""The API explorer comes whole from this server."""

from __future__ import annotations

import re

from tests.http import Client


async def test_the_explorer_loads_nothing_from_elsewhere(anonymous: Client) -> None:
    page = await anonymous.get("/api/docs")
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["content-security-policy"]
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert addresses
    for address in addresses:
        assert address.startswith("/api/docs/")
        assert (await anonymous.get(address)).status_code == 200
    assert (await anonymous.get("/api/openapi.json")).json()["openapi"].startswith("3.1")
