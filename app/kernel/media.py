"""Which types of bodies a call takes. What says that it is something else is refused before anybody reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.message import Message

from fastapi.routing import APIRoute

from app.kernel.errors import Invalid, UnsupportedMedia

_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_JSON = frozenset({"application/json"})


def accepted(route: APIRoute) -> frozenset[str]:
    """The media types of a route's body: JSON, and none where it takes no body or reads it by itself."""
    return _JSON if route.body_field else frozenset()


def check(headers: Mapping[str, str], types: frozenset[str]) -> None:
    """Raises UnsupportedMedia for a body of another type, of none, or in another character set than UTF-8."""
    if not types or not (headers.get("content-length", "0") != "0" or "transfer-encoding" in headers):
        return
    given = headers.get("content-type", "")
    if given in types:
        return
    message = Message()
    message["content-type"] = given or "none/none"
    named = ", ".join(sorted(types))
    if message.get_content_type() not in types:
        raise UnsupportedMedia(
            f"Send the body as {named}, and say so in `Content-Type`.",
            details={"accepted": sorted(types), "given": given[:200]},
        )
    charset = message.get_content_charset("utf-8")
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedMedia(
            "Send text in UTF-8.", details={"accepted": ["utf-8"], "given": charset[:200], "content_types": sorted(types)}
        )


def check_text(raw: bytes) -> None:
    """Raises Invalid for JSON that holds U+0000, which PostgreSQL takes nowhere: not every column would tell at once."""
    if b"u0000" in raw and _NUL.search(raw):
        raise Invalid("Text may not hold the character U+0000.", field="body")
