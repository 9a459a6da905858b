"""The main job from connect to figures, by the command that anybody runs, checked at the vendors' side."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

STEPS = [
    "sign in",
    "connect",
    "import",
    "order by webhook",
    "stock reserved",
    "label bought",
    "fulfilled at the vendor",
    "stock pushed",
    "sale counted",
]


async def test_the_main_job_holds_at_the_vendors_side(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL") and not k.startswith("KSAP_")}
    demo = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "app.cli", "demo", "--once", "--json",
        env={**environment, "KSAP_HOME": str(tmp_path / "home")},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await asyncio.wait_for(demo.communicate(), 240)
    rows = [json.loads(line) for line in out.decode().splitlines()]
    assert [r["step"] for r in rows if r["ok"]] == STEPS, f"{rows}\n{err.decode()}"
    assert demo.returncode == 0
    assert all(isinstance(r["ms"], int) for r in rows)
