"""The order book: what is known, and what is written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select, text

from app.kernel import clock
from app.kernel.db import UnitOfWork
from app.kernel.ids import new_id
from app.orders.models import Order, OrderItem
from app.orders.repository import statements as sql

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What the book has of an order already, enough to see whether a reading is news."""

    id: UUID
    fingerprint: str
    remote_updated_at: datetime | None


class OrderBook:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    # ── what is known ───────────────────────────────────────────────────────────────────────────────────

    async def one_writer(self, store_id: UUID) -> None:
        """Until the end of the transaction nobody else enters orders of this store: each reading meets the one before."""
        await self._uow.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended('orders/' || CAST(:store AS text), 0))"),
            {"store": str(store_id)},
        )

    async def known(self, store_id: UUID, external_ids: Sequence[str]) -> dict[str, Known]:
        found = await self._uow.execute(
            text(
                """SELECT external_id, id, fingerprint, remote_updated_at FROM orders
                   WHERE store_id = :store AND external_id = ANY(:ids)"""
            ),
            {"store": store_id, "ids": list(external_ids)},
        )
        return {row[0]: Known(row[1], row[2], row[3]) for row in found}

    async def locked(self, order_ids: Collection[UUID]) -> dict[UUID, Row]:
        """The present rows, locked in the order of their ids."""
        found = await self._uow.execute(
            text(
                """SELECT id, store_id, number, status, payment_status, fulfilment_status, total, refunded, tags, details,
                          cancelled_at, cancel_reason
                   FROM orders WHERE id = ANY(:ids) ORDER BY id FOR UPDATE"""
            ),
            {"ids": list(order_ids)},
        )
        return {row["id"]: dict(row) for row in found.mappings()}

    async def order(self, order_id: UUID) -> Order:
        """Locked, to be changed. Raises NotFound."""
        return await self._uow.get(Order, order_id, "order", lock=True)

    async def items(self, order_ids: Collection[UUID]) -> list[Row]:
        found = await self._uow.execute(
            text(
                """SELECT id, order_id, external_id, variant_id, product_id, quantity, fulfilled, refunded, restocked, open,
                          requires_shipping
                   FROM order_items WHERE order_id = ANY(:ids) ORDER BY order_id, position, id"""
            ),
            {"ids": list(order_ids)},
        )
        return [dict(row) for row in found.mappings()]

    async def item_rows(self, order_id: UUID) -> Sequence[OrderItem]:
        """Of one order, to be changed; the order is locked."""
        return (
            await self._uow.scalars(
                select(OrderItem).where(OrderItem.order_id == order_id).order_by(OrderItem.position, OrderItem.id)
            )
        ).all()

    async def variants(self, variant_ids: Collection[UUID]) -> dict[UUID, Row]:
        """What an order of our own needs to know of our variants."""
        found = await self._uow.execute(
            text(
                """SELECT v.id, v.product_id, v.sku, v.title AS variant_title, v.price, p.title, p.currency,
                          COALESCE((SELECT i.url FROM product_images i WHERE i.org_id = v.org_id
                                    AND i.product_id = v.product_id ORDER BY i.position LIMIT 1), '') AS image_url
                   FROM variants v JOIN products p ON p.org_id = v.org_id AND p.id = v.product_id
                   WHERE v.id = ANY(:ids) AND v.deleted_at IS NULL AND p.deleted_at IS NULL"""
            ),
            {"ids": list(variant_ids)},
        )
        return {row["id"]: dict(row) for row in found.mappings()}

    async def weights(self, variant_ids: Collection[UUID]) -> dict[UUID, Decimal | None]:
        found = await self._uow.execute(
            text("SELECT id, weight_grams FROM variants WHERE id = ANY(:ids)"), {"ids": list(variant_ids)}
        )
        return {row[0]: row[1] for row in found}

    # ── what is written ─────────────────────────────────────────────────────────────────────────────────

    async def customers(self, buyers: Mapping[str, tuple[str, str]]) -> dict[str, UUID]:
        """{lower-case e-mail: (name, phone)} → {e-mail: customer}."""
        if not buyers:
            return {}
        given = {
            "id": [new_id() for _ in buyers],
            "email": list(buyers),
            "name": [_wire("text", name) for name, _ in buyers.values()],
            "phone": [_wire("text", phone) for _, phone in buyers.values()],
        }
        found = await self._uow.execute(sql.CUSTOMERS, {**given, "now": clock.now()})
        return {row[1]: row[0] for row in found}

    async def write(
        self,
        store_id: UUID,
        orders: Sequence[Row],
        items: Sequence[Row],
        refunds: Sequence[Row],
        raw: Sequence[tuple[UUID, str]],
    ) -> None:
        """Insert or replace, one statement per table; lines that are no more are taken out, and refunds that are no more
        count nothing."""
        common = {"org": self._uow.org_id, "now": clock.now()}
        await self._uow.execute(sql.ORDERS, {**common, "store": store_id, **_columns(sql.ORDER_COLUMNS, orders)})
        if items:
            await self._uow.execute(sql.ITEMS, {"org": self._uow.org_id, **_columns(sql.ITEM_COLUMNS, items)})
        which = {"orders": [row["id"] for row in orders], "kept": [row["id"] for row in items]}
        await self._uow.execute(sql.GONE, which)
        await self._uow.execute(sql.STOPPED, which)
        told = _columns({"order_id": "uuid", "external_id": "text"}, refunds)
        await self._uow.execute(sql.TAKEN_BACK, {"orders": which["orders"], **told})
        if refunds:
            await self._uow.execute(sql.REFUNDS, {**common, **_columns(sql.REFUND_COLUMNS, refunds)})
        if raw:
            given = {"order_id": [id_ for id_, _ in raw], "payload": [_wire("text", payload) for _, payload in raw]}
            await self._uow.execute(sql.RAW, {**common, **given})

    async def seen(self, moments: Mapping[UUID, datetime]) -> None:
        """The channel touched these without changing what we keep: what is older than that is old."""
        if moments:
            await self._uow.execute(
                text(
                    """UPDATE orders o SET remote_updated_at = u.at
                       FROM unnest(CAST(:ids AS uuid[]), CAST(:ats AS timestamptz[])) AS u(id, at) WHERE o.id = u.id"""
                ),
                {"ids": list(moments), "ats": list(moments.values())},
            )

    async def tell(self, events: Sequence[Row]) -> None:
        """Lines of the timeline: order_id, kind, summary, before, after."""
        if not events:
            return
        actor = self._uow.actor
        full = [{"before": {}, "after": {}, **event, "id": new_id()} for event in events]
        await self._uow.execute(
            sql.EVENTS,
            {
                "org": self._uow.org_id,
                "now": clock.now(),
                "source": "user" if actor.kind == "api_key" else actor.kind,
                "actor": actor.label or actor.id,
                **_columns(sql.EVENT_COLUMNS, full),
            },
        )

    async def link(self, store_id: UUID, variant_ids: Collection[UUID]) -> list[UUID]:
        """Lines of this store that name a listing of these variants get the variant. Returns their orders."""
        await self.one_writer(store_id)
        found = await self._uow.execute(
            text(
                """WITH linked AS (
                       UPDATE order_items i SET variant_id = v.id, product_id = v.product_id
                       FROM listing_variants l JOIN variants v ON v.org_id = l.org_id AND v.id = l.variant_id, orders o
                       WHERE l.store_id = :store AND l.variant_id = ANY(:variants)
                         AND i.variant_id IS NULL AND i.remote_variant_id <> '' AND i.remote_variant_id = l.external_id
                         AND o.org_id = i.org_id AND o.id = i.order_id AND o.store_id = l.store_id
                       RETURNING i.order_id)
                   SELECT DISTINCT order_id FROM linked ORDER BY 1"""
            ),
            {"store": store_id, "variants": list(variant_ids)},
        )
        return list(found.scalars())


def _columns(columns: Mapping[str, str], rows: Sequence[Row]) -> dict[str, list[Any]]:
    return {name: [_wire(kind, row[name]) for row in rows] for name, kind in columns.items()}


def _wire(kind: str, value: Any) -> Any:
    if kind in ("jsonb", "tags"):
        return None if value is None else to_json(value)
    # PostgreSQL has no place for NUL in text
    return value.replace("\x00", "") if kind == "text" and value else value


def to_json(value: Any) -> str:
    """As jsonb takes it: Decimal as text, no NUL."""
    written = orjson.dumps(value, default=_plain).decode()
    return orjson.dumps(_without_nul(orjson.loads(written))).decode() if "\\u0000" in written else written


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, list):
        return [_without_nul(v) for v in value]
    return {_without_nul(k): _without_nul(v) for k, v in value.items()} if isinstance(value, dict) else value


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)
