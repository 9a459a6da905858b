"""Identifiers: UUIDv7, so that keys are time-ordered and inserts stay at the right end of an index."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A fresh UUIDv7."""
    return uuid7()
