"""The real connectors through the wizard, against the played shops."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from app.kernel.checkup import Check
from app.sandbox.shopify import SANDBOX as SHOPIFY
from app.sandbox.stage import Stage
from app.sandbox.woocommerce.state import keys_of
from tests.http import Client
from tests.stores.conftest import Wizard, checks

GREEN = {"dns": True, "tls": None, "auth": True, "scopes": True, "read": True, "webhooks": True}


def told(stage: Stage) -> dict[str, str]:
    """What a merchant needs to connect the played Shopify."""
    return dict(SHOPIFY.credentials(stage.hosts["shopify"], stage.world.shop("tea-house")))


async def finished(wizard: Wizard) -> Any:
    tested = await wizard.test()
    assert checks(tested["report"]) == GREEN, tested["report"]
    return await wizard.finish()


async def test_woocommerce_by_a_key_pair(client: Client, stage: Stage, here: str) -> None:
    key = keys_of(stage.hosts["woocommerce"], stage.world.shop("woo-house"))[0]
    wizard = await Wizard.start(client, "woocommerce")
    site = f"{here}/woocommerce/woo-house"
    await wizard.fill("keys", site_url=site, consumer_key=key.consumer_key, consumer_secret="cs_" + "0" * 40)
    report = (await wizard.test())["report"]
    auth = next(Check(**c) for c in report["checks"] if c["name"] == "auth")
    assert auth.ok is False and "says:" in auth.message, "the shop's own words"
    await wizard.fill("keys", site_url=site, consumer_key=key.consumer_key, consumer_secret=key.consumer_secret)
    done = await finished(wizard)
    assert done["webhooks"]["active"] == 8
    store = await client.data("GET", f"/api/v1/stores/{done['store_id']}")
    assert (store["name"], store["currency"], store["timezone"]) == ("Tea House", "EUR", "Europe/Berlin")
    gone = await client.data("POST", f"/api/v1/connections/{done['connection_id']}/disconnect")
    assert gone["webhooks_removed"] == 8 and not gone["note"]


async def test_woocommerce_by_approval(client: Client, stage: Stage, here: str) -> None:
    wizard = await Wizard.start(client, "woocommerce")
    await wizard.fill("authorize", site_url=f"{here}/woocommerce/woo-house")
    sent = await client.data("POST", f"{wizard.path}/authorise")
    async with httpx.AsyncClient() as browser:
        page = await browser.get(sent["url"])
        approve = re.search(r'id="approve" href="([^"]+)"', page.text)
        assert approve, page.text
        answer = await browser.get(unescape(approve[1]))
        back = await browser.get(answer.headers["location"])
    place = urlsplit(back.headers["location"])
    assert back.status_code == 303 and (place.path, place.query) == (f"/stores/connect/{wizard.id}/test", "returned=ok")
    draft = await client.data("GET", wizard.path)
    assert draft["granted"] is True and set(draft["masks"]) == {"consumer_key", "consumer_secret"}
    assert (await finished(wizard))["first"] is True


async def test_woocommerce_declines(client: Client, stage: Stage, here: str) -> None:
    wizard = await Wizard.start(client, "woocommerce")
    await wizard.fill("authorize", site_url=f"{here}/woocommerce/woo-house")
    sent = await client.data("POST", f"{wizard.path}/authorise")
    async with httpx.AsyncClient() as browser:
        page = await browser.get(sent["url"])
        deny = re.search(r'id="deny" href="([^"]+)"', page.text)
        assert deny, page.text
        back = await browser.get(unescape(deny[1]))
    assert urlsplit(back.headers["location"]).query == "returned=declined"
    assert "declined" in (await client.data("GET", wizard.path))["error"]


@pytest.mark.parametrize("auth", ["token", "client_credentials"])
async def test_shopify_by_credentials(client: Client, stage: Stage, auth: str) -> None:
    given = told(stage)
    fields = {"shop": given["Shop domain"], "client_secret": given["Client secret"]}
    if auth == "token":
        fields["access_token"] = given["Admin API access token"]
    else:
        fields["client_id"] = given["Client ID"]
    wizard = await Wizard.start(client, "shopify")
    await wizard.fill(auth, **fields)
    done = await finished(wizard)
    assert done["webhooks"]["active"] == 10
    detail = await client.data("GET", f"/api/v1/connections/{done['connection_id']}")
    assert bool(detail["expires_at"]) is (auth == "client_credentials") and "access_token" in detail["masks"]


async def test_shopify_by_installing(client: Client, stage: Stage, here: str) -> None:
    given = told(stage)
    wizard = await Wizard.start(client, "shopify")
    await wizard.fill("oauth", shop=given["Shop domain"], client_id=given["Client ID"], client_secret=given["Client secret"])
    sent = await client.data("POST", f"{wizard.path}/authorise")
    async with httpx.AsyncClient() as browser:
        answer = await browser.post(sent["url"], data={"choice": "install"})
        back = await browser.get(answer.headers["location"])
    assert urlsplit(back.headers["location"]).query == "returned=ok"
    done = await finished(wizard)
    assert done["webhooks"]["active"] == 10 and done["first"] is True
