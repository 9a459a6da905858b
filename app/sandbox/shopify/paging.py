"""Connections: forward and backward pages over a sorted list, with opaque cursors."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from app.sandbox.shopify.context import Context
from app.sandbox.shopify.errors import bad_request

T = TypeVar("T")
# A thing's place in a sort order: the value that is sorted by, and the id that breaks ties.
Place = tuple[Any, int]
PAGE = 250


def moment(value: datetime | None) -> str:
    """A time as a sort value."""
    return "" if value is None else value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def encode(place: Place) -> str:
    return b64encode(json.dumps({"last_id": place[1], "last_value": place[0]}, separators=(",", ":")).encode()).decode()


def decode(cursor: str, sample: Place | None) -> Place:
    """The place that a cursor stands for; an error when it is none, or none of this sort order."""
    try:
        raw = json.loads(b64decode(cursor, validate=True))
        place = raw["last_value"], int(raw["last_id"])
    except (Base64Error, ValueError, KeyError, TypeError) as error:
        raise bad_request("Invalid cursor for current pagination sort.") from error
    if sample is not None and type(place[0]) is not type(sample[0]):
        raise bad_request("Invalid cursor for current pagination sort.")
    return place


def check_window(first: int | None, last: int | None) -> None:
    """The rules for `first` and `last`."""
    if first is None and last is None:
        raise bad_request("you must provide one of first or last")
    if first is not None and last is not None:
        raise bad_request("providing both first and last is not supported")
    for name, size in (("first", first), ("last", last)):
        if size is not None and size > PAGE:
            raise bad_request(
                f"{name} cannot exceed {PAGE}. To query larger amounts of data with fewer limits, bulk operations "
                "should be used instead."
            )
        if size is not None and size < 0:
            raise bad_request(f"{name} must be a positive number")


def connection(
    items: Sequence[T],
    ctx: Context,
    place_of: Callable[[T], Place],
    *,
    show: Callable[[T], Any] = lambda item: item,
    first: int | None = None,
    last: int | None = None,
    after: str | None = None,
    before: str | None = None,
    reverse: bool = False,
    **_: Any,
) -> dict[str, Any]:
    """A page of the items, sorted by `place_of`; `show` makes the node of an item.

    While a bulk operation runs there are no pages: everything comes.
    """
    if not ctx.unbounded:
        check_window(first, last)
    rows = sorted(((place_of(item), n) for n, item in enumerate(items)), key=lambda row: row[0])
    if reverse:
        rows.reverse()
    if ctx.window is not None:
        start, stop = ctx.window if ctx.at_top else (0, len(rows))
        return _page(rows, start, min(stop, len(rows)), items, show)
    low, high = _bounds([row[0] for row in rows], after, before, reverse)
    if first is not None:
        return _page(rows, low, min(low + first, high), items, show)
    return _page(rows, max(high - (last or 0), low), high, items, show)


def _bounds(places: list[Place], after: str | None, before: str | None, reverse: bool) -> tuple[int, int]:
    """The part of a sorted list that lies between two cursors."""
    sample = places[0] if places else None
    if reverse:
        rising = places[::-1]
        low = len(places) - bisect_left(rising, decode(after, sample)) if after else 0
        high = len(places) - bisect_right(rising, decode(before, sample)) if before else len(places)
    else:
        low = bisect_right(places, decode(after, sample)) if after else 0
        high = bisect_left(places, decode(before, sample)) if before else len(places)
    return low, max(low, high)


def _page(
    rows: Sequence[tuple[Place, int]], low: int, high: int, items: Sequence[T], show: Callable[[T], Any]
) -> dict[str, Any]:
    nodes = [show(items[n]) for _, n in rows[low:high]]
    cursors = [encode(place) for place, _ in rows[low:high]]
    return {
        "nodes": nodes,
        "edges": [{"cursor": cursor, "node": node} for cursor, node in zip(cursors, nodes, strict=True)],
        "pageInfo": {
            "hasNextPage": high < len(rows),
            "hasPreviousPage": low > 0,
            "startCursor": cursors[0] if cursors else None,
            "endCursor": cursors[-1] if cursors else None,
        },
    }


def in_order(item: Any) -> Place:
    """Sorts (position, thing) pairs, for lists that are in the right order as they are."""
    return item[0], item[0]


def plain(items: Sequence[Any], ctx: Context, **window: Any) -> dict[str, Any]:
    """A page of a list that is in the right order already."""
    return connection(list(enumerate(items, 1)), ctx, in_order, show=lambda item: item[1], **window)
