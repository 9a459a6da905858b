"""What the connector writes is what the played shop then has."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.kernel.transport import Unreachable
from app.ports.storefront import (
    FulfilmentWrite,
    ListingChange,
    NewListing,
    RemoteProduct,
    RemoteVariant,
    StockOutcome,
    StockWrite,
    VariantChange,
)
from app.ports.vendor import Remedy, VendorError
from app.vendors.woocommerce.fulfilments import WooFulfilments
from app.vendors.woocommerce.listings import WooListings
from app.vendors.woocommerce.stock import LOCATION, WooStock
from tests.vendors.woocommerce.played import MODES, Scene, orders_of, products_of


async def test_stock_is_read_compared_and_written(scene: Scene) -> None:
    sink = WooStock(scene.channel())
    assert [(p.external_id, p.name) for p in await sink.locations()] == [(LOCATION, "Tea House")]
    levels = {i.stock_id: i.available async for page in sink.stock(None, None) for i in page.items}
    tea, cup = (await products_of(scene))["Green tea"], (await products_of(scene))["Cup"]
    ids = {v.sku: v.stock_id for v in (*tea.variants, *cup.variants)}
    present = {sku: levels[key] for sku, key in ids.items()}
    assert set(present) == {"TEA-50", "TEA-100", "CUP"} and all(v is not None for v in present.values())

    def write(sku: str, available: int, expected: int | None) -> StockWrite:
        return StockWrite(stock_id=ids[sku], location_id=LOCATION, available=available, expected=expected, key=sku)

    results = await sink.set_stock([write("TEA-50", 7, present["TEA-50"]), write("CUP", 9, 400), write("TEA-100", 2, None)])
    assert [r.outcome for r in results] == [StockOutcome.WRITTEN, StockOutcome.STALE, StockOutcome.WRITTEN]
    after = {i.stock_id: i.available async for page in sink.stock(list(ids.values()), None) for i in page.items}
    assert after == {ids["TEA-50"]: 7, ids["TEA-100"]: 2, ids["CUP"]: present["CUP"]}
    gone = await sink.set_stock([StockWrite(stock_id="424242", location_id=LOCATION, available=1, expected=None, key="x")])
    assert gone[0].outcome is StockOutcome.REFUSED and gone[0].reason


@pytest.mark.parametrize("mode", MODES)
async def test_parcels_reach_the_order(scene: Scene, mode: str) -> None:
    scene.tracking(mode)
    key = scene.order("TEA-50", 3)
    order = (await orders_of(scene))[key]
    line = order.lines[0].external_id
    sink = WooFulfilments(scene.channel())
    write = FulfilmentWrite(order_id=key, lines=((line, 2),), carrier="UPS", number="1Z999", url="https://ups.example/1Z999")
    first = await sink.push_fulfilment(write)
    assert await sink.push_fulfilment(write) == first
    half = (await orders_of(scene))[key]
    assert (half.lines[0].fulfilled, half.lines[0].fulfillable, half.status) == (2, 1, "open")
    assert [(f.numbers, f.lines) for f in half.fulfilments] == [(("1Z999",), ((line, 2),))]
    await sink.push_fulfilment(replace(write, lines=((line, 1),), number="1Z998", url="https://ups.example/1Z998"))
    done = (await orders_of(scene))[key]
    assert (done.lines[0].fulfilled, done.lines[0].fulfillable, done.status) == (3, 0, "completed")
    assert sorted(n for f in done.fulfilments for n in f.numbers) == ["1Z998", "1Z999"]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("route", ["POST", "PUT"])
async def test_a_lost_answer_leaves_one_parcel(scene: Scene, mode: str, route: str) -> None:
    scene.tracking(mode)
    key = scene.order("TEA-50", 1)
    line = (await orders_of(scene))[key].lines[0].external_id
    write = FulfilmentWrite(order_id=key, lines=((line, 1),), carrier="UPS", number="1Z9", url="https://ups.example/1Z9")
    scene.fault("response_lost", route=f"^{route} ")
    for _ in range(3):
        try:
            await WooFulfilments(scene.channel()).push_fulfilment(write)
        except Unreachable:
            continue
    order = (await orders_of(scene))[key]
    assert [(f.numbers, f.lines) for f in order.fulfilments] == [(("1Z9",), ((line, 1),))] and order.status == "completed"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("lost", [None, "PUT", "DELETE"])
async def test_a_parcel_is_taken_back(scene: Scene, mode: str, lost: str | None) -> None:
    scene.tracking(mode)
    key = scene.order("TEA-50", 2)
    line = (await orders_of(scene))[key].lines[0].external_id
    write = FulfilmentWrite(order_id=key, lines=((line, 2),), carrier="UPS", number="1Z9", url="https://ups.example/1Z9")
    sink = WooFulfilments(scene.channel())
    made = await sink.push_fulfilment(write)
    if lost:
        scene.fault("response_lost", route=f"^{lost} ")
    for _ in range(3):
        try:
            await sink.withdraw_fulfilment(write, made.external_id)
        except Unreachable:
            continue
    order = (await orders_of(scene))[key]
    assert order.fulfilments == () and order.status == "open"
    assert (order.lines[0].fulfilled, order.lines[0].fulfillable) == (0, 2)


@pytest.mark.parametrize("mode", MODES)
async def test_another_number_for_a_parcel(scene: Scene, mode: str) -> None:
    scene.tracking(mode)
    key = scene.order("TEA-50", 2)
    line = (await orders_of(scene))[key].lines[0].external_id
    sink = WooFulfilments(scene.channel())
    made = await sink.push_fulfilment(
        FulfilmentWrite(order_id=key, lines=((line, 1),), carrier="UPS", number="1Z9", url="https://ups.example/1Z9")
    )
    await sink.update_tracking(key, made.external_id, carrier="DHL", number="JJD1", url="https://dhl.example/JJD1")
    order = (await orders_of(scene))[key]
    assert [(f.company.upper(), f.numbers, f.lines) for f in order.fulfilments] == [("DHL", ("JJD1",), ((line, 1),))]


async def test_listings_are_changed_and_made_once(scene: Scene) -> None:
    tea = (await products_of(scene))["Green tea"]
    small = tea.variants[0]
    change = VariantChange(
        external_id=small.external_id, price=Decimal("4.50"), compare_at_price=Decimal("5.50"), sku="TEA-50-N"
    )
    sink = WooListings(scene.channel())
    back = await sink.update_listing(
        ListingChange(external_id=tea.external_id, title="Green tea & mint 🌿", tags=("mint", "green"), variants=(change,))
    )
    assert back.title == "Green tea & mint 🌿" and sorted(back.tags) == ["green", "mint"]
    assert (back.variants[0].price, back.variants[0].compare_at_price, back.variants[0].sku) == (
        Decimal("4.50"),
        Decimal("5.50"),
        "TEA-50-N",
    )
    variants = tuple(
        RemoteVariant(
            external_id="",
            stock_id="",
            title=c,
            sku=f"POT-{c}",
            price=Decimal("19.00"),
            options=(("Colour", c),),
            quantity=4,
            weight_grams=Decimal(900),
        )
        for c in ("Red", "Blue")
    )
    product = RemoteProduct(
        external_id="", title="Pot", handle="pot", options=(("Colour", ("Red", "Blue")),), variants=variants
    )
    scene.fault("response_lost", route="POST /wp-json/wc/v3/products/[0-9]+/variations/batch")
    with pytest.raises(Unreachable):
        await sink.create_listing(NewListing(natural_key="master-1", product=product))
    made = await sink.create_listing(NewListing(natural_key="master-1", product=product))
    assert [(v.sku, v.price, v.quantity, v.weight_grams) for v in made.variants] == [
        ("POT-Red", Decimal(19), 4, Decimal(900)),
        ("POT-Blue", Decimal(19), 4, Decimal(900)),
    ]
    assert made.status == "active" and len([p for p in (await products_of(scene)).values() if p.title == "Pot"]) == 1
    with pytest.raises(VendorError) as refused:
        clash = VariantChange(external_id=made.variants[0].external_id, sku="CUP")
        await sink.update_listing(ListingChange(external_id=made.external_id, variants=(clash,)))
    assert refused.value.remedy is Remedy.SKIP and refused.value.vendor_message
