"""What crosses the wall of the privacy context."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args
from uuid import UUID

Kind = Literal["export", "erasure", "correction", "objection"]
SubjectKind = Literal["buyer", "member"]
Regime = Literal["gdpr", "ccpa"]
State = Literal["open", "preparing", "scheduled", "done", "refused", "cancelled"]
KINDS: tuple[str, ...] = get_args(Kind)
SUBJECTS: tuple[str, ...] = get_args(SubjectKind)
REGIMES: tuple[str, ...] = get_args(Regime)
STATES: tuple[str, ...] = get_args(State)

GRACE_DAYS = 30
"""An erasure may be called off so long."""
FILE_DAYS = 7
"""An export can be fetched so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """`report` tells what was done: rows by table."""

    id: UUID
    kind: str
    subject_kind: str
    subject: str
    regime: str
    state: str
    note: str
    received_at: datetime
    due_at: datetime
    overdue: bool
    execute_at: datetime | None
    finished_at: datetime | None
    file_until: datetime | None
    report: Mapping[str, Any]
    created_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentView:
    id: UUID
    subject: str
    purpose: str
    text_version: str
    granted: bool
    at: datetime
    source: str
    recorded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextView:
    id: UUID
    kind: str
    text_version: str
    language: str
    text: str
    published_at: datetime
    published_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyView:
    """`least`: fewer days are not allowed."""

    policy: str
    title: str
    days: int
    usual_days: int
    least: int
    enabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    id: UUID
    policy: str
    cutoff: datetime
    removed: int
    at: datetime
    started_by: str
