"""Vendors' pictures under our own address: signed paths, the egress guard, types by bytes, one fetch per picture."""

from __future__ import annotations

import asyncio
import os
import struct
import zlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from fastapi import FastAPI
from redis.asyncio import Redis

from app.kernel import pictures
from app.kernel.http import Model, raw_list
from app.kernel.picture_proxy import MAX_PICTURE, Failure, Picture, PictureProxy, kind_of, pixels
from app.kernel.pictures import Branded, Pictured, Signer, beside, proxied
from app.kernel.storage import Cache
from app.kernel.transport import TransportPool
from tests.http import Client
from tests.kernel.outgoing import Reply, Request, VendorServer, vendor_server

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def wall(width: int, height: int) -> bytes:
    """The beginning of a PNG that claims to be so large."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))


WALL = wall(60_000, 60_000)
SVG = b'<?xml version="1.0"?>\n<!-- by hand -->\n<svg xmlns="http://www.w3.org/2000/svg"/>'
KEYS = {"new": b"n" * 32, "old": b"o" * 32}


def png() -> Reply:
    return Reply(body=PNG, headers={"content-type": "image/png"})


# ── paths ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def signer() -> Iterator[Signer]:
    before = pictures._signer
    signer = Signer(KEYS)
    pictures.use(signer)
    yield signer
    pictures.use(before)


def parts(path: str) -> tuple[str, str]:
    assert path.startswith("/api/v1/pictures/")
    signature, address = path.removeprefix("/api/v1/pictures/").split("/")
    return signature, address


@pytest.mark.parametrize("url", ["https://cdn.example/a.png?v=1&w=2", "http://x/ü ☃.jpg", "https://x/" + "a" * 1900])
def test_a_path_leads_back_to_its_url_and_is_always_the_same(signer: Signer, url: str) -> None:
    path = proxied(url)
    assert path is not None and path == Signer(KEYS).path(url)
    assert signer.url(*parts(path)) == url


@pytest.mark.parametrize(
    "url", [None, "", "data:image/png;base64,AAAA", "/local.png", "ftp://x/a.png", "https://x/" + "a" * 2000]
)
def test_what_no_browser_may_load_has_no_path(signer: Signer, url: str | None) -> None:
    assert proxied(url) is None


def test_a_signature_belongs_to_one_url_and_one_installation(signer: Signer) -> None:
    signature, address = parts(signer.path("https://cdn.example/a.png"))
    _, other = parts(signer.path("https://cdn.example/b.png"))
    assert signer.url(signature, other) is None
    assert signer.url(signature[:-1], address) is None
    assert signer.url("é", address) is None
    assert Signer({"k": b"x" * 32}).url(signature, address) is None


def test_a_rotated_key_still_reads_the_paths_of_yesterday() -> None:
    yesterday = Signer({"old": KEYS["old"]}).path("https://cdn.example/a.png")
    assert Signer(KEYS).url(*parts(yesterday)) == "https://cdn.example/a.png"
    assert Signer(KEYS).path("https://cdn.example/a.png") != yesterday


def test_json_gets_the_path_beside_each_url_and_nowhere_else(signer: Signer) -> None:
    rows: list[dict[str, Any]] = [
        {"image_url": "https://x/a.png", "n": 1},
        {"image_url": None, "logo_url": ""},
        {"title": '"image_url" : "https://evil/"', "image_url": 'https://x/"quoted\\.png'},
    ]
    assert orjson.loads(beside(orjson.dumps(rows))) == [
        {"image_url": "https://x/a.png", "image_path": proxied("https://x/a.png"), "n": 1},
        {"image_url": None, "image_path": None, "logo_url": "", "logo_path": None},
        {**rows[2], "image_path": proxied('https://x/"quoted\\.png')},
    ]
    assert orjson.loads(beside(b'{"logo_url" : "https://x/l.svg"}'))["logo_path"] == proxied("https://x/l.svg")
    listed = orjson.loads(raw_list(b'[{"image_url": "https://x/a.png"}]', None, 10).body)
    assert listed["data"][0]["image_path"] == proxied("https://x/a.png")


def test_bodies_say_the_path_beside_the_url(signer: Signer) -> None:
    class Both(Model, Pictured, Branded):
        image_url: str | None
        logo_url: str

    assert Both(image_url="https://x/a.png", logo_url="").model_dump() == {
        "image_url": "https://x/a.png", "logo_url": "", "image_path": proxied("https://x/a.png"), "logo_path": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("content", "declared", "kind"),
    [
        (PNG, "", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/png", "image/jpeg"),
        (b"GIF89a...", "", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "", "image/webp"),
        (b"\x00\x00\x00\x1cftypavif", "", "image/avif"),
        (b"\x00\x00\x01\x00\x01", "", "image/x-icon"),
        (SVG, "image/svg+xml; charset=utf-8", "image/svg+xml"),
        (b"\xef\xbb\xbf <!DOCTYPE svg PUBLIC 'x'><svg>", "image/svg+xml", "image/svg+xml"),
        (b"<!-- a --><!DOCTYPE svg><!-- b -->\n<svg>", "image/svg+xml", "image/svg+xml"),
        (b"<!---->" * 500, "image/svg+xml", None),
        (SVG, "text/html", None),
        (b"<!doctype html><svg>", "image/svg+xml", None),
        (b"<html>", "image/png", None),
        (b"", "image/png", None),
    ],
)
def test_the_bytes_say_what_a_picture_is(content: bytes, declared: str, kind: str | None) -> None:
    assert kind_of(content, declared) == kind


@pytest.mark.parametrize(
    ("content", "count"),
    [
        (WALL, 3_600_000_000),
        (b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + b"\0" * 40, 65_535**2),
        (wall(800, 600), 480_000),
        (PNG[:20], 0),
        (b"\xff\xd8\xff\xe0\x00\x01", 0),
        (b"\x00\x00\x01\x00", 0),
    ],
)
def test_a_header_tells_what_a_picture_unfolds_to(content: bytes, count: int) -> None:
    assert pixels(content) == count


# ── fetching ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache", most=1_000_000, age=1000)


@pytest.fixture
async def proxy(redis: Redis, vendor: VendorServer, cache: Cache) -> AsyncIterator[PictureProxy]:
    async with TransportPool.open_pool(redis) as transports:
        proxy = PictureProxy(transports, cache, sandbox_url=vendor.url().rstrip("/"), patience=2.0)
        yield proxy
        await proxy.aclose()


async def test_a_picture_is_fetched_once_and_kept(proxy: PictureProxy, vendor: VendorServer) -> None:
    vendor.default = png()
    url = vendor.url("/pictures/a.png?v=1")
    found = await asyncio.gather(*(proxy.picture(url) for _ in range(10)))
    assert found == [Picture("image/png", PNG)] * 10
    assert await proxy.picture(url) == Picture("image/png", PNG)
    assert [request.target for request in vendor.requests] == ["/pictures/a.png?v=1"]
    assert "cookie" not in vendor.requests[0].headers and "authorization" not in vendor.requests[0].headers


async def test_a_visitor_who_leaves_costs_the_others_nothing(proxy: PictureProxy, vendor: VendorServer) -> None:
    asked, url = asyncio.Event(), vendor.url("/slow.png")

    def slowly(_: Request) -> Reply:
        asked.set()
        return png()

    vendor.on_request = slowly
    first = asyncio.create_task(proxy.picture(url))
    second = asyncio.create_task(proxy.picture(url))
    await asked.wait()
    first.cancel()
    assert await second == Picture("image/png", PNG)
    assert len(vendor.requests) == 1


async def test_nothing_private_is_reached_but_the_sandbox(proxy: PictureProxy, vendor: VendorServer) -> None:
    async with vendor_server() as internal:
        internal.default = png()
        for url in (internal.url("/a.png"), internal.url("/a.png").replace("http:", "https:"), "http://169.254.169.254/a.png"):
            found = await proxy.picture(url)
            assert isinstance(found, Failure) and found.status == 404, url
        vendor.default = Reply(302, headers={"location": internal.url("/secret.png")})
        redirected = await proxy.picture(vendor.url("/a.png"))
        assert isinstance(redirected, Failure) and redirected.status == 404
        assert internal.connections == 0


async def test_redirects_are_followed_for_a_while(proxy: PictureProxy, vendor: VendorServer) -> None:
    vendor.replies = [Reply(301, headers={"location": "/b.png"}), png()]
    assert isinstance(await proxy.picture(vendor.url("/a.png")), Picture)
    vendor.default = Reply(302, headers={"location": "/again.png"})
    found = await proxy.picture(vendor.url("/ring.png"))
    assert isinstance(found, Failure) and found.status == 502


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        (Reply(404), 404),
        (Reply(403), 404),
        (Reply(500), 502),
        (Reply(429), 502),
        (Reply(fault="drop"), 502),
        (Reply(body=PNG, fault="half"), 502),
        (Reply(body=b"<html>", headers={"content-type": "image/png"}), 404),
        (Reply(body=PNG + b"0" * MAX_PICTURE), 404),
        (Reply(body=WALL), 404),
    ],
)
async def test_a_failure_is_told_and_not_repeated(proxy: PictureProxy, vendor: VendorServer, reply: Reply, status: int) -> None:
    vendor.default = reply
    first = await proxy.picture(vendor.url("/a.png"))
    assert isinstance(first, Failure) and first.status == status
    asked = len(vendor.requests)
    assert await proxy.picture(vendor.url("/a.png")) is first
    assert len(vendor.requests) == asked


async def test_a_server_that_says_nothing_does_not_keep_browsers_waiting(
    redis: Redis, vendor: VendorServer, cache: Cache
) -> None:
    vendor.default = Reply(fault="stall")
    async with TransportPool.open_pool(redis) as transports:
        proxy = PictureProxy(transports, cache, sandbox_url=vendor.url(), patience=0.05)
        found = await proxy.picture(vendor.url("/a.png"))
    assert isinstance(found, Failure) and found.status == 502


async def test_addresses_that_are_none_are_no_picture(proxy: PictureProxy) -> None:
    for url in ("http://[", "https://user:word@x.example/a.png", "https://a b/"):
        found = await proxy.picture(url)
        assert isinstance(found, Failure) and found.status == 404, url


async def test_a_full_disk_does_not_cost_the_picture(proxy: PictureProxy, vendor: VendorServer, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    vendor.default = png()
    proxy._cache = Cache(tmp_path / "cache" / "below", most=1000, age=1000)
    with pytest.raises(NotADirectoryError):
        await proxy._cache.put("x", b"y")
    assert isinstance(await proxy.picture(vendor.url("/a.png")), Picture)


async def test_the_cache_stays_small_and_fresh(tmp_path: Path) -> None:
    cache = Cache(tmp_path, most=100, age=1000)
    for number, name in enumerate("abc"):
        await cache.put(name, name.encode() * 40)
        os.utime(cache._path(name), (cache._path(name).stat().st_mtime - 100 + number,) * 2)
    await cache.put("d", b"d" * 40)
    assert [await cache.get(name) for name in "abcd"] == [None, None, b"c" * 40, b"d" * 40]
    os.utime(cache._path("c"), (1, 1))
    assert await cache.get("c") is None
    await cache.put("c", b"new")
    assert await cache.get("c") == b"new"


# ── the route ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def shown(application: FastAPI, proxy: PictureProxy) -> Iterator[PictureProxy]:
    before = application.state.pictures
    application.state.pictures = proxy
    yield proxy
    application.state.pictures = before


async def test_a_signed_picture_is_shown_and_kept_for_good(
    anonymous: Client, shown: PictureProxy, vendor: VendorServer
) -> None:
    vendor.default = png()
    path = pictures.signer().path(vendor.url("/a.png"))
    answer = await anonymous.get(path)
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, PNG, "image/png")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    again = await anonymous.get(path, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", answer.headers["etag"])


async def test_a_drawing_runs_nothing(anonymous: Client, shown: PictureProxy, vendor: VendorServer) -> None:
    vendor.default = Reply(body=SVG, headers={"content-type": "image/svg+xml"})
    answer = await anonymous.get(pictures.signer().path(vendor.url("/a.svg")))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'; style-src 'unsafe-inline'"


async def test_what_we_did_not_sign_is_not_fetched(anonymous: Client, shown: PictureProxy, vendor: VendorServer) -> None:
    signature, _ = parts(pictures.signer().path(vendor.url("/a.png")))
    _, other = parts(pictures.signer().path(vendor.url("/b.png")))
    answer = await anonymous.get(f"/api/v1/pictures/{signature}/{other}")
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")
    assert vendor.connections == 0


async def test_failures_are_kept_for_a_short_while(anonymous: Client, shown: PictureProxy, vendor: VendorServer) -> None:
    for status, code, seconds in ((404, "NOT_FOUND", 300), (502, "BAD_GATEWAY", 30)):
        vendor.default = Reply(404 if status == 404 else 503)
        answer = await anonymous.get(pictures.signer().path(vendor.url(f"/{status}.png")))
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
        assert answer.headers["cache-control"] == f"public, max-age={seconds}"
