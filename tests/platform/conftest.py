"""The played vendors, and a second installation with servers and keys of its own."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from app import migrate
from app.kernel import db, jobs, live, pictures, storage
from app.kernel import process as processes
from app.kernel.process import Process, master_keys, open_process
from app.kernel.settings import load
from app.runtime import Home, embedded
from tests.stores.conftest import here, script, scripted_vendors, stage

__all__ = ["here", "script", "scripted_vendors", "stage"]

Elsewhere = Callable[[], AbstractAsyncContextManager[Process]]


@pytest.fixture
def elsewhere(process: Process, tmp_path: Path) -> Elsewhere:
    """`async with elsewhere():` is another installation: a fresh database, another master key. The first one is back after
    it. It may be entered again and is as it was left."""
    home = Home(tmp_path / "elsewhere")

    @asynccontextmanager
    async def enter() -> AsyncIterator[Process]:
        first = processes.process()
        async with embedded(home, tuning="tests") as servers:
            settings = load(
                {
                    "KSAP_HOME": str(home.path),
                    "DATABASE_URL": servers.owner_url,
                    "REDIS_URL": servers.redis_url,
                    "KSAP_MASTER_KEYS": "other:" + base64.b64encode(b"o" * 32).decode(),
                    "KSAP_SANDBOX_URL": first.settings.sandbox_url,
                    "KSAP_PUBLIC_URL": first.settings.public_url,
                }
            )
            migrate.upgrade(servers.owner_url, master_keys(settings)["other"])
            try:
                async with open_process(settings, "ksap-elsewhere") as opened:
                    yield opened
            finally:
                processes._process = first
                db.use(process.database)
                live.use(process.redis)
                jobs.use(process.arq)
                storage.use(storage.Storage(process.settings.files, process.vault))
                pictures.use(pictures.Signer(master_keys(process.settings)))

    return enter
