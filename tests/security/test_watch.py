"""From the audit log to the inbox: what is unusual raises one alert, with what can be done about it."""

from __future__ import annotations

import inspect
import re
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

import app
from app.kernel import audit, clock
from app.kernel.db import Actor, unit_of_work
from app.security import api, tasks
from app.security.rules import RULES, WATCHED
from tests.accounts.people import join, mails
from tests.factories import PASSWORD, Organisation
from tests.http import Client

ALERTS = "/api/v1/alerts"
GERMAN, JAPANESE, BRITISH = "91.12.4.4", "210.130.1.1", "81.2.69.142"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@asynccontextmanager
async def at_address(app: FastAPI, address: str) -> AsyncIterator[Client]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=(address, 1))
    async with Client(transport=transport, base_url="http://ksap.test", headers={"User-Agent": FIREFOX}) as client:
        yield client


async def alerts(client: Client, org: Organisation, **filters: str) -> list[dict[str, Any]]:
    """The security alerts of an organisation once everything is judged."""
    await api.judge(org.id)
    found: list[dict[str, Any]] = await client.data("GET", ALERTS, params={"kind": "security", **filters})
    return found


async def sign_in(app: FastAPI, org: Organisation, address: str, password: str = PASSWORD, status: int = 200) -> Any:
    async with at_address(app, address) as visitor:
        body = {"email": org.email, "password": password}
        return await visitor.data("POST", "/api/v1/auth/login", json=body, status=status)


async def test_bad_sign_ins_raise_one_alert_with_what_is_behind_it(
    application: FastAPI, client: Client, org: Organisation
) -> None:
    for _ in range(4):
        await sign_in(application, org, "10.77.0.1", "wrong wrong wrong", 401)
    assert await alerts(client, org) == []
    await sign_in(application, org, "10.77.0.1", "wrong wrong wrong", 401)
    await sign_in(application, org, "10.77.0.1", "wrong wrong wrong", 429)
    (alert,) = await alerts(client, org)
    assert alert["title"] == f"Many failed sign-ins to an account: {org.email}" and alert["severity"] == "warning"
    assert alert["data"]["rule"] == "failed_sign_ins" and alert["data"]["number"] == 5
    assert alert["data"]["deeds"] == [{"deed": "lock_member", "id": str(org.owner_id)}]
    entries = await client.data("GET", "/api/v1/audit", params={"action": "login.failed"})
    assert {link["id"] for link in alert["links"] if link["kind"] == "audit_entry"} == {entry["id"] for entry in entries}
    assert await api.judge(org.id) == 0, "what was judged is not judged again"


async def test_a_new_country_tells_the_person_and_raises_an_alert(
    application: FastAPI, client: Client, org: Organisation
) -> None:
    await sign_in(application, org, GERMAN)
    (alert,) = await alerts(client, org)
    assert (alert["data"]["rule"], alert["data"]["country"], alert["data"]["address"]) == ("new_country", "DE", GERMAN)
    sessions = {each["country"]: each for each in await client.data("GET", "/api/v1/users/sessions")}
    assert (sessions["DE"]["is_new"], sessions["local"]["is_new"]) == (True, False)
    (mail,) = await mails(org, "new_sign_in")
    assert mail.recipient == org.email and "Firefox 145 on Linux from Germany" in mail.text and GERMAN in mail.text
    await sign_in(application, org, GERMAN)
    assert [len(await mails(org, "new_sign_in")), len(await alerts(client, org))] == [1, 1], "now it is known"


async def test_the_mail_speaks_the_language_of_its_reader(application: FastAPI, client: Client, org: Organisation) -> None:
    await client.data("PUT", "/api/v1/users/settings", json={"language": "de"})
    await sign_in(application, org, BRITISH)
    (mail,) = await mails(org, "new_sign_in")
    assert "Firefox 145 unter Linux aus dem Land Vereinigtes Königreich" in mail.text


@pytest.mark.parametrize(("hours", "rules"), [(1, {"new_country", "impossible_travel"}), (5, {"new_country"})])
async def test_nobody_is_in_two_countries_within_two_hours(
    application: FastAPI, client: Client, org: Organisation, hours: int, rules: set[str]
) -> None:
    await sign_in(application, org, GERMAN)
    await api.judge(org.id)
    with clock.frozen(clock.now() + timedelta(hours=hours)):
        await sign_in(application, org, JAPANESE)
        found = await alerts(await client.sign_in(org), org)
    assert {alert["data"]["rule"] for alert in found} == rules
    if "impossible_travel" in rules:
        (alert,) = [each for each in found if each["data"]["rule"] == "impossible_travel"]
        assert (alert["severity"], alert["data"]["country_before"], alert["data"]["country"]) == ("critical", "DE", "JP")
        (mail,) = await mails(org, "security_alert")
        assert mail.recipient == org.email and org.email in mail.text and "Two countries" in mail.subject


