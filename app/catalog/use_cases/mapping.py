"""Which listing of a channel is which variant of ours."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from app.catalog.contracts import AlreadyLinked, ListedVariant, ListingVariantView, ResolvedVariant
from app.catalog.events import ListingsMapped
from app.catalog.models import Listing, ListingVariant, Product, Variant
from app.catalog.repository.listings import Listings
from app.catalog.repository.page import Page
from app.catalog.use_cases.browse import listing_variant
from app.catalog.use_cases.fields import master_fields, master_variant_fields
from app.catalog.use_cases.merge import Base, agreed
from app.kernel import audit
from app.kernel.db import UnitOfWork
from app.kernel.errors import NotFound


async def resolve_variants(uow: UnitOfWork, store_id: UUID, external_variant_ids: Sequence[str]) -> dict[str, ResolvedVariant]:
    """By the channel's variant id; what is not mapped is absent."""
    return await Listings(uow).resolve(store_id, external_variant_ids)


async def listed_variants_of_store(uow: UnitOfWork, store_id: UUID) -> list[ListedVariant]:
    """Every mapped variant that the store lists now."""
    return await Listings(uow).of_store(store_id)


async def require_store(uow: UnitOfWork, store_id: UUID) -> None:
    """Raises NotFound."""
    if await Listings(uow).store_currency(store_id) is None:
        raise NotFound("store", store_id)


async def mark_remote_deleted(uow: UnitOfWork, store_id: UUID, external_ids: Sequence[str]) -> None:
    """The channel deleted these products. Ours stay; a listing that appears again is taken up where it ended."""
    if external_ids:
        await Listings(uow).remote_deleted(store_id, external_ids)


async def link(uow: UnitOfWork, listing_variant_id: UUID, variant_id: UUID) -> ListingVariantView:
    """People say which variant it is. Once all variants of a listing are linked, the listing is.

    Raises NotFound, and AlreadyLinked when another listing of the store stands for that variant.
    """
    await Page(uow).lock()
    row = await uow.get(ListingVariant, listing_variant_id, "listing variant", lock=True)
    variant = await uow.get(Variant, variant_id, "variant")
    product = await uow.get(Product, variant.product_id, "product")
    if variant.deleted_at is not None or product.deleted_at is not None:
        raise NotFound("variant", variant_id)
    for other in await Listings(uow).of_variants([variant_id]):
        if other.store_id == row.store_id and other.listing_variant_id != row.id:
            raise AlreadyLinked(
                "Another listing of this store stands for that variant. Unlink it first.",
                details={"listing_variant_id": str(other.listing_variant_id)},
            )
    row.variant_id, row.suggested_variant_id = variant_id, None
    row.base = agreed(master_variant_fields(_row(variant)), Base.of(row.base).remote).stored()
    await uow.flush()
    await _settle_listing(uow, row.listing_id, product)
    uow.publish(ListingsMapped(store_id=row.store_id, variant_ids=(variant_id,)))
    audit.record(uow, "listing.linked", kind="listing_variant", id_=row.id, variant_id=str(variant_id))
    return listing_variant(row)


async def unlink(uow: UnitOfWork, listing_variant_id: UUID) -> ListingVariantView:
    """It stands for none of ours from now on; imports leave it so."""
    row = await uow.get(ListingVariant, listing_variant_id, "listing variant", lock=True)
    before, row.variant_id, row.suggested_variant_id = row.variant_id, None, None
    await uow.flush()
    others = await uow.scalars(
        select(ListingVariant.id).where(ListingVariant.listing_id == row.listing_id, ListingVariant.variant_id.is_not(None))
    )
    listing = await uow.get(Listing, row.listing_id, "listing", lock=True)
    if not others.first():
        listing.product_id, listing.state, listing.push_state = None, "unlinked", "clean"
    if before:
        uow.publish(ListingsMapped(store_id=row.store_id, variant_ids=(before,)))
    audit.record(uow, "listing.unlinked", kind="listing_variant", id_=row.id, variant_id=str(before or ""))
    return listing_variant(row)


async def _settle_listing(uow: UnitOfWork, listing_id: UUID, product: Product) -> None:
    rows = (await uow.scalars(select(ListingVariant).where(ListingVariant.listing_id == listing_id))).all()
    listing = await uow.get(Listing, listing_id, "listing", lock=True)
    if all(row.variant_id is not None for row in rows if row.gone_at is None) and listing.state != "linked":
        listing.product_id, listing.state = product.id, "linked"
        master = (await Page(uow).products([product.id]))[0]
        listing.base = agreed(master_fields(master), Base.of(listing.base).remote).stored()


def _row(variant: Variant) -> dict[str, object]:
    return {column.key: getattr(variant, column.key) for column in Variant.__table__.columns}
