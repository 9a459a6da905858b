from __future__ import annotations

import asyncio
import gzip
import ipaddress
import logging
import zlib
from collections.abc import AsyncIterator, Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest
from prometheus_client import REGISTRY
from redis.asyncio import Redis

from app.kernel import correlation, egress, egress_http
from app.kernel.exchange import Exchange
from app.kernel.transport import HttpTransport, Pace, SecretHeldBack, Transport, TransportPool, Unreachable
from tests.kernel.certificates import Authority
from tests.kernel.outgoing import ReadableLog, Reply, Request, TurnedClock, VendorServer, vendor_server

SECRET = "shpat_canary0123456789abcdef"
PACE = Pace(capacity=1000, restore=100, concurrent=8)
CAP = 200_000
Opener = Callable[..., HttpTransport]


async def loopback(host: str, port: int) -> Sequence[str]:
    """Every name of the tests stands for this machine, but for one that stands for a router at home."""
    if host == "gone.test":
        raise OSError("no such name")
    return ["10.0.0.1"] if host == "router.test" else ["169.254.169.254"] if host == "meta.test" else ["127.0.0.1"]


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
async def pool(redis: Redis, clock: TurnedClock, authority: Authority) -> AsyncIterator[TransportPool]:
    options = {"timing": clock.timing, "resolver": loopback, "ssl_context": authority.client, "max_body": CAP}
    async with TransportPool.open_pool(redis, **options) as opened:
        yield opened


@pytest.fixture
def open_(pool: TransportPool, connection_id: str, exchanges: ReadableLog) -> Opener:
    def make(**changes: Any) -> HttpTransport:
        options = {"pace": PACE, "allow_private": True, "log": exchanges, "secrets": [SECRET], "label": "tests"}
        return pool.open(changes.pop("id", connection_id), **{**options, **changes})

    return make


@pytest.fixture
def transport(open_: Opener) -> HttpTransport:
    return open_()


async def refused(call: Any) -> Unreachable:
    with pytest.raises(Unreachable) as caught:
        await call
    return caught.value


# --- asking and answering


async def test_a_json_call(transport: HttpTransport, vendor: VendorServer, exchanges: ReadableLog) -> None:
    port: Transport = transport
    vendor.default = Reply(201, b'{"id": 7}', {"X-Limit": "1/40", "content-type": "application/json"})
    with correlation.bound("req_from_the_browser"):
        answer = await port.send(
            "post", vendor.url("/orders?a=1"), json={"sum": Decimal("1.50")}, params={"b": "x y"},
            headers={"X-Shopify-Access-Token": SECRET}, purpose="orders.create",
        )  # fmt: skip
    assert (answer.status, answer.json(), answer.headers["x-limit"]) == (201, {"id": 7}, "1/40")
    assert answer.ms > 0
    [seen] = vendor.requests
    assert (seen.method, orjson.loads(seen.body)) == ("POST", {"sum": "1.50"})
    assert seen.target in ("/orders?a=1&b=x+y", "/orders?a=1&b=x%20y")
    assert seen.headers["x-request-id"] == "req_from_the_browser"
    assert seen.headers["x-shopify-access-token"] == SECRET
    assert seen.headers["content-type"] == "application/json"
    assert seen.headers["user-agent"] == "KSAP"
    [entry] = exchanges.entries
    assert (entry.status, entry.attempt, entry.purpose, entry.error) == (201, 1, "orders.create", "")
    assert entry.correlation_id == "req_from_the_browser"
    assert entry.response_body == '{"id":7}'
    assert SECRET not in str(entry)


async def test_forms_raw_bodies_and_own_content_types(transport: HttpTransport, vendor: VendorServer) -> None:
    await transport.send("POST", vendor.url(), form={"grant_type": "x", "a": "ü&"})
    await transport.send("PUT", vendor.url(), content=b"<a/>", headers={"Content-Type": "text/xml"})
    await transport.send("POST", vendor.url())
    form, raw, empty = vendor.requests
    assert (form.body, form.headers["content-type"]) == (
        b"grant_type=x&a=%C3%BC%26",
        "application/x-www-form-urlencoded",
    )
    assert (raw.body, raw.headers["content-type"]) == (b"<a/>", "text/xml")
    assert (empty.body, empty.headers["content-length"]) == (b"", "0")
    with pytest.raises(ValueError, match="one body"):
        await transport.send("POST", vendor.url(), json=1, content=b"")


