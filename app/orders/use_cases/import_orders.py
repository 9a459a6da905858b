"""Enter a page of a channel's orders in the book; a replay changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from app.catalog import api as catalog
from app.kernel.db import UnitOfWork
from app.kernel.ids import new_id
from app.kernel.money import plain
from app.orders.contracts import OrderImport, OrderIssue
from app.orders.events import OrdersChanged, OrdersImported
from app.orders.repository import Known, OrderBook
from app.orders.use_cases import mapping
from app.ports.storefront import RemoteOrder

Row = Mapping[str, Any]
_TOLD = ("status", "payment_status", "fulfilment_status", "total", "refunded")


async def import_orders(uow: UnitOfWork, store_id: UUID, page: Sequence[RemoteOrder], *, historic: bool = False) -> OrderImport:
    """One statement per table. A reading that is older than the book's is ignored, one that says the same changes nothing;
    what cannot be entered is an issue, and the rest of the page is entered. `historic`: the channel's stock, when it was
    first read, knew of these orders. Publishes OrdersImported and OrdersChanged."""
    newest: dict[str, RemoteOrder] = {}
    issues = []
    for order in page:
        if why := mapping.problem(order):
            issues.append(OrderIssue(external_id=order.external_id, message=why))
        elif order.external_id not in newest or newest[order.external_id].updated_at <= order.updated_at:
            newest[order.external_id] = order
    book = OrderBook(uow)
    await book.one_writer(store_id)
    known = await book.known(store_id, list(newest))
    news, touched = _news(newest.values(), known)
    await book.seen(touched)
    created: tuple[UUID, ...] = ()
    changed: tuple[UUID, ...] = ()
    if news:
        created, changed = await enter(uow, store_id, news, known, historic=historic)
    return OrderImport(created=created, changed=changed, unchanged=len(newest) - len(news), issues=tuple(issues))


def _news(orders: Iterable[RemoteOrder], known: Mapping[str, Known]) -> tuple[list[tuple[RemoteOrder, str]], dict[UUID, Any]]:
    """(orders that say something new with their fingerprints, orders that were only touched)."""
    news, touched = [], {}
    for order in orders:
        mark, ours = mapping.fingerprint(order), known.get(order.external_id)
        if ours is None:
            news.append((order, mark))
        elif ours.remote_updated_at is not None and order.updated_at < ours.remote_updated_at:
            continue
        elif ours.fingerprint != mark:
            news.append((order, mark))
        elif ours.remote_updated_at != order.updated_at:
            touched[ours.id] = order.updated_at
    return news, touched


async def enter(
    uow: UnitOfWork,
    store_id: UUID,
    news: Sequence[tuple[RemoteOrder, str]],
    known: Mapping[str, Known],
    *,
    historic: bool = False,
    links: Mapping[str, tuple[UUID, UUID]] | None = None,
    ids: Sequence[UUID] = (),
) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
    """Write them, tell their story, publish. The store's writer lock is held. `ids` where they are chosen already.
    Returns (created, changed) ids."""
    book = OrderBook(uow)
    ids = ids or [known[o.external_id].id if o.external_id in known else new_id() for o, _ in news]
    present = await book.locked([k.id for o, _ in news if (k := known.get(o.external_id))])
    lines: dict[UUID, dict[str, Row]] = {}
    for item in await book.items(list(present)) if present else ():
        lines.setdefault(item["order_id"], {})[item["external_id"]] = item
    if links is None:
        named = sorted({line.variant_id for o, _ in news for line in o.lines if line.variant_id})
        resolved = await catalog.resolve_variants(uow, store_id, named)
        links = {name: (found.variant_id, found.product_id) for name, found in resolved.items()}
    customers = await book.customers(
        {email: (o.customer_name, o.phone) for o, _ in news if (email := o.email.strip().lower().replace("\x00", ""))}
    )
    orders: list[Row] = []
    items: list[Row] = []
    story: list[Row] = []
    for (order, mark), id_ in zip(news, ids, strict=True):
        before = present.get(id_)
        mine = mapping.item_rows(order, id_, lines.get(id_, {}), links, may_lower=mapping.new_cancellations(order, before))
        email = order.email.strip().lower().replace("\x00", "")
        row, notes = mapping.order_row(
            order, id_, before=before, items=mine, customer_id=customers.get(email), historic=historic, mark=mark
        )
        if row["status"] == "cancelled":
            mine = [{**item, "open": 0} for item in mine]
        orders.append(row)
        items += mine
        story += _story(row, before, notes)
    refunds = [r for (o, _), id_ in zip(news, ids, strict=True) for r in mapping.refund_rows(o, id_)]
    await book.write(store_id, orders, items, refunds, [(id_, o.raw) for (o, _), id_ in zip(news, ids, strict=True) if o.raw])
    await book.tell(story)
    created = tuple(id_ for id_ in ids if id_ not in present)
    changed = tuple(id_ for id_ in ids if id_ in present)
    if created:
        uow.publish(OrdersImported(store_id=store_id, order_ids=created, historic=historic))
    if changed:
        uow.publish(OrdersChanged(store_id=store_id, order_ids=changed))
    return created, changed


def _story(row: Row, before: Row | None, notes: Sequence[str]) -> list[Row]:
    if before is None:
        return [{"order_id": row["id"], "kind": "entered", "summary": f"Order {row['number']} entered", "after": _facts(row)}]
    old, new = _facts(before), _facts(row)
    moved = [name for name in _TOLD if old[name] != new[name]]
    said = ", ".join(f"{name.replace('_', ' ')} {old[name]} → {new[name]}" for name in moved)
    story = [
        {
            "order_id": row["id"],
            "kind": "changed",
            "summary": said[:1].upper() + said[1:] if said else "Changed at the channel",
            "before": {name: old[name] for name in moved},
            "after": {name: new[name] for name in moved},
        }
    ]
    return story + [{"order_id": row["id"], "kind": "not_followed", "summary": note} for note in notes]


def _facts(row: Row) -> dict[str, str]:
    return {name: row[name] if isinstance(row[name], str) else plain(row[name]) for name in _TOLD}
