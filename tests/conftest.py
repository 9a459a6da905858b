"""Real servers for every test: PostgreSQL and Valkey of the embedded runtime, migrated once per test process.

Isolation is by organisation: each test founds its own (`org`), and row-level security keeps it from every other. Tests
commit like the product does, so the outbox, after-commit wake-ups and constraints are tested as they run.
"""

from __future__ import annotations

import base64
import os
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest
from fastapi import FastAPI

from app import house, migrate
from app.accounts import even, limits, passwords
from app.kernel.process import Process, master_keys, open_process
from app.kernel.settings import Settings, settings
from app.main import create_app
from app.runtime import Home, embedded
from tests.factories import Organisation, make_organisation
from tests.http import Client, client_of

# the same examples in every run, however busy the machine is
hypothesis.settings.register_profile(
    "ksap",
    deadline=None,
    derandomize=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile("ksap")
REGISTRATIONS = limits.REGISTER_ADDRESS
"""How often an address may register, before tests may do it as often as they need."""
SPECS = Path(os.environ.get("KSAP_SPECS", Path(__file__).parent.parent.parent / "shared" / "specs"))


@pytest.fixture(scope="session", autouse=True)
def only_loopback() -> Iterator[None]:
    """A test that reaches for the network fails with the address it wanted."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(("127.", "::1", "localhost")):
            raise RuntimeError(f"tests stay on the loopback; this one wanted {address}")
        real(self, address)  # type: ignore[arg-type]

    socket.socket.connect = connect  # type: ignore[method-assign]
    yield
    socket.socket.connect = real  # type: ignore[method-assign]


@pytest.fixture(scope="session")
async def config(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Settings]:
    """Settings of a migrated, empty installation on servers of its own."""
    passwords.ROUNDS = 4  # bcrypt's price is not what the tests are about
    even.FLOOR = 0.02
    limits.REGISTER_ADDRESS = limits.Rule(1_000_000, 3600)  # all tests register from one address
    home = Home(tmp_path_factory.mktemp("home"))
    async with embedded(home, tuning="tests") as servers:
        environment = {
            "KSAP_HOME": str(home.path),
            "DATABASE_URL": servers.owner_url,
            "REDIS_URL": servers.redis_url,
            "KSAP_MASTER_KEYS": "k1:" + base64.b64encode(b"k" * 32).decode(),
            # all tests call from one address
            **{f"KSAP_RATE_{name}": "1000000/60" for name in ("SIGN_IN", "READ", "WRITE", "EXPORT")},
        }
        before = {name: os.environ.get(name) for name in environment}
        os.environ.update(environment)
        settings.cache_clear()
        # the API alone, whether the dashboard was built or not
        loaded = settings().model_copy(update={"web_dir": home.path / "no-dashboard"})
        migrate.upgrade(servers.owner_url, master_keys(loaded)["k1"])
        yield loaded
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
        settings.cache_clear()


@pytest.fixture(scope="session")
async def process(config: Settings) -> AsyncIterator[Process]:
    """Open pools, contexts and vendors registered: what API and worker have."""
    house.modules()
    house.discover_vendors()
    async with open_process(config, "ksap-tests") as opened:
        yield opened


@pytest.fixture
async def org(process: Process) -> Organisation:
    """A fresh organisation with its owner."""
    return await make_organisation()


@pytest.fixture(scope="session")
async def application(process: Process, config: Settings) -> AsyncIterator[FastAPI]:
    """The HTTP application, started, on the opened process."""
    app = create_app(config, opened=process)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def anonymous(application: FastAPI) -> AsyncIterator[Client]:
    """A client that has not signed in."""
    async with client_of(application) as client:
        yield client


@pytest.fixture
async def client(application: FastAPI, org: Organisation) -> AsyncIterator[Client]:
    """A client signed in as the owner of `org`."""
    async with client_of(application) as client:
        yield await client.sign_in(org)


@pytest.fixture
async def stranger(application: FastAPI) -> AsyncIterator[Client]:
    """A client signed in as the owner of another organisation."""
    async with client_of(application) as client:
        yield await client.sign_in(await make_organisation("Strangers"))
