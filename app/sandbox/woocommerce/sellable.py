"""What products without variations and variations have alike: price, cost, stock, weight."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from app.sandbox.shop import Product, Variant
from app.sandbox.woocommerce.site import Site

Json = dict[str, Any]
GRAMS = {
    "kg": Decimal(1000),
    "g": Decimal(1),
    "lb": Decimal("453.59237"),
    "lbs": Decimal("453.59237"),
    "oz": Decimal("28.349523"),
}
_NONE_ON_SALE = {
    "date_on_sale_from": None,
    "date_on_sale_from_gmt": None,
    "date_on_sale_to": None,
    "date_on_sale_to_gmt": None,
}


def is_variable(product: Product) -> bool:
    """Whether the product has variations rather than a price of its own."""
    return product.extra.get("type", "") == "variable" or bool(product.options) or len(product.variants) > 1


def sellable(site: Site, product: Product, variant: Variant, *, parent: bool = False, shown: Iterable[Variant] = ()) -> Json:
    """Price, tax, stock and shipping of what can be bought; for a variable product, what it makes of its variations."""
    shown = list(shown)
    price = min((v.price for v in shown), default=None) if parent else _price(variant)
    sale = variant.compare_at is not None and not parent
    on_sale = sale or any(v.compare_at is not None for v in shown)
    out: Json = {
        "sku": variant.sku if not parent else str(product.extra.get("sku", "")),
        "global_unique_id": variant.barcode if not parent else str(product.extra.get("global_unique_id", "")),
        "price": site.money(price) if price is not None else "",
        "regular_price": _regular(site, variant) if not parent else "",
        "sale_price": site.money(variant.price) if sale else "",
        **_NONE_ON_SALE,
        "on_sale": on_sale,
        "purchasable": price is not None and product.status == "active",
        "total_sales": int(product.extra.get("total_sales", 0)),
        "virtual": not variant.requires_shipping and not parent,
        "downloadable": False,
        "downloads": [],
        "download_limit": -1,
        "download_expiry": -1,
        "external_url": "",
        "button_text": "",
        "tax_status": "taxable" if variant.taxable else "none",
        "tax_class": variant.extra.get("tax_class", ""),
        **_stock(variant, shown, parent),
        "sold_individually": bool(product.extra.get("sold_individually", False)),
        "weight": weight(site, variant) if not parent else "",
        "dimensions": variant.extra.get("dimensions", {"length": "", "width": "", "height": ""}),
        "shipping_required": variant.requires_shipping,
        "shipping_taxable": variant.requires_shipping and variant.taxable,
        "shipping_class": "",
        "shipping_class_id": 0,
    }
    if site.state.cogs:
        out["cost_of_goods_sold"] = cost(variant, parent, variation=is_variable(product) and not parent)
    return out


def _stock(variant: Variant, shown: list[Variant], parent: bool) -> Json:
    managed = variant.tracked and not parent
    backorders = variant.extra.get("backorders", "yes") if variant.oversell else "no"
    if parent:
        status = "instock" if any(stock_status(v) != "outofstock" for v in shown) else "outofstock"
    else:
        status = stock_status(variant)
    return {
        "manage_stock": managed,
        "stock_quantity": variant.available if managed else None,
        "stock_status": status,
        "backorders": "no" if parent else backorders,
        "backorders_allowed": variant.oversell and not parent,
        "backordered": status == "onbackorder",
        "low_stock_amount": variant.extra.get("low_stock_amount") if managed else None,
    }


def stock_status(variant: Variant) -> str:
    """instock, outofstock or onbackorder."""
    if not variant.tracked:
        return str(variant.extra.get("stock_status", "instock"))
    if variant.available > 0:
        return "instock"
    return "onbackorder" if variant.oversell else "outofstock"


def cost(variant: Variant, parent: bool, *, variation: bool) -> Json:
    """`cost_of_goods_sold`; a product with variations has none of its own."""
    value = None if parent or variant.cost is None else float(variant.cost)
    row: Json = {"values": [{"defined_value": value, "effective_value": value or 0}], "total_value": value or 0}
    if variation:
        row["defined_value_is_additive"] = False
    return row


def weight(site: Site, variant: Variant) -> str:
    """The weight in the shop's unit, without needless zeros; empty when there is none."""
    if not variant.weight_grams:
        return ""
    value = Decimal(variant.weight_grams) / GRAMS.get(site.shop.weight_unit, Decimal(1000))
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _price(variant: Variant) -> Decimal | None:
    return None if variant.extra.get("unpriced") else variant.price


def _regular(site: Site, variant: Variant) -> str:
    if variant.extra.get("unpriced"):
        return ""
    return site.money(variant.price if variant.compare_at is None else variant.compare_at)


def stock_time(variant: Variant) -> Any:
    """When the stock last changed: WordPress counts that as a modification."""
    times = [level.updated for level in variant.levels.values() if level.updated]
    return max(times, default=variant.updated)
