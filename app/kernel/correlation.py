"""One id that follows a piece of work from the browser through the worker to the vendor's log."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from app.kernel.ids import new_id

correlation_id: ContextVar[str] = ContextVar("correlation_id", default="")


def new_correlation_id() -> str:
    """`req_` and 26 characters of base32 (extended hex alphabet, lower case) of a UUIDv7: sorts by time."""
    return "req_" + base64.b32hexencode(new_id().bytes).rstrip(b"=").decode().lower()


def current() -> str:
    """The id of the work in hand, or an empty string outside of any."""
    return correlation_id.get()


@contextmanager
def bound(id_: str = "") -> Iterator[str]:
    """Give the enclosed code, and the tasks that it starts, the id `id_`; a fresh one where none is named."""
    chosen = id_ or new_correlation_id()
    token = correlation_id.set(chosen)
    try:
        yield chosen
    finally:
        correlation_id.reset(token)
