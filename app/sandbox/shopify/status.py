"""Shopify's words for the states of orders, parcels and what is still to be shipped."""

from __future__ import annotations

import hashlib

from app.sandbox.shop import Fulfilment, Order, OrderLine, Shop
from app.sandbox.shopify.ids import fulfilment_order_number
from app.sandbox.shopify.rows import TaskRow

FINANCIAL_SEARCH = (
    "authorized", "expired", "paid", "partially_paid", "partially_refunded", "pending", "refunded", "voided",
)  # fmt: skip
FULFILMENT_SEARCH = (
    "fulfilled", "on_hold", "partial", "request_declined", "scheduled", "shipped", "unfulfilled", "unshipped",
)  # fmt: skip
RETURN_SEARCH = (
    "inspection_complete", "in_progress", "no_return", "return_failed", "return_requested", "returned",
)  # fmt: skip
TASK_SEARCH = ("cancelled", "closed", "in_progress", "incomplete", "on_hold", "open", "scheduled")
# The neutral state of a parcel on its way, in the words of `displayStatus`; others are "Fulfilled".
SHIPMENT = {
    "attempted_delivery": "ATTEMPTED_DELIVERY",
    "carrier_picked_up": "CARRIER_PICKED_UP",
    "confirmed": "CONFIRMED",
    "delayed": "DELAYED",
    "delivered": "DELIVERED",
    "failure": "FAILURE",
    "in_transit": "IN_TRANSIT",
    "label_printed": "LABEL_PRINTED",
    "label_purchased": "LABEL_PURCHASED",
    "out_for_delivery": "OUT_FOR_DELIVERY",
    "ready_for_pickup": "READY_FOR_PICKUP",
}
# The reasons that an order can be cancelled for, and those that a refund line can be restocked by.
CANCEL_REASONS = {"customer", "declined", "fraud", "inventory", "other", "staff"}
RESTOCK = {"cancel": "CANCEL", "none": "NO_RESTOCK", "return": "RETURN"}


def financial(order: Order) -> str:
    return order.financial.upper()


def cancel_reason(order: Order) -> str | None:
    if order.cancelled is None:
        return None
    return order.cancel_reason.upper() if order.cancel_reason in CANCEL_REASONS else "OTHER"


def fulfilment(order: Order) -> str:
    """`displayFulfillmentStatus`."""
    if order.fulfilment_state == "fulfilled":
        return "FULFILLED"
    return "PARTIALLY_FULFILLED" if order.fulfilment_state == "partial" else "UNFULFILLED"


def search_fulfilment(order: Order) -> list[str]:
    """The words of the search syntax that mean this order."""
    if order.fulfilment_state == "fulfilled":
        return ["fulfilled", "shipped"]
    if order.fulfilment_state == "partial":
        return ["partial", "unfulfilled"]
    return ["unshipped", "unfulfilled"]


def search_states(order: Order) -> list[str]:
    if order.cancelled is not None:
        return ["cancelled", "closed"] if order.closed else ["cancelled", "not_closed"]
    return ["closed"] if order.closed else ["open", "not_closed"]


def parcel(made: Fulfilment) -> str:
    """`status` of a fulfilment."""
    return "CANCELLED" if made.status == "cancelled" else "SUCCESS"


def parcel_shown(made: Fulfilment) -> str:
    """`displayStatus` of a fulfilment."""
    if made.status == "cancelled":
        return "CANCELED"
    return SHIPMENT.get(made.shipment_status, "FULFILLED")


def tasks(shop: Shop, order: Order) -> list[TaskRow]:
    """An order's fulfilment orders: one for each location that has to ship something of it."""
    by_place: dict[int, list[OrderLine]] = {}
    default = shop.location.id
    for line in order.lines:
        if line.requires_shipping:
            by_place.setdefault(line.location_id or default, []).append(line)
    return [
        TaskRow(order, location, place, tuple(by_place[location.id]))
        for place, location in enumerate(shop.locations)
        if location.id in by_place
    ]


def task_number(task: TaskRow) -> int:
    return fulfilment_order_number(task.order.id, task.place)


def task_status(task: TaskRow) -> str:
    """`status` of a fulfilment order."""
    if any(line.open > 0 for line in task.lines):
        return "IN_PROGRESS" if any(line.fulfilled for line in task.lines) else "OPEN"
    return "CANCELLED" if task.order.cancelled and not any(line.fulfilled for line in task.lines) else "CLOSED"


def confirmation_number(order: Order) -> str:
    """What the shopper is shown: nine letters and digits."""
    return hashlib.sha256(order.key.encode()).hexdigest()[:9].upper()
