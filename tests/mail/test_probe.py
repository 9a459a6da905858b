"""The mail server is tried line by line: what fails is told with a remedy, what follows is not tried, nothing is sent."""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.kernel import process as processes
from app.kernel.checkup import Check
from app.kernel.errors import Conflict
from app.kernel.process import Process
from app.mail import api
from tests.kernel.certificates import Authority

PASSWORD = "wrong-or-right-77"
Use = Callable[[str], None]


@dataclass
class Server:
    """A mail server with STARTTLS, or sealed from the start, that knows one password."""

    context: ssl.SSLContext | None = None
    sealed: bool = False
    password: str = PASSWORD
    sender: str = "250 ok"
    verbs: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 played\r\n")
        secured = self.sealed
        while line := (await reader.readline()).decode().strip():
            verb, _, rest = line.partition(" ")
            self.verbs.append(verb.upper())
            match verb.upper():
                case "EHLO":
                    more = [] if secured or not self.context else ["250-STARTTLS"]
                    writer.write("\r\n".join(["250-played", *more, "250 AUTH PLAIN"]).encode() + b"\r\n")
                case "STARTTLS" if self.context:
                    writer.write(b"220 go on\r\n")
                    await writer.drain()
                    await writer.start_tls(self.context)
                    secured = True
                case "AUTH":
                    given = base64.b64decode(rest.split()[-1]).decode().split("\0")[-1]
                    writer.write(b"235 in\r\n" if given == self.password else f"535 no: {given}\r\n".encode())
                case "MAIL":
                    writer.write(self.sender.encode() + b"\r\n")
                case _:
                    writer.write(b"250 ok\r\n")
        writer.close()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[int]:
        context = self.context if self.sealed else None
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0, ssl=context)
        async with server:
            yield server.sockets[0].getsockname()[1]


@pytest.fixture
def use(process: Process, monkeypatch: pytest.MonkeyPatch) -> Use:
    def use(url: str) -> None:
        changes = {"smtp_url": SecretStr(url), "mail_from": "KSAP <hello@ksap.example>"}
        monkeypatch.setattr(processes, "_process", replace(process, settings=process.settings.model_copy(update=changes)))

    return use


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    made = Authority(tmp_path)
    monkeypatch.setattr("app.mail.use_cases.probe.ssl.create_default_context", lambda: made.client)
    return made


async def tried() -> dict[str, Check]:
    return {check.name: check async for check in api.probe()}


def verdicts(found: dict[str, Check]) -> dict[str, bool | None]:
    return {name: check.ok for name, check in found.items()}


@pytest.mark.parametrize("sealed", [False, True])
async def test_a_good_server_passes_line_by_line_and_gets_no_mail(authority: Authority, use: Use, sealed: bool) -> None:
    server = Server(authority.server("localhost"), sealed)
    async with server.listening() as port:
        use(f"smtp{'s' if sealed else ''}://ada:{PASSWORD}@localhost:{port}")
        found = await tried()
    assert verdicts(found) == dict.fromkeys(("dns", "connect", "tls", "auth", "sender"), True)
    assert found["tls"].message.startswith("TLSv1.3, certificate valid until 2")
    assert found["sender"].message == "Takes mails from hello@ksap.example."
    assert all(check.ms >= 0 for check in found.values())
    assert "127.0.0.1" not in str(found)  # this network is nobody's business
    assert {"RCPT", "DATA"} & set(server.verbs) == set() and server.verbs[-1] == "RSET"


async def test_a_wrong_password_is_told_without_it(authority: Authority, use: Use) -> None:
    async with Server(authority.server("localhost"), password="another").listening() as port:
        use(f"smtp://ada:{PASSWORD}@localhost:{port}")
        found = await tried()
    assert verdicts(found) == {"dns": True, "connect": True, "tls": True, "auth": False, "sender": None}
    assert found["auth"].message.startswith("The server answered 535") and "KSAP_SMTP_URL" in found["auth"].remedy
    assert PASSWORD not in str(found)


async def test_a_certificate_for_another_name_is_refused_before_the_password_is_said(authority: Authority, use: Use) -> None:
    server = Server(authority.server("mail.example"))
    async with server.listening() as port:
        use(f"smtp://ada:{PASSWORD}@localhost:{port}")
        found = await tried()
    assert (found["tls"].ok, found["auth"].ok) == (False, None)
    assert "certificate was not accepted" in found["tls"].message
    assert "AUTH" not in server.verbs


async def test_a_server_without_encryption_or_sign_in_is_said_to_be_so(use: Use) -> None:
    async with Server(sender="553 not you").listening() as port:
        use(f"smtp://127.0.0.1:{port}")
        found = await tried()
    assert verdicts(found) == {"dns": True, "connect": True, "tls": None, "auth": None, "sender": False}
    assert "in the clear" in found["tls"].message
    assert found["sender"].message == "The server answered 553: not you"


async def test_the_password_is_not_said_where_encryption_was_left_out(use: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.mail.smtp.HERE", ())
    server = Server()
    async with server.listening() as port:
        use(f"smtp://ada:{PASSWORD}@localhost:{port}")
        found = await tried()
    assert verdicts(found) == {"dns": True, "connect": True, "tls": False, "auth": None, "sender": None}
    assert "the password is not sent" in found["tls"].message
    assert "AUTH" not in server.verbs


async def test_nobody_there_and_what_no_call_may_reach(use: Use, unused_tcp_port: int) -> None:
    use(f"smtp://127.0.0.1:{unused_tcp_port}")
    found = await tried()
    assert verdicts(found) == {"dns": True, "connect": False, "tls": None, "auth": None, "sender": None}
    assert found["connect"].message == "Connection refused"
    use("smtp://169.254.169.254:25")
    found = await tried()
    assert found["dns"].ok is False and "cloud metadata" in found["dns"].message


async def test_without_a_server_there_is_nothing_to_try() -> None:
    with pytest.raises(Conflict, match="No mail server is set"):
        await tried()
