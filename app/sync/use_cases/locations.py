"""Which of our locations a channel's location is."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.inventory import api as inventory
from app.kernel import audit
from app.kernel.db import Actor, UnitOfWork, unit_of_work
from app.kernel.errors import Conflict, NotFound
from app.ports.storefront import StockSink
from app.stores import api as stores
from app.sync.contracts import LocationLinkView
from app.sync.repository import Runs


async def location_links(uow: UnitOfWork, store_id: UUID) -> Sequence[LocationLinkView]:
    """Raises NotFound for an unknown store."""
    await stores.store(uow, store_id)
    return await Runs(uow).links(store_id)


async def link_location(
    org_id: UUID, actor: Actor, store_id: UUID, remote_location_id: str, location_id: UUID
) -> LocationLinkView:
    """Also before the first import, which links what nobody has linked. Raises NotFound for a location that one of both
    sides does not know, Conflict where ours is linked already: two of a channel's locations must not show the same units.
    """
    async with unit_of_work(org_id, actor) as uow:
        await stores.require_writable(uow, store_id)
        names = {link.remote_location_id: link.remote_name for link in await Runs(uow).links(store_id)}
    if remote_location_id not in names:
        names |= await _remote_names(org_id, store_id)
    if remote_location_id not in names:
        raise NotFound("location of the channel", remote_location_id)
    async with unit_of_work(org_id, actor) as uow:
        links = {link.remote_location_id: link for link in await Runs(uow).links(store_id)}
        if location_id not in {location.id for location in await inventory.locations(uow)}:
            raise NotFound("location", location_id)
        taken = [k for k, link in links.items() if link.location_id == location_id and k != remote_location_id]
        if taken:
            raise Conflict(
                f"{links[taken[0]].remote_name} is linked to this location already. Link that one elsewhere first.",
                details={"remote_location_id": taken[0]},
            )
        name = names[remote_location_id]
        await Runs(uow).link(store_id, remote_location_id, name, location_id)
        audit.record(
            uow, "location.linked", kind="store", id_=store_id, remote=remote_location_id, location_id=str(location_id)
        )
    return LocationLinkView(remote_location_id=remote_location_id, remote_name=name, location_id=location_id)


async def _remote_names(org_id: UUID, store_id: UUID) -> dict[str, str]:
    """The channel's active locations, as it tells them now."""
    channel = await stores.channel_of_store(org_id, store_id)
    if not channel.offers(StockSink):
        return {}
    return {place.external_id: place.name for place in await channel.port(StockSink).locations() if place.active}
