"""Forget a person: at the end of the grace, orders lose who bought, and accounts lose who signed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.kernel import audit, clock
from app.kernel.db import Actor, UnitOfWork, unit_of_work
from app.privacy import repository
from app.privacy.data_map import tables
from app.privacy.models import PrivacyRequest
from app.privacy.use_cases.anonymise import anonymise_orders, forget_files

_TRACES = {
    "mails": """DELETE FROM mails WHERE lower(recipient) = :email
        OR state <> 'pending' AND strpos(lower(concat_ws(' ', subject, text)), :email) > 0""",
    "mail_suppressions": "DELETE FROM mail_suppressions WHERE lower(address) = :email",
    "invitations": "UPDATE invitations SET email = :pseudonym WHERE lower(email) = :email",
    "idempotency_keys": f"DELETE FROM idempotency_keys WHERE {repository.BY_BODY}",  # noqa: S608 - our words
    "inbox_messages": f"DELETE FROM inbox_messages WHERE state <> 'pending' AND {repository.BY_BODY}",  # noqa: S608
    "alerts": """UPDATE alerts SET title = regexp_replace(title, '***=' || :email, :pseudonym, 'gi'),
        detail = regexp_replace(detail, '***=' || :email, :pseudonym, 'gi'),
        data = regexp_replace(data::text, '***=' || :email, :pseudonym, 'gi')::jsonb
        WHERE strpos(lower(concat_ws(' ', title, detail, data)), :email) > 0""",
    "dead_letters": "UPDATE dead_letters SET payload = '{}' WHERE strpos(lower(payload::text), :email) > 0",
    "consents": "UPDATE consents SET subject = :pseudonym WHERE subject = :email",
    "privacy_requests": "UPDATE privacy_requests SET subject = :pseudonym, note = '' WHERE subject = :email",
}
_BUYERS = "DELETE FROM customers WHERE email = :email"
_USER = {
    "sessions": "DELETE FROM sessions WHERE user_id = :user",
    "passkeys": "DELETE FROM passkeys WHERE user_id = :user",
    "recovery_codes": "DELETE FROM recovery_codes WHERE user_id = :user",
    "second_factors": "DELETE FROM second_factors WHERE user_id = :user",
    "one_time_links": "DELETE FROM one_time_links WHERE user_id = :user",
    "users": """UPDATE users SET email = :pseudonym, password_hash = '', first_name = '', last_name = '', is_active = false,
        settings = '{}', updated_at = :now WHERE id = :user""",
}


async def erase(org_id: UUID, request_id: UUID) -> dict[str, int]:
    """Carry an erasure out whose day has come; again, too early or called off changes nothing. Returns rows by table."""
    others = await _elsewhere(org_id, request_id)
    async with unit_of_work(org_id) as uow:
        request = await uow.get(PrivacyRequest, request_id, "privacy request", lock=True)
        if request.state != "scheduled" or request.execute_at is None or request.execute_at > clock.now():
            return {}
        addresses = await repository.addresses_of(uow, request)
        if request.subject_kind == "member":
            done, files = await _erase_member(uow, request, others, addresses)
        else:
            done, files = await _erase_buyer(uow, request)
        pseudonym = pseudonym_of(request_id)
        for subject in addresses:
            files += await _exports(uow, subject)
        request.state, request.finished_at, request.report = "done", clock.now(), {"rows": done}
        await uow.flush()
        for subject in addresses:
            for table, statement in _TRACES.items():
                await _run(uow, done, table, statement, {"email": subject, "pseudonym": pseudonym})
        request.report = {"rows": done}
        audit.record(uow, "privacy.erased", kind="privacy request", id_=request_id, rows=done)
    await forget_files(org_id, files)
    return done


def pseudonym_of(request_id: UUID) -> str:
    """What stands for the address from then on; it leads nowhere."""
    return f"erased-{request_id.hex[-12:]}@invalid"


async def _run(uow: UnitOfWork, done: dict[str, int], table: str, statement: str, given: dict[str, Any]) -> None:
    wanted = {name: value for name, value in given.items() if f":{name}" in statement}
    number = await uow.change(text(statement), wanted)
    if number:
        done[table] = done.get(table, 0) + number


async def _erase_buyer(uow: UnitOfWork, request: PrivacyRequest) -> tuple[dict[str, int], list[str]]:
    done, files = await anonymise_orders(uow, await repository.orders_of(uow, request.subject))
    await _run(uow, done, "customers", _BUYERS, {"email": request.subject})
    return done, files


async def _erase_member(
    uow: UnitOfWork, request: PrivacyRequest, others: int, addresses: Sequence[str]
) -> tuple[dict[str, int], list[str]]:
    """Their account goes when it belongs to no other organisation; else only their membership here."""
    done: dict[str, int] = {}
    given: dict[str, Any] = {
        "user": request.user_id,
        "pseudonym": pseudonym_of(request.id),
        "now": clock.now(),
        "org": uow.org_id,
    }
    await _run(uow, done, "memberships", "DELETE FROM memberships WHERE user_id = :user AND role <> 'owner'", given)
    given |= {"email": request.subject, "names": [str(request.user_id), *addresses]}
    for table, columns in repository.SIGNED.items():
        for column in columns:
            signed = f"UPDATE {table} SET {column} = :pseudonym WHERE lower({column}) = ANY(:names)"  # noqa: S608 - our words
            await _run(uow, done, table, signed, given)
    gone = ("membership",) if others else ("membership", "account")
    for known in tables().values():
        if known.forget in gone:
            await _run(uow, done, known.name, f"DELETE FROM {known.name} WHERE {known.member}", given)  # noqa: S608 - our words
    if others:
        await _run(uow, done, "sessions", "DELETE FROM sessions WHERE user_id = :user AND org_id = :org", given)
        return done, []
    for table, statement in _USER.items():
        await _run(uow, done, table, statement, given)
    return done, []


async def _elsewhere(org_id: UUID, request_id: UUID) -> int:
    """How many other organisations the person belongs to; only they themselves may see that."""
    async with unit_of_work(org_id) as uow:
        user_id = (await uow.get(PrivacyRequest, request_id, "privacy request")).user_id
    if user_id is None:
        return 0
    async with unit_of_work(None, Actor(kind="user", id=str(user_id))) as uow:
        found = await uow.scalar(text("SELECT count(*) FROM memberships WHERE org_id <> :org"), {"org": org_id})
    return int(found or 0)


async def _exports(uow: UnitOfWork, subject: str) -> list[str]:
    """Files that were made for the person go with them."""
    found = await uow.execute(
        text(
            """WITH old AS (SELECT id, file_key FROM privacy_requests WHERE subject = :subject AND file_key <> '' FOR UPDATE)
               UPDATE privacy_requests r SET file_key = '', file_until = NULL FROM old WHERE r.id = old.id
               RETURNING old.file_key"""
        ),
        {"subject": subject},
    )
    return list(found.scalars())
