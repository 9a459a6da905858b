"""Fulfilling, cancelling, paying, refunding, editing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.sandbox.shop import Order
from app.sandbox.shopify.ids import gid
from app.sandbox.world import CartLine
from tests.sandbox.shopify.support import App
from tests.sandbox.support import variant_id

PARCEL = """{ id name status displayStatus totalQuantity createdAt trackingInfo { company number url }
    fulfillmentLineItems(first: 5) { nodes { quantity lineItem { id } } } }"""
FULFIL = f"""mutation($fulfillment: FulfillmentInput!) {{ fulfillmentCreate(fulfillment: $fulfillment) {{
    fulfillment {PARCEL} userErrors {{ field message }} }} }}"""
REFUND = """mutation($input: RefundInput!, $key: String!) { refundCreate(input: $input) @idempotent(key: $key) {
    refund { id note totalRefundedSet { shopMoney { amount } } refundLineItems(first: 5) { nodes { quantity restockType } } }
    order { displayFinancialStatus } userErrors { field message } } }"""
TASKS = """query($id: ID!) { order(id: $id) { displayFulfillmentStatus fulfillmentOrders(first: 5) { nodes { id status
    lineItems(first: 5) { nodes { id remainingQuantity sku } } } } transactions { id kind } } }"""


async def _task(app: App, order: Order) -> dict[str, Any]:
    found: dict[str, Any] = (await app.data(TASKS, {"id": gid("Order", order.id)}))["order"]["fulfillmentOrders"]["nodes"][0]
    return found


async def test_a_part_then_the_rest_with_tracking(app: App) -> None:
    order = app.sell(lines=[CartLine(variant_id(app.shop, "TEA-50"), 3), CartLine(variant_id(app.shop, "CUP"), 1)])
    task = await _task(app, order)
    some = [{"id": task["lineItems"]["nodes"][0]["id"], "quantity": 2}]
    wanted = {
        "lineItemsByFulfillmentOrder": [{"fulfillmentOrderId": task["id"], "fulfillmentOrderLineItems": some}],
        "trackingInfo": {"company": "UPS", "number": "1Z999AA10123456784"}, "notifyCustomer": True,
    }  # fmt: skip
    made = (await app.data(FULFIL, {"fulfillment": wanted}))["fulfillmentCreate"]
    assert made["userErrors"] == []
    parcel = made["fulfillment"]
    assert (parcel["name"], parcel["status"], parcel["displayStatus"], parcel["totalQuantity"]) == (
        "#1001.1",
        "SUCCESS",
        "FULFILLED",
        2,
    )
    # A carrier that the vendor knows brings its own address.
    assert parcel["trackingInfo"] == [
        {
            "company": "UPS",
            "number": "1Z999AA10123456784",
            "url": "https://www.ups.com/WebTracking?loc=en_US&requester=ST&trackNum=1Z999AA10123456784",
        }
    ]
    assert parcel["fulfillmentLineItems"]["nodes"] == [{"quantity": 2, "lineItem": {"id": gid("LineItem", order.lines[0].id)}}]
    half = (await app.data(TASKS, {"id": gid("Order", order.id)}))["order"]
    assert half["displayFulfillmentStatus"] == "PARTIALLY_FULFILLED"
    assert [n["remainingQuantity"] for n in half["fulfillmentOrders"]["nodes"][0]["lineItems"]["nodes"]] == [1, 1]
    rest = {"lineItemsByFulfillmentOrder": [{"fulfillmentOrderId": task["id"]}]}
    assert (await app.data(FULFIL, {"fulfillment": rest}))["fulfillmentCreate"]["fulfillment"]["totalQuantity"] == 2
    done = (await app.data(TASKS, {"id": gid("Order", order.id)}))["order"]
    assert (done["displayFulfillmentStatus"], done["fulfillmentOrders"]["nodes"][0]["status"]) == ("FULFILLED", "CLOSED")
    assert order.fulfilments[0].notify_customer is True


async def test_what_cannot_be_fulfilled(app: App) -> None:
    order, other = app.sell("TEA-50", 2), app.sell("TEA-100", 1)
    task, elsewhere = await _task(app, order), await _task(app, other)
    line = task["lineItems"]["nodes"][0]["id"]

    async def refused(*rows: dict[str, Any]) -> str:
        found = (await app.data(FULFIL, {"fulfillment": {"lineItemsByFulfillmentOrder": list(rows)}}))["fulfillmentCreate"]
        assert found["fulfillment"] is None and found["userErrors"][0]["field"] == ["fulfillment"]
        return str(found["userErrors"][0]["message"])

    def rows(task_id: str, line_id: str, quantity: int) -> dict[str, Any]:
        return {"fulfillmentOrderId": task_id, "fulfillmentOrderLineItems": [{"id": line_id, "quantity": quantity}]}

    assert await refused({"fulfillmentOrderId": gid("FulfillmentOrder", 5)}) == "Fulfillment order does not exist."
    too_many = "Invalid fulfillment order line item quantity requested."
    assert await refused(rows(task["id"], line, 3)) == too_many
    assert await refused(rows(task["id"], line, 0)) == too_many
    foreign = elsewhere["lineItems"]["nodes"][0]["id"]
    assert await refused(rows(task["id"], foreign, 1)) == "Fulfillment order line item does not exist."
    # A line item's id is not that of its line in the fulfilment order.
    mixed_up = gid("FulfillmentOrderLineItem", order.lines[0].id)
    assert await refused(rows(task["id"], mixed_up, 1)) == "Fulfillment order line item does not exist."
    both = {"fulfillmentOrderId": task["id"]}, {"fulfillmentOrderId": elsewhere["id"]}
    assert await refused(*both) == "All fulfillment orders must belong to the same order."
    app.stage.world.fulfil(app.shop, order.id)
    number = task["id"].rpartition("/")[2]
    assert (
        await refused({"fulfillmentOrderId": task["id"]}) == f"Fulfillment order {number} has an unfulfillable status= closed."
    )
    app.stage.world.cancel_order(app.shop, other.id)
    assert (await refused({"fulfillmentOrderId": elsewhere["id"]})).endswith("status= cancelled.")
    wrong = await app.fails(FULFIL, {"fulfillment": {"lineItemsByFulfillmentOrder": [{"fulfillmentOrderId": gid("Order", 1)}]}})
    assert wrong["extensions"]["code"] == "RESOURCE_NOT_FOUND"


async def test_tracking_is_corrected_and_a_parcel_taken_back(app: App) -> None:
    order = app.sell("TEA-50", 2)
    made = app.stage.world.fulfil(app.shop, order.id, tracking_number="1")
    text = f"""mutation($id: ID!, $t: FulfillmentTrackingInput!) {{ fulfillmentTrackingInfoUpdate(fulfillmentId: $id,
        trackingInfoInput: $t, notifyCustomer: false) {{ fulfillment {PARCEL} userErrors {{ field message }} }} }}"""
    info = {"company": "Local", "numbers": ["A1", "A2"], "urls": ["https://x.example/A1", "https://x.example/A2"]}
    variables = {"id": gid("Fulfillment", made.id), "t": info}
    found = (await app.data(text, variables))["fulfillmentTrackingInfoUpdate"]
    assert found["fulfillment"]["trackingInfo"] == [
        {"company": "Local", "number": n, "url": f"https://x.example/{n}"} for n in ("A1", "A2")
    ]
    cancel = f"mutation($id: ID!) {{ fulfillmentCancel(id: $id) {{ fulfillment {PARCEL} userErrors {{ message }} }} }}"
    gone = (await app.data(cancel, {"id": gid("Fulfillment", made.id)}))["fulfillmentCancel"]["fulfillment"]
    assert (gone["status"], gone["displayStatus"]) == ("CANCELLED", "CANCELED")
    assert (await _task(app, order))["lineItems"]["nodes"][0]["remainingQuantity"] == 2
    late = (await app.data(text, variables))["fulfillmentTrackingInfoUpdate"]
    assert late["userErrors"][0]["field"] == ["fulfillmentId"]
    lost = (await app.data(cancel, {"id": gid("Fulfillment", 5)}))["fulfillmentCancel"]
    assert lost["userErrors"] == [{"message": "Fulfillment not found."}]


async def test_what_the_carrier_tells(app: App) -> None:
    made = app.stage.world.fulfil(app.shop, app.sell("TEA-50", 1).id)
    text = """mutation($e: FulfillmentEventInput!) { fulfillmentEventCreate(fulfillmentEvent: $e) {
        fulfillmentEvent { id status happenedAt city } userErrors { message } } }"""
    number = gid("Fulfillment", made.id)
    told = {"fulfillmentId": number, "status": "IN_TRANSIT", "happenedAt": "2026-03-01T10:00:00+01:00", "city": "Halle"}
    event = (await app.data(text, {"e": told}))["fulfillmentEventCreate"]["fulfillmentEvent"]
    assert (event["status"], event["happenedAt"], event["city"]) == ("IN_TRANSIT", "2026-03-01T09:00:00Z", "Halle")
    await app.data(text, {"e": {"fulfillmentId": number, "status": "DELIVERED"}})
    query = """query($id: ID!) { fulfillment(id: $id) { displayStatus inTransitAt deliveredAt
        events(first: 5) { nodes { status } } } }"""
    assert (await app.data(query, {"id": number}))["fulfillment"] == {
        "displayStatus": "DELIVERED", "inTransitAt": "2026-03-01T09:00:00Z", "deliveredAt": "2026-03-01T12:00:00Z",
        "events": {"nodes": [{"status": "IN_TRANSIT"}, {"status": "DELIVERED"}]},
    }  # fmt: skip
    bad = await app.fails(text, {"e": {**told, "happenedAt": "yesterday"}})
    assert bad["extensions"]["code"] == "INVALID_FIELD_ARGUMENTS"


async def test_refunding_money_and_goods_is_done_once_for_a_key(app: App) -> None:
    order = app.sell("TEA-50", 3, shipping_price=Decimal("5"))
    app.stage.world.fulfil(app.shop, order.id, {order.lines[0].id: 2})
    sale = (await app.data(TASKS, {"id": gid("Order", order.id)}))["order"]["transactions"][0]
    line = gid("LineItem", order.lines[0].id)
    wanted = {
        "orderId": gid("Order", order.id), "note": "too bitter", "shipping": {"amount": "5.00"},
        "refundLineItems": [
            {"lineItemId": line, "quantity": 1, "restockType": "RETURN", "locationId": app.place(1)},
            {"lineItemId": line, "quantity": 1, "restockType": "CANCEL"},
        ],
        "transactions": [{"orderId": gid("Order", order.id), "parentId": sale["id"], "amount": "16.61",
        "gateway": "card", "kind": "REFUND"}],
    }  # fmt: skip
    before = app.level("TEA-50", 1).on_hand, app.level("TEA-50").available
    made = (await app.data(REFUND, {"input": wanted, "key": "r1"}))["refundCreate"]
    assert made["userErrors"] == []
    assert made["refund"]["totalRefundedSet"]["shopMoney"]["amount"] == "16.61"
    assert [n["restockType"] for n in made["refund"]["refundLineItems"]["nodes"]] == ["RETURN", "CANCEL"]
    assert made["order"] == {"displayFinancialStatus": "PARTIALLY_REFUNDED"}
    assert (app.level("TEA-50", 1).on_hand, app.level("TEA-50").available) == (before[0] + 1, before[1] + 1)
    assert (await app.data(REFUND, {"input": wanted, "key": "r1"}))["refundCreate"] == made
    assert len(order.refunds) == 1 and order.refunded_total == Decimal("16.61")
    without = REFUND.replace(" @idempotent(key: $key)", "").replace(", $key: String!", "")
    assert (await app.fails(without, {"input": wanted}))["message"].startswith("The @idempotent directive is required")


async def test_what_cannot_be_refunded(app: App) -> None:
    order = app.sell("TEA-50", 1)
    number, line = gid("Order", order.id), gid("LineItem", order.lines[0].id)
    sale = (await app.data(TASKS, {"id": number}))["order"]["transactions"][0]["id"]
    pay = {"orderId": number, "parentId": sale, "amount": "1", "gateway": "card", "kind": "REFUND"}
    cases: list[tuple[dict[str, Any], list[str] | None]] = [
        ({"orderId": gid("Order", 99999)}, ["orderId"]),
        ({}, None),
        ({"refundLineItems": [{"lineItemId": gid("LineItem", 5), "quantity": 1}]}, ["refundLineItems", "0", "lineItemId"]),
        ({"refundLineItems": [{"lineItemId": line, "quantity": 2}]}, ["refundLineItems", "0", "quantity"]),
        ({"transactions": [{**pay, "amount": "500"}]}, ["transactions"]),
        ({"transactions": [{**pay, "parentId": gid("OrderTransaction", 1)}]}, ["transactions", "0", "parentId"]),
        ({"transactions": [{**pay, "kind": "SALE"}]}, ["transactions", "0", "kind"]),
        ({"shipping": {"amount": "100"}}, ["shipping", "amount"]),
    ]
    for n, (given, field) in enumerate(cases):
        found = (await app.data(REFUND, {"input": {"orderId": number, **given}, "key": str(n)}))["refundCreate"]
        assert found["refund"] is None
        assert found["userErrors"][0]["field"] == field, given
    app.stage.world.fulfil(app.shop, order.id)
    shipped = {"orderId": number, "refundLineItems": [{"lineItemId": line, "quantity": 1, "restockType": "CANCEL"}]}
    late = (await app.data(REFUND, {"input": shipped, "key": "late"}))["refundCreate"]
    assert late["userErrors"][0]["field"] == ["refundLineItems", "0", "restockType"]
    assert not order.refunds


async def test_cancelling(app: App) -> None:
    text = """mutation($id: ID!, $reason: OrderCancelReason!, $restock: Boolean!, $refund: Boolean,
            $how: OrderCancelRefundMethodInput) {
        orderCancel(orderId: $id, reason: $reason, restock: $restock, refundMethod: $how, refund: $refund,
            staffNote: "by mail") {
        job { id done } orderCancelUserErrors { field message code } } }"""
    order = app.sell("TEA-50", 2)
    assert app.level("TEA-50").available == 8
    variables = {
        "id": gid("Order", order.id),
        "reason": "CUSTOMER",
        "restock": True,
        "how": {"originalPaymentMethodsRefund": True},
    }
    found = (await app.data(text, variables))["orderCancel"]
    assert found["orderCancelUserErrors"] == [] and found["job"]["done"] is False
    job = (await app.data("query($id: ID!) { job(id: $id) { done } }", {"id": found["job"]["id"]}))["job"]
    assert job == {"done": True}
    shown = await app.data(
        "query($id: ID!) { order(id: $id) { cancelReason cancellation { staffNote } displayFinancialStatus } }", variables | {}
    )
    assert shown["order"] == {
        "cancelReason": "CUSTOMER",
        "cancellation": {"staffNote": "by mail"},
        "displayFinancialStatus": "REFUNDED",
    }
    assert app.level("TEA-50").available == 10
    again = (await app.data(text, variables))["orderCancel"]
    assert again["job"] is None and again["orderCancelUserErrors"][0]["code"] == "INVALID"
    missing = (await app.data(text, {**variables, "id": gid("Order", 99999)}))["orderCancel"]
    assert missing["orderCancelUserErrors"][0]["code"] == "NOT_FOUND"
    kept = app.sell("CUP", 1)
    await app.data(text, {"id": gid("Order", kept.id), "reason": "OTHER", "restock": False, "refund": False})
    assert kept.cancelled and kept.financial == "paid"
    shipped = app.sell("TEA-100", 1)
    app.stage.world.fulfil(app.shop, shipped.id)
    late = (await app.data(text, {**variables, "id": gid("Order", shipped.id)}))["orderCancel"]
    assert late["orderCancelUserErrors"][0]["field"] == ["orderId"] and shipped.cancelled is None


async def test_paying_later_and_capturing(app: App) -> None:
    waiting = app.sell("TEA-50", 1, paid=False)
    text = "mutation($id: ID!) { orderMarkAsPaid(input: {id: $id}) { order { displayFinancialStatus } userErrors { field } } }"
    number = gid("Order", waiting.id)
    assert (await app.data(text, {"id": number}))["orderMarkAsPaid"]["order"] == {"displayFinancialStatus": "PAID"}
    assert (await app.data(text, {"id": number}))["orderMarkAsPaid"]["userErrors"] == [{"field": ["id"]}]
    held = app.sell("CUP", 1, paid=False)
    held.financial = "authorized"
    query = (
        "query($id: ID!) { order(id: $id) { capturable totalCapturableSet { shopMoney { amount } } "
        "transactions { id kind manuallyCapturable } } }"
    )
    shown = (await app.data(query, {"id": gid("Order", held.id)}))["order"]
    assert shown["capturable"] is True and [t["kind"] for t in shown["transactions"]] == ["AUTHORIZATION"]
    capture = """mutation($input: OrderCaptureInput!) { orderCapture(input: $input) {
        transaction { kind status parentTransaction { kind } } userErrors { field } } }"""
    wanted = {"id": gid("Order", held.id), "parentTransactionId": shown["transactions"][0]["id"], "amount": str(held.total)}
    part = (await app.data(capture, {"input": {**wanted, "amount": "1"}}))["orderCapture"]
    assert part["userErrors"] == [{"field": ["amount"]}]
    done = (await app.data(capture, {"input": wanted}))["orderCapture"]
    assert done["transaction"] == {"kind": "CAPTURE", "status": "SUCCESS", "parentTransaction": {"kind": "AUTHORIZATION"}}
    assert (await app.data(capture, {"input": wanted}))["orderCapture"]["userErrors"] == [{"field": ["parentTransactionId"]}]


async def test_editing_closing_and_opening(app: App) -> None:
    order = app.sell("TEA-50", 1)
    text = """mutation($input: OrderInput!) { orderUpdate(input: $input) { order { email note tags poNumber phone
        customAttributes { key value } shippingAddress { address1 city countryCodeV2 } } userErrors { message } } }"""
    given = {"id": gid("Order", order.id), "note": "ring twice", "tags": ["gift"], "poNumber": "PO-7", "phone": "+4930",
             "customAttributes": [{"key": "wrap", "value": "red"}], "shippingAddress": {"city": "Potsdam"}}  # fmt: skip
    found = (await app.data(text, {"input": given}))["orderUpdate"]["order"]
    assert found == {
        "email": "ada@example.net", "note": "ring twice", "tags": ["gift"], "poNumber": "PO-7", "phone": "+4930",
        "customAttributes": [{"key": "wrap", "value": "red"}],
        "shippingAddress": {"address1": "Hauptstr. 1", "city": "Potsdam", "countryCodeV2": "DE"},
    }  # fmt: skip
    missing = (await app.data(text, {"input": {"id": gid("Order", 99999)}}))["orderUpdate"]
    assert missing == {"order": None, "userErrors": [{"message": "Order does not exist"}]}
    for name, closed in (("orderClose", True), ("orderOpen", False)):
        toggle = f"mutation($id: ID!) {{ {name}(input: {{id: $id}}) {{ order {{ closed }} userErrors {{ message }} }} }}"
        assert (await app.data(toggle, {"id": gid("Order", order.id)}))[name]["order"] == {"closed": closed}
