"""The facts that mail publishes."""

from __future__ import annotations

from uuid import UUID

from app.kernel.events import Event


class MailWritten(Event, name="mail.written.v1"):
    """A mail waits to be handed to the mail server."""

    mail_id: UUID
