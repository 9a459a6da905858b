"""What a first import would bring: for people who want to look before it begins. Reads the vendor, writes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from app.catalog import api as catalog
from app.catalog.contracts import PreviewedVariant
from app.inventory import api as inventory
from app.kernel import clock
from app.kernel.db import UnitOfWork, unit_of_work
from app.ports.storefront import OrderSource, Page, ProductSource, RemoteLocation, RemoteOrder, StockSink
from app.stores import api as stores
from app.stores.contracts import OpenChannel
from app.sync.contracts import ImportPreview, PreviewedLocation, PreviewedOrders, PreviewedProducts
from app.sync.repository import Runs
from app.sync.use_cases.running import HISTORY
from app.sync.use_cases.sharing import sharing_of
from app.sync.use_cases.taking import unit

T = TypeVar("T")
MOST_PRODUCTS = 500
# some vendors take a call per order for its parcels; people wait for this
MOST_ORDERS = 100
# Shops older than this hold no products that changed before it. A read of "everything" may begin a bulk operation at the
# vendor, which the import itself would then have to wait for.
BEFORE_ALL_SHOPS = datetime(2000, 1, 1, tzinfo=UTC)


async def import_preview(org_id: UUID, store_id: UUID) -> ImportPreview:
    """Raises NotFound, NotOffered, ConnectionPaused, NeedsReconnect and what the vendor raises."""
    async with unit_of_work(org_id) as uow:
        await stores.store(uow, store_id)
    channel = await stores.channel_of_store(org_id, store_id)
    since = clock.now() - HISTORY
    remotes: Sequence[RemoteLocation] = ()
    if channel.offers(StockSink):
        remotes = [place for place in await channel.port(StockSink).locations() if place.active]
    products, orders = PreviewedProducts(), PreviewedOrders(since=since)
    if channel.offers(ProductSource):
        products = await _products(channel, store_id)
    if channel.offers(OrderSource):
        pages = channel.port(OrderSource).orders_since(since, None)
        found, total, complete = await _some(pages, MOST_ORDERS)
        orders = PreviewedOrders(since=since, total=total, read=len(found), complete=complete, open=_open(found))
    async with unit(channel) as uow:
        return ImportPreview(
            store_id=store_id,
            imported=store_id in await Runs(uow).imported_stores(),
            products=products,
            orders=orders,
            locations=await _locations(uow, store_id, remotes),
        )


async def _products(channel: OpenChannel, store_id: UUID) -> PreviewedProducts:
    pages = channel.port(ProductSource).products_since(BEFORE_ALL_SHOPS, None)
    found, total, complete = await _some(pages, MOST_PRODUCTS)
    async with unit(channel) as uow:
        view = await stores.store(uow, store_id)
        rows = await catalog.preview_products(uow, store_id, found, view.currency, sharing_of(view.settings))
    by_product = {row.product_external_id: row.outcome for row in rows}
    outcomes = list(by_product.values())
    return PreviewedProducts(
        total=total, read=len(found), complete=complete, matches=tuple(row for row in rows if _matters(row)),
        new=outcomes.count("new"), linked=outcomes.count("linked"), ask=outcomes.count("ask"),
        known=outcomes.count("known"), without_sku=sum(not row.sku for row in rows),
    )  # fmt: skip


def _matters(row: PreviewedVariant) -> bool:
    """People look at what meets something of theirs; what is simply new is counted."""
    return row.variant_id is not None


def _open(orders: Sequence[RemoteOrder]) -> int:
    return sum(order.status in ("pending", "open") for order in orders)


async def _some(pages: AsyncIterator[Page[T]], most: int) -> tuple[list[T], int | None, bool]:
    """(the first `most`, how many there are if that is known, whether these are all)."""
    found: list[T] = []
    total: int | None = None
    complete = True
    source: Any = pages
    async with aclosing(source):
        async for page in source:
            found += page.items
            total = page.total or total
            if len(found) >= most:
                complete = page.cursor is None
                break
    return found, len(found) if complete else total, complete


async def _locations(uow: UnitOfWork, store_id: UUID, remotes: Sequence[RemoteLocation]) -> tuple[PreviewedLocation, ...]:
    """As the import would link them, where nobody has said otherwise: the first to the default one, others by their name."""
    links = {link.remote_location_id: link.location_id for link in await Runs(uow).links(store_id)}
    names = {location.name.casefold(): location.id for location in await inventory.locations(uow)}
    default = (await inventory.default_location(uow)).id
    used, found = set(links.values()), []
    for remote in remotes:
        target = links.get(remote.external_id)
        if target is None:
            target = names.get(remote.name.casefold()) if used else default
            target = None if target in used else target
        if target is not None:
            used.add(target)
        found.append(
            PreviewedLocation(
                remote_location_id=remote.external_id, remote_name=remote.name, location_id=target,
                linked=remote.external_id in links,
            )
        )  # fmt: skip
    return tuple(found)
