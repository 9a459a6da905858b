import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.runtime import Backoff, Change, Child, ChildFailed, StopRequested, Supervisor, answers
from app.runtime.output import Lines, RotatingFile, Tail
from app.runtime.process import Launch, Process
from tests.runtime.support import alive, start_python, until

QUICK = Backoff(first=0.01, most=0.05)
PYTHON = (sys.executable, "-I", "-S", "-c")
SLEEPER = "import signal; print('up', flush=True); signal.pause()"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True)\nwhile True: signal.pause()"
# Its own child ignores SIGTERM too, and is left behind when the leader is killed.
FAMILY = f"""
import os, sys
pid = os.fork()
if pid:
    open(sys.argv[1], 'w').write(f'{{os.getpid()}} {{pid}}')
{DEAF}
"""
HOST = f"""
import asyncio, sys
from app.runtime import Child, Supervisor
async def main():
    async with Supervisor() as supervisor:
        program = (sys.executable, '-I', '-S', '-c', {FAMILY!r}, sys.argv[1])
        await supervisor.start(Child('one', program, stop_deadline=float(sys.argv[2])))
        await supervisor.wait()
    print('stopped', flush=True)
asyncio.run(main())
"""


def said(file: Path, words: str) -> bool:
    return file.exists() and words in file.read_text()


async def test_a_child_that_dies_is_started_again_and_its_death_is_told(tmp_path: Path) -> None:
    changes: list[Change] = []
    log = tmp_path / "log"
    async with Supervisor(on_change=changes.append, backoff=QUICK) as supervisor:
        await supervisor.start(Child("worker", (*PYTHON, SLEEPER), output=log))
        first = changes[-1]
        assert (first.state, first.name) == ("ready", "worker")
        assert first.pid
        await until(lambda: said(log, "up"), "its first words")
        os.kill(first.pid, signal.SIGKILL)
        await until(lambda: [c.state for c in changes].count("ready") == 2, "ready again")
        died = next(change for change in changes if change.state == "died")
        assert "SIGKILL" in died.detail
        assert changes[-1].pid not in (None, first.pid)
        await until(lambda: log.read_text() == "up\nup\n", "both lives are in the log")
    assert [change.state for change in changes[-2:]] == ["stopping", "stopped"]
    assert changes[-1].detail == "was ended by SIGTERM"


async def test_a_child_that_keeps_dying_is_started_less_and_less_often(tmp_path: Path) -> None:
    changes: list[Change] = []
    async with Supervisor(on_change=changes.append, backoff=QUICK) as supervisor:
        await supervisor.start(Child("worker", (*PYTHON, "import time; time.sleep(0.01)"), output=tmp_path / "log"))
        await until(lambda: [c.state for c in changes].count("died") >= 4, "four deaths")
    pauses = [change.detail.split(" in ")[1] for change in changes if change.state == "died"]
    assert pauses[:4] == ["0.01 s", "0.02 s", "0.04 s", "0.05 s"]
    assert [Backoff().pause(deaths) for deaths in (1, 2, 3, 100)] == [0.2, 0.4, 0.8, 30.0]


async def test_a_stubborn_child_and_its_own_children_are_killed_after_the_deadline(tmp_path: Path) -> None:
    family = tmp_path / "pids"
    changes: list[Change] = []
    async with Supervisor(on_change=changes.append) as supervisor:
        await supervisor.start(Child("deaf", (*PYTHON, FAMILY, str(family)), stop_deadline=0.2, output=tmp_path / "log"))
        await until(lambda: said(tmp_path / "log", "up\nup\n"), "leader and child are deaf")
    pids = [int(pid) for pid in family.read_text().split()]
    assert len(pids) == 2
    await until(lambda: not any(map(alive, pids)), "leader and child are gone")
    assert changes[-1].detail == "was ended by SIGKILL"


