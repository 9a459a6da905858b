"""What migrations say of every table: tenancy, grants, partitions. Used by `migrations/` only."""

from __future__ import annotations

from datetime import date

from alembic import op

from app.kernel.db import APP_ROLE, SYSTEM_ROLE

SCOPE = "NULLIF(current_setting('app.org_id', true), '')::uuid"


def tenant_tables(*names: str, writes: str = "INSERT, UPDATE, DELETE") -> None:
    """Force row-level security on tables with `org_id` and grant the application role its use of them.

    `writes` narrows the grants: "INSERT" alone makes a table append-only. The owner, who runs migrations and backups,
    is let through by a policy of its own: nobody passes without one.
    """
    for name in names:
        op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON {name} TO {APP_ROLE} USING (org_id = {SCOPE}) WITH CHECK (org_id = {SCOPE})")
        op.execute(f"CREATE POLICY migrations ON {name} TO CURRENT_USER USING (true) WITH CHECK (true)")
        op.execute(f"GRANT SELECT{', ' + writes if writes else ''} ON {name} TO {APP_ROLE}")


def plumbing(*names: str, grants: str = "SELECT, INSERT, UPDATE, DELETE") -> None:
    """Let the system role see a tenant table across organisations: outbox, inbox, jobs and their kind only."""
    for name in names:
        op.execute(f"CREATE POLICY system ON {name} TO {SYSTEM_ROLE} USING (true) WITH CHECK (true)")
        op.execute(f"GRANT {grants} ON {name} TO {SYSTEM_ROLE}")


def shared_tables(*names: str, grants: str = "SELECT, INSERT, UPDATE, DELETE") -> None:
    """Tables that belong to no organisation (users, their sessions): granted, not scoped."""
    for name in names:
        op.execute(f"GRANT {grants} ON {name} TO {APP_ROLE}")


def monthly_partitions(name: str, first: date, months: int) -> None:
    """Partitions `name_yYYYYmMM` of a table partitioned by range, `months` of them, and a default one.

    The application role is granted the parent only, so row-level security cannot be walked round.
    """
    year, month = first.year, first.month
    op.execute(f"CREATE TABLE {name}_rest PARTITION OF {name} DEFAULT")
    for _ in range(months):
        following = (year + month // 12, month % 12 + 1)
        op.execute(
            f"CREATE TABLE {name}_y{year}m{month:02} PARTITION OF {name} "
            f"FOR VALUES FROM ('{year}-{month:02}-01') TO ('{following[0]}-{following[1]:02}-01')"
        )
        year, month = following


def finder(table: str, *columns: str) -> None:
    """A view `{table}_finder` of `id` and `columns` in the organisation in scope, for search by LIKE.

    Row-level security lets no operator that might betray a value (LIKE is one) run before its own check, so none may
    use an index, and a search reads every row of the organisation. The view is read with its owner's rights and keeps
    to the scope itself: without one it shows nothing. It is no barrier against SQL that means harm: whoever may write
    SQL as the application may set the scope, too.
    """
    op.execute(f"CREATE VIEW {table}_finder AS SELECT org_id, id, {', '.join(columns)} FROM {table} WHERE org_id = {SCOPE}")
    op.execute(f"GRANT SELECT ON {table}_finder TO {APP_ROLE}")


def states(column: str, *values: str) -> str:
    """The CHECK of a state column."""
    return f"{column} IN ({', '.join(repr(v) for v in values)})"


def compress(table: str, column: str, *, otherwise: str = "EXTENDED") -> None:
    """lz4 where this PostgreSQL was built with it. `otherwise` is the storage elsewhere: EXTENDED compresses by pglz,
    EXTERNAL not at all (twice as fast to write, three times the disk)."""
    op.execute(
        f"""DO $$ BEGIN
            IF 'lz4' = ANY (SELECT unnest(enumvals) FROM pg_settings WHERE name = 'default_toast_compression') THEN
                ALTER TABLE {table} ALTER COLUMN {column} SET COMPRESSION lz4;
            ELSE
                ALTER TABLE {table} ALTER COLUMN {column} SET STORAGE {otherwise};
            END IF;
        END $$"""
    )


# ── stores within reach ─────────────────────────────────────────────────────────────────────────────────

LIMIT = "(SELECT NULLIF(current_setting('app.store_ids', true), '')::uuid[])::uuid[]"
"""The stores that the work in hand is limited to (`reach`); NULL for all. A sub-select is looked up once only."""


def within(store: str = "store_id") -> str:
    """The condition that a row's store is within reach. A row without a store is: give `or_none` to let it be not."""
    return within_by(f"COALESCE({store} = ANY ({LIMIT}), true)")


def or_none(column: str) -> str:
    """The column, or the id of no store."""
    return f"COALESCE({column}, '00000000-0000-0000-0000-000000000000')"


def within_by(check: str) -> str:
    """The condition that `check` holds, which is asked of limited work only."""
    # The planner takes `IS NOT NULL` for true of nearly every row, as it is for whoever is not limited, and would take any
    # comparison for a narrow one: lists of the unlimited would be planned for a fraction of their rows.
    return f"CASE WHEN {LIMIT} IS NULL THEN 1 WHEN {check} THEN 1 END IS NOT NULL"


def bound(table: str, condition: str, *, only: str = "ALL") -> None:
    """Let limited work see and change those rows only that meet the condition, on top of the tenant's own policy.

    `only` SELECT binds what is seen and lets everything be written."""
    use = f"USING ({condition})"
    op.execute(f"CREATE POLICY stores ON {table} AS RESTRICTIVE FOR {only} TO {APP_ROLE} {use}")


def bound_writes(table: str, *, but: str = "false") -> None:
    """Let limited work see the table and change nothing in it: writing fails, and what it would delete it does not find.
    It may insert rows for which `but` holds."""
    whole = f"({LIMIT} IS NULL)"
    uses = {
        "insert": f"WITH CHECK ({whole} OR {but})",
        "update": f"USING (true) WITH CHECK {whole}",
        "delete": f"USING {whole}",
    }
    for verb, use in uses.items():
        op.execute(f"CREATE POLICY stores_{verb} ON {table} AS RESTRICTIVE FOR {verb.upper()} TO {APP_ROLE} {use}")
