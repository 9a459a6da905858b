"""Bulk operations: Shopify runs one query over the whole shop and leaves the result as a file of JSON lines.

The file is read in pieces by byte range and is resumable at any root object. Children are asked to stand below their
parents (`groupObjects`), so that one root object at a time is in memory, however long the file is.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from app.kernel.transport import Unreachable
from app.ports.vendor import Remedy, VendorError
from app.vendors.shopify import documents
from app.vendors.shopify.errors import refused
from app.vendors.shopify.paging import Cursor
from app.vendors.shopify.values import Raw
from app.vendors.shopify.wire import Admin

PIECE = 4 * 1024 * 1024
PAGE = 250
POLLS: Sequence[float] = (1, 1, 2, 3, 5, 8, 10)
"""Seconds between two looks at a running operation; the last one repeats."""

_FIELD_OF = {
    "ProductVariant": "variants",
    "MediaImage": "media",
    "Video": "media",
    "ExternalVideo": "media",
    "Model3d": "media",
    "InventoryLevel": "inventoryLevels",
    "LineItem": "lineItems",
    "ShippingLine": "shippingLines",
    "DiscountCodeApplication": "discountApplications",
    "ManualDiscountApplication": "discountApplications",
    "AutomaticDiscountApplication": "discountApplications",
    "ScriptDiscountApplication": "discountApplications",
}
_CONNECTIONS = {
    "Product": ("variants", "media"),
    "ProductVariant": ("media",),
    "InventoryItem": ("inventoryLevels",),
    "Order": ("lineItems", "shippingLines", "discountApplications"),
}


class BulkFailed(Exception):
    """The operation ended without a usable result: page through the shop instead."""


async def start(admin: Admin, query: str) -> str | None:
    """The id of a new operation, or None where Shopify does not run one now (too many, not with this token)."""
    try:
        payload = await admin.mutate(documents.BULK_START, {"query": query}, "bulkOperationRunQuery", "the bulk read")
    except VendorError as refusal:
        if refusal.remedy is Remedy.RETRY or refusal.http_status != 200:
            raise
        return None
    return str(payload["bulkOperation"]["id"])


async def pages(admin: Admin, at: Cursor) -> AsyncIterator[tuple[list[Any], Cursor | None]]:
    """Pages of root objects as the paged documents would give them; empty ones while the operation still runs.

    Raises BulkFailed when it ended badly.
    """
    looks = 0
    while (operation := await _status(admin, at.bulk))["status"] in ("CREATED", "RUNNING", "CANCELING"):
        yield [], replace(at, total=int(operation["rootObjectCount"]))
        await asyncio.sleep(POLLS[min(looks, len(POLLS) - 1)])
        looks += 1
    if operation["status"] != "COMPLETED":
        raise BulkFailed(operation["status"])
    at = replace(at, total=int(operation["rootObjectCount"]))
    size = int(operation["fileSize"] or 0)
    if not operation["url"] or at.at >= size:
        yield [], None
        return
    page: list[Any] = []
    async for root, behind in _roots(admin, str(operation["url"]), at.at, size):
        page.append(root)
        if len(page) == PAGE and behind < size:
            yield page, replace(at, at=behind)
            page = []
    yield page, None


async def _status(admin: Admin, operation_id: str) -> Raw:
    operation: Raw | None = (await admin.run(documents.BULK_STATUS, {"id": operation_id})).part_or_none("bulkOperation")
    if operation is None:
        raise BulkFailed("gone")
    return operation


@dataclass(slots=True)
class _Group:
    """One root object with the children read so far, and where its last line ends."""

    root: dict[str, Any]
    members: dict[str, dict[str, Any]]
    end: int


async def _roots(admin: Admin, url: str, first: int, size: int) -> AsyncIterator[tuple[dict[str, Any], int]]:
    """Root objects with their children in place, each with the byte where the next one starts."""
    group: _Group | None = None
    async for line, end in _lines(admin, url, first, size):
        row = _row(line)
        parent = row.pop("__parentId", None)
        _open_connections(row)
        if parent is None:
            if group is not None:
                yield group.root, group.end
            group = _Group(row, {row["id"]: row}, end)
            continue
        if group is None or parent not in group.members:
            raise BulkFailed("a child stands apart from its parent")
        group.members[parent][_FIELD_OF[row["__typename"]]]["nodes"].append(row)
        if "id" in row:
            group.members[row["id"]] = row
        group.end = end
    if group is not None:
        yield group.root, group.end


def _row(line: bytes) -> dict[str, Any]:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        raise BulkFailed("a line of the result is no JSON") from None
    if not isinstance(row, dict) or "__typename" not in row:
        raise BulkFailed("a line of the result is no object")
    return row


def _open_connections(row: dict[str, Any]) -> None:
    for field in _CONNECTIONS.get(row["__typename"], ()):
        row[field] = {"nodes": []}


async def _lines(admin: Admin, url: str, first: int, size: int) -> AsyncIterator[tuple[bytes, int]]:
    """Lines from byte `first` on, each with the byte behind it."""
    rest = b""
    while first < size:
        piece = await _piece(admin, url, first, size)
        start = first - len(rest)
        first += len(piece)
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            start += len(line) + 1
            if line:
                yield line, start
    if rest:
        yield rest, size


async def _piece(admin: Admin, url: str, first: int, size: int) -> bytes:
    try:
        answer = await admin.fetch(url, first, min(first + PIECE, size) - 1)
    except Unreachable as failure:
        if failure.reason == "too_large":  # a store that gives all or nothing
            raise BulkFailed("the result comes in one piece only") from failure
        raise
    if answer.status == 200:  # the store gave all of it
        piece = answer.body[first:]
    elif answer.status == 206:
        piece = answer.body
    elif answer.status >= 500:
        raise refused(answer)
    else:  # the address has expired, or the file is gone
        raise BulkFailed(f"the result answered {answer.status}")
    if not piece:
        raise BulkFailed("the result ends before its size")
    return piece
