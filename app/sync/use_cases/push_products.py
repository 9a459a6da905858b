"""Bring a channel's listings to what the master products say. A change is absolute, so sending it again after a lost answer
changes nothing; what is read back becomes the base of the next merge. A new listing carries a natural key, by which a second
try finds the first one's product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.catalog import api as catalog
from app.kernel.db import UnitOfWork
from app.kernel.errors import Conflict, DomainError
from app.kernel.leaks import in_fields
from app.kernel.transport import SecretHeldBack, Unreachable
from app.ports.storefront import ListingChange, ListingSink, NewListing, RemoteProduct, StockSink
from app.ports.vendor import Remedy, VendorError, vendors
from app.stores import api as stores
from app.stores.contracts import OpenChannel, SyncSettings
from app.sync.contracts import Busy, Cause, Pushed
from app.sync.repository import Letters, Runs
from app.sync.use_cases.burying import bury
from app.sync.use_cases.failing import remedy_of, tell, wait_of, words
from app.sync.use_cases.lock import listing_lock, store_lock
from app.sync.use_cases.sharing import sharing_of
from app.sync.use_cases.stock import compare, read
from app.sync.use_cases.taking import unit
from app.sync.use_cases.tally import Tally

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


async def writes_products(uow: UnitOfWork, store_id: UUID) -> bool:
    """Whether anything of products may go there: by the store's preferences, and by what its platform offers."""
    view = await stores.store(uow, store_id)
    offered = any(maker.slug == view.platform and maker.offer(ListingSink) is not None for maker in vendors())
    return view.settings.writes_products and offered


async def push_products(org_id: UUID, store_id: UUID, cause: Cause = Cause()) -> Pushed:
    """All listings of a store that wait, the longest waiting first. Vendor trouble is told in the answer."""
    channel = await stores.channel_of_store(org_id, store_id)
    if not channel.offers(ListingSink):
        return Pushed()
    async with unit(channel) as uow:
        settings = (await stores.store(uow, store_id)).settings
        waiting = (await uow.scalars(_PENDING, {"store": store_id, "limit": BATCH})).all()
    if not settings.writes_products:
        return Pushed()
    work = _Work(channel, store_id, settings, Tally("push_products", cause))
    again, why = None, ""
    try:
        for listing_id in waiting:
            await work.write(listing_id)
        await work.show_stock()
    except _PutOff as later:
        again, why = later.wait, words(later.error)
        work.tally.error = why if again is None else ""
    except Busy as busy:
        again, why = 1.0, busy.message
    async with unit(channel) as uow:
        await work.tally.write(uow, store_id)
    done = Pushed(work.tally.of("pushed") + work.tally.of("created"), work.tally.of("failed"), again, why)
    if done.pushed:
        await stores.report_success(org_id, channel.connection_id)
    if len(waiting) == BATCH and again is None and (done.pushed or done.failed):
        return Pushed(done.pushed, done.failed, 0.0, "more are waiting")
    return done


class _PutOff(Exception):
    """The vendor cannot be worked with now. `wait` None: not before somebody acts."""

    def __init__(self, error: DomainError) -> None:
        super().__init__(error.message)
        self.error, self.wait = error, wait_of(error)


@dataclass(slots=True)
class _Work:
    channel: OpenChannel
    store_id: UUID
    settings: SyncSettings
    tally: Tally
    listed: list[str] = field(default_factory=list)  # stock ids of what was listed for the first time

    async def write(self, listing_id: UUID) -> None:
        """One listing: what changed, or all of it where the store has yet to list it."""
        sharing = sharing_of(self.settings)
        async with unit(self.channel) as uow:
            change = await catalog.pending_change(uow, listing_id, sharing)
            new = await catalog.pending_new(uow, listing_id) if change is None else None
        if change is not None:
            remote = await self._send(listing_id, change)
            if remote is not None:
                await self._entered(listing_id, remote, "pushed")
        elif new is not None and sharing.products == "from_store":
            why = Conflict("Products of this store only come from it; change its preferences to list this one there.")
            await self._failed(listing_id, "failed", why, new)
        elif new is not None:
            async with listing_lock(self.store_id):
                remote = await self._send(listing_id, new)
                if remote is not None:
                    await self._entered(listing_id, remote, "created")
                    self.listed += [variant.stock_id for variant in remote.variants if variant.track_inventory]

    async def _send(self, listing_id: UUID, what: ListingChange | NewListing) -> RemoteProduct | None:
        """None: the vendor will never take it as it is. Raises _PutOff."""
        sink = self.channel.port(ListingSink)
        try:
            if leak := in_fields(asdict(what)):
                raise SecretHeldBack(leak)
            if isinstance(what, NewListing):
                return await sink.create_listing(what)
            return await sink.update_listing(what)
        except (VendorError, Unreachable) as error:
            await tell(self.channel.org_id, self.channel.connection_id, error)
            if wait_of(error) is not None or remedy_of(error) == Remedy.RECONNECT:
                if not isinstance(error, Unreachable) or error.sent:
                    await self._failed(listing_id, "unknown", error, what)
                raise _PutOff(error) from error
            await self._failed(listing_id, "failed", error, what)
            return None

    async def _entered(self, listing_id: UUID, remote: RemoteProduct, outcome: str) -> None:
        async with unit(self.channel) as uow:
            await catalog.listing_pushed(uow, listing_id, remote, sharing_of(self.settings))
            await Letters(uow).settle(self.store_id, "out", "products", [str(listing_id)])
        self.tally.add("products", outcome, remote.external_id, entity_id=listing_id, message=remote.title)

    async def _failed(self, listing_id: UUID, state: str, error: DomainError, what: ListingChange | NewListing) -> None:
        async with unit(self.channel) as uow:
            await catalog.listing_failed(uow, listing_id, state, words(error))
            if state == "failed":
                await bury(
                    uow, self.store_id, "out", "products", str(listing_id), error=words(error), code=error.code,
                    remedy=remedy_of(error), payload=_payload(what),
                )  # fmt: skip
        if state == "failed":
            self.tally.add("products", "failed", _name(what), entity_id=listing_id, message=words(error))

    async def show_stock(self) -> None:
        """The channel tells at once what it shows of new listings, so that ours can follow; else the next poll would."""
        if not (self.listed and self.settings.writes_stock and self.channel.offers(StockSink)):
            return
        async with unit(self.channel) as uow:
            if self.store_id not in await Runs(uow).imported_stores():
                return
        try:
            async with store_lock(self.store_id):
                readings = await read(self.channel, self.listed)
                async with unit(self.channel) as uow:
                    await compare(uow, self.store_id, readings)
        except (VendorError, Unreachable) as error:
            await tell(self.channel.org_id, self.channel.connection_id, error)
            raise _PutOff(error) from error


def _payload(what: ListingChange | NewListing) -> dict[str, Any]:
    """What was sent, less what says nothing."""
    sent = asdict(what.product) if isinstance(what, NewListing) else asdict(what)
    return {name: value for name, value in sent.items() if value not in (None, "", (), [])}


def _name(what: ListingChange | NewListing) -> str:
    return what.product.title[:200] if isinstance(what, NewListing) else what.external_id
