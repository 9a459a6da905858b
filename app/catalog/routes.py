"""HTTP of the catalogue."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Query, Response
from pydantic import BaseModel

from app.catalog import api
from app.catalog.bodies import (
    BulkBody,
    LinkBody,
    ListBody,
    ListingOut,
    ListingVariantOut,
    ProductBody,
    ProductFacetsOut,
    ProductOut,
    ProductPatch,
    ProductRow,
    Status,
    VersionOut,
)
from app.catalog.contracts import ProductView
from app.catalog.permissions import READ, WRITE
from app.kernel.auth import Caller, allow
from app.kernel.cursors import decode_cursor, encode_cursor, identity
from app.kernel.http import (
    Cursor,
    Envelope,
    IfMatch,
    Limit,
    ListEnvelope,
    Once,
    Uow,
    etag,
    listed,
    ok,
    raw_list,
    router,
)

products = router("/products", "products")
of_store = router("/stores/{store_id}/products", "products")
mapping = router("", "listings")


class Filters(BaseModel):
    """Which products: all of what is given must hold."""

    q: str | None = None
    status: Status | None = None
    vendor: str | None = None
    product_type: str | None = None
    tag: str | None = None


async def _filters(
    q: Annotated[str | None, Query(max_length=200, description="In title, vendor, type, tags, SKU, barcode.")] = None,
    status: Status | None = None,
    vendor: Annotated[str | None, Query(max_length=200)] = None,
    type: Annotated[str | None, Query(max_length=200)] = None,
    tag: Annotated[str | None, Query(max_length=200)] = None,
) -> Filters:
    return Filters(q=q, status=status, vendor=vendor, product_type=type, tag=tag)


Given = Annotated[Filters, Depends(_filters)]


async def _page(
    org_id: UUID, given: Filters, cursor: str | None, limit: int, *, store_id: list[UUID] | None, deleted: bool = False
) -> Response:
    items, following = await api.product_page(
        org_id,
        text=given.q,
        deleted=deleted,
        cursor=cursor,
        limit=limit,
        store_id=store_id or None,
        **given.model_dump(exclude={"q"}),
    )
    return raw_list(items, following, limit)


def _tagged(response: Response, view: ProductView) -> ProductOut:
    response.headers["etag"] = etag(view.version)
    return ProductOut.model_validate(view)


@products.get("", dependencies=[allow(READ)], response_model=ListEnvelope[ProductRow])
async def list_products(
    caller: Caller,
    given: Given,
    store_id: Annotated[list[UUID] | None, Query(max_length=250, description="Only what one of these stores lists.")] = None,
    deleted: Annotated[bool, Query(description="Only deleted ones, which can be restored.")] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Products, the latest change first."""
    return await _page(caller.org_id, given, cursor, limit, store_id=store_id, deleted=deleted)


@products.post("", status_code=201, dependencies=[allow(WRITE), Once])
async def create_product(body: ProductBody, uow: Uow) -> Envelope[ProductOut]:
    """Without `variants`, one is made per combination of the options' values."""
    return ok(ProductOut.model_validate(await api.create_product(uow, **body.parts())))


@products.get("/facets", dependencies=[allow(READ)])
async def count_products(caller: Caller) -> Envelope[ProductFacetsOut]:
    """Vendors, types and tags that products have, the 100 most frequent of each."""
    return ok(ProductFacetsOut.model_validate(await api.product_facets(caller.org_id)))


@products.get("/{product_id}", dependencies=[allow(READ)])
async def get_product(product_id: UUID, uow: Uow, response: Response) -> Envelope[ProductOut]:
    return ok(_tagged(response, await api.product(uow, product_id)))


@products.put("/{product_id}", dependencies=[allow(WRITE)])
async def update_product(
    product_id: UUID, body: ProductPatch, uow: Uow, response: Response, if_match: IfMatch = None
) -> Envelope[ProductOut]:
    """Fields that are left out stay. Given `variants` are all there are: those without their id are deleted."""
    return ok(_tagged(response, await api.update_product(uow, product_id, **body.parts(), if_match=if_match)))


@products.delete("/{product_id}", dependencies=[allow(WRITE)])
async def delete_product(product_id: UUID, uow: Uow, if_match: IfMatch = None) -> Envelope[None]:
    """It can be restored; channels archive it."""
    await api.delete_product(uow, product_id, if_match=if_match)
    return ok(None, "The product is deleted. You can restore it.")


@products.post("/{product_id}/restore", dependencies=[allow(WRITE), Once])
async def restore_product(product_id: UUID, uow: Uow) -> Envelope[ProductOut]:
    return ok(ProductOut.model_validate(await api.restore_product(uow, product_id)))


@products.get("/{product_id}/versions", dependencies=[allow(READ)])
async def list_product_versions(product_id: UUID, uow: Uow) -> Envelope[list[VersionOut]]:
    """What it was before each change, the latest first, 100 at most."""
    return ok([VersionOut.model_validate(version) for version in await api.versions(uow, product_id)])


