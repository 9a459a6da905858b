"""Telling a server of ours that is away from a mistake of ours: the one passes by itself, the other does not."""

from __future__ import annotations

import asyncpg
from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError

FAILURES = (DBAPIError, asyncpg.PostgresError, ConnectionError, RedisError)
_AWAY = ("57P01", "57P02", "57P03", "53300")  # shut down, crashed, not ready to accept connections, too many of them


def server_away(error: Exception) -> str:
    """Which server does not answer, as people call it; "" when the error is about something else."""
    if isinstance(error, RedisError):
        return "Redis"
    if isinstance(error, ConnectionError):
        return "PostgreSQL"
    state = str(getattr(error.orig if isinstance(error, DBAPIError) else error, "sqlstate", None) or "")
    gone = isinstance(error, DBAPIError) and error.connection_invalidated
    return "PostgreSQL" if gone or state in _AWAY or state.startswith("08") else ""
