"""`ksap doctor` beside a KSAP that runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app import doctor
from app.kernel.settings import load
from app.runtime import Home, embedded


async def told(home: Home, capsys: pytest.CaptureFixture[str]) -> dict[str, tuple[bool | None, str]]:
    settings = load({"KSAP_HOME": str(home.path), "KSAP_PORT": "9", "KSAP_SANDBOX_URL": "http://127.0.0.1:9"})
    await doctor.examine(settings, as_json=True)
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return {finding["name"]: (finding["ok"], finding["message"]) for finding in found}


async def test_the_servers_of_a_running_ksap_are_looked_at(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    with home.acquire():
        starting = await told(home, capsys)
        assert starting["database"][0] is None and "starting or stopping" in starting["database"][1]
        async with embedded(home, tuning="tests"):
            found = await told(Home(home.path), capsys)
    assert found["database"][0] is True and found["database"][1].startswith("PostgreSQL ")
    assert found["redis"][0] is True
    assert found["migrations"] == (False, found["migrations"][1]) and "ksap migrate" in found["migrations"][1]


async def test_the_servers_of_a_home_at_rest_are_started_for_it(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    found = await told(home, capsys)
    assert (found["database"][0], found["redis"][0]) == (True, True)


async def test_a_home_that_is_not_there_is_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = await told(Home(tmp_path / "none"), capsys)
    assert found["database"] == (None, "embedded; made at the first start")
