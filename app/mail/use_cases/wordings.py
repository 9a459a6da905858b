"""What mails say: KSAP's own words, or the organisation's."""

from __future__ import annotations

import re
from datetime import datetime
from typing import get_args

from app.kernel import audit
from app.kernel.db import UnitOfWork
from app.kernel.errors import Invalid, NotFound
from app.mail.contracts import LANGUAGES, SAMPLES, Language, SuppressionView, Template, Wording, WordingView
from app.mail.models import Mail
from app.mail.rendering import PLACEHOLDER, Rendered, default_wording, placeholders, sample
from app.mail.repository import Outbox, Wordings
from app.mail.use_cases.send import send


async def list_wordings(uow: UnitOfWork) -> list[WordingView]:
    """Every template in every language."""
    changed = await Wordings(uow).changed()
    return [
        await wording(uow, template, language) if (template, language) in changed else _view(template, language, None)
        for template in get_args(Template)
        for language in LANGUAGES
    ]


async def wording(uow: UnitOfWork, template: Template, language: Language) -> WordingView:
    """What a mail says now, and what KSAP would say."""
    return _view(template, language, await Wordings(uow).own(template, language))


async def change_wording(uow: UnitOfWork, template: Template, language: Language, given: Wording) -> WordingView:
    """Say it so from the next mail on. KSAP's own words are kept as its own. Raises Invalid."""
    before = (await wording(uow, template, language)).wording
    check(template, language, given)
    if given == default_wording(template, language):
        await Wordings(uow).drop(template, language)
    else:
        await Wordings(uow).keep(template, language, given)
    _record(uow, template, language, before, given)
    return await wording(uow, template, language)


async def reset_wording(uow: UnitOfWork, template: Template, language: Language) -> WordingView:
    """Back to KSAP's own words."""
    before = (await wording(uow, template, language)).wording
    await Wordings(uow).drop(template, language)
    _record(uow, template, language, before, default_wording(template, language))
    return await wording(uow, template, language)


def preview(template: Template, language: Language, given: Wording) -> Rendered:
    """The mail with made-up values; nothing is kept. Raises Invalid."""
    check(template, language, given)
    return sample(template, language, given)


async def send_test(uow: UnitOfWork, to: str, template: Template, language: Language, given: Wording) -> str:
    """Send it to oneself with made-up values, as it is typed. Returns the state the mail begins in."""
    check(template, language, given)
    mail = await uow.get(Mail, await send(uow, to, template, SAMPLES[template], language, wording=given))
    return mail.state


def check(template: Template, language: Language, given: Wording) -> None:
    """Raises Invalid with the field, and what to do."""
    known = placeholders(template, language)
    for field, text in (("subject", given.subject), ("text", given.text), ("button", given.button)):
        if unknown := sorted(set(PLACEHOLDER.findall(text)) - set(known)):
            raise Invalid(f"This mail knows no {{{{ {unknown[0]} }}}}. It knows: {', '.join(known)}.", field=field)
        if "{{" in PLACEHOLDER.sub("", text) or "{%" in text:
            raise Invalid("Curly brackets stand around a placeholder's name only, as in {{ link }}.", field=field)
    for field, text in (("subject", given.subject), ("button", given.button)):
        if len(text.splitlines()) > 1:  # by whatever Unicode breaks lines with: no mail server is given such a header
            raise Invalid("Write it in one line.", field=field)
    if "link" in PLACEHOLDER.findall(given.subject):
        raise Invalid("The link does not belong into the subject.", field="subject")
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", given.text)]
    if sum(PLACEHOLDER.findall(part) == ["link"] and not PLACEHOLDER.sub("", part).strip() for part in paragraphs) != 1:
        raise Invalid(
            "The mail needs its link once, {{ link }}, as a paragraph of its own: it becomes the button.", field="text"
        )


async def list_suppressions(uow: UnitOfWork) -> list[SuppressionView]:
    """Addresses whose server said that nobody is there, newest first."""
    return [
        SuppressionView(address=each.address, reason=each.reason, created_at=each.created_at)
        for each in await Outbox(uow).suppressions()
    ]


async def release_suppression(uow: UnitOfWork, address: str) -> None:
    """Mails go there again. Raises NotFound."""
    if not await Outbox(uow).release(address):
        raise NotFound("held back address", address)
    audit.record(uow, "mail.address_released", kind="address", id_=address.lower())


def _view(template: Template, language: Language, own: tuple[Wording, datetime] | None) -> WordingView:
    default = default_wording(template, language)
    said, moment = own or (default, None)
    return WordingView(
        template=template,
        language=language,
        wording=said,
        default=default,
        placeholders=placeholders(template, language),
        changed_at=moment,
    )


def _record(uow: UnitOfWork, template: Template, language: Language, before: Wording, after: Wording) -> None:
    audit.record(
        uow, "mail.wording_changed", kind="mail_template", id_=template, language=language,
        before={"subject": before.subject, "text": before.text, "button": before.button},
        after={"subject": after.subject, "text": after.text, "button": after.button},
    )  # fmt: skip
