"""The page of the alarms says what the rules are."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.kernel.secret_shapes import PRIVATE_KEY, SHAPES
from app.security.rules import DAY, HOUR, MINUTE, RULES, Rule

PAGE = " ".join((Path(__file__).parents[2] / "docs/security/alarms.md").read_text("utf-8").split())


def span(seconds: int) -> str:
    size, name = next((size, name) for size, name in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")) if seconds % size == 0)
    return f"{seconds // size} {name}{'' if seconds == size else 's'}"


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_a_rule_is_told_as_it_is(rule: Rule) -> None:
    deeds = ", ".join(deed.replace("_", " ") for deed in rule.deeds) or "–"
    figures = f"{rule.threshold:,} | {span(rule.seconds)} | {rule.severity} | {deeds}"
    row = f"| {rule.title} | {rule.counts} | {rule.subject} | {figures} |"
    assert row in PAGE, row
    verbs = f"- **{rule.title}** (`{rule.name}`): {', '.join(f'`{action}`' for action in rule.actions)}"
    assert verbs in PAGE, verbs


def test_what_counts_as_a_credential_is_listed() -> None:
    assert ", ".join(shape.title for shape in (*SHAPES, PRIVATE_KEY)) in PAGE
