"""The facts that the catalogue publishes."""

from __future__ import annotations

from uuid import UUID

from app.kernel.events import Event


class ProductsChanged(Event, name="catalog.products_changed.v1"):
    """These products are new or different. `origin_store_id`: the channel whose own edit it was; None: people's."""

    product_ids: tuple[UUID, ...]
    origin_store_id: UUID | None = None


class ListingsMapped(Event, name="catalog.listings_mapped.v1"):
    """These variants of ours have a listing in this store that they had not before."""

    store_id: UUID
    variant_ids: tuple[UUID, ...]


class ProductsDeleted(Event, name="catalog.products_deleted.v1"):
    """People deleted these products; they can be restored."""

    product_ids: tuple[UUID, ...]
