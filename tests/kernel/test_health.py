"""Health: live says the process runs, ready says its servers answer, metrics are there to be scraped."""

from __future__ import annotations

import asyncpg
import pytest
from fastapi import FastAPI
from redis.asyncio import Redis

from app.kernel import live
from app.kernel.db import database
from tests.http import Client


class Away:
    def acquire(self, **_: object) -> None:
        raise asyncpg.CannotConnectNowError("host=db.internal password=hunter2")


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
    assert answer.json()["message"] == "redis does not answer (ConnectionError)"
    assert (await anonymous.data("GET", "/health/live"))["status"] == "live"


async def test_not_ready_without_the_database_and_nothing_of_it_told(
    anonymous: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database(), "app", Away())
    answer = await anonymous.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["data"]["checks"]["postgresql"]["error"] == "CannotConnectNowError"
    assert answer.json()["message"] == "postgresql does not answer (CannotConnectNowError)"
    assert "hunter2" not in answer.text


async def test_not_ready_while_shutting_down(anonymous: Client, application: FastAPI) -> None:
    application.state.stopping.set()
    try:
        answer = await anonymous.get("/health/ready")
        assert (answer.status_code, answer.json()["data"]["status"]) == (503, "not ready")
        assert answer.json()["message"] == "shutting down"
    finally:
        application.state.stopping.clear()


async def test_metrics_tell_depths_at_scrape_time(anonymous: Client) -> None:
    answer = await anonymous.get("/metrics")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/plain")
    for name in ("ksap_outbox_pending", "ksap_jobs_open", "ksap_http_seconds_bucket", "ksap_webhook_seconds"):
        assert name in answer.text


async def test_metrics_without_the_database_tell_what_is_known(anonymous: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert 'ksap_server_up{server="postgresql"} 1.0' in (await anonymous.get("/metrics")).text
    with monkeypatch.context() as patched:
        patched.setattr(database(), "system", Away())
        answer = await anonymous.get("/metrics")
    assert answer.status_code == 200 and "hunter2" not in answer.text
    assert 'ksap_server_up{server="postgresql"} 0.0' in answer.text
    assert 'ksap_server_up{server="redis"} 1.0' in answer.text
    assert "ksap_http_seconds_bucket" in answer.text
    assert 'ksap_jobs_open{state="queued"}' not in answer.text, "a depth of before would be a lie"
    assert 'ksap_jobs_open{state="queued"}' in (await anonymous.get("/metrics")).text


async def test_metrics_without_redis(anonymous: Client, no_redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_redis", no_redis)
    answer = await anonymous.get("/metrics")
    assert answer.status_code == 200
    assert 'ksap_server_up{server="redis"} 0.0' in answer.text and 'ksap_jobs_open{state="queued"}' in answer.text
