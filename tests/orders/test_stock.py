"""Orders and stock: what is held, shipped, let go and put back; orders of the merchant's own."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from app.catalog.events import ListingsMapped
from app.catalog.models import Listing, ListingVariant
from app.inventory import api as inventory
from app.inventory.contracts import Change, OutOfStock
from app.kernel.errors import Conflict, Invalid, NotFound, Unavailable
from app.kernel.ids import new_id
from app.kernel.lifecycle import IllegalMove
from app.kernel.outbox import Relay
from app.orders import api
from app.orders.contracts import Buyer, NotShippable, OrderLine, Terms
from app.orders.use_cases import place_order
from app.ports.storefront import RemoteRefund
from tests.factories import Organisation
from tests.factories.catalog import make_product
from tests.factories.orders import PLACED_AT, remote_line, remote_order
from tests.factories.stores import make_store

BUYER = Buyer(name="Ada Lane", email="ada@example.com", shipping_address={"city": "Hamburg", "country": "DE"})


async def shelve(org: Organisation, variant: UUID, units: int) -> UUID:
    async with org.uow() as uow:
        place = await inventory.default_location(uow)
        await inventory.adjust(uow, [Change(variant_id=variant, location_id=place.id, absolute=units, reason="count")])
        return place.id


async def level(org: Organisation, variant: UUID) -> tuple[int, int, int]:
    await Relay().drain(org.id)
    async with org.uow() as uow:
        found = list((await inventory.levels(uow, [variant])).values())
    return (found[0].on_hand, found[0].reserved, found[0].available) if found else (0, 0, 0)


async def list_variant(org: Organisation, store: UUID, product: UUID, variant: UUID, external_id: str) -> None:
    async with org.uow() as uow:
        listing = Listing(
            org_id=org.id, id=new_id(), store_id=store, product_id=product, external_id=f"p{external_id}", state="linked",
            title="x", push_state="clean",
        )  # fmt: skip
        uow.add(listing)
        await uow.flush()
        uow.add(
            ListingVariant(
                org_id=org.id, listing_id=listing.id, store_id=store, variant_id=variant, external_id=external_id,
                stock_id=external_id,
            )
        )  # fmt: skip


async def take(org: Organisation, store: UUID, *page: Any, historic: bool = False) -> Sequence[UUID]:
    async with org.uow() as uow:
        done = await api.import_orders(uow, store, page, historic=historic)
    return (*done.created, *done.changed)


async def test_an_order_holds_ships_and_takes_back(org: Organisation) -> None:
    store = await make_store(org)
    product, (variant,) = await make_product(org)
    await shelve(org, variant, 10)
    await list_variant(org, store, product, variant, "v1")
    line = remote_line(external_id="l1", variant_id="v1", quantity=3)
    order = remote_order(lines=(line,))
    (order_id,) = await take(org, store, order)
    assert await level(org, variant) == (10, 3, 7)
    item = UUID((await api.read_order(org.id, order_id))["items"][0]["id"])
    async with org.uow() as uow:
        await api.record_fulfilment(uow, order_id, {item: 2}, uuid4())
    assert await level(org, variant) == (8, 1, 7)
    assert (await api.read_order(org.id, order_id))["fulfilment_status"] == "partial"
    async with org.uow() as uow:
        await api.record_fulfilment(uow, order_id, {item: -2}, uuid4())
    assert await level(org, variant) == (10, 3, 7)

    shipped = replace(line, fulfilled=3, fulfillable=0)
    await take(org, store, replace(order, lines=(shipped,), updated_at=PLACED_AT + timedelta(hours=1)))
    assert await level(org, variant) == (7, 0, 7)
    refund = RemoteRefund(external_id="r", amount=Decimal(10), created_at=PLACED_AT, lines=(("l1", 1, True),))
    back = replace(order, lines=(replace(shipped, refunded=1),), refunds=(refund,), updated_at=PLACED_AT + timedelta(hours=2))
    await take(org, store, back)
    assert await level(org, variant) == (8, 0, 8)


async def test_a_refund_of_units_that_never_left_only_lets_them_go(org: Organisation) -> None:
    store = await make_store(org)
    product, (variant,) = await make_product(org)
    await shelve(org, variant, 10)
    await list_variant(org, store, product, variant, "v1")
    line = remote_line(external_id="l1", variant_id="v1", quantity=3)
    order = remote_order(lines=(line,))
    await take(org, store, order)
    refund = RemoteRefund(external_id="r", amount=Decimal(20), created_at=PLACED_AT, lines=(("l1", 2, True),))
    less = replace(
        order,
        lines=(replace(line, refunded=2, fulfillable=1),),
        refunds=(refund,),
        updated_at=PLACED_AT + timedelta(hours=1),
    )
    await take(org, store, less)
    assert await level(org, variant) == (10, 1, 9)


async def test_cancelling_lets_go_and_reopening_takes_back(org: Organisation) -> None:
    store = await make_store(org)
    product, (variant,) = await make_product(org)
    await shelve(org, variant, 5)
    await list_variant(org, store, product, variant, "v1")
    (order_id,) = await take(org, store, remote_order(lines=(remote_line(variant_id="v1", quantity=2),)))
    assert await level(org, variant) == (5, 2, 3)
    async with org.uow() as uow:
        await api.change_status(uow, order_id, "cancelled", reason="asked for it")
    assert await level(org, variant) == (5, 0, 5)
    async with org.uow() as uow:
        await api.change_status(uow, order_id, "open")
    assert await level(org, variant) == (5, 2, 3)
    async with org.uow() as uow:
        with pytest.raises(IllegalMove) as refused:
            await api.change_status(uow, order_id, "pending")
    assert refused.value.details["allowed"] == ["on_hold", "completed", "cancelled"]


async def test_history_is_held_without_lowering_what_the_channel_counted(org: Organisation) -> None:
    store = await make_store(org)
    product, (variant,) = await make_product(org)
    await shelve(org, variant, 7)  # the channel's own figure: the open order is taken off already
    await list_variant(org, store, product, variant, "v1")
    lines = (remote_line(variant_id="v1", quantity=2), remote_line(variant_id="v1", quantity=4, fulfilled=4))
    order_ids = await take(org, store, remote_order(lines=lines), historic=True)
    assert await level(org, variant) == (9, 2, 7)
    async with org.uow() as uow:
        assert await api.order_news(uow, order_ids) == []


async def test_lines_learn_their_variant_when_it_is_mapped(org: Organisation) -> None:
    store, elsewhere = await make_store(org), await make_store(org)
    product, (variant,) = await make_product(org)
    await shelve(org, variant, 5)
    order = remote_order(lines=(remote_line(variant_id="v9", quantity=2),))
    (order_id,) = await take(org, store, order)
    (other_id,) = await take(org, elsewhere, order)
    assert await level(org, variant) == (5, 0, 5)
    await list_variant(org, store, product, variant, "v9")
    async with org.uow() as uow:
        uow.publish(ListingsMapped(store_id=store, variant_ids=(variant,)))
    assert await level(org, variant) == (5, 2, 3)
    linked = (await api.read_order(org.id, order_id))["items"][0]
    assert (linked["variant_id"], linked["product_id"]) == (str(variant), str(product))
    assert (await api.read_order(org.id, other_id))["items"][0]["variant_id"] is None


async def test_two_hundred_buyers_of_the_last_unit_make_one_order(org: Organisation) -> None:
    store = await make_store(org)
    _, (variant,) = await make_product(org)
    await shelve(org, variant, 1)
    line = OrderLine(variant_id=variant, quantity=1)

    buyers = (api.place_order(org.id, org.owner, store, BUYER, [line]) for _ in range(200))
    answers = await asyncio.gather(*buyers, return_exceptions=True)
    placed = [a for a in answers if isinstance(a, UUID)]
    assert len(placed) == 1
    refused = {type(a) for a in answers if a not in placed}
    assert OutOfStock in refused <= {OutOfStock, Unavailable}  # a machine that has much else to do sends some away
    async with org.uow() as uow:
        assert await uow.scalar(text("SELECT count(*) FROM orders")) == 1
        held = (await uow.execute(text("SELECT owner_kind, owner_id, expires_at FROM stock_reservations"))).all()
    assert held == [("order", placed[0], None)]
    assert await level(org, variant) == (1, 1, 0)


async def test_an_order_of_our_own_takes_prices_of_the_catalogue(org: Organisation) -> None:
    store = await make_store(org)
    product, variants = await make_product(org, title="Mug", variants=[{"price": Decimal("12.50")}, {"price": None}])
    for variant in variants:
        await shelve(org, variant, 5)
    lines = [OrderLine(variant_id=variants[0], quantity=2), OrderLine(variant_id=variants[1], quantity=1, price=Decimal("3"))]
    terms = Terms(shipping=Decimal("4.90"), discount=Decimal("1"), payment_status="paid", tags=("phone",))
    order_id = await api.place_order(org.id, org.owner, store, BUYER, lines, terms)
    found = await api.read_order(org.id, order_id)
    assert (found["subtotal"], found["total"], found["currency"]) == ("27.00", "31.90", "EUR")
    assert (found["status"], found["payment_status"], found["source"]) == ("open", "paid", "ksap")
    assert found["number"].startswith("K-")
    assert [(i["title"], i["variant_id"], i["product_id"]) for i in found["items"]] == [
        ("Mug", str(v), str(product)) for v in variants
    ]
    assert await level(org, variants[0]) == (5, 2, 3)
    with pytest.raises(Invalid):
        await api.place_order(org.id, org.owner, store, BUYER, [OrderLine(variant_id=variants[1], quantity=1)])
    with pytest.raises(NotFound):
        await api.place_order(org.id, org.owner, store, BUYER, [OrderLine(variant_id=uuid4(), quantity=1)])


async def test_a_line_out_of_stock_gives_the_other_lines_back(org: Organisation) -> None:
    store = await make_store(org)
    _, (one, two) = await make_product(org, variants=[{}, {}])
    await shelve(org, one, 5)
    lines = [OrderLine(variant_id=one, quantity=2), OrderLine(variant_id=two, quantity=1)]
    with pytest.raises(OutOfStock):
        await api.place_order(org.id, org.owner, store, BUYER, lines)
    assert await level(org, one) == (5, 0, 5)


async def test_a_key_places_one_order(org: Organisation) -> None:
    store = await make_store(org)
    _, (variant,) = await make_product(org)
    await shelve(org, variant, 5)
    lines = [OrderLine(variant_id=variant, quantity=2)]
    first, second = await asyncio.gather(*(api.place_order(org.id, org.owner, store, BUYER, lines, key="k") for _ in range(2)))
    assert first == second == await api.place_order(org.id, org.owner, store, BUYER, lines, key="k")
    assert await level(org, variant) == (5, 2, 3)
    with pytest.raises(Conflict):
        await api.place_order(org.id, org.owner, store, BUYER, [replace(lines[0], quantity=1)], key="k")


@pytest.mark.parametrize("stock", [5, 2])
async def test_a_repeat_that_comes_late_holds_nothing_twice(
    org: Organisation, monkeypatch: pytest.MonkeyPatch, stock: int
) -> None:
    """The other call finishes between this one's look for the order and its hold of the goods."""
    store = await make_store(org)
    _, (variant,) = await make_product(org)
    await shelve(org, variant, stock)
    lines = [OrderLine(variant_id=variant, quantity=2)]
    first = await api.place_order(org.id, org.owner, store, BUYER, lines, key="k")
    looks = iter([False])
    look = place_order._placed

    async def blind_at_first(*arguments: Any) -> bool:
        return next(looks, True) and await look(*arguments)

    monkeypatch.setattr(place_order, "_placed", blind_at_first)
    assert await api.place_order(org.id, org.owner, store, BUYER, lines, key="k") == first
    assert await level(org, variant) == (stock, 2, stock - 2)


