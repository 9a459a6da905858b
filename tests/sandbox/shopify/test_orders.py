"""Reading orders: sums, states, parcels, refunds, addresses."""

from __future__ import annotations

from decimal import Decimal

from app.sandbox.shopify.ids import gid
from app.sandbox.world import CartLine, Return
from tests.sandbox.shopify.support import App
from tests.sandbox.support import variant_id

MONEY = "{ shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }"


async def test_sums_of_an_order_with_discount_tax_and_freight(app: App) -> None:
    order = app.sell(
        lines=[CartLine(variant_id(app.shop, "TEA-50"), 2), CartLine(variant_id(app.shop, "CUP"), 1)],
        discount_code="TEN", discount_kind="percent", discount_value=Decimal(10),
    )  # fmt: skip
    text = f"""query($id: ID!) {{ order(id: $id) {{
        subtotalPriceSet {MONEY} totalShippingPriceSet {MONEY} totalTaxSet {MONEY} totalDiscountsSet {MONEY}
        totalPriceSet {MONEY} currentTotalPriceSet {MONEY} totalReceivedSet {MONEY} totalOutstandingSet {MONEY}
        taxLines {{ title rate ratePercentage priceSet {MONEY} }} discountCodes
        lineItems(first: 5) {{ nodes {{ quantity originalTotalSet {MONEY} discountedTotalSet {MONEY}
            allCodes: discountedTotalSet(withCodeDiscounts: true) {MONEY} totalDiscountSet {MONEY}
            discountAllocations {{ allocatedAmountSet {MONEY} discountApplication {{
                __typename ... on DiscountCodeApplication {{ code }}
                value {{ ... on PricingPercentageValue {{ percentage }} }} }} }}
            taxLines {{ priceSet {MONEY} }} }} }} }} }}"""
    found = (await app.data(text, {"id": gid("Order", order.id)}))["order"]

    def amount(name: str) -> Decimal:
        return Decimal(found[name]["shopMoney"]["amount"])

    # 2 × 4.90 + 12.00 = 21.80, less 10 %, plus 4.90 freight, plus 19 % on both
    assert amount("totalDiscountsSet") == Decimal("2.18")
    assert amount("subtotalPriceSet") == Decimal("19.62")
    assert amount("totalShippingPriceSet") == Decimal("4.90")
    assert found["totalShippingPriceSet"]["shopMoney"] == {"amount": "4.9", "currencyCode": "EUR"}
    assert amount("totalTaxSet") == order.tax_total == Decimal("4.66")
    assert amount("totalPriceSet") == amount("currentTotalPriceSet") == amount("totalReceivedSet") == order.total
    assert found["totalOutstandingSet"]["shopMoney"]["amount"] == "0.0"
    assert [(t["title"], t["rate"], t["ratePercentage"]) for t in found["taxLines"]] == [("VAT", 0.19, 19.0)]
    assert found["discountCodes"] == ["TEN"]
    lines = found["lineItems"]["nodes"]
    # A code's discount is not in the line's own total unless it is asked for.
    assert [line["discountedTotalSet"]["shopMoney"]["amount"] for line in lines] == ["9.8", "12.0"]
    assert [line["allCodes"]["shopMoney"]["amount"] for line in lines] == ["8.82", "10.8"]
    assert {line["totalDiscountSet"]["shopMoney"]["amount"] for line in lines} == {"0.0"}
    allocation = lines[0]["discountAllocations"][0]
    assert allocation["allocatedAmountSet"]["shopMoney"]["amount"] == "0.98"
    assert allocation["discountApplication"]["code"] == "TEN"
    assert allocation["discountApplication"]["value"] == {"percentage": 10.0}


async def test_the_shopper_saw_another_currency(app: App) -> None:
    order = app.sell("CUP", 1, presentment_currency="USD", presentment_rate=Decimal("1.25"), shipping_price=Decimal(0))
    text = f"query($id: ID!) {{ order(id: $id) {{ currencyCode presentmentCurrencyCode subtotalPriceSet {MONEY} }} }}"
    found = (await app.data(text, {"id": gid("Order", order.id)}))["order"]
    assert (found["currencyCode"], found["presentmentCurrencyCode"]) == ("EUR", "USD")
    assert found["subtotalPriceSet"] == {
        "shopMoney": {"amount": "12.0", "currencyCode": "EUR"},
        "presentmentMoney": {"amount": "15.0", "currencyCode": "USD"},
    }


