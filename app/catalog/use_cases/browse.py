"""Lists and single products, as screens show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.catalog.contracts import (
    ImageView,
    ListingVariantView,
    ListingView,
    ProductView,
    VariantView,
    VersionView,
)
from app.catalog.models import Listing, ListingVariant, Product, ProductImage, ProductVersion, Variant
from app.catalog.repository.listings import Listings
from app.catalog.repository.lists import product_facets as facets_of
from app.catalog.repository.lists import product_page as page_of
from app.kernel.cursors import decode_cursor, encode_cursor, identity, moment
from app.kernel.db import UnitOfWork
from app.kernel.errors import NotFound
from app.kernel.finding import literal

MOST_FACETS = 100


async def product_page(
    org_id: UUID, *, text: str | None = None, deleted: bool = False, cursor: str | None, limit: int, **filters: Any
) -> tuple[bytes, str | None]:
    """(JSON array, next cursor), the latest change first. `text` of three characters and more is looked for anywhere,
    shorter ones at the beginning of a word. Filters: store_id (list), status, vendor, product_type, tag."""
    given = {name: value for name, value in filters.items() if value is not None}
    if text and (sought := literal(text.lower().strip())):
        long = len(text.strip()) >= 3
        given |= {"contains": f"%{sought}%"} if long else {"starts": (f"{sought}%", f"% {sought}%")}
    position = decode_cursor(cursor, moment, identity)
    items, last_at, last_id = await page_of(org_id, given, deleted=deleted, position=position, limit=limit)
    return items, encode_cursor(last_at, last_id) if last_at else None


async def product_facets(org_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """What products can be narrowed to by vendor, type and tag: `{"value": …, "count": …}`, the most frequent first."""
    return await facets_of(org_id, MOST_FACETS)


async def product(uow: UnitOfWork, product_id: UUID) -> ProductView:
    """With its variants, images and what is available; also a deleted one. Raises NotFound."""
    row = await uow.get(Product, product_id, "product")
    variants = await uow.scalars(
        select(Variant)
        .where(Variant.product_id == product_id, Variant.deleted_at.is_not_distinct_from(row.deleted_at))
        .order_by(Variant.position, Variant.id)
    )
    images = await uow.scalars(
        select(ProductImage).where(ProductImage.product_id == product_id).order_by(ProductImage.position, ProductImage.id)
    )
    found = variants.all()
    stock = await Listings(uow).available([variant.id for variant in found])
    own = {name: getattr(row, name) for name in ProductView.__dataclass_fields__ if name not in ("variants", "images")}
    return ProductView(
        **own,
        variants=tuple(
            VariantView(
                **{name: getattr(v, name) for name in VariantView.__dataclass_fields__ if name != "available"},
                available=stock.get(v.id, 0),
            )
            for v in found
        ),
        images=tuple(ImageView(id=i.id, url=i.url, alt=i.alt, position=i.position) for i in images),
    )


async def versions(uow: UnitOfWork, product_id: UUID) -> list[VersionView]:
    """What it was before each change, the latest first."""
    await uow.get(Product, product_id, "product")
    found = await uow.scalars(
        select(ProductVersion).where(ProductVersion.product_id == product_id).order_by(ProductVersion.version.desc()).limit(100)
    )
    return [VersionView(version=v.version, snapshot=v.snapshot, actor=v.actor, at=v.at) for v in found]


async def listings(
    uow: UnitOfWork, *, product_id: UUID | None = None, state: str | None = None, after: UUID | None = None, limit: int = 250
) -> list[ListingView]:
    """Of one product, or in one state, oldest first."""
    if product_id is not None:
        await uow.get(Product, product_id, "product")
    query = select(Listing).order_by(Listing.id).limit(limit)
    query = query.where(Listing.product_id == product_id) if product_id is not None else query
    query = query.where(Listing.state == state) if state is not None else query
    query = query.where(Listing.id > after) if after is not None else query
    found = (await uow.scalars(query)).all()
    of_listing: dict[UUID, list[ListingVariant]] = {row.id: [] for row in found}
    for variant in await uow.scalars(
        select(ListingVariant).where(ListingVariant.listing_id.in_(of_listing)).order_by(ListingVariant.id)
    ):
        of_listing[variant.listing_id].append(variant)
    return [_listing(row, of_listing[row.id]) for row in found]


async def product_in_store(uow: UnitOfWork, store_id: UUID, product_id: UUID) -> None:
    """Raises NotFound unless that store lists that product."""
    linked = select(Listing.id).where(Listing.store_id == store_id, Listing.product_id == product_id, Listing.state == "linked")
    if (await uow.scalars(linked.limit(1))).first() is None:
        raise NotFound("product", product_id)


def listing_variant(row: ListingVariant) -> ListingVariantView:
    names = [name for name in ListingVariantView.__dataclass_fields__ if name != "gone"]
    return ListingVariantView(**{name: getattr(row, name) for name in names}, gone=row.gone_at is not None)


def _listing(row: Listing, variants: Sequence[ListingVariant]) -> ListingView:
    names = [name for name in ListingView.__dataclass_fields__ if name != "variants"]
    return ListingView(**{name: getattr(row, name) for name in names}, variants=tuple(listing_variant(v) for v in variants))