async def test_every_status_is_an_answer(transport: HttpTransport, vendor: VendorServer) -> None:
    for status in (204, 301, 400, 401, 404, 422):
        vendor.replies = [Reply(status, b"")]
        assert (await transport.send("GET", vendor.url())).status == status
    assert (await transport.send("HEAD", vendor.url())).status == 200


async def test_a_call_without_an_id_gets_one_for_all_its_attempts(
    transport: HttpTransport, vendor: VendorServer, exchanges: ReadableLog
) -> None:
    vendor.replies = [Reply(500), Reply(200)]
    await transport.send("GET", vendor.url())
    ids = {request.headers["x-request-id"] for request in vendor.requests}
    assert ids == {entry.correlation_id for entry in exchanges.entries}
    assert len(ids) == 1
    assert ids.pop().startswith("req_")


# --- repeating


async def test_repeatable_calls_go_again_after_5xx_with_growing_pauses(
    transport: HttpTransport, vendor: VendorServer, clock: TurnedClock, exchanges: ReadableLog
) -> None:
    vendor.replies = [Reply(500), Reply(502), Reply(503)]
    before = REGISTRY.get_sample_value("ksap_vendor_retries_total", {"vendor": "tests", "cause": "5xx"}) or 0
    assert (await transport.send("GET", vendor.url())).status == 200
    assert [entry.status for entry in exchanges.entries] == [500, 502, 503, 200]
    assert [entry.attempt for entry in exchanges.entries] == [1, 2, 3, 4]
    assert clock.naps == [0.5, 1, 2]
    after = REGISTRY.get_sample_value("ksap_vendor_retries_total", {"vendor": "tests", "cause": "5xx"})
    assert after == before + 3


async def test_the_last_answer_is_returned(transport: HttpTransport, vendor: VendorServer) -> None:
    vendor.default = Reply(503, b"down")
    answer = await transport.send("DELETE", vendor.url())
    assert (answer.status, answer.text, len(vendor.requests)) == (503, "down", 4)


@pytest.mark.parametrize(("method", "repeatable", "times"), [("POST", None, 1), ("PUT", None, 4), ("POST", True, 4),
                                                             ("GET", False, 1), ("PATCH", None, 1)])  # fmt: skip
async def test_what_may_be_repeated(
    transport: HttpTransport, vendor: VendorServer, method: str, repeatable: bool | None, times: int
) -> None:
    vendor.default = Reply(fault="drop")
    error = await refused(transport.send(method, vendor.url(), repeatable=repeatable))
    assert (error.reason, error.sent, len(vendor.requests)) == ("lost", True, times)


async def test_a_lost_answer_of_a_post_is_not_sent_again_and_says_so(
    transport: HttpTransport, vendor: VendorServer, exchanges: ReadableLog
) -> None:
    vendor.default = Reply(201, b'{"id"', fault="half")
    error = await refused(transport.send("POST", vendor.url(), json={}))
    assert (error.reason, error.sent, error.status, error.details["reason"]) == ("lost", True, 502, "lost")
    assert len(vendor.requests) == 1
    assert exchanges.entries[0].status is None
    assert exchanges.entries[0].error.startswith("lost: ")


async def test_what_never_arrived_goes_again_whatever_it_is(transport: HttpTransport, exchanges: ReadableLog) -> None:
    for url, reason in (("http://127.0.0.9:9/", "connect"), ("http://gone.test/", "dns")):
        exchanges.entries.clear()
        error = await refused(transport.send("POST", url, json={}))
        assert (error.reason, error.sent, len(exchanges.entries)) == (reason, False, 4)


