"""Dead letters: of every kind there is, readable, mendable, and told to whoever listens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.catalog import api as catalog
from app.kernel import clock
from app.kernel.events import Event
from app.kernel.inbox import Pump
from app.ports.vendor import Remedy, VendorError
from app.sync import api, tasks
from app.sync.events import DeadLettered
from app.sync.use_cases.burying import bury
from tests.http import Client
from tests.sync.conftest import Shop
from tests.sync.test_products import retitle

DEAD = "/api/v1/sync/dead-letters"


async def told(shop: Shop) -> list[Any]:
    return await shop.rows("SELECT payload FROM outbox_deliveries WHERE event = :name", name=DeadLettered.event_name)


async def exhausted(shop: Shop) -> Any:
    """A delivery whose last attempt has failed."""
    await shop.sync("initial")
    shop.world.sell("o1", "v1", 1, at=clock.now())
    message = await shop.hook("order", "o1")
    await shop.rows("UPDATE inbox_messages SET attempts = 11 WHERE id = :id RETURNING 1", id=message)
    shop.world.failing["orders_by_id"] = [VendorError("No.", remedy=Remedy.OURS_TO_FIX, vendor_message="no such field")]
    await Pump().sweep(shop.org.id)
    return message


async def test_a_delivery_that_died_becomes_a_letter_and_lives_again(shop: Shop, client: Client, stranger: Client) -> None:
    shop.world.add_product(1, "SKU-1", 5)
    message = await exhausted(shop)
    assert (await shop.message(message))[0] == "dead"
    await tasks.bury_dead_deliveries()
    await tasks.bury_dead_deliveries()
    [letter] = await client.data("GET", DEAD)
    assert (letter["error_code"], letter["message_id"]) == ("UNDELIVERABLE", str(message))
    detail = await client.data("GET", f"{DEAD}/{letter['id']}")
    assert (detail["topic"], detail["body"], detail["editable"]) == ("order", '{"id":"o1"}', True)
    assert "no such field" in detail["error"]
    await stranger.data("GET", f"{DEAD}/{letter['id']}", status=404)
    await client.data("POST", f"{DEAD}/{letter['id']}/replay")
    await shop.settle()
    assert (await shop.message(message))[0] == "done"
    assert await shop.rows("SELECT 1 FROM orders") == [(1,)]
    await tasks.bury_dead_deliveries()
    assert await client.data("GET", DEAD) == []


async def test_a_malformed_delivery_is_mended_and_taken_in(shop: Shop, client: Client) -> None:
    shop.world.add_product(1, "SKU-1", 5)
    await shop.sync("initial")
    shop.world.sell("o1", "v1", 1, at=clock.now())
    await shop.hook("order", body=b'{"id": "o1"')
    await shop.settle()
    [letter] = await client.data("GET", DEAD)
    await client.data("POST", f"{DEAD}/{letter['id']}/replay", json={"body": '{"id": "o1"}'})
    await shop.settle()
    assert await shop.rows("SELECT 1 FROM orders") == [(1,)]
    assert await client.data("GET", DEAD) == []


async def test_a_refused_product_shows_what_was_sent_and_is_sent_again(shop: Shop, client: Client) -> None:
    shop.world.add_product(1, "SKU-1", 5)
    await shop.sync("initial")
    shop.world.failing["update_listing"] = [VendorError("No.", remedy=Remedy.SKIP, vendor_message="Title is rude")]
    await retitle(shop, "Rude")
    [letter] = await client.data("GET", DEAD)
    detail = await client.data("GET", f"{DEAD}/{letter['id']}")
    assert (detail["payload"], detail["editable"]) == ({"external_id": "p1", "title": "Rude"}, False)
    await client.data("POST", f"{DEAD}/{letter['id']}/replay", json={"body": "{}"}, status=422)
    await client.data("POST", f"{DEAD}/{letter['id']}/replay")
    await shop.settle()
    assert shop.world.products["p1"].title == "Rude"
    [run] = await client.data("GET", "/api/v1/sync/runs", params={"kind": "push_products", "state": "done"})
    assert (run["trigger"], run["started_by"]) == ("user", shop.org.email)


async def test_whoever_listens_hears_of_a_letter_once(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Event] = []
    async with shop.org.uow() as uow:
        monkeypatch.setattr(uow, "publish", heard.append)
        for _ in range(2):
            await bury(uow, shop.store_id, "out", "stock", "s1", error="refused", code="X", remedy="skip")
    [event] = heard
    assert isinstance(event, DeadLettered)
    assert (event.direction, event.resource, event.external_id, event.error) == ("out", "stock", "s1", "refused")
    assert await shop.rows("SELECT id, attempts FROM dead_letters") == [(event.letter_id, 2)]


async def test_pushes_and_deliveries_are_runs_with_items(shop: Shop, client: Client) -> None:
    shop.world.add_product(1, "SKU-1", 5)
    await shop.sync("initial")
    shop.world.sell("o1", "v1", 1, at=clock.now())
    await shop.hook("order", "o1")
    await shop.hook("order", "o1")
    await shop.settle()
    [run] = await client.data("GET", "/api/v1/sync/runs", params={"kind": "webhook"})
    assert (run["state"], run["trigger"], run["started_by"]) == ("done", "webhook", "Fake shop")
    assert run["counts"]["orders"] == {"read": 1, "created": 1}
    [item] = await client.data("GET", f"/api/v1/sync/runs/{run['id']}/items")
    assert (item["resource"], item["outcome"]) == ("orders", "created")
    await retitle(shop, "Better")
    [run] = await client.data("GET", "/api/v1/sync/runs", params={"kind": "push_products"})
    assert (run["state"], run["trigger"], run["counts"]) == ("done", "event", {"products": {"pushed": 1}})
    await shop.hook("ping")
    await shop.settle()
    assert len(await client.data("GET", "/api/v1/sync/runs", params={"kind": "webhook"})) == 1, "a ping is no work"


async def test_old_runs_are_forgotten_but_not_the_first_import(shop: Shop) -> None:
    shop.world.add_product(1, "SKU-1", 5)
    await shop.sync("initial")
    await shop.sync("reconcile")
    with clock.frozen(clock.now() + timedelta(days=31)):
        await api.forget_runs()
    assert await shop.rows("SELECT kind FROM sync_runs") == [("initial",)]


async def test_a_lost_push_of_products_is_found_again(shop: Shop) -> None:
    shop.world.add_product(1, "SKU-1", 5)
    await shop.sync("initial")
    [(product,)] = await shop.rows("SELECT id FROM products")
    async with shop.org.uow() as uow:
        await catalog.update_product(uow, product, {"title": "Found"})  # type: ignore[arg-type]
    await shop.rows("DELETE FROM outbox_deliveries RETURNING 1")
    await shop.rows("UPDATE listings SET updated_at = now() - interval '1 minute' RETURNING 1")
    await tasks.sweep_pushes()
    await shop.settle()
    assert shop.world.products["p1"].title == "Found"
    [run] = await shop.rows("SELECT trigger FROM sync_runs WHERE kind = 'push_products'")
    assert run == ("schedule",)
