"""What of security may cross a wall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Severity = Literal["info", "warning", "critical"]
Deed = Literal["end_session", "lock_member", "revoke_api_key"]
SEVERITIES = ("info", "warning", "critical")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleView:
    """A rule as it holds in an organisation; `usual_…` is what holds where nobody changed it. `counts`: what is counted,
    `times` or a figure of the audit entries. `single`: one is enough, so that there is no threshold to set."""

    rule: str
    title: str
    meaning: str
    counts: str
    single: bool
    enabled: bool
    threshold: int
    seconds: int
    severity: Severity
    usual_enabled: bool
    usual_threshold: int
    usual_seconds: int
    usual_severity: Severity
    updated_by: str
    updated_at: datetime | None
