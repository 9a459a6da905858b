"""Taking in products and variations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from app.sandbox.shop import Image, Option, Product, Variant
from app.sandbox.woocommerce.listing import Call
from app.sandbox.woocommerce.products import NEUTRAL, attribute_id, taxonomy, variations
from app.sandbox.woocommerce.sellable import is_variable
from app.sandbox.woocommerce.site import Site, put_metas
from app.sandbox.woocommerce.variant_writes import refuse_taken, write_variant
from app.sandbox.woocommerce.wp import RestError, Rule, listed, truthy

STATUS = ("draft", "pending", "private", "publish", "future", "auto-draft", "trash")
PRODUCT = {
    **{name: Rule("string") for name in ("name", "slug", "description", "short_description", "sku", "global_unique_id")},
    **{name: Rule("string") for name in ("regular_price", "sale_price", "weight", "tax_class", "purchase_note")},
    "type": Rule("string", ("simple", "grouped", "external", "variable")),
    "status": Rule("string", STATUS),
    "featured": Rule("boolean"),
    "catalog_visibility": Rule("string", ("visible", "catalog", "search", "hidden")),
    "virtual": Rule("boolean"),
    "tax_status": Rule("string", ("taxable", "shipping", "none")),
    "manage_stock": Rule("boolean"),
    "stock_quantity": Rule("integer"),
    "stock_status": Rule("string", ("instock", "outofstock", "onbackorder")),
    "backorders": Rule("string", ("no", "notify", "yes")),
    "low_stock_amount": Rule("integer", nullable=True),
    "menu_order": Rule("integer"),
    **{name: Rule("array") for name in ("categories", "tags", "brands", "images", "attributes", "meta_data")},
    "dimensions": Rule("object"),
    "cost_of_goods_sold": Rule("object"),
}
VARIATION = {
    **{name: rule for name, rule in PRODUCT.items() if name not in ("images", "type", "categories", "tags", "brands")},
    "image": Rule("object"),
}
_KEPT = ("featured", "catalog_visibility", "short_description", "purchase_note", "menu_order", "sold_individually",
         "reviews_allowed", "upsell_ids", "cross_sell_ids")  # fmt: skip


def write_product(call: Call, product: Product) -> None:
    """Change a product as the parameters say."""
    site, world, shop = call.site, call.site.host.world, call.site.shop
    refuse_taken(site, call, product, product.variants[0])
    if call.has("type"):
        product.extra["type"] = call["type"]
        if call["type"] == "variable" and not product.options and len(product.variants) == 1:
            product.variants[0].extra["hidden"] = True
    values = _product_values(call)
    extra = dict(product.extra)
    _keep(call, extra)
    put_metas(site, extra, call["meta_data"])
    if call.has("attributes"):
        _write_attributes(site, product, extra, listed(call["attributes"]))
    world.edit_product(shop, product.id, extra=extra, **values)
    if call.has("images"):
        world.set_images(shop, product.id, _images(site, product, listed(call["images"])))
    if is_variable(product):
        for name in ("sku", "global_unique_id"):
            if call.has(name):
                world.edit_product(shop, product.id, extra={**product.extra, name: str(call[name])})
    else:
        write_variant(call, product, product.variants[0])


def new_product(call: Call) -> Product:
    """Enter a product with what the parameters say."""
    site, world = call.site, call.site.host.world
    refuse_taken(site, call, None, None)
    title = str(call["name"] or "").strip() or "Product"
    variant: dict[str, Any] = {"tracked": False, "extra": {"unpriced": True}}
    values = {"status": "active", **_product_values(call)}
    values.pop("title", None)
    handle = values.pop("handle", "")
    product = world.create_product(site.shop, title=title, handle=handle, variants=[variant], **values)
    write_product(call, product)
    return product


def new_variation(call: Call, product: Product) -> Variant:
    """Enter a variation; the first one takes the place of the hidden one."""
    world, shop = call.site.host.world, call.site.shop
    refuse_taken(call.site, call, None, None)
    values = _option_values(call, product, [""] * len(product.options))
    product.extra.setdefault("type", "variable")
    if not variations(product) and product.variants:
        variant = world.edit_variant(shop, product.variants[0].id, option_values=values, title=" / ".join(values),
                                     tracked=False, extra={"unpriced": True})  # fmt: skip
    else:
        variant = world.add_variant(shop, product.id, {"option_values": values, "tracked": False, "extra": {"unpriced": True}})
    write_variation(call, product, variant)
    return variant


def write_variation(call: Call, product: Product, variant: Variant) -> None:
    """Change a variation as the parameters say."""
    world, shop = call.site.host.world, call.site.shop
    refuse_taken(call.site, call, product, variant)
    values: dict[str, Any] = {}
    if call.has("attributes"):
        values["option_values"] = _option_values(call, product, variant.option_values)
        values["title"] = " / ".join(v for v in values["option_values"] if v)
    if "image" in call.params:
        values["image_id"] = _variation_image(call, product)
    extra = dict(variant.extra)
    for name in ("description", "status"):
        if call.has(name):
            extra[name] = call[name]
    world.edit_variant(shop, variant.id, extra=extra, **values)
    write_variant(call, product, variant)


def _product_values(call: Call) -> dict[str, Any]:
    """Fields of the neutral product."""
    values: dict[str, Any] = {}
    for name, field in (("name", "title"), ("description", "description_html"), ("slug", "handle")):
        if call.has(name) and (str(call[name]).strip() or name == "description"):
            values[field] = str(call[name])
    if call.has("status"):
        values["status"] = NEUTRAL.get(str(call["status"]), "draft")
    site = call.site
    if call.has("categories"):
        names = _term_names(site, "product_cat", listed(call["categories"]))
        values["product_type"] = names[0] if names else ""
    if call.has("tags"):
        values["tags"] = _term_names(site, "product_tag", listed(call["tags"]))
    if call.has("brands"):
        values["vendor"] = next(iter(_term_names(site, "product_brand", listed(call["brands"]))), "")
    return values


def _keep(call: Call, extra: dict[str, Any]) -> None:
    """What the neutral product has no field for."""
    for name in _KEPT:
        if call.has(name):
            extra[name] = call[name]
    if call.has("status"):
        extra["status"] = str(call["status"])
    if call.has("categories"):
        extra["categories"] = _term_names(call.site, "product_cat", listed(call["categories"]))


def _term_names(site: Site, taxonomy_name: str, rows: Iterable[Any]) -> list[str]:
    """Names of terms given by id, or (tags) by name."""
    names = []
    for row in rows:
        if not isinstance(row, Mapping):
            continue
        name = site.term_name(taxonomy_name, int(row["id"])) if row.get("id") else None
        if name is None and row.get("name") and taxonomy_name == "product_tag":
            name = str(row["name"])
            site.term(taxonomy_name, name)
        if name is not None:
            names.append(name)
    return names


def _write_attributes(site: Site, product: Product, extra: dict[str, Any], rows: list[Any]) -> None:
    """Axes of variation become options; what else there is stays as it came."""
    axes: list[Option] = []
    extra["attributes"] = []
    for n, row in enumerate(r for r in rows if isinstance(r, Mapping)):
        name = (site.term_name("attribute", int(row["id"])) if row.get("id") else None) or str(row.get("name") or "")
        options = [
            str(o)
            for o in (row["options"] if isinstance(row.get("options"), list) else str(row.get("options", "")).split("|"))
            if str(o)
        ]
        if not name or not options:
            continue
        if truthy(row.get("variation")) and is_variable(product):
            axes.append(Option(site.shop.next_id(), name, options))
            continue
        extra["attributes"].append({
            "id": attribute_id(site, name) if row.get("id") else 0, "name": name,
            "slug": taxonomy(name) if row.get("id") else name, "position": int(row.get("position") or n),
            "visible": truthy(row.get("visible", True)), "variation": False, "options": options,
        })  # fmt: skip
    if axes or product.options:
        _realign(site, product, axes)


def _realign(site: Site, product: Product, axes: list[Option]) -> None:
    """Replace the options, and keep of each variation what it said of those that stay."""
    old = [o.name for o in product.options]
    for axis in axes:
        axis.id = next((o.id for o in product.options if o.name == axis.name), axis.id)
    for variant in product.variants:
        said = dict(zip(old, variant.option_values, strict=False))
        values = [said.get(axis.name, "") for axis in axes]
        site.host.world.edit_variant(site.shop, variant.id, option_values=values)
    site.host.world.set_options(site.shop, product.id, axes)


def _option_values(call: Call, product: Product, now: list[str]) -> list[str]:
    values = [*now, *[""] * (len(product.options) - len(now))]
    for row in listed(call["attributes"]):
        if not isinstance(row, Mapping):
            continue
        name = call.site.term_name("attribute", int(row["id"])) if row.get("id") else str(row.get("name") or "")
        for n, option in enumerate(product.options):
            if name and name.lower() == option.name.lower():
                values[n] = str(row.get("option") or "")
    return values[: len(product.options)]


def _images(site: Site, product: Product, rows: list[Any]) -> list[Image]:
    known = {image.id: image for image in product.images}
    images = []
    for n, row in enumerate((r for r in rows if isinstance(r, Mapping)), 1):
        images.append(_image(site, known, row, n, "woocommerce_product"))
    return images


def _image(site: Site, known: Mapping[int, Image], row: Mapping[str, Any], position: int, prefix: str) -> Image:
    image_id = int(row.get("id") or 0)
    if not image_id and row.get("src"):
        source = str(row["src"])
        if not re.match(r"https?://[^/]+", source):
            message = f"Error getting remote image {source}. Error: A valid URL was not provided."
            raise RestError(f"{prefix}_image_upload_error", message)
        own = site.home.split("/woocommerce/")[0] + "/pictures/"
        image = Image(site.shop.next_id(), source.removeprefix(own), created=site.now)
    elif image_id in known:
        image = known[image_id]
    else:
        raise RestError(f"{prefix}_invalid_image_id", f"#{image_id} is an invalid image ID.")
    image.alt = str(row["alt"]) if row.get("alt") else image.alt
    image.position = position
    return image


def _variation_image(call: Call, product: Product) -> int | None:
    row = call["image"]
    if not isinstance(row, Mapping) or not (row.get("id") or row.get("src")):
        return None
    known = {image.id: image for image in product.images}
    image = _image(call.site, known, row, len(known) + 1, "woocommerce_variation")
    if image.id not in known:
        call.site.host.world.set_images(call.site.shop, product.id, [*product.images, image])
    return image.id
