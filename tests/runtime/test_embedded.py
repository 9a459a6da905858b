import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest
import redis.exceptions

from app.runtime import Home, HomeInUse, ServerFailed, Servers, embedded
from tests.runtime.support import Host, command, sql, unlocked, until, workers_in

on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


def port_of(url: str) -> int:
    return int(url.rsplit(":", 1)[1].split("/")[0])


async def test_the_first_start_makes_everything(tmp_path: Path) -> None:
    async with embedded(Home(tmp_path / "home")) as servers:
        assert re.fullmatch(r"postgresql://ksap:[0-9a-f]{64}@127\.0\.0\.1:\d+/ksap", servers.owner_url)
        assert re.fullmatch(r"redis://:[0-9a-f]{64}@127\.0\.0\.1:\d+/0", servers.redis_url)
        assert await sql(servers.owner_url, "SELECT current_setting('server_version_num')::int") >= 160000
        assert await command(servers.redis_url, "PING")
        assert "127.0.0.1" not in repr(servers)
    assert unlocked(tmp_path / "home", "postgres")
    assert unlocked(tmp_path / "home", "valkey")
    shutil.rmtree(tmp_path / "home")


async def test_an_interrupted_first_start_is_begun_anew(tmp_path: Path) -> None:
    half = tmp_path / "home" / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    async with embedded(Home(tmp_path / "home"), tuning="tests") as servers:
        assert await sql(servers.owner_url, "SELECT 1") == 1
    assert not half.exists()
    assert not list((tmp_path / "home" / "postgres").glob("*password*"))
    shutil.rmtree(tmp_path / "home")


async def test_the_owner_owns_the_database_and_is_no_superuser(running: tuple[Home, Servers]) -> None:
    url = running[1].owner_url
    connection = await asyncpg.connect(url)
    try:
        role = await connection.fetchrow("SELECT * FROM pg_roles WHERE rolname = current_user")
        assert role
        assert (role["rolsuper"], role["rolbypassrls"], role["rolreplication"]) == (False, False, False)
        await connection.execute("CREATE ROLE shop_app LOGIN PASSWORD 'x' NOBYPASSRLS")
        await connection.execute("CREATE DATABASE another")
        for extension in ("pg_trgm", "citext", "btree_gist", "unaccent"):
            await connection.execute(f"CREATE EXTENSION {extension}")
        assert await connection.fetchval("SELECT similarity('Müße', 'MÜSSE') > 0 AND show_trgm('中文字') <> '{}'")
        assert await connection.fetchval("SELECT lower('ÄÉ') || upper('çñ')") == "äéÇÑ"
        assert await connection.fetchval("SELECT array_agg(w ORDER BY w) FROM unnest('{b,ä,a,Z}'::text[]) w") == list("Zabä")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetchval("SELECT pg_read_file('postgresql.conf')")
    finally:
        await connection.close()


