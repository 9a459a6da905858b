"""`python -m app.sandbox`: the played vendors on a loopback port."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from app.sandbox.server import server
from app.sandbox.shopfile import schema
from app.sandbox.world import Refused


def main() -> int:
    """Run until a signal comes. 2 for a start that is impossible, with the reason."""
    parser = argparse.ArgumentParser(prog="python -m app.sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address")
    parser.add_argument("--port", type=int, default=8899)
    parser.add_argument("--state", type=Path, help="snapshot file: read at the start, kept while running")
    parser.add_argument("--load", type=Path, action="append", default=[], help="a shop file to take in")
    parser.add_argument("--pictures", type=Path, help="folder with the pictures that shop files name")
    parser.add_argument("--schema", action="store_true", help="print the JSON schema of a shop file and stop")
    parser.add_argument("--seed", type=int, default=1, help="which demo data and which chances")
    parser.add_argument("--trickle", type=float, default=0.0, help="orders per minute in every shop")
    parser.add_argument("--time-factor", type=float, default=1.0, help="divides the waits before webhooks are repeated")
    given = parser.parse_args()
    if given.schema:
        sys.stdout.write(schema())
        return 0
    try:
        ready = server(
            given.host,
            given.port,
            snapshot_path=given.state,
            seed=given.seed,
            load=given.load,
            pictures=given.pictures,
            token=os.environ.get("KSAP_SANDBOX_TOKEN", ""),
            time_factor=given.time_factor,
            trickle=given.trickle,
        )
    except (Refused, ValueError, OSError) as error:
        sys.stderr.write(f"The sandbox cannot start: {error}\n")
        return 2
    sys.stderr.write(f"Sandbox at http://{given.host}:{given.port}/\n")
    ready.run()
    return 0 if ready.started else 2


if __name__ == "__main__":
    sys.exit(main())
