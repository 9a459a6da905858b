"""The manifest: every port found, every field explained, nothing promised that is not there."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from app.ports import storefront
from app.ports.vendor import AuthKind, Environment, FieldKind
from app.vendors.shopify import VENDOR
from app.vendors.shopify.account import ShopifyAccount
from app.vendors.shopify.documents import SHOP
from tests.vendors.shopify.fake import FakeShopify, channel


@pytest.mark.parametrize(
    "port",
    [
        storefront.ProductSource,
        storefront.ListingSink,
        storefront.StockSink,
        storefront.OrderSource,
        storefront.FulfilmentSink,
        storefront.WebhookReceiver,
        storefront.Webhooks,
    ],
)
def test_ports_are_found_and_each_is_its_own(port: type) -> None:
    found = VENDOR.offer(port)
    assert found is not None
    assert sum(f is found for f in VENDOR.offers) == 1


def test_three_ways_to_connect() -> None:
    assert {m.slug: m.kind for m in VENDOR.auth} == {
        "oauth": AuthKind.OAUTH,
        "client_credentials": AuthKind.CLIENT_CREDENTIALS,
        "token": AuthKind.TOKEN,
    }
    assert sum(m.recommended for m in VENDOR.auth) == 1
    for method in VENDOR.auth:
        names = [f.name for f in method.fields]
        assert len(set(names)) == len(names)
        assert {"shop", "client_secret"} <= set(names)
        assert all(f.help and f.label for f in method.fields)
        assert all(f.kind is FieldKind.SECRET for f in method.fields if f.name in ("client_secret", "access_token"))


@pytest.mark.parametrize(
    ("typed", "fits"),
    [("my-store", True), ("My-Store.myshopify.com", True), ("my store", False), ("https://x.myshopify.com", False)],
)
def test_pattern_of_the_address(typed: str, fits: bool) -> None:
    pattern = next(f.pattern for f in VENDOR.auth[0].fields if f.name == "shop")
    assert (re.fullmatch(pattern, typed) is not None) is fits


def test_logo_is_a_small_drawing() -> None:
    root = ElementTree.fromstring(VENDOR.logo)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert len(VENDOR.logo) < 600
    assert not any("script" in e.tag or "href" in e.attrib for e in root.iter())


def test_base_url_of_the_sandbox() -> None:
    url = VENDOR.base_url({"shop": "Ada.myshopify.com"}, Environment.SANDBOX, "http://127.0.0.1:8100")
    assert url == "http://127.0.0.1:8100/shopify/ada"


async def test_the_account_is_read_in_one_call() -> None:
    told = {
        "shop": {
            "id": "gid://shopify/Shop/1",
            "name": "Ada's",
            "myshopifyDomain": "my-store.myshopify.com",
            "currencyCode": "EUR",
            "ianaTimezone": "Europe/Berlin",
            "primaryDomain": {"host": "adas.example"},
            "shopAddress": {"countryCodeV2": None},
            "plan": {"publicDisplayName": "Basic"},
        },
        "currentAppInstallation": {"accessScopes": [{"handle": s} for s in VENDOR.required_scopes]},
    }
    shop = FakeShopify({SHOP.name: lambda _: told})
    found = await ShopifyAccount(channel(shop)).shop()
    assert (found.missing_scopes, found.country) == ((), "")
    assert len(shop.calls) == 1
