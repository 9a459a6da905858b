"""Take in a page of a channel's products: match, create or suggest what is new, merge what is known."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.catalog.contracts import ALL_SHARED, ProductImport, Sharing
from app.catalog.events import ListingsMapped, ProductsChanged
from app.catalog.repository.page import Page, Row
from app.catalog.use_cases.drafting import Known
from app.catalog.use_cases.fields import code
from app.catalog.use_cases.taking_known import TakingKnown
from app.catalog.use_cases.taking_new import TakingNew
from app.kernel.db import UnitOfWork
from app.ports.storefront import RemoteProduct


async def import_products(
    uow: UnitOfWork, store_id: UUID, page: Sequence[RemoteProduct], currency: str, sharing: Sharing = ALL_SHARED
) -> ProductImport:
    """`currency` is the store's. A replay changes nothing and publishes nothing; an older state than known is ignored.

    A constant number of statements per page. A product that appears twice in a page counts with its last appearance.
    """
    unique = list({product.external_id: product for product in page}.values())
    if not unique:
        return ProductImport()
    store = Page(uow, store_id)
    await store.lock()
    taker = Taker(store_id, currency, await known_of(store, unique), sharing)
    for product in unique:
        taker.take(product)
    draft = taker.draft
    await draft.write(store, taker.known, store_id)
    touched = draft.changed | draft.new.keys()
    if touched:
        uow.publish(ProductsChanged(product_ids=tuple(sorted(touched)), origin_store_id=store_id))
    if draft.mapped:
        uow.publish(ListingsMapped(store_id=store_id, variant_ids=tuple(sorted(draft.mapped))))
    return ProductImport(**taker.outcomes, issues=tuple(draft.issues))


async def known_of(store: Page, page: Sequence[RemoteProduct]) -> Known:
    """What we have of a page, in a fixed number of statements."""
    variants = [variant for product in page for variant in product.variants]
    listings = await store.listings(product.external_id for product in page)
    listed = await store.listing_variants((row["id"] for row in listings), (v.external_id for v in variants))
    masters = await store.candidates(
        {row["variant_id"] for row in listed if row["variant_id"]},
        {code(v.sku) for v in variants} - {""},
        {code(v.barcode) for v in variants} - {""},
    )
    products = await store.products(
        {row["product_id"] for row in listings if row["product_id"]} | {row["product_id"] for row in masters}
    )
    return Known(
        listings={row["external_id"]: row for row in listings},
        listing_variants={row["external_id"]: row for row in listed},
        products={row["id"]: row for row in products},
        variants={row["id"]: row for row in masters},
    )


class Taker(TakingNew, TakingKnown):
    """Decides product by product; nothing here touches the database."""

    def take(self, remote: RemoteProduct) -> None:
        listing = self.known.listings.get(remote.external_id)
        product = self.known.products.get(listing["product_id"]) if listing and listing["product_id"] else None
        if listing and self._stale(listing, remote):
            self.draft.unchanged.append(listing["id"])
            self.outcomes["unchanged"] += 1
        elif listing and product and listing["state"] in ("linked", "deleted"):
            self._update(listing, product, remote)
        elif listing and listing["state"] == "unlinked":
            self._remember(listing, remote)
        else:
            self._match(listing, remote)

    @staticmethod
    def _stale(listing: Row, remote: RemoteProduct) -> bool:
        known = listing["remote_updated_at"]
        return bool(listing["state"] != "deleted" and known and remote.updated_at and remote.updated_at < known)
