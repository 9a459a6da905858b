"""Orders that come in and what becomes of them: status, stock, money, notes, refunds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.sandbox.shipping import Return
from app.sandbox.shop import Address, Shop
from app.sandbox.stage import Stage
from app.sandbox.world import Cart, CartLine
from tests.sandbox.support import Clock, variant_id
from tests.sandbox.woocommerce.support import Woo
from tests.sandbox.woocommerce.test_products import error, variant

BERLIN = {"first_name": "Ada", "last_name": "Byron", "address_1": "Linienstraße 1", "city": "Berlin", "postcode": "10115",
          "country": "DE", "email": "ada@example.com", "phone": "+49 30 23125 001"}  # fmt: skip


@pytest.fixture
def paid(stage: Stage, shop: Shop) -> int:
    """Two teas and a cup to Berlin, 4.90 for the delivery, paid by card: 21.80 + 4.90 net, 5.07 tax."""
    lines = [CartLine(variant_id(shop, "TEA-50"), 2), CartLine(variant_id(shop, "CUP"), 1)]
    cart = Cart(lines, email="ada@example.com", shipping=Address("Ada", "Byron", city="Berlin", country="DE"),
                shipping_price=Decimal("4.90"))  # fmt: skip
    return stage.world.place_order(shop, cart).id


async def notes(woo: Woo, order: int) -> list[str]:
    return [note["note"] for note in reversed(await woo.get(f"orders/{order}/notes"))]


async def test_an_order_comes_in(woo: Woo, shop: Shop) -> None:
    made = await woo.send("POST", "orders", {
        "payment_method": "bacs", "payment_method_title": "Bank transfer", "billing": BERLIN, "shipping": BERLIN,
        "customer_id": min(shop.customers), "customer_note": "Ring twice",
        "line_items": [
            {"sku": "TEA-50", "quantity": 2},
            {"product_id": max(shop.products), "quantity": 1, "total": "10.00"},
        ],
        "shipping_lines": [{"method_id": "flat_rate", "method_title": "Parcel", "total": "5.00"}],
        "fee_lines": [{"name": "Wrapping", "total": "2.00"}],
        "meta_data": [{"key": "_source", "value": "phone"}],
    })  # fmt: skip
    assert (made["status"], made["total"], made["total_tax"]) == ("on-hold", "31.89", "5.09")
    assert [(r["sku"], r["quantity"], r["total"]) for r in made["line_items"]] == [("TEA-50", 2, "9.80"), ("CUP", 1, "10.00")]
    assert [(r["name"], r["total"]) for r in made["fee_lines"]] == [("Wrapping", "2.00")]
    assert made["line_items"][0]["price"] == 4.9 and made["line_items"][0]["variation_id"] == variant_id(shop, "TEA-50")
    assert (made["shipping_total"], made["shipping_tax"], made["cart_tax"]) == ("5.00", "0.95", "4.14")
    assert (made["created_via"], made["customer_note"], made["billing"]["city"]) == ("rest-api", "Ring twice", "Berlin")
    assert made["date_paid"] is None and made["needs_payment"] is False and made["payment_method_title"] == "Bank transfer"
    assert variant(shop, "TEA-50").available == 13
    paid = await woo.send("PUT", f"orders/{made['id']}", {"set_paid": True, "transaction_id": "tx-1"})
    assert (paid["status"], paid["transaction_id"], paid["date_paid"]) == ("processing", "tx-1", paid["date_modified"])


async def test_orders_that_are_refused(woo: Woo, shop: Shop) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"line_items": [{"quantity": 1}]}, "woocommerce_rest_required_product_reference"),
        ({"customer_id": 999999}, "woocommerce_rest_invalid_customer_id"),
        ({"shipping_lines": [{"total": "5"}]}, "woocommerce_rest_invalid_shipping_item"),
        ({"fee_lines": [{"total": "5"}]}, "woocommerce_rest_invalid_fee_item"),
        ({"status": "shipped"}, "rest_invalid_param"),
        ({"id": 7}, "woocommerce_rest_shop_order_exists"),
    ]
    for body, code in wrong:
        assert await error(woo, "POST", "orders", body) == (400, code)
    assert await error(woo, "PUT", "orders/999", {}) == (400, "woocommerce_rest_shop_order_invalid_id")
    assert await error(woo, "GET", "orders/999") == (404, "woocommerce_rest_shop_order_invalid_id")
    assert not shop.orders


async def test_an_order_of_nothing_and_one_in_a_batch(woo: Woo, shop: Shop) -> None:
    assert (await woo.send("POST", "orders", {}))["total"] == "0.00"
    done = await woo.send("POST", "orders/batch", {
        "create": [{"line_items": [{"sku": "CUP"}]}, {"line_items": [{"sku": "NONE"}]}],
        "update": [{"id": min(shop.orders), "customer_note": "x"}],
    })  # fmt: skip
    assert done["create"][0]["line_items"][0]["sku"] == "CUP" and done["update"][0]["customer_note"] == "x"
    assert done["create"][1]["error"]["code"] == "woocommerce_rest_required_product_reference"


async def test_lines_of_an_order_change(woo: Woo, shop: Shop, paid: int) -> None:
    before = await woo.get(f"orders/{paid}")
    tea, cup = before["line_items"]
    changed = await woo.send("PUT", f"orders/{paid}", {"line_items": [
        {"id": tea["id"], "quantity": 1}, {"id": cup["id"], "quantity": 0}, {"sku": "TEA-100", "quantity": 1}]})  # fmt: skip
    assert [(r["sku"], r["quantity"]) for r in changed["line_items"]] == [("TEA-50", 1), ("TEA-100", 1)]
    assert changed["total"] == str(shop.orders[paid].total) != before["total"] and variant(shop, "CUP").available == 1
    wrong = {"line_items": [{"id": 999999, "quantity": 1}]}
    assert await error(woo, "PUT", f"orders/{paid}", wrong) == (400, "woocommerce_rest_invalid_item_id")
    moved = await woo.send("PUT", f"orders/{paid}", {"shipping": {"city": "Potsdam"}, "billing": {"email": "b@example.com"}})
    assert (moved["shipping"]["city"], moved["shipping"]["last_name"]) == ("Potsdam", "Byron")
    assert moved["billing"]["email"] == "b@example.com"


async def test_completed_means_that_everything_left(woo: Woo, shop: Shop, paid: int) -> None:
    done = await woo.send("PUT", f"orders/{paid}", {"status": "completed"})
    assert done["status"] == "completed" and done["date_completed"] == done["date_modified"]
    assert shop.orders[paid].fulfilment_state == "fulfilled"
    assert (await notes(woo, paid))[-1] == "Order status changed from Processing to Completed."
    back = await woo.send("PUT", f"orders/{paid}", {"status": "processing"})
    assert back["status"] == "processing" and back["date_completed"] == done["date_completed"]  # the parcel is gone


async def test_the_date_of_completion_outlives_a_refund(woo: Woo, stage: Stage, shop: Shop, paid: int) -> None:
    assert (await woo.get(f"orders/{paid}"))["date_completed"] is None
    stage.world.fulfil(shop, paid)
    done = await woo.get(f"orders/{paid}")
    back = await woo.send("PUT", f"orders/{paid}", {"status": "refunded"})
    assert (done["status"], back["status"]) == ("completed", "refunded")
    assert back["date_completed_gmt"] == done["date_completed_gmt"] is not None


async def test_what_was_never_completed_has_no_date(woo: Woo, stage: Stage, shop: Shop, paid: int, clock: Clock) -> None:
    first, *rest = shop.orders[paid].lines
    stage.world.fulfil(shop, paid, {first.id: first.quantity})
    clock.forward(seconds=5)
    stage.world.refund(shop, paid, [Return(line.id, line.quantity, "cancel") for line in [*rest]])
    await woo.send("PUT", f"orders/{paid}", {"status": "refunded"})
    gone = await woo.get(f"orders/{paid}")
    assert gone["status"] == "refunded" and gone["date_completed"] is None


async def test_cancelled_puts_back_and_keeps_the_money(woo: Woo, shop: Shop, paid: int) -> None:
    assert variant(shop, "TEA-50").available == 13
    gone = await woo.send("PUT", f"orders/{paid}", {"status": "cancelled"})
    assert gone["status"] == "cancelled" and variant(shop, "TEA-50").available == 15
    assert gone["refunds"] == [] and gone["total"] == "31.77"


async def test_refunded_pays_back_what_is_left(woo: Woo, shop: Shop, paid: int) -> None:
    await woo.send("POST", f"orders/{paid}/refunds", {"amount": "1.77"})
    back = await woo.send("PUT", f"orders/{paid}", {"status": "refunded"})
    assert back["status"] == "refunded" and [r["total"] for r in back["refunds"]] == ["-30.00", "-1.77"]
    assert back["total"] == "31.77" and variant(shop, "TEA-50").available == 13  # without lines nothing goes back to stock


async def test_a_status_holds_until_something_happens(woo: Woo, stage: Stage, shop: Shop, paid: int) -> None:
    assert (await woo.send("PUT", f"orders/{paid}", {"status": "on-hold"}))["status"] == "on-hold"
    assert (await woo.get("orders", status="on-hold"))[0]["id"] == paid
    stage.world.fulfil(shop, paid)
    assert (await woo.get(f"orders/{paid}"))["status"] == "completed"


async def test_parts_of_an_order_are_paid_back(woo: Woo, shop: Shop, paid: int) -> None:
    tea, cup = (await woo.get(f"orders/{paid}"))["line_items"]
    body = {
        "reason": "One leaked", "api_refund": False,
        "line_items": [{"id": tea["id"], "quantity": 1, "refund_total": 4.9, "refund_tax": [{"id": 1, "refund_total": 0.93}]}],
    }  # fmt: skip
    made = await woo.send("POST", f"orders/{paid}/refunds", body)
    assert (made["amount"], made["reason"], made["refunded_payment"]) == ("5.83", "One leaked", False)
    line = made["line_items"][0]
    assert (line["quantity"], line["total"], line["total_tax"], line["sku"]) == (-1, "-4.90", "-0.93", "TEA-50")
    assert {m["key"]: m["value"] for m in line["meta_data"]} == {"_refunded_item_id": str(tea["id"])}
    assert variant(shop, "TEA-50").available == 14
    kept = {"amount": "1.00", "line_items": [{"id": cup["id"], "quantity": 1, "refund_total": "1.00"}], "api_restock": False}
    await woo.send("POST", f"orders/{paid}/refunds", kept)
    assert variant(shop, "CUP").available == 0
    order = await woo.get(f"orders/{paid}")
    assert order["status"] == "processing" and order["line_items"][0]["quantity"] == 2 and len(order["refunds"]) == 2
    assert [r["amount"] for r in await woo.get(f"orders/{paid}/refunds")] == ["1.00", "5.83"]
    assert [r["parent_id"] for r in await woo.get("refunds")] == [paid, paid]
    assert len(await woo.get("refunds", parent=paid)) == 2 and await woo.get("refunds", parent=1) == []


async def test_errors_of_refunds_are_the_vendors_own(woo: Woo, paid: int) -> None:
    """Their author passed a bare number for data, so that WordPress answers 500."""
    for body, code, message, number in (
        ({"amount": "99.00"}, "woocommerce_rest_cannot_create_order_refund", "Invalid refund amount.", 500),
        ({"amount": "-1"}, "woocommerce_rest_invalid_order_refund", "Refund amount must be greater than zero.", 400),
    ):
        answer = await woo("POST", f"orders/{paid}/refunds", body)
        assert (answer.status_code, answer.json()) == (500, {"code": code, "message": message, "data": number})
    answer = await woo("POST", "orders/999/refunds", {"amount": "1"})
    assert (answer.status_code, answer.json()["data"]) == (500, 404)
    assert await error(woo, "POST", f"orders/{paid}/refunds", {"amount": 1}) == (400, "rest_invalid_param")


async def test_notes(woo: Woo, paid: int) -> None:
    made = await woo.send("POST", f"orders/{paid}/notes", {"note": "Packed ❤", "customer_note": True})
    assert (made["note"], made["customer_note"], made["author"]) == ("Packed ❤", True, "admin")
    await woo.send("POST", f"orders/{paid}/notes", {"note": "Fragile"})
    assert [n["note"] for n in await woo.get(f"orders/{paid}/notes", type="customer")] == ["Packed ❤"]
    assert [n["note"] for n in await woo.get(f"orders/{paid}/notes")] == ["Fragile", "Packed ❤"]
    assert await error(woo, "DELETE", f"orders/{paid}/notes/{made['id']}") == (501, "woocommerce_rest_trash_not_supported")
    await woo.send("DELETE", f"orders/{paid}/notes/{made['id']}", force="true")
    assert await error(woo, "GET", f"orders/{paid}/notes/{made['id']}") == (404, "woocommerce_rest_invalid_id")
    assert await error(woo, "POST", f"orders/{paid}/notes", {}) == (400, "rest_missing_callback_param")


async def test_bin_and_end_of_an_order(woo: Woo, shop: Shop, paid: int) -> None:
    await woo.send("DELETE", f"orders/{paid}")
    assert await woo.get("orders") == [] and (await woo.get("orders", status="trash"))[0]["status"] == "trash"
    assert await error(woo, "DELETE", f"orders/{paid}") == (410, "woocommerce_rest_already_trashed")
    assert (await woo.send("PUT", f"orders/{paid}", {"status": "processing"}))["status"] == "processing"
    await woo.send("DELETE", f"orders/{paid}", force="true")
    assert await error(woo, "GET", f"orders/{paid}") == (404, "woocommerce_rest_shop_order_invalid_id") and not shop.orders


async def test_what_was_bought_may_be_gone(woo: Woo, shop: Shop, stage: Stage, paid: int) -> None:
    stage.world.delete_product(shop, max(shop.products))
    line = (await woo.get(f"orders/{paid}"))["line_items"][1]
    assert (line["name"], line["product_id"], line["sku"], line["total"]) == ("Cup", 0, None, "12.00")


async def test_prices_with_tax_are_shown_without(woo: Woo, shop: Shop, stage: Stage) -> None:
    shop.taxes_included = True
    lines = [CartLine(variant_id(shop, "TEA-50"), 2)]
    cart = Cart(lines, shipping=Address(country="DE"), shipping_price=Decimal("4.90"), discount_code="TEN",
                discount_kind="percent", discount_value=Decimal(10))  # fmt: skip
    order = await woo.get(f"orders/{stage.world.place_order(shop, cart).id}")
    line = order["line_items"][0]
    assert order["prices_include_tax"] is True and order["total"] == "13.72"
    assert (line["subtotal"], line["subtotal_tax"], line["total"], line["total_tax"]) == ("8.24", "1.56", "7.41", "1.41")
    assert (order["shipping_total"], order["shipping_tax"], order["discount_total"]) == ("4.12", "0.78", "0.83")
    assert [(c["code"], c["discount"], c["discount_type"]) for c in order["coupon_lines"]] == [("ten", "0.83", "percent")]
    precise = await woo.get(f"orders/{order['id']}", dp=4)
    assert precise["total"] == "13.7200"


async def test_customers(woo: Woo, shop: Shop, clock: Clock) -> None:
    made = await woo.send("POST", "customers", {"email": "bob@example.com", "first_name": "Bob", "billing": BERLIN})
    assert (made["username"], made["billing"]["city"], made["role"]) == ("bob", "Berlin", "customer")
    changed = await woo.send("PUT", f"customers/{made['id']}", {"last_name": "Ray", "shipping": {"city": "Jena"}})
    assert (changed["last_name"], changed["shipping"]["city"], changed["billing"]["city"]) == ("Ray", "Jena", "Berlin")
    assert [c["id"] for c in await woo.get("customers", search="ray")] == [made["id"]]
    taken = {"email": "BOB@example.com"}
    assert await error(woo, "POST", "customers", taken) == (400, "registration-error-email-exists")
    assert await error(woo, "POST", "customers", {"email": "bob"}) == (400, "registration-error-invalid-email")
    other = f"customers/{min(shop.customers)}"
    assert await error(woo, "PUT", other, taken) == (400, "woocommerce_rest_customer_invalid_email")
    assert await error(woo, "DELETE", other) == (501, "woocommerce_rest_trash_not_supported")
    await woo.send("DELETE", other, force="true")
    assert await error(woo, "GET", other) == (404, "woocommerce_rest_invalid_id")
