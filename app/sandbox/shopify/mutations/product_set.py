"""productSet: make a product what the input says, whatever it was before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphql import GraphQLResolveInfo

from app.sandbox.shop import Image, Option, Product, Variant
from app.sandbox.shopify import metafields
from app.sandbox.shopify.context import Context
from app.sandbox.shopify.errors import user_error
from app.sandbox.shopify.ids import number
from app.sandbox.shopify.mutations.goods import (
    handle_of,
    handle_taken,
    image_id,
    picture,
    product_values,
    title_errors,
    variant_values,
)
from app.sandbox.shopify.mutations.products import TAKEN, begun
from app.sandbox.shopify.mutations.shared import Payload, UserErrors
from app.sandbox.shopify.types.products import DEFAULT_OPTION, DEFAULT_TITLE
from app.sandbox.shopify.types.roots import by_handle_or_id

Path = list[str | int]


def product_set(
    _info: GraphQLResolveInfo[Any], ctx: Context, input: dict[str, Any], identifier: dict[str, Any] | None = None,
    synchronous: bool = True,
) -> Payload:  # fmt: skip
    """Create a product or bring one in line; variants that are not in the input go, when it has variants at all."""
    found, errors = _find(ctx, input, identifier)
    custom = (identifier or {}).get("customId")
    fields = metafields.wanted(ctx, input.get("metafields"), custom)
    if not errors:
        errors = _errors(ctx, found, input) + metafields.errors_in(ctx, found, fields, custom)
    if errors:
        return {"product": None, "productSetOperation": None, "userErrors": errors}
    product = found or ctx.host.world.create_product(
        ctx.shop, title=input["title"], handle=handle_of(input["title"], input.get("handle")), published=None,
        vendor=ctx.shop.name, variants=[{"tracked": False}],
    )  # fmt: skip
    _set_product(ctx, product, input)
    metafields.put(ctx, product, fields)
    if input.get("variants") is not None:
        _set_variants(ctx, product, input)
    ctx.forget()
    if synchronous:
        return {"product": product, "productSetOperation": None, "userErrors": []}
    return {"product": None, "productSetOperation": begun(ctx, "ProductSetOperation", product), "userErrors": []}


def _find(ctx: Context, given: dict[str, Any], identifier: dict[str, Any] | None) -> tuple[Product | None, UserErrors]:
    """The product that is meant; None for one that is to be made."""
    if identifier and given.get("id"):
        return None, [user_error(["input"], "The id field is not allowed if identifier is provided.", "ID_NOT_ALLOWED")]
    by_id = (identifier or {}).get("id") or given.get("id")
    found = by_handle_or_id(ctx, {**(identifier or {}), "id": by_id}) if identifier or by_id else None
    if by_id and found is None:
        return None, [user_error(["input", "id"], "Product does not exist", "PRODUCT_DOES_NOT_EXIST")]
    return found, []


def _axes(given: dict[str, Any], product: Product | None) -> list[tuple[str, list[str]]]:
    """Names and values of the axes: those of the input, else those that there are."""
    if given.get("productOptions") is not None:
        rows = [(o.get("name") or "", [v.get("name") or "" for v in o.get("values") or ()]) for o in given["productOptions"]]
    else:
        rows = [(option.name, list(option.values)) for option in product.options] if product else []
    return rows or [(DEFAULT_OPTION, [DEFAULT_TITLE])]


def _errors(ctx: Context, product: Product | None, given: dict[str, Any]) -> UserErrors:
    title = given.get("title")
    if product is None and title is None:
        title = ""
    errors = title_errors(title, ["input", "title"])
    if given.get("handle"):
        handle = handle_of("", given["handle"])
        if handle_taken(ctx, handle, product):
            errors.append(user_error(["input", "handle"], TAKEN.format(handle), "HANDLE_NOT_UNIQUE"))
    if given.get("productOptions") is not None and given.get("variants") is None:
        message = "Variants input is required when updating product options"
        errors.append(user_error(["input", "variants"], message, "VARIANTS_INPUT_MISSING"))
    if product is None and given.get("variants") is not None and given.get("productOptions") is None:
        message = "Product options input is required when updating variants"
        errors.append(user_error(["input", "productOptions"], message, "PRODUCT_OPTIONS_INPUT_MISSING"))
    axes = _axes(given, product)
    seen: set[tuple[str, ...]] = set()
    for n, row in enumerate(given.get("variants") or ()):
        path: Path = ["input", "variants", n]
        errors += _variant_errors(ctx, product, axes, row, path)
        values, missing = _values(axes, row, path)
        errors += missing
        if not missing and tuple(values) in seen:
            message = f"The variant '{' / '.join(values)}' already exists."
            errors.append(user_error(path, message, "INVALID_VARIANT"))
        seen.add(tuple(values))
    return errors


def _variant_errors(
    ctx: Context, product: Product | None, axes: Sequence[tuple[str, list[str]]], row: dict[str, Any], path: Path
) -> UserErrors:
    _, errors = variant_values(ctx, None, row, path)
    if row.get("id"):
        wanted = number(row["id"], "ProductVariant")
        if product is None or not any(variant.id == wanted for variant in product.variants):
            message = "Product variant does not exist"
            errors.append(user_error([*path, "id"], message, "PRODUCT_VARIANT_DOES_NOT_EXIST"))
    for n, stock in enumerate(row.get("inventoryQuantities") or ()):
        where: Path = [*path, "inventoryQuantities", n]
        if ctx.location(number(stock["locationId"], "Location")) is None:
            errors.append(user_error([*where, "locationId"], "Location does not exist", "INVALID_INPUT"))
        if stock["name"] not in ("available", "on_hand"):
            message = "The quantity name must be either 'available' or 'on_hand'."
            errors.append(user_error([*where, "name"], message, "INVALID_INPUT"))
    return errors


def _values(axes: Sequence[tuple[str, list[str]]], row: dict[str, Any], path: Path) -> tuple[list[str], UserErrors]:
    """What a variant is to have on each axis."""
    by_name = {one.get("optionName"): one.get("name") for one in row["optionValues"]}
    names = [name for name, _ in axes]
    for n, one in enumerate(row["optionValues"]):
        if one.get("optionName") not in names:
            return [], [user_error([*path, "optionValues", n], "Option does not exist", "OPTION_DOES_NOT_EXIST")]
    found = []
    for name, values in axes:
        value = by_name.get(name)
        if not value:
            message = f"Option value for '{name}' is missing"
            return [], [user_error([*path, "optionValues"], message, "OPTION_VALUES_MISSING")]
        if value not in values:
            message = f"Option value '{value}' does not exist"
            return [], [user_error([*path, "optionValues"], message, "OPTION_VALUE_DOES_NOT_EXIST")]
        found.append(value)
    return found, []


def _set_product(ctx: Context, product: Product, given: dict[str, Any]) -> None:
    values = product_values(given, product)
    if given.get("title") is not None:
        values["title"] = given["title"]
    if given.get("handle"):
        values["handle"] = handle_of(product.title, given["handle"])
    ctx.host.world.edit_product(ctx.shop, product.id, **values)
    if given.get("files") is not None:
        ctx.host.world.set_images(ctx.shop, product.id, _pictures(ctx, product, given["files"]))


def _pictures(ctx: Context, product: Product, files: Sequence[dict[str, Any]]) -> list[Image]:
    kept: list[Image] = []
    for n, file in enumerate(files, 1):
        old = image_id(product, file["id"]) if file.get("id") else None
        image = next((p for p in product.images if p.id == old or p.path == file.get("originalSource")), None)
        if image is None and file.get("originalSource"):
            image = picture(ctx, file["originalSource"], file.get("alt"), n)
        if image is not None:
            image.position = n
            kept.append(image)
    return kept


def _set_variants(ctx: Context, product: Product, given: dict[str, Any]) -> None:
    axes = _axes(given, product)
    default = axes == [(DEFAULT_OPTION, [DEFAULT_TITLE])]
    if given.get("productOptions") is not None:
        by_name = {option.name: option.id for option in product.options}
        rows = [] if default else [Option(by_name.get(n) or ctx.shop.next_id(), n, list(v)) for n, v in axes]
        ctx.host.world.set_options(ctx.shop, product.id, rows)
    plans = [(row, _values(axes, row, [])[0]) for row in given["variants"]]
    kept: list[tuple[Variant | None, dict[str, Any], list[str]]] = []
    free = list(product.variants)
    for row, chosen in plans:
        values = [] if default else chosen
        variant = _match(free, row, values)
        if variant is not None:
            free.remove(variant)
        kept.append((variant, row, values))
    # The very first variant of a new product is made into the first of the input.
    if len(free) == len(product.variants) and not free[0].option_values and kept and kept[0][0] is None:
        kept[0] = (free.pop(0), kept[0][1], kept[0][2])
    for position, (variant, row, values) in enumerate(kept, 1):
        _set_variant(ctx, product, variant, row, values, position)
    for variant in free:
        if len(product.variants) > 1:
            ctx.host.world.remove_variant(ctx.shop, variant.id)


def _match(free: Sequence[Variant], row: dict[str, Any], values: Sequence[str]) -> Variant | None:
    if row.get("id"):
        return next((v for v in free if v.id == number(row["id"], "ProductVariant")), None)
    return next((v for v in free if v.option_values == list(values)), None)


def _set_variant(
    ctx: Context, product: Product, variant: Variant | None, row: dict[str, Any], values: list[str], position: int
) -> None:
    fields, _ = variant_values(ctx, variant, row, [])
    fields |= {"option_values": values, "title": " / ".join(values) or "Default", "position": row.get("position") or position}
    if row.get("file"):
        fields["image_id"] = _file(ctx, product, row["file"])
    if variant is None:
        variant = ctx.host.world.add_variant(ctx.shop, product.id, {"tracked": False, **fields})
    else:
        ctx.host.world.edit_variant(ctx.shop, variant.id, **fields)
    for stock in row.get("inventoryQuantities") or ():
        place = number(stock["locationId"], "Location")
        ctx.host.world.set_stock(ctx.shop, variant.id, stock["quantity"], location_id=place, field=stock["name"])


def _file(ctx: Context, product: Product, file: dict[str, Any]) -> int | None:
    if file.get("id"):
        return image_id(product, file["id"])
    source = file.get("originalSource") or ""
    known = next((p for p in product.images if p.path == source), None)
    if known is None and source:
        known = picture(ctx, source, file.get("alt"), len(product.images) + 1)
        ctx.host.world.set_images(ctx.shop, product.id, [*product.images, known])
    return known.id if known else None
