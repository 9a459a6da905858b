"""The dashboard's files and pages, and what every class of answer tells browsers."""

from __future__ import annotations

import base64
import gzip
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from app.kernel.settings import Settings
from app.main import create_app
from app.site import POLICY
from tests.http import Client, client_of

INDEX = '<!doctype html><meta name="csp-nonce" content="__NONCE__"><script type="module" src="/assets/a-1f.js"></script>'
SCRIPT = b"console.log(1)"
PACKED = gzip.compress(SCRIPT)
FILES = {
    "index.html": INDEX.encode(),
    "favicon.svg": b"<svg/>",
    "theme.js": b"1",
    ".vite/manifest.json": b"{}",
    "assets/a-1f.js": SCRIPT,
    "assets/a-1f.js.br": b"brotli",
    "assets/a-1f.js.gz": PACKED,
    "assets/b-3c.js": b"console.log(2)",
    "assets/b-3c.js.gz": PACKED,
    "assets/c-4d.js": b"console.log(3)",
    "assets/c-4d.js.gz": b"no gzip at all",
    "assets/a-1f.css": b"a{}",
    "assets/inter-2a.woff2": b"font",
    "assets/notes.secret": b"no type of ours",
}


def application(folder: Path, **more: str) -> FastAPI:
    keys = SecretStr("k1:" + base64.b64encode(b"k" * 32).decode())
    return create_app(Settings.model_validate({"web_dir": folder, "master_keys": keys, **more}))


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    around = tmp_path_factory.mktemp("site")
    folder = around / "dist"
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (around / "private.js").write_bytes(b"outside")
    (folder / "assets" / "link.js").symlink_to(around / "private.js")
    return folder


@pytest.fixture(scope="module")
async def site(dist: Path) -> AsyncIterator[Client]:
    async with client_of(application(dist)) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/index.html", "/orders", "/orders/0199/items?tab=a", "/stores/shop.example", "/apis"])
async def test_every_address_is_the_page(site: Client, path: str) -> None:
    answer = await site.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.headers["cache-control"] == "no-cache"
    nonce = re.search(r'content="([A-Za-z0-9+/]{24})"', answer.text)
    assert nonce and "__NONCE__" not in answer.text
    assert answer.headers["content-security-policy"] == (
        f"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce[1]}'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
    )


async def test_a_nonce_is_used_once(site: Client) -> None:
    seen = {(await site.get("/")).headers["content-security-policy"] for _ in range(3)}
    assert len(seen) == 3 and POLICY not in seen


async def test_pages_are_guarded(site: Client) -> None:
    for path in ("/", "/theme.js", "/assets/a-1f.css", "/assets/none.js"):
        headers = (await site.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]
        assert "strict-transport-security" not in headers


async def test_https_is_kept_where_it_is_spoken(dist: Path) -> None:
    async with client_of(application(dist, public_url="https://ksap.example.com")) as client:
        for path in ("/", "/theme.js", "/api/nothing"):
            assert (await client.get(path)).headers["strict-transport-security"] == "max-age=31536000"


async def test_plain_http_leads_to_https_and_calls_by_it_are_refused(dist: Path) -> None:
    plain, sealed = {"x-forwarded-proto": "http"}, {"x-forwarded-proto": "https"}
    async with client_of(application(dist, public_url="https://ksap.example.com")) as client:
        for path in ("/", "/orders?q=a%20b", "//evil.example/x", "/assets/a-1f.js"):
            answer = await client.get("http://ksap.test" + path, headers={**plain, "host": "evil.example"})
            assert (answer.status_code, answer.headers["location"]) == (308, "https://ksap.example.com/" + path.lstrip("/"))
            assert answer.headers["strict-transport-security"] == "max-age=31536000"
        for method, path in (
            ("GET", "/api/v1/orders"),
            ("POST", "/api/v1/auth/login"),
            ("POST", "/"),
            ("POST", "/webhooks/x/y"),
        ):
            answer = await client.request(method, path, headers={"x-forwarded-proto": "https, http"})
            assert (answer.status_code, answer.json()["error"]["code"]) == (403, "HTTPS_REQUIRED")
        assert (await client.get("/", headers=sealed)).status_code == 200
        assert (await client.get("/", headers={"x-forwarded-proto": "http, https"})).status_code == 200
        assert (await client.get("/health/live", headers=plain)).status_code == 200
        assert (await client.get("/")).status_code == 200
    async with client_of(application(dist)) as client:
        assert (await client.get("/", headers=plain)).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("*", "br"),
        ("br;q=0, *", "gzip"),
        ("identity", ""),
        ("", ""),
    ],
)
async def test_hashed_files_are_kept_for_good_and_come_compressed(site: Client, accepted: str, coding: str) -> None:
    answer = await site.send(site.build_request("HEAD", "/assets/a-1f.js", headers={"accept-encoding": accepted}))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers.get("content-encoding", "") == coding
    assert answer.headers["content-length"] == str(len({"br": b"brotli", "gzip": PACKED}.get(coding, SCRIPT)))