async def test_default_settings_are_durable_and_closed(running: tuple[Home, Servers]) -> None:
    home, servers = running
    connection = await asyncpg.connect(servers.owner_url)
    try:
        rows = await connection.fetch("SELECT name, setting FROM pg_settings")
        settings = {row["name"]: row["setting"] for row in rows}
        assert {settings[name] for name in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums")} == {"on"}
        assert settings["listen_addresses"] == "127.0.0.1"
        assert (home.path / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[4] == "", "no unix socket"
        assert (settings["max_connections"], settings["shared_buffers"], settings["TimeZone"]) == ("120", "32768", "UTC")
        locale = await connection.fetchrow("SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'ksap'")
        assert locale
        assert tuple(locale) == (b"b", "C.UTF-8")
    finally:
        await connection.close()
    assert (home.path / "postgres" / "data" / "pg_hba.conf").read_text() == "host all all 127.0.0.1/32 scram-sha-256\n"
    for setting, value in {
        "appendonly": "yes",
        "appendfsync": "everysec",
        "bind": "127.0.0.1",
        "maxmemory-policy": "noeviction",
    }.items():
        assert await command(servers.redis_url, "CONFIG", "GET", setting) == [setting, value]


async def test_nobody_comes_in_without_the_password(running: tuple[Home, Servers]) -> None:
    servers = running[1]
    for user in ("ksap", "postgres", "root"):
        with pytest.raises(asyncpg.InvalidPasswordError):
            await sql(f"postgresql://{user}:wrong@127.0.0.1:{port_of(servers.owner_url)}/ksap", "SELECT 1")
    with pytest.raises(redis.exceptions.AuthenticationError):
        await command(f"redis://127.0.0.1:{port_of(servers.redis_url)}/0", "PING")


@on_linux
async def test_passwords_are_in_no_log_no_argument_and_no_open_file(running: tuple[Home, Servers]) -> None:
    home, servers = running
    with pytest.raises(asyncpg.PostgresError):
        await sql(servers.owner_url, "SELECT 1 / $1::int", 0)
    passwords = [
        home.secret(name).hex().encode() for name in ("postgres-password", "postgres-owner-password", "valkey-password")
    ]
    logs = [path for path in home.path.rglob("*.log") if path.is_file()]
    assert len(logs) >= 2
    assert any(b"division by zero" in path.read_bytes() for path in logs)
    pids = [pid for name in ("postgres", "valkey") for pid in workers_in(home.path / name / "data")]
    assert len(pids) > 3
    told = [path.read_bytes() for path in logs]
    told += [Path(f"/proc/{pid}/{what}").read_bytes() for pid in pids for what in ("cmdline", "environ")]
    assert not [text for text in told for password in passwords if password in text]
    for path in (home.path, *home.path.rglob("*")):
        if "pg_" not in str(path) and "base" not in path.parts and "global" not in path.parts:
            assert stat.S_IMODE(path.lstat().st_mode) & 0o077 == 0, path


async def test_values_of_failed_statements_are_in_no_log(running: tuple[Home, Servers]) -> None:
    home, servers = running
    await sql(servers.owner_url, "CREATE TABLE unique_words (word text UNIQUE)")
    statement = "INSERT INTO unique_words VALUES ($1)"
    await sql(servers.owner_url, statement, "canary")
    with pytest.raises(asyncpg.UniqueViolationError):
        await sql(servers.owner_url, statement, "canary")

    def told() -> str:
        return "".join(path.read_text() for path in (home.path / "postgres" / "log").iterdir())

    await until(lambda: statement in told(), "the failed statement stands in the log")
    assert "canary" not in told()


async def test_a_restart_keeps_data_ports_and_passwords(home: Home) -> None:
    async with embedded(home) as first:
        await sql(first.owner_url, "CREATE TABLE more AS SELECT 2 AS number")
        await command(first.redis_url, "RPUSH", "queue", "job")
    async with embedded(home) as second:
        assert (second.owner_url, second.redis_url) == (first.owner_url, first.redis_url)
        assert await sql(second.owner_url, "SELECT word FROM kept") == "a row"
        assert await sql(second.owner_url, "SELECT number FROM more") == 2
        assert await command(second.redis_url, "GET", "kept") == "a key"
        assert await command(second.redis_url, "LRANGE", "queue", "0", "-1") == ["job"]


async def test_a_second_start_on_the_same_directory_is_refused_and_harms_nothing(running: tuple[Home, Servers]) -> None:
    home, servers = running
    with pytest.raises(HomeInUse) as refusal:
        async with embedded(Home(home.path)):
            pass
    assert refusal.value.pid == os.getpid()
    other = Host(home.path)
    facts = await other.facts()
    assert facts["error"] == "HomeInUse"
    assert str(os.getpid()) in facts["text"]
    assert other.close() == 3
    assert await sql(servers.owner_url, "SELECT word FROM kept") == "a row"
    assert await command(servers.redis_url, "GET", "kept") == "a key"


async def test_a_home_that_its_caller_holds_already_is_used(home: Home) -> None:
    with home.acquire():
        async with embedded(home, tuning="tests") as servers:
            assert await sql(servers.owner_url, "SHOW fsync") == "off"
            assert await command(servers.redis_url, "CONFIG", "GET", "appendfsync") == ["appendfsync", "no"]
        assert home.held


async def test_a_server_that_cannot_start_says_why_and_takes_the_other_one_down(home: Home) -> None:
    local = home.path / "postgres" / "data" / "local.conf"
    local.write_text("shared_buffers = 'plenty'\n")
    local.chmod(0o644)
    with pytest.raises(ServerFailed, match=r"PostgreSQL ended with exit code 1(.|\n)*shared_buffers(.|\n)*plenty"):
        async with embedded(home):
            pass
    assert unlocked(home.path, "valkey")
    assert unlocked(home.path, "postgres")
    local.write_text("work_mem = '9MB'\n")
    async with embedded(home) as servers:
        assert await sql(servers.owner_url, "SHOW work_mem") == "9MB"


async def test_a_damaged_queue_file_is_reported_with_the_servers_own_words(home: Home) -> None:
    kept = next((home.path / "valkey" / "data" / "appendonlydir").glob("*.incr.aof"))
    kept.write_bytes(b"not what it was\n" * 3)
    with pytest.raises(ServerFailed, match=r"Valkey ended with exit code 1(.|\n)*[Bb]ad file format"):
        async with embedded(home):
            pass
    assert unlocked(home.path, "postgres")


async def test_lost_secrets_are_reported_and_lost_owner_passwords_are_mended(home: Home) -> None:
    secrets = home.path / "secrets"
    (secrets / "postgres-owner-password").unlink()
    async with embedded(home) as servers:
        assert await sql(servers.owner_url, "SELECT word FROM kept") == "a row"
    shutil.rmtree(secrets)
    with pytest.raises(ServerFailed, match=r"refuses its administrator's password.*secrets.*backup"):
        async with embedded(home):
            pass


async def test_logs_are_kept_small(home: Home) -> None:
    log = home.path / "postgres" / "log"
    for number in range(20):
        (log / f"postgres-20200101-{number:06}.log").write_text("old\n")
    valkey = home.path / "valkey" / "valkey.log"
    with valkey.open("ab") as file:
        file.truncate(11 * 1024 * 1024)
    async with embedded(home):
        assert len(list(log.iterdir())) <= 11
        assert valkey.stat().st_size < 1024 * 1024
        assert valkey.with_name("valkey.log.1").stat().st_size > 10 * 1024 * 1024


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
@on_linux
async def test_as_root_the_servers_run_unprivileged_even_below_a_closed_directory(running: tuple[Home, Servers]) -> None:
    home = running[0]
    assert any(stat.S_IMODE(above.stat().st_mode) & 0o001 == 0 for above in home.path.parents)
    for name in ("postgres", "valkey"):
        pids = workers_in(home.path / name / "data")
        assert pids
        for pid in pids:
            status = Path(f"/proc/{pid}/status").read_text()
            assert re.search(r"^Uid:\t65534\t65534\t65534\t65534$", status, re.M)
            assert re.search(r"^Groups:\t? *$", status, re.M)
            assert re.search(r"^CapEff:\t0+$", status, re.M)
    assert home.path.stat().st_uid == 0
    assert (home.path / "secrets" / "postgres-password").stat().st_uid == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
async def test_a_backup_that_root_restored_is_given_back_to_the_servers(home: Home) -> None:
    for path in (home.path, *home.path.rglob("*")):
        os.chown(path, 0, 0, follow_symlinks=False)
    async with embedded(home, tuning="tests") as servers:
        assert await sql(servers.owner_url, "SELECT word FROM kept") == "a row"
        assert await command(servers.redis_url, "GET", "kept") == "a key"


def other_python() -> str | None:
    """An interpreter of our version that ordinary users may run; root's own may lie in a closed directory."""
    for python in (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3"):
        code = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]!r})"
        try:
            if (
                subprocess.run(
                    [python, "-c", code], user=65534, group=65534, extra_groups=(), check=False, capture_output=True
                ).returncode
                == 0
            ):
                return python
        except OSError:
            continue
    return None


