"""The round trip through a vendor's sign-in: one state, one use, fifteen minutes."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from app.kernel import clock
from app.kernel.db import database
from tests.http import Client
from tests.stores.conftest import Wizard
from tests.stores.scripted import SECRET, Script

pytestmark = pytest.mark.usefixtures("here")
CALLBACK = "/api/v1/connect/callback/scripted"


async def started(client: Client) -> tuple[Wizard, str]:
    wizard = await Wizard.start(client)
    await wizard.fill("oauth", shop="corner.example")
    sent = await client.data("POST", f"{wizard.path}/authorise")
    return wizard, parse_qs(urlsplit(sent["url"]).query)["state"][0]


async def back(client: Client, **query: str) -> tuple[str, dict[str, list[str]]]:
    answer = await client.get(f"{CALLBACK}?{urlencode(query)}")
    assert answer.status_code == 303 and answer.headers["cache-control"] == "no-store"
    place = urlsplit(answer.headers["location"])
    return place.path, parse_qs(place.query)


async def test_there_and_back(client: Client, anonymous: Client, script: Script) -> None:
    wizard, state = await started(client)
    await client.data("POST", f"{wizard.path}/test", status=409)
    assert await back(anonymous, state=state, code=SECRET) == (f"/stores/connect/{wizard.id}/test", {"returned": ["ok"]})
    draft = await client.data("GET", wizard.path)
    assert draft["granted"] is True and draft["masks"] == {"token": "••••c2d9"}
    assert (await wizard.test())["report"]["ok"] is True
    assert (await wizard.finish())["first"] is True


async def test_a_state_is_used_once(client: Client, anonymous: Client) -> None:
    wizard, state = await started(client)
    await back(anonymous, state=state, code=SECRET)
    path, query = await back(anonymous, state=state, code="stolen-second-code")
    assert path == "/stores/connect" and query == {"returned": ["expired"]}
    assert (await client.data("GET", wizard.path))["masks"] == {"token": "••••c2d9"}


async def test_a_state_is_stored_hashed_and_expires(client: Client, anonymous: Client) -> None:
    wizard, state = await started(client)
    async with database().system.acquire() as connection:
        stored = [r["state_hash"] for r in await connection.fetch("SELECT state_hash FROM authorisation_states")]
    assert len(state) >= 43 and all(state not in held for held in stored)
    with clock.frozen(clock.now() + timedelta(minutes=16)):
        path, _ = await back(anonymous, state=state, code=SECRET)
    assert path == "/stores/connect" and (await client.data("GET", wizard.path))["granted"] is False


@pytest.mark.parametrize("state", ["", "guessed"])
async def test_an_unknown_state_is_refused(anonymous: Client, state: str) -> None:
    assert (await back(anonymous, state=state, code=SECRET))[0] == "/stores/connect"
    error = await anonymous.data("POST", f"{CALLBACK}?state={state}", content=b"{}", status=403)
    assert error["code"] == "SIGN_IN_EXPIRED"


async def test_another_vendors_callback_does_not_use_it_up(client: Client, anonymous: Client) -> None:
    wizard, state = await started(client)
    answer = await anonymous.get(f"/api/v1/connect/callback/shopify?state={state}")
    assert urlsplit(answer.headers["location"]).path == "/stores/connect"
    assert (await back(anonymous, state=state, code=SECRET))[0] == f"/stores/connect/{wizard.id}/test"
    await anonymous.data("GET", "/api/v1/connect/callback/nowhere", status=404)


async def test_a_denial_is_told_and_may_be_repeated(client: Client, anonymous: Client) -> None:
    wizard, state = await started(client)
    path, query = await back(anonymous, state=state, error="access_denied")
    assert path == f"/stores/connect/{wizard.id}/credentials" and query == {"returned": ["declined"]}
    draft = await client.data("GET", wizard.path)
    assert draft["error"] == "The owner said no." and draft["step"] == "credentials"
    sent = await client.data("POST", f"{wizard.path}/authorise")
    again = parse_qs(urlsplit(sent["url"]).query)["state"][0]
    assert (await back(anonymous, state=again, code=SECRET))[1] == {"returned": ["ok"]}


async def test_a_form_changed_meanwhile_takes_no_grant(client: Client, anonymous: Client) -> None:
    wizard, state = await started(client)
    await wizard.fill("oauth", shop="thief.example")
    _, query = await back(anonymous, state=state, code=SECRET)
    assert query == {"returned": ["declined"]}
    assert (await client.data("GET", wizard.path))["granted"] is False


async def test_only_sign_ins_that_need_it(client: Client) -> None:
    wizard = await Wizard.start(client)
    await wizard.fill()
    assert (await client.data("POST", f"{wizard.path}/authorise", status=409))["code"] == "NOT_OFFERED"
