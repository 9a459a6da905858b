"""What cannot be done without somebody's decision becomes a dead letter, and whoever listens hears of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.kernel.db import UnitOfWork
from app.sync.events import DeadLettered
from app.sync.repository import Letters


async def bury(
    uow: UnitOfWork,
    store_id: UUID,
    direction: str,
    resource: str,
    external_id: str,
    *,
    error: str,
    code: str = "",
    remedy: str = "",
    message_id: UUID | None = None,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """One open letter per thing; a thing that fails again raises the attempts of its letter, and is told once.

    `payload` is what was to be taken in or sent, for people to look at; JSON values, Decimal, UUID and times.
    """
    letter_id, new = await Letters(uow).put(
        store_id, direction, resource, external_id, error=error, code=code, remedy=remedy, message_id=message_id,
        payload=payload or {},
    )  # fmt: skip
    if new:
        uow.publish(
            DeadLettered(
                store_id=store_id, letter_id=letter_id, direction=direction, resource=resource, external_id=external_id,
                error_code=code, error=error[:500], remedy=remedy,
            )
        )  # fmt: skip
