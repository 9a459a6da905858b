"""Take in a batch of webhook deliveries of one store.

A delivery is a hint: what it points at is read from the vendor, in as few calls as there are kinds of things, and taken in
together with the mark that the deliveries are done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

import orjson

from app.catalog import api as catalog
from app.kernel import inbox
from app.kernel.db import UnitOfWork, unit_of_work
from app.kernel.inbox import Message
from app.kernel.transport import Unreachable
from app.ports.storefront import (
    Hint,
    HintKind,
    OrderSource,
    ProductSource,
    RemoteProduct,
    RemoteStock,
    StockSink,
    Unread,
    WebhookReceiver,
)
from app.ports.vendor import Remedy, VendorError, vendor
from app.stores import api as stores
from app.stores.contracts import ConnectionView, OpenChannel, StoreView
from app.sync.contracts import Busy, Cause
from app.sync.repository import Runs, StockBook
from app.sync.use_cases.burying import bury
from app.sync.use_cases.failing import tell, words
from app.sync.use_cases.lock import store_lock
from app.sync.use_cases.stock import judge, read
from app.sync.use_cases.taking import set_aside, take_orders, take_products, unit
from app.sync.use_cases.tally import Tally

T = TypeVar("T")

WAITING = ("paused", "needs_reconnect")


class Undone(Exception):
    """Deliveries could not be taken in now, for a reason that is for people, too."""


@dataclass(slots=True)
class Batch:
    """Deliveries by what they point at: external id → messages."""

    orders: dict[str, list[UUID]] = field(default_factory=lambda: defaultdict(list))
    products: dict[str, list[UUID]] = field(default_factory=lambda: defaultdict(list))
    stock: dict[str, list[UUID]] = field(default_factory=lambda: defaultdict(list))
    deleted: set[str] = field(default_factory=set)
    gone: list[UUID] = field(default_factory=list)  # the shop uninstalled us
    discarded: dict[str, list[UUID]] = field(default_factory=lambda: defaultdict(list))  # by reason
    malformed: dict[UUID, str] = field(default_factory=dict)


def sort(receiver: type[WebhookReceiver], messages: Sequence[Message]) -> Batch:
    """What each delivery points at. Never raises: a body that cannot be read is kept apart with the reason."""
    batch = Batch()
    for message in messages:
        try:
            hint = receiver.read(message.topic, message.body)
        except (ValueError, KeyError, TypeError, AttributeError, orjson.JSONDecodeError) as error:
            batch.malformed[message.id] = f"{message.topic}: the body cannot be read ({error})"
            continue
        _place(batch, hint, message.id)
    return batch


def _place(batch: Batch, hint: Hint, message_id: UUID) -> None:
    named = {HintKind.ORDER: batch.orders, HintKind.PRODUCT: batch.products, HintKind.STOCK: batch.stock}
    if hint.kind in named and hint.external_id:
        named[hint.kind][hint.external_id].append(message_id)
        if hint.kind is HintKind.PRODUCT and hint.deleted:
            batch.deleted.add(hint.external_id)
    elif hint.kind is HintKind.UNINSTALLED:
        batch.gone.append(message_id)
    elif hint.kind is HintKind.PING:
        batch.discarded["a ping"].append(message_id)
    elif hint.kind is HintKind.UNKNOWN:
        batch.discarded[f"nobody asked for {hint.topic}"].append(message_id)
    else:
        batch.malformed[message_id] = f"{hint.topic}: the delivery names nothing"


async def receive(org_id: UUID, connection_id: UUID, messages: Sequence[Message]) -> None:
    """Everything that can be taken in is marked in the transaction of its effect; the rest stays and comes again."""
    async with unit_of_work(org_id) as uow:
        connection: ConnectionView = await stores.connection(uow, connection_id)
        store: StoreView | None = await stores.store(uow, connection.store_id) if connection.store_id else None
        if store is None or connection.state in WAITING:
            return
        if connection.state == "disconnected":
            await inbox.done(uow, [m.id for m in messages], state="discarded", error="the store was disconnected")
            return
        imported = store.id in await Runs(uow).imported_stores()
    receiver = vendor(connection.vendor).offer(WebhookReceiver)
    assert receiver is not None
    batch = sort(receiver, messages)
    await _set_aside(org_id, store, batch)
    if batch.gone:
        await _uninstalled(org_id, connection, batch.gone)
        return
    if not imported:
        await _leave_to_import(org_id, batch)
    elif batch.orders or batch.products or batch.stock:
        await _take_in(org_id, connection, store, batch)


async def _leave_to_import(org_id: UUID, batch: Batch) -> None:
    """The first import reads everything, in the order that makes its figures right, and a poll follows it at once."""
    hinted = [ids for group in (batch.orders, batch.products, batch.stock) for ids in group.values()]
    async with unit_of_work(org_id) as uow:
        await inbox.done(uow, [id_ for ids in hinted for id_ in ids], error="left to the first import")


async def _take_in(org_id: UUID, connection: ConnectionView, store: StoreView, batch: Batch) -> None:
    connection_id = connection.id
    tally = Tally("webhook", Cause(trigger="webhook", by=vendor(connection.vendor).title))
    try:
        channel = await stores.open_channel(org_id, connection_id)
        await _orders(channel, store, batch, tally)
        await _products(channel, store, batch, tally)
        await _stock(channel, store, batch, tally)
    except (VendorError, Unreachable) as error:
        await tell(org_id, connection_id, error)
        tally.error = words(error)
        raise Undone(words(error)) from error
    finally:
        if tally.counts or tally.error:
            async with unit_of_work(org_id) as uow:
                await tally.write(uow, store.id)
    await stores.report_success(org_id, connection_id)


async def _set_aside(org_id: UUID, store: StoreView, batch: Batch) -> None:
    off = []
    if not store.settings.sync_orders:
        off += [(batch.orders, "orders of this store are not synchronised")]
    if not store.settings.sync_products:
        off += [(batch.products, "products of this store are not synchronised")]
    if not store.settings.sync_stock:
        off += [(batch.stock, "stock of this store is not synchronised")]
    for group, why in off:
        batch.discarded[why] += [id_ for ids in group.values() for id_ in ids]
        group.clear()
    if not (batch.discarded or batch.malformed):
        return
    async with unit_of_work(org_id) as uow:
        for reason, ids in batch.discarded.items():
            await inbox.done(uow, ids, state="discarded", error=reason)
        for message_id, reason in batch.malformed.items():
            await inbox.done(uow, [message_id], state="dead", error=reason)
            await bury(uow, store.id, "in", "webhook", str(message_id), error=reason, code="MALFORMED", message_id=message_id)


async def _uninstalled(org_id: UUID, connection: ConnectionView, ids: Sequence[UUID]) -> None:
    why = VendorError("The shop's owner removed KSAP from the shop.", remedy=Remedy.RECONNECT)
    await tell(org_id, connection.id, why)
    async with unit_of_work(org_id) as uow:
        await inbox.done(uow, ids)


async def _orders(channel: OpenChannel, store: StoreView, batch: Batch, tally: Tally) -> None:
    if not batch.orders:
        return
    wanted = list(batch.orders)
    found, unread = await _named(channel.port(OrderSource).orders_by_id, wanted)
    missing = set(wanted) - {order.external_id for order in found} - {thing.external_id for thing in unread}
    async with unit(channel) as uow:
        taken = await take_orders(uow, store.id, found)
        await set_aside(uow, store.id, "orders", unread, taken)
        await inbox.done(uow, _ids(batch.orders, set(wanted) - missing))
        await inbox.done(uow, _ids(batch.orders, missing), state="discarded", error="the vendor has no such order")
    tally.take("orders", taken)


async def _products(channel: OpenChannel, store: StoreView, batch: Batch, tally: Tally) -> None:
    """While a product of ours is being listed there, deliveries about products wait for the next time."""
    if not batch.products:
        return
    wanted = list(batch.products)
    found, unread = await _named(channel.port(ProductSource).products_by_id, wanted)
    missing = set(wanted) - {product.external_id for product in found} - {thing.external_id for thing in unread}
    try:
        async with unit(channel) as uow:
            taken = await take_products(uow, store, found)
            await set_aside(uow, store.id, "products", unread, taken)
            if missing:
                await _deleted(uow, store.id, sorted(missing))
            await inbox.done(uow, _ids(batch.products, set(wanted)))
            if store.settings.sync_stock:
                for stock_id in await _with_other_stock(uow, store.id, found):
                    batch.stock[stock_id] += []
    except Busy:
        return
    tally.take("products", taken)
    tally.count("products", "deleted", len(missing))


async def _named(ask: Callable[[Sequence[str]], Awaitable[Sequence[T]]], wanted: Sequence[str]) -> tuple[list[T], list[Unread]]:
    """What the vendor has of these, and what of it cannot be read: then each is asked for alone."""
    try:
        return list(await ask(wanted)), []
    except VendorError as refusal:
        if refusal.remedy is not Remedy.SKIP:
            raise
        if len(wanted) == 1:
            return [], [Unread(external_id=wanted[0], why=words(refusal))]
    found: list[T] = []
    unread: list[Unread] = []
    for external_id in wanted:
        items, misfits = await _named(ask, [external_id])
        found, unread = found + items, unread + misfits
    return found, unread


async def _with_other_stock(uow: UnitOfWork, store_id: UUID, found: Sequence[RemoteProduct]) -> list[str]:
    """Items of which the product tells another quantity than we believe: some vendors tell of stock in no other way."""
    told = {v.stock_id: v.quantity for product in found for v in product.variants if v.quantity is not None}
    believed = await StockBook(uow).totals(store_id, list(told))
    return sorted(stock_id for stock_id, quantity in told.items() if believed.get(stock_id) != quantity)


async def _deleted(uow: UnitOfWork, store_id: UUID, external_ids: Sequence[str]) -> None:
    await catalog.mark_remote_deleted(uow, store_id, external_ids)
    await StockBook(uow).forget_products(store_id, external_ids)


async def _stock(channel: OpenChannel, store: StoreView, batch: Batch, tally: Tally) -> None:
    """A store that is being written to right now is left for the next time."""
    if not batch.stock:
        return
    if channel.offers(StockSink):
        try:
            async with store_lock(store.id):
                readings: list[RemoteStock] = await read(channel, list(batch.stock))
                with_orders = store.settings.sync_orders and channel.offers(OrderSource)
                tally.count("stock", "read", len(readings))
                tally.count("stock", "updated", await judge(channel, readings, with_orders=with_orders))
        except Busy:
            return
    async with unit(channel) as uow:
        await inbox.done(uow, _ids(batch.stock, set(batch.stock)))


def _ids(group: dict[str, list[UUID]], wanted: set[str]) -> list[UUID]:
    return [id_ for external_id in sorted(wanted) for id_ in group[external_id]]


async def reread(channel: OpenChannel, resource: str, external_id: str) -> None:
    """Read one thing again and take it in; for dead letters. Raises what the vendor raises, SKIP where it still cannot
    be read."""
    assert channel.store_id is not None
    if resource == "orders":
        found = await channel.port(OrderSource).orders_by_id([external_id])
        async with unit(channel) as uow:
            await take_orders(uow, channel.store_id, found)
    elif resource == "products":
        products = await channel.port(ProductSource).products_by_id([external_id])
        async with unit(channel) as uow:
            store: StoreView = await stores.store(uow, channel.store_id)
            await take_products(uow, store, products)
