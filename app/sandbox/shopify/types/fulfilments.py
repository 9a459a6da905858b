"""Parcels, and what is still to be put into one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.sandbox.shop import OrderLine
from app.sandbox.shopify import amounts, status
from app.sandbox.shopify.context import Context, iso, iso_or_none
from app.sandbox.shopify.countries import region_name
from app.sandbox.shopify.ids import fulfilment_order_line_number, gid, nested_number
from app.sandbox.shopify.money import Bag, bag
from app.sandbox.shopify.paging import plain
from app.sandbox.shopify.rows import (
    LineRow,
    ParcelLineRow,
    ParcelRow,
    ShippingRow,
    TaskLineRow,
    TaskRow,
    VariantRow,
)
from app.sandbox.shopify.schema import Fields
from app.sandbox.shopify.types.inventory import weight
from app.sandbox.shopify.types.products import image, image_of
from app.sandbox.shopify.types.shop import manual_service


def events(row: ParcelRow, ctx: Context) -> list[dict[str, Any]]:
    """What the carrier told, oldest first."""
    blank = dict.fromkeys(("address1", "city", "country", "latitude", "longitude", "message", "province", "zip"))
    return [
        {"__typename": "FulfillmentEvent", **blank, "estimatedDeliveryAt": None, **event}
        for event in ctx.state.events.get(row.parcel.id, [])
    ]


def _first(row: ParcelRow, ctx: Context, *states: str) -> str | None:
    """When a parcel first came into one of the states."""
    told = [event["happenedAt"] for event in ctx.state.events.get(row.parcel.id, []) if event["status"] in states]
    if told:
        return str(min(told))
    return iso(row.parcel.updated) if row.parcel.shipment_status.upper() in states else None


def _estimate(row: ParcelRow, ctx: Context) -> str | None:
    told = [e["estimatedDeliveryAt"] for e in ctx.state.events.get(row.parcel.id, []) if e.get("estimatedDeliveryAt")]
    return str(told[-1]) if told else None


def line_of(row: ParcelRow | ParcelLineRow, line_id: int) -> OrderLine:
    return next(line for line in row.order.lines if line.id == line_id)


def _lines(row: ParcelRow, ctx: Context, **window: Any) -> dict[str, Any]:
    rows = [ParcelLineRow(row.order, row.parcel, part, n) for n, part in enumerate(row.parcel.lines, 1)]
    return plain(rows, ctx, **window)


def _tasks_of(row: ParcelRow, ctx: Context, **window: Any) -> dict[str, Any]:
    packed = {part.line_id for part in row.parcel.lines}
    rows = [task for task in status.tasks(ctx.shop, row.order) if any(line.id in packed for line in task.lines)]
    return plain(rows, ctx, **window)


def name_of(row: ParcelRow) -> str:
    """`#1001.1` for the first parcel of order #1001."""
    return f"{row.order.name}.{row.order.fulfilments.index(row.parcel) + 1}"


def tracking(row: ParcelRow) -> list[dict[str, Any]]:
    """The parcel's tracking; none at all for one without a number."""
    parcel = row.parcel
    if not (parcel.tracking_number or parcel.tracking_url or parcel.tracking_company):
        return []
    more = zip_longest_text(parcel.tracking_number, parcel.tracking_url)
    return [{"company": parcel.tracking_company or None, "number": n or None, "url": u or None} for n, u in more]


def zip_longest_text(numbers: str, urls: str) -> list[tuple[str, str]]:
    """Numbers with their addresses; several of them are kept with commas between."""
    left, right = numbers.split(","), urls.split(",")
    size = max(len(left), len(right))
    pad = [""] * size
    return list(zip((left + pad)[:size], (right + pad)[:size], strict=True))


PARCEL: Fields = {
    "createdAt": lambda row, ctx: iso(row.parcel.created),
    "deliveredAt": lambda row, ctx: _first(row, ctx, "DELIVERED"),
    "displayStatus": lambda row, ctx: status.parcel_shown(row.parcel),
    "estimatedDeliveryAt": _estimate,
    "events": lambda row, ctx, sortKey=None, **args: plain(events(row, ctx), ctx, **args),
    "fulfillmentLineItems": _lines,
    "fulfillmentOrders": _tasks_of,
    "id": lambda row, ctx: gid("Fulfillment", row.parcel.id),
    "inTransitAt": lambda row, ctx: _first(row, ctx, "IN_TRANSIT"),
    "legacyResourceId": lambda row, ctx: str(row.parcel.id),
    "location": lambda row, ctx: ctx.location(row.parcel.location_id),
    "name": lambda row, ctx: name_of(row),
    "order": lambda row, ctx: row.order,
    "originAddress": lambda row, ctx: None,
    "requiresShipping": lambda row, ctx: True,
    "service": lambda row, ctx: manual_service(ctx.shop),
    "status": lambda row, ctx: status.parcel(row.parcel),
    "totalQuantity": lambda row, ctx: sum(part.quantity for part in row.parcel.lines),
    "trackingInfo": lambda row, ctx, first=None: tracking(row)[:first],
    "updatedAt": lambda row, ctx: iso(row.parcel.updated),
}


def _line_money(row: ParcelLineRow, ctx: Context, *, discounted: bool) -> Bag:
    line = line_of(row, row.row.line_id)
    unit = amounts.unit_after_discounts(line) if discounted else line.price
    return bag(row.order, unit * row.row.quantity)


