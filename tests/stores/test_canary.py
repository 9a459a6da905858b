"""A secret that is looked for everywhere: no table, no log, no answer, no error, no exchange holds it in the clear."""

from __future__ import annotations

import base64
from uuid import UUID

import asyncpg
import pytest

from app.kernel.process import Process
from app.kernel.process import process as opened
from app.stores import api
from tests.factories import Organisation
from tests.http import Client
from tests.stores.conftest import Wizard, connected
from tests.stores.scripted import SECRET, Script

REFRESH = "refresh-canary-5521aa90"


async def places(database: asyncpg.Connection, needle: str) -> list[str]:
    """Every table.column of type text, jsonb, bytea or array in which it stands."""
    columns = await database.fetch(
        """SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
           JOIN information_schema.tables t USING (table_schema, table_name)
           WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
             AND c.data_type IN ('text', 'character varying', 'jsonb', 'json', 'bytea', 'ARRAY')"""
    )
    assert len(columns) > 100
    found = []
    for table, column, kind in columns:
        if kind == "bytea":
            query, argument = f'SELECT count(*) FROM "{table}" WHERE position($1::bytea IN "{column}") > 0', needle.encode()
        else:
            query, argument = f'SELECT count(*) FROM "{table}" WHERE position($1 IN "{column}"::text) > 0', needle  # type: ignore[assignment]
        if await database.fetchval(query, argument):
            found.append(f"{table}.{column}")
    return found


async def test_the_canary_is_nowhere(
    client: Client, script: Script, org: Organisation, process: Process, here: str,
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level("DEBUG")
    answers: list[str] = []

    async def keep(response: object) -> None:
        await response.aread()  # type: ignore[attr-defined]
        answers.append(response.text + repr(response.headers))  # type: ignore[attr-defined]

    client.event_hooks["response"].append(keep)
    wizard = await Wizard.start(client)
    await wizard.fill(shop="corner.example", token=SECRET, refresh=REFRESH)
    await client.data("PUT", wizard.path, json={"fields": {"token": [SECRET]}}, status=422)
    await client.data("PUT", wizard.path, json={"fields": {"shop": f"not {SECRET}"}}, status=422)
    await wizard.test()
    made = await wizard.finish()
    await client.data("GET", wizard.path)
    for trouble in ("down", "garbage"):
        setattr(script, trouble, True)
        await api.check_health(org.id, UUID(made["connection_id"]))
        await client.data("POST", f"/api/v1/connections/{made['connection_id']}/test")
        setattr(script, trouble, False)
    await client.data("GET", f"/api/v1/connections/{made['connection_id']}")
    await client.data("GET", "/api/v1/connections")
    left = await Wizard.start(client)
    await left.fill(shop="other.example", token=SECRET, refresh=REFRESH)
    await opened().exchanges.flush()

    assert process.settings.database_url
    database = await asyncpg.connect(process.settings.database_url.get_secret_value())
    exchanges = await database.fetchval("SELECT count(*) FROM exchange_log WHERE connection_id = $1", made["connection_id"])
    assert exchanges, "the exchange log was written, or the search proves nothing"
    out = capfd.readouterr()
    for secret in (SECRET, REFRESH):
        for needle in (secret, base64.b64encode(secret.encode()).decode().rstrip("=")[:-2]):
            assert await places(database, needle) == []
            assert not any(needle in answer for answer in answers)
            assert needle not in out.out + out.err + caplog.text
    await database.close()


async def test_the_search_would_find_it(client: Client, org: Organisation, process: Process, here: str) -> None:
    """A search that finds nothing anywhere proves nothing: the account's name is found where it stands."""
    await connected(client)
    assert process.settings.database_url
    database = await asyncpg.connect(process.settings.database_url.get_secret_value())
    assert {"connections.title", "stores.name"} <= set(await places(database, "Corner Shop"))
    await database.close()