async def test_sent_remembers_earlier_attempts(
    redis: Redis, clock: TurnedClock, vendor: VendorServer, exchanges: ReadableLog, connection_id: str
) -> None:
    """The first attempt may have been applied although the later ones never arrived."""
    answers = [["127.0.0.1"]]

    async def once(host: str, port: int) -> Sequence[str]:
        if not answers:
            raise OSError("no such name")
        return answers.pop()

    vendor.default = Reply(500, headers={"connection": "close"})
    async with TransportPool.open_pool(redis, timing=clock.timing, resolver=once) as pool:
        transport = pool.open(connection_id, pace=PACE, allow_private=True, log=exchanges, secrets=[])
        error = await refused(transport.send("PUT", vendor.url(host="shop.test"), json={}))
    assert (error.reason, error.sent) == ("dns", True)
    assert [entry.status for entry in exchanges.entries] == [500, None, None, None]


async def test_silence_ends_at_the_time_limit(transport: HttpTransport, vendor: VendorServer) -> None:
    vendor.default = Reply(fault="stall")
    error = await refused(transport.send("POST", vendor.url(), timeout=0.1))
    assert (error.reason, error.sent) == ("timeout", True)


async def test_429_waits_as_long_as_the_vendor_says_and_holds_the_others(
    transport: HttpTransport, vendor: VendorServer, clock: TurnedClock, pool: TransportPool, connection_id: str
) -> None:
    vendor.replies = [Reply(429, headers={"Retry-After": "2.0"})]
    assert (await transport.send("POST", vendor.url(), json={})).status == 200, "a refused call was not applied"
    assert clock.slept == pytest.approx(2)
    vendor.replies = [Reply(429, headers={"Retry-After": "40"})]
    assert (await transport.send("GET", vendor.url(), timeout=30)).status == 429, "longer than the call may take"
    error = await refused(transport.send("GET", vendor.url(), timeout=30))
    assert (error.reason, error.sent, len(vendor.requests)) == ("paused", False, 3)
    assert error.details["retry_in"] == pytest.approx(40, abs=0.1)
    assert (await transport.send("GET", vendor.url(), timeout=50)).status == 200
    assert (await pool.breaker.state(connection_id)).failures == 0


async def test_a_storm_of_429_ends_in_the_429_answer(
    transport: HttpTransport, vendor: VendorServer, clock: TurnedClock
) -> None:
    vendor.default = Reply(429, b"calm down", {"Retry-After": "1"})
    answer = await transport.send("GET", vendor.url())
    assert (answer.status, answer.text, len(vendor.requests)) == (429, "calm down", 4)
    assert clock.slept == pytest.approx(3)


async def test_a_storm_loses_no_call(open_: Opener, vendor: VendorServer, clock: TurnedClock) -> None:
    """A vendor with a bucket of its own, smaller than we believe, refuses; all calls arrive in the end."""
    level, at = 0.0, clock.time

    def meter(_: Request) -> Reply:
        nonlocal level, at
        level, at = max(0.0, level - 2 * (clock.time - at)), clock.time
        if level >= 4:
            return Reply(429, headers={"Retry-After": "1"})
        level += 1
        return Reply(200)

    vendor.on_request = meter
    transport = open_(pace=Pace(capacity=20, restore=2, concurrent=3))
    answers = await asyncio.gather(*(transport.send("POST", vendor.url(), json={}, timeout=600) for _ in range(25)))
    assert [answer.status for answer in answers] == [200] * 25


# --- pacing


async def test_calls_keep_the_pace_and_their_cost(open_: Opener, vendor: VendorServer, clock: TurnedClock) -> None:
    transport = open_(pace=Pace(capacity=100, restore=10))
    await transport.send("GET", vendor.url(), cost=100)
    await transport.send("GET", vendor.url(), cost=20)
    assert clock.slept == pytest.approx(2)
    await transport.observe(available=100)
    await transport.send("GET", vendor.url(), cost=100)
    assert clock.slept == pytest.approx(2)


async def test_what_was_never_sent_costs_no_points(transport: HttpTransport, pool: TransportPool, connection_id: str) -> None:
    await refused(transport.send("GET", "http://router.test@evil.test/"))
    budget = await pool.pacing.remaining(connection_id)
    assert budget is not None
    assert (budget.available, budget.in_flight) == (1000, 0)


