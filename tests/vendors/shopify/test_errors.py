"""What each refusal means, and that throttling and personal data are dealt with before anyone hears of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.kernel import clock
from app.kernel.transport import VendorAnswer
from app.ports.vendor import Remedy, VendorError
from app.vendors.shopify import VENDOR, documents
from app.vendors.shopify.errors import REMEDIES
from app.vendors.shopify.wire import Admin
from tests.vendors.contracts import GraphQL
from tests.vendors.shopify.fake import BASE, SCHEMA, TOKEN, FakeShopify, answer, channel, connection, error, problems

CURRENCY = {"shop": {"currencyCode": "EUR"}}

STATUSES = [
    (400, Remedy.OURS_TO_FIX),
    (401, Remedy.RECONNECT),
    (402, Remedy.WAIT),
    (403, Remedy.RECONNECT),
    (404, Remedy.RECONNECT),
    (406, Remedy.OURS_TO_FIX),
    (422, Remedy.OURS_TO_FIX),
    (423, Remedy.WAIT),
    (429, Remedy.WAIT),
    (430, Remedy.WAIT),
    (500, Remedy.RETRY),
    (502, Remedy.RETRY),
    (503, Remedy.RETRY),
    (504, Remedy.RETRY),
    (540, Remedy.RETRY),
]
CODES = [
    ("ACCESS_DENIED", Remedy.RECONNECT),
    ("SHOP_INACTIVE", Remedy.WAIT),
    ("INTERNAL_SERVER_ERROR", Remedy.RETRY),
    ("MAX_COST_EXCEEDED", Remedy.OURS_TO_FIX),
    ("BAD_REQUEST", Remedy.OURS_TO_FIX),
    ("INVALID_VARIABLE", Remedy.OURS_TO_FIX),
    ("SOMETHING_NEW", Remedy.OURS_TO_FIX),
]
USER_CODES = [
    ("", Remedy.SKIP),
    ("TOO_LONG", Remedy.SKIP),
    ("PRODUCT_VARIANT_DOES_NOT_EXIST", Remedy.SKIP),
    ("SOMETHING_NEW", Remedy.OURS_TO_FIX),
]


async def _refusal(told: VendorAnswer) -> VendorError:
    with pytest.raises(VendorError) as caught:
        await Admin(channel(FakeShopify({"currency": lambda _: told}))).run(documents.CURRENCY)
    return caught.value


@pytest.mark.parametrize(("status", "remedy"), STATUSES)
async def test_status_decides(status: int, remedy: Remedy) -> None:
    refusal = await _refusal(answer({"errors": "[API] said so"}, status))
    assert (refusal.remedy, refusal.http_status, refusal.vendor_message) == (remedy, status, "[API] said so")
    assert VENDOR.remedy_for(answer(b"", status)) is remedy


@pytest.mark.parametrize(("code", "remedy"), CODES)
async def test_code_decides(code: str, remedy: Remedy) -> None:
    refusal = await _refusal(error(code, "Throttled ACCESS_DENIED, says the message, and it does not count"))
    assert (refusal.remedy, refusal.vendor_code) == (remedy, code)


@pytest.mark.parametrize(("code", "remedy"), USER_CODES)
async def test_user_error_code_decides(code: str, remedy: Remedy) -> None:
    told = {"productVariantsBulkUpdate": {"product": None, "userErrors": problems((code, "No."), field="variants")}}
    if not code:
        told["productVariantsBulkUpdate"]["userErrors"][0]["code"] = None
    shop = FakeShopify({"variants_update": lambda _: answer({"data": told})})
    with pytest.raises(VendorError) as caught:
        variables = {"productId": "gid://shopify/Product/1", "variants": []}
        await Admin(channel(shop)).mutate(documents.VARIANTS_UPDATE, variables, "productVariantsBulkUpdate", "it")
    assert caught.value.remedy is remedy
    assert caught.value.vendor_message == "No."
    assert caught.value.details["field"] == "variants"


def test_codes_in_the_table_are_shopifys() -> None:
    """A misspelt code would silently fall to the default."""
    types = GraphQL(*SCHEMA).schema.type_map
    known = {v for name, t in types.items() if name.endswith("ErrorCode") for v in getattr(t, "values", {})}
    ours = {"USER_ERROR", "MALFORMED_ANSWER", "NO_ACCESS_TOKEN", "TOKEN_REFUSED", "TOKEN_EXPIRED", "NOT_FULFILLABLE"}
    top = {"THROTTLED", "ACCESS_DENIED", "SHOP_INACTIVE", "INTERNAL_SERVER_ERROR", "TIMEOUT", "MAX_COST_EXCEEDED"}
    assert {c for c in REMEDIES if isinstance(c, str)} - known - ours - top == set()


def test_every_code_of_our_mutations_is_judged() -> None:
    types = GraphQL(*SCHEMA).schema.type_map
    for name in ("InventorySetQuantitiesUserErrorCode", "BulkOperationUserErrorCode"):
        codes = set(getattr(types[name], "values", {}))
        assert codes - set(REMEDIES) <= {"INVALID"}, name


async def test_a_page_instead_of_json_is_tried_again() -> None:
    assert (await _refusal(answer(b"<html>Oops</html>"))).remedy is Remedy.RETRY
    assert (await _refusal(answer(b"[]"))).remedy is Remedy.RETRY
    assert (await _refusal(answer({"data": None}))).remedy is Remedy.RETRY
    assert (await _refusal(answer(b"<html>", 404))).vendor_message == ""


async def test_bare_string_errors_of_the_gateway() -> None:
    refusal = await _refusal(answer({"errors": "Not now"}))
    assert (refusal.remedy, refusal.vendor_message) == (Remedy.OURS_TO_FIX, "Not now")


async def test_retry_after_is_kept() -> None:
    assert (await _refusal(answer({}, 429, {"retry-after": "2.5"}))).retry_after == 2.5
    assert (await _refusal(answer({}, 429, {"retry-after": "soon"}))).retry_after is None


def _throttled(available: float) -> VendorAnswer:
    bucket = {"maximumAvailable": 2000, "currentlyAvailable": available, "restoreRate": 100}
    cost = {"requestedQueryCost": 300, "actualQueryCost": None, "throttleStatus": bucket}
    told = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
    return answer({"errors": [told], "extensions": {"cost": cost}})


async def test_throttled_is_sent_again_at_its_true_cost() -> None:
    left = [_throttled(50), _throttled(100)]
    shop = FakeShopify({"currency": lambda _: left.pop() if left else CURRENCY})
    reply = await Admin(channel(shop)).run(documents.CURRENCY)
    assert reply.data == CURRENCY
    assert [c.cost for c in shop.calls] == [1, 300, 300]
    assert shop.observed[:2] == [(100, 2000, 100), (50, 2000, 100)]


async def test_throttled_for_good_tells_when() -> None:
    shop = FakeShopify({"currency": lambda _: _throttled(50)})
    with pytest.raises(VendorError) as caught:
        await Admin(channel(shop)).run(documents.CURRENCY)
    assert (caught.value.remedy, caught.value.retry_after) == (Remedy.WAIT, 2.5)
    assert len(shop.calls) == 4


async def test_costs_are_learned() -> None:
    shop = FakeShopify({"currency": lambda _: CURRENCY}, cost=7, available=1500)
    admin = Admin(channel(shop))
    await admin.run(documents.CURRENCY)
    await admin.run(documents.CURRENCY)
    assert [c.cost for c in shop.calls] == [1, 7]
    assert shop.observed[-1] == (1500, 2000, 100)
    assert shop.calls[0].headers["x-shopify-access-token"] == "shpat_1"
    assert shop.calls[0].repeatable is True


async def test_withheld_personal_data_does_not_cost_the_order() -> None:
    denied = {"message": "no", "path": ["nodes", 0, "customer"], "extensions": {"code": "ACCESS_DENIED"}}
    told = {"data": {"nodes": [None]}, "errors": [denied]}
    shop = FakeShopify({"orders_by_id": lambda _: answer(told)})
    assert await Admin(channel(shop)).nodes(documents.ORDERS_BY_ID, ["gid://shopify/Order/1"], batch=5) == []
    denied["path"] = ["nodes", 0, "lineItems"]
    with pytest.raises(VendorError) as caught:
        await Admin(channel(shop)).nodes(documents.ORDERS_BY_ID, ["gid://shopify/Order/1"], batch=5)
    assert caught.value.remedy is Remedy.RECONNECT


async def test_denied_altogether_is_no_withheld_detail() -> None:
    denied = {"message": "no", "path": ["customer"], "extensions": {"code": "ACCESS_DENIED"}}
    refusal = await _refusal(answer({"data": None, "errors": [denied]}))
    assert refusal.remedy is Remedy.RECONNECT


async def test_named_reads_shrink_until_shopify_can_pay() -> None:
    def shop_says(variables: Any) -> Any:
        if len(variables["ids"]) > 2:
            return error("MAX_COST_EXCEEDED")
        return {"nodes": [{"id": i, "tracked": True, "inventoryLevels": connection([])} for i in variables["ids"]]}

    shop = FakeShopify({"inventory_items_by_id": shop_says})
    ids = [f"gid://shopify/InventoryItem/{n}" for n in range(5)]
    found = await Admin(channel(shop)).nodes(documents.ITEMS_BY_ID, [*ids, ids[0]], batch=10)
    assert [n["id"] for n in found] == ids
    assert [len(c.variables["ids"]) for c in shop.calls] == [5, 2, 2, 1]


async def test_no_token_asks_for_a_reconnect() -> None:
    bare = replace(TOKEN, secrets={"client_secret": "hush"})
    with pytest.raises(VendorError) as caught:
        await Admin(channel(FakeShopify(), bare)).run(documents.CURRENCY)
    assert caught.value.remedy is Remedy.RECONNECT


async def test_an_expired_install_token_is_no_dead_connection() -> None:
    now = datetime(2026, 8, 1, tzinfo=UTC)
    spent = replace(TOKEN, auth="oauth", expires_at=now)
    with clock.frozen(now), pytest.raises(VendorError) as caught:
        await Admin(channel(FakeShopify(), spent)).run(documents.CURRENCY)
    assert caught.value.remedy is Remedy.RETRY


APP = replace(TOKEN, auth="client_credentials", public={"shop": "my-store", "client_id": "id-1"})


async def test_client_credentials_make_their_own_token() -> None:
    now = datetime(2026, 8, 1, tzinfo=UTC)
    made: list[str] = []

    def token(form: Any) -> Any:
        assert form == {"client_id": "id-1", "client_secret": "hush", "grant_type": "client_credentials"}
        made.append(f"shpat_{len(made) + 2}")
        return {"access_token": made[-1], "scope": "read_products", "expires_in": 86399}

    shop = FakeShopify({"currency": lambda _: CURRENCY}, {f"POST {BASE}/admin/oauth/access_token": token})
    with clock.frozen(now):
        admin = Admin(channel(shop, replace(APP, secrets={"client_secret": "hush"})))
        await admin.run(documents.CURRENCY)
        await admin.run(documents.CURRENCY)
    assert len(made) == 1
    with clock.frozen(now + timedelta(days=1)):
        await admin.run(documents.CURRENCY)
    assert [c.headers["x-shopify-access-token"] for c in shop.named("currency")] == ["shpat_2", "shpat_2", "shpat_3"]


async def test_a_client_credentials_token_revoked_early_is_replaced_once() -> None:
    def shop_says(_: Any) -> Any:
        return answer({"errors": "[API] Invalid API key or access token"}, 401)

    page = {f"POST {BASE}/admin/oauth/access_token": lambda _: {"access_token": "shpat_9", "expires_in": 86399}}
    shop = FakeShopify({"currency": shop_says}, page)
    with pytest.raises(VendorError) as caught:
        await Admin(channel(shop, APP)).run(documents.CURRENCY)
    assert caught.value.remedy is Remedy.RECONNECT
    assert [c.headers["x-shopify-access-token"] for c in shop.named("currency")] == ["shpat_1", "shpat_9"]
