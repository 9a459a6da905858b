"""A worker is killed in the middle of an import: the run goes on where it was, and nothing comes in twice."""

from __future__ import annotations

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

    # The dead worker's lease has to run out; half a minute of waiting is spared by turning it back.
    turned = await house.plumbing("UPDATE jobs SET lease_until = now() WHERE id = $1 RETURNING attempts", cut["job_id"])
    assert [row["attempts"] for row in turned] == [1]
    done = await house.finished(store)
    assert (done["id"], done["state"], done["started_at"]) == (cut["id"], "done", cut["started_at"])
    assert done["counts"]["orders"] == {"read": ORDERS, "created": ORDERS}, "no page was taken in twice, none was left out"
    assert done["counts"]["products"] == cut["counts"]["products"], "phases that were done are not repeated"
    book = await house.book(store)
    assert len(book) == len(set(book)) == ORDERS
    assert [r["attempts"] for r in await house.plumbing("SELECT attempts FROM jobs WHERE id = $1", cut["job_id"])] == [2]
