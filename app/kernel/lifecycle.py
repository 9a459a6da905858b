"""Lifecycles as data: which state may follow which. Checked when they are declared, so a wrong table refuses to boot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.kernel.errors import Conflict


class IllegalMove(Conflict):
    """The present state does not lead there; `details.allowed` names where it leads."""

    code = "ILLEGAL_TRANSITION"


class Lifecycle:
    """`Lifecycle("order", initial=("pending", "open"), moves={"pending": ("open", "cancelled"), …})`.

    Raises ValueError for a move to an unknown state and for a state that nothing reaches.
    """

    def __init__(self, noun: str, *, initial: Sequence[str], moves: Mapping[str, Sequence[str]]) -> None:
        self.noun = noun
        self.states = tuple(moves)
        self._moves = {state: tuple(targets) for state, targets in moves.items()}
        unknown = {t for targets in moves.values() for t in targets} | set(initial)
        if missing := sorted(unknown - set(self.states)):
            raise ValueError(f"{noun}: {', '.join(missing)} is no state of this lifecycle")
        self._reach = {state: self._reachable(state) for state in self.states}
        found = set(initial).union(*(self._reach[state] for state in initial))
        if lost := sorted(set(self.states) - found):
            raise ValueError(f"{noun}: nothing leads to {', '.join(lost)}")

    def next(self, state: str) -> tuple[str, ...]:
        """The states one step away."""
        return self._moves[state]

    def check(self, state: str, to: str) -> None:
        """For people: one step. Raises IllegalMove."""
        if to not in self._moves[state]:
            allowed = self._moves[state]
            raise IllegalMove(
                f"A {self.noun} that is {state} cannot become {to}. "
                + (f"It can become {', '.join(allowed)}." if allowed else "Nothing follows this state."),
                details={"from": state, "to": to, "allowed": list(allowed)},
            )

    def leads(self, state: str, to: str) -> bool:
        """For imports, which see only some of the steps: whether any path leads there."""
        return state == to or to in self._reach[state]

    def _reachable(self, state: str) -> frozenset[str]:
        seen: set[str] = set()
        todo = list(self._moves[state])
        while todo:
            following = todo.pop()
            if following not in seen:
                seen.add(following)
                todo += self._moves[following]
        return frozenset(seen)
