"""What goes into a backup of settings: each context says how its part is taken out and put back.

A part is JSON. On restoring, things are recognised by what they are called, never by their ids: `Restoring.ids` tells the
parts that come later which thing an id of the file has become.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import Any, Literal
from uuid import UUID

from app.kernel.db import UnitOfWork

Outcome = Literal["created", "changed", "same", "skipped"]


@dataclass(frozen=True, slots=True)
class RestoredChange:
    """What became, or would become, of one thing. `note` says why it was skipped, or what follows."""

    part: str
    outcome: Outcome
    what: str
    note: str = ""


@dataclass(slots=True)
class Restoring:
    """One restore under way."""

    part: str = ""
    ids: dict[str, UUID] = field(default_factory=dict)
    changes: list[RestoredChange] = field(default_factory=list)

    def note(self, outcome: Outcome, what: str, note: str = "") -> None:
        self.changes.append(RestoredChange(self.part, outcome, what, note))

    def became(self, old: str, new: UUID) -> None:
        """What the file calls `old` is `new` here."""
        self.ids[old] = new


Export = Callable[[UnitOfWork], Awaitable[Any]]
Restore = Callable[[UnitOfWork, Any, Restoring], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupPart:
    """A context's part. Both run in one transaction with all others; neither calls a vendor. `restore` may run again on
    what it restored, and on what differs from the file; it takes `data` for what a stranger may have written."""

    name: str
    export: Export
    restore: Restore
    after: tuple[str, ...] = ()


_parts: dict[str, BackupPart] = {}


def register(part: BackupPart) -> None:
    """Called where the contexts are found. Another part of the same name is a mistake."""
    if _parts.setdefault(part.name, part) is not part:
        raise RuntimeError(f"two contexts have a backup part {part.name!r}")


def parts() -> Sequence[BackupPart]:
    """All of them, each after those that it needs."""
    order = TopologicalSorter({part.name: [name for name in part.after if name in _parts] for part in _parts.values()})
    return [_parts[name] for name in order.static_order()]
