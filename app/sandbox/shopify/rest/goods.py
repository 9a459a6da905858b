"""Products, stock, customers and the shop as webhooks carry them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.sandbox.shop import ZERO, Customer, Image, Product, Shop, Variant
from app.sandbox.shopify.countries import country_name, region_name
from app.sandbox.shopify.ids import gid, level_gid, media_number, shop_number
from app.sandbox.shopify.money import price
from app.sandbox.shopify.rest.parts import Json, Sender, customer, customer_address
from app.sandbox.shopify.rows import VariantRow
from app.sandbox.shopify.state import BulkOperation
from app.sandbox.shopify.types.products import chosen, options, title
from app.sandbox.shopify.types.shop import PLANS, domain, primary_domain


def _variant(sender: Sender, product: Product, variant: Variant) -> Json:
    row = VariantRow(product, variant)
    values = [value for _, value in chosen(row)] + [None, None, None]
    currency = sender.shop.currency
    return {
        "admin_graphql_api_id": gid("ProductVariant", variant.id),
        "barcode": variant.barcode or None,
        "compare_at_price": None if variant.compare_at is None else price(variant.compare_at, currency),
        "created_at": sender.at(variant.created),
        "id": variant.id,
        "inventory_policy": "continue" if variant.oversell else "deny",
        "position": variant.position,
        "price": price(variant.price, currency),
        "product_id": product.id,
        "sku": variant.sku or None,
        "taxable": variant.taxable,
        "title": title(row),
        "updated_at": sender.at(variant.updated),
        "option1": values[0],
        "option2": values[1],
        "option3": values[2],
        "image_id": variant.image_id,
        "inventory_item_id": variant.inventory_id,
        "inventory_quantity": variant.available,
        "old_inventory_quantity": variant.available,
    }


def _image(sender: Sender, product: Product, picture: Image) -> Json:
    elsewhere = picture.path.startswith(("http://", "https://"))
    return {
        "id": picture.id,
        "alt": picture.alt or None,
        "position": picture.position,
        "product_id": product.id,
        "created_at": sender.at(picture.created or product.created),
        "updated_at": sender.at(picture.created or product.created),
        "admin_graphql_api_id": gid("MediaImage", media_number(picture.id)),
        "width": picture.width,
        "height": picture.height,
        "src": picture.path if elsewhere else sender.picture(picture.path),
        "variant_ids": [variant.id for variant in product.variants if variant.image_id == picture.id],
    }


def _media(product: Product, picture: Image) -> Json:
    return {
        "id": media_number(picture.id),
        "product_id": product.id,
        "position": picture.position,
        "alt": picture.alt or None,
        "media_content_type": "IMAGE",
        "admin_graphql_api_id": gid("MediaImage", media_number(picture.id)),
    }


def _options(product: Product) -> list[Json]:
    return [
        {
            "name": row.option.name,
            "id": row.option.id,
            "product_id": product.id,
            "position": row.position,
            "values": row.option.values,
        }
        for row in options(product)
    ]


def product_body(sender: Sender, product: Product) -> Json:
    """The body of products/create and products/update."""
    images = [_image(sender, product, picture) for picture in product.images]
    return {
        "admin_graphql_api_id": gid("Product", product.id),
        "body_html": product.description_html,
        "created_at": sender.at(product.created),
        "handle": product.handle,
        "id": product.id,
        "product_type": product.product_type,
        "published_at": sender.at(product.published),
        "template_suffix": product.extra.get("template_suffix"),
        "title": product.title,
        "updated_at": sender.at(product.updated),
        "vendor": product.vendor,
        "status": product.status,
        "published_scope": "web",
        "tags": ", ".join(sorted(product.tags)),
        "variants": [_variant(sender, product, variant) for variant in product.variants[:100]],
        "options": _options(product),
        "images": images,
        "image": images[0] if images else None,
        "media": [_media(product, picture) for picture in product.images],
        "variant_gids": [
            {"admin_graphql_api_id": gid("ProductVariant", v.id), "updated_at": sender.at(v.updated)} for v in product.variants
        ],
        "has_variants_that_requires_components": False,
        "category": None,
    }


def level_body(sender: Sender, variant: Variant, location_id: int) -> Json:
    """The body of inventory_levels/update."""
    level = variant.levels.get(location_id)
    return {
        "inventory_item_id": variant.inventory_id,
        "location_id": location_id,
        "available": level.available if level else None,
        "updated_at": sender.at(level.updated or variant.updated if level else variant.updated),
        "admin_graphql_api_id": level_gid(location_id, variant.inventory_id),
    }


def customer_body(sender: Sender, given: Customer) -> Json:
    """The body of customers/create and customers/update."""
    mine = [order for order in sender.shop.orders.values() if order.customer_id == given.id]
    last = max(mine, key=lambda order: (order.created, order.id), default=None)
    spent: Decimal = sum((order.total - order.refunded_total for order in mine if not order.cancelled), ZERO)
    return {
        **customer(sender, given),
        "addresses": [customer_address(given, one, n) for n, one in enumerate(given.addresses, 1)],
        "orders_count": len(mine),
        "total_spent": price(spent, sender.shop.currency),
        "last_order_id": last.id if last else None,
        "last_order_name": last.name if last else None,
    }


def shop_body(sender: Sender, shop: Shop) -> Json:
    """The body of app/uninstalled: the shop that the app was in."""
    place = shop.address
    plan: dict[str, Any] = {"plan_name": shop.plan, "plan_display_name": PLANS.get(shop.plan, "Basic")}
    return {
        "id": shop_number(shop),
        "name": shop.name,
        "email": shop.email,
        "domain": primary_domain(shop),
        "myshopify_domain": domain(shop),
        "address1": place.address1 or None,
        "address2": place.address2 or None,
        "city": place.city or None,
        "zip": place.postcode or None,
        "province": region_name(place) or None,
        "province_code": place.region_code or None,
        "country": shop.country,
        "country_code": shop.country,
        "country_name": country_name(shop.country),
        "phone": place.phone or None,
        "currency": shop.currency,
        "iana_timezone": shop.timezone,
        "shop_owner": place.name or shop.name,
        "taxes_included": shop.taxes_included,
        "weight_unit": shop.weight_unit,
        "created_at": sender.at(shop.created),
        "updated_at": sender.at(shop.updated),
        **plan,
    }


def bulk_body(sender: Sender, op: BulkOperation) -> Json:
    """The body of bulk_operations/finish."""
    return {
        "admin_graphql_api_id": gid("BulkOperation", op.id),
        "completed_at": sender.at(op.completed),
        "created_at": sender.at(op.created),
        "error_code": op.error.lower() or None,
        "status": op.status,
        "type": "query",
    }
