"""Positions in lists, as callers carry them from page to page: opaque, and believed no further than their kinds."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from app.kernel.errors import Invalid

Kind = Callable[[Any], Any]
"""From a part as JSON carries it to what a query takes. Raises ValueError, TypeError or ArithmeticError for anything else."""


def encode_cursor(*parts: Any) -> str:
    """An opaque keyset position."""
    return base64.urlsafe_b64encode(orjson.dumps(parts, default=str)).decode().rstrip("=")


def decode_cursor(cursor: str | None, *kinds: Kind) -> tuple[Any, ...] | None:
    """The parts that `encode_cursor` was given, each read by its kind; None for no cursor. Raises Invalid for anything
    that is no position of this list: what a caller sends may be of their own making."""
    if not cursor:
        return None
    try:
        parts = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if isinstance(parts, list) and len(parts) == len(kinds):
            return tuple(kind(part) for kind, part in zip(kinds, parts, strict=True))
    except (binascii.Error, ValueError, TypeError, ArithmeticError):
        pass
    raise Invalid("This cursor is not one of ours; start again without it.", field="cursor")


def moment(part: Any) -> datetime:
    """A time that says of which zone it is."""
    found = datetime.fromisoformat(part)
    if found.tzinfo is None:
        raise ValueError("a time without a zone")
    return found


def identity(part: Any) -> UUID:
    return UUID(word(part))


def word(part: Any) -> str:
    if not isinstance(part, str) or "\0" in part:
        raise TypeError("no text")
    return part


def whole(part: Any) -> int:
    """What PostgreSQL's bigint holds."""
    if not isinstance(part, int) or isinstance(part, bool) or not -(2**63) <= part < 2**63:
        raise TypeError("no whole number")
    return part


def amount(part: Any) -> Decimal:
    found = Decimal(word(part))
    if not found.is_finite():
        raise ValueError("no amount")
    return found
