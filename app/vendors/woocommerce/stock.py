"""StockSink: one location, absolute figures, a hundred a call.

WooCommerce keeps one figure per product or variation and has no compare-and-set. Where `expected` is given the figure is
read first: another one is STALE, and the one we are about to write needs no write (so a repeat after a lost answer
changes nothing). A product whose stock is not counted answers a write with silence; the answer of the batch is read back
and such a write is REFUSED. Variants that share their parent's stock share a `stock_id`: one figure, written once.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence

from app.ports.storefront import (
    Page,
    RemoteLocation,
    RemoteStock,
    StockOutcome,
    StockResult,
    StockSink,
    StockWrite,
)
from app.ports.vendor import Channel, Remedy, VendorError
from app.vendors.woocommerce.account import shop_name
from app.vendors.woocommerce.catalogue import PRODUCTS, Catalogue, chunks
from app.vendors.woocommerce.client import Client
from app.vendors.woocommerce.errors import item_refusal
from app.vendors.woocommerce.paging import changed
from app.vendors.woocommerce.product_mapping import is_variable, read_quantity, read_stock_id
from app.vendors.woocommerce.wire import Raw

LOCATION = "shop"
_FIELDS = "id,type,parent_id,manage_stock,stock_quantity,variations,date_modified_gmt"
_NOT_COUNTED = "The shop does not count the stock of this product. Switch on «Manage stock» for it in WooCommerce."
_GONE = "The shop no longer has this product."
_SHARED = "Variants share one stock figure in the shop and were given different ones."

Levels = Mapping[str, int | None]


class WooStock(StockSink):
    def __init__(self, channel: Channel) -> None:
        self._client = Client(channel)
        self._catalogue = Catalogue(self._client)

    async def locations(self) -> Sequence[RemoteLocation]:
        return (RemoteLocation(external_id=LOCATION, name=await shop_name(self._client)),)

    async def stock(self, stock_ids: Sequence[str] | None, cursor: str | None) -> AsyncIterator[Page[RemoteStock]]:
        """Named items come as one page; without names, pages in the order of the products' last change."""
        if stock_ids is not None:
            levels = await self._levels(stock_ids)
            yield Page(items=tuple(_level(key, levels[key]) for key in dict.fromkeys(stock_ids) if key in levels))
            return
        query = {"status": "any", "_fields": _FIELDS}
        async for part in changed(self._client, PRODUCTS, query, since=None, cursor=cursor, purpose="stock.levels"):
            found = await self._of_products(part.items)
            yield Page(items=tuple(_level(key, value) for key, value in found.items()), cursor=part.cursor)

    async def set_stock(self, writes: Sequence[StockWrite]) -> Sequence[StockResult]:
        results: dict[int, StockResult] = {}
        present = await self._levels([write.stock_id for write in writes if write.expected is not None])
        groups: dict[str, list[int]] = defaultdict(list)
        for place, write in enumerate(writes):
            verdict = _before(write, present)
            if verdict is not None:
                results[place] = verdict
            else:
                groups[write.stock_id].append(place)
        wanted: dict[str, int] = {}
        for stock_id, places in groups.items():
            figures = {writes[place].available for place in places}
            if len(figures) > 1:
                results |= {place: _refused(writes[place], _SHARED) for place in places}
            else:
                wanted[stock_id] = figures.pop()
        answers = await self._write(wanted)
        for stock_id in wanted:
            for place in groups[stock_id]:
                results[place] = _after(writes[place], answers.get(stock_id))
        return [results[place] for place in range(len(writes))]

    # ── reading ─────────────────────────────────────────────────────────────────────────────────────────

    async def _levels(self, stock_ids: Sequence[str]) -> dict[str, int | None]:
        """Present figures by stock id; gone ones are absent, uncounted ones None."""
        wanted = list(dict.fromkeys(stock_ids))
        products = [key for key in wanted if "/" not in key]
        variations = defaultdict(set)
        for key in wanted:
            parent, _, child = key.partition("/")
            if child.isdigit():
                variations[parent].add(int(child))
        raws = await self._catalogue.included(products, fields=_FIELDS)
        parents: list[Raw] = [
            {"id": int(parent), "type": "variable", "variations": sorted(children)}
            for parent, children in variations.items()
            if parent.isdigit()
        ]
        children = await self._catalogue.variations(parents, fields=_FIELDS)
        levels = {read_stock_id(raw): read_quantity(raw) for raw in raws}
        for product, items in children.items():
            levels |= {f"{product}/{raw['id']}": _own_quantity(raw) for raw in items}
        return {key: levels[key] for key in wanted if key in levels}

    async def _of_products(self, raws: Sequence[Raw]) -> dict[str, int | None]:
        """All figures of a page of products. A product with variations has one of its own only if it is counted."""
        variations = await self._catalogue.variations(raws, fields=_FIELDS)
        levels: dict[str, int | None] = {}
        for raw in raws:
            if not is_variable(raw) or raw.get("manage_stock"):
                levels[read_stock_id(raw)] = read_quantity(raw)
            for child in variations.get(raw["id"], ()):
                if child.get("manage_stock") != "parent":
                    levels[read_stock_id(child, raw["id"])] = read_quantity(child)
        return levels

    # ── writing ─────────────────────────────────────────────────────────────────────────────────────────

    async def _write(self, wanted: Mapping[str, int]) -> dict[str, Raw]:
        """The answer per stock id: the product or variation afterwards, or {id, error}."""
        routes: dict[str, list[tuple[str, dict[str, int]]]] = defaultdict(list)
        for stock_id, quantity in wanted.items():
            parent, _, child = stock_id.partition("/")
            route = f"{PRODUCTS}/{parent}/variations/batch" if child else f"{PRODUCTS}/batch"
            item = child or parent
            if item.isdigit() and parent.isdigit():
                routes[route].append((stock_id, {"id": int(item), "stock_quantity": quantity}))
        calls = [(route, chunk) for route, items in routes.items() for chunk in chunks(items)]
        pages = await asyncio.gather(*(self._batch(route, [item for _, item in chunk]) for route, chunk in calls))
        answers: dict[str, Raw] = {}
        for (_, chunk), page in zip(calls, pages, strict=True):
            by_id = {int(item["id"]): item for item in page}
            answers |= {stock_id: by_id[item["id"]] for stock_id, item in chunk if item["id"] in by_id}
        return answers

    async def _batch(self, route: str, items: Sequence[Mapping[str, int]]) -> list[Raw]:
        """One answer per item. A route refused as a whole (its product was deleted) refuses each of its items."""
        try:
            answer = await self._client.batch(route, {"update": items}, purpose="stock.write", repeatable=True)
        except VendorError as refused:
            if refused.remedy is not Remedy.SKIP:
                raise
            error = {"code": refused.vendor_code, "message": refused.vendor_message or refused.message}
            return [{"id": item["id"], "error": error} for item in items]
        return list(answer.get("update") or ())


