"""What a dashboard opens with."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app import house
from app.catalog.events import ProductsDeleted
from app.fulfilment.events import ShipmentShipped
from app.fulfilment.models import Shipment
from app.home import api, handlers
from app.home.contracts import KINDS
from app.kernel import live
from app.kernel.auth import permissions
from app.kernel.ids import new_id
from app.kernel.sse import HEARTBEAT, MISSED, frames
from app.orders.events import OrdersImported
from tests.factories import Organisation
from tests.factories.orders import make_order, remote_line
from tests.factories.stores import make_connection, make_store
from tests.http import Client

HOME = "/api/v1/home"


async def test_what_needs_doing_is_counted(client: Client, stranger: Client, org: Organisation) -> None:
    store = await make_store(org, name="Quay")
    await make_order(org, store)
    await make_order(org, store, payment_status="authorized")
    await make_order(org, store, lines=(remote_line(quantity=2, fulfilled=1),))
    await make_order(org, store, lines=(remote_line(quantity=1, fulfilled=1),))
    await make_order(org, store, status="pending", payment_status="pending")
    await make_order(org, store, status="on_hold")
    await make_order(org, store, status="cancelled", payment_status="voided")
    await make_connection(org, store, state="needs_reconnect")
    async with org.uow() as uow:
        from app.alerts import api as alerts

        await alerts.watch_connections(uow)
    assert await client.data("GET", HOME) == {
        "orders_to_ship": 3, "orders_unpaid": 1, "orders_on_hold": 1, "labels_to_hand_over": 0, "alerts_open": 1,
        "alerts_by_kind": {"connection": 1}, "alerts_by_severity": {"critical": 1},
    }  # fmt: skip
    strange = await stranger.data("GET", HOME)
    assert (strange["orders_to_ship"], strange["alerts_open"]) == (0, 0)


async def test_labels_that_wait_for_their_carrier(org: Organisation) -> None:
    store = await make_store(org)
    order = await make_order(org, store)
    async with org.uow() as uow:
        uow.add(Shipment(org_id=org.id, order_id=order, store_id=store, state="label_bought", reference="R1", ship_to={}))
        await uow.flush()
        assert (await api.work(uow, {"fulfilment.read"})).labels_to_hand_over == 1


async def test_what_the_role_may_not_read_is_null(org: Organisation) -> None:
    async with org.uow() as uow:
        work = await api.work(uow, {"orders.read"})
    assert (work.orders_to_ship, work.alerts_open, work.labels_to_hand_over) == (0, None, None)


async def heard(org: Organisation, *, kinds: set[str] | None = None) -> AsyncIterator[str]:
    """The event lines of everything announced so far."""
    async for frame in frames(org.id, "0", asyncio.Event(), kinds=kinds):
        if frame == HEARTBEAT:
            return
        if not frame.startswith(b"retry"):
            yield frame.decode().split("\n", 1)[1].strip()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    listen = live.listen
    monkeypatch.setattr(live, "listen", lambda org_id, last_id: listen(org_id, last_id, block_ms=1))


async def test_events_become_announcements(org: Organisation) -> None:
    store, orders = new_id(), tuple(new_id() for _ in range(150))
    shipment, order = new_id(), new_id()
    async with org.uow() as uow:
        await handlers.tell_of_new_orders(uow, OrdersImported(store_id=store, order_ids=orders))
        await handlers.tell_of_shipment(uow, ShipmentShipped(shipment_id=shipment, order_id=order, store_id=store))
        await handlers.tell_of_deleted_products(uow, ProductsDeleted(product_ids=(order,)))
    first, second, third = [frame async for frame in heard(org)]
    told = json.loads(first.removeprefix("event: orders\ndata: "))
    assert (told["store_id"], told["created"], told["count"]) == (str(store), True, 150)
    assert told["ids"] == [str(id_) for id_ in orders[:100]]
    assert second == (
        f'event: shipment\ndata: {{"id":"{shipment}","order_id":"{order}","store_id":"{store}","state":"shipped"}}'
    )
    assert third == f'event: products\ndata: {{"deleted":true,"count":1,"ids":["{order}"]}}'


async def test_only_kinds_that_the_caller_may_read_are_heard(org: Organisation) -> None:
    for kind in ("order", "alert", "unheard-of"):
        await live.announce(org.id, kind, {})
    assert [f.splitlines()[0] async for f in heard(org, kinds={"alert", "run"})] == ["event: alert"]
    assert set(KINDS.values()) <= set(permissions())


def test_whatever_is_announced_somebody_may_hear() -> None:
    found = re.compile(r'announce\(\s*(?:uow|(?:\w+\.)?org_id), "(\w+)"')
    told = {kind for page in Path(house.__file__).parent.rglob("*.py") for kind in found.findall(page.read_text("utf-8"))}
    assert {"check", "job", "run", "order", "shipment"} <= told
    assert told <= set(KINDS)


async def test_a_stream_ends_in_time_so_that_its_listener_shows_who_they_are(org: Organisation) -> None:
    found = [frame async for frame in frames(org.id, "0", asyncio.Event(), lasts=0.05)]
    assert found[0].startswith(b"retry:")
    assert set(found[1:]) <= {HEARTBEAT}


async def test_who_was_away_too_long_is_told(org: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    await live.announce(org.id, "alert", {"n": 0})
    ((position, _),) = await live.redis().xrange(f"ksap:live:{org.id}")
    assert [frame async for frame in heard(org)] == ['event: alert\ndata: {"n":0}']
    assert not await live.missed(org.id, position.decode())
    monkeypatch.setattr(live, "KEEP", 10)
    for n in range(300):
        await live.announce(org.id, "alert", {"n": n})
    assert await live.missed(org.id, position.decode())
    resumed = frames(org.id, position.decode(), asyncio.Event())
    assert [await anext(resumed) for _ in range(2)] == [b"retry: 2000\n\n", MISSED]
    assert b"event: alert" in await anext(resumed)
    await live.redis().delete(f"ksap:live:{org.id}")
    assert await live.missed(org.id, position.decode()), "a server that forgot everything"
    assert not await live.missed(org.id, "0")


async def test_a_stream_takes_a_signed_in_caller_and_a_position_of_ours(anonymous: Client, client: Client) -> None:
    await anonymous.data("GET", "/api/v1/stream", status=401)
    for wrong in ("x", "1-x", "9" * 19, f"1-{'9' * 19}"):
        await client.data("GET", "/api/v1/stream", status=422, headers={"Last-Event-ID": wrong})
        await client.data("GET", "/api/v1/stream", status=422, params={"last_event_id": wrong})
        await client.data("GET", "/api/v1/sync/stream", status=422, headers={"Last-Event-ID": wrong})
