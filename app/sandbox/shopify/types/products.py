"""Products, their options, variants and pictures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from html import unescape
from typing import Any

from app.sandbox.shop import Image, Option, Product, Shop
from app.sandbox.shopify.context import Context, iso, iso_or_none
from app.sandbox.shopify.filters import VARIANTS
from app.sandbox.shopify.ids import gid, media_number, nested_number, shop_number
from app.sandbox.shopify.metafields import namespace_of, of_product
from app.sandbox.shopify.money import money, price, price_or_none
from app.sandbox.shopify.paging import connection, encode, plain
from app.sandbox.shopify.rows import ItemRow, MediaRow, OptionRow, VariantRow
from app.sandbox.shopify.schema import Fields
from app.sandbox.shopify.types.shop import primary_domain

DEFAULT_OPTION, DEFAULT_TITLE = "Title", "Default Title"
MIME_TYPES = {"gif": "image/gif", "jpeg": "image/jpeg", "jpg": "image/jpeg", "png": "image/png", "svg": "image/svg+xml",
              "webp": "image/webp"}  # fmt: skip


def text_of(html: str) -> str:
    """What a reader sees of a description."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def count(number: int, limit: int | None = None) -> dict[str, Any]:
    """A Count, which stops at the limit."""
    if limit is not None and number > limit:
        return {"count": limit, "precision": "AT_LEAST"}
    return {"count": number, "precision": "EXACT"}


def options(product: Product) -> list[OptionRow]:
    """The axes of a product; one without any has the vendor's default one."""
    if product.options:
        return [OptionRow(product, option, n) for n, option in enumerate(product.options, 1)]
    return [OptionRow(product, Option(product.id * 10 + 9, DEFAULT_OPTION, [DEFAULT_TITLE]), 1)]


def title(row: VariantRow | ItemRow) -> str:
    return row.variant.title if row.variant.option_values else DEFAULT_TITLE


def chosen(row: VariantRow) -> list[tuple[OptionRow, str]]:
    """The axes of a variant's product with what the variant has on each."""
    values = row.variant.option_values or [DEFAULT_TITLE]
    return list(zip(options(row.product), values, strict=False))


def option_value(option: OptionRow, value: str) -> dict[str, Any]:
    values = option.option.values
    position = values.index(value) if value in values else len(values)
    used = any(value in variant.option_values for variant in option.product.variants)
    return {
        "id": gid("ProductOptionValue", nested_number(option.option.id, position)),
        "name": value,
        "hasVariants": used or not option.product.options,
        "linkedMetafieldValue": None,
    }


def image(picture: Image, ctx: Context) -> dict[str, Any]:
    url = picture_url(picture, ctx)
    return {
        "altText": picture.alt or None,
        "height": picture.height,
        "id": gid("ProductImage", picture.id),
        "originalSrc": url,
        "src": url,
        "thumbhash": None,
        "url": lambda _info, transform=None: url,
        "width": picture.width,
    }


def picture_url(picture: Image, ctx: Context) -> str:
    """Pictures that came from elsewhere keep their address."""
    return picture.path if picture.path.startswith(("http://", "https://")) else ctx.picture(picture.path)


def image_of(product: Product | None, image_id: int | None) -> Image | None:
    return next((p for p in product.images if p.id == image_id), None) if product else None


def _featured(product: Product, ctx: Context) -> dict[str, Any] | None:
    return image(product.images[0], ctx) if product.images else None


def _prices(product: Product, ctx: Context) -> dict[str, Any]:
    prices = [variant.price for variant in product.variants]
    return {
        "minVariantPrice": money(min(prices), ctx.shop.currency),
        "maxVariantPrice": money(max(prices), ctx.shop.currency),
    }


def _compare_prices(product: Product, ctx: Context) -> dict[str, Any] | None:
    prices = [variant.compare_at for variant in product.variants if variant.compare_at is not None]
    if not prices:
        return None
    return {
        "minVariantCompareAtPrice": money(min(prices), ctx.shop.currency),
        "maxVariantCompareAtPrice": money(max(prices), ctx.shop.currency),
    }


def online_store(shop: Shop) -> dict[str, Any]:
    """The one place that products are published to."""
    return {
        "__typename": "Publication",
        "id": gid("Publication", shop_number(shop)),
        "name": "Online Store",
        "autoPublish": False,
        "supportsFuturePublishing": True,
    }