async def test_a_refund_lowers_what_is_current_and_nothing_else(app: App) -> None:
    order = app.sell("TEA-50", 3, shipping_price=Decimal(0))
    app.stage.world.fulfil(app.shop, order.id)
    before = order.total
    app.stage.world.refund(app.shop, order.id, [Return(order.lines[0].id, 1)])
    text = f"""query($id: ID!) {{ order(id: $id) {{ displayFinancialStatus displayFulfillmentStatus totalPriceSet {MONEY}
        currentTotalPriceSet {MONEY} totalRefundedSet {MONEY} netPaymentSet {MONEY} currentSubtotalLineItemsQuantity
        lineItems(first: 1) {{ nodes {{ quantity currentQuantity refundableQuantity unfulfilledQuantity }} }}
        refunds {{ totalRefundedSet {MONEY} transactions(first: 2) {{ nodes {{ kind status parentTransaction {{ kind }} }} }}
            refundLineItems(first: 2) {{ nodes {{ quantity restockType restocked subtotalSet {MONEY}
                totalTaxSet {MONEY} }} }} }}
        }} }}"""
    found = (await app.data(text, {"id": gid("Order", order.id)}))["order"]
    assert (found["displayFinancialStatus"], found["displayFulfillmentStatus"]) == ("PARTIALLY_REFUNDED", "FULFILLED")
    assert Decimal(found["totalPriceSet"]["shopMoney"]["amount"]) == before
    back = Decimal(found["totalRefundedSet"]["shopMoney"]["amount"])
    assert back == Decimal("5.83")
    assert Decimal(found["currentTotalPriceSet"]["shopMoney"]["amount"]) == before - back
    assert Decimal(found["netPaymentSet"]["shopMoney"]["amount"]) == before - back
    line = {"quantity": 3, "currentQuantity": 2, "refundableQuantity": 2, "unfulfilledQuantity": 0}
    assert found["lineItems"]["nodes"] == [line]
    refund = found["refunds"][0]
    assert refund["transactions"]["nodes"] == [{"kind": "REFUND", "status": "SUCCESS", "parentTransaction": {"kind": "SALE"}}]
    row = refund["refundLineItems"]["nodes"][0]
    assert (row["quantity"], row["restockType"], row["restocked"]) == (1, "RETURN", True)
    assert (row["subtotalSet"]["shopMoney"]["amount"], row["totalTaxSet"]["shopMoney"]["amount"]) == ("4.9", "0.93")


async def test_an_unpaid_order_that_is_cancelled_is_voided_and_worth_nothing(app: App) -> None:
    order = app.sell("TEA-50", 1, paid=False, gateway="bank_transfer")
    text = f"""query($id: ID!) {{ order(id: $id) {{ displayFinancialStatus cancelReason cancelledAt canMarkAsPaid unpaid
        currentTotalPriceSet {MONEY} totalOutstandingSet {MONEY} transactions {{ kind status manualPaymentGateway }} }} }}"""
    waiting = (await app.data(text, {"id": gid("Order", order.id)}))["order"]
    assert (waiting["displayFinancialStatus"], waiting["canMarkAsPaid"], waiting["unpaid"]) == ("PENDING", True, True)
    assert Decimal(waiting["totalOutstandingSet"]["shopMoney"]["amount"]) == order.total
    assert waiting["transactions"] == [{"kind": "SALE", "status": "PENDING", "manualPaymentGateway": True}]
    app.stage.world.cancel_order(app.shop, order.id, reason="fraud")
    found = (await app.data(text, {"id": gid("Order", order.id)}))["order"]
    assert (found["displayFinancialStatus"], found["cancelReason"]) == ("VOIDED", "FRAUD")
    assert found["cancelledAt"] == "2026-03-01T12:00:00Z"
    assert found["currentTotalPriceSet"]["shopMoney"]["amount"] == found["totalOutstandingSet"]["shopMoney"]["amount"] == "0.0"


async def test_edited_orders_keep_what_was_ordered_and_tell_what_is_left(app: App) -> None:
    order = app.sell("TEA-50", 3, shipping_price=Decimal(0))
    app.stage.world.edit_order(app.shop, order.id, quantities={order.lines[0].id: 1})
    text = f"""query($id: ID!) {{ order(id: $id) {{ edited subtotalPriceSet {MONEY} currentSubtotalPriceSet {MONEY}
        lineItems(first: 1) {{ nodes {{ quantity currentQuantity }} }} }} }}"""
    found = (await app.data(text, {"id": gid("Order", order.id)}))["order"]
    assert found["edited"] is True
    assert found["lineItems"]["nodes"] == [{"quantity": 3, "currentQuantity": 1}]
    assert found["subtotalPriceSet"]["shopMoney"]["amount"] == "14.7"
    assert found["currentSubtotalPriceSet"]["shopMoney"]["amount"] == "4.9"


