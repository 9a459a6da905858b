"""What carriers ask for a shipment."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID

from app.fulfilment.contracts import Quote, QuoteProblem, Quotes, ShipmentView
from app.fulfilment.repository import Shipments
from app.fulfilment.use_cases.carriers import calling, request_of
from app.kernel.db import Actor, unit_of_work
from app.kernel.errors import DomainError
from app.ports.carriers import Carrier, ShipmentRequest
from app.ports.vendor import VendorError, vendor
from app.stores import api as stores
from app.stores.contracts import ConnectionView


async def rates(org_id: UUID, actor: Actor, shipment_id: UUID, connection_ids: Sequence[UUID] = ()) -> Quotes:
    """Of the named connections, else of every connected carrier that sells labels, all asked at once.

    A carrier that fails is told among the problems. Raises NotFound, and Invalid for an incomplete address or parcel.
    """
    async with unit_of_work(org_id, actor) as uow:
        shipment: ShipmentView = await Shipments(uow).view(shipment_id)
        if connection_ids:
            asked = [await stores.connection(uow, id_) for id_ in connection_ids]
        else:
            asked = [c for c in await stores.connections(uow, "carrier") if c.state != "disconnected" and _sells(c)]
    request = request_of(shipment, service="")
    answers = await asyncio.gather(*(_ask(org_id, connection, request) for connection in asked))
    quotes = [quote for found, _ in answers for quote in found]
    return Quotes(
        quotes=tuple(sorted(quotes, key=lambda q: (q.currency, q.amount))),
        problems=tuple(problem for _, problem in answers if problem),
    )


def _sells(connection: ConnectionView) -> bool:
    return vendor(connection.vendor).offer(Carrier) is not None


async def _ask(
    org_id: UUID, connection: ConnectionView, request: ShipmentRequest
) -> tuple[Sequence[Quote], QuoteProblem | None]:
    try:
        async with calling(org_id, connection.id) as carrier:
            found = await carrier.rates(request)
    except DomainError as error:
        reason = (error.vendor_message if isinstance(error, VendorError) else "") or error.message
        return (), QuoteProblem(connection_id=connection.id, carrier=connection.title, code=error.code, message=reason)
    return [
        Quote(
            connection_id=connection.id,
            carrier=connection.title,
            service=rate.service,
            title=rate.title,
            amount=rate.amount,
            currency=rate.currency,
            days=rate.days,
            delivery_date=rate.delivery_date,
        )
        for rate in found
    ], None
