"""Limits of calls: by person, key and address, told in headers, shared by processes, there while Redis is away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from app.kernel import clock
from app.kernel.auth import Principal
from app.kernel.ids import new_id
from app.kernel.process import Process
from app.kernel.ratelimit import Rule
from app.kernel.settings import SettingsError, load
from app.kernel.throttle import Class, Throttle, class_of
from tests.accounts.people import join
from tests.factories import PASSWORD, Organisation
from tests.http import Client

NARROW: dict[Class, Rule | None] = {
    "sign_in": Rule(3, 60), "read": Rule(6, 60), "write": Rule(3, 60), "export": Rule(1, 3600),
}  # fmt: skip


@asynccontextmanager
async def narrow(application: FastAPI, process: Process, **changed: Rule | None) -> AsyncIterator[None]:
    before = application.state.throttle
    limits = NARROW | {name: rule for name, rule in changed.items() if name in NARROW}
    application.state.throttle = Throttle(process.redis, limits)
    try:
        yield
    finally:
        application.state.throttle = before


def caller(kind: str = "user") -> Principal:
    return Principal(org_id=new_id(), user_id=new_id(), role="owner", permissions=frozenset(), kind=kind)


def address() -> str:
    """One that no test has used."""
    return f"2001:db8:{new_id().hex[-8:-4]}:{new_id().hex[-4:]}::1"


def at(app: FastAPI, where: str) -> Client:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=(where, 1))
    return Client(transport=transport, base_url="http://ksap.test")


def test_calls_have_classes() -> None:
    assert class_of("POST", "/api/v1/auth/login") == "sign_in"
    assert class_of("GET", "/api/v1/auth/session") == "read"
    assert class_of("GET", "/api/v1/orders") == "read"
    assert class_of("PATCH", "/api/v1/orders/1") == "write"
    assert class_of("GET", "/api/v1/audit/export") == "export"
    for path in ("/webhooks/shopify/1", "/health/live", "/metrics", "/", "/assets/x.js", "/api/docs"):
        assert class_of("POST", path) is None


async def test_over_the_limit_a_call_is_refused_and_told_when(
    application: FastAPI, process: Process, client: Client
) -> None:  # fmt: skip
    with clock.frozen(clock.now()):
        async with narrow(application, process):
            answers = [await client.get("/api/v1/orders") for _ in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 6 + [429]
    assert [int(answer.headers["ratelimit-remaining"]) for answer in answers] == [5, 4, 3, 2, 1, 0, 0]
    assert {answer.headers["ratelimit-limit"] for answer in answers} == {"6"}
    assert [int(answer.headers["ratelimit-reset"]) for answer in answers[:3]] == [10, 20, 30]
    refused = answers[-1]
    assert refused.headers["retry-after"] == "10" and refused.json()["error"]["code"] == "RATE_LIMITED"
    assert refused.json()["error"]["details"]["class"] == "read"


async def test_each_class_and_each_caller_has_a_bucket(
    application: FastAPI, process: Process, client: Client, org: Organisation
) -> None:
    member = await join(client, application, org)
    made = await client.data("POST", "/api/v1/api-keys", json={"name": "K", "permissions": ["orders.read"]}, status=201)
    key = at(application, address())
    key.headers["authorization"] = f"Bearer {made['key']}"
    again = at(application, address())  # another session of the same person, from elsewhere
    await again.sign_in(org)
    async with narrow(application, process, read=Rule(2, 3600)):
        assert [(await client.get("/api/v1/orders")).status_code for _ in range(3)] == [200, 200, 429]
        assert (await again.get("/api/v1/orders")).status_code == 429
        assert (await member.get("/api/v1/orders")).status_code == 200
        assert [(await key.get("/api/v1/orders")).status_code for _ in range(3)] == [200, 200, 429]
        assert (await client.post("/api/v1/products", json={})).status_code == 422
        assert (await client.get("/api/v1/audit/export")).status_code == 200
        assert (await client.get("/api/v1/audit/export")).status_code == 429
    for each in (member, key, again):
        await each.aclose()


async def test_sign_ins_are_counted_by_address(application: FastAPI, process: Process, org: Organisation) -> None:
    here, there = at(application, address()), at(application, address())
    body = {"email": org.email, "password": PASSWORD}
    async with narrow(application, process, sign_in=Rule(2, 3600)):
        assert [(await here.post("/api/v1/auth/login", json=body)).status_code for _ in range(3)] == [200, 200, 429]
        assert (await there.post("/api/v1/auth/login", json=body)).status_code == 200
    await here.aclose()
    await there.aclose()


async def test_strangers_without_a_credential_are_counted_by_address(application: FastAPI, process: Process) -> None:
    flood = at(application, address())
    async with narrow(application, process, read=Rule(1, 3600)):
        assert [(await flood.get("/api/v1/orders")).status_code for _ in range(5)] == [401] * 4 + [429]
        assert (await flood.get("/health/live")).status_code == 200
        assert (await flood.post("/webhooks/shopify/nothing")).status_code == 404
    await flood.aclose()


async def test_a_class_without_a_limit_is_not_counted(application: FastAPI, process: Process, client: Client) -> None:
    async with narrow(application, process, read=None):
        answer = await client.get("/api/v1/orders")
    assert answer.status_code == 200 and "ratelimit-limit" not in answer.headers


async def test_processes_share_a_bucket(process: Process) -> None:
    who, several = caller(), [Throttle(process.redis, {"read": Rule(100, 3600)}) for _ in range(4)]
    with clock.frozen(clock.now()):
        asked = await asyncio.gather(*(each.by_caller("read", who) for _ in range(50) for each in several))
    assert sum(quota is not None and not quota.wait for quota in asked) == 100


async def test_without_redis_each_process_counts_for_itself() -> None:
    redis = Redis(host="127.0.0.1", port=1)
    alone, who, start = Throttle(redis, {"read": Rule(3, 30)}), caller(), clock.now()
    for later, most in ((0, 3), (10, 1), (3600, 3)):
        with clock.frozen(start + timedelta(seconds=later)):
            quotas = [await alone.by_caller("read", who) for _ in range(5)]
        assert [bool(quota and quota.wait) for quota in quotas] == [False] * most + [True] * (5 - most)
    await redis.aclose()


@settings(max_examples=60)
@given(st.integers(1, 200), st.integers(1, 100), st.lists(st.floats(0, 50), min_size=1, max_size=60))
def test_no_pattern_of_calls_gets_more_than_the_rule_gives(most: int, seconds: int, pauses: list[float]) -> None:
    async def play() -> None:
        redis, start, elapsed, passed = Redis(host="127.0.0.1", port=1), clock.now(), 0.0, 0
        alone, who, rule = Throttle(redis, {"write": Rule(most, seconds)}), caller(), Rule(most, seconds)
        for pause in pauses:
            elapsed += pause
            with clock.frozen(start + timedelta(seconds=elapsed)):
                for _ in range(1 + most // 3):
                    quota = await alone.by_caller("write", who)
                    assert quota and 0 <= quota.remaining <= most
                    passed += not quota.wait
        assert passed <= most + rule.rate * elapsed + 1
        await redis.aclose()

    asyncio.run(play())


@pytest.mark.parametrize("wrong", ["many", "10", "0/60", "10/0", "-1/5", "1.5/60"])
def test_a_limit_that_makes_no_sense_stops_the_start(wrong: str) -> None:
    with pytest.raises(SettingsError, match="KSAP_RATE_READ"):
        load({"KSAP_RATE_READ": wrong})
    assert load({"KSAP_RATE_READ": "off"}).rate_read == "off"