async def test_a_cancelled_call_frees_its_place(
    open_: Opener, vendor: VendorServer, pool: TransportPool, connection_id: str, exchanges: ReadableLog
) -> None:
    arrived = asyncio.Event()

    def stall(_: Request) -> Reply:
        arrived.set()
        return Reply(fault="stall")

    vendor.on_request = stall
    transport = open_()
    task = asyncio.create_task(transport.send("GET", vendor.url()))
    await asyncio.wait_for(arrived.wait(), 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    budget = await pool.pacing.remaining(connection_id)
    assert budget is not None
    assert budget.in_flight == 0
    assert [entry.error for entry in exchanges.entries] == ["cancelled"]


async def test_without_redis_calls_still_go(
    no_redis: Redis, clock: TurnedClock, vendor: VendorServer, exchanges: ReadableLog, connection_id: str
) -> None:
    async with TransportPool.open_pool(no_redis, timing=clock.timing, resolver=loopback) as pool:
        transport = pool.open(connection_id, pace=PACE, allow_private=True, log=exchanges, secrets=[])
        assert (await transport.send("GET", vendor.url())).status == 200
        vendor.replies = [Reply(429, headers={"Retry-After": "3"})]
        assert (await transport.send("GET", vendor.url())).status == 200
    assert clock.slept == pytest.approx(3)


# --- breaker


async def test_outages_open_the_breaker_and_an_answer_closes_it(
    transport: HttpTransport, vendor: VendorServer, clock: TurnedClock, pool: TransportPool, connection_id: str
) -> None:
    opens = {"vendor": "tests"}
    before = REGISTRY.get_sample_value("ksap_vendor_breaker_opens_total", opens) or 0
    vendor.default = Reply(503)
    for _ in range(4):
        await transport.send("POST", vendor.url())
    vendor.replies = [Reply(fault="drop")]
    await refused(transport.send("POST", vendor.url()))
    assert REGISTRY.get_sample_value("ksap_vendor_breaker_opens_total", opens) == before + 1
    error = await refused(transport.send("GET", vendor.url()))
    assert (error.reason, error.sent, len(vendor.requests)) == ("breaker_open", False, 5)
    clock.time += 31
    assert (await transport.send("GET", vendor.url())).status == 503
    assert len(vendor.requests) == 6, "a probe goes alone"
    clock.time += 61
    vendor.default = Reply(404)
    assert (await transport.send("GET", vendor.url())).status == 404
    assert (await pool.breaker.state(connection_id)).state == "closed", "an answer is an answer"


async def test_refusals_and_our_own_decisions_never_count(
    transport: HttpTransport, vendor: VendorServer, pool: TransportPool, connection_id: str
) -> None:
    vendor.default = Reply(401)
    for _ in range(8):
        await transport.send("GET", vendor.url())
        await refused(transport.send("GET", "http://meta.test/"))
    assert (await pool.breaker.state(connection_id)).failures == 0


# --- egress


async def test_the_name_is_kept_and_the_judged_address_called(
    transport: HttpTransport, vendor: VendorServer, authority: Authority
) -> None:
    assert (await transport.send("GET", vendor.url(host="shop.test"))).status == 200
    assert vendor.requests[0].headers["host"] == f"shop.test:{vendor.port}"
    async with vendor_server(authority.server("shop.test")) as secure:
        assert (await transport.send("GET", secure.url(host="shop.test"))).status == 200
        error = await refused(transport.send("GET", secure.url(host="other.test")))
    assert (error.reason, error.sent) == ("tls", False)
    assert "Hostname mismatch" in error.message


async def test_certificates_are_verified_by_default(
    redis: Redis, clock: TurnedClock, authority: Authority, exchanges: ReadableLog, connection_id: str
) -> None:
    async with (
        vendor_server(authority.server("shop.test")) as secure,
        TransportPool.open_pool(redis, timing=clock.timing, resolver=loopback) as pool,
    ):
        transport = pool.open(connection_id, pace=PACE, allow_private=True, log=exchanges, secrets=[])
        error = await refused(transport.send("POST", secure.url(host="shop.test"), json={}))
    assert (error.reason, error.sent, secure.requests) == ("tls", False, [])


async def test_private_addresses_are_closed_to_public_connections(
    open_: Opener, vendor: VendorServer, exchanges: ReadableLog
) -> None:
    public = open_(allow_private=False, allow_http=True)
    for host in ("shop.test", "127.0.0.1", "router.test", "meta.test"):
        error = await refused(public.send("GET", vendor.url(host=host)))
        assert error.reason == "blocked"
        assert host in error.message
    assert "cloud metadata" in (await refused(open_().send("GET", "http://meta.test/"))).message
    assert (await refused(open_(allow_private=False).send("GET", "http://shop.test/"))).details["rule"] == (
        "plain http is not allowed, use https"
    )
    assert vendor.requests == []
    assert all(entry.error.startswith("blocked: ") for entry in exchanges.entries)


async def test_an_open_private_connection_is_not_lent_to_a_public_one(open_: Opener, vendor: VendorServer) -> None:
    await open_().send("GET", vendor.url(host="shop.test"))
    error = await refused(open_(allow_private=False, allow_http=True).send("GET", vendor.url(host="shop.test")))
    assert (error.reason, len(vendor.requests)) == ("blocked", 1)


async def test_connections_are_kept_open_and_shared(open_: Opener, vendor: VendorServer) -> None:
    for number in range(5):
        await open_(id=f"other-{number}").send("GET", vendor.url())
    assert vendor.connections == 1


async def test_connections_to_quiet_hosts_are_hung_up(
    transport: HttpTransport, vendor: VendorServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with vendor_server() as other:
        await transport.send("GET", other.url())
        monkeypatch.setattr(egress_http, "_IDLE_SECONDS", 0.0)
        assert len(other.writers) == 1
        await transport.send("GET", vendor.url())
        for _ in range(100):
            if not other.writers:
                break
            await asyncio.sleep(0)
        assert not other.writers
        assert (await transport.send("GET", other.url())).status == 200


# --- redirects


async def test_a_get_follows_and_keeps_its_headers_at_home(
    transport: HttpTransport, vendor: VendorServer, exchanges: ReadableLog
) -> None:
    vendor.replies = [Reply(301, headers={"location": "/new?x=1#part"})]
    assert (await transport.send("GET", vendor.url("/old"), headers={"Authorization": "Bearer x"})).status == 200
    assert [request.target for request in vendor.requests] == ["/old", "/new?x=1"]
    assert vendor.requests[1].headers["authorization"] == "Bearer x"
    assert [(entry.status, entry.attempt) for entry in exchanges.entries] == [(301, 1), (200, 1)]


async def test_credentials_stay_behind_when_a_redirect_leaves_the_host(transport: HttpTransport, vendor: VendorServer) -> None:
    headers = {"Authorization": "Bearer x", "Cookie": "a=b", "X-Shopify-Access-Token": SECRET, "Accept": "text/x"}
    async with vendor_server() as thief:
        for target in (thief.url("/"), vendor.url("/", host="shop.test")):
            vendor.replies = [Reply(302, headers={"location": target})]
            await transport.send("GET", vendor.url(), headers=headers)
    for seen in (thief.requests[0], vendor.requests[-1]):
        assert {"authorization", "cookie", "x-shopify-access-token"}.isdisjoint(seen.headers)
        assert seen.headers["accept"] == "text/x"
        assert seen.headers["x-request-id"]


async def test_every_hop_is_judged(transport: HttpTransport, vendor: VendorServer, exchanges: ReadableLog) -> None:
    for target in ("http://169.254.169.254/latest/", "http://meta.test/", "file:///etc/passwd", "http://[bad"):
        vendor.replies = [Reply(302, headers={"location": target})]
        error = await refused(transport.send("GET", vendor.url()))
        assert error.reason == "blocked", target
    assert len(vendor.requests) == 4


async def test_a_redirect_from_a_public_shop_into_the_house_is_blocked(
    open_: Opener, vendor: VendorServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The strict rules, with the loopback counted as public for the length of this test."""
    rules = [entry for entry in egress._PRIVATE if entry[1] != "loopback address"]
    monkeypatch.setattr(egress, "_PRIVATE", rules)
    monkeypatch.setattr(ipaddress.IPv4Address, "is_global", property(lambda _: True))
    vendor.replies = [Reply(302, headers={"location": "http://router.test/admin"})]
    error = await refused(open_(allow_private=False, allow_http=True).send("GET", vendor.url(host="shop.test")))
    assert error.reason == "blocked"
    assert "router.test" in error.message
    assert "10.0.0.1: private address" in error.message


async def test_three_hops_and_no_more_and_only_for_get(transport: HttpTransport, vendor: VendorServer) -> None:
    vendor.default = Reply(302, headers={"location": "/again"})
    assert (await transport.send("GET", vendor.url())).status == 302
    assert len(vendor.requests) == 4
    for method in ("POST", "PUT", "HEAD"):
        assert (await transport.send(method, vendor.url())).status == 302
    assert len(vendor.requests) == 7


# --- limits


async def test_bodies_are_capped(transport: HttpTransport, vendor: VendorServer) -> None:
    vendor.replies = [Reply(body=b"x" * CAP), Reply(body=b"x" * (CAP + 1))]
    assert len((await transport.send("GET", vendor.url())).body) == CAP
    error = await refused(transport.send("GET", vendor.url()))
    assert (error.reason, error.sent, error.details["limit"]) == ("too_large", True, CAP)
    assert (await transport.send("GET", vendor.url())).status == 200


async def test_compressed_answers(transport: HttpTransport, vendor: VendorServer) -> None:
    text = b'{"a": "' + b"long " * 1000 + b'"}'
    bodies = {"gzip": gzip.compress(text), "deflate": zlib.compress(text), "x-gzip": gzip.compress(text)}
    bodies["GZIP"] = gzip.compress(text[:9]) + gzip.compress(text[9:])
    for encoding, packed in bodies.items():
        vendor.replies = [Reply(body=packed, headers={"content-encoding": encoding})]
        answer = await transport.send("GET", vendor.url())
        assert answer.body == text, encoding
        assert "content-encoding" not in answer.headers
    assert vendor.requests[0].headers["accept-encoding"] == "gzip"


async def test_a_compressed_bomb_is_not_unpacked(transport: HttpTransport, vendor: VendorServer) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert len(bomb) < CAP
    for body in (bomb, gzip.compress(b"\0" * (CAP // 2)) * 3):
        vendor.replies = [Reply(body=body, headers={"content-encoding": "gzip"})]
        assert (await refused(transport.send("GET", vendor.url()))).reason == "too_large"


async def test_damaged_compression_is_a_lost_answer(transport: HttpTransport, vendor: VendorServer) -> None:
    for body in (b"no gzip at all", gzip.compress(b"x" * 1000)[:-9]):
        vendor.replies = [Reply(body=body, headers={"content-encoding": "gzip"})]
        assert (await refused(transport.send("POST", vendor.url()))).reason == "lost"


async def test_headers_that_http_cannot_carry(transport: HttpTransport, vendor: VendorServer) -> None:
    for value in (f"{SECRET}\r\nx-evil: 1", f"{SECRET}é", f"{SECRET}\0"):
        error = await refused(transport.send("GET", vendor.url(), headers={"x-token": value}))
        assert error.reason == "blocked"
        assert SECRET not in error.message
        assert error.__cause__ is None
    assert vendor.requests == []


# --- nothing leaks


async def test_cookies_of_one_merchant_do_not_reach_another(open_: Opener, vendor: VendorServer, pool: TransportPool) -> None:
    vendor.default = Reply(headers={"set-cookie": "session=merchant-a; Path=/"})
    await open_(id="a").send("GET", vendor.url())
    await open_(id="b").send("GET", vendor.url())
    assert "cookie" not in vendor.requests[1].headers
    assert list(pool.client.cookies.jar) == []


async def test_proxies_and_passwords_of_the_machine_are_ignored(
    redis: Redis, clock: TurnedClock, vendor: VendorServer, exchanges: ReadableLog, connection_id: str,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.9:9")
    async with TransportPool.open_pool(redis, timing=clock.timing) as pool:
        transport = pool.open(connection_id, pace=PACE, allow_private=True, log=exchanges, secrets=[])
        assert (await transport.send("GET", vendor.url())).status == 200
    assert "authorization" not in vendor.requests[0].headers


async def test_no_secret_in_any_log_record_or_error(
    transport: HttpTransport, vendor: VendorServer, exchanges: ReadableLog, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    vendor.replies = [Reply(body=orjson.dumps({"echo": SECRET})), Reply(fault="drop")]
    headers = {"Authorization": f"Bearer {SECRET}", "X-Other": SECRET}
    await transport.send("POST", vendor.url("/x"), params={"consumer_secret": SECRET}, headers=headers, json=[SECRET])
    error = await refused(transport.send("POST", vendor.url(f"/{SECRET}"), headers=headers))
    assert SECRET not in f"{error.message} {error.details} {error.__cause__}"
    assert len(exchanges.entries) == 2
    assert SECRET not in f"{exchanges.entries}"
    assert SECRET not in " ".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)


async def test_a_log_that_fails_does_not_cost_the_call(
    open_: Opener, vendor: VendorServer, caplog: pytest.LogCaptureFixture
) -> None:
    async def full(_: Exchange) -> None:
        raise RuntimeError("disk full")

    assert (await open_(log=full).send("GET", vendor.url())).status == 200
    assert "was not logged" in caplog.text
    assert REGISTRY.get_sample_value("ksap_vendor_exchanges_lost_total", {"vendor": "tests"}) == 1


async def test_figures_are_kept_by_vendor(transport: HttpTransport, vendor: VendorServer) -> None:
    vendor.replies = [Reply(404)]
    labels = {"vendor": "tests", "outcome": "4xx"}
    before = REGISTRY.get_sample_value("ksap_vendor_request_seconds_count", labels) or 0
    waits = REGISTRY.get_sample_value("ksap_vendor_pace_wait_seconds_count", {"vendor": "tests"}) or 0
    await transport.send("GET", vendor.url())
    assert REGISTRY.get_sample_value("ksap_vendor_request_seconds_count", labels) == before + 1
    assert REGISTRY.get_sample_value("ksap_vendor_pace_wait_seconds_count", {"vendor": "tests"}) == waits + 1


async def test_sdks_may_borrow_the_guarded_client(pool: TransportPool, vendor: VendorServer) -> None:
    error = await refused(pool.client.get(vendor.url(host="shop.test")))
    assert (error.reason, vendor.requests) == ("blocked", [])


async def test_a_body_with_a_credential_that_is_not_its_own_is_not_sent(
    transport: HttpTransport, vendor: VendorServer, exchanges: ReadableLog
) -> None:
    stripe = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
    with pytest.raises(SecretHeldBack) as refused:
        await transport.send("POST", vendor.url(), json={"product": {"body_html": f"<b>{stripe}</b>"}})
    assert refused.value.details["field"] == "product.body_html" and not refused.value.sent
    assert stripe not in refused.value.message and vendor.requests == []
    with pytest.raises(SecretHeldBack):
        await transport.send("PUT", vendor.url(), content=f"<a>{stripe}</a>".encode(), headers={"Content-Type": "text/xml"})


async def test_ones_own_credentials_travel_in_headers_forms_and_bodies(open_: Opener, vendor: VendorServer) -> None:
    own = "shpss_" + "0123456789abcdef" * 2
    transport = open_(secrets=[own])
    await transport.send("POST", vendor.url(), json={"client_secret": own}, headers={"X-Token": own})
    await transport.send("POST", vendor.url(), form={"client_secret": "shpss_" + "f" * 32})
    await transport.send("POST", vendor.url(), content=b"sk_live_" + b"a" * 24, headers={"Content-Type": "image/png"})
    assert len(vendor.requests) == 3
