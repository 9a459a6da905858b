"""The one place that tells the time, so that tests can stop it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """The present moment, timezone-aware, UTC."""
    return _frozen.get() or datetime.now(UTC)


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Stop the clock at `at` (timezone-aware) for the enclosed code and the tasks that it starts."""
    if at.tzinfo is None:
        raise ValueError("a clock needs a time zone")
    token = _frozen.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)


def ago(**parts: float) -> datetime:
    """`ago(days=3)`: that long before now."""
    return now() - timedelta(**parts)
