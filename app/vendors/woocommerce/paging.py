"""Reading a collection in the order of change, without losing anything that moves meanwhile.

Page numbers shift under change, so the cursor is a place in time instead: the last instant that was seen (the API
tells whole seconds) and the ids seen at it. The next request begins at that instant again, and what was seen there and
did not change since is passed over. When more than `CROWD` things carry one instant (an import by SQL), a page might
hold nothing else, so that one instant is walked by id: ids never change, and a step back finds the place again when
something left it. (`exclude` would be shorter, and would hide what changed between two requests.)

`modified_after` is exclusive, so it is sent a second early; `dates_are_gmt` makes the shop compare in UTC.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta

from app.vendors.woocommerce.client import PER_PAGE, Client, Params
from app.vendors.woocommerce.wire import Raw, moment, when

CROWD = PER_PAGE // 2
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader is. `at`: the instant (None: from the start); `seen`: ids seen at it; `served`: items so far.

    `walk` is None, or the last id while an instant is walked by id; `passed`: how many of it are behind.
    """

    at: str | None = None
    seen: tuple[int, ...] = ()
    served: int = 0
    walk: int | None = None
    passed: int = 0

    def encode(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def decode(cls, cursor: str) -> Place:
        fields = json.loads(cursor)
        return cls(**{**fields, "seen": tuple(fields["seen"])})


@dataclass(frozen=True, slots=True)
class Slice:
    """A page of raw items; `cursor` None: the end."""

    items: list[Raw]
    cursor: str | None
    total: int | None


async def changed(
    client: Client, path: str, params: Params, *, since: datetime | None, cursor: str | None, purpose: str
) -> AsyncIterator[Slice]:
    """Items of `path` changed at or after `since`, ascending by (change, id) as far as the shop orders ties."""
    place = Place.decode(cursor) if cursor else Place(at=moment(since) if since else None)
    while True:
        read = _by_time if place.walk is None else _by_id
        page, following = await read(client, path, params, place, purpose)
        if page is not None:
            yield page
        if following is None:
            return
        place = following


async def _by_time(client: Client, path: str, params: Params, place: Place, purpose: str) -> tuple[Slice | None, Place | None]:
    items, left = await client.listing(path, _query(params, place.at, "modified"), purpose=purpose)
    fresh = [item for item in items if int(item["id"]) not in place.seen or _instant(item) != place.at]
    total = None if left is None else place.served - len(place.seen) + left
    if len(items) < PER_PAGE:
        return Slice(fresh, None, total), None
    following = _advance(place, items, len(fresh))
    return Slice(fresh, following.encode(), total), following


async def _by_id(client: Client, path: str, params: Params, place: Place, purpose: str) -> tuple[Slice | None, Place | None]:
    behind, offset = place.walk or 0, max(0, place.passed - 1)
    query = _query(params, place.at, "id")
    query["offset"] = offset
    if place.at is not None:
        query["modified_before"] = _shift(place.at, _SECOND)
    items, _ = await client.listing(path, query, purpose=purpose)
    if offset and (not items or int(items[0]["id"]) > behind):
        # Something before us left this instant, so our place is further left now.
        return None, replace(place, passed=max(0, offset - PER_PAGE))
    fresh = [item for item in items if int(item["id"]) > behind]
    served = place.served + len(fresh)
    if len(items) == PER_PAGE:
        following = replace(place, walk=int(items[-1]["id"]), passed=offset + len(items), served=served)
        return Slice(fresh, following.encode(), None), following
    if place.at is None:
        return Slice(fresh, None, served), None
    following = Place(at=_shift(place.at, _SECOND), served=served)  # this instant is done: strictly after it
    return Slice(fresh, following.encode(), None), following


def _advance(place: Place, items: list[Raw], fresh: int) -> Place:
    """The place after a full page. Without a date there is no going on in time: walk by id."""
    served, latest = place.served + fresh, _instant(items[-1])
    if latest is None:
        return Place(at=place.at, served=served, walk=0)
    seen = {int(item["id"]) for item in items if _instant(item) == latest}
    if latest == place.at:
        seen |= set(place.seen)
    if len(seen) > CROWD:
        return Place(at=latest, served=served - len(seen), walk=0)
    return Place(at=latest, seen=tuple(sorted(seen)), served=served)


def _query(params: Params, at: str | None, orderby: str) -> dict[str, str | int]:
    query: dict[str, str | int] = {**params, "per_page": PER_PAGE, "orderby": orderby, "order": "asc"}
    if at is not None:
        query["modified_after"] = _shift(at, -_SECOND)
        query["dates_are_gmt"] = "true"
    return query


def _instant(item: Raw) -> str | None:
    at = when(item.get("date_modified_gmt"))
    return moment(at) if at else None


def _shift(at: str, by: timedelta) -> str:
    return moment(datetime.fromisoformat(at).replace(tzinfo=UTC) + by)
