"""What a store platform may offer: products, listings, stock, orders, fulfilments, webhooks.

Sources yield pages with an opaque cursor: a page that was taken in is never read again after a restart, because
the caller stores `cursor` in the transaction that takes the page in.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from app.ports.vendor import Channel

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """`items` in ascending order of change; `cursor` resumes after this page (None: no more); `total` if known."""

    items: tuple[T, ...]
    cursor: str | None = None
    total: int | None = None


# ── products ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteImage:
    external_id: str
    url: str
    alt: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteVariant:
    """One sellable thing. `options` in the order of the product's options: (("Colour", "Red"), ("Size", "M")).

    `stock_id` is what the vendor's stock calls name it by (Shopify's inventory item, else the variant's own id).
    """

    external_id: str
    stock_id: str
    title: str
    sku: str = ""
    barcode: str = ""
    options: tuple[tuple[str, str], ...] = ()
    price: Decimal | None = None
    compare_at_price: Decimal | None = None
    cost: Decimal | None = None
    weight_grams: Decimal | None = None
    track_inventory: bool = True
    quantity: int | None = None  # total available as listed, where the product read tells it
    position: int = 0
    image_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteProduct:
    """A product as the channel lists it. `status`: active | draft | archived."""

    external_id: str
    title: str
    description_html: str = ""
    vendor: str = ""
    product_type: str = ""
    tags: tuple[str, ...] = ()
    status: str = "active"
    handle: str = ""
    url: str = ""
    currency: str = ""
    options: tuple[tuple[str, tuple[str, ...]], ...] = ()
    images: tuple[RemoteImage, ...] = ()
    variants: tuple[RemoteVariant, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None


class ProductSource(Protocol):
    def __init__(self, channel: Channel) -> None: ...

    def products_since(self, since: datetime | None, cursor: str | None) -> AsyncIterator[Page[RemoteProduct]]:
        """Everything changed at or after `since` (None: all), resuming at `cursor`, ascending by change time."""

    async def products_by_id(self, external_ids: Sequence[str]) -> Sequence[RemoteProduct]:
        """Those that exist; an id that is absent from the answer is deleted at the vendor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantChange:
    """Fields to write; None leaves the remote value as it is."""

    external_id: str
    sku: str | None = None
    barcode: str | None = None
    price: Decimal | None = None
    compare_at_price: Decimal | None = None
    clear_compare_at: bool = False
    cost: Decimal | None = None
    weight_grams: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingChange:
    """Fields to write to one remote product; None leaves the remote value as it is."""

    external_id: str
    title: str | None = None
    description_html: str | None = None
    vendor: str | None = None
    product_type: str | None = None
    tags: tuple[str, ...] | None = None
    status: str | None = None
    variants: tuple[VariantChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewListing:
    """A master product to be listed for the first time. `natural_key` is found again after a lost answer."""

    natural_key: str
    product: RemoteProduct  # external ids are ours and ignored


class ListingSink(Protocol):
    def __init__(self, channel: Channel) -> None: ...

    async def update_listing(self, change: ListingChange) -> RemoteProduct:
        """Write and read back. VendorError(SKIP) when the vendor refuses the content."""

    async def create_listing(self, listing: NewListing) -> RemoteProduct:
        """Create once: a second call with the same natural key finds the first one's product."""


# ── stock ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteLocation:
    external_id: str
    name: str
    active: bool = True
    address: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteStock:
    """What the channel would sell at one location: `available` units. None: the vendor does not track this one."""

    stock_id: str
    location_id: str
    available: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StockWrite:
    """Set `available`; `expected` is what we believe it is now, compared by vendors that can (None: do not compare).

    `key` names this write: a repeat with the same key after a lost answer changes nothing.
    """

    stock_id: str
    location_id: str
    available: int
    expected: int | None
    key: str
    product_id: str = ""
    variant_id: str = ""


class StockOutcome(StrEnum):
    WRITTEN = "written"
    STALE = "stale"  # the remote value was not `expected`: read it again
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class StockResult:
    write: StockWrite
    outcome: StockOutcome
    available: int | None = None  # the remote value afterwards, when told
    reason: str = ""


class StockSink(Protocol):
    def __init__(self, channel: Channel) -> None: ...

    async def locations(self) -> Sequence[RemoteLocation]:
        """At least one; vendors without locations answer one named after the shop."""

    def stock(self, stock_ids: Sequence[str] | None, cursor: str | None) -> AsyncIterator[Page[RemoteStock]]:
        """Present levels, of the named items or of all (None). An item is (stock_id); levels at every location."""

    async def set_stock(self, writes: Sequence[StockWrite]) -> Sequence[StockResult]:
        """One result per write, same order; batched as the vendor allows."""


# ── orders ──────────────────────────────────────────────────────────────────────────────────────────────


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
        """Those that exist, in any order, read in as few calls as the vendor allows."""


# ── fulfilments ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfilmentWrite:
    """Tell the channel that these units left. `lines` are (line external id, quantity)."""

    order_id: str
    lines: tuple[tuple[str, int], ...]
    carrier: str
    number: str
    url: str = ""
    notify_customer: bool = False
    key: str = ""  # found again in the order's fulfilments after a lost answer: the tracking number serves


class FulfilmentSink(Protocol):
    def __init__(self, channel: Channel) -> None: ...

    async def push_fulfilment(self, write: FulfilmentWrite) -> RemoteFulfilment:
        """Ship once: looks for the same tracking number on the order before it writes, reads back afterwards."""

    async def update_tracking(self, order_id: str, fulfilment_id: str, *, carrier: str, number: str, url: str) -> None: ...


# ── webhooks ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRegistration:
    external_id: str
    topic: str
    address: str
    active: bool = True


class HintKind(StrEnum):
    ORDER = "order"
    PRODUCT = "product"
    STOCK = "stock"
    UNINSTALLED = "uninstalled"
    PING = "ping"  # a delivery that only proves the address
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """What a delivery points at. The thing itself is read from the vendor: a hint is never the truth."""

    kind: HintKind
    topic: str
    external_id: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The identity of a verified delivery: `delivery_id` is unique per connection."""

    delivery_id: str
    topic: str
    triggered_at: datetime | None = None


class WebhookReceiver(Protocol):
    """Pure: made of bytes and headers, no network. `verify` has no default and no way round it."""

    @staticmethod
    def verify(headers: Mapping[str, str], raw: bytes, secret: str) -> Delivery | None:
        """The delivery's identity, or None when the signature is wrong or missing. Header names are lower case."""

    @staticmethod
    def read(topic: str, raw: bytes) -> Hint:
        """What a stored delivery points at; UNKNOWN for topics that we never asked for."""


class Webhooks(Protocol):
    def __init__(self, channel: Channel) -> None: ...

    async def register(self, address: str, secret: str) -> Sequence[WebhookRegistration]:
        """Make the vendor deliver every topic we want to `address`; keeps what is right, repairs what is not
        (wrong address, disabled), removes our stale ones. Idempotent."""

    async def registered(self) -> Sequence[WebhookRegistration]:
        """Ours only (those that point at our addresses)."""

    async def remove(self, external_ids: Sequence[str]) -> None: ...

    def signing_secret(self, generated: str) -> str:
        """The secret deliveries will be signed with: the app's own (Shopify) or the generated one (Woo)."""
