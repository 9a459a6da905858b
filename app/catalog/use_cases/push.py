"""What a channel lacks of ours, and how writing it there ended."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import zip_longest
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.catalog.contracts import ALL_SHARED, Sharing
from app.catalog.events import ListingsMapped
from app.catalog.models import Listing, ListingVariant
from app.catalog.repository.listings import UNLISTED
from app.catalog.repository.page import Page, Row
from app.catalog.use_cases.fields import (
    AMOUNTS,
    MONEY,
    PUSHED,
    VARIANT_PUSHED,
    clean,
    master_fields,
    master_variant_fields,
    remote_fields,
    remote_variant_fields,
)
from app.catalog.use_cases.merge import Base, agreed
from app.kernel import clock
from app.kernel.db import UnitOfWork
from app.ports.storefront import (
    ListingChange,
    NewListing,
    RemoteImage,
    RemoteProduct,
    RemoteVariant,
    VariantChange,
)


async def pending_change(uow: UnitOfWork, listing_id: UUID, sharing: Sharing = ALL_SHARED) -> ListingChange | None:
    """The fields of ours that changed since both sides agreed; None (and the listing is clean) when there are none.

    Notes what is on its way, so that `listing_pushed` can tell a later edit of ours from it.
    """
    listing, product, rows, variants = await _load(uow, listing_id)
    if product is None or listing.state != "linked":
        listing.push_state = "clean"
        return None
    if listing.external_id.startswith(UNLISTED):
        return None  # `pending_new` has it
    base = Base.of(listing.base)
    base.pushing = _changed(base, master_fields(product), _given(PUSHED, sharing))
    changes = []
    for row in rows:
        ours = variants.get(row.variant_id) if row.variant_id else None
        if ours is None or row.gone_at is not None or ours["deleted_at"] != product["deleted_at"]:
            continue
        own = Base.of(row.base)
        present = master_variant_fields(ours)
        if sharing.prices == "off":  # what is changed meanwhile stays apart for good
            for name in MONEY:
                if own.knows(name):
                    own.settle(name, theirs=own.remote[name], ours=present[name])
        own.pushing = _changed(own, present, _given(_shared(listing, product), sharing))
        row.base = own.stored()
        if change := _variant_change(row.external_id, own.pushing):
            changes.append(change)
    listing.base = base.stored()
    if not base.pushing and not changes:
        listing.push_state, listing.push_error = "clean", ""
        return None
    given = {**base.pushing, "tags": tuple(base.pushing["tags"])} if "tags" in base.pushing else base.pushing
    return ListingChange(external_id=listing.external_id, **given, variants=tuple(changes))


async def listing_pushed(uow: UnitOfWork, listing_id: UUID, remote: RemoteProduct, sharing: Sharing = ALL_SHARED) -> None:
    """The channel has it: `remote` is what it read back. What we changed meanwhile stays pending."""
    listing, product, rows, variants = await _load(uow, listing_id)
    if product is None:
        return
    if listing.external_id.startswith(UNLISTED):
        await _adopt(uow, listing, product, remote)
        return
    base, pending = Base.of(listing.base), False
    _settle(base, remote_fields(remote))
    pending |= bool(_changed(base, master_fields(product), _given(PUSHED, sharing)))
    by_id = {variant.external_id: variant for variant in remote.variants}
    for row in rows:
        theirs, ours = by_id.get(row.external_id), variants.get(row.variant_id) if row.variant_id else None
        if theirs is None or ours is None:
            continue
        own = Base.of(row.base)
        _settle(own, remote_variant_fields(theirs))
        pending |= bool(_changed(own, master_variant_fields(ours), _given(_shared(listing, product), sharing)))
        row.base, row.sku, row.barcode, row.price = own.stored(), theirs.sku, theirs.barcode, theirs.price
    listing.base, listing.title, listing.status = base.stored(), clean(remote.title), remote.status
    listing.remote_updated_at, listing.synced_at = remote.updated_at, clock.now()
    listing.push_state, listing.push_error = "pending" if pending else "published", ""


async def pending_new(uow: UnitOfWork, listing_id: UUID) -> NewListing | None:
    """A product that the store is to list for the first time; None when it is listed already, or deleted."""
    listing, product, _, _ = await _load(uow, listing_id)
    if product is None or product["deleted_at"] is not None or not listing.external_id.startswith(UNLISTED):
        return None
    return NewListing(natural_key=str(product["id"]), product=_as_remote(product, await Page(uow).variants_of(product["id"])))


async def _adopt(uow: UnitOfWork, listing: Listing, product: Row, remote: RemoteProduct) -> None:
    """The channel made the listing: its variants are ours, by SKU, else by their order."""
    if await _imported_before(uow, listing, remote.external_id):
        return
    ours = await Page(uow).variants_of(product["id"])
    by_sku = {row["sku"]: row for row in ours if row["sku"]}
    now, mapped = clock.now(), []
    for theirs, in_order in zip_longest(sorted(remote.variants, key=lambda v: v.position), ours):
        row = by_sku.get(theirs.sku, in_order) if theirs else None
        if row is None or row["id"] in mapped:
            continue
        base = agreed(master_variant_fields(row), remote_variant_fields(theirs)).stored()
        uow.add(
            ListingVariant(
                org_id=uow.org_id, listing_id=listing.id, store_id=listing.store_id, variant_id=row["id"],
                external_id=theirs.external_id, stock_id=theirs.stock_id, title=clean(theirs.title), sku=theirs.sku,
                barcode=theirs.barcode, price=theirs.price, base=base,
            )
        )  # fmt: skip
        mapped.append(row["id"])
    listing.external_id, listing.url = remote.external_id, remote.url
    listing.title, listing.status, listing.remote_updated_at = clean(remote.title), remote.status, remote.updated_at
    listing.base = agreed(master_fields(product), remote_fields(remote)).stored()
    listing.push_state, listing.push_error, listing.synced_at = "published", "", now
    uow.publish(ListingsMapped(store_id=listing.store_id, variant_ids=tuple(sorted(mapped))))


async def _imported_before(uow: UnitOfWork, listing: Listing, external_id: str) -> bool:
    """The answer of the first try was lost, and an import took the listing in meanwhile. As ours (by its SKU): then there
    is nothing left to list. As a product of its own: that one goes, since nobody but this import made it."""
    same = (Listing.store_id == listing.store_id, Listing.external_id == external_id)
    other = await uow.scalar(select(Listing).where(*same).with_for_update())
    if other is None:
        return False
    ours = other.product_id == listing.product_id
    await uow.session.delete(listing if ours else other)
    await uow.flush()
    if not ours and other.product_id is not None:
        left = select(Listing.id).where(Listing.product_id == other.product_id)
        if (await uow.scalars(left)).first() is None:
            await Page(uow).set_deleted(other.product_id, None, clock.now())
    return ours


def _as_remote(product: Row, variants: list[Row]) -> RemoteProduct:
    texts = ("title", "description_html", "vendor", "product_type", "status", "handle", "currency")
    same = (*VARIANT_PUSHED, "title", "track_inventory", "position")
    return RemoteProduct(
        external_id=str(product["id"]),
        **{name: product[name] for name in texts},
        tags=tuple(product["tags"]),
        options=tuple((option["name"], tuple(option["values"])) for option in product["options"]),
        images=tuple(
            RemoteImage(external_id="", url=image["url"], alt=image["alt"], position=position)
            for position, image in enumerate(product["images"])
        ),
        variants=tuple(
            RemoteVariant(
                external_id=str(row["id"]), stock_id="", options=tuple((name, value) for name, value in row["options"]),
                **{name: row[name] for name in same},
            )
            for row in variants
        ),
    )  # fmt: skip


async def listing_failed(uow: UnitOfWork, listing_id: UUID, state: str, error: str) -> None:
    """`state`: failed (refused; people must mend it) or unknown (the answer was lost; it is tried again)."""
    listing = await uow.get(Listing, listing_id, "listing", lock=True)
    listing.push_state, listing.push_error = state, clean(error)[:2000]


async def listing_retried(uow: UnitOfWork, listing_id: UUID) -> None:
    """Have a refused listing written once more. One that is gone meanwhile, or not refused, stays as it is."""
    listing = await uow.session.get(Listing, (uow.org_id, listing_id))
    if listing is not None and listing.push_state == "failed":
        listing.push_state, listing.push_error = "pending", ""


async def _load(uow: UnitOfWork, listing_id: UUID) -> tuple[Listing, Row | None, list[ListingVariant], dict[UUID, Row]]:
    listing = await uow.get(Listing, listing_id, "listing", lock=True)
    if listing.product_id is None:
        return listing, None, [], {}
    page = Page(uow, listing.store_id)
    product = (await page.products([listing.product_id]))[0]
    rows = list(await uow.scalars(select(ListingVariant).where(ListingVariant.listing_id == listing_id)))
    ours = await page.candidates([row.variant_id for row in rows if row.variant_id], (), ())
    return listing, product, rows, {row["id"]: row for row in ours}


def _shared(listing: Listing, product: Row) -> list[str]:
    """A variant's fields; another currency's prices are not ours to set."""
    return [name for name in VARIANT_PUSHED if name not in MONEY or listing.currency == product["currency"]]


def _given(names: Iterable[str], sharing: Sharing) -> list[str]:
    """Those that the store is to have from us."""
    names = list(names)
    kept = sharing.only("from_store", names, MONEY) | sharing.only("off", names, MONEY)
    return [name for name in names if name not in kept]


def _changed(base: Base, ours: dict[str, Any], fields: Any) -> dict[str, Any]:
    return {name: ours[name] for name in fields if base.knows(name) and ours[name] != base.our_value(name)}


def _settle(base: Base, theirs: dict[str, Any]) -> None:
    """What was sent is agreed on in the channel's spelling. Fields that were not sent wait for the next import."""
    for name, value in base.pushing.items():
        base.settle(name, theirs=theirs[name], ours=value)
    base.pushing = {}


def _variant_change(external_id: str, sent: dict[str, Any]) -> VariantChange | None:
    """A cost or weight that we do not know is not taken from the channel; a compare-at price is."""
    given: dict[str, Any] = {
        name: Decimal(value) if name in AMOUNTS else value for name, value in sent.items() if value is not None
    }
    clear = "compare_at_price" in sent and sent["compare_at_price"] is None
    return VariantChange(external_id=external_id, clear_compare_at=clear, **given) if given or clear else None
