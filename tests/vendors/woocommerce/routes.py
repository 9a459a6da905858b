"""What the shop in memory answers, route by route. None: it has no such route."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from app.kernel.transport import VendorAnswer
from tests.vendors.woocommerce.answers import Call, Json, answer, error, listed

if TYPE_CHECKING:
    from tests.vendors.woocommerce.shop import Shop


def reply(shop: Shop, call: Call) -> VendorAnswer | None:
    for pattern, handler in ROUTES:
        found = re.fullmatch(pattern, call.path)
        if found:
            return handler(shop, call, *(int(g) if g.isdigit() else g for g in found.groups()))
    return None


def products(shop: Shop, call: Call) -> VendorAnswer | None:
    if call.method == "POST":
        created = shop.add_product(**{**call.body, "slug": call.body.get("slug", "")})
        created["meta_data"] = list(call.body.get("meta_data", ()))
        return answer(201, created)
    items = [p for p in shop.products.values() if p["status"] != "trash"]
    if "sku" in call.query:
        items = [p for p in items if p.get("sku") == call.query["sku"]]
    if "slug" in call.query:
        items = [p for p in items if p.get("slug") == call.query["slug"]]
    return listed(items, call.query)


def _stored(item: Json, body: Mapping[str, Any]) -> Json:
    """WooCommerce takes a stock figure only where stock is managed, and says nothing otherwise."""
    fields = dict(body)
    if fields.get("manage_stock", item.get("manage_stock")) is not True:
        fields.pop("stock_quantity", None)
    item |= fields
    if "regular_price" in fields:
        sale = fields.get("sale_price") or ""
        item |= {"price": sale or fields["regular_price"], "on_sale": bool(sale)}
    return item


def product(shop: Shop, call: Call, key: int) -> VendorAnswer | None:
    item = shop.products.get(key)
    if item is None:
        return error(404, "woocommerce_rest_product_invalid_id", "Invalid ID.")
    if call.method == "PUT":
        shop.touch(_stored(item, call.body))
    return answer(200, item)


def product_batch(shop: Shop, call: Call) -> VendorAnswer | None:
    return _batch(shop, call, shop.products, "woocommerce_rest_product_invalid_id")


def _batch(shop: Shop, call: Call, items: dict[int, Json], code: str) -> VendorAnswer:
    reply: dict[str, list[Json]] = {}
    assert sum(len(v) for v in call.body.values()) <= 100
    for change in call.body.get("update", ()):
        item = items.get(change["id"])
        if item is None:
            bad = {"id": change["id"], "error": {"code": code, "message": "Invalid ID.", "data": {"status": 400}}}
            reply.setdefault("update", []).append(bad)
            continue
        shop.touch(_stored(item, change))
        reply.setdefault("update", []).append(item)
    return answer(200, reply or [])


def variations(shop: Shop, call: Call, parent: int) -> VendorAnswer | None:
    return listed(list(shop.variations.get(parent, {}).values()), call.query)


def all_variations(shop: Shop, call: Call) -> VendorAnswer | None:
    if "variations" in shop.lacks:
        return None
    items = [{**v, "parent_id": p} for p, group in shop.variations.items() for v in group.values()]
    return listed(items, call.query)


def variation_batch(shop: Shop, call: Call, parent: int) -> VendorAnswer | None:
    if parent not in shop.products:
        return error(404, "woocommerce_rest_product_variation_invalid_parent", "No such product.")
    for body in call.body.get("create", ()):
        shop.add_variation(shop.products[parent], **_stored({}, body))
    return _batch(shop, call, shop.variations.get(parent, {}), "woocommerce_rest_product_variation_invalid_id")


def terms(shop: Shop, call: Call, kind: str) -> VendorAnswer | None:
    if kind == "brands" and "brands" in shop.lacks:
        return None
    if call.method == "POST":
        key = shop.next()
        shop.terms[kind][key] = call.body["name"]
        return answer(201, {"id": key, "name": call.body["name"]})
    return listed([{"id": k, "name": v} for k, v in shop.terms[kind].items()], call.query)


def orders(shop: Shop, call: Call) -> VendorAnswer | None:
    binned = call.query.get("status") == "trash"
    return listed([o for o in shop.orders.values() if (o["status"] == "trash") is binned], call.query)


def order(shop: Shop, call: Call, key: int) -> VendorAnswer | None:
    item = shop.orders.get(key)
    if item is None:
        return error(404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
    if call.method == "PUT":
        for entry in call.body.get("meta_data", ()):
            item["meta_data"] = [m for m in item["meta_data"] if m["key"] != entry["key"]] + [{"id": shop.next(), **entry}]
        item |= {k: v for k, v in call.body.items() if k != "meta_data"}
        shop.touch(item)
    return answer(200, item)


def all_refunds(shop: Shop, call: Call) -> VendorAnswer | None:
    return None if "refunds" in shop.lacks else listed(list(shop.refunds.values()), call.query)


def order_refunds(shop: Shop, call: Call, key: int) -> VendorAnswer | None:
    return listed([r for r in shop.refunds.values() if r["parent_id"] == key], call.query)


def order_notes(shop: Shop, call: Call, key: int) -> VendorAnswer | None:
    notes = shop.notes.setdefault(key, [])
    if call.method == "GET":
        return answer(200, notes)
    notes.append({"id": shop.next(), **call.body})
    return answer(201, notes[-1])


def order_fulfilments(shop: Shop, call: Call, key: int) -> VendorAnswer | None:
    if "fulfilments" in shop.lacks:
        return None
    found = shop.fulfilments.setdefault(key, [])
    if call.method == "POST":
        assert all("id" in m for m in call.body["meta_data"]), "the vendor ignores entries without an id"
        found.append({"id": shop.next(), **call.body, "date_updated": "2026-03-01 11:00:00", "date_deleted": None})
        meta = [m for m in shop.orders[key]["meta_data"] if m["key"] != "_fulfillment_status"]
        shop.orders[key]["meta_data"] = [*meta, {"id": 1, "key": "_fulfillment_status", "value": "fulfilled"}]
    return answer(200 if call.method == "GET" else 201, found if call.method == "GET" else found[-1])


def order_fulfilment(shop: Shop, call: Call, key: int, fulfilment: int) -> VendorAnswer | None:
    found = next(f for f in shop.fulfilments[key] if f["id"] == fulfilment)
    found |= call.body
    return answer(200, found)


def order_trackings(shop: Shop, call: Call, key: int, one: str = "") -> VendorAnswer | None:
    if "tracking" in shop.lacks:
        return None
    found = shop.trackings.setdefault(key, [])
    if call.method == "POST":
        found.append({"tracking_id": f"t{shop.next()}", **call.body})
    if call.method == "DELETE":
        shop.trackings[key] = [t for t in found if t["tracking_id"] != one]
    stored = [{**t, "date_shipped": "1772355600"} for t in shop.trackings[key]]
    meta = [m for m in shop.orders[key]["meta_data"] if m["key"] != "_wc_shipment_tracking_items"]
    shop.orders[key]["meta_data"] = [*meta, {"id": 2, "key": "_wc_shipment_tracking_items", "value": stored}]
    return answer(200, shop.trackings[key] if call.method == "GET" else {})


def webhooks(shop: Shop, call: Call) -> VendorAnswer | None:
    return listed(list(shop.webhooks.values()), call.query)


def webhook_batch(shop: Shop, call: Call) -> VendorAnswer | None:
    for body in call.body.get("create", ()):
        key = shop.next()
        shop.webhooks[key] = {"id": key, **body}
    for body in call.body.get("update", ()):
        shop.webhooks[body["id"]] |= body
    gone = [
        {"id": k, "error": {"code": "woocommerce_rest_shop_webhook_invalid_id", "message": "Invalid ID."}}
        for k in call.body.get("delete", ())
        if shop.webhooks.pop(k, None) is None
    ]
    return answer(200, {"delete": gone} if gone else [])


def setting(shop: Shop, call: Call, group: str, key: str = "") -> VendorAnswer | None:
    defaults = {"woocommerce_weight_unit": "kg", "woocommerce_currency": "EUR", "woocommerce_default_country": "DE:DE-HH"}
    values = defaults | shop.settings
    if key:
        return answer(200, {"id": key, "value": values[key]})
    return answer(200, [{"id": k, "value": v} for k, v in values.items()])


ROUTES: list[tuple[str, Callable[..., VendorAnswer | None]]] = [
    (r"wc/v3/products", products),
    (r"wc/v3/products/batch", product_batch),
    (r"wc/v3/products/(\d+)", product),
    (r"wc/v3/products/(\d+)/variations", variations),
    (r"wc/v3/products/(\d+)/variations/batch", variation_batch),
    (r"wc/v3/products/(tags|categories|brands)", terms),
    (r"wc/v3/variations", all_variations),
    (r"wc/v3/orders", orders),
    (r"wc/v3/orders/(\d+)", order),
    (r"wc/v3/orders/(\d+)/refunds", order_refunds),
    (r"wc/v3/orders/(\d+)/notes", order_notes),
    (r"wc/v3/orders/(\d+)/fulfillments", order_fulfilments),
    (r"wc/v3/orders/(\d+)/fulfillments/(\d+)", order_fulfilment),
    (r"wc-shipment-tracking/v3/orders/(\d+)/shipment-trackings", order_trackings),
    (r"wc-shipment-tracking/v3/orders/(\d+)/shipment-trackings/(\w+)", order_trackings),
    (r"wc/v3/refunds", all_refunds),
    (r"wc/v3/webhooks", webhooks),
    (r"wc/v3/webhooks/batch", webhook_batch),
    (r"wc/v3/settings/(\w+)/(\w+)", setting),
    (r"wc/v3/settings/(\w+)", setting),
]
