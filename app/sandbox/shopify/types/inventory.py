"""Stock: items, levels and what was changed."""

from __future__ import annotations

from typing import Any

from app.sandbox.shopify.context import Context, iso, iso_or_none
from app.sandbox.shopify.errors import bad_request, wrong_id
from app.sandbox.shopify.ids import gid, level_gid, level_number, number
from app.sandbox.shopify.money import money
from app.sandbox.shopify.paging import connection, plain
from app.sandbox.shopify.rows import ItemRow, LevelRow, VariantRow
from app.sandbox.shopify.schema import Fields
from app.sandbox.shopify.types.products import count
from app.sandbox.shopify.types.shop import WEIGHT_UNITS

# Every name a quantity can have; the neutral shop keeps four of them, the others are always nothing.
NAMES: dict[str, tuple[str, list[str], list[str]]] = {
    "available": ("Available", ["on_hand"], []),
    "committed": ("Committed", ["on_hand"], []),
    "damaged": ("Damaged", ["on_hand"], []),
    "incoming": ("Incoming", [], []),
    "on_hand": (
        "On hand",
        [],
        ["available", "committed", "damaged", "quality_control", "reserved", "safety_stock"],
    ),
    "quality_control": ("Quality control", ["on_hand"], []),
    "reserved": ("Reserved", ["on_hand"], []),
    "safety_stock": ("Safety stock", ["on_hand"], []),
}
KEPT = ("available", "committed", "incoming", "on_hand")
GRAMS = {"g": 1.0, "kg": 1000.0, "oz": 28.349523125, "lb": 453.59237, "lbs": 453.59237}


def weight(grams: int, unit: str) -> dict[str, Any]:
    """A Weight in the shop's unit."""
    return {"unit": WEIGHT_UNITS.get(unit, "KILOGRAMS"), "value": round(grams / GRAMS.get(unit, 1000.0), 6)}


def levels(row: ItemRow | VariantRow, ctx: Context) -> list[LevelRow]:
    """The levels of an item, in the order of the shop's locations."""
    stocked = row.variant.levels
    return [LevelRow(row.product, row.variant, p, stocked[p.id]) for p in ctx.shop.locations if p.id in stocked]


def _level(row: ItemRow, ctx: Context, *, locationId: str, **_: Any) -> LevelRow | None:
    wanted = number(locationId, "Location")
    if wanted is None:
        raise wrong_id(locationId)
    return next((level for level in levels(row, ctx) if level.location.id == wanted), None)


def _same_sku(row: ItemRow, ctx: Context) -> int:
    sku = row.variant.sku
    return sum(1 for p in ctx.shop.products.values() for v in p.variants if v.sku == sku) if sku else 0


def _cost(row: ItemRow, ctx: Context) -> dict[str, str] | None:
    return None if row.variant.cost is None else money(row.variant.cost, ctx.shop.currency)


ITEM: Fields = {
    "countryCodeOfOrigin": lambda row, ctx: row.variant.extra.get("country_of_origin"),
    "createdAt": lambda row, ctx: iso(row.variant.created),
    "duplicateSkuCount": _same_sku,
    "harmonizedSystemCode": lambda row, ctx: row.variant.extra.get("hs_code"),
    "id": lambda row, ctx: gid("InventoryItem", row.variant.inventory_id),
    "inventoryHistoryUrl": lambda row, ctx: None,
    "inventoryLevel": _level,
    "inventoryLevels": lambda row, ctx, query=None, **args: plain(levels(row, ctx), ctx, **args),
    "legacyResourceId": lambda row, ctx: str(row.variant.inventory_id),
    "locationsCount": lambda row, ctx: count(len(row.variant.levels)),
    "measurement": lambda row, ctx: {
        "id": gid("InventoryItemMeasurement", row.variant.inventory_id),
        "weight": weight(row.variant.weight_grams, ctx.shop.weight_unit),
    },
    "provinceCodeOfOrigin": lambda row, ctx: row.variant.extra.get("province_of_origin"),
    "requiresShipping": lambda row, ctx: row.variant.requires_shipping,
    "sku": lambda row, ctx: row.variant.sku or None,
    "tracked": lambda row, ctx: row.variant.tracked,
    "trackedEditable": lambda row, ctx: {"locked": False, "reason": None},
    "unitCost": _cost,
    "updatedAt": lambda row, ctx: iso(row.variant.updated),
    "variant": lambda row, ctx: VariantRow(row.product, row.variant),
    "variants": lambda row, ctx, **args: connection(
        [VariantRow(row.product, row.variant)], ctx, lambda v: (v.variant.id, v.variant.id), **args
    ),
}


