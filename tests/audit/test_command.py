from __future__ import annotations

import asyncio
import sys

import psycopg

from app.kernel import audit
from app.kernel.settings import Settings
from tests.factories import Organisation


async def verify(org: Organisation, *more: str) -> tuple[int, str]:
    command = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "app.cli", "audit", "verify", "--organisation", str(org.id), *more,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, error = await command.communicate()
    assert command.returncode is not None and command.returncode < 2, error.decode()
    return command.returncode, out.decode()


async def test_the_command_says_which_entry_was_changed(org: Organisation, config: Settings) -> None:
    async with org.uow() as uow:
        audit.record(uow, "tests.done", kind="thing", id_="1")
    code, said = await verify(org)
    assert code == 0 and "in order" in said
    assert config.database_url
    with psycopg.connect(config.database_url.get_secret_value()) as connection:
        row = connection.execute(
            "UPDATE audit_log SET actor_label = 'Nobody' WHERE org_id = %s AND action = 'tests.done' RETURNING id", (org.id,)
        ).fetchone()
    assert row
    code, said = await verify(org)
    assert code == 1 and f"changed: entry {row[0]}" in said
