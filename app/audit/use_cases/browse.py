"""Look into the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.audit import repository
from app.audit.contracts import EntryView, Search
from app.kernel.cursors import decode_cursor, encode_cursor, identity, moment


async def entry_page(
    org_id: UUID, search: Search, *, cursor: str | None, limit: int
) -> tuple[list[EntryView], str | None]:  # fmt: skip
    """The newest first, and where the next page begins. Raises Invalid for a cursor that is not ours."""
    found = await repository.page(org_id, search, decode_cursor(cursor, moment, identity), limit + 1)
    more = found[limit - 1] if len(found) > limit else None
    return found[:limit], encode_cursor(more.at.isoformat(), more.id) if more else None


async def known_actions(org_id: UUID) -> Sequence[str]:
    """The verbs that the log holds, for a filter."""
    return await repository.actions(org_id)
