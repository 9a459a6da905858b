"""The facts that inventory publishes."""

from __future__ import annotations

from uuid import UUID

from app.kernel.events import Event


class LevelsChanged(Event, name="inventory.levels_changed.v1"):
    """What is available of these variants changed. `origin_store_id`: the channel whose own edit it was, if one."""

    variant_ids: tuple[UUID, ...]
    origin_store_id: UUID | None = None


class Oversold(Event, name="inventory.oversold.v1"):
    """Channels have promised more than there is."""

    variant_id: UUID
    location_id: UUID
    available: int


class ThresholdsChanged(Event, name="inventory.thresholds_changed.v1"):
    """People said anew what counts as low: for these variants, or without any for the organisation."""

    variant_ids: tuple[UUID, ...] = ()