def _published(product: Product, ctx: Context, onlyPublished: bool = True, **_: Any) -> list[dict[str, Any]]:
    if product.published is None:
        return []
    live = product.published <= ctx.now
    if onlyPublished and not live:
        return []
    return [{"isPublished": live, "publication": online_store(ctx.shop), "publishDate": iso(product.published)}]


def _description(product: Product, ctx: Context, truncateAt: int | None = None) -> str:
    text = text_of(product.description_html)
    return text if truncateAt is None or len(text) <= truncateAt else f"{text[: truncateAt - 3]}..."


def _variant_place(row: VariantRow) -> tuple[int, int]:
    return row.variant.position, row.variant.id


def variants(product: Product) -> list[VariantRow]:
    return [VariantRow(product, variant) for variant in product.variants]


def _variants(product: Product, ctx: Context, sortKey: str | None = None, **window: Any) -> dict[str, Any]:
    place = _variant_place if sortKey in (None, "POSITION") else VARIANTS.sorts[sortKey]
    return connection(variants(product), ctx, place, **window)


def _nothing(_source: Any, ctx: Context, **window: Any) -> dict[str, Any]:
    return plain([], ctx, **{k: v for k, v in window.items() if k in ("first", "last", "after", "before")})


def _media(pictures: Sequence[MediaRow], ctx: Context, **window: Any) -> dict[str, Any]:
    return plain(pictures, ctx, **window)


def _stock(product: Product) -> int:
    return sum(variant.available for variant in product.variants if variant.tracked)


def _weights_out(product: Product) -> bool:
    return any(variant.tracked and variant.available <= 0 for variant in product.variants)


PRODUCT: Fields = {
    "availablePublicationsCount": lambda p, ctx: count(1),
    "category": lambda p, ctx: None,
    "compareAtPriceRange": _compare_prices,
    "createdAt": lambda p, ctx: iso(p.created),
    "defaultCursor": lambda p, ctx: encode((p.id, p.id)),
    "description": _description,
    "descriptionHtml": lambda p, ctx: p.description_html,
    "featuredImage": _featured,
    "featuredMedia": lambda p, ctx: MediaRow(p, p.images[0]) if p.images else None,
    "handle": lambda p, ctx: p.handle,
    "hasOnlyDefaultVariant": lambda p, ctx: not p.options,
    "hasOutOfStockVariants": lambda p, ctx: _weights_out(p),
    "hasVariantsThatRequiresComponents": lambda p, ctx: False,
    "id": lambda p, ctx: gid("Product", p.id),
    "images": lambda p, ctx, **args: plain([image(x, ctx) for x in p.images], ctx, **args),
    "isGiftCard": lambda p, ctx: bool(p.extra.get("gift_card")),
    "legacyResourceId": lambda p, ctx: str(p.id),
    "media": lambda p, ctx, **args: _media([MediaRow(p, x) for x in p.images], ctx, **args),
    "mediaCount": lambda p, ctx: count(len(p.images)),
    "metafield": lambda p, ctx, key, namespace=None: next(iter(of_product(p, ctx, [key], namespace_of(ctx, namespace))), None),
    "metafields": lambda p, ctx, keys=None, namespace=None, **window: plain(of_product(p, ctx, keys, namespace), ctx, **window),
    "onlineStorePreviewUrl": lambda p, ctx: f"https://{primary_domain(ctx.shop)}/products/{p.handle}",
    "onlineStoreUrl": lambda p, ctx: (
        f"https://{primary_domain(ctx.shop)}/products/{p.handle}" if p.published and p.status == "active" else None
    ),
    "options": lambda p, ctx, first=None: options(p)[:first],
    "priceRangeV2": _prices,
    "productType": lambda p, ctx: p.product_type,
    "publishedAt": lambda p, ctx: iso_or_none(p.published),
    "publishedOnPublication": lambda p, ctx, publicationId: (
        p.published is not None and publicationId == online_store(ctx.shop)["id"]
    ),
    "requiresSellingPlan": lambda p, ctx: False,
    "resourcePublicationsCount": lambda p, ctx, **args: count(len(_published(p, ctx, **args))),
    "resourcePublicationsV2": lambda p, ctx, **args: plain(_published(p, ctx, **args), ctx, **args),
    "seo": lambda p, ctx: {
        "title": p.extra.get("seo", {}).get("title"),
        "description": p.extra.get("seo", {}).get("description"),
    },
    "status": lambda p, ctx: p.status.upper(),
    "tags": lambda p, ctx: sorted(p.tags),
    "templateSuffix": lambda p, ctx: p.extra.get("template_suffix"),
    "title": lambda p, ctx: p.title,
    "totalInventory": lambda p, ctx: _stock(p),
    "tracksInventory": lambda p, ctx: any(variant.tracked for variant in p.variants),
    "updatedAt": lambda p, ctx: iso(p.updated),
    "variants": _variants,
    "variantsCount": lambda p, ctx: count(len(p.variants)),
    "vendor": lambda p, ctx: p.vendor,
}

