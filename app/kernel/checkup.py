"""The test of a connection, line by line: what was tried, how long it took, what went wrong and what to do about it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.kernel.errors import DomainError

PATIENCE = 30.0  # seconds for each check


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of a test. `ok` None: skipped, the message says why."""

    name: str  # dns | connect | tls | auth | scopes | read | webhooks | sender | discovery | keys | client
    ok: bool | None
    ms: float
    message: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestReport:
    __test__ = False  # not a test, whatever its name

    ok: bool
    checks: tuple[Check, ...]
    shop: Mapping[str, Any] = field(default_factory=dict)


def report(checks: list[Check]) -> TestReport:
    """All is well where nothing failed; what was skipped is no failure."""
    return TestReport(ok=all(check.ok is not False for check in checks), checks=tuple(checks))


def skipped(name: str, why: str) -> Check:
    return Check(name=name, ok=None, ms=0, message=why)


def since(started: float) -> float:
    """Milliseconds from a reading of `time.perf_counter`."""
    return round((time.perf_counter() - started) * 1000, 1)


def told(error: Exception) -> tuple[str, str]:
    """Our own words of an error, and what to do."""
    return (error.message if isinstance(error, DomainError) else str(error)), "Change it and test again."


async def timed(
    name: str,
    work: Callable[[], Awaitable[str]],
    *,
    title: str = "The address",
    known: tuple[type[Exception], ...] = (DomainError,),
    explain: Callable[[Exception], tuple[str, str]] = told,
) -> Check:
    """The check with its milliseconds. `work` returns what was found; of `known` errors, `explain` gives message and remedy."""
    started = time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE):
            message = await work()
        return Check(name=name, ok=True, ms=since(started), message=message)
    except TimeoutError:
        message, remedy = f"{title} did not answer within {PATIENCE:.0f} seconds.", "Try again in a minute."
    except known as error:
        message, remedy = explain(error)
    return Check(name=name, ok=False, ms=since(started), message=message, remedy=remedy)