async def test_a_child_that_ends_before_it_is_ready_fails_with_its_last_words(tmp_path: Path) -> None:
    async def never(pid: int) -> bool:
        return False

    async with Supervisor() as supervisor:
        with pytest.raises(ChildFailed, match=r"api ended with exit code 7 before it was ready(.|\n)*no such table") as failure:
            await supervisor.start(
                Child("api", (*PYTHON, "print('no such table'); raise SystemExit(7)"), ready=never, output=tmp_path / "log")
            )
        assert failure.value.output == "no such table"
        with pytest.raises(ChildFailed, match=r"was not ready after 0\.1 s"):
            await supervisor.start(Child("api", (*PYTHON, SLEEPER), ready=never, ready_deadline=0.1, output=tmp_path / "log"))
        with pytest.raises(ChildFailed, match="cannot run /nowhere/program"):
            await supervisor.start(Child("api", ("/nowhere/program",), ready=never, output=tmp_path / "log"))


async def test_a_request_to_stop_ends_a_start_that_is_not_ready(tmp_path: Path) -> None:
    changes: list[Change] = []

    async def never(pid: int) -> bool:
        supervisor.request_stop()
        return False

    async with Supervisor(on_change=changes.append) as supervisor:
        with pytest.raises(StopRequested, match="while api was starting"):
            await supervisor.start(Child("api", (*PYTHON, SLEEPER), ready=never, output=tmp_path / "log"))
        await supervisor.wait()
    assert [change.state for change in changes] == ["starting"]


async def test_a_readiness_check_that_hangs_is_asked_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.runtime.supervisor._ANSWER_SECONDS", 0.05)
    asked: list[int] = []

    async def hangs_once(pid: int) -> bool:
        asked.append(pid)
        if len(asked) == 1:
            await asyncio.Event().wait()
        return True

    async with Supervisor() as supervisor:
        await supervisor.start(Child("api", (*PYTHON, SLEEPER), ready=hangs_once, output=tmp_path / "log"))
    assert len(asked) == 2


async def test_readiness_is_asked_over_http(tmp_path: Path) -> None:
    server = (
        "from http.server import HTTPServer, SimpleHTTPRequestHandler\n"
        "server = HTTPServer(('127.0.0.1', 0), SimpleHTTPRequestHandler)\n"
        "print(server.server_port, flush=True)\nserver.serve_forever()"
    )
    log = tmp_path / "log"
    async with Supervisor() as supervisor:
        await supervisor.start(Child("http", (*PYTHON, server), cwd=tmp_path, output=log))
        port = int(await until(lambda: log.exists() and log.read_text(), "its port"))
        assert await answers(f"http://127.0.0.1:{port}/")(0)
        assert not await answers(f"http://127.0.0.1:{port}/missing")(0)
    assert not await answers(f"http://127.0.0.1:{port}/")(0)


async def test_the_end_of_a_child_that_is_not_restarted_ends_the_wait(tmp_path: Path) -> None:
    async with Supervisor() as supervisor:
        await supervisor.start(Child("once", (*PYTHON, "raise SystemExit('broken')"), restart=False, output=tmp_path / "log"))
        with pytest.raises(ChildFailed, match=r"once ended with exit code 1(.|\n)*broken"):
            await asyncio.wait_for(supervisor.wait(), 10)


