"""What is held on a person, found and read; and the queue of requests. The tables of others are read by the data map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from app.kernel.db import UnitOfWork
from app.privacy.contracts import ConsentView
from app.privacy.data_map import tables
from app.privacy.models import Consent, PrivacyRequest

_SHIPMENTS = "SELECT id FROM shipments WHERE order_id = ANY(:orders)"
_BY_ORDER = "order_id = ANY(:orders)"
_TOLD = "strpos(lower(payload::text), :email) > 0"
BY_BODY = "(position(convert_to(:email, 'UTF8') IN body) > 0 OR strpos(lower(encode(body, 'escape')), :email) > 0)"
"""Bytes that hold the address, as it is or, where it is ASCII, written otherwise."""
_MAIL = "lower(recipient) = :email"

BUYER = {
    "customers": "email = :email",
    "orders": "id = ANY(:orders)",
    "order_items": _BY_ORDER,
    "order_refunds": _BY_ORDER,
    "order_events": _BY_ORDER,
    "order_raw": _BY_ORDER,
    "shipments": _BY_ORDER,
    "tracking_events": f"shipment_id IN ({_SHIPMENTS})",
    "activity": f"entity_id = ANY(:orders) OR entity_id IN ({_SHIPMENTS})",
    "mails": _MAIL,
    "mail_suppressions": "lower(address) = :email",
    "consents": "subject = :email",
    "privacy_requests": "subject = :email",
    "dead_letters": _TOLD,
    "inbox_messages": BY_BODY,
    "idempotency_keys": BY_BODY,
    "exchange_log": "strpos(lower(request_body), :email) > 0 OR strpos(lower(response_body), :email) > 0",
}
"""{table: which of its rows are a buyer's}"""

SIGNED = {
    "alerts": ("acknowledged_by", "resolved_by"),
    "api_keys": ("created_by",),
    "connection_drafts": ("created_by",),
    "dead_letters": ("decided_by",),
    "invitations": ("invited_by",),
    "oauth_clients": ("created_by",),
    "organisation_settings": ("updated_by",),
    "privacy_requests": ("created_by",),
    "retention_policies": ("updated_by",),
    "security_rules": ("updated_by",),
    "sync_runs": ("started_by",),
}
"""{table: columns that name who did it}, of tables that may be changed: a pseudonym stands there after an erasure."""


def _did(*columns: str) -> str:
    return " OR ".join(f"lower({column}) = ANY(:names)" for column in columns)


MEMBER = {
    **{table: _did(*columns) for table, columns in SIGNED.items()},
    "users": "id = :user",
    "memberships": "user_id = :user",
    "sessions": "user_id = :user AND org_id = :org",
    "passkeys": "user_id = :user",
    "passkey_challenges": "user_id = :user",
    "second_factors": "user_id = :user",
    "recovery_codes": "user_id = :user",
    "one_time_links": "user_id = :user",
    "invitations": f"lower(email) = :email OR {_did('invited_by')}",
    "mails": _MAIL,
    "mail_suppressions": "lower(address) = :email",
    "consents": "subject = :email",
    "privacy_requests": f"subject = :email OR user_id = :user OR {_did('created_by')}",
    "audit_log": f"{_did('actor_id')} OR (target_kind = 'user' AND {_did('target_id')})",
    "field_decisions": _did("decided_by"),
    "order_events": _did("actor"),
    "product_versions": _did("actor"),
    "stock_ledger": _did("actor"),
    "idempotency_keys": BY_BODY,
}
"""{table: which of its rows are those of somebody who signs in, or tell what they did}"""


def member_tables() -> dict[str, str]:
    """`MEMBER`, and what contexts say of their own tables."""
    return {**MEMBER, **{table.name: table.member for table in tables().values() if table.member}}


_ORDERS = text(
    """SELECT id FROM orders WHERE email = :email OR customer_id IN (SELECT id FROM customers WHERE email = :email)
       ORDER BY placed_at, id"""
)
_BYTES = {"inbox_messages": "body", "idempotency_keys": "body"}


async def orders_of(uow: UnitOfWork, email: str) -> list[UUID]:
    return list((await uow.execute(_ORDERS, {"email": email})).scalars())


async def user_of(uow: UnitOfWork, email: str) -> UUID | None:
    """A member of this organisation by address."""
    found: UUID | None = await uow.scalar(
        text(
            "SELECT u.id FROM users u JOIN memberships m ON m.user_id = u.id WHERE m.org_id = :org AND lower(u.email) = :email"
        ),
        {"org": uow.org_id, "email": email},
    )
    return found


_ONCE = text(
    """SELECT DISTINCT lower(a.details->>'before') FROM audit_log a
       WHERE a.action = 'email.changed' AND a.target_id = :user AND a.details->>'before' IS NOT NULL
       AND NOT EXISTS (SELECT FROM users u WHERE lower(u.email) = lower(a.details->>'before') AND u.id::text <> :user)"""
)
_WHOSE = text(
    """SELECT m.user_id FROM audit_log a JOIN memberships m ON m.org_id = :org AND m.user_id::text = a.target_id
       WHERE a.action = 'email.changed' AND lower(a.details->>'before') = :email ORDER BY a.at DESC LIMIT 1"""
)


async def former_user_of(uow: UnitOfWork, email: str) -> UUID | None:
    """A member of this organisation who had this address before they changed it, by the audit log."""
    found: UUID | None = await uow.scalar(_WHOSE, {"org": uow.org_id, "email": email})
    return found


async def address_of(uow: UnitOfWork, user_id: UUID) -> str:
    return str(await uow.scalar(text("SELECT lower(email) FROM users WHERE id = :user"), {"user": user_id}) or "")


async def addresses_of(uow: UnitOfWork, request: PrivacyRequest) -> list[str]:
    """Of the subject: the one of the request, and of a member the present one and those that they changed, unless somebody
    else has it by now. One that a change led to and that was taken back is not theirs."""
    if request.user_id is None:
        return [request.subject]
    once = (await uow.execute(_ONCE, {"user": str(request.user_id)})).scalars()
    return list(dict.fromkeys([request.subject, await address_of(uow, request.user_id), *once]))


async def held(uow: UnitOfWork, request: PrivacyRequest) -> dict[str, list[dict[str, Any]]]:
    """Everything that is held on the subject: rows by table, without what must never leave."""
    orders = await orders_of(uow, request.subject) if request.subject_kind == "buyer" else []
    addresses = await addresses_of(uow, request)
    given: dict[str, Any] = {
        "orders": orders, "user": request.user_id, "names": [str(request.user_id), *addresses], "org": uow.org_id,
    }  # fmt: skip
    which: Mapping[str, str] = BUYER if request.subject_kind == "buyer" else member_tables()
    found = {}
    for table, where in which.items():
        rows: list[dict[str, Any]] = []
        for email in addresses if ":email" in where else addresses[:1]:
            rows += [row for row in await _rows(uow, table, where, {**given, "email": email}) if row not in rows]
        if rows:
            found[table] = rows
    return found


async def _rows(uow: UnitOfWork, table: str, where: str, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Table and condition are our own words (`BUYER`, `MEMBER`), values go as parameters."""
    readable = f" || jsonb_build_object('{column}', encode(t.{column}, 'escape'))" if (column := _BYTES.get(table)) else ""
    query = text(f"SELECT to_jsonb(t){readable} FROM {table} t WHERE {where}")  # noqa: S608
    wanted = {name: value for name, value in given.items() if f":{name}" in where}
    hidden = tables()[table].of_kind("secret")
    rows = (await uow.execute(query, wanted)).scalars()
    return [{name: value for name, value in row.items() if name not in hidden} for row in rows]


# ── requests and consents ───────────────────────────────────────────────────────────────────────────────


async def request_page(
    uow: UnitOfWork, states: Sequence[str], subject: str, position: Sequence[Any] | None, limit: int
) -> list[PrivacyRequest]:  # fmt: skip
    """The soonest due first."""
    query = select(PrivacyRequest).order_by(PrivacyRequest.due_at, PrivacyRequest.id).limit(limit)
    if states:
        query = query.where(PrivacyRequest.state.in_(states))
    if subject:
        query = query.where(PrivacyRequest.subject == subject)
    if position:
        query = query.where(text("(due_at, id) > (:at, :id)").bindparams(at=position[0], id=position[1]))
    return list(await uow.scalars(query))


async def consents(uow: UnitOfWork, subject: str) -> list[ConsentView]:
    """All that a subject ever said, the newest first."""
    query = select(Consent).where(Consent.subject == subject).order_by(Consent.at.desc(), Consent.id.desc()).limit(1000)
    return [consent_view(row) for row in await uow.scalars(query)]


async def last_consent(uow: UnitOfWork, subject: str, purpose: str) -> Consent | None:
    query = select(Consent).where(Consent.subject == subject, Consent.purpose == purpose)
    found: Consent | None = await uow.scalar(query.order_by(Consent.at.desc(), Consent.id.desc()).limit(1))
    return found


def consent_view(row: Consent) -> ConsentView:
    return ConsentView(
        id=row.id, subject=row.subject, purpose=row.purpose, text_version=row.text_version, granted=row.granted, at=row.at,
        source=row.source, recorded_by=row.recorded_by,
    )  # fmt: skip
