"""OrderSource: pages of changed orders, and orders by id, with their refunds and shipments.

A refund's lines are not part of the order. From WooCommerce 9.0 on `refunds?include=…` gives those of a whole page in
one call; older shops are asked per order that has any. Core fulfilments are a call per order: they are asked for only
where the order's metadata says that there are some, and when a shop is read for the first time only for orders that are
open or were finished so lately that their parcels may still be on the way.

Orders put in the bin are no longer listed under «any», so an incremental read ends with the bin: its pages come after
the others, ascending in themselves.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from app.kernel import clock
from app.ports.storefront import OrderSource, Page, RemoteOrder, Unread, all_readable, read_each
from app.ports.vendor import Channel
from app.vendors.woocommerce.client import PER_PAGE, V3, Client
from app.vendors.woocommerce.fulfilment_mapping import has_core_fulfilments, unwrap
from app.vendors.woocommerce.order_mapping import is_order, read_order, read_status
from app.vendors.woocommerce.paging import changed
from app.vendors.woocommerce.wire import Raw, entries, id_list, when

ORDERS = f"{V3}/orders"
_ANY, _BIN = "any", "trash"
UNDERWAY = timedelta(days=7)
"""For so long after its end an order's parcels are still of interest to somebody who is new to the shop."""


class OrderReader:
    """Turns raw orders into ours, fetching the refunds and shipments that an order itself does not carry."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def read(self, raws: Sequence[Raw], *, first: bool = False) -> tuple[tuple[RemoteOrder, ...], tuple[Unread, ...]]:
        """`first`: of orders long finished, the shipments are not asked for (a call each)."""
        asked = [raw for raw in raws if not first or _underway(raw)]
        refunds, shipments = await asyncio.gather(self.refunds(raws), self._shipments(asked))

        async def one(raw: Raw) -> RemoteOrder:
            return read_order(raw, refunds.get(raw["id"], ()), shipments.get(raw["id"], ()))

        return await read_each(raws, one)

    async def refunds(self, raws: Sequence[Raw]) -> dict[Any, list[Raw]]:
        """Refund details by order id."""
        owner = {entry["id"]: raw["id"] for raw in raws for entry in _refunds(raw)}
        if not owner:
            return {}
        details: dict[Any, list[Raw]] = {}
        ids = sorted(owner)
        for start in range(0, len(ids), PER_PAGE):
            query: dict[str, str | int] = {"include": id_list(ids[start : start + PER_PAGE]), "per_page": PER_PAGE}
            answer = await self._client.optional("refunds", f"{V3}/refunds", query, purpose="orders.refunds", listed=True)
            if answer is None:
                return await self._refunds_by_order(sorted(set(owner.values())))
            for refund in answer:
                details.setdefault(owner.get(refund["id"]), []).append(refund)
        return details

    async def _refunds_by_order(self, orders: Sequence[int]) -> dict[Any, list[Raw]]:
        answers = await asyncio.gather(
            *(
                self._client.listing(f"{ORDERS}/{order}/refunds", {"per_page": PER_PAGE}, purpose="orders.refunds")
                for order in orders
            )
        )
        return {order: found for order, (found, _) in zip(orders, answers, strict=True)}

    async def _shipments(self, raws: Sequence[Raw]) -> dict[Any, list[Raw]]:
        orders = [raw["id"] for raw in raws if has_core_fulfilments(raw)]
        answers = await asyncio.gather(
            *(
                self._client.optional("fulfilments", f"{ORDERS}/{order}/fulfillments", purpose="orders.fulfilments")
                for order in orders
            )
        )
        return {order: unwrap(answer) for order, answer in zip(orders, answers, strict=True) if answer is not None}


class WooOrders(OrderSource):
    def __init__(self, channel: Channel) -> None:
        self._client = Client(channel)
        self._reader = OrderReader(self._client)

    async def orders_since(
        self, since: datetime | None, cursor: str | None, *, first: bool = False
    ) -> AsyncIterator[Page[RemoteOrder]]:
        """See `OrderSource`. Drafts of the checkout are left out until they become orders."""
        start, inner = json.loads(cursor) if cursor else (_ANY, None)
        for shelf in (_ANY, _BIN) if since is not None else (_ANY,):
            if start == _BIN and shelf == _ANY:
                continue
            async for part in changed(
                self._client,
                ORDERS,
                {"status": shelf},
                since=since,
                cursor=inner if shelf == start else None,
                purpose="orders.changed",
            ):
                following = _following(shelf, part.cursor, since)
                raws = [raw for raw in part.items if is_order(raw)]
                items, unread = await self._reader.read(raws, first=first)
                total = part.total if shelf == _ANY else None
                yield Page(items=items, cursor=following, total=total, unread=unread)

    async def orders_by_id(self, external_ids: Sequence[str]) -> Sequence[RemoteOrder]:
        """100 a call; those in the bin are found too, as cancelled."""
        ids = [value for value in dict.fromkeys(external_ids) if value.isdigit()]
        found: dict[str, Raw] = {}
        for shelf in (_ANY, _BIN):
            missing = [value for value in ids if value not in found]
            for raw in await self._included(missing, shelf):
                found[str(raw["id"])] = raw
        return all_readable(await self._reader.read([raw for raw in found.values() if is_order(raw)]))

    async def _included(self, ids: Sequence[str], shelf: str) -> list[Raw]:
        chunks = [ids[start : start + PER_PAGE] for start in range(0, len(ids), PER_PAGE)]
        pages = await asyncio.gather(
            *(
                self._client.listing(
                    ORDERS,
                    {"include": id_list(chunk), "status": shelf, "per_page": PER_PAGE},
                    purpose="orders.by_id",
                )
                for chunk in chunks
            )
        )
        return [raw for items, _ in pages for raw in items]


def _refunds(raw: Raw) -> list[Raw]:
    """Those that an order names; of one that cannot be read, none are asked for."""
    try:
        return [entry for entry in entries(raw, "refunds") if entry.get("id")]
    except TypeError:
        return []


def _underway(raw: Raw) -> bool:
    if read_status(raw) in ("open", "pending"):
        return True
    ended = when(raw.get("date_completed_gmt")) or when(raw.get("date_modified_gmt"))
    return ended is not None and ended > clock.now() - UNDERWAY


def _following(shelf: str, inner: str | None, since: datetime | None) -> str | None:
    """The cursor after a page: in the same shelf, at the beginning of the bin, or none."""
    if inner is not None:
        return json.dumps([shelf, inner])
    return json.dumps([_BIN, None]) if shelf == _ANY and since is not None else None
