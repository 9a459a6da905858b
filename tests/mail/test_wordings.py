"""Organisations say things in their own words: checked, previewed, tried out, and used from the next mail on."""

from __future__ import annotations

from typing import Any, get_args
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import Invalid
from app.mail import api
from app.mail.contracts import LANGUAGES, SAMPLES, Template, Wording
from app.mail.rendering import default_wording, render
from app.mail.repository import Outbox
from app.mail.use_cases.wordings import check
from tests.factories import Organisation
from tests.http import Client

INVITATION = "/api/v1/mail/templates/invitation/en"
OURS = {
    "subject": "Come to {{ organisation }}",
    "text": "Hi,\n\n{{inviter}} <b>waits</b>.\n\n{{ link }}",
    "button": "Come in",
}
TEMPLATES: tuple[Template, ...] = get_args(Template)


async def invited(org: Organisation) -> Any:
    async with org.uow() as uow:
        await api.send(uow, "ada@example.com", "invitation", SAMPLES["invitation"], "en")
        (mail, *_), _ = await api.outbox_page(uow, None, 1)
    return mail


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_our_own_words_keep_the_rules_for_others(template: Template, language: Any) -> None:
    check(template, language, default_wording(template, language))


async def test_the_next_mail_says_it_in_the_organisations_words(client: Client, stranger: Client, org: Organisation) -> None:
    saved = await client.data("PUT", INVITATION, json=OURS)
    assert saved["wording"] == OURS
    assert saved["changed_at"] is not None
    assert saved["default"]["subject"] == "{{ inviter }} invites you to {{ organisation }}"
    mail = await invited(org)
    assert mail.subject == "Come to Harbour Goods"
    assert mail.text == f"Hi,\n\nGrace <b>waits</b>.\n\n{SAMPLES['invitation']['link']}\n"
    assert "Grace &lt;b&gt;waits&lt;/b&gt;." in mail.html
    assert ">Come in</a>" in mail.html
    theirs = await stranger.data("GET", INVITATION)
    assert theirs["changed_at"] is None
    assert theirs["wording"] == theirs["default"]
    again = await client.data("DELETE", INVITATION)
    assert again["wording"] == again["default"]
    assert (await invited(org)).subject == "Grace invites you to Harbour Goods"


async def test_the_list_tells_which_were_changed(client: Client) -> None:
    await client.data("PUT", INVITATION, json=OURS)
    found = await client.data("GET", "/api/v1/mail/templates")
    assert len(found) == len(TEMPLATES) * len(LANGUAGES)
    assert [(t["template"], t["language"]) for t in found if t["changed_at"]] == [("invitation", "en")]
    assert {t["template"]: set(t["placeholders"]) for t in found}["factor_changed"] == {"greeting", "what_changed", "link"}


async def test_saving_our_own_words_is_no_change(client: Client) -> None:
    default = (await client.data("GET", INVITATION))["default"]
    assert (await client.data("PUT", INVITATION, json=default))["changed_at"] is None


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("text", "Hi {{ nobody }}\n\n{{ link }}", "knows no {{ nobody }}"),
        ("text", "Without a link.", "as a paragraph of its own"),
        ("text", "Click {{ link }} now", "as a paragraph of its own"),
        ("text", "{{ link }}\n\n{{ link }}", "as a paragraph of its own"),
        ("text", "{{ 7 * 7 }}\n\n{{ link }}", "a placeholder's name only"),
        ("text", "{% for x in y %}\n\n{{ link }}", "a placeholder's name only"),
        ("subject", "See {{ link }}", "does not belong into the subject"),
        ("button", "{{ password }}", "knows no {{ password }}"),
    ],
)
async def test_what_could_not_be_sent_is_refused_at_its_field(client: Client, field: str, value: str, says: str) -> None:
    for method, path in (("PUT", INVITATION), ("POST", f"{INVITATION}/preview"), ("POST", f"{INVITATION}/test")):
        error = await client.data(method, path, json={**OURS, field: value}, status=422)
        assert error["details"]["field"] == field
        assert says in error["message"]
    assert (await client.data("GET", INVITATION))["changed_at"] is None


async def test_a_preview_keeps_nothing(client: Client) -> None:
    shown = await client.data("POST", f"{INVITATION}/preview", json=OURS)
    assert shown["subject"] == "Come to Harbour Goods"
    assert "Grace &lt;b&gt;waits&lt;/b&gt;." in shown["html"]
    assert (await client.data("GET", INVITATION))["changed_at"] is None
    assert all(m["template"] != "invitation" for m in await client.data("GET", "/api/v1/mail/outbox"))


async def test_a_test_mail_goes_to_who_asks(client: Client, org: Organisation) -> None:
    sent = await client.data("POST", f"{INVITATION}/test", json=OURS)
    assert sent == {"recipient": org.email, "state": "kept"}
    newest = (await client.data("GET", "/api/v1/mail/outbox"))[0]
    assert (newest["recipient"], newest["subject"]) == (org.email, "Come to Harbour Goods")


async def test_an_address_that_was_held_back_is_released(client: Client, stranger: Client, org: Organisation) -> None:
    async with org.uow() as uow:
        await Outbox(uow).suppress("Gone@Example.com", "550 no such user")
    (held,) = await client.data("GET", "/api/v1/mail/suppressions")
    assert (held["address"], held["reason"]) == ("gone@example.com", "550 no such user")
    path = f"/api/v1/mail/suppressions/{quote('gone@example.com')}"
    await stranger.data("DELETE", path, status=404)
    await client.data("DELETE", path)
    assert await client.data("GET", "/api/v1/mail/suppressions") == []
    await client.data("DELETE", path, status=404)
    actions = [e["action"] for e in await client.data("GET", "/api/v1/audit", params={"action": "mail.address_released"})]
    assert actions == ["mail.address_released"]


@given(st.builds(Wording, subject=st.text(max_size=60), text=st.text(max_size=300), button=st.text(max_size=30)))
def test_whatever_passes_the_check_can_be_sent(wording: Wording) -> None:
    linked = Wording(subject=wording.subject, text=wording.text + "\n\n{{ link }}", button=wording.button)
    try:
        check("invitation", "en", linked)
    except Invalid:
        return
    mail = render("invitation", SAMPLES["invitation"], "en", linked)
    assert SAMPLES["invitation"]["link"] in mail.text
