"""What is old and done goes; what is young, dead or failed stays."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from app.kernel import clock
from app.kernel.upkeep import forget_old
from tests.factories import Organisation

_JOB = text(
    """INSERT INTO jobs (org_id, id, task, args, key, state, attempts, run_at, progress, error, correlation_id, created_at,
                         finished_at)
       VALUES (:org, uuidv7(), 'x', '{}', '', :state, 1, :at, '{}', '', '', :at, :at)"""
)
_MESSAGE = text(
    """INSERT INTO inbox_messages (org_id, id, endpoint_id, vendor, topic, delivery_id, body, correlation_id, state, attempts,
                                   available_at, error, received_at)
       VALUES (:org, uuidv7(), uuidv7(), 'x', 'x', 'x', '', '', :state, 1, :at, '', :at)"""
)


async def test_old_and_done_goes_the_rest_stays(org: Organisation) -> None:
    young, old = clock.now() - timedelta(days=1), clock.now() - timedelta(days=40)
    async with org.uow() as uow:
        for state, at in (("done", old), ("done", young), ("failed", old)):
            await uow.execute(_JOB, {"org": org.id, "state": state, "at": at})
        for state, at in (("done", old), ("done", young), ("dead", old), ("discarded", old)):
            await uow.execute(_MESSAGE, {"org": org.id, "state": state, "at": at})
    await forget_old()
    async with org.uow() as uow:
        jobs = await uow.execute(text("SELECT state, created_at < :line FROM jobs ORDER BY 1"), {"line": young})
        assert [tuple(row) for row in jobs] == [("done", False), ("failed", True)]
        messages = await uow.execute(text("SELECT state, received_at < :line FROM inbox_messages ORDER BY 1"), {"line": young})
        assert [tuple(row) for row in messages] == [("dead", True), ("done", False)]
