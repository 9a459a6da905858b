"""Calling a carrier: the opened port, and the request that a shipment makes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol
from uuid import UUID

from app.fulfilment.contracts import ShipmentView
from app.kernel.errors import Invalid
from app.kernel.transport import Unreachable
from app.ports.carriers import Carrier, Parcel, Party, ShipmentRequest, TrackingLinks
from app.ports.vendor import VendorError, vendor
from app.stores import api as stores

_PARTY = ("name", "line1", "city", "postal_code", "country", "company", "line2", "region", "phone", "email")
_NEEDED = ("name", "line1", "city", "postal_code", "country")


class Addressed(Protocol):
    """What a request to a carrier is made of."""

    @property
    def reference(self) -> str: ...
    @property
    def service(self) -> str: ...
    @property
    def ship_from(self) -> Any: ...
    @property
    def ship_to(self) -> Any: ...
    @property
    def parcels(self) -> Any: ...


@asynccontextmanager
async def calling(org_id: UUID, connection_id: UUID) -> AsyncIterator[Carrier]:
    """The carrier of a connection, outside of any transaction; its connection learns from how the calls went.

    Raises NotOffered for a connection to no carrier, and whatever the calls raise."""
    opened = await stores.open_channel(org_id, connection_id)
    carrier = opened.port(Carrier)
    try:
        yield carrier
    except (VendorError, Unreachable) as error:
        await stores.report_failure(org_id, connection_id, error)
        raise
    await stores.report_success(org_id, connection_id)


def request_of(shipment: Addressed, *, service: str | None = None) -> ShipmentRequest:
    """Raises Invalid, naming what an address or a parcel lacks."""
    if not shipment.parcels or any(not p.get("weight_grams") for p in shipment.parcels):
        raise Invalid("Say what each parcel weighs.", field="parcels")
    return ShipmentRequest(
        reference=shipment.reference,
        ship_from=_party(shipment.ship_from, "ship_from"),
        ship_to=_party(shipment.ship_to, "ship_to"),
        parcels=tuple(
            Parcel(
                weight_grams=parcel["weight_grams"],
                length_mm=parcel.get("length_mm") or 0,
                width_mm=parcel.get("width_mm") or 0,
                height_mm=parcel.get("height_mm") or 0,
            )
            for parcel in shipment.parcels
        ),
        service=shipment.service if service is None else service,
    )


def _party(address: Any, field: str) -> Party:
    missing = [name for name in _NEEDED if not (address or {}).get(name)]
    if missing:
        where = "the address that you ship from" if field == "ship_from" else "the order's shipping address"
        raise Invalid(f"A label needs {', '.join(missing)} in {where}.", field=f"{field}.{missing[0]}")
    return Party(**{name: address.get(name) or "" for name in _PARTY})


def tracked(shipment: ShipmentView) -> bool:
    """Whether a carrier can be asked about it."""
    return bool(shipment.carrier_connection_id and shipment.tracking_number)


def links() -> type[TrackingLinks]:
    """Carriers that a merchant may name for a number of their own."""
    found = vendor("manual").offer(TrackingLinks)
    if found is None:
        raise RuntimeError("the manual carrier offers no tracking links")
    return found
