"""Price, cost, codes, weight and stock that come in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from app.sandbox.shop import Product, Variant
from app.sandbox.woocommerce.listing import Call
from app.sandbox.woocommerce.sellable import GRAMS, is_variable
from app.sandbox.woocommerce.site import Site, put_metas
from app.sandbox.woocommerce.wp import RestError, listed, truthy


def number(value: Any) -> Decimal | None:
    """Money as it came in; None for what is empty or no number."""
    try:
        parsed = Decimal(re.sub(r"[^\d.\-]", "", str(value)))
    except InvalidOperation:
        return None
    return parsed if parsed.is_finite() else None


def write_variant(call: Call, product: Product, variant: Variant) -> None:
    """Price, cost, codes, weight and stock, which simple products and variations have alike."""
    site, world = call.site, call.site.host.world
    extra = dict(variant.extra)
    values: dict[str, Any] = {**_codes(call), **_prices(call, variant, extra), **_shipping(call)}
    if call.has("tax_status"):
        values["taxable"] = call["tax_status"] == "taxable"
    for name in ("tax_class", "dimensions"):
        if call.has(name):
            extra[name] = call[name]
    if isinstance(call["cost_of_goods_sold"], Mapping) and "values" in call["cost_of_goods_sold"]:
        rows = listed(call["cost_of_goods_sold"]["values"])
        costs = [number(row.get("defined_value")) for row in rows if isinstance(row, Mapping)]
        values["cost"] = sum((c for c in costs if c is not None), Decimal(0)) if costs else None
    values.update(_stock_rules(call, variant, extra))
    if is_variable(product):
        put_metas(site, extra, call["meta_data"])
    world.edit_variant(site.shop, variant.id, extra=extra, **values)
    if variant.tracked and call.has("stock_quantity") and str(call["stock_quantity"]) != "":
        _set_stock(site, variant, int(float(call["stock_quantity"])))
    elif variant.tracked and call.has("inventory_delta"):
        _set_stock(site, variant, variant.available + int(call["inventory_delta"]))


def _set_stock(site: Site, variant: Variant, quantity: int) -> None:
    """WooCommerce knows one quantity: what is not elsewhere is at the primary location."""
    here = variant.levels.get(site.shop.location.id)
    elsewhere = variant.available - (here.available if here else 0)
    site.host.world.set_stock(site.shop, variant.id, quantity - elsewhere)


def _codes(call: Call) -> dict[str, Any]:
    names = (("sku", "sku"), ("global_unique_id", "barcode"))
    return {field: str(call[name]).strip() for name, field in names if call.has(name)}


def _prices(call: Call, variant: Variant, extra: dict[str, Any]) -> dict[str, Any]:
    """Price and compared-at price from regular and sale price; a sale price that is not lower is none."""
    if not (call.has("regular_price") or call.has("sale_price")):
        return {}
    regular: Decimal | None = variant.price if variant.compare_at is None else variant.compare_at
    sale = None if variant.compare_at is None else variant.price
    if extra.get("unpriced"):
        regular = None
    if call.has("regular_price"):
        regular = number(call["regular_price"])
    if call.has("sale_price"):
        sale = number(call["sale_price"])
    extra.pop("unpriced", None)
    if regular is None:
        extra["unpriced"] = True
        return {"price": Decimal(0), "compare_at": None}
    on_sale = sale is not None and sale < regular
    return {"price": sale if on_sale else regular, "compare_at": regular if on_sale else None}


def _shipping(call: Call) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if call.has("weight"):
        per = GRAMS.get(call.site.shop.weight_unit, Decimal(1000))
        values["weight_grams"] = int(((number(call["weight"]) or Decimal(0)) * per).to_integral_value())
    if call.has("virtual"):
        values["requires_shipping"] = not truthy(call["virtual"])
    return values


def _stock_rules(call: Call, variant: Variant, extra: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if call.has("manage_stock"):
        values["tracked"] = call["manage_stock"] != "parent" and truthy(call["manage_stock"])
    tracked = values.get("tracked", variant.tracked)
    if call.has("backorders"):
        values["oversell"] = tracked and call["backorders"] != "no"
        extra["backorders"] = call["backorders"]
    if not tracked and call.has("stock_status"):
        extra["stock_status"] = call["stock_status"]
    if "low_stock_amount" in call.params:
        extra["low_stock_amount"] = call["low_stock_amount"]
    return values


def refuse_taken(site: Site, call: Call, product: Product | None, variant: Variant | None) -> None:
    """A SKU and a barcode belong to one product or variation only."""
    mine = {id(variant), id(product)}
    for name, code, message in (
        ("sku", "product_invalid_sku", "Invalid or duplicated SKU."),
        ("global_unique_id", "product_invalid_global_unique_id", "Invalid or duplicated GTIN, UPC, EAN or ISBN."),
    ):
        wanted = str(call[name] or "").strip()
        for other in site.shop.products.values() if wanted else ():
            taken = str(other.extra.get(name, "")) == wanted and id(other) not in mine
            holder = next(
                (v for v in other.variants if (v.sku if name == "sku" else v.barcode) == wanted and id(v) not in mine), None
            )
            if holder or taken:
                resource = holder.id if holder and is_variable(other) else other.id
                more = {"unique_sku": _free(site, wanted)} if name == "sku" else {}
                raise RestError(code, message, 400, resource_id=resource, **more)


def _free(site: Site, sku: str) -> str:
    """The SKU with the first free number behind it."""
    taken = {v.sku for p in site.shop.products.values() for v in p.variants}
    return next(f"{sku}-{n}" for n in range(1, len(taken) + 2) if f"{sku}-{n}" not in taken)
