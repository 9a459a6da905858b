"""`make bench`: runs every benchmark, prints the table, and writes it to bench/results.json and docs/performance.md.

`python -m bench.run orders search` runs some of them and writes nothing.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
from pathlib import Path

from bench.env import environment
from bench.result import Result

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "performance.md"
BEGIN, END = "<!-- figures: make bench -->", "<!-- end of figures -->"
NAMES = ("ingest", "importing", "orders", "reservation", "relay", "search", "analytics", "guards", "standing", "dashboard")


def _figure(value: float) -> str:
    return f"{value:,.1f}" if value >= 0.1 or not value else f"{value:.2g}"


def table(results: list[Result]) -> str:
    lines = ["| benchmark | ours | limit | ratio | target | holds |", "|---|--:|--:|--:|--:|---|"]
    lines += [
        f"| {r.name} | {_figure(r.ours)} {r.unit} | {_figure(r.limit)} {r.unit} | {r.ratio:.2f} | "
        f"{'≥' if r.sense == 'at least' else '≤'} {r.target:g} | {'yes' if r.holds else 'no'} |"
        for r in results
    ]
    return "\n".join(lines)


def publish(text: str, figures: str) -> str:
    """`text` with the figures between its two marks."""
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n\n{figures}\n\n{END}{tail}"


async def main(names: list[str]) -> int:
    wanted = [n for n in NAMES if not names or n in names]
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
    print(table(results))
    if not names:
        (HERE / "results.json").write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
        PAGE.write_text(publish(PAGE.read_text(), table(results)))
    return 0


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main(sys.argv[1:])))
