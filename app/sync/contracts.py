"""What of sync may cross a wall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from app.kernel.errors import Conflict


class RunOpen(Conflict):
    """A run of this kind is under way for this store already. `details`: run_id."""

    code = "RUN_OPEN"


class Busy(Conflict):
    """Another worker is writing to, or judging, this store's stock at this moment."""

    code = "STORE_BUSY"


class Reporter(Protocol):
    """Where a run says how far it is; a job is one."""

    def checkpoint(self) -> None:
        """Raises when the work shall end here."""

    async def progress(self, **figures: Any) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """`counts`: {resource: {outcome: number}}."""

    id: UUID
    store_id: UUID
    kind: str
    state: str
    trigger: str
    started_by: str
    job_id: UUID | None
    phase: str
    counts: Mapping[str, Mapping[str, int]]
    error: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A dead letter. `direction`: in | out, `state`: open | replayed | discarded."""

    id: UUID
    store_id: UUID
    direction: str
    resource: str
    external_id: str
    error: str
    error_code: str = ""
    remedy: str = ""
    state: str = "open"
    message_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationLinkView:
    remote_location_id: str
    remote_name: str
    location_id: UUID


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something runs. `trigger`: user | schedule | webhook | event | system; `by` names who or what it was."""

    trigger: str = "event"
    by: str = "system"
    job_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push achieved. `again` in seconds: worth another try then; None: nothing is left to do."""

    pushed: int = 0
    failed: int = 0
    again: float | None = None
    why: str = ""
