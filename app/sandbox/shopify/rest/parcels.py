"""Parcels as webhooks carry them, alone or within an order."""

from __future__ import annotations

from app.sandbox.shop import Fulfilment, Order
from app.sandbox.shopify.ids import gid
from app.sandbox.shopify.rest.parts import Json, Sender, address, line_item
from app.sandbox.shopify.rows import ParcelRow
from app.sandbox.shopify.types.fulfilments import name_of, zip_longest_text


def parcel_body(sender: Sender, order: Order, parcel: Fulfilment) -> Json:
    """A parcel, as it is within an order."""
    by_id = {line.id: line for line in order.lines}
    pairs = [pair for pair in zip_longest_text(parcel.tracking_number, parcel.tracking_url) if any(pair)]
    numbers, urls = [n for n, _ in pairs if n], [u for _, u in pairs if u]
    return {
        "id": parcel.id,
        "admin_graphql_api_id": gid("Fulfillment", parcel.id),
        "created_at": sender.at(parcel.created),
        "location_id": parcel.location_id,
        "name": name_of(ParcelRow(order, parcel)),
        "order_id": order.id,
        "origin_address": {},
        "receipt": {},
        "service": "manual",
        "shipment_status": parcel.shipment_status or None,
        "status": parcel.status,
        "tracking_company": parcel.tracking_company or None,
        "tracking_number": numbers[0] if numbers else None,
        "tracking_numbers": numbers,
        "tracking_url": urls[0] if urls else None,
        "tracking_urls": urls,
        "updated_at": sender.at(parcel.updated),
        "line_items": [line_item(sender, order, by_id[row.line_id], row.quantity) for row in parcel.lines],
    }


def fulfilment_body(sender: Sender, order: Order, parcel: Fulfilment) -> Json:
    """The body of fulfillments/create and fulfillments/update."""
    body = parcel_body(sender, order, parcel)
    return {**body, "email": order.email or None, "destination": address(order.shipping)}
