"""The audit of dependencies tells what it found from what it could not look up."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from deploy.audit_deps import Check, audit, call, verdict

HERE = Path(__file__).parent
OFFLINE = "error: Request failed after 3 retries\n  cause: dns error"
NPM_OFFLINE = "npm error audit endpoint returned an error"


@pytest.mark.parametrize(
    ("code", "said", "outcome"),
    [
        (0, "found 0 vulnerabilities", "clean"),
        (1, "left-pad 1.0 has 1 known vulnerability: GHSA-x", "vulnerable"),
        (2, OFFLINE, "skipped"),
        (1, NPM_OFFLINE, "skipped"),
    ],
)
def test_what_an_answer_means(code: int, said: str, outcome: str) -> None:
    assert verdict(code, said) == outcome


@pytest.mark.parametrize(
    ("answers", "strict", "code", "loud"),
    [
        ({"Python": (0, ""), "dashboard": (0, "")}, True, 0, False),
        ({"Python": (1, "1 known vulnerability"), "dashboard": (0, "")}, False, 1, False),
        ({"Python": (2, OFFLINE), "dashboard": (0, "")}, False, 0, True),
        ({"Python": (2, OFFLINE), "dashboard": (0, "")}, True, 1, True),
        ({"Python": (2, OFFLINE), "dashboard": (1, "1 known vulnerability")}, False, 1, True),
    ],
)
def test_what_it_ends_with(answers: dict[str, tuple[int, str]], strict: bool, code: int, loud: bool) -> None:
    said: list[str] = []
    checks = [Check(name, (), HERE) for name in answers]
    assert audit(checks, lambda check: answers[check.name], strict=strict, say=said.append) == code
    assert ("NOT CHECKED: the dependencies of Python." in "".join(said)) is loud


def test_commands_are_run_and_missing_ones_are_skipped() -> None:
    assert call(Check("one", (sys.executable, "-c", "print('fine')"), HERE)) == (0, "fine\n")
    assert verdict(*call(Check("none", ("ksap-no-such-command",), HERE))) == "skipped"