def quantity(row: LevelRow, name: str) -> int:
    return int(getattr(row.level, name)) if name in KEPT else 0


def _quantities(row: LevelRow, ctx: Context, *, names: list[str]) -> list[dict[str, Any]]:
    if unknown := [name for name in names if name not in NAMES]:
        valid = ", ".join(sorted(NAMES))
        raise bad_request(f"The specified quantity name is invalid: {unknown[0]}. Valid values are: {valid}.")
    query = f"inventory_item_id={row.variant.inventory_id}"
    return [
        {
            "id": gid("InventoryQuantity", level_number(row.location.id), f"{query}&name={name}"),
            "name": name,
            "quantity": quantity(row, name),
            # The vendor dates only the available quantity.
            "updatedAt": iso_or_none(row.level.updated) if name == "available" else None,
        }
        for name in names
    ]


LEVEL: Fields = {
    "canDeactivate": lambda row, ctx: len(row.variant.levels) > 1 and row.level.committed == 0,
    "createdAt": lambda row, ctx: iso(row.variant.created),
    "deactivationAlert": lambda row, ctx: None,
    "id": lambda row, ctx: level_gid(row.location.id, row.variant.inventory_id),
    "isActive": lambda row, ctx: True,
    "item": lambda row, ctx: ItemRow(row.product, row.variant),
    "location": lambda row, ctx: row.location,
    "quantities": _quantities,
    "updatedAt": lambda row, ctx: iso(row.level.updated or row.variant.updated),
}


def properties() -> dict[str, Any]:
    """What quantities there are, as `inventoryProperties` tells."""
    return {
        "quantityNames": [
            {"name": name, "displayName": shown, "isInUse": name in KEPT, "belongsTo": above, "comprises": parts}
            for name, (shown, above, parts) in NAMES.items()
        ]
    }


def adjustment(group_id: int, ctx: Context) -> dict[str, Any] | None:
    """An InventoryAdjustmentGroup that was noted down, with the items as they are now."""
    noted = ctx.state.groups.get(group_id)
    if noted is None:
        return None

    def changes(
        _info: Any, inventoryItemIds: list[str] | None = None, locationIds: list[str] | None = None,
        quantityNames: list[str] | None = None,
    ) -> list[dict[str, Any]]:  # fmt: skip
        return [
            {
                "delta": change["delta"],
                "item": ItemRow(*found) if (found := ctx.stocked(change["item"])) else None,
                "ledgerDocumentUri": None,
                "location": ctx.location(change["location"]),
                "name": change["name"],
                "quantityAfterChange": change["after"] if quantityNames else None,
            }
            for change in noted["changes"]
            if (not inventoryItemIds or gid("InventoryItem", change["item"]) in inventoryItemIds)
            and (not locationIds or gid("Location", change["location"]) in locationIds)
            and (not quantityNames or change["name"] in quantityNames)
        ]

    from app.sandbox.shopify.types.app import app

    return {
        "__typename": "InventoryAdjustmentGroup",
        "id": gid("InventoryAdjustmentGroup", group_id),
        "app": app(ctx),
        "changes": changes,
        "createdAt": noted["at"],
        "reason": noted["reason"],
        "referenceDocumentUri": noted["document"],
    }
