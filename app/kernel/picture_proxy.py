"""Shows vendors' pictures under our own address: fetched once through the egress guard, judged by their bytes, kept on disk."""

from __future__ import annotations

import asyncio
import hashlib
import io
import re
import struct
import time
from collections import OrderedDict
from dataclasses import dataclass

import httpx
import structlog
from fastapi import Request, Response

from app.kernel import pictures, tasks
from app.kernel.auth import anyone
from app.kernel.egress_http import ALLOW_PRIVATE
from app.kernel.errors import NotFound
from app.kernel.http import error_response, router
from app.kernel.process import Process
from app.kernel.storage import Cache
from app.kernel.transport import MAX_REDIRECTS, TransportPool
from app.kernel.transport_contract import Unreachable, VendorAnswer
from app.kernel.wire import Hop, build, encode, read

MAX_PICTURE = 5 * 1024 * 1024
MAX_PIXELS = 50_000_000  # unpacked, a browser holds four bytes for each
CACHE_BYTES = 1024**3
CACHE_SECONDS = 30 * 86_400.0
PATIENCE = 6.0  # seconds for a fetch, from the wait for a free slot to the last byte
_AT_ONCE = 16  # fetches of a process; browsers ask for a whole page of pictures
_REMEMBERED = 2_000  # failures
_SVG = re.compile(  # each part can end in one place only, so that no file is slow to judge
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:(?:<!--(?:(?!-->).)*-->|<!DOCTYPE\s+svg\b[^>\[]*>)\s*)*<svg[\s>]", re.S | re.I
)
_SVG_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
log = structlog.get_logger("ksap.pictures")


@dataclass(frozen=True, slots=True)
class Picture:
    media_type: str
    content: bytes

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.content).hexdigest()[:32]}"'


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no picture: `status` 404 when it is not there or may not be shown, 502 when its server failed.
    Nobody tries again for `seconds`."""

    status: int
    message: str
    seconds: int


def kind_of(content: bytes, declared: str) -> str | None:
    """The media type of a picture by its own bytes, None for anything else. SVG must be declared as such, too."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:12] in (b"ftypavif", b"ftypavis"):
        return "image/avif"
    if content.startswith(b"\x00\x00\x01\x00"):
        return "image/x-icon"
    svg = declared.partition(";")[0].strip().lower() == "image/svg+xml" and _SVG.match(content[:4096])
    return "image/svg+xml" if svg else None


class PictureProxy:
    """One per process. `sandbox_url` is the only origin that may lie in a private network or speak plain http: that is
    where the sandbox's pictures are."""

    def __init__(self, transports: TransportPool, cache: Cache, *, sandbox_url: str, patience: float = PATIENCE) -> None:
        self._transports = transports
        self._cache = cache
        self._sandbox = _origin(httpx.URL(sandbox_url))
        self._patience = patience
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._fetching: dict[str, asyncio.Task[Picture | Failure]] = {}
        self._failed: OrderedDict[str, tuple[float, Failure]] = OrderedDict()

    @classmethod
    def of(cls, process: Process) -> PictureProxy:
        cache = Cache(process.settings.home / "cache" / "pictures", most=CACHE_BYTES, age=CACHE_SECONDS)
        return cls(process.transports, cache, sandbox_url=process.settings.sandbox_url)

    async def aclose(self) -> None:
        await tasks.end(*self._fetching.values())

    async def picture(self, url: str) -> Picture | Failure:
        """From the cache or else from its server; whoever asks meanwhile waits for the same fetch."""
        until, failure = self._failed.get(url, (0.0, None))
        if failure is not None and time.monotonic() < until:
            return failure
        task = self._fetching.get(url)
        if task is None:
            task = self._fetching[url] = asyncio.create_task(self._obtain(url))
            task.add_done_callback(lambda _: self._fetching.pop(url, None))
        return await asyncio.shield(task)  # a visitor who leaves does not cancel it for the others

    async def _obtain(self, url: str) -> Picture | Failure:
        kept = await self._cache.get(url)
        if kept is not None:
            media_type, _, content = kept.partition(b"\n")
            return Picture(media_type.decode(), content)
        try:
            async with asyncio.timeout(self._patience), self._slots:
                found = _judged(await self._fetch(url))
        except TimeoutError:
            found = Failure(502, "The picture's server did not answer in time.", 30)
        except Unreachable as error:
            found = _unreachable(error)
        if isinstance(found, Failure):
            self._remember(url, found)
        else:
            await self._keep(url, found)
        return found

    async def _keep(self, url: str, picture: Picture) -> None:
        try:
            await self._cache.put(url, picture.media_type.encode() + b"\n" + picture.content)
        except OSError as error:  # a full disk must not cost the picture
            log.warning("pictures.not_kept", error=str(error))

    async def _fetch(self, url: str) -> VendorAnswer:
        """Each hop of a redirect is judged anew: the sandbox's freedom ends at the sandbox."""
        base = {"user-agent": self._transports.user_agent, "accept": "image/*"}
        hop: Hop | None = encode("GET", url, base_headers=base, headers=None, params=None, json=None, content=None, form=None)
        answer = VendorAnswer(502, {}, b"")
        for _ in range(MAX_REDIRECTS + 1):
            if hop is None:
                break
            answer = await self._exchange(hop)
            hop = hop.redirected(answer)
        return answer

    async def _exchange(self, hop: Hop) -> VendorAnswer:
        private = _origin(self._transports.guard(allow_private=True).admit(hop.url)) == self._sandbox
        if not private:
            self._transports.guard().admit(hop.url)
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), self._patience)
        response = await self._transports.client.send(build(hop, {"timeout": timeouts, ALLOW_PRIVATE: private}), stream=True)
        try:
            headers, body = await read(response, cap=MAX_PICTURE)
        finally:
            await response.aclose()
        return VendorAnswer(response.status_code, headers, body)

    def _remember(self, url: str, failure: Failure) -> None:
        log.info("pictures.failed", status=failure.status, reason=failure.message)
        self._failed[url] = (time.monotonic() + failure.seconds, failure)
        while len(self._failed) > _REMEMBERED:
            self._failed.popitem(last=False)


