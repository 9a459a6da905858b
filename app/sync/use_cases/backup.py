"""Which of our locations a channel's location is, for a sealed backup."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.kernel.backup import Restoring
from app.kernel.db import UnitOfWork
from app.sync.models import LocationLink
from app.sync.repository import Runs

_FIELDS = ("store_id", "remote_location_id", "remote_name", "location_id")


async def export_settings(uow: UnitOfWork) -> list[dict[str, Any]]:
    links = (await uow.scalars(select(LocationLink).order_by(LocationLink.created_at))).all()
    return [{name: str(getattr(link, name)) for name in _FIELDS} for link in links]


async def restore_settings(uow: UnitOfWork, data: Sequence[dict[str, Any]], restoring: Restoring) -> None:
    """What is linked here already stays linked as it is: stock has followed it."""
    runs = Runs(uow)
    for given in data:
        what = str(given["remote_name"] or given["remote_location_id"])
        store, location = (restoring.ids.get(given[name]) for name in ("store_id", "location_id"))
        if store is None or location is None:
            restoring.note("skipped", what, "Its store or its location is not in the file.")
            continue
        links = {link.remote_location_id: link for link in await runs.links(store)}
        known = links.get(given["remote_location_id"])
        if known is not None:
            same = known.location_id == location
            restoring.note("same" if same else "skipped", what, "" if same else "It is linked to another location here.")
        elif location in {link.location_id for link in links.values()}:
            restoring.note("skipped", what, "Another location of the channel is linked to ours here.")
        else:
            await runs.link(store, str(given["remote_location_id"]), str(given["remote_name"]), location)
            restoring.note("created", what)
