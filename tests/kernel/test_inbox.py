"""Incoming deliveries: verified, stored once, acknowledged after the commit, taken in with their effects."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from structlog.testing import capture_logs

from app.kernel import audit, clock, db, inbox
from app.kernel.db import database, unit_of_work
from app.kernel.ids import new_id
from app.kernel.inbox import InboxEndpoint, Message, Pump, Receiver, Verified, done, receives
from app.kernel.process import Process
from tests.factories import Organisation, make_organisation
from tests.http import Client

SECRET = "hush"
LIMIT = 2000


def sign(raw: bytes, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


def verify(headers: Mapping[str, str], raw: bytes, secret: str) -> Verified | None:
    if not hmac.compare_digest(headers.get("x-signature", "").encode(), sign(raw, secret).encode()):
        return None
    return Verified(headers.get("x-delivery", ""), headers.get("x-topic", "orders/create"))


class Taking:
    """How the consumer below behaves, and what it was given."""

    batches: list[list[Message]] = []
    mode = "take"


@receives("tests")
async def take_in(org_id: UUID, endpoint_id: UUID, messages: Sequence[Message]) -> None:
    Taking.batches.append(list(messages))
    if Taking.mode == "fail":
        raise ValueError("cannot read it")
    if Taking.mode == "leave":
        return
    async with unit_of_work(org_id) as uow:
        for message in messages:
            audit.record(uow, "tests.taken", id_=message.body.decode())
        await done(uow, [m.id for m in messages])
        if Taking.mode == "fail after":
            raise ConnectionError("killed before the commit")


@pytest.fixture
async def receiver(process: Process) -> AsyncIterator[Receiver]:
    Taking.batches, Taking.mode = [], "take"
    running = Receiver({"acme": verify}, process.vault, max_bytes=LIMIT, pings={"acme": lambda raw: raw == b"hello"})
    running.start()
    yield running
    await running.stop()


async def make_endpoint(process: Process, org: Organisation, state: str = "open", vendor: str = "acme") -> UUID:
    id_ = new_id()
    sealed = process.vault.seal(SECRET.encode(), inbox.secret_context(id_))
    async with org.uow() as uow:
        uow.add(InboxEndpoint(org_id=org.id, id=id_, vendor=vendor, kind="tests", secret=sealed, state=state))
    return id_


@pytest.fixture
async def endpoint(process: Process, org: Organisation) -> UUID:
    return await make_endpoint(process, org)


async def deliver(
    receiver: Receiver, endpoint: object, body: bytes = b"1", *, delivery: str = "", vendor: str = "acme", **headers: str
) -> httpx.Response:
    given = {"x-signature": sign(body), "x-delivery": delivery, **{k.replace("_", "-"): v for k, v in headers.items()}}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=receiver), base_url="http://ksap.test") as client:
        return await client.post(f"/webhooks/{vendor}/{endpoint}", content=body, headers=given)


async def stored(endpoint: UUID) -> list[Any]:
    async with database().system.acquire() as connection:
        return list(await connection.fetch("SELECT * FROM inbox_messages WHERE endpoint_id = $1 ORDER BY id", endpoint))


async def taken(org: Organisation) -> list[str]:
    async with database().read(org.id) as connection:
        rows = await connection.fetch("SELECT target_id FROM audit_log WHERE action = 'tests.taken' ORDER BY id")
    return [row["target_id"] for row in rows]


async def test_a_delivery_is_stored_raw_and_once(receiver: Receiver, endpoint: UUID, org: Organisation) -> None:
    raw = b'{"id": 1,  "note": "\xc3\xa4"}'
    answers = await asyncio.gather(*(deliver(receiver, endpoint, raw, delivery="d-1") for _ in range(5)))
    answers.append(await deliver(receiver, endpoint, raw, delivery="d-1"))
    assert [a.status_code for a in answers] == [200] * 6
    assert answers[0].json() == {"success": True, "message": "Stored."}
    (row,) = await stored(endpoint)
    assert (row["body"], row["org_id"], row["topic"], row["state"]) == (raw, org.id, "orders/create", "pending")
    assert row["correlation_id"].startswith("req_")


async def test_without_a_delivery_id_the_content_tells_repeats(receiver: Receiver, endpoint: UUID) -> None:
    for body in (b"1", b"1", b"2"):
        assert (await deliver(receiver, endpoint, body)).status_code == 200
    assert [row["body"] for row in await stored(endpoint)] == [b"1", b"2"]


async def test_one_delivery_id_at_two_endpoints_is_two_deliveries(receiver: Receiver, endpoint: UUID, process: Process) -> None:
    other = await make_endpoint(process, await make_organisation("Others"))
    for each in (endpoint, other):
        assert (await deliver(receiver, each, delivery="same")).status_code == 200
    assert len(await stored(endpoint)) == len(await stored(other)) == 1


async def test_a_forged_delivery_is_refused_and_not_stored(receiver: Receiver, endpoint: UUID) -> None:
    for signature in ("", "0" * 64, sign(b"1", "another secret"), sign(b"other body")):
        assert (await deliver(receiver, endpoint, b"1", x_signature=signature)).status_code == 401
    assert await stored(endpoint) == []


async def test_an_unsigned_ping_is_answered_and_not_stored(
    receiver: Receiver, endpoint: UUID, process: Process, org: Organisation
) -> None:
    assert (await deliver(receiver, endpoint, b"hello", x_signature="")).status_code == 200
    assert (await deliver(receiver, endpoint, b"hello there", x_signature="")).status_code == 401
    closed = await make_endpoint(process, org, "closed")
    assert (await deliver(receiver, closed, b"hello", x_signature="")).status_code == 404
    assert await stored(endpoint) == []


async def test_only_woocommerce_pings_with_the_number_of_a_webhook(
    anonymous: Client, process: Process, org: Organisation
) -> None:
    for vendor, status in (("woocommerce", 200), ("shopify", 401)):
        endpoint = await make_endpoint(process, org, vendor=vendor)
        answer = await anonymous.post(f"/webhooks/{vendor}/{endpoint}", data={"webhook_id": "7"})
        assert (answer.status_code, await stored(endpoint)) == (status, [])
        assert (await anonymous.post(f"/webhooks/{vendor}/{endpoint}", data={"id": "7"})).status_code == 401


async def test_what_nobody_listens_to_is_not_found(
    receiver: Receiver, endpoint: UUID, process: Process, org: Organisation
) -> None:
    closed = await make_endpoint(process, org, "closed")
    for address, vendor in ((new_id(), "acme"), ("nonsense", "acme"), ("", "acme"), (endpoint, "nobody"), (closed, "acme")):
        assert (await deliver(receiver, address, vendor=vendor)).status_code == 404
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=receiver), base_url="http://ksap.test") as client:
        assert (await client.get(f"/webhooks/acme/{endpoint}")).status_code == 405


async def test_a_delivery_over_the_limit_is_refused(receiver: Receiver, endpoint: UUID) -> None:
    assert (await deliver(receiver, endpoint, b"x" * LIMIT)).status_code == 200
    assert (await deliver(receiver, endpoint, b"x" * (LIMIT + 1))).status_code == 413
    assert len(await stored(endpoint)) == 1


async def test_an_unreadable_secret_lets_nobody_in(receiver: Receiver, endpoint: UUID, org: Organisation) -> None:
    async with org.uow() as uow:
        (await uow.get(InboxEndpoint, endpoint)).secret = "v1.gone.AAAA.AAAA"
    with capture_logs() as logs:
        assert (await deliver(receiver, endpoint)).status_code == 404
    assert logs[0]["event"] == "inbox.secret_unreadable"


async def test_a_paused_endpoint_stores_and_does_not_hand_on(receiver: Receiver, process: Process, org: Organisation) -> None:
    paused = await make_endpoint(process, org, "paused")
    assert (await deliver(receiver, paused, b"1")).status_code == 200
    assert await Pump().sweep(org.id) == 0
    async with org.uow() as uow:
        (await uow.get(InboxEndpoint, paused)).state = "open"
    assert await Pump().sweep(org.id) == 1
    assert await taken(org) == ["1"]


async def test_what_could_not_be_stored_is_not_acknowledged(
    receiver: Receiver, endpoint: UUID, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await deliver(receiver, endpoint, b"1")).status_code == 200

    class Refusing:
        def acquire(self, **_: object) -> Any:
            raise ConnectionRefusedError("the database is away")

    with monkeypatch.context() as patched:
        patched.setattr(db.database(), "system", Refusing())
        for address in (endpoint, new_id()):  # one that is known already, and one that is not
            answer = await deliver(receiver, address, b"2")
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
            assert answer.json()["success"] is False
    assert len(await stored(endpoint)) == 1
    assert (await deliver(receiver, endpoint, b"2")).status_code == 200
    assert len(await stored(endpoint)) == 2


async def test_deliveries_that_arrive_together_share_commits(
    receiver: Receiver, endpoint: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches: list[int] = []
    flush = receiver._flush

    async def counted(batch: list[Any]) -> None:
        batches.append(len(batch))
        await flush(batch)

    monkeypatch.setattr(receiver, "_flush", counted)
    answers = await asyncio.gather(*(deliver(receiver, endpoint, str(n).encode(), delivery=f"d{n}") for n in range(200)))
    assert {a.status_code for a in answers} == {200}
    assert len(await stored(endpoint)) == sum(batches) == 200
    assert len(batches) < 100


async def test_stopping_stores_what_was_received(process: Process, endpoint: UUID) -> None:
    stopped = Receiver({"acme": verify}, process.vault, max_bytes=LIMIT)
    stopped.start()
    assert (await deliver(stopped, endpoint, b"0")).status_code == 200
    sending = [asyncio.create_task(deliver(stopped, endpoint, str(n).encode())) for n in range(1, 20)]
    await stopped._work.wait()
    await stopped.stop()
    async with asyncio.timeout(10):
        answers = [(await task).status_code for task in sending]
    assert set(answers) <= {200, 503} and 200 in answers
    assert len(await stored(endpoint)) == 1 + answers.count(200)
    async with asyncio.timeout(10):
        assert (await deliver(stopped, endpoint, b"late")).status_code == 503


async def test_deliveries_are_taken_in_by_their_consumer_in_order(
    receiver: Receiver, endpoint: UUID, org: Organisation
) -> None:
    for n in range(3):
        await deliver(receiver, endpoint, str(n).encode())
    assert await Pump().sweep(org.id) == 3
    (batch,) = Taking.batches
    assert [m.body for m in batch] == [b"0", b"1", b"2"]
    assert await taken(org) == ["0", "1", "2"]
    assert {row["state"] for row in await stored(endpoint)} == {"done"}
    assert await Pump().sweep(org.id) == 0


async def test_pumps_side_by_side_take_in_each_delivery_once(receiver: Receiver, endpoint: UUID, org: Organisation) -> None:
    for n in range(5):
        await deliver(receiver, endpoint, str(n).encode())
    await asyncio.gather(*(Pump().sweep(org.id) for _ in range(6)))
    assert sorted(await taken(org)) == list("01234")
    assert all(Taking.batches)


async def test_effects_and_done_go_together(receiver: Receiver, endpoint: UUID, org: Organisation) -> None:
    await deliver(receiver, endpoint, b"1")
    Taking.mode = "fail after"
    assert await Pump().sweep(org.id) == 1
    (row,) = await stored(endpoint)
    assert (row["state"], row["attempts"], row["error"]) == ("pending", 1, "ConnectionError: killed before the commit")
    assert await taken(org) == []
    Taking.mode = "take"
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        assert await Pump().sweep(org.id) == 1
    assert await taken(org) == ["1"]


@pytest.mark.parametrize(("mode", "error"), [("fail", "ValueError: cannot read it"), ("leave", "the consumer left it undone")])
async def test_what_is_not_taken_in_comes_again_later_and_dies(
    receiver: Receiver, endpoint: UUID, org: Organisation, mode: str, error: str
) -> None:
    await deliver(receiver, endpoint, b"1")
    Taking.mode = mode
    waits, now = [], clock.now() + timedelta(seconds=1)
    for _ in range(inbox.MAX_ATTEMPTS):
        with clock.frozen(now):
            assert await Pump().sweep(org.id) == 1
            assert await Pump().sweep(org.id) == 0, "not before its time"
        (row,) = await stored(endpoint)
        waits.append((row["available_at"] - now).total_seconds())
        now = row["available_at"]
    assert (row["state"], row["attempts"], row["error"]) == ("dead", inbox.MAX_ATTEMPTS, error)
    assert waits[:3] == [1, 2, 4] and waits == sorted(waits) and waits[-1] == 600
    with clock.frozen(now + timedelta(days=1)):
        assert await Pump().sweep(org.id) == 0


async def test_only_what_was_taken_in_is_forgotten(receiver: Receiver, endpoint: UUID, org: Organisation) -> None:
    await deliver(receiver, endpoint, b"1")
    await Pump().sweep(org.id)
    await deliver(receiver, endpoint, b"2")
    with clock.frozen(clock.now() + timedelta(days=31)):
        assert await inbox.forget(timedelta(days=30)) >= 1
    assert [row["body"] for row in await stored(endpoint)] == [b"2"]
