"""Homes with data in them, made once and copied, so that only the tests of the first start pay for one."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.runtime import Home, Servers, embedded
from tests.runtime.support import clone, command, sql


@pytest.fixture(scope="session")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A directory in memory where the system has one of some size: the homes are many, and large to copy."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or shutil.disk_usage(memory).free < 2 * 1024**3:
        yield tmp_path_factory.mktemp("quick")
        return
    with tempfile.TemporaryDirectory(prefix="ksap-", dir=memory) as path:
        yield Path(path)


@pytest.fixture(scope="session")
async def pristine(quick: Path) -> AsyncIterator[Path]:
    """A home whose servers were started once and stopped, with one row and one key."""
    path = quick / "pristine"
    async with embedded(Home(path), tuning="tests") as servers:
        await sql(servers.owner_url, "CREATE TABLE kept AS SELECT 'a row' AS word")
        await command(servers.redis_url, "SET", "kept", "a key")
    yield path
    shutil.rmtree(path)


@pytest.fixture
def home(pristine: Path, quick: Path) -> Iterator[Home]:
    """A copy of the pristine home, below a directory with the usual oddities in its name."""
    path = quick / "Größe 'M' %s" / "home"
    path.parent.mkdir(exist_ok=True)
    yield clone(pristine, path)
    shutil.rmtree(path)


@pytest.fixture(scope="module")
async def running(pristine: Path, quick: Path) -> AsyncIterator[tuple[Home, Servers]]:
    """Servers that the tests of a file share."""
    path = quick / "running"
    home = clone(pristine, path)
    async with embedded(home) as servers:
        yield home, servers
    shutil.rmtree(path)
