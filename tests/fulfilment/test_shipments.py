"""Plans, own numbers, tracking, and who may."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text

from app.fulfilment import api, tasks
from app.fulfilment.repository import Shipments
from app.kernel import clock
from app.kernel.db import SYSTEM, database
from app.orders.models import Order, OrderItem
from app.ports.carriers import TrackingEvent, TrackingState
from tests.factories import Organisation
from tests.factories.stores import make_store
from tests.fulfilment.conftest import Depot
from tests.fulfilment.orders import ADDRESS, ORIGIN, make_order_to_ship
from tests.http import Client, client_of
from tests.locks import blocked_by

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


def scan(state: TrackingState, hours: int, text: str = "") -> TrackingEvent:
    return TrackingEvent(state=state, at=MONDAY + timedelta(hours=hours), description=text, code=f"C{hours}", city="Portland")


async def book(org: Organisation, order_id: UUID) -> tuple[str, list[int]]:
    """(fulfilment status, open units by line)."""
    async with org.uow() as uow:
        status = (await uow.get(Order, order_id)).fulfilment_status
        left = await uow.scalars(select(OrderItem.open).where(OrderItem.order_id == order_id).order_by(OrderItem.position))
        return status, list(left)


async def events_of(org: Organisation) -> list[str]:
    async with org.uow() as uow:
        found = await uow.scalars(text("SELECT action FROM audit_log WHERE target_kind = 'shipment' ORDER BY at, id"))
        return list(found)


async def test_an_order_leaves_in_parts_and_never_twice(client: Client, org: Organisation, store: UUID) -> None:
    order = await make_order_to_ship(org, store, 3, 1)
    first, second = (str(item) for item in order.items)
    plans = f"/api/v1/orders/{order.id}/shipments"
    draft = await client.data("POST", plans, json={"lines": [{"order_item_id": first, "quantity": 2}]}, status=201)
    assert (draft["state"], draft["ship_to"]["city"], await book(org, order.id)) == (
        "draft",
        "Portland",
        ("unfulfilled", [3, 1]),
    )

    error = await client.data("POST", plans, json={"lines": [{"order_item_id": first, "quantity": 2}]}, status=409)
    assert (error["code"], error["details"]["open"]) == ("OVER_FULFILLED", 1)
    shipped = await client.data("POST", f"/api/v1/shipments/{draft['id']}/ship", json={"tracking_number": "X1"})
    assert (shipped["state"], await book(org, order.id)) == ("shipped", ("partial", [1, 1]))

    rest = await client.data("POST", plans, json={}, status=201)
    assert {line["order_item_id"]: line["quantity"] for line in rest["lines"]} == {first: 1, second: 1}
    assert (await client.data("POST", plans, json={}, status=409))["code"] == "NOTHING_TO_SHIP"
    assert (await client.data("POST", f"/api/v1/shipments/{rest['id']}/cancel"))["state"] == "cancelled"
    await client.data(
        "POST", f"/api/v1/orders/{order.id}/ship", json={"tracking_number": "X2", "carrier": "Ox Cart"}, status=201
    )
    assert await book(org, order.id) == ("fulfilled", [0, 0])
    tracking = await client.data("GET", f"/api/v1/orders/{order.id}/tracking")
    assert [s["state"] for s in tracking["shipments"]] == ["shipped", "cancelled", "shipped"]


async def test_an_own_number_finds_its_carrier(client: Client, org: Organisation, store: UUID) -> None:
    order = await make_order_to_ship(org, store, 1)
    body = {"tracking_number": "1Z12345E0205271686"}
    headers = {"Idempotency-Key": "own"}
    done = await client.data("POST", f"/api/v1/orders/{order.id}/ship", json=body, headers=headers, status=201)
    assert done["carrier"] == "UPS"
    assert body["tracking_number"] in done["tracking_url"]
    again = await client.post(f"/api/v1/orders/{order.id}/ship", json=body, headers=headers)
    assert again.json()["data"]["id"] == done["id"]
    assert (await client.data("POST", f"/api/v1/shipments/{done['id']}/ship", json=body))["state"] == "shipped"
    assert (await client.data("POST", f"/api/v1/shipments/{done['id']}/refresh"))["state"] == "shipped"
    assert "UPS" in [carrier["title"] for carrier in await client.data("GET", "/api/v1/shipping/carriers")]


async def ship_slowly(ready: Client, org: Organisation, store: UUID, connection: UUID) -> dict[str, Any]:
    """A shipment of a new order with a label of the carrier."""
    order = await make_order_to_ship(org, store, 1)
    buy = {"carrier_connection_id": str(connection), "service": "slow", "parcels": [{"weight_grams": 500}]}
    found: dict[str, Any] = await ready.data("POST", f"/api/v1/orders/{order.id}/fulfill", json=buy, status=201)
    return found


async def test_what_the_carrier_tells_moves_shipment_and_order(
    ready: Client, org: Organisation, store: UUID, connection: UUID, carrier: Depot
) -> None:
    shipment = await ship_slowly(ready, org, store, connection)
    refresh = f"/api/v1/shipments/{shipment['id']}/refresh"

    carrier.story = [scan(TrackingState.LABEL_CREATED, 0), scan(TrackingState.IN_TRANSIT, 1)]
    assert (await ready.data("POST", refresh))["state"] == "in_transit"
    carrier.story.append(scan(TrackingState.EXCEPTION, 2, "The van broke down."))
    troubled = await ready.data("POST", refresh)
    assert (troubled["state"], troubled["error"]) == ("exception", "The van broke down.")
    carrier.story += [scan(TrackingState.IN_TRANSIT, 3), scan(TrackingState.OUT_FOR_DELIVERY, 4)]
    assert (await ready.data("POST", refresh))["state"] == "out_for_delivery"
    version = (await ready.data("POST", refresh))["version"]
    assert (await ready.data("POST", refresh))["version"] == version  # told again: nothing moves
    carrier.story.append(scan(TrackingState.DELIVERED, 5))
    arrived = await ready.data("POST", refresh)
    assert (arrived["state"], arrived["error"], arrived["delivered_at"]) == ("delivered", "", "2026-11-16T14:00:00Z")
    assert (await book(org, UUID(shipment["order_id"])))[0] == "delivered"
    detail = await ready.data("GET", f"/api/v1/shipments/{shipment['id']}")
    assert [event["state"] for event in detail["events"]][:2] == ["delivered", "out_for_delivery"]
    assert len(detail["events"]) == 6
    assert (await events_of(org)).count("shipment.moved") == 4


async def test_an_order_whose_parcels_arrive_at_once_is_delivered(
    ready: Client, org: Organisation, store: UUID, connection: UUID, carrier: Depot
) -> None:
    order = await make_order_to_ship(org, store, 2)
    shipments = []
    for _ in range(2):
        buy = {
            "carrier_connection_id": str(connection), "service": "slow", "parcels": [{"weight_grams": 500}],
            "lines": [{"order_item_id": str(order.items[0]), "quantity": 1}],
        }  # fmt: skip
        shipments.append(await ready.data("POST", f"/api/v1/orders/{order.id}/fulfill", json=buy, status=201))
    carrier.story = [scan(TrackingState.IN_TRANSIT, 1), scan(TrackingState.DELIVERED, 5)]
    async with org.uow() as uow:
        await Shipments(uow).one_planner(order.id)
        asked = [asyncio.create_task(api.refresh_tracking(org.id, SYSTEM, UUID(made["id"]))) for made in shipments]
        await blocked_by(uow, *asked)
    assert [each.state for each in await asyncio.gather(*asked)] == ["delivered"] * 2
    assert (await book(org, order.id))[0] == "delivered"


async def test_the_clockwork_asks_about_parcels_under_way(
    ready: Client, org: Organisation, store: UUID, connection: UUID, carrier: Depot
) -> None:
    shipment = await ship_slowly(ready, org, store, connection)
    await tasks.follow_shipments()
    async with org.uow() as uow:
        queued = list(await uow.scalars(text("SELECT key FROM jobs WHERE task = 'fulfilment.track_shipment'")))
    assert queued == [shipment["id"]]


async def test_parcels_that_nobody_can_follow_keep_no_other_waiting(
    ready: Client, org: Organisation, store: UUID, connection: UUID, carrier: Depot
) -> None:
    """Questions that are always refused, and purchases that nobody can end, take turns with the others."""
    async with database().system.acquire() as everyone:
        await everyone.execute("UPDATE shipments SET asked_at = now() + interval '1 year'")  # those of other tests
    buy = {"carrier_connection_id": str(connection), "service": "slow", "parcels": [{"weight_grams": 500}]}
    made = []
    for _ in range(3):
        order = await make_order_to_ship(org, store, 1)
        made.append(UUID((await ready.data("POST", f"/api/v1/orders/{order.id}/fulfill", json=buy, status=201))["id"]))
    seen: list[UUID] = []
    for minutes in (16, 32, 48):  # nobody writes down an answer in between: each question fails
        with clock.frozen(clock.now() + timedelta(minutes=minutes)):
            seen += [each for _, each in await api.due(clock.now() - timedelta(minutes=15), limit=1)]
    assert sorted(seen) == sorted(made)
    async with org.uow() as uow:
        await uow.execute(text("UPDATE shipments SET state = 'buying', asked_at = NULL"))
    stuck: list[UUID] = []
    for minutes in (61, 62, 63):
        with clock.frozen(clock.now() + timedelta(minutes=minutes)):
            stuck += [each for _, each in await api.stuck(clock.now() - timedelta(minutes=5), limit=1)]
    assert sorted(stuck) == sorted(made)


async def test_parcels_of_a_carrier_that_cannot_be_asked_wait(
    ready: Client, org: Organisation, store: UUID, connection: UUID, carrier: Depot
) -> None:
    await ship_slowly(ready, org, store, connection)
    await ready.data("POST", f"/api/v1/connections/{connection}/pause")
    assert org.id not in {each for each, _ in await api.due(clock.now() + timedelta(minutes=1))}
    await ready.data("POST", f"/api/v1/connections/{connection}/resume")
    assert org.id in {each for each, _ in await api.due(clock.now() + timedelta(minutes=1))}


async def test_parcels_that_never_arrive_are_not_asked_about_for_ever(
    ready: Client, org: Organisation, store: UUID, connection: UUID, carrier: Depot
) -> None:
    await ship_slowly(ready, org, store, connection)
    for days, asked in ((89, True), (91, False)):
        with clock.frozen(clock.now() + timedelta(days=days)):
            assert (org.id in {each for each, _ in await api.due(clock.now() - timedelta(minutes=15))}) is asked


async def test_rates_compare_carriers_and_name_what_is_missing(
    ready: Client, org: Organisation, store: UUID, connection: UUID, carrier: Depot
) -> None:
    order = await make_order_to_ship(org, store, 1)
    bare = await ready.data("POST", f"/api/v1/orders/{order.id}/shipments", json={}, status=201)
    error = await ready.data("POST", f"/api/v1/shipments/{bare['id']}/rates", json={}, status=422)
    assert error["details"]["field"] == "parcels"
    await ready.data("POST", f"/api/v1/shipments/{bare['id']}/cancel")
    plan = {"parcels": [{"weight_grams": 700}]}
    draft = await ready.data("POST", f"/api/v1/orders/{order.id}/shipments", json=plan, status=201)
    rates = await ready.data("POST", f"/api/v1/shipments/{draft['id']}/rates", json={})
    assert [(q["service"], q["amount"]) for q in rates["quotes"]] == [("slow", "7.40"), ("fast", "19.90")]
    assert rates["problems"] == []


async def test_lists_are_paged_and_filtered(client: Client, org: Organisation, store: UUID) -> None:
    made = []
    for n in range(3):
        order = await make_order_to_ship(org, store, 1)
        body: dict[str, Any] = {"tracking_number": f"N{n}"}
        made.append((await client.data("POST", f"/api/v1/orders/{order.id}/ship", json=body, status=201))["id"])
    page = (await client.get("/api/v1/shipments", params={"limit": 2, "store_id": str(store)})).json()
    rest = (await client.get("/api/v1/shipments", params={"limit": 2, "cursor": page["page"]["next_cursor"]})).json()
    assert [s["id"] for s in page["data"] + rest["data"]] == made[::-1]
    assert rest["page"]["next_cursor"] is None
    other = await make_store(org)
    both = await client.data("GET", "/api/v1/shipments", params={"store_id": [str(store), str(other)]})
    assert [s["id"] for s in both] == made[::-1]
    assert await client.data("GET", "/api/v1/shipments", params={"store_id": str(other)}) == []
    by_number = await client.data("GET", "/api/v1/shipments", params={"tracking_number": "N1"})
    assert [s["id"] for s in by_number] == [made[1]]
    assert (await client.data("GET", "/api/v1/shipments?state=lost", status=422))["details"]["field"] == "state.0"


async def test_the_origin_is_kept_and_checked(client: Client) -> None:
    assert (await client.data("GET", "/api/v1/shipping/origin"))["address"] is None
    await client.data("PUT", "/api/v1/shipping/origin", json=ORIGIN)
    await client.data("PUT", "/api/v1/shipping/origin", json={**ORIGIN, "city": "Salem"})
    assert (await client.data("GET", "/api/v1/shipping/origin"))["address"]["city"] == "Salem"
    error = await client.data("PUT", "/api/v1/shipping/origin", json={**ADDRESS, "country": "usa"}, status=422)
    assert error["details"]["field"] == "country"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/orders/{order}/fulfill"), ("POST", "/orders/{order}/ship"), ("GET", "/orders/{order}/tracking"),
        ("POST", "/orders/{order}/shipments"), ("GET", "/shipments/{shipment}"), ("POST", "/shipments/{shipment}/rates"),
        ("POST", "/shipments/{shipment}/buy"), ("POST", "/shipments/{shipment}/ship"), ("GET", "/shipments/{shipment}/label"),
        ("POST", "/shipments/{shipment}/void"), ("POST", "/shipments/{shipment}/cancel"),
        ("POST", "/shipments/{shipment}/refresh"),
    ],
)  # fmt: skip
async def test_strangers_find_nothing_and_viewers_change_nothing(
    application: FastAPI, client: Client, stranger: Client, org: Organisation, store: UUID, method: str, path: str
) -> None:
    order = await make_order_to_ship(org, store, 1)
    draft = await client.data("POST", f"/api/v1/orders/{order.id}/shipments", json={}, status=201)
    url = "/api/v1" + path.format(order=order.id, shipment=draft["id"])
    body: dict[str, Any] = {"json": {}} if method == "POST" else {}
    if path.endswith("/buy"):
        body = {"json": {"carrier_connection_id": str(order.id), "service": "slow"}}
    await stranger.data(method, url, status=404, **body)
    async with org.uow() as uow:
        await uow.execute(text("UPDATE memberships SET role = 'viewer'"))
    async with client_of(application) as viewer:
        await viewer.sign_in(org)
        wanted = 403 if method == "POST" and not path.endswith("/rates") else None
        answer = await viewer.request(method, url, **body)
        assert (answer.status_code == 403) is (wanted == 403)
    with clock.frozen(clock.now()):
        assert (await client.get(f"/api/v1/shipments/{draft['id']}")).json()["data"]["state"] == "draft"


async def test_many_orders_ship_each_by_itself(client: Client, stranger: Client, org: Organisation, store: UUID) -> None:
    one, two, three = [await make_order_to_ship(org, store, 2) for _ in range(3)]
    await client.data("POST", f"/api/v1/orders/{two.id}/ship", json={}, status=201)
    unknown = "00000000-0000-0000-0000-000000000001"
    body = {"ids": [str(one.id), str(two.id), unknown, str(three.id), str(one.id)], "carrier": "Ox Cart"}
    headers = {"Idempotency-Key": "friday"}
    path = "/api/v1/orders/bulk/fulfill"
    done = await client.data("POST", path, json=body, headers=headers)
    assert [(r["order_id"], r["ok"], r["code"]) for r in done["results"]] == [
        (str(one.id), True, ""),
        (str(two.id), False, "NOTHING_TO_SHIP"),
        (unknown, False, "NOT_FOUND"),
        (str(three.id), True, ""),
    ]
    assert (done["succeeded"], done["failed"]) == (2, 2)
    assert done["results"][0]["shipment"]["carrier"] == "Ox Cart"
    assert await book(org, one.id) == ("fulfilled", [0])
    again = await client.data("POST", path, json=body, headers=headers)
    assert [r["shipment"] and r["shipment"]["id"] for r in again["results"]] == [
        r["shipment"] and r["shipment"]["id"] for r in done["results"]
    ]
    assert (await stranger.data("POST", path, json={"ids": [str(one.id)]}))["failed"] == 1
    wrong: list[dict[str, Any]] = [{"ids": []}, {"ids": [str(one.id)], "service": "fast"}, {"ids": ["x"]}]
    for each in wrong:
        await client.data("POST", path, json=each, status=422)


async def test_labels_of_many_orders_are_bought_once(
    ready: Client, org: Organisation, store: UUID, connection: UUID, carrier: Depot
) -> None:
    client = ready
    orders = [await make_order_to_ship(org, store, 1) for _ in range(2)]
    body: dict[str, Any] = {"ids": [str(o.id) for o in orders], "carrier_connection_id": str(connection), "service": "slow"}
    unweighed = await client.data("POST", "/api/v1/orders/bulk/fulfill", json=body)
    assert [r["details"]["field"] for r in unweighed["results"]] == ["parcels", "parcels"]
    body = {**body, "ship": False, "parcel": {"weight_grams": 900}}
    for _ in range(2):
        done = await client.data("POST", "/api/v1/orders/bulk/fulfill", json=body, headers={"Idempotency-Key": "labels"})
        assert not done["failed"], done
        assert [r["shipment"]["state"] for r in done["results"]] == ["label_bought", "label_bought"]
    listed = await client.data("GET", "/api/v1/shipments", params={"state": ["label_bought", "shipped"]})
    assert {shipment["tracking_number"] for shipment in listed} == {label.tracking_number for label in carrier.sold.values()}
    assert len(carrier.purchases) == 2
    assert (await client.data("GET", "/api/v1/home"))["labels_to_hand_over"] == 2
    assert await client.data("GET", "/api/v1/shipments", params={"state": "shipped"}) == []
    await client.data("GET", "/api/v1/shipments", params={"state": ["shipped", "odd"]}, status=422)