@pytest.mark.parametrize(("path", "content"), [("a-1f", SCRIPT), ("b-3c", b"console.log(2)"), ("c-4d", b"console.log(3)")])
async def test_a_file_comes_as_it_is_whatever_stands_beside_it(site: Client, path: str, content: bytes) -> None:
    answer = await site.get(f"/assets/{path}.js", headers={"accept-encoding": "identity"})
    assert (answer.content, answer.headers.get("content-encoding")) == (content, None)


async def test_what_has_no_compressed_sibling_comes_as_it_is(site: Client) -> None:
    answer = await site.get("/assets/inter-2a.woff2")
    assert (answer.content, answer.headers["content-type"]) == (b"font", "font/woff2")
    assert not {"vary", "content-encoding"} & set(answer.headers)


async def test_files_at_the_root_are_asked_for_again(site: Client) -> None:
    first = await site.get("/favicon.svg")
    assert (first.content, first.headers["content-type"]) == (b"<svg/>", "image/svg+xml")
    assert first.headers["cache-control"] == "public, max-age=300"
    again = await site.get("/favicon.svg", headers={"if-none-match": f'"old", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    other = await site.get("/theme.js", headers={"if-none-match": first.headers["etag"]})
    assert (other.status_code, other.content) == (200, b"1")


@pytest.mark.parametrize(
    "path",
    [
        "/assets", "/assets/", "/assets/none.js", "/assets/a-1f.js.br", "/assets/notes.secret", "/assets/link.js",
        "/assets/%2e%2e/%2e%2e/private.js", "/assets/..%2f..%2fprivate.js", "/%2e%2e/private.js", "/..%5cprivate.js",
        "/orders/%2e%2e/%2e%2e/etc/passwd", "/x%00.js", "/robots.txt", "/favicon.ico",
    ],
)  # fmt: skip
async def test_what_is_no_file_of_ours_is_not_found(site: Client, path: str) -> None:
    answer = await site.get(path)
    assert answer.status_code == 404
    assert "outside" not in answer.text and "<!doctype" not in answer.text
    assert "immutable" not in answer.headers.get("cache-control", "")


async def test_the_build_manifest_is_not_shown(site: Client) -> None:
    assert "<!doctype" in (await site.get("/.vite/manifest.json")).text


@pytest.mark.parametrize("path", ["/api", "/api/v1/nothing", "/health", "/health/nothing", "/webhooks/x/y"])
async def test_calls_are_never_answered_with_the_page(site: Client, path: str) -> None:
    answer = await site.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/json")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_methods_keep_their_refusals(site: Client) -> None:
    assert (await site.get("/api/v1/auth/login")).status_code == 405
    for method in ("POST", "PUT", "DELETE"):
        assert (await site.request(method, "/orders")).status_code == 404


async def test_a_route_keeps_its_own_headers(site: Client) -> None:
    page = await site.get("/api/docs")
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert page.headers.get_list("x-content-type-options") == ["nosniff"]
    assert (await site.get("/api/docs/assets/swagger-ui.css")).headers["cache-control"] == "no-cache"


async def test_failures_are_guarded_too(dist: Path) -> None:
    app = application(dist)

    @app.get("/api/v1/broken")
    async def broken() -> None:
        raise RuntimeError("as a test")

    async with client_of(app) as client:
        answer = await client.get("/api/v1/broken")
    assert (answer.status_code, answer.headers["cache-control"]) == (500, "no-store")
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_without_a_dashboard_the_bare_address_leads_to_the_explorer(tmp_path: Path) -> None:
    async with client_of(application(tmp_path / "none")) as client:
        answer = await client.get("/")
        assert (answer.status_code, answer.headers["location"]) == (307, "/api/docs")
        assert (await client.get("/orders")).status_code == 404
