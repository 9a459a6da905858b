"""Mutations of the variants of a product."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphql import GraphQLResolveInfo

from app.sandbox.shop import Product, Variant
from app.sandbox.shopify.context import Context
from app.sandbox.shopify.errors import user_error
from app.sandbox.shopify.ids import number
from app.sandbox.shopify.mutations.goods import (
    chosen_values,
    ensure_axes,
    image_id,
    picture,
    plain_values,
    variant_values,
)
from app.sandbox.shopify.mutations.shared import Payload, UserErrors
from app.sandbox.shopify.rows import VariantRow
from app.sandbox.shopify.types.products import DEFAULT_TITLE
from app.sandbox.shopify.types.roots import by_handle_or_id

NO_PRODUCT = "Product does not exist"
NO_VARIANT = "Product variant does not exist"
NO_STOCK_ON_UPDATE = (
    "Inventory quantities can only be provided during create. To update inventory for existing variants, use "
    "inventoryAdjustQuantities."
)


def _payload(ctx: Context, product: Product | None, made: list[Variant] | None, errors: UserErrors) -> Payload:
    ctx.forget()
    rows = None if product is None or made is None else [VariantRow(product, variant) for variant in made]
    return {"product": product, "productVariants": rows, "userErrors": errors}


def taken(product: Product, values: Sequence[str], but: Variant | None = None) -> bool:
    """Whether another variant of the product has just these values."""
    return any(variant.option_values == list(values) and variant is not but for variant in product.variants)


def _stock(ctx: Context, given: dict[str, Any], path: list[str | int]) -> tuple[dict[int, int], UserErrors]:
    """What is available at each location, from an input's `inventoryQuantities`."""
    found: dict[int, int] = {}
    for n, row in enumerate(given.get("inventoryQuantities") or ()):
        place = ctx.location(number(row["locationId"], "Location"))
        if place is None:
            where = [*path, "inventoryQuantities", n, "locationId"]
            message = "Quantity could not be set. The location was not found."
            return {}, [user_error(where, message, "TRACKED_VARIANT_LOCATION_NOT_FOUND")]
        found[place.id] = row["availableQuantity"]
    return found or {ctx.shop.location.id: 0}, []


def _media(ctx: Context, product: Product, given: dict[str, Any]) -> dict[str, Any]:
    """The picture of a variant: one that is there, or a new one."""
    if given.get("mediaId"):
        return {"image_id": image_id(product, given["mediaId"])}
    if given.get("mediaSrc"):
        made = picture(ctx, given["mediaSrc"][0], None, len(product.images) + 1)
        ctx.host.world.set_images(ctx.shop, product.id, [*product.images, made])
        return {"image_id": made.id}
    return {}


def bulk_create(
    _info: GraphQLResolveInfo[Any], ctx: Context, productId: str, variants: list[dict[str, Any]],
    media: list[dict[str, Any]] | None = None, strategy: str = "DEFAULT",
) -> Payload:  # fmt: skip
    """productVariantsBulkCreate: all or none."""
    product = by_handle_or_id(ctx, {"id": productId})
    if product is None:
        return _payload(ctx, None, None, [user_error(["productId"], NO_PRODUCT, "PRODUCT_DOES_NOT_EXIST")])
    standalone = product.variants[0] if len(product.variants) == 1 and not product.options else None
    plans: list[dict[str, Any]] = []
    errors: UserErrors = []
    for n, given in enumerate(variants):
        path: list[str | int] = ["variants", n]
        values, wrong = variant_values(ctx, None, given, path)
        chosen, missing = chosen_values(product, given, path)
        stock, lost = _stock(ctx, given, path)
        wrong += missing + lost
        if not wrong and (taken(product, chosen) or any(plan["option_values"] == chosen for plan in plans)):
            message = f"The variant '{' / '.join(chosen)}' already exists."
            wrong.append(user_error(path, message, "VARIANT_ALREADY_EXISTS"))
        errors += wrong
        plans.append({**values, "option_values": chosen, "stock": stock, "given": given})
    if errors:
        return _payload(ctx, product, None, errors)
    for extra in media or ():
        _media(ctx, product, {"mediaSrc": [extra["originalSource"]]})
    ensure_axes(ctx, product)
    made = []
    for plan in plans:
        given = plan.pop("given")
        plan = {"tracked": False, **plan, **_media(ctx, product, given)}
        made.append(ctx.host.world.add_variant(ctx.shop, product.id, plan))
    if standalone is not None and strategy != "PRESERVE_STANDALONE_VARIANT":
        ctx.host.world.remove_variant(ctx.shop, standalone.id)
        drop_value(product, DEFAULT_TITLE)
    return _payload(ctx, product, made, [])


