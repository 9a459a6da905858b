"""What a push or a batch of deliveries did, told like any other run."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.kernel import clock, live
from app.kernel.db import UnitOfWork
from app.sync.contracts import Cause
from app.sync.repository import Runs
from app.sync.use_cases.taking import Taken


@dataclass(slots=True)
class Tally:
    """Counts and items, written as one ended run. Short work has no open run: it would cost as much as itself."""

    kind: str
    cause: Cause
    started: datetime = field(default_factory=clock.now)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    items: list[dict[str, Any]] = field(default_factory=list)
    error: str = ""

    def add(
        self, resource: str, outcome: str, external_id: str = "", *, entity_id: UUID | None = None, message: str = ""
    ) -> None:
        """One thing and what became of it."""
        self.count(resource, outcome, 1)
        self.items.append(
            {
                "resource": resource,
                "outcome": outcome,
                "external_id": external_id,
                "entity_id": entity_id,
                "message": message[:2000],
            }
        )

    def count(self, resource: str, outcome: str, number: int) -> None:
        if number:
            mine = self.counts.setdefault(resource, {})
            mine[outcome] = mine.get(outcome, 0) + number

    def take(self, resource: str, taken: Taken) -> None:
        """What a page or a delivery brought."""
        for outcome, number in taken.counts.items():
            self.count(resource, outcome, number)
        self.items += taken.items

    def of(self, outcome: str) -> int:
        return sum(figures.get(outcome, 0) for figures in self.counts.values())

    async def write(self, uow: UnitOfWork, store_id: UUID) -> None:
        """Nothing where nothing was done and nothing went wrong."""
        if not (self.counts or self.error):
            return
        state = "done"
        if self.error or self.of("failed"):
            good = any(n for figures in self.counts.values() for what, n in figures.items() if what != "failed")
            state = "partial" if good else "failed"
        run_id = await Runs(uow).write_ended(
            store_id, self.kind, state, self.cause, started=self.started, counts=self.counts, error=self.error[:2000]
        )
        await Runs(uow).write_items(run_id, self.items)
        org_id = uow.org_id
        body = {"id": run_id, "store_id": store_id, "kind": self.kind, "state": state}
        uow.after_commit(f"run:{run_id}", lambda: live.announce(org_id, "run", body))
