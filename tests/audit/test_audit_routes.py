from __future__ import annotations

import csv
import io
from datetime import timedelta

from fastapi import FastAPI

from app.kernel import audit, clock
from app.kernel.db import Actor, unit_of_work
from tests.accounts.people import audited, join
from tests.factories import Organisation
from tests.http import Client

URL = "/api/v1/audit"


async def deeds(org: Organisation, *actions: str, **details: object) -> None:
    for action in actions:
        async with org.uow() as uow:
            audit.record(uow, action, kind="thing", id_=action.rpartition(".")[2], **details)


async def test_the_log_is_searched_by_who_what_which_and_when(client: Client, org: Organisation) -> None:
    await deeds(org, "tea.poured", "tea.drunk", "teapot.washed")
    async with unit_of_work(org.id, Actor(kind="channel", id="s1", label="Harbour Shopify")) as uow:
        audit.record(uow, "order.placed", kind="order", id_="1001")

    async def found(**params: str) -> list[str]:
        return [entry["action"] for entry in await client.data("GET", URL, params=params)]

    assert await found(action="tea.") == ["tea.drunk", "tea.poured"]
    assert await found(action="tea.poured") == ["tea.poured"]
    assert await found(actor="harbour shop") == ["order.placed"]
    assert await found(actor=str(org.owner_id), action="teapot.washed") == ["teapot.washed"]
    assert await found(actor_kind="channel") == ["order.placed"]
    assert await found(object_kind="order", object_id="1001") == ["order.placed"]
    assert await found(object_id="poured") == ["tea.poured"]
    later = (clock.now() + timedelta(hours=1)).isoformat()
    assert await found(since=later) == []
    assert "tea.drunk" in await found(until=later)
    assert {"tea.drunk", "order.placed"} <= set(await client.data("GET", f"{URL}/actions"))


async def test_pages_follow_each_other_without_a_gap(client: Client, org: Organisation) -> None:
    await deeds(org, *(f"tests.n{n}" for n in range(7)))
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        answer = (await client.get(URL, params={"action": "tests.", "limit": 3, **cursor})).json()
        seen += [entry["action"] for entry in answer["data"]]
        if not answer["page"]["next_cursor"]:
            break
        cursor = {"cursor": answer["page"]["next_cursor"]}
    assert seen == [f"tests.n{n}" for n in reversed(range(7))]
    await client.data("GET", URL, params={"cursor": "bm9uc2Vuc2U"}, status=422)


async def test_an_entry_tells_its_place_in_the_chain(client: Client, org: Organisation) -> None:
    await deeds(org, "tests.linked")
    (entry, *_) = await client.data("GET", URL)
    verdict = await client.data("GET", f"{URL}/verify")
    assert verdict["ok"] is True and verdict["faults"] == []
    assert (verdict["entries"], verdict["head"]) == (entry["seq"], entry["hash"])


async def test_an_export_is_whole_safe_and_noted(client: Client, org: Organisation) -> None:
    evil = '=HYPERLINK("http://evil.example","x")'
    async with unit_of_work(org.id, Actor(kind="user", id="u", label=evil)) as uow:
        audit.record(uow, "tests.evil", note=evil)
    await deeds(org, *(f"tests.n{n}" for n in range(5)))
    answer = await client.get(f"{URL}/export", params={"action": "tests."})
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert [row["action"] for row in rows] == [*(f"tests.n{n}" for n in reversed(range(5))), "tests.evil"]
    assert rows[-1]["actor_label"] == "'" + evil
    assert evil.replace('"', '\\"') in rows[-1]["details"]
    (noted,) = await audited(org, "audit.exported")
    assert noted.details == {"filters": {"action": "tests."}, "rows": 6} and noted.actor_id == str(org.owner_id)


async def test_an_export_goes_over_many_pages(client: Client, org: Organisation) -> None:
    async with org.uow() as uow:
        for n in range(2105):
            audit.record(uow, "tests.many", id_=str(n))
    answer = await client.get(f"{URL}/export", params={"action": "tests.many"})
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert {row["target_id"] for row in rows} == {str(n) for n in range(2105)} and len(rows) == 2105
    assert (await client.data("GET", f"{URL}/verify"))["ok"] is True


async def test_secrets_do_not_get_into_the_log(org: Organisation) -> None:
    async with org.uow() as uow:
        audit.record(
            uow, "tests.leaked", before={"client_secret": "s3cr3t-value", "name": "Tea"},
            after={"nested": [{"access_token": "t0k3n-value"}], "empty_secret": ""}, why="sent Bearer abcdef123456 along",
        )  # fmt: skip
    (entry,) = await audited(org, "tests.leaked")
    assert entry.details == {
        "before": {"client_secret": "***", "name": "Tea"},
        "after": {"nested": [{"access_token": "***"}], "empty_secret": ""},
        "why": "sent Bearer *** along",
    }


async def test_the_log_is_for_owners_and_admins_alone(client: Client, application: FastAPI, org: Organisation) -> None:
    for role, may in (("admin", 200), ("store_manager", 403), ("viewer", 403)):
        member = await join(client, application, org, role)
        for path in ("", "/verify", "/export", "/actions"):
            assert (await member.get(URL + path)).status_code == may, (role, path)
        await member.aclose()


async def test_a_stranger_sees_none_of_it(client: Client, stranger: Client, org: Organisation) -> None:
    await deeds(org, "tests.private")
    assert await stranger.data("GET", URL, params={"action": "tests.private"}) == []
    assert "tests.private" not in (await stranger.get(f"{URL}/export")).text