def drop_value(product: Product, value: str) -> None:
    """Take a value off an axis that no variant has any more."""
    for axis, option in enumerate(product.options):
        if value in option.values and not any(v.option_values[axis] == value for v in product.variants):
            option.values.remove(value)


def bulk_update(
    _info: GraphQLResolveInfo[Any], ctx: Context, productId: str, variants: list[dict[str, Any]],
    media: list[dict[str, Any]] | None = None, allowPartialUpdates: bool = False,
) -> Payload:  # fmt: skip
    """productVariantsBulkUpdate: all or none, unless partial updates are allowed."""
    product = by_handle_or_id(ctx, {"id": productId})
    if product is None:
        return _payload(ctx, None, None, [user_error(["productId"], NO_PRODUCT, "PRODUCT_DOES_NOT_EXIST")])
    plans: list[tuple[Variant, dict[str, Any], dict[str, Any]]] = []
    errors: UserErrors = []
    for n, given in enumerate(variants):
        variant, values, wrong = _change(ctx, product, given, ["variants", n])
        errors += wrong
        if variant is not None and not wrong:
            plans.append((variant, values, given))
    if errors and not allowPartialUpdates:
        return _payload(ctx, product, None, errors)
    for extra in media or ():
        _media(ctx, product, {"mediaSrc": [extra["originalSource"]]})
    for variant, values, given in plans:
        values |= _media(ctx, product, given)
        if "option_values" in values:
            ensure_axes(ctx, product)
            _add_values(product, values["option_values"])
        ctx.host.world.edit_variant(ctx.shop, variant.id, **values)
    return _payload(ctx, product, [variant for variant, _, _ in plans], errors)


def _change(
    ctx: Context, product: Product, given: dict[str, Any], path: list[str | int]
) -> tuple[Variant | None, dict[str, Any], UserErrors]:
    if not given.get("id"):
        return None, {}, [user_error([*path, "id"], "Product variant is missing ID attribute", "PRODUCT_VARIANT_ID_MISSING")]
    wanted = number(given["id"], "ProductVariant")
    variant = next((v for v in product.variants if v.id == wanted), None)
    if variant is None:
        return None, {}, [user_error([*path, "id"], NO_VARIANT, "PRODUCT_VARIANT_DOES_NOT_EXIST")]
    values, errors = variant_values(ctx, variant, given, path)
    if given.get("inventoryQuantities"):
        where = [*path, "inventoryQuantities"]
        errors.append(user_error(where, NO_STOCK_ON_UPDATE, "NO_INVENTORY_QUANTITIES_ON_VARIANTS_UPDATE"))
    if given.get("optionValues"):
        chosen, wrong = chosen_values(product, given, path, current=variant.option_values or [DEFAULT_TITLE])
        errors += wrong
        if not wrong and taken(product, chosen, variant):
            message = f"The variant '{' / '.join(chosen)}' already exists. Please change at least one option value."
            errors.append(user_error(path, message, "VARIANT_ALREADY_EXISTS"))
        if not wrong and plain_values(product, chosen) != variant.option_values:
            values |= {"option_values": chosen, "title": " / ".join(chosen)}
    return variant, values, errors


def _add_values(product: Product, chosen: Sequence[str]) -> None:
    for option, value in zip(product.options, chosen, strict=True):
        if value not in option.values:
            option.values.append(value)


def bulk_delete(_info: GraphQLResolveInfo[Any], ctx: Context, productId: str, variantsIds: list[str]) -> Payload:
    """productVariantsBulkDelete: all or none; a product keeps at least one."""
    product = by_handle_or_id(ctx, {"id": productId})
    if product is None:
        errors = [user_error(["productId"], NO_PRODUCT, "PRODUCT_DOES_NOT_EXIST")]
        return {"product": None, "userErrors": errors}
    wanted = [number(value, "ProductVariant") for value in variantsIds]
    known = {variant.id for variant in product.variants}
    errors = [
        user_error(["variantsIds", n], "At least one variant does not belong to the product",
                   "AT_LEAST_ONE_VARIANT_DOES_NOT_BELONG_TO_THE_PRODUCT")
        for n, value in enumerate(wanted)
        if value not in known
    ]  # fmt: skip
    if not errors and known <= set(wanted):
        errors = [user_error(["variantsIds"], "Cannot delete the last variant of the product", "CANNOT_DELETE_LAST_VARIANT")]
    if not errors:
        for value in wanted:
            if value is not None:
                ctx.host.world.remove_variant(ctx.shop, value)
        ctx.forget()
    return {"product": product, "userErrors": errors}
