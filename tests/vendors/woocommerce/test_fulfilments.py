"""FulfilmentSink: the best place a shop has, each step once."""

from __future__ import annotations

from typing import Any

import pytest

from app.kernel import clock
from app.kernel.transport import Unreachable, VendorAnswer
from app.ports.storefront import FulfilmentWrite
from app.ports.vendor import Remedy, VendorError
from app.vendors.woocommerce.fulfilment_mapping import read_fulfilments
from app.vendors.woocommerce.fulfilments import WooFulfilments
from tests.vendors.woocommerce.answers import Call, error
from tests.vendors.woocommerce.shop import START, Shop

MODES = {"core": {"tracking"}, "tracking": {"fulfilments"}, "note": {"fulfilments", "tracking"}}


def shop_of(mode: str, **order: Any) -> tuple[Shop, int]:
    shop = Shop(lacks=set(MODES[mode]))
    lines = [{"id": key, "name": "Rope", "quantity": 2, "subtotal": "20.00", "total": "20.00"} for key in (11, 12)]
    fee = [{"id": 13, "name": "Gift wrap", "total": "2.00"}]
    return shop, shop.add_order(total="42.00", line_items=lines, fee_lines=fee, **order)["id"]


def parcel(order: int, lines: tuple[tuple[str, int], ...], number: str = "1Z9", **fields: Any) -> FulfilmentWrite:
    values = {"carrier": "UPS", "url": f"https://ups.example/{number}", **fields}
    return FulfilmentWrite(order_id=str(order), lines=lines, number=number, **values)


def shown(shop: Shop, key: int) -> list[tuple[tuple[str, ...], tuple[tuple[str, int], ...]]]:
    found = read_fulfilments(shop.orders[key], shop.fulfilments.get(key, ()))
    return [(item.numbers, item.lines) for item in found]


@pytest.mark.parametrize("mode", MODES)
async def test_partial_then_the_rest_completes_the_order(mode: str) -> None:
    shop, key = shop_of(mode)
    sink = WooFulfilments(shop.channel())
    first = await sink.push_fulfilment(parcel(key, (("11", 2), ("12", 1))))
    assert first.numbers == ("1Z9",) and first.urls == ("https://ups.example/1Z9",) and first.lines == (("11", 2), ("12", 1))
    assert shop.orders[key]["status"] == "processing"
    second = await sink.push_fulfilment(parcel(key, (("12", 1),), "1Z8"))
    assert second.external_id != first.external_id and second.lines == (("12", 1),)
    assert shop.orders[key]["status"] == "completed"
    assert sorted(shown(shop, key)) == [(("1Z8",), (("12", 1),)), (("1Z9",), (("11", 2), ("12", 1)))]


@pytest.mark.parametrize("mode", MODES)
async def test_the_same_number_again_writes_nothing(mode: str) -> None:
    shop, key = shop_of(mode)
    sink = WooFulfilments(shop.channel())
    write = parcel(key, (("11", 2),))
    first = await sink.push_fulfilment(write)
    shop.calls.clear()
    assert await sink.push_fulfilment(write) == first
    assert [c.path for c in shop.calls if c.method != "GET"] == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("lost_at", [1, 2, 3])
async def test_after_a_lost_answer_the_rest_is_done_and_nothing_twice(mode: str, lost_at: int) -> None:
    shop, key = shop_of(mode)
    writes = 0

    def lose(call: Call, _: VendorAnswer) -> Exception | None:
        nonlocal writes
        writes += call.method != "GET"
        return Unreachable("lost", reason="lost", sent=True) if call.method != "GET" and writes == lost_at else None

    shop.after = lose
    write = parcel(key, (("11", 2), ("12", 2)))
    total = {"core": 2, "tracking": 3, "note": 3}[mode]
    if lost_at <= total:
        with pytest.raises(Unreachable):
            await WooFulfilments(shop.channel()).push_fulfilment(write)
        shop.after = None
    done = await WooFulfilments(shop.channel()).push_fulfilment(write)
    assert done.numbers == ("1Z9",) and shop.orders[key]["status"] == "completed"
    assert shown(shop, key) == [(("1Z9",), (("11", 2), ("12", 2)))]
    assert len(shop.notes.get(key, ())) == (1 if mode == "note" else 0)
    assert len(shop.trackings.get(key, ())) == (1 if mode == "tracking" else 0)
    assert len(shop.fulfilments.get(key, ())) == (1 if mode == "core" else 0)


