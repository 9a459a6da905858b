"""HTTP of analytics: the figures as people get them, who may, and what it costs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text

from app.accounts import permissions
from app.kernel.ids import new_id
from app.kernel.process import Process
from tests.analytics.book import Line, add_order, add_refund, told
from tests.factories import Organisation
from tests.factories.stores import make_connection, make_store
from tests.http import Client

PATHS = ("/api/v1/analytics/dashboard", "/api/v1/analytics/sales", "/api/v1/analytics/activity")
SALES, NOVEMBER = PATHS[1], {"from": "2026-11-01", "to": "2026-11-30"}


def noon(day: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


async def make_product(org: Organisation, title: str) -> UUID:
    id_ = new_id()
    async with org.uow() as uow:
        await uow.execute(
            text(
                """INSERT INTO products (org_id, id, title, description_html, vendor, product_type, tags, status, handle,
                       options, currency, version, search, created_at, updated_at)
                   VALUES (:org, :id, :title, '', '', '', '{}', 'active', '', '[]', 'EUR', 1, '', now(), now())"""
            ),
            {"org": org.id, "id": id_, "title": title},
        )
    return id_


@pytest.fixture
async def shops(org: Organisation) -> tuple[UUID, UUID]:
    """Two shops with a November and a bit of October behind them."""
    home, abroad = await make_store(org, name="Home"), await make_store(org, name="Abroad", currency="USD")
    bag = await make_product(org, "Bag")
    first = await add_order(org, home, noon(3), Line(2, "30", product_id=bag), shipping="5", tax="0")
    second = await add_order(org, home, noon(20), Line(1, "35.50"), country="FR")
    await add_refund(org, first, noon(21), "30")
    before = await add_order(org, home, noon(10, 10), Line(1, "40"))
    await told(org, home, first, second, before)
    dollars = await add_order(org, abroad, noon(20), Line(3, "9"), currency="USD", country="US")
    gone = await add_order(org, abroad, noon(20), Line(3, "9"), currency="USD", status="cancelled")
    await told(org, abroad, dollars, gone)
    return home, abroad


@pytest.mark.parametrize(
    ("currency", "prices", "revenue", "average"),
    [("KWD", ("1.375", "1.378"), "2.753", "1.377"), ("JPY", ("1000", "1235"), "2235.00", "1118.00")],
)
async def test_averages_have_the_digits_of_their_currency(
    client: Client, org: Organisation, currency: str, prices: tuple[str, ...], revenue: str, average: str
) -> None:
    store = await make_store(org, currency=currency)
    made = [await add_order(org, store, noon(20), Line(1, price), currency=currency) for price in prices]
    await told(org, store, *made)
    data = await client.data("GET", SALES, params=NOVEMBER)
    assert [(t["revenue"], t["average_order_value"]) for t in data["totals"]] == [(revenue, average)]


async def test_sales_by_day(client: Client, shops: tuple[UUID, UUID]) -> None:
    data = await client.data("GET", SALES, params={**NOVEMBER, "compare": "true"})
    assert (data["from"], data["to"], data["group_by"], data["currency"]) == ("2026-11-01", "2026-11-30", "day", "EUR")
    assert [(t["currency"], t["orders"], t["units"], t["revenue"]) for t in data["totals"]] == [
        ("EUR", 2, 3, "100.50"),
        ("USD", 1, 3, "27.00"),
    ]
    euro = data["totals"][0]
    assert euro == {
        "currency": "EUR", "orders": 2, "units": 3, "revenue": "100.50", "average_order_value": "50.25", "gross": "95.50",
        "discounts": "0.00", "shipping": "5.00", "tax": "0.00", "refunds": "30.00", "net_revenue": "70.50",
    }  # fmt: skip
    days = [row for row in data["rows"] if row["currency"] == "EUR"]
    assert [row["day"] for row in days] == [str(date(2026, 11, 1) + timedelta(days=n)) for n in range(30)]
    busy = {row["day"]: (row["orders"], row["revenue"], row["refunds"]) for row in days if row["revenue"] != "0.00"}
    assert busy == {"2026-11-03": (1, "65.00", "0.00"), "2026-11-20": (1, "35.50", "0.00")}
    assert days[20]["refunds"] == "30.00" and days[20]["average_order_value"] is None
    previous = data["previous"]
    assert (previous["from"], previous["to"]) == ("2026-10-02", "2026-10-31")
    assert [(t["currency"], t["revenue"]) for t in previous["totals"]] == [("EUR", "40.00")]


async def test_sales_by_store_country_and_product(client: Client, shops: tuple[UUID, UUID]) -> None:
    home, abroad = shops
    data = await client.data("GET", SALES, params={**NOVEMBER, "group_by": "store"})
    assert [(r["store_id"], r["store"], r["currency"], r["revenue"]) for r in data["rows"]] == [
        (str(home), "Home", "EUR", "100.50"),
        (str(abroad), "Abroad", "USD", "27.00"),
    ]
    assert data["previous"] is None
    data = await client.data("GET", SALES, params={**NOVEMBER, "group_by": "country"})
    assert [(r["country"], r["currency"], r["revenue"], r["refunds"]) for r in data["rows"]] == [
        ("DE", "EUR", "65.00", "30.00"),
        ("FR", "EUR", "35.50", "0.00"),
        ("US", "USD", "27.00", "0.00"),
    ]
    data = await client.data("GET", SALES, params={**NOVEMBER, "group_by": "product"})
    assert [(r["product"], r["product_id"] is None, r["currency"], r["units"], r["revenue"]) for r in data["rows"]] == [
        ("Bag", False, "EUR", 2, "60.00"),
        ("", True, "EUR", 1, "35.50"),
        ("", True, "USD", 3, "27.00"),
    ]
    assert [t["revenue"] for t in data["totals"]] == ["100.50", "27.00"]
    one = await client.data("GET", SALES, params={**NOVEMBER, "group_by": "product", "limit": 1, "store_id": str(home)})
    assert [r["product"] for r in one["rows"]] == ["Bag"]
    assert [t["revenue"] for t in one["totals"]] == ["100.50"]


async def test_sales_of_one_store(client: Client, shops: tuple[UUID, UUID]) -> None:
    for group_by in ("day", "store", "country"):
        data = await client.data("GET", SALES, params={**NOVEMBER, "group_by": group_by, "store_id": str(shops[1])})
        assert {r["currency"] for r in data["rows"]} == {"USD"}
        assert [t["revenue"] for t in data["totals"]] == ["27.00"]


async def test_the_dashboard(client: Client, org: Organisation, shops: tuple[UUID, UUID]) -> None:
    home, _ = shops
    await make_connection(org, home, state="needs_reconnect", state_reason="The token was revoked.")
    data = await client.data("GET", PATHS[0], params={"from": "2026-11-01", "to": "2026-11-21"})
    assert (data["previous_from"], data["previous_to"]) == ("2026-10-11", "2026-10-31")
    euro, dollar = data["kpis"]
    assert (euro["currency"], dollar["currency"]) == ("EUR", "USD")
    assert euro["revenue"] == {"value": "100.50", "previous": "0.00", "change_percent": None}
    assert euro["orders"]["value"] == 2 and euro["refunds"]["value"] == "30.00" and euro["units"]["value"] == 3
    abroad_card, home_card = data["stores"]  # by name
    assert (home_card["name"], home_card["platform"], home_card["status"]) == ("Home", "shopify", "active")
    assert home_card["connection_state"] == "needs_reconnect"
    assert home_card["connection_reason"] == "The token was revoked."
    assert home_card["active_orders"] == 3 and home_card["last_order_at"] == "2026-11-20T12:00:00.000Z"
    assert home_card["last_activity_at"] is not None
    sales = home_card["sales"][0]
    assert (sales["currency"], sales["orders"], sales["revenue"]) == ("EUR", 2, "100.50")
    assert sales["last_7_days"] == ["0.00"] * 5 + ["35.50", "0.00"]
    assert (abroad_card["active_orders"], abroad_card["connection_state"]) == (1, "")
    assert [(s["currency"], s["revenue"]) for s in abroad_card["sales"]] == [("USD", "27.00")]

    wide = await client.data("GET", PATHS[0], params={"from": "2026-11-01", "to": "2026-11-30"})
    assert wide["kpis"][0]["revenue"] == {"value": "100.50", "previous": "40.00", "change_percent": 151.2}


async def test_an_empty_organisation(client: Client) -> None:
    data = await client.data("GET", PATHS[0])
    assert [strip["currency"] for strip in data["kpis"]] == ["EUR"]
    assert data["kpis"][0]["revenue"] == {"value": "0.00", "previous": "0.00", "change_percent": None}
    assert (data["stores"], data["activity"]) == ([], [])
    sales = await client.data("GET", SALES)
    assert len(sales["rows"]) == 30 and sales["totals"] == []
    assert {row["currency"] for row in sales["rows"]} == {"EUR"}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"from": "2026-11-02", "to": "2026-11-01"}, "to"),
        ({"from": "2020-01-01", "to": "2026-11-01"}, "from"),
        ({"from": "yesterday"}, "from"),
        ({"group_by": "mood"}, "group_by"),
        ({"limit": 0}, "limit"),
    ],
)
async def test_bad_periods_name_the_field(client: Client, given: dict[str, Any], field: str) -> None:
    error = await client.data("GET", SALES, params=given, status=422)
    assert error["details"]["field"] == field


async def test_bad_cursor(client: Client) -> None:
    for cursor in ("nonsense", "WyJhIiwiYiJd"):  # the second one is ["a","b"]
        error = await client.data("GET", PATHS[2], params={"cursor": cursor}, status=422)
        assert error["details"]["field"] == "cursor"


async def test_who_may(
    anonymous: Client, client: Client, stranger: Client, shops: tuple[UUID, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in PATHS:
        assert (await anonymous.get(path)).status_code == 401
    assert (await stranger.data("GET", SALES, params=NOVEMBER))["totals"] == []
    assert (await stranger.data("GET", PATHS[0]))["stores"] == []
    error = await stranger.data("GET", SALES, params={"store_id": str(shops[0])}, status=404)
    assert error["code"] == "NOT_FOUND"
    assert "analytics.read" in permissions.of_role("viewer")
    monkeypatch.setattr("app.accounts.api.permissions_of_role", lambda *_: frozenset({"orders.read"}))
    for path in PATHS:
        denied = await client.data("GET", path, status=403)
        assert denied["details"] == {"permission": "analytics.read"}


@asynccontextmanager
async def counted(process: Process) -> AsyncIterator[list[str]]:
    """The statements that go through the pool of hot reads."""
    seen: list[str] = []
    pool: Any = process.database.app
    async with AsyncExitStack() as held:  # a few that are open: which of them answers is the pool's affair
        for _ in range(4):
            await held.enter_async_context(pool.acquire())
    with ExitStack() as listening:
        for holder in pool._holders:
            if isinstance(holder._con, asyncpg.Connection):
                listening.enter_context(holder._con.query_logger(lambda record: seen.append(record.query)))
        yield seen


async def test_statements_do_not_grow_with_the_stores(client: Client, org: Organisation, process: Process) -> None:
    async def cost(path: str, **params: Any) -> int:
        async with counted(process) as seen:
            await client.data("GET", path, params=params)
        # what the driver asks of a fresh connection about its types is no statement of ours
        ours = (q for q in seen if "typeinfo_tree" not in q and "current_setting('jit')" not in q)
        return len([q for q in ours if not q.startswith(("BEGIN", "COMMIT"))])

    async def all_costs() -> list[int]:
        return [await cost(PATHS[0]), await cost(SALES, compare=True, group_by="store"), await cost(PATHS[2])]

    few = await all_costs()
    for _ in range(6):
        store = await make_store(org)
        await told(org, store, await add_order(org, store, datetime.now(UTC) - timedelta(hours=1)))
    assert await all_costs() == few
    assert 0 < max(few) <= 9  # the session is looked up and the connection scoped and reset among them


async def test_openapi_tells_what_the_figures_mean(application: Any) -> None:
    paths = application.openapi()["paths"]
    for path in PATHS[:2]:
        told_ = paths[path]["get"]["description"]
        assert "cancelled orders nowhere" in told_ and "time zone" in told_ and "never added" in told_


async def test_answers_fit_their_models(client: Client, shops: tuple[UUID, UUID]) -> None:
    from app.analytics.routes import DashboardOut, SalesOut, StoreCard

    dashboard = await client.data("GET", PATHS[0], params=NOVEMBER)
    assert all(set(card) == {*StoreCard.model_fields, *StoreCard.model_computed_fields} for card in dashboard["stores"])
    for card in dashboard["stores"]:
        del card["logo_path"]
    DashboardOut.model_validate(dashboard, extra="forbid")
    for group_by in ("day", "store", "country", "product", "category"):
        params = {**NOVEMBER, "group_by": group_by, "compare": "true"}
        found = await client.data("GET", SALES, params=params)
        for row in [*found["rows"], *found["previous"]["rows"]]:
            row.pop("image_path", None)
        SalesOut.model_validate(found, extra="forbid")