def _judged(answer: VendorAnswer) -> Picture | Failure:
    if answer.status in (401, 403, 404, 410):
        return Failure(404, "The picture is no longer at its address.", 300)
    if answer.status != 200:
        return Failure(502, f"The picture's server answered {answer.status}.", 30)
    kind = kind_of(answer.body, answer.headers.get("content-type", ""))
    if kind is None:
        return Failure(404, "What is at the address is no picture.", 300)
    if pixels(answer.body) > MAX_PIXELS:
        return Failure(404, f"The picture has more than {MAX_PIXELS // 1_000_000} million pixels.", 300)
    return Picture(kind, answer.body)


def pixels(content: bytes) -> int:
    """How many a picture unfolds to, as its header says; 0 where it does not. A few kilobytes may claim a wall of them."""
    if content.startswith(b"GIF8") and len(content) >= 10:  # the library takes its sides for signed numbers
        width, height = struct.unpack("<HH", content[6:10])
        return int(width * height)
    import imagesize  # brings a parser of XML along

    try:
        width, height = map(int, imagesize.get(io.BytesIO(content)))
    except (ValueError, OSError):  # a header that does not hold together: browsers show nothing of it either
        return 0
    return max(width, 0) * max(height, 0)


def _unreachable(error: Unreachable) -> Failure:
    if error.reason in ("blocked", "too_large"):
        return Failure(404, error.message, 300)
    return Failure(502, error.message, 30)


def _origin(url: httpx.URL) -> tuple[str, str, int]:
    return url.scheme, url.host, url.port or (443 if url.scheme == "https" else 80)


routes = router("/pictures", "operations")


@routes.get(
    "/{signature}/{address}",
    dependencies=[anyone()],
    response_class=Response,
    responses={
        200: {"content": {"image/*": {}}},
        304: {"description": "As the browser has it."},
        502: {"description": "Its server failed."},
    },
)
async def read_picture(signature: str, address: str, request: Request) -> Response:
    """A picture of a product or store, fetched from where the vendor keeps it. Paths come from the other calls (`image_path`,
    `logo_path`) and are signed; they can be kept for good."""
    url = pictures.signer().url(signature, address)
    if url is None:
        raise NotFound("picture")
    proxy: PictureProxy = request.app.state.pictures
    found = await proxy.picture(url)
    if isinstance(found, Failure):
        code = "NOT_FOUND" if found.status == 404 else "BAD_GATEWAY"
        return error_response(found.status, code, found.message, Cache_Control=f"public, max-age={found.seconds}")
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "Cross-Origin-Resource-Policy": "same-origin",
        "ETag": found.etag,
        "X-Content-Type-Options": "nosniff",
    }
    if found.media_type == "image/svg+xml":
        headers["Content-Security-Policy"] = _SVG_POLICY
    if found.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(found.content, headers=headers, media_type=found.media_type)
