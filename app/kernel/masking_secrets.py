"""Finds a known secret in a text, however it was spelt: plain, escaped, URL-encoded, hexadecimal or base64."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterable

from app.kernel.masking_rules import MASK

SHORTEST = 6
"""Characters. Anything shorter is no credential, and hiding it everywhere would leave nothing readable."""

_SAFE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
_BASE64_RUN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_%\\")
_BASE64_SPELT = {
    "+": r"(?:\+|-|%(?:25){0,3}2[Bb])",
    "/": r"(?:\\{0,15}/|_|%(?:25){0,3}2[Ff])",
}


_BACKSLASHES = r"(?:\\|%(?:25){0,3}5[Cc])"
_ESCAPED = f"{_BACKSLASHES}{{0,7}}"  # three levels of escaping
_SHORT_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _carried(character: str) -> str:
    """A pattern for one character as it is, percent-encoded up to four times, or behind backslashes. All repetition is
    bounded: the text searched is a stranger's."""
    if character in _SAFE:
        return character
    if character == "\\":
        return _ESCAPED  # of an escape such as \u00e9; those of the secret itself are `_pattern`'s
    percent = "".join(f"%(?:25){{0,3}}{byte:02x}" for byte in character.encode("utf-8", "surrogatepass"))
    plus = r"|\+|%(?:25){0,3}2[Bb]" if character == " " else ""
    return f"{_ESCAPED}(?:{re.escape(character)}|(?i:{percent}){plus})"


def _spelt(character: str) -> str:
    """A pattern for every way in which one character of a secret is written: plain, as an entity of HTML, as an escape
    of JSON, and each of these once more inside of a URL or of JSON."""
    if character in _SAFE:
        return character
    units = character.encode("utf-16-be", "surrogatepass").hex()
    escape = "".join(rf"\u{units[at : at + 4]}" for at in range(0, len(units), 4))
    ways = [html.escape(character), f"&#{ord(character)};", f"&#x{ord(character):x};", escape]
    ways += [_SHORT_ESCAPES[character]] if character in _SHORT_ESCAPES else []
    others = "|".join("".join(map(_carried, way)) for way in ways if way != character)
    return f"(?:{_carried(character)}|(?i:{others}))"


def _pattern(secret: str) -> re.Pattern[str]:
    """All spellings of a secret. A run of backslashes grows with every level of escaping."""
    runs = re.findall(r"\\+|[^\\]", secret, re.S)
    return re.compile(
        "".join(f"{_BACKSLASHES}{{{len(run)},{8 * len(run)}}}" if run[0] == "\\" else _spelt(run) for run in runs)
    )


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
        self._pattern = None if set(value) <= _SAFE | {"_", "-"} else _pattern(value)
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