PARCEL_LINE: Fields = {
    "discountedTotalSet": lambda row, ctx: _line_money(row, ctx, discounted=True),
    "id": lambda row, ctx: gid("FulfillmentLineItem", nested_number(row.parcel.id, row.position)),
    "lineItem": lambda row, ctx: LineRow(row.order, line_of(row, row.row.line_id)),
    "originalTotalSet": lambda row, ctx: _line_money(row, ctx, discounted=False),
    "quantity": lambda row, ctx: row.row.quantity,
}


def _destination(task: TaskRow, ctx: Context) -> dict[str, Any] | None:
    address = task.order.shipping
    if not (address.address1 or address.country):
        return None
    return {
        "__typename": "FulfillmentOrderDestination",
        "id": gid("FulfillmentOrderDestination", status.task_number(task)),
        "address1": address.address1 or None,
        "address2": address.address2 or None,
        "city": address.city or None,
        "company": address.company or None,
        "countryCode": address.country or None,
        "email": task.order.email or None,
        "firstName": address.first_name or None,
        "lastName": address.last_name or None,
        "location": None,
        "phone": address.phone or task.order.phone or None,
        "province": region_name(address) or None,
        "zip": address.postcode or None,
    }


def _assigned(task: TaskRow, ctx: Context) -> dict[str, Any]:
    address = task.location.address
    return {
        "address1": address.address1 or None,
        "address2": address.address2 or None,
        "city": address.city or None,
        "countryCode": address.country or ctx.shop.country,
        "location": task.location,
        "name": task.location.name,
        "phone": address.phone or None,
        "province": region_name(address) or None,
        "zip": address.postcode or None,
    }


def _actions(task: TaskRow, ctx: Context) -> list[dict[str, Any]]:
    if status.task_status(task) in ("OPEN", "IN_PROGRESS"):
        return [{"action": "CREATE_FULFILLMENT", "externalUrl": None}]
    return []


def _delivery(task: TaskRow, ctx: Context) -> dict[str, Any]:
    line = task.order.shipping_lines[0] if task.order.shipping_lines else None
    return {
        "__typename": "DeliveryMethod",
        "id": gid("DeliveryMethod", status.task_number(task)),
        "maxDeliveryDateTime": None,
        "methodType": "SHIPPING",
        "minDeliveryDateTime": None,
        "presentedName": line.title if line else None,
        "serviceCode": line.code or line.title if line else None,
        "sourceReference": None,
    }


def _parcels(task: TaskRow, ctx: Context, **window: Any) -> dict[str, Any]:
    mine = {line.id for line in task.lines}
    rows = [ParcelRow(task.order, p) for p in task.order.fulfilments if any(x.line_id in mine for x in p.lines)]
    return plain(rows, ctx, **window)


def _last_change(task: TaskRow) -> datetime:
    return max([task.order.created, *(parcel.updated for parcel in task.order.fulfilments)])


TASK: Fields = {
    "assignedLocation": _assigned,
    "createdAt": lambda task, ctx: iso(task.order.created),
    "deliveryMethod": _delivery,
    "destination": _destination,
    "fulfillAt": lambda task, ctx: iso(task.order.created.replace(minute=0, second=0, microsecond=0)),
    "fulfillBy": lambda task, ctx: iso_or_none(None),
    "fulfillments": _parcels,
    "id": lambda task, ctx: gid("FulfillmentOrder", status.task_number(task)),
    "lineItems": lambda task, ctx, **args: plain([TaskLineRow(task, line) for line in task.lines], ctx, **args),
    "order": lambda task, ctx: task.order,
    "orderId": lambda task, ctx: gid("Order", task.order.id),
    "orderName": lambda task, ctx: task.order.name,
    "orderProcessedAt": lambda task, ctx: iso(task.order.processed),
    "requestStatus": lambda task, ctx: "UNSUBMITTED",
    "status": lambda task, ctx: status.task_status(task),
    "supportedActions": _actions,
    "updatedAt": lambda task, ctx: iso(_last_change(task)),
}


def _variant(row: TaskLineRow, ctx: Context) -> VariantRow | None:
    found = ctx.variant(row.line.variant_id)
    return VariantRow(*found) if found else None


def _inventory_id(row: TaskLineRow, ctx: Context) -> str | None:
    found = ctx.variant(row.line.variant_id)
    return gid("InventoryItem", found[1].inventory_id) if found else None


def _image(row: TaskLineRow, ctx: Context) -> dict[str, Any] | None:
    found = image_of(ctx.shop.products.get(row.line.product_id or 0), row.line.image_id)
    return image(found, ctx) if found else None


def _shipping_line(row: TaskLineRow, ctx: Context) -> ShippingRow | None:
    lines = row.task.order.shipping_lines
    return ShippingRow(row.task.order, lines[0]) if lines else None


TASK_LINE: Fields = {
    "id": lambda row, ctx: gid("FulfillmentOrderLineItem", fulfilment_order_line_number(row.line.id)),
    "image": _image,
    "inventoryItemId": _inventory_id,
    "lineItem": lambda row, ctx: LineRow(row.task.order, row.line),
    "productTitle": lambda row, ctx: row.line.title,
    "remainingQuantity": lambda row, ctx: max(row.line.open, 0),
    "requiresShipping": lambda row, ctx: row.line.requires_shipping,
    "shippingLine": _shipping_line,
    "sku": lambda row, ctx: row.line.sku or None,
    "totalQuantity": lambda row, ctx: row.line.kept - row.line.cancelled,
    "variant": _variant,
    "variantTitle": lambda row, ctx: row.line.variant_title or None,
    "vendor": lambda row, ctx: row.line.vendor or None,
    "weight": lambda row, ctx: weight(row.line.weight_grams, ctx.shop.weight_unit),
}
