"""A database that does not take connections yet is waited for, and not for ever."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import pytest

from app.kernel import db


@pytest.mark.parametrize("refusal", [asyncpg.CannotConnectNowError("starting"), ConnectionRefusedError()])
async def test_a_server_that_is_starting_is_waited_for(monkeypatch: pytest.MonkeyPatch, refusal: Exception) -> None:
    naps: list[float] = []
    answers: list[Any] = [refusal, refusal, "a pool"]

    async def sleep(seconds: float) -> None:
        naps.append(seconds)

    async def create(url: str, **options: Any) -> Any:
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(asyncio, "sleep", sleep)
    monkeypatch.setattr(asyncpg, "create_pool", create)
    assert await db._pool("postgresql://nowhere") == "a pool"
    assert len(naps) == 2
    answers[:] = [refusal]
    with pytest.raises(type(refusal)):
        await db._pool("postgresql://nowhere")
    assert len(naps) == 2 + db.PATIENCE - 1
