"""All SQL of the audit log's readers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.audit.contracts import EntryView, Search
from app.kernel.db import database

_COLUMNS = """a.id, c.seq, a.at, a.actor_kind, a.actor_id, a.actor_label, a.action, a.target_kind, a.target_id, a.details,
    a.correlation_id, encode(c.hash, 'hex') AS hash"""


async def page(org_id: UUID, search: Search, position: tuple[datetime, UUID] | None, limit: int) -> list[EntryView]:
    """Entries of an organisation before the position, the newest first."""
    where, values = _conditions(search)
    if position:
        where.append(f"(a.at, a.id) < (${len(values) + 1}, ${len(values) + 2})")
        values += position
    # c.org_id is compared with a value, so that the planner looks links up one by one
    query = (  # conditions of our own, values as parameters
        f"SELECT {_COLUMNS} FROM audit_log a JOIN audit_chain c ON c.org_id = ${len(values) + 1} AND c.entry_id = a.id "  # noqa: S608
        f"WHERE {' AND '.join(where)} ORDER BY a.at DESC, a.id DESC LIMIT {int(limit)}"
    )
    async with database().read(org_id) as connection:
        rows = await connection.fetch(query, *values, org_id)
    return [EntryView(**dict(row)) for row in rows]


async def count(org_id: UUID, search: Search) -> int:
    """How many entries the search finds."""
    where, values = _conditions(search)
    query = f"SELECT count(*) FROM audit_log a WHERE a.org_id = ${len(values) + 1} AND {' AND '.join(where)}"  # noqa: S608
    async with database().read(org_id) as connection:
        return int(await connection.fetchval(query, *values, org_id))


def _conditions(search: Search) -> tuple[list[str], list[Any]]:
    where, values = ["true"], list[Any]()

    def add(condition: str, value: Any) -> None:
        values.append(value)
        where.append(condition.format(f"${len(values)}"))

    for name in ("actor_kind", "target_kind", "target_id", "correlation_id"):
        if value := getattr(search, name):
            add(f"a.{name} = {{}}", value)
    if search.action:
        add("starts_with(a.action, {})" if search.action.endswith(".") else "a.action = {}", search.action)
    if search.actor:
        add("a.actor_id = {}" if _is_uuid(search.actor) else "strpos(lower(a.actor_label), lower({})) > 0", search.actor)
    if search.since:
        add("a.at >= {}", _aware(search.since))
    if search.until:
        add("a.at < {}", _aware(search.until))
    return where, values


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


_ACTIONS = """WITH RECURSIVE found AS (
    SELECT min(action) AS action FROM audit_log WHERE org_id = $1
    UNION ALL
    SELECT (SELECT min(a.action) FROM audit_log a WHERE a.org_id = $1 AND a.action > f.action) FROM found f
    WHERE f.action IS NOT NULL)
SELECT action FROM found WHERE action IS NOT NULL"""


async def actions(org_id: UUID) -> Sequence[str]:
    """Every verb that the log holds; hops along the index from one to the next."""
    async with database().read(org_id) as connection:
        return [row["action"] for row in await connection.fetch(_ACTIONS, org_id)]