OPTION: Fields = {
    "id": lambda row, ctx: gid("ProductOption", row.option.id),
    "name": lambda row, ctx: row.option.name,
    "optionValues": lambda row, ctx: [option_value(row, value) for value in row.option.values],
    "position": lambda row, ctx: row.position,
    "values": lambda row, ctx: row.option.values,
}


def _picture(row: VariantRow, ctx: Context, **_: Any) -> dict[str, Any] | None:
    found = image_of(row.product, row.variant.image_id)
    return image(found, ctx) if found else None


def _variant_media(row: VariantRow, ctx: Context, **window: Any) -> dict[str, Any]:
    found = image_of(row.product, row.variant.image_id)
    return plain([MediaRow(row.product, found)] if found else [], ctx, **window)


def _sellable(row: VariantRow, ctx: Context) -> int:
    online = {place.id for place in ctx.shop.locations if place.active and place.fulfils_online_orders}
    return sum(level.available for place, level in row.variant.levels.items() if place in online)


def for_sale(row: VariantRow) -> bool:
    variant = row.variant
    return row.product.status == "active" and (not variant.tracked or variant.oversell or variant.available > 0)


def money_text(amount: Decimal, ctx: Context) -> str:
    return price(amount, ctx.shop.currency)


VARIANT: Fields = {
    "availableForSale": lambda row, ctx: for_sale(row),
    "barcode": lambda row, ctx: row.variant.barcode or None,
    "compareAtPrice": lambda row, ctx: price_or_none(row.variant.compare_at, ctx.shop.currency),
    "createdAt": lambda row, ctx: iso(row.variant.created),
    "defaultCursor": lambda row, ctx: encode((row.variant.id, row.variant.id)),
    "displayName": lambda row, ctx: f"{row.product.title} - {title(row)}",
    "id": lambda row, ctx: gid("ProductVariant", row.variant.id),
    "image": _picture,
    "inventoryItem": lambda row, ctx: ItemRow(row.product, row.variant),
    "inventoryPolicy": lambda row, ctx: "CONTINUE" if row.variant.oversell else "DENY",
    "inventoryQuantity": lambda row, ctx: row.variant.available,
    "legacyResourceId": lambda row, ctx: str(row.variant.id),
    "media": _variant_media,
    "metafield": lambda row, ctx, **args: None,
    "metafields": _nothing,
    "position": lambda row, ctx: row.variant.position,
    "price": lambda row, ctx: money_text(row.variant.price, ctx),
    "product": lambda row, ctx: row.product,
    "requiresComponents": lambda row, ctx: False,
    "selectedOptions": lambda row, ctx: [
        {"name": option.option.name, "value": value, "optionValue": option_value(option, value)}
        for option, value in chosen(row)
    ],
    "sellableOnlineQuantity": _sellable,
    "showUnitPrice": lambda row, ctx: False,
    "sku": lambda row, ctx: row.variant.sku or None,
    "taxable": lambda row, ctx: row.variant.taxable,
    "title": lambda row, ctx: title(row),
    "unitPrice": lambda row, ctx: None,
    "updatedAt": lambda row, ctx: iso(row.variant.updated),
}

MEDIA_IMAGE: Fields = {
    "alt": lambda row, ctx: row.image.alt,
    "createdAt": lambda row, ctx: iso(row.image.created or row.product.created),
    "fileStatus": lambda row, ctx: "READY",
    "id": lambda row, ctx: gid("MediaImage", media_number(row.image.id)),
    "image": lambda row, ctx: image(row.image, ctx),
    "mediaContentType": lambda row, ctx: "IMAGE",
    "mediaErrors": lambda row, ctx: [],
    "mimeType": lambda row, ctx: MIME_TYPES.get(row.image.path.rpartition(".")[2].lower()),
    "preview": lambda row, ctx: {"image": image(row.image, ctx), "status": "READY"},
    "status": lambda row, ctx: "READY",
    "updatedAt": lambda row, ctx: iso(row.image.created or row.product.created),
}
