"""The facts that stores publishes."""

from __future__ import annotations

from uuid import UUID

from app.kernel.events import Event


class StoreConnected(Event, name="stores.connected.v1"):
    """A store has working credentials: for the first time, or again. `start_import`: whether a store that was never
    imported is to be imported at once."""

    store_id: UUID
    connection_id: UUID
    first: bool
    start_import: bool = True


class StoreDisconnected(Event, name="stores.disconnected.v1"):
    store_id: UUID
    connection_id: UUID


class ConnectionStateChanged(Event, name="stores.connection_state_changed.v1"):
    """Once per change, however many calls failed. `store_id` is None for a carrier's connection."""

    connection_id: UUID
    store_id: UUID | None
    state: str
    reason: str


class StoreStatusChanged(Event, name="stores.status_changed.v1"):
    store_id: UUID
    status: str


class StoreTimezoneChanged(Event, name="stores.timezone_changed.v1"):
    """The store's days begin and end at other moments now, those of the past included."""

    store_id: UUID


class SyncSettingsChanged(Event, name="stores.sync_settings_changed.v1"):
    """People changed what is kept alike with the store."""

    store_id: UUID
