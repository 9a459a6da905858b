"""What of mail may cross a wall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Template = Literal[
    "verify_email", "reset_password", "password_changed", "factor_changed", "invitation", "new_sign_in", "security_alert"
]
LANGUAGES = ("en", "de")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailView:
    id: UUID
    recipient: str
    template: str
    language: str
    subject: str
    text: str
    html: str
    state: str
    attempts: int
    error: str
    created_at: datetime
    sent_at: datetime | None
