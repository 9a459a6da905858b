"""The whole set of headers that guard each class of answer, of every route that there is.

The routes are those of the application. What a route answers is judged by what it is (JSON, a document, a picture, a file, a
stream, a page), so that a new route falls into a class or fails here: a kind of answer that nobody thought of has no set.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from starlette.routing import BaseRoute, Mount

from app.fulfilment import api as fulfilment
from app.fulfilment.contracts import LabelFile
from app.kernel import picture_proxy, pictures
from app.kernel.dispatch import RouteIndex
from app.kernel.picture_proxy import Picture
from app.kernel.process import Process
from app.kernel.settings import Settings
from app.main import create_app
from app.site import Dashboard
from tests.factories import PASSWORD, Organisation
from tests.fuzz.conftest import furnish
from tests.test_matrix import NOBODY
from tests.test_routes import walk

GUARDS = frozenset(
    {
        "access-control-allow-credentials", "access-control-allow-origin", "cache-control", "content-disposition",
        "content-security-policy", "cross-origin-opener-policy", "cross-origin-resource-policy", "permissions-policy",
        "referrer-policy", "strict-transport-security", "server", "x-content-type-options", "x-frame-options", "x-powered-by",
    }
)  # fmt: skip
"""All headers that say how far an answer may be trusted, kept, framed and shared. One that is in no set must not be there."""
EVERYWHERE = {
    "cross-origin-resource-policy": "same-origin",
    "strict-transport-security": "max-age=31536000",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
CLOSED = {"content-security-policy": "default-src 'none'; frame-ancestors 'none'", "cache-control": "no-store"}
CALL = {**EVERYWHERE, **CLOSED, "referrer-policy": "no-referrer"}
DOCUMENT = {
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
OURS = {**EVERYWHERE, **DOCUMENT, "referrer-policy": "same-origin"}
EXPLORER = {**EVERYWHERE, **DOCUMENT, "referrer-policy": "no-referrer", "cache-control": "no-cache"}
PICTURE = {**CALL, "cache-control": "public, max-age=31536000, immutable"}
SLIP_POLICY = re.compile(
    r"default-src 'none'; style-src 'sha256-[\w+/=]{44}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    r"sandbox allow-modals"
)
PAGE_POLICY = re.compile(
    r"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-[\w+/=]{24}'; img-src 'self' data: blob:; "
    r"font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
)
EXPLORER_POLICY = re.compile(
    r"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
    r"frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
SVG_POLICY = re.compile(r"sandbox; default-src 'none'; style-src 'unsafe-inline'")
FILE = re.compile(r'attachment; filename="[\w.-]+"')
LABEL = re.compile(r'inline; filename="[\w.-]+"')
Guard = str | re.Pattern[str]
CLASSES: dict[str, dict[str, Guard]] = {
    "call": {**CALL},
    "error of a picture": {**CALL, "cache-control": re.compile(r"public, max-age=\d+")},
    "slip": {**CALL, "content-security-policy": SLIP_POLICY, "x-frame-options": "SAMEORIGIN"},
    "stream": {**CALL},
    "file": {**CALL, "content-disposition": FILE},
    "label": {**CALL, "content-disposition": LABEL},
    "picture": {**PICTURE},
    "drawing": {**PICTURE, "content-security-policy": SVG_POLICY},
    "metrics": {**CALL},
    "published": {**CALL, "cache-control": "public, max-age=300"},
    "explorer": {**EXPLORER, "content-security-policy": EXPLORER_POLICY},
    "file of the explorer": {**EXPLORER},
    "page": {**OURS, "cache-control": "no-cache", "content-security-policy": PAGE_POLICY},
    "asset": {**OURS, "cache-control": "public, max-age=31536000, immutable"},
    "file at the root": {**OURS, "cache-control": "public, max-age=300"},
    "no page": {**OURS, **CLOSED},
}
Answer = tuple[int, dict[str, str]]
BROKEN = "/api/v1/broken"


def kind_of(path: str, status: int, headers: dict[str, str]) -> str:
    """The class of an answer; KeyError in the making for what is none."""
    media = headers.get("content-type", "").partition(";")[0]
    if not path.startswith(("/api", "/webhooks", "/health", "/.well-known", "/metrics")):
        if status not in (200, 304):
            return "no page"
        return "page" if media == "text/html" else "asset" if path.startswith("/assets/") else "file at the root"
    if path.startswith("/api/docs") and status == 200:
        return "explorer" if media == "text/html" else "file of the explorer"
    if path.startswith("/api/v1/pictures/") and status != 422:
        kinds = {"image/png": "picture", "image/svg+xml": "drawing"}
        return kinds.get(
            media, "error of a picture" if status in (404, 502) and "max-age" in headers["cache-control"] else "call"
        )
    if path.startswith("/.well-known/") and status == 200:
        return "published"
    if media in ("application/json", "") or status == 303:
        return "call"
    disposed = {"attachment": "file", "inline": "label"}.get(headers.get("content-disposition", "").partition(";")[0])
    return disposed or {"text/html": "slip", "text/event-stream": "stream", "text/plain": "metrics"}.get(
        media, f"none: {media}"
    )


def fits(wanted: Guard, given: str) -> bool:
    return given == wanted if isinstance(wanted, str) else wanted.fullmatch(given) is not None


def faults(path: str, answer: Answer) -> Iterator[str]:
    """What is amiss with an answer's guards."""
    status, headers = answer
    kind = kind_of(path, status, headers)
    wanted = CLASSES.get(kind)
    if wanted is None:
        yield f"{path} {status}: no class ({kind}); say what guards it"
        return
    for name in sorted(GUARDS):
        if name in wanted and not fits(wanted[name], headers.get(name, "")):
            yield f"{path} {status} is a {kind}: {name} is {headers.get(name)!r}"
        if name not in wanted and name in headers:
            yield f"{path} {status} is a {kind}: {name} has no place there"


