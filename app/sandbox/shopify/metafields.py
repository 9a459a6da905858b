"""Metafields of products and the definitions that stand for them. Those of other things are not kept."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.sandbox.shop import Product
from app.sandbox.shopify.context import Context, iso
from app.sandbox.shopify.errors import VendorError, user_error
from app.sandbox.shopify.ids import app_number, gid

UserErrors = list[dict[str, Any]]
ID = "id"
"""The type whose values are unique: what has one can be found by it."""

CATEGORY = {
    ID: "ID",
    "boolean": "TRUE_FALSE",
    "color": "COLOR",
    "date": "DATE_TIME",
    "date_time": "DATE_TIME",
    "dimension": "MEASUREMENT",
    "json": "JSON",
    "money": "MONEY",
    "multi_line_text_field": "TEXT",
    "number_decimal": "NUMBER",
    "number_integer": "NUMBER",
    "rating": "RATING",
    "rich_text_field": "TEXT",
    "single_line_text_field": "TEXT",
    "url": "URL",
    "volume": "MEASUREMENT",
    "weight": "MEASUREMENT",
}
_AS_JSON = frozenset(
    {"boolean", "dimension", "json", "money", "number_integer", "rating", "rich_text_field", "volume", "weight"}
)
_NO_DEFINITION = "Metafield definition of type 'id' is required when using custom ids."


def namespace_of(ctx: Context, given: str | None) -> str:
    """The namespace that is meant: `$app`, and none at all, are the app's own."""
    own = f"app--{app_number(ctx.shop)}"
    if not given or given == "$app":
        return own
    return f"{own}--{given.removeprefix('$app:')}" if given.startswith("$app:") else given


def place(owner: str, namespace: str, key: str) -> str:
    """Under which a definition is kept."""
    return f"{owner}/{namespace}/{key}"


def definition_of(ctx: Context, owner: str, namespace: str, key: str) -> dict[str, Any] | None:
    return ctx.state.definitions.get(place(owner, namespace, key))


def kept(product: Product) -> list[dict[str, Any]]:
    """The product's metafields, as they are kept: id, namespace, key, type, value, created, updated."""
    return list(product.extra.get("metafields", ()))


def by_custom_id(ctx: Context, given: Mapping[str, str]) -> Product | None:
    """The product with this value. VendorError where no definition says that values are unique."""
    namespace = namespace_of(ctx, given.get("namespace"))
    definition = definition_of(ctx, "PRODUCT", namespace, given["key"])
    if definition is None or definition["type"] != ID:
        raise VendorError(_NO_DEFINITION, "NOT_FOUND")
    wanted = (namespace, given["key"], given["value"])
    return next((p for p in ctx.shop.products.values() if wanted in _triples(kept(p))), None)


def _triples(fields: Iterable[Mapping[str, Any]]) -> set[tuple[str, str, str]]:
    return {(f["namespace"], f["key"], f["value"]) for f in fields}


def wanted(ctx: Context, given: Sequence[Mapping[str, Any]] | None, custom: Mapping[str, str] | None) -> list[dict[str, str]]:
    """The metafields that an input sets; a product that is set by its own id gets that."""
    rows = [
        {"namespace": namespace_of(ctx, r.get("namespace")), "key": r.get("key") or "", "value": r.get("value") or "",
         "type": r.get("type") or ""}
        for r in given or ()
    ]  # fmt: skip
    if custom and given is None:
        rows.append({**custom, "namespace": namespace_of(ctx, custom.get("namespace")), "type": ID})
    for row in rows:
        definition = definition_of(ctx, "PRODUCT", row["namespace"], row["key"])
        row["type"] = row["type"] or (definition["type"] if definition else "")
    return rows


def errors_in(
    ctx: Context, product: Product | None, rows: Sequence[Mapping[str, str]], custom: Mapping[str, str] | None
) -> UserErrors:
    """What is wrong with metafields that are to be set on the product."""
    found: UserErrors = []
    if custom and (namespace_of(ctx, custom.get("namespace")), custom["key"], custom["value"]) not in _triples(rows):
        message = "The input argument `metafields` (if present) must contain the `customId` value."
        found.append(user_error(["input", "metafields"], message, "METAFIELD_MISMATCH"))
    for n, row in enumerate(rows):
        if message := _wrong(ctx, row):
            found.append(user_error(["input", "metafields", n], message, "INVALID_METAFIELD"))
        elif row["type"] == ID and _taken(ctx, product, row):
            found.append(user_error(["input", "metafields", n, "value"], "Value must be unique.", "CAPABILITY_VIOLATION"))
    return found


def _wrong(ctx: Context, row: Mapping[str, str]) -> str:
    definition = definition_of(ctx, "PRODUCT", row["namespace"], row["key"])
    if not row["key"]:
        return "Key can't be blank"
    if not row["value"]:
        return "Value can't be blank"
    if not row["type"]:
        return "Type can't be blank"
    if row["type"] not in CATEGORY:
        return f"Type '{row['type']}' is not a valid type."
    if definition and definition["type"] != row["type"]:
        return f"Type '{row['type']}' must be consistent with the definition's type: '{definition['type']}'."
    if row["type"] in _AS_JSON:
        try:
            json.loads(row["value"])
        except ValueError:
            return f"Value is invalid for the type '{row['type']}'."
    return ""


def _taken(ctx: Context, product: Product | None, row: Mapping[str, str]) -> bool:
    triple = (row["namespace"], row["key"], row["value"])
    return any(p is not product and triple in _triples(kept(p)) for p in ctx.shop.products.values())


def put(ctx: Context, product: Product, rows: Sequence[Mapping[str, str]]) -> None:
    """Set them, each in the place of the one with its namespace and key."""
    if not rows:
        return
    fields = {(f["namespace"], f["key"]): f for f in kept(product)}
    for row in rows:
        old = fields.get((row["namespace"], row["key"]))
        fresh = {"id": ctx.shop.next_id(), "created": iso(ctx.now)}
        fields[row["namespace"], row["key"]] = {**(old or fresh), **row, "updated": iso(ctx.now)}
    ctx.host.world.edit_product(ctx.shop, product.id, extra={**product.extra, "metafields": list(fields.values())})


def shown(field: Mapping[str, Any]) -> dict[str, Any]:
    """A Metafield."""
    value = field["value"]
    return {
        "id": gid("Metafield", field["id"]),
        "legacyResourceId": str(field["id"]),
        "namespace": field["namespace"],
        "key": field["key"],
        "type": field["type"],
        "value": value,
        "jsonValue": json.loads(value) if field["type"] in _AS_JSON else value,
        "compareDigest": hashlib.sha256(value.encode()).hexdigest(),
        "sizeInBytes": len(value.encode()),
        "ownerType": "PRODUCT",
        "createdAt": field["created"],
        "updatedAt": field["updated"],
    }


def of_product(product: Product, ctx: Context, keys: Sequence[str] | None, namespace: str | None) -> list[dict[str, Any]]:
    """Its Metafields, of a namespace or with these keys (`namespace.key`, or the key alone within the namespace)."""
    inside = namespace_of(ctx, namespace) if namespace is not None else None
    found = [f for f in kept(product) if inside in (None, f["namespace"])]
    if keys is not None:
        found = [f for f in found if f["key"] in keys or f"{f['namespace']}.{f['key']}" in keys]
    return [shown(f) for f in found]


NAMESPACE = re.compile(r"[A-Za-z0-9_\-]{3,255}\Z")
KEY = re.compile(r"[A-Za-z0-9_\-]{2,64}\Z")
