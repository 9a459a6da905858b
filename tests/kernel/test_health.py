"""Health: live says the process runs, ready says its servers answer, metrics are there to be scraped."""

from __future__ import annotations

import asyncpg
import pytest
from fastapi import FastAPI
from redis.asyncio import Redis

from app.kernel import live
from app.kernel.db import database
from tests.http import Client


async def test_ready_while_database_and_redis_answer(anonymous: Client) -> None:
    ready = await anonymous.data("GET", "/health/ready")
    assert ready["status"] == "ready"
    assert {name: check["ok"] for name, check in ready["checks"].items()} == {"postgresql": True, "redis": True}


async def test_not_ready_without_redis_but_live(anonymous: Client, no_redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_redis", no_redis)
    answer = await anonymous.get("/health/ready")
    assert (answer.status_code, answer.json()["success"]) == (503, False)
    checks = answer.json()["data"]["checks"]
    assert (checks["postgresql"]["ok"], checks["redis"]["ok"]) == (True, False)
    assert (await anonymous.data("GET", "/health/live"))["status"] == "live"


async def test_not_ready_without_the_database_and_nothing_of_it_told(
    anonymous: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away:
        def acquire(self, **_: object) -> None:
            raise asyncpg.CannotConnectNowError("host=db.internal password=hunter2")

    monkeypatch.setattr(database(), "app", Away())
    answer = await anonymous.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["data"]["checks"]["postgresql"]["error"] == "CannotConnectNowError"
    assert "hunter2" not in answer.text


async def test_not_ready_while_shutting_down(anonymous: Client, application: FastAPI) -> None:
    application.state.stopping.set()
    try:
        answer = await anonymous.get("/health/ready")
        assert (answer.status_code, answer.json()["data"]["status"]) == (503, "not ready")
    finally:
        application.state.stopping.clear()


async def test_metrics_tell_depths_at_scrape_time(anonymous: Client) -> None:
    answer = await anonymous.get("/metrics")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/plain")
    for name in ("ksap_outbox_pending", "ksap_jobs_open", "ksap_http_seconds_bucket", "ksap_webhook_seconds"):
        assert name in answer.text
