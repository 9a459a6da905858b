"""The dashboard at every address that is no call of the API. Its files are read once, when the application is built.

`/assets/*` have their hash in their names and are kept for good; `index.html` is sent anew each time, under a policy that
runs our own scripts alone and styles that carry the request's nonce.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import re
import zlib
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import structlog
from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from app.kernel.headers import is_call
from app.kernel.settings import Settings

DEFAULT = Path(__file__).parents[1] / "web" / "dist"
NONCE = b"__NONCE__"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
)
_TYPES = {
    ".avif": "image/avif",
    ".css": "text/css",
    ".gif": "image/gif",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
_ENCODINGS = {"br": ".br", "gzip": ".gz"}  # in the order of our preference
_KEPT = "public, max-age=31536000, immutable"
_SHORT = "public, max-age=300"
_UNNAMED = re.compile(r"(^|/)\.\.?(/|$)|[\\\x00]")
log = structlog.get_logger("ksap.site")


@dataclass(frozen=True, slots=True)
class _File:
    """`bodies` by content coding, "" for the file as it is; None where it is what `gzip` unpacks to, for every browser takes
    it packed."""

    media_type: str
    cache: str
    etag: str
    bodies: dict[str, bytes | None] = field(repr=False)

    def answer(self, request: Request) -> Response:
        headers = {"Cache-Control": self.cache}
        coding = ""
        if len(self.bodies) > 1:
            headers["Vary"] = "Accept-Encoding"
            coding = _chosen(request.headers.get("accept-encoding", ""), self.bodies)
        etag = headers["ETag"] = f'"{self.etag}-{coding}"' if coding else f'"{self.etag}"'
        if etag in {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}:
            return Response(status_code=304, headers=headers)
        if coding:
            headers["Content-Encoding"] = coding
        return Response(self._body(coding), headers=headers, media_type=self.media_type)

    def _body(self, coding: str) -> bytes:
        found = self.bodies[coding]
        return found if found is not None else gzip.decompress(self.bodies["gzip"] or b"")


def _chosen(accepted: str, bodies: Collection[str]) -> str:
    """The content coding of an answer: the smallest one that the browser takes, "" for none."""
    refused: set[str] = set()
    taken: set[str] = set()
    for part in accepted.lower().split(","):
        name, _, parameters = part.partition(";")
        weight = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", parameters)
        (refused if weight and float(weight[1]) == 0 else taken).add(name.strip())
    usable = [c for c in _ENCODINGS if c in bodies and c not in refused and (c in taken or "*" in taken)]
    return usable[0] if usable else ""


class Dashboard(BaseRoute):
    """GET and HEAD of everything outside of the API: files by their names, and `index.html` for all other addresses."""

    path = "/{page}"

    def __init__(self, index: bytes, files: dict[str, _File]) -> None:
        self._index = index
        self._files = files

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        ours = scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and not is_call(scope["path"])
        return (Match.FULL, {"route": self}) if ours else (Match.NONE, {})

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        await self._answer(request)(scope, receive, send)

    def _answer(self, request: Request) -> Response:
        path: str = request.scope["path"]
        if (file := self._files.get(path)) is not None:
            return file.answer(request)
        if _UNNAMED.search(path) or _is_file(path):
            raise HTTPException(404)
        nonce = base64.b64encode(os.urandom(18))
        headers = {"Cache-Control": "no-cache", "Content-Security-Policy": POLICY.format(nonce=nonce.decode())}
        return Response(self._index.replace(NONCE, nonce), headers=headers, media_type="text/html")


def _is_file(path: str) -> bool:
    """What asks for a file that is not there: a page of HTML in the place of a script would help nobody."""
    if path == "/assets" or path.startswith("/assets/"):
        return True
    return path.count("/") == 1 and PurePosixPath(path).suffix.lower() in _TYPES


def mount(app: FastAPI, config: Settings) -> None:
    """Serve the built dashboard; where there is none, lead visitors of the bare address to the API's explorer.
    To be mounted last: it takes what nobody else took."""
    folder = config.web_dir or DEFAULT
    index = folder / "index.html"
    if index.is_file():
        app.router.routes.append(Dashboard(index.read_bytes(), _files(folder)))
        return
    log.warning("site.absent", folder=str(folder), remedy="build the dashboard with: make setup")

    async def home(_: Request) -> Response:
        return RedirectResponse("/api/docs", 307)

    app.add_route("/", home, include_in_schema=False)


def _files(folder: Path) -> dict[str, _File]:
    """Every file below `assets` and at the root by its address; what leads out of the folder is left out."""
    root = folder.resolve()
    found = {}
    for path in sorted([*folder.glob("*"), *folder.glob("assets/**/*")]):
        kind = _TYPES.get(path.suffix.lower())
        if kind is None or not path.is_file() or not path.resolve().is_relative_to(root):
            continue
        address = "/" + path.relative_to(folder).as_posix()
        found[address] = _read(path, kind, _KEPT if address.startswith("/assets/") else _SHORT)
    return found


def _unpacked(packed: bytes | None) -> bytes | None:
    try:
        return gzip.decompress(packed) if packed else None
    except (OSError, EOFError, zlib.error):
        return None


def _read(path: Path, kind: str, cache: str) -> _File:
    whole = path.read_bytes()
    bodies: dict[str, bytes | None] = {"": whole}
    for coding, ending in _ENCODINGS.items():
        sibling = path.with_name(path.name + ending)
        if sibling.is_file():
            bodies[coding] = sibling.read_bytes()
    if _unpacked(bodies.get("gzip")) == whole:
        bodies[""] = None
    return _File(kind, cache, hashlib.sha256(whole).hexdigest()[:32], bodies)
