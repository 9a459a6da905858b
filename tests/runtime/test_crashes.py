import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.runtime import Change, Home, ServerFailed, embedded
from app.runtime.loopback import free_port
from app.runtime.postgres import Postgres
from tests.runtime.support import Host, alive, command, sql, start_stranger, unlocked, until, workers_in


def port_of(url: str) -> int:
    return int(url.rsplit(":", 1)[1].split("/")[0])


@contextlib.asynccontextmanager
async def started(home: Home) -> AsyncIterator[tuple[Host, dict[str, int], str, str]]:
    host = Host(home.path)
    try:
        facts = await host.facts()
        assert "error" not in facts, facts
        yield host, facts["pids"], facts["owner_url"], facts["redis_url"]
    finally:
        host.kill()


async def test_a_killed_parent_leaves_no_orphan_and_loses_nothing(home: Home) -> None:
    async with started(home) as (host, pids, owner_url, redis_url):
        await sql(owner_url, "CREATE TABLE orders AS SELECT generate_series(1, 1000) AS number")
        await command(redis_url, "SET", "job", "42")
        host.kill()
        await until(lambda: not any(map(alive, pids.values())), "no process is left")
        await until(lambda: unlocked(home.path, "postgres") and unlocked(home.path, "valkey"), "no backend is left")
    async with embedded(home) as servers:
        assert (servers.owner_url, servers.redis_url) == (owner_url, redis_url)
        assert await sql(servers.owner_url, "SELECT count(*) FROM orders") == 1000
        assert await command(servers.redis_url, "GET", "job") == "42"


async def test_a_start_right_after_the_kill_waits_for_the_dying_servers(home: Home) -> None:
    async with started(home) as (host, pids, owner_url, _):
        await sql(owner_url, "CREATE TABLE orders AS SELECT generate_series(1, 1000) AS number")
        os.kill(pids["postgres"], signal.SIGSTOP)
        os.kill(pids["valkey"], signal.SIGSTOP)
        host.kill()
        assert alive(pids["postgres"])
        assert alive(pids["valkey"])
        begun = asyncio.ensure_future(count_orders(home))
        await asyncio.wait({begun}, timeout=0.5)
        assert not begun.done()
        os.kill(pids["postgres"], signal.SIGCONT)
        os.kill(pids["valkey"], signal.SIGCONT)
        assert await begun == 1000


async def count_orders(home: Home) -> int:
    async with embedded(home) as servers:
        return int(await sql(servers.owner_url, "SELECT count(*) FROM orders"))


async def test_all_killed_at_once_recovers_everything_that_was_acknowledged(home: Home) -> None:
    async with started(home) as (_, pids, owner_url, redis_url):
        writing = asyncio.create_task(write_until_killed(owner_url, redis_url))
        await until(lambda: writing.done() or len(acknowledged) >= 50, "fifty rows are written")
        for name in ("host", "postgres", "valkey"):
            os.kill(pids[name], signal.SIGKILL)
        await asyncio.wait({writing})
        assert len(acknowledged) >= 50
    async with embedded(home) as servers:
        assert await sql(servers.owner_url, "SELECT array_agg(number ORDER BY number) FROM written") >= acknowledged
        assert int(await command(servers.redis_url, "LLEN", "written")) >= len(acknowledged)


acknowledged: list[int] = []


async def write_until_killed(owner_url: str, redis_url: str) -> None:
    await sql(owner_url, "CREATE TABLE written (number int)")
    with contextlib.suppress(Exception):
        for number in range(100_000):
            await command(redis_url, "RPUSH", "written", str(number))
            await sql(owner_url, "INSERT INTO written VALUES ($1)", number)
            acknowledged.append(number)


async def test_a_server_that_dies_comes_back_on_its_port_with_its_data(home: Home) -> None:
    changes: list[Change] = []

    def times_ready(name: str) -> int:
        return sum(change.name == name and change.state == "ready" for change in changes)

    async with embedded(home, on_change=changes.append) as servers:
        await command(servers.redis_url, "SET", "job", "42")
        await sql(servers.owner_url, "CREATE TABLE orders AS SELECT 1 AS number")
        for change in [change for change in changes if change.state == "ready"]:
            assert change.pid
            os.kill(change.pid, signal.SIGKILL)
        await until(lambda: times_ready("postgres") == 2 and times_ready("valkey") == 2, "both are back")
        assert await command(servers.redis_url, "GET", "job") == "42"
        assert await sql(servers.owner_url, "SELECT number FROM orders") == 1


