"""What webhooks carry: a topic for each thing that happens, in the vendor's forms."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.sandbox.shopify.ids import gid
from app.sandbox.shopify.rest.orders import order_body
from app.sandbox.shopify.rest.parts import Sender
from app.sandbox.world import CartLine, Return
from tests.sandbox.shopify.hearing import hearing, sent
from tests.sandbox.shopify.support import BUYER, App
from tests.sandbox.support import variant_id
from tests.vendors.contracts import load


async def test_each_thing_that_happens_is_told_under_its_topic(app: App) -> None:
    topics = (
        "ORDERS_CREATE", "ORDERS_PAID", "ORDERS_UPDATED", "ORDERS_EDITED", "ORDERS_PARTIALLY_FULFILLED", "ORDERS_FULFILLED",
        "ORDERS_CANCELLED", "FULFILLMENTS_CREATE", "FULFILLMENTS_UPDATE", "REFUNDS_CREATE", "PRODUCTS_CREATE",
        "PRODUCTS_UPDATE", "PRODUCTS_DELETE", "INVENTORY_LEVELS_UPDATE", "CUSTOMERS_CREATE", "CUSTOMERS_UPDATE",
    )  # fmt: skip
    world, shop = app.stage.world, app.shop
    async with hearing(app, *topics) as (receiver, _):
        order = app.sell("TEA-50", 3)
        world.edit_order(shop, order.id, quantities={order.lines[0].id: 2})
        parcel = world.fulfil(shop, order.id, {order.lines[0].id: 1}, tracking_number="1Z", tracking_company="UPS")
        world.update_tracking(shop, parcel.id, tracking_number="1Z2")
        world.fulfil(shop, order.id)
        world.refund(shop, order.id, [Return(order.lines[0].id, 1, "return")])
        world.cancel_order(shop, app.sell("CUP", 1).id)
        made = world.create_product(shop, title="Pot")
        world.edit_product(shop, made.id, title="Big pot")
        world.delete_product(shop, made.id)
        customer = world.create_customer(shop, email="bob@example.net")
        world.edit_customer(shop, customer.id, note="kind")
        came = await sent(app, receiver)
    assert {topic.upper().replace("/", "_") for topic, _ in came} == set(topics)
    bodies = dict(reversed(came))
    assert bodies["products/delete"] == {"id": made.id}
    assert (
        bodies["fulfillments/create"]["tracking_number"] == "1Z" and bodies["fulfillments/update"]["tracking_number"] == "1Z2"
    )
    assert bodies["fulfillments/create"]["line_items"][0]["quantity"] == 1
    assert bodies["orders/edited"]["order_edit"]["line_items"]["removals"] == [{"id": order.lines[0].id, "delta": 1}]
    assert bodies["refunds/create"]["refund_line_items"][0]["restock_type"] == "return"
    level = bodies["inventory_levels/update"]
    assert (level["available"], level["location_id"], level["updated_at"]) == (
        7,
        shop.locations[0].id,
        "2026-03-01T13:00:00+01:00",
    )
    assert level["admin_graphql_api_id"].endswith(f"?inventory_item_id={level['inventory_item_id']}")
    assert (bodies["customers/create"]["email"], bodies["customers/update"]["note"]) == ("bob@example.net", "kind")


async def test_an_order_has_the_fields_and_the_forms_of_the_vendors_sample(app: App) -> None:
    world = app.stage.world
    customer = world.create_customer(app.shop, email="ada@example.net", addresses=[BUYER], accepts_marketing=True)
    order = app.sell(
        lines=[CartLine(variant_id(app.shop, "TEA-50"), 2), CartLine(variant_id(app.shop, "CUP"), 1)], customer_id=customer.id,
        discount_code="TEN", discount_kind="percent", discount_value=Decimal(10),
    )  # fmt: skip
    world.fulfil(app.shop, order.id, {order.lines[0].id: 1}, tracking_number="1Z", tracking_company="UPS")
    world.refund(app.shop, order.id, [Return(order.lines[0].id, 1, "return")])
    ours = order_body(Sender(app.shop, lambda path: path), order)
    sample = next(
        e["response"]["orders"][0]
        for e in load("shopify", "samples", "rest-2024-04", "order.json")
        if "orders" in e["response"]
    )
    assert set(sample) <= set(ours)
    _same_shape(sample, ours, "order")
    assert (ours["total_price"], ours["total_discounts"], ours["current_total_price"]) == (
        str(order.total), "2.18", str(order.total - order.refunded_total),
    )  # fmt: skip
    assert (ours["order_number"], ours["number"], ours["financial_status"]) == (1001, 1, "partially_refunded")
    assert ours["created_at"] == "2026-03-01T13:00:00+01:00"
    assert ours["discount_codes"] == [{"code": "TEN", "amount": "2.18", "type": "percentage"}]
    assert ours["fulfillment_status"] == "partial"


def _same_shape(sample: Any, ours: Any, where: str) -> None:
    """Every key of the sample is there, with a value of the same JSON type, or null on either side."""
    if sample is None or ours is None or sample in ([], {}) or ours in ([], {}):
        return
    if isinstance(sample, dict):
        assert isinstance(ours, dict), where
        for name, value in sample.items():
            # What the sample has for other countries, discounts, states and stages of a shop's life.
            if where.endswith(("default_address", "receipt", "properties[]", "client_details", "note_attributes[]")):
                continue
            assert name in ours, f"{where}.{name}"
            _same_shape(value, ours[name], f"{where}.{name}")
    elif isinstance(sample, list):
        assert isinstance(ours, list), where
        _same_shape(sample[0], ours[0], f"{where}[]")
    else:
        numbers = isinstance(sample, int | float) and isinstance(ours, int | float)
        assert numbers or type(sample) is type(ours), f"{where}: {sample!r} / {ours!r}"


async def test_products_carry_their_variants_and_pictures(app: App) -> None:
    async with hearing(app, "PRODUCTS_UPDATE") as (receiver, _):
        product = next(iter(app.shop.products.values()))
        app.stage.world.edit_variant(app.shop, product.variants[0].id, price=Decimal("5.5"), barcode="4006381333931")
        [(_, body)] = await sent(app, receiver)
    assert (body["id"], body["title"], body["status"], body["tags"]) == (product.id, "Green tea", "active", "")
    first = body["variants"][0]
    assert (first["price"], first["barcode"], first["option1"], first["option2"]) == ("5.50", "4006381333931", "50 g", None)
    assert first["inventory_quantity"] == 15
    assert body["options"] == [
        {"name": "Size", "id": product.options[0].id, "product_id": product.id, "position": 1, "values": ["50 g", "100 g"]}
    ]
    assert [v["admin_graphql_api_id"] for v in body["variant_gids"]] == [gid("ProductVariant", v.id) for v in product.variants]
