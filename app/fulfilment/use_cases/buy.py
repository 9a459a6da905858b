"""Buy a label: once, however often it is asked for and whatever gets lost on the way.

The purchase is committed as `buying`, under our reference, before the carrier hears of it. Who finds it there later
looks for the label at the carrier first, and buys only when enough time has passed for a lost order to have shown up.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import structlog

from app.fulfilment.contracts import BeingBought, LabelUnknown, NoLabel, Purchase, ShipmentView
from app.fulfilment.lifecycle import SHIPMENT
from app.fulfilment.models import Shipment
from app.fulfilment.repository import Shipments
from app.fulfilment.use_cases.carriers import calling, request_of
from app.fulfilment.use_cases.labels import store_label
from app.kernel import audit, clock
from app.kernel.db import Actor, UnitOfWork, unit_of_work
from app.kernel.errors import DomainError
from app.kernel.transport import Unreachable
from app.ports.carriers import Carrier, Label, ShipmentRequest
from app.ports.vendor import VendorError
from app.stores import api as stores

CLAIM = timedelta(seconds=90)  # how long one purchase may take; afterwards somebody else may look after it
SETTLE = timedelta(seconds=15)  # after a lost answer: until then a label that cannot be found may still appear
PATIENCE = 20.0  # seconds that a second request waits for the first
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Claim:
    connection_id: UUID
    request: ShipmentRequest
    before: datetime | None  # when the last attempt ended without an outcome; None: this is the first


async def buy_label(
    org_id: UUID, actor: Actor, shipment_id: UUID, purchase: Purchase | None = None, *, discard: bool = False
) -> ShipmentView:
    """The shipment with its label. None for `purchase` continues one that was begun. Needs no open transaction.

    A refusal makes it a draft again (or removes it, with `discard`) and is raised: VendorError, Unreachable, and what
    opening the connection raises. Raises LabelUnknown while the outcome is open, BeingBought, IllegalMove, Invalid.
    """
    claim = await _claimed(org_id, actor, shipment_id, purchase)
    if claim is None:
        async with unit_of_work(org_id, actor) as uow:
            return await Shipments(uow).view(shipment_id)
    absent = claim.before is None  # whether it is sure that nothing was bought so far
    try:
        async with asyncio.timeout((CLAIM - timedelta(seconds=10)).total_seconds()):
            async with calling(org_id, claim.connection_id) as carrier:
                label = await carrier.find(claim.request.reference) if claim.before else None
                absent = claim.before is None or clock.now() - claim.before >= SETTLE
                if label is None and not absent:
                    raise LabelUnknown(shipment_id, "not found yet", retry_after=SETTLE.total_seconds())
                label = await _priced(carrier, claim.request, label or await carrier.buy(claim.request))
    except (TimeoutError, DomainError) as error:
        reason = error.message if isinstance(error, DomainError) else "The carrier did not answer in time."
        if absent and not _may_have_bought(error):
            await _refused(org_id, actor, shipment_id, error, discard)
            raise
        ended = clock.now() if absent else claim.before
        await _leave_open(org_id, actor, shipment_id, ended or clock.now(), reason)
        raise LabelUnknown(shipment_id, reason, retry_after=SETTLE.total_seconds()) from error
    return await store_label(org_id, actor, shipment_id, label)


async def _claimed(org_id: UUID, actor: Actor, shipment_id: UUID, purchase: Purchase | None) -> _Claim | None:
    """The right to buy, for one at a time. None when the label is there already."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while True:
        async with unit_of_work(org_id, actor) as uow:
            shipment = await Shipments(uow).locked(shipment_id)
            if shipment.label_key and shipment.state != "voided":
                return None
            if not (shipment.state == "buying" and shipment.claimed_until and shipment.claimed_until > clock.now()):
                return await _claim(uow, shipment, purchase)
        if asyncio.get_running_loop().time() > deadline:
            raise BeingBought(
                "Another request is buying this label. Look again shortly.", details={"shipment_id": str(shipment_id)}
            )
        await asyncio.sleep(0.1)


async def _claim(uow: UnitOfWork, shipment: Shipment, purchase: Purchase | None) -> _Claim:
    before = None
    if shipment.state == "buying":
        before = shipment.claimed_until or shipment.updated_at
    else:
        SHIPMENT.check(shipment.state, "buying")
        if purchase is None:
            raise NoLabel("Nobody has begun to buy this label.", details={"shipment_id": str(shipment.id)})
        connection = await stores.connection(uow, purchase.connection_id)
        shipment.carrier_connection_id = purchase.connection_id
        shipment.carrier = connection.title
        shipment.service = purchase.service
        shipment.ship_when_bought = purchase.ship
        audit.record(
            uow, "label.buying", kind="shipment", id_=shipment.id, service=purchase.service, reference=shipment.reference
        )
    if shipment.carrier_connection_id is None:
        raise NoLabel("The connection to the carrier is gone.", details={"shipment_id": str(shipment.id)})
    request = request_of(shipment)
    shipment.state = "buying"
    shipment.claimed_until = clock.now() + CLAIM
    shipment.error = ""
    shipment.version += 1
    return _Claim(shipment.carrier_connection_id, request, before)


async def _priced(carrier: Carrier, request: ShipmentRequest, label: Label) -> Label:
    """What a label cost is told only with its sale; for one that was looked up the present rate stands."""
    if label.amount is not None:
        return label
    price, currency = await _rate(carrier, request)
    return replace(label, amount=price, currency=currency)


async def _rate(carrier: Carrier, request: ShipmentRequest) -> tuple[Decimal | None, str]:
    try:
        for rate in await carrier.rates(request):
            if rate.service == request.service:
                return rate.amount, rate.currency
    except (VendorError, Unreachable) as error:
        log.warning("fulfilment.cost_unknown", reference=request.reference, reason=error.message)
    return None, ""


def _may_have_bought(error: Exception) -> bool:
    if isinstance(error, TimeoutError):
        return True
    if isinstance(error, Unreachable):
        return error.sent
    if isinstance(error, VendorError):  # a 5xx, or a yes that cannot be read
        return error.http_status is not None and not 300 <= error.http_status < 500
    return False


async def _leave_open(org_id: UUID, actor: Actor, shipment_id: UUID, ended: datetime, reason: str) -> None:
    async with unit_of_work(org_id, actor) as uow:
        shipment = await Shipments(uow).locked(shipment_id)
        if shipment.state == "buying":
            shipment.claimed_until = min(ended, clock.now())
            shipment.error = reason[:1000]


async def _refused(org_id: UUID, actor: Actor, shipment_id: UUID, error: Exception, discard: bool) -> None:
    async with unit_of_work(org_id, actor) as uow:
        shipment = await Shipments(uow).locked(shipment_id)
        if shipment.state != "buying":
            return
        reason = (error.vendor_message if isinstance(error, VendorError) else "") or str(error)
        audit.record(uow, "label.refused", kind="shipment", id_=shipment_id, reason=reason[:1000])
        if discard:
            await uow.session.delete(shipment)
            return
        shipment.state = "draft"
        shipment.claimed_until = None
        shipment.error = reason[:1000]
        shipment.version += 1
