"""Telling a shop that a parcel left: fulfillments, the Shipment Tracking extension, or neither."""

from __future__ import annotations

from typing import Any

import pytest

from app.sandbox.shop import Address, Shop
from app.sandbox.stage import Stage
from app.sandbox.world import Cart, CartLine
from tests.sandbox.support import variant_id
from tests.sandbox.woocommerce.support import Woo
from tests.sandbox.woocommerce.test_products import error

TRACKINGS = "/wc-shipment-tracking/v3/orders/{}/shipment-trackings"


@pytest.fixture
def paid(stage: Stage, shop: Shop) -> int:
    """Two teas and a cup, paid."""
    lines = [CartLine(variant_id(shop, "TEA-50"), 2), CartLine(variant_id(shop, "CUP"), 1)]
    return stage.world.place_order(shop, Cart(lines, shipping=Address("Ada", country="DE"))).id


async def mode(woo: Woo, tracking: str) -> None:
    answer = await woo.client.patch(f"{woo.home}/-/options", json={"tracking": tracking})
    assert answer.json()["tracking"] == tracking


def parcel(items: dict[int, int], **more: Any) -> dict[str, Any]:
    meta = [{"key": "_items", "value": [{"item_id": i, "qty": n} for i, n in items.items()]}]
    tracking = {
        "_tracking_number": "00340434292135100186",
        "_shipment_provider": "dhl",
        "_tracking_url": "https://dhl.example/1",
    }
    return {"is_fulfilled": True, "status": "fulfilled",
            "meta_data": [*meta, *[{"key": k, "value": v} for k, v in tracking.items()]], **more}  # fmt: skip


async def test_a_fulfillment_is_a_parcel(woo: Woo, shop: Shop, paid: int) -> None:
    order = shop.orders[paid]
    tea, cup = (line.id for line in order.lines)
    route = f"orders/{paid}/fulfillments"
    assert await woo.get(route) == []
    made = await woo.send("POST", route, parcel({tea: 1}))
    assert (made["entity_type"], made["entity_id"], made["is_fulfilled"]) == ("WC_Order", str(paid), True)
    meta = {m["key"]: m["value"] for m in made["meta_data"]}
    assert meta["_items"] == [{"item_id": tea, "qty": 1}] and meta["_date_fulfilled"] == "2026-11-20 17:00:00"
    sent = order.fulfilments[0]
    assert (sent.tracking_number, sent.tracking_company) == ("00340434292135100186", "dhl")
    assert order.fulfilment_state == "partial" and (await woo.get(f"orders/{paid}"))["status"] == "processing"
    await woo.send("POST", route, parcel({tea: 1, cup: 1}))
    shown = await woo.get(f"orders/{paid}")
    assert order.fulfilment_state == "fulfilled" and shown["status"] == "processing"  # the vendor leaves the status alone
    assert {m["key"]: m["value"] for m in shown["meta_data"]} == {"_fulfillment_status": "fulfilled"}
    assert len(await woo.get(route)) == 2 and await woo.get(f"{route}/{made['id']}") == made
    assert (await woo.send("PUT", f"orders/{paid}", {"status": "completed"}))["status"] == "completed"


async def test_fulfillments_change_and_go(woo: Woo, shop: Shop, paid: int) -> None:
    order = shop.orders[paid]
    tea = order.lines[0].id
    route = f"orders/{paid}/fulfillments"
    draft = await woo.send("POST", route, parcel({tea: 2}, is_fulfilled=False, status="unfulfilled"))
    assert not draft["is_fulfilled"] and not order.fulfilments
    one = f"{route}/{draft['id']}"
    sent = await woo.send("PUT", one, {"is_fulfilled": True, "status": "fulfilled"})
    assert sent["is_fulfilled"] and order.fulfilment_state == "partial"
    body = parcel({tea: 2})
    body["meta_data"][1]["value"] = "NEW-1"
    await woo.send("PUT", one, body)
    assert order.fulfilments[0].tracking_number == "NEW-1"
    assert await woo.send("DELETE", one) == {"message": "Fulfillment deleted successfully."}
    assert order.fulfilment_state == "unfulfilled" and await woo.get(route) == []


async def test_parcels_that_left_otherwise_are_shown(woo: Woo, shop: Shop, stage: Stage, paid: int) -> None:
    made = stage.world.fulfil(shop, paid, tracking_number="X1", tracking_company="DPD")
    [row] = await woo.get(f"orders/{paid}/fulfillments")
    assert row["id"] == made.id and {"_tracking_number", "_shipment_provider"} < {m["key"] for m in row["meta_data"]}


