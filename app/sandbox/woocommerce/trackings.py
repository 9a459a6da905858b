"""The Shipment Tracking extension: /wc-shipment-tracking/v3/orders/<id>/shipment-trackings."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from app.sandbox.catalogue import slug
from app.sandbox.shop import Order
from app.sandbox.woocommerce.listing import Answer, Call
from app.sandbox.woocommerce.providers import PROVIDERS, formatted
from app.sandbox.woocommerce.site import Site
from app.sandbox.woocommerce.state import SHIPMENT_TRACKING, tracking_mode
from app.sandbox.woocommerce.wp import RestError, Rule, check

NAMESPACE = "wc-shipment-tracking/v3"
BODY = {
    "tracking_provider": Rule("string"),
    "tracking_number": Rule("string"),
    "custom_tracking_provider": Rule("string"),
    "custom_tracking_link": Rule("string"),
    "date_shipped": Rule("string"),
}


def serves(site: Site) -> bool:
    """Whether this shop has the extension."""
    return tracking_mode(site.host, site.shop) == SHIPMENT_TRACKING


def _order(call: Call) -> Order:
    order = call.site.shop.orders.get(call.path["order_id"])
    if order is None:
        raise RestError("woocommerce_rest_order_invalid_id", "Invalid order ID.", 404)
    return order


def tracking_json(site: Site, order: Order, item: dict[str, Any]) -> dict[str, Any]:
    """A tracking. Name and link of a known provider are made from the number; of an unknown one there are none."""
    provider, link = formatted(item)
    route = f"orders/{order.id}/shipment-trackings"
    return {
        "tracking_id": item["tracking_id"],
        "tracking_provider": provider,
        "tracking_link": link,
        "tracking_number": item["tracking_number"],
        "date_shipped": datetime.fromtimestamp(int(item["date_shipped"]), UTC).strftime("%Y-%m-%d"),
        "_links": {
            "self": [{"href": site.rest(f"{route}/{item['tracking_id']}", NAMESPACE)}],
            "collection": [{"href": site.rest(route, NAMESPACE)}],
            "up": [{"href": site.rest(f"orders/{order.id}", NAMESPACE)}],
        },
    }


def _items(site: Site, order: Order) -> list[dict[str, Any]]:
    """What came in here, and parcels that left without it."""
    kept: list[dict[str, Any]] = order.extra.get("trackings", [])
    known = {item["tracking_number"] for item in kept}
    others = [
        {
            "tracking_provider": "",
            "custom_tracking_provider": parcel.tracking_company,
            "custom_tracking_link": parcel.tracking_url,
            "tracking_number": parcel.tracking_number,
            "date_shipped": str(int(parcel.created.timestamp())),
            "tracking_id": _digest(f"{site.shop.handle}/{parcel.id}"),
        }
        for parcel in order.fulfilments
        if parcel.status == "success" and parcel.tracking_number and parcel.tracking_number not in known
    ]
    return [*others, *kept]


def _digest(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def list_trackings(call: Call) -> Answer:
    order = _order(call)
    return Answer([tracking_json(call.site, order, item) for item in _items(call.site, order)])


def create_tracking(call: Call) -> Answer:
    """Note a tracking number; the order is not changed by it but for its meta data."""
    check(call.params, BODY, ["tracking_number"])
    site, order = call.site, _order(call)
    if call["tracking_id"]:
        message = "Cannot create existing order shipment tracking."
        raise RestError("woocommerce_rest_shop_order_shipment_tracking_exists", message)
    item = {
        "tracking_provider": slug(str(call["tracking_provider"])) if call["tracking_provider"] else "",
        "custom_tracking_provider": str(call["custom_tracking_provider"] or ""),
        "custom_tracking_link": str(call["custom_tracking_link"] or ""),
        "tracking_number": str(call["tracking_number"]),
        "date_shipped": str(_timestamp(site, str(call["date_shipped"] or ""))),
    }
    kept = order.extra.get("trackings", [])
    item["tracking_id"] = _digest(f"{item['tracking_provider']}-{item['tracking_number']}{site.shop.handle}{len(kept)}")
    order.extra = {**order.extra, "trackings": [*kept, item]}
    _to_parcel(site, order, item)
    site.host.world.order_changed(site.shop, order)
    where = site.rest(f"orders/{order.id}/shipment-trackings/{item['tracking_id']}", NAMESPACE)
    return Answer(tracking_json(site, order, item), 201, {"Location": where})


def _timestamp(site: Site, text: str) -> int:
    """The day that was given, or now; a text that is no date counts as none."""
    try:
        return int(datetime.fromisoformat(text[:10]).replace(tzinfo=UTC).timestamp())
    except ValueError:
        return int(site.now.timestamp())


def _to_parcel(site: Site, order: Order, item: dict[str, Any]) -> None:
    """A number that is noted after the order was completed belongs to the parcel that left without one."""
    bare = next((p for p in order.fulfilments if p.status == "success" and not p.tracking_number), None)
    if bare:
        company, link = formatted(item)
        number = item["tracking_number"]
        site.host.world.update_tracking(site.shop, bare.id, tracking_number=number, tracking_company=company, tracking_url=link)


def _found(call: Call, order: Order) -> dict[str, Any]:
    wanted = call.route.rstrip("/").rpartition("/")[2]
    item = next((i for i in _items(call.site, order) if i["tracking_id"] == wanted), None)
    if item is None:
        raise RestError("woocommerce_rest_order_shipment_tracking_invalid_id", "Invalid shipment tracking ID.", 404)
    return item


def get_tracking(call: Call) -> Answer:
    order = _order(call)
    return Answer(tracking_json(call.site, order, _found(call, order)))


def delete_tracking(call: Call) -> Answer:
    order = _order(call)
    item = _found(call, order)
    kept = [i for i in order.extra.get("trackings", []) if i["tracking_id"] != item["tracking_id"]]
    order.extra = {**order.extra, "trackings": kept}
    call.site.host.world.order_changed(call.site.shop, order)
    return Answer(tracking_json(call.site, order, item))


def list_providers(call: Call) -> Answer:
    return Answer(PROVIDERS)
