"""Lines of CSV (RFC 4180) that no spreadsheet takes for a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable

_FORMULA = re.compile(r"[\s\x00-\x1f'\"]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_NUMBER = re.compile(r"-?\d{1,20}(?:\.\d{1,20})?")


def cell(text: str) -> str:
    """A text as a spreadsheet may see it: one that could be a formula begins with an apostrophe. Plain numbers stay."""
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        text = "'" + text
    return text


def line(values: Iterable[str]) -> bytes:
    """One line, every value quoted."""
    return (",".join('"' + cell(value).replace('"', '""') + '"' for value in values) + "\r\n").encode()
