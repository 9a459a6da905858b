"""The inbox: one alert per subject, that ends with its cause."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from app.alerts import api, handlers, tasks
from app.inventory import api as inventory
from app.inventory.contracts import Change, Want
from app.kernel import clock, live
from app.kernel.ids import new_id
from app.stores.events import ConnectionStateChanged
from app.sync.events import RunFinished
from tests.factories import Organisation
from tests.factories.catalog import make_product
from tests.factories.stores import make_connection, make_store
from tests.http import Client

ALERTS = "/api/v1/alerts"


async def finish_run(org: Organisation, store_id: UUID, state: str, error: str = "") -> UUID:
    """A run that ended so, and its event handled."""
    id_, now = new_id(), clock.now()
    async with org.uow() as uow:
        await uow.execute(
            text(
                """INSERT INTO sync_runs (org_id, id, store_id, kind, state, trigger, started_by, phase, counts, position,
                       error, correlation_id, created_at, started_at, finished_at)
                   VALUES (:org, :id, :store, 'poll', :state, 'schedule', '', '', '{}', '{}', :error, '', :now, :now, :now)"""
            ),
            {"org": org.id, "id": id_, "store": store_id, "state": state, "error": error, "now": now},
        )
    async with org.uow() as uow:
        await handlers.notice_run(uow, RunFinished(store_id=store_id, run_id=id_, kind="poll", state=state))
    return id_


async def add_letter(org: Organisation, store_id: UUID, external_id: str) -> None:
    async with org.uow() as uow:
        await uow.execute(
            text(
                """INSERT INTO dead_letters (org_id, id, store_id, direction, resource, external_id, payload, error_code, error,
                       remedy, attempts, state, decided_by, created_at, updated_at)
                   VALUES (:org, :id, :store, 'in', 'orders', :external, '{}', '', 'no such currency', '', 1, 'open', '',
                       :now, :now)"""
            ),
            {"org": org.id, "id": new_id(), "store": store_id, "external": external_id, "now": clock.now()},
        )
        await api.watch_letters(uow, [store_id])


async def set_connection(org: Organisation, connection_id: UUID, state: str, reason: str = "") -> None:
    async with org.uow() as uow:
        await uow.execute(
            text("UPDATE connections SET state = :state, state_reason = :reason, state_since = :now WHERE id = :id"),
            {"state": state, "reason": reason, "id": connection_id, "now": clock.now()},
        )
    async with org.uow() as uow:
        event = ConnectionStateChanged(connection_id=connection_id, store_id=None, state=state, reason=reason)
        await handlers.notice_connection(uow, event)


async def only(client: Client, **params: Any) -> Any:
    (alert,) = await client.data("GET", ALERTS, params=params)
    return alert


async def test_a_failed_run_is_told_once_and_ends_with_the_next_good_one(client: Client, org: Organisation) -> None:
    store = await make_store(org, name="Quay")
    assert await client.data("GET", ALERTS) == []
    first = await finish_run(org, store, "failed", "The platform answered 500.")
    alert = await only(client)
    assert (alert["kind"], alert["severity"], alert["state"], alert["store_id"]) == (
        "sync_failed", "warning", "open", str(store),
    )  # fmt: skip
    assert (alert["title"], alert["detail"]) == ("Synchronising Quay failed", "The platform answered 500.")
    assert alert["links"] == [{"kind": "run", "id": str(first)}, {"kind": "store", "id": str(store)}]
    await finish_run(org, store, "failed", "Still 500.")
    again = await only(client)
    assert (again["id"], again["detail"], again["times"]) == (alert["id"], "Still 500.", 2)
    await finish_run(org, store, "done")
    assert await client.data("GET", ALERTS) == []
    over = await only(client, state="resolved")
    assert (over["id"], over["resolved_by"], over["lasting"]) == (alert["id"], "", False)
    await finish_run(org, store, "failed", "Again.")
    assert (await only(client))["id"] != alert["id"]


async def test_who_resolved_hears_of_what_happens_anew_and_not_of_what_lasts(client: Client, org: Organisation) -> None:
    store = await make_store(org)
    await finish_run(org, store, "failed", "One.")
    alert = await only(client)
    resolved = await client.data("POST", f"{ALERTS}/{alert['id']}/resolve")
    assert (resolved["state"], resolved["lasting"]) == ("resolved", True)
    assert resolved["resolved_by"] in (org.email, str(org.owner_id))
    async with org.uow() as uow:
        await api.watch_runs(uow)
    assert await client.data("GET", ALERTS) == []
    await finish_run(org, store, "failed", "Two.")
    again = await only(client)
    assert (again["id"], again["state"], again["resolved_by"]) == (alert["id"], "open", "")


async def test_dead_letters_of_a_store_are_one_alert_until_all_are_decided(client: Client, org: Organisation) -> None:
    store = await make_store(org, name="Quay")
    await add_letter(org, store, "1")
    await add_letter(org, store, "2")
    alert = await only(client, kind="dead_letters")
    assert (alert["title"], alert["data"]["number"]) == ("Quay: 2 could not be synchronised", 2)
    for letter in await client.data("GET", "/api/v1/sync/dead-letters"):
        await client.data("POST", f"/api/v1/sync/dead-letters/{letter['id']}/discard")
    await make_connection(org, store)
    assert await tasks.review_alerts() >= 1
    assert (await only(client, state="resolved"))["id"] == alert["id"]


async def test_a_connection_in_trouble_gets_worse_and_better(client: Client, org: Organisation) -> None:
    store = await make_store(org, name="Quay")
    connection = await make_connection(org, store)
    await set_connection(org, connection, "unreachable", "No route to the host.")
    alert = await only(client)
    assert (alert["severity"], alert["title"]) == ("warning", "Quay cannot be reached")
    assert {link["kind"]: link["id"] for link in alert["links"]} == {"connection": str(connection), "store": str(store)}
    await client.data("POST", f"{ALERTS}/{alert['id']}/resolve")
    await set_connection(org, connection, "needs_reconnect", "The token was revoked.")
    worse = await only(client)
    assert (worse["id"], worse["severity"], worse["detail"]) == (alert["id"], "critical", "The token was revoked.")
    for healthy in ("connected", "disconnected"):
        await set_connection(org, connection, healthy)
        assert await client.data("GET", ALERTS) == []


@pytest.mark.parametrize(
    ("ends_in", "lives", "masks", "severity"),
    [
        (timedelta(days=6), timedelta(days=60), {}, "warning"),
        (timedelta(seconds=-1), timedelta(days=60), {}, "critical"),
        (timedelta(days=8), timedelta(days=60), {}, None),
        (timedelta(hours=1), timedelta(hours=24), {}, None),
        (timedelta(days=1), timedelta(days=60), {"refresh_token": "…abcd"}, None),
    ],
)
async def test_credentials_that_a_person_must_renew_are_spoken_of_in_time(
    client: Client, org: Organisation, ends_in: timedelta, lives: timedelta, masks: dict[str, str], severity: str | None
) -> None:
    ends = clock.now() + ends_in
    await make_connection(org, await make_store(org), expires_at=ends, rotated_at=ends - lives, masks=masks)
    async with org.uow() as uow:
        await api.watch_connections(uow)
    found = await client.data("GET", ALERTS)
    assert [(a["kind"], a["severity"]) for a in found] == ([("credentials", severity)] if severity else [])


async def stocked(org: Organisation, units: int) -> tuple[UUID, UUID]:
    _, (variant,) = await make_product(org, title="Canvas bag", variants=[{"sku": f"CB-{new_id().hex[-6:]}"}])
    async with org.uow() as uow:
        place = await inventory.default_location(uow)
        await inventory.adjust(uow, [Change(variant_id=variant, location_id=place.id, absolute=units, reason="count")])
    return variant, place.id


async def watch(org: Organisation, *variants: UUID) -> None:
    async with org.uow() as uow:
        await api.watch_stock(uow, variants)


async def test_what_sells_and_runs_out_is_low_until_it_is_refilled(client: Client, org: Organisation) -> None:
    variant, place = await stocked(org, 4)
    await watch(org, variant)
    assert await client.data("GET", ALERTS) == []
    await inventory.reserve(org.id, Want(variant_id=variant, quantity=2, owner_kind="order", owner_id=new_id()))
    await watch(org, variant)
    low = await only(client)
    assert (low["kind"], low["severity"]) == ("low_stock", "warning")
    assert (low["data"]["available"], low["data"]["threshold"]) == (2, 3)
    assert [link["kind"] for link in low["links"]] == ["product", "variant"]
    await inventory.reserve(org.id, Want(variant_id=variant, quantity=2, owner_kind="order", owner_id=new_id()))
    await watch(org, variant)
    out = await only(client)
    assert (out["id"], out["severity"]) == (low["id"], "critical")
    assert out["title"].endswith("is out of stock")
    async with org.uow() as uow:
        await inventory.adjust(uow, [Change(variant_id=variant, location_id=place, delta=20, reason="delivery")])
    await watch(org, variant)
    assert await client.data("GET", ALERTS) == []


async def test_what_never_sold_is_not_missed(client: Client, org: Organisation) -> None:
    variant, _ = await stocked(org, 1)
    await watch(org, variant)
    assert await client.data("GET", ALERTS) == []


async def test_thresholds_are_of_the_organisation_or_of_one_level(client: Client, stranger: Client, org: Organisation) -> None:
    variant, place = await stocked(org, 9)
    await inventory.reserve(org.id, Want(variant_id=variant, quantity=1, owner_kind="order", owner_id=new_id()))
    assert await client.data("GET", "/api/v1/inventory/settings") == {"low_at": 3}
    await client.data("PUT", "/api/v1/inventory/settings", json={"low_at": 8})
    await watch(org, variant)
    assert (await only(client))["data"]["location"] == ""
    own = {"variant_id": str(variant), "location_id": str(place), "low_at": 5}
    await client.data("PUT", "/api/v1/inventory/thresholds", json={"thresholds": [own]})
    await watch(org, variant)
    assert await client.data("GET", ALERTS) == [], "the level's own threshold speaks now"
    await client.data("PUT", "/api/v1/inventory/thresholds", json={"thresholds": [{**own, "low_at": 8}]})
    await watch(org, variant)
    assert (await only(client))["data"]["location"] == "Main warehouse"
    await client.data("PUT", "/api/v1/inventory/settings", json={"low_at": None})
    await client.data("PUT", "/api/v1/inventory/thresholds", json={"thresholds": [{**own, "low_at": None}]})
    await watch(org, variant)
    assert await client.data("GET", ALERTS) == []
    await stranger.data("PUT", "/api/v1/inventory/thresholds", json={"thresholds": [own]}, status=404)
    await client.data("PUT", "/api/v1/inventory/thresholds", json={"thresholds": [{**own, "low_at": -1}]}, status=422)


async def test_deciding(client: Client, stranger: Client, org: Organisation) -> None:
    store = await make_store(org)
    await finish_run(org, store, "failed")
    alert = await only(client)
    path = f"{ALERTS}/{alert['id']}"
    seen = await client.data("POST", f"{path}/acknowledge")
    assert (seen["state"], seen["version"]) == ("acknowledged", alert["version"] + 1)
    assert seen["acknowledged_by"] in (org.email, str(org.owner_id))
    assert (await client.data("POST", f"{path}/acknowledge"))["version"] == seen["version"]
    assert (await client.data("GET", f"{ALERTS}/counts")) == {
        "open": 0, "acknowledged": 1, "by_kind": {}, "by_severity": {},
    }  # fmt: skip
    back = await client.data("POST", f"{path}/reopen")
    assert (back["state"], back["acknowledged_by"]) == ("open", "")
    counted = await client.data("GET", f"{ALERTS}/counts")
    assert (counted["open"], counted["by_kind"], counted["by_severity"]) == (1, {"sync_failed": 1}, {"warning": 1})
    await client.data("POST", f"{path}/resolve")
    refused = await client.data("POST", f"{path}/acknowledge", status=409)
    assert refused["details"]["allowed"] == ["open"]
    for verb in ("acknowledge", "resolve", "reopen"):
        await stranger.data("POST", f"{path}/{verb}", status=404)
    await stranger.data("GET", path, status=404)
    assert await stranger.data("GET", ALERTS) == []


async def test_many_are_decided_each_by_itself(client: Client, stranger: Client, org: Organisation) -> None:
    for _ in range(2):
        await finish_run(org, await make_store(org), "failed")
    one, two = [alert["id"] for alert in await client.data("GET", ALERTS)]
    await client.data("POST", f"{ALERTS}/{one}/resolve")
    unknown = str(new_id())
    done = await client.data("POST", f"{ALERTS}/bulk", json={"ids": [one, two, unknown], "state": "acknowledged"})
    assert [(r["alert_id"], r["ok"], r["code"]) for r in done["results"]] == [
        (one, False, "ILLEGAL_TRANSITION"), (two, True, ""), (unknown, False, "NOT_FOUND"),
    ]  # fmt: skip
    assert (await only(client))["state"] == "acknowledged"
    assert (await stranger.data("POST", f"{ALERTS}/bulk", json={"ids": [two], "state": "resolved"}))["failed"] == 1
    await client.data("POST", f"{ALERTS}/bulk", json={"ids": [], "state": "resolved"}, status=422)


async def test_an_old_alert_is_not_reopened_beside_a_new_one(client: Client, org: Organisation) -> None:
    store = await make_store(org)
    await finish_run(org, store, "failed")
    old = await only(client)
    await finish_run(org, store, "done")
    await finish_run(org, store, "failed")
    new = await only(client)
    refused = await client.data("POST", f"{ALERTS}/{old['id']}/reopen", status=409)
    assert (refused["code"], refused["details"]["alert_id"]) == ("ALERT_ALREADY_OPEN", new["id"])
    await finish_run(org, store, "done")
    assert (await client.data("POST", f"{ALERTS}/{old['id']}/reopen"))["state"] == "open"
    await finish_run(org, store, "failed")
    assert (await only(client))["id"] == old["id"], "the reopened one speaks for what happens now"


async def test_the_inbox_is_paged_and_filtered(client: Client, org: Organisation) -> None:
    shops = [await make_store(org, name=f"Shop {n}") for n in range(5)]
    for shop in shops:
        await finish_run(org, shop, "failed")
    first = (await client.get(ALERTS, params={"limit": 3})).json()
    rest = (await client.get(ALERTS, params={"limit": 3, "cursor": first["page"]["next_cursor"]})).json()
    assert [a["store_id"] for a in first["data"] + rest["data"]] == [str(shop) for shop in reversed(shops)]
    assert rest["page"]["next_cursor"] is None
    assert (await only(client, store_id=str(shops[2])))["title"] == "Synchronising Shop 2 failed"
    assert await client.data("GET", ALERTS, params={"severity": "critical"}) == []
    await client.data("GET", ALERTS, params={"cursor": "bm9wZQ"}, status=422)
    await client.data("GET", ALERTS, params={"state": "odd"}, status=422)


async def test_a_viewer_reads_and_decides_nothing(client: Client, org: Organisation) -> None:
    await finish_run(org, await make_store(org), "failed")
    alert = await only(client)
    async with org.uow() as uow:
        await uow.execute(text("UPDATE memberships SET role = 'viewer' WHERE org_id = :org"), {"org": org.id})
    assert (await only(client))["id"] == alert["id"]
    await client.data("POST", f"{ALERTS}/{alert['id']}/resolve", status=403)


async def test_open_dashboards_hear_of_it(client: Client, org: Organisation) -> None:
    heard = live.listen(org.id, "0-0", block_ms=1)
    await finish_run(org, await make_store(org), "failed")
    alert = await only(client)
    _, kind, body = await anext(heard)
    assert (kind, alert["id"] in body.decode(), b'"state":"open"' in body) == ("alert", True, True)
    await client.data("POST", f"{ALERTS}/{alert['id']}/resolve")
    _, kind, body = await anext(heard)
    assert (kind, b'"state":"resolved"' in body) == ("alert", True)