async def test_environment_directory_and_name_reach_the_child(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program = "import os; print(os.environ['WORD'], os.getcwd())"
    async with Supervisor(backoff=Backoff(first=60)) as supervisor:
        await supervisor.start(Child("api", (*PYTHON, program), env={"WORD": "hello"}, cwd=tmp_path))
        shown = await until(lambda: capsys.readouterr().out, "its output")
        supervisor.request_stop()
        await supervisor.wait()
    assert shown == f"api      | hello {tmp_path}\n"


async def test_a_stopped_child_can_be_started_anew_and_no_name_twice(tmp_path: Path) -> None:
    child = Child("one", (*PYTHON, SLEEPER), output=tmp_path / "log")
    async with Supervisor() as supervisor:
        await supervisor.start(child)
        with pytest.raises(ValueError, match="already"):
            await supervisor.start(child)
        await supervisor.stop("one")
        await supervisor.start(child)


def start_host(family: Path, deadline: str) -> "subprocess.Popen[bytes]":
    return start_python("-c", HOST, str(family), deadline)


async def test_a_signal_stops_the_children_and_a_second_one_kills_them(tmp_path: Path) -> None:
    family = tmp_path / "pids"
    with start_host(family, "600") as host:
        assert host.stdout
        assert [host.stdout.readline() for _ in range(2)] == [b"one      | up\n"] * 2
        pids = [int(pid) for pid in family.read_text().split()]
        host.send_signal(signal.SIGTERM)
        for pid in pids:
            assert alive(pid)
        host.send_signal(signal.SIGINT)
        assert host.communicate(timeout=20)[0] == b"stopped\n"
    assert host.returncode == 0
    await until(lambda: not any(map(alive, pids)), "the family is gone")


async def test_children_and_their_children_die_with_a_killed_supervisor(tmp_path: Path) -> None:
    family = tmp_path / "pids"
    with start_host(family, "0.2") as host:
        assert host.stdout
        assert [host.stdout.readline() for _ in range(2)] == [b"one      | up\n"] * 2
        pids = [int(pid) for pid in family.read_text().split()]
        host.send_signal(signal.SIGKILL)
        await until(lambda: not any(map(alive, pids)), "the family is gone")


@pytest.mark.parametrize("kernel", [True, False])
async def test_a_program_gets_its_signal_when_the_parent_is_killed(tmp_path: Path, kernel: bool) -> None:
    """With the kernel's help, and with the guard process alone, as where the kernel has none to give."""
    if kernel and not sys.platform.startswith("linux"):
        pytest.skip("only Linux tells a child of its parent's death")
    log = tmp_path / "log"
    program = (
        "import os, signal, sys\n"
        "log = open(sys.argv[1], 'w', 1)\n"
        "signal.signal(signal.SIGINT, lambda *_: (log.write('asked to end\\n'), os._exit(0)))\n"
        "log.write(f'{os.getpid()}\\n')\nsignal.pause()"
    )
    host = (
        "import asyncio, sys, signal\nfrom app.runtime.process import Launch, Process\n"
        "async def main():\n"
        f"    await Process.spawn(Launch((sys.executable, '-I', '-S', '-c', {program!r}, sys.argv[1]),\n"
        f"        death_signal=signal.SIGINT, guard=False, kernel={kernel}))\n"
        "    await asyncio.sleep(600)\n"
        "asyncio.run(main())"
    )
    with start_python("-c", host, str(log)) as parent:
        pid = int(await until(lambda: log.exists() and log.read_text(), "the program's pid"))
        parent.send_signal(signal.SIGKILL)
    await until(lambda: not alive(pid), "the program is gone")
    assert log.read_text().endswith("asked to end\n")


async def test_a_program_reads_its_standard_input_and_starts_with_default_signals() -> None:
    program = "import signal, sys; print(sys.stdin.read(), signal.getsignal(signal.SIGINT) is signal.default_int_handler)"
    former = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as in a shell's background job
    try:
        process = await Process.spawn(Launch((*PYTHON, program), stdin=b"a password"))
    finally:
        signal.signal(signal.SIGINT, former)
    assert await process.wait() == 0
    assert str(process.tail) == "a password True"


def test_a_log_file_is_rotated_by_size(tmp_path: Path) -> None:
    log = RotatingFile(tmp_path / "x.log", size=20, kept=3)
    for number in range(9):
        log.line(f"line {number:05}".encode())
    log.close()
    files = {path.name: path.read_text().split("\n")[:-1] for path in tmp_path.iterdir()}
    assert files == {
        "x.log": ["line 00008"],
        "x.log.1": ["line 00006", "line 00007"],
        "x.log.2": ["line 00004", "line 00005"],
    }


def test_a_stream_is_cut_into_lines_however_it_comes() -> None:
    tail = Tail(3)
    lines = Lines(tail)
    for chunk in (b"o", b"ne\ntw", b"o\n\nthree \xff\nrest"):
        lines.feed(chunk)
    assert str(tail) == "two\n\nthree \ufffd"
    lines.finish()
    assert str(tail) == "\nthree \ufffd\nrest"
    lines.feed(b"x" * 70_000)
    assert len(str(tail)) > 70_000
