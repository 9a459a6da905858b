"""Products and variations as the REST API shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from app.sandbox.catalogue import slug
from app.sandbox.shop import Image, Product, Variant
from app.sandbox.woocommerce.sellable import is_variable, sellable, stock_time
from app.sandbox.woocommerce.site import Site, metas

Json = dict[str, Any]
STATUSES = {"active": "publish", "draft": "draft", "archived": "private"}
NEUTRAL = {
    "publish": "active",
    "draft": "draft",
    "pending": "draft",
    "future": "draft",
    "auto-draft": "draft",
    "private": "archived",
    "trash": "archived",
}


def variations(product: Product) -> list[Variant]:
    """The variations that the shop shows; a variable product that has none yet keeps a hidden one."""
    return [v for v in product.variants if not v.extra.get("hidden")] if is_variable(product) else []


def status_of(product: Product) -> str:
    """The post status: what was written, unless the merchant changed it since."""
    written = product.extra.get("status", "")
    return written if NEUTRAL.get(written) == product.status else STATUSES.get(product.status, "publish")


def product_json(site: Site, product: Product) -> Json:
    """A product, field by field in the vendor's order."""
    variable = is_variable(product)
    shown = variations(product)
    extra = product.extra
    route = f"products/{product.id}"
    out: Json = {
        "id": product.id,
        "name": product.title,
        "slug": product.handle,
        "permalink": f"{site.home}/product/{product.handle}/",
        **site.dates("date_created", product.created),
        **site.dates("date_modified", modified(product)),
        "type": "variable" if variable else "simple",
        "status": status_of(product),
        "featured": bool(extra.get("featured", False)),
        "catalog_visibility": extra.get("catalog_visibility", "visible"),
        "description": _paragraphs(product.description_html),
        "short_description": _paragraphs(extra.get("short_description", "")),
        **sellable(site, product, product.variants[0], parent=variable, shown=shown),
        "reviews_allowed": bool(extra.get("reviews_allowed", True)),
        "average_rating": "0.00",
        "rating_count": 0,
        "upsell_ids": extra.get("upsell_ids", []),
        "cross_sell_ids": extra.get("cross_sell_ids", []),
        "parent_id": 0,
        "purchase_note": extra.get("purchase_note", ""),
        "categories": term_rows(site, "product_cat", categories(site, product)),
        "brands": term_rows(site, "product_brand", [product.vendor] if product.vendor else []),
        "tags": term_rows(site, "product_tag", product.tags),
        "images": [image_json(site, image) for image in sorted(product.images, key=lambda i: i.position)],
        "attributes": attributes(site, product),
        "default_attributes": [],
        "variations": [variant.id for variant in shown],
        "grouped_products": [],
        "menu_order": int(extra.get("menu_order", 0)),
        "price_html": price_html(site, product, shown),
        "related_ids": [],
        "meta_data": metas(extra),
        "has_options": variable,
        "post_password": "",
        "_links": site.links(route),
    }
    return out


def variation_json(site: Site, product: Product, variant: Variant) -> Json:
    """A variation of a product."""
    image = next((i for i in product.images if i.id == variant.image_id), None)
    route = f"products/{product.id}/variations/{variant.id}"
    query = "&".join(f"attribute_{taxonomy(o.name)}={slug(v)}" for o, v in chosen(product, variant))
    return {
        "id": variant.id,
        "type": "variation",
        **site.dates("date_created", variant.created),
        **site.dates("date_modified", max(variant.updated, stock_time(variant))),
        "description": variant.extra.get("description", ""),
        "permalink": f"{site.home}/product/{product.handle}/?{query}",
        "status": variant.extra.get("status", "publish"),
        **sellable(site, product, variant),
        "image": image_json(site, image) if image else None,
        "attributes": [
            {"id": attribute_id(site, o.name), "name": o.name, "slug": taxonomy(o.name), "option": value}
            for o, value in chosen(product, variant)
        ],
        "menu_order": int(variant.extra.get("menu_order", variant.position)),
        "meta_data": metas(variant.extra),
        "name": ", ".join(variant.option_values),
        "parent_id": product.id,
        "_links": site.links(route, up=f"products/{product.id}"),
    }


def variation_as_product(site: Site, product: Product, variant: Variant) -> Json:
    """What /products says of a variation, where a search by SKU and webhooks find them."""
    whole = product_json(site, product)
    own = variation_json(site, product, variant)
    name = f"{product.title} - {', '.join(variant.option_values)}"
    images = [own["image"]] if own["image"] else []
    shared = {key: value for key, value in own.items() if key in whole}
    return {**whole, **shared, "name": name, "type": "variation", "images": images, "variations": [],
            "has_options": False, "parent_id": product.id,
            "_links": site.links(f"products/{variant.id}", up=f"products/{product.id}")}  # fmt: skip


def price_html(site: Site, product: Product, shown: list[Variant]) -> str:
    """The price as the theme shows it, one or a range."""
    prices = sorted({v.price for v in shown}) if is_variable(product) else [product.variants[0].price]
    if not prices:
        return ""
    ends = prices if len(prices) == 1 else [prices[0], prices[-1]]
    return " &ndash; ".join(
        f'<span class="woocommerce-Price-amount amount"><bdi>{site.money(p)}&nbsp;{site.shop.currency}</bdi></span>'
        for p in ends
    )


def image_json(site: Site, image: Image) -> Json:
    created = image.created or site.shop.created
    return {
        "id": image.id,
        **site.dates("date_created", created),
        **site.dates("date_modified", created),
        "src": site.picture(image),
        "name": re.sub(r"\.\w+$", "", image.path.rsplit("/", 1)[-1]),
        "alt": image.alt,
    }


def taxonomy(name: str) -> str:
    """The taxonomy of an attribute: "Colour" → pa_colour."""
    return f"pa_{slug(name)}"


def attribute_id(site: Site, name: str) -> int:
    return site.term("attribute", name)


def chosen(product: Product, variant: Variant) -> Iterable[tuple[Any, str]]:
    """Option and value of a variation; those that it leaves open ("any") are not listed."""
    return [(o, v) for o, v in zip(product.options, variant.option_values, strict=False) if v]


def attributes(site: Site, product: Product) -> list[Json]:
    """The axes of variation first, then attributes that only inform."""
    axes = [
        {"id": attribute_id(site, o.name), "name": o.name, "slug": taxonomy(o.name), "position": n, "visible": True,
         "variation": True, "options": o.values}
        for n, o in enumerate(product.options)
    ]  # fmt: skip
    return [*axes, *product.extra.get("attributes", [])]


def categories(site: Site, product: Product) -> list[str]:
    """Category names: those that were written, while they still go with the product's type."""
    written: list[str] = product.extra.get("categories", [])
    if written and (product.product_type == written[0] or not product.product_type):
        return written
    return [product.product_type or "Uncategorized"]


def term_rows(site: Site, taxonomy_name: str, names: Iterable[str]) -> list[Json]:
    return [{"id": site.term(taxonomy_name, name), "name": name, "slug": slug(name)} for name in names]


def modified(product: Product) -> Any:
    """When a product, or the stock of one without variations, last changed."""
    if is_variable(product):
        return product.updated
    return max(product.updated, stock_time(product.variants[0]))


def _paragraphs(text: str) -> str:
    """Text as WordPress puts it into paragraphs, with a line's end behind."""
    if not text:
        return ""
    return f"{text}\n" if text.lstrip().startswith("<") else f"<p>{text}</p>\n"
