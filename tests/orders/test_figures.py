"""What the order book adds up to."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from app.orders import api
from app.ports.storefront import RemoteAddress, RemoteRefund
from tests.factories import Organisation
from tests.factories.orders import make_order, remote_line
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
