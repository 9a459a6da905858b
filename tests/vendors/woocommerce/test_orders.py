"""OrderSource on a shop in memory."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.ports.storefront import RemoteOrder
from app.vendors.woocommerce.orders import WooOrders
from tests.vendors.woocommerce.shop import START, Shop


def busy(count: int = 3) -> Shop:
    shop = Shop()
    for number in range(count):
        line = {"id": 50 + number, "name": "Rope", "quantity": 2, "subtotal": "20.00", "total": "20.00"}
        shop.add_order(number=str(number), total="20.00", line_items=[line])
    return shop


def refund(shop: Shop, order: dict[str, Any]) -> None:
    key = shop.next()
    meta = [{"id": 1, "key": "_refunded_item_id", "value": str(order["line_items"][0]["id"])}]
    detail = {"id": key, "parent_id": order["id"], "date_created_gmt": "2026-03-02T08:00:00", "amount": "10.00"}
    shop.refunds[key] = {**detail, "line_items": [{"id": 1, "quantity": -1, "meta_data": meta}]}
    order["refunds"] = [*order.get("refunds", ()), {"id": key, "reason": "", "total": "-10.00"}]


async def read(shop: Shop, **options: Any) -> list[RemoteOrder]:
    source = WooOrders(shop.channel()).orders_since(
        options.get("since"), options.get("cursor"), first=options.get("first", False)
    )
    return [item async for page in source for item in page.items]


async def test_refunds_of_a_page_take_one_call() -> None:
    shop = busy()
    for order in shop.orders.values():
        refund(shop, order)
    orders = await read(shop)
    assert [o.refunded for o in orders] == [Decimal(10)] * 3
    assert all(o.refunds[0].lines == ((str(50 + i), 1, False),) for i, o in enumerate(orders))
    assert [c.path for c in shop.calls] == ["wc/v3/orders", "wc/v3/refunds"]


async def test_older_shops_are_asked_per_refunded_order() -> None:
    shop = busy()
    shop.lacks.add("refunds")
    keys = list(shop.orders)
    refund(shop, shop.orders[keys[1]])
    orders = await read(shop)
    assert [len(o.refunds) for o in orders] == [0, 1, 0] and orders[1].lines[0].refunded == 1
    assert shop.calls[-1].path == f"wc/v3/orders/{keys[1]}/refunds"


async def test_core_fulfilments_are_asked_for_where_there_are_some() -> None:
    shop = busy()
    shop.lacks.remove("fulfilments")
    key = next(iter(shop.orders))
    shop.orders[key]["meta_data"] = [{"id": 1, "key": "_fulfillment_status", "value": "partially_fulfilled"}]
    meta = [{"id": 1, "key": "_items", "value": [{"item_id": 50, "qty": 1}]}]
    shop.orders[max(shop.orders)] |= {
        "status": "completed",
        "meta_data": shop.orders[key]["meta_data"],
    }  # long over: not asked for
    shop.fulfilments[key] = [{"id": 3, "is_fulfilled": True, "date_updated": "2026-03-01 10:00:00", "meta_data": meta}]
    orders = await read(shop, first=True)
    assert [o.lines[0].fulfilled for o in orders] == [1, 0, 2]
    assert [c.path for c in shop.calls if "fulfillments" in c.path] == [f"wc/v3/orders/{key}/fulfillments"]


async def test_the_wrapped_answer_of_early_versions_is_understood() -> None:
    from app.vendors.woocommerce.fulfilment_mapping import unwrap

    assert unwrap({"fulfillments": [{"id": 1}]}) == [{"id": 1}] == unwrap([{"id": 1}]) == unwrap({"fulfillment": {"id": 1}})


async def test_carts_are_left_out() -> None:
    shop = busy(2)
    shop.add_order(status="checkout-draft", total="1.00")
    assert len(await read(shop)) == 2


async def test_an_incremental_read_ends_with_the_bin() -> None:
    shop = busy()
    first, _, third = shop.orders.values()
    first["status"] = "trash"
    shop.touch(first)
    orders = await read(shop, since=START)
    assert [(o.number, o.status) for o in orders] == [("1", "open"), ("2", "open"), ("0", "cancelled")]
    assert orders[2].cancel_reason
    assert [o.number for o in await read(shop)] == ["1", "2"]  # a first import has no use for the bin
    assert third["status"] == "processing"


async def test_the_bin_is_resumed_too() -> None:
    shop = busy(120)
    for order in list(shop.orders.values())[:110]:
        order["status"] = "trash"
    source, cursors, got = WooOrders(shop.channel()), [], []
    async for page in source.orders_since(START, None):
        cursors.append(page.cursor)
        got.append([o.external_id for o in page.items])
    assert [len(g) for g in got] == [10, 100, 10] and cursors[-1] is None
    for place, cursor in enumerate(cursors[:-1]):
        rest = [o.external_id for o in await read(shop, since=START, cursor=cursor)]
        assert rest == [key for page in got[place + 1 :] for key in page]


async def test_by_id_finds_binned_ones_and_none_that_are_gone() -> None:
    shop = busy()
    keys = list(shop.orders)
    shop.orders[keys[0]]["status"] = "trash"
    orders = await WooOrders(shop.channel()).orders_by_id([*map(str, keys), "424242", "x"])
    assert {o.external_id: o.status for o in orders} == {str(keys[0]): "cancelled", str(keys[1]): "open", str(keys[2]): "open"}
    assert len(shop.calls) == 2


async def test_nothing_asked_for_is_nothing_asked() -> None:
    shop = busy()
    assert await WooOrders(shop.channel()).orders_by_id([]) == [] and not shop.calls


@pytest.mark.parametrize("pages", [1, 2])
async def test_pages_go_on_from_their_cursor(pages: int) -> None:
    shop = busy(250)
    source, got, cursor = WooOrders(shop.channel()), [], None
    async for page in source.orders_since(None, None):
        got += [o.external_id for o in page.items]
        cursor, pages = page.cursor, pages - 1
        assert page.total == 250
        if not pages:
            break
    got += [o.external_id for o in await read(shop, cursor=cursor)]
    assert got == [str(k) for k in shop.orders]
