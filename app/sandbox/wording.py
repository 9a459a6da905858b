"""How the page says things: money, times and states in people's words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from babel import Locale
from babel.dates import format_datetime
from babel.numbers import format_currency
from jinja2 import Environment

from app.sandbox.faults import TIMED_KINDS, Fault
from app.sandbox.shop import Order, Product, Shop, Variant
from app.sandbox.stage import Stage
from app.sandbox.vendor import Delivery

# kind → name, what it does, group.
FAULTS = {
    "latency": ("Slow answers", "Every answer comes late.", "Answers"),
    "server_error": ("Server errors", "Answers 5xx, in the vendor's own words.", "Answers"),
    "throttled": ("Too many requests", "Says that the limit is used up.", "Answers"),
    "connection_dropped": ("Dropped connection", "Hangs up before doing anything.", "Answers"),
    "response_lost": ("Lost answer", "Carries a change out, then hangs up without a word.", "Answers"),
    "answer_page": ("Maintenance page", "Answers 200 with a page instead of data.", "Answers"),
    "answer_cut": ("Cut answers", "The data break off half-way.", "Answers"),
    "answer_noise": ("Warnings in answers", "PHP's warnings come before the data, a mark before them.", "Answers"),
    "credentials_expired": ("Expired credentials", "What was issued until now has run out.", "Credentials"),
    "credentials_revoked": ("Revoked credentials", "What was issued until now is withdrawn.", "Credentials"),
    "webhook_dropped": ("Dropped webhooks", "Never sent.", "Webhooks"),
    "webhook_duplicated": ("Doubled webhooks", "Sent twice under one id.", "Webhooks"),
    "webhook_reordered": ("Overtaking webhooks", "A later one arrives first.", "Webhooks"),
    "webhook_delayed": ("Late webhooks", "Sent after a while.", "Webhooks"),
    "webhook_disabled": ("Switched-off webhooks", "The vendor stops sending, as after too many failures.", "Webhooks"),
}
_PAYMENT = {
    "pending": ("Unpaid", "warn"), "authorized": ("Authorised", "warn"), "paid": ("Paid", "ok"), "voided": ("Voided", "quiet"),
    "partially_refunded": ("Partly refunded", "info"), "refunded": ("Refunded", "quiet"),
}  # fmt: skip
_PARCEL = {"unfulfilled": ("To ship", "warn"), "partial": ("Partly shipped", "info"), "fulfilled": ("Shipped", "ok")}
_OUTCOME = {
    "queued": ("Waiting", "quiet"), "delivered": ("Delivered", "ok"), "retrying": ("Trying again", "warn"),
    "failed": ("Failed", "bad"), "dropped": ("Not sent", "quiet"),
}  # fmt: skip
_ENGLISH = Locale("en")


def environment(stage: Stage, env: Environment) -> Environment:
    """Give the templates their filters."""
    env.filters.update(
        money=money,
        ago=lambda at: ago(at, stage.clock()),
        local=local,
        country=lambda code: _ENGLISH.territories.get(code, code),
        words=lambda text: text.replace("_", " ").capitalize(),
        body=body,
        left=left,
        sellable=sellable,
        first_left=first_left,
        price_range=price_range,
        prices_differ=lambda product: len({variant.price for variant in product.variants}) > 1,
        stock_text=stock_text,
        fault_terms=lambda fault: fault_terms(fault, stage.clock()),
        fault_name=lambda kind: FAULTS[kind][0],
        fault_names=lambda kinds: ", ".join(FAULTS[kind][0] for kind in kinds.split(", ")),
        payment=lambda order: _PAYMENT[order.financial][0],
        payment_tone=lambda order: _PAYMENT[order.financial][1],
        parcel=lambda order: _parcel(order)[0],
        parcel_tone=lambda order: _parcel(order)[1],
        outcome=outcome,
        outcome_tone=lambda delivery: _OUTCOME[delivery.status][1],
        status_tone=lambda status: "bad" if status is None or status >= 500 else "warn" if status >= 400 else "ok",
        shop_name=_names(stage.world.shops, "name"),
        vendor_title=_names(stage.vendors, "title"),
    )
    return env


def money(amount: Any, shop: Shop) -> str:
    """In the shop's currency."""
    return format_currency(amount, shop.currency, locale="en")


