"""Listings written to the shop: changes of what is there, and products listed for the first time."""

from __future__ import annotations

from typing import Any

from app.kernel.money import plain
from app.ports.storefront import ListingChange, NewListing, RemoteProduct, RemoteVariant, VariantChange
from app.ports.vendor import Channel, VendorError
from app.vendors.shopify import documents
from app.vendors.shopify.errors import USER_ERROR, trouble
from app.vendors.shopify.products import ShopifyProducts
from app.vendors.shopify.wire import Admin

NAMESPACE, KEY = "ksap", "listing_key"
"""The metafield that carries our natural key. Its type `id` makes Shopify refuse a second product with the same."""

_DEFAULT_OPTION, _DEFAULT_VALUE = "Title", "Default Title"
_VARIANTS_AT_ONCE = 250


def write_product(change: ListingChange) -> dict[str, Any]:
    """ProductUpdateInput with the fields to write, or {} where only variants change."""
    fields = {
        "title": change.title,
        "descriptionHtml": change.description_html,
        "vendor": change.vendor,
        "productType": change.product_type,
        "tags": None if change.tags is None else list(change.tags),
        "status": None if change.status is None else change.status.upper(),
    }
    given = {name: value for name, value in fields.items() if value is not None}
    return {"id": change.external_id, **given} if given else {}


def write_variant(change: VariantChange) -> dict[str, Any]:
    """ProductVariantsBulkInput with the fields to write."""
    written: dict[str, Any] = {"id": change.external_id}
    if change.barcode is not None:
        written["barcode"] = change.barcode
    if change.price is not None:
        written["price"] = plain(change.price)
    if change.clear_compare_at:
        written["compareAtPrice"] = None
    elif change.compare_at_price is not None:
        written["compareAtPrice"] = plain(change.compare_at_price)
    item = _item(change)
    return {**written, "inventoryItem": item} if item else written


def _item(thing: VariantChange | RemoteVariant) -> dict[str, Any]:
    """InventoryItemInput: where Shopify keeps SKU, cost and weight. A weight is a JSON number there by its schema."""
    item: dict[str, Any] = {}
    if thing.sku is not None:
        item["sku"] = thing.sku
    if thing.cost is not None:
        item["cost"] = plain(thing.cost)
    if thing.weight_grams is not None:
        item["measurement"] = {"weight": {"value": float(thing.weight_grams), "unit": "GRAMS"}}
    return item


def write_listing(listing: NewListing) -> dict[str, Any]:
    """ProductSetInput of a new product, with the metafield that finds it again."""
    product = listing.product
    return {
        "title": product.title,
        "descriptionHtml": product.description_html,
        "vendor": product.vendor,
        "productType": product.product_type,
        "tags": list(product.tags),
        "status": product.status.upper(),
        **({"handle": product.handle} if product.handle else {}),
        "productOptions": _options(product),
        "variants": [_new_variant(product, variant) for variant in product.variants],
        "files": [{"originalSource": i.url, "alt": i.alt, "contentType": "IMAGE"} for i in product.images],
        "metafields": [{"namespace": NAMESPACE, "key": KEY, "type": "id", "value": listing.natural_key}],
    }


def _options(product: RemoteProduct) -> list[dict[str, Any]]:
    named = product.options or ((_DEFAULT_OPTION, (_DEFAULT_VALUE,)),)
    return [
        {"name": name, "position": at, "values": [{"name": value} for value in values]}
        for at, (name, values) in enumerate(named, start=1)
    ]


def _new_variant(product: RemoteProduct, variant: RemoteVariant) -> dict[str, Any]:
    chosen = variant.options or ((_DEFAULT_OPTION, _DEFAULT_VALUE),)
    pictures = {i.external_id: i.url for i in product.images}
    written: dict[str, Any] = {
        "optionValues": [{"optionName": name, "name": value} for name, value in chosen],
        "inventoryItem": {**_item(variant), "tracked": variant.track_inventory},
    }
    if variant.barcode:
        written["barcode"] = variant.barcode
    if variant.price is not None:
        written["price"] = plain(variant.price)
    if variant.compare_at_price is not None:
        written["compareAtPrice"] = plain(variant.compare_at_price)
    if variant.image_id in pictures:
        written["file"] = {"originalSource": pictures[variant.image_id]}
    return written


class ShopifyListings:
    """ListingSink. Every write is read back; what Shopify kept is what counts."""

    def __init__(self, channel: Channel) -> None:
        self._admin = Admin(channel)
        self._products = ShopifyProducts(channel)

    async def update_listing(self, change: ListingChange) -> RemoteProduct:
        if product := write_product(change):
            variables = {"product": product}
            await self._admin.mutate(documents.PRODUCT_UPDATE, variables, "productUpdate", "the product's change")
        variants = [write_variant(v) for v in change.variants]
        for start in range(0, len(variants), _VARIANTS_AT_ONCE):
            part = {"productId": change.external_id, "variants": variants[start : start + _VARIANTS_AT_ONCE]}
            await self._admin.mutate(
                documents.VARIANTS_UPDATE, part, "productVariantsBulkUpdate", "the change of the product's variants"
            )
        return await self._read_back(change.external_id)

    async def create_listing(self, listing: NewListing) -> RemoteProduct:
        """Found by its key, or set under it: of two calls at once both set the same product."""
        await self._define_key()
        identifier = {"customId": {"namespace": NAMESPACE, "key": KEY, "value": listing.natural_key}}
        reply = await self._admin.run(documents.PRODUCT_BY_KEY, {"identifier": identifier})
        there = reply.part_or_none("productByIdentifier")
        if not there:
            variables = {"identifier": identifier, "input": write_listing(listing)}
            payload = await self._admin.mutate(documents.PRODUCT_SET, variables, "productSet", "the new product")
            there = payload["product"]
        return await self._read_back(there["id"])

    async def _define_key(self) -> None:
        definition = {
            "name": "KSAP listing key",
            "namespace": NAMESPACE,
            "key": KEY,
            "type": "id",
            "ownerType": "PRODUCT",
        }
        try:
            await self._admin.mutate(
                documents.LISTING_KEY, {"definition": definition}, "metafieldDefinitionCreate", "the listing key"
            )
        except VendorError as refusal:
            if refusal.vendor_code != "TAKEN":
                raise

    async def _read_back(self, product_id: str) -> RemoteProduct:
        found = await self._products.products_by_id([product_id])
        if not found:
            raise trouble(USER_ERROR, "The product is not in the shop any more.", product_id=product_id)
        return found[0]
