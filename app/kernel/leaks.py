"""Keeps credentials from leaving in what people write: product texts, mails, exports, calls to vendors.

What a connection sends to its own vendor to sign in travels in headers and in forms, which nobody searches here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from app.kernel.errors import Invalid
from app.kernel.masking_rules import MASK
from app.kernel.secret_shapes import PRIVATE_KEY, SHAPES

_ALL = (*SHAPES, PRIVATE_KEY)
_MARKS = {
    letter: tuple(mark for shape in _ALL for mark in shape.marks if next((c for c in mark if c in "_-"), "") == letter)
    for letter in ("", "_", "-")
}
"""Literals that every credential holds one of, by a letter of theirs: to look for that letter first costs next to nothing."""
_BYTE_MARKS = {letter.encode(): tuple(mark.encode() for mark in marks) for letter, marks in _MARKS.items()}
_SURE = re.compile(
    r"(?<![A-Za-z0-9])(?:" + "|".join(f"(?P<k{n}>{shape.sure})" for n, shape in enumerate(SHAPES)) + ")"
    f"|(?P<k{len(SHAPES)}>{PRIVATE_KEY.sure})"
)  # fmt: skip
_DEEPEST = 40


class SecretInText(Invalid):
    """A text that others would read holds what looks like a credential; `details` names the field and what it looks like.
    Take it out, and replace the credential if it was ever published."""

    code = "SECRET_IN_TEXT"


@dataclass(frozen=True, slots=True)
class Leak:
    """`field`: its path, like `variants.2.title`. `what`: what it looks like, with its article. Never the secret itself."""

    field: str
    what: str


def _title(found: re.Match[str]) -> str:
    return _ALL[int((found.lastgroup or "k0")[1:])].title


def _suspect(text: str) -> bool:
    return any(mark in text for letter, marks in _MARKS.items() if letter in text for mark in marks)


def _suspect_bytes(content: bytes) -> bool:
    return any(mark in content for letter, marks in _BYTE_MARKS.items() if letter in content for mark in marks)


def in_text(text: str, *, own: Callable[[str], bool] | None = None) -> str:
    """What the first credential in a text looks like; empty where there is none. `own` says which may be there."""
    if not _suspect(text):
        return ""
    return next((_title(found) for found in _SURE.finditer(text) if own is None or not own(found[0])), "")


def masked(text: str) -> tuple[str, int]:
    """The text without credentials, and how many there were."""
    if not _suspect(text):
        return text, 0
    return _SURE.subn(MASK, text)


def masked_bytes(content: bytes) -> tuple[bytes, int]:
    """The same of UTF-8."""
    if not _suspect_bytes(content):
        return content, 0
    text, number = masked(content.decode("utf-8", "surrogateescape"))
    return text.encode("utf-8", "surrogateescape"), number


def in_fields(value: Any, *, own: Callable[[str], bool] | None = None, path: str = "", depth: int = 0) -> Leak | None:
    """The first credential among the texts of nested mappings and sequences, keys included."""
    if isinstance(value, str):
        what = in_text(value, own=own)
        return Leak(path, what) if what else None
    if depth > _DEEPEST:
        return None
    children: list[tuple[str, Any]] = []
    if isinstance(value, Mapping):
        if leak := in_fields([str(name) for name in value], own=own, path=path, depth=depth + 1):
            return Leak(path, leak.what)
        children = [(str(name), each) for name, each in value.items()]
    elif isinstance(value, list | tuple):
        children = [(str(place), each) for place, each in enumerate(value)]
    for name, each in children:
        if leak := in_fields(each, own=own, path=f"{path}.{name}" if path else name, depth=depth + 1):
            return leak
    return None


def in_body(content: bytes, *, own: Callable[[str], bool] | None = None) -> Leak | None:
    """The first credential in the body of a call: its field where the body is JSON."""
    if not _suspect_bytes(content):
        return None
    try:
        leak = in_fields(orjson.loads(content), own=own)
    except orjson.JSONDecodeError:
        what = in_text(content.decode("utf-8", "replace"), own=own)
        leak = Leak("", what) if what else None
    return leak


def refuse(fields: Mapping[str, Any]) -> None:
    """Before a text is kept that others will read. Raises SecretInText."""
    if leak := in_fields(fields):
        raise SecretInText(
            f"{leak.field} holds what looks like {leak.what}, and others will read it. Take it out; if it was ever published, "
            "replace it where it was made.",
            field=leak.field,
            details={"looks_like": leak.what},
        )
