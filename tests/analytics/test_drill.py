"""Behind every figure stand its orders: the list that a point leads to adds up to the point."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from app.kernel import clock
from app.kernel.ids import new_id
from app.orders.repository.filters import NO_PRODUCT
from tests.analytics.book import Line, add_order, told
from tests.analytics.test_routes import SALES, make_product
from tests.factories import Organisation
from tests.factories.stores import make_connection, make_store
from tests.http import Client

PERIOD = {"from": "2026-10-24", "to": "2026-11-03"}  # the clocks of Berlin and New York change within


@pytest.fixture
async def book(org: Organisation) -> list[UUID]:
    """Three shops round the world with orders at every hour of the period and around it, some of them cancelled."""
    chance = Random(7)
    products = [await make_product(org, name) for name in ("Bag", "Mug")]
    async with org.uow() as uow:
        await uow.execute(text("UPDATE products SET product_type = 'Bags' WHERE id = :id"), {"id": products[0]})
    shops = []
    for zone, currency in (("Europe/Berlin", "EUR"), ("America/New_York", "USD"), ("Pacific/Kiritimati", "EUR")):
        shop = await make_store(org, timezone=zone, currency=currency)
        made = [
            await add_order(
                org, shop, datetime(2026, 10, 22, tzinfo=UTC) + timedelta(hours=chance.randrange(24 * 15), minutes=59),
                *(Line(chance.randint(1, 3), str(chance.randint(1, 90)), product_id=chance.choice([*products, None]))
                  for _ in range(chance.randint(1, 3))),
                currency=currency, country=chance.choice(["DE", "FR", ""]), shipping="4.90",
                status=chance.choice(["open", "open", "completed", "cancelled"]),
            )
            for _ in range(25)
        ]  # fmt: skip
        await told(org, shop, *made)
        shops.append(shop)
    return shops


async def behind(client: Client, **params: Any) -> list[Any]:
    found, cursor = [], None
    while True:
        given = {**params, "counted": "true", "limit": 20, **({"cursor": cursor} if cursor else {})}
        body = (await client.get("/api/v1/orders", params=given)).json()
        found += body["data"]
        if (cursor := body["page"]["next_cursor"]) is None:
            return found


@pytest.mark.parametrize(
    ("group_by", "key", "name"), [("day", "day", ""), ("store", "store_id", "store_id"), ("country", "country", "country")]
)
async def test_a_point_is_the_sum_of_its_orders(client: Client, book: list[UUID], group_by: str, key: str, name: str) -> None:
    rows = (await client.data("GET", SALES, params={**PERIOD, "group_by": group_by}))["rows"]
    assert sum(row["orders"] for row in rows) > 30
    for row in rows:
        days = {"sold_from": row["day"], "sold_to": row["day"]} if group_by == "day" else {
            "sold_from": PERIOD["from"], "sold_to": PERIOD["to"], name: row[key]
        }  # fmt: skip
        orders = await behind(client, currency=row["currency"], **days)
        assert len(orders) == row["orders"], row
        assert sum((Decimal(order["total"]) for order in orders), Decimal(0)) == Decimal(row["revenue"]), row
        assert sum(order["units"] for order in orders) == row["units"], row


async def test_a_product_is_the_sum_of_its_lines(client: Client, book: list[UUID]) -> None:
    rows = (await client.data("GET", SALES, params={**PERIOD, "group_by": "product", "store_id": str(book[0])}))["rows"]
    assert {row["product"] for row in rows} == {"Bag", "Mug", ""}
    for row in rows:
        wanted = row["product_id"] or NO_PRODUCT
        orders = await behind(client, store_id=str(book[0]), product_id=wanted, sold_from=PERIOD["from"], sold_to=PERIOD["to"])
        lines = [item for order in orders for item in order["items"] if item["product_id"] == row["product_id"]]
        assert sum(line["quantity"] for line in lines) == row["units"]
        assert sum((Decimal(line["total"]) for line in lines), Decimal(0)) == Decimal(row["revenue"])


async def test_categories_are_their_products_together(client: Client, book: list[UUID]) -> None:
    async def rows(group_by: str) -> list[Any]:
        found: list[Any] = (await client.data("GET", SALES, params={**PERIOD, "group_by": group_by}))["rows"]
        return found

    sums: dict[tuple[str, str], Decimal] = {}
    for row in await rows("product"):
        key = ("Bags" if row["product"] == "Bag" else "", row["currency"])
        sums[key] = sums.get(key, Decimal(0)) + Decimal(row["revenue"])
    assert {(row["category"], row["currency"]): Decimal(row["revenue"]) for row in await rows("category")} == sums


async def test_figures_of_some_stores_and_countries(client: Client, stranger: Client, book: list[UUID]) -> None:
    params: dict[str, Any] = {**PERIOD, "store_id": [str(book[0]), str(book[1])], "country": ["DE", ""]}
    whole = await client.data("GET", SALES, params={**params, "group_by": "country"})
    assert {row["country"] for row in whole["rows"]} == {"DE", ""}
    by_day = await client.data("GET", SALES, params=params)
    assert by_day["totals"] == whole["totals"]
    for total in whole["totals"]:
        orders = await behind(
            client, store_id=params["store_id"], country=params["country"], currency=total["currency"],
            sold_from=PERIOD["from"], sold_to=PERIOD["to"],
        )  # fmt: skip
        assert len(orders) == total["orders"]
    refused = await client.data("GET", SALES, params={**params, "group_by": "product"}, status=422)
    assert refused["details"]["field"] == "country"
    await stranger.data("GET", "/api/v1/analytics/dashboard", params={"store_id": str(book[0])}, status=404)


async def test_the_period_before_has_the_same_rows(client: Client, book: list[UUID]) -> None:
    params = {"from": "2026-10-29", "to": "2026-11-03", "group_by": "store", "compare": "true"}
    compared = await client.data("GET", SALES, params=params)
    before = compared["previous"]
    alone = await client.data("GET", SALES, params={"from": before["from"], "to": before["to"], "group_by": "store"})
    assert (before["from"], before["to"]) == ("2026-10-23", "2026-10-28")
    assert before["rows"] == alone["rows"]
    assert before["rows"]


async def test_a_dashboard_of_one_store_shows_only_that_one(client: Client, book: list[UUID]) -> None:
    params = {**PERIOD, "store_id": str(book[0])}
    scoped = await client.data("GET", "/api/v1/analytics/dashboard", params=params)
    (total,) = (await client.data("GET", SALES, params=params))["totals"]
    assert [card["id"] for card in scoped["stores"]] == [str(book[0])]
    (strip,) = scoped["kpis"]
    assert (strip["revenue"]["value"], strip["orders"]["value"]) == (total["revenue"], total["orders"])
    assert scoped["stores"][0]["sales"][0]["revenue"] == total["revenue"]
    assert {row["store_id"] for row in scoped["activity"]} <= {str(book[0])}


async def test_a_card_tells_how_the_store_is_synchronised(client: Client, org: Organisation) -> None:
    store = await make_store(org)
    connection = await make_connection(org, store)

    async def card() -> Any:
        (found,) = (await client.data("GET", "/api/v1/analytics/dashboard"))["stores"]
        return found

    async def add_run(state: str, minutes: int) -> None:
        at = clock.now() + timedelta(minutes=minutes)
        async with org.uow() as uow:
            await uow.execute(
                text(
                    """INSERT INTO sync_runs (org_id, id, store_id, kind, state, trigger, started_by, phase, counts, position,
                           error, correlation_id, created_at, finished_at)
                       VALUES (:org, :id, :store, :kind, :state, 'schedule', '', '', '{}', '{}', '', '', :at, :ended)"""
                ),
                {"org": org.id, "id": new_id(), "store": store, "at": at, "state": state,
                 "kind": "reconcile" if state == "running" else "poll", "ended": None if state == "running" else at},
            )  # fmt: skip

    fresh = await card()
    assert (fresh["sync_state"], fresh["synced_at"], fresh["dead_letters"]) == ("", None, 0)
    assert (fresh["connection_id"], fresh["environment"]) == (str(connection), "sandbox")
    await add_run("done", 1)
    good = await card()
    assert (good["sync_state"], good["synced_at"] is not None) == ("done", True)
    await add_run("failed", 2)
    assert ((await card())["sync_state"], (await card())["synced_at"]) == ("failed", good["synced_at"])
    await add_run("running", 3)
    assert (await card())["sync_state"] == "running"
