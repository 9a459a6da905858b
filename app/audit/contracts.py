"""What crosses the wall of the audit context."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.kernel.audit_chain import Fault, Verdict

__all__ = ["EntryView", "Fault", "Search", "Verdict"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """All that is given must hold. `actor`: an id, or a piece of a label. `action`: a whole verb, or its beginning with a
    dot at the end (`store.`). `since` is included, `until` is not."""

    actor: str = ""
    actor_kind: str = ""
    action: str = ""
    target_kind: str = ""
    target_id: str = ""
    correlation_id: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def told(self) -> dict[str, str]:
        """What was asked for, for the audit row of an export."""
        return {name: str(value) for name in self.__slots__ if (value := getattr(self, name))}


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """`seq` and `hash` (hexadecimal) are its place in the chain."""

    id: UUID
    seq: int
    at: datetime
    actor_kind: str
    actor_id: str
    actor_label: str
    action: str
    target_kind: str
    target_id: str
    details: Mapping[str, Any]
    correlation_id: str
    hash: str
