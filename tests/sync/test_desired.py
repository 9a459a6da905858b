"""What channels should show, worked out from levels."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.kernel.ids import new_id
from app.sync.repository import Row
from app.sync.use_cases.desired import share

STORE, VARIANT = new_id(), new_id()
PLACES = [new_id() for _ in range(4)]


def rows(count: int) -> list[Row]:
    """An item that the channel keeps at the first locations of ours."""
    return [
        Row(
            store_id=STORE, stock_id="s", remote_location_id=f"r{n}", location_id=PLACES[n], variant_id=VARIANT,
            product_external_id="p", variant_external_id="v", remote_quantity=0, sent_quantity=None, state="clean", attempts=0,
        )
        for n in range(count)
    ]  # fmt: skip


def shown(levels: list[int], count: int, buffer: int = 0) -> list[int]:
    available = {(VARIANT, place): units for place, units in zip(PLACES, levels, strict=False)}
    wanted = share(rows(count), available, PLACES, {STORE: buffer})
    return [wanted[STORE, "s", f"r{n}"] for n in range(count)]


def test_what_is_owed_at_one_location_is_not_for_sale_at_the_next() -> None:
    assert shown([3, -1], 2) == [2, 0]
    assert shown([-2, 5], 2) == [0, 3]
    assert shown([-4, 2, 1], 3) == [0, 0, 0]
    assert shown([3, 4, -2], 2) == [1, 4]  # where the channel has no location, the first one answers for it
    assert shown([1, 4], 2, buffer=3) == [0, 2]


@given(levels=st.lists(st.integers(-9, 9), min_size=4, max_size=4), count=st.integers(1, 4), buffer=st.integers(0, 5))
def test_no_channel_offers_more_than_there_is(levels: list[int], count: int, buffer: int) -> None:
    assert sum(shown(levels, count, buffer)) == max(0, sum(levels) - buffer)
