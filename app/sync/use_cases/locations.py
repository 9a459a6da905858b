"""Which of our locations a channel's location is."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.inventory import api as inventory
from app.kernel import audit
from app.kernel.db import UnitOfWork
from app.kernel.errors import Conflict, NotFound
from app.stores import api as stores
from app.sync.contracts import LocationLinkView
from app.sync.repository import Runs


async def location_links(uow: UnitOfWork, store_id: UUID) -> Sequence[LocationLinkView]:
    """Raises NotFound for an unknown store."""
    await stores.store(uow, store_id)
    return await Runs(uow).links(store_id)


async def link_location(uow: UnitOfWork, store_id: UUID, remote_location_id: str, location_id: UUID) -> LocationLinkView:
    """Raises NotFound for a location that one of both sides does not know, Conflict where ours is linked already: two of a
    channel's locations must not show the same units."""
    await stores.require_writable(uow, store_id)
    links = {link.remote_location_id: link for link in await Runs(uow).links(store_id)}
    if remote_location_id not in links:
        raise NotFound("location of the channel", remote_location_id)
    if location_id not in {location.id for location in await inventory.locations(uow)}:
        raise NotFound("location", location_id)
    taken = [k for k, link in links.items() if link.location_id == location_id and k != remote_location_id]
    if taken:
        raise Conflict(
            f"{links[taken[0]].remote_name} is linked to this location already. Link that one elsewhere first.",
            details={"remote_location_id": taken[0]},
        )
    await Runs(uow).link(store_id, remote_location_id, links[remote_location_id].remote_name, location_id)
    audit.record(uow, "location.linked", kind="store", id_=store_id, remote=remote_location_id, location_id=str(location_id))
    return LocationLinkView(
        remote_location_id=remote_location_id, remote_name=links[remote_location_id].remote_name, location_id=location_id
    )
