"""Orders read: everything that changed, or the named ones."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from app.ports.storefront import Page, RemoteOrder, Unread, all_readable, read_each
from app.ports.vendor import Channel
from app.vendors.shopify import documents, source
from app.vendors.shopify.order_mapping import read_order
from app.vendors.shopify.paging import Paged, complete
from app.vendors.shopify.values import Raw, search_time
from app.vendors.shopify.wire import Admin

SOURCE = source.Source(
    paged=Paged(
        document=documents.ORDERS,
        root="orders",
        size=25,
        search=lambda start: f"updated_at:>='{start}'" if start else "",
        mark=lambda node: str(node["updatedAt"]),
    ),
    count=documents.ORDER_COUNT,
    bulk=documents.ORDERS_BULK,
    bulk_from=2_500,
)


class ShopifyOrders:
    """OrderSource: paged by change time, or by a bulk operation when a large shop is read for the first time.

    Without the scope `read_all_orders` Shopify shows the last 60 days. A bulk read tells orders in the shop's own
    order: the moment at which it began is its watermark.
    """

    def __init__(self, channel: Channel) -> None:
        self._admin = Admin(channel)

    async def orders_since(
        self, since: datetime | None, cursor: str | None, *, first: bool = False
    ) -> AsyncIterator[Page[RemoteOrder]]:
        start = search_time(since) if since else ""
        async for batch in source.read(self._admin, SOURCE, start, cursor, first=first):
            items, unread = await self._read(batch.nodes)
            yield Page(items=items, cursor=batch.cursor, total=batch.total, unread=unread)

    async def orders_by_id(self, external_ids: Sequence[str]) -> Sequence[RemoteOrder]:
        return all_readable(await self._read(await self._admin.nodes(documents.ORDERS_BY_ID, external_ids, batch=10)))

    async def _read(self, found: Sequence[Any]) -> tuple[tuple[RemoteOrder, ...], tuple[Unread, ...]]:
        await self._add_details(found)

        async def one(raw: Any) -> RemoteOrder:
            await self._complete(raw)
            return read_order(raw)

        return await read_each(found, one)

    async def _add_details(self, found: Sequence[Any]) -> None:
        """What a bulk operation cannot tell, connections inside lists: the lines of refunds and shipments."""
        bare = [raw for raw in found if any(_is_bare(part) for part in _parts(raw))]
        details = await self._admin.nodes(documents.ORDER_DETAILS, [raw["id"] for raw in bare], batch=25)
        by_id = {part["id"]: part for raw in details for part in _parts(raw)}
        for raw in bare:
            for part in _parts(raw):
                field = _lines_of(part)
                part[field] = by_id.get(part["id"], {}).get(field) or {"nodes": []}

    async def _complete(self, raw: Raw) -> None:
        await complete(self._admin, raw, "lineItems", documents.ORDER_LINES)
        await complete(self._admin, raw, "shippingLines", documents.ORDER_SHIPPING)
        await complete(self._admin, raw, "discountApplications", documents.ORDER_DISCOUNTS)
        for refund in raw["refunds"]:
            await complete(self._admin, refund, "refundLineItems", documents.REFUND_LINES)
        for shipment in raw["fulfillments"]:
            await complete(self._admin, shipment, "fulfillmentLineItems", documents.SHIPMENT_LINES)


def _parts(raw: Raw) -> list[Any]:
    found = (*(raw.get("refunds") or ()), *(raw.get("fulfillments") or ()))
    return [part for part in found if isinstance(part, dict) and part.get("id")]


def _lines_of(part: Raw) -> str:
    return "refundLineItems" if "/Refund/" in part["id"] else "fulfillmentLineItems"


def _is_bare(part: Raw) -> bool:
    return _lines_of(part) not in part
