"""What of alerts may cross a wall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from app.kernel.errors import Conflict

Kind = Literal["sync_failed", "dead_letters", "low_stock", "connection", "credentials", "security"]
Severity = Literal["info", "warning", "critical"]
State = Literal["open", "acknowledged", "resolved"]
KINDS = ("sync_failed", "dead_letters", "low_stock", "connection", "credentials", "security")
SEVERITIES = ("info", "warning", "critical")
STATES = ("open", "acknowledged", "resolved")


class AlreadyOpen(Conflict):
    """Another alert speaks of the same subject now. `details`: alert_id."""

    code = "ALERT_ALREADY_OPEN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Something that is wrong now. `key` names its subject, in the organisation and for good.

    `at`: when it last happened, for what happens again and again; None for a state that merely lasts. Somebody who has
    resolved an alert hears again of what happens after that, and not of what lasts.
    """

    key: str
    kind: Kind
    severity: Severity
    title: str
    detail: str = ""
    store_id: UUID | None = None
    links: tuple[tuple[str, UUID], ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What an alert speaks of. `kind`: store | connection | run | product | variant | location | audit_entry."""

    kind: str
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertView:
    """`lasting`: the cause is still there. `resolved_by` is empty when the cause itself ended."""

    id: UUID
    kind: str
    severity: str
    state: str
    title: str
    detail: str
    store_id: UUID | None
    links: tuple[Link, ...]
    data: Mapping[str, Any]
    lasting: bool
    times: int
    raised_at: datetime
    changed_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str
    resolved_at: datetime | None
    resolved_by: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What became of one alert of many; `code` and `message` say why not, where `ok` is False."""

    alert_id: UUID
    ok: bool
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """`by_kind` and `by_severity` are of the open ones."""

    open: int
    acknowledged: int
    by_kind: Mapping[str, int]
    by_severity: Mapping[str, int]