async def test_without_extensions_the_usual_keys_and_a_note_tell_the_number() -> None:
    shop, key = shop_of("note")
    sink = WooFulfilments(shop.channel())
    await sink.push_fulfilment(parcel(key, (("11", 1),)))
    await sink.push_fulfilment(parcel(key, (("11", 1),), "1Z8", notify_customer=True))
    meta = {m["key"]: m["value"] for m in shop.orders[key]["meta_data"]}
    assert meta["_tracking_number"] == "1Z9, 1Z8" and meta["_tracking_provider"] == "UPS"
    assert [n["customer_note"] for n in shop.notes[key]] == [False, True]
    assert shop.notes[key][1]["note"] == "Shipped with UPS, tracking number 1Z8, https://ups.example/1Z8"


async def test_core_tells_the_customer_by_itself() -> None:
    shop, key = shop_of("core")
    await WooFulfilments(shop.channel()).push_fulfilment(parcel(key, (("11", 1),), notify_customer=True))
    assert next(c.query for c in shop.calls if c.method == "POST") == {"notify_customer": "true"}


async def test_the_extension_takes_links_as_formats() -> None:
    shop, key = shop_of("tracking")
    with clock.frozen(START):
        await WooFulfilments(shop.channel()).push_fulfilment(parcel(key, (("11", 1),), url="https://t.example/?n=a%20b"))
        await WooFulfilments(shop.channel()).push_fulfilment(parcel(key, (("11", 1),), "X", url="", carrier="USPS"))
    first, second = [c.body for c in shop.calls if c.method == "POST"]
    assert first == {
        "tracking_number": "1Z9",
        "date_shipped": "2026-03-01",
        "custom_tracking_provider": "UPS",
        "custom_tracking_link": "https://t.example/?n=a%%20b",
    }
    assert second == {"tracking_number": "X", "date_shipped": "2026-03-01", "tracking_provider": "USPS"}


async def test_a_look_alike_that_refuses_the_carrier_gets_the_usual_keys_instead() -> None:
    shop, key = shop_of("tracking")
    shop.before = lambda call: (
        error(400, "rest_missing_callback_param") if call.method == "POST" and "trackings" in call.path else None
    )
    done = await WooFulfilments(shop.channel()).push_fulfilment(parcel(key, (("11", 2), ("12", 2))))
    assert done.numbers == ("1Z9",) and shop.orders[key]["status"] == "completed"
    assert {m["key"]: m["value"] for m in shop.orders[key]["meta_data"]}["_tracking_number"] == "1Z9"
    assert len(shop.notes[key]) == 1


@pytest.mark.parametrize("mode", MODES)
async def test_a_shipment_without_a_number_is_known_by_its_key(mode: str) -> None:
    shop, key = shop_of(mode)
    write = parcel(key, (("11", 1),), "", key="ship-1", url="")
    sink = WooFulfilments(shop.channel())
    first = await sink.push_fulfilment(write)
    assert await sink.push_fulfilment(write) == first and first.lines == (("11", 1),)
    assert len(read_fulfilments(shop.orders[key], shop.fulfilments.get(key, ()))) == 1


async def test_refunded_units_need_no_parcel() -> None:
    shop, key = shop_of("note")
    shop.orders[key]["refunds"] = [{"id": 70, "reason": "", "total": "-20.00"}]
    items = [{"id": 1, "quantity": -2, "meta_data": [{"id": 1, "key": "_refunded_item_id", "value": "12"}]}]
    shop.refunds[70] = {"id": 70, "parent_id": key, "date_created_gmt": "2026-03-01T00:00:00", "line_items": items}
    await WooFulfilments(shop.channel()).push_fulfilment(parcel(key, (("11", 2),)))
    assert shop.orders[key]["status"] == "completed"


@pytest.mark.parametrize("status", ["pending", "cancelled", "refunded"])
async def test_unpaid_and_closed_orders_keep_their_status(status: str) -> None:
    shop, key = shop_of("note", status=status)
    await WooFulfilments(shop.channel()).push_fulfilment(parcel(key, (("11", 2), ("12", 2))))
    assert shop.orders[key]["status"] == status


async def test_an_order_that_is_gone_is_skipped() -> None:
    with pytest.raises(VendorError) as refused:
        await WooFulfilments(Shop().channel()).push_fulfilment(parcel(5, (("1", 1),)))
    assert refused.value.remedy is Remedy.SKIP


@pytest.mark.parametrize("mode", MODES)
async def test_another_tracking_number_replaces_the_first(mode: str) -> None:
    shop, key = shop_of(mode)
    sink = WooFulfilments(shop.channel())
    first = await sink.push_fulfilment(parcel(key, (("11", 2),)))
    await sink.update_tracking(str(key), first.external_id, carrier="DHL", number="JJD1", url="https://dhl.example/JJD1")
    assert shown(shop, key) == [(("JJD1",), (("11", 2),))]
    with pytest.raises(VendorError) as refused:
        await sink.update_tracking(str(key), "nowhere", carrier="DHL", number="JJD1", url="")
    assert refused.value.remedy is Remedy.SKIP
