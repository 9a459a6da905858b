"""What people asked: exported whole, erased without a trace and without a change of any figure, answered in time."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Collection, Iterator
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from psycopg import sql
from sqlalchemy import text

from app.alerts import api as alerts
from app.alerts.contracts import Cause
from app.kernel import clock, job_runner
from app.kernel.db import database
from app.kernel.settings import Settings
from app.kernel.storage import Storage
from app.orders import api as orders
from app.privacy.use_cases.export import prepare_export
from app.privacy.use_cases.requests import due
from tests.accounts.people import audited, join
from tests.factories import Organisation
from tests.factories.orders import ADDRESS, remote_line, remote_order
from tests.factories.stores import make_store
from tests.http import Client

URL = "/api/v1/privacy/requests"
EMAIL = "ada.lane@buyers.example"
TRACES = (EMAIL, "ada lane", "quay street", "49 40 123456", "happy birthday")


@pytest.fixture
def owner(config: Settings) -> Iterator[psycopg.Connection]:
    assert config.database_url
    with psycopg.connect(config.database_url.get_secret_value(), autocommit=True) as connection:
        yield connection


def bought(**more: Any) -> Any:
    line = remote_line(properties={"engraving": "Happy birthday"})
    given: dict[str, Any] = {
        "email": EMAIL, "customer_name": "Ada Lane", "phone": "+49 40 123456", "shipping_address": ADDRESS,
        "billing_address": ADDRESS, "note": "For Ada Lane", "raw": json.dumps({"email": EMAIL}), "lines": (line,),
    }  # fmt: skip
    return remote_order(**{**given, **more})


async def import_(org: Organisation, store: UUID, *page: Any) -> None:
    async with org.uow() as uow:
        await orders.import_orders(uow, store, list(page))


async def figures(org: Organisation) -> list[tuple[Any, ...]]:
    async with org.uow() as uow:
        found = await uow.execute(
            text(
                """SELECT o.number, o.country, o.currency, o.subtotal, o.discount, o.shipping, o.tax, o.total, o.refunded,
                          o.units, o.status, o.payment_status, o.placed_at, sum(i.total), sum(i.quantity)
                   FROM orders o JOIN order_items i ON i.order_id = o.id GROUP BY o.org_id, o.id ORDER BY o.number"""
            )
        )
        return [tuple(row) for row in found]


def mentions(owner: psycopg.Connection, org: Organisation, traces: Collection[str] = TRACES) -> set[str]:
    """Tables in which anything of the organisation still tells of somebody, by default of Ada. What is kept as bytes is read
    as text."""
    tables = owner.execute(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'org_id' "
        "AND table_name NOT LIKE '%%_finder' AND table_name NOT LIKE 'exchange_log_%%'"
    ).fetchall()
    found = set()
    for (table,) in tables:
        rows = owner.execute(
            sql.SQL("SELECT lower(t::text){} FROM {} t WHERE org_id = %s").format(
                sql.SQL("|| lower(encode(body, 'escape'))" if table in ("inbox_messages", "idempotency_keys") else ""),
                sql.Identifier(table),
            ),
            (org.id,),
        ).fetchall()
        if any(trace in row[0] for row in rows for trace in traces):
            found.add(str(table))
    return found


async def ask(client: Client, kind: str, email: str = EMAIL, **more: Any) -> dict[str, Any]:
    body = {"kind": kind, "subject_kind": "buyer", "email": email, **more}
    made: dict[str, Any] = await client.data("POST", URL, json=body, status=201)
    return made


# ── export ──────────────────────────────────────────────────────────────────────────────────────────────


async def test_an_export_holds_all_and_only_the_persons(client: Client, org: Organisation) -> None:
    store = await make_store(org)
    await import_(org, store, bought(), bought(), remote_order(email="other@buyers.example"))
    await client.data("POST", "/api/v1/privacy/consents", status=201,
                      json={"email": EMAIL, "purpose": "newsletter", "text_version": "1", "granted": True})  # fmt: skip
    made = await ask(client, "export", EMAIL.upper())
    assert made["state"] == "preparing"
    assert (await client.get(f"{URL}/{made['id']}/download")).status_code == 409
    await job_runner.drain(org.id)
    done = await client.data("GET", f"{URL}/{made['id']}")
    assert done["state"] == "done" and done["report"]["rows"]["orders"] == 2
    answer = await client.get(f"{URL}/{made['id']}/download")
    assert answer.headers["content-type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    names = {name.partition(".")[0] for name in archive.namelist()} - {"about"}
    assert names >= {"customers", "orders", "order_items", "order_events", "consents", "privacy_requests"}
    rows = json.loads(archive.read("orders.json"))
    assert {row["email"] for row in rows} == {EMAIL} and rows[0]["shipping_address"]["line1"] == "1 Quay Street"
    assert "other@buyers.example" not in "".join(archive.read(name).decode() for name in archive.namelist())
    table = list(csv.DictReader(io.StringIO(archive.read("orders.csv").decode(), newline="")))
    assert [row["number"].lstrip("'") for row in table] == [row["number"] for row in rows]
    about = json.loads(archive.read("about.json"))
    assert about["tables"]["orders"]["columns"]["email"] == "to reach the buyer"
    assert [entry.details["bytes"] for entry in await audited(org, "privacy.export_fetched")] == [len(answer.content)]


async def test_a_members_export_has_no_secrets(client: Client, application: FastAPI, org: Organisation) -> None:
    member = await join(client, application, org)
    made = await ask(client, "export", member.headers["x-email"], subject_kind="member")
    await job_runner.drain(org.id)
    answer = await client.get(f"{URL}/{made['id']}/download")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert {"users.json", "memberships.json", "sessions.json", "audit_log.json", "mails.json"} <= set(archive.namelist())
    (user,) = json.loads(archive.read("users.json"))
    assert user["email"] == member.headers["x-email"] and "password_hash" not in user
    assert all("current_hash" not in row for row in json.loads(archive.read("sessions.json")))
    assert all("text" not in row for row in json.loads(archive.read("mails.json")))
    await member.aclose()
    await client.data("POST", URL, json={"kind": "export", "subject_kind": "member", "email": "no@one.example"}, status=404)


async def test_no_transaction_waits_for_the_file_and_none_that_fails_leaves_it(
    client: Client, org: Organisation, config: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await ask(client, "export")
    create, begun = Storage.create, 0

    async def creating(self: Storage, org_id: UUID, extension: str, write: Any) -> str:
        nonlocal begun
        begun += 1
        async with database().system.acquire() as connection:
            reading = """SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
                         WHERE c.relname = 'privacy_requests' AND l.mode IN ('AccessShareLock', 'RowShareLock')"""
            assert await connection.fetchval(reading) == 0
        return await create(self, org_id, extension, write)

    def failing(*_: Any, **__: Any) -> None:
        raise RuntimeError("the disk of the database is full")

    monkeypatch.setattr(Storage, "create", creating)
    with monkeypatch.context() as broken:
        broken.setattr("app.privacy.use_cases.export.audit.record", failing)
        with pytest.raises(RuntimeError, match="full"):
            await prepare_export(org.id, UUID(made["id"]))
    assert begun == 1 and not list((config.files / str(org.id)).glob("*/*.zip"))
    assert await prepare_export(org.id, UUID(made["id"]))
    assert len(list((config.files / str(org.id)).glob("*/*.zip"))) == 1


async def test_a_file_is_forgotten_after_a_week(client: Client, org: Organisation) -> None:
    made = await ask(client, "export")
    await job_runner.drain(org.id)
    assert (await client.get(f"{URL}/{made['id']}/download")).status_code == 200
    with clock.frozen(clock.now() + timedelta(days=8)):
        from app.privacy import api

        assert (await api.clean_up(org.id))["export_files"] == 1
    assert (await client.get(f"{URL}/{made['id']}/download")).status_code == 409


# ── erasure ─────────────────────────────────────────────────────────────────────────────────────────────


async def test_an_erasure_takes_the_person_and_leaves_every_figure(
    client: Client, org: Organisation, owner: psycopg.Connection
) -> None:
    store = await make_store(org)
    first, other = bought(), remote_order(
        email="other@buyers.example", customer_name="Ole Berg", phone="", billing_address=None, shipping_address=None
    )  # fmt: skip
    await import_(org, store, first, bought(), other)
    async with org.uow() as uow:
        (order_id,) = (
            await uow.execute(text("SELECT id FROM orders WHERE external_id = :x"), {"x": first.external_id})
        ).scalars()
    await client.data("POST", f"/api/v1/orders/{order_id}/notes", json={"note": "Ada Lane called"}, status=201)
    await client.data("POST", "/api/v1/privacy/consents", status=201,
                      json={"email": EMAIL, "purpose": "newsletter", "text_version": "1", "granted": True})  # fmt: skip
    as_typed = {"email": "Ada.Lane@Buyers.Example", "purpose": "newsletter", "text_version": "2", "granted": False}
    headers = {"Idempotency-Key": "as typed"}
    await client.data("POST", "/api/v1/privacy/consents", status=201, json=as_typed, headers=headers)
    async with org.uow() as uow:
        await uow.execute(
            text(
                """INSERT INTO inbox_messages (org_id, id, endpoint_id, vendor, topic, delivery_id, body, correlation_id, state,
                       attempts, available_at, error, received_at)
                   VALUES (:org, :id, :id, 'shopify', 'orders/create', 'd1', :body, '', 'done', 1, now(), '', now())"""
            ),
            {"org": org.id, "id": order_id, "body": json.dumps(as_typed).encode()},
        )
    before, start = await figures(org), clock.now()
    held = {"orders", "customers", "order_items", "order_events", "consents", "inbox_messages", "idempotency_keys"}
    assert held <= mentions(owner, org)
    made = await ask(client, "erasure")
    assert made["state"] == "scheduled"
    assert start + timedelta(days=28) <= datetime.fromisoformat(made["execute_at"]) <= start + timedelta(days=31)

    with clock.frozen(start + timedelta(days=20)):
        await job_runner.drain(org.id)
    assert (await client.data("GET", f"{URL}/{made['id']}"))["state"] == "scheduled"
    assert "orders" in mentions(owner, org)

    with clock.frozen(start + timedelta(days=31)):
        await job_runner.drain(org.id)
    done = await client.data("GET", f"{URL}/{made['id']}")
    assert done["state"] == "done" and done["report"]["rows"]["orders"] == 2
    assert done["subject"].startswith("erased-") and "overdue" in done
    assert mentions(owner, org) == set()
    assert await figures(org) == before
    (kept,) = await client.data("GET", "/api/v1/orders", params={"q": "other@buyers"})
    assert kept["customer_name"] == "Ole Berg"


async def test_a_channel_that_is_read_again_does_not_bring_the_person_back(
    client: Client, org: Organisation, owner: psycopg.Connection
) -> None:
    store, order = await make_store(org), bought()
    await import_(org, store, order)
    made = await ask(client, "erasure")
    with clock.frozen(clock.now() + timedelta(days=31)):
        await job_runner.drain(org.id)
    assert (await client.data("GET", f"{URL}/{made['id']}"))["state"] == "done"
    line = replace(order.lines[0], quantity=3)
    later = bought(
        external_id=order.external_id, number=order.number, lines=(line,), note="For Ada Lane, really",
        total=order.total + Decimal("1.00"), updated_at=order.updated_at + timedelta(days=1),
    )  # fmt: skip
    await import_(org, store, later)
    async with org.uow() as uow:
        row = (await uow.execute(text("SELECT total, email, search FROM orders"))).one()
    assert row.total == order.total + Decimal("1.00") and row.email == "" and "ada" not in row.search
    assert mentions(owner, org) <= {"customers"}  # nobody's: the next clean-up takes it
    with clock.frozen(clock.now() + timedelta(days=40)):
        from app.privacy import api

        assert (await api.clean_up(org.id))["customers_without_orders"] == 1
    assert mentions(owner, org) == set()


async def test_within_the_grace_it_can_be_called_off(client: Client, org: Organisation, owner: psycopg.Connection) -> None:
    store = await make_store(org)
    await import_(org, store, bought())
    made = await ask(client, "erasure")
    again = await client.data("POST", URL, json={"kind": "erasure", "subject_kind": "buyer", "email": EMAIL}, status=409)
    assert again["details"]["request_id"] == made["id"]
    assert (await client.data("POST", f"{URL}/{made['id']}/cancel", json={}))["state"] == "cancelled"
    with clock.frozen(clock.now() + timedelta(days=40)):
        await job_runner.drain(org.id)
    assert "orders" in mentions(owner, org)
    await client.data("POST", f"{URL}/{made['id']}/cancel", json={}, status=409)


async def test_a_member_leaves_no_name_on_what_may_be_changed(
    client: Client, application: FastAPI, org: Organisation, owner: psycopg.Connection
) -> None:
    member = await join(client, application, org, "admin")
    email = f"Mem.Ber.{org.id.hex[-8:]}@Example.com"  # people write themselves as they like
    async with org.uow() as uow:
        await uow.execute(
            text("UPDATE users SET email = :email WHERE id = :id"), {"email": email, "id": member.headers["x-user"]}
        )
    async with aclosing(member):
        await member.data("POST", "/api/v1/api-keys", json={"name": "Till", "permissions": ["orders.read"]}, status=201)
        await member.data(
            "POST", "/api/v1/members/invitations", json={"email": "else@example.com", "role": "viewer"}, status=201
        )
        await member.data("PUT", "/api/v1/privacy/retention/mails", json={"days": 5, "enabled": True})
        await member.data("PATCH", "/api/v1/settings", json={"changes": {"credential_days": 90}})
        await ask(member, "export", "else@example.com")
    async with org.uow() as uow:
        said = Cause(
            key="security:x", kind="security", severity="warning", title=f"{email} was here", detail=f"By {email.upper()}.",
            data={"who": email}, at=clock.now(),
        )  # fmt: skip
        await alerts.raise_causes(uow, [said])
    exported = await ask(client, "export", email, subject_kind="member")
    await job_runner.drain(org.id)
    rows = (await client.data("GET", f"{URL}/{exported['id']}"))["report"]["rows"]
    assert rows["api_keys"] == rows["retention_policies"] == rows["organisation_settings"] == 1
    assert (rows["invitations"], rows["privacy_requests"]) == (1, 2)
    made = await ask(client, "erasure", email, subject_kind="member")
    with clock.frozen(clock.now() + timedelta(days=31)):
        await job_runner.drain(org.id)
    assert (await client.data("GET", f"{URL}/{made['id']}"))["state"] == "done"
    assert mentions(owner, org, [email.lower()]) <= {"audit_log"}, "which cannot be changed"
    (alert,) = (await client.data("GET", "/api/v1/alerts", params={"kind": "security"}))[:1]
    assert alert["title"].startswith("erased-") and alert["title"].endswith(" was here")


async def test_a_member_is_forgotten_and_cannot_sign_in(client: Client, application: FastAPI, org: Organisation) -> None:
    member = await join(client, application, org)
    email, user = member.headers["x-email"], member.headers["x-user"]
    await client.data("POST", URL, json={"kind": "erasure", "subject_kind": "member", "email": org.email}, status=409)
    made = await ask(client, "erasure", email, subject_kind="member")
    async with org.uow() as uow:
        await uow.execute(
            text(
                """INSERT INTO oauth_clients (org_id, id, name, kind, redirect_uris, scopes, client_credentials, created_by,
                       created_at) VALUES (:org, :id, 'Till', 'public', '[]', '[]', false, '', now())"""
            ),
            {"org": org.id, "id": made["id"]},
        )
        await uow.execute(
            text(
                """INSERT INTO oauth_grants (org_id, id, client_id, user_id, scopes, redirect_uri, code_hash, code_challenge,
                       code_expires_at, created_at, expires_at, end_reason)
                   VALUES (:org, :id, :id, :user, '[]', '', :hash, '', now(), now(), now() + interval '90 days', '')"""
            ),
            {"org": org.id, "id": made["id"], "user": user, "hash": f"code of {user}"},
        )
    with clock.frozen(clock.now() + timedelta(days=31)):
        await job_runner.drain(org.id)
    assert (await client.data("GET", f"{URL}/{made['id']}"))["state"] == "done"
    assert (await member.get("/api/v1/orders")).status_code == 401
    assert user not in [each["user_id"] for each in await client.data("GET", "/api/v1/members")]
    async with org.uow() as uow:
        assert await uow.scalar(text("SELECT count(*) FROM oauth_grants")) == 0
        row = (
            await uow.execute(
                text("SELECT email, first_name, password_hash, is_active FROM users WHERE id = :id"), {"id": user}
            )
        ).one()
    assert row.email.startswith("erased-") and (row.first_name, row.password_hash, row.is_active) == ("", "", False)
    await member.aclose()


# ── the queue ───────────────────────────────────────────────────────────────────────────────────────────


@given(st.integers(0, 16 * 366 * 24).map(lambda hours: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=hours)))
def test_due_dates_follow_the_law(received: datetime) -> None:
    month = due(received, "gdpr")
    assert (month.year * 12 + month.month) - (received.year * 12 + received.month) == 1
    assert month.day == received.day or (month + timedelta(days=1)).day == 1
    assert timedelta(days=28) <= month - received <= timedelta(days=31)
    assert due(received, "ccpa") - received == timedelta(days=45)


async def test_the_queue_shows_what_is_due_first_and_what_is_late(client: Client) -> None:
    now = clock.now()
    late = await ask(client, "correction", "late@buyers.example", received_at=(now - timedelta(days=60)).isoformat())
    soon = await ask(client, "objection", "soon@buyers.example", regime="gdpr")
    slow = await ask(client, "correction", "slow@buyers.example", regime="ccpa", note="the street is wrong")
    first = (await client.get(URL, params={"limit": 2})).json()
    rest = (await client.get(URL, params={"limit": 2, "cursor": first["page"]["next_cursor"]})).json()
    assert [each["id"] for each in first["data"] + rest["data"]] == [late["id"], soon["id"], slow["id"]]
    assert [each["overdue"] for each in first["data"]] == [True, False]
    await client.data("POST", f"{URL}/{soon['id']}/refuse", json={}, status=422)
    refused = await client.data("POST", f"{URL}/{soon['id']}/refuse", json={"note": "not their address"})
    assert refused["state"] == "refused" and "not their address" in refused["note"]
    assert (await client.data("POST", f"{URL}/{slow['id']}/complete", json={}))["state"] == "done"
    assert [each["id"] for each in await client.data("GET", URL, params={"state": "open"})] == [late["id"]]


async def test_the_audit_log_does_not_keep_the_address(client: Client, org: Organisation) -> None:
    await ask(client, "correction", "quiet@buyers.example")
    (entry,) = await audited(org, "privacy.requested")
    assert entry.details == {"what": "correction", "subject_kind": "buyer", "regime": "gdpr"}
