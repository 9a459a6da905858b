"""Stock by location: read, and written by compare-and-set."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from app.ports.storefront import Page, RemoteLocation, RemoteStock, StockOutcome, StockResult, StockWrite
from app.ports.vendor import Channel, Remedy, remedy_for
from app.vendors.shopify import documents, source
from app.vendors.shopify.errors import REMEDIES, user_error
from app.vendors.shopify.paging import Cursor, Paged, complete
from app.vendors.shopify.values import Raw, nodes, number_of
from app.vendors.shopify.wire import Admin

BATCH = 100
_KEYS = UUID("6c1d6a52-3c0e-5c86-9f3d-7c2b8a3b1e55")
_STALE = ("CHANGE_FROM_QUANTITY_STALE", "COMPARE_QUANTITY_STALE")
_FAILED_BEFORE = "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED"

SOURCE = source.Source(
    paged=Paged(
        document=documents.ITEMS,
        root="inventoryItems",
        size=100,
        search=lambda start: f"id:>={start}" if start else "",
        mark=lambda node: number_of(node["id"]),
    ),
    count=documents.VARIANT_COUNT,
    bulk=documents.ITEMS_BULK,
    bulk_from=10_000,
)


def read_location(raw: Raw) -> RemoteLocation:
    address = {name: str(value) for name, value in (raw["address"] or {}).items() if value}
    return RemoteLocation(external_id=raw["id"], name=raw["name"], active=bool(raw["isActive"]), address=address or None)


def read_levels(raw: Raw) -> list[RemoteStock]:
    """The levels of an InventoryItem at all of its locations; of an untracked one, the locations without a figure."""
    return [
        RemoteStock(
            stock_id=raw["id"],
            location_id=level["location"]["id"],
            available=_available(level) if raw["tracked"] else None,
        )
        for level in nodes(raw["inventoryLevels"])
    ]


def _available(level: Raw) -> int | None:
    return next((q["quantity"] for q in level["quantities"] if q["name"] == "available"), None)


def write_stock(writes: Sequence[StockWrite]) -> dict[str, Any]:
    """Variables of the mutation. `changeFromQuantity` must be told: null means not to compare.

    The key follows from the writes, so that the same writes sent again are the same request to Shopify.
    """
    quantities = [
        {
            "inventoryItemId": w.stock_id,
            "locationId": w.location_id,
            "quantity": w.available,
            "changeFromQuantity": w.expected,
        }
        for w in writes
    ]
    key = str(uuid5(_KEYS, "\n".join(f"{w.key}|{w.stock_id}|{w.location_id}" for w in writes)))
    reference = f"gid://ksap/StockWrite/{key}"
    written = {
        "name": "available",
        "reason": "correction",
        "referenceDocumentUri": reference,
        "quantities": quantities,
    }
    return {"input": written, "key": key}


class ShopifyStock:
    """StockSink on the `available` quantity.

    Writes that compare go in batches: sent twice, the second finds the quantity already changed and does nothing.
    A write that does not compare goes alone under its own key, which Shopify carries out once.
    """

    def __init__(self, channel: Channel) -> None:
        self._admin = Admin(channel)

    async def locations(self) -> Sequence[RemoteLocation]:
        found: list[RemoteLocation] = []
        after: str | None = None
        while True:
            connection = (await self._admin.run(documents.LOCATIONS, {"after": after})).connection("locations")
            found += [read_location(n) for n in connection["nodes"]]
            if not connection["pageInfo"]["hasNextPage"]:
                return found
            after = connection["pageInfo"]["endCursor"]

    async def stock(self, stock_ids: Sequence[str] | None, cursor: str | None) -> AsyncIterator[Page[RemoteStock]]:
        if stock_ids is None:
            async for batch in source.read(self._admin, SOURCE, "", cursor):
                yield Page(items=await self._levels(batch.nodes), cursor=batch.cursor, total=batch.total)
            return
        first = Cursor.read(cursor).seen if cursor else 0
        for start in range(first, len(stock_ids) or 1, BATCH):
            found = await self._admin.nodes(documents.ITEMS_BY_ID, stock_ids[start : start + BATCH], batch=50)
            behind = start + BATCH
            more = Cursor(seen=behind).write() if behind < len(stock_ids) else None
            yield Page(items=await self._levels(found), cursor=more, total=None)

    async def set_stock(self, writes: Sequence[StockWrite]) -> Sequence[StockResult]:
        results: dict[int, StockResult] = {}
        for batch in _batches(writes):
            await self._write({at: writes[at] for at in batch}, results)
        await self._settle_stale(results)
        return [results[at] for at in range(len(writes))]

    async def _write(self, batch: Mapping[int, StockWrite], results: dict[int, StockResult]) -> None:
        """One call, and again without those that Shopify named: it writes all of a call or nothing."""
        left = dict(batch)
        while left:
            errors = await self._send(list(left.values()))
            if not errors:
                for at, write in left.items():
                    results[at] = StockResult(write=write, outcome=StockOutcome.WRITTEN, available=write.available)
                return
            named = _by_position(errors, list(left))
            if not named and len(left) > 1:
                for at, write in left.items():
                    await self._write({at: write}, results)
                return
            for at, error in (named or dict.fromkeys(left, errors[0])).items():
                results[at] = _not_written(left.pop(at), error)

    async def _send(self, writes: Sequence[StockWrite]) -> Sequence[Raw]:
        """The user errors of one call. A key under which Shopify once failed is spent: another takes its place."""
        variables = write_stock(writes)
        for _ in range(3):
            payload: Raw = (await self._admin.run(documents.STOCK_SET, variables)).part("inventorySetQuantities")
            errors: Sequence[Raw] = payload["userErrors"]
            if not any(e.get("code") == _FAILED_BEFORE for e in errors):
                break
            variables = {**variables, "key": str(uuid5(_KEYS, variables["key"]))}
        for error in errors:
            if remedy_for(REMEDIES, None, str(error.get("code") or "USER_ERROR")) is not Remedy.SKIP:
                raise user_error([error], "the stock levels")
        return errors

    async def _settle_stale(self, results: dict[int, StockResult]) -> None:
        """Read what is there now. Where that is what was to be written, an earlier answer was lost, or it was so."""
        stale = {at: r for at, r in results.items() if r.outcome is StockOutcome.STALE}
        if not stale:
            return
        items = await self._admin.nodes(documents.ITEMS_BY_ID, [r.write.stock_id for r in stale.values()], batch=50)
        present = {(s.stock_id, s.location_id): s.available for s in await self._levels(items)}
        for at, result in stale.items():
            write = result.write
            now = present.get((write.stock_id, write.location_id))
            outcome = StockOutcome.WRITTEN if now == write.available else StockOutcome.STALE
            reason = "" if outcome is StockOutcome.WRITTEN else result.reason
            results[at] = StockResult(write=write, outcome=outcome, available=now, reason=reason)

    async def _levels(self, items: Sequence[Raw]) -> tuple[RemoteStock, ...]:
        found: list[RemoteStock] = []
        for item in items:
            await complete(self._admin, item, "inventoryLevels", documents.ITEM_LEVELS)
            found += read_levels(item)
        return tuple(found)


def _batches(writes: Sequence[StockWrite]) -> list[list[int]]:
    """Positions by call, in the order given. A call names one level at most once."""
    calls: list[list[int]] = []
    places: set[tuple[str, str]] = set()
    open_ = False
    for at, write in enumerate(writes):
        place = (write.stock_id, write.location_id)
        alone = write.expected is None
        if alone or not open_ or place in places or len(calls[-1]) >= BATCH:
            calls.append([])
            places = set()
        calls[-1].append(at)
        places.add(place)
        open_ = not alone
    return calls


def _by_position(errors: Sequence[Raw], positions: Sequence[int]) -> dict[int, Raw]:
    """The first error of each write that Shopify named by its place in `input.quantities`."""
    named: dict[int, Raw] = {}
    for error in errors:
        path = [str(part) for part in error.get("field") or ()]
        behind = path[path.index("quantities") + 1 :] if "quantities" in path else []
        place = int(behind[0]) if behind and behind[0].isdigit() else len(positions)
        if place < len(positions):
            named.setdefault(positions[place], error)
    return named


def _not_written(write: StockWrite, error: Raw) -> StockResult:
    stale = error.get("code") in _STALE
    outcome = StockOutcome.STALE if stale else StockOutcome.REFUSED
    return StockResult(write=write, outcome=outcome, reason=str(error.get("message") or ""))
