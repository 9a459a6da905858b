"""Each deed that is put on record has words on the screen of the audit log."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
RECORDED = re.compile(r'audit\.record(?:_everywhere)?\(\s*(?:\w+,\s*)?"([a-z_]+\.[a-z_.]+)"')
NAMED = re.compile(r"^ +'([a-z_]+\.[a-z_.]+)': t`", re.M)


def test_each_recorded_deed_is_worded() -> None:
    recorded = {deed for path in ROOT.glob("app/**/*.py") for deed in RECORDED.findall(path.read_text())}
    assert len(recorded) > 40
    assert recorded - set(NAMED.findall((ROOT / "web/src/features/security/audit-words.ts").read_text())) == set()
