"""What of sync may cross a wall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from app.catalog.contracts import PreviewedVariant
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
class LetterDetail:
    """A dead letter with what it is about. `payload`: what was to be sent; `topic` and `body`: the delivery, as text.
    `editable`: another body may be given with the replay."""

    letter: Letter
    payload: Mapping[str, Any]
    attempts: int
    decided_by: str
    created_at: datetime
    updated_at: datetime
    topic: str = ""
    body: str = ""
    editable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationLinkView:
    remote_location_id: str
    remote_name: str
    location_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewedProducts:
    """`total` None: more than were `read`, and the vendor does not tell how many. `matches`: what meets variants of ours."""

    total: int | None = None
    read: int = 0
    complete: bool = True
    new: int = 0
    linked: int = 0
    ask: int = 0
    known: int = 0
    without_sku: int = 0
    matches: tuple[PreviewedVariant, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewedOrders:
    """Orders changed since then; `open` ones among those read hold stock at once."""

    since: datetime
    total: int | None = None
    read: int = 0
    complete: bool = True
    open: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewedLocation:
    """`location_id` None: a location of that name will be made. `linked`: somebody, or an import, has said so already."""

    remote_location_id: str
    remote_name: str
    location_id: UUID | None
    linked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPreview:
    store_id: UUID
    imported: bool
    products: PreviewedProducts
    orders: PreviewedOrders
    locations: tuple[PreviewedLocation, ...]


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
