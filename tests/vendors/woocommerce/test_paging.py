"""Nothing is lost while a collection is read, whatever moves meanwhile."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.transport import VendorAnswer
from app.vendors.woocommerce import paging
from app.vendors.woocommerce.client import Client
from app.vendors.woocommerce.paging import Place, changed
from tests.vendors.woocommerce.answers import Call, listed
from tests.vendors.woocommerce.shop import START, Shop


class Moving(Shop):
    """Orders that may be changed, added or deleted before any call."""

    def fill(self, seconds: list[int]) -> None:
        for offset in seconds:
            item = self.add_order()
            item["date_modified_gmt"] = (START + timedelta(seconds=offset)).replace(tzinfo=None).isoformat()
        self.now = START + timedelta(seconds=max(seconds, default=0))

    def _answer(self, call: Call) -> VendorAnswer:
        # Ties in the order of the day: the database promises none.
        return listed(random.sample(list(self.orders.values()), len(self.orders)), call.query)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "PER_PAGE", 4)
    monkeypatch.setattr(paging, "CROWD", 2)


async def read(shop: Shop, since: datetime | None = None, cursor: str | None = None, pages: int = 999) -> Any:
    """(id, change) pairs in the order they came, and the cursor of the last page."""
    got, last = [], cursor
    slices = changed(Client(shop.channel()), "wc/v3/orders", {}, since=since, cursor=cursor, purpose="t")
    async for part in slices:
        got += [(item["id"], item["date_modified_gmt"]) for item in part.items]
        last = part.cursor
        pages -= 1
        if not pages:
            break
    return got, last


@pytest.mark.usefixtures("small")
@settings(max_examples=150)
@given(
    seconds=st.lists(st.integers(0, 6), max_size=30),
    moves=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 29), st.sampled_from(["touch", "delete", "add"])), max_size=10),
)
async def test_every_last_version_is_seen(seconds: list[int], moves: list[tuple[int, int, str]]) -> None:
    shop = Moving()
    shop.fill(seconds)
    calls = 0

    def move(_: Call) -> VendorAnswer | None:
        nonlocal calls
        for at, which, what in moves:
            if at != calls:
                continue
            keys = sorted(shop.orders)
            if what == "add":
                shop.add_order()
            elif keys and what == "delete":
                del shop.orders[keys[which % len(keys)]]
            elif keys:
                shop.touch(shop.orders[keys[which % len(keys)]])
        calls += 1
        return None

    shop.before = move
    got, cursor = await read(shop)
    assert cursor is None
    late = [(at, what) for at, _, what in moves if at >= calls]
    assert not late or calls <= max(at for at, _ in late)
    assert {(o["id"], o["date_modified_gmt"]) for o in shop.orders.values()} <= set(got)


@pytest.mark.usefixtures("small")
async def test_an_instant_crowded_by_an_import_is_walked_by_id() -> None:
    shop = Moving()
    shop.fill([0, *[1] * 25, 2, 3])
    got, _ = await read(shop)
    assert {key for key, _ in got} == set(shop.orders)
    assert {c.query["orderby"] for c in shop.calls} == {"modified", "id"}
    assert len(got) <= 28 + 7  # the walk begins the instant anew; nothing else is read twice


@pytest.mark.usefixtures("small")
async def test_the_walk_steps_back_when_something_before_it_left() -> None:
    shop = Moving()
    shop.fill([1] * 24)
    got, cursor = await read(shop, pages=5)
    assert Place.decode(cursor).walk
    for key in sorted(shop.orders)[:7]:
        shop.touch(shop.orders[key])
    more, end = await read(shop, cursor=cursor)
    assert end is None
    seen = set(got) | set(more)
    assert {(o["id"], o["date_modified_gmt"]) for o in shop.orders.values()} <= seen


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("pages", range(1, 9))
async def test_a_reader_goes_on_from_any_cursor(pages: int) -> None:
    shop = Moving()
    shop.fill([0, 0, 1, 1, 1, 1, 2, 3, 3, 4, 5, 5, 5, 6, 7, 8, 8, 9])
    first, cursor = await read(shop, pages=pages)
    second, _ = await read(shop, cursor=cursor) if cursor else ([], None)
    assert set(first + second) == {(o["id"], o["date_modified_gmt"]) for o in shop.orders.values()}
    assert len(first + second) <= 18 + 7  # only the two crowded instants begin anew


async def test_since_is_inclusive_and_sent_in_utc_without_a_zone() -> None:
    shop = Moving()
    shop.fill([0, 10, 20])
    berlin = datetime.fromisoformat("2026-03-01T10:00:10.900000+01:00")
    got, _ = await read(shop, since=berlin)
    assert [at for _, at in got] == ["2026-03-01T09:00:10", "2026-03-01T09:00:20"]
    assert shop.calls[0].query["modified_after"] == "2026-03-01T09:00:09"
    assert shop.calls[0].query["dates_are_gmt"] == "true"


async def test_ascending_a_hundred_a_page_with_the_total() -> None:
    shop = Moving()
    shop.fill(list(range(230)))
    slices = [s async for s in changed(Client(shop.channel()), "wc/v3/orders", {}, since=None, cursor=None, purpose="t")]
    assert [len(s.items) for s in slices] == [100, 99, 31]  # the last instant of a page is looked at again
    assert {s.total for s in slices} == {230}
    times = [i["date_modified_gmt"] for s in slices for i in s.items]
    assert times == sorted(times)
    assert shop.calls[0].query["per_page"] == "100"


async def test_an_empty_collection_is_one_empty_page() -> None:
    slices = [s async for s in changed(Client(Moving().channel()), "wc/v3/orders", {}, since=None, cursor=None, purpose="t")]
    assert [(s.items, s.cursor, s.total) for s in slices] == [([], None, 0)]
