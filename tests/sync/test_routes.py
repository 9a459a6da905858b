"""The HTTP of sync."""

from __future__ import annotations

import asyncio

from sqlalchemy import text

from app.kernel import clock, live
from app.kernel.ids import new_id
from app.kernel.sse import frames
from tests.http import Client
from tests.sync.conftest import Shop


async def demote(shop: Shop) -> None:
    async with shop.org.uow() as uow:
        await uow.execute(text("UPDATE memberships SET role = 'viewer' WHERE org_id = :org"), {"org": shop.org.id})


async def test_a_run_from_start_to_end(shop: Shop, client: Client, stranger: Client) -> None:
    for number in (1, 2, 3):
        shop.world.add_product(number, f"SKU-{number}", 5)
    sold = shop.world.sell("o1", "v1", 1, at=clock.now())
    run = await client.data("POST", f"/api/v1/stores/{shop.store_id}/sync", json={"kind": "initial"}, status=202)
    assert (run["state"], run["trigger"]) == ("queued", "user")
    error = await client.data("POST", f"/api/v1/stores/{shop.store_id}/sync", json={"kind": "initial"}, status=409)
    assert error["details"]["run_id"] == run["id"]
    await shop.settle()
    found = await client.data("GET", f"/api/v1/sync/runs/{run['id']}")
    assert found["state"] == "done"
    assert found["counts"]["products"]["created"] == 3
    assert [r["id"] for r in await client.data("GET", "/api/v1/sync/runs", params={"store_id": str(shop.store_id)})] == [
        run["id"]
    ]
    items = await client.data("GET", f"/api/v1/sync/runs/{run['id']}/items")
    assert [(item["resource"], item["label"]) for item in items] == [("orders", sold.number)]
    await client.data("POST", f"/api/v1/sync/runs/{run['id']}/cancel", status=409)
    await stranger.data("GET", f"/api/v1/sync/runs/{run['id']}", status=404)
    await stranger.data("GET", f"/api/v1/sync/runs/{run['id']}/items", status=404)
    await stranger.data("POST", f"/api/v1/sync/runs/{run['id']}/cancel", status=404)
    await stranger.data("POST", f"/api/v1/stores/{shop.store_id}/sync", status=404)
    assert await stranger.data("GET", "/api/v1/sync/runs") == []


async def test_runs_are_paged(shop: Shop, client: Client) -> None:
    for _ in range(3):
        await shop.sync("reconcile")
    first = (await client.get("/api/v1/sync/runs", params={"limit": 2})).json()
    rest = (await client.get("/api/v1/sync/runs", params={"limit": 2, "cursor": first["page"]["next_cursor"]})).json()
    assert len({r["id"] for r in first["data"] + rest["data"]}) == 3
    assert rest["page"]["next_cursor"] is None
    await client.data("GET", "/api/v1/sync/runs", params={"cursor": "bm9wZQ"}, status=422)


async def test_cancelled_run_ends_and_keeps_what_it_has(shop: Shop, client: Client) -> None:
    run = await client.data("POST", f"/api/v1/stores/{shop.store_id}/sync", status=202)
    assert (await client.data("POST", f"/api/v1/sync/runs/{run['id']}/cancel"))["state"] == "cancelled"
    await shop.settle()
    assert (await client.data("GET", f"/api/v1/sync/runs/{run['id']}"))["state"] == "cancelled"
    await client.data("POST", f"/api/v1/stores/{shop.store_id}/sync", status=202)


async def test_dead_letters_are_read_replayed_and_discarded(shop: Shop, client: Client, stranger: Client) -> None:
    await shop.sync("initial")
    broken = await shop.hook("order", body=b"{")
    other = await shop.hook("product", body=b"[")
    await shop.settle()
    letters = await client.data("GET", "/api/v1/sync/dead-letters")
    assert {letter["message_id"] for letter in letters} == {str(broken), str(other)}
    path = f"/api/v1/sync/dead-letters/{letters[0]['id']}"
    await stranger.data("POST", f"{path}/replay", status=404)
    await stranger.data("POST", f"{path}/discard", status=404)
    assert (await client.data("POST", f"{path}/replay"))["state"] == "replayed"
    await shop.settle()
    again = await client.data("GET", "/api/v1/sync/dead-letters")
    assert len(again) == 2, "it failed again, so it is a letter again"
    assert letters[0]["id"] not in [letter["id"] for letter in again]
    for letter in again:
        await client.data("POST", f"/api/v1/sync/dead-letters/{letter['id']}/discard")
    assert await client.data("GET", "/api/v1/sync/dead-letters") == []
    await client.data("POST", f"/api/v1/sync/dead-letters/{again[0]['id']}/replay", status=409)
    assert (await shop.message(broken))[0] == "discarded"


async def test_locations_are_linked(shop: Shop, client: Client, stranger: Client) -> None:
    shop.world.locations = ("berlin", "hamburg")
    await shop.sync("initial")
    path = f"/api/v1/stores/{shop.store_id}/locations"
    links = await client.data("GET", path)
    assert [link["remote_name"] for link in links] == ["Berlin", "Hamburg"]
    assert len({link["location_id"] for link in links}) == 2
    body = {"remote_location_id": "hamburg", "location_id": links[0]["location_id"]}
    await client.data("PUT", path, json=body, status=409)
    place = await client.data("POST", "/api/v1/inventory/locations", json={"name": "Harbour"}, status=201)
    changed = await client.data("PUT", path, json={"remote_location_id": "hamburg", "location_id": place["id"]})
    assert changed["location_id"] == place["id"]
    await client.data("PUT", path, json={**body, "remote_location_id": "nowhere"}, status=404)
    await stranger.data("GET", path, status=404)
    await stranger.data("PUT", path, json=body, status=404)


async def test_exchanges_of_a_store(shop: Shop, client: Client, stranger: Client) -> None:
    path = f"/api/v1/stores/{shop.store_id}/exchanges"
    assert await client.data("GET", path) == []
    await stranger.data("GET", path, status=404)


async def test_viewers_read_only(shop: Shop, client: Client) -> None:
    await demote(shop)
    await client.sign_in(shop.org)
    await client.data("GET", "/api/v1/sync/runs")
    await client.data("GET", "/api/v1/sync/dead-letters")
    some = new_id()
    for method, path in (
        ("POST", f"/stores/{shop.store_id}/sync"),
        ("POST", f"/sync/runs/{some}/cancel"),
        ("POST", f"/sync/dead-letters/{some}/replay"),
        ("POST", f"/sync/dead-letters/{some}/discard"),
    ):
        await client.data(method, f"/api/v1{path}", status=403)


async def test_stream_goes_on_after_the_last_event_and_ends_with_the_server(shop: Shop) -> None:
    await live.announce(shop.org.id, "run", {"n": 1})
    await live.announce(shop.org.id, "run", {"n": 2})
    stopping = asyncio.Event()
    source = frames(shop.org.id, "0", stopping)
    assert (await anext(source)).startswith(b"retry:")
    first = (await anext(source)).decode()
    assert '{"n":1}' in first
    await source.aclose()  # type: ignore[attr-defined]
    last_id = first.splitlines()[0].removeprefix("id: ")
    resumed = frames(shop.org.id, last_id, stopping)
    await anext(resumed)
    assert b'{"n":2}' in await anext(resumed)
    waiting = asyncio.ensure_future(anext(resumed, None))
    await asyncio.sleep(0)
    stopping.set()
    assert await asyncio.wait_for(waiting, 5) is None
