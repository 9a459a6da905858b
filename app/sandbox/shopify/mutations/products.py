"""Mutations of products as a whole."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLResolveInfo

from app.sandbox.shop import Customer, Order, Product
from app.sandbox.shopify.access import TAGS, worded
from app.sandbox.shopify.context import Context
from app.sandbox.shopify.errors import access_denied, invalid_arguments, user_error, wrong_id
from app.sandbox.shopify.ids import gid, number
from app.sandbox.shopify.mutations.goods import (
    handle_of,
    handle_taken,
    picture,
    product_values,
    tags_of,
    title_errors,
)
from app.sandbox.shopify.mutations.shared import Payload, UserErrors, as_moment
from app.sandbox.shopify.rows import MediaRow
from app.sandbox.shopify.types.products import online_store
from app.sandbox.shopify.types.roots import by_handle_or_id, node

NO_PRODUCT = "Product does not exist"
TAKEN = "Handle '{}' already in use. Please provide a new handle."


def _option_rows(given: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    return [(o.get("name") or "", [v.get("name") or "" for v in o.get("values") or ()]) for o in given]


def _option_errors(rows: list[tuple[str, list[str]]]) -> UserErrors:
    if len(rows) > 3:
        return [user_error(["options"], "Exceeded maximum number of options allowed")]
    for n, (name, values) in enumerate(rows):
        if not name or not values or not all(values):
            return [user_error(["options", n], "Option values count is missing" if name else "Option name is missing")]
    return []


def create(
    _info: GraphQLResolveInfo[Any], ctx: Context, product: dict[str, Any] | None = None,
    input: dict[str, Any] | None = None, media: list[dict[str, Any]] | None = None,
) -> Payload:  # fmt: skip
    """productCreate: the product with its first variant; not published anywhere."""
    given = product if product is not None else input
    if given is None:
        raise invalid_arguments("productCreate must include one of the following arguments: input, product.")

    def answer(made: Product | None, errors: UserErrors) -> Payload:
        ctx.forget()
        return {"product": made, "shop": ctx.shop, "userErrors": errors}

    if given.get("id"):
        return answer(None, [user_error(["input"], "id cannot be specified during creation")])
    title = given.get("title") or ""
    handle = handle_of(title, given.get("handle"))
    axes = _option_rows(given.get("productOptions") or [])
    errors = title_errors(title) or _option_errors(axes)
    if given.get("handle", "").strip() and handle_taken(ctx, handle, None):
        errors.append(user_error(["input", "handle"], TAKEN.format(handle)))
    if errors:
        return answer(None, errors)
    values = {"vendor": ctx.shop.name, "status": "active", **product_values(given, None)}
    first = [values_[0] for _, values_ in axes]
    made = ctx.host.world.create_product(
        ctx.shop, title=title, handle=handle, options=axes, published=None, **values,
        variants=[{"option_values": first, "tracked": False}],
        images=[_image(m) for m in media or ()],
    )  # fmt: skip
    return answer(made, [])


def _image(given: dict[str, Any]) -> dict[str, Any]:
    return {"path": given["originalSource"], "alt": given.get("alt") or ""}


def update(
    _info: GraphQLResolveInfo[Any], ctx: Context, product: dict[str, Any] | None = None,
    input: dict[str, Any] | None = None, identifier: dict[str, Any] | None = None,
    media: list[dict[str, Any]] | None = None,
) -> Payload:  # fmt: skip
    """productUpdate."""
    given = product if product is not None else input
    if given is None:
        raise invalid_arguments("productUpdate must include one of the following arguments: input, product.")
    found = by_handle_or_id(ctx, identifier or {"id": given.get("id")}) if identifier or given.get("id") else None
    if found is None:
        return {"product": None, "userErrors": [user_error(["id"], NO_PRODUCT)]}
    errors = title_errors(given.get("title"))
    values = product_values(given, found)
    if given.get("title") is not None:
        values["title"] = given["title"]
    if given.get("handle"):
        values["handle"] = handle_of(found.title, given["handle"])
        if handle_taken(ctx, values["handle"], found):
            errors.append(user_error(["input", "handle"], TAKEN.format(values["handle"])))
    if errors:
        return {"product": found, "userErrors": errors}
    ctx.host.world.edit_product(ctx.shop, found.id, **values)
    if media:
        _add_pictures(ctx, found, media)
    return {"product": found, "userErrors": []}


def _add_pictures(ctx: Context, product: Product, media: list[dict[str, Any]]) -> list[MediaRow]:
    count = len(product.images)
    made = [picture(ctx, m["originalSource"], m.get("alt"), count + n) for n, m in enumerate(media, 1)]
    ctx.host.world.set_images(ctx.shop, product.id, [*product.images, *made])
    return [MediaRow(product, image) for image in made]


def create_media(_info: GraphQLResolveInfo[Any], ctx: Context, productId: str, media: list[dict[str, Any]]) -> Payload:
    """productCreateMedia."""
    found = by_handle_or_id(ctx, {"id": productId})
    if found is None:
        errors = [user_error(["productId"], NO_PRODUCT, "PRODUCT_DOES_NOT_EXIST")]
        return {"media": None, "mediaUserErrors": errors, "product": None, "userErrors": errors}
    wrong = [
        user_error(["media", n, "originalSource"], "Image URL is invalid", "INVALID")
        for n, m in enumerate(media)
        if not m["originalSource"].startswith(("http://", "https://"))
    ]
    if wrong:
        return {"media": [], "mediaUserErrors": wrong, "product": found, "userErrors": wrong}
    rows = _add_pictures(ctx, found, media)
    return {"media": rows, "mediaUserErrors": [], "product": found, "userErrors": []}


def delete(_info: GraphQLResolveInfo[Any], ctx: Context, input: dict[str, Any], synchronous: bool = True) -> Payload:
    """productDelete."""
    found = by_handle_or_id(ctx, input)
    nothing = {"deletedProductId": None, "productDeleteOperation": None, "shop": ctx.shop}
    if found is None:
        return {**nothing, "userErrors": [user_error(["id"], NO_PRODUCT)]}
    ctx.host.world.delete_product(ctx.shop, found.id)
    ctx.forget()
    if synchronous:
        return {**nothing, "deletedProductId": gid("Product", found.id), "userErrors": []}
    return {**nothing, "productDeleteOperation": begun(ctx, "ProductDeleteOperation", found), "userErrors": []}


def begun(ctx: Context, kind: str, product: Product) -> Payload:
    """An operation in the background, as it is told at its beginning; `productOperation` tells its end."""
    number_ = ctx.shop.next_id()
    ctx.state.operations[number_] = {"kind": kind, "product": product.id}
    ctx.host.touch()
    made: Payload = {"__typename": kind, "id": gid(kind, number_), "status": "CREATED", "product": None, "userErrors": []}
    return {**made, "deletedProductId": None} if kind == "ProductDeleteOperation" else made


def _publish(ctx: Context, id: str, rows: list[dict[str, Any]], *, on: bool) -> Payload:
    found = by_handle_or_id(ctx, {"id": id})
    if found is None:
        return {"publishable": None, "shop": ctx.shop, "userErrors": [user_error(["id"], NO_PRODUCT)]}
    for n, row in enumerate(rows):
        if row.get("publicationId") != online_store(ctx.shop)["id"]:
            errors = [user_error(["input", n, "publicationId"], "Publication does not exist or is not publishable")]
            return {"publishable": found, "shop": ctx.shop, "userErrors": errors}
        date = row.get("publishDate")
        at = as_moment(date) if date else found.published or ctx.now
        ctx.host.world.edit_product(ctx.shop, found.id, published=at if on else None)
    return {"publishable": found, "shop": ctx.shop, "userErrors": []}


def publish(_info: GraphQLResolveInfo[Any], ctx: Context, id: str, input: list[dict[str, Any]]) -> Payload:
    """publishablePublish."""
    return _publish(ctx, id, input, on=True)


def unpublish(_info: GraphQLResolveInfo[Any], ctx: Context, id: str, input: list[dict[str, Any]]) -> Payload:
    """publishableUnpublish."""
    return _publish(ctx, id, input, on=False)


def _tagged(info: GraphQLResolveInfo[Any], ctx: Context, id: str) -> Product | Order | Customer | None:
    kind = next((name for name in TAGS if number(id, name) is not None), None)
    if kind is None:
        raise wrong_id(id)
    if TAGS[kind] not in ctx.scopes:
        raise access_denied(info.field_name, f"{worded([TAGS[kind]])}.")
    found: Product | Order | Customer | None = node(ctx, id)
    return found


def _retag(ctx: Context, found: Product | Order | Customer, tags: list[str]) -> None:
    world = ctx.host.world
    if isinstance(found, Product):
        world.edit_product(ctx.shop, found.id, tags=tags)
    elif isinstance(found, Order):
        world.edit_order(ctx.shop, found.id, tags=tags)
    else:
        world.edit_customer(ctx.shop, found.id, tags=tags)


def add_tags(info: GraphQLResolveInfo[Any], ctx: Context, id: str, tags: list[str]) -> Payload:
    """tagsAdd."""
    found = _tagged(info, ctx, id)
    if found is None:
        return {"node": None, "userErrors": [user_error(["id"], "The record does not exist")]}
    _retag(ctx, found, tags_of([*found.tags, *tags]))
    return {"node": found, "userErrors": []}


def remove_tags(info: GraphQLResolveInfo[Any], ctx: Context, id: str, tags: list[str]) -> Payload:
    """tagsRemove."""
    found = _tagged(info, ctx, id)
    if found is None:
        return {"node": None, "userErrors": [user_error(["id"], "The record does not exist")]}
    gone = {tag.lower() for tag in tags_of(tags)}
    _retag(ctx, found, [tag for tag in found.tags if tag.lower() not in gone])
    return {"node": found, "userErrors": []}