async def test_what_fulfillments_refuse(woo: Woo, shop: Shop, paid: int) -> None:
    route = f"orders/{paid}/fulfillments"
    tea = shop.orders[paid].lines[0].id
    assert await error(woo, "POST", "orders/999/fulfillments", parcel({tea: 1})) == (404, "woocommerce_rest_order_invalid_id")
    assert await error(woo, "POST", route, {}) == (400, "rest_missing_callback_param")
    for body, message in (
        (parcel({}), "The fulfillment should contain at least one item."),
        (parcel({tea: 0}), "Invalid item."),
        (parcel({tea: 1}, status="sent"), "Invalid fulfillment status."),
    ):
        answer = await woo("POST", route, body)
        assert (answer.status_code, answer.json()["code"], answer.json()["message"]) == (400, 0, message)
    answer = await woo("GET", f"{route}/999")
    assert (answer.status_code, answer.json()["message"]) == (400, "Fulfillment not found.")
    # More than was ordered: the vendor keeps what it was told, the shop sends what there is.
    made = await woo.send("POST", route, parcel({tea: 9}))
    assert made["meta_data"][0]["value"] == [{"item_id": tea, "qty": 9}] and shop.orders[paid].lines[0].open == 0


async def test_the_extension_notes_numbers(woo: Woo, shop: Shop, paid: int) -> None:
    await mode(woo, "shipment-tracking")
    route = TRACKINGS.format(paid)
    body = {"tracking_provider": "DHL", "tracking_number": "1234 5", "date_shipped": "2026-11-19"}
    made = await woo.send("POST", route, body)
    assert made["tracking_provider"] == "DHL" and made["tracking_link"].endswith("&AWB=1234%205")
    assert made["date_shipped"] == "2026-11-19" and (await woo.get(f"orders/{paid}"))["status"] == "processing"
    assert await woo.get(route) == [made] and await woo.get(f"{route}/{made['tracking_id']}") == made
    await woo.send("PUT", f"orders/{paid}", {"status": "completed"})
    parcels = shop.orders[paid].fulfilments
    assert [(p.tracking_company, p.tracking_number) for p in parcels] == [("DHL", "1234 5")]
    assert await woo.get(route) == [made]
    assert (await woo.send("DELETE", f"{route}/{made['tracking_id']}"))["tracking_id"] == made["tracking_id"]


async def test_a_number_after_the_order_was_completed(woo: Woo, shop: Shop, paid: int) -> None:
    await mode(woo, "shipment-tracking")
    await woo.send("PUT", f"orders/{paid}", {"status": "completed"})
    own = {"custom_tracking_provider": "Radkurier", "custom_tracking_link": "https://rad.example/9", "tracking_number": "9"}
    made = await woo.send("POST", TRACKINGS.format(paid), own)
    assert (made["tracking_provider"], made["tracking_link"]) == ("Radkurier", "https://rad.example/9")
    assert shop.orders[paid].fulfilments[0].tracking_number == "9"
    unknown = await woo.send("POST", TRACKINGS.format(paid), {"tracking_provider": "Fantasy", "tracking_number": "7"})
    assert (unknown["tracking_provider"], unknown["tracking_link"]) == ("", "")
    assert "DPD.de" in (await woo.get(f"{TRACKINGS.format(paid)}/providers"))["Germany"]
    assert await error(woo, "POST", TRACKINGS.format(paid), {}) == (400, "rest_missing_callback_param")
    assert await error(woo, "GET", TRACKINGS.format(999)) == (404, "woocommerce_rest_order_invalid_id")
    assert await error(woo, "GET", f"{TRACKINGS.format(paid)}/{'0' * 32}") == (
        404, "woocommerce_rest_order_shipment_tracking_invalid_id")  # fmt: skip


async def test_what_a_shop_has_not_got_is_no_route(woo: Woo, paid: int) -> None:
    routes = {"fulfillments": f"orders/{paid}/fulfillments", "shipment-tracking": TRACKINGS.format(paid)}
    for name in ("fulfillments", "shipment-tracking", "plain"):
        await mode(woo, name)
        for other, route in routes.items():
            expected = (200, None) if other == name else (404, "rest_no_route")
            answer = await woo("GET", route)
            code = answer.json()["code"] if answer.status_code == 404 else None
            assert (answer.status_code, code) == expected
        version = (await woo.get("system_status"))["environment"]["version"]
        assert version == ("10.3.5" if name == "fulfillments" else "9.4.3")
    done = await woo.send("PUT", f"orders/{paid}", {"status": "completed"})
    assert done["status"] == "completed"


async def test_options_are_checked(woo: Woo) -> None:
    url = f"{woo.home}/-/options"
    assert (await woo.client.get(url)).json() == {"tracking": "", "maintenance": False, "cogs": True}
    for wrong in ({"tracking": "pigeon"}, {"cogs": 1}, {"colour": "red"}):
        assert (await woo.client.patch(url, json=wrong)).status_code == 400
    assert (await woo.client.get(url)).json() == {"tracking": "", "maintenance": False, "cogs": True}
