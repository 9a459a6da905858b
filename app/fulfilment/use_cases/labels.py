"""Labels as files: keep what was bought, hand it out again."""

from __future__ import annotations

from uuid import UUID

from app.fulfilment.contracts import LabelFile, NoLabel, ShipmentView
from app.fulfilment.lifecycle import SHIPMENT
from app.fulfilment.models import Shipment
from app.fulfilment.repository import Shipments
from app.fulfilment.use_cases.ship import leave
from app.kernel import audit
from app.kernel.db import Actor, UnitOfWork, unit_of_work
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.storage import storage
from app.ports.carriers import Label

_EXTENSIONS = {"image/gif": "gif", "image/png": "png", "application/pdf": "pdf", "application/zpl": "zpl"}


async def store_label(org_id: UUID, actor: Actor, shipment_id: UUID, label: Label) -> ShipmentView:
    """Files first, then the row; a second call for the same purchase changes nothing."""
    files = [(label.tracking_number, label.media_type, label.content)]
    files += [(further.tracking_number, further.media_type, further.content) for further in label.further]
    kept = [
        {"tracking_number": number, "label_media_type": kind, "label_key": await _put(org_id, kind, content)}
        for number, kind, content in files
    ]
    async with unit_of_work(org_id, actor) as uow:
        shipments = Shipments(uow)
        shipment = await shipments.locked(shipment_id)
        if shipment.state == "buying":
            _enter(shipment, label, kept)
            audit.record(
                uow, "label.bought", kind="shipment", id_=shipment_id, tracking_number=label.tracking_number,
                cost=str(label.amount) if label.amount is not None else None, currency=label.currency,
            )  # fmt: skip
            await uow.flush()
            if shipment.ship_when_bought:
                await _ship(uow, shipment)
        return await shipments.view(shipment_id)


async def label_file(uow: UnitOfWork, shipment_id: UUID, parcel: int = 1) -> LabelFile:
    """The label of a parcel, counted from 1. Raises NotFound, NoLabel."""
    shipment = await uow.get(Shipment, shipment_id, "shipment")
    if not shipment.label_key:
        raise NoLabel("No label was bought for this shipment.", details={"state": shipment.state})
    if not 1 <= parcel <= len(shipment.parcels):
        raise NotFound("parcel", parcel)
    entry = shipment.parcels[parcel - 1]
    key = str(entry.get("label_key") or shipment.label_key)
    return LabelFile(
        media_type=str(entry.get("label_media_type") or shipment.label_media_type),
        content=await storage().get(uow.org_id, key),
        filename=f"label-{entry.get('tracking_number') or shipment.tracking_number}.{key.rpartition('.')[2]}",
    )


async def _put(org_id: UUID, media_type: str, content: bytes) -> str:
    return await storage().put(org_id, content, _EXTENSIONS.get(media_type, "bin"))


def _enter(shipment: Shipment, label: Label, kept: list[dict[str, str]]) -> None:
    SHIPMENT.check(shipment.state, "label_bought")
    shipment.state = "label_bought"
    shipment.claimed_until = None
    shipment.error = ""
    shipment.tracking_number = label.tracking_number
    shipment.tracking_url = label.tracking_url
    shipment.carrier_shipment_id = label.shipment_id
    shipment.service = label.service or shipment.service
    shipment.cost = label.amount
    shipment.currency = label.currency
    shipment.label_key = kept[0]["label_key"]
    shipment.label_media_type = label.media_type
    boxes = [dict(box) for box in shipment.parcels]
    shipment.parcels = [
        {**(boxes[n] if n < len(boxes) else {}), **(kept[n] if n < len(kept) else {})}
        for n in range(max(len(boxes), len(kept)))
    ]
    shipment.version += 1


async def _ship(uow: UnitOfWork, shipment: Shipment) -> None:
    """The order may have been cancelled while the label was bought: then the label is kept, to be voided or shipped."""
    try:
        async with uow.session.begin_nested():
            await leave(uow, shipment)
    except (Conflict, Invalid) as error:
        await uow.session.refresh(shipment)
        shipment.error = error.message[:1000]
