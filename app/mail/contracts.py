"""What of mail may cross a wall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Template = Literal[
    "verify_email", "change_email", "email_changed", "email_wanted", "email_restored", "reset_password", "password_changed",
    "factor_changed", "invitation", "new_sign_in", "security_alert",
]  # fmt: skip
Language = Literal["en", "de"]
LANGUAGES: tuple[Language, ...] = ("en", "de")

_LINK = "https://ksap.example.com/link#token=example"
SAMPLES: dict[Template, dict[str, str]] = {
    "verify_email": {"name": "Ada", "hours": "48", "link": _LINK},
    "change_email": {"name": "Ada", "hours": "24", "link": _LINK},
    "email_changed": {"name": "Ada", "email": "ada@new.example.com", "days": "7", "link": _LINK},
    "email_wanted": {"name": "Ada", "link": _LINK},
    "email_restored": {"name": "Ada", "link": _LINK},
    "reset_password": {"name": "Ada", "minutes": "30", "link": _LINK},
    "password_changed": {"name": "Ada", "link": _LINK},
    "factor_changed": {"name": "Ada", "deed": "mfa.enabled", "link": _LINK},
    "invitation": {"inviter": "Grace", "organisation": "Harbour Goods", "days": "7", "link": _LINK},
    "new_sign_in": {"name": "Ada", "device": "Firefox 145 on Linux", "place": "NL", "at": "2026-03-02 09:15",
                    "address": "198.51.100.7", "link": _LINK},
    "security_alert": {"name": "Ada", "organisation": "Harbour Goods", "title": "Many failed sign-ins",
                       "detail": "12 within ten minutes.", "link": _LINK},
}  # fmt: skip
"""What each template is given, by example. The mails tell other things than these in no other way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Of one template in one language; `{{ name }}` stands for a value. Paragraphs of `text` are parted by empty lines."""

    subject: str
    text: str
    button: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingView:
    template: Template
    language: Language
    wording: Wording
    default: Wording
    placeholders: dict[str, str]  # with an example of each
    changed_at: datetime | None  # None: it is KSAP's own


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressionView:
    address: str
    reason: str
    created_at: datetime


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
