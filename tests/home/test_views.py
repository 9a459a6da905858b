"""Views of lists that an organisation shares."""

from __future__ import annotations

from sqlalchemy import text

from tests.factories import Organisation
from tests.http import Client

VIEWS = "/api/v1/home/views"
VIEW = {"area": "orders", "name": "Express", "query": "view=to_ship&sort=-total", "columns": ["customer", "total"]}


async def test_everybody_has_a_shared_view_and_strangers_do_not(client: Client, stranger: Client) -> None:
    made = await client.data("POST", VIEWS, json=VIEW, status=201)
    await client.data("POST", VIEWS, json={**VIEW, "area": "products", "name": "All coats", "columns": []}, status=201)
    assert [view["name"] for view in await client.data("GET", VIEWS)] == ["All coats", "Express"]
    assert made == {**VIEW, "id": made["id"]}
    assert await stranger.data("GET", VIEWS) == []
    await stranger.data("PUT", f"{VIEWS}/{made['id']}", json={"name": "Mine", "query": ""}, status=404)
    await stranger.data("DELETE", f"{VIEWS}/{made['id']}", status=404)

    changed = await client.data("PUT", f"{VIEWS}/{made['id']}", json={"name": "Express only", "query": "view=open"})
    assert (changed["name"], changed["query"], changed["columns"]) == ("Express only", "view=open", [])
    await client.data("DELETE", f"{VIEWS}/{made['id']}")
    assert [view["name"] for view in await client.data("GET", VIEWS)] == ["All coats"]


async def test_a_name_stands_once_in_a_list(client: Client) -> None:
    made = await client.data("POST", VIEWS, json=VIEW, status=201)
    other = await client.data("POST", VIEWS, json={**VIEW, "name": "Slow"}, status=201)
    error = await client.data("POST", VIEWS, json=VIEW, status=409)
    assert error["details"] == {"field": "name"}
    await client.data("PUT", f"{VIEWS}/{other['id']}", json={"name": "Express", "query": ""}, status=409)
    await client.data("PUT", f"{VIEWS}/{made['id']}", json={"name": "Express", "query": "view=open"})


async def test_who_may_not_share_may_use(client: Client, org: Organisation) -> None:
    made = await client.data("POST", VIEWS, json=VIEW, status=201)
    async with org.uow() as uow:
        await uow.execute(text("UPDATE memberships SET role = 'viewer' WHERE org_id = :org"), {"org": org.id})
    assert [view["id"] for view in await client.data("GET", VIEWS)] == [made["id"]]
    await client.data("POST", VIEWS, json={**VIEW, "name": "Mine"}, status=403)
    await client.data("DELETE", f"{VIEWS}/{made['id']}", status=403)


async def test_what_is_no_view_is_refused(client: Client) -> None:
    for wrong in ({"name": " "}, {"name": "x" * 41}, {"query": "x" * 2001}, {"area": "stores"}, {"columns": ["<script>"]}):
        await client.data("POST", VIEWS, json={**VIEW, **wrong}, status=422)
