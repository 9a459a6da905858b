"""Whatever people write into names, shops, devices and wordings: mails carry words, one link of ours, and no more headers."""

from __future__ import annotations

import socket
from email import message_from_bytes, policy
from html.parser import HTMLParser
from typing import Any, get_args

import pytest
from pydantic import SecretStr, ValidationError

from app.kernel import process as processes
from app.kernel.errors import Invalid
from app.kernel.ids import new_id
from app.kernel.process import Process
from app.mail import api, smtp
from app.mail.contracts import LANGUAGES, SAMPLES, Language, Template, Wording
from app.mail.rendering import Rendered, render
from app.mail.routes import WordingFields
from app.mail.use_cases.wordings import check
from tests.dashboard.poison import CORPUS
from tests.factories import Organisation
from tests.http import Client
from tests.mail.test_mail import PlayedServer, server, work

__all__ = ["server"]

HEADERS = "\r\nBcc: all@evil.example\r\nX-Evil: 1\r\n\r\n<script data-stored>1</script>"
BREAKS = ("\n", "\r", "\r\n", "\u2028", "\x85", "\x0b", "\x1c")
WORDS = (*CORPUS, HEADERS, *(f"a{each}Bcc: all@evil.example" for each in BREAKS), "{{ link }}", "https://evil.example/ $& \\1")
OURS = {"!doctype", "html", "head", "meta", "title", "body", "div", "p", "a"}
TEMPLATES: tuple[Template, ...] = get_args(Template)


class Reader(HTMLParser):
    """Tags, attributes and where links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "background", "action")]


def read(mail: Rendered) -> Reader:
    reader = Reader()
    reader.feed(mail.html)
    return reader


def hostile(template: Template, word: str) -> dict[str, str]:
    """What others may write; the link, and the deed that is one of a list, are ours."""
    return {name: value if name in ("link", "deed") else word for name, value in SAMPLES[template].items()}


def assert_harmless(mail: Rendered, link: str) -> None:
    found = read(mail)
    assert found.tags <= OURS, found.tags - OURS
    assert found.attributes <= {"lang", "charset", "name", "content", "style", "href"}
    assert set(found.links) <= {link}
    assert not {"\r", "\n", "\u2028", "\x85"} & set(mail.subject)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_no_template_is_more_than_words_and_one_link(template: Template, language: Language) -> None:
    for word in WORDS:
        data = hostile(template, word)
        mail = render(template, data, language)
        assert_harmless(mail, data["link"])
        assert data["link"] in read(mail).links


@pytest.mark.parametrize("template", TEMPLATES)
def test_own_wordings_are_no_more_either(template: Template) -> None:
    """An admin of an organisation writes to people outside of it: text, no page."""
    for word in CORPUS:
        said = word.replace("{{", "{")
        own = Wording(subject=said, text=f"{said}\n\n{{{{ link }}}}", button=said[:60])
        data = hostile(template, word)
        mail = render(template, data, "en", own)
        assert_harmless(mail, data["link"])
        assert data["link"] in read(mail).links


@pytest.mark.parametrize("line", [f"a{each}Bcc: x@y.example" for each in BREAKS])
def test_a_wording_has_no_line_to_break(line: str) -> None:
    for given in ({"subject": line, "button": "b"}, {"subject": "a", "button": line}):
        with pytest.raises((ValidationError, Invalid)):
            check("invitation", "en", WordingFields(text="{{ link }}", **given).wording())
        with pytest.raises(Invalid):
            check("invitation", "en", Wording(text="{{ link }}", **given))


async def test_no_name_becomes_a_header(org: Organisation, server: PlayedServer) -> None:
    """Over the wire: what a mail server gets has the headers that we wrote, once, and one recipient."""
    for word in WORDS:
        async with org.uow() as uow:
            await api.send(uow, "ada@example.com", "invitation", hostile("invitation", word))
        await work(org)
    assert len(server.taken) == len(WORDS)
    for to, raw in server.taken:
        mail = message_from_bytes(raw, policy=policy.default)
        assert to == "ada@example.com" and mail["To"] == "ada@example.com"
        assert {name.lower() for name in mail} == {
            "from", "to", "subject", "date", "message-id", "auto-submitted", "mime-version", "content-type",
        }  # fmt: skip
        assert len(mail.keys()) == len(set(mail.keys()))


async def test_a_password_is_not_sent_in_the_clear(org: Organisation, server: PlayedServer, process: Process) -> None:
    """A server that offers no STARTTLS, or somebody in between who leaves it out, gets no password from us."""
    config = processes.process().settings
    named = config.model_copy(update={"smtp_url": SecretStr(f"smtp://ksap:secret@ksap-mail.test:{server.port}")})
    real = socket.create_connection

    def here(address: tuple[str, int], *more: Any, **named: Any) -> socket.socket:
        return real(("127.0.0.1", address[1]), *more, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "create_connection", here)
        with pytest.raises(smtp.Deferred, match="no encryption"):
            await smtp.send(named, message_id=new_id(), to="a@b.example", subject="s", text="t", html="h")
    assert server.taken == [] and "AUTH" not in server.said


ADDRESSES = ("a@b.example\r\nBcc: x@y.example", "a@b.example, x@y.example", "a@b.example\n, x@y.example", '"a\n"@b.example')


@pytest.mark.parametrize("address", ADDRESSES)
async def test_no_address_brings_another(client: Client, address: str) -> None:
    calls: tuple[tuple[str, dict[str, Any]], ...] = (
        ("/api/v1/members/invitations", {"email": address, "role": "viewer"}),
        ("/api/v1/auth/password/forgot", {"email": address}),
    )
    for path, body in calls:
        answer = await client.post(path, json=body)
        assert answer.status_code == 422, (path, answer.text)
    reply = await client.patch("/api/v1/settings", json={"changes": {"mail_reply_to": address}})
    assert reply.status_code in (404, 422), reply.text
