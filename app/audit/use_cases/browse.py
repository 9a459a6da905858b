"""Look into the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.audit import repository
from app.audit.contracts import EntryView, Search
from app.kernel.errors import Invalid
from app.kernel.http import decode_cursor, encode_cursor


async def entry_page(
    org_id: UUID, search: Search, *, cursor: str | None, limit: int
) -> tuple[list[EntryView], str | None]:  # fmt: skip
    """The newest first, and where the next page begins. Raises Invalid for a cursor that is not ours."""
    found = await repository.page(org_id, search, _position(cursor), limit + 1)
    more = found[limit - 1] if len(found) > limit else None
    return found[:limit], encode_cursor(more.at.isoformat(), more.id) if more else None


def _position(cursor: str | None) -> tuple[datetime, UUID] | None:
    parts = decode_cursor(cursor, 2)
    if not parts:
        return None
    try:
        return datetime.fromisoformat(parts[0]), UUID(parts[1])
    except (ValueError, TypeError, AttributeError):
        raise Invalid("This cursor is not one of ours; start again without it.", field="cursor") from None


async def known_actions(org_id: UUID) -> Sequence[str]:
    """The verbs that the log holds, for a filter."""
    return await repository.actions(org_id)