async def test_no_more_ships_than_is_open_and_nothing_of_a_held_order(org: Organisation) -> None:
    store = await make_store(org)
    (order_id,) = await take(org, store, remote_order(lines=(remote_line(quantity=2),)))
    async with org.uow() as uow:
        line = (await api.shippable(uow, order_id)).lines[0]
    assert line.open == 2
    for lines, error in (({line.id: 3}, NotShippable), ({uuid4(): 1}, NotFound), ({line.id: -1}, NotShippable)):
        with pytest.raises(error):
            async with org.uow() as uow:
                await api.record_fulfilment(uow, order_id, lines, uuid4())
    async with org.uow() as uow:
        await api.change_status(uow, order_id, "on_hold")
    async with org.uow() as uow:
        assert (await api.shippable(uow, order_id)).lines[0].open == 0
    with pytest.raises(NotShippable):
        async with org.uow() as uow:
            await api.record_fulfilment(uow, order_id, {line.id: 1}, uuid4())


async def test_delivered_is_said_only_of_what_is_fulfilled(org: Organisation) -> None:
    store = await make_store(org)
    (order_id,) = await take(org, store, remote_order(lines=(remote_line(quantity=1),)))
    async with org.uow() as uow:
        await api.record_delivery(uow, order_id)
    assert (await api.read_order(org.id, order_id))["fulfilment_status"] == "unfulfilled"
    async with org.uow() as uow:
        line = (await api.shippable(uow, order_id)).lines[0]
        await api.record_fulfilment(uow, order_id, {line.id: 1}, uuid4())
        await api.record_delivery(uow, order_id)
    assert (await api.read_order(org.id, order_id))["fulfilment_status"] == "delivered"
