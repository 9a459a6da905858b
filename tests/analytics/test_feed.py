"""The recent-activity feed, and the way from an event to it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import text

from app.analytics import api
from app.fulfilment.events import ShipmentDelivered, ShipmentShipped
from app.fulfilment.models import Shipment
from app.kernel import clock, live
from app.kernel.events import Event
from app.kernel.outbox import Relay
from app.orders.events import OrdersChanged, OrdersImported
from app.stores.events import ConnectionStateChanged
from app.sync.events import RunFinished
from app.sync.models import SyncRun
from tests.analytics.book import Line, add_order, change, facts
from tests.factories import Organisation
from tests.factories.stores import make_connection, make_store
from tests.http import Client

FEED = "/api/v1/analytics/activity"


async def announced(org: Organisation) -> list[dict[str, Any]]:
    entries = await live.redis().xrange(f"ksap:live:{org.id}")
    return [orjson.loads(fields[b"data"]) for _, fields in entries if fields[b"kind"] == b"order"]


async def happen(org: Organisation, *events: Event) -> None:
    async with org.uow() as uow:
        for event in events:
            uow.publish(event)
    await Relay().drain(org.id)


async def test_a_new_order_is_counted_fed_and_announced(client: Client, org: Organisation) -> None:
    store = await make_store(org, name="Corner")
    placed = clock.now() + timedelta(seconds=1)
    order = await add_order(org, store, placed, Line(2, "10"), number="#77", customer_name="Mina 🧺")
    history = await add_order(org, store, clock.ago(days=20), number="#1", details={"historic": True})
    event = OrdersImported(store_id=store, order_ids=(order, history))
    await happen(org, event, event)  # delivered twice
    (row,) = await client.data("GET", FEED)
    assert (row["kind"], row["entity_id"], row["store"], row["store_id"]) == ("order", str(order), "Corner", str(store))
    assert (row["summary"], row["amount"], row["currency"]) == ("Order #77 by Mina 🧺", "20.00", "EUR")
    (told,) = await announced(org)
    assert (told["order_id"], told["number"], told["total"]) == (str(order), "#77", "20.00")
    dashboard = await client.data("GET", "/api/v1/analytics/dashboard")
    assert [r["id"] for r in dashboard["activity"]] == [row["id"]]
    assert dashboard["stores"][0]["active_orders"] == 2


async def test_a_change_is_counted_and_no_news(client: Client, org: Organisation) -> None:
    store = await make_store(org)
    order = await add_order(org, store, clock.now() + timedelta(seconds=1))
    await happen(org, OrdersImported(store_id=store, order_ids=(order,)))
    await change(org, order, status="cancelled")
    await happen(org, OrdersChanged(store_id=store, order_ids=(order,)))
    assert (await facts(org))["sales"] == []
    assert len(await client.data("GET", FEED)) == 1


async def test_nothing_is_announced_when_the_handler_fails(org: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    store = await make_store(org)
    order = await add_order(org, store, clock.now() + timedelta(seconds=1))
    with pytest.raises(RuntimeError, match="afterwards"):
        async with org.uow() as uow:
            await api.note_orders(uow, [order])
            raise RuntimeError("afterwards")
    assert await announced(org) == []


async def _fill(org: Organisation, store: UUID, many: int) -> None:
    async with org.uow() as uow:
        await uow.execute(
            text(
                """INSERT INTO activity (org_id, id, at, store_id, kind, summary, currency)
                   SELECT :org, gen_random_uuid(), CAST(:now AS timestamptz) - n / 3 * interval '1 day', :store, 'order',
                          'Order ' || n, '' FROM generate_series(0, :many - 1) AS n"""
            ),
            {"org": org.id, "now": clock.now(), "store": store, "many": many},
        )


async def test_pages_follow_each_other(client: Client, org: Organisation, stranger: Client) -> None:
    store, other = await make_store(org), await make_store(org)
    await _fill(org, store, 20)  # three at each moment, so that pages break among equals
    seen: list[str] = []
    cursor: str | None = None
    while True:
        params = {"limit": 7, **({"cursor": cursor} if cursor else {})}
        body = (await client.get(FEED, params=params)).json()
        seen += [row["id"] for row in body["data"]]
        cursor = body["page"]["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 20
    assert await client.data("GET", FEED, params={"store_id": str(other)}) == []
    assert await client.data("GET", FEED, params={"kind": "alert"}) == []
    assert await stranger.data("GET", FEED) == []


async def test_old_activity_is_forgotten(client: Client, org: Organisation) -> None:
    await _fill(org, await make_store(org), 300)  # 100 days
    assert await api.clean_activity() >= 24
    rows = await client.data("GET", FEED, params={"limit": 250})
    assert rows and min(row["at"] for row in rows) > clock.ago(days=90).strftime("%Y-%m-%d")


async def lines(client: Client) -> list[tuple[str, str]]:
    return [(row["kind"], row["summary"]) for row in await client.data("GET", FEED)]


async def test_parcels_that_leave_and_arrive_are_fed(client: Client, org: Organisation) -> None:
    store = await make_store(org)
    order = await add_order(org, store, clock.now(), number="#78")
    async with org.uow() as uow:
        shipment = Shipment(
            org_id=org.id, order_id=order, store_id=store, reference="R1", ship_to={}, carrier="UPS", state="shipped",
            shipped_at=clock.now(),
        )  # fmt: skip
        uow.add(shipment)
    left = ShipmentShipped(shipment_id=shipment.id, order_id=order, store_id=store)
    await happen(org, left, left)
    assert await lines(client) == [("shipment", "Order #78 shipped with UPS")]
    async with org.uow() as uow:
        row = await uow.get(Shipment, shipment.id)
        row.state, row.delivered_at = "delivered", clock.now() + timedelta(seconds=5)
    await happen(org, ShipmentDelivered(shipment_id=shipment.id, order_id=order, store_id=store))
    assert (await lines(client))[0] == ("shipment", "Order #78 was delivered")
    entries = await live.redis().xrange(f"ksap:live:{org.id}")
    told = [orjson.loads(fields[b"data"]) for _, fields in entries if fields[b"kind"] == b"activity"]
    assert told == [{"kind": "shipment", "entity_id": str(shipment.id), "store_id": str(store)}] * 2


async def test_runs_are_fed_where_they_are_news(client: Client, org: Organisation) -> None:
    store = await make_store(org)
    for kind, state, error in (("poll", "done", ""), ("initial", "partial", ""), ("poll", "failed", "The platform said no.")):
        async with org.uow() as uow:
            run = SyncRun(
                org_id=org.id, store_id=store, kind=kind, state=state, trigger="schedule", error=error, finished_at=clock.now()
            )
            uow.add(run)
        await happen(org, RunFinished(store_id=store, run_id=run.id, kind=kind, state=state))
    assert await lines(client) == [
        ("run", "Synchronisation failed: The platform said no."),
        ("run", "The first import is complete"),
    ]


async def test_a_connection_that_changes_is_fed(client: Client, org: Organisation) -> None:
    store = await make_store(org)
    connection = await make_connection(org, store, state="needs_reconnect", state_reason="The token was revoked.")
    event = ConnectionStateChanged(connection_id=connection, store_id=store, state="needs_reconnect", reason="")
    await happen(org, event, event)
    assert await lines(client) == [("connection", "The store needs to be reconnected: The token was revoked.")]
    carrier = await make_connection(org, None, state="unreachable")
    await happen(org, ConnectionStateChanged(connection_id=carrier, store_id=None, state="unreachable", reason=""))
    assert len(await lines(client)) == 1
