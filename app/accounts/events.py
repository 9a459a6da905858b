"""The facts that accounts publishes."""

from __future__ import annotations

from uuid import UUID

from app.kernel.events import Event


class OrganisationCreated(Event, name="accounts.organisation_created.v1"):
    """A new tenant exists, with its owner."""

    owner_id: UUID
