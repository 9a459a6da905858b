"""metafieldDefinitionCreate."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLResolveInfo

from app.sandbox.shopify.context import Context
from app.sandbox.shopify.errors import access_denied, user_error
from app.sandbox.shopify.ids import gid
from app.sandbox.shopify.metafields import CATEGORY, ID, KEY, NAMESPACE, definition_of, kept, namespace_of, place
from app.sandbox.shopify.mutations.shared import Payload, UserErrors

# Whoever may change a thing may define what is kept of it; the contract does not word it.
_NEEDS = {
    "CUSTOMER": "write_customers",
    "LOCATION": "write_locations",
    "ORDER": "write_orders",
    "PRODUCT": "write_products",
    "PRODUCTVARIANT": "write_products",
}


def create(_info: GraphQLResolveInfo[Any], ctx: Context, definition: dict[str, Any]) -> Payload:
    """Say what the metafields of a namespace and key are; once for each kind of owner."""
    owner = definition["ownerType"]
    if owner in _NEEDS and _NEEDS[owner] not in ctx.scopes:
        raise access_denied("metafieldDefinitionCreate", "")
    namespace, key = namespace_of(ctx, definition.get("namespace")), definition["key"]
    if errors := _errors(ctx, definition, owner, namespace, key):
        return {"createdDefinition": None, "userErrors": errors}
    made = {
        "id": ctx.shop.next_id(),
        "name": definition["name"],
        "namespace": namespace,
        "key": key,
        "description": definition.get("description"),
        "ownerType": owner,
        "type": definition["type"],
        "validations": [dict(v) for v in definition.get("validations") or ()],
    }
    ctx.state.definitions[place(owner, namespace, key)] = made
    ctx.host.touch()
    return {"createdDefinition": _shown(ctx, made), "userErrors": []}


def _errors(ctx: Context, given: dict[str, Any], owner: str, namespace: str, key: str) -> UserErrors:
    found: UserErrors = []
    if not given["name"].strip():
        found.append(user_error(["definition", "name"], "Name can't be blank", "BLANK"))
    for name, value, rule, least, most in (("namespace", namespace, NAMESPACE, 3, 255), ("key", key, KEY, 2, 64)):
        if rule.match(value):
            continue
        told, code = f"{name.capitalize()} contains one or more invalid characters.", "INVALID_CHARACTER"
        if len(value) < least:
            told, code = f"{name.capitalize()} is too short (minimum is {least} characters)", "TOO_SHORT"
        elif len(value) > most:
            told, code = f"{name.capitalize()} is too long (maximum is {most} characters)", "TOO_LONG"
        found.append(user_error(["definition", name], told, code))
    if given["type"] not in CATEGORY:
        found.append(user_error(["definition", "type"], f"Type name {given['type']} is not a valid type.", "INCLUSION"))
    unique = (given.get("capabilities") or {}).get("uniqueValues")
    if given["type"] == ID and unique and not unique["enabled"]:
        message = "The capability unique_values is required for the definition type and cannot be disabled."
        found.append(user_error(["definition", "capabilities"], message, "CAPABILITY_REQUIRED_BUT_DISABLED"))
    if not found and definition_of(ctx, owner, namespace, key):
        message = f"Key is in use for {owner.capitalize()} metafields on the '{namespace}' namespace."
        found.append(user_error(["definition", "key"], message, "TAKEN"))
    return found


def _shown(ctx: Context, made: dict[str, Any]) -> dict[str, Any]:
    """A MetafieldDefinition."""
    there = (made["namespace"], made["key"])
    products = ctx.shop.products.values() if made["ownerType"] == "PRODUCT" else ()
    fields = [f for p in products for f in kept(p) if (f["namespace"], f["key"]) == there]
    valid = all(f["type"] == made["type"] for f in fields)
    return {
        **made,
        "id": gid("MetafieldDefinition", made["id"]),
        "type": {"name": made["type"], "category": CATEGORY[made["type"]]},
        "metafieldsCount": len(fields),
        "validationStatus": "ALL_VALID" if valid else "SOME_INVALID",
        "pinnedPosition": None,
        "useAsCollectionCondition": False,
    }
