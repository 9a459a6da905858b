"""Who may use the control API and the page."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from app.sandbox.server import build, server
from tests.sandbox.support import client, make_stage, serving


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with serving(build(make_stage(), token="let-me-in")) as base, client(base) as made:
        yield made


async def test_the_token_is_needed_for_control_but_not_for_vendors(http: httpx.AsyncClient) -> None:
    assert (await http.get("/control/shops")).status_code == 401
    assert (await http.get("/control/shops", headers={"authorization": "Bearer wrong"})).status_code == 401
    assert (await http.get("/control/shops", headers={"authorization": "Bearer let-me-in"})).status_code == 200
    assert (await http.get("/acme/tea-house/echo")).status_code == 200


async def test_the_page_takes_the_token_once(http: httpx.AsyncClient) -> None:
    assert (await http.get("/")).status_code == 401
    assert (await http.get("/?token=wrong")).status_code == 401
    entry = await http.get("/?token=let-me-in")
    assert (entry.status_code, entry.headers["location"]) == (303, "/")
    assert "HttpOnly" in entry.headers["set-cookie"] and "samesite=strict" in entry.headers["set-cookie"].lower()
    assert (await http.get("/")).status_code == 200
    assert (await http.get("/control/shops")).status_code == 200


async def test_other_names_and_other_pages_are_turned_away(http: httpx.AsyncClient) -> None:
    allowed = {"authorization": "Bearer let-me-in"}
    rebound = await http.get("/control/shops", headers={**allowed, "host": "evil.example"})
    assert (rebound.status_code, rebound.json()["error"]["code"]) == (403, "foreign_host")
    foreign = await http.post("/control/reset", headers={**allowed, "origin": "http://evil.example"})
    assert (foreign.status_code, foreign.json()["error"]["code"]) == (403, "foreign_origin")
    own = f"http://{http.base_url.host}:{http.base_url.port}"
    assert (await http.post("/control/reset", headers={**allowed, "origin": own})).status_code == 200


def test_it_listens_on_the_loopback_only() -> None:
    with pytest.raises(ValueError, match="loopback interface only"):
        server("0.0.0.0")
