"""Which stores the work in hand may touch: all of the organisation's, or those that its caller is limited to.

The limit travels with the task, as the correlation id does, and not from hand to hand: every unit of work and every read
of a limited caller is limited, whoever opens it, and none can be forgotten. Workers, handlers and schedules run in tasks
of their own, outside of any call, and act for the whole organisation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

_limit: ContextVar[tuple[UUID, frozenset[UUID]] | None] = ContextVar("reach", default=None)


def limit(org_id: UUID, stores: Collection[UUID] | None) -> None:
    """From here on, until the enclosing `anew` ends, only these stores of the organisation; None: all of them."""
    _limit.set(None if stores is None else (org_id, frozenset(stores)))


@contextmanager
def anew() -> Iterator[None]:
    """Nothing is limited in the enclosed code until it says so, and what it says ends with it."""
    token = _limit.set(None)
    try:
        yield
    finally:
        _limit.reset(token)


def stores(org_id: UUID | None) -> frozenset[UUID] | None:
    """Those within reach in an organisation; None for all. A limit of one organisation is none in another."""
    limited = _limit.get()
    return limited[1] if limited is not None and limited[0] == org_id else None


def setting(org_id: UUID | None) -> str:
    """What `app.store_ids` has to be: nothing for all stores, else an array of ids, which may be empty."""
    found = stores(org_id)
    return "" if found is None else "{" + ",".join(sorted(store.hex for store in found)) + "}"
