"""The arithmetic of every rule: how much within how long is too much, and how often that is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Happening:
    """`weight`: how much it counts."""

    at: datetime
    weight: int
    entry: UUID


@dataclass(frozen=True, slots=True)
class Alarm:
    """`number`: what was counted up to `at`, from `happenings`."""

    at: datetime
    number: int
    happenings: tuple[Happening, ...]


def alarms(
    happenings: Sequence[Happening], *, threshold: int, window: timedelta, before: Sequence[datetime] = (),
    since: datetime | None = None,
) -> list[Alarm]:  # fmt: skip
    """Where the sum of the last `window` reaches the threshold. `happenings` in any order; one that lies exactly a window
    back counts no more.

    After an alarm there is none for a window's time, those of `before` (alarms that were raised earlier) included; and what
    an alarm counted counts for no other. Nothing fires before `since`.
    """
    raised, found = sorted(before), []
    ordered = sorted(happenings, key=lambda each: (each.at, each.entry))
    first, total = 0, 0
    for last, each in enumerate(ordered):
        total += each.weight
        while ordered[first].at <= each.at - window:
            total -= ordered[first].weight
            first += 1
        if total < threshold or (since is not None and each.at < since):
            continue
        if any(abs(each.at - alarm) < window for alarm in raised):
            continue
        raised.append(each.at)
        found.append(Alarm(each.at, total, tuple(ordered[first : last + 1])))
    return found
