"""Signing, repeating and understanding refusals."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import pytest

from app.kernel.transport import Unreachable, VendorAnswer
from app.ports.vendor import Remedy, VendorError
from app.vendors.woocommerce import VENDOR, client, signing
from app.vendors.woocommerce.client import Client
from app.vendors.woocommerce.errors import REMEDIES, refusal, remedy
from tests.vendors.woocommerce.answers import Call, answer, error, page
from tests.vendors.woocommerce.shop import KEY, SECRET, Shop

SETTINGS = "wc/v3/settings/general"


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """No host is remembered, no pause is waited for."""
    client._headerless.clear()
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return waited


async def test_over_tls_the_keys_travel_in_the_header_only() -> None:
    shop = Shop()
    await Client(shop.channel()).get(SETTINGS, purpose="t")
    assert shop.calls[0].headers == {"Authorization": signing.basic(KEY, SECRET)}
    assert shop.calls[0].query == {}


async def test_a_host_that_drops_the_header_gets_the_keys_in_the_query_and_is_remembered() -> None:
    def anonymous(call: Call) -> VendorAnswer | None:
        keyed = call.query.get("consumer_key") == KEY and call.query.get("consumer_secret") == SECRET
        return None if keyed else error(401, "woocommerce_rest_cannot_view")

    shop = Shop(before=anonymous)
    assert await Client(shop.channel()).get(SETTINGS, purpose="t")
    assert [("Authorization" in c.headers) for c in shop.calls] == [True, False]
    await Client(shop.channel()).get(SETTINGS, purpose="t")
    assert len(shop.calls) == 3 and not shop.calls[2].headers


async def test_wrong_keys_stay_refused_with_the_shops_own_words() -> None:
    shop = Shop(before=lambda _: error(401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources."))
    with pytest.raises(VendorError) as refused:
        await Client(shop.channel()).get(SETTINGS, purpose="t")
    assert refused.value.remedy is Remedy.RECONNECT
    assert refused.value.vendor_message == "Sorry, you cannot list resources."
    assert refused.value.vendor_code == "woocommerce_rest_cannot_view"
    assert not client._headerless


async def test_a_wrong_secret_is_not_tried_in_the_query() -> None:
    shop = Shop(before=lambda _: error(401, "woocommerce_rest_authentication_error", "Consumer secret is invalid."))
    with pytest.raises(VendorError):
        await Client(shop.channel()).get(SETTINGS, purpose="t")
    assert len(shop.calls) == 1


async def test_over_http_every_call_is_signed_and_never_carries_the_secret() -> None:
    shop = Shop(base_url="http://127.0.0.1:9/woocommerce/oak")
    await Client(shop.channel()).get("wc/v3/orders", {"status": "any", "per_page": 100}, purpose="t")
    call = shop.calls[0]
    assert not call.headers and SECRET not in str(call)
    given = call.query.pop("oauth_signature")
    url = "http://127.0.0.1:9/woocommerce/oak/wp-json/wc/v3/orders"
    assert given == signing.signature(signing.base_string("GET", url, call.query), SECRET)


@pytest.mark.parametrize("method", ["GET", "PUT"])
async def test_a_signed_call_is_repeated_with_a_nonce_of_its_own(method: str) -> None:
    answers = [Unreachable("lost", reason="lost", sent=True), None]
    shop = Shop(base_url="http://127.0.0.1:9/x", before=lambda _: answers.pop(0))
    shop.add_order()
    key = next(iter(shop.orders))
    connector = Client(shop.channel())
    if method == "GET":
        await connector.get(f"wc/v3/orders/{key}", purpose="t")
    else:
        await connector.write("PUT", f"wc/v3/orders/{key}", {"status": "completed"}, purpose="t")
    first, second = shop.calls
    assert first.query["oauth_nonce"] != second.query["oauth_nonce"]
    assert first.repeatable is False


async def test_a_failing_server_is_given_four_chances_and_the_time_it_asks_for(pauses: list[float]) -> None:
    answers = [page(503, retry_after="7"), page(500), page(503), page(502)]
    shop = Shop(base_url="http://127.0.0.1:9/x", before=lambda _: answers.pop(0))
    with pytest.raises(VendorError) as failure:
        await Client(shop.channel()).get("wc/v3/orders", purpose="t")
    assert failure.value.http_status == 502 and pauses == [7, 1.0, 2.0]
    assert len({c.query["oauth_nonce"] for c in shop.calls}) == 4


async def test_a_shop_that_asks_for_long_is_not_waited_for(pauses: list[float]) -> None:
    shop = Shop(base_url="http://127.0.0.1:9/x", before=lambda _: page(503, retry_after="600"))
    with pytest.raises(VendorError) as failure:
        await Client(shop.channel()).get("wc/v3/orders", purpose="t")
    assert failure.value.retry_after == 600 and not pauses and len(shop.calls) == 1


async def test_a_signed_post_is_not_repeated() -> None:
    shop = Shop(base_url="http://127.0.0.1:9/x", before=lambda _: Unreachable("lost", reason="lost", sent=True))
    with pytest.raises(Unreachable):
        await Client(shop.channel()).write("POST", "wc/v3/orders/1/notes", {"note": "x"}, purpose="t")
    assert len(shop.calls) == 1


async def test_what_never_arrived_is_left_to_the_transport() -> None:
    shop = Shop(base_url="http://127.0.0.1:9/x", before=lambda _: Unreachable("no", reason="connect", sent=False))
    with pytest.raises(Unreachable):
        await Client(shop.channel()).get("wc/v3/orders", purpose="t")
    assert len(shop.calls) == 1


async def test_numbers_are_exact_and_a_byte_order_mark_is_no_reason_to_fail() -> None:
    body = b'\xef\xbb\xbf{"price": 16.80672268907563, "n": 3}'
    shop = Shop(before=lambda _: VendorAnswer(200, {}, body))
    data = await Client(shop.channel()).get("wc/v3/orders/1", purpose="t")
    assert data == {"price": Decimal("16.80672268907563"), "n": 3}


async def test_an_absent_route_is_asked_for_once() -> None:
    shop = Shop(lacks={"refunds"})
    connector = Client(shop.channel())
    for _ in range(2):
        assert await connector.optional("refunds", "wc/v3/refunds", purpose="t") is None
    assert len(shop.calls) == 1


async def test_a_missing_thing_is_not_a_missing_route() -> None:
    with pytest.raises(VendorError) as refused:
        await Client(Shop().channel()).optional("x", "wc/v3/orders/77", purpose="t")
    assert refused.value.remedy is Remedy.SKIP


CASES = [
    (error(401, "woocommerce_rest_authentication_error"), Remedy.RECONNECT),
    (error(403, "woocommerce_rest_cannot_edit"), Remedy.RECONNECT),
    (error(404, "rest_no_route"), Remedy.RETRY),
    (error(404, "woocommerce_rest_product_invalid_id"), Remedy.SKIP),
    (error(400, "product_invalid_sku"), Remedy.SKIP),
    (error(400, "rest_invalid_param"), Remedy.OURS_TO_FIX),
    (error(413, "woocommerce_rest_request_entity_too_large"), Remedy.OURS_TO_FIX),
    (error(500, "internal_server_error"), Remedy.RETRY),
    (error(429, "too_many"), Remedy.WAIT),
    (page(200), Remedy.RETRY),
    (page(301, location="https://www.shop.example/"), Remedy.RETRY),
    (page(401), Remedy.RETRY),
    (page(403), Remedy.RETRY),
    (page(404), Remedy.RETRY),
    (page(429), Remedy.WAIT),
    (page(502), Remedy.RETRY),
    (page(503), Remedy.RETRY),
    (page(405), Remedy.OURS_TO_FIX),
    (answer(200, "text"), Remedy.RETRY),
]


@pytest.mark.parametrize(
    ("given", "expected"), CASES, ids=lambda v: f"{v.status}-{v.body[:40]!r}" if hasattr(v, "body") else ""
)
def test_refusals(given: VendorAnswer, expected: Remedy) -> None:
    failure = refusal(given)
    assert failure.remedy is expected
    assert failure.http_status == given.status
    assert failure.message.endswith(".") or "HTTP" in failure.message


def test_a_page_names_what_to_look_at() -> None:
    assert "Permalinks" in refusal(page(404)).message
    assert "https://www.shop.example/" in refusal(page(301, location="https://www.shop.example/")).message
    assert "firewall" in refusal(page(403)).message


def test_the_time_to_wait() -> None:
    assert refusal(page(503, retry_after="120")).retry_after == 120
    assert refusal(page(429, retry_after="Wed, 21 Oct 2015 07:28:00 GMT")).retry_after == 0
    assert refusal(page(429, retry_after="soon")).retry_after is None


def test_our_verdicts_are_the_manifests() -> None:
    for code in [*(c for c in REMEDIES if isinstance(c, str)), "", "unknown"]:
        for status in (400, 401, 403, 404, 408, 409, 425, 429, 500, 503):
            given = VendorAnswer(status, {}, b"")
            assert remedy(status, code) is VENDOR.remedy_for(given, code)


def test_an_error_never_shows_the_keys() -> None:
    shown = f"{Shop().channel()!r}"
    assert SECRET not in shown and KEY not in shown
