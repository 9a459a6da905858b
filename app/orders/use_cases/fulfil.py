"""What fulfilment asks of orders: what may ship, and that it has shipped, or arrived."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from app.kernel.db import UnitOfWork
from app.kernel.errors import NotFound
from app.orders.contracts import NotShippable, ShippableLine, ShippableOrder
from app.orders.events import OrdersChanged
from app.orders.models import Order, OrderItem
from app.orders.repository import OrderBook
from app.orders.use_cases.mapping import fulfilment_status


async def shippable(uow: UnitOfWork, order_id: UUID) -> ShippableOrder:
    """What is left to ship of an order, with addresses and weights; nothing of an order that is pending, on hold or
    cancelled. Raises NotFound."""
    order = await uow.get(Order, order_id, "order")
    book = OrderBook(uow)
    items = await book.item_rows(order_id)
    weights = await book.weights([i.variant_id for i in items if i.variant_id])
    ready = order.status in ("open", "completed")
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
                id=item.id,
                external_id=item.external_id,
                variant_id=item.variant_id,
                title=item.title,
                variant_title=item.variant_title,
                sku=item.sku,
                quantity=item.quantity,
                open=item.open if ready and item.requires_shipping else 0,
                price=item.price,
                weight_grams=weights.get(item.variant_id) if item.variant_id else None,
            )
            for item in items
        ),
    )


async def record_fulfilment(uow: UnitOfWork, order_id: UUID, lines: Mapping[UUID, int], shipment_id: UUID) -> None:
    """Units left ({order item: units}); with negative units they came back before they left (a shipment was voided).

    Call it once per shipment, in the transaction that changes the shipment. Raises NotFound for an unknown order or line
    and NotShippable for more units than are open, and for orders that are pending, on hold or cancelled.
    """
    book = OrderBook(uow)
    order = await book.order(order_id)
    items = {item.id: item for item in await book.item_rows(order_id)}
    if any(units > 0 for units in lines.values()) and order.status not in ("open", "completed"):
        raise NotShippable(f"The order is {order.status}; nothing of it can ship.", details={"status": order.status})
    for item_id, units in lines.items():
        if item_id not in items:
            raise NotFound("order line", item_id)
        _count(items[item_id], units, cancelled=order.status == "cancelled")
    shipped = sum(lines.values())
    await _tell(
        uow, order, list(items.values()), "fulfilment",
        f"{shipped} units shipped" if shipped >= 0 else f"{-shipped} units did not ship after all",
        {"shipment_id": str(shipment_id), "units": shipped},
    )  # fmt: skip


async def record_delivery(uow: UnitOfWork, order_id: UUID) -> None:
    """All of its parcels have arrived. Says nothing where something is still to ship."""
    order = await OrderBook(uow).order(order_id)
    if order.fulfilment_status != "fulfilled":
        return
    order.fulfilment_status = "delivered"
    await _tell(uow, order, None, "delivery", "Delivered", {})


def _count(item: OrderItem, units: int, *, cancelled: bool) -> None:
    if units > item.open or item.fulfilled + units < 0:
        raise NotShippable(
            f"Only {item.open} of this line are left to ship.",
            details={"order_item_id": str(item.id), "wanted": units, "open": item.open},
        )
    item.fulfilled += units
    item.open = 0 if cancelled else max(0, min(item.open - units, item.quantity - item.fulfilled))


async def _tell(
    uow: UnitOfWork, order: Order, items: list[OrderItem] | None, kind: str, summary: str, facts: dict[str, object]
) -> None:
    before = order.fulfilment_status
    if items is not None:
        lines = [
            {
                "requires_shipping": i.requires_shipping,
                "fulfilled": i.fulfilled,
                "open": i.open,
                "restocked": i.restocked,
                "quantity": i.quantity,
            }
            for i in items
        ]
        order.fulfilment_status = fulfilment_status(before, lines)
    order.version += 1
    await uow.flush()
    await OrderBook(uow).tell(
        [
            {
                "order_id": order.id,
                "kind": kind,
                "summary": summary,
                "before": {"fulfilment_status": before},
                "after": {"fulfilment_status": order.fulfilment_status, **facts},
            }
        ]
    )
    uow.publish(OrdersChanged(store_id=order.store_id, order_ids=(order.id,)))