@pytest.mark.skipif(os.geteuid() != 0, reason="root becomes an ordinary user here; elsewhere all tests run as one")
async def test_as_an_ordinary_user_everything_belongs_to_that_user(tmp_path_factory: pytest.TempPathFactory) -> None:
    python = other_python()
    if python is None:
        pytest.skip("no Python of this version that an ordinary user may run")
    path = Path("/var/tmp") / f"ksap-{os.getpid()}"
    path.mkdir(mode=0o700)
    os.chown(path, 2, 2)
    host = Host(path / "home", python=python, become=(2, 2))
    try:
        facts = await host.facts()
        assert "error" not in facts, facts
        assert await sql(facts["owner_url"], "SELECT 1") == 1
        assert await command(facts["redis_url"], "PING")
        assert {entry.lstat().st_uid for entry in path.rglob("*")} == {2}
        assert host.close() == 0
        async with embedded(Home(path / "home")) as servers:  # root, in a user's home: as that user
            assert await sql(servers.owner_url, "SELECT 1") == 1
        assert {entry.lstat().st_uid for entry in path.rglob("*")} - {2} == set()
        again = Host(path / "home", python=python, become=(2, 2))
        assert "error" not in await again.facts()
        assert again.close() == 0
    finally:
        host.kill()
        shutil.rmtree(path)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
async def test_another_users_home_is_refused_with_a_remedy(home: Home) -> None:
    python = other_python()
    if python is None:
        pytest.skip("no Python of this version that an ordinary user may run")
    path = Path("/var/tmp") / f"ksap-other-{os.getpid()}"
    path.mkdir(mode=0o700)
    try:
        host = Host(path, python=python, become=(2, 2))
        facts = await host.facts()
        assert facts["error"] == "HomeUnusable"
        assert "KSAP_HOME" in facts["text"]
        assert host.close() == 3
    finally:
        shutil.rmtree(path)
