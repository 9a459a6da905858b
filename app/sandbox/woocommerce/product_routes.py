"""/products, /products/<id>/variations and /variations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.sandbox.shop import Product, Variant
from app.sandbox.woocommerce.listing import COLLECTION, Answer, Call, Traits, paged, select
from app.sandbox.woocommerce.product_writes import (
    PRODUCT,
    STATUS,
    VARIATION,
    new_product,
    new_variation,
    write_product,
    write_variation,
)
from app.sandbox.woocommerce.products import (
    categories,
    modified,
    product_json,
    status_of,
    variation_as_product,
    variation_json,
    variations,
)
from app.sandbox.woocommerce.sellable import is_variable, stock_status, stock_time
from app.sandbox.woocommerce.topics import silent
from app.sandbox.woocommerce.variant_writes import number
from app.sandbox.woocommerce.wp import RestError, Rule, check, ids, listed, truthy

Found = tuple[Product, Variant | None]
LIST = {
    **COLLECTION,
    "orderby": Rule(
        "string", ("date", "id", "include", "title", "slug", "modified", "menu_order", "price", "popularity", "rating")
    ),
    "slug": Rule("string"),
    "status": Rule("string", ("any", "future", "trash", "draft", "pending", "private", "publish")),
    "include_status": Rule("array", items=Rule("string", ("any", *STATUS))),
    "exclude_status": Rule("array", items=Rule("string", STATUS)),
    "type": Rule("string", ("simple", "grouped", "external", "variable")),
    "sku": Rule("string"),
    "search_sku": Rule("string"),
    "global_unique_id": Rule("string"),
    "featured": Rule("boolean"),
    "on_sale": Rule("boolean"),
    "stock_status": Rule("string", ("instock", "outofstock", "onbackorder")),
    "min_price": Rule("string"),
    "max_price": Rule("string"),
    "category": Rule("string"),
    "tag": Rule("string"),
}
VARIATION_LIST = {**COLLECTION, "sku": Rule("string"), "stock_status": LIST["stock_status"], "status": LIST["status"]}
TRAITS = Traits(
    lambda f: f[1].id if f[1] else f[0].id,
    lambda f: f[1].created if f[1] else f[0].created,
    lambda f: max(f[1].updated, stock_time(f[1])) if f[1] else modified(f[0]),
    lambda f: f[0].title,
    lambda f: f[0].handle,
)
VARIATION_TRAITS = Traits(lambda v: v.id, lambda v: v.created, lambda v: max(v.updated, stock_time(v)), lambda v: v.title)


def list_products(call: Call) -> Answer:
    """Products; with `sku` or `search_sku` variations too, as the vendor finds them."""
    check(call.params, LIST)
    products = call.site.shop.products.values()
    found: list[Found] = [(p, None) for p in products if _status_fits(call, p)]
    for name in ("sku", "global_unique_id", "search_sku"):
        if call[name]:
            found = list(_by_code(call, name, [p for p, _ in found]))
    found = [f for f in found if _fits(call, *f)]

    def render(one: Found) -> dict[str, Any]:
        return variation_as_product(call.site, one[0], one[1]) if one[1] else product_json(call.site, one[0])

    by_price = str(call["orderby"]) == "price"
    chosen = select(call, found, TRAITS)
    if by_price:
        chosen.sort(key=lambda f: min((v.price for v in f[0].variants), default=Decimal(0)), reverse=call["order"] != "asc")
    return paged(call, chosen, render)


def _status_fits(call: Call, product: Product) -> bool:
    status = status_of(product)
    wanted = listed(call["include_status"]) or [call["status"] or "any"]
    if status in listed(call["exclude_status"]):
        return False
    return status in wanted or ("any" in wanted and status not in ("trash", "auto-draft"))


def _by_code(call: Call, name: str, products: Iterable[Product]) -> Iterable[Found]:
    text = str(call[name])
    wanted = {part.strip() for part in [*text.split(","), text]}

    def hits(value: str) -> bool:
        return bool(value) and (text.lower() in value.lower() if name == "search_sku" else value in wanted)

    for product in products:
        own = str(product.extra.get("global_unique_id" if name == "global_unique_id" else "sku", ""))
        if is_variable(product) and hits(own):
            yield product, None
        for variant in product.variants:
            if name == "global_unique_id" and is_variable(product):
                continue
            if hits(variant.barcode if name == "global_unique_id" else variant.sku):
                yield product, variant if is_variable(product) else None


def _fits(call: Call, product: Product, variant: Variant | None) -> bool:
    """The filters that look at one product."""
    shown = [variant] if variant else variations(product) or product.variants
    words = str(call["search"] or "").lower().split()
    text = f"{product.title} {product.extra.get('short_description', '')} {product.description_html}".lower()
    site = call.site
    price_low, price_high = number(call["min_price"]), number(call["max_price"])
    in_category = {site.term("product_cat", name) for name in categories(site, product)}
    tags = {site.term("product_tag", name) for name in product.tags}
    return all((
        all(word in text for word in words),
        call["type"] in (None, "variable" if is_variable(product) else "simple"),
        call["slug"] in (None, product.handle),
        not call["category"] or in_category & set(ids(call["category"])),
        not call["tag"] or tags & set(ids(call["tag"])),
        not call.has("on_sale") or truthy(call["on_sale"]) == any(v.compare_at is not None for v in shown),
        not call.has("featured") or truthy(call["featured"]) == bool(product.extra.get("featured")),
        not call["stock_status"] or any(stock_status(v) == call["stock_status"] for v in shown),
        price_low is None or any(v.price >= price_low for v in shown),
        price_high is None or any(v.price <= price_high for v in shown),
    ))  # fmt: skip


def _product(call: Call, name: str = "id", status: int = 404) -> Product:
    product = call.site.shop.products.get(call.path[name])
    if product is None:
        raise RestError("woocommerce_rest_product_invalid_id", "Invalid ID.", status)
    return product


def get_product(call: Call) -> Answer:
    """A product, or a variation by its own id."""
    found = call.site.variants.get(call.path["id"])
    if found and call.path["id"] not in call.site.shop.products and found[1] in variations(found[0]):
        return Answer(variation_as_product(call.site, *found))
    return Answer(product_json(call.site, _product(call)))


def create_product(call: Call) -> Answer:
    if call.direct:
        check(call.params, PRODUCT)
    if call["id"]:
        raise RestError("woocommerce_rest_product_exists", "Cannot create existing product.")
    product = new_product(call)
    return Answer(product_json(call.site, product), 201, {"Location": call.site.rest(f"products/{product.id}")})


def update_product(call: Call) -> Answer:
    if call.direct:
        check(call.params, PRODUCT)
    found = call.site.variants.get(call.path["id"])
    if found and call.path["id"] not in call.site.shop.products:
        message = (
            "To manipulate product variations you should use the /products/&lt;product_id&gt;/variations/&lt;id&gt; endpoint."
        )
        raise RestError("woocommerce_rest_invalid_product_id", message, 404)
    product = _product(call, status=400)
    write_product(call, product)
    return Answer(product_json(call.site, product))


def delete_product(call: Call) -> Answer:
    """Into the bin, or with `force` for good."""
    product = _product(call)
    world, shop = call.site.host.world, call.site.shop
    if not truthy(call["force"]):
        if status_of(product) == "trash":
            raise RestError("woocommerce_rest_already_trashed", "The product has already been deleted.", 410)
        answer = Answer(product_json(call.site, product))
        world.edit_product(shop, product.id, status="archived", extra={**product.extra, "status": "trash"})
        return answer
    answer = Answer(product_json(call.site, product))
    with silent():
        world.delete_product(shop, product.id)
    return answer


def list_variations(call: Call) -> Answer:
    check(call.params, VARIATION_LIST)
    product = call.site.shop.products.get(call.path["product_id"])
    if product is None:
        return Answer([], headers={"X-WP-Total": "0", "X-WP-TotalPages": "0"})
    found = [v for v in variations(product) if _variation_fits(call, v)]
    return paged(call, select(call, found, VARIATION_TRAITS), lambda v: variation_json(call.site, product, v))


def list_all_variations(call: Call) -> Answer:
    """/variations: those of every product, since WooCommerce 10.3."""
    check(call.params, VARIATION_LIST)
    products = [p for p in call.site.shop.products.values() if status_of(p) != "trash"]
    owner = {v.id: p for p in products for v in variations(p)}
    found = [v for p in products for v in variations(p) if _variation_fits(call, v)]
    traits = replace(VARIATION_TRAITS, parent=lambda v: owner[v.id].id)
    return paged(call, select(call, found, traits), lambda v: variation_json(call.site, owner[v.id], v))


def _variation_fits(call: Call, variant: Variant) -> bool:
    return all((
        not call["sku"] or variant.sku in str(call["sku"]).split(","),
        not call["search"] or str(call["search"]).lower() in variant.title.lower(),
        call["status"] in (None, "any", variant.extra.get("status", "publish")),
        not call["stock_status"] or stock_status(variant) == call["stock_status"],
    ))  # fmt: skip


def _variation(call: Call, status: int = 404) -> tuple[Product, Variant]:
    found = call.site.variants.get(call.path["id"])
    if found is None or found[1] not in variations(found[0]):
        raise RestError("woocommerce_rest_product_variation_invalid_id", "Invalid ID.", status)
    if found[0].id != call.path["product_id"]:
        if call.method == "GET":
            raise RestError("woocommerce_rest_product_variation_invalid_id", "Invalid ID.", status)
        raise RestError("woocommerce_rest_cannot_edit", "Parent product does not match current variation.", 403)
    return found


def get_variation(call: Call) -> Answer:
    product, variant = _variation(call)
    return Answer(variation_json(call.site, product, variant))


def create_variation(call: Call) -> Answer:
    if call.direct:
        check(call.params, VARIATION)
    product = call.site.shop.products.get(call.path["product_id"])
    if product is None:
        message = "Cannot set attributes due to invalid parent product."
        raise RestError("woocommerce_rest_product_variation_invalid_parent", message, 404)
    variant = new_variation(call, product)
    where = call.site.rest(f"products/{product.id}/variations/{variant.id}")
    return Answer(variation_json(call.site, product, variant), 201, {"Location": where})


def update_variation(call: Call) -> Answer:
    if call.direct:
        check(call.params, VARIATION)
    product, variant = _variation(call, 400)
    write_variation(call, product, variant)
    return Answer(variation_json(call.site, product, variant))


def delete_variation(call: Call) -> Answer:
    product, variant = _variation(call)
    answer = Answer(variation_json(call.site, product, variant))
    world, shop = call.site.host.world, call.site.shop
    if len(product.variants) > 1:
        world.remove_variant(shop, variant.id)
    else:
        world.edit_variant(shop, variant.id, sku="", barcode="", extra={"hidden": True, "unpriced": True})
    return answer
