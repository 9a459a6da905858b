"""Customers and orders, with what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.sandbox.goods import ZERO
from app.sandbox.places import Address


@dataclass
class Customer:
    """A shopper with an account."""

    id: int
    email: str
    first_name: str
    last_name: str
    created: datetime
    updated: datetime
    phone: str = ""
    addresses: list[Address] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    accepts_marketing: bool = False
    note: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass
class TaxLine:
    """A tax on one line; `rate` is a fraction (0.19), `amount` money."""

    title: str
    rate: Decimal
    amount: Decimal


@dataclass
class OrderLine:
    """A bought variant as it was then. `price` is per unit before `discount`, which is for the whole line.

    `quantity` is what was ordered; of these `removed` were edited away, `cancelled` will not be shipped,
    `fulfilled` were shipped and `refunded` were paid back (they overlap with the two before).
    """

    id: int
    product_id: int | None
    variant_id: int | None
    title: str
    price: Decimal
    quantity: int
    variant_title: str = ""
    sku: str = ""
    vendor: str = ""
    discount: Decimal = ZERO
    taxes: list[TaxLine] = field(default_factory=list)
    removed: int = 0
    cancelled: int = 0
    fulfilled: int = 0
    refunded: int = 0
    taxable: bool = True
    requires_shipping: bool = True
    weight_grams: int = 0
    location_id: int | None = None
    image_id: int | None = None

    @property
    def kept(self) -> int:
        """Units that the order still asks for: ordered, less edited away."""
        return self.quantity - self.removed

    @property
    def open(self) -> int:
        """Units still to be shipped."""
        return self.kept - self.cancelled - self.fulfilled

    @property
    def total(self) -> Decimal:
        """Price of the kept units after discount; holds the tax when the shop's prices do."""
        return self.price * self.kept - self.discount

    @property
    def tax(self) -> Decimal:
        return sum((t.amount for t in self.taxes), ZERO)


@dataclass
class ShippingLine:
    """What the shopper pays for the delivery."""

    id: int
    title: str
    price: Decimal
    code: str = ""
    discount: Decimal = ZERO
    taxes: list[TaxLine] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        return self.price - self.discount

    @property
    def tax(self) -> Decimal:
        return sum((t.amount for t in self.taxes), ZERO)


@dataclass
class Discount:
    """A discount on the whole order, already spread over the lines. `kind` is fixed or percent."""

    code: str
    kind: str
    value: Decimal
    amount: Decimal
    title: str = ""


@dataclass
class FulfilmentLine:
    line_id: int
    quantity: int


@dataclass
class Fulfilment:
    """A parcel. `status` is success or cancelled; `shipment_status` is empty, in_transit, delivered …"""

    id: int
    created: datetime
    updated: datetime
    lines: list[FulfilmentLine]
    location_id: int | None = None
    tracking_company: str = ""
    tracking_number: str = ""
    tracking_url: str = ""
    status: str = "success"
    shipment_status: str = ""
    notify_customer: bool = False


@dataclass
class RefundLine:
    """Units paid back; `restock` is none, cancel (never shipped) or return (came back). Subtotal is without tax only if
    the shop's prices are."""

    line_id: int
    quantity: int
    restock: str = "none"
    location_id: int | None = None
    subtotal: Decimal = ZERO
    tax: Decimal = ZERO


@dataclass
class Refund:
    """Money paid back: `amount` in all, of which `shipping` for the delivery."""

    id: int
    created: datetime
    amount: Decimal
    lines: list[RefundLine] = field(default_factory=list)
    shipping: Decimal = ZERO
    note: str = ""


@dataclass
class Order:
    """An order. Totals are computed from the lines, so they are right after any edit.

    `financial` is pending, authorized, paid, partially_refunded, refunded or voided.
    `presentment_currency` is what the shopper saw, at `presentment_rate` units of it per unit of the shop's currency.
    """

    id: int
    number: int
    name: str
    created: datetime
    updated: datetime
    processed: datetime
    currency: str
    email: str = ""
    phone: str = ""
    customer_id: int | None = None
    billing: Address = field(default_factory=Address)
    shipping: Address = field(default_factory=Address)
    lines: list[OrderLine] = field(default_factory=list)
    shipping_lines: list[ShippingLine] = field(default_factory=list)
    discounts: list[Discount] = field(default_factory=list)
    taxes_included: bool = False
    presentment_currency: str = ""
    presentment_rate: Decimal = Decimal(1)
    financial: str = "pending"
    gateway: str = ""
    note: str = ""
    tags: list[str] = field(default_factory=list)
    source: str = "web"
    key: str = ""
    cancelled: datetime | None = None
    cancel_reason: str = ""
    closed: datetime | None = None
    paid: datetime | None = None
    refunds: list[Refund] = field(default_factory=list)
    fulfilments: list[Fulfilment] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def parts(self) -> list[OrderLine | ShippingLine]:
        """Everything that is paid for."""
        return [*self.lines, *self.shipping_lines]

    @property
    def subtotal(self) -> Decimal:
        """Lines after discounts, before shipping."""
        return sum((line.total for line in self.lines), ZERO)

    @property
    def discount_total(self) -> Decimal:
        return sum((part.discount for part in self.parts), ZERO)

    @property
    def shipping_total(self) -> Decimal:
        return sum((line.total for line in self.shipping_lines), ZERO)

    @property
    def tax_total(self) -> Decimal:
        return sum((part.tax for part in self.parts), ZERO)

    @property
    def total(self) -> Decimal:
        """What the shopper pays."""
        return self.subtotal + self.shipping_total + (ZERO if self.taxes_included else self.tax_total)

    @property
    def refunded_total(self) -> Decimal:
        return sum((refund.amount for refund in self.refunds), ZERO)

    @property
    def fulfilment_state(self) -> str:
        """unfulfilled, partial or fulfilled."""
        if not any(line.fulfilled for line in self.lines):
            return "unfulfilled"
        return "partial" if any(line.open > 0 for line in self.lines) else "fulfilled"
