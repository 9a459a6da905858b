"""Shipments: partial, over several locations, told once however often they are sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.transport import Unreachable
from app.ports.storefront import FulfilmentWrite
from app.ports.vendor import Remedy, VendorError
from app.vendors.shopify.fulfilments import ShopifyFulfilments, write_fulfilments
from tests.vendors.shopify.fake import FakeShopify, answer, channel, connection, problems

ORDER = "gid://shopify/Order/1"
A, B = "gid://shopify/LineItem/1", "gid://shopify/LineItem/2"


@dataclass
class Warehouse:
    """Shopify's side of one order. `orders` are (location, status, {line: units}); a fulfilment is of one location."""

    orders: list[tuple[str, str, dict[str, int]]]
    shipments: list[dict[str, Any]] = field(default_factory=list)
    lose: int = 0  # so many answers to creations are lost after success
    shop: FakeShopify = field(init=False)

    def __post_init__(self) -> None:
        script = {"order_to_ship": self.read, "fulfilment_create": self.create, "tracking_update": self.track}
        self.shop = FakeShopify(script)

    @property
    def port(self) -> ShopifyFulfilments:
        return ShopifyFulfilments(channel(self.shop))

    def line_id(self, order: int, line: str) -> str:
        return f"gid://shopify/FulfillmentOrderLineItem/{order}{line[-1]}"

    def read(self, variables: Mapping[str, Any]) -> Any:
        if variables["id"] != ORDER:
            return {"order": None}
        nodes = []
        for at, (place, status, lines) in enumerate(self.orders):
            left = [
                {"id": self.line_id(at, line), "remainingQuantity": units, "lineItem": {"id": line}}
                for line, units in lines.items()
            ]
            action = "CREATE_FULFILLMENT" if status in ("OPEN", "IN_PROGRESS") else "RELEASE_HOLD"
            nodes.append(
                {
                    "id": f"gid://shopify/FulfillmentOrder/{at}",
                    "status": status,
                    "supportedActions": [{"action": action}],
                    "assignedLocation": {"name": place, "location": {"id": f"gid://shopify/Location/{place}"}},
                    "lineItems": connection(left),
                }
            )
        return {"order": {"id": ORDER, "fulfillments": self.shipments, "fulfillmentOrders": connection(nodes)}}

    def create(self, variables: Mapping[str, Any]) -> Any:
        given = variables["fulfillment"]
        shipped: dict[str, int] = {}
        places = set()
        for part in given["lineItemsByFulfillmentOrder"]:
            at = int(part["fulfillmentOrderId"].rsplit("/", 1)[1])
            place, _, lines = self.orders[at]
            places.add(place)
            for wanted in part["fulfillmentOrderLineItems"]:
                line = next(x for x in lines if self.line_id(at, x) == wanted["id"])
                if wanted["quantity"] > lines[line]:
                    errors = problems(("", "Invalid fulfillment order line item quantity requested."))
                    return {"fulfillmentCreate": {"fulfillment": None, "userErrors": errors}}
                lines[line] -= wanted["quantity"]
                shipped[line] = shipped.get(line, 0) + wanted["quantity"]
        assert len(places) == 1, "one fulfilment ships from one location"
        self.ship(shipped, **given.get("trackingInfo", {}))
        if self.lose:
            self.lose -= 1
            raise Unreachable("The answer was lost.", reason="lost", sent=True)
        return {"fulfillmentCreate": {"fulfillment": {"id": self.shipments[-1]["id"]}, "userErrors": []}}

    def ship(self, lines: dict[str, int], status: str = "SUCCESS", **tracking: str) -> None:
        told = {"company": None, "number": None, "url": None, **tracking}
        self.shipments.append(
            {
                "id": f"gid://shopify/Fulfillment/{len(self.shipments) + 1}",
                "status": status,
                "createdAt": "2026-08-04T12:00:00Z",
                "trackingInfo": [told] if tracking else [],
                "fulfillmentLineItems": connection([{"quantity": n, "lineItem": {"id": x}} for x, n in lines.items()]),
            }
        )

    def track(self, variables: Mapping[str, Any]) -> Any:
        shipment = next(s for s in self.shipments if s["id"] == variables["fulfillmentId"])
        shipment["trackingInfo"] = [{"company": None, "url": None, **variables["tracking"]}]
        return {"fulfillmentTrackingInfoUpdate": {"fulfillment": {"id": shipment["id"]}, "userErrors": []}}

    @property
    def creations(self) -> list[Any]:
        return [c.variables["fulfillment"] for c in self.shop.named("fulfilment_create")]