def _level(stock_id: str, available: int | None) -> RemoteStock:
    return RemoteStock(stock_id=stock_id, location_id=LOCATION, available=available)


def _own_quantity(raw: Raw) -> int | None:
    """A variation's own figure: one that shares its parent's has none."""
    return None if raw.get("manage_stock") == "parent" else read_quantity(raw)


def _refused(write: StockWrite, reason: str) -> StockResult:
    return StockResult(write=write, outcome=StockOutcome.REFUSED, reason=reason)


def _before(write: StockWrite, present: Levels) -> StockResult | None:
    """What can be said without writing; None: write it."""
    if write.location_id != LOCATION:
        return _refused(write, "The shop has no such location.")
    if write.expected is None:
        return None
    if write.stock_id not in present:
        return _refused(write, _GONE)
    available = present[write.stock_id]
    if available is None:
        return _refused(write, _NOT_COUNTED)
    if available == write.available:
        return StockResult(write=write, outcome=StockOutcome.WRITTEN, available=available)
    if available != write.expected:
        return StockResult(write=write, outcome=StockOutcome.STALE, available=available)
    return None


def _after(write: StockWrite, answer: Raw | None) -> StockResult:
    if answer is None:
        return _refused(write, _GONE)
    if answer.get("error"):
        refusal = item_refusal(answer["error"])
        return _refused(write, refusal.vendor_message or refusal.message)
    available = _own_quantity(answer)
    if available is None:
        return _refused(write, _NOT_COUNTED)
    if available != write.available:
        return StockResult(write=write, outcome=StockOutcome.STALE, available=available)
    return StockResult(write=write, outcome=StockOutcome.WRITTEN, available=available)
