"""Mails: rendered in two languages, handed to a real SMTP server, tried again, and not sent to who is not there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any, get_args

import pytest
from pydantic import SecretStr

from app.kernel import clock, job_runner
from app.kernel import process as processes
from app.kernel.errors import NotFound
from app.kernel.outbox import Relay
from app.kernel.process import Process
from app.mail import api
from app.mail.contracts import LANGUAGES, SAMPLES, Template
from app.mail.models import Mail
from app.mail.rendering import render
from app.mail.tasks import ATTEMPTS, forget_old_mails
from tests.factories import Organisation

DATA = {
    "name": "Ada", "hours": "48", "minutes": "30", "days": "7", "inviter": "Grace", "organisation": "Harbour Goods",
    "deed": "mfa.enabled",
    "link": "https://ksap.example/x#token=abc",
}  # fmt: skip
TEMPLATES: tuple[Template, ...] = get_args(Template)


@dataclass
class PlayedServer:
    """A mail server on the loopback. `recipient` and `after` are what it answers to RCPT and to the mail itself."""

    port: int = 0
    recipient: str = "250 ok"
    after: str = "250 taken"
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to = ""
        writer.write(b"220 played\r\n")
        while line := (await reader.readline()).decode().strip():
            verb = line.split()[0].upper()
            self.said.append(verb)
            if verb == "RCPT":
                to = line.partition("<")[2].partition(">")[0]
            answer = {"EHLO": "250-played\r\n250 8BITMIME", "RCPT": self.recipient, "DATA": "354 go on", "QUIT": "221 bye"}
            writer.write(answer.get(verb, "250 ok").encode() + b"\r\n")
            if verb == "DATA":
                raw = await reader.readuntil(b"\r\n.\r\n")
                if self.after.startswith("250"):
                    self.taken.append((to, raw[:-5]))
                writer.write(self.after.encode() + b"\r\n")
            if verb == "QUIT":
                break
        await writer.drain()
        writer.close()
        await writer.wait_closed()


@pytest.fixture
async def server(process: Process, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[PlayedServer]:
    """A mail server, and a process that is set to use it."""
    played = PlayedServer()
    listening = await asyncio.start_server(played.serve, "127.0.0.1", 0)
    played.port = listening.sockets[0].getsockname()[1]
    settings = process.settings.model_copy(
        update={"smtp_url": SecretStr(f"smtp://127.0.0.1:{played.port}"), "mail_from": "KSAP <hello@ksap.example>"}
    )
    monkeypatch.setattr(processes, "_process", replace(process, settings=settings))
    async with listening:
        yield played


async def send(org: Organisation, to: str = "ada@example.com", **data: str) -> Any:
    async with org.uow() as uow:
        return await api.send(uow, to, "invitation", {**DATA, **data})


async def work(org: Organisation) -> None:
    await Relay().drain(org.id)
    await job_runner.drain(org.id)


async def stored(org: Organisation, id_: Any) -> Mail:
    async with org.uow() as uow:
        return await uow.get(Mail, id_)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_says_the_same_in_text_and_html(template: Template, language: str) -> None:
    data = SAMPLES[template]
    mail = render(template, data, language)
    assert mail.subject and "\n" not in mail.subject
    assert data["link"] in mail.text.splitlines()
    assert f'href="{data["link"]}"' in mail.html
    assert f'lang="{language}"' in mail.html
    assert mail.text.split("\n\n")[0] in mail.html
    assert "{{" not in mail.text + mail.html


def test_languages_differ_and_an_unknown_one_is_english() -> None:
    assert render("verify_email", DATA, "de").subject != render("verify_email", DATA, "en").subject
    assert render("verify_email", DATA, "xx") == render("verify_email", DATA, "en")


def test_what_people_wrote_stays_words() -> None:
    nasty = {**DATA, "organisation": "<script>alert(1)</script>\r\nBcc: all@example.com\n\nhttps://evil.example"}
    mail = render("invitation", nasty, "en")
    assert "<script>" not in mail.html
    assert "\r" not in mail.subject and "\n" not in mail.subject
    assert 'href="https://evil.example"' not in mail.html


async def test_a_mail_reaches_the_server_and_loses_its_text(org: Organisation, server: PlayedServer) -> None:
    id_ = await send(org)
    assert server.taken == []
    await work(org)
    ((to, raw),) = server.taken
    message = message_from_bytes(raw, policy=policy.default)
    assert to == "ada@example.com"
    assert message["From"] == "KSAP <hello@ksap.example>"
    assert message["Subject"] == "Grace invites you to Harbour Goods"
    assert message["Message-ID"] == f"<{id_}@ksap.example>"
    assert [part.get_content_type() for part in message.walk()][1:] == ["text/plain", "text/html"]
    mail = await stored(org, id_)
    assert (mail.state, mail.text, mail.html) == ("sent", "", "")
    assert mail.sent_at is not None
    await work(org)
    assert len(server.taken) == 1


async def test_a_mail_of_a_deed_that_failed_is_never_sent(org: Organisation, server: PlayedServer) -> None:
    with pytest.raises(RuntimeError, match="changed my mind"):
        async with org.uow() as uow:
            await api.send(uow, "ada@example.com", "invitation", DATA)
            raise RuntimeError("changed my mind")
    await work(org)
    assert server.taken == []


async def test_a_server_that_is_busy_gets_it_later(org: Organisation, server: PlayedServer) -> None:
    server.after = "451 try again"
    id_ = await send(org)
    await work(org)
    mail = await stored(org, id_)
    assert (mail.state, mail.attempts) == ("pending", 1)
    assert "451" in mail.error
    server.after = "250 taken"
    assert await api.deliver(org.id, id_, last=False) == "sent"
    assert len(server.taken) == 1


async def test_after_the_last_attempt_it_has_failed(org: Organisation, server: PlayedServer) -> None:
    server.recipient = "450 greylisted"
    id_ = await send(org)
    assert await api.deliver(org.id, id_, last=True) == "failed"
    assert ATTEMPTS == 8
    assert (await stored(org, id_)).text == ""


async def test_an_address_where_nobody_is_gets_nothing_again(org: Organisation, server: PlayedServer) -> None:
    server.recipient = "550 no such user"
    first = await send(org, "gone@example.com")
    await work(org)
    mail = await stored(org, first)
    assert (mail.state, mail.error) == ("failed", "550 no such user")
    server.recipient = "250 ok"
    again = await send(org, "GONE@example.com")
    await work(org)
    assert (await stored(org, again)).state == "suppressed"
    assert server.taken == []
    await send(org, "ada@example.com")
    await work(org)
    assert [to for to, _ in server.taken] == ["ada@example.com"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_change_of_factors_is_told_apart(language: str) -> None:
    deeds = ("mfa.enabled", "mfa.disabled", "mfa.recovery_codes_renewed", "passkey.added", "passkey.removed")
    said = {render("factor_changed", {**DATA, "deed": deed}, language).text for deed in deeds}
    assert len(said) == len(deeds)
    assert {len(text.split("\n\n")) for text in said} == {4}


async def test_mails_are_forgotten_after_a_month(org: Organisation) -> None:
    id_ = await send(org)
    with clock.frozen(clock.now() + timedelta(days=29)):
        await forget_old_mails()
    assert (await stored(org, id_)).state == "kept"
    with clock.frozen(clock.now() + timedelta(days=31)):
        assert await forget_old_mails() >= 1
    with pytest.raises(NotFound):
        await stored(org, id_)
