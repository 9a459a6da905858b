"""What the order book adds up to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from app.orders import api
from app.ports.storefront import RemoteAddress, RemoteRefund
from tests.factories import Organisation
from tests.factories.orders import make_order, remote_line, remote_order
from tests.factories.stores import make_store

LATE = datetime(2026, 9, 14, 23, 30, tzinfo=UTC)  # the 15th in Berlin, the 14th in New York


async def test_days_are_those_of_the_store(org: Organisation) -> None:
    berlin = await make_store(org, timezone="Europe/Berlin")
    york = await make_store(org, timezone="America/New_York")
    refund = RemoteRefund(external_id="r", amount=Decimal("2"), created_at=datetime(2026, 9, 20, 12, tzinfo=UTC))
    one = await make_order(org, berlin, placed_at=LATE, refunds=(refund,))
    two = await make_order(org, york, placed_at=LATE)
    async with org.uow() as uow:
        keys = await api.days_of(uow, [one, two])
        assert set(keys) == {(berlin, date(2026, 9, 15)), (berlin, date(2026, 9, 20)), (york, date(2026, 9, 14))}
        assert set(await api.days_of(uow, None)) == set(keys)


async def test_a_day_adds_up_by_country_and_currency(org: Organisation) -> None:
    store = await make_store(org)
    day = date(2026, 9, 15)
    refund = RemoteRefund(external_id="r", amount=Decimal("5"), created_at=LATE, lines=(("l1", 1, True),))
    line = remote_line(external_id="l1", quantity=2, price="10.00", discount="3.00", refunded=1)
    await make_order(org, store, placed_at=LATE, lines=(line,), refunds=(refund,), refunded=Decimal(5))
    await make_order(org, store, placed_at=LATE, lines=(remote_line(quantity=1),))
    await make_order(org, store, placed_at=LATE, currency="USD", shipping_address=RemoteAddress(country="US"))
    await make_order(org, store, placed_at=LATE, status="cancelled", refunds=(refund,))
    async with org.uow() as uow:
        rows = {(r.country, r.currency): r for r in await api.sales_rows(uow, [(store, day)])}
        products = {r.currency: r for r in await api.product_rows(uow, [(store, day)])}
        stores = await api.store_orders(uow, [store])
    assert set(rows) == {("DE", "EUR"), ("US", "USD")}
    german = rows["DE", "EUR"]
    assert (german.orders, german.units, german.gross, german.discounts) == (2, 3, Decimal(30), Decimal(3))
    assert (german.shipping, german.total, german.refunds) == (Decimal("9.80"), Decimal("36.80"), Decimal(5))
    assert (products["EUR"].units, products["EUR"].revenue, products["EUR"].refunded_units) == (3, Decimal(27), 1)
    assert products["EUR"].product_id == UUID(int=0)
    assert [(s.active, s.last_order_at) for s in stores] == [(3, LATE)]


async def test_a_day_of_refunds_only_has_a_row(org: Organisation) -> None:
    store = await make_store(org)
    refund = RemoteRefund(external_id="r", amount=Decimal("5"), created_at=datetime(2026, 10, 2, 9, tzinfo=UTC))
    await make_order(org, store, refunds=(refund,))
    async with org.uow() as uow:
        (row,) = await api.sales_rows(uow, [(store, date(2026, 10, 2))])
    assert (row.orders, row.total, row.refunds) == (0, Decimal(0), Decimal(5))


async def test_gross_is_exact_where_the_price_of_a_unit_is_not(org: Organisation) -> None:
    """Three for ten: some channels know the line's sum only."""
    store = await make_store(org, timezone="UTC")
    line = remote_line(quantity=3, price=Decimal("3.3333"), total=Decimal("9"), discount=Decimal("1"))
    await make_order(org, store, placed_at=LATE, lines=(line,))
    async with org.uow() as uow:
        (row,) = await api.sales_rows(uow, [(store, LATE.date())])
    assert (row.gross, row.units) == (Decimal(10), 3)


async def test_a_refund_that_the_channel_took_back_counts_no_more(org: Organisation) -> None:
    store = await make_store(org, timezone="UTC")
    line = remote_line(external_id="1", quantity=2)
    kept = RemoteRefund(external_id="r1", amount=Decimal(2), created_at=LATE + timedelta(days=2))
    gone = RemoteRefund(external_id="r2", amount=Decimal(5), created_at=LATE + timedelta(days=5), lines=(("1", 1, True),))
    order = remote_order(placed_at=LATE, lines=(line,), refunded=Decimal(7), refunds=(kept, gone))
    async with org.uow() as uow:
        (id_,) = (await api.import_orders(uow, store, [order])).created
    later = replace(order, refunded=Decimal(2), refunds=(kept,), updated_at=order.updated_at + timedelta(days=9))
    async with org.uow() as uow:
        await api.import_orders(uow, store, [later])
        days = await api.days_of(uow, [id_])
        assert (store, gone.created_at.date()) in days, "the day that it was counted on is counted anew"
        assert [row.refunds for row in await api.sales_rows(uow, days) if row.refunds] == [Decimal(2)]
        assert sum(row.refunded_units for row in await api.product_rows(uow, days)) == 0
    assert [refund["external_id"] for refund in (await api.read_order(org.id, id_))["refunds"]] == ["r1"]
