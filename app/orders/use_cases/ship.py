"""What left and what arrived, as the order sees it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from app.kernel.db import UnitOfWork
from app.orders.contracts import NotShippable, ShippableLine, ShippableOrder
from app.orders.events import OrdersChanged
from app.orders.lifecycle import FULFILMENT
from app.orders.repository import OrderBook
from app.orders.use_cases.mapping import fulfilment_status


async def shippable(uow: UnitOfWork, order_id: UUID) -> ShippableOrder:
    """The order with what is still to ship. Raises NotFound."""
    book = OrderBook(uow)
    order = await book.order(order_id)
    items = await book.item_rows(order_id)
    weights = await book.weights({i.variant_id for i in items if i.variant_id})
    held = order.status in ("pending", "on_hold", "cancelled")
    return ShippableOrder(
        id=order.id,
        store_id=order.store_id,
        external_id=order.external_id,
        number=order.number,
        status=order.status,
        currency=order.currency,
        total=order.total,
        customer_name=order.customer_name,
        email=order.email,
        phone=order.phone,
        shipping_address=order.shipping_address,
        lines=tuple(
            ShippableLine(
                id=i.id,
                external_id=i.external_id,
                variant_id=i.variant_id,
                title=i.title,
                variant_title=i.variant_title,
                sku=i.sku,
                quantity=i.quantity,
                open=i.open if i.requires_shipping and not held else 0,
                price=i.price,
                weight_grams=weights.get(i.variant_id) if i.variant_id else None,
            )
            for i in items
        ),
    )


async def record_fulfilment(uow: UnitOfWork, order_id: UUID, lines: Mapping[UUID, int], shipment_id: UUID) -> None:
    """Units of lines (by their ids) left, or with negative numbers did not leave after all.

    Raises NotFound, and NotShippable for more units than are open.
    """
    book = OrderBook(uow)
    order = await book.order(order_id)
    items = {i.id: i for i in await book.item_rows(order_id)}
    for item_id, units in lines.items():
        item = items.get(item_id)
        if item is None or item.open < units or item.fulfilled + units < 0:
            raise NotShippable(
                "The order does not have that many units to ship.",
                details={"order_item_id": str(item_id), "wanted": units, "open": item.open if item else 0},
            )
        item.fulfilled += units
        item.open -= units
    before = order.fulfilment_status
    counted = [
        {n: getattr(i, n) for n in ("requires_shipping", "fulfilled", "open", "restocked", "quantity")} for i in items.values()
    ]
    order.fulfilment_status = fulfilment_status(before, counted)
    order.version += 1
    units = sum(lines.values())
    said = f"{units} shipped" if units >= 0 else f"{-units} taken back from a voided shipment"
    await uow.flush()
    await book.tell(
        [
            {
                "order_id": order_id, "kind": "shipped" if units >= 0 else "unshipped", "summary": said,
                "before": {"fulfilment_status": before},
                "after": {"fulfilment_status": order.fulfilment_status, "shipment_id": str(shipment_id)},
            }
        ]
    )  # fmt: skip
    uow.publish(OrdersChanged(store_id=order.store_id, order_ids=(order_id,)))


async def record_delivery(uow: UnitOfWork, order_id: UUID) -> None:
    """Everything that left has arrived. Told twice, or while something is still to ship, it changes nothing."""
    book = OrderBook(uow)
    order = await book.order(order_id)
    if order.fulfilment_status != "fulfilled":
        return
    FULFILMENT.check("fulfilled", "delivered")
    order.fulfilment_status = "delivered"
    order.version += 1
    await uow.flush()
    await book.tell([{"order_id": order_id, "kind": "delivered", "summary": "Delivered"}])
    uow.publish(OrdersChanged(store_id=order.store_id, order_ids=(order_id,)))
