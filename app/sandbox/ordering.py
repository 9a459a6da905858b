"""What shoppers and merchants do to orders: place, edit, pay, cancel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.sandbox.catalogue import assign, check_names
from app.sandbox.core import Ground, Refused, round_money
from app.sandbox.shop import (
    ZERO,
    Address,
    Discount,
    Level,
    Location,
    Order,
    OrderLine,
    ShippingLine,
    Shop,
    TaxLine,
    Variant,
)

_EDITABLE = {
    "email",
    "phone",
    "customer_id",
    "billing",
    "shipping",
    "note",
    "tags",
    "closed",
    "source",
    "extra",
    "gateway",
}


@dataclass
class CartLine:
    """What a shopper buys: a variant, or (without `variant_id`) anything with a `title` and a `price`."""

    variant_id: int | None
    quantity: int = 1
    price: Decimal | None = None
    discount: Decimal = ZERO
    title: str = ""
    sku: str = ""


@dataclass
class Cart:
    """A basket at the till.

    `on_shortage`: "policy" does as the variant says (`oversell`), "oversell" sells what is not there, "refuse" never does.
    `at` dates the order; without it, it is now. `number` is the order's number, the next one if not given.
    """

    lines: list[CartLine]
    email: str = ""
    phone: str = ""
    customer_id: int | None = None
    shipping: Address = field(default_factory=Address)
    billing: Address | None = None
    shipping_title: str = "Standard"
    shipping_price: Decimal = ZERO
    discount_code: str = ""
    discount_kind: str = "fixed"
    discount_value: Decimal = ZERO
    paid: bool = True
    gateway: str = "card"
    note: str = ""
    tags: list[str] = field(default_factory=list)
    source: str = "web"
    presentment_currency: str = ""
    presentment_rate: Decimal = Decimal(1)
    on_shortage: str = "policy"
    location_id: int | None = None
    at: datetime | None = None
    number: int | None = None
    key: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


class Ordering(Ground):
    """Operations on orders before they are shipped."""

    def place_order(self, shop: Shop, cart: Cart) -> Order:
        """Buy. Commits stock, works out discount and tax. Emits order.created (and order.paid).

        Refused out_of_stock, not_found (a variant), invalid (an empty cart, a quantity below one).
        """
        if not cart.lines:
            raise Refused("invalid", "the cart is empty", "lines")
        places = self._check_stock(shop, cart)
        at = cart.at or self.clock()
        number = cart.number or shop.last_order_number + 1
        shop.last_order_number = max(shop.last_order_number, number)
        order = Order(
            shop.next_id(), number, f"#{number}", at, at, at, shop.currency, cart.email, cart.phone, cart.customer_id,
            billing=cart.billing or cart.shipping, shipping=cart.shipping, taxes_included=shop.taxes_included,
            presentment_currency=cart.presentment_currency or shop.currency, presentment_rate=cart.presentment_rate,
            gateway=cart.gateway, note=cart.note, tags=list(cart.tags), source=cart.source, extra=dict(cart.extra),
        )  # fmt: skip
        order.key = cart.key or f"{shop.handle}-{order.id}"
        order.lines = [self._line(shop, line, place) for line, place in zip(cart.lines, places, strict=True)]
        order.shipping_lines = [
            ShippingLine(shop.next_id(), cart.shipping_title, cart.shipping_price, cart.shipping_title.lower())
        ]
        self._spread_discount(shop, order, cart)
        self._tax(shop, order)
        if cart.paid:
            order.financial, order.paid = "paid", at
        shop.orders[order.id] = order
        self.emit(shop, "order.created", order.id)
        if cart.paid:
            self.emit(shop, "order.paid", order.id)
        for line in order.lines:
            self.move_stock(shop, line.variant_id, line.location_id, committed=line.quantity)
        return order

    def edit_order(
        self, shop: Shop, order_id: int, *, quantities: Mapping[int, int] | None = None,
        add: list[CartLine] | None = None, **values: Any,
    ) -> Order:  # fmt: skip
        """Change what an order asks for: `quantities` by line id (0 takes a line out; not below what was shipped or
        cancelled), `add` new lines, and any of email, phone, customer_id, billing, shipping, note, tags, closed, source,
        gateway, extra. Emits order.updated, with `edited=True` when lines changed."""
        order = self.order(shop, order_id)
        check_names(values, _EDITABLE)
        wanted = [(self.line(order, line_id), quantity) for line_id, quantity in (quantities or {}).items()]
        for line, quantity in wanted:
            _check_quantity(line, quantity)
        added = add or []
        places = self._check_stock(shop, Cart(added, shipping=order.shipping))
        changed = assign(order, values, _EDITABLE)
        edited = bool(added)
        for line, quantity in wanted:
            edited |= self._requantify(shop, line, quantity)
        for item, place in zip(added, places, strict=True):
            order.lines.append(self._line(shop, item, place))
            self.move_stock(shop, item.variant_id, place.id, committed=item.quantity)
        if edited:
            self._tax(shop, order)
            self.settle(order)
        if edited or changed:
            self.order_changed(shop, order, edited=edited)
        return order

    def mark_paid(self, shop: Shop, order_id: int, *, gateway: str = "", at: datetime | None = None) -> Order:
        """Take the money. Emits order.paid, order.updated; nothing if it was paid."""
        order = self.order(shop, order_id)
        if order.cancelled:
            raise Refused("cancelled", f"order {order.name} is cancelled", "order_id")
        if order.financial in ("pending", "authorized"):
            order.financial, order.paid = "paid", at or self.clock()
            order.gateway = gateway or order.gateway
            self.emit(shop, "order.paid", order.id)
            self.order_changed(shop, order)
        return order

    def order_changed(self, shop: Shop, order: Order, **detail: Any) -> None:
        """Bump the order and tell it. For vendor folders too, when they changed `extra` or an address in place."""
        order.updated = self.clock()
        self.emit(shop, "order.updated", order.id, **detail)

    def settle(self, order: Order) -> None:
        """Bring the financial state in line with what was paid back."""
        if not order.refunds or order.financial in ("pending", "authorized", "voided"):
            return
        order.financial = "refunded" if order.refunded_total >= order.total else "partially_refunded"

    def _check_stock(self, shop: Shop, cart: Cart) -> list[Location]:
        """The location each line is taken from; Refused when a line may not be sold."""
        promised: dict[tuple[int, int], int] = {}
        places = []
        for line in cart.lines:
            if line.quantity < 1:
                raise Refused("invalid", "quantity must be at least 1", "quantity")
            if line.variant_id is None:
                places.append(self.place(shop, cart.location_id))
                continue
            _, variant = self.product_of(shop, line.variant_id)
            place = self._source(shop, variant, line.quantity, cart, promised)
            promised[variant.id, place.id] = promised.get((variant.id, place.id), 0) + line.quantity
            places.append(place)
        return places

    def _source(
        self, shop: Shop, variant: Variant, quantity: int, cart: Cart, promised: Mapping[tuple[int, int], int]
    ) -> Location:
        choice = [self.place(shop, cart.location_id)] if cart.location_id else [p for p in shop.locations if p.active]
        if not variant.tracked:
            return choice[0]
        for place in choice:
            free = variant.levels.get(place.id, Level()).available - promised.get((variant.id, place.id), 0)
            if free >= quantity:
                return place
        if cart.on_shortage == "oversell" or (cart.on_shortage == "policy" and variant.oversell):
            return choice[0]
        raise Refused("out_of_stock", f"not enough stock of {variant.sku or variant.title}", "quantity",
                      variant_id=variant.id, available=variant.available)  # fmt: skip

    def _line(self, shop: Shop, wanted: CartLine, place: Location) -> OrderLine:
        if wanted.variant_id is None:
            return OrderLine(shop.next_id(), None, None, wanted.title or "Custom item", wanted.price or ZERO,
                             wanted.quantity, sku=wanted.sku, discount=wanted.discount, location_id=place.id)  # fmt: skip
        product, variant = self.product_of(shop, wanted.variant_id)
        return OrderLine(
            shop.next_id(), product.id, variant.id, product.title,
            variant.price if wanted.price is None else wanted.price, wanted.quantity,
            variant_title=variant.title if variant.option_values else "", sku=variant.sku, vendor=product.vendor,
            discount=wanted.discount, taxable=variant.taxable, requires_shipping=variant.requires_shipping,
            weight_grams=variant.weight_grams, location_id=place.id, image_id=variant.image_id,
        )  # fmt: skip

    def _spread_discount(self, shop: Shop, order: Order, cart: Cart) -> None:
        """Spread a discount over the lines by their worth; the last one takes what rounding leaves."""
        if not cart.discount_value:
            return
        base = order.subtotal
        wanted = base * cart.discount_value / 100 if cart.discount_kind == "percent" else cart.discount_value
        amount = left = min(round_money(wanted, shop.currency), base)
        for n, line in enumerate(order.lines, 1):
            share = left if n == len(order.lines) else round_money(amount * line.total / base, shop.currency)
            share = min(share, left, line.total)
            line.discount += share
            left -= share
        code = cart.discount_code
        order.discounts.append(Discount(code, cart.discount_kind, cart.discount_value, amount - left, code))

    def _tax(self, shop: Shop, order: Order) -> None:
        rate = shop.tax_rates.get(order.shipping.country, shop.tax_rate)
        share = rate / (1 + rate) if order.taxes_included else rate
        for part in order.parts:
            taxed = rate and (not isinstance(part, OrderLine) or part.taxable)
            amount = round_money(part.total * share, shop.currency)
            part.taxes = [TaxLine(shop.tax_title, rate, amount)] if taxed and (amount or part.total) else []

    def _requantify(self, shop: Shop, line: OrderLine, quantity: int) -> bool:
        more = quantity - line.kept
        if not more:
            return False
        before = line.kept
        if more > 0:
            line.quantity += more
        else:
            line.removed -= more
            line.discount = round_money(line.discount * quantity / before, shop.currency)
        self.move_stock(shop, line.variant_id, line.location_id, committed=more)
        return True


def _check_quantity(line: OrderLine, quantity: int) -> None:
    """Refused when a line is to ask for less than was done about it."""
    done = max(line.cancelled + line.fulfilled, line.refunded)
    if quantity < done:
        raise Refused("invalid", f"{done} of the line are done already", "quantity")


CART_FIELDS = {f.name for f in fields(Cart)}
