"""Who is limited to some stores sees and changes only what is theirs: the database says so, table by table."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import psycopg
import pytest

from app.kernel import reach
from app.kernel.db import APP_ROLE, database, unit_of_work
from app.kernel.ids import new_id
from app.stores.models import Store
from tests.factories import Organisation, make_organisation
from tests.factories.stores import make_connection, make_store
from tests.filled import (
    A_NEW_TABLE,
    CLOSED,
    OF_A_STORE,
    READ_ONLY,
    SHARED,
    THROUGH_ITS_PARENT,
    WRITTEN_BLINDLY,
    WRITTEN_BY_THE_DATABASE,
    Filled,
    Row,
    catalog,
    filled,
    key,
    rows,
    secured,
)
from tests.test_matrix import has_id, plant

__all__ = ["catalog", "filled"]


@asynccontextmanager
async def limited(org: Organisation, *stores: UUID) -> AsyncIterator[Any]:
    """A bare connection of ksap_app that is limited to these stores; what it does is rolled back."""
    async with database().app.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        try:
            with reach.anew():
                reach.limit(org.id, stores)
                await connection.execute(
                    "SELECT set_config('app.org_id', $1, true), set_config('app.store_ids', $2, true)",
                    str(org.id), reach.setting(org.id),
                )  # fmt: skip
            yield connection
        finally:
            await transaction.rollback()


async def seen(connection: Any, table: str) -> list[Row]:
    return [row[0] for row in await connection.fetch(f"SELECT to_jsonb(t) FROM {table} t")]


def same(left: list[Row], right: list[Row]) -> bool:
    return sorted(map(key, left)) == sorted(map(key, right))


def test_it_is_said_of_every_table_whose_it_is(catalog: psycopg.Connection) -> None:
    kinds = [OF_A_STORE, set(THROUGH_ITS_PARENT), READ_ONLY, CLOSED, WRITTEN_BLINDLY, set(SHARED)]
    said = [table for kind in kinds for table in kind]
    assert len(said) == len(set(said)), "said twice"
    assert set(said) == secured(catalog), A_NEW_TABLE
    columns = catalog.execute(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'store_id'"
    ).fetchall()
    free = {name for (name,) in columns} & secured(catalog) - OF_A_STORE - CLOSED - READ_ONLY
    assert free == set(), f"these have a store: {A_NEW_TABLE}"


async def test_of_what_is_a_stores_only_theirs_is_seen(org: Organisation, filled: Filled, catalog: psycopg.Connection) -> None:
    for table in sorted(OF_A_STORE | set(THROUGH_ITS_PARENT)):
        one, other = filled.of[0][table], filled.of[1][table]
        assert one and other, table
        for stores, expected in (
            (filled.stores[:1], one),
            (filled.stores[1:], other),
            (filled.stores, one + other),
            ((), []),
            ((new_id(),), []),
        ):
            async with limited(org, *stores) as connection:
                assert same(await seen(connection, table), expected), f"{table}, limited to {len(stores)} stores"
        async with database().read(org.id) as connection:
            assert same(await seen(connection, table), rows(catalog, table, org)), f"{table}, by somebody unlimited"


async def test_what_is_not_theirs_cannot_be_written(org: Organisation, filled: Filled, catalog: psycopg.Connection) -> None:
    """Neither made, nor changed, nor removed."""
    for table in sorted(OF_A_STORE | set(THROUGH_ITS_PARENT) | READ_ONLY | CLOSED):
        for row in filled.of[1][table]:
            given = orjson.dumps(row).decode()
            async with limited(org, filled.stores[0]) as connection:
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(
                        f"INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, $1)", orjson.loads(given)
                    )
            for verb, statement in (("UPDATE", "UPDATE {} t SET org_id = org_id WHERE"), ("DELETE", "DELETE FROM {} t WHERE")):
                async with limited(org, filled.stores[0]) as connection:
                    try:
                        done = await connection.execute(f"{statement.format(table)} to_jsonb(t) = $1", orjson.loads(given))
                    except asyncpg.InsufficientPrivilegeError:
                        continue  # not granted to anybody, or a table that they may only read
                    assert done == f"{verb} 0", table
    for table in secured(catalog) - WRITTEN_BY_THE_DATABASE:
        for of in filled.of:
            now = set(map(key, rows(catalog, table, org)))
            assert {key(row) for row in of[table]} <= now, table


async def test_a_row_does_not_change_stores(org: Organisation, filled: Filled) -> None:
    mine, theirs = filled.stores
    for table in sorted(OF_A_STORE - {"stores"}):
        async with limited(org, mine) as connection:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(f"UPDATE {table} SET store_id = $1", theirs)


async def test_the_organisations_own_is_read_or_closed(org: Organisation, filled: Filled, catalog: psycopg.Connection) -> None:
    for table in sorted(READ_ONLY | set(SHARED)):
        async with limited(org, filled.stores[0]) as connection:
            assert same(await seen(connection, table), rows(catalog, table, org)), table
    for table in sorted(CLOSED | WRITTEN_BLINDLY):
        assert rows(catalog, table, org), table
        async with limited(org, filled.stores[0]) as connection:
            assert await seen(connection, table) == [], table


async def test_what_is_of_no_store_is_not_theirs_but_for_carriers(org: Organisation, catalog: psycopg.Connection) -> None:
    store = await make_store(org)
    carrier = await make_connection(org, None)
    plant(catalog, "alerts", org)
    plant(catalog, "activity", org)
    exchange = plant(catalog, "exchange_log", org, {("exchange_log", "connection_id"): str(carrier)})
    async with limited(org, store) as connection:
        assert await connection.fetchval("SELECT id FROM connections") == carrier
        for table in ("alerts", "activity", "exchange_log"):
            assert await seen(connection, table) == [], table
    assert str(exchange) in {row["id"] for row in rows(catalog, "exchange_log", org)}


async def test_search_finds_within_reach_only(org: Organisation, filled: Filled) -> None:
    async with limited(org, filled.stores[0]) as connection:
        found = {row["store_id"] for row in await connection.fetch("SELECT store_id FROM orders_finder")}
        assert found == {filled.stores[0]}
    async with database().read(org.id) as connection:
        found = {row["store_id"] for row in await connection.fetch("SELECT store_id FROM orders_finder")}
        assert found == set(filled.stores)


async def test_buyers_are_met_by_address_and_not_read(org: Organisation, filled: Filled) -> None:
    """An order of theirs may be of a buyer whom another store knows: they get an id, and learn nothing."""
    query = "SELECT * FROM meet_customers($1::uuid[], $2::text[], $3::text[], $4::text[], now())"
    known = filled.of[1]["customers"][0]
    async with limited(org, filled.stores[0]) as connection:
        (met,) = await connection.fetch(query, [new_id()], [known["email"]], [""], [""])
        assert str(met["id"]) == known["id"] and set(met.keys()) == {"id", "email"}
        assert await connection.fetchval("SELECT count(*) FROM customers WHERE email = $1", known["email"]) == 0
        (fresh,) = await connection.fetch(query, [new_id()], ["new@example.com"], ["New"], [""])
        assert await connection.fetchval("SELECT count(*) FROM customers WHERE id = $1", fresh["id"]) == 0
    async with limited(await make_organisation("Others")) as connection:
        (met,) = await connection.fetch(query, [new_id()], [known["email"]], [""], [""])
        assert str(met["id"]) != known["id"]


async def test_views_and_functions_of_the_owner_are_known(catalog: psycopg.Connection) -> None:
    """Each of them is a way round the policies, and has to keep to the stores by itself."""
    views = {row[0] for row in catalog.execute("SELECT relname FROM pg_class WHERE relkind = 'v' AND relnamespace = "
                                               "'public'::regnamespace").fetchall()}  # fmt: skip
    assert views == {"orders_finder", "products_finder"}
    definers = catalog.execute(
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace "
        "AND has_function_privilege(%s, oid, 'EXECUTE')",
        (APP_ROLE,),
    ).fetchall()
    assert {row[0] for row in definers} == {
        # who calls: before there is a limit
        "session_standing", "session_gate", "api_key_standing", "oauth_standing", "oauth_client_org",
        "erase_order_remarks",  # takes a permission that nobody limited has
        "meet_customers",  # tells an id for an address
    }  # fmt: skip


# ── the limit travels with the task ─────────────────────────────────────────────────────────────────────


async def test_every_unit_of_work_and_read_of_a_limited_task_is_limited(org: Organisation) -> None:
    mine, theirs = await make_store(org), await make_store(org)

    async def stores() -> set[UUID]:
        async with unit_of_work(org.id) as uow:
            found = set(await uow.scalars(Store.__table__.select().with_only_columns(Store.id)))
        async with database().read(org.id) as connection:
            assert {row["id"] for row in await connection.fetch("SELECT id FROM stores")} == found
        return found

    with reach.anew():
        reach.limit(org.id, {mine})
        assert await stores() == {mine}
        reach.limit(org.id, set())
        assert await stores() == set()
        reach.limit(org.id, None)
        assert await stores() == {mine, theirs}
        reach.limit(new_id(), set())
        assert await stores() == {mine, theirs}, "a limit of one organisation is none in another"
    assert await stores() == {mine, theirs}


async def test_a_limit_ends_with_its_transaction(org: Organisation) -> None:
    store = await make_store(org)
    with reach.anew():
        reach.limit(org.id, set())
        for _ in range(20):  # all connections of the pool have seen it then
            async with database().read(org.id) as connection:
                assert await connection.fetchval("SELECT count(*) FROM stores") == 0
    for _ in range(20):
        async with database().read(org.id) as connection:
            assert await connection.fetchval("SELECT id FROM stores") == store
        async with unit_of_work(org.id) as uow:
            assert await uow.session.get(Store, (org.id, store))


def test_a_table_without_an_id_can_be_planted(catalog: psycopg.Connection) -> None:
    assert has_id(catalog, "orders") and not has_id(catalog, "order_raw")


async def test_movements_that_another_store_made_are_not_told(org: Organisation, catalog: psycopg.Connection) -> None:
    """The ledger is of common stock; what moved it may be of a store."""
    mine, theirs = await make_store(org), await make_store(org)
    told = {}
    for actor in (f"channel:{mine}", f"channel:{theirs}", "system", "user:somebody"):
        for reference in ("", f"store:{mine}", f"store:{theirs}", f"location:{new_id()}"):
            given = {("stock_ledger", "actor"): actor, ("stock_ledger", "reference"): reference}
            plant(catalog, "stock_ledger", org, given)
            told[actor, reference] = str(theirs) not in actor + reference
    async with limited(org, mine) as connection:
        found = {(row["actor"], row["reference"]) for row in await seen(connection, "stock_ledger")}
    assert found == {movement for movement, own in told.items() if own} and len(found) == 9
