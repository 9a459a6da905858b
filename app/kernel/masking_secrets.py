"""Finds a known secret in a text, however it was spelt: plain, escaped, URL-encoded, hexadecimal or base64."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable
from urllib.parse import quote

from app.kernel.masking_rules import MASK

SHORTEST = 6
"""Characters. Anything shorter is no credential, and hiding it everywhere would leave nothing readable."""

_SAFE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
_BASE64_RUN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_%\\")
_BASE64_SPELT = {
    "+": r"(?:\+|-|%2[Bb]|%252[Bb])",
    "/": r"(?:\\*/|_|%2[Ff]|%252[Ff])",
}


def _spelt(character: str) -> str:
    """A pattern for every way in which one character of a secret is written by some encoder."""
    if character in _SAFE:
        return character
    ways = {re.escape(character), re.escape(html.escape(character)), rf"&#{ord(character)};"}
    ways.add(rf"&#[xX](?i:{ord(character):x});")
    percent = quote(character, safe="")
    percent = percent if percent.startswith("%") else f"%{ord(character):02X}"
    ways.update(rf"(?i:{percent.replace('%', mark)})" for mark in ("%", "%25"))
    units = character.encode("utf-16-be").hex()
    ways.add("".join(rf"\\+u(?i:{units[at : at + 4]})" for at in range(0, len(units), 4)))
    escaped = json.dumps(character)[1:-1]
    ways.add(r"\\+" + re.escape(escaped[-1] if escaped.startswith("\\") and len(escaped) == 2 else character))
    if character == " ":
        ways.add(r"\+")
    return f"(?:{'|'.join(sorted(ways, key=len, reverse=True))})"


def _cores(secret: bytes) -> Iterable[str]:
    """The characters of base64 that depend on the secret alone, for each of the three ways it may be aligned."""
    for offset in range(3):
        whole = base64.b64encode(b"\0" * offset + secret).decode().rstrip("=")
        first = -(-8 * offset // 6)
        last = 8 * (offset + len(secret)) // 6
        yield whole[first:last]


class Secret:
    """One secret, ready to be searched for."""

    __slots__ = ("_cores", "_hex", "_pattern", "_plain", "longest")

    def __init__(self, value: str) -> None:
        raw = value.encode("utf-8", "surrogatepass")
        self._plain = value
        self._pattern = None if set(value) <= _SAFE | {"_", "-"} else re.compile("".join(map(_spelt, value)))
        self._hex = (raw.hex(), raw.hex().upper())
        self._cores = tuple(
            re.compile("".join(_BASE64_SPELT.get(character, character) for character in core)) for core in _cores(raw)
        )
        self.longest = 15 * len(raw)

    def hide(self, text: str) -> str:
        if self._pattern is not None:
            text = self._pattern.sub(MASK, text)
        elif self._plain in text:
            text = text.replace(self._plain, MASK)
        for spelling in self._hex:
            if spelling in text:
                text = text.replace(spelling, MASK)
        for core in self._cores:
            if found := core.search(text):
                text = _hide_runs(core, text, found)
        return text


def _hide_runs(core: re.Pattern[str], text: str, found: re.Match[str] | None) -> str:
    """Hide the whole run of base64 around each hit: the characters at its ends hold bits of the secret too."""
    parts: list[str] = []
    done = 0
    while found:
        start, end = found.span()
        while start > done and text[start - 1] in _BASE64_RUN:
            start -= 1
        while end < len(text) and text[end] in _BASE64_RUN:
            end += 1
        parts += (text[done:start], MASK)
        done = end
        found = core.search(text, done)
    return "".join((*parts, text[done:]))
