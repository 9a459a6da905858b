"""A server that is away: told apart from our own mistakes, rendered as 503, and forgotten once it is back."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import pytest
from fastapi import FastAPI
from redis.exceptions import ConnectionError as RedisConnectionError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.kernel import db
from app.kernel.auth import anyone
from app.kernel.away import server_away
from app.kernel.process import Process
from app.kernel.telemetry import Telemetry
from app.main import _render_errors
from tests.factories import Organisation
from tests.http import client_of


@pytest.mark.parametrize(
    ("error", "server"),
    [
        (ConnectionRefusedError(111, "Connect call failed ('10.0.0.5', 5432)"), "PostgreSQL"),
        (asyncpg.CannotConnectNowError("the database system is starting up"), "PostgreSQL"),
        (asyncpg.ConnectionDoesNotExistError("connection was closed"), "PostgreSQL"),
        (asyncpg.TooManyConnectionsError("sorry, too many clients already"), "PostgreSQL"),
        (DBAPIError("SELECT 1", {}, Exception("gone"), connection_invalidated=True), "PostgreSQL"),
        (RedisConnectionError("Error 111"), "Redis"),
        (asyncpg.UniqueViolationError("ours"), ""),
        (DBAPIError("SELECT 1", {}, Exception("ours")), ""),
    ],
)
async def test_what_passes_by_itself_is_503_and_the_rest_our_mistake(error: Exception, server: str) -> None:
    assert server_away(error) == server
    app = FastAPI()
    _render_errors(app)
    app.add_middleware(Telemetry)

    @app.get("/", dependencies=[anyone()])
    async def fail() -> None:
        raise error

    async with client_of(app) as client:
        answer = await client.get("/")
    assert answer.status_code == (503 if server else 500)
    if server:
        assert answer.json()["error"]["message"] == f"{server} does not answer. Try again shortly."
        assert answer.headers["retry-after"] == "5" and "10.0.0.5" not in answer.text


async def test_connections_that_died_with_their_server_are_replaced_unnoticed(process: Process, org: Organisation) -> None:
    async def name() -> Any:
        async with org.uow() as uow:
            return await uow.scalar(text("SELECT count(*) FROM audit_log"))

    before = await asyncio.gather(*(name() for _ in range(4)))
    async with process.database.app.acquire() as connection:
        ended = await connection.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1 AND pid <> pg_backend_pid()", db.APP_ROLE
        )
    assert len(ended) >= 4
    assert await asyncio.gather(*(name() for _ in range(4))) == before
