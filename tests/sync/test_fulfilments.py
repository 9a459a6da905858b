"""Shipments on their way to the channel."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from app.fulfilment.events import ShipmentShipped, ShipmentVoided
from app.fulfilment.models import Shipment, ShipmentLine
from app.kernel import clock
from app.kernel.ids import new_id
from app.kernel.transport import Unreachable
from app.orders.models import Order, OrderItem
from app.ports.vendor import Remedy, VendorError
from app.sync import api
from tests.sync.conftest import Shop

ZERO = Decimal(0)


async def ship(shop: Shop, number: str) -> UUID:
    """A shipped parcel of two units of one line, in the book and told as an event."""
    order, item, shipment = new_id(), new_id(), new_id()
    async with shop.org.uow() as uow:
        uow.add(
            Order(
                org_id=shop.org.id, id=order, store_id=shop.store_id, external_id=f"o-{number}", number="#1", currency="EUR",
                subtotal=ZERO, discount=ZERO, shipping=ZERO, tax=ZERO, total=ZERO, refunded=ZERO, status="open",
                payment_status="paid", placed_at=clock.now(),
            )
        )  # fmt: skip
        await uow.flush()
        uow.add(
            OrderItem(
                org_id=shop.org.id, id=item, order_id=order, external_id="line-1", title="Lamp", quantity=2, price=ZERO,
                discount=ZERO, tax=ZERO, total=ZERO,
            )
        )  # fmt: skip
        uow.add(
            Shipment(
                org_id=shop.org.id, id=shipment, order_id=order, store_id=shop.store_id, carrier="UPS", state="shipped",
                reference=f"ref-{number}", tracking_number=number,
            )
        )  # fmt: skip
        await uow.flush()
        uow.add(ShipmentLine(org_id=shop.org.id, shipment_id=shipment, order_item_id=item, quantity=2))
        uow.publish(ShipmentShipped(shipment_id=shipment, order_id=order, store_id=shop.store_id))
    await shop.settle()
    return shipment


async def state(shop: Shop, shipment: UUID) -> object:
    return (await shop.rows("SELECT state FROM fulfilment_pushes WHERE shipment_id = :id", id=shipment))[0][0]


async def test_shipment_reaches_the_channel_once(shop: Shop) -> None:
    shipment = await ship(shop, "1Z1")
    assert shop.world.fulfilments["1Z1"].lines == (("line-1", 2),)
    assert await state(shop, shipment) == "published"
    await api.push_fulfilments(shop.org.id, shop.store_id)
    assert shop.world.calls["push_fulfilment"] == 1


async def test_lost_answer_is_unknown_until_the_next_try_finds_it(shop: Shop) -> None:
    shop.world.failing["push_fulfilment"] = [Unreachable("Lost.", reason="lost", sent=True)]
    shipment = await ship(shop, "1Z2")
    assert await state(shop, shipment) == "unknown"
    done = await api.push_fulfilments(shop.org.id, shop.store_id)
    assert (done.pushed, await state(shop, shipment)) == (1, "published")
    assert len(shop.world.fulfilments) == 1


async def test_refused_shipment_is_a_dead_letter_and_can_be_replayed(shop: Shop) -> None:
    shop.world.failing["push_fulfilment"] = [VendorError("Refused.", remedy=Remedy.SKIP, vendor_message="order is closed")]
    shipment = await ship(shop, "1Z3")
    assert await state(shop, shipment) == "failed"
    letters = await shop.rows("SELECT id, error FROM dead_letters WHERE direction = 'out'")
    assert "order is closed" in str(letters[0][1])
    async with shop.org.uow() as uow:
        await api.replay_letter(uow, UUID(str(letters[0][0])))
    await api.push_fulfilments(shop.org.id, shop.store_id)
    assert await state(shop, shipment) == "published"


async def test_dead_credentials_keep_the_shipment_for_later(shop: Shop) -> None:
    shop.world.failing["push_fulfilment"] = [VendorError("No.", remedy=Remedy.RECONNECT)]
    shipment = await ship(shop, "1Z4")
    assert await state(shop, shipment) in ("pending", "unknown")
    assert await shop.rows("SELECT 1 FROM dead_letters") == []
    assert await shop.rows("SELECT state FROM connections WHERE id = :id", id=shop.connection_id) == [("needs_reconnect",)]


async def void(shop: Shop, shipment: UUID) -> None:
    async with shop.org.uow() as uow:
        row = await uow.get(Shipment, shipment)
        row.state = "voided"
        uow.publish(ShipmentVoided(shipment_id=shipment, order_id=row.order_id, store_id=shop.store_id, was_shipped=True))
    await shop.settle()


async def test_a_voided_shipment_is_taken_back_at_the_channel(shop: Shop) -> None:
    shipment = await ship(shop, "1Z5")
    assert "1Z5" in shop.world.fulfilments
    shop.world.failing["withdraw_fulfilment"] = [Unreachable("Lost.", reason="lost", sent=True)]
    await void(shop, shipment)
    assert await state(shop, shipment) == "unknown"
    await api.push_fulfilments(shop.org.id, shop.store_id)
    assert (shop.world.fulfilments, await state(shop, shipment)) == ({}, "withdrawn")
    await api.push_fulfilments(shop.org.id, shop.store_id)
    assert shop.world.calls["withdraw_fulfilment"] == 2


async def test_a_withdrawal_that_is_refused_waits_for_a_decision(shop: Shop) -> None:
    shipment = await ship(shop, "1Z6")
    shop.world.failing["withdraw_fulfilment"] = [VendorError("Refused.", remedy=Remedy.SKIP, vendor_message="too late")]
    await void(shop, shipment)
    letters = await shop.rows("SELECT id, error FROM dead_letters WHERE direction = 'out' AND state = 'open'")
    assert "too late" in str(letters[0][1])
    async with shop.org.uow() as uow:
        await api.replay_letter(uow, UUID(str(letters[0][0])))
    await api.push_fulfilments(shop.org.id, shop.store_id)
    assert (shop.world.fulfilments, await state(shop, shipment)) == ({}, "withdrawn")


async def test_a_shipment_at_which_the_vendor_always_stumbles_keeps_no_other_waiting(shop: Shop) -> None:
    shop.world.failing["push_fulfilment 1Z7"] = [VendorError("Again.", remedy=Remedy.RETRY, http_status=500)] * 9
    first, second = await ship(shop, "1Z7"), await ship(shop, "1Z8")
    await api.push_fulfilments(shop.org.id, shop.store_id)
    assert (await state(shop, first), await state(shop, second)) == ("unknown", "published")


async def test_a_shipment_is_told_which_fulfilments_are_not_its_own(shop: Shop) -> None:
    first = await ship(shop, "1Z1")
    second = new_id()
    async with shop.org.uow() as uow:
        one = await uow.get(Shipment, first)
        uow.add(
            Shipment(
                org_id=shop.org.id, id=second, order_id=one.order_id, store_id=shop.store_id, state="shipped",
                reference="ref-bare",
            )
        )  # fmt: skip
        await uow.flush()
        uow.publish(ShipmentShipped(shipment_id=second, order_id=one.order_id, store_id=shop.store_id))
    await shop.settle()
    assert shop.world.others == {"1Z1": (), "ref-bare": ("f-1Z1",)}