def local(at: datetime, zone: str) -> str:
    """Where the shop is."""
    return format_datetime(at.astimezone(ZoneInfo(zone)), "d MMM y, HH:mm:ss", locale="en") + f" ({zone})"


def ago(at: datetime, now: datetime) -> str:
    """How long ago, in one unit; a date when it is long ago."""
    seconds = (now - at).total_seconds()
    if seconds < 5:
        return "just now"
    for limit, size, unit in ((60, 1, "s"), (3600, 60, "min"), (86_400, 3600, "h"), (86_400 * 30, 86_400, "d")):
        if seconds < limit:
            return f"{int(seconds // size)} {unit} ago"
    return format_datetime(at, "d MMM y", locale="en")


def body(raw: bytes) -> str:
    """A webhook's body, indented if it is JSON and not endless."""
    try:
        text = orjson.dumps(orjson.loads(raw), option=orjson.OPT_INDENT_2).decode()
    except orjson.JSONDecodeError:
        text = raw.decode("utf-8", "replace")
    return text if len(text) <= 20_000 else text[:20_000] + "\n…"


def left(variant: Variant) -> str:
    """What a shopper reads beside the price."""
    if not variant.tracked:
        return "in stock"
    if variant.available <= 0:
        return "on order" if variant.oversell else "sold out"
    return f"{variant.available} left"


def sellable(variant: Variant) -> bool:
    return not variant.tracked or variant.oversell or variant.available > 0


def first_left(product: Product) -> Variant:
    """The variant to show first: the first that can be had."""
    return next((variant for variant in product.variants if sellable(variant)), product.variants[0])


def price_range(product: Product, shop: Shop) -> str:
    prices = sorted({variant.price for variant in product.variants})
    return money(prices[0], shop) + (f" – {money(prices[-1], shop)}" if len(prices) > 1 else "")


def stock_text(product: Product) -> str:
    if not any(variant.tracked for variant in product.variants):
        return "not counted"
    return f"{sum(variant.available for variant in product.variants if variant.tracked)} in stock"


def fault_terms(fault: Fault, now: datetime) -> str:
    """The terms of a fault, each after a comma."""
    terms = []
    if fault.milliseconds:
        terms.append(f"{fault.milliseconds / 1000:g} s late")
    if fault.rate < 1:
        terms.append(f"{fault.rate:.0%} of them")
    if fault.count is not None:
        terms.append(f"{fault.count - fault.hits} to go")
    if fault.until is not None:
        terms.append(f"{max(0, round((fault.until - now).total_seconds()))} s to go")
    if fault.kind != "response_lost":
        terms += [f"where {pattern}" for pattern in (fault.route, fault.body) if pattern]
    return "".join(f", {term}" for term in terms)


def outcome(delivery: Delivery) -> str:
    said = _OUTCOME[delivery.status][0]
    shown = delivery.response_status is not None and delivery.status in ("failed", "retrying")
    return f"{said} ({delivery.response_status})" if shown else said


def fault_groups() -> list[tuple[str, list[dict[str, Any]]]]:
    """The faults as the switches show them."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for kind, (name, text, group) in FAULTS.items():
        row = {"kind": kind, "name": name, "text": text, "timed": kind in TIMED_KINDS, "once": kind == "webhook_disabled"}
        row["lasting"] = group == "Credentials"
        groups.setdefault(group, []).append(row)
    return list(groups.items())


def _parcel(order: Order) -> tuple[str, str]:
    if order.cancelled:
        return ("Cancelled", "quiet")
    if order.fulfilment_state == "unfulfilled" and not any(line.open for line in order.lines):
        return ("Nothing to ship", "quiet")
    return _PARCEL[order.fulfilment_state]


def _names(held: dict[str, Any], attribute: str) -> Callable[[str], str]:
    def name(key: str) -> str:
        return getattr(held[key], attribute) if key in held else key

    return name
