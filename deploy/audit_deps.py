"""`make audit-deps`: known vulnerabilities of the locked dependencies, Python's by uv (OSV) and the dashboard's by npm.

Exit code 1 for a vulnerability; 0 when there is none. Where a database of vulnerabilities cannot be reached, nothing was
checked: that is said loudly, and is a failure where CI is set.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
UNREACHABLE = (
    "dns error", "error sending request", "request failed after", "enotfound", "econnrefused", "etimedout", "eai_again",
    "audit endpoint returned an error", "network is unreachable", "method not allowed",
)  # fmt: skip
"""What uv and npm say when the database of vulnerabilities does not answer."""


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    command: Sequence[str]
    directory: Path


CHECKS = (
    Check(
        "Python",
        (str(ROOT / ".venv/bin/uv"), "audit", "--frozen", "--preview-features", "audit-command"),
        ROOT,
    ),
    Check("dashboard", ("npm", "audit", "--audit-level=high"), ROOT / "web"),
)
Run = Callable[[Check], tuple[int, str]]


def call(check: Check) -> tuple[int, str]:
    """(exit code, what was said)"""
    try:
        done = subprocess.run(  # noqa: S603 - our own commands
            check.command, cwd=check.directory, capture_output=True, text=True, timeout=300, check=False
        )
    except (FileNotFoundError, subprocess.TimeoutExpired) as error:
        return 127, f"error sending request: {error}"
    return done.returncode, done.stdout + done.stderr


def verdict(code: int, said: str) -> str:
    """clean | vulnerable | skipped"""
    if code == 0:
        return "clean"
    return "skipped" if any(word in said.lower() for word in UNREACHABLE) else "vulnerable"


def audit(checks: Sequence[Check], run: Run, *, strict: bool, say: Callable[[str], object]) -> int:
    """The exit code."""
    found = {}
    for check in checks:
        code, said = run(check)
        found[check.name] = verdict(code, said)
        say(f"── {check.name}: {found[check.name]}\n{said.strip()}\n")
    skipped = [name for name, outcome in found.items() if outcome == "skipped"]
    if skipped:
        say(
            f"\n!!!!  NOT CHECKED: the dependencies of {' and '.join(skipped)}. No database of them could be reached.\n"
            "!!!!  This says nothing about them. Run it again where the network is.\n"
        )
    return int("vulnerable" in found.values() or bool(skipped and strict))


if __name__ == "__main__":
    raise SystemExit(audit(CHECKS, call, strict=bool(os.environ.get("CI")), say=lambda text: sys.stderr.write(text + "\n")))