def write(*lines: tuple[str, int], number: str = "1Z 999", url: str = "https://ups.example/1Z999") -> FulfilmentWrite:
    return FulfilmentWrite(order_id=ORDER, lines=lines, carrier="UPS", number=number, url=url if number else "", key=number)


async def test_partial_shipment() -> None:
    side = Warehouse([("1", "OPEN", {A: 3, B: 1})])
    told = await side.port.push_fulfilment(write((A, 2)))
    assert side.creations == [
        {
            "lineItemsByFulfillmentOrder": [
                {
                    "fulfillmentOrderId": "gid://shopify/FulfillmentOrder/0",
                    "fulfillmentOrderLineItems": [{"id": side.line_id(0, A), "quantity": 2}],
                }
            ],
            "notifyCustomer": False,
            "trackingInfo": {"company": "UPS", "number": "1Z 999", "url": "https://ups.example/1Z999"},
        }
    ]
    assert told.external_id == "gid://shopify/Fulfillment/1"
    assert (told.status, told.company, told.numbers, told.urls) == (
        "success",
        "UPS",
        ("1Z 999",),
        ("https://ups.example/1Z999",),
    )
    assert told.lines == ((A, 2),)
    assert side.orders[0][2] == {A: 1, B: 1}
    assert side.shop.named("fulfilment_create")[0].repeatable is False


async def test_the_same_shipment_is_told_once() -> None:
    side = Warehouse([("1", "OPEN", {A: 4})])
    first = await side.port.push_fulfilment(write((A, 2)))
    assert await side.port.push_fulfilment(write((A, 2), number="1z999 ")) == first
    assert len(side.creations) == 1
    await side.port.push_fulfilment(write((A, 2), number="another"))
    assert len(side.creations) == 2


async def test_two_shipments_without_a_number_are_two() -> None:
    side = Warehouse([("1", "OPEN", {A: 2})])
    bare = write((A, 1), number="")
    first = await side.port.push_fulfilment(bare)
    assert await side.port.push_fulfilment(bare) == first, "the same one once more"
    second = await side.port.push_fulfilment(replace(bare, others=(first.external_id,)))
    assert second.external_id != first.external_id
    assert side.orders[0][2] == {A: 0}


async def test_several_locations_become_one_shipment() -> None:
    """Most from one place first; each place its own fulfilment, all under one number."""
    side = Warehouse([("1", "OPEN", {A: 1}), ("2", "IN_PROGRESS", {A: 2}), ("2", "OPEN", {B: 3}), ("3", "ON_HOLD", {A: 9})])
    told = await side.port.push_fulfilment(write((A, 3), (B, 3)))
    orders = [[p["fulfillmentOrderId"][-1] for p in c["lineItemsByFulfillmentOrder"]] for c in side.creations]
    assert orders == [["1", "2"], ["0"]]
    assert dict(told.lines) == {A: 3, B: 3}
    assert told.numbers == ("1Z 999",)


async def test_one_location_that_has_all_is_enough() -> None:
    side = Warehouse([("1", "OPEN", {A: 1}), ("2", "OPEN", {A: 2})])
    await side.port.push_fulfilment(write((A, 2)))
    assert [c["lineItemsByFulfillmentOrder"][0]["fulfillmentOrderId"][-1] for c in side.creations] == ["1"]


async def test_a_lost_answer_is_looked_up() -> None:
    side = Warehouse([("1", "OPEN", {A: 1}), ("2", "OPEN", {B: 1})], lose=2)
    told = await side.port.push_fulfilment(write((A, 1), (B, 1)))
    assert dict(told.lines) == {A: 1, B: 1}
    assert len(side.creations) == len(side.shipments) == 2


