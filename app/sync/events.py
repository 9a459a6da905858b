"""The facts that sync publishes."""

from __future__ import annotations

from uuid import UUID

from app.kernel.events import Event


class RunFinished(Event, name="sync.run_finished.v1"):
    """A run came to its end. `state`: done | partial | failed | cancelled."""

    store_id: UUID
    run_id: UUID
    kind: str
    state: str


class DeadLettered(Event, name="sync.dead_lettered.v1"):
    """Something could not be taken in or pushed out and waits for somebody to decide. Told once per letter, however often
    it fails. `direction`: in | out, `resource`: orders | products | stock | fulfilment | webhook, `error` in words."""

    store_id: UUID
    letter_id: UUID
    direction: str
    resource: str
    external_id: str
    error_code: str
    error: str
    remedy: str