async def test_addresses_and_who_bought(app: App) -> None:
    world = app.stage.world
    customer = world.create_customer(app.shop, email="ada@example.net", first_name="Ada", last_name="Meyer")
    order = app.sell("CUP", 1, customer_id=customer.id, shipping_title="Express")
    text = """query($id: ID!) { order(id: $id) { email name number
        customer { id displayName numberOfOrders amountSpent { amount } }
        shippingAddress { id name company address1 address2 zip city provinceCode countryCodeV2 country
            formatted(withName: true) }
        billingAddressMatchesShippingAddress shippingLine { title code originalPriceSet { shopMoney { amount } } } } }"""
    found = (await app.data(text, {"id": gid("Order", order.id)}))["order"]
    assert (found["name"], found["number"], found["email"]) == ("#1001", 1001, "ada@example.net")
    assert found["customer"]["displayName"] == "Ada Meyer"
    assert found["customer"]["numberOfOrders"] == "1"
    assert Decimal(found["customer"]["amountSpent"]["amount"]) == order.total
    address = found["shippingAddress"]
    assert address["id"].endswith("?model_name=Address")
    assert (address["countryCodeV2"], address["country"], address["provinceCode"]) == ("DE", "Germany", "BE")
    assert address["formatted"] == ["Ada Meyer", "Meyer GmbH", "Hauptstr. 1", "2. Stock", "10115 Berlin BE", "Germany"]
    assert found["billingAddressMatchesShippingAddress"] is True
    assert found["shippingLine"] == {
        "title": "Express",
        "code": "express",
        "originalPriceSet": {"shopMoney": {"amount": "4.9"}},
    }


async def test_a_deleted_product_leaves_its_lines(app: App) -> None:
    order = app.sell("CUP", 1)
    product = order.lines[0].product_id
    assert product is not None
    app.stage.world.delete_product(app.shop, product)
    text = "query($id: ID!) { order(id: $id) { lineItems(first: 1) { nodes { title sku product { id } variant { id } } } } }"
    found = (await app.data(text, {"id": gid("Order", order.id)}))["order"]
    assert found["lineItems"]["nodes"] == [{"title": "Cup", "sku": "CUP", "product": None, "variant": None}]


async def test_fulfilment_orders_are_one_per_location_with_ids_of_their_own(app: App) -> None:
    # Ten of TEA-50 are in Leipzig, so eleven cannot come from there; a second order is taken from Lyon.
    here, there = app.sell("TEA-50", 8), app.sell("TEA-50", 4)
    text = """query($id: ID!) { order(id: $id) { fulfillmentOrders(first: 5) { nodes { id status requestStatus orderName
        assignedLocation { name location { id } } supportedActions { action } destination { city countryCode }
        lineItems(first: 5) { nodes { id totalQuantity remainingQuantity sku inventoryItemId lineItem { id } } } } } } }"""
    first = (await app.data(text, {"id": gid("Order", here.id)}))["order"]["fulfillmentOrders"]["nodes"]
    second = (await app.data(text, {"id": gid("Order", there.id)}))["order"]["fulfillmentOrders"]["nodes"]
    assert [t["assignedLocation"]["name"] for t in (*first, *second)] == ["Leipzig", "Lyon"]
    line = first[0]["lineItems"]["nodes"][0]
    assert line["id"].startswith("gid://shopify/FulfillmentOrderLineItem/")
    assert line["id"].rpartition("/")[2] != line["lineItem"]["id"].rpartition("/")[2]
    assert (line["totalQuantity"], line["remainingQuantity"], line["inventoryItemId"]) == (8, 8, app.item("TEA-50"))
    app.stage.world.fulfil(app.shop, here.id, {here.lines[0].id: 3})
    partly = (await app.data(text, {"id": gid("Order", here.id)}))["order"]["fulfillmentOrders"]["nodes"][0]
    assert (partly["status"], partly["lineItems"]["nodes"][0]["remainingQuantity"]) == ("IN_PROGRESS", 5)
    app.stage.world.fulfil(app.shop, here.id)
    done = (await app.data(text, {"id": gid("Order", here.id)}))["order"]["fulfillmentOrders"]["nodes"][0]
    assert (done["status"], done["supportedActions"], done["id"]) == ("CLOSED", [], first[0]["id"])