async def test_half_a_shipment_is_finished_by_the_next_try() -> None:
    side = Warehouse([("1", "OPEN", {A: 1}), ("2", "OPEN", {B: 1})])
    create, calls = side.create, []

    def breaks_down(variables: Mapping[str, Any]) -> Any:
        calls.append(1)
        return answer(b"", 503) if len(calls) == 2 else create(variables)

    side.shop.script["fulfilment_create"] = breaks_down
    with pytest.raises(VendorError) as caught:
        await side.port.push_fulfilment(write((A, 1), (B, 1)))
    assert caught.value.remedy is Remedy.RETRY
    told = await side.port.push_fulfilment(write((A, 1), (B, 1)))
    assert dict(told.lines) == {A: 1, B: 1}
    assert len(side.shipments) == 2


async def test_an_answer_lost_before_it_arrived_is_told() -> None:
    side = Warehouse([("1", "OPEN", {A: 1})])

    def gone(_: Mapping[str, Any]) -> Any:
        raise Unreachable("No connection.", reason="connect")

    side.shop.script["fulfilment_create"] = gone
    with pytest.raises(Unreachable):
        await side.port.push_fulfilment(write((A, 1)))
    assert len(side.shop.named("order_to_ship")) == 1


async def test_somebody_quicker_with_the_same_number() -> None:
    side = Warehouse([("1", "OPEN", {A: 1})])
    create = side.create

    def overtaken(variables: Mapping[str, Any]) -> Any:
        side.orders[0][2][A] = 0
        side.ship({A: 1}, number="1Z999", company="UPS")
        return create(variables)

    side.shop.script["fulfilment_create"] = overtaken
    told = await side.port.push_fulfilment(write((A, 1)))
    assert told.lines == ((A, 1),)
    assert len(side.shipments) == 1


async def test_somebody_quicker_with_less_is_not_the_same_shipment() -> None:
    side = Warehouse([("1", "OPEN", {A: 2})])

    def overtaken(_: Mapping[str, Any]) -> Any:
        side.ship({A: 1}, number="1Z999")
        return answer(b"", 502)

    side.shop.script["fulfilment_create"] = overtaken
    with pytest.raises(VendorError):
        await side.port.push_fulfilment(write((A, 2)))


async def test_a_refusal_is_told_in_shopifys_words() -> None:
    side = Warehouse([("1", "OPEN", {A: 1})])
    told = {"fulfillmentCreate": {"fulfillment": None, "userErrors": problems(("", "Order is being edited."))}}
    side.shop.script["fulfilment_create"] = lambda _: told
    with pytest.raises(VendorError) as caught:
        await side.port.push_fulfilment(write((A, 1)))
    assert (caught.value.remedy, caught.value.vendor_message) == (Remedy.SKIP, "Order is being edited.")


@pytest.mark.parametrize("orders", [[], [("1", "ON_HOLD", {A: 5})], [("1", "OPEN", {A: 1})], [("1", "OPEN", {B: 9})]])
async def test_more_than_is_open_ships_nothing(orders: Any) -> None:
    side = Warehouse(orders)
    with pytest.raises(VendorError) as caught:
        await side.port.push_fulfilment(write((A, 2)))
    assert caught.value.remedy is Remedy.SKIP
    assert caught.value.vendor_code == "NOT_FULFILLABLE"
    assert side.creations == []


async def test_a_cancelled_fulfilment_does_not_count() -> None:
    side = Warehouse([("1", "OPEN", {A: 1})])
    side.ship({A: 1}, status="CANCELLED", number="1Z999")
    told = await side.port.push_fulfilment(write((A, 1)))
    assert told.external_id == "gid://shopify/Fulfillment/2"


async def test_without_a_number_the_lines_are_the_key() -> None:
    side = Warehouse([("1", "OPEN", {A: 1}), ("2", "OPEN", {B: 1})])
    told = await side.port.push_fulfilment(write((A, 1), number=""))
    assert "number" not in side.creations[0]["trackingInfo"]
    side.shipments[0]["trackingInfo"] = []
    again = await side.port.push_fulfilment(write((A, 1), number=""))
    assert again.external_id == told.external_id
    both = Warehouse([("1", "OPEN", {A: 1}), ("2", "OPEN", {B: 1})])
    assert dict((await both.port.push_fulfilment(write((A, 1), (B, 1), number=""))).lines) == {A: 1, B: 1}