async def head(app: FastAPI, method: str, path: str, *, body: bytes = b"", **given: str) -> Answer:
    """Status and headers of an answer; a stream goes on for ever, so nobody waits for its end."""
    address, _, query = path.partition("?")
    headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()]
    scope: dict[str, Any] = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": address,
        "raw_path": path.encode(), "query_string": query.encode(), "scheme": "https", "server": ("ksap.test", 443),
        "client": ("127.0.0.1", 1), "root_path": "", "headers": [(b"host", b"ksap.test"), *headers],
    }  # fmt: skip
    begun: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
    sent = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        return sent.pop() if sent else await asyncio.Event().wait()

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            names = [name.decode().lower() for name, _ in message["headers"]]
            twice = sorted({name for name in names if names.count(name) > 1} & GUARDS)
            assert not twice, f"{path} says twice: {twice}"
            begun.set_result((message["status"], {n.decode().lower(): v.decode() for n, v in message["headers"]}))

    running = asyncio.ensure_future(app(scope, receive, send))
    answer = await asyncio.wait_for(begun, 20)
    if answer[1].get("content-type", "").startswith("text/event-stream"):
        running.cancel()
    await asyncio.wait({running})
    return answer


@pytest.fixture(scope="module")
async def guarded(process: Process, config: Settings, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[FastAPI]:
    """KSAP at home on https, with a dashboard and a route that fails."""
    folder: Path = tmp_path_factory.mktemp("dist")
    (folder / "assets").mkdir()
    for name, text in {
        "index.html": "<!doctype html>__NONCE__",
        "theme.js": "1",
        "assets/a-1f.js": "1",
        "icon.svg": "<svg/>",
    }.items():
        (folder / name).write_text(text)
    app = create_app(config.model_copy(update={"web_dir": folder, "public_url": "https://ksap.test"}), opened=process)

    async def fail() -> None:
        raise RuntimeError("as a test")

    app.add_api_route(BROKEN, fail, include_in_schema=False)
    app.router.routes.insert(0, app.router.routes.pop())
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def bearer(guarded: FastAPI, org: Organisation) -> str:
    transport = httpx.ASGITransport(app=guarded)
    async with httpx.AsyncClient(transport=transport, base_url="https://ksap.test") as client:
        answer = await client.post("/api/v1/auth/login", json={"email": org.email, "password": PASSWORD})
    return f"Bearer {answer.json()['data']['access_token']}"


def addresses(routes: list[BaseRoute], mine: dict[str, str]) -> Iterator[tuple[str, str]]:
    """`(method, path)` of every route of the table, with things of one's own; mounts and pages by what they hold."""
    inside = {
        "/webhooks": (f"/webhooks/shopify/{NOBODY}", "/webhooks/none"),
        "/api/docs/assets": ("/api/docs/assets/swagger-ui.css",),
    }
    for route in routes:
        if isinstance(route, RouteIndex):
            continue
        if isinstance(route, Mount):
            for path in inside[route.path]:  # a new mount says here what is in it
                yield "POST", path
                yield "GET", path
        elif isinstance(route, Dashboard):
            yield from (("GET", path) for path in ("/", "/orders", "/login", "/oauth/consent", "/oidc/callback", "/invitation"))
            yield from (("GET", path) for path in ("/theme.js", "/icon.svg", "/assets/a-1f.js", "/assets/none.js", "/x%00.js"))
            yield from (("HEAD", "/"), ("POST", "/orders"))
        else:
            path = re.sub(r"{(\w+)(:\w+)?}", lambda found: mine.get(found[1], "x"), str(getattr(route, "path")))  # noqa: B009
            yield from ((method, path) for method in sorted(getattr(route, "methods", None) or ()))


async def test_every_route_is_guarded_as_its_class_demands(
    guarded: FastAPI, bearer: str, org: Organisation, config: Settings
) -> None:
    assert config.database_url
    with psycopg.connect(config.database_url.get_secret_value(), autocommit=True) as catalog:
        mine = await furnish(org, catalog)
    found: list[str] = []
    seen: dict[str, int] = {}
    tried = [*addresses(list(walk(guarded.routes)), mine), ("GET", f"/api/v1/orders/packing-slips?order_id={mine['order_id']}")]
    readers_first = sorted((each for each in tried if each[1] != BROKEN), key=lambda each: each[0] not in ("GET", "HEAD"))
    for method, path in readers_first:
        answer = await head(
            guarded, method, path, body=b"{}", authorization=bearer, content_type="application/json", content_length="2"
        )
        kind = kind_of(path, answer[0], answer[1])
        seen[kind] = seen.get(kind, 0) + 1
        found += [f"{method} {each}" for each in faults(path, answer)]
    assert found == []
    assert len(tried) > 230
    assert set(seen) >= {
        "call",
        "slip",
        "stream",
        "file",
        "metrics",
        "explorer",
        "page",
        "asset",
        "file at the root",
        "no page",
    }


@pytest.mark.parametrize(
    ("method", "path", "status", "more"),
    [
        ("GET", "/api/v1/nothing", 404, {}),
        ("GET", "/api/v1/orders", 401, {}),
        ("DELETE", "/api/v1/auth/login", 405, {}),
        ("TRACE", "/api/v1/orders", 405, {}),
        ("POST", "/api/v1/auth/login", 413, {"content_length": "99999999"}),
        ("POST", "/api/v1/auth/login", 415, {"content_type": "text/html", "content_length": "2"}),
        ("POST", "/api/v1/auth/login", 422, {"content_type": "application/json", "content_length": "2"}),
        ("GET", BROKEN, 500, {}),
        ("GET", "/api/docs/assets/none.css", 404, {}),
        ("GET", "/api/docs/nothing", 404, {}),
        ("POST", f"/webhooks/shopify/{NOBODY}", 404, {}),
        ("GET", f"/webhooks/shopify/{NOBODY}", 405, {}),
        ("GET", "/assets/none.js", 404, {}),
        ("POST", "/orders", 404, {}),
        ("GET", "/orders", 308, {"x_forwarded_proto": "http"}),
        ("GET", "/api/v1/orders", 403, {"x_forwarded_proto": "http"}),
    ],
)
async def test_refusals_are_guarded_too(guarded: FastAPI, method: str, path: str, status: int, more: dict[str, str]) -> None:
    answer = await head(guarded, method, path, body=b"{}", **more)
    assert answer[0] == status
    assert list(faults(path, answer)) == []


async def test_pictures_and_files_are_guarded(
    guarded: FastAPI, bearer: str, org: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the walk above meets only as a refusal: pictures of both kinds, and one that is not there."""
    signed = pictures.signer().path("https://shop.example/a.png")
    for found, kind in (
        (Picture("image/png", b"\x89PNG"), "picture"),
        (Picture("image/svg+xml", b"<svg/>"), "drawing"),
        (picture_proxy.Failure(404, "gone", 300), "error of a picture"),
    ):

        async def picture(_: Any, __: str, found: Any = found) -> Any:
            return found

        monkeypatch.setattr(picture_proxy.PictureProxy, "picture", picture)
        answer = await head(guarded, "GET", signed)
        assert kind_of(signed, *answer) == kind
        assert list(faults(signed, answer)) == []

    async def label(*_: Any) -> LabelFile:
        return LabelFile(media_type="application/pdf", content=b"%PDF", filename="label-1.pdf")

    monkeypatch.setattr(fulfilment, "label_file", label)
    path = f"/api/v1/shipments/{NOBODY}/label"
    answer = await head(guarded, "GET", path, authorization=bearer)
    assert kind_of(path, *answer) == "label"
    assert list(faults(path, answer)) == []


def test_what_has_no_class_fails() -> None:
    """Else the silence above would prove nothing."""
    plain = {"content-type": "application/xml", **CALL}
    assert list(faults("/api/v1/feed", (200, plain))) == [
        "/api/v1/feed 200: no class (none: application/xml); say what guards it"
    ]
    for name in CALL:
        bare = {"content-type": "application/json", **{key: value for key, value in CALL.items() if key != name}}
        assert list(faults("/api/v1/orders", (200, bare))) == [f"/api/v1/orders 200 is a call: {name} is None"]
    told = {"content-type": "application/json", **CALL, "server": "uvicorn"}
    assert list(faults("/api/v1/orders", (200, told))) == ["/api/v1/orders 200 is a call: server has no place there"]
