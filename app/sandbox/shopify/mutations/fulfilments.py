"""Mutations of parcels."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLResolveInfo

from app.sandbox.core import Refused
from app.sandbox.shopify import status
from app.sandbox.shopify.context import Context, iso
from app.sandbox.shopify.errors import user_error
from app.sandbox.shopify.ids import gid, line_of_fulfilment_order_line, number
from app.sandbox.shopify.mutations.shared import Payload, UserErrors, as_moment
from app.sandbox.shopify.rows import ParcelRow, TaskRow
from app.sandbox.shopify.types.roots import parcel as parcel_by_gid
from app.sandbox.shopify.types.roots import task as task_by_gid

NO_TASK = "Fulfillment order does not exist."
NO_PARCEL = "Fulfillment does not exist."
# Where a known carrier's parcels can be followed; the number goes behind it.
FOLLOW = {
    "DHL Express": "https://www.dhl.com/en/express/tracking.html?AWB=",
    "FedEx": "https://www.fedex.com/fedextrack/?trknbr=",
    "UPS": "https://www.ups.com/WebTracking?loc=en_US&requester=ST&trackNum=",
    "USPS": "https://tools.usps.com/go/TrackConfirmAction_input?qtc_tLabels1=",
}


def _tracking(given: dict[str, Any] | None) -> dict[str, Any]:
    """The neutral fields of a FulfillmentTrackingInput; several numbers are kept with commas between."""
    if given is None:
        return {}
    numbers = given.get("numbers") or ([given["number"]] if given.get("number") else [])
    urls = given.get("urls") or ([given["url"]] if given.get("url") else [])
    company = given.get("company") or ""
    if not urls and company in FOLLOW:
        urls = [FOLLOW[company] + n for n in numbers]
    return {
        "tracking_company": company,
        "tracking_number": ",".join(numbers),
        "tracking_url": ",".join(urls),
    }


def _wanted(ctx: Context, rows: list[dict[str, Any]]) -> tuple[list[tuple[TaskRow, dict[int, int]]], UserErrors]:
    """What is to be packed of each fulfilment order."""
    found: list[tuple[TaskRow, dict[int, int]]] = []
    for row in rows:
        task = task_by_gid(ctx, row["fulfillmentOrderId"])
        if task is None:
            return [], [user_error(["fulfillment"], NO_TASK)]
        state = status.task_status(task)
        if state not in ("OPEN", "IN_PROGRESS"):
            message = f"Fulfillment order {status.task_number(task)} has an unfulfillable status= {state.lower()}."
            return [], [user_error(["fulfillment"], message)]
        lines = {line.id: line for line in task.lines}
        asked = row.get("fulfillmentOrderLineItems")
        if not asked:
            found.append((task, {line.id: line.open for line in task.lines if line.open > 0}))
            continue
        units: dict[int, int] = {}
        for one in asked:
            line = lines.get(line_of_fulfilment_order_line(number(one["id"], "FulfillmentOrderLineItem") or 0) or 0)
            if line is None:
                return [], [user_error(["fulfillment"], "Fulfillment order line item does not exist.")]
            units[line.id] = units.get(line.id, 0) + one["quantity"]
            if one["quantity"] < 1 or units[line.id] > line.open:
                message = "Invalid fulfillment order line item quantity requested."
                return [], [user_error(["fulfillment"], message)]
        found.append((task, units))
    return found, []


def create(_info: GraphQLResolveInfo[Any], ctx: Context, fulfillment: dict[str, Any], message: str | None = None) -> Payload:
    """fulfillmentCreate: one parcel, of one order, from one location."""
    plans, errors = _wanted(ctx, fulfillment["lineItemsByFulfillmentOrder"])
    if not errors and not plans:
        errors = [user_error(["fulfillment"], NO_TASK)]
    if not errors and len({task.order.id for task, _ in plans}) > 1:
        errors = [user_error(["fulfillment"], "All fulfillment orders must belong to the same order.")]
    if not errors and len({task.location.id for task, _ in plans}) > 1:
        errors = [user_error(["fulfillment"], "All fulfillment orders must be assigned to the same location.")]
    if errors:
        return {"fulfillment": None, "userErrors": errors}
    task = plans[0][0]
    units = {line: quantity for _, wanted in plans for line, quantity in wanted.items()}
    try:
        made = ctx.host.world.fulfil(
            ctx.shop, task.order.id, units, location_id=task.location.id,
            notify_customer=fulfillment.get("notifyCustomer", False), **_tracking(fulfillment.get("trackingInfo")),
        )  # fmt: skip
    except Refused as refused:
        return {"fulfillment": None, "userErrors": [user_error(["fulfillment"], str(refused))]}
    return {"fulfillment": ParcelRow(task.order, made), "userErrors": []}


def update_tracking(
    _info: GraphQLResolveInfo[Any], ctx: Context, fulfillmentId: str, trackingInfoInput: dict[str, Any],
    notifyCustomer: bool | None = None,
) -> Payload:  # fmt: skip
    """fulfillmentTrackingInfoUpdate."""
    row = parcel_by_gid(ctx, fulfillmentId)
    if row is None:
        return {"fulfillment": None, "userErrors": [user_error(["fulfillmentId"], NO_PARCEL)]}
    if row.parcel.status == "cancelled":
        message = "Fulfillment is canceled and cannot be updated."
        return {"fulfillment": row, "userErrors": [user_error(["fulfillmentId"], message)]}
    values = _tracking(trackingInfoInput)
    if notifyCustomer is not None:
        values["notify_customer"] = notifyCustomer
    ctx.host.world.update_tracking(ctx.shop, row.parcel.id, **values)
    return {"fulfillment": row, "userErrors": []}


def cancel(_info: GraphQLResolveInfo[Any], ctx: Context, id: str) -> Payload:
    """fulfillmentCancel."""
    row = parcel_by_gid(ctx, id)
    if row is None:
        return {"fulfillment": None, "userErrors": [user_error(["id"], "Fulfillment not found.")]}
    ctx.host.world.cancel_fulfilment(ctx.shop, row.parcel.id)
    return {"fulfillment": row, "userErrors": []}


def add_event(_info: GraphQLResolveInfo[Any], ctx: Context, fulfillmentEvent: dict[str, Any]) -> Payload:
    """fulfillmentEventCreate: what the carrier told of a parcel."""
    row = parcel_by_gid(ctx, fulfillmentEvent["fulfillmentId"])
    if row is None:
        errors = [user_error(["fulfillmentEvent", "fulfillmentId"], NO_PARCEL)]
        return {"fulfillmentEvent": None, "userErrors": errors}
    given = fulfillmentEvent
    told = {k: given.get(k) for k in ("address1", "city", "country", "latitude", "longitude", "message", "province", "zip")}
    moments = {k: given[k] for k in ("estimatedDeliveryAt", "happenedAt") if given.get(k)}
    event = {
        **told,
        "id": gid("FulfillmentEvent", ctx.shop.next_id()),
        "status": given["status"],
        "createdAt": iso(ctx.now),
        "happenedAt": iso(ctx.now),
        "estimatedDeliveryAt": None,
        **{k: iso(as_moment(v)) for k, v in moments.items()},
    }
    ctx.state.events.setdefault(row.parcel.id, []).append(event)
    ctx.host.touch()
    ctx.host.world.update_tracking(ctx.shop, row.parcel.id, shipment_status=given["status"].lower())
    return {"fulfillmentEvent": {"__typename": "FulfillmentEvent", **event}, "userErrors": []}
