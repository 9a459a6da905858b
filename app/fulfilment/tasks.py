"""The clockwork of fulfilment: learn how open purchases went, follow parcels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.fulfilment import api
from app.fulfilment.contracts import BeingBought, LabelUnknown
from app.kernel import clock
from app.kernel.db import SYSTEM, unit_of_work
from app.kernel.errors import DomainError
from app.kernel.everyone import for_everyone
from app.kernel.jobs import Job, RetryLater, Task, cron, enqueue, task
from app.kernel.transport import Unreachable

OPEN_FOR = timedelta(seconds=60)  # a purchase without an outcome for that long is looked after
ASK_EVERY = timedelta(minutes=15)


@task()
async def resolve_purchase(job: Job, shipment_id: str) -> dict[str, Any]:
    """Find the label of a purchase whose answer was lost, or buy it now. A refusal makes the shipment a draft again."""
    try:
        found = await api.buy_label(job.org_id, SYSTEM, UUID(shipment_id))
    except (LabelUnknown, BeingBought) as error:
        return {"outcome": error.code}  # the clockwork asks again
    except DomainError as error:
        return {"outcome": error.code, "reason": error.message}
    return {"outcome": found.state, "tracking_number": found.tracking_number}


@task()
async def track_shipment(job: Job, shipment_id: str) -> dict[str, Any]:
    """Ask the carrier where a parcel is."""
    try:
        found = await api.refresh_tracking(job.org_id, SYSTEM, UUID(shipment_id))
    except Unreachable as error:
        raise RetryLater(120, error.message) from error
    except DomainError as error:  # the carrier refuses, or nobody may ask it now: the clockwork comes back to it
        return {"outcome": error.code, "reason": error.message}
    return {"state": found.state}


@cron(every=20)
async def resolve_purchases() -> int:
    """Purchases that nobody has learnt the outcome of: a worker or server was killed, or an answer was lost."""
    return await _enqueue_each(resolve_purchase, await api.stuck(clock.now() - OPEN_FOR))


@cron(every=60)
async def follow_shipments() -> int:
    """Parcels under way."""
    return await _enqueue_each(track_shipment, await api.due(clock.now() - ASK_EVERY))


async def _enqueue_each(what: Task, due: Sequence[tuple[UUID, UUID]]) -> int:
    """One job per shipment, one transaction per organisation."""
    by_org: dict[UUID, list[UUID]] = {}
    for org_id, shipment_id in due:
        by_org.setdefault(org_id, []).append(shipment_id)

    async def ask(org_id: UUID) -> None:
        async with unit_of_work(org_id) as uow:
            for shipment_id in by_org[org_id]:
                await enqueue(uow, what, key=str(shipment_id), shipment_id=str(shipment_id))

    await for_everyone("fulfilment.not_asked", list(by_org), ask)
    return len(due)
