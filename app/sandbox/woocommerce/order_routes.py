"""/orders with their notes and refunds."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from app.sandbox.shop import Order, Refund
from app.sandbox.woocommerce.listing import COLLECTION, Answer, Call, Traits, paged, select
from app.sandbox.woocommerce.order_status import STATUSES, add_note, status_of
from app.sandbox.woocommerce.order_writes import ORDER, REFUND, new_order, new_refund, write_order
from app.sandbox.woocommerce.orders import order_json
from app.sandbox.woocommerce.refunds import refund_json
from app.sandbox.woocommerce.site import Site
from app.sandbox.woocommerce.topics import silent
from app.sandbox.woocommerce.wp import BareError, RestError, Rule, check, listed, truthy

LIST = {
    **COLLECTION,
    "status": Rule("array", items=Rule("string", ("any", "trash", "auto-draft", *STATUSES))),
    "customer": Rule("integer"),
    "product": Rule("integer"),
    "dp": Rule("integer"),
}
REFUND_LIST = {**{k: v for k, v in COLLECTION.items() if not k.startswith("modified")}, "dp": Rule("integer")}
TRAITS = Traits(lambda o: o.id, lambda o: o.created, lambda o: o.updated, lambda o: o.name)
REFUND_TRAITS = Traits(lambda r: r.id, lambda r: r.created, lambda r: r.created)


def _dp(call: Call) -> int | None:
    return abs(int(call["dp"])) if call.has("dp") and call["dp"] != "" else None


def list_orders(call: Call) -> Answer:
    check(call.params, LIST)
    wanted = listed(call["status"]) or ["any"]
    found = [o for o in call.site.shop.orders.values() if _in_status(o, wanted) and _fits(call, o)]
    return paged(call, select(call, found, TRAITS), lambda o: _shown(call, o))


def _in_status(order: Order, wanted: list[Any]) -> bool:
    if order.extra.get("trash"):
        return "trash" in wanted
    return "any" in wanted or status_of(order) in wanted


def _fits(call: Call, order: Order) -> bool:
    text = str(call["search"] or "").lower().removeprefix("#")
    who = (order.email, order.billing.name, order.shipping.name, str(order.number), str(order.id))
    if text and not any(text in part.lower() for part in who):
        return False
    if call.has("customer") and (order.customer_id or 0) != int(call["customer"]):
        return False
    if call["product"]:
        return any(int(call["product"]) in (line.product_id, line.variant_id) for line in order.lines)
    return True


def _order(call: Call, name: str = "id", status: int = 404, message: str = "Invalid ID.") -> Order:
    order = call.site.shop.orders.get(call.path[name])
    if order is None:
        raise RestError("woocommerce_rest_shop_order_invalid_id", message, status)
    return order


def _shown(call: Call, order: Order) -> dict[str, Any]:
    shown = order_json(call.site, order, _dp(call))
    return {**shown, "status": "trash"} if order.extra.get("trash") else shown


def get_order(call: Call) -> Answer:
    return Answer(_shown(call, _order(call)))


def create_order(call: Call) -> Answer:
    if call.direct:
        check(call.params, ORDER)
    if call["id"]:
        raise RestError("woocommerce_rest_shop_order_exists", "Cannot create existing shop_order.")
    order = new_order(call)
    return Answer(_shown(call, order), 201, {"Location": call.site.rest(f"orders/{order.id}")})


def update_order(call: Call) -> Answer:
    if call.direct:
        check(call.params, ORDER)
    order = _order(call, status=400)
    if call.has("status") and order.extra.get("trash"):
        order.extra = {k: v for k, v in order.extra.items() if k != "trash"}
    write_order(call, order)
    return Answer(_shown(call, order))


def delete_order(call: Call) -> Answer:
    """Into the bin, or with `force` for good."""
    order = _order(call)
    world, shop = call.site.host.world, call.site.shop
    if not truthy(call["force"]):
        if order.extra.get("trash"):
            raise RestError("woocommerce_rest_already_trashed", "The shop_order has already been deleted.", 410)
        answer = Answer(_shown(call, order))
        order.extra = {**order.extra, "trash": True}
        world.order_changed(shop, order)
        return answer
    answer = Answer(_shown(call, order))
    with silent():
        if not order.cancelled and order.fulfilment_state != "fulfilled":
            world.cancel_order(shop, order.id, restock=False, refund=False)
        del shop.orders[order.id]
        world.emit(shop, "order.deleted", order.id)
    return answer


def note_json(site: Site, order: Order, note: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": note["id"],
        "author": note["author"],
        **site.dates("date_created", datetime.fromisoformat(note["at"])),
        "note": note["note"],
        "customer_note": note["customer_note"],
        "_links": site.links(f"orders/{order.id}/notes/{note['id']}", up=f"orders/{order.id}"),
    }


def list_notes(call: Call) -> Answer:
    check(call.params, {"type": Rule("string", ("any", "customer", "internal"))})
    order = _order(call, "order_id", message="Invalid order ID.")
    wanted = {"customer": (True,), "internal": (False,)}.get(str(call["type"] or "any"), (True, False))
    notes = [n for n in reversed(order.extra.get("notes", [])) if n["customer_note"] in wanted]
    return Answer([note_json(call.site, order, n) for n in notes])


def create_note(call: Call) -> Answer:
    check(call.params, {"note": Rule("string"), "customer_note": Rule("boolean")}, ["note"])
    order = _order(call, "order_id", message="Invalid order ID.")
    customer = truthy(call["customer_note"])
    note = add_note(call.site, order, str(call["note"]), customer=customer, author="admin")
    where = call.site.rest(f"orders/{order.id}/notes/{note['id']}")
    return Answer(note_json(call.site, order, note), 201, {"Location": where})


def _note(call: Call) -> tuple[Order, dict[str, Any]]:
    order = _order(call, "order_id", message="Invalid order ID.")
    note = next((n for n in order.extra.get("notes", []) if n["id"] == call.path["id"]), None)
    if note is None:
        raise RestError("woocommerce_rest_invalid_id", "Invalid resource ID.", 404)
    return order, note


def get_note(call: Call) -> Answer:
    order, note = _note(call)
    return Answer(note_json(call.site, order, note))


def delete_note(call: Call) -> Answer:
    if not truthy(call["force"]):
        raise RestError("woocommerce_rest_trash_not_supported", "Webhooks do not support trashing.", 501)
    order, note = _note(call)
    order.extra["notes"].remove(note)
    call.site.host.touch()
    return Answer(note_json(call.site, order, note))


def _parent(call: Call) -> Order:
    order = call.site.shop.orders.get(call.path["order_id"])
    if order is None:
        raise BareError("woocommerce_rest_invalid_order_id", "Invalid order ID.", 404)
    return order


def _refund(call: Call) -> tuple[Order, Refund]:
    order = _parent(call)
    refund = next((r for r in order.refunds if r.id == call.path["id"]), None)
    if refund is None:
        raise BareError("woocommerce_rest_invalid_order_refund_id", "Invalid order refund ID.", 404)
    return order, refund


def list_refunds(call: Call) -> Answer:
    check(call.params, REFUND_LIST)
    order = call.site.shop.orders.get(call.path["order_id"])
    refunds = select(call, order.refunds if order else [], REFUND_TRAITS)
    return paged(call, refunds, lambda r: refund_json(call.site, order, r, _dp(call)))  # type: ignore[arg-type]


def get_refund(call: Call) -> Answer:
    order, refund = _refund(call)
    return Answer(refund_json(call.site, order, refund, _dp(call)))


def create_refund(call: Call) -> Answer:
    check(call.params, REFUND)
    order = _parent(call)
    refund = new_refund(call, order)
    where = call.site.rest(f"orders/{order.id}/refunds/{refund.id}")
    return Answer(refund_json(call.site, order, refund), 201, {"Location": where})


def all_refunds(call: Call) -> Answer:
    """/refunds: those of every order, since WooCommerce 9.0."""
    check(call.params, REFUND_LIST)
    owner = {refund.id: order for order in call.site.shop.orders.values() for refund in order.refunds}
    every = [refund for order in call.site.shop.orders.values() for refund in order.refunds]
    traits = replace(REFUND_TRAITS, parent=lambda r: owner[r.id].id)
    return paged(call, select(call, every, traits), lambda r: refund_json(call.site, owner[r.id], r, _dp(call)))