async def test_a_kill_during_the_first_start_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "home"
    host = Host(path)
    await until((path / "postgres" / "data.new" / "global").exists, "initdb is at work")
    host.kill()
    await until(lambda: unlocked(path, "postgres"), "nothing is left of it")
    if sys.platform.startswith("linux"):
        await until(lambda: not workers_in(path / "postgres" / "data.new"), "initdb is gone")
    async with embedded(Home(path), tuning="tests") as servers:
        assert await sql(servers.owner_url, "SELECT 1") == 1


PID_FILE = "{pid}\n/nowhere\n1700000000\n1\n\n127.0.0.1\n 1234567 1\nready   \n"


@pytest.mark.parametrize("kind", ["stranger", "zombie", "dead", "empty"])
async def test_a_stale_pid_file_stops_nobody(home: Home, kind: str) -> None:
    """It says ready, and its pid is now somebody else's, a zombie's, nobody's, or was never written."""
    with start_stranger(owner(home)) as other:
        assert other.stdin
        if kind in ("zombie", "dead"):
            other.stdin.close()
            await until(lambda: not alive(other.pid), "it has ended")
        if kind == "dead":
            other.wait()
        text = "" if kind == "empty" else PID_FILE.format(pid=other.pid)
        path = home.path / "postgres" / "data" / "postmaster.pid"
        path.write_text(text)
        os.chown(path, *owner_and_group(home))
        async with embedded(home, tuning="tests") as servers:
            assert await sql(servers.owner_url, "SELECT word FROM kept") == "a row"
        assert kind != "stranger" or alive(other.pid)
        if not other.stdin.closed:
            other.stdin.close()


async def test_only_the_pid_file_of_this_very_start_says_ready(home: Home) -> None:
    postgres, path = Postgres(home, "tests"), home.path / "postgres" / "data" / "postmaster.pid"
    assert not await postgres.is_ready(4711)
    path.write_text("")
    assert not await postgres.is_ready(4711)
    path.write_text(PID_FILE.format(pid=4711))
    assert await postgres.is_ready(4711)
    assert not await postgres.is_ready(4712)
    path.write_text(PID_FILE.format(pid=4711).replace("ready   ", "starting"))
    assert not await postgres.is_ready(4711)


def owner_and_group(home: Home) -> tuple[int, int]:
    status = (home.path / "postgres" / "data").stat()
    return status.st_uid, status.st_gid


def owner(home: Home) -> int | None:
    uid = owner_and_group(home)[0]
    return uid if uid != os.geteuid() else None


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
async def test_a_postgres_that_somebody_else_started_is_left_alone(home: Home) -> None:
    data = home.path / "postgres" / "data"
    async with started(home) as (host, pids, _, _):
        pid_file = (data / "postmaster.pid").read_text()
        assert pid_file.startswith(str(pids["postgres"]))
        (home.path / "postgres" / "lock").rename(home.path / "postgres" / "lock.gone")
        (home.path / "lock").unlink()
        with pytest.raises(ServerFailed, match=rf"pid {pids['postgres']}\) already runs.*did not start it"):
            async with embedded(Home(home.path)):
                pass
        assert (data / "postmaster.pid").read_text() == pid_file
        assert alive(pids["postgres"])
        assert host.close() == 0


async def test_ports_that_are_taken_are_replaced_and_the_new_ones_kept(home: Home) -> None:
    async with embedded(home, tuning="tests") as first:
        ports = [port_of(first.owner_url), port_of(first.redis_url)]
    with contextlib.ExitStack() as taken:
        for port in ports:
            taken.enter_context(socket.create_server(("127.0.0.1", port)))
        async with embedded(home, tuning="tests") as second:
            assert not {port_of(second.owner_url), port_of(second.redis_url)} & set(ports)
            assert await sql(second.owner_url, "SELECT word FROM kept") == "a row"
            assert await command(second.redis_url, "GET", "kept") == "a key"
    async with embedded(home, tuning="tests") as third:
        assert (third.owner_url, third.redis_url) == (second.owner_url, second.redis_url)


async def test_a_port_that_is_lost_between_choosing_and_starting_is_replaced(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose = free_port
    with socket.create_server(("127.0.0.1", 0)) as thief:
        taken = thief.getsockname()[1]
        answers = [taken, taken]  # the first choice of either server
        monkeypatch.setattr("app.runtime.server.free_port", lambda preferred: answers.pop() if answers else choose(preferred))
        async with embedded(home, tuning="tests") as servers:
            assert not answers
            assert taken not in (port_of(servers.owner_url), port_of(servers.redis_url))
            assert await command(servers.redis_url, "PING")
            assert await sql(servers.owner_url, "SELECT 1") == 1
