"""What a list of orders can be narrowed and sorted by."""

from __future__ import annotations

from dataclasses import dataclass

from app.orders.repository.figures import TO_SHIP, UNPAID

NO_PRODUCT = "00000000-0000-0000-0000-000000000000"
"""Stands for lines that are of no product of ours, as in the figures."""

_DAY = """CAST(o.placed_at AT TIME ZONE (SELECT COALESCE(NULLIF(s.timezone, ''), 'UTC') FROM stores s
          WHERE s.org_id = o.org_id AND s.id = o.store_id) AS date)"""

CONDITIONS = {
    "store_id": "o.store_id = ANY({}::uuid[])",
    "status": "o.status = ANY({}::text[])",
    "payment_status": "o.payment_status = ANY({}::text[])",
    "fulfilment_status": "o.fulfilment_status = ANY({}::text[])",
    "placed_from": "o.placed_at >= {}::timestamptz",
    "placed_to": "o.placed_at < {}::timestamptz",
    "customer": "o.email = {}::text",
    "q": "o.search LIKE {}::text",
}
"""Each takes one value, and is of columns that the finder has, too."""

# Days are those of the store's own calendar, as the figures count them; the first half of each is for the index.
_FURTHER = {
    "sold_from": f"o.placed_at >= ({{0}}::date - 1)::timestamptz AND {_DAY} >= {{0}}::date",
    "sold_to": f"o.placed_at < ({{0}}::date + 2)::timestamptz AND {_DAY} <= {{0}}::date",
    "counted": "(o.status <> 'cancelled') = {}::boolean",
    "to_ship": f"({TO_SHIP}) = {{}}::boolean",
    "unpaid": f"({UNPAID}) = {{}}::boolean",
    "customer_id": "o.customer_id = {}::uuid",
    "country": "o.country = ANY({}::text[])",
    "currency": "o.currency = {}::text",
    "tag": "o.tags && {}::text[]",
    "source": "o.source = {}::text",
    "total_from": "o.total >= {}::numeric",
    "total_to": "o.total <= {}::numeric",
    "product_id": f"""EXISTS (SELECT 1 FROM order_items i WHERE i.org_id = o.org_id AND i.order_id = o.id
                      AND COALESCE(i.product_id, '{NO_PRODUCT}') = ANY({{}}::uuid[]))""",
    "variant_id": """EXISTS (SELECT 1 FROM order_items i WHERE i.org_id = o.org_id AND i.order_id = o.id
                     AND i.variant_id = ANY({}::uuid[]))""",
}
PLACES = ("placed_from", "placed_to")
"""What the index of moments serves."""
DIMENSIONS = ("status", "payment_status", "fulfilment_status", "store_id")
"""What facets are counted by."""
NAMES = (*CONDITIONS, *_FURTHER)


def clause(name: str, mark: str, *, on_finder: bool = False) -> str:
    """The condition with its value's mark, over `orders o`, or over its finder, which has fewer columns."""
    if name in CONDITIONS:
        return CONDITIONS[name].format(mark)
    further = _FURTHER[name].format(mark)
    if not on_finder:
        return further
    inner = further.replace("o.", "x.")
    return f"EXISTS (SELECT 1 FROM orders x WHERE x.org_id = o.org_id AND x.id = o.id AND {inner})"


@dataclass(frozen=True, slots=True)
class Sort:
    """`key` is a column of orders that is never null; `id` breaks ties in the same direction."""

    key: str
    kind: str
    falling: bool

    @property
    def order(self) -> str:
        way = " DESC" if self.falling else ""
        return f"o.{self.key}{way}, o.id{way}"

    def after(self, key: str, id_: str) -> str:
        return f"(o.{self.key}, o.id) {'<' if self.falling else '>'} ({key}::{self.kind}, {id_}::uuid)"


SORTS = {
    "-placed_at": Sort("placed_at", "timestamptz", True),
    "placed_at": Sort("placed_at", "timestamptz", False),
    "-updated_at": Sort("updated_at", "timestamptz", True),
    "-total": Sort("total", "numeric", True),
    "total": Sort("total", "numeric", False),
    "customer_name": Sort("customer_name", "text", False),
    "-customer_name": Sort("customer_name", "text", True),
    "number": Sort("number", "text", False),
    "-number": Sort("number", "text", True),
}
NEWEST = "-placed_at"
