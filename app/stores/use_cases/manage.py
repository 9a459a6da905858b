"""Make, change and delete stores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from app.kernel import audit, clock
from app.kernel.db import Actor, UnitOfWork, unit_of_work
from app.kernel.errors import Invalid, PreconditionFailed
from app.kernel.ids import new_id
from app.stores.contracts import StoreView, SyncSettings
from app.stores.events import StoreStatusChanged, StoreTimezoneChanged, SyncSettingsChanged
from app.stores.models import Store
from app.stores.repository import Stores
from app.stores.use_cases.connections import disconnect
from app.stores.use_cases.forms import known_vendor
from app.stores.use_cases.stores import require_writable


async def create_store(uow: UnitOfWork, *, name: str, platform: str, **fields: str) -> StoreView:
    """A store that is not connected yet. Raises Invalid for an unknown platform."""
    maker = known_vendor(platform)
    if maker.kind != "store":
        raise Invalid(f"{maker.title} is no store platform.", field="platform")
    store = Store(org_id=uow.org_id, id=new_id(), name=name, platform=maker.slug, settings=asdict(SyncSettings()), **fields)
    uow.add(store)
    audit.record(uow, "store.created", kind="store", id_=store.id, name=name, platform=platform)
    await uow.flush()
    return await Stores(uow).store(store.id)


async def update_store(
    uow: UnitOfWork, store_id: UUID, changes: Mapping[str, Any], settings: Mapping[str, Any], *, expect: int | None
) -> StoreView:
    """Change fields and sync preferences. A suspended store takes nothing but another status.

    `expect` is the version that the edit is based on. Raises NotFound, PreconditionFailed, StoreSuspended.
    """
    store = await uow.get(Store, store_id, "store", lock=True)
    if expect is not None and expect != store.version:
        raise PreconditionFailed(
            "Somebody changed this store meanwhile. Read it again and repeat your change.",
            details={"current": store.version, "given": expect},
        )
    status = changes.get("status", store.status)
    if settings or any(getattr(store, name) != value for name, value in changes.items() if name != "status"):
        await require_writable(uow, store_id)
    before = {name: getattr(store, name) for name in changes if getattr(store, name) != changes[name]}
    moved = status != store.status
    merged = asdict(SyncSettings.read({**store.settings, **settings}))
    shared_before = asdict(SyncSettings.read(store.settings))
    if not before and merged == shared_before:
        return await Stores(uow).store(store_id)
    for name in before:
        setattr(store, name, changes[name])
    store.settings = {**store.settings, **merged}
    store.version += 1
    store.updated_at = clock.now()
    if moved:
        uow.publish(StoreStatusChanged(store_id=store_id, status=status))
    if "timezone" in before:
        uow.publish(StoreTimezoneChanged(store_id=store_id))
    if merged != shared_before:
        uow.publish(SyncSettingsChanged(store_id=store_id))
    audit.record(
        uow, "store.updated", kind="store", id_=store_id, before=before,
        after={name: changes[name] for name in before}, settings=dict(settings),
    )  # fmt: skip
    await uow.flush()
    return await Stores(uow).store(store_id)


async def delete_store(org_id: UUID, actor: Actor, store_id: UUID) -> None:
    """End its connection (webhooks at the vendor, secrets here), then delete it with all that belongs to it.

    Raises NotFound, StoreSuspended.
    """
    async with unit_of_work(org_id, actor) as uow:
        await require_writable(uow, store_id)
        living = [c.id for c in await Stores(uow).connections(kind="store", store_id=store_id) if c.state != "disconnected"]
    for connection_id in living:
        await disconnect(org_id, actor, connection_id)
    async with unit_of_work(org_id, actor) as uow:
        store = await uow.get(Store, store_id, "store", lock=True)
        audit.record(uow, "store.deleted", kind="store", id_=store_id, name=store.name, platform=store.platform)
        await uow.session.delete(store)
