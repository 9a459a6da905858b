"""Try the mail server without sending anything: its name, the connection, encryption, our sign-in, and our sender."""

from __future__ import annotations

import asyncio
import smtplib
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from email.utils import parseaddr
from functools import partial
from urllib.parse import unquote, urlsplit

from app.kernel.checkup import Check, skipped, timed
from app.kernel.egress import EgressGuard
from app.kernel.errors import Conflict, DomainError
from app.kernel.leaks import masked
from app.kernel.masking_rules import MASK
from app.kernel.process import process
from app.kernel.settings import Settings
from app.mail import smtp
from app.mail.smtp import TIMEOUT

REMEDIES = {
    "dns": "Check the name in KSAP_SMTP_URL.",
    "connect": "Check name and port in KSAP_SMTP_URL, and that this machine may reach them: many networks close them.",
    "tls": "Name the server as its certificate does, and let this machine trust whoever issued it.",
    "auth": "Check user name and password in KSAP_SMTP_URL.",
    "sender": "Set KSAP_MAIL_FROM to an address that this account may send from.",
}
_FAILURES = (smtplib.SMTPException, OSError, DomainError)


class Skip(Exception):
    """There is nothing to check, for the reason given."""


async def probe() -> AsyncIterator[Check]:
    """Each check as it ends; after a failure the others are skipped. Addresses of this network are not shown, for everybody's
    organisation may ask. Raises Conflict where no mail server is set."""
    settings = process().settings
    if settings.smtp_url is None:
        raise Conflict("No mail server is set: mails are kept in the outbox.")
    server = _Server(settings, settings.smtp_url.get_secret_value())
    steps: dict[str, Callable[[], Awaitable[str]]] = {
        "dns": server.resolve,
        "connect": partial(asyncio.to_thread, server.connect),
        "tls": partial(asyncio.to_thread, server.secure),
        "auth": partial(asyncio.to_thread, server.sign_in),
        "sender": partial(asyncio.to_thread, server.offer_sender),
    }
    failed = False
    try:
        for name, work in steps.items():
            if failed:
                yield skipped(name, "Not tried: the step before failed.")
                continue
            try:
                explain = partial(_explain, name, server.password)
                check = await timed(name, work, title="The mail server", known=_FAILURES, explain=explain)
            except Skip as nothing:
                check = skipped(name, str(nothing))
            failed = check.ok is False
            yield check
    finally:
        await asyncio.to_thread(server.leave)


def _explain(name: str, password: str, error: Exception) -> tuple[str, str]:
    """What the server said, or the network; credentials that it repeats are masked."""
    if isinstance(error, DomainError):
        words = error.message
    elif isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error.decode(errors="replace") if isinstance(error.smtp_error, bytes) else str(error.smtp_error)
        words = f"The server answered {error.smtp_code}: {' '.join(said.split())[:300]}"
    elif isinstance(error, ssl.SSLCertVerificationError):
        words = f"Its certificate was not accepted: {error.verify_message.rstrip('.')}."
    else:
        words = f"{getattr(error, 'strerror', None) or str(error) or type(error).__name__}"[:300]
    return masked(words.replace(password, MASK) if password else words)[0], REMEDIES[name]


class _Session(smtplib.SMTP):
    """Speaks over a connection that is open already."""

    def __init__(self, given: socket.socket, host: str) -> None:
        self._given = given
        super().__init__(host, timeout=TIMEOUT)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self._given


class _Server:
    """The server of KSAP_SMTP_URL; all but the name is asked in a thread, since the library blocks."""

    def __init__(self, settings: Settings, url: str) -> None:
        self._url = urlsplit(url)
        self._sealed = self._url.scheme == "smtps"
        self._host, self._port = self._url.hostname or "", self._url.port or (465 if self._sealed else 587)
        self._sender = parseaddr(settings.mail_from)[1]
        self.password = unquote(self._url.password or "")
        self._address = ""
        self._raw: socket.socket | None = None
        self._session: smtplib.SMTP | None = None

    async def resolve(self) -> str:
        """The operator's own server may live in a private network; what no call may reach is refused all the same."""
        self._address = (await EgressGuard(allow_private=True).resolve(self._host, self._port)).addresses[0]
        return f"{self._host} has an address."

    def connect(self) -> str:
        try:
            self._raw = socket.create_connection((self._address, self._port), TIMEOUT)
        except TimeoutError:
            raise OSError(f"Port {self._port} did not answer within {TIMEOUT:.0f} seconds.") from None
        if not self._sealed:
            self._greet(self._raw)
        return f"Port {self._port} answers."

    def secure(self) -> str:
        trusted = ssl.create_default_context()
        if self._sealed and self._raw is not None:
            secured = trusted.wrap_socket(self._raw, server_hostname=self._host)
            self._greet(secured)
            return _shaken(secured)
        session = self._speaking()
        if not session.has_extn("starttls"):
            if self._url.username and self._host not in smtp.HERE:
                raise OSError("The server offers no encryption, and the password is not sent without.")
            raise Skip("The server offers no encryption: mails travel in the clear.")
        session.starttls(context=trusted)
        session.ehlo_or_helo_if_needed()
        assert isinstance(session.sock, ssl.SSLSocket)
        return _shaken(session.sock)

    def sign_in(self) -> str:
        if not self._url.username:
            raise Skip("KSAP_SMTP_URL has no user name; the server is not asked to sign us in.")
        self._speaking().login(unquote(self._url.username), self.password)
        return "Signed in."

    def offer_sender(self) -> str:
        """As a mail begins, and is taken back."""
        session = self._speaking()
        code, said = session.mail(self._sender)
        if code != 250:
            raise smtplib.SMTPResponseException(code, said)
        session.rset()
        return f"Takes mails from {self._sender}."

    def leave(self) -> None:
        if self._session is not None:
            self._session.close()
        elif self._raw is not None:
            self._raw.close()

    def _greet(self, connection: socket.socket) -> None:
        self._session = _Session(connection, self._host)
        self._session.ehlo_or_helo_if_needed()

    def _speaking(self) -> smtplib.SMTP:
        if self._session is None:
            raise OSError("There is no connection.")
        return self._session


def _shaken(secured: ssl.SSLSocket) -> str:
    ends = (secured.getpeercert() or {}).get("notAfter")
    until = datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if isinstance(ends, str) else None
    return f"{secured.version()}{f', certificate valid until {until:%Y-%m-%d}' if until else ''}."
