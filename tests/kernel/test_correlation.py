from __future__ import annotations

import asyncio
import re

from app.kernel import correlation


def test_ids_sort_by_time_and_look_alike() -> None:
    ids = [correlation.new_correlation_id() for _ in range(50)]
    assert ids == sorted(ids)
    assert len(set(ids)) == 50
    assert all(re.fullmatch(r"req_[0-9a-v]{26}", id_) for id_ in ids)


async def test_an_id_follows_the_work_and_its_tasks_and_ends_with_it() -> None:
    async def seen() -> str:
        return correlation.current()

    assert correlation.current() == ""
    with correlation.bound("req_outer") as outer:
        with correlation.bound() as inner:
            assert correlation.current() == inner != outer
        assert await asyncio.create_task(seen()) == "req_outer"
    assert correlation.current() == ""
