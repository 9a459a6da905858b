"""The three-way merge of one thing: what both sides last agreed on, what we have now, what the channel has now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Base:
    """What a listing and its master were when last compared, side by side.

    They need not be equal: a listing linked to a product with another title keeps its own, and a vendor may store what
    we send in its own spelling. A side has changed when it differs from its own half. `ours` holds only what differs
    from `remote`; `pushing` is what is on its way to the channel.
    """

    remote: dict[str, Any] = field(default_factory=dict)
    ours: dict[str, Any] = field(default_factory=dict)
    pushing: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Base:
        return cls(dict(stored.get("remote", {})), dict(stored.get("ours", {})), dict(stored.get("pushing", {})))

    def stored(self) -> dict[str, Any]:
        kept: dict[str, Any] = {"remote": dict(self.remote)}
        if self.ours:
            kept["ours"] = dict(self.ours)
        if self.pushing:
            kept["pushing"] = dict(self.pushing)
        return kept

    def knows(self, name: str) -> bool:
        return name in self.remote

    def our_value(self, name: str) -> Any:
        return self.ours.get(name, self.remote.get(name))

    def settle(self, name: str, *, theirs: Any, ours: Any) -> None:
        """From now on these two values count as unchanged."""
        self.remote[name] = theirs
        if ours == theirs:
            self.ours.pop(name, None)
        else:
            self.ours[name] = ours


@dataclass(frozen=True, slots=True)
class FieldConflict:
    field: str
    base: Any
    ours: Any
    theirs: Any
    winner: str  # ours | theirs


@dataclass(slots=True)
class Merged:
    """`take` is what our side takes over; `pending` says that the channel lacks something of ours."""

    take: dict[str, Any] = field(default_factory=dict)
    conflicts: list[FieldConflict] = field(default_factory=list)
    pending: bool = False


def agreed(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Base:
    """The base of a fresh link: neither side has changed anything yet."""
    base = Base()
    for name, value in theirs.items():
        base.settle(name, theirs=value, ours=ours.get(name, value))
    return base


def merge(
    base: Base, ours: Mapping[str, Any], theirs: Mapping[str, Any], *, pushed: Iterable[str], apart: Iterable[str] = (),
    out: Collection[str] = (), into: Collection[str] = (), theirs_newer: bool,
) -> Merged:  # fmt: skip
    """Only theirs changed: take. Only ours: keep, and push if it can be. Both, and differently: the newer wins.

    `base` is brought up to date. Fields `apart` are not shared (another currency's prices): each side keeps its own.
    Fields `out` go to the channel only: an edit there is written over. Fields `into` come from it only.
    """
    result, can_push, separate = Merged(), set(pushed) - set(into), set(apart)
    for name, their_value in theirs.items():
        our_value = ours[name]
        if name in separate or not base.knows(name):
            base.settle(name, theirs=their_value, ours=our_value)
            continue
        before, ours_before = base.remote[name], base.our_value(name)
        we_changed = our_value != ours_before
        if their_value == before:
            result.pending |= we_changed and name in can_push
        elif their_value == our_value:
            base.settle(name, theirs=their_value, ours=our_value)
        elif name in out:
            # With theirs as what we last had, ours counts as changed until it is there.
            base.settle(name, theirs=their_value, ours=their_value if name in can_push else our_value)
            result.pending |= name in can_push
        elif not we_changed:
            result.take[name] = their_value
            base.settle(name, theirs=their_value, ours=their_value)
        else:
            winner = "theirs" if theirs_newer or name not in can_push else "ours"
            result.conflicts.append(FieldConflict(name, before, our_value, their_value, winner))
            if winner == "theirs":
                result.take[name] = their_value
            result.pending |= winner == "ours"
            base.settle(name, theirs=their_value, ours=their_value if winner == "theirs" else ours_before)
    return result
