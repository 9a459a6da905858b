"""Hides secrets and personal data in whatever is about to be logged: texts, mappings, headers, URLs, bodies.

Three nets, one behind the other: values that are known secrets, in any spelling; fields whose name tells that
they are secret or personal; texts that look like cards, mail addresses, telephone numbers or tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote_plus

import orjson

from app.kernel.masking_rules import (
    MASK,
    PERSONAL_IN_PERSON,
    Kind,
    is_card,
    is_identifier,
    kind_of,
    mask_looks,
    mask_pairs,
    plain_key,
)
from app.kernel.masking_secrets import SHORTEST, Secret

BODY_LIMIT = 16 * 1024
"""Bytes of a body that are kept."""

_MARGIN = 1024  # read beyond the limit, because masking shortens
_DEEPEST = 40
_DATA = re.compile(r"[A-Za-z0-9+/=_\-\s]{1024,}")
_JSON_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"?|,')
_JSON_RUNS = re.compile(rb'[{}\[\]]|(?:[^"{}\[\]]+|"(?:[^"\\]|\\.)*"?)+')
_CLOSING = {b"{": b"}", b"[": b"]"}
_SUSPECT = re.compile(
    r"[=:@+<%]|(?:\d[ -]?){12}|shp|c[ks]_|[srp]k_|whsec|sk-|EAA|A[KS]IA|ey|ksap|gh[pousr]_|_pat_|glpat|AIza|GOCSPX|xox"
    r"|SG\.|sq0|npm_|PRIVATE|(?i:bearer|basic|digest|token|apikey)"
)
_TEXTUAL = ("json", "xml", "text", "urlencoded", "graphql", "javascript", "html", "csv", "multipart")
_QUERY_SECRETS = frozenset(("key", "code"))
_DULL = (
    "accept accept-encoding accept-language cache-control connection content-encoding content-language content-length "
    "content-type date etag expires host keep-alive last-modified retry-after server transfer-encoding user-agent vary "
    "x-request-id"
)
_DULL_HEADERS = frozenset(_DULL.split())
_PLAIN_TYPES = (bool, int, float, type(None))


class Masker:
    """Hides `secrets` and whatever the rules find. Build one per connection; secrets under six characters are
    ignored as known values (their fields are still hidden by name)."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        longest_first = sorted({value for value in secrets if len(value.strip()) >= SHORTEST}, key=len, reverse=True)
        self._secrets = tuple(Secret(value) for value in longest_first)
        self._tail = max([256, *(secret.longest for secret in self._secrets)])

    def known(self, text: str) -> str:
        """Without the known secrets; nothing else is touched."""
        for secret in self._secrets:
            text = secret.hide(text)
        return text

    def text(self, text: str) -> str:
        """Free text: a log line, an error message, an unparsed body."""
        return self.known(mask_looks(mask_pairs(text)))

    def mapping(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """A copy, nested mappings and sequences included. Objects that are no JSON become masked text."""
        return {self.known(str(key)): self._leafwise(str(key), value, person=False) for key, value in values.items()}

    def _leafwise(self, key: str, value: Any, *, person: bool) -> Any:
        masked = _walk(key, value, person=person, depth=0)
        return self._known_leaves(masked) if self._secrets else masked

    def _known_leaves(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.known(value)
        if isinstance(value, dict):
            return {self.known(key): self._known_leaves(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._known_leaves(item) for item in value]
        return value

    def headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        """By name first; the values that may hold anything are searched as text."""
        masked = {name: _header(name, value) for name, value in headers.items()}
        if not self._secrets or not masked:
            return masked
        values = self.known("\n".join(value.replace("\n", " ") for value in masked.values())).split("\n")
        if len(values) != len(masked):  # a secret of several lines reached over the joints
            return dict.fromkeys(masked, MASK)
        return dict(zip(masked, values, strict=True))

    def url(self, url: str) -> str:
        """Query values by the names of their parameters, the rest as text."""
        base, mark, query = url.partition("?")
        query, fragment_mark, fragment = query.partition("#")
        return self.known(mask_looks(base + mark + _mask_query(query) + fragment_mark + fragment))

    def body(self, content: bytes, content_type: str = "", *, limit: int = BODY_LIMIT) -> str:
        """A body as text of at most about `limit` bytes; pictures and the like by their size alone."""
        if not content:
            return ""
        window = content[: limit + _MARGIN]
        if _is_binary(window, content_type):
            return f"[{len(content)} bytes of {content_type or 'binary data'}]"
        cut = len(window) < len(content)
        text = self._structured(window, content_type, cut=cut)
        if text is None:
            text = self.text(window.decode("utf-8", "replace"))
            text = text[: -self._tail] if cut else text  # a secret may have been cut in two
        encoded = text.encode("utf-8", "replace")
        if len(encoded) > limit or cut:
            return f"{encoded[:limit].decode('utf-8', 'ignore')}… [cut, {len(content)} bytes in all]"
        return text

    def _structured(self, window: bytes, content_type: str, *, cut: bool) -> str | None:
        if "urlencoded" in content_type:
            return self.known(mask_looks(_mask_query(_whole_pairs(window.decode("utf-8", "replace"), cut=cut))))
        if window.lstrip()[:1] not in (b"{", b"["):
            return None
        values = _parse(_closed(window) if cut else window)
        if values is None:
            return None
        lines = (orjson.dumps(_walk("", value, person=False, depth=0)).decode() for value in values)
        return self.known("\n".join(lines))


def _header(name: str, value: str) -> str:
    if kind_of(name) is Kind.SECRET:
        return MASK
    return value if name.lower() in _DULL_HEADERS else mask_looks(mask_pairs(value))


def _is_binary(window: bytes, content_type: str) -> bool:
    if b"\0" in window:
        return True
    if any(part in content_type for part in _TEXTUAL):
        return False
    try:
        window[:-4].decode("utf-8")  # the cut may go through a character
    except UnicodeDecodeError:
        return True
    return "image" in content_type or "pdf" in content_type or "zip" in content_type


def _parse(window: bytes) -> list[Any] | None:
    """One JSON document, or one per line; None where it is neither."""
    try:
        return [orjson.loads(window)]
    except orjson.JSONDecodeError:
        pass
    try:
        return [orjson.loads(line) for line in window.splitlines() if line.strip()]
    except orjson.JSONDecodeError:
        return None


def _closed(window: bytes) -> bytes:
    """A JSON text that was cut, brought to an end after its last whole element."""
    open_brackets: list[bytes] = []
    good = 0
    for run in _JSON_RUNS.finditer(window):
        mark = run[0]
        if mark in _CLOSING:
            open_brackets.append(_CLOSING[mark])
            good = run.end()
        elif mark in (b"}", b"]"):
            del open_brackets[-1:]
            good = run.end()
    for token in _JSON_TOKENS.finditer(window, good):
        if token[0] == b",":
            good = token.start()
    return window[:good] + b"".join(reversed(open_brackets))


def _walk(key: str, value: Any, *, person: bool, depth: int) -> Any:
    """A masked copy of JSON-like data. `key` is the name the value stands under, `person` whether that name stands in
    a description of a person."""
    kind = kind_of(key) if key else Kind.PLAIN
    if kind is Kind.PLAIN and person and plain_key(key) in PERSONAL_IN_PERSON:
        kind = Kind.PERSONAL
    if kind in (Kind.SECRET, Kind.PERSONAL):
        return _hide(key, value)
    if depth > _DEEPEST:
        return MASK
    if isinstance(value, Mapping):
        inside = kind is Kind.PERSON
        return {_name(str(name)): _walk(str(name), item, person=inside, depth=depth + 1) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_walk(key, item, person=person, depth=depth + 1) for item in value]
    if kind is Kind.PERSON and isinstance(value, str) and plain_key(key).endswith("address"):
        return mask_looks(value) if value.startswith(("http://", "https://")) else _hide(key, value)
    return _leaf(key, value)


def _name(name: str) -> str:
    """Some mappings have mail addresses or numbers for keys."""
    return mask_looks(name) if "@" in name or (len(name) > 12 and _SUSPECT.search(name)) else name


def _leaf(key: str, value: Any) -> Any:
    if isinstance(value, _PLAIN_TYPES):
        if isinstance(value, int) and value >= 10**12 and not is_identifier(key) and is_card(value):
            return MASK
        return value
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    if len(text) > 1024 and _DATA.fullmatch(text):
        return f"[{len(text)} characters of data]"
    if len(text) < SHORTEST or (len(text) < 25 and is_identifier(key)) or not _SUSPECT.search(text):
        return text
    return mask_looks(mask_pairs(text))


def _hide(key: str, value: Any) -> Any:
    """All leaves; what is empty, a truth value or a count of tokens tells nothing and stays."""
    if isinstance(value, Mapping):
        return {_name(str(name)): _hide(key, item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_hide(key, item) for item in value]
    if value is None or isinstance(value, bool) or value in ("", b""):
        return value
    if isinstance(value, int | float) and plain_key(key).endswith("tokens"):
        return value
    return MASK


def _whole_pairs(form: str, *, cut: bool) -> str:
    return form.rpartition("&")[0] if cut else form


def _mask_query(query: str) -> str:
    """`a=b&c=d` with the values of telling names hidden; encoded as it was."""
    if not query:
        return query
    parts = []
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        plain = unquote_plus(name)
        telling = kind_of(plain) in (Kind.SECRET, Kind.PERSONAL)
        telling = telling or (plain.lower() in _QUERY_SECRETS and len(value) >= 8)
        parts.append(f"{name}={MASK}" if telling and value else pair)
    return "&".join(parts)


_plain = Masker()


def _masker(secrets: Iterable[str]) -> Masker:
    known = tuple(secrets)
    return Masker(known) if known else _plain


def mask_text(text: str, secrets: Iterable[str] = ()) -> str:
    """Free text without `secrets` and without whatever looks or is named like a secret or personal data."""
    return _masker(secrets).text(text)


def mask_error(error: BaseException) -> str:
    """What is kept of a failure where people read it: a database quotes the values that it did not like."""
    return mask_text(f"{type(error).__name__}: {error}")[:2000]


def mask_mapping(values: Mapping[str, Any], secrets: Iterable[str] = ()) -> dict[str, Any]:
    """A masked copy of nested data, for a structured log event."""
    return _masker(secrets).mapping(values)
