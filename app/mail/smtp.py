"""Hand one mail to the mail server of KSAP_SMTP_URL."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit
from uuid import UUID

from app.kernel import clock
from app.kernel.settings import Settings

TIMEOUT = 20.0  # seconds for each answer of the server
HERE = ("localhost", "127.0.0.1", "::1")
"""Servers of this machine, which are told the password unencrypted."""


class Refused(Exception):
    """The server says for good that nobody is at this address."""


class Deferred(Exception):
    """It did not work now; it may later."""


async def send(
    settings: Settings, *, message_id: UUID, to: str, subject: str, text: str, html: str, reply_to: str = ""
) -> None:
    """Raises Refused or Deferred. The library blocks, so it runs off the event loop."""
    message = EmailMessage()
    sender = settings.mail_from
    message["From"], message["To"], message["Subject"] = sender, to, subject
    if reply_to:
        message["Reply-To"] = reply_to
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{message_id}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    await asyncio.to_thread(_hand_over, settings, message, to)


def _hand_over(settings: Settings, message: EmailMessage, to: str) -> None:
    if settings.smtp_url is None:
        raise Deferred("KSAP_SMTP_URL is not set")
    url = urlsplit(settings.smtp_url.get_secret_value())
    secure = url.scheme == "smtps"
    host, port = url.hostname or "", url.port or (465 if secure else 587)
    trusted = ssl.create_default_context()
    try:
        with (
            smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=trusted)
            if secure
            else smtplib.SMTP(host, port, timeout=TIMEOUT) as server
        ):
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=trusted)
            if url.username:
                if not isinstance(server.sock, ssl.SSLSocket) and host not in HERE:
                    # whoever sits in between can leave STARTTLS out of what the server offers
                    raise Deferred("the server offers no encryption, and the password is not sent without")
                server.login(unquote(url.username), unquote(url.password or ""))
            server.send_message(message, from_addr=parseaddr(settings.mail_from)[1], to_addrs=[to])
    except smtplib.SMTPRecipientsRefused as error:
        code, why = next(iter(error.recipients.values()))
        words = f"{code} {why.decode(errors='replace')[:300]}"
        raise (Refused(words) if 500 <= code < 600 else Deferred(words)) from None
    except (smtplib.SMTPException, OSError) as error:
        raise Deferred(f"{type(error).__name__}: {str(error)[:300]}") from None
