"""Deliveries: written with the deed, handled once, in order, and patient with failing handlers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from app.kernel import audit, clock, correlation, outbox
from app.kernel.db import UnitOfWork, database, unit_of_work
from app.kernel.events import Event, on
from app.kernel.outbox import Relay
from tests.factories import Organisation, make_organisation


class BellRang(Event, name="tests.bell_rang.v1"):
    store_id: str
    number: int


class NobodyListens(Event, name="tests.nobody_listens.v1"):
    number: int


class Trouble:
    """What the handler below meets, by bell: `failing` raise, `after` raise once their effect is written."""

    failing: set[str] = set()
    after: set[str] = set()
    heard: list[tuple[str, int]] = []
    rung: asyncio.Event


@pytest.fixture(autouse=True)
def trouble() -> Iterator[type[Trouble]]:
    Trouble.failing, Trouble.after, Trouble.heard, Trouble.rung = set(), set(), [], asyncio.Event()
    yield Trouble
    Trouble.failing, Trouble.after = set(), set()


@on(BellRang)
async def note_bell(uow: UnitOfWork, event: BellRang) -> None:
    Trouble.heard.append((event.store_id, event.number))
    Trouble.rung.set()
    if event.store_id in Trouble.failing:
        raise ValueError(f"bell {event.store_id} is cracked")
    audit.record(uow, "tests.rang", kind=event.store_id, id_=str(event.number))
    if event.store_id in Trouble.after:
        await uow.flush()
        raise ConnectionError("killed between the effect and its commit")


async def ring(org: Organisation, *bells: tuple[str, int]) -> None:
    async with org.uow() as uow:
        for store, number in bells:
            uow.publish(BellRang(store_id=store, number=number))


async def effects(org: Organisation) -> list[tuple[str, int]]:
    """What handlers wrote, in the order of writing."""
    async with database().read(org.id) as connection:
        rows = await connection.fetch(
            "SELECT target_kind, target_id FROM audit_log WHERE action = 'tests.rang' AND org_id = $1 ORDER BY id", org.id
        )
    return [(row["target_kind"], int(row["target_id"])) for row in rows]


async def deliveries(org: Organisation) -> list[Any]:
    async with database().system.acquire() as connection:
        return list(
            await connection.fetch(
                "SELECT * FROM outbox_deliveries WHERE org_id = $1 AND event LIKE 'tests.%' ORDER BY id", org.id
            )
        )


async def test_a_delivery_is_written_with_the_deed(org: Organisation) -> None:
    with pytest.raises(RuntimeError, match="the deed failed"):
        async with org.uow() as uow:
            uow.publish(BellRang(store_id="a", number=1))
            raise RuntimeError("the deed failed")
    assert await deliveries(org) == []
    async with org.uow() as uow:
        uow.publish(BellRang(store_id="a", number=2))
        uow.publish(NobodyListens(number=1))
        assert await deliveries(org) == []
    (row,) = await deliveries(org)
    assert (row["event"], row["handler"], row["key"], row["state"]) == ("tests.bell_rang.v1", "tests.note_bell", "a", "pending")
    assert await effects(org) == []
    assert await Relay().drain(org.id) == 1
    assert await effects(org) == [("a", 2)]
    assert await deliveries(org) == []


async def test_a_deed_of_no_organisation_publishes_nothing(org: Organisation) -> None:
    with pytest.raises(RuntimeError, match="belongs to no organisation"):
        async with unit_of_work(None) as uow:
            uow.publish(BellRang(store_id="a", number=1))


async def test_the_order_is_kept_per_key(org: Organisation) -> None:
    for number in range(5):
        await ring(org, ("a", number), ("b", number))
    await Relay().drain(org.id)
    done = await effects(org)
    assert [n for s, n in done if s == "a"] == [n for s, n in done if s == "b"] == list(range(5))


async def test_relays_side_by_side_handle_each_delivery_once(org: Organisation) -> None:
    for store in "abcdefgh":
        await ring(org, *((store, number) for number in range(5)))
    await asyncio.gather(*(Relay(concurrency=1).drain(org.id) for _ in range(4)))
    await Relay().drain(org.id)
    done = await effects(org)
    assert len(done) == len(set(done)) == 40
    assert all([n for s, n in done if s == store] == list(range(5)) for store in "abcdefgh")


async def test_an_effect_whose_commit_failed_happens_once(org: Organisation, trouble: type[Trouble]) -> None:
    await ring(org, ("a", 1), ("a", 2))
    trouble.after = {"a"}
    await Relay().sweep(org.id)
    assert await effects(org) == []
    trouble.after = set()
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        await Relay().drain(org.id)
    assert await effects(org) == [("a", 1), ("a", 2)]
    assert trouble.heard.count(("a", 1)) > 1


async def test_a_failing_handler_holds_back_its_own_key_only(org: Organisation, trouble: type[Trouble]) -> None:
    trouble.failing = {"a"}
    await ring(org, ("a", 1), ("b", 1), ("a", 2), ("b", 2))
    with clock.frozen(clock.now()):  # the second attempt is not due yet, however long this takes
        await Relay().drain(org.id)
    assert await effects(org) == [("b", 1), ("b", 2)]
    first, second = await deliveries(org)
    assert (first["attempts"], first["error"]) == (1, "ValueError: bell a is cracked")
    assert (second["attempts"], second["error"]) == (0, "")
    trouble.failing = set()
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        await Relay().drain(org.id)
    assert [n for s, n in await effects(org) if s == "a"] == [1, 2]


async def test_a_batch_with_one_bad_delivery_is_split(org: Organisation, trouble: type[Trouble]) -> None:
    bad = "bad"
    lane = outbox.lane_of("tests.note_bell", bad)
    near = [s for s in (f"s{i}" for i in range(500)) if outbox.lane_of("tests.note_bell", s) == lane][:5]
    trouble.failing = {bad}
    await ring(org, *((s, 1) for s in near[:2]), (bad, 1), *((s, 1) for s in near[2:]))
    await Relay().sweep(org.id)
    assert await effects(org) == [(s, 1) for s in near]
    assert [row["key"] for row in await deliveries(org)] == [bad]


async def test_the_order_holds_while_organisations_take_turns(org: Organisation, trouble: type[Trouble]) -> None:
    other = await make_organisation("Others")
    trouble.failing = {"a"}
    await ring(org, ("a", 1))
    await ring(other, ("a", 1))
    await ring(org, ("a", 2))
    await Relay().sweep()
    assert ("a", 2) not in trouble.heard, "the second was offered although the first had just failed"
    trouble.failing = set()
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        await Relay().drain(org.id)
        await Relay().drain(other.id)
    assert await effects(org) == [("a", 1), ("a", 2)]
    assert await effects(other) == [("a", 1)]


async def test_failures_back_off_and_end_among_the_dead(org: Organisation, trouble: type[Trouble]) -> None:
    trouble.failing = {"a"}
    await ring(org, ("a", 1))
    waits, now = [], clock.now() + timedelta(seconds=1)
    for _ in range(outbox.MAX_ATTEMPTS):
        with clock.frozen(now):
            assert await Relay().sweep(org.id) == 1
            (row,) = await deliveries(org)
            assert await Relay().sweep(org.id) == 0, "not before its time"
        waits.append((row["available_at"] - now).total_seconds())
        now = row["available_at"]
    assert waits == sorted(waits)
    assert (waits[0], row["state"], row["attempts"]) == (0.5, "dead", outbox.MAX_ATTEMPTS)
    with clock.frozen(now + timedelta(days=30)):
        assert await Relay().sweep(org.id) == 0
    trouble.failing = set()
    await ring(org, ("a", 2))
    await Relay().drain(org.id)
    assert await effects(org) == [("a", 2)], "the dead hold nobody back"
    assert (await outbox.measure())["dead"] >= 1


async def test_a_delivery_for_a_handler_that_is_gone_waits_for_it(org: Organisation) -> None:
    await ring(org, ("a", 1))
    async with database().system.acquire() as connection:
        await connection.execute("UPDATE outbox_deliveries SET handler = 'tests.gone' WHERE org_id = $1", org.id)
    await Relay().drain(org.id)
    row = next(r for r in await deliveries(org) if r["handler"] == "tests.gone")
    assert "nobody handles tests.bell_rang.v1 as tests.gone in this version" in row["error"]
    assert row["state"] == "pending"


async def test_the_correlation_goes_along(org: Organisation) -> None:
    with correlation.bound("req_from_the_browser"):
        await ring(org, ("a", 1))
    await Relay().drain(org.id)
    async with database().read(org.id) as connection:
        found = await connection.fetchval("SELECT correlation_id FROM audit_log WHERE action = 'tests.rang'")
    assert found == "req_from_the_browser"


async def test_hot_paths_store_on_their_own_connection(org: Organisation) -> None:
    async with database().system.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await outbox.store_on(connection, org.id, [BellRang(store_id="a", number=1)])
        await transaction.rollback()
        assert await deliveries(org) == []
        await outbox.store_on(connection, org.id, [BellRang(store_id="a", number=2), NobodyListens(number=1)])
    await Relay().drain(org.id)
    assert await effects(org) == [("a", 2)]


async def test_a_running_relay_is_woken_by_the_commit_and_stops_when_told(org: Organisation) -> None:
    stopping = asyncio.Event()
    relay = asyncio.create_task(Relay(at_most=0.2).run(stopping))
    await ring(org, (str(org.id), 1))
    async with asyncio.timeout(10):
        while (str(org.id), 1) not in Trouble.heard:  # the relay carries other organisations' deliveries too
            await Trouble.rung.wait()
            Trouble.rung.clear()
        stopping.set()
        await relay
    assert await effects(org) == [(str(org.id), 1)]