@products.get("/{product_id}/listings", dependencies=[allow(READ)])
async def list_product_listings(product_id: UUID, uow: Uow) -> Envelope[list[ListingOut]]:
    """Where it is sold, and whether each channel has our latest."""
    return ok([ListingOut.model_validate(found) for found in await api.listings(uow, product_id=product_id)])


@products.post("/{product_id}/listings", status_code=202, dependencies=[allow(WRITE), Once])
async def list_product_in_store(product_id: UUID, body: ListBody, uow: Uow) -> Envelope[ListingOut]:
    """List it in one more store. Whether the platform took it is told by the listing's `push_state`."""
    listing_id = await api.list_in_store(uow, body.store_id, product_id)
    made = next(found for found in await api.listings(uow, product_id=product_id) if found.id == listing_id)
    return ok(ListingOut.model_validate(made), "It is on its way to the store.")


@of_store.get("", dependencies=[allow(READ)], response_model=ListEnvelope[ProductRow])
async def list_store_products(
    store_id: UUID, caller: Caller, given: Given, uow: Uow, cursor: Cursor = None, limit: Limit = 50
) -> Response:
    """Products that the store lists, the latest change first."""
    await api.require_store(uow, store_id)
    return await _page(caller.org_id, given, cursor, limit, store_id=[store_id])


@of_store.post("", status_code=201, dependencies=[allow(WRITE), Once])
async def create_store_product(store_id: UUID, body: ProductBody, uow: Uow) -> Envelope[ProductOut]:
    """A new product in the store's currency, which the store is to list."""
    return ok(ProductOut.model_validate(await api.create_in_store(uow, store_id, **body.parts())))


@of_store.post("/bulk-update", dependencies=[allow(WRITE), Once])
async def bulk_update_store_products(store_id: UUID, body: BulkBody, uow: Uow) -> Envelope[list[ProductOut]]:
    """Change up to 100 products, all or none."""
    changed = []
    for item in sorted(body.products, key=lambda item: item.id):
        await api.product_in_store(uow, store_id, item.id)
        parts = item.parts()
        parts["fields"] = {name: value for name, value in parts["fields"].items() if name not in ("id", "version")}
        based_on = etag(item.version) if item.version is not None else None
        changed.append(ProductOut.model_validate(await api.update_product(uow, item.id, **parts, if_match=based_on)))
    return ok(changed)


@of_store.get("/{product_id}", dependencies=[allow(READ)])
async def get_store_product(store_id: UUID, product_id: UUID, uow: Uow, response: Response) -> Envelope[ProductOut]:
    await api.product_in_store(uow, store_id, product_id)
    return ok(_tagged(response, await api.product(uow, product_id)))


@of_store.put("/{product_id}", dependencies=[allow(WRITE)])
async def update_store_product(
    store_id: UUID, product_id: UUID, body: ProductPatch, uow: Uow, response: Response, if_match: IfMatch = None
) -> Envelope[ProductOut]:
    """Like `PUT /products/{product_id}`: the product is one, in every store that lists it."""
    await api.product_in_store(uow, store_id, product_id)
    return ok(_tagged(response, await api.update_product(uow, product_id, **body.parts(), if_match=if_match)))


@of_store.delete("/{product_id}", dependencies=[allow(WRITE)])
async def delete_store_product(store_id: UUID, product_id: UUID, uow: Uow, if_match: IfMatch = None) -> Envelope[None]:
    await api.product_in_store(uow, store_id, product_id)
    await api.delete_product(uow, product_id, if_match=if_match)
    return ok(None, "The product is deleted. You can restore it.")


@mapping.get("/listings", dependencies=[allow(READ)])
async def list_listings(
    uow: Uow,
    state: Literal["linked", "suggested", "unlinked", "deleted"] = "suggested",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ListEnvelope[ListingOut]:
    """Listings of channels in one state; `suggested` ones wait for people."""
    (after,) = decode_cursor(cursor, identity) or (None,)
    found = await api.listings(uow, state=state, after=after, limit=limit)
    following = encode_cursor(found[-1].id) if len(found) == limit else None
    return listed([ListingOut.model_validate(one) for one in found], following, limit)


@mapping.post("/listing-variants/{listing_variant_id}/link", dependencies=[allow(WRITE), Once])
async def link_listing_variant(listing_variant_id: UUID, body: LinkBody, uow: Uow) -> Envelope[ListingVariantOut]:
    """Say which of your variants a channel's variant is."""
    row = await api.link(uow, listing_variant_id, body.variant_id)
    return ok(ListingVariantOut.model_validate(row))


@mapping.post("/listing-variants/{listing_variant_id}/unlink", dependencies=[allow(WRITE), Once])
async def unlink_listing_variant(listing_variant_id: UUID, uow: Uow) -> Envelope[ListingVariantOut]:
    """It stands for none of yours: its stock is no longer pushed, its orders are no longer matched."""
    return ok(ListingVariantOut.model_validate(await api.unlink(uow, listing_variant_id)))
