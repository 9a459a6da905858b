"""What the played shop has is what the connector reads."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from app.sandbox.ordering import Cart, CartLine
from app.sandbox.shipping import Return
from app.vendors.woocommerce import orders
from app.vendors.woocommerce.orders import WooOrders
from app.vendors.woocommerce.products import WooProducts
from tests.sandbox.support import variant_id
from tests.vendors.woocommerce.played import Scene, orders_of, products_of


async def test_products_as_the_shop_has_them(scene: Scene) -> None:
    products = await products_of(scene)
    tea, cup = products["Green tea"], products["Cup"]
    assert tea.options == (("Size", ("50 g", "100 g")),) and tea.status == "active"
    assert [(v.sku, v.price, v.options) for v in tea.variants] == [
        ("TEA-50", Decimal("4.90"), (("Size", "50 g"),)),
        ("TEA-100", Decimal("8.90"), (("Size", "100 g"),)),
    ]
    assert cup.variants[0].sku == "CUP" and cup.variants[0].external_id == cup.external_id
    assert {p.currency for p in products.values()} == {"EUR"}
    by_id = await WooProducts(scene.channel()).products_by_id([tea.external_id, "424242", cup.external_id])
    assert {p.external_id: p for p in by_id} == {tea.external_id: tea, cup.external_id: cup}


async def test_only_what_changed_since(scene: Scene) -> None:
    scene.clock.forward(minutes=5)
    since = scene.clock()
    scene.clock.forward(minutes=5)
    scene.stage.world.edit_variant(scene.shop, variant_id(scene.shop, "TEA-50"), price=Decimal("5.20"))
    source = WooProducts(scene.channel()).products_since(since, None)
    changed = [p async for page in source for p in page.items]
    assert [(p.title, p.variants[0].price) for p in changed] == [("Green tea", Decimal("5.20"))]


async def test_many_products_page_by_page(scene: Scene) -> None:
    for number in range(230):
        if number % 7 == 0:
            scene.clock.forward(seconds=1)
        scene.stage.world.create_product(
            scene.shop, title=f"Tin {number}", variants=[{"sku": f"TIN-{number}", "price": Decimal(3)}]
        )
    products = await products_of(scene)
    assert len(products) == 232
    assert all(p.updated_at is not None for p in products.values())


async def test_an_order_with_tax_discount_and_shipping(scene: Scene) -> None:
    line = CartLine(variant_id(scene.shop, "TEA-50"), 3, discount=Decimal("1.00"))
    cart = Cart(
        [line], email="ada@example.com", shipping_price=Decimal("4.00"), discount_code="SPRING", discount_value=Decimal(2)
    )
    key = str(scene.stage.world.place_order(scene.shop, cart).id)
    order = (await orders_of(scene))[key]
    assert order.status == "open" and order.payment_status == "paid" and order.email == "ada@example.com"
    assert order.subtotal + order.shipping + order.tax == order.total
    assert order.lines[0].sku == "TEA-50" and order.lines[0].quantity == order.lines[0].fulfillable == 3
    product = (await products_of(scene))["Green tea"]
    assert order.lines[0].product_id == product.external_id
    assert order.lines[0].variant_id == next(v.external_id for v in product.variants if v.sku == "TEA-50")
    assert [d.code.upper() for d in order.discounts] == ["SPRING"] and order.raw


async def test_a_first_import_leaves_out_the_parcels_of_orders_long_over(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.tracking("fulfillments")
    done, part = scene.order("TEA-50", 2), scene.order("TEA-50", 3)
    world, shop = scene.stage.world, scene.shop
    world.fulfil(shop, int(done), tracking_number="1Z9")
    world.fulfil(shop, int(part), {world.order(shop, int(part)).lines[0].id: 1}, tracking_number="1Z8")
    fresh = await orders_of(scene, first=True)
    monkeypatch.setattr(orders, "UNDERWAY", timedelta(days=-1))
    first, later = await orders_of(scene, first=True), await orders_of(scene)
    assert [(o[done].lines[0].fulfilled, o[part].lines[0].fulfilled) for o in (fresh, first, later)] == [(2, 1)] * 3
    assert [len(first[key].fulfilments) for key in (done, part)] == [0, 1]
    assert [len(o[key].fulfilments) for key in (done, part) for o in (fresh, later)] == [1, 1, 1, 1]


async def test_unpaid_orders_refunds_and_cancellations(scene: Scene) -> None:
    unpaid, refunded, gone = scene.order(paid=False), scene.order(quantity=3), scene.order("CUP", 1)
    world, shop = scene.stage.world, scene.shop
    line = world.order(shop, int(refunded)).lines[0].id
    scene.clock.forward(seconds=5)
    world.refund(shop, int(refunded), [Return(line, 1)], note="torn")
    world.refund(shop, int(refunded), amount=Decimal("0.50"))
    world.cancel_order(shop, int(gone))
    orders = await orders_of(scene)
    assert orders[unpaid].payment_status == "pending" and orders[gone].status == "cancelled"
    order = orders[refunded]
    assert order.payment_status == "partially_refunded" and order.lines[0].refunded == 1 and order.lines[0].fulfillable == 2
    assert len(order.refunds) == 2 and (len(order.refunds[0].lines), order.refunds[0].reason) == (1, "torn")
    assert sum(r.amount for r in order.refunds) == order.refunded
    found = await WooOrders(scene.channel()).orders_by_id([refunded, gone, "424242"])
    assert {o.external_id: o for o in found} == {refunded: order, gone: orders[gone]}


async def test_variations_come_in_one_call_where_the_shop_knows_how(scene: Scene) -> None:
    scene.tracking("fulfillments")
    new = await products_of(scene)
    scene.tracking("shipment-tracking")
    old = await products_of(scene)
    assert new == old and new["Green tea"].variants
