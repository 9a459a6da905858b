"""Bring a channel's listings to what the master products say. A change is absolute, so sending it again after a lost answer
changes nothing; what is read back becomes the base of the next merge."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from app.catalog import api as catalog
from app.kernel.db import UnitOfWork
from app.kernel.errors import DomainError
from app.kernel.transport import Unreachable
from app.ports.storefront import ListingSink
from app.ports.vendor import Remedy, VendorError
from app.stores import api as stores
from app.stores.contracts import OpenChannel
from app.sync.contracts import Pushed
from app.sync.repository import Letters
from app.sync.use_cases.failing import remedy_of, tell, wait_of, words
from app.sync.use_cases.taking import unit

BATCH = 500
_PENDING = text(
    """SELECT id FROM listings WHERE store_id = :store AND push_state IN ('pending', 'unknown') AND state = 'linked'
       ORDER BY updated_at, id LIMIT :limit"""
)
_STORES = text(
    """SELECT DISTINCT store_id FROM listings
       WHERE push_state IN ('pending', 'unknown') AND state = 'linked'
         AND (CAST(:products AS uuid[]) IS NULL OR product_id = ANY(CAST(:products AS uuid[])))"""
)


async def stores_to_push(uow: UnitOfWork, product_ids: Sequence[UUID] | None = None) -> set[UUID]:
    """Stores whose listings (of these products) wait to be written."""
    found = await uow.execute(_STORES, {"products": None if product_ids is None else list(product_ids)})
    return set(found.scalars())


async def push_products(org_id: UUID, store_id: UUID) -> Pushed:
    """All listings of a store that wait, the longest waiting first."""
    channel = await stores.channel_of_store(org_id, store_id)
    if not channel.offers(ListingSink):
        return Pushed()
    async with unit(channel) as uow:
        view = await stores.store(uow, store_id)
        waiting = (await uow.scalars(_PENDING, {"store": store_id, "limit": BATCH})).all()
    if not view.settings.sync_products:
        return Pushed()
    pushed = failed = 0
    for listing_id in waiting:
        async with unit(channel) as uow:
            change = await catalog.pending_change(uow, listing_id)
        if change is None:
            continue
        try:
            remote = await channel.port(ListingSink).update_listing(change)
        except (VendorError, Unreachable) as error:
            await tell(org_id, channel.connection_id, error)
            wait = wait_of(error)
            if wait is not None or remedy_of(error) == Remedy.RECONNECT:
                if not isinstance(error, Unreachable) or error.sent:
                    await _failed(channel, listing_id, "unknown", error)
                return Pushed(pushed, failed, wait, words(error))
            await _failed(channel, listing_id, "failed", error)
            failed += 1
            continue
        async with unit(channel) as uow:
            await catalog.listing_pushed(uow, listing_id, remote)
            await Letters(uow).settle(store_id, "out", "products", [str(listing_id)])
        pushed += 1
    return Pushed(pushed, failed)


async def _failed(channel: OpenChannel, listing_id: UUID, state: str, error: DomainError) -> None:
    assert channel.store_id is not None
    async with unit(channel) as uow:
        await catalog.listing_failed(uow, listing_id, state, words(error))
        if state == "failed":
            await Letters(uow).put(
                channel.store_id, "out", "products", str(listing_id), error=words(error), code=error.code,
                remedy=remedy_of(error),
            )  # fmt: skip
