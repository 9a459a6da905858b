"""Account, Authorisation and the manifest."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest

from app.kernel.errors import Conflict, Invalid
from app.kernel.transport import VendorAnswer
from app.ports import storefront
from app.ports.vendor import AuthKind, Credentials, Environment, FieldKind, Remedy, VendorError
from app.vendors.woocommerce import VENDOR
from app.vendors.woocommerce.account import WooAccount
from app.vendors.woocommerce.auth import WooAuthorisation, state_of
from tests.vendors.woocommerce.answers import Call, error, page
from tests.vendors.woocommerce.shop import KEY, SECRET, Shop

EMPTY = Credentials(auth="authorize", environment=Environment.LIVE, public={"site_url": "https://shop.example"}, secrets={})
POSTED = {"key_id": 1, "user_id": "state-1", "consumer_key": KEY, "consumer_secret": SECRET, "key_permissions": "read_write"}


async def test_the_shop() -> None:
    shop = Shop()
    told = await WooAccount(shop.channel()).shop()
    assert (told.name, told.currency, told.country, told.domain) == ("Harbour & Co", "EUR", "DE", "shop.example")
    assert told.scopes == ("read", "write") and told.missing_scopes == ()
    assert not shop.calls[0].headers  # WordPress's own index is public
    assert await WooAccount(shop.channel()).refresh() is None


async def test_a_read_only_key_lacks_writing() -> None:
    def read_only(call: Call) -> VendorAnswer | None:
        return error(401, "woocommerce_rest_authentication_error", "No write permission.") if call.method == "POST" else None

    told = await WooAccount(Shop(before=read_only).channel()).shop()
    assert told.scopes == ("read",) and told.missing_scopes == ("write",)


async def test_a_hidden_index_is_no_obstacle() -> None:
    shop = Shop()
    shop.before = lambda call: error(401, "rest_not_logged_in") if call.path == "" else None
    assert (await WooAccount(shop.channel()).shop()).name == "shop.example"


@pytest.mark.parametrize(
    ("given", "remedy"),
    [
        (error(401, "woocommerce_rest_authentication_error", "Consumer secret is invalid."), Remedy.RECONNECT),
        (page(404), Remedy.RETRY),
        (page(503), Remedy.RETRY),
    ],
)
async def test_what_stands_in_the_way(given: VendorAnswer, remedy: Remedy) -> None:
    with pytest.raises(VendorError) as failure:
        await WooAccount(Shop(before=lambda call: given if call.path else None).channel()).shop()
    assert failure.value.remedy is remedy


async def test_keys_refused_at_another_address_than_the_shops_own_name_that() -> None:
    refusing = lambda call: error(401, "woocommerce_rest_authentication_error") if call.path else None  # noqa: E731
    with pytest.raises(VendorError) as failure:
        await WooAccount(Shop(base_url="http://shop.example", before=refusing).channel()).shop()
    assert "calls itself https://shop.example" in failure.value.message and failure.value.remedy is Remedy.RECONNECT
    with pytest.raises(VendorError) as plain:
        await WooAccount(Shop(before=refusing).channel()).shop()
    assert "calls itself" not in plain.value.message


async def test_wordpress_without_woocommerce_says_so() -> None:
    shop = Shop()
    shop.site["namespaces"] = ["wp/v2"]
    with pytest.raises(VendorError) as failure:
        await WooAccount(shop.channel()).shop()
    assert "not active" in failure.value.message and len(shop.calls) == 1


# ── sign-in ─────────────────────────────────────────────────────────────────────────────────────────────


def start(callback: str = "https://ksap.example/callback", environment: Environment = Environment.LIVE) -> str:
    credentials = Credentials(auth="authorize", environment=environment, public={}, secrets={})
    back = "https://ksap.example/back?a=1&b=ü"
    return WooAuthorisation().start(
        credentials, base_url="https://shop.example/store", state="s t&te", return_url=back, callback_url=callback
    )


def test_the_address_to_approve_at() -> None:
    parts = urlsplit(start())
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://shop.example/store/wc-auth/v1/authorize"
    assert parse_qs(parts.query) == {
        "app_name": ["KSAP"],
        "scope": ["read_write"],
        "user_id": ["s t&te"],
        "return_url": ["https://ksap.example/back?a=1&b=ü"],
        "callback_url": ["https://ksap.example/callback"],
    }


def test_live_shops_post_keys_to_https_only() -> None:
    with pytest.raises(Invalid):
        start("http://ksap.example/callback")
    assert start("http://127.0.0.1:8000/callback", Environment.SANDBOX)


async def finish(shop: Shop, body: bytes = b"", **query: str) -> object:
    return await WooAuthorisation().finish(
        EMPTY, base_url=shop.base_url, transport=shop, query=query, body=body, return_url="https://ksap.example/back"
    )


async def test_posted_keys_are_tried_and_kept() -> None:
    shop = Shop()
    grant = await finish(shop, json.dumps(POSTED).encode())
    assert grant.credentials.secrets == {"consumer_key": KEY, "consumer_secret": SECRET}  # type: ignore[attr-defined]
    assert grant.credentials.scopes == ("read", "write") and grant.credentials.public == EMPTY.public  # type: ignore[attr-defined]
    assert shop.calls[0].path == "wc/v3/settings/general" and SECRET not in repr(grant)


async def test_keys_of_another_shop_are_refused() -> None:
    shop = Shop(before=lambda _: error(401, "woocommerce_rest_authentication_error"))
    with pytest.raises(VendorError) as failure:
        await finish(shop, json.dumps(POSTED).encode())
    assert failure.value.remedy is Remedy.RECONNECT


@pytest.mark.parametrize("body", [b"x", b"[]", b"{}", json.dumps({**POSTED, "consumer_secret": None}).encode()])
async def test_a_malformed_post(body: bytes) -> None:
    with pytest.raises(Invalid):
        await finish(Shop(), body)


async def test_a_lesser_grant_a_denial_and_an_early_return() -> None:
    with pytest.raises(Conflict) as lesser:
        await finish(Shop(), json.dumps({**POSTED, "key_permissions": "read"}).encode())
    assert lesser.value.details == {"granted": "read"}
    with pytest.raises(Conflict) as denied:
        await finish(Shop(), success="0", user_id="state-1")
    assert "declined" in denied.value.message
    with pytest.raises(Conflict) as early:
        await finish(Shop(), success="1", user_id="state-1")
    assert "not arrived" in early.value.message


def test_the_state_comes_back_either_way() -> None:
    assert state_of({}, json.dumps(POSTED).encode()) == "state-1"
    assert state_of({"success": "1", "user_id": "state-1"}, b"") == "state-1"
    assert state_of({}, b"nonsense") == "" == state_of({}, b"[1]") == state_of({}, b"")


# ── the manifest ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "live", "played"),
    [
        ("https://shop.example", "https://shop.example", "shop"),
        (" Shop.Example/store/ ", "https://shop.example/store", "shop"),
        ("https://www.oak.example/wp-admin/index.php", "https://www.oak.example", "oak"),
        ("https://oak.example/shop/wp-json/wc/v3?x=1#y", "https://oak.example/shop", "oak"),
        ("http://oak.example:8080", "http://oak.example:8080", "oak"),
        ("https://oak.example/woocommerce/elm", "https://oak.example/woocommerce/elm", "elm"),
        ("oak", "https://oak", "oak"),
    ],
)
def test_addresses(typed: str, live: str, played: str) -> None:
    public = {"site_url": typed}
    assert VENDOR.base_url(public, Environment.LIVE, "") == live
    assert VENDOR.base_url(public, Environment.SANDBOX, "http://127.0.0.1:9/") == f"http://127.0.0.1:9/woocommerce/{played}"


@pytest.mark.parametrize("typed", ["", "ftp://oak.example", "https://", "https://user:pw@oak.example"])
def test_what_is_no_address(typed: str) -> None:
    with pytest.raises(Invalid) as wrong:
        VENDOR.base_url({"site_url": typed}, Environment.LIVE, "")
    assert wrong.value.details["field"] == "site_url"


def test_the_manifest_offers_every_port_of_a_store() -> None:
    ports = ("ProductSource", "ListingSink", "StockSink", "OrderSource", "FulfilmentSink", "WebhookReceiver", "Webhooks")
    for name in ports:
        assert VENDOR.offer(getattr(storefront, name)) is not None, name
    assert [(m.slug, m.kind) for m in VENDOR.auth] == [("authorize", AuthKind.CALLBACK), ("keys", AuthKind.TOKEN)]
    fields = {f.name: f for f in VENDOR.method("keys").fields}
    assert fields["consumer_secret"].kind is FieldKind.SECRET and all(f.help and f.label for f in fields.values())
    assert re.fullmatch(fields["consumer_key"].pattern, KEY) and re.fullmatch(fields["consumer_secret"].pattern, SECRET)
    assert re.fullmatch(fields["site_url"].pattern, "https://shop.example/store")
    assert ElementTree.fromstring(VENDOR.logo).tag.endswith("svg")
