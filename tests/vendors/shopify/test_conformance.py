"""The connector against the sandbox's Shopify over HTTP: two readings of one contract that know nothing of each other."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from app.kernel import clock
from app.kernel.transport import Unreachable
from app.ports.storefront import (
    FulfilmentWrite,
    HintKind,
    ListingChange,
    NewListing,
    RemoteProduct,
    RemoteVariant,
    StockWrite,
    VariantChange,
)
from app.ports.vendor import Remedy, VendorError
from app.sandbox.shipping import Return
from app.vendors.shopify import VENDOR, bulk
from app.vendors.shopify import orders as orders_module
from app.vendors.shopify import products as products_module
from app.vendors.shopify.account import ShopifyAccount
from app.vendors.shopify.fulfilments import ShopifyFulfilments
from app.vendors.shopify.listings import ShopifyListings
from app.vendors.shopify.oauth import ShopifyAuthorisation
from app.vendors.shopify.orders import ShopifyOrders
from app.vendors.shopify.products import ShopifyProducts
from app.vendors.shopify.stock import ShopifyStock
from app.vendors.shopify.values import gid
from app.vendors.shopify.webhooks import TOPICS, ShopifyReceiver, ShopifyWebhooks
from tests.vendors.shopify.made import START, take
from tests.vendors.shopify.stage import Played, played


@pytest.fixture
async def side() -> AsyncIterator[Played]:
    async with played() as stage:
        yield stage
        assert stage.wire.wrong == []


async def test_the_account(side: Played) -> None:
    shop = await ShopifyAccount(side.channel()).shop()
    assert (shop.name, shop.currency, shop.timezone, shop.country) == ("Tea House", "EUR", "Europe/Berlin", "DE")
    assert shop.missing_scopes == ()
    assert side.wire.observed


async def test_products(side: Played) -> None:
    (page,) = await take(ShopifyProducts(side.channel()).products_since(None, None))
    tea, cup = page.items
    assert (tea.title, tea.currency, tea.options) == ("Green tea 🍵", "EUR", (("Size", ("50 g", "100 g")),))
    small = tea.variants[0]
    assert (small.sku, small.barcode, small.price, small.cost) == ("TEA-50", "4006381333931", Decimal("4.90"), Decimal("2.10"))
    assert (small.weight_grams, small.options, small.quantity) == (60, (("Size", "50 g"),), 15)
    assert (cup.options, cup.variants[0].title, cup.variants[0].sku) == ((), "", "")
    assert (cup.variants[0].track_inventory, cup.variants[0].quantity) == (False, None)
    assert page.total == 2
    same = await ShopifyProducts(side.channel()).products_by_id([cup.external_id, "gid://shopify/Product/404"])
    assert list(same) == [cup]


async def test_only_what_changed(side: Played) -> None:
    source = ShopifyProducts(side.channel())
    (page,) = await take(source.products_since(None, None))
    newest = max(p.updated_at for p in page.items if p.updated_at)
    product = next(p for p in side.shop.products.values() if p.title == "Cup")
    side.stage.world.edit_product(side.shop, product.id, title="Big cup")
    (changed,) = await take(source.products_since(newest, None))
    assert "Big cup" in [p.title for p in changed.items]
    assert len(changed.items) <= 2


async def test_bulk_and_pages_tell_the_same(side: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "POLLS", (0,))
    first = side.buy(("TEA-50", 3), ("TEA-100", 1), discount_code="SUMMER", discount_value=Decimal("2.00"))
    side.stage.world.fulfil(side.shop, first.id, {first.lines[0].id: 2}, tracking_company="UPS", tracking_number="1Z1")
    side.stage.world.refund(side.shop, first.id, [Return(first.lines[0].id, 1)], note="Broken")
    side.buy(("TEA-50", 1))
    orders, products = ShopifyOrders(side.channel()), ShopifyProducts(side.channel())
    paged = [o for p in await take(orders.orders_since(None, None)) for o in p.items]
    catalogue = [x for p in await take(products.products_since(None, None)) for x in p.items]
    monkeypatch.setattr(orders_module, "SOURCE", replace(orders_module.SOURCE, bulk_from=1))
    monkeypatch.setattr(products_module, "SOURCE", replace(products_module.SOURCE, bulk_from=1))
    for since in (None, min(o.updated_at for o in paged)):
        in_bulk = [o for p in await take(orders.orders_since(since, None, first=True)) for o in p.items]
        by_id = {o.external_id: o for o in paged}
        for order in in_bulk:
            assert replace(order, raw="") == replace(by_id.pop(order.external_id), raw="")
        assert by_id == {}
    late = max(o.updated_at for o in paged) + timedelta(seconds=1)
    assert [o for p in await take(orders.orders_since(late, None, first=True)) for o in p.items] == []
    listed = [x for p in await take(products.products_since(None, None)) for x in p.items]
    assert {x.external_id: x for x in listed} == {x.external_id: x for x in catalogue}
    assert side.wire.purposes.count("bulk_start") == 3
    assert "bulk_result" in side.wire.purposes


async def test_an_order_with_all_its_money(side: Played) -> None:
    bought = side.buy(("TEA-50", 3), ("TEA-100", 1), discount_code="SUMMER", discount_value=Decimal("2.00"), note="Ring")
    (order,) = await ShopifyOrders(side.channel()).orders_by_id([gid("Order", bought.id)])
    assert (order.number, order.currency, order.status, order.payment_status) == (bought.name, "EUR", "open", "paid")
    assert (order.subtotal, order.shipping, order.tax, order.total) == (
        bought.subtotal,
        bought.shipping_total,
        bought.tax_total,
        bought.total,
    )
    assert order.total == order.subtotal + order.shipping + order.tax
    assert order.subtotal == sum(line.total for line in order.lines)
    assert [(line.sku, line.quantity, line.fulfillable) for line in order.lines] == [("TEA-50", 3, 3), ("TEA-100", 1, 1)]
    assert [(d.code, d.amount) for d in order.discounts] == [("SUMMER", Decimal(2))]
    assert order.discount == 2
    assert order.shipping_address is not None
    assert (order.shipping_address.name, order.shipping_address.country, order.shipping_address.region) == (
        "Ada Byron",
        "DE",
        "BE",
    )
    assert (order.email, order.note) == ("ada@example.com", "Ring")


async def test_a_shopper_who_paid_in_dollars(side: Played) -> None:
    bought = side.buy(("TEA-50", 1), presentment_currency="USD", presentment_rate=Decimal("1.1"))
    (order,) = await ShopifyOrders(side.channel()).orders_by_id([gid("Order", bought.id)])
    assert (order.currency, order.total) == ("EUR", bought.total)


async def test_partly_shipped_refunded_and_edited(side: Played) -> None:
    world = side.stage.world
    bought = side.buy(("TEA-50", 5), ("TEA-100", 2))
    tea, big = bought.lines
    world.fulfil(side.shop, bought.id, {tea.id: 3}, tracking_company="UPS", tracking_number="1Z1")
    world.refund(side.shop, bought.id, [Return(tea.id, 1, "return"), Return(big.id, 1, "cancel")], note="Broken")
    source = ShopifyOrders(side.channel())
    (order,) = await source.orders_by_id([gid("Order", bought.id)])
    assert [(x.fulfilled, x.refunded, x.fulfillable) for x in order.lines] == [(3, 1, 2), (0, 1, 1)]
    assert order.payment_status == "partially_refunded"
    assert (order.refunded, order.refunds[0].amount, order.refunds[0].reason) == (
        bought.refunded_total,
        bought.refunded_total,
        "Broken",
    )
    assert [(line, count) for line, count, _ in order.refunds[0].lines] == [
        (gid("LineItem", tea.id), 1),
        (gid("LineItem", big.id), 1),
    ]
    assert order.fulfilments[0].numbers == ("1Z1",)
    open_units = [line.open for line in bought.lines]
    assert [x.fulfillable for x in order.lines] == open_units
    world.edit_order(side.shop, bought.id, quantities={big.id: 1})
    (order,) = await source.orders_by_id([gid("Order", bought.id)])
    assert [x.fulfillable for x in order.lines] == [line.open for line in bought.lines]


@pytest.mark.parametrize("included", [True, False])
async def test_what_was_edited_away_was_neither_sold_nor_refunded(side: Played, included: bool) -> None:
    side.shop.taxes_included, side.shop.tax_rate = included, Decimal("0.19")
    bought = side.buy(("TEA-50", 4), ("TEA-100", 2))
    side.stage.world.edit_order(side.shop, bought.id, quantities={bought.lines[0].id: 3, bought.lines[1].id: 0})
    source = ShopifyOrders(side.channel())
    (order,) = await source.orders_by_id([gid("Order", bought.id)])
    assert [(x.quantity, x.refunded, x.fulfillable) for x in order.lines] == [(3, 0, 3)]
    assert (order.total, order.tax, order.refunded) == (bought.total, bought.tax_total, 0)
    assert order.subtotal == order.lines[0].total
    side.stage.world.refund(side.shop, bought.id, [Return(bought.lines[0].id, 1, "cancel")])
    (order,) = await source.orders_by_id([gid("Order", bought.id)])
    assert [(x.quantity, x.refunded, x.fulfillable) for x in order.lines] == [(3, 1, 2)]
    assert (order.total, order.refunded) == (bought.total, bought.refunded_total)
    side.stage.world.cancel_order(side.shop, bought.id, reason="customer")
    (order,) = await source.orders_by_id([gid("Order", bought.id)])
    assert [(x.quantity, x.refunded, x.fulfillable) for x in order.lines] == [(3, 3, 0)]
    assert (order.total, order.refunded) == (bought.total, bought.refunded_total)


async def test_a_cancelled_order_of_a_deleted_product(side: Played) -> None:
    bought = side.buy(("TEA-100", 1))
    side.stage.world.cancel_order(side.shop, bought.id, reason="inventory")
    product = next(p for p in side.shop.products.values() if p.title.startswith("Green"))
    side.stage.world.delete_product(side.shop, product.id)
    (order,) = await ShopifyOrders(side.channel()).orders_by_id([gid("Order", bought.id)])
    assert (order.status, order.cancel_reason) == ("cancelled", "inventory")
    assert (order.lines[0].product_id, order.lines[0].variant_id, order.lines[0].fulfillable) == ("", "", 0)
    assert await ShopifyProducts(side.channel()).products_by_id([gid("Product", product.id)]) == []


async def test_stock_is_read_and_set(side: Played) -> None:
    sink = ShopifyStock(side.channel())
    places = await sink.locations()
    assert [p.name for p in places] == ["Leipzig", "Lyon"]
    assert places[0].address is not None
    assert places[0].address["countryCode"] == "DE"
    (page,) = [p async for p in sink.stock(None, None)]
    levels = {(s.stock_id, s.location_id): s.available for s in page.items}
    assert sorted(v for v in levels.values() if v is not None) == [0, 3, 5, 10]
    assert None in levels.values()
    (item, place), now = next((k, v) for k, v in levels.items() if v == 10)
    writes = [
        StockWrite(stock_id=item, location_id=place, available=8, expected=now, key="k1"),
        StockWrite(stock_id=item, location_id=places[1].external_id, available=1, expected=99, key="k2"),
        StockWrite(stock_id="gid://shopify/InventoryItem/404", location_id=place, available=1, expected=0, key="k3"),
        StockWrite(stock_id=item, location_id=places[1].external_id, available=6, expected=None, key="k4"),
    ]
    results = await sink.set_stock(writes)
    assert [r.outcome.value for r in results] == ["written", "stale", "refused", "written"]
    assert results[1].available == 6  # what is there now: the last write of the call has gone before
    again = await sink.set_stock(writes[:1])
    assert [(r.outcome.value, r.available) for r in again] == [("written", 8)]
    (named,) = [p async for p in sink.stock([item], None)]
    assert [s.available for s in named.items] == [8, 6]


async def test_a_stock_write_whose_answer_is_lost(side: Played) -> None:
    sink = ShopifyStock(side.channel())
    (page,) = [p async for p in sink.stock(None, None)]
    level = next(s for s in page.items if s.available == 10)
    write = StockWrite(stock_id=level.stock_id, location_id=level.location_id, available=7, expected=None, key="k1")
    side.stage.begin_fault("response_lost", "shopify", body="inventorySetQuantities", count=1)
    with pytest.raises(Unreachable):
        await sink.set_stock([write])
    side.buy(("TEA-50", 1))
    assert [r.outcome.value for r in await sink.set_stock([write])] == ["written"]
    (now,) = [p async for p in sink.stock([level.stock_id], None)]
    assert next(s.available for s in now.items if s.location_id == level.location_id) == 6


async def test_a_shipment_from_two_places(side: Played) -> None:
    bought = side.buy(("TEA-50", 2), ("TEA-100", 3))
    bought.lines[1].location_id = side.shop.locations[1].id  # routed to Lyon
    side.stage.world.touch()
    first, second = (gid("LineItem", line.id) for line in bought.lines)
    sink = ShopifyFulfilments(side.channel())
    write = FulfilmentWrite(
        order_id=gid("Order", bought.id),
        lines=((first, 1), (second, 3)),
        carrier="UPS",
        number="1Z999",
        url="https://u.example/1",
    )
    told = await sink.push_fulfilment(write)
    assert dict(told.lines) == {first: 1, second: 3}
    assert (told.numbers, told.company) == (("1Z999",), "UPS")
    assert len(bought.fulfilments) == 2
    assert await sink.push_fulfilment(write) == told
    assert len(bought.fulfilments) == 2
    assert [line.fulfilled for line in bought.lines] == [1, 3]
    await sink.update_tracking(write.order_id, told.external_id, carrier="DHL", number="JD1", url="")
    assert {f.tracking_number for f in bought.fulfilments} == {"JD1"}
    with pytest.raises(VendorError) as caught:
        await sink.push_fulfilment(replace(write, lines=((first, 9),), number="other"))
    assert caught.value.remedy is Remedy.SKIP


async def test_a_shipment_whose_answer_is_lost(side: Played) -> None:
    bought = side.buy(("TEA-50", 2))
    side.stage.begin_fault("response_lost", "shopify", body="fulfillmentCreate", count=1)
    line = gid("LineItem", bought.lines[0].id)
    write = FulfilmentWrite(order_id=gid("Order", bought.id), lines=((line, 2),), carrier="UPS", number="1Z999")
    told = await ShopifyFulfilments(side.channel()).push_fulfilment(write)
    assert told.lines == ((line, 2),)
    assert len(bought.fulfilments) == 1


async def test_a_listing_is_changed(side: Played) -> None:
    sink = ShopifyListings(side.channel())
    product = next(p for p in side.shop.products.values() if p.title.startswith("Green"))
    variant = gid("ProductVariant", product.variants[0].id)
    told = await sink.update_listing(
        ListingChange(
            external_id=gid("Product", product.id),
            title="Grüner Tee 🍵",
            tags=("neu",),
            variants=(VariantChange(external_id=variant, price=Decimal("5.50"), sku="T-50", weight_grams=Decimal(70)),),
        )
    )
    assert (told.title, told.tags) == ("Grüner Tee 🍵", ("neu",))
    assert (told.variants[0].price, told.variants[0].sku, told.variants[0].weight_grams) == (Decimal("5.50"), "T-50", 70)
    assert product.title == "Grüner Tee 🍵"


async def test_a_new_listing_is_made_once(side: Played) -> None:
    sink = ShopifyListings(side.channel())
    listing = NewListing(
        natural_key="master-1",
        product=RemoteProduct(
            external_id="ours",
            title="Teapot",
            options=(("Colour", ("Black", "White")),),
            variants=(
                RemoteVariant(
                    external_id="a", stock_id="a", title="Black", sku="POT-B", price=Decimal(30), options=(("Colour", "Black"),)
                ),
                RemoteVariant(
                    external_id="b", stock_id="b", title="White", sku="POT-W", price=Decimal(31), options=(("Colour", "White"),)
                ),
            ),
        ),
    )
    made = await sink.create_listing(listing)
    assert [(v.sku, v.price) for v in made.variants] == [("POT-B", 30), ("POT-W", 31)]
    assert await sink.create_listing(listing) == made
    assert sum(p.title == "Teapot" for p in side.shop.products.values()) == 1


async def test_webhooks_are_made_signed_and_removed(side: Played) -> None:
    hooks = ShopifyWebhooks(side.channel())
    address = "https://ksap.example/hooks/1"
    made = await hooks.register(address, "unused")
    assert {m.topic for m in made} == set(TOPICS)
    assert await hooks.register(address, "unused") == made
    moved = await hooks.register("https://ksap.example/hooks/2", "unused")
    assert {m.external_id for m in moved} == {m.external_id for m in made}
    assert {m.address for m in await hooks.registered()} == {"https://ksap.example/hooks/2"}
    bought = side.buy(("TEA-50", 1))
    secret = hooks.signing_secret("unused")
    hints = []
    for delivery in side.stage.deliveries.log:
        headers = {k.lower(): v for k, v in delivery.headers.items()}
        mac = base64.b64encode(hmac.new(secret.encode(), delivery.raw, hashlib.sha256).digest()).decode()
        hints.append(ShopifyReceiver.read(delivery.topic, delivery.raw))
        assert ShopifyReceiver.verify({**headers, "x-shopify-hmac-sha256": mac}, delivery.raw, secret)
    assert (HintKind.ORDER, gid("Order", bought.id)) in {(h.kind, h.external_id) for h in hints}
    assert HintKind.STOCK in {h.kind for h in hints}
    await hooks.remove([m.external_id for m in made])
    assert await hooks.registered() == []


async def test_the_install(side: Played) -> None:
    kept = side.credentials("oauth", client_secret=side.secrets["client_secret"])
    base = VENDOR.base_url(kept.public, kept.environment, side.origin)
    flow = ShopifyAuthorisation()
    back = "http://127.0.0.1:9/back"
    url = flow.start(kept, base_url=base, state="s-1", return_url=back, callback_url="")
    async with httpx.AsyncClient(trust_env=False) as browser:
        assert (await browser.get(url)).status_code == 200
        answer = await browser.post(url, data={"choice": "install"})
    query = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
    assert query["state"] == "s-1"
    with clock.frozen(side.stage.clock()):
        grant = await flow.finish(kept, base_url=base, transport=side.wire, query=query, body=b"", return_url=back)
        granted = grant.credentials
        assert granted.expires_at is not None
        shop = await ShopifyAccount(side.channel(granted)).shop()
        assert shop.missing_scopes == ()
        fresh = await ShopifyAccount(side.channel(granted)).refresh()
        assert fresh is not None
        assert fresh.secrets["refresh_token"] != granted.secrets["refresh_token"]
        assert (await ShopifyAccount(side.channel(fresh)).shop()).name == "Tea House"
        with pytest.raises(VendorError) as caught:
            await flow.finish(kept, base_url=base, transport=side.wire, query=query, body=b"", return_url=back)
    assert caught.value.remedy is Remedy.RECONNECT


async def test_client_credentials(side: Played) -> None:
    kept = side.credentials("client_credentials", client_secret=side.secrets["client_secret"])
    with clock.frozen(side.stage.clock()):
        assert (await ShopifyAccount(side.channel(kept)).shop()).name == "Tea House"
        fresh = await ShopifyAccount(side.channel(kept)).refresh()
    assert fresh is not None
    assert fresh.secrets["access_token"]
    wrong = side.credentials("client_credentials", client_secret="wrong")
    with pytest.raises(VendorError) as caught:
        await ShopifyAccount(side.channel(wrong)).refresh()
    assert caught.value.remedy is Remedy.RECONNECT


@pytest.mark.parametrize(
    ("fault", "remedy"),
    [("credentials_revoked", Remedy.RECONNECT), ("server_error", Remedy.RETRY), ("throttled", Remedy.WAIT)],
)
async def test_faults_have_their_remedies(side: Played, fault: str, remedy: Remedy) -> None:
    channel = side.channel()
    side.stage.begin_fault(fault, "shopify")
    with pytest.raises(VendorError) as caught:
        await ShopifyAccount(channel).shop()
    assert caught.value.remedy is remedy


@pytest.mark.parametrize(
    ("standing", "remedy"), [("frozen", Remedy.WAIT), ("locked", Remedy.WAIT), ("forbidden", Remedy.RECONNECT)]
)
async def test_standings_have_their_remedies(side: Played, standing: str, remedy: Remedy) -> None:
    async with httpx.AsyncClient(trust_env=False) as merchant:
        await merchant.post(f"{side.origin}/shopify/tea-house/merchant/standing", json={"standing": standing})
    with pytest.raises(VendorError) as caught:
        await ShopifyAccount(side.channel()).shop()
    assert caught.value.remedy is remedy


async def test_many_orders_in_pages_that_the_bucket_pays_for(side: Played) -> None:
    for number in range(60):
        side.buy(("TEA-50", 1), at=START.replace(minute=number % 60), on_shortage="oversell")
    pages = await take(ShopifyOrders(side.channel()).orders_since(START, None))
    seen = [o.number for p in pages for o in p.items]
    assert len(set(seen)) == 60
    assert len(seen) < 75
    middle: Any = pages[len(pages) // 2].cursor
    if middle:
        rest = await take(ShopifyOrders(side.channel()).orders_since(None, middle))
        assert {o.number for p in rest for o in p.items} <= set(seen)
