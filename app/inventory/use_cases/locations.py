"""Locations: list, make, change."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app.inventory.contracts import LocationView
from app.inventory.models import Location
from app.inventory.repository import Stock
from app.kernel import audit
from app.kernel.db import UnitOfWork
from app.kernel.errors import Conflict
from app.kernel.ids import new_id


async def locations(uow: UnitOfWork) -> Sequence[LocationView]:
    """The default one first."""
    return [_view(location) for location in await Stock(uow).locations()]


async def default_location(uow: UnitOfWork) -> LocationView:
    """Made with the first question for it."""
    return _view(await Stock(uow).default_location())


async def create_location(uow: UnitOfWork, *, name: str, address: dict[str, str]) -> LocationView:
    """The first one is the default. Raises Conflict for a name that is taken."""
    first = not await Stock(uow).locations()
    location = Location(org_id=uow.org_id, id=new_id(), name=name, address=address, is_default=first)
    uow.add(location)
    await _unique(uow, name)
    audit.record(uow, "location.created", kind="location", id_=location.id, name=name)
    return _view(location)


async def update_location(
    uow: UnitOfWork,
    location_id: UUID,
    *,
    name: str | None,
    address: dict[str, str] | None,
    is_default: bool | None,
    active: bool | None,
) -> LocationView:
    """None leaves a field as it is. Exactly one location is the default: making one it unmakes the other."""
    location = await uow.get(Location, location_id, "location", lock=True)
    if is_default is False or (location.is_default and active is False):
        raise Conflict("Make another location the default one first.", details={"location_id": str(location_id)})
    if is_default and not location.is_default:
        await uow.execute(update(Location).where(Location.is_default).values(is_default=False))
        location.is_default = True
    location.name = name if name is not None else location.name
    location.address = address if address is not None else location.address
    location.active = active if active is not None else location.active
    await _unique(uow, location.name)
    audit.record(uow, "location.updated", kind="location", id_=location.id, name=location.name, active=location.active)
    return _view(location)


async def _unique(uow: UnitOfWork, name: str) -> None:
    try:
        await uow.flush()
    except IntegrityError:
        raise Conflict(f"There is a location named {name!r} already.", details={"field": "name"}) from None


def _view(location: Location) -> LocationView:
    return LocationView(
        id=location.id, name=location.name, is_default=location.is_default, active=location.active, address=location.address
    )
