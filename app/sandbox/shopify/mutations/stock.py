"""Mutations of stock."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLResolveInfo

from app.sandbox.shop import Level, Location, Product, Variant
from app.sandbox.shopify.context import Context, iso
from app.sandbox.shopify.errors import bad_request, user_error
from app.sandbox.shopify.ids import number
from app.sandbox.shopify.mutations.goods import item_values
from app.sandbox.shopify.mutations.shared import Payload, UserErrors, must_have, once
from app.sandbox.shopify.rows import ItemRow, LevelRow
from app.sandbox.shopify.types.inventory import KEPT, adjustment
from app.sandbox.shopify.types.roots import item, level, wanted

MOST = 1_000_000_000
REASONS = (
    "correction", "cycle_count_available", "damaged", "movement_canceled", "movement_created", "movement_received",
    "movement_updated", "other", "promotion", "quality_control", "received", "reservation_created",
    "reservation_deleted", "reservation_updated", "restock", "safety_stock", "shrinkage",
)  # fmt: skip
ADJUSTABLE = ("available", "damaged", "incoming", "quality_control", "reserved", "safety_stock")
NO_ITEM = "The specified inventory item could not be found."
NO_PLACE = "The specified location could not be found."

Target = tuple[Product, Variant, Location, Level]


def _reason(given: str) -> UserErrors:
    if given in REASONS:
        return []
    message = f"The specified reason is invalid. Valid values are: {', '.join(REASONS)}."
    return [user_error(["input", "reason"], message, "INVALID_REASON")]


def _document(uri: str | None) -> UserErrors:
    if uri is None or "://" in uri:
        return []
    message = "The specified reference document is invalid."
    return [user_error(["input", "referenceDocumentUri"], message, "INVALID_REFERENCE_DOCUMENT")]


def _target(ctx: Context, row: dict[str, Any], path: list[str | int], unstocked: str) -> tuple[Target | None, UserErrors]:
    """The level that a row is about."""
    found = ctx.stocked(number(row["inventoryItemId"], "InventoryItem"))
    place = ctx.location(number(row["locationId"], "Location"))
    errors = []
    if found is None:
        errors.append(user_error([*path, "inventoryItemId"], NO_ITEM, "INVALID_INVENTORY_ITEM"))
    if place is None:
        errors.append(user_error([*path, "locationId"], NO_PLACE, "INVALID_LOCATION"))
    if found is None or place is None:
        return None, errors
    stock = found[1].levels.get(place.id)
    if stock is None:
        return None, [user_error([*path, "inventoryItemId"], unstocked, "ITEM_NOT_STOCKED_AT_LOCATION")]
    return (*found, place, stock), []


def _bounds(name: str, quantity: int, path: list[str | int]) -> UserErrors:
    if name == "on_hand" and quantity < 0:
        return [user_error([*path, "quantity"], "The quantity can't be negative.", "INVALID_QUANTITY_NEGATIVE")]
    if quantity > MOST:
        message = f"The quantity can't be higher than {MOST:,}."
        return [user_error([*path, "quantity"], message, "INVALID_QUANTITY_TOO_HIGH")]
    if quantity < -MOST:
        message = f"The quantity can't be lower than -{MOST:,}."
        return [user_error([*path, "quantity"], message, "INVALID_QUANTITY_TOO_LOW")]
    return []


def _note(ctx: Context, given: dict[str, Any], changes: list[dict[str, Any]]) -> dict[str, Any]:
    """Enter a group of changes; nothing for no change at all."""
    if not changes:
        return {}
    group = ctx.shop.next_id()
    ctx.state.groups[group] = {
        "at": iso(ctx.now),
        "reason": given["reason"],
        "document": given.get("referenceDocumentUri"),
        "changes": changes,
    }
    for old in sorted(ctx.state.groups)[:-1000]:
        del ctx.state.groups[old]
    return {"group": group}


def _apply(ctx: Context, target: Target, name: str, quantity: int) -> list[dict[str, Any]]:
    """Set a quantity and tell what that changed, the total with it."""
    _, variant, place, stock = target
    before = {n: getattr(stock, n) for n in ("available", "on_hand", "incoming")}
    if quantity == before[name]:
        return []
    ctx.host.world.set_stock(ctx.shop, variant.id, quantity, location_id=place.id, field=name)
    names = ("incoming",) if name == "incoming" else ("available", "on_hand")
    return [
        {
            "item": variant.inventory_id,
            "location": place.id,
            "name": n,
            "delta": getattr(stock, n) - before[n],
            "after": getattr(stock, n),
        }
        for n in names
    ]


def _shown(ctx: Context, result: dict[str, Any], errors: UserErrors) -> Payload:
    group = adjustment(result["group"], ctx) if result else None
    return {"inventoryAdjustmentGroup": group, "userErrors": errors}


def _twice(rows: list[dict[str, Any]], path: list[str | int]) -> UserErrors:
    seen: set[tuple[str, str]] = set()
    for n, row in enumerate(rows):
        pair = (row["inventoryItemId"], row["locationId"])
        if pair in seen:
            message = "The combination of inventoryItemId and locationId must be unique."
            return [user_error([*path, n, "locationId"], message, "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR")]
        seen.add(pair)
    return []


def set_quantities(info: GraphQLResolveInfo[Any], ctx: Context, input: dict[str, Any]) -> Payload:
    """inventorySetQuantities: all of the rows or none."""
    rows, name = input["quantities"], input["name"]
    must_have(rows, "InventoryQuantityInput", "changeFromQuantity")

    def do() -> tuple[dict[str, Any], UserErrors]:
        errors = [*_reason(input["reason"]), *_document(input.get("referenceDocumentUri"))]
        if name not in ("available", "on_hand"):
            message = "The quantity name must be either 'available' or 'on_hand'."
            errors.append(user_error(["input", "name"], message, "INVALID_NAME"))
        errors += _twice(rows, ["input", "quantities"])
        targets = []
        for n, row in enumerate(rows):
            path: list[str | int] = ["input", "quantities", n]
            target, wrong = _target(ctx, row, path, "The specified inventory item is not stocked at the location.")
            wrong += _bounds(name, row["quantity"], path)
            if target is not None and not wrong and not errors:
                wrong += _compare(row, getattr(target[3], name), path, "value does not match persisted value.")
            errors += wrong
            targets.append(target)
        if errors:
            return {}, errors
        changes = [c for t, row in zip(targets, rows, strict=True) if t for c in _apply(ctx, t, name, row["quantity"])]
        return _note(ctx, input, changes), []

    return once(info, ctx, {"input": input}, do=do, show=lambda result, errors: _shown(ctx, result, errors))


def _compare(row: dict[str, Any], actual: int, path: list[str | int], words: str) -> UserErrors:
    expected = row["changeFromQuantity"]
    if expected is None or expected == actual:
        return []
    message = f"The changeFromQuantity {words}"
    return [user_error([*path, "changeFromQuantity"], message, "CHANGE_FROM_QUANTITY_STALE")]


def adjust_quantities(info: GraphQLResolveInfo[Any], ctx: Context, input: dict[str, Any]) -> Payload:
    """inventoryAdjustQuantities: all of the rows or none."""
    rows, name = input["changes"], input["name"]
    must_have(rows, "InventoryChangeInput", "changeFromQuantity")

    def do() -> tuple[dict[str, Any], UserErrors]:
        errors = [*_reason(input["reason"]), *_document(input.get("referenceDocumentUri"))]
        if name not in ADJUSTABLE:
            message = f"The specified quantity name is invalid. Valid values are: {', '.join(ADJUSTABLE)}."
            errors.append(user_error(["input", "name"], message, "INVALID_QUANTITY_NAME"))
        errors += _ledgers(rows, name)
        targets = []
        for n, row in enumerate(rows):
            path: list[str | int] = ["input", "changes", n]
            target, wrong = _target(ctx, row, path, "The inventory item is not stocked at the location.")
            if target is not None and not errors:
                actual = getattr(target[3], name) if name in KEPT else 0
                wrong += _compare(row, actual, path, "argument no longer matches the persisted quantity.")
            errors += wrong
            targets.append(target)
        if errors:
            return {}, errors
        if name not in KEPT:
            raise bad_request(f"The sandbox keeps no '{name}' quantity.")
        changes = []
        for target, row in zip(targets, rows, strict=True):
            if target is not None:
                changes += _apply(ctx, target, name, getattr(target[3], name) + row["delta"])
        return _note(ctx, input, changes), []

    return once(info, ctx, {"input": input}, do=do, show=lambda result, errors: _shown(ctx, result, errors))


def _ledgers(rows: list[dict[str, Any]], name: str) -> UserErrors:
    """Adjusting what is available needs no ledger document; everything else does."""
    for n, row in enumerate(rows):
        path: list[str | int] = ["input", "changes", n, "ledgerDocumentUri"]
        uri = row.get("ledgerDocumentUri")
        if name == "available" and uri is not None:
            message = "A ledger document URI is not allowed when adjusting available."
            return [user_error(path, message, "INVALID_AVAILABLE_DOCUMENT")]
        if name != "available" and uri is None:
            message = "A ledger document URI is required except when adjusting available."
            return [user_error(path, message, "INVALID_QUANTITY_DOCUMENT")]
        if uri is not None and uri.startswith("gid://shopify/"):
            message = "Internal (gid://shopify/) ledger documents are not allowed to be adjusted via API."
            return [user_error(path, message, "INTERNAL_LEDGER_DOCUMENT")]
    return []


def activate(
    info: GraphQLResolveInfo[Any], ctx: Context, inventoryItemId: str, locationId: str, available: int | None = None,
    onHand: int | None = None, stockAtLegacyLocation: bool = False,
) -> Payload:  # fmt: skip
    """inventoryActivate: stock an item at a location."""
    row = ItemRow(*found) if (found := ctx.stocked(wanted(inventoryItemId, "InventoryItem"))) else None
    place = ctx.location(wanted(locationId, "Location"))

    def do() -> tuple[dict[str, Any], UserErrors]:
        if row is None:
            return {}, [user_error(["inventoryItemId"], NO_ITEM)]
        if place is None:
            return {}, [user_error(["locationId"], NO_PLACE)]
        where = {"item": row.variant.inventory_id, "location": place.id}
        failed = f"The product couldn't be stocked at {place.name} because "
        if available is not None and onHand is not None:
            message = f"{failed}not allowed to set available and on_hand quantities at the same time."
            return {}, [user_error([name], message) for name in ("available", "onHand")]
        field, quantity = ("on_hand", onHand) if onHand is not None else ("available", available)
        shown = "onHand" if onHand is not None else "available"
        if place.id in row.variant.levels:
            if quantity is None:
                return where, []
            words = "an on_hand" if onHand is not None else "available"
            message = f"Not allowed to set {words} quantity when the item is already active at the location."
            return where, [user_error([shown], message)]
        if quantity is not None and abs(quantity) > MOST:
            message = f"{failed}the quantity needs to be between -1 billion and 1 billion."
            return {}, [user_error([shown], message)]
        ctx.host.world.set_stock(ctx.shop, row.variant.id, quantity or 0, location_id=place.id, field=field)
        return where, []

    def show(result: dict[str, Any], errors: UserErrors) -> Payload:
        found = ctx.stocked(result.get("item"))
        where = ctx.location(result.get("location"))
        if found is None or where is None or where.id not in found[1].levels:
            return {"inventoryLevel": None, "userErrors": errors}
        return {"inventoryLevel": LevelRow(*found, where, found[1].levels[where.id]), "userErrors": errors}

    arguments = {"item": inventoryItemId, "location": locationId, "available": available, "onHand": onHand}
    return once(info, ctx, arguments, do=do, show=show)


def deactivate(_info: GraphQLResolveInfo[Any], ctx: Context, inventoryLevelId: str) -> Payload:
    """inventoryDeactivate: stock an item at a location no longer."""
    row = level(ctx, inventoryLevelId)
    if row is None:
        message = "The product couldn't be unstocked because the inventory level does not exist."
        return {"userErrors": [user_error(["inventoryLevelId"], message)]}
    failed = f"The product couldn't be unstocked from {row.location.name} because "
    if len(row.variant.levels) == 1:
        message = f"{failed}products need to be stocked at a minimum of 1 location."
        return {"userErrors": [user_error(None, message)]}
    if row.level.committed:
        return {"userErrors": [user_error(None, f"{failed}it has committed inventory.")]}
    del row.variant.levels[row.location.id]
    ctx.host.world.emit(ctx.shop, "shopify.level_disconnected", row.variant.id, location_id=row.location.id)
    return {"userErrors": []}


def update_item(_info: GraphQLResolveInfo[Any], ctx: Context, id: str, input: dict[str, Any]) -> Payload:
    """inventoryItemUpdate."""
    row = item(ctx, id)
    if row is None:
        message = "The product couldn't be updated because it does not exist."
        return {"inventoryItem": None, "userErrors": [user_error(["id"], message)]}
    values, errors = item_values(ctx, row.variant, input, ["input"])
    if not errors:
        ctx.host.world.edit_variant(ctx.shop, row.variant.id, **values)
    return {"inventoryItem": None if errors else row, "userErrors": errors}
