"""The install, its signature, and the life of tokens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from app.kernel import clock
from app.kernel.errors import DomainError
from app.ports.vendor import Credentials, Environment, Grant, Remedy, VendorError
from app.vendors.shopify import VENDOR
from app.vendors.shopify.account import ShopifyAccount, missing
from app.vendors.shopify.oauth import SCOPES, ShopifyAuthorisation, callback_message, signature
from tests.vendors.contracts import signature_vectors
from tests.vendors.shopify.fake import BASE, FakeShopify, answer, channel

NOW = datetime(2026, 8, 1, 12, tzinfo=UTC)
TOKENS = f"POST {BASE}/admin/oauth/access_token"
APP = Credentials(
    auth="oauth",
    environment=Environment.LIVE,
    public={"shop": "My-Store.myshopify.com", "client_id": "id-1"},
    secrets={"client_secret": "hush"},
)


def test_vector_of_a_callback() -> None:
    vector = signature_vectors("shopify.")["shopify.oauth_callback"]
    query = [tuple(p.split("=", 1)) for p in vector["inputs"]["message"].split("&")]
    message = callback_message([("hmac", "x"), ("signature", "y"), *((k, v) for k, v in reversed(query))])
    assert message == vector["inputs"]["message"]
    assert signature(message, vector["inputs"]["secret"]) == vector["expected"]


def test_vector_of_a_callback_with_a_list() -> None:
    vector = signature_vectors("shopify.")["shopify.oauth_callback_list"]
    message = callback_message([("shop", "some-shop.myshopify.com"), ("ids[]", "2"), ("ids[]", "1")])
    assert message == vector["inputs"]["message"]
    assert signature(message, vector["inputs"]["secret"]) == vector["expected"]


def test_separators_in_values_are_escaped() -> None:
    assert callback_message([("a=b&c", "1&2=3%")]) == "a%3Db%26c=1%262=3%25"


def test_start_is_pure_and_complete() -> None:
    start = ShopifyAuthorisation().start
    url = start(APP, base_url=BASE, state="s-1", return_url="https://ksap.example/back", callback_url="unused")
    assert url.startswith(f"{BASE}/admin/oauth/authorize?")
    query = parse_qs(urlsplit(url).query)
    assert query == {
        "client_id": ["id-1"],
        "scope": [",".join(SCOPES)],
        "redirect_uri": ["https://ksap.example/back"],
        "state": ["s-1"],
    }
    old = replace(APP, public={**APP.public, "order_history": "all"})
    assert "read_all_orders" in start(old, base_url=BASE, state="", return_url="", callback_url="")


def _callback(**more: str) -> dict[str, str]:
    query = {
        "code": "c-1",
        "shop": "my-store.myshopify.com",
        "state": "s-1",
        "timestamp": str(int(NOW.timestamp())),
        "host": "YWRtaW4",
        **more,
    }
    return {**query, "hmac": signature(callback_message(query.items()), "hush")}


async def _finish(shop: FakeShopify, query: Mapping[str, str]) -> Grant:
    with clock.frozen(NOW):
        return await ShopifyAuthorisation().finish(
            APP, base_url=BASE, transport=shop, query=query, body=b"", return_url="https://ksap.example/back"
        )


async def test_finish_exchanges_the_code_once() -> None:
    def token(form: Any) -> Any:
        assert form == {"client_id": "id-1", "client_secret": "hush", "code": "c-1", "expiring": "1"}
        return {
            "access_token": "shpat_new",
            "scope": "write_products,read_orders",
            "expires_in": 3600,
            "refresh_token": "shprt_1",
            "refresh_token_expires_in": 7_776_000,
        }

    shop = FakeShopify(pages={TOKENS: token})
    grant = await _finish(shop, _callback())
    kept = grant.credentials
    assert grant.account_id == "my-store.myshopify.com"
    assert kept.secrets == {"client_secret": "hush", "access_token": "shpat_new", "refresh_token": "shprt_1"}
    assert kept.expires_at == NOW + timedelta(hours=1)
    assert kept.public["refresh_token_expires_at"] == "2026-10-30T12:00:00+00:00"
    assert kept.scopes == ("write_products", "read_orders")
    assert shop.calls[0].repeatable is False


@pytest.mark.parametrize(
    "query",
    [
        {**_callback(), "hmac": "0" * 64},
        {**_callback(), "hmac": "ü"},
        {k: v for k, v in _callback().items() if k != "hmac"},
        {**_callback(), "code": "c-2"},
        _callback(shop="another-store.myshopify.com"),
        _callback(timestamp=str(int((NOW - timedelta(hours=2)).timestamp()))),
        _callback(timestamp="never"),
        _callback(timestamp="9" * 40),
    ],
    ids=["wrong", "no ascii", "unsigned", "changed", "other shop", "old", "no time", "far time"],
)
async def test_a_forged_callback_gets_no_token(query: dict[str, str]) -> None:
    shop = FakeShopify()
    with pytest.raises(VendorError) as caught:
        await _finish(shop, query)
    assert caught.value.remedy is Remedy.RECONNECT
    assert shop.calls == []


async def test_a_denial_tells_the_reason() -> None:
    with pytest.raises(DomainError) as caught:
        await _finish(FakeShopify(), {"error": "access_denied", "error_description": "The merchant said no"})
    assert caught.value.details["vendor_message"] == "The merchant said no"


async def test_a_refused_code_asks_for_a_new_start() -> None:
    refused = answer({"error": "invalid_request", "error_description": "The code was used already"}, 400)
    with pytest.raises(VendorError) as caught:
        await _finish(FakeShopify(pages={TOKENS: lambda _: refused}), _callback())
    assert caught.value.remedy is Remedy.RECONNECT
    assert caught.value.vendor_message == caught.value.details["vendor_message"] == "The code was used already"
    assert "hush" not in repr(caught.value.details) + str(caught.value)


async def test_refresh_rotates_and_keeps() -> None:
    secrets = {"client_secret": "hush", "access_token": "old", "refresh_token": "shprt_1"}
    kept = replace(APP, secrets=secrets, scopes=("read_orders",))
    told = {"access_token": "new", "expires_in": 3600, "refresh_token": "shprt_2"}

    def token(form: Any) -> Any:
        assert form["grant_type"] == "refresh_token"
        assert form["refresh_token"] == "shprt_1"
        return told

    with clock.frozen(NOW):
        fresh = await ShopifyAccount(channel(FakeShopify(pages={TOKENS: token}), kept)).refresh()
        assert fresh is not None
        assert fresh.secrets == {"client_secret": "hush", "access_token": "new", "refresh_token": "shprt_2"}
        assert fresh.scopes == ("read_orders",)
        told.pop("refresh_token")
        again = await ShopifyAccount(channel(FakeShopify(pages={TOKENS: token}), kept)).refresh()
    assert again is not None
    assert again.secrets["refresh_token"] == "shprt_1"


async def test_refresh_of_what_never_expires_is_nothing() -> None:
    assert await ShopifyAccount(channel(FakeShopify())).refresh() is None
    lasting = replace(APP, secrets={"client_secret": "hush", "access_token": "shpat_1"})
    assert await ShopifyAccount(channel(FakeShopify(), lasting)).refresh() is None


async def test_refresh_by_client_credentials() -> None:
    shop = FakeShopify(pages={TOKENS: lambda _: {"access_token": "day", "scope": "read_orders", "expires_in": 86399}})
    with clock.frozen(NOW):
        fresh = await ShopifyAccount(channel(shop, replace(APP, auth="client_credentials"))).refresh()
    assert fresh is not None
    assert fresh.secrets["access_token"] == "day"
    assert fresh.expires_at == NOW + timedelta(seconds=86399)


async def test_an_outage_of_the_token_address_is_no_refusal() -> None:
    shop = FakeShopify(pages={TOKENS: lambda _: answer(b"<html>", 503)})
    with pytest.raises(VendorError) as caught:
        await ShopifyAccount(channel(shop, replace(APP, auth="client_credentials"))).refresh()
    assert caught.value.remedy is Remedy.RETRY


def test_write_implies_read() -> None:
    assert missing(("write_products", "read_orders"), ("read_products", "read_orders")) == ()
    assert missing(("read_products",), ("write_products",)) == ("write_products",)


@pytest.mark.parametrize("typed", ["my-store", " My-Store.MyShopify.com ", "my-store.myshopify.com"])
def test_addresses(typed: str) -> None:
    assert VENDOR.base_url({"shop": typed}, Environment.LIVE, "") == BASE
    assert VENDOR.base_url({"shop": typed}, Environment.SANDBOX, "http://127.0.0.1:9") == (
        "http://127.0.0.1:9/shopify/my-store"
    )


@pytest.mark.parametrize("typed", ["", "shop.example", "-x", "a/b", "a@b", "evil.com#.myshopify.com", "a..myshopify.com"])
def test_other_addresses_are_refused(typed: str) -> None:
    with pytest.raises(DomainError):
        VENDOR.base_url({"shop": typed}, Environment.LIVE, "")
