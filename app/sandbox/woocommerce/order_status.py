"""The status of an order: what follows from payment and parcels, or what was written over it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.sandbox.core import Refused
from app.sandbox.shop import Order
from app.sandbox.woocommerce.providers import formatted
from app.sandbox.woocommerce.site import Site

STATUSES = ("pending", "processing", "on-hold", "completed", "cancelled", "refunded", "failed", "checkout-draft")
UNPAID = ("pending", "authorized")
_OFFLINE = ("bacs", "cheque", "cod", "manual")


def status_of(order: Order) -> str:
    """The status: what was written, as long as nothing else happened to the order since."""
    written = order.extra.get("status")
    if written and order.extra.get("status_at") == _facts(order):
        return str(written)
    return _derived(order)


def _facts(order: Order) -> str:
    return f"{order.financial}/{order.fulfilment_state}/{bool(order.cancelled)}"


def _derived(order: Order) -> str:
    if order.financial == "refunded":
        return "refunded"
    if order.cancelled:
        return "cancelled"
    if order.financial in UNPAID:
        return "on-hold" if order.gateway in _OFFLINE or order.financial == "authorized" else "pending"
    return "completed" if order.fulfilment_state == "fulfilled" else "processing"


def set_status(site: Site, order: Order, wanted: str) -> None:
    """Bring an order to a status, with what WooCommerce does on the way: pay, take from stock, put back, pay back."""
    now = status_of(order)
    if wanted == now:
        return
    world, shop = site.host.world, site.shop
    if wanted in ("processing", "completed") and order.financial in UNPAID and not order.cancelled:
        world.mark_paid(shop, order.id)
    if wanted == "completed" and not order.cancelled and any(line.open > 0 for line in order.lines):
        world.fulfil(shop, order.id, **_last_tracking(order))
    if wanted == "cancelled" and not order.cancelled and order.fulfilment_state != "fulfilled":
        world.cancel_order(shop, order.id, refund=False)
    if wanted == "refunded" and order.financial not in (*UNPAID, "voided"):
        left = order.total - order.refunded_total
        if left > 0:
            world.refund(shop, order.id, amount=left, note="Order fully refunded.")
    pin(site, order, wanted)
    add_note(site, order, f"Order status changed from {_title(now)} to {_title(wanted)}.")


def pin(site: Site, order: Order, status: str) -> None:
    """Keep a status until something else happens to the order."""
    said = {"completed": site.now.isoformat()} if status == "completed" else {}
    order.extra = {**order.extra, **said, "status": status, "status_at": _facts(order)}
    site.host.world.order_changed(site.shop, order)


def _last_tracking(order: Order) -> dict[str, Any]:
    """The tracking that was noted before the order was said to be completed."""
    items = order.extra.get("trackings") or []
    if not items:
        return {}
    company, link = formatted(items[-1])
    return {"tracking_company": company, "tracking_number": items[-1]["tracking_number"], "tracking_url": link}


def _title(status: str) -> str:
    return {"pending": "Pending payment", "on-hold": "On hold"}.get(status, status.title())


def add_note(site: Site, order: Order, text: str, *, customer: bool = False, author: str = "system") -> dict[str, Any]:
    """Write a note to the order. It is not a change that webhooks tell."""
    at: datetime = site.now
    note = {"id": site.shop.next_id(), "at": at.isoformat(), "note": text, "customer_note": customer, "author": author}
    order.extra.setdefault("notes", []).append(note)
    site.host.touch()
    return note


def refused(refusal: Refused) -> str:
    """What the world said, as a sentence."""
    text = refusal.message
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")
