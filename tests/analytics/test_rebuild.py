"""Whatever happens to the book: what is kept step by step equals what is computed from the start."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.analytics import api
from tests.analytics.book import Line, add_order, add_refund, change, facts, told
from tests.factories import Organisation, make_organisation
from tests.factories.stores import make_store

EPOCH = datetime(2026, 3, 27, tzinfo=UTC)  # two days before Europe's clocks change
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kathmandu")

moments = st.integers(0, 5 * 24 * 4).map(lambda quarters: EPOCH + timedelta(minutes=15 * quarters))
lines = st.builds(
    Line,
    quantity=st.integers(1, 4),
    price=st.decimals("0.01", "99.99", places=2).map(str),
    discount=st.sampled_from(["0", "0.01"]),
)
imports = st.fixed_dictionaries(
    {
        "do": st.just("import"),
        "store": st.integers(0, 2),
        "at": moments,
        "lines": st.lists(lines, min_size=1, max_size=3),
        "country": st.sampled_from(["DE", "US", ""]),
        "currency": st.sampled_from(["EUR", "USD"]),
        "status": st.sampled_from(["pending", "open", "completed", "cancelled"]),
    }
)
updates = st.fixed_dictionaries(
    {
        "do": st.just("update"),
        "which": st.integers(0, 50),
        "fields": st.fixed_dictionaries(
            {},
            optional={
                "status": st.sampled_from(["open", "on_hold", "completed", "cancelled"]),
                "country": st.sampled_from(["FR", "DE"]),
                "total": st.decimals("0", "500", places=2),
            },
        ).filter(bool),
    }
)
refunds = st.fixed_dictionaries(
    {"do": st.just("refund"), "which": st.integers(0, 50), "at": moments, "amount": st.decimals("0", "50", places=2)}
)
histories = st.lists(st.one_of(imports, updates, refunds), min_size=1, max_size=12)


@settings(max_examples=25)
@given(history=histories)
async def test_step_by_step_equals_rebuilt(process: object, history: list[dict[str, Any]]) -> None:
    org = await make_organisation()
    stores = [await make_store(org, timezone=zone) for zone in ZONES]
    orders: list[tuple[UUID, UUID]] = []
    for step in history:
        if (touched := await _take(org, stores, orders, step)) is not None:
            await told(org, *touched)
    kept = await facts(org)
    await api.rebuild(org.id)
    rebuilt = await facts(org)
    quiet = {store for store in stores if store not in {s for s, _ in orders}}
    rebuilt["stores"] = [row for row in rebuilt["stores"] if row[0] not in quiet]  # no order: no card before the rebuild
    assert kept == rebuilt


async def _take(
    org: Organisation, stores: list[UUID], orders: list[tuple[UUID, UUID]], step: dict[str, Any]
) -> tuple[UUID, UUID] | None:
    if step["do"] == "import":
        store = stores[step["store"]]
        fields = {name: step[name] for name in ("country", "currency", "status")}
        orders.append((store, await add_order(org, store, step["at"], *step["lines"], **fields)))
        return orders[-1]
    if not orders:
        return None
    store, order = orders[step["which"] % len(orders)]
    if step["do"] == "update":
        await change(org, order, **step["fields"])
    else:
        await add_refund(org, order, step["at"], str(step["amount"]))
    return store, order


async def test_a_rebuild_mends_what_is_wrong(org: Organisation) -> None:
    from sqlalchemy import text

    store = await make_store(org)
    await told(org, store, *[await add_order(org, store, EPOCH + timedelta(days=day)) for day in range(3)])
    right = await facts(org)
    async with org.uow() as uow:
        await uow.execute(text("UPDATE sales_daily SET total = total + 1"))
        await uow.execute(text("UPDATE product_daily SET day = '2026-01-01' WHERE day = '2026-03-28'"))
        await uow.execute(text("DELETE FROM store_activity"))
    assert await facts(org) != right
    await api.rebuild(org.id)
    assert await facts(org) == right


async def test_rebuilding_one_organisation_leaves_others(org: Organisation) -> None:
    other = await make_organisation()
    store = await make_store(other)
    await add_order(other, store, EPOCH)  # nobody was told
    await api.rebuild(org.id)
    assert (await facts(other))["sales"] == []
    await told(other, store)  # now its card exists, and it is found
    lost = await make_organisation()
    lost_store = await make_store(lost)
    await add_order(lost, lost_store, EPOCH)
    await told(lost, lost_store)
    async with lost.uow() as uow:
        await uow.execute(text("UPDATE stores SET timezone = 'Mars/Base'"))
    done = await api.rebuild()
    assert done.failed >= 1 and done.organisations >= 1, "one with a wrong time zone keeps nobody else from it"
    with pytest.raises(DBAPIError, match="Mars/Base"):
        await api.rebuild(lost.id)
    assert len((await facts(other))["sales"]) == 1
