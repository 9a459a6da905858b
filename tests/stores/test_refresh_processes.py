"""Two processes that find the same credentials about to expire renew them once."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import timedelta
from uuid import UUID

from app.kernel import clock
from app.kernel.process import process
from app.stores.models import Connection
from tests.factories import Organisation
from tests.http import Client
from tests.stores.conftest import Wizard
from tests.stores.scripted import SECRET, Script

WORKER = """
import asyncio, sys
from uuid import UUID
from app import house
from app.kernel.process import open_process
from app.kernel.settings import settings
from app.ports import vendor as vendors
from app.stores import api
from tests.stores.scripted import VENDOR

async def main():
    house.modules()
    vendors.register((VENDOR,))
    async with open_process(settings(), "ksap-refresh"):
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        opened = await api.open_channel(UUID(sys.argv[1]), UUID(sys.argv[2]))
        print(opened.channel.credentials.secrets["token"], flush=True)

asyncio.run(main())
"""


async def test_two_processes_refresh_once_before_expiry(client: Client, script: Script, org: Organisation, here: str) -> None:
    wizard = await Wizard.start(client)
    await wizard.fill(shop="corner.example", token=SECRET, refresh="refresh-canary-5521aa90")
    await wizard.test()
    made = await wizard.finish()
    connection_id = UUID(made["connection_id"])
    async with org.uow() as uow:
        (await uow.get(Connection, connection_id)).expires_at = clock.now() + timedelta(minutes=4)
    workers = [await _worker(org, connection_id) for _ in range(3)]
    for worker in workers:
        assert worker.stdout and await worker.stdout.readline() == b"ready\n"
    told = await asyncio.gather(*(worker.communicate(b"go\n") for worker in workers))
    assert [worker.returncode for worker in workers] == [0, 0, 0], told
    assert script.refreshed == 1 and script.calls.count("POST token") == 1
    assert {out.decode().splitlines()[-1] for out, _ in told} == {script.token}


async def _worker(org: Organisation, connection_id: UUID) -> asyncio.subprocess.Process:
    environment = {**os.environ, "KSAP_SANDBOX_URL": process().settings.sandbox_url}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", WORKER, str(org.id), str(connection_id), env=environment,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
