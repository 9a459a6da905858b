"""All SQL of security: the audit log as the rules read it, and what they found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from app.kernel import clock
from app.kernel.db import UnitOfWork, database
from app.kernel.ids import new_id
from app.security.models import SecurityFinding, SecurityRule

PAGE = 1000
MOST = 20_000
"""Entries of one subject within one window that are looked at: far above every threshold."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the audit log."""

    id: UUID
    at: datetime
    actor_kind: str
    actor_id: str
    actor_label: str
    action: str
    target_kind: str
    target_id: str
    details: Mapping[str, Any]


_COLUMNS = "a.id, a.at, a.actor_kind, a.actor_id, a.actor_label, a.action, a.target_kind, a.target_id, a.details"
_TAKE = text(
    """INSERT INTO security_cursors (org_id, seq) VALUES (:org, 0)
       ON CONFLICT (org_id) DO UPDATE SET seq = security_cursors.seq RETURNING seq"""
)
_UNREAD = text(
    f"""SELECT c.seq, {_COLUMNS} FROM audit_chain c LEFT JOIN audit_log a ON a.org_id = c.org_id AND a.id = c.entry_id
        WHERE c.org_id = :org AND c.seq > :after ORDER BY c.seq LIMIT {PAGE}"""  # noqa: S608 - words of our own
)
_NEAR = {
    subject: text(
        f"""SELECT {_COLUMNS} FROM audit_log a
            WHERE a.org_id = :org AND a.action = ANY(:actions) AND a.at > :since AND a.at < :until AND {column} = :subject
            ORDER BY a.at DESC LIMIT {MOST}"""  # noqa: S608 - words of our own
    )
    for subject, column in {
        "actor": "a.actor_id", "target": "a.target_id", "address": "a.details ->> 'address'",
        "channel": "a.details ->> 'channel'",
    }.items()
}  # fmt: skip


class Watch:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    async def unread(self) -> tuple[int, list[Entry]]:
        """(last place, entries) that nobody has judged yet, a page in the order of their commits; nobody else gets them
        while this transaction lasts. A place whose entry is gone is passed over: proving the chain is not our part."""
        after = int(await self._uow.scalar(_TAKE, {"org": self._uow.org_id}))
        rows = (await self._uow.execute(_UNREAD, {"org": self._uow.org_id, "after": after})).all()
        return (rows[-1][0] if rows else after), [Entry(*row[1:]) for row in rows if row[1] is not None]

    async def read_to(self, seq: int) -> None:
        await self._uow.execute(
            text("UPDATE security_cursors SET seq = :seq WHERE org_id = :org"), {"org": self._uow.org_id, "seq": seq}
        )

    async def near(
        self, subject_kind: str, subject: str, actions: Sequence[str], since: datetime, until: datetime
    ) -> list[Entry]:  # fmt: skip
        """Entries of one subject strictly between two moments."""
        given = {"org": self._uow.org_id, "actions": list(actions), "since": since, "until": until, "subject": subject}
        return [Entry(*row) for row in (await self._uow.execute(_NEAR[subject_kind], given)).all()]

    async def found(self, rule: str, subject: str, since: datetime) -> list[datetime]:
        """When the rule fired for the subject, after a moment."""
        query = select(SecurityFinding.at).where(
            SecurityFinding.rule == rule, SecurityFinding.subject == subject, SecurityFinding.at > since
        )
        return list(await self._uow.scalars(query))

    def note(self, rule: str, subject: str, at: datetime, number: int, entries: Sequence[UUID]) -> None:
        self._uow.add(
            SecurityFinding(
                org_id=self._uow.org_id, id=new_id(), rule=rule, subject=subject, at=at, number=number,
                entries=[str(entry) for entry in entries],
            )
        )  # fmt: skip

    async def own_rules(self) -> dict[str, SecurityRule]:
        """Those that somebody has set here."""
        return {row.rule: row for row in await self._uow.scalars(select(SecurityRule))}

    async def set_rule(self, rule: str, facts: Mapping[str, Any]) -> None:
        row = await self._uow.session.get(SecurityRule, (self._uow.org_id, rule), with_for_update=True)
        if row is None:
            row = SecurityRule(org_id=self._uow.org_id, rule=rule)
            self._uow.add(row)
        for name, value in facts.items():
            setattr(row, name, value)
        row.updated_by, row.updated_at = self._uow.actor.label, clock.now()
        await self._uow.flush()

    async def forget(self, before: datetime) -> int:
        return await self._uow.change(text("DELETE FROM security_findings WHERE at < :before"), {"before": before})


async def behind() -> list[UUID]:
    """Organisations whose audit log has entries that the rules have not judged."""
    async with database().system.acquire() as connection:
        rows = await connection.fetch(
            """SELECT h.org_id FROM audit_heads h LEFT JOIN security_cursors c ON c.org_id = h.org_id
               WHERE h.seq > COALESCE(c.seq, 0) ORDER BY 1"""
        )
    return [row["org_id"] for row in rows]


async def organisations() -> list[UUID]:
    async with database().system.acquire() as connection:
        return [row["org_id"] for row in await connection.fetch("SELECT org_id FROM security_cursors ORDER BY 1")]
