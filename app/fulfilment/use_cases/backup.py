"""Where parcels come from, for a sealed backup."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.fulfilment.models import ShipFrom
from app.fulfilment.repository import ORGANISATION
from app.kernel import audit, clock
from app.kernel.backup import Restoring
from app.kernel.db import UnitOfWork


async def export_settings(uow: UnitOfWork) -> list[dict[str, Any]]:
    rows = (await uow.scalars(select(ShipFrom).order_by(ShipFrom.location_id))).all()
    return [{"location_id": str(row.location_id), "address": row.address} for row in rows]


async def restore_settings(uow: UnitOfWork, data: Sequence[dict[str, Any]], restoring: Restoring) -> None:
    for given in data:
        address = {str(name): str(value) for name, value in given["address"].items()}
        own = UUID(given["location_id"]) == ORGANISATION
        location = ORGANISATION if own else restoring.ids.get(given["location_id"])
        what = "Sender's address" if own else f"Sender's address: {address.get('name', '')}"
        if location is None:
            restoring.note("skipped", what, "Its location is not in the file.")
            continue
        held = await uow.session.get(ShipFrom, (uow.org_id, location))
        if held is not None and held.address == address:
            restoring.note("same", what)
            continue
        await uow.session.merge(ShipFrom(org_id=uow.org_id, location_id=location, address=address, updated_at=clock.now()))
        audit.record(uow, "shipping.origin_changed", kind="location", id_=location, restored=True)
        restoring.note("changed" if held else "created", what)
