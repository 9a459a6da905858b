"""Write a mail with the deed that causes it; deliver it afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from app.kernel import audit, clock
from app.kernel.db import UnitOfWork, unit_of_work
from app.kernel.ids import new_id
from app.kernel.leaks import masked
from app.kernel.live_settings import of_organisation
from app.kernel.process import process
from app.mail import smtp
from app.mail.contracts import LANGUAGES, Template, Wording
from app.mail.events import MailWritten
from app.mail.models import Mail
from app.mail.rendering import Rendered, render
from app.mail.repository import Outbox, Wordings


async def send(
    uow: UnitOfWork,
    to: str,
    template: Template,
    data: Mapping[str, str],
    language: str = "en",
    *,
    wording: Wording | None = None,
) -> UUID:
    """Write a mail in the caller's transaction and organisation; it leaves after the commit, or never.

    `data` is what the template names (`link`, `name`, …). Where no mail server is set it is kept for the outbox page,
    and where the address is known to refuse mail it is not sent. It says what the organisation has chosen to say, or what
    `wording` says. Returns the mail's id.
    """
    language = language if language in LANGUAGES else "en"
    if wording is None and (own := await Wordings(uow).own(template, language)):
        wording, _ = own
    rendered = _without_secrets(uow, render(template, data, language, wording), template)
    state = "kept" if process().settings.smtp_url is None else "pending"
    if state == "pending" and await Outbox(uow).suppressed(to):
        state = "suppressed"
    mail = Mail(
        org_id=uow.org_id,
        id=new_id(),
        recipient=to,
        template=template,
        language=language,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        state=state,
    )
    uow.add(mail)
    if state == "pending":
        uow.publish(MailWritten(mail_id=mail.id))
    await uow.flush()
    return mail.id


def _without_secrets(uow: UnitOfWork, rendered: Rendered, template: Template) -> Rendered:
    """A name or title that holds a credential is sent without it, and that is told."""
    (subject, one), (words, two), (html, three) = (masked(part) for part in (rendered.subject, rendered.text, rendered.html))
    if not one + two + three:
        return rendered
    audit.record(uow, "secret.masked", kind="mail", channel="mail", template=template)
    return Rendered(subject, words, html)


async def deliver(org_id: UUID, mail_id: UUID, *, last: bool) -> str:
    """Hand it to the mail server; returns the state it is in then. A passing failure raises `smtp.Deferred`, and after
    the last attempt the mail has failed. An address that the server knows nobody at is suppressed."""
    async with unit_of_work(org_id) as uow:
        mail = await uow.get(Mail, mail_id, "mail")
    if mail.state != "pending":
        return mail.state
    # a server that took the mail and was lost before it said so gets it again, under the same Message-ID
    refused = ""
    deferred: smtp.Deferred | None = None
    reply_to = (await of_organisation(org_id)).mail_reply_to
    try:
        await smtp.send(process().settings, message_id=mail.id, to=mail.recipient, subject=mail.subject,
                        text=mail.text, html=mail.html, reply_to=reply_to)  # fmt: skip
    except smtp.Refused as error:
        refused = str(error)
    except smtp.Deferred as error:
        deferred = error
    async with unit_of_work(org_id) as uow:
        stored = await uow.get(Mail, mail_id, "mail", lock=True)
        stored.attempts += 1
        stored.error = refused or str(deferred or "")
        if refused:
            stored.state = "failed"
            await Outbox(uow).suppress(mail.recipient, refused)
        elif deferred is None:
            stored.state, stored.sent_at = "sent", clock.now()
        elif last:
            stored.state = "failed"
        if stored.state != "pending":
            stored.text = stored.html = ""
        state = stored.state
    if deferred is not None and not last:
        raise deferred
    return state
