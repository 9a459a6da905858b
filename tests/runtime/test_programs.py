import os
import shutil
from pathlib import Path

import pytest

from app.runtime import Home, ServerFailed, ServerMissing, embedded
from app.runtime.account import Account, account_for, reachable
from app.runtime.programs import Places, Program, find_postgres, find_redis, postgres_places, redis_places
from app.runtime.publish import runnable_by
from app.runtime.scram import scram_verifier
from tests.runtime.support import sql

NOBODY = Account(65534, 65534, "nobody")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root changes its account")


def fake(path: Path, says: str) -> Path:
    """A program that only knows its version."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(0o755)
    return path


def postgres(directory: Path, version: str) -> Path:
    fake(directory / "initdb", "")
    return fake(directory / "postgres", f"postgres (PostgreSQL) {version} (Debian {version}-1)").parent


def test_the_installed_package_comes_first(tmp_path: Path) -> None:
    package = tmp_path / "package"
    postgres(package / "pginstall" / "bin", "18.6")
    places = Places(package, (postgres(tmp_path / "20", "20.1"),))
    assert find_postgres(places).version == (18, 6)
    assert find_postgres(places, data_major=20).path == tmp_path / "20" / "postgres"


def test_of_the_systems_own_the_newest_is_taken(tmp_path: Path) -> None:
    system = tuple(postgres(tmp_path / version, version) for version in ("16.4", "18.1", "9.6.24", "17.0"))
    assert find_postgres(Places(None, system)).version == (18, 1)
    assert find_postgres(Places(tmp_path / "missing", system), data_major=16).version == (16, 4)


def test_no_usable_postgres_is_explained(tmp_path: Path) -> None:
    old, broken = postgres(tmp_path / "15", "15.17"), tmp_path / "broken"
    broken.mkdir()
    (broken / "postgres").write_bytes(b"\x7fELF for another processor")
    (broken / "postgres").chmod(0o755)
    client_only = fake(tmp_path / "17" / "postgres", "postgres (PostgreSQL) 17.1").parent
    with pytest.raises(ServerMissing, match=r"No PostgreSQL 16 or newer.*15\.17.*uv sync.*package manager.*DATABASE_URL"):
        find_postgres(Places(None, (old, broken, client_only, tmp_path / "nowhere")))


def test_data_of_another_version_are_not_touched(tmp_path: Path) -> None:
    places = Places(None, (postgres(tmp_path / "18", "18.6"),))
    with pytest.raises(ServerFailed, match=r"written by PostgreSQL 17.*has 18\.6.*Install PostgreSQL 17.*dump"):
        find_postgres(places, data_major=17)


def test_valkey_or_redis_of_the_system_are_taken(tmp_path: Path) -> None:
    fake(tmp_path / "old" / "redis-server", "Redis server v=6.0.16 sha=00000000:0 malloc=jemalloc bits=64")
    fake(tmp_path / "redis" / "redis-server", "Redis server v=7.2.5 sha=00000000:0 malloc=jemalloc bits=64")
    assert find_redis(Places(None, (tmp_path / "old", tmp_path / "redis"))).version == (7, 2, 5)
    with pytest.raises(ServerMissing, match=r"No Valkey or Redis 6\.2 or newer.*6\.0\.16.*REDIS_URL"):
        find_redis(Places(None, (tmp_path / "old",)))


def test_the_dependencies_bring_both_servers() -> None:
    assert find_postgres(postgres_places()).version >= (18,)
    assert find_redis(redis_places()).version >= (9,)


def test_a_verifier_is_salted_and_holds_no_password() -> None:
    assert scram_verifier("secret") != scram_verifier("secret")
    assert scram_verifier("secret").startswith("SCRAM-SHA-256$4096:")
    assert "secret" not in scram_verifier("secret")
    with pytest.raises(ValueError, match="ASCII"):
        scram_verifier("Größe")


@as_root
def test_reach_is_judged_by_the_modes_of_all_directories_above(tmp_path: Path) -> None:
    assert reachable(Path("/usr/bin"), NOBODY)
    inner = tmp_path / "inner"
    inner.mkdir(mode=0o755)
    assert not reachable(inner, NOBODY), "pytest's own directory is closed to others"
    assert reachable(inner, Account(os.geteuid(), os.getegid(), "ourselves"))


@as_root
def test_root_becomes_the_owner_of_the_data_else_of_the_home_else_nobody(tmp_path: Path) -> None:
    home, data = tmp_path / "home", tmp_path / "home" / "data"
    home.mkdir()
    assert account_for(home, data) == NOBODY
    os.chown(home, 1, 1)
    assert account_for(home, data) == Account(1, 1, "daemon")
    data.mkdir()
    os.chown(data, 2, 2)
    assert account_for(home, data) == Account(2, 2, "bin")


@as_root
async def test_programs_in_a_closed_directory_are_copied_to_an_open_one(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_place = Path("/var/tmp") / f"ksap-cache-{os.getpid()}"
    package = postgres_places().package
    assert package
    closed = tmp_path / "site" / package.name
    shutil.copytree(package, closed, copy_function=os.link, ignore=shutil.ignore_patterns("include", "*.a"))
    shutil.copytree(package.with_name(f"{package.name}.libs"), closed.with_name(f"{package.name}.libs"))
    monkeypatch.setattr("app.runtime.postgres.postgres_places", lambda: Places(closed, ()))
    monkeypatch.setattr("app.runtime.publish.CACHES", (tmp_path / "closed too", open_place))
    shutil.rmtree(home.path / "postgres")
    try:
        async with embedded(home, tuning="tests") as servers:
            assert await sql(servers.owner_url, "SELECT 1") == 1
            await sql(servers.owner_url, "CREATE EXTENSION pg_trgm")
        copies = list(open_place.iterdir())
        assert [copy.name.rsplit("-", 1)[0] for copy in copies] == ["postgres-18.6"]
        assert all(path.stat().st_uid == 0 and not path.stat().st_mode & 0o022 for path in open_place.rglob("*"))
        before = copies[0].stat().st_ctime_ns
        async with embedded(home, tuning="tests"):
            pass
        assert [copy.stat().st_ctime_ns for copy in open_place.iterdir()] == [before], "the copy is used again"
    finally:
        shutil.rmtree(open_place)


@as_root
def test_no_place_for_a_copy_is_explained_and_a_strangers_one_is_not_used(tmp_path: Path) -> None:
    program = Program(fake(tmp_path / "x" / "valkey-server", "v=9.1"), (9, 1), tmp_path / "x")
    planted = Path("/var/tmp") / f"ksap-planted-{os.getpid()}"
    planted.mkdir(mode=0o777)
    planted.chmod(0o777)
    try:
        with pytest.raises(ServerMissing, match=r"account nobody may not enter.*others may write.*chmod o\+x"):
            runnable_by(program, NOBODY, (planted, tmp_path / "closed"))
    finally:
        shutil.rmtree(planted)
