"""On which day, in which currency and whether at all something counts."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from app.kernel import job_runner
from app.kernel.outbox import Relay
from app.stores import api as stores
from tests.analytics.book import Line, add_order, add_refund, change, facts, told
from tests.factories import Organisation
from tests.factories.stores import make_store

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)


async def by_day(org: Organisation) -> dict[date, tuple[int, Decimal, Decimal]]:
    """{day: (orders, total, refunds)} of an organisation with one store, country and currency."""
    return {row[1]: (row[4], row[10], row[11]) for row in (await facts(org))["sales"]}


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Europe/Berlin", datetime(2026, 11, 10, 22, 30, tzinfo=UTC), date(2026, 11, 10)),  # 23:30 there
        ("Europe/Berlin", datetime(2026, 11, 10, 23, 0, tzinfo=UTC), date(2026, 11, 11)),  # midnight
        ("Europe/Berlin", datetime(2026, 3, 28, 22, 59, tzinfo=UTC), date(2026, 3, 28)),  # the eve of summer time
        ("Europe/Berlin", datetime(2026, 3, 29, 21, 59, tzinfo=UTC), date(2026, 3, 29)),  # 23:59 of a day of 23 hours
        ("Europe/Berlin", datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
        ("Europe/Berlin", datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),  # a day of 25 hours
        ("Europe/Berlin", datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
        ("America/New_York", datetime(2026, 11, 11, 4, 30, tzinfo=UTC), date(2026, 11, 10)),  # 23:30 there
        ("Asia/Kathmandu", datetime(2026, 11, 10, 18, 15, tzinfo=UTC), date(2026, 11, 11)),  # +05:45
        ("Pacific/Kiritimati", datetime(2026, 11, 10, 10, 0, tzinfo=UTC), date(2026, 11, 11)),  # +14
        ("Africa/Cairo", datetime(2026, 4, 23, 22, 0, tzinfo=UTC), date(2026, 4, 24)),  # summer time begins at midnight
        ("Africa/Cairo", datetime(2026, 4, 23, 21, 59, tzinfo=UTC), date(2026, 4, 23)),
        ("Africa/Cairo", datetime(2026, 10, 29, 21, 30, tzinfo=UTC), date(2026, 10, 29)),  # and ends at midnight
        ("Atlantic/Azores", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25)),  # midnight comes twice
        ("Atlantic/Azores", datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 10, 25)),
        ("+02:00", datetime(2026, 11, 10, 23, 30, tzinfo=UTC), date(2026, 11, 10)),  # no zone's name: UTC
        ("", datetime(2026, 11, 10, 23, 30, tzinfo=UTC), date(2026, 11, 10)),
    ],
)
async def test_an_order_counts_on_the_day_of_the_store(org: Organisation, zone: str, moment: datetime, day: date) -> None:
    store = await make_store(org, timezone=zone)
    await told(org, store, await add_order(org, store, moment))
    assert await by_day(org) == {day: (1, Decimal(10), Decimal(0))}


async def test_figures_of_an_order(org: Organisation) -> None:
    store = await make_store(org)
    lines = Line(quantity=3, price="20", discount="6"), Line(quantity=1, price="5.5")
    order = await add_order(org, store, NOON, *lines, shipping="4.90", tax="11.31")
    await told(org, store, order)
    kept = await facts(org)
    figures = (1, 4, Decimal("65.5"), Decimal(6), Decimal("4.9"), Decimal("11.31"), Decimal("75.71"), Decimal(0))
    assert kept["sales"] == [(store, date(2026, 11, 10), "DE", "EUR", *figures)]
    assert kept["products"] == [(store, date(2026, 11, 10), UUID(int=0), "EUR", 4, Decimal("59.5"), 0)]
    assert kept["stores"] == [(store, 1, NOON)]


async def test_a_refund_counts_on_its_own_day(org: Organisation) -> None:
    store = await make_store(org)
    order = await add_order(org, store, NOON)
    await told(org, store, order)
    await add_refund(org, order, datetime(2026, 11, 12, 22, 30, tzinfo=UTC), "4")
    await add_refund(org, order, datetime(2026, 11, 12, 23, 30, tzinfo=UTC), "3.50")  # past midnight in Berlin
    await told(org, store, order)
    assert await by_day(org) == {
        date(2026, 11, 10): (1, Decimal(10), Decimal(0)),
        date(2026, 11, 12): (0, Decimal(0), Decimal(4)),
        date(2026, 11, 13): (0, Decimal(0), Decimal("3.5")),
    }


async def test_a_cancelled_order_counts_nowhere_and_may_come_back(org: Organisation) -> None:
    store = await make_store(org)
    order = await add_order(org, store, NOON)
    await add_refund(org, order, datetime(2026, 11, 12, 12, tzinfo=UTC), "10")
    await told(org, store, order)
    before = await facts(org)
    await change(org, order, status="cancelled")
    await told(org, store, order)
    assert await facts(org) == {"sales": [], "products": [], "stores": [(store, 0, NOON)]}
    await change(org, order, status="open")
    await told(org, store, order)
    assert await facts(org) == before


async def test_told_twice_counts_once(org: Organisation) -> None:
    store = await make_store(org)
    order = await add_order(org, store, NOON)
    for _ in range(3):
        await told(org, store, order)
    assert await by_day(org) == {date(2026, 11, 10): (1, Decimal(10), Decimal(0))}


async def test_currencies_and_countries_stay_apart(org: Organisation) -> None:
    store = await make_store(org)
    orders = [
        await add_order(org, store, NOON, currency="EUR"),
        await add_order(org, store, NOON, currency="USD"),
        await add_order(org, store, NOON, currency="EUR", country="FR"),
        await add_order(org, store, NOON, currency="EUR"),
    ]
    await told(org, store, *orders)
    kept = [(row[2], row[3], row[4], row[10]) for row in (await facts(org))["sales"]]
    assert kept == [("DE", "EUR", 2, Decimal(20)), ("DE", "USD", 1, Decimal(10)), ("FR", "EUR", 1, Decimal(10))]


async def test_recomputing_at_once_loses_nothing(org: Organisation) -> None:
    store = await make_store(org)
    moments = [datetime(2026, 11, day, 12, tzinfo=UTC) for day in (10, 11, 12)]

    async def one(turn: int) -> None:
        orders = [await add_order(org, store, moment) for moment in (moments if turn % 2 else reversed(moments))]
        await told(org, store, *orders)

    await asyncio.gather(*(one(turn) for turn in range(8)))
    assert await by_day(org) == {moment.date(): (8, Decimal(80), Decimal(0)) for moment in moments}
    assert (await facts(org))["stores"] == [(store, 24, moments[-1])]


async def test_a_new_time_zone_needs_a_rebuild_and_gets_one(org: Organisation) -> None:
    store = await make_store(org)
    await told(org, store, await add_order(org, store, datetime(2026, 11, 10, 22, 30, tzinfo=UTC)))
    async with org.uow() as uow:
        await stores.update_store(uow, store, {"timezone": "Asia/Tokyo"}, {}, expect=None)
    await Relay().drain(org.id)
    await job_runner.drain(org.id)
    assert await by_day(org) == {date(2026, 11, 11): (1, Decimal(10), Decimal(0))}
