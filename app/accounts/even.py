"""Answers that take equally long, whoever is asked about."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

FLOOR = 0.5  # seconds; more than any of these calls needs, a password's hash included


@dataclass(slots=True)
class Floor:
    waived: bool = False


@asynccontextmanager
async def floor() -> AsyncIterator[Floor]:
    """The block, and any error it raises, ends `FLOOR` seconds after its start at the earliest, unless it is waived."""
    started = time.monotonic()
    held = Floor()
    try:
        yield held
    finally:
        if not held.waived:
            await asyncio.sleep(max(0.0, FLOOR - (time.monotonic() - started)))
