"""HTTP of mail."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import get_args
from uuid import UUID

from pydantic import Field

from app.kernel.auth import Caller, allow
from app.kernel.errors import Forbidden
from app.kernel.http import Cursor, Envelope, Limit, ListEnvelope, Model, Uow, listed, ok, router
from app.mail import api
from app.mail.contracts import Language, Template, Wording, WordingView
from app.mail.permissions import MANAGE, OUTBOX

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


class WordingFields(Model):
    subject: str = Field(min_length=1, max_length=200, pattern=r"^[^\r\n]+$", examples=["{{ inviter }} invites you"])
    text: str = Field(
        min_length=1,
        max_length=5000,
        description="Paragraphs parted by empty lines. `{{ … }}` stands for a value; `{{ link }}` has a paragraph of its own.",
        examples=["Hello,\n\njoin {{ organisation }}:\n\n{{ link }}"],
    )
    button: str = Field(min_length=1, max_length=60, pattern=r"^[^\r\n]+$", examples=["Join"])

    def wording(self) -> Wording:
        return Wording(subject=self.subject.strip(), text=_lines(self.text), button=self.button.strip())


def _lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


class WordingOut(Model):
    template: Template
    language: Language
    wording: WordingFields
    default: WordingFields = Field(description="KSAP's own words.")
    placeholders: dict[str, str] = Field(description="What may be named, with an example of each.")
    changed_at: datetime | None = Field(description="When the organisation chose its own words; null where they are KSAP's.")


class PreviewOut(Model):
    subject: str
    text: str
    html: str = Field(description="Show it in a sandboxed frame only.")


class TestMailOut(Model):
    recipient: str
    state: str = Field(description="pending, kept (no mail server is set: see the outbox) or suppressed.")


class SuppressionOut(Model):
    address: str
    reason: str = Field(description="What its mail server said.")
    created_at: datetime


def _wording(view: WordingView) -> WordingOut:
    return WordingOut(**asdict(view))


@mail.get("/templates", dependencies=[allow(MANAGE)])
async def list_templates(uow: Uow) -> ListEnvelope[WordingOut]:
    """What every mail says, in every language."""
    found = await api.list_wordings(uow)
    return listed([_wording(each) for each in found], None, len(found))


@mail.get("/templates/{template}/{language}", dependencies=[allow(MANAGE)])
async def get_template(template: Template, language: Language, uow: Uow) -> Envelope[WordingOut]:
    """What one mail says."""
    return ok(_wording(await api.wording(uow, template, language)))


@mail.put("/templates/{template}/{language}", dependencies=[allow(MANAGE)])
async def put_template(template: Template, language: Language, body: WordingFields, uow: Uow) -> Envelope[WordingOut]:
    """Say it in the organisation's own words, from the next mail on."""
    return ok(_wording(await api.change_wording(uow, template, language, body.wording())), "The wording is saved.")


@mail.delete("/templates/{template}/{language}", dependencies=[allow(MANAGE)])
async def delete_template(template: Template, language: Language, uow: Uow) -> Envelope[WordingOut]:
    """Back to KSAP's own words."""
    return ok(_wording(await api.reset_wording(uow, template, language)), "KSAP's own words hold again.")


@mail.post("/templates/{template}/{language}/preview", dependencies=[allow(MANAGE)])
async def preview_template(template: Template, language: Language, body: WordingFields) -> Envelope[PreviewOut]:
    """The mail with made-up values. Nothing is kept."""
    return ok(PreviewOut(**asdict(api.preview(template, language, body.wording()))))


@mail.post("/templates/{template}/{language}/test", dependencies=[allow(MANAGE)])
async def send_test_mail(
    template: Template, language: Language, body: WordingFields, caller: Caller, uow: Uow
) -> Envelope[TestMailOut]:
    """Send it, as it is typed and with made-up values, to the caller's own address. Programs have none: 403."""
    if caller.kind != "user":
        raise Forbidden("A test mail goes to the person who asks for it. Sign in as a person.")
    state = await api.send_test(uow, caller.label, template, language, body.wording())
    return ok(TestMailOut(recipient=caller.label, state=state))


@mail.get("/suppressions", dependencies=[allow(MANAGE)])
async def list_suppressions(uow: Uow) -> ListEnvelope[SuppressionOut]:
    """Addresses that get no mail any more, because their server said that nobody is there."""
    found = await api.list_suppressions(uow)
    return listed([SuppressionOut(**asdict(each)) for each in found], None, len(found))


@mail.delete("/suppressions/{recipient}", dependencies=[allow(MANAGE)])
async def delete_suppression(recipient: str, uow: Uow) -> Envelope[None]:
    """Send mails there again."""
    await api.release_suppression(uow, recipient)
    return ok(None, f"Mails go to {recipient} again.")
