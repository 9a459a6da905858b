"""A process that holds embedded servers, to be killed by the tests: `python host.py HOME`.

Prints one JSON line with the URLs and pids once the servers run (or with the error), and ends when its standard input closes.
"""

import asyncio
import json
import os
import sys
from pathlib import Path

from app.runtime import Change, Home, RuntimeFault, embedded


async def run(home: Home) -> None:
    pids: dict[str, int | None] = {"host": os.getpid()}

    def note(change: Change) -> None:
        if change.state == "ready":
            pids[change.name] = change.pid

    async with embedded(home, on_change=note) as servers:
        print(json.dumps({"owner_url": servers.owner_url, "redis_url": servers.redis_url, "pids": pids}), flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        os.setgroups([])
        os.setgid(int(sys.argv[3]))
        os.setuid(int(sys.argv[2]))
    try:
        asyncio.run(run(Home(Path(sys.argv[1]))))
    except RuntimeFault as fault:
        print(json.dumps({"error": type(fault).__name__, "text": str(fault)}), flush=True)
        sys.exit(3)
