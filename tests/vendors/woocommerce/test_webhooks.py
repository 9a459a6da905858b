"""WebhookReceiver and Webhooks."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest

from app.ports.storefront import HintKind
from app.ports.vendor import Remedy, VendorError
from app.vendors.woocommerce.webhooks import TOPICS, WooReceiver, WooWebhooks
from tests.vendors.woocommerce.answers import error
from tests.vendors.woocommerce.shop import Shop

BODY = b'{"id":727,"status":"processing","total":"29.35"}'
# HMAC-SHA256 of BODY under "s3cret", computed with OpenSSL: openssl dgst -sha256 -hmac s3cret -binary | base64
SIGNATURE = "GmnWRtrgUw8Iep3nvNfE4bpIrewobYNd52tpvPkvLgU="
HERE = "https://ksap.example/hooks/c-1"


def headers(**changes: str) -> dict[str, str]:
    told = {
        "topic": "order.updated",
        "resource": "order",
        "event": "updated",
        "id": "142",
        "delivery-id": "d1e2",
        "signature": SIGNATURE,
    }
    return {f"x-wc-webhook-{k}": v for k, v in (told | {k.replace("_", "-"): v for k, v in changes.items()}).items()}


def test_a_known_signature() -> None:
    delivery = WooReceiver.verify(headers(), BODY, "s3cret")
    assert delivery is not None and delivery.topic == "order.updated"
    assert delivery.delivery_id == "142:d1e2:" + hashlib.sha256(BODY).hexdigest()[:16]


@pytest.mark.parametrize(
    ("given", "raw", "secret"),
    [
        (headers(), BODY + b" ", "s3cret"),
        (headers(), BODY, "other"),
        (headers(), BODY, ""),
        (headers(signature=""), BODY, "s3cret"),
        (headers(signature="ä" * 10), BODY, "s3cret"),
        (headers(signature=SIGNATURE.lower()), BODY, "s3cret"),
        ({}, BODY, "s3cret"),
        ({"x-wc-webhook-signature": SIGNATURE}, BODY, "s3cret"),
        ({}, b"webhook_id=7", "s3cret"),
    ],
)
def test_anything_else_is_no_delivery(given: dict[str, str], raw: bytes, secret: str) -> None:
    assert WooReceiver.verify(given, raw, secret) is None


def test_an_empty_secret_verifies_nothing_even_if_it_signed() -> None:
    signed = base64.b64encode(hmac.new(b"", BODY, hashlib.sha256).digest()).decode()
    assert WooReceiver.verify(headers(signature=signed), BODY, "") is None


def test_deliveries_of_one_second_are_told_apart_and_repeats_are_not() -> None:
    """The shop's own delivery id is the same for all deliveries of a webhook within a second."""

    def identity(raw: bytes) -> str:
        signed = base64.b64encode(hmac.new(b"s3cret", raw, hashlib.sha256).digest()).decode()
        delivery = WooReceiver.verify(headers(signature=signed), raw, "s3cret")
        assert delivery is not None
        return delivery.delivery_id

    assert identity(b'{"id":1}') != identity(b'{"id":2}')
    assert identity(b'{"id":1}') == identity(b'{"id":1}')


def test_a_ping_is_seen_for_what_it_is() -> None:
    assert WooReceiver.read("", b"webhook_id=7").kind is HintKind.PING


async def test_registering_twice_leaves_one_active_webhook_per_topic() -> None:
    shop = Shop()
    hooks = WooWebhooks(shop.channel())
    first = await hooks.register(HERE, "s3cret")
    assert sorted(w.topic for w in first) == sorted(TOPICS) and all(w.active and w.address == HERE for w in first)
    assert {w["secret"] for w in shop.webhooks.values()} == {"s3cret"}
    assert await hooks.register(HERE, "s3cret") == first and len(shop.webhooks) == len(TOPICS) == 8
    assert hooks.signing_secret("generated") == "generated"


async def test_disabled_paused_doubled_moved_and_missing_ones_are_repaired() -> None:
    shop = Shop()
    hooks = WooWebhooks(shop.channel())
    await hooks.register(HERE, "old")
    keys = list(shop.webhooks)
    shop.webhooks[keys[0]]["status"] = "disabled"
    shop.webhooks[keys[1]]["status"] = "paused"
    shop.webhooks[keys[2]]["delivery_url"] = "https://old.example/hooks"
    del shop.webhooks[keys[3]]
    shop.webhooks[9000] = {**shop.webhooks[keys[4]], "id": 9000}
    shop.webhooks[901] = {
        "id": 901,
        "name": "KSAP other-connection order.created",
        "topic": "order.created",
        "delivery_url": "https://b.example",
        "status": "active",
    }
    shop.webhooks[902] = {
        "id": 902,
        "name": "ERP",
        "topic": "order.created",
        "delivery_url": "https://erp.example",
        "status": "disabled",
    }
    shop.webhooks[903] = {
        "id": 903,
        "name": "typed by hand",
        "topic": "coupon.created",
        "delivery_url": HERE,
        "status": "active",
    }
    after = await hooks.register(HERE, "new")
    assert sorted(w.topic for w in after) == sorted(TOPICS) and all(w.active for w in after)
    assert {w["secret"] for w in shop.webhooks.values() if w["delivery_url"] == HERE} == {"new"}
    assert {901, 902} <= set(shop.webhooks) and not {9000, 903, keys[2]} & set(shop.webhooks)
    assert shop.webhooks[902]["status"] == "disabled"


async def test_ours_are_listed_and_removed_without_complaint_about_gone_ones() -> None:
    shop = Shop()
    hooks = WooWebhooks(shop.channel())
    await hooks.register(HERE, "s")
    shop.webhooks[902] = {
        "id": 902,
        "name": "ERP",
        "topic": "order.created",
        "delivery_url": "https://erp.example",
        "status": "active",
    }
    ours = await hooks.registered()
    assert len(ours) == 8
    await hooks.remove([*(w.external_id for w in ours), "424242", "x"])
    assert list(shop.webhooks) == [902]
    await hooks.remove([])


async def test_a_shop_that_does_not_keep_them_is_not_believed() -> None:
    shop = Shop()
    shop.after = lambda call, _: shop.webhooks.clear() if call.method == "POST" else None
    with pytest.raises(VendorError) as failure:
        await WooWebhooks(shop.channel()).register(HERE, "s")
    assert failure.value.remedy is Remedy.RETRY and len(failure.value.details["topics"]) == 8


async def test_a_read_only_key_cannot_register() -> None:
    shop = Shop()
    shop.before = lambda call: (
        error(401, "woocommerce_rest_authentication_error", "No write.") if call.method == "POST" else None
    )
    with pytest.raises(VendorError) as failure:
        await WooWebhooks(shop.channel()).register(HERE, "s")
    assert failure.value.remedy is Remedy.RECONNECT
