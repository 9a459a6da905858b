"""The API versions that are answered, all of them by the schema of the latest."""

from __future__ import annotations

import re
from typing import Any

LATEST = "2026-07"
# Supported ones, oldest first; what comes after the latest is a candidate.
SUPPORTED = ("2025-10", "2026-01", "2026-04", LATEST)
CANDIDATE = "2026-10"
UNSTABLE = "unstable"
_FORM = re.compile(r"20\d\d-(01|04|07|10)\Z")


def served(asked: str) -> str | None:
    """The version that answers: the asked one, the oldest instead of one that is no more, or None for no version at all."""
    if asked in (*SUPPORTED, CANDIDATE, UNSTABLE):
        return asked
    if _FORM.match(asked) and asked < SUPPORTED[0]:
        return SUPPORTED[0]
    return None


def described(handle: str) -> dict[str, Any]:
    """An ApiVersion."""
    name = f"{handle} (Latest)" if handle == LATEST else handle
    if handle == CANDIDATE:
        name = f"{handle} (Release candidate)"
    return {"displayName": name, "handle": handle, "supported": handle in SUPPORTED}


def public() -> list[dict[str, Any]]:
    return [described(handle) for handle in (*SUPPORTED, CANDIDATE, UNSTABLE)]
