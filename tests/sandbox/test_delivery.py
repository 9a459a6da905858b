"""Webhooks: sent, signed, repeated, and in trouble."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from typing import Any

import orjson
import pytest

from app.sandbox.delivery import is_loopback
from app.sandbox.server import running
from app.sandbox.shop import Shop
from app.sandbox.snapshot import Snapshots
from app.sandbox.stage import Stage
from app.sandbox.vendor import Host, Message, RetryPolicy
from app.sandbox.world import Cart, CartLine, Change
from tests.sandbox.acme import acme
from tests.sandbox.support import Clock, Receiver, make_stage, serving, small_shop, subscribe, variant_id


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def address(receiver: Receiver) -> AsyncIterator[str]:
    async with serving(receiver, lifespan="off") as base:
        yield f"{base}/hooks"


@pytest.fixture
async def stage(address: str) -> AsyncIterator[Stage]:
    stage = make_stage()
    subscribe(stage, address)
    async with running(stage, Snapshots(stage), None):
        yield stage


def buy(stage: Stage, quantity: int = 1) -> int:
    shop = stage.world.shop("tea-house")
    line = CartLine(variant_id(shop, "TEA-50"), quantity)
    return stage.world.place_order(shop, Cart([line], on_shortage="oversell")).id


def ids(receiver: Receiver) -> list[int]:
    return [orjson.loads(body)["id"] for _, body in receiver.got]


async def test_a_change_is_told_and_signed(stage: Stage, receiver: Receiver) -> None:
    order_id = buy(stage)
    await stage.deliveries.idle()
    [(headers, body)] = receiver.got
    assert orjson.loads(body) == {"id": order_id, "shop": "tea-house", "kind": "order.created"}
    assert headers["x-acme-signature"] == hmac.new(b"s3cret", body, hashlib.sha256).hexdigest()
    [delivery] = stage.deliveries.log
    assert (delivery.status, delivery.response_status, delivery.attempt) == ("delivered", 200, 1)
    assert headers["x-acme-delivery"] == delivery.id


async def test_only_active_webhooks_of_the_topic_are_told(stage: Stage, receiver: Receiver, address: str) -> None:
    subscribe(stage, address, number=2).status = "paused"
    subscribe(stage, address, "products/changed", number=3)
    buy(stage)
    await stage.deliveries.idle()
    assert len(receiver.got) == 1


async def test_a_refusal_is_repeated_with_the_same_id(stage: Stage, receiver: Receiver) -> None:
    receiver.statuses = [500, 302]
    buy(stage)
    await stage.deliveries.idle()
    assert [h["x-acme-attempt"] for h, _ in receiver.got] == ["1", "2", "3"]
    assert len({h["x-acme-delivery"] for h, _ in receiver.got}) == 1
    assert len({body for _, body in receiver.got}) == 1
    assert stage.deliveries.log[0].status == "delivered"
    assert stage.subscriptions()[0].failures == 0


async def test_after_too_many_failures_the_vendor_switches_off(stage: Stage, receiver: Receiver) -> None:
    receiver.statuses = [500] * 6
    buy(stage)
    await stage.deliveries.idle()
    assert stage.subscriptions()[0].status == "active"
    buy(stage)
    await stage.deliveries.idle()
    assert [d.status for d in stage.deliveries.log] == ["failed", "failed"]
    assert stage.subscriptions()[0].status == "disabled"
    buy(stage)
    await stage.deliveries.idle()
    assert len(receiver.got) == 6


async def test_some_vendors_remove_instead(receiver: Receiver, address: str) -> None:
    stage = make_stage(RetryPolicy(disable_after=1, then="removed"))
    subscribe(stage, address)
    receiver.statuses = [404]
    async with running(stage, Snapshots(stage), None):
        buy(stage)
        buy(stage)
        await stage.deliveries.idle()
    assert stage.subscriptions() == []
    assert [(d.status, d.attempt) for d in stage.deliveries.log] == [("failed", 1), ("dropped", 0)]


async def test_nobody_there(stage: Stage) -> None:
    subscribe(stage, "http://127.0.0.1:9/hooks", "products/changed", number=2)
    stage.world.edit_product(stage.world.shop("tea-house"), stage.world.product_of(
        stage.world.shop("tea-house"), variant_id(stage.world.shop("tea-house"), "CUP"))[0].id, title="Mug")  # fmt: skip
    await stage.deliveries.idle()
    assert (stage.deliveries.log[0].status, stage.deliveries.log[0].attempt) == ("failed", 3)
    assert stage.deliveries.log[0].error


async def test_nothing_leaves_this_machine(stage: Stage) -> None:
    subscribe(stage, "http://192.0.2.7/hooks", number=2)
    buy(stage)
    await stage.deliveries.idle()
    assert "loopback" in stage.deliveries.log[1].error


@pytest.mark.parametrize(
    ("address", "is_here"),
    [
        ("http://127.0.0.1:8000/x", True),
        ("https://localhost/x", True),
        ("http://[::1]:8000/x", True),
        ("http://127.0.0.1.example.com/", False),
        ("http://10.0.0.1/", False),
        ("ftp://127.0.0.1/", False),
        ("http://[bad/", False),
        ("", False),
    ],
)
def test_what_is_loopback(address: str, is_here: bool) -> None:
    assert is_loopback(address) is is_here


async def test_dropped(stage: Stage, receiver: Receiver) -> None:
    stage.begin_fault("webhook_dropped", "acme", "tea-house", route="orders/", count=1)
    first, second = buy(stage), buy(stage)
    await stage.deliveries.idle()
    assert first not in ids(receiver) and ids(receiver) == [second]
    assert [d.status for d in stage.deliveries.log] == ["dropped", "delivered"]


async def test_duplicated(stage: Stage, receiver: Receiver) -> None:
    stage.begin_fault("webhook_duplicated", "acme", count=1)
    order_id = buy(stage)
    await stage.deliveries.idle()
    assert ids(receiver) == [order_id, order_id]
    assert len({h["x-acme-delivery"] for h, _ in receiver.got}) == 1
    assert [d.duplicate for d in stage.deliveries.log] == [False, True]


async def test_reordered(stage: Stage, receiver: Receiver) -> None:
    stage.begin_fault("webhook_reordered", "acme", count=1)
    first, second = buy(stage), buy(stage)
    await stage.deliveries.idle()
    assert ids(receiver) == [second, first]


async def test_one_that_nobody_overtakes_goes_out_by_itself(stage: Stage, receiver: Receiver) -> None:
    stage.begin_fault("webhook_reordered", "acme", count=1)
    only = buy(stage)
    await stage.deliveries.idle()
    assert ids(receiver) == [only]


async def test_delayed(stage: Stage, receiver: Receiver) -> None:
    stage.begin_fault("webhook_delayed", "acme", count=1, milliseconds=30)
    first, second = buy(stage), buy(stage)
    await stage.deliveries.idle()
    assert ids(receiver) == [second, first]


async def test_switched_off_at_once(stage: Stage, receiver: Receiver, address: str) -> None:
    subscribe(stage, address, "stock/changed", number=2)
    fault = stage.begin_fault("webhook_disabled", "acme", "tea-house", route="^orders/")
    assert (fault.hits, stage.faults.active()) == (1, [])
    assert {s.topic: s.status for s in stage.subscriptions()} == {"orders/new": "disabled", "stock/changed": "active"}
    buy(stage)
    await stage.deliveries.idle()
    assert [orjson.loads(body)["kind"] for _, body in receiver.got] == ["stock.changed"]


async def test_order_within_a_webhook_is_kept(stage: Stage, receiver: Receiver) -> None:
    made = [buy(stage) for _ in range(40)]
    await stage.deliveries.idle()
    assert ids(receiver) == made


async def test_what_was_not_sent_before_a_stop_is_sent_after_the_start(receiver: Receiver, address: str) -> None:
    stage = make_stage()
    subscribe(stage, address)
    order_id = buy(stage)  # nothing runs yet
    kept = Snapshots(stage).dump()
    again = make_stage()
    Snapshots(again).load(kept)
    async with running(again, Snapshots(again), None):
        await again.deliveries.idle()
    assert ids(receiver) == [order_id]


async def test_a_vendor_that_finds_no_words_does_not_break_the_operation(caplog: pytest.LogCaptureFixture) -> None:
    def speechless(host: Host[Any], shop: Shop, change: Change) -> Iterable[Message]:
        raise KeyError("topic")

    stage = Stage([replace(acme(), messages=speechless)], clock=Clock())
    shop = small_shop(stage.world)
    subscribe(stage, "http://127.0.0.1:9/")
    order_id = buy(stage, 2)
    assert shop.orders[order_id].financial == "paid"
    assert stage.world.product_of(shop, variant_id(shop, "TEA-50"))[1].committed == 2
    assert "order.created of tea-house could not be told" in caplog.text
