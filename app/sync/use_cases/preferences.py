"""What follows when a merchant changes what is kept alike."""

from __future__ import annotations

from uuid import UUID

from app.kernel.db import UnitOfWork
from app.kernel.process import process
from app.stores import api as stores
from app.stores.contracts import SyncSettings
from app.sync.repository import Runs, StockBook
from app.sync.use_cases.desired import mark


def poll_seconds(preferences: SyncSettings) -> int:
    """How often this store is asked for news."""
    return preferences.poll_seconds or process().settings.poll_seconds


async def preferences_changed(uow: UnitOfWork, store_id: UUID) -> None:
    """The next poll is as near as it now should be, and what the channel should show of stock is decided anew."""
    view = await stores.store(uow, store_id)
    await Runs(uow).set_interval(store_id, poll_seconds(view.settings))
    await mark(uow, await StockBook(uow).of_store(store_id))
