"""Servers of the operator's own, named by DATABASE_URL and REDIS_URL: can they be used, and if not, what is to be done?"""

import contextlib
import os
import re
from urllib.parse import SplitResult, urlsplit

from app.runtime.errors import ServerUnavailable
from app.runtime.programs import OLDEST_POSTGRES, OLDEST_REDIS

_CONNECT_SECONDS = 5.0
_POSTGRES_SCHEME = re.compile(r"^(postgres|postgresql|postgresql\+asyncpg)://")


async def checked_database(url: str) -> str:
    """`url` as `postgresql://…`, once a connection has shown that it leads to PostgreSQL 16 or newer.

    Raises ServerUnavailable, with the reason and a remedy and without the password.
    """
    import asyncpg

    if not _POSTGRES_SCHEME.match(url):
        raise ServerUnavailable("DATABASE_URL must look like postgresql://user:password@host:5432/database.")
    url = _POSTGRES_SCHEME.sub("postgresql://", url)
    parts = _split("DATABASE_URL", url)
    where = f"DATABASE_URL ({parts.username or ''}@{parts.hostname or ''}:{parts.port or 5432}{parts.path})"
    try:
        connection = await asyncpg.connect(url, timeout=_CONNECT_SECONDS)
    except asyncpg.InvalidCatalogNameError as error:
        raise ServerUnavailable(f"{where}: {error}. Create it (CREATE DATABASE … OWNER …) or correct the name.") from None
    except (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError) as error:
        raise ServerUnavailable(f"{where}: {error}. Correct the user or the password, or pg_hba.conf on the server.") from None
    except TimeoutError:
        raise ServerUnavailable(f"{where}: no answer within {_CONNECT_SECONDS:g} s. {_REACH}") from None
    except OSError as error:
        raise ServerUnavailable(f"{where}: {_reason(error)}. {_REACH}") from None
    except (asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        raise ServerUnavailable(f"{where}: {_without(parts, error)}.") from None
    try:
        version = connection.get_server_version()
    finally:
        await connection.close()
    if version.major < OLDEST_POSTGRES:
        raise ServerUnavailable(f"{where} is PostgreSQL {version.major}; {OLDEST_POSTGRES} or newer is needed. Upgrade it.")
    return url


async def checked_redis(url: str) -> str:
    """`url`, once PING has shown that it leads to Valkey, or to Redis 6.2 or newer. Raises ServerUnavailable."""
    import redis.asyncio
    from redis.exceptions import AuthenticationError, RedisError

    if not re.match(r"^(redis|rediss|unix)://", url):
        raise ServerUnavailable("REDIS_URL must look like redis://:password@host:6379/0 (or rediss://…, unix://…).")
    parts = _split("REDIS_URL", url)
    where = f"REDIS_URL ({parts.hostname or ''}:{parts.port or 6379}{parts.path})"
    try:
        client = redis.asyncio.Redis.from_url(url, socket_connect_timeout=_CONNECT_SECONDS, socket_timeout=_CONNECT_SECONDS)
    except ValueError as error:
        raise ServerUnavailable(f"{where}: {_without(parts, error)}.") from None
    try:
        await client.ping()
        facts = await client.info("server")
    except AuthenticationError as error:
        raise ServerUnavailable(f"{where}: {_without(parts, error)}. Correct the password.") from None
    except (RedisError, OSError, TimeoutError) as error:
        raise ServerUnavailable(f"{where}: {_without(parts, error)}. {_REACH}") from None
    finally:
        with contextlib.suppress(RedisError, OSError):
            await client.aclose()
    version = str(facts["redis_version"])
    if tuple(map(int, version.split(".")[:2])) < OLDEST_REDIS:
        raise ServerUnavailable(
            f"{where} is Redis {version}; {'.'.join(map(str, OLDEST_REDIS))} or newer is needed. Upgrade it."
        )
    return url


_REACH = (
    "Check that the server runs and that host and port are right, "
    "or leave the variable unset: then KSAP runs a server of its own."
)


def _split(variable: str, url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise ServerUnavailable(
            f"{variable} cannot be read as an address. Characters such as / @ : # in a password must be percent-encoded."
        ) from None
    return parts


def _reason(error: OSError) -> str:
    """The system's own words; asyncio has others for a refused connection, and a failed look-up has no errno of the system."""
    return os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror or str(error)


def _without(parts: SplitResult, error: Exception) -> str:
    text = str(error).rstrip(".")
    return text.replace(parts.password, "•••") if parts.password else text
