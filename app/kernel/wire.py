"""One request and its answer: encoding, bounded reading, and the next hop of a redirect."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import httpx
import orjson

from app.kernel.egress import blocked, failure
from app.kernel.leaks import in_body
from app.kernel.masking import Masker
from app.kernel.transport_contract import SecretHeldBack, Unreachable, VendorAnswer

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_HARMLESS = frozenset(("accept", "accept-encoding", "accept-language", "user-agent", "x-request-id"))
_TEXTUAL = ("json", "text", "xml", "graphql")
_COMPRESSED = frozenset(("gzip", "x-gzip", "deflate"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """A request ready to go. Header names are lower case."""

    method: str
    url: str
    headers: dict[str, str]
    content: bytes = b""

    def redirected(self, answer: VendorAnswer) -> Hop | None:
        """Where a redirect of a GET leads, None where there is none to follow. Towards another host, another port or
        from https to http only harmless headers go along. Raises Unreachable(blocked) for a senseless address."""
        location = answer.headers.get("location", "")
        if self.method != "GET" or answer.status not in _REDIRECTS or not location:
            return None
        here = httpx.URL(self.url)
        try:
            there = here.join(location)
        except (httpx.InvalidURL, ValueError):
            raise blocked(here.host, "it redirects to an address that is no URL") from None
        kept = dict(self.headers)
        if not _same_origin(here, there):
            kept = {name: value for name, value in kept.items() if name in _HARMLESS}
        return replace(self, url=str(there.copy_with(fragment=None)), headers=kept)


@dataclass(slots=True, kw_only=True)
class Call:
    """One `send` under way."""

    hop: Hop
    correlation_id: str
    purpose: str
    cost: float
    repeatable: bool
    deadline: float
    sent: bool = False  # the present attempt has begun to write its request

    async def trace(self, event: str, _: Mapping[str, Any]) -> None:
        if event.endswith("send_request_headers.started"):
            self.sent = True


def _same_origin(here: httpx.URL, there: httpx.URL) -> bool:
    if here.host != there.host:
        return False
    upgraded = here.scheme == "http" and there.scheme == "https" and not here.port and not there.port
    return upgraded or (here.scheme == there.scheme and here.port == there.port)


def encode(
    method: str,
    url: str,
    *,
    base_headers: Mapping[str, str],
    headers: Mapping[str, str] | None,
    params: Mapping[str, str | int] | None,
    json: Any,
    content: bytes | None,
    form: Mapping[str, str] | None,
) -> Hop:
    """The call as bytes; at most one of `json`, `content` and `form` may be given. Decimals become text."""
    if sum(body is not None for body in (json, content, form)) > 1:
        raise ValueError("a request has one body: json, content or form")
    all_headers = {**base_headers, **{name.lower(): value for name, value in (headers or {}).items()}}
    if all_headers.get("accept-encoding") != "identity":  # asked for where a part of a file is read by byte range
        all_headers["accept-encoding"] = "gzip"  # what the bounded reader understands
    if json is not None:
        content = orjson.dumps(json, default=_plain, option=orjson.OPT_NON_STR_KEYS)
        all_headers.setdefault("content-type", "application/json")
    elif form is not None:
        content = urlencode(form).encode()
        all_headers.setdefault("content-type", "application/x-www-form-urlencoded")
    if params:
        try:
            url = str(httpx.URL(url).copy_merge_params(params))
        except (httpx.InvalidURL, ValueError):
            raise blocked("the address", "not a valid URL") from None
    return Hop(method=method.upper(), url=url, headers=all_headers, content=content or b"")


def hold_secrets_back(hop: Hop, masker: Masker) -> None:
    """Raises SecretHeldBack for a body with a credential that is not this connection's own."""
    kind = hop.headers.get("content-type", "")
    if hop.content and any(part in kind for part in _TEXTUAL):
        leak = in_body(hop.content, own=lambda found: masker.known(found) != found)
        if leak:
            raise SecretHeldBack(leak)


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a request")


def build(hop: Hop, extensions: dict[str, Any]) -> httpx.Request:
    """Raises Unreachable(blocked) for a header that HTTP cannot carry, without telling its value."""
    try:
        content = hop.content if hop.content or hop.method not in ("GET", "HEAD") else None
        return httpx.Request(hop.method, hop.url, headers=hop.headers, content=content, extensions=extensions)
    except (UnicodeEncodeError, TypeError):
        raise failure("blocked", "A header of the request has characters that HTTP does not allow.") from None


async def read(response: httpx.Response, *, cap: int) -> tuple[dict[str, str], bytes]:
    """Headers and the whole body, decompressed, of at most `cap` bytes. Raises Unreachable(too_large | lost)."""
    headers = dict(response.headers)
    packed = headers.get("content-encoding", "").strip().lower() in _COMPRESSED
    if (length := headers.get("content-length", "")).isdigit() and int(length) > cap:
        raise _too_large(response, cap)
    inflater = _Inflater(cap) if packed else None
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += inflater.feed(chunk, len(body)) if inflater else chunk
        if len(body) > cap:
            raise _too_large(response, cap)
    if inflater:
        inflater.finish()
        headers.pop("content-encoding")
        headers.pop("content-length", None)
    return headers, bytes(body)


class _Inflater:
    """Never makes more than one byte above the cap, whatever the compressed input claims."""

    def __init__(self, cap: int) -> None:
        self._cap = cap
        self._stream = zlib.decompressobj(47)  # gzip or zlib, told by the header
        self._fed = False

    def feed(self, chunk: bytes, have: int) -> bytes:
        out = bytearray()
        self._fed = self._fed or bool(chunk)
        while chunk and have + len(out) <= self._cap:
            if self._stream.eof:  # gzip allows several members in a row
                self._stream = zlib.decompressobj(47)
            try:
                out += self._stream.decompress(chunk, self._cap + 1 - have - len(out))
            except zlib.error:
                raise failure("lost", "The vendor's compressed answer is damaged.", sent=True) from None
            chunk = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail
        return bytes(out)

    def finish(self) -> None:
        if self._fed and not self._stream.eof:
            raise failure("lost", "The vendor's compressed answer ended too early.", sent=True)


def _too_large(response: httpx.Response, cap: int) -> Unreachable:
    return Unreachable(
        f"The answer of {response.url.host} is larger than {cap} bytes.",
        reason="too_large",
        sent=True,
        details={"limit": cap},
    )
