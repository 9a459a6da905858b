"""The worker: jobs from arq, the outbox relay, the inbox pump, and the clockwork."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, cast

import asyncpg
import structlog
from arq.connections import RedisSettings
from arq.constants import in_progress_key_prefix
from arq.worker import Worker, func
from redis.exceptions import RedisError

from app import house
from app.kernel import job_runner, jobs, live, logs, tasks
from app.kernel.inbox import Pump
from app.kernel.outbox import Relay
from app.kernel.process import Process, open_process, settle
from app.kernel.settings import Settings, settings

log = structlog.get_logger("ksap.worker")


async def _run_job(_: dict[str, Any], job_id: str) -> str:
    return await job_runner.run(job_id)


def _arq(process: Process) -> Worker:
    assert process.settings.redis_url is not None
    return Worker(
        # attempts are counted on the row; arq's own count and kept results would refuse a job that was handed back
        functions=[func(cast(Any, _run_job), name=jobs.RUN, keep_result=0, max_tries=1_000_000, timeout=3700)],
        keep_result=0,
        queue_name=jobs.QUEUE,
        redis_settings=RedisSettings.from_dsn(process.settings.redis_url.get_secret_value()),
        max_jobs=process.settings.worker_jobs,
        retry_jobs=False,  # a job that was handed back is pushed again by the sweeper
        poll_delay=0.05,
        handle_signals=False,
        health_check_interval=60,
        health_check_key="ksap:jobs:health",
    )


async def _every(stopping: asyncio.Event, name: str, seconds: float, call: Callable[[], Awaitable[Any]]) -> None:
    """Run `call` every so many seconds; across workers one at a time, by a lock in Redis that lasts the interval."""
    while not stopping.is_set():
        try:
            if await live.redis().set(f"ksap:cron:{name}", b"1", nx=True, px=max(200, round(seconds * 900))):
                await call()
        except (RedisError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
            log.error("worker.cron_failed", cron=name, error=str(error))
        except Exception as error:
            log.error("worker.cron_failed", cron=name, exc_info=error)
        try:
            await asyncio.wait_for(stopping.wait(), seconds)
        except TimeoutError:
            continue


async def _release_claims() -> None:
    """Forget which jobs arq took for running. What a lost worker or Redis left behind would keep their jobs waiting for an
    hour; a job that does run elsewhere is safe, because its lease in PostgreSQL decides."""
    with suppress(RedisError, OSError):
        keys = [key async for key in live.redis().scan_iter(match=f"{in_progress_key_prefix}*", count=1000)]
        if keys:
            await live.redis().delete(*keys)


async def _arq_forever(process: Process, stopping: asyncio.Event) -> None:
    """arq's worker ends when Redis goes away: start it again until we stop."""
    while not stopping.is_set():
        await _release_claims()
        worker = _arq(process)
        running = asyncio.create_task(worker.async_run(), name="arq")
        stopped = asyncio.create_task(stopping.wait())
        await asyncio.wait({running, stopped}, return_when=asyncio.FIRST_COMPLETED)
        await tasks.end(running, stopped)  # those that run hand their jobs back when cancelled
        await asyncio.gather(worker.close(), *worker.tasks.values(), return_exceptions=True)
        if worker.pool:  # the first cancelled job ends arq's close before its connections are
            await worker.pool.aclose(close_connection_pool=True)
        if not stopping.is_set():
            log.error("worker.redis_away", error=repr(None if running.cancelled() else running.exception()))
            await asyncio.sleep(1)


def alive_key(pid: int) -> str:
    """The Redis key that says a worker of this pid is up; it goes out by itself when the worker is gone."""
    return f"ksap:worker:{pid}"


async def _alive(stopping: asyncio.Event) -> None:
    while not stopping.is_set():
        with suppress(RedisError, OSError):
            await live.redis().set(alive_key(os.getpid()), b"1", ex=15)
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), 5)
    with suppress(RedisError, OSError):
        await live.redis().delete(alive_key(os.getpid()))


async def serve(config: Settings, stopping: asyncio.Event) -> None:
    """Work until `stopping`; then finish or hand back what is in hand."""
    modules = house.modules()
    house.discover_vendors()
    async with open_process(config, "ksap-worker") as process:
        for module in modules:
            if module.start:
                await module.start()
        clockwork = [
            ("jobs.sweep", 2.0, job_runner.sweep),
            *((c.name, c.every, c.function) for c in jobs.crons()),
        ]
        async with asyncio.TaskGroup() as group:
            group.create_task(Relay().run(stopping), name="outbox relay")
            group.create_task(Pump().run(stopping), name="inbox pump")
            group.create_task(_arq_forever(process, stopping), name="arq")
            for name, seconds, call in clockwork:
                group.create_task(_every(stopping, name, seconds, call), name=f"cron {name}")
            group.create_task(_alive(stopping), name="alive")
            settle()
            log.info("worker.ready", crons=[name for name, _, _ in clockwork])
    log.info("worker.stopped")


def main() -> None:
    config = settings()
    logs.configure(config.log_level, "worker")

    async def run() -> None:
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopping.set)
        await serve(config, stopping)

    asyncio.run(run())


if __name__ == "__main__":
    main()
