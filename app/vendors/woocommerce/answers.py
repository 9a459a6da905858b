"""JSON as shops send it: behind somebody's host, with somebody's plug-ins."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

BOM = b"\xef\xbb\xbf"

_BEGINNING = re.compile(r"^[ \t\ufeff]*(?=\{\s*[\"}]|\[\s*[{\]])", re.MULTILINE)
"""A line that begins as WooCommerce's answers do: an object, a list of objects, or nothing in either."""


def parse(body: bytes) -> Any:
    """JSON with exact numbers (`Decimal`, never float). Raises ValueError for anything else, such as a page.

    A byte order mark is passed over, and so is what PHP prints before the data on a host that shows its warnings: they
    end with a line of their own, and from the next one on everything has to be JSON, so that an answer that broke off
    is never taken for a shorter one.
    """
    text = body.removeprefix(BOM).decode()
    try:
        return _sound(_loads(text), text)
    except json.JSONDecodeError:
        beginning = _BEGINNING.search(text)
        if beginning is None or not text[: beginning.start()].strip():
            raise
        return _sound(_loads(text[beginning.end() :]), text)


def _loads(text: str) -> Any:
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("the data are nested too deeply") from None


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _sound(data: Any, text: str) -> Any:
    """Without halves of characters: a plug-in that cuts a text in the middle of an emoji leaves one, and it can be
    neither kept nor shown."""
    return _mended(data) if "\\ud" in text or "\\uD" in text else data


def _mended(data: Any) -> Any:
    if isinstance(data, str):
        return data.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(data, list):
        return [_mended(item) for item in data]
    return {_mended(name): _mended(value) for name, value in data.items()} if isinstance(data, dict) else data
