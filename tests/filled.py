"""Two stores with a row of theirs in every table, and what is said of the tables: whose their rows are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
import psycopg
import pytest
from psycopg import sql

from app.kernel import audit
from app.kernel.ids import new_id
from app.kernel.process import Process
from app.kernel.settings import Settings
from tests.factories import Organisation
from tests.factories.stores import make_store
from tests.test_matrix import plant

OF_A_STORE = {
    "activity", "alerts", "channel_stock", "channel_taken", "connections", "dead_letters", "fulfilment_pushes",
    "listing_variants", "listings", "location_links", "orders", "product_daily", "sales_daily", "shipments", "store_activity",
    "stores", "sync_cursors", "sync_runs", "sync_schedules",
}  # fmt: skip
"""The row itself says of which store it is."""
THROUGH_ITS_PARENT = {
    "customers": "an order",
    "exchange_log": "a connection",
    "field_changes": "a listing",
    "field_decisions": "a change of a listing",
    "inbox_endpoints": "a connection",
    "inbox_messages": "an endpoint",
    "order_events": "an order",
    "order_items": "an order",
    "order_raw": "an order",
    "order_refunds": "an order",
    "shipment_lines": "a shipment",
    "stock_ledger": "what it refers to",
    "stock_reservations": "its owner",
    "sync_items": "a run",
    "tracking_events": "a shipment",
}
"""It hangs on something of a store."""
READ_ONLY = {
    "inventory_settings", "locations", "membership_stores", "memberships", "oauth_clients", "organisation_settings", "orgs",
    "privacy_texts",
    "product_images", "product_versions", "products", "roles", "ship_from_addresses", "variants",
}  # fmt: skip
"""The whole organisation's: they may know it, and not change it."""
CLOSED = {
    "api_key_stores", "api_keys", "connection_drafts", "consents", "invitation_stores", "invitations", "privacy_requests",
    "retention_policies", "retention_runs", "security_cursors", "security_findings", "security_rules",
}  # fmt: skip
"""The whole organisation's: none of their business."""
WRITTEN_BLINDLY = {"audit_chain", "audit_heads", "audit_log", "mails", "outbox_deliveries"}
"""What their own work leaves behind, and others read."""
SHARED = {
    "idempotency_keys": "answers are told to those with the same limit only",
    "jobs": "ids alone, which no call shows",
    "mail_suppressions": "digests of addresses that take no mail",
    "mail_wordings": "what mails say, for whoever sends one; changed by who may manage mail",
    "oauth_grants": "people's own, which calls show to themselves only",
    "oauth_spent_tokens": "digests",
    "shared_views": "names and filters of lists; what they show is limited where it is read",
    "stock_levels": "stock is of all stores, and their own orders change it",
}
"""Neither bound nor closed, and why."""
WRITTEN_BY_THE_DATABASE = {"audit_chain", "audit_heads", "audit_log"}
ONE_EACH = {"inventory_settings", "security_cursors"}
"""An organisation has one row."""
A_NEW_TABLE = "say in its migration whose it is (app.kernel.schema: bound, bound_writes), and here"

Row = dict[str, Any]


@pytest.fixture
def catalog(process: Process, config: Settings) -> Iterator[psycopg.Connection]:
    """The database as its owner."""
    assert config.database_url
    with psycopg.connect(config.database_url.get_secret_value(), autocommit=True) as connection:
        yield connection


def secured(catalog: psycopg.Connection) -> set[str]:
    found = catalog.execute("SELECT relname FROM pg_class WHERE relforcerowsecurity AND NOT relispartition").fetchall()
    return {row[0] for row in found}


def rows(catalog: psycopg.Connection, table: str, org: Organisation) -> list[Row]:
    query = sql.SQL("SELECT to_jsonb(t) FROM {} t WHERE org_id = %s").format(sql.Identifier(table))
    return [row[0] for row in catalog.execute(query, (org.id,)).fetchall()]


def key(row: Row) -> bytes:
    return orjson.dumps(row, option=orjson.OPT_SORT_KEYS)


@dataclass(frozen=True, slots=True)
class Filled:
    """Two stores, and what is of each, by table."""

    stores: tuple[UUID, UUID]
    of: tuple[dict[str, list[Row]], dict[str, list[Row]]]


def fill(catalog: psycopg.Connection, org: Organisation, store: UUID, tables: set[str]) -> None:
    """A row in every table, of this store where there is a store to be of."""
    stored = catalog.execute(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'store_id'"
    ).fetchall()
    given: dict[tuple[str, str], Any] = {(table, "store_id"): store for (table,) in stored}
    user = _user(catalog)
    given |= {("memberships", "role"): "viewer", ("memberships", "user_id"): user, ("membership_stores", "user_id"): user}
    plant(catalog, "memberships", org, given)
    customer = plant(catalog, "customers", org, given)
    given |= {("orders", "customer_id"): customer}
    order = plant(catalog, "orders", org, given)
    connection = plant(catalog, "connections", org, given)
    given |= {
        ("shared_views", "area"): "orders",
        ("sync_runs", "state"): "done",
        ("sync_schedules", "every_seconds"): 60,
        ("order_events", "order_id"): order,
        ("exchange_log", "connection_id"): str(connection),
        ("inbox_endpoints", "id"): connection,
        ("inbox_messages", "endpoint_id"): connection,
        ("stock_reservations", "owner_kind"): "order",
        ("stock_reservations", "owner_id"): order,
        ("stock_reservations", "state"): "held",
        ("stock_ledger", "reference"): f"order:{order}",
    }
    done = {"stores", "orgs", "customers", "connections", "memberships", *WRITTEN_BY_THE_DATABASE}
    for table in sorted(tables - done):
        if table not in ONE_EACH or not rows(catalog, table, org):
            plant(catalog, table, org, given)


def _user(catalog: psycopg.Connection) -> UUID:
    id_ = new_id()
    catalog.execute(
        "INSERT INTO users VALUES (%s, %s, '', '', '', true, true, '{}', now(), now(), now())", (id_, f"{id_.hex}@example.com")
    )
    return id_


@pytest.fixture
async def filled(org: Organisation, catalog: psycopg.Connection) -> Filled:
    tables = secured(catalog)
    before = {table: rows(catalog, table, org) for table in tables}
    found: list[dict[str, list[Row]]] = []
    stores = []
    for _ in range(2):
        store = await make_store(org)
        stores.append(store)
        fill(catalog, org, store, tables)
        async with org.uow() as uow:
            audit.record(uow, "tests.filled")
        now = {table: rows(catalog, table, org) for table in tables}
        known = {table: set(map(key, before[table])) for table in tables}
        found.append({table: [row for row in now[table] if key(row) not in known[table]] for table in tables})
        before = now
    return Filled((stores[0], stores[1]), (found[0], found[1]))
