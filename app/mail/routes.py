"""HTTP of mail."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import get_args
from uuid import UUID

from pydantic import Field

from app.kernel.auth import allow
from app.kernel.http import Cursor, Limit, ListEnvelope, Model, Uow, listed, router
from app.mail import api
from app.mail.contracts import Template
from app.mail.permissions import OUTBOX

mail = router("/mail", "mail")


class MailOut(Model):
    id: UUID
    recipient: str
    template: str = Field(description=f"One of {', '.join(get_args(Template))}.")
    language: str
    subject: str
    text: str = Field(description="Only of a mail that is kept: the links of others are for their readers.")
    html: str = Field(description="Show it in a sandboxed frame only.")
    state: str = Field(description="kept (no mail server is set), pending, sent, failed or suppressed.")
    attempts: int
    error: str
    created_at: datetime
    sent_at: datetime | None


@mail.get("/outbox", dependencies=[allow(OUTBOX)])
async def list_outbox(uow: Uow, cursor: Cursor = None, limit: Limit = 50) -> ListEnvelope[MailOut]:
    """What was sent, or would have been had a mail server been set; newest first. For owners only."""
    found, following = await api.outbox_page(uow, cursor, limit)
    return listed([MailOut(**asdict(each)) for each in found], following, limit)
