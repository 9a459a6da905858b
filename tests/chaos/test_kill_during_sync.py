"""A worker is killed in the middle of an import: the run goes on where it was, and nothing comes in twice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.demo import until
from tests.chaos.installation import Installation

ORDERS = 350


async def test_a_run_goes_on_where_its_killed_worker_was(house: Installation) -> None:
    shop = await house.shop("cut-short", orders=ORDERS)
    pages = r"GET /wp-json/wc/v3/orders\?"
    await house.slow("woocommerce", pages, 300, shop["handle"])
    store = await house.connect(shop)

    async def some() -> bool:
        return bool((await house.run_of(store))["counts"].get("orders", {}).get("read", 0))

    await until("the first page of orders", some, seconds=20, every=0.02)
    await house.well()
    await house.struck(await house.slow("woocommerce", pages, 20_000, shop["handle"]))
    cut = await house.run_of(store)
    read = cut["counts"]["orders"]["read"]
    assert cut["state"] == "running" and 100 <= read < ORDERS
    killed = house.kill("worker")
    await house.well()
    await house.back("worker", killed)

    assert await attempts(house, cut) == 1
    await house.minutes_pass()
    done = await house.finished(store)
    assert (done["id"], done["state"], done["started_at"]) == (cut["id"], "done", cut["started_at"])
    assert done["counts"]["orders"] == {"read": ORDERS, "created": ORDERS}, "no page was taken in twice, none was left out"
    assert done["counts"]["products"] == cut["counts"]["products"], "phases that were done are not repeated"
    book = await house.book(store)
    assert len(book) == len(set(book)) == ORDERS
    assert await attempts(house, cut) == 2


async def attempts(house: Installation, run: dict[str, Any]) -> int:
    (row,) = await house.sql("SELECT attempts FROM jobs WHERE id = $1", UUID(run["job_id"]))
    return int(row["attempts"])
