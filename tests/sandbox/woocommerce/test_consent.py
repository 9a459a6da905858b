"""/wc-auth/v1: the consent page, the key that is sent, and what it says instead."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from app.sandbox.shop import Shop
from app.sandbox.stage import Stage
from app.sandbox.woocommerce.state import keys_of
from tests.sandbox.support import Receiver
from tests.sandbox.woocommerce.support import Woo


@pytest.fixture
def wish(receiver: tuple[Receiver, str]) -> dict[str, str]:
    return {
        "app_name": "Ksap <one>",
        "scope": "read_write",
        "user_id": "tenant 7&8",
        "return_url": "http://127.0.0.1:9/back?from=woo",
        "callback_url": f"{receiver[1]}/keys",
    }


async def ask(woo: Woo, wish: dict[str, str]) -> httpx.Response:
    return await woo.client.get(f"{woo.home}/wc-auth/v1/authorize", params=wish)


def link(page: httpx.Response, name: str) -> str:
    """Where a button of the page leads."""
    found = re.search(f'id="{name}" href="([^"]+)"', page.text)
    assert found, page.text
    return unescape(found[1])


async def test_a_key_is_granted(woo: Woo, wish: dict[str, str], receiver: tuple[Receiver, str], shop: Shop) -> None:
    page = await ask(woo, wish)
    assert page.status_code == 200 and "Ksap &lt;one&gt; would like to connect to your store" in page.text
    assert "<strong>Read/Write</strong>" in page.text and "View and manage products" in page.text
    answer = await woo.client.get(link(page, "approve"))
    [(headers, raw)] = receiver[0].got
    sent = json.loads(raw)
    assert headers["content-type"] == "application/json;charset=UTF-8"
    assert (sent["user_id"], sent["key_permissions"]) == ("tenant 7&8", "read_write")
    assert re.fullmatch(r"ck_[0-9a-f]{40}", sent["consumer_key"]) and re.fullmatch(r"cs_[0-9a-f]{40}", sent["consumer_secret"])
    back = urlsplit(answer.headers["location"])
    assert answer.status_code == 302 and back.path == "/back"
    assert parse_qs(back.query) == {"from": ["woo"], "success": ["1"], "user_id": ["tenant 7&8"]}
    woo.key, woo.secret = sent["consumer_key"], sent["consumer_secret"]
    assert len(await woo.get("products")) == len(shop.products)
    again = await woo.client.get(link(page, "approve"))
    assert again.status_code == 401 and "Invalid nonce verification" in again.text and len(receiver[0].got) == 1


async def test_the_manager_may_deny(woo: Woo, wish: dict[str, str]) -> None:
    back = urlsplit(link(await ask(woo, wish), "deny"))
    assert parse_qs(back.query) == {"from": ["woo"], "success": ["0"], "user_id": ["tenant 7&8"]}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"user_id": ""}, "Error: Missing parameter user_id."),
        ({"scope": "admin"}, "Error: Invalid scope admin."),
        ({"callback_url": "http://ksap.example.com/keys"}, "Error: The callback_url needs to be over SSL."),
        ({"return_url": "https://"}, "Error: The https:// is not a valid URL."),
    ],
)
async def test_what_the_page_says_instead(woo: Woo, wish: dict[str, str], change: dict[str, str], message: str) -> None:
    page = await ask(woo, {**wish, **change})
    assert page.status_code == 401 and message in unescape(page.text) and "Approve" not in page.text


async def test_an_app_that_does_not_take_its_key_gets_none(
    woo: Woo, wish: dict[str, str], receiver: tuple[Receiver, str], stage: Stage, shop: Shop
) -> None:
    receiver[0].statuses = [204]
    for callback in (wish["callback_url"], "http://127.0.0.1:9/keys", "https://ksap.example.com/keys"):
        page = await ask(woo, {**wish, "callback_url": callback})
        answer = await woo.client.get(link(page, "approve"))
        assert answer.status_code == 401 and answer.text.count("Error: ") == 1
    assert len(keys_of(stage.hosts["woocommerce"], shop)) == 1


async def test_other_pages(woo: Woo) -> None:
    assert (await woo.client.get(f"{woo.home}/wc-auth/v1/elsewhere")).status_code == 401
    assert (await woo.client.get(f"{woo.home}/shop/")).status_code == 404
    assert (await woo.client.get(f"{woo.home}/wp-admin/")).status_code == 302
    page = await woo.client.get(f"{woo.home}/")
    assert page.status_code == 200 and "Leaves &amp; water" in page.text
