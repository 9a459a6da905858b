"""/orders/<id>/fulfillments, in WooCommerce since 10.1: parcels with their items and tracking."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.sandbox.core import Refused
from app.sandbox.shop import Fulfilment, Order
from app.sandbox.woocommerce.listing import Answer, Call
from app.sandbox.woocommerce.order_status import pin, status_of
from app.sandbox.woocommerce.site import Site
from app.sandbox.woocommerce.state import FULFILLMENTS, tracking_mode
from app.sandbox.woocommerce.wp import RestError, Rule, check, listed, truthy

Record = dict[str, Any]
BODY = {
    "status": Rule("string"),
    "is_fulfilled": Rule("boolean"),
    "meta_data": Rule("array"),
    "notify_customer": Rule("boolean"),
}
_TRACKING = {
    "_tracking_number": "tracking_number",
    "_tracking_url": "tracking_url",
    "_shipment_provider": "tracking_company",
    "_shipping_provider": "tracking_company",
    "_provider_name": "tracking_company",
}


def serves(site: Site) -> bool:
    """Whether this shop has the route."""
    return tracking_mode(site.host, site.shop) == FULFILLMENTS


def _order(call: Call) -> Order:
    order = call.site.shop.orders.get(call.path["order_id"])
    if order is None:
        raise RestError("woocommerce_rest_order_invalid_id", "Invalid order ID.", 404)
    return order


def _no(message: str) -> RestError:
    """What the vendor says of a thrown exception: its code is 0."""
    return RestError(0, message)


def _records(site: Site, order: Order) -> list[Record]:
    """Every fulfillment: those that came in here as they came, others as the parcels that they are."""
    kept: list[Record] = order.extra.get("fulfillments", [])
    by_parcel = {record["parcel"]: record for record in kept if record.get("parcel")}
    made = [by_parcel.get(p.id) or _of_parcel(site, p) for p in order.fulfilments if p.status != "cancelled"]
    drafts = [record for record in kept if not record.get("parcel")]
    return [*made, *drafts]


def _of_parcel(site: Site, parcel: Fulfilment) -> Record:
    rows: list[tuple[str, Any]] = [
        ("_items", [{"item_id": row.line_id, "qty": row.quantity} for row in parcel.lines]),
        ("_date_fulfilled", site.mysql(parcel.created)),
    ]
    for key, value in (("_tracking_number", parcel.tracking_number), ("_tracking_url", parcel.tracking_url),
                       ("_shipment_provider", parcel.tracking_company)):  # fmt: skip
        if value:
            rows.append((key, value))
    meta = [{"id": parcel.id * 100 + n, "key": key, "value": value} for n, (key, value) in enumerate(rows, 1)]
    return {"id": parcel.id, "status": "fulfilled", "is_fulfilled": True, "updated": parcel.updated.isoformat(),
            "meta": meta, "parcel": parcel.id}  # fmt: skip


def record_json(site: Site, order: Order, record: Record) -> Record:
    return {
        "id": record["id"],
        "fulfillment_id": record["id"],
        "entity_type": "WC_Order",
        "entity_id": str(order.id),
        "status": record["status"],
        "is_fulfilled": record["is_fulfilled"],
        "date_updated": site.mysql(datetime.fromisoformat(record["updated"])),
        "date_deleted": None,
        "meta_data": record["meta"],
    }


def list_fulfillments(call: Call) -> Answer:
    order = _order(call)
    return Answer([record_json(call.site, order, record) for record in _records(call.site, order)])


def _record(call: Call, order: Order) -> Record:
    found = next((r for r in _records(call.site, order) if r["id"] == call.path["id"]), None)
    if found is None:
        raise _no("Fulfillment not found.")
    return found


def get_fulfillment(call: Call) -> Answer:
    order = _order(call)
    return Answer(record_json(call.site, order, _record(call, order)))


def create_fulfillment(call: Call) -> Answer:
    check(call.params, BODY, ["meta_data"])
    site, order = call.site, _order(call)
    record: Record = {"id": site.shop.next_id(), "parcel": None, "updated": site.now.isoformat(), "meta": []}
    record["is_fulfilled"] = truthy(call["is_fulfilled"])
    record["status"] = str(call["status"] or ("fulfilled" if record["is_fulfilled"] else "unfulfilled"))
    _take_meta(site, record, call["meta_data"])
    _check_items(record)
    before = status_of(order)
    if record["is_fulfilled"]:
        _send(site, order, record, truthy(call["notify_customer"]))
    _keep(site, order, record)
    pin(site, order, before)
    return Answer(record_json(site, order, record), 201)


def update_fulfillment(call: Call) -> Answer:
    check(call.params, BODY)
    site, order = call.site, _order(call)
    record = dict(_record(call, order))
    before = status_of(order)
    if call.has("meta_data"):
        rows = [row for row in listed(call["meta_data"]) if isinstance(row, Mapping)]
        wanted = {str(row.get("key")) for row in rows}
        record["meta"] = [dict(m) for m in record["meta"] if m["key"] in wanted]
        _take_meta(site, record, rows)
    _check_items(record)
    was = record["is_fulfilled"]
    record["is_fulfilled"] = truthy(call["is_fulfilled"]) if call.has("is_fulfilled") else was
    record["status"] = str(call["status"] or record["status"])
    record["updated"] = site.now.isoformat()
    if record["is_fulfilled"] and not record["parcel"]:
        _send(site, order, record, truthy(call["notify_customer"]))
    elif record["parcel"] and not record["is_fulfilled"]:
        site.host.world.cancel_fulfilment(site.shop, record["parcel"])
        record["parcel"] = None
    elif record["parcel"]:
        site.host.world.update_tracking(site.shop, record["parcel"], **_tracking(record))
    _keep(site, order, record)
    pin(site, order, before)
    return Answer(record_json(site, order, record))


def delete_fulfillment(call: Call) -> Answer:
    site, order = call.site, _order(call)
    record = _record(call, order)
    before = status_of(order)
    if record["parcel"]:
        site.host.world.cancel_fulfilment(site.shop, record["parcel"])
    kept = [r for r in order.extra.get("fulfillments", []) if r["id"] != record["id"]]
    order.extra = {**order.extra, "fulfillments": kept}
    pin(site, order, before)
    return Answer({"message": "Fulfillment deleted successfully."})


def _take_meta(site: Site, record: Record, rows: Any) -> None:
    for row in listed(rows):
        if not isinstance(row, Mapping) or "key" not in row:
            continue
        old = next((m for m in record["meta"] if m["key"] == row["key"]), None)
        if old:
            old["value"] = row.get("value")
        else:
            record["meta"].append({"id": site.shop.next_id(), "key": str(row["key"]), "value": row.get("value")})


def _check_items(record: Record) -> None:
    """The vendor's own check of what is in the parcel."""
    items = next((m["value"] for m in record["meta"] if m["key"] == "_items"), None)
    if not items:
        raise _no("The fulfillment should contain at least one item.")
    if not isinstance(items, list):
        raise _no("The fulfillment items should be an array.")
    for item in items:
        fine = isinstance(item, Mapping) and type(item.get("item_id")) is int and type(item.get("qty")) in (int, float)
        if not fine or item["item_id"] <= 0 or item["qty"] <= 0:
            raise _no("Invalid item.")
    if record["status"] not in ("unfulfilled", "fulfilled"):
        raise _no("Invalid fulfillment status.")