async def test_lines_named_twice_are_added() -> None:
    side = Warehouse([("1", "OPEN", {A: 3})])
    assert (await side.port.push_fulfilment(write((A, 1), (A, 2)))).lines == ((A, 3),)


async def test_many_fulfilment_orders_and_lines_are_all_seen() -> None:
    side = Warehouse([("1", "OPEN", {A: 1})])
    full = side.read({"id": ORDER})["order"]["fulfillmentOrders"]["nodes"][0]

    def first_page(_: Mapping[str, Any]) -> Any:
        told = {"id": ORDER, "fulfillments": side.shipments}
        return {"order": {**told, "fulfillmentOrders": connection([], more="o1")}}

    side.shop.script["order_to_ship"] = first_page
    short = {**full, "lineItems": connection([], more="l1")}
    lines = {"__typename": "FulfillmentOrder", "more": full["lineItems"]}
    side.shop.script["to_ship_orders"] = lambda _: {"node": {"__typename": "Order", "more": connection([{**short}])}}
    side.shop.script["to_ship_lines"] = lambda _: {"node": lines}
    assert (await side.port.push_fulfilment(write((A, 1)))).lines == ((A, 1),)


async def test_an_order_that_is_gone() -> None:
    side = Warehouse([])
    with pytest.raises(VendorError) as caught:
        await side.port.push_fulfilment(
            FulfilmentWrite(order_id="gid://shopify/Order/404", lines=((A, 1),), carrier="UPS", number="1")
        )
    assert caught.value.remedy is Remedy.SKIP


async def test_new_tracking_reaches_all_parts_of_a_shipment() -> None:
    side = Warehouse([("1", "OPEN", {A: 1}), ("2", "OPEN", {B: 1})])
    told = await side.port.push_fulfilment(write((A, 1), (B, 1)))
    side.ship({A: 1}, number="other")
    side.ship({A: 1}, status="CANCELLED", number="1Z 999")
    await side.port.update_tracking(ORDER, told.external_id, carrier="DHL", number="JD1", url="")
    numbers = [s["trackingInfo"][0]["number"] for s in side.shipments]
    assert numbers == ["JD1", "JD1", "other", "1Z 999"]
    sent = [c.variables["tracking"] for c in side.shop.named("tracking_update")]
    assert sent == [{"company": "DHL", "number": "JD1"}] * 2
    with pytest.raises(VendorError):
        await side.port.update_tracking(ORDER, "gid://shopify/Fulfillment/404", carrier="", number="", url="")


@given(
    places=st.lists(st.tuples(st.sampled_from("123"), st.integers(0, 4), st.integers(0, 4)), max_size=5),
    wanted=st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(any),
)
def test_any_split_ships_exactly_what_is_wanted_or_nothing(places: list[Any], wanted: tuple[int, int]) -> None:
    side = Warehouse([(place, "OPEN", {A: a, B: b}) for place, a, b in places])
    orders = side.read({"id": ORDER})["order"]["fulfillmentOrders"]["nodes"]
    units = +Counter({A: wanted[0], B: wanted[1]})
    open_ = Counter({A: sum(p[1] for p in places), B: sum(p[2] for p in places)})
    if not units <= open_:
        with pytest.raises(VendorError):
            write_fulfilments(write(), units, orders)
        return
    parts = write_fulfilments(write(), units, orders)
    for given_, _ in parts:
        assert side.create({"fulfillment": given_})["fulfillmentCreate"]["userErrors"] == []
    assert sum((part for _, part in parts), Counter()) == units
    assert sum((Counter(_lines(s)) for s in side.shipments), Counter()) == units


def _lines(shipment: Mapping[str, Any]) -> dict[str, int]:
    return {line["lineItem"]["id"]: line["quantity"] for line in shipment["fulfillmentLineItems"]["nodes"]}
