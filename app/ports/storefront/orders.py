"""Orders of a store platform."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from app.ports.storefront.paging import Page
from app.ports.vendor import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteAddress:
    name: str = ""
    company: str = ""
    line1: str = ""
    line2: str = ""
    city: str = ""
    region: str = ""  # code where the vendor gives one
    postal_code: str = ""
    country: str = ""  # ISO 3166-1 alpha-2
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteTax:
    title: str
    amount: Decimal
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteLine:
    """A line as at order time. `price` is per unit before discount; `total` = price × quantity − discount.

    `fulfillable` are units still to ship after fulfilments, removals and refunds, as the vendor tells it.
    """

    external_id: str
    title: str
    quantity: int
    price: Decimal
    total: Decimal
    product_id: str = ""
    variant_id: str = ""
    variant_title: str = ""
    sku: str = ""
    discount: Decimal = Decimal(0)
    taxes: tuple[RemoteTax, ...] = ()
    requires_shipping: bool = True
    fulfilled: int = 0
    refunded: int = 0
    fulfillable: int = 0
    image_url: str = ""
    properties: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteDiscount:
    code: str
    amount: Decimal
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteShippingLine:
    title: str
    amount: Decimal
    code: str = ""
    taxes: tuple[RemoteTax, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteRefund:
    external_id: str
    amount: Decimal
    created_at: datetime
    reason: str = ""
    lines: tuple[tuple[str, int, bool], ...] = ()  # (line external id, quantity, restocked)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFulfilment:
    external_id: str
    created_at: datetime
    status: str = "success"  # success | cancelled | pending
    company: str = ""
    numbers: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    lines: tuple[tuple[str, int], ...] = ()  # (line external id, quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteOrder:
    """An order with every line, tax, discount, shipping, refund and address, in the shop's currency.

    `status`: pending | open | completed | cancelled. `payment_status`: pending | authorized | paid |
    partially_paid | partially_refunded | refunded | voided | failed. `total` = subtotal − nothing + shipping + tax
    where prices exclude tax; the vendor's own total is kept whatever it adds up to. `raw` is the vendor's text.
    """

    external_id: str
    number: str
    currency: str
    status: str
    payment_status: str
    placed_at: datetime
    updated_at: datetime
    subtotal: Decimal  # lines after discounts, before shipping and tax
    discount: Decimal
    shipping: Decimal
    tax: Decimal
    total: Decimal
    refunded: Decimal = Decimal(0)
    taxes_included: bool = False
    customer_id: str = ""
    customer_name: str = ""
    email: str = ""
    phone: str = ""
    billing_address: RemoteAddress | None = None
    shipping_address: RemoteAddress | None = None
    lines: tuple[RemoteLine, ...] = ()
    taxes: tuple[RemoteTax, ...] = ()
    discounts: tuple[RemoteDiscount, ...] = ()
    shipping_lines: tuple[RemoteShippingLine, ...] = ()
    refunds: tuple[RemoteRefund, ...] = ()
    fulfilments: tuple[RemoteFulfilment, ...] = ()
    note: str = ""
    tags: tuple[str, ...] = ()
    source: str = ""
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
    raw: str = ""  # JSON text


class OrderSource(Protocol):
    def __init__(self, channel: Channel) -> None: ...

    def orders_since(
        self, since: datetime | None, cursor: str | None, *, first: bool = False
    ) -> AsyncIterator[Page[RemoteOrder]]:
        """Everything changed at or after `since` (None: all), resuming at `cursor`, ascending by change time.

        `first`: the shop is new to us and nobody works with these orders yet. A connector may then read in bulk, in any
        order, and leave out what costs a call per order and no longer matters: shipments of orders long finished.
        """

    async def orders_by_id(self, external_ids: Sequence[str]) -> Sequence[RemoteOrder]:
        """Those that exist, in any order, read in as few calls as the vendor allows.

        Raises VendorError(SKIP) where one of them cannot be read: asked for alone, the others can.
        """
