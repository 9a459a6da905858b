"""One measured ratio."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Result:
    """`ours` and `limit` in `unit`; `ratio` = ours ÷ limit. `holds` compares the ratio with `target` by `sense`."""

    name: str
    ours: float
    limit: float
    unit: str
    target: float
    sense: Literal["at least", "at most"] = "at least"
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.ours / self.limit if self.limit else 0.0

    @property
    def holds(self) -> bool:
        return self.ratio >= self.target if self.sense == "at least" else self.ratio <= self.target
