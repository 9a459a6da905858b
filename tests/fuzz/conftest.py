"""A furnished organisation for each operation, so that requests find what they name, and nothing depends on an order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping

import psycopg
import pytest
from fastapi import FastAPI

from app.kernel.settings import Settings
from tests.factories import Organisation
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.factories.stores import make_connection, make_store
from tests.fuzz.driver import Finding, OnLoop, findings
from tests.fuzz.semantics import checks
from tests.http import Client
from tests.test_matrix import TABLES, plant

Fuzz = Callable[..., Awaitable[list[Finding]]]


@pytest.fixture(scope="session")
def catalog(config: Settings) -> Iterator[psycopg.Connection]:
    """The database as its owner."""
    assert config.database_url
    with psycopg.connect(config.database_url.get_secret_value(), autocommit=True) as connection:
        yield connection


async def furnish(org: Organisation, catalog: psycopg.Connection) -> dict[str, str]:
    """One of everything that a path may name: {name of the parameter: id}."""
    store = await make_store(org)
    product, (variant,) = await make_product(org)
    shop = {"public": {"shop": "harbour.myshopify.com"}, "secrets": {"access_token": "shpat_1"}}
    things = {
        "store_id": store,
        "connection_id": await make_connection(org, store, **shop),
        "product_id": product,
        "variant_id": variant,
        "order_id": await make_order(org, store),
        "user_id": org.owner_id,
    }
    for name, table in TABLES.items():
        if name not in things:
            things[name] = plant(catalog, table, org)
    catalog.execute("UPDATE stores SET timezone = 'UTC', currency = 'EUR' WHERE org_id = %s", (org.id,))
    return {name: str(value) for name, value in things.items()}


@pytest.fixture
async def fuzz(application: FastAPI, org: Organisation, client: Client, catalog: psycopg.Connection) -> Fuzz:
    """Runs all checks on an operation, as the owner unless other headers are given."""
    app = OnLoop(application, asyncio.get_running_loop())

    async def run(operation: str, headers: Mapping[str, str] | None = None) -> list[Finding]:
        things = await furnish(org, catalog)
        given = {"Authorization": client.headers["authorization"]} if headers is None else headers
        found, sent = await asyncio.to_thread(findings, app, operation, given, things, checks(operation))
        assert sent > 5, "Schemathesis sent next to nothing"
        return found

    return run
