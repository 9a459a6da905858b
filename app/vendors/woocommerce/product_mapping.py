"""Products of WooCommerce in our words and back: pure functions of the shop's JSON.

- A simple product is its own only variant; a variable one has its variations. A grouped product sells nothing itself.
- `stock_id` names the place in the API that keeps the figure: `22` for a product, `22/732` for a variation with stock
  of its own. A variation that shares its parent's stock (`manage_stock: "parent"`) has the parent's, so that several
  variants show one figure instead of each showing all of it.
- A variation without SKU, GTIN or weight of its own is answered with its parent's: an SKU or GTIN equal to the parent's
  is inherited, not its own, because WooCommerce keeps both unique.
- Price: `price` is what a buyer pays now; `compare_at_price` the regular price while a sale is on.
- There is no archive: what we archive becomes a draft, and what is in the bin reads as archived.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.ports.storefront import ListingChange, RemoteImage, RemoteProduct, RemoteVariant, VariantChange
from app.vendors.woocommerce.wire import GRAMS, KEY, Raw, entries, ident, number, plain_number, price, title, when, whole

ANY = "Any"  # a variation that is sold for every value of an attribute
_READ_STATUS: Mapping[str, str] = {"publish": "active", "trash": "archived"}
_WRITE_STATUS: Mapping[str, str] = {"active": "publish", "draft": "draft", "archived": "draft"}
UNSOLD = frozenset({"grouped"})
VARIABLE = frozenset({"variable", "variable-subscription"})


def is_variable(raw: Raw) -> bool:
    return raw.get("type") in VARIABLE


def variation_ids(raw: Raw) -> list[int]:
    """In the order of the shop."""
    found = raw.get("variations") or ()
    listed = found.values() if isinstance(found, Mapping) else found if isinstance(found, list | tuple) else ()
    return [key for key in listed if isinstance(key, int)]


def read_product(raw: Raw, variations: Sequence[Raw] = (), *, unit: str = "kg", currency: str = "") -> RemoteProduct:
    """One product with its variations; `unit` is the shop's weight unit."""
    changes = [when(item.get("date_modified_gmt")) for item in (raw, *variations)]
    brands, categories = entries(raw, "brands"), entries(raw, "categories")
    return RemoteProduct(
        external_id=str(raw["id"]),
        title=title(raw.get("name")),
        description_html=str(raw.get("description") or ""),
        vendor=title(brands[0].get("name")) if brands else "",
        product_type=title(categories[0].get("name")) if categories else "",
        tags=tuple(title(tag.get("name")) for tag in entries(raw, "tags")),
        status=_READ_STATUS.get(str(raw.get("status")), "draft"),
        handle=str(raw.get("slug") or ""),
        url=str(raw.get("permalink") or ""),
        currency=currency,
        options=_options(raw),
        images=tuple(read_image(image, place) for place, image in enumerate(entries(raw, "images"))),
        variants=_variants(raw, variations, unit),
        created_at=when(raw.get("date_created_gmt")),
        updated_at=max((at for at in changes if at), default=None),
    )


def read_image(raw: Raw, position: int = 0) -> RemoteImage:
    return RemoteImage(
        external_id=ident(raw.get("id")),
        url=str(raw.get("src") or ""),
        alt=title(raw.get("alt")),
        position=position,
    )


def read_stock_id(raw: Raw, parent: int | str | None = None) -> str:
    """Where the figure of this product or variation is kept."""
    if parent is None:
        return str(raw["id"])
    return str(parent) if raw.get("manage_stock") == "parent" else f"{parent}/{raw['id']}"


def read_quantity(raw: Raw) -> int | None:
    """Units for sale; None when the shop does not count this one. Negative when sold on backorder."""
    return (whole(raw.get("stock_quantity")) or 0) if raw.get("manage_stock") else None


def read_cost(raw: Raw) -> Decimal | None:
    """Cost of goods (WooCommerce 9.5 and later, where switched on); 0 is how the shop says «not set»."""
    goods = raw.get("cost_of_goods_sold")
    return (number(goods.get("total_value")) or None) if isinstance(goods, Mapping) else None


def _options(raw: Raw) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not is_variable(raw):
        return ()
    chosen = sorted((a for a in entries(raw, "attributes") if a.get("variation")), key=lambda a: a.get("position") or 0)
    return tuple((title(a.get("name")), tuple(title(value) for value in a.get("options") or ())) for a in chosen)


def _variants(raw: Raw, variations: Sequence[Raw], unit: str) -> tuple[RemoteVariant, ...]:
    if raw.get("type") in UNSOLD:
        return ()
    if not is_variable(raw):
        return (_variant(raw, unit, name=title(raw.get("name"))),)
    listed = {key: place for place, key in enumerate(variation_ids(raw))}
    ordered = sorted(variations, key=lambda v: (v.get("menu_order") or 0, listed.get(v["id"], len(listed)), v["id"]))
    return tuple(_variant(item, unit, parent=raw, position=place) for place, item in enumerate(ordered))


