"""Key rotation: every sealed secret of stores goes under the active master key, while everything runs."""

from __future__ import annotations

from uuid import UUID

import structlog
from sqlalchemy import select, update

from app.kernel import inbox
from app.kernel.db import database, unit_of_work
from app.kernel.inbox import InboxEndpoint
from app.kernel.process import process
from app.kernel.vault import VaultError
from app.stores.models import Connection, ConnectionDraft
from app.stores.use_cases.channels import secrets_context
from app.stores.use_cases.drafts import draft_context

log = structlog.get_logger(__name__)


async def rewrap_secrets() -> dict[str, int]:
    """Rows rewrapped, by table. A row that somebody changes meanwhile is sealed under the active key anyway.

    An envelope that no configured key opens is left as it is and named in the log: it must not keep the others under an
    old key. It may be repeated.
    """
    counts = {"connections": 0, "connection_drafts": 0, "inbox_endpoints": 0}
    async with database().system.acquire() as connection:
        rows = await connection.fetch(
            """SELECT org_id FROM connections UNION SELECT org_id FROM connection_drafts
               UNION SELECT org_id FROM inbox_endpoints ORDER BY 1"""
        )
    for row in rows:
        for table, count in (await _of(row["org_id"])).items():
            counts[table] += count
    return counts


async def _of(org_id: UUID) -> dict[str, int]:
    """One organisation, in a transaction of its own; compare-and-set, so that nobody waits for it."""
    vault = process().vault
    done = {}
    async with unit_of_work(org_id) as uow:
        for table, model, column, context in (
            ("connections", Connection, Connection.secrets, secrets_context),
            ("connection_drafts", ConnectionDraft, ConnectionDraft.secrets, draft_context),
            ("inbox_endpoints", InboxEndpoint, InboxEndpoint.secret, inbox.secret_context),
        ):
            found = (await uow.execute(select(model.id, column).where(column != ""))).all()
            done[table] = 0
            for id_, held in found:
                try:
                    fresh = vault.rewrap(held, context(id_))
                except VaultError as error:
                    log.error("stores.secret_unreadable", table=table, id=str(id_), error=str(error))
                    continue
                if fresh == held:
                    continue
                await uow.execute(update(model).where(model.id == id_, column == held).values({column.key: fresh}))
                done[table] += 1
    return done
