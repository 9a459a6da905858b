"""Look at the outbox."""

from __future__ import annotations

from app.kernel.cursors import decode_cursor, encode_cursor, identity, moment
from app.kernel.db import UnitOfWork
from app.mail.contracts import MailView
from app.mail.models import Mail
from app.mail.repository import Outbox


async def outbox_page(uow: UnitOfWork, cursor: str | None, limit: int) -> tuple[list[MailView], str | None]:
    """Mails of the organisation, newest first, and the cursor of the next page."""
    after = decode_cursor(cursor, moment, identity)
    found = await Outbox(uow).page(after, limit)
    following = encode_cursor(found[limit - 1].created_at.isoformat(), found[limit - 1].id) if len(found) > limit else None
    return [_view(mail) for mail in found[:limit]], following


def _view(mail: Mail) -> MailView:
    return MailView(
        id=mail.id,
        recipient=mail.recipient,
        template=mail.template,
        language=mail.language,
        subject=mail.subject,
        text=mail.text if mail.state == "kept" else "",  # its links are for the reader of the mail, where there is one
        html=mail.html if mail.state == "kept" else "",
        state=mail.state,
        attempts=mail.attempts,
        error=mail.error,
        created_at=mail.created_at,
        sent_at=mail.sent_at,
    )
