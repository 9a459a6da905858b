"""What of the catalogue may cross a wall."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.kernel.errors import Conflict


class SkuTaken(Conflict):
    """A SKU names one variant of an organisation. `details`: field, sku, product_id."""

    code = "SKU_TAKEN"

    def __init__(self, sku: str, product_id: UUID | None = None) -> None:
        super().__init__(
            f"The SKU {sku!r} belongs to another variant already. Give this one its own.",
            details={"field": "sku", "sku": sku, "product_id": str(product_id) if product_id else None},
        )


class AlreadyLinked(Conflict):
    """One variant has one listing per store. `details`: listing_variant_id that has it."""

    code = "ALREADY_LINKED"


class ConflictDecided(Conflict):
    """People decided on this conflict before."""

    code = "CONFLICT_DECIDED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What people said of a field that both sides had changed. `decision`: ours | theirs."""

    id: UUID
    store_id: UUID
    product_id: UUID
    field: str
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What an import could not take as it was, for people: `external_id` is the product's at the channel."""

    external_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewedVariant:
    """What an import would do with a variant of the channel. `outcome`: new | linked (it is `variant_id` of ours) | ask
    (it may be that one) | known (listed already)."""

    product_external_id: str
    product: str
    sku: str
    outcome: str
    variant_id: UUID | None
    product_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductImport:
    """Products of a page by what became of them; every one is counted once."""

    created: int = 0
    linked: int = 0
    updated: int = 0
    unchanged: int = 0
    suggested: int = 0
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """What of a product is kept alike with a store. Directions: both | to_store | from_store, for `prices` also off: each
    side keeps its own. `on_conflict`, where both sides changed a field: newest | ours | theirs."""

    products: str = "both"
    prices: str = "both"
    on_conflict: str = "newest"

    def only(self, direction: str, names: Iterable[str], money: Collection[str]) -> frozenset[str]:
        """Those of the named fields that go in this direction only; `money` names the prices among them."""
        return frozenset(name for name in names if (self.prices if name in money else self.products) == direction)


ALL_SHARED = Sharing()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedVariant:
    variant_id: UUID
    product_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedVariant:
    """A variant of ours as a store lists it. `external_id` and `stock_id` name it at the vendor."""

    store_id: UUID
    listing_id: UUID
    listing_variant_id: UUID
    variant_id: UUID
    external_id: str
    stock_id: str
    product_external_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductHit:
    """A product that somebody looked for."""

    product_id: UUID
    product: str
    sku: str
    image_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageView:
    id: UUID
    url: str
    alt: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantView:
    """`options` are [[name, value], …] in the order of the product's options. `available`: over active locations."""

    id: UUID
    sku: str
    barcode: str
    title: str
    options: list[list[str]]
    price: Decimal | None
    compare_at_price: Decimal | None
    cost: Decimal | None
    weight_grams: Decimal | None
    track_inventory: bool
    position: int
    image_id: UUID | None
    available: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductView:
    """`options` are [{"name": …, "values": […]}, …]."""

    id: UUID
    title: str
    description_html: str
    vendor: str
    product_type: str
    tags: list[str]
    status: str
    handle: str
    currency: str
    options: list[dict[str, Any]]
    version: int
    deleted_at: datetime | None
    created_at: datetime
    updated_at: datetime
    variants: tuple[VariantView, ...]
    images: tuple[ImageView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """What a product was at `version`; `actor` is who changed it after that."""

    version: int
    snapshot: Mapping[str, Any]
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingVariantView:
    id: UUID
    external_id: str
    title: str
    sku: str
    barcode: str
    price: Decimal | None
    variant_id: UUID | None
    suggested_variant_id: UUID | None
    gone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingView:
    """`state`: linked | suggested | unlinked | deleted. `push_state`: clean | pending | published | failed | unknown."""

    id: UUID
    store_id: UUID
    product_id: UUID | None
    external_id: str
    state: str
    title: str
    url: str
    status: str
    currency: str
    push_state: str
    push_error: str
    remote_updated_at: datetime | None
    synced_at: datetime | None
    variants: tuple[ListingVariantView, ...]
