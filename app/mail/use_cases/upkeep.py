"""Forget old mails."""

from __future__ import annotations

from datetime import timedelta

from app.kernel import clock
from app.mail.repository import forget_mails_before


async def forget_mails(age: timedelta) -> int:
    """Of every organisation; returns how many went."""
    return await forget_mails_before(clock.now() - age)
