"""The database itself keeps organisations apart: raw SQL as the two application roles."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import psycopg
import pytest

from app.kernel import audit
from app.kernel.db import APP_ROLE, SYSTEM_ROLE, database, unit_of_work
from app.kernel.errors import NotFound
from app.kernel.ids import new_id
from app.kernel.process import Process
from app.kernel.settings import Settings
from app.stores.models import Store
from tests.factories import Organisation, make_organisation
from tests.factories.stores import make_store

PLUMBING = {
    "outbox_deliveries", "jobs", "inbox_messages", "inbox_endpoints", "exchange_log", "idempotency_keys",
    "authorisation_states", "sync_schedules", "security_cursors",
}  # fmt: skip
"""Tables that the system role reads whole, across organisations; of others it reads named columns at most."""

APPEND_ONLY = {
    "audit_log",
    "audit_chain",
    "audit_heads",
    "privacy_texts",
    "retention_runs",
    "product_versions",
    "field_changes",
    "field_decisions",
    "stock_ledger",
    "order_events",
    "exchange_log",
}


@pytest.fixture
def catalog(process: Process, config: Settings) -> Iterator[psycopg.Connection]:
    """The database as its owner."""
    assert config.database_url
    with psycopg.connect(config.database_url.get_secret_value(), autocommit=True) as connection:
        yield connection


@asynccontextmanager
async def scoped(org_id: UUID | None) -> AsyncIterator[Any]:
    """A bare connection as ksap_app; what it does is rolled back."""
    async with database().app.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        try:
            if org_id:
                await connection.execute("SELECT set_config('app.org_id', $1, true)", str(org_id))
            yield connection
        finally:
            await transaction.rollback()


@pytest.fixture
async def other(process: Process) -> Organisation:
    return await make_organisation("Others")


def tables_with_org(catalog: psycopg.Connection) -> list[str]:
    """Tables under row-level security, partitions left out."""
    found = catalog.execute(
        "SELECT relname FROM pg_class WHERE relforcerowsecurity AND NOT relispartition ORDER BY 1"
    ).fetchall()
    return [row[0] for row in found]


async def test_without_a_scope_no_table_shows_a_row(org: Organisation, catalog: psycopg.Connection) -> None:
    await make_store(org)
    async with org.uow() as uow:
        audit.record(uow, "tests.looked_at")
    for table in tables_with_org(catalog):
        async with scoped(None) as connection:
            assert await connection.fetchval(f"SELECT count(*) FROM {table}") == 0, table


async def test_in_a_scope_every_table_shows_only_its_rows(
    org: Organisation, other: Organisation, catalog: psycopg.Connection
) -> None:
    for each in (org, other):
        await make_store(each)
    seen = 0
    async with scoped(other.id) as connection:
        for table in tables_with_org(catalog):
            rows = await connection.fetch(f"SELECT org_id, count(*) AS n FROM {table} GROUP BY 1")
            assert {row["org_id"] for row in rows} <= {other.id}, table
            seen += sum(row["n"] for row in rows)
    assert seen >= 3  # the organisation, its membership, its store


async def test_a_scope_that_is_no_organisation_shows_nothing(org: Organisation) -> None:
    await make_store(org)
    async with scoped(new_id()) as connection:
        assert await connection.fetchval("SELECT count(*) FROM stores") == 0
    async with scoped(None) as connection:
        await connection.execute("SELECT set_config('app.org_id', '', true)")
        assert await connection.fetchval("SELECT count(*) FROM stores") == 0
        await connection.execute("SELECT set_config('app.org_id', 'x'' OR true --', true)")
        with pytest.raises(asyncpg.InvalidTextRepresentationError):
            await connection.fetchval("SELECT count(*) FROM stores")


async def test_a_scope_ends_with_its_transaction(org: Organisation) -> None:
    store = await make_store(org)
    async with database().app.acquire() as connection:
        async with connection.transaction():
            await connection.execute("SELECT set_config('app.org_id', $1, true)", str(org.id))
            assert await connection.fetchval("SELECT id FROM stores") == store
        assert await connection.fetchval("SELECT count(*) FROM stores") == 0
    async with unit_of_work(None) as uow:
        assert await uow.session.get(Store, (org.id, store)) is None


async def test_writing_into_another_organisation_is_refused(org: Organisation, other: Organisation) -> None:
    theirs = await make_store(other)
    mine = await make_store(org)
    async with scoped(org.id) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
            await connection.execute(
                """INSERT INTO locations (org_id, id, name, address, is_default, active, created_at, updated_at)
                   VALUES ($1, $2, 'Planted', '{}', false, true, now(), now())""",
                other.id,
                new_id(),
            )
    async with scoped(org.id) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
            await connection.execute("UPDATE stores SET org_id = $1 WHERE id = $2", other.id, mine)
    async with scoped(org.id) as connection:
        assert await connection.execute("UPDATE stores SET name = 'taken' WHERE id = $1", theirs) == "UPDATE 0"
        assert await connection.execute("DELETE FROM stores WHERE id = $1", theirs) == "DELETE 0"
    async with org.uow() as uow:
        with pytest.raises(NotFound):
            await uow.get(Store, theirs)


async def test_a_reference_into_another_organisation_is_refused(org: Organisation, other: Organisation) -> None:
    theirs = await make_store(other)
    for their_org, error in ((org.id, asyncpg.ForeignKeyViolationError), (other.id, asyncpg.InsufficientPrivilegeError)):
        async with scoped(org.id) as connection:
            with pytest.raises(error):
                await connection.execute(
                    """INSERT INTO listings (org_id, id, store_id, external_id, state, title, url, status, currency, base,
                                             push_state, push_error, created_at, updated_at)
                       VALUES ($1, $2, $3, '1', 'unlinked', '', '', 'active', 'EUR', '{}', 'clean', '', now(), now())""",
                    their_org,
                    new_id(),
                    theirs,
                )


async def test_the_system_role_sees_the_plumbing_and_nothing_else(org: Organisation, catalog: psycopg.Connection) -> None:
    whole = {
        row[0]
        for row in catalog.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace "
            "AND has_table_privilege(%s, oid, 'SELECT')",
            (SYSTEM_ROLE,),
        ).fetchall()
    }
    assert whole - PLUMBING <= {"sync_schedules", "sync_cursors", "stock_reservations", "channel_stock", "store_activity"}, (
        whole
    )
    await make_store(org)
    async with database().system.acquire() as connection:
        for table in ("orgs", "users", "memberships", "sessions", "stores", "orders", "customers", "products", "audit_log"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
                await connection.fetchval(f"SELECT count(*) FROM {table}")
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
            await connection.fetchval("SELECT secrets FROM connections LIMIT 1")
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
            await connection.execute("UPDATE connections SET state = 'connected'")


async def test_what_is_written_once_cannot_be_changed(org: Organisation, catalog: psycopg.Connection) -> None:
    changeable = catalog.execute(
        "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND (has_table_privilege(%s, oid, 'UPDATE') "
        "OR has_table_privilege(%s, oid, 'DELETE') OR has_table_privilege(%s, oid, 'TRUNCATE'))",
        (list(APPEND_ONLY), APP_ROLE, APP_ROLE, APP_ROLE),
    ).fetchall()
    assert changeable == []
    async with org.uow() as uow:
        audit.record(uow, "tests.cast_in_stone")
    for change in ("UPDATE audit_log SET actor_label = 'somebody else'", "DELETE FROM audit_log", "TRUNCATE audit_log"):
        async with scoped(org.id) as connection:
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
                await connection.execute(change)


async def test_partitions_are_no_way_round(org: Organisation, catalog: psycopg.Connection) -> None:
    partitions = [
        row[0] for row in catalog.execute("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'").fetchall()
    ]
    assert len(partitions) > 30
    for role in (APP_ROLE, SYSTEM_ROLE):
        for privilege in ("SELECT", "INSERT", "UPDATE", "DELETE"):
            open_ = catalog.execute(
                "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND has_table_privilege(%s, oid, %s)",
                (partitions, role, privilege),
            ).fetchall()
            assert open_ == [], f"{role} may {privilege}"
    async with scoped(org.id) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
            await connection.fetchval(f"SELECT count(*) FROM {partitions[0]}")


@pytest.mark.parametrize("pool", ["app", "system"])
async def test_neither_role_may_change_the_schema(process: Process, pool: str) -> None:
    for statement in (
        "CREATE TABLE public.planted (x int)",
        "ALTER TABLE stores DISABLE ROW LEVEL SECURITY",
        "DROP POLICY tenant ON stores",
        "ALTER ROLE ksap_app BYPASSRLS",
        "SET ROLE ksap",
    ):
        async with getattr(database(), pool).acquire() as connection:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)


async def test_a_hot_read_is_scoped_and_cannot_write(org: Organisation, other: Organisation) -> None:
    store = await make_store(org)
    async with database().read(org.id) as connection:
        assert await connection.fetchval("SELECT id FROM stores") == store
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await connection.execute("DELETE FROM stores")
    async with database().read(other.id) as connection:
        assert await connection.fetchval("SELECT id FROM stores") is None


async def test_a_person_sees_their_own_memberships_from_anywhere_and_no_others(org: Organisation, other: Organisation) -> None:
    async with unit_of_work(None, org.owner) as uow:
        found = await uow.execute(Store.__table__.select())
        assert found.all() == []
    async with scoped(None) as connection:
        await connection.execute("SELECT set_config('app.user_id', $1, true)", str(org.owner_id))
        assert [row["org_id"] for row in await connection.fetch("SELECT org_id FROM memberships")] == [org.id]
        assert [row["id"] for row in await connection.fetch("SELECT id FROM orgs")] == [org.id]
        assert await connection.execute("UPDATE memberships SET role = 'owner'") == "UPDATE 0"


async def left_behind() -> list[tuple[str | None, bool, str, str]]:
    """(scope, in a transaction, read-only, user) of every connection of the pool, each taken once."""
    pool = database().app
    taken = [await pool.acquire(timeout=5) for _ in range(pool.get_max_size())]
    try:
        asked = "SELECT current_setting('app.org_id', true), current_setting('transaction_read_only'), session_user::text"
        found = []
        for connection in taken:
            inside = connection.is_in_transaction()
            row = await connection.fetchrow(asked)
            assert row is not None
            found.append((row[0] or None, inside, row[1], row[2]))
        return found
    finally:
        for connection in taken:
            await pool.release(connection)


async def read_and_leave(org: Organisation) -> None:
    async with database().read(org.id) as connection:
        await connection.fetchval("SELECT count(*) FROM stores")


async def read_and_fail(org: Organisation) -> None:
    with pytest.raises(RuntimeError):
        async with database().read(org.id):
            raise RuntimeError


async def read_and_abort(org: Organisation) -> None:
    with pytest.raises(asyncpg.DivisionByZeroError):
        async with database().read(org.id) as connection:
            await connection.fetchval("SELECT 1 / 0")


async def read_and_swallow(org: Organisation) -> None:
    async with database().read(org.id) as connection:
        with pytest.raises(asyncpg.UndefinedTableError):
            await connection.fetchval("SELECT 1 FROM nowhere")


async def read_and_be_cancelled(org: Organisation) -> None:
    started = asyncio.Event()

    async def slow() -> None:
        async with database().read(org.id) as connection:
            started.set()
            await connection.execute("SELECT pg_sleep(30)")

    task = asyncio.create_task(slow())
    await started.wait()
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def read_planned_once(org: Organisation) -> None:
    async with database().read(org.id, planned_once=True) as connection:
        assert await connection.fetchval("SHOW plan_cache_mode") == "force_generic_plan"
    async with database().read(org.id) as connection:
        assert await connection.fetchval("SHOW plan_cache_mode") == "auto"


async def begin_and_forget(org: Organisation) -> None:
    async with database().app.acquire() as connection:
        await connection.execute(f"BEGIN; SELECT set_config('app.org_id', '{org.id.hex}', true)")


LEAVINGS = [
    read_and_leave, read_and_fail, read_and_abort, read_and_swallow, read_and_be_cancelled, read_planned_once,
    begin_and_forget,
]  # fmt: skip


@pytest.mark.parametrize("leave", LEAVINGS, ids=lambda leave: leave.__name__)
async def test_a_connection_returns_without_an_organisation_and_without_a_transaction(
    org: Organisation, leave: Callable[[Organisation], Awaitable[None]]
) -> None:
    await make_store(org)
    size = database().app.get_max_size()
    await asyncio.gather(*(leave(org) for _ in range(size)))  # every connection of the pool has had its turn
    assert await left_behind() == [(None, False, "off", APP_ROLE)] * size


async def test_a_reader_takes_the_last_ones_connection_over_and_sees_none_of_theirs(
    org: Organisation, other: Organisation
) -> None:
    await make_store(org)
    async with database().read(org.id) as connection:
        last = await connection.fetchval("SELECT pg_backend_pid()")
        assert await connection.fetchval("SELECT count(*) FROM stores") == 1
    async with database().read(other.id) as connection:
        assert await connection.fetchval("SELECT pg_backend_pid()") == last
        assert await connection.fetchval("SELECT count(*) FROM stores") == 0
        assert await connection.fetchval("SHOW transaction_read_only") == "on"
    assert await left_behind() == [(None, False, "off", APP_ROLE)] * database().app.get_max_size()


async def test_a_connection_that_died_while_it_waited_for_a_reader_is_replaced(org: Organisation) -> None:
    async with database().read(org.id) as connection:
        pid = await connection.fetchval("SELECT pg_backend_pid()")
    await database().app.execute("SELECT pg_terminate_backend($1, 5000)", pid)
    async with database().read(org.id) as connection:
        assert await connection.fetchval("SELECT pg_backend_pid()") != pid


async def test_a_connection_that_died_while_reading_is_replaced(org: Organisation) -> None:
    with pytest.raises((asyncpg.AdminShutdownError, asyncpg.PostgresConnectionError)):
        async with database().read(org.id) as connection:
            await connection.fetchval("SELECT pg_terminate_backend(pg_backend_pid())")
    assert len(await left_behind()) == database().app.get_max_size()


async def test_reads_of_two_organisations_in_turn_never_mix(org: Organisation, other: Organisation) -> None:
    stores = {each.id: await make_store(each) for each in (org, other)}

    async def seen(org_id: UUID) -> tuple[UUID, list[UUID]]:
        async with database().read(org_id) as connection:
            return org_id, [row["id"] for row in await connection.fetch("SELECT id FROM stores")]

    for org_id, found in await asyncio.gather(*(seen(each.id) for _ in range(60) for each in (org, other))):
        assert found == [stores[org_id]]
