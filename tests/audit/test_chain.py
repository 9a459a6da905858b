"""The chain of hashes: whatever is done to the rows later is found, and said of the right one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.audit import api
from app.kernel import audit, audit_chain
from app.kernel.db import database
from app.kernel.ids import new_id
from app.kernel.settings import Settings
from tests.factories import Organisation


@pytest.fixture
def owner(config: Settings) -> Iterator[psycopg.Connection]:
    """The database as its owner: who may do anything to it."""
    assert config.database_url
    with psycopg.connect(config.database_url.get_secret_value(), autocommit=True) as connection:
        yield connection


async def write(org: Organisation, number: int) -> list[UUID]:
    for n in range(number):
        async with org.uow() as uow:
            audit.record(
                uow, "tests.done", kind="thing", id_=str(n), note=f"füll {n} “quoted” 🧾", figures={"a": [n, None, 1.5]}
            )
    async with database().read(org.id) as connection:
        rows = await connection.fetch("SELECT entry_id FROM audit_chain ORDER BY seq")
    return [row["entry_id"] for row in rows]


async def test_a_log_that_nobody_touched_is_in_order(org: Organisation) -> None:
    ids = await write(org, 5)
    verdict = await api.verify(org.id)
    assert verdict.ok and verdict.entries == len(ids) >= 5
    assert len(bytes.fromhex(verdict.head)) == 32
    await write(org, 1)
    assert (await api.verify(org.id)).head != verdict.head


async def test_entries_of_one_transaction_are_linked_with_it_or_not_at_all(org: Organisation) -> None:
    before = (await api.verify(org.id)).entries
    with pytest.raises(RuntimeError, match="changed my mind"):
        async with org.uow() as uow:
            audit.record(uow, "tests.undone")
            await uow.flush()
            raise RuntimeError("changed my mind")
    async with org.uow() as uow:
        for n in range(3):
            audit.record(uow, "tests.together", id_=str(n))
    verdict = await api.verify(org.id)
    assert verdict.ok and verdict.entries == before + 3


async def test_deeds_at_the_same_time_make_one_chain(org: Organisation) -> None:
    async def deed(n: int) -> None:
        async with org.uow() as uow:
            audit.record(uow, "tests.crowd", id_=str(n))
            await uow.flush()  # entered before others commit
            audit.record(uow, "tests.crowd", id_=f"{n} again")

    before = (await api.verify(org.id)).entries
    await asyncio.gather(*(deed(n) for n in range(12)))
    verdict = await api.verify(org.id)
    assert verdict.ok and verdict.entries == before + 24


async def test_a_changed_entry_is_named(org: Organisation, owner: psycopg.Connection) -> None:
    ids = await write(org, 4)
    for column, value in (("actor_label", "somebody else"), ("details", '{"note": "nothing"}'), ("at", "2020-01-01T00:00:00Z")):
        (old,) = owner.execute(f"SELECT {column}::text FROM audit_log WHERE id = %s", (ids[-2],)).fetchone() or ("",)
        owner.execute(f"UPDATE audit_log SET {column} = %s WHERE id = %s", (value, ids[-2]))
        (fault,) = (await api.verify(org.id)).faults
        assert (fault.kind, fault.seq, fault.entry_id) == ("changed", len(ids) - 1, ids[-2])
        owner.execute(f"UPDATE audit_log SET {column} = %s WHERE id = %s", (old, ids[-2]))
        assert (await api.verify(org.id)).ok


@pytest.mark.parametrize("place", [0, 2, -1])
async def test_a_removed_entry_is_named_wherever_it_stood(org: Organisation, owner: psycopg.Connection, place: int) -> None:
    ids = await write(org, 4)
    owner.execute("DELETE FROM audit_log WHERE id = %s", (ids[place],))
    (fault,) = (await api.verify(org.id)).faults
    assert (fault.kind, fault.entry_id, fault.seq) == ("removed", ids[place], ids.index(ids[place]) + 1)


async def test_an_entry_removed_with_its_link_is_missed(org: Organisation, owner: psycopg.Connection) -> None:
    ids = await write(org, 4)
    for id_ in (ids[-3], ids[-1]):
        owner.execute("DELETE FROM audit_log WHERE id = %s", (id_,))
        owner.execute("DELETE FROM audit_chain WHERE entry_id = %s", (id_,))
    faults = (await api.verify(org.id)).faults
    assert [(fault.kind, fault.seq) for fault in faults] == [("removed", len(ids) - 2), ("cut", len(ids) - 1)]


async def test_entries_in_another_order_are_found(org: Organisation, owner: psycopg.Connection) -> None:
    ids = await write(org, 4)
    with owner.transaction():
        owner.execute("UPDATE audit_chain SET entry_id = %s WHERE entry_id = %s", (new_id(), ids[-1]))
        owner.execute("UPDATE audit_chain SET entry_id = %s WHERE entry_id = %s", (ids[-1], ids[-2]))
        owner.execute("UPDATE audit_chain SET entry_id = %s WHERE seq = %s AND org_id = %s", (ids[-2], len(ids), org.id))
    faults = (await api.verify(org.id)).faults
    assert {fault.entry_id for fault in faults} == {ids[-1], ids[-2]} and {fault.kind for fault in faults} == {"changed"}


async def test_an_entry_slipped_in_past_the_chain_is_found(org: Organisation, owner: psycopg.Connection) -> None:
    await write(org, 2)
    planted = new_id()
    with owner.transaction():
        owner.execute("ALTER TABLE audit_log DISABLE TRIGGER audit_linked")
        owner.execute(
            "INSERT INTO audit_log VALUES (%s, %s, now(), 'user', '', '', 'tests.planted', '', '', '{}', '')", (org.id, planted)
        )
        owner.execute("ALTER TABLE audit_log ENABLE TRIGGER audit_linked")
    (fault,) = (await api.verify(org.id)).faults
    assert (fault.kind, fault.entry_id) == ("unlinked", planted)


async def test_the_application_can_write_no_link_itself(org: Organisation) -> None:
    for statement in (
        "INSERT INTO audit_chain VALUES ($1, 1000, $1, '')",
        "UPDATE audit_heads SET seq = 0 WHERE org_id = $1",
        "SELECT audit_link(a) FROM audit_log a WHERE org_id = $1",
    ):
        async with database().app.acquire() as connection:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement, org.id)


async def test_every_organisation_has_a_chain_of_its_own(org: Organisation) -> None:
    await write(org, 1)
    assert org.id in [verdict.org_id for verdict in await api.verify_all()]
    (only,) = await api.verify_all(org.id)
    assert only.org_id == org.id and only.ok


# ── for any log and any harm ────────────────────────────────────────────────────────────────────────────

TEXTS = ("actor_kind", "actor_id", "actor_label", "action", "target_kind", "target_id", "correlation_id")


def built(org_id: UUID, contents: list[list[str]]) -> list[dict[str, Any]]:
    links: list[dict[str, Any]] = []
    before = audit_chain.START
    for seq, texts in enumerate(contents, 1):
        id_ = new_id()
        link = {"seq": seq, "entry_id": id_, "id": id_, "at": datetime(2026, 11, 1, 12, 0, 0, seq, tzinfo=UTC), "details": "{}"}
        link |= dict(zip(TEXTS, texts, strict=True))
        link["hash"] = before = audit_chain.link_hash(before, org_id, seq, link)
        links.append(link)
    return links


@settings(max_examples=150)
@given(
    st.lists(st.lists(st.text(max_size=4), min_size=7, max_size=7), min_size=2, max_size=8),
    st.sampled_from(("change", "remove", "swap", "shift")), st.randoms(use_true_random=False),
)  # fmt: skip
def test_any_harm_to_any_log_is_found_at_its_place(contents: list[list[str]], harm: str, chance: Any) -> None:
    org_id = new_id()
    links = built(org_id, contents)
    assert audit_chain.walk(org_id, links, audit_chain.START, 0)[0] == []
    at = chance.randrange(len(links) - 1)
    if harm == "change":
        name = chance.choice(TEXTS)
        links[at][name] += chance.choice(("x", "\0", ":", "1:x"))
    elif harm == "remove":
        links[at] |= dict.fromkeys(("id", "at", *TEXTS))
    elif harm == "swap":
        kept = ("seq", "hash")
        one, two = links[at], links[at + 1]
        links[at] = {**two, **{k: one[k] for k in kept}}
        links[at + 1] = {**one, **{k: two[k] for k in kept}}
    else:  # a character moved over the border of two fields
        links[at]["actor_id"], links[at]["actor_label"] = "", "moved" + links[at]["actor_id"]
    faults = audit_chain.walk(org_id, links, audit_chain.START, 0)[0]
    assert faults and faults[0].seq == at + 1
    assert len(faults) == (2 if harm == "swap" else 1)