def _send(site: Site, order: Order, record: Record, notify: bool) -> None:
    """Send the parcel off. The vendor does not compare items with the order: what is not open any more stays a note."""
    wanted: dict[int, int] = {}
    open_units = {line.id: line.open for line in order.lines}
    for item in next(m["value"] for m in record["meta"] if m["key"] == "_items"):
        free = open_units.get(item["item_id"], 0) - wanted.get(item["item_id"], 0)
        if free > 0:
            wanted[item["item_id"]] = wanted.get(item["item_id"], 0) + min(int(item["qty"]), free)
    if not any(m["key"] == "_date_fulfilled" for m in record["meta"]):
        _take_meta(site, record, [{"key": "_date_fulfilled", "value": site.mysql(site.now)}])
    if not wanted:
        return
    try:
        made = site.host.world.fulfil(site.shop, order.id, wanted, notify_customer=notify, **_tracking(record))
    except Refused:
        return  # a cancelled order: the vendor keeps the record all the same
    record["parcel"] = made.id


def _tracking(record: Record) -> dict[str, Any]:
    return {_TRACKING[m["key"]]: str(m["value"] or "") for m in record["meta"] if m["key"] in _TRACKING}


def _keep(site: Site, order: Order, record: Record) -> None:
    others = [r for r in order.extra.get("fulfillments", []) if r["id"] != record["id"]]
    order.extra = {**order.extra, "fulfillments": [*others, record]}
    site.host.touch()
