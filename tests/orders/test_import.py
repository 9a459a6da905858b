"""Orders of channels enter the book."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.orders import api
from app.orders.contracts import OrderImport
from app.ports.storefront import RemoteFulfilment, RemoteOrder, RemoteRefund, RemoteTax
from tests.factories import Organisation
from tests.factories.orders import PLACED_AT, make_order, remote_line, remote_order
from tests.factories.stores import make_store

LATER = PLACED_AT + timedelta(hours=1)


async def take(org: Organisation, store_id: UUID, *orders: RemoteOrder, historic: bool = False) -> OrderImport:
    async with org.uow() as uow:
        return await api.import_orders(uow, store_id, orders, historic=historic)


async def events(org: Organisation) -> int:
    async with org.uow() as uow:
        found = await uow.scalar(text("SELECT count(*) FROM outbox_deliveries WHERE event LIKE 'orders.%'"))
        return int(found or 0)


async def read(org: Organisation, order_id: UUID) -> dict[str, Any]:
    return await api.read_order(org.id, order_id)


async def test_an_order_is_entered_whole(org: Organisation) -> None:
    store = await make_store(org)
    refund = RemoteRefund(external_id="r1", amount=Decimal("3.00"), created_at=LATER, reason="late", lines=(("l1", 1, True),))
    order = remote_order(
        lines=(remote_line(external_id="l1", quantity=3, refunded=1, title="Mug 🫖 “grün”"), remote_line(quantity=1)),
        customer_name="Zoë 🚢 O'Neil\x00",
        email="Zoe@Example.com ",
        currency="JPY",
        refunds=(refund,),
        refunded=Decimal("3.00"),
        payment_status="partially_refunded",
        raw='{"id": 1, "name": "Zoë 🚢"}',
    )
    done = await take(org, store, order)
    assert (len(done.created), done.changed, done.unchanged, done.issues) == (1, (), 0, ())
    found = await read(org, done.created[0])
    assert (found["customer_name"], found["email"], found["currency"]) == ("Zoë 🚢 O'Neil", "zoe@example.com", "JPY")
    assert (found["country"], found["units"], found["fulfilment_status"]) == ("DE", 4, "unfulfilled")
    assert (found["items"][0]["title"], found["items"][0]["variant_id"]) == ("Mug 🫖 “grün”", None)
    assert [(i["restocked"], i["open"], i["price"]) for i in found["items"]] == [(1, 2, "10.00"), (0, 1, "10.00")]
    assert [(r["amount"], r["reason"]) for r in found["refunds"]] == [("3.00", "late")]
    assert await api.raw_payload(org.id, done.created[0]) == order.raw


async def test_a_replay_changes_nothing_and_tells_nobody(org: Organisation) -> None:
    store = await make_store(org)
    page = [remote_order() for _ in range(20)]
    await take(org, store, *page)
    before = await events(org)
    again = await take(org, store, *page)
    assert (again.created, again.changed, again.unchanged) == ((), (), 20)
    assert await events(org) == before


async def test_an_older_reading_is_ignored(org: Organisation) -> None:
    store = await make_store(org)
    old = remote_order(number="#1")
    new = replace(old, number="#2", updated_at=LATER)
    created = (await take(org, store, old)).created[0]
    assert (await take(org, store, new)).changed == (created,)
    assert (await take(org, store, replace(old, number="#0"))).unchanged == 1
    assert (await read(org, created))["number"] == "#2"


async def test_a_touch_without_a_change_moves_the_watermark_only(org: Organisation) -> None:
    store = await make_store(org)
    order = remote_order()
    created = (await take(org, store, order)).created[0]
    before = await events(org)
    assert (await take(org, store, replace(order, updated_at=LATER + timedelta(hours=2)))).unchanged == 1
    assert (await take(org, store, replace(order, number="stale", updated_at=LATER))).unchanged == 1
    assert (await read(org, created))["number"] == order.number
    assert await events(org) == before


async def test_one_page_may_tell_an_order_twice(org: Organisation) -> None:
    store = await make_store(org)
    order = remote_order()
    done = await take(org, store, replace(order, number="#2", updated_at=LATER), order)
    assert len(done.created) == 1
    assert (await read(org, done.created[0]))["number"] == "#2"


async def test_what_cannot_be_entered_does_not_hold_up_the_page(org: Organisation) -> None:
    store = await make_store(org)
    refund = RemoteRefund(external_id="r", amount=Decimal(1), created_at=LATER)
    bad = [
        remote_order(external_id="b1", currency="XXQ"),
        remote_order(external_id="b2", status="odd"),
        remote_order(external_id="b3", total=Decimal("NaN")),
        remote_order(external_id="b4", lines=(remote_line(external_id="x"), remote_line(external_id="x"))),
        remote_order(external_id="b5", refunds=(replace(refund, amount=Decimal("NaN")),)),
        remote_order(external_id="b6", refunds=(replace(refund, amount=Decimal(10) ** 17),)),
        remote_order(external_id="b7", refunds=(replace(refund, lines=(("x", 2**31, True),)),)),
        remote_order(external_id="b8", lines=(remote_line(taxes=(RemoteTax(title="VAT", amount=Decimal("Infinity")),)),)),
    ]
    done = await take(org, store, *bad, remote_order())
    assert len(done.created) == 1
    assert [i.external_id for i in done.issues] == [f"b{number}" for number in range(1, 9)]
    assert all(i.message for i in done.issues)


async def test_lines_that_are_gone_are_taken_out(org: Organisation) -> None:
    store = await make_store(org)
    order = remote_order(lines=(remote_line(), remote_line()))
    created = (await take(org, store, order)).created[0]
    await take(org, store, replace(order, lines=order.lines[:1], updated_at=LATER))
    assert [i["external_id"] for i in (await read(org, created))["items"]] == [order.lines[0].external_id]


async def test_our_own_fulfilment_survives_a_stale_reading_until_the_channel_cancels_it(org: Organisation) -> None:
    store = await make_store(org)
    line = remote_line(quantity=2)
    order = remote_order(lines=(line,))
    created = (await take(org, store, order)).created[0]
    item = UUID((await read(org, created))["items"][0]["id"])
    async with org.uow() as uow:
        await api.record_fulfilment(uow, created, {item: 2}, created)
    await take(org, store, replace(order, note="call first", updated_at=LATER))
    found = await read(org, created)
    assert (found["items"][0]["fulfilled"], found["items"][0]["open"], found["fulfilment_status"]) == (2, 0, "fulfilled")

    cancelled = RemoteFulfilment(external_id="f1", created_at=LATER, status="cancelled", lines=((line.external_id, 2),))
    await take(org, store, replace(order, fulfilments=(cancelled,), updated_at=LATER + timedelta(hours=1)))
    found = await read(org, created)
    assert (found["items"][0]["fulfilled"], found["items"][0]["open"], found["fulfilment_status"]) == (0, 2, "unfulfilled")


async def test_a_fulfilment_that_the_channel_takes_away_did_not_leave(org: Organisation) -> None:
    store = await make_store(org)
    line = remote_line(quantity=2)
    there = RemoteFulfilment(external_id="f1", created_at=LATER, lines=((line.external_id, 2),))
    order = remote_order(lines=(replace(line, fulfilled=2, fulfillable=0),), fulfilments=(there,))
    created = (await take(org, store, order)).created[0]
    assert (await read(org, created))["fulfilment_status"] == "fulfilled"
    await take(org, store, replace(order, lines=(line,), fulfilments=(), updated_at=LATER))
    found = await read(org, created)
    assert (found["items"][0]["fulfilled"], found["items"][0]["open"], found["fulfilment_status"]) == (0, 2, "unfulfilled")


async def test_a_status_of_people_stands_until_the_channel_moves(org: Organisation) -> None:
    store = await make_store(org)
    order = remote_order()
    created = (await take(org, store, order)).created[0]
    async with org.uow() as uow:
        await api.change_status(uow, created, "on_hold", reason="address?")
        await api.set_tags(uow, created, ["vip"])
    await take(org, store, replace(order, note="n", tags=("web",), updated_at=LATER))
    found = await read(org, created)
    assert (found["status"], found["tags"]) == ("on_hold", ["web", "vip"])
    await take(org, store, replace(order, status="cancelled", cancelled_at=LATER, updated_at=LATER + timedelta(hours=1)))
    found = await read(org, created)
    assert (found["status"], found["items"][0]["open"]) == ("cancelled", 0)


async def test_a_payment_state_that_does_not_follow_is_noted_and_not_taken(org: Organisation) -> None:
    store = await make_store(org)
    order = remote_order(payment_status="refunded")
    created = (await take(org, store, order)).created[0]
    await take(org, store, replace(order, payment_status="pending", updated_at=LATER))
    assert (await read(org, created))["payment_status"] == "refunded"
    story, _ = await api.timeline_page(org.id, created, cursor=None, limit=10)
    assert b"not_followed" in story


async def test_partly_shipped_shipped_and_returned_follow_from_the_lines(org: Organisation) -> None:
    store = await make_store(org)
    line = remote_line(external_id="l", quantity=2, fulfilled=1)
    order = remote_order(lines=(line,))
    created = (await take(org, store, order)).created[0]
    assert (await read(org, created))["fulfilment_status"] == "partial"
    await take(org, store, replace(order, lines=(replace(line, fulfilled=2, fulfillable=0),), updated_at=LATER))
    assert (await read(org, created))["fulfilment_status"] == "fulfilled"
    refund = RemoteRefund(external_id="r", amount=Decimal(20), created_at=LATER, lines=(("l", 2, True),))
    back = replace(
        order,
        lines=(replace(line, fulfilled=2, fulfillable=0, refunded=2),),
        refunds=(refund,),
        updated_at=LATER + timedelta(hours=1),
    )
    await take(org, store, back)
    assert (await read(org, created))["fulfilment_status"] == "returned"


async def test_a_stranger_reads_nothing(org: Organisation, process: object) -> None:
    from tests.factories import make_organisation

    store = await make_store(org)
    created = await make_order(org, store)
    other = await make_organisation("Other")
    async with other.uow() as uow:
        assert await api.demand_of(uow, [created]) == []
        assert await api.days_of(uow, [created]) == []


async def test_buyers_are_one_customer_across_stores(org: Organisation) -> None:
    one, two = await make_store(org), await make_store(org)
    first = await make_order(org, one, email="a@example.com")
    second = await make_order(org, two, email="A@example.com")
    customers = {(await read(org, o))["customer_id"] for o in (first, second)}
    assert len(customers) == 1
    assert customers != {None}


async def test_a_replay_costs_a_third_at_most_in_statements(org: Organisation) -> None:
    """Statements, not seconds: time is for the benchmark."""
    from sqlalchemy import event

    from app.kernel.db import database

    store = await make_store(org)
    page = [remote_order() for _ in range(50)]
    counts: list[int] = []
    for _ in range(2):
        said: list[str] = []

        def heard(*args: Any, said: list[str] = said) -> None:
            said.append(str(args[2]))

        async with org.uow() as uow:
            event.listen(database().engine.sync_engine, "before_cursor_execute", heard)
            await api.import_orders(uow, store, page)
            event.remove(database().engine.sync_engine, "before_cursor_execute", heard)
        counts.append(len(said))
    assert counts[1] == 2  # the lock and the look
    assert counts[0] <= 12
