"""Views of lists that an organisation shares."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.home.contracts import View
from app.home.models import SharedView
from app.kernel import audit
from app.kernel.db import UnitOfWork
from app.kernel.errors import Conflict
from app.kernel.ids import new_id

MOST = 100


async def shared_views(uow: UnitOfWork) -> list[View]:
    """All of them, by name."""
    found = (await uow.execute(select(SharedView).order_by(func.lower(SharedView.name), SharedView.id))).scalars()
    return [_view(row) for row in found]


async def share_view(uow: UnitOfWork, *, area: str, name: str, query: str, columns: Sequence[str]) -> View:
    """Raises Conflict where the list has one of this name, or the organisation has a hundred."""
    if (await uow.execute(select(func.count()).select_from(SharedView))).scalar_one() >= MOST:
        raise Conflict(f"An organisation shares {MOST} views at most. Remove one first.")
    row = SharedView(org_id=uow.org_id, id=new_id(), area=area, name=name, query=query, columns=list(columns))
    uow.add(row)
    await _unique(uow, name)
    audit.record(uow, "view.shared", kind="view", id_=row.id, name=name)
    return _view(row)


async def change_view(uow: UnitOfWork, view_id: UUID, *, name: str, query: str, columns: Sequence[str]) -> View:
    """For everybody, from their next look on. Raises NotFound, Conflict."""
    row = await uow.get(SharedView, view_id, "view", lock=True)
    row.name, row.query, row.columns = name, query, list(columns)
    await _unique(uow, name)
    audit.record(uow, "view.changed", kind="view", id_=view_id, name=name)
    return _view(row)


async def remove_view(uow: UnitOfWork, view_id: UUID) -> None:
    """What it showed stays. Raises NotFound."""
    row = await uow.get(SharedView, view_id, "view", lock=True)
    await uow.session.delete(row)
    audit.record(uow, "view.removed", kind="view", id_=view_id, name=row.name)


async def _unique(uow: UnitOfWork, name: str) -> None:
    try:
        await uow.flush()
    except IntegrityError:
        raise Conflict(f"There is a shared view called {name} already.", details={"field": "name"}) from None


def _view(row: SharedView) -> View:
    return View(id=row.id, area=row.area, name=row.name, query=row.query, columns=tuple(row.columns))
