"""Locations and what counts as low, for a sealed backup. Stock itself is not in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.inventory.models import InventorySettings
from app.inventory.use_cases.locations import create_location, locations, update_location
from app.inventory.use_cases.low import low_at, set_low_at
from app.kernel.backup import Restoring
from app.kernel.db import UnitOfWork


async def export_settings(uow: UnitOfWork) -> dict[str, Any]:
    own = await uow.session.get(InventorySettings, uow.org_id)
    return {
        "locations": [
            {"id": str(each.id), **{name: getattr(each, name) for name in ("name", "address", "is_default", "active")}}
            for each in await locations(uow)
        ],
        "low_at": {"value": own.low_at} if own else None,
    }


async def restore_settings(uow: UnitOfWork, data: Mapping[str, Any], restoring: Restoring) -> None:
    """Locations are recognised by their names."""
    for given in data["locations"]:
        here = {each.name: each for each in await locations(uow)}
        name, address = str(given["name"]), {str(k): str(v) for k, v in given["address"].items()}
        found = here.get(name) or await create_location(uow, name=name, address=address)
        wanted = (address, bool(given["is_default"]) or found.is_default, bool(given["active"]) or found.is_default)
        differs = (dict(found.address), found.is_default, found.active) != wanted
        if differs:
            await update_location(
                uow, found.id, name=None, address=address, is_default=True if given["is_default"] else None, active=wanted[2]
            )
        restoring.note("created" if name not in here else "changed" if differs else "same", name)
        restoring.became(given["id"], found.id)
    if (own := data["low_at"]) is not None and await low_at(uow) != own["value"]:
        await set_low_at(uow, None if own["value"] is None else int(own["value"]))
        restoring.note("changed", "Low stock")
