"""Tell a channel what has left, and what did not leave after all. The tracking number is looked for on the order before
anything is written, so the same call again is how a lost answer is verified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from app.fulfilment import api as fulfilment
from app.fulfilment.contracts import ShipmentToPush
from app.kernel import clock
from app.kernel.db import UnitOfWork
from app.kernel.errors import DomainError
from app.kernel.transport import Unreachable
from app.ports.storefront import FulfilmentSink, FulfilmentWrite
from app.ports.vendor import Remedy, VendorError
from app.stores import api as stores
from app.stores.contracts import OpenChannel
from app.sync.contracts import Cause, Pushed
from app.sync.models import FulfilmentPush
from app.sync.repository import Letters
from app.sync.use_cases.burying import bury
from app.sync.use_cases.failing import remedy_of, tell, wait_of, words
from app.sync.use_cases.taking import unit
from app.sync.use_cases.tally import Tally

LEFT = ("shipped", "in_transit", "out_for_delivery", "exception", "delivered")


async def shipment_shipped(uow: UnitOfWork, store_id: UUID, shipment_id: UUID) -> bool:
    """Note it for its channel. False where the store has none (a merchant's own book), or its orders are left alone."""
    connection = await stores.connection_of_store(uow, store_id)
    if connection is None or connection.state == "disconnected":
        return False
    if not (await stores.store(uow, store_id)).settings.sync_orders:
        return False
    await Letters(uow).add_push(shipment_id, store_id)
    return True


async def shipment_voided(uow: UnitOfWork, shipment_id: UUID) -> bool:
    """What the channel was told, or may have been, is to be taken back there. False where it never heard of it."""
    row = await Letters(uow).push(shipment_id)
    if row is None:
        return False
    row.state, row.attempts, row.error = "pending", 0, ""
    return True


async def push_fulfilments(org_id: UUID, store_id: UUID, cause: Cause = Cause()) -> Pushed:
    """All shipments that the store's channel does not know yet, or no longer has to show; those first that failed least
    often, so that one order at which the vendor stumbles keeps no other waiting."""
    channel = await stores.channel_of_store(org_id, store_id)
    async with unit(channel) as uow:
        waiting = await Letters(uow).open_pushes(store_id)
    tally = Tally("push_fulfilments", cause)
    try:
        return await _push_all(channel, waiting, tally)
    finally:
        if tally.counts or tally.error:
            async with unit(channel) as uow:
                await tally.write(uow, store_id)


async def _push_all(channel: OpenChannel, waiting: Sequence[UUID], tally: Tally) -> Pushed:
    pushed = failed = 0
    for shipment_id in waiting:
        async with unit(channel) as uow:
            shipment = await fulfilment.shipment_to_push(uow, shipment_id)
            others = await Letters(uow).told_besides(shipment_id)
        voided = shipment.state == "voided"
        if not (voided or shipment.state in LEFT) or not shipment.order_external_id:
            await _give_up(channel, shipment_id, "This shipment has nothing to tell the channel.")
            continue
        write = write_of(shipment, others)
        try:
            told = await (_withdraw if voided else _tell)(channel, write, shipment_id)
        except (VendorError, Unreachable) as error:
            await tell(channel.org_id, channel.connection_id, error)
            wait = wait_of(error)
            if wait is not None or remedy_of(error) == Remedy.RECONNECT:
                await _put_off(channel, shipment_id, error)
                tally.error = words(error) if wait is None else ""
                return Pushed(pushed, failed, wait, words(error))
            await _give_up(channel, shipment_id, words(error), error, write)
            tally.add("fulfilment", "failed", write.order_id, entity_id=shipment_id, message=words(error))
            failed += 1
            continue
        if told:
            words_of = f"{write.carrier} {write.number}" + (", withdrawn" if voided else "")
            tally.add("fulfilment", "pushed", told, entity_id=shipment_id, message=words_of)
            pushed += 1
    return Pushed(pushed, failed)


async def _tell(channel: OpenChannel, write: FulfilmentWrite, shipment_id: UUID) -> str:
    """The id that the channel gave it."""
    remote = await channel.port(FulfilmentSink).push_fulfilment(write)
    await _published(channel, shipment_id, remote.external_id)
    return remote.external_id


async def _withdraw(channel: OpenChannel, write: FulfilmentWrite, shipment_id: UUID) -> str:
    """The same; empty where the channel had nothing of it."""
    async with unit(channel) as uow:
        known = (await _row(uow, shipment_id)).external_id
    was_there = await channel.port(FulfilmentSink).withdraw_fulfilment(write, known)
    async with unit(channel) as uow:
        row = await _row(uow, shipment_id)
        row.state, row.error, row.pushed_at = "withdrawn", "", clock.now()
        row.attempts += 1
        assert channel.store_id is not None
        await Letters(uow).settle(channel.store_id, "out", "fulfilment", [str(shipment_id)])
    return (known or write.number or str(shipment_id)) if was_there else ""


def write_of(shipment: ShipmentToPush, others: tuple[str, ...]) -> FulfilmentWrite:
    """Without a tracking number our own reference is what the channel's fulfilment is found by."""
    return FulfilmentWrite(
        order_id=shipment.order_external_id,
        lines=shipment.lines,
        carrier=shipment.carrier,
        number=shipment.tracking_number,
        url=shipment.tracking_url,
        notify_customer=shipment.notify_customer,
        key=shipment.tracking_number or shipment.reference,
        others=others,
    )


async def _row(uow: UnitOfWork, shipment_id: UUID) -> FulfilmentPush:
    row = await Letters(uow).push(shipment_id)
    assert row is not None
    return row


async def _published(channel: OpenChannel, shipment_id: UUID, external_id: str) -> None:
    async with unit(channel) as uow:
        row = await _row(uow, shipment_id)
        row.external_id, row.error, row.pushed_at = external_id, "", clock.now()
        if (await fulfilment.shipment_to_push(uow, shipment_id)).state != "voided":  # else it is taken back in the next round
            row.state = "published"
        row.attempts += 1
        assert channel.store_id is not None
        await Letters(uow).settle(channel.store_id, "out", "fulfilment", [str(shipment_id)])


async def _put_off(channel: OpenChannel, shipment_id: UUID, error: DomainError) -> None:
    async with unit(channel) as uow:
        row = await _row(uow, shipment_id)
        row.attempts += 1
        row.error = words(error)[:1000]
        if not isinstance(error, Unreachable) or error.sent:
            row.state = "unknown"


async def _give_up(
    channel: OpenChannel, shipment_id: UUID, why: str, error: DomainError | None = None, write: FulfilmentWrite | None = None
) -> None:
    """It fails for good. With what was refused, somebody is to decide; without, there was nothing to tell."""
    assert channel.store_id is not None
    async with unit(channel) as uow:
        row = await _row(uow, shipment_id)
        row.state, row.error = "failed", why[:1000]
        row.attempts += 1
        if error is not None and write is not None:
            await bury(
                uow, channel.store_id, "out", "fulfilment", str(shipment_id), error=why, code=error.code,
                remedy=remedy_of(error), payload=asdict(write),
            )  # fmt: skip
