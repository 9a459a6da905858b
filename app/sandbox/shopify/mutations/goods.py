"""Reading products and variants out of the inputs of mutations."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.sandbox.catalogue import slug
from app.sandbox.shop import Image, Option, Product, Variant
from app.sandbox.shopify.context import Context
from app.sandbox.shopify.errors import user_error
from app.sandbox.shopify.ids import media_number, number
from app.sandbox.shopify.mutations.shared import UserErrors, as_decimal
from app.sandbox.shopify.types.inventory import GRAMS
from app.sandbox.shopify.types.products import DEFAULT_OPTION, DEFAULT_TITLE, options
from app.sandbox.shopify.types.shop import WEIGHT_UNITS

PRICE_LIMIT = Decimal(10) ** 18
TITLE_LIMIT = 255
_UNITS = {word: unit for unit, word in WEIGHT_UNITS.items() if unit != "lbs"}


def item_values(
    ctx: Context, variant: Variant | None, given: Mapping[str, Any], path: Sequence[str | int]
) -> tuple[dict[str, Any], UserErrors]:
    """Fields of a variant from an InventoryItemInput."""
    values: dict[str, Any] = {}
    errors: UserErrors = []
    for name, field in (("sku", "sku"), ("tracked", "tracked"), ("requiresShipping", "requires_shipping")):
        if given.get(name) is not None:
            values[field] = given[name]
    if "sku" in given and given["sku"] is None:
        values["sku"] = ""
    if "cost" in given:
        values["cost"] = None if given["cost"] is None else as_decimal(given["cost"])
        if values["cost"] is not None and values["cost"] < 0:
            errors.append(user_error([*path, "cost"], "Cost must be greater than or equal to 0"))
    weight = (given.get("measurement") or {}).get("weight")
    if weight is not None:
        values["weight_grams"] = round(weight["value"] * GRAMS[_UNITS[weight["unit"]]])
        if weight["value"] < 0:
            errors.append(user_error([*path, "measurement", "weight"], "Weight must be greater than or equal to 0"))
    extra = dict(variant.extra) if variant else {}
    for name, field in (
        ("countryCodeOfOrigin", "country_of_origin"),
        ("provinceCodeOfOrigin", "province_of_origin"),
        ("harmonizedSystemCode", "hs_code"),
    ):
        if name in given:
            extra[field] = given[name]
    if extra != (variant.extra if variant else {}):
        values["extra"] = extra
    return values, errors


def variant_values(
    ctx: Context, variant: Variant | None, given: Mapping[str, Any], path: Sequence[str | int]
) -> tuple[dict[str, Any], UserErrors]:
    """Fields of a variant from a ProductVariantsBulkInput or ProductVariantSetInput, but for options, stock and media."""
    values, errors = item_values(ctx, variant, given.get("inventoryItem") or {}, [*path, "inventoryItem"])
    if given.get("sku") is not None:
        values["sku"] = given["sku"]
    if "barcode" in given:
        values["barcode"] = given["barcode"] or ""
    if given.get("taxable") is not None:
        values["taxable"] = given["taxable"]
    if given.get("inventoryPolicy") is not None:
        values["oversell"] = given["inventoryPolicy"] == "CONTINUE"
    if given.get("price") is not None:
        values["price"] = as_decimal(given["price"])
        if values["price"] < 0:
            message = "Price must be greater than or equal to 0"
            errors.append(user_error([*path, "price"], message, "GREATER_THAN_OR_EQUAL_TO"))
    if "compareAtPrice" in given:
        compare = given["compareAtPrice"]
        values["compare_at"] = None if compare is None else as_decimal(compare)
    for name, field in (("price", "price"), ("compareAtPrice", "compare_at")):
        if (values.get(field) or 0) >= PRICE_LIMIT:
            errors.append(user_error([*path, name], f"must be less than {PRICE_LIMIT}", "INVALID_INPUT"))
    return values, errors


def handle_of(title: str, given: str | None) -> str:
    """The vendor's form of a handle: letters and digits joined by hyphens."""
    wanted = (given or "").strip()
    if not wanted:
        return slug(title)
    plain = unicodedata.normalize("NFKD", wanted).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "product"


