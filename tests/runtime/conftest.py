"""Homes with data in them, made once and copied, so that only the tests of the first start pay for one."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.runtime import Home, Servers, embedded
from tests.runtime.support import clone, command, sql


@pytest.fixture(scope="session")
async def pristine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Path]:
    """A home whose servers were started once and stopped, with one row and one key."""
    path = tmp_path_factory.mktemp("pristine") / "home"
    async with embedded(Home(path), tuning="tests") as servers:
        await sql(servers.owner_url, "CREATE TABLE kept AS SELECT 'a row' AS word")
        await command(servers.redis_url, "SET", "kept", "a key")
    yield path
    shutil.rmtree(path)


@pytest.fixture
def home(pristine: Path, tmp_path: Path) -> Iterator[Home]:
    """A copy of the pristine home, with another directory's usual oddities in its path."""
    path = tmp_path / "Größe 'M' %s" / "home"
    path.parent.mkdir()
    yield clone(pristine, path)
    shutil.rmtree(path)


@pytest.fixture(scope="module")
async def running(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Home, Servers]]:
    """Servers that the tests of a file share."""
    path = tmp_path_factory.mktemp("running") / "home"
    home = clone(pristine, path)
    async with embedded(home) as servers:
        yield home, servers
    shutil.rmtree(path)
