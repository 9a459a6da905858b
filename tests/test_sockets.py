"""HTTP on the wire, as an attacker writes it: refused, or read in one way only; never a 500, and never a second request made
of the body of the first."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
import structlog
from fastapi import FastAPI

from app.kernel.http_protocol import MAX_HEAD, CarefulProtocol
from tests.sandbox.support import serving

LOGIN = b"POST /api/v1/auth/login HTTP/1.1\r\nhost: ksap\r\ncontent-type: application/json\r\n"
GET = b"GET /health/live HTTP/1.1\r\nhost: ksap\r\n"
NEXT = b"GET /health/live?smuggled HTTP/1.1\r\nhost: ksap\r\n\r\n"
CHUNKED = b"transfer-encoding: chunked\r\n\r\n"
LAST = b"0\r\n\r\n"


@pytest.fixture
async def port(application: FastAPI) -> AsyncIterator[int]:
    async with serving(application, lifespan="off", http=CarefulProtocol) as address:
        yield int(address.rpartition(":")[2])


async def told(port: int, sent: bytes) -> bytes:
    """Everything that comes back until the server hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    got = b""
    with contextlib.suppress(ConnectionError):
        async with asyncio.timeout(60):
            writer.write(sent)
            while part := await reader.read(65536):
                got += part
    writer.close()
    return got


def statuses(got: bytes) -> list[int]:
    return [int(part[:3]) for part in got.split(b"HTTP/1.1 ")[1:]]


REFUSED = {
    "a length and chunks": LOGIN + b"content-length: 5\r\n" + CHUNKED + LAST,
    "chunks and a length": LOGIN + b"transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n" + LAST,
    "two lengths": LOGIN + b"content-length: 2\r\ncontent-length: 3\r\n\r\n{} ",
    "one length twice": LOGIN + b"content-length: 2\r\ncontent-length: 2\r\n\r\n{}",
    "a list of lengths": LOGIN + b"content-length: 2, 2\r\n\r\n{}",
    "a length with a sign": LOGIN + b"content-length: +2\r\n\r\n{}",
    "a negative length": LOGIN + b"content-length: -2\r\n\r\n{}",
    "a length beyond 64 bits": LOGIN + b"content-length: 99999999999999999999999\r\n\r\n{}",
    "another coding": LOGIN + b"transfer-encoding: xchunked\r\n\r\n" + LAST,
    "chunks not last": LOGIN + b"transfer-encoding: chunked, identity\r\n\r\n" + LAST,
    "a blank before the colon": LOGIN + b"transfer-encoding : chunked\r\n\r\n" + LAST,
    "a tabulator of its own": LOGIN + b"transfer-encoding: \x0bchunked\r\n\r\n" + LAST,
    "a folded coding": LOGIN + b"transfer-encoding:\r\n chunked\r\n\r\n" + LAST,
    "a folded header": GET + b"x-one: a\r\n b\r\n\r\n",
    "bare line feeds": GET.replace(b"\r\n", b"\n") + b"\n",
    "a bare line feed in the head": GET.replace(b"ksap\r\n", b"ksap\nx-one: a\r\n") + b"\r\n",
    "a bare return in the head": GET.replace(b"ksap\r\n", b"ksap\rx-one: a\r\n") + b"\r\n",
    "a negative chunk": LOGIN + CHUNKED + b"-2\r\n{}\r\n" + LAST,
    "a chunk in C": LOGIN + CHUNKED + b"0x2\r\n{}\r\n" + LAST,
    "a chunk beyond 64 bits": LOGIN + CHUNKED + b"fffffffffffffffff\r\n{}\r\n" + LAST,
    "a bare line feed behind a chunk": LOGIN + CHUNKED + b"2\n{}\r\n" + LAST,
    "a line feed in an extension": LOGIN + CHUNKED + b"2;a\nb\r\n{}\r\n" + LAST,
    "NUL in a path": GET.replace(b"/live", b"/\x00") + b"\r\n",
    "bytes in a path": GET.replace(b"/live", b"/\xff\xfe") + b"\r\n",
    "NUL in a header": GET + b"x-one: a\x00b\r\n\r\n",
    "two hosts": GET + b"host: other.example\r\n\r\n",
    "a tunnel": b"CONNECT other.example:443 HTTP/1.1\r\nhost: ksap\r\n\r\n",
    "an authority": b"GET other.example:80 HTTP/1.1\r\nhost: ksap\r\n\r\n",
    "another protocol": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100),
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a long header": GET + b"x-one: " + b"a" * 2 * MAX_HEAD + b"\r\n\r\n",
    "many headers": GET + b"x-one: a\r\n" * 20_000 + b"\r\n",
    "a long address": b"GET /" + b"a" * 2 * MAX_HEAD + b" HTTP/1.1\r\nhost: ksap\r\n\r\n",
}


