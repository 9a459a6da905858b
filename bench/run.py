"""`make bench`: runs every benchmark that has a `run`, writes bench/results.json and prints the table."""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
from pathlib import Path

from bench.env import environment
from bench.result import Result

HERE = Path(__file__).parent
NAMES = ("ingest", "importing", "orders", "reservation", "relay", "search", "analytics", "standing")


def table(results: list[Result]) -> str:
    lines = ["| benchmark | ours | limit | ratio | target | holds |", "|---|--:|--:|--:|--:|---|"]
    lines += [
        f"| {r.name} | {r.ours:,.1f} {r.unit} | {r.limit:,.1f} {r.unit} | {r.ratio:.2f} | "
        f"{'≥' if r.sense == 'at least' else '≤'} {r.target:g} | {'yes' if r.holds else 'no'} |"
        for r in results
    ]
    return "\n".join(lines)


async def main(names: list[str]) -> int:
    wanted = [n for n in NAMES if (not names or n in names) and (HERE / f"{n}.py").exists()]
    results: list[Result] = []
    async with environment() as env:
        for name in wanted:
            print(f"… {name}", file=sys.stderr, flush=True)
            results += await importlib.import_module(f"bench.{name}").run(env)
    rows = [
        {"name": r.name, "ours": r.ours, "limit": r.limit, "ratio": r.ratio, "target": r.target, "sense": r.sense,
         "holds": r.holds, "unit": r.unit}
        for r in results
    ]  # fmt: skip
    (HERE / "results.json").write_text(json.dumps(rows, indent=2) + "\n")
    print(table(results))
    return 0


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main(sys.argv[1:])))
