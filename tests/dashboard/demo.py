"""One running demo for all test processes: `ksap demo` on a home of its own, alive while anybody uses it.

`python -m tests.dashboard.demo <directory>` keeps it: whoever uses the demo holds a shared lock on `users`, and when the
last of them is gone, in whatever way, the keeper gets the lock and stops the demo.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.demo.main_job import EMAIL, PASSWORD
from app.sandbox import oidc
from tests.dashboard.chromium import Missing

ROOT = Path(__file__).parents[2]
START_SECONDS = 300

__all__ = ["EMAIL", "PASSWORD", "Demo", "dashboard", "running"]


@dataclass(frozen=True, slots=True)
class Demo:
    """Where KSAP and the sandbox vendors answer."""

    url: str
    sandbox: str


def dashboard() -> Path:
    """The built dashboard: KSAP_WEB_DIR, else web/dist. Raises Missing when it was not built."""
    directory = Path(os.environ.get("KSAP_WEB_DIR") or ROOT / "web" / "dist")
    if not (directory / "index.html").exists():
        raise Missing(f"the dashboard is not built ({directory} has no index.html); run: make setup")
    return directory


@contextmanager
def running(directory: Path) -> Iterator[Demo]:
    """The demo that is kept in `directory`; started by whoever comes first."""
    dashboard()
    with (directory / "users").open("w") as users, (directory / "start").open("w") as start:
        fcntl.flock(start, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_SH)
        found = directory / "demo.json"
        if not found.exists():
            _start(directory)
        fcntl.flock(start, fcntl.LOCK_UN)
        yield Demo(**json.loads(found.read_text()))


def _start(directory: Path) -> None:
    log = directory / "keeper.log"
    with log.open("w") as output:
        # its own session: Ctrl-C at the tests reaches it by the lock
        keeper = subprocess.Popen(
            [sys.executable, "-m", "tests.dashboard.demo", str(directory)],
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    deadline = time.monotonic() + START_SECONDS
    while not (directory / "demo.json").exists():
        if keeper.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the demo did not start:\n{log.read_text()[-4000:]}")
        time.sleep(0.1)
    keeper.returncode = 0  # it outlives us; nobody waits for it


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _keep(directory: Path) -> int:
    api, sandbox = _port(), _port()
    kept = {n: v for n, v in os.environ.items() if n not in ("DATABASE_URL", "REDIS_URL") and not n.startswith("KSAP_")}
    environment = {
        **kept,
        "KSAP_HOME": str(directory / "home"),
        "KSAP_PORT": str(api),
        "KSAP_PUBLIC_URL": f"http://localhost:{api}",  # browsers keep passkeys for names, not for IP addresses
        "KSAP_SANDBOX_URL": f"http://127.0.0.1:{sandbox}",
        "KSAP_WEB_DIR": str(dashboard()),
    }
    log = directory / "demo.log"
    with log.open("w") as output:
        demo = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "demo"], cwd=ROOT, env=environment,
            stdin=subprocess.DEVNULL, stdout=output, stderr=output,
        )  # fmt: skip
    while "KSAP runs at" not in log.read_text():
        if demo.poll() is not None:
            print(log.read_text())
            return 1
        time.sleep(0.1)
    _set_provider(environment, f"http://127.0.0.1:{sandbox}/oidc")
    draft = directory / "demo.json.new"
    draft.write_text(json.dumps({"url": f"http://localhost:{api}", "sandbox": f"http://127.0.0.1:{sandbox}"}))
    draft.rename(directory / "demo.json")
    with (directory / "users").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_EX)
    demo.send_signal(signal.SIGINT)
    try:
        return demo.wait(60)
    except subprocess.TimeoutExpired:
        demo.kill()
        return demo.wait()


def _set_provider(environment: dict[str, str], issuer: str) -> None:
    """Somebody who vouches for people: the sandbox's."""
    command = (sys.executable, "-m", "app.cli", "oidc-provider", "clerk")
    named = ("--issuer", issuer, "--client-id", oidc.CLIENT_ID, "--name", "Clerk")
    subprocess.run((*command, *named), cwd=ROOT, env=environment, input=f"{oidc.CLIENT_SECRET}\n", text=True, check=True)


if __name__ == "__main__":
    raise SystemExit(_keep(Path(sys.argv[1])))
