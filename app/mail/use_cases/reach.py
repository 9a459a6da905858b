"""Whether mails go to an address."""

from __future__ import annotations

from app.kernel import audit
from app.kernel.db import UnitOfWork
from app.mail.repository import Outbox


async def is_suppressed(uow: UnitOfWork, address: str) -> bool:
    """Whether the organisation sends nothing there, as its server said that nobody is there."""
    return await Outbox(uow).suppressed(address)


async def note_reachable(uow: UnitOfWork, address: str) -> None:
    """Somebody reads mails there: the organisation sends to it again where it did not."""
    if await Outbox(uow).release(address):
        audit.record(uow, "mail.address_released", kind="address", id_=address.lower())
