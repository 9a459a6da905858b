"""When it is too much: the arithmetic of every rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.security.windows import Happening, alarms

START = datetime(2026, 3, 1, tzinfo=UTC)
WINDOW = timedelta(seconds=100)


def at(*seconds: int, weight: int = 1) -> list[Happening]:
    return [Happening(START + timedelta(seconds=each), weight, UUID(int=n)) for n, each in enumerate(seconds)]


PATTERNS = st.lists(st.integers(0, 1_000), max_size=60).map(lambda seconds: at(*seconds))
WEIGHED = st.lists(st.tuples(st.integers(0, 1_000), st.integers(1, 9)), max_size=60).map(
    lambda pairs: [Happening(START + timedelta(seconds=s), w, UUID(int=n)) for n, (s, w) in enumerate(pairs)]
)
THRESHOLDS = st.integers(1, 12)


def most_in_a_window(happenings: list[Happening]) -> int:
    """By brute force."""
    return max((sum(o.weight for o in happenings if e.at - WINDOW < o.at <= e.at) for e in happenings), default=0)


@given(PATTERNS, THRESHOLDS)
def test_nothing_below_the_threshold_alarms_and_whatever_reaches_it_does(happenings: list[Happening], threshold: int) -> None:
    assert bool(alarms(happenings, threshold=threshold, window=WINDOW)) is (most_in_a_window(happenings) >= threshold)


@given(WEIGHED, THRESHOLDS)
def test_what_is_added_up_is_judged_like_what_is_counted(happenings: list[Happening], threshold: int) -> None:
    found = alarms(happenings, threshold=threshold, window=WINDOW)
    assert bool(found) is (most_in_a_window(happenings) >= threshold)
    assert all(alarm.number == sum(each.weight for each in alarm.happenings) >= threshold for alarm in found)


@given(WEIGHED, THRESHOLDS)
def test_there_is_one_alarm_in_a_window_and_nothing_counts_twice(happenings: list[Happening], threshold: int) -> None:
    found = alarms(happenings, threshold=threshold, window=WINDOW)
    assert all(later.at - earlier.at >= WINDOW for earlier, later in pairwise(found))
    counted = [each.entry for alarm in found for each in alarm.happenings]
    assert len(counted) == len(set(counted))


@given(WEIGHED, THRESHOLDS, st.randoms())
def test_the_order_of_arrival_does_not_matter(happenings: list[Happening], threshold: int, random: object) -> None:
    shuffled = list(happenings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert alarms(shuffled, threshold=threshold, window=WINDOW) == alarms(happenings, threshold=threshold, window=WINDOW)


@given(PATTERNS, THRESHOLDS, st.integers(0, 60))
def test_what_is_judged_in_two_parts_is_judged_alike(happenings: list[Happening], threshold: int, cut: int) -> None:
    ordered = sorted(happenings, key=lambda each: (each.at, each.entry))
    whole = alarms(ordered, threshold=threshold, window=WINDOW)
    earlier = alarms(ordered[:cut], threshold=threshold, window=WINDOW)
    since = ordered[cut].at if cut < len(ordered) else START + timedelta(days=1)
    later = alarms(ordered, threshold=threshold, window=WINDOW, before=[alarm.at for alarm in earlier], since=since)
    assert [alarm.at for alarm in (*earlier, *later)] == [alarm.at for alarm in whole]


def test_exactly_the_threshold_alarms_once() -> None:
    assert alarms(at(0, 10, 20, 30), threshold=5, window=WINDOW) == []
    (alarm,) = alarms(at(0, 10, 20, 30, 40, 50), threshold=5, window=WINDOW)
    assert (alarm.at, alarm.number) == (START + timedelta(seconds=40), 5)


def test_the_far_end_of_the_window_is_outside() -> None:
    assert alarms(at(0, 100), threshold=2, window=WINDOW) == []
    assert len(alarms(at(1, 100), threshold=2, window=WINDOW)) == 1
