"""Nothing at the doors tells whether somebody has an account: same answer, same headers, same work on a clock of our own.

The clock counts what is done: each statement and each password's hash has its price, and sleeping costs what it says. Whoever
measures the real one sees these sums and noise.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import event

from app.accounts import even, passwords
from app.kernel.db import database
from tests.accounts.people import visitor
from tests.factories import PASSWORD, Organisation, make_organisation
from tests.http import Client

STATEMENT, HASH, FLOOR = 0.004, 0.25, 0.9  # seconds
NOBODY = "nobody.{}@example.com"


@dataclass
class Work:
    """Seconds that were worked or slept away."""

    seconds: float = 0.0

    def spend(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch, application: FastAPI) -> Iterator[Work]:
    done = Work()
    matches, hashed = passwords.matches, passwords.hashed

    async def slept(seconds: float) -> None:
        done.spend(seconds)

    async def matching(password: str, stored: str | None) -> bool:
        done.spend(HASH)
        return await matches(password, stored)

    async def hashing(password: str) -> str:
        done.spend(HASH)
        return await hashed(password)

    def stated(*_: Any) -> None:
        done.spend(STATEMENT)

    monkeypatch.setattr(even, "FLOOR", FLOOR)
    monkeypatch.setattr(even, "time", SimpleNamespace(monotonic=lambda: done.seconds))
    monkeypatch.setattr(even, "asyncio", SimpleNamespace(sleep=slept))
    monkeypatch.setattr(passwords, "matches", matching)
    monkeypatch.setattr(passwords, "hashed", hashing)
    engine = database().engine.sync_engine
    event.listen(engine, "before_cursor_execute", stated)
    yield done
    event.remove(engine, "before_cursor_execute", stated)


@pytest.fixture
async def visiting(application: FastAPI) -> AsyncIterator[Client]:
    async with visitor(application) as client:
        yield client


def told(answer: httpx.Response, email: str = "") -> tuple[Any, ...]:
    """All that a caller sees, but for what differs between any two calls, and the address that they gave themselves."""
    body = re.sub(r'"(timestamp|request_id|id|created_at|expires_at)":"[^"]*"', "", answer.text)
    body = re.sub(r'"retry_after":[\d.]+', "", body)
    body = body.replace(email, "") if email else body
    fixed = {k: v for k, v in answer.headers.items() if k not in ("x-request-id", "content-length", "etag")}
    fixed = {k: v for k, v in fixed.items() if not k.startswith("ratelimit")}
    return answer.status_code, body, fixed


async def both(work: Work, call: Any, known: str, unknown: str) -> list[tuple[tuple[Any, ...], float]]:
    seen = []
    for email in (known, unknown):
        before = work.seconds
        answer = await call(email)
        seen.append((told(answer, email), round(work.seconds - before, 6)))
    return seen


async def test_a_sign_in_tells_nothing_from_the_first_try_to_the_last(visiting: Client, org: Organisation, work: Work) -> None:
    unknown = NOBODY.format(uuid4().hex[:8])

    async def login(email: str) -> httpx.Response:
        return await visiting.post("/api/v1/auth/login", json={"email": email, "password": "wrong", "code": "123456"})

    for status in (401,) * 5 + (429,) * 3:
        one, two = await both(work, login, org.email, unknown)
        assert one[0][0] == status
        assert one[0][1] == two[0][1] and set(one[0][2]) == set(two[0][2])  # how long to wait may differ by the second
        assert one[1] == two[1] >= FLOOR


async def test_a_forgotten_password_tells_nothing_however_often(visiting: Client, org: Organisation, work: Work) -> None:
    unknown = NOBODY.format(uuid4().hex[:8])

    async def forgot(email: str) -> httpx.Response:
        return await visiting.post("/api/v1/auth/password/forgot", json={"email": email})

    for _ in range(5):  # from the fourth on nothing is sent
        one, two = await both(work, forgot, org.email, unknown)
        assert one[0] == two[0] and one[0][0] == 202
        assert one[1] == two[1] == pytest.approx(FLOOR)


async def test_an_invitation_tells_its_sender_nothing(client: Client, work: Work) -> None:
    """Whether the person has an account elsewhere is theirs to say."""
    elsewhere = await make_organisation("Elsewhere")

    async def invite(email: str) -> httpx.Response:
        return await client.post("/api/v1/members/invitations", json={"email": email, "role": "viewer"})

    warm = NOBODY.format(uuid4().hex[:8])
    await invite(warm)
    one, two = await both(work, invite, elsewhere.email, NOBODY.format(uuid4().hex[:8]))
    assert one[0] == two[0] and one[0][0] == 201
    assert one[1] == two[1]


async def test_a_refused_privacy_request_tells_nothing_of_other_organisations(client: Client, work: Work) -> None:
    elsewhere = await make_organisation("Elsewhere")

    async def ask(email: str) -> httpx.Response:
        body = {"kind": "export", "subject_kind": "member", "email": email, "regime": "gdpr"}
        return await client.post("/api/v1/privacy/requests", json=body)

    one, two = await both(work, ask, elsewhere.email, NOBODY.format(uuid4().hex[:8]))
    assert one == two and one[0][0] == 404


async def test_what_names_nobody_can_tell_of_nobody(visiting: Client) -> None:
    """The other doors take no address at all: a passkey's options, the second half of a sign-in, links, providers."""
    document = (await visiting.get("/api/openapi.json")).json()
    takes = {
        path
        for path, methods in document["paths"].items()
        for operation in methods.values()
        if path.startswith("/api/v1/auth/") and "email" in _fields(operation, document)
    }
    assert takes == {"/api/v1/auth/register", "/api/v1/auth/login", "/api/v1/auth/password/forgot"}
    options = [(await visiting.post("/api/v1/auth/passkey/options")).json() for _ in range(2)]
    assert all(
        "allowCredentials" not in str(each) or "[]" in str(each["data"]["options"]["allowCredentials"]) for each in options
    )
    mfa = {"mfa_token": "x.y.z", "code": "123456"}
    assert (await visiting.post("/api/v1/auth/mfa", json=mfa)).status_code == 401


def _fields(operation: dict[str, Any], document: dict[str, Any]) -> set[str]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    name = content.get("$ref", "").rpartition("/")[2]
    return set(document["components"]["schemas"].get(name, {}).get("properties", {}))


async def test_whoever_signs_in_for_real_waits_for_nothing(visiting: Client, org: Organisation, work: Work) -> None:
    """Else the floor would be everybody's price."""
    answer = await visiting.post("/api/v1/auth/login", json={"email": org.email, "password": PASSWORD})
    assert answer.status_code == 200 and work.seconds < FLOOR
