"""PostgreSQL, Valkey and our own processes, run by one command on a machine that has none of them installed.

    home = Home(".ksap")                                   # KSAP_HOME
    with home.acquire():                                   # HomeInUse names the pid that runs there already
        async with embedded(home, database_url=None, redis_url=None) as servers:
            servers.owner_url                              # postgresql://ksap:…@127.0.0.1:…/ksap
            servers.redis_url                              # redis://:…@127.0.0.1:…/0
            async with Supervisor() as supervisor:
                ready = answers("http://127.0.0.1:8000/health/ready")
                await supervisor.start(Child("api", (sys.executable, "-m", "app.main"), ready=ready))
                await supervisor.wait()                    # until SIGTERM, SIGINT or SIGHUP

`Home.secret(name, nbytes)` gives secrets that are made once. Every expected failure is a `RuntimeFault` whose text says
what to do. Linux and macOS.
"""

import sys

if sys.platform == "win32":
    raise ImportError("KSAP runs on Linux and macOS. On Windows, run it inside WSL 2 or in a container.")

from app.runtime.embedding import Servers, embedded
from app.runtime.embedding import running as running_servers
from app.runtime.errors import (
    ChildFailed,
    HomeInUse,
    HomeUnusable,
    PortTaken,
    RuntimeFault,
    ServerFailed,
    ServerMissing,
    ServerUnavailable,
    StopRequested,
)
from app.runtime.home import Home
from app.runtime.ready import Ready, answers, require_free
from app.runtime.supervisor import Backoff, Change, Child, OnChange, State, Supervisor

__all__ = [
    "Backoff",
    "Change",
    "Child",
    "ChildFailed",
    "Home",
    "HomeInUse",
    "HomeUnusable",
    "OnChange",
    "PortTaken",
    "Ready",
    "RuntimeFault",
    "ServerFailed",
    "ServerMissing",
    "ServerUnavailable",
    "Servers",
    "State",
    "StopRequested",
    "Supervisor",
    "answers",
    "embedded",
    "require_free",
    "running_servers",
]
