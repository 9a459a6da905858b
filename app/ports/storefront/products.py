"""Products and listings of a store platform."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from app.ports.storefront.paging import Page
from app.ports.vendor import Channel


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
        """Those that exist; an id that is absent from the answer is deleted at the vendor.

        Raises VendorError(SKIP) where one of them cannot be read: asked for alone, the others can.
        """


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