def _variant(raw: Raw, unit: str, *, name: str = "", parent: Raw | None = None, position: int = 0) -> RemoteVariant:
    options = _chosen(raw, parent) if parent is not None else ()
    current, regular = price(raw.get("price")), price(raw.get("regular_price"))
    weight, image = number(raw.get("weight")), raw.get("image")
    return RemoteVariant(
        external_id=str(raw["id"]),
        stock_id=read_stock_id(raw, parent["id"] if parent is not None else None),
        title=name or " / ".join(value for _, value in options),
        sku=_own(raw, parent, "sku"),
        barcode=_own(raw, parent, "global_unique_id"),
        options=options,
        price=current if current is not None else regular,
        compare_at_price=regular if raw.get("on_sale") and regular != current else None,
        cost=read_cost(raw),
        weight_grams=None if weight is None else weight * GRAMS.get(unit, GRAMS["kg"]),
        track_inventory=bool(raw.get("manage_stock")),
        quantity=read_quantity(raw),
        position=position,
        image_id=ident(image.get("id")) if isinstance(image, Mapping) else "",
    )


def _own(raw: Raw, parent: Raw | None, key: str) -> str:
    value = str(raw.get(key) or "")
    return "" if parent is not None and value == str(parent.get(key) or "") else value


def _chosen(raw: Raw, parent: Raw) -> tuple[tuple[str, str], ...]:
    """The variation's values in the order of the product's options."""
    values = {title(entry.get("name")): title(entry.get("option")) for entry in entries(raw, "attributes")}
    names = [name for name, _ in _options(parent)] or list(values)
    return tuple((name, values.get(name) or ANY) for name in names)


# ── writing ─────────────────────────────────────────────────────────────────────────────────────────────


def write_product(change: ListingChange) -> dict[str, Any]:
    """The product's own fields. Tags, brand and category are ids in WooCommerce and added by the caller."""
    body: dict[str, Any] = {}
    if change.title is not None:
        body["name"] = change.title
    if change.description_html is not None:
        body["description"] = change.description_html
    if change.status is not None:
        body["status"] = _WRITE_STATUS.get(change.status, "draft")
    return body


def write_variant(change: VariantChange, present: Raw, *, unit: str = "kg", variation: bool) -> dict[str, Any]:
    """The fields of a simple product or variation; `present` decides whether a price is the regular or the sale one."""
    body: dict[str, Any] = _write_prices(change, present)
    if change.sku is not None:
        body["sku"] = change.sku
    if change.barcode is not None:
        body["global_unique_id"] = change.barcode
    if change.weight_grams is not None:
        body["weight"] = plain_number(change.weight_grams / GRAMS.get(unit, GRAMS["kg"]))
    if change.cost is not None:
        goods: dict[str, Any] = {"values": [{"defined_value": plain_number(change.cost)}]}
        if variation:
            goods["defined_value_overrides_parent"] = True
        body["cost_of_goods_sold"] = goods
    return body


def _write_prices(change: VariantChange, present: Raw) -> dict[str, str]:
    on_sale = bool(present.get("on_sale"))
    current = price(present.get("price"))
    wanted = change.price if change.price is not None else current
    if change.clear_compare_at:
        compare = None
    elif change.compare_at_price is not None:
        compare = change.compare_at_price
    else:
        if change.price is None:
            return {}
        compare = price(present.get("regular_price")) if on_sale else None
    if wanted is None:
        return {}
    if compare is not None and compare > wanted:
        return {"regular_price": plain_number(compare), "sale_price": plain_number(wanted)}
    return {"regular_price": plain_number(wanted), "sale_price": ""}


def write_new(product: RemoteProduct, *, unit: str, key: str) -> dict[str, Any]:
    """A product to be created; `key` is kept in its metadata so that it is found again."""
    variable = len(product.variants) > 1 or bool(product.options)
    body: dict[str, Any] = {
        "name": product.title,
        "type": "variable" if variable else "simple",
        "status": _WRITE_STATUS.get(product.status, "draft"),
        "description": product.description_html,
        "images": [{"src": image.url, "alt": image.alt} for image in product.images if image.url],
        "meta_data": [{"key": KEY, "value": key}],
    }
    if product.handle:
        body["slug"] = product.handle
    if variable:
        body["attributes"] = [
            {"name": name, "position": place, "visible": True, "variation": True, "options": list(values)}
            for place, (name, values) in enumerate(product.options)
        ]
    elif product.variants:
        body |= write_new_variant(product.variants[0], unit=unit, variation=False)
    return body


def write_new_variant(variant: RemoteVariant, *, unit: str, variation: bool) -> dict[str, Any]:
    """A variation, or the sellable part of a simple product."""
    change = VariantChange(
        external_id="",
        sku=variant.sku or None,
        barcode=variant.barcode or None,
        price=variant.price,
        compare_at_price=variant.compare_at_price,
        cost=variant.cost,
        weight_grams=variant.weight_grams,
    )
    body = write_variant(change, {}, unit=unit, variation=variation)
    if variation:
        body["attributes"] = [{"name": name, "option": value} for name, value in variant.options]
    body["manage_stock"] = variant.track_inventory
    if variant.track_inventory and variant.quantity is not None:
        body["stock_quantity"] = variant.quantity
    return body