async def test_a_session_that_moves_abroad_can_be_ended_from_its_alert(
    application: FastAPI, client: Client, org: Organisation
) -> None:
    tokens = await sign_in(application, org, GERMAN)
    async with at_address(application, JAPANESE) as thief:
        moved = await thief.data("POST", "/api/v1/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
        thief.headers["authorization"] = f"Bearer {moved['access_token']}"
        await thief.data("GET", "/api/v1/users/profile")
        found = {alert["data"]["rule"]: alert for alert in await alerts(client, org)}
        assert {"session_moved", "impossible_travel"} <= set(found)
        where = f"/api/v1/security/alerts/{found['session_moved']['id']}/respond"
        assert (await client.data("POST", where, json={"deed": "end_session"}))["state"] == "resolved"
        await thief.data("GET", "/api/v1/users/profile", status=401)
    await client.data("POST", where, json={"deed": "revoke_api_key"}, status=409)


async def test_many_denied_calls_lock_a_member_out_by_one_click(
    application: FastAPI, client: Client, org: Organisation
) -> None:
    async with aclosing(await join(client, application, org)) as member:
        for _ in range(20):
            await member.data("GET", "/api/v1/audit", status=403)
        (alert,) = await alerts(client, org)
        assert (alert["data"]["rule"], alert["data"]["number"]) == ("denied_calls", 20)
        assert await member.data("GET", ALERTS) == [], "who may not see the log does not see what it raised"
        assert (await member.data("GET", f"{ALERTS}/counts"))["open"] == 0
        await member.data("GET", f"{ALERTS}/{alert['id']}", status=404)
        await client.data("POST", f"/api/v1/security/alerts/{alert['id']}/respond", json={"deed": "lock_member"})
        await member.data("GET", "/api/v1/users/profile", status=401)
    assert await alerts(client, org) == []


async def test_many_calls_for_nothing_are_probing(client: Client, org: Organisation) -> None:
    nothing = f"/api/v1/orders/{org.id}"
    for _ in range(99):
        await client.data("GET", nothing, status=404)
    assert await alerts(client, org) == []
    await client.data("GET", nothing, status=404)
    (alert,) = await alerts(client, org)
    assert (alert["data"]["rule"], alert["data"]["number"]) == ("probing", 100)


async def test_an_export_over_the_threshold_raises_an_alert(client: Client, org: Organisation) -> None:
    body = {"enabled": True, "threshold": 5, "seconds": 3600, "severity": "critical"}
    await client.data("PUT", "/api/v1/security/rules/mass_export", json=body)
    assert (await client.get("/api/v1/audit/export", params={"action": "organisation.created"})).status_code == 200
    assert await alerts(client, org) == []
    assert (await client.get("/api/v1/audit/export")).status_code == 200
    (alert,) = await alerts(client, org)
    assert (alert["data"]["rule"], alert["severity"], alert["data"]["counts"]) == ("mass_export", "critical", "rows")
    assert alert["data"]["number"] >= 5


async def test_an_api_key_that_travels_can_be_revoked_from_its_alert(
    application: FastAPI, client: Client, org: Organisation
) -> None:
    made = await client.data("POST", "/api/v1/api-keys", json={"name": "Feed", "permissions": ["orders.read"]}, status=201)
    for address in (GERMAN, GERMAN, JAPANESE, JAPANESE):
        async with at_address(application, address) as program:
            program.headers["authorization"] = f"Bearer {made['key']}"
            await program.data("GET", "/api/v1/orders")
    (alert,) = await alerts(client, org)
    assert (alert["data"]["rule"], alert["data"]["who"], alert["data"]["country"]) == ("api_key_new_country", "Feed", "JP")
    where = f"/api/v1/security/alerts/{alert['id']}/respond"
    await client.data("POST", where, json={"deed": "revoke_api_key"})
    async with at_address(application, JAPANESE) as program:
        program.headers["authorization"] = f"Bearer {made['key']}"
        await program.data("GET", "/api/v1/orders", status=401)


async def happen(org: Organisation, action: str, at: datetime, **details: Any) -> None:
    user = Actor(kind="user", id=str(org.owner_id), label=org.email)
    with clock.frozen(at):
        async with unit_of_work(org.id, user) as uow:
            audit.record(uow, action, kind="user", id_=org.owner_id, **details)


async def test_a_resolved_alert_opens_again_when_it_happens_again(client: Client, org: Organisation) -> None:
    start = clock.now() - timedelta(hours=3)
    await happen(org, "mfa.disabled", start)
    (alert,) = await alerts(client, org)
    await happen(org, "mfa.disabled", start + timedelta(minutes=59))
    (same,) = await alerts(client, org)
    assert (same["id"], same["times"]) == (alert["id"], 1), "once in a window"
    await happen(org, "mfa.disabled", start + timedelta(minutes=61))
    (same,) = await alerts(client, org)
    assert (same["id"], same["times"]) == (alert["id"], 2), "an open one is changed"
    await client.data("POST", f"{ALERTS}/{alert['id']}/resolve")
    await happen(org, "mfa.disabled", clock.now() + timedelta(minutes=1))
    (same,) = await alerts(client, org)
    assert (same["id"], same["state"], same["times"]) == (alert["id"], "open", 3)


async def test_what_commits_late_is_counted_where_it_belongs(client: Client, org: Organisation) -> None:
    for seconds in (0, 1, 2, 4):
        await happen(org, "login.failed", NOON + timedelta(seconds=seconds))
    assert await alerts(client, org) == []
    await happen(org, "login.failed", NOON + timedelta(seconds=3))
    (alert,) = await alerts(client, org)
    assert alert["data"]["number"] == 5


@pytest.mark.parametrize(
    ("action", "details", "rule"),
    [
        ("mfa.recovery_code_used", {}, "recovery_code_used"),
        ("organisation.transferred", {}, "owner_changed"),
        ("mfa.disabled", {}, "factor_off"),
        ("session.token_reused", {}, "token_reused"),
        ("oauth.code_reused", {}, "token_reused"),
        ("secret.blocked", {"channel": "text", "field": "description_html"}, "secret_leaving"),
    ],
)
async def test_what_is_grave_needs_to_happen_once(
    client: Client, org: Organisation, action: str, details: dict[str, str], rule: str
) -> None:
    await happen(org, action, NOON, **details)
    assert [alert["data"]["rule"] for alert in await alerts(client, org)] == [rule]


async def test_a_rule_is_set_for_one_organisation(client: Client, stranger: Client, org: Organisation) -> None:
    path, body = "/api/v1/security/rules/failed_sign_ins", {"enabled": True, "threshold": 3, "seconds": 600, "severity": "info"}
    held = await client.data("PUT", path, json=body)
    assert {name: held[name] for name in body} == body and held["updated_by"] == org.email
    (listed,) = [each for each in await client.data("GET", "/api/v1/security/rules") if each["rule"] == "failed_sign_ins"]
    assert (listed["threshold"], listed["usual_threshold"]) == (3, 5)
    (theirs,) = [each for each in await stranger.data("GET", "/api/v1/security/rules") if each["rule"] == "failed_sign_ins"]
    assert (theirs["threshold"], theirs["updated_by"]) == (5, "")
    for seconds in range(3):
        await happen(org, "login.failed", NOON + timedelta(seconds=seconds))
    (alert,) = await alerts(client, org)
    assert (alert["severity"], alert["data"]["number"]) == ("info", 3)
    (change,) = await client.data("GET", "/api/v1/audit", params={"action": "security.rule_changed"})
    assert (change["details"]["before"]["threshold"], change["details"]["after"]["threshold"]) == (5, 3)
    await client.data("PUT", path, json={**body, "enabled": False})
    await happen(org, "login.failed", NOON + timedelta(hours=1))
    assert len(await alerts(client, org)) == 1


async def test_rules_refuse_what_makes_no_sense(client: Client) -> None:
    body = {"enabled": True, "threshold": 3, "seconds": 600, "severity": "info"}
    await client.data("PUT", "/api/v1/security/rules/owner_changed", json=body, status=422)
    await client.data("PUT", "/api/v1/security/rules/nothing", json=body, status=404)
    await client.data("PUT", "/api/v1/security/rules/failed_sign_ins", json={**body, "seconds": 5}, status=422)
    await client.data("PUT", "/api/v1/security/rules/failed_sign_ins", json={**body, "threshold": 0}, status=422)


async def test_the_clockwork_judges_who_has_something_new(client: Client, org: Organisation) -> None:
    await happen(org, "mfa.disabled", NOON)
    assert org.id in await api.behind()
    await tasks.judge_audit_logs()
    assert org.id not in await api.behind()
    assert len(await client.data("GET", ALERTS, params={"kind": "security"})) == 1
    assert await tasks.forget_old_findings() > 0


def test_every_verb_that_a_rule_watches_is_written_somewhere() -> None:
    code = "".join(
        path.read_text("utf-8") for path in Path(inspect.getfile(app)).parent.rglob("*.py") if "security" not in path.parts
    )
    verbs = set(re.findall(r'"([a-z_]+\.[a-z_]+)"', code))
    assert verbs >= WATCHED, WATCHED - verbs
    assert all(rule.threshold > 0 and rule.seconds >= 60 for rule in RULES.values())


async def test_owners_are_told_of_grave_things_in_their_language(client: Client, org: Organisation) -> None:
    await client.data("PUT", "/api/v1/users/settings", json={"language": "de"})
    body = {"enabled": True, "threshold": 2, "seconds": 7200, "severity": "critical"}
    await client.data("PUT", "/api/v1/security/rules/failed_sign_ins", json=body)
    for seconds in range(2):
        await happen(org, "login.failed", NOON + timedelta(seconds=seconds), address="203.0.113.9")
    await api.judge(org.id)
    (mail,) = await mails(org, "security_alert")
    assert mail.subject == f"Sicherheitswarnung: Viele fehlgeschlagene Anmeldungen bei einem Konto: {org.email}"
    assert "2-mal innerhalb von 2 Stunden; der Schwellenwert ist 2. Netzwerkadresse 203.0.113.9." in mail.text
    assert "/inbox?kind=security" in mail.text
