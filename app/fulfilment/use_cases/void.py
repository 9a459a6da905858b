"""Give a label back before its parcel leaves."""

from __future__ import annotations

from uuid import UUID

from app.fulfilment.contracts import NoLabel, ShipmentView
from app.fulfilment.events import ShipmentVoided
from app.fulfilment.lifecycle import SHIPMENT
from app.fulfilment.models import Shipment
from app.fulfilment.repository import Shipments
from app.fulfilment.use_cases.carriers import calling
from app.kernel import audit
from app.kernel.db import Actor, UnitOfWork, unit_of_work
from app.orders import api as orders


async def void(org_id: UUID, actor: Actor, shipment_id: UUID) -> ShipmentView:
    """The carrier first, then the book: a repeat after a lost answer is harmless, as carriers void twice alike.

    Units of a shipment that was marked as shipped are open again. Raises IllegalMove, VendorError, Unreachable.
    """
    async with unit_of_work(org_id, actor) as uow:
        shipment = await uow.get(Shipment, shipment_id, "shipment")
        if shipment.state == "voided":
            return await Shipments(uow).view(shipment_id)
        SHIPMENT.check(shipment.state, "voided")
        connection_id, carrier_id = shipment.carrier_connection_id, shipment.carrier_shipment_id
        if shipment.label_key and connection_id is None:
            raise NoLabel("The connection to the carrier is gone; void the label there.", details={"carrier": shipment.carrier})
    if connection_id is not None and carrier_id:
        async with calling(org_id, connection_id) as carrier:
            await carrier.void(carrier_id)
    async with unit_of_work(org_id, actor) as uow:
        shipments = Shipments(uow)
        shipment = await shipments.locked(shipment_id)
        if shipment.state != "voided":
            SHIPMENT.check(shipment.state, "voided")
            await withdraw(uow, shipment)
        return await shipments.view(shipment_id)


async def withdraw(uow: UnitOfWork, shipment: Shipment) -> None:
    """The locked shipment will not leave: its units are open again."""
    was_shipped = shipment.state == "shipped"
    shipment.state = "voided"
    shipment.version += 1
    if was_shipped:
        lines = {item: -units for item, units in (await Shipments(uow).units(shipment.id)).items()}
        await orders.record_fulfilment(uow, shipment.order_id, lines, shipment.id)
    uow.publish(
        ShipmentVoided(shipment_id=shipment.id, order_id=shipment.order_id, store_id=shipment.store_id, was_shipped=was_shipped)
    )
    audit.record(
        uow, "label.voided", kind="shipment", id_=shipment.id, order_id=str(shipment.order_id),
        tracking_number=shipment.tracking_number,
    )  # fmt: skip
