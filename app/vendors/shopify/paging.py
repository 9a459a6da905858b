"""Reading everything that changed: cursors, page sizes that fit the cost bucket, connections inside objects."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import asdict, dataclass, replace
from math import exp, log
from typing import Any

import orjson

from app.kernel.errors import Invalid
from app.ports.vendor import VendorError
from app.vendors.shopify.documents import Document
from app.vendors.shopify.values import Raw
from app.vendors.shopify.wire import MAX_COST_EXCEEDED, Admin, Reply

QUERY_LIMIT = 1_000
"""Points that one query may ask for, whatever the plan."""

MOST = 250
"""Objects on one page, whatever they cost."""

WINDOW = 20_000
"""Objects read by one chain of cursors. Shopify ends a chain at 25,000: a new window starts before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where a read stands. Paged: in the window that starts at `start`, behind Shopify's cursor `after`, `seen`
    objects in. Bulk: the operation's id and how many bytes of its result are taken in."""

    start: str = ""
    after: str = ""
    seen: int = 0
    total: int = 0  # 0: not known
    bulk: str = ""
    at: int = 0

    @classmethod
    def read(cls, text: str) -> Cursor:
        """Raises Invalid for a text that this connector never wrote."""
        try:
            return cls(**orjson.loads(text))
        except (orjson.JSONDecodeError, TypeError):
            raise Invalid("This is no cursor of the Shopify connector.", field="cursor") from None

    def write(self) -> str:
        return orjson.dumps({k: v for k, v in asdict(self).items() if v}).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paged:
    """How to page through one root connection. `search` makes the query of a window that starts at its argument;
    `mark` tells the start of a window that begins with the given object."""

    document: Document
    root: str
    size: int
    search: Callable[[str], str]
    mark: Callable[[Raw], str]


_ROUNDING = 1.1
"""Prices go up in steps: what a size costs may lie so far above the curve through the one seen before."""


class PageSize:
    """As many objects as half the bucket pays for, so that others of the connection find points left.

    A page's price grows with the logarithm of its size: few large pages read far more for the same points than many small
    ones. `cost` is what the next page is expected to ask for. After a refusal pages stay well below the refused size.
    """

    def __init__(self, first: int) -> None:
        self.value = first
        self.cost: float | None = None
        self._most = MOST

    def learn(self, reply: Reply) -> None:
        if reply.cost and reply.capacity:
            unit = log(max(2, self.value)) / reply.cost  # what one point pays for, on the logarithm's scale
            affordable = unit * min(reply.capacity / 2, QUERY_LIMIT * 0.9)
            size = max(1, min(self._most, int(exp(min(affordable, log(MOST))) + 1e-6)))
            self.cost = min(QUERY_LIMIT, _ROUNDING * log(max(2, size)) / unit)
            self.value = size

    def shrink(self) -> bool:
        """After a refusal for its cost; False when there is nothing left to shrink."""
        self._most = max(1, self.value * 2 // 3)
        self.value, smaller = max(1, self.value // 3), self.value > 1
        self.cost = None
        return smaller


async def pages(admin: Admin, how: Paged, at: Cursor) -> AsyncIterator[tuple[list[Any], Cursor | None]]:
    """Pages from `at` on, each with the cursor behind it (None after the last)."""
    size = PageSize(how.size)
    here: Cursor | None = at
    while here is not None:
        connection = await _page(admin, how, here, size)
        found = connection["nodes"]
        here = _behind(how, here, connection)
        yield found, here


async def _page(admin: Admin, how: Paged, at: Cursor, size: PageSize) -> Raw:
    while True:
        variables = {"first": size.value, "after": at.after or None, "query": how.search(at.start) or None}
        try:
            reply = await admin.run(how.document, variables, expected=size.cost)
        except VendorError as refusal:
            if refusal.vendor_code == MAX_COST_EXCEEDED and size.shrink():
                continue
            raise
        size.learn(reply)
        connection: Raw = reply.connection(how.root)
        return connection


def _behind(how: Paged, at: Cursor, connection: Raw) -> Cursor | None:
    if not connection["pageInfo"]["hasNextPage"]:
        return None
    seen = at.seen + len(connection["nodes"])
    start = how.mark(connection["nodes"][-1]) if seen >= WINDOW and connection["nodes"] else at.start
    if start != at.start:
        return replace(at, start=start, after="", seen=0)
    return replace(at, after=connection["pageInfo"]["endCursor"], seen=seen)


async def complete(admin: Admin, holder: Raw, field: str, document: Document) -> None:
    """Read on where the first page of `holder[field]` ends; the object then holds all of it."""
    connection = holder[field]
    while (connection.get("pageInfo") or {}).get("hasNextPage"):
        variables: Mapping[str, Any] = {"id": holder["id"], "after": connection["pageInfo"]["endCursor"]}
        node = (await admin.run(document, variables)).part_or_none("node")
        if not node:  # deleted between two pages
            return
        connection["nodes"].extend(node["more"]["nodes"])
        connection["pageInfo"] = node["more"]["pageInfo"]
