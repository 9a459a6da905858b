"""The checklist names tests that exist, and what it says to hold has one."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "security" / "asvs.md"


def rows() -> list[list[str]]:
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if re.match(r"\| \d", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_named_test_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE.read_text("utf-8"))
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not (ROOT / file).exists() or not re.search(rf"def {name}\(", (ROOT / file).read_text("utf-8"))
    ]
    assert missing == []
    assert len(set(named)) > 50


def test_what_holds_is_proven_and_what_does_not_is_explained() -> None:
    found = rows()
    assert len(found) > 50
    for item, _, holds, proof in found:
        assert holds in ("yes", "partly", "no", "n/a"), item
        assert "`tests/" in proof if holds == "yes" else len(proof) > 15, f"{item}: {holds} needs more than {proof!r}"
