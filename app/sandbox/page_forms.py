"""What the page's forms do."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from random import Random
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from app.sandbox import shopper
from app.sandbox.shop import Order, Shop
from app.sandbox.stage import Stage
from app.sandbox.wording import FAULTS, money
from app.sandbox.world import Cart, CartLine, Refused, Return

Form = dict[str, str]
MAX_FORM = 2 * 2**20
_chance = Random()


@dataclass(frozen=True)
class Said:
    """What was done, the page to go to (the storefront if empty) and something to look at."""

    text: str
    path: str = ""
    href: str = ""
    link: str = ""


async def read_form(request: Request) -> Form:
    """The fields of an urlencoded form; empty if it is too big or not one."""
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MAX_FORM:
            return {}
    return dict(parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True))


def whole(form: Form, name: str) -> int:
    """A whole number of a form; Refused invalid."""
    try:
        number = int(form.get(name, ""))
    except ValueError:
        raise Refused("invalid", f"{name.partition(':')[0].replace('_', ' ')} must be a whole number", name) from None
    if abs(number) > 1_000_000_000:
        raise Refused("invalid", f"{name.partition(':')[0]} is too large", name)
    return number


def price(form: Form, name: str) -> Decimal:
    """A price of a form; Refused invalid."""
    try:
        amount = Decimal(form.get(name, "").strip())
    except InvalidOperation:
        raise Refused("invalid", "a price must be a number such as 12.50", name) from None
    if not amount.is_finite() or not 0 <= amount < 10**12:
        raise Refused("invalid", "a price must be a number such as 12.50", name)
    return amount


def buy(stage: Stage, shop: Shop, form: Form) -> Said:
    """One shopper, one variant."""
    email, address = shopper.somebody(shop, _chance)
    line = CartLine(whole(form, "variant_id"), whole(form, "quantity"))
    shortage = "oversell" if form.get("oversell") else "policy"
    cart = Cart([line], email=email, shipping=address, shipping_price=Decimal("4.90"), on_shortage=shortage)
    order = stage.world.place_order(shop, cart)
    anchor = f"#p{whole(form, 'product_id')}" if form.get("product_id") else ""
    return _bought(shop, order, f"/shops/{shop.handle}{anchor}")


def send_shopper(stage: Stage, shop: Shop, form: Form) -> Said:
    """A shopper who chooses."""
    order_id = stage.trickle.one(shop.handle)
    if order_id is None:
        raise Refused("out_of_stock", "there is nothing to buy in this shop")
    return _bought(shop, stage.world.order(shop, order_id), "")


def trickle(stage: Stage, shop: Shop, form: Form) -> Said:
    try:
        rate = float(form.get("per_minute", ""))
    except ValueError:
        raise Refused("invalid", "shoppers per minute must be a number", "per_minute") from None
    stage.trickle.set(shop.handle, rate)
    return Said(f"Shoppers come to {shop.name} by themselves now." if rate else f"No more shoppers come to {shop.name}.")


def new_product(stage: Stage, shop: Shop, form: Form) -> Said:
    variant = {"sku": form.get("sku", "").strip(), "price": price(form, "price"), "stock": whole(form, "stock")}
    product = stage.world.create_product(shop, title=form.get("title", ""), variants=[variant])
    return Said(f"{_short(product.title)} is for sale.", f"/shops/{shop.handle}/merchant?open={product.id}#p{product.id}")


def edit_product(stage: Stage, shop: Shop, form: Form) -> Said:
    """Everything is read before anything is changed, so that a mistake changes nothing."""
    product = stage.world.product(shop, whole(form, "product_id"))
    title, status = form.get("title", "").strip(), form.get("status", product.status)
    if not title or status not in ("active", "draft", "archived"):
        raise Refused("invalid", "a product needs a title and a status", "title")
    prices = {v.id: price(form, f"price:{v.id}") for v in product.variants if f"price:{v.id}" in form}
    stock = {
        (v.id, place.id): whole(form, name)
        for v in product.variants
        for place in shop.locations
        if form.get(name := f"stock:{v.id}:{place.id}", "") != ""
    }
    stage.world.edit_product(shop, product.id, title=title, status=status)
    for variant in product.variants:
        sku = form.get(f"sku:{variant.id}", variant.sku).strip()
        stage.world.edit_variant(shop, variant.id, sku=sku, price=prices.get(variant.id, variant.price))
    for (variant_id, place_id), quantity in stock.items():
        stage.world.set_stock(shop, variant_id, quantity, location_id=place_id)
    return Said(f"{_short(title)} is saved.", f"/shops/{shop.handle}/merchant?open={product.id}#p{product.id}")


def delete_product(stage: Stage, shop: Shop, form: Form) -> Said:
    product = stage.world.product(shop, whole(form, "product_id"))
    stage.world.delete_product(shop, product.id)
    return Said(f"{_short(product.title)} is deleted.", f"/shops/{shop.handle}/merchant")


def pay(stage: Stage, shop: Shop, form: Form) -> Said:
    order = stage.world.mark_paid(shop, whole(form, "order_id"))
    return Said(f"{order.name} is paid.", f"/shops/{shop.handle}/orders/{order.id}")


def ship(stage: Stage, shop: Shop, form: Form) -> Said:
    order = stage.world.order(shop, whole(form, "order_id"))
    company, number = form.get("tracking_company", "").strip(), form.get("tracking_number", "").strip()
    stage.world.fulfil(shop, order.id, tracking_company=company, tracking_number=number)
    return Said(f"{order.name} is on its way.", f"/shops/{shop.handle}/orders/{order.id}")


def refund(stage: Stage, shop: Shop, form: Form) -> Said:
    """All that is left, money and units."""
    order = stage.world.order(shop, whole(form, "order_id"))
    rest = [Return(line.id, line.kept - line.refunded) for line in order.lines if line.kept > line.refunded]
    made = stage.world.refund(shop, order.id, rest, amount=order.total - order.refunded_total)
    return Said(f"{money(made.amount, shop)} went back.", f"/shops/{shop.handle}/orders/{order.id}")


def cancel(stage: Stage, shop: Shop, form: Form) -> Said:
    order = stage.world.cancel_order(shop, whole(form, "order_id"), reason="other")
    return Said(f"{order.name} is cancelled.", f"/shops/{shop.handle}/orders/{order.id}")


def start_fault(stage: Stage, form: Form) -> str:
    """Begin a fault at `target` ("vendor/shop"); `extent` is count:n, rate:x, seconds:n or always."""
    vendor, _, shop = form.get("target", "").partition("/")
    measure, _, value = form.get("extent", "always").partition(":")
    how: dict[str, Any] = {}
    if measure == "rate":
        how["rate"] = _number(value)
    elif measure in ("count", "seconds"):
        how[measure] = int(_number(value))
    if form.get("kind") == "response_lost":
        how["route"], how["body"] = stage.vendor(vendor).writes
    if form.get("milliseconds"):
        how["milliseconds"] = whole(form, "milliseconds")
    fault = stage.begin_fault(form.get("kind", ""), vendor, shop, **how)
    where = stage.world.shops[shop].name if shop else stage.vendors[vendor].title
    if fault.kind == "webhook_disabled":
        return f"{where} switched {fault.hits} webhook{'' if fault.hits == 1 else 's'} off."
    return f"{FAULTS[fault.kind][0]} at {where}."


def stop_faults(stage: Stage, form: Form) -> str:
    """End the fault with `id`, or all of them."""
    ended = stage.faults.clear(whole(form, "id") if form.get("id") else None)
    return "The fault is over." if ended == 1 else f"{ended} faults are over."


def _bought(shop: Shop, order: Order, path: str) -> Said:
    goods = ", ".join(f"{line.quantity} × {_short(line.title)}" for line in order.lines)
    text = f"{order.shipping.name or 'Somebody'} bought {goods} for {money(order.total, shop)}."
    return Said(text, path, f"/shops/{shop.handle}/orders/{order.id}", order.name)


def _short(title: str) -> str:
    return title if len(title) <= 60 else title[:59] + "…"


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise Refused("invalid", "the extent must be a number", "extent")
    return number


MERCHANT_FORMS: dict[str, Callable[[Stage, Shop, Form], Said]] = {
    "buy": buy,
    "shopper": send_shopper,
    "trickle": trickle,
    "new-product": new_product,
    "edit-product": edit_product,
    "delete-product": delete_product,
    "pay": pay,
    "ship": ship,
    "refund": refund,
    "cancel": cancel,
}