def product_values(given: Mapping[str, Any], product: Product | None) -> dict[str, Any]:
    """Fields of a product from any of the product inputs, but for title and handle."""
    values: dict[str, Any] = {}
    for name, field in (
        ("descriptionHtml", "description_html"),
        ("vendor", "vendor"),
        ("productType", "product_type"),
        ("tags", "tags"),
    ):
        if given.get(name) is not None:
            values[field] = given[name]
    if "tags" in values:
        values["tags"] = tags_of(values["tags"])
    if given.get("status") is not None:
        values["status"] = given["status"].lower()
    extra = dict(product.extra) if product else {}
    if given.get("seo") is not None:
        extra["seo"] = {**extra.get("seo", {}), **given["seo"]}
    if "templateSuffix" in given:
        extra["template_suffix"] = given["templateSuffix"]
    if given.get("giftCard") is not None:
        extra["gift_card"] = given["giftCard"]
    if extra != (product.extra if product else {}):
        values["extra"] = extra
    return values


def tags_of(given: Sequence[str]) -> list[str]:
    """Tags without doubles; one text may hold several with commas between."""
    found: dict[str, str] = {}
    for text in given:
        for tag in text.split(","):
            if tag.strip():
                found.setdefault(tag.strip().lower(), tag.strip())
    return list(found.values())


def title_errors(title: str | None, path: Sequence[str | int] = ("title",)) -> UserErrors:
    if title is not None and not title.strip():
        return [user_error(path, "Title can't be blank", "INVALID_INPUT")]
    if title is not None and len(title) > TITLE_LIMIT:
        message = f"Title is too long (maximum is {TITLE_LIMIT} characters)"
        return [user_error(path, message, "INVALID_INPUT")]
    return []


def handle_taken(ctx: Context, handle: str, product: Product | None) -> bool:
    return any(p.handle == handle and p is not product for p in ctx.shop.products.values())


def chosen_values(
    product: Product, given: Mapping[str, Any], path: Sequence[str | int], *, current: Sequence[str] = ()
) -> tuple[list[str], UserErrors]:
    """What a variant is to have on each of the product's axes; `current` fills in what is not given."""
    axes = options(product)
    by_name = {row.option.name: n for n, row in enumerate(axes)}
    by_id = {row.option.id: n for n, row in enumerate(axes)}
    values: list[str | None] = [*current, *[None] * len(axes)][: len(axes)]
    for n, one in enumerate(given.get("optionValues") or ()):
        axis = by_name.get(one.get("optionName") or "")
        if axis is None and one.get("optionId"):
            axis = by_id.get(number(one["optionId"], "ProductOption") or 0)
        if axis is None:
            return [], [user_error([*path, "optionValues", n], "Option does not exist", "OPTION_DOES_NOT_EXIST")]
        values[axis] = one.get("name") or _named(axes[axis].option, one.get("id"))
    if any(value is None for value in values):
        message = "You need to add option values for " + ", ".join(
            row.option.name for row, value in zip(axes, values, strict=True) if value is None
        )
        return [], [user_error(path, message, "NEED_TO_ADD_OPTION_VALUES")]
    return [value for value in values if value is not None], []


def _named(option: Option, value_id: str | None) -> str | None:
    """The value of an option with that id."""
    found = number(value_id or "", "ProductOptionValue")
    position = -1 if found is None else found - option.id * 1000
    return option.values[position] if 0 <= position < len(option.values) else None


def plain_values(product: Product, values: Sequence[str]) -> list[str]:
    """What the neutral shop keeps: nothing for the vendor's default value of a product without axes."""
    return [] if not product.options and list(values) == [DEFAULT_TITLE] else list(values)


def ensure_axes(ctx: Context, product: Product) -> None:
    """Make the vendor's default axis a real one, as a variant is about to have another value on it."""
    if product.options:
        return
    first = product.variants[0]
    ctx.host.world.set_options(ctx.shop, product.id, [Option(ctx.shop.next_id(), DEFAULT_OPTION, [DEFAULT_TITLE])])
    ctx.host.world.edit_variant(ctx.shop, first.id, option_values=[DEFAULT_TITLE], title=DEFAULT_TITLE)


def picture(ctx: Context, source: str, alt: str | None, position: int) -> Image:
    """A picture from an address; it stays there."""
    return Image(ctx.shop.next_id(), source, alt or "", position, created=ctx.now)


def image_id(product: Product, media_id: str) -> int | None:
    """The neutral id of a picture by its media id."""
    wanted = number(media_id, "MediaImage")
    return next((p.id for p in product.images if media_number(p.id) == wanted), None)
