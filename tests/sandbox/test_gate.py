"""Vendors over real HTTP, and the troubles that requests can have."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import httpx
import pytest

from app.sandbox.server import build
from app.sandbox.stage import Stage
from app.sandbox.world import Refused
from tests.sandbox.acme import AcmeState
from tests.sandbox.support import Clock, client, make_stage, serving, small_shop, variant_id


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def stage(clock: Clock) -> Stage:
    return make_stage(clock=clock)


@pytest.fixture
async def http(stage: Stage) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(build(stage)) as base, client(base) as made:
        yield made


async def test_a_shop_is_found_by_its_path_and_routes_know_no_prefix(stage: Stage, http: httpx.AsyncClient) -> None:
    small_shop(stage.world, "second")
    answer = (await http.get("/acme/second/things/a%20b")).json()
    assert (answer["shop"], answer["id"]) == ("second", "a b")
    assert answer["at"] == str(http.base_url.join("/acme/second/"))
    assert (await http.get("/acme/nobody/echo")).status_code == 404
    assert (await http.get("/acme/second/none")).status_code == 404
    assert (await http.get("/acmetea-house/echo")).status_code == 404


async def test_a_storm_of_so_many_errors(stage: Stage, http: httpx.AsyncClient) -> None:
    stage.begin_fault("server_error", "acme", "tea-house", count=2)
    answers = [await http.get("/acme/tea-house/echo") for _ in range(3)]
    assert [a.status_code for a in answers] == [502, 502, 200]
    assert answers[0].json() == {"acme_says": "server_error"}
    assert stage.faults.active() == []
    assert stage.hosts["acme"].state(stage.world.shop("tea-house")).calls == 1


async def test_a_fault_ends_at_its_time(stage: Stage, http: httpx.AsyncClient, clock: Clock) -> None:
    stage.begin_fault("throttled", "acme", seconds=30)
    assert (await http.get("/acme/tea-house/echo")).status_code == 429
    clock.forward(seconds=30)
    assert (await http.get("/acme/tea-house/echo")).status_code == 200


async def test_a_rate_strikes_a_share(stage: Stage, http: httpx.AsyncClient) -> None:
    stage.begin_fault("server_error", "acme", rate=0.3)
    struck = sum([(await http.get("/acme/tea-house/echo")).status_code == 502 for _ in range(60)])
    assert 8 <= struck <= 28


async def test_a_fault_strikes_only_what_it_is_about(stage: Stage, http: httpx.AsyncClient) -> None:
    small_shop(stage.world, "second")
    stage.begin_fault("throttled", "acme", "tea-house", route=r"^POST /echo", body=r"mutation\s+Pay")
    assert (await http.get("/acme/tea-house/echo")).status_code == 200
    assert (await http.post("/acme/tea-house/echo", content="query Pay")).json()["body"] == "query Pay"
    assert (await http.post("/acme/second/echo", content="mutation Pay")).status_code == 200
    assert (await http.post("/acme/tea-house/echo", content="mutation  Pay")).status_code == 429


async def test_a_dropped_connection_does_nothing(stage: Stage, http: httpx.AsyncClient) -> None:
    stage.begin_fault("connection_dropped", "acme", count=1)
    with pytest.raises(httpx.TransportError):
        await http.get("/acme/tea-house/echo")
    assert stage.hosts["acme"].state(stage.world.shop("tea-house")).calls == 0
    assert (await http.get("/acme/tea-house/echo")).status_code == 200
    assert [(s.status, s.fault) for s in stage.seen] == [(None, "connection_dropped"), (200, "")]


async def test_a_lost_response_was_a_success(stage: Stage, http: httpx.AsyncClient) -> None:
    shop = stage.world.shop("tea-house")
    tea = variant_id(shop, "TEA-50")
    stage.begin_fault("response_lost", "acme", route="POST /buy", count=1)
    refusal = await http.post("/acme/tea-house/buy", json={"variant": tea, "quantity": 0})
    assert refusal.status_code == 422  # a no is not lost, and not counted
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        await http.post("/acme/tea-house/buy", json={"variant": tea, "quantity": 2})
    assert [order.lines[0].quantity for order in shop.orders.values()] == [2]
    assert (await http.post("/acme/tea-house/buy", json={"variant": tea, "quantity": 1})).status_code == 201
    assert [s.fault for s in stage.seen] == ["", "response_lost", ""]


async def test_a_page_instead_of_data_and_nothing_done(stage: Stage, http: httpx.AsyncClient) -> None:
    stage.begin_fault("answer_page", "acme", count=1)
    answer = await http.get("/acme/tea-house/echo")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.text.startswith("<!doctype html>")
    assert stage.hosts["acme"].state(stage.world.shop("tea-house")).calls == 0
    assert [(s.status, s.fault) for s in stage.seen] == [(200, "answer_page")]


@pytest.mark.parametrize("kind", ["answer_cut", "answer_noise"])
async def test_a_broken_answer_to_what_was_done(stage: Stage, http: httpx.AsyncClient, kind: str) -> None:
    tea = variant_id(stage.world.shop("tea-house"), "TEA-50")
    stage.begin_fault(kind, "acme", count=1)
    refusal = await http.post("/acme/tea-house/buy", json={"variant": tea, "quantity": 0})
    assert refusal.status_code == 422 and refusal.json()
    broken = await http.post("/acme/tea-house/buy", json={"variant": tea, "quantity": 2})
    whole = await http.post("/acme/tea-house/buy", json={"variant": tea, "quantity": 2})
    assert broken.status_code == whole.status_code == 201
    assert [order.lines[0].quantity for order in stage.world.shop("tea-house").orders.values()] == [2, 2]
    if kind == "answer_cut":
        assert 0 < len(broken.content) < len(whole.content)
    else:
        assert broken.content.startswith(b"\xef\xbb\xbf<br />") and len(broken.content) > len(whole.content)
    with pytest.raises(ValueError, match=r"Expecting|Unterminated|delimiter|BOM|Unexpected"):
        broken.json()
    assert [s.fault for s in stage.seen] == ["", kind, ""]


async def test_latency_delays_and_still_answers(stage: Stage, http: httpx.AsyncClient) -> None:
    stage.begin_fault("latency", "acme", milliseconds=60, count=1)
    began = time.perf_counter()
    assert (await http.get("/acme/tea-house/echo")).status_code == 200
    assert time.perf_counter() - began >= 0.06
    assert stage.seen[-1].milliseconds >= 60


async def test_credentials_die_but_new_ones_live(stage: Stage, http: httpx.AsyncClient, clock: Clock) -> None:
    state: AcmeState = stage.hosts["acme"].state(stage.world.shop("tea-house"))
    state.tokens["old"] = clock()
    clock.forward(seconds=1)
    assert (await http.get("/acme/tea-house/guarded", headers={"x-token": "old"})).status_code == 200
    fault = stage.begin_fault("credentials_revoked", "acme", "tea-house")
    answer = await http.get("/acme/tea-house/guarded", headers={"x-token": "old"})
    assert (answer.status_code, answer.json(), fault.hits) == (401, {"no": "revoked"}, 1)
    clock.forward(seconds=1)
    state.tokens["new"] = clock()
    assert (await http.get("/acme/tea-house/guarded", headers={"x-token": "new"})).status_code == 200
    stage.faults.clear()
    assert (await http.get("/acme/tea-house/guarded", headers={"x-token": "old"})).status_code == 200


@pytest.mark.parametrize(
    "how",
    [
        {"kind": "earthquake"},
        {"kind": "latency"},
        {"kind": "throttled", "rate": 0},
        {"kind": "throttled", "count": 0},
        {"kind": "throttled", "seconds": -1},
        {"kind": "throttled", "route": "("},
        {"kind": "throttled", "shop": "nobody"},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(stage: Stage, how: dict[str, object]) -> None:
    with pytest.raises(Refused):
        stage.begin_fault(vendor="acme", **how)  # type: ignore[arg-type]
    assert stage.faults.active() == []
