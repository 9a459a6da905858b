"""Settings over HTTP and by command: whose they are, which source counts, what is on record."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import delete, select

from app.kernel import live_settings
from app.kernel.audit import AuditEntry
from app.kernel.db import unit_of_work
from app.kernel.live_settings import InstallationSetting
from app.kernel.process import Process, adopt, process
from app.kernel.vault import Vault
from app.platform import api
from app.platform.contracts import SetByEnvironment
from tests.accounts.people import visitor
from tests.factories import PASSWORD, Organisation, make_organisation
from tests.http import Client

PATH = "/api/v1/settings"


@pytest.fixture(autouse=True)
async def back(process: Process) -> AsyncIterator[None]:
    """No test leaves a setting of the installation behind."""
    yield
    async with unit_of_work(None) as uow:
        await uow.execute(delete(InstallationSetting))
    await process.follower.look()


async def entries(org: Organisation, action: str) -> list[dict[str, Any]]:
    async with org.uow() as uow:
        found = await uow.scalars(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id))
        return [entry.details for entry in found]


def value_of(settings: list[dict[str, Any]], name: str) -> tuple[Any, str]:
    (found,) = [each for each in settings if each["name"] == name]
    return found["value"], found["source"]


async def test_an_organisation_changes_its_own(client: Client, stranger: Client, org: Organisation) -> None:
    assert value_of(await client.data("GET", PATH), "credential_days") == (180, "default")
    changed = await client.data("PATCH", PATH, json={"changes": {"credential_days": 90, "mail_reply_to": "shop@example.com"}})
    assert value_of(changed, "credential_days") == (90, "database")
    assert (await live_settings.of_organisation(org.id)).credential_days == 90, "in force at once"
    assert value_of(await stranger.data("GET", PATH), "credential_days") == (180, "default")
    (told,) = await entries(org, "settings.changed")
    assert told["before"] == {"credential_days": 180, "mail_reply_to": ""}
    assert told["after"] == {"credential_days": 90, "mail_reply_to": "shop@example.com"}
    back = await client.data("PATCH", PATH, json={"changes": {"credential_days": None}})
    assert value_of(back, "credential_days") == (180, "default")


async def test_a_wrong_value_changes_nothing(client: Client, org: Organisation) -> None:
    body = {"changes": {"credential_notice_days": 7, "credential_days": -1}}
    error = await client.data("PATCH", PATH, json=body, status=422)
    assert error["details"]["field"] == "credential_days"
    await client.data("PATCH", PATH, json={"changes": {"smtp_url": "smtp://evil"}}, status=404)
    assert {each["source"] for each in await client.data("GET", PATH)} == {"default"}


async def test_the_installation_is_changed_by_its_administrator_alone(client: Client, org: Organisation) -> None:
    shown = await client.data("GET", f"{PATH}/installation")
    assert value_of(shown, "poll_seconds") == (300, "default")
    assert value_of(shown, "rate_read") == ("1000000/60", "environment")
    await api.set_installation("poll_seconds", "45", by="command line")
    assert process().settings.poll_seconds == 45
    assert value_of(await client.data("GET", f"{PATH}/installation"), "poll_seconds") == (45, "database")
    await api.unset_installation("poll_seconds", by="command line")
    assert process().settings.poll_seconds == 300
    told = [(e["before"], e["after"]) for e in await entries(org, "installation.setting_changed")]
    assert told == [({"poll_seconds": 300}, {"poll_seconds": 45}), ({"poll_seconds": 45}, {"poll_seconds": 300})]


async def test_the_environment_goes_first(client: Client) -> None:
    with pytest.raises(SetByEnvironment) as refused:
        await api.set_installation("rate_read", "5/60", by="command line")
    assert refused.value.details["variable"] == "KSAP_RATE_READ"
    with pytest.raises(SetByEnvironment):
        await api.unset_installation("rate_read", by="command line")


async def test_a_secret_setting_is_sealed_masked_and_rewrapped(client: Client, process: Process) -> None:
    secret = "smtps://me:canary-5521aa90@mail.example:465"
    await api.set_installation("smtp_url", secret, by="command line")
    async with unit_of_work(None) as uow:
        row = (await uow.scalars(select(InstallationSetting))).one()
    assert row.value is None and "canary" not in row.sealed
    shown = await client.get(f"{PATH}/installation")
    assert "canary" not in shown.text and "••••:465" in shown.text
    newer = Vault({"k2": b"n" * 32, "k1": b"k" * 32})
    assert (await live_settings.rewrap(newer), await live_settings.rewrap(newer)) == (1, 0)
    async with unit_of_work(None) as uow:
        row = (await uow.scalars(select(InstallationSetting))).one()
    assert newer.open(row.sealed, live_settings.setting_context("smtp_url")).decode() == secret


async def test_closed_registration_takes_nobody_but_the_invited(application: FastAPI, org: Organisation) -> None:
    body = {"email": "new.person@example.com", "password": PASSWORD, "organisation": "New"}
    await api.set_installation("sign_up", "closed", by="command line")
    async with visitor(application) as somebody:
        error = await somebody.data("POST", "/api/v1/auth/register", json=body, status=403)
        assert error["code"] == "SIGN_UP_CLOSED"
        await api.unset_installation("sign_up", by="command line")
        await somebody.data("POST", "/api/v1/auth/register", json=body, status=201)


async def test_limits_follow_without_restart(application: FastAPI) -> None:
    throttle, before = application.state.throttle, process().settings.rate_export
    adopt({"rate_export": "3/60"})
    try:
        assert throttle._limits["export"].most == 3
    finally:
        adopt({"rate_export": before})
    assert throttle._limits["export"].most == 1_000_000


async def test_another_process_says_it(org: Organisation) -> None:
    """What another process wrote is in force here after one look."""
    other = await make_organisation()
    async with unit_of_work(None) as uow:
        uow.add(InstallationSetting(name="health_seconds", value=7, sealed="", updated_by="elsewhere"))
    await process().follower.look()
    assert process().settings.health_seconds == 7
    assert process().follower.changes["health_seconds"].by == "elsewhere"
    assert other.id != org.id
