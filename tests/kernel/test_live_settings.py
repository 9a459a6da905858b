"""Settings that change live: what they may be, which source counts, what a process holds."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import SecretStr

from app.kernel import live_settings
from app.kernel.errors import Invalid, NotFound
from app.kernel.live_settings import Follower, InstallationSetting, OrganisationSettings
from app.kernel.process import Process
from app.kernel.settings import load
from tests.factories import Organisation


def test_definitions_come_from_the_fields() -> None:
    known = live_settings.installation_settings()
    assert set(known) == set(live_settings.LIVE)
    assert known["smtp_url"].kind == "secret"
    assert (known["sign_up"].kind, known["sign_up"].choices) == ("choice", ("open", "closed"))
    assert (known["poll_seconds"].kind, known["poll_seconds"].least) == ("number", 5)
    own = live_settings.organisation_settings()
    assert (own["credential_days"].least, own["credential_days"].most, own["credential_days"].default) == (0, 3650, 180)
    assert all(definition.help for definition in [*known.values(), *own.values()])


@pytest.mark.parametrize(
    ("name", "value"),
    [("poll_seconds", 4), ("poll_seconds", "soon"), ("rate_read", "many"), ("smtp_url", "http://mail"), ("sign_up", "ajar")],
)
def test_a_wrong_value_is_refused_by_name(name: str, value: Any) -> None:
    with pytest.raises(Invalid) as refused:
        live_settings.check_installation(name, value, load({}))
    assert refused.value.details["field"] == name


@pytest.mark.parametrize("name", ["database_url", "master_keys", "port", "home", "nonsense"])
def test_what_is_needed_to_start_cannot_change_live(name: str) -> None:
    with pytest.raises(NotFound):
        live_settings.check_installation(name, "x", load({}))


def test_a_value_becomes_what_the_field_is() -> None:
    assert live_settings.check_installation("poll_seconds", "30", load({})) == 30
    assert isinstance(live_settings.check_installation("smtp_url", "smtp://mail:25", load({})), SecretStr)
    assert live_settings.check_organisation({"mail_reply_to": " shop@example.com "}).mail_reply_to == "shop@example.com"


def test_an_address_must_be_one() -> None:
    with pytest.raises(Invalid) as refused:
        live_settings.check_organisation({"mail_reply_to": "nobody"})
    assert refused.value.details["field"] == "mail_reply_to"


def test_a_secret_is_shown_by_its_end() -> None:
    assert live_settings.shown(SecretStr("smtps://me:hush-hush@mail.example:465")) == "••••:465"


def test_what_the_environment_sets_is_pinned(process: Process) -> None:
    follower = Follower(process.vault, load({"KSAP_POLL_SECONDS": "60", "KSAP_PORT": "9000"}))
    assert follower.pinned == {"poll_seconds"}
    assert follower._value(InstallationSetting(name="poll_seconds", value=30, sealed="")) is None
    assert follower._value(InstallationSetting(name="health_seconds", value=30, sealed="")) == 30


def test_what_this_version_does_not_understand_does_not_count(process: Process) -> None:
    follower = Follower(process.vault, load({}))
    for row in (
        InstallationSetting(name="gone", value=1, sealed=""),
        InstallationSetting(name="poll_seconds", value="never", sealed=""),
        InstallationSetting(name="smtp_url", value=None, sealed="v1.k9.AAAA.AAAA"),
    ):
        assert follower._value(row) is None


async def test_an_organisation_is_asked_once_and_anew_after_a_change(org: Organisation) -> None:
    assert await live_settings.of_organisation(org.id) == OrganisationSettings()
    assert await live_settings.of_organisation(org.id) is await live_settings.of_organisation(org.id)
    held = await live_settings.of_organisation(org.id)
    live_settings.forget_organisations()
    assert await live_settings.of_organisation(org.id) is not held
