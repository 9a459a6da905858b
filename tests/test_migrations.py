"""The schema: migrations and models agree, go both ways, and every table says whose rows it holds."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from alembic.script import ScriptDirectory
from psycopg import sql

from app import house, migrate
from app.kernel.db import APP_ROLE, SYSTEM_ROLE
from app.kernel.ids import new_id
from app.kernel.process import Process, master_keys
from app.kernel.settings import Settings

NOT_TENANT = {
    "sessions": "looked up by refresh token before anybody is in an organisation; belongs to a user",
    "authorisation_states": "looked up by the state a vendor brings back; only the system role reads it",
}
"""Tables with an org_id that are not scoped by it, and why."""

POLICIES = {"stores", "stores_insert", "stores_update", "stores_delete", "tenant", "migrations", "system", "own", "member"}


def owner(config: Settings) -> str:
    assert config.database_url
    return config.database_url.get_secret_value()


@pytest.fixture
def catalog(process: Process, config: Settings) -> Iterator[psycopg.Connection]:
    """The migrated database, as its owner."""
    with psycopg.connect(owner(config), autocommit=True) as connection:
        yield connection


@pytest.fixture
def spare(config: Settings) -> Iterator[str]:
    """The URL of a fresh database on the same server."""
    name = f"spare_{new_id().hex}"
    with psycopg.connect(owner(config), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield urlunsplit(urlsplit(owner(config))._replace(path=f"/{name}"))
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def names(catalog: psycopg.Connection, query: str) -> set[str]:
    return {row[0] for row in catalog.execute(query.encode()).fetchall()}


def tables(catalog: psycopg.Connection) -> set[str]:
    return names(
        catalog,
        """SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
           AND NOT relispartition AND relname <> 'alembic_version'""",
    )


def tenant_tables(catalog: psycopg.Connection) -> set[str]:
    found = names(
        catalog, "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'org_id'"
    )
    return (found & tables(catalog)) - set(NOT_TENANT)


def test_models_and_migrations_agree(config: Settings, catalog: psycopg.Connection) -> None:
    migrate.check(owner(config))
    assert migrate.pending(owner(config)) == []
    assert tables(catalog) == set(house.models().tables), "a table without a model, or a model without a table"


def test_there_is_one_head_and_one_way_to_it(config: Settings) -> None:
    scripts = ScriptDirectory.from_config(migrate._config(owner(config)))
    assert len(scripts.get_heads()) == len(scripts.get_bases()) == 1
    chain = list(scripts.walk_revisions())
    assert [script.revision for script in chain] == sorted((s.revision for s in chain), reverse=True)
    assert all(script.doc and script.module.downgrade for script in chain)


def test_down_to_nothing_and_up_again_with_rows_in_it(config: Settings, spare: str) -> None:
    key = master_keys(config)["k1"]
    assert migrate.pending(spare)
    migrate.upgrade(spare, key)
    before = fingerprint(spare)
    fill(spare)
    migrate.downgrade(spare, "base")
    with psycopg.connect(spare) as connection:
        assert tables(connection) == set()
        assert names(connection, "SELECT proname FROM pg_proc WHERE proname LIKE '%_standing'") == set()
    migrate.upgrade(spare, key)
    assert fingerprint(spare) == before
    assert migrate.pending(spare) == []


def fill(url: str) -> None:
    """One row in each table that others hang on."""
    ids = {"org": new_id(), "one": new_id(), "two": new_id()}
    with psycopg.connect(url) as connection:
        connection.execute(
            "INSERT INTO orgs VALUES (%(org)s, %(org)s, 'Filled', '{}', 'EUR', 'UTC', now(), now(), 'nobody', NULL, NULL)", ids
        )
        connection.execute(
            "INSERT INTO users VALUES (%(one)s, 'a@example.com', '', '', '', true, true, '{}', now(), now(), now())", ids
        )
        connection.execute("INSERT INTO memberships VALUES (%(org)s, %(one)s, 'owner', now(), NULL, NULL, false)", ids)
        connection.execute("INSERT INTO locations VALUES (%(org)s, %(one)s, 'Here', '{}', true, true, now(), now())", ids)
        connection.execute(
            """INSERT INTO products VALUES (%(org)s, %(one)s, 'Tea', '', '', '', '{}', 'active', '', '[]', 'EUR', 'tea', 1,
                                            NULL, now(), now())""",
            ids,
        )
        connection.execute(
            """INSERT INTO audit_log VALUES (%(org)s, %(two)s, now(), 'user', '', '', 'tests.filled', '', '', '{}', '')""", ids
        )


def fingerprint(url: str) -> set[tuple[str, ...]]:
    """Columns, constraints, indexes, policies and grants."""
    queries = (
        "SELECT 'column', table_name::text, column_name || ' ' || data_type || ' ' || is_nullable "
        "FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT 'constraint', conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace",
        "SELECT 'index', tablename::text, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT 'policy', tablename::text, policyname || roles::text || COALESCE(qual, '') FROM pg_policies",
        "SELECT 'grant', relname::text, relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace",
    )
    with psycopg.connect(url) as connection:
        return {tuple(str(part) for part in row) for query in queries for row in connection.execute(query.encode()).fetchall()}


def test_every_tenant_table_is_locked_by_its_organisation(catalog: psycopg.Connection) -> None:
    found = tenant_tables(catalog)
    assert len(found) > 30
    forced = names(catalog, "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    assert found - forced == set()
    scoped = names(
        catalog,
        f"""SELECT tablename FROM pg_policies WHERE policyname = 'tenant' AND roles = ARRAY['{APP_ROLE}']::name[]
            AND permissive = 'PERMISSIVE' AND cmd = 'ALL' AND qual = with_check
            AND qual = '(org_id = (NULLIF(current_setting(''app.org_id''::text, true), ''''::text))::uuid)'""",
    )
    assert found - scoped == set()


def test_there_are_no_other_policies_than_the_known_kinds(catalog: psycopg.Connection) -> None:
    assert names(catalog, "SELECT DISTINCT policyname FROM pg_policies") == POLICIES
    wide = names(
        catalog, "SELECT policyname FROM pg_policies WHERE 'public' = ANY (roles) OR (qual = 'true' AND policyname = 'tenant')"
    )
    assert wide == set()
    more = catalog.execute(
        "SELECT tablename, policyname, cmd FROM pg_policies WHERE policyname IN ('own', 'member')"
    ).fetchall()
    assert set(more) == {("memberships", "own", "SELECT"), ("orgs", "member", "SELECT")}
    narrowing = names(catalog, "SELECT DISTINCT policyname FROM pg_policies WHERE permissive = 'RESTRICTIVE'")
    assert narrowing == {name for name in POLICIES if name.startswith("stores")}


def test_every_key_of_a_tenant_table_begins_with_the_organisation(catalog: psycopg.Connection) -> None:
    begins = names(
        catalog,
        """SELECT c.conrelid::regclass::text FROM pg_constraint c
           JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] AND a.attname = 'org_id'
           WHERE c.contype = 'p'""",
    )
    assert tenant_tables(catalog) - begins == set()


def test_every_reference_between_tenant_tables_carries_the_organisation(catalog: psycopg.Connection) -> None:
    rows = catalog.execute(
        """SELECT c.conname, c.conrelid::regclass::text, c.confrelid::regclass::text,
                  (SELECT attname FROM pg_attribute WHERE attrelid = c.conrelid AND attnum = c.conkey[1]),
                  (SELECT attname FROM pg_attribute WHERE attrelid = c.confrelid AND attnum = c.confkey[1])
           FROM pg_constraint c WHERE c.contype = 'f' AND c.conparentid = 0"""
    ).fetchall()
    scoped = tenant_tables(catalog)
    between = [row for row in rows if row[1] in scoped and row[2] in scoped]
    assert len(between) > 15
    assert [row for row in between if row[3:] != ("org_id", "org_id")] == []


def test_the_roles_own_nothing_and_bypass_nothing(catalog: psycopg.Connection) -> None:
    for role in (APP_ROLE, SYSTEM_ROLE):
        row = catalog.execute(
            """SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolinherit
               FROM pg_roles WHERE rolname = %s""",
            (role,),
        ).fetchone()
        assert row == (False,) * 6
        owned = catalog.execute("SELECT relname FROM pg_class WHERE relowner = %s::regrole", (role,)).fetchall()
        assert owned == []
        memberships = catalog.execute("SELECT 1 FROM pg_auth_members WHERE member = %s::regrole", (role,)).fetchall()
        assert memberships == []
    everyone = names(
        catalog, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relacl::text ~ '[{,]='"
    )
    assert everyone == set(), "granted to PUBLIC"


def test_migrating_twice_changes_nothing(config: Settings, catalog: psycopg.Connection) -> None:
    before = fingerprint(owner(config))
    migrate.upgrade(owner(config), master_keys(config)["k1"])
    assert fingerprint(owner(config)) == before
