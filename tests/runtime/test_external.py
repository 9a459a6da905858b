import re
import socket
from pathlib import Path

import pytest

from app.runtime import Home, Servers, ServerUnavailable, embedded
from tests.runtime.support import sql


def told(refusal: "pytest.ExceptionInfo[ServerUnavailable]") -> str:
    return str(refusal.value)


async def test_urls_switch_the_embedded_servers_off(running: tuple[Home, Servers], tmp_path: Path) -> None:
    servers, path = running[1], tmp_path / "home"
    url = servers.owner_url.replace("postgresql://", "postgresql+asyncpg://")
    async with embedded(Home(path), database_url=url, redis_url=servers.redis_url) as used:
        assert used == servers
        assert await sql(used.owner_url, "SELECT word FROM kept") == "a row"
    assert not path.exists()


async def test_one_url_leaves_the_other_server_to_us(running: tuple[Home, Servers], home: Home) -> None:
    async with embedded(home, database_url=running[1].owner_url) as used:
        assert used.owner_url == running[1].owner_url
        assert used.redis_url != running[1].redis_url
        assert not (home.path / "postgres" / "data" / "postmaster.pid").exists()


@pytest.mark.parametrize(
    ("change", "reason", "remedy"),
    [
        ((r":\w+@", ":wrong@"), "password authentication failed", "Correct the user or the password"),
        ((r"ksap:", "stranger:"), "password authentication failed", "Correct the user or the password"),
        ((r"/ksap$", "/nothing"), 'database "nothing" does not exist', "CREATE DATABASE"),
        ((r":\d+/", ":1/"), "Connection refused", "leave the variable unset"),
        ((r"127\.0\.0\.1", "no-such-host.invalid"), "resolution|not known|resolve", "leave the variable unset"),
        ((r"^postgresql", "mysql"), "must look like", r"postgresql://user:password@host"),
        ((r":\d+/", ":port/"), "cannot be read", "percent-encoded"),
        ((r"/ksap$", "/ksap?sslmode=require"), "SSL|rejected", ""),
        ((r"/ksap$", "/ksap?sslmode=perhaps"), "sslmode", ""),
    ],
)
async def test_a_wrong_database_url_is_explained(
    running: tuple[Home, Servers], tmp_path: Path, change: tuple[str, str], reason: str, remedy: str
) -> None:
    password = running[0].secret("postgres-owner-password").hex()
    url = re.sub(*change, running[1].owner_url)
    with pytest.raises(ServerUnavailable) as refusal:
        async with embedded(Home(tmp_path), database_url=url, redis_url=running[1].redis_url):
            pass
    assert told(refusal).startswith("DATABASE_URL")
    assert re.search(reason, told(refusal)), told(refusal)
    assert re.search(remedy, told(refusal)), told(refusal)
    assert password not in told(refusal)


@pytest.mark.parametrize(
    ("change", "reason", "remedy"),
    [
        ((r":\w+@", ":wrong@"), "WRONGPASS|invalid", "Correct the password"),
        ((r":\w+@", ""), "Authentication required", "Correct the password"),
        ((r":\d+/", ":1/"), "refused|111", "leave the variable unset"),
        ((r"^redis", "http"), "must look like", "redis://"),
        ((r"/0$", "/99"), "DB index is out of range", ""),
    ],
)
async def test_a_wrong_redis_url_is_explained(
    running: tuple[Home, Servers], tmp_path: Path, change: tuple[str, str], reason: str, remedy: str
) -> None:
    password = running[0].secret("valkey-password").hex()
    url = re.sub(*change, running[1].redis_url)
    with pytest.raises(ServerUnavailable) as refusal:
        async with embedded(Home(tmp_path), database_url=running[1].owner_url, redis_url=url):
            pass
    assert told(refusal).startswith("REDIS_URL")
    assert re.search(reason, told(refusal)), told(refusal)
    assert re.search(remedy, told(refusal)), told(refusal)
    assert password not in told(refusal)


async def test_a_server_that_never_answers_is_given_up(
    running: tuple[Home, Servers], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path)
    monkeypatch.setattr("app.runtime.external._CONNECT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        where = f"127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ServerUnavailable, match=r"DATABASE_URL .*no answer within 0\.2 s.*Check that"):
            async with embedded(home, database_url=f"postgresql://u:p@{where}/d", redis_url=running[1].redis_url):
                pass
        with pytest.raises(ServerUnavailable, match=r"REDIS_URL .*[Tt]imeout.*Check that"):
            async with embedded(home, database_url=running[1].owner_url, redis_url=f"redis://:p@{where}/0"):
                pass


async def test_servers_that_are_too_old_are_refused(
    running: tuple[Home, Servers], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, owner_url, redis_url = Home(tmp_path), running[1].owner_url, running[1].redis_url
    with monkeypatch.context() as context:
        context.setattr("app.runtime.external.OLDEST_POSTGRES", 99)
        with pytest.raises(ServerUnavailable, match=r"DATABASE_URL .* is PostgreSQL 18; 99 or newer is needed"):
            async with embedded(home, database_url=owner_url, redis_url=redis_url):
                pass
    monkeypatch.setattr("app.runtime.external.OLDEST_REDIS", (99, 0))
    with pytest.raises(ServerUnavailable, match=r"REDIS_URL .*; 99\.0 or newer is needed"):
        async with embedded(home, database_url=owner_url, redis_url=redis_url):
            pass
