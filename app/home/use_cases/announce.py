"""Tell open dashboards what other contexts' events say. Bodies name things; whoever listens reads them anew."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any
from uuid import UUID

from app.kernel import live
from app.kernel.db import UnitOfWork
from app.kernel.ids import new_id

MOST = 100  # ids that one announcement names; the rest is only counted


def announce(uow: UnitOfWork, kind: str, **body: Any) -> None:
    """Once this commits."""
    uow.after_commit(f"live:{kind}:{new_id()}", partial(live.announce, uow.org_id, kind, body))


def announce_many(uow: UnitOfWork, kind: str, ids: Collection[UUID], **body: Any) -> None:
    """A batch: `ids` holds the first hundred, `count` says how many there are."""
    announce(uow, kind, **body, count=len(ids), ids=list(ids)[:MOST])