@pytest.mark.parametrize("what", REFUSED)
async def test_what_can_be_read_in_two_ways_is_refused_and_hung_up_on(port: int, what: str) -> None:
    with structlog.testing.capture_logs() as logged:
        got = await told(port, REFUSED[what] + NEXT)
    assert statuses(got) == [400], got[:300]
    assert b"connection: close" in got
    assert [entry for entry in logged if entry["log_level"] in ("error", "critical")] == []


async def test_a_head_that_never_ends_is_not_collected(port: int) -> None:
    got = await told(port, GET + b"x-one: " + b"a" * 8 * MAX_HEAD)
    assert statuses(got) in ([400], [])  # hung up on while it was still sending, the answer may be lost


READ = {
    "an extension of a chunk": (LOGIN + CHUNKED + b"2;a=b\r\n{}\r\n" + LAST, [422, 200]),
    "a trailer": (LOGIN + CHUNKED + b"2\r\n{}\r\n0\r\nauthorization: Bearer x\r\n\r\n", [422, 200]),
    "a body of a GET": (GET + b"content-length: 5\r\n\r\nabcde", [200, 200]),
    "several at once": (NEXT * 3, [200, 200, 200, 200]),
    "NUL in a path, encoded": (GET.replace(b"/health/live", b"/api/v1/orders/%00") + b"\r\n", [401, 200]),
    "bytes in a path, encoded": (GET.replace(b"/live", b"/%ff%fe") + b"\r\n", [404, 200]),
    "no way up": (GET.replace(b"/health/live", b"/../../etc/passwd") + b"\r\n", [404, 200]),
    "another expectation": (LOGIN + b"expect: 200-maybe\r\ncontent-length: 2\r\n\r\n{}", [422, 200]),
}


@pytest.mark.parametrize("what", READ)
async def test_what_has_one_meaning_is_read_so_and_the_next_one_after_it(port: int, what: str) -> None:
    sent, wanted = READ[what]
    assert statuses(await told(port, sent + NEXT.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n"))) == wanted


async def test_an_address_with_a_host_of_its_own_leads_nowhere_else(port: int) -> None:
    got = await told(port, b"GET http://other.example/api/docs/ HTTP/1.1\r\nhost: ksap\r\nconnection: close\r\n\r\n")
    assert b"other.example" not in got and len(statuses(got)) == 1


@pytest.mark.parametrize("expecting", [b"", b"expect: 100-continue\r\n"])
async def test_after_a_body_that_was_refused_the_connection_is_closed(port: int, expecting: bytes) -> None:
    """Not a byte of it is asked for, and what follows is neither its rest nor another request."""
    got = await told(port, LOGIN + expecting + b"content-length: 999999999\r\n\r\n" + NEXT)
    assert statuses(got) == [413] and b"connection: close" in got


async def test_a_body_that_is_expected_is_asked_for(port: int) -> None:
    got = await told(port, LOGIN + b"connection: close\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n{}")
    assert statuses(got) == [100, 422]
