"""What a merchant does to products and stock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from app.sandbox.core import Ground, Refused
from app.sandbox.shop import Customer, Image, Level, Option, Product, Shop, Variant

_PRODUCT_FIELDS = {f.name for f in fields(Product)} - {"id", "created", "updated", "variants", "images", "options"}
_VARIANT_FIELDS = {f.name for f in fields(Variant)} - {"id", "inventory_id", "created", "updated", "levels"}
_CUSTOMER_FIELDS = {f.name for f in fields(Customer)} - {"id", "created", "updated"}


def slug(text: str) -> str:
    """Lower-case words joined by hyphens."""
    return re.sub(r"[^\w]+", "-", text.lower(), flags=re.UNICODE).strip("-") or "item"


def check_names(values: Iterable[str], allowed: set[str]) -> None:
    """Refused for a name that is not allowed."""
    if unknown := sorted(set(values) - allowed):
        raise Refused("invalid", f"no such field: {', '.join(unknown)}", unknown[0])


def assign(target: Any, values: Mapping[str, Any], allowed: set[str]) -> bool:
    """Set the named fields; Refused for others. True if anything is different now."""
    check_names(values, allowed)
    changed = False
    for name, value in values.items():
        if getattr(target, name) != value:
            setattr(target, name, value)
            changed = True
    return changed


class Catalogue(Ground):
    """Operations on products, variants, stock and customers."""

    def create_product(
        self,
        shop: Shop,
        *,
        title: str,
        options: list[tuple[str, list[str]]] | None = None,
        variants: list[dict[str, Any]] | None = None,
        images: list[dict[str, Any]] | None = None,
        **values: Any,
    ) -> Product:
        """Enter a product. `variants` and `images` hold fields of Variant and Image (without ids); a variant may have
        `stock` (available at the primary location, or a dict of location id to available). One plain variant if none
        is given. Emits product.created."""
        if not title.strip():
            raise Refused("invalid", "a product needs a title", "title")
        now = self.clock()
        handle = self.free_handle(shop, values.pop("handle", "") or slug(title))
        product = Product(shop.next_id(), title, handle, now, now)
        assign(product, {"published": now, **values}, _PRODUCT_FIELDS)
        product.options = [Option(shop.next_id(), name, list(choices)) for name, choices in options or []]
        product.images = [
            Image(**{"id": shop.next_id(), "position": n, "created": now, **image}) for n, image in enumerate(images or [], 1)
        ]
        for position, fields_ in enumerate(variants or [{}], 1):
            product.variants.append(self._new_variant(shop, {"position": position, **fields_}, now))
        shop.products[product.id] = product
        self.emit(shop, "product.created", product.id)
        return product

    def add_variant(self, shop: Shop, product_id: int, values: Mapping[str, Any]) -> Variant:
        """One more variant, fields as for create_product. Emits product.updated."""
        product = self.product(shop, product_id)
        variant = self._new_variant(shop, {"position": len(product.variants) + 1, **values}, self.clock())
        product.variants.append(variant)
        for option, value in zip(product.options, variant.option_values, strict=False):
            if value not in option.values:
                option.values.append(value)
        self._touched(shop, product)
        return variant

    def remove_variant(self, shop: Shop, variant_id: int) -> None:
        """Take a variant out; Refused if it is the last. Emits product.updated."""
        product, variant = self.product_of(shop, variant_id)
        if len(product.variants) == 1:
            raise Refused("invalid", "the last variant of a product cannot be removed", "variant_id")
        product.variants.remove(variant)
        self._touched(shop, product)

    def edit_product(self, shop: Shop, product_id: int, **values: Any) -> Product:
        """Set fields of a product. Emits product.updated if anything is different."""
        product = self.product(shop, product_id)
        if "handle" in values and values["handle"] != product.handle:
            values["handle"] = self.free_handle(shop, values["handle"])
        if assign(product, values, _PRODUCT_FIELDS):
            self._touched(shop, product)
        return product

    def edit_variant(self, shop: Shop, variant_id: int, **values: Any) -> Variant:
        """Set fields of a variant (not its stock). Emits product.updated if anything is different."""
        product, variant = self.product_of(shop, variant_id)
        if assign(variant, values, _VARIANT_FIELDS):
            variant.updated = self.clock()
            self._touched(shop, product)
        return variant

    def set_images(self, shop: Shop, product_id: int, images: list[Image]) -> Product:
        """Replace the pictures; new ones get their id from `shop.next_id()`. Emits product.updated."""
        product = self.product(shop, product_id)
        product.images = images
        self._touched(shop, product)
        return product

    def set_options(self, shop: Shop, product_id: int, options: list[Option]) -> Product:
        """Replace the options. Emits product.updated."""
        product = self.product(shop, product_id)
        product.options = options
        self._touched(shop, product)
        return product

    def delete_product(self, shop: Shop, product_id: int) -> None:
        """Delete for good; orders keep their lines. Emits product.deleted, with the `inventory_ids` that went."""
        product = self.product(shop, product_id)
        del shop.products[product_id]
        gone = [variant.inventory_id for variant in product.variants]
        self.emit(shop, "product.deleted", product_id, inventory_ids=gone, handle=product.handle)

    def set_stock(
        self,
        shop: Shop,
        variant_id: int,
        quantity: int,
        *,
        location_id: int | None = None,
        field: str = "available",
        expected: int | None = None,
    ) -> Level:
        """Set a quantity (available, on_hand or incoming) at a location (None: the primary one).

        With `expected`, only if it is that now: else Refused stock_changed with `detail["actual"]`. Emits stock.changed.
        """
        if field not in ("available", "on_hand", "incoming"):
            raise Refused("invalid", f"no quantity {field!r}", "field")
        _, variant = self.product_of(shop, variant_id)
        place = self.place(shop, location_id)
        level = variant.levels.setdefault(place.id, Level())
        actual: int = getattr(level, field)
        if expected is not None and expected != actual:
            raise Refused("stock_changed", f"expected {expected}, there are {actual}", "expected", actual=actual)
        if field == "incoming":
            level.incoming = quantity
        else:
            level.on_hand = quantity + (level.committed if field == "available" else 0)
        level.updated = variant.updated = self.clock()
        if quantity != actual:
            self.emit(shop, "stock.changed", variant.id, location_id=place.id)
        return level

    def create_customer(self, shop: Shop, *, email: str, first_name: str = "", last_name: str = "", **v: Any) -> Customer:
        """Enter a customer; Refused taken when the address is known. Emits customer.created."""
        if email and any(c.email.lower() == email.lower() for c in shop.customers.values()):
            raise Refused("taken", f"{email} has an account already", "email")
        now = self.clock()
        customer = Customer(shop.next_id(), email, first_name, last_name, now, now)
        assign(customer, v, _CUSTOMER_FIELDS)
        shop.customers[customer.id] = customer
        self.emit(shop, "customer.created", customer.id)
        return customer

    def edit_customer(self, shop: Shop, customer_id: int, **values: Any) -> Customer:
        """Set fields of a customer. Emits customer.updated if anything is different."""
        customer = self.customer(shop, customer_id)
        if assign(customer, values, _CUSTOMER_FIELDS):
            customer.updated = self.clock()
            self.emit(shop, "customer.updated", customer.id)
        return customer

    def free_handle(self, shop: Shop, wanted: str) -> str:
        """The handle, or with the first free number behind it."""
        seen = self._handles.setdefault(shop.handle, set())
        if len(seen) < len(shop.products):
            seen.update(product.handle for product in shop.products.values())
        if wanted not in seen:
            seen.add(wanted)
            return wanted
        # Seen once is not taken now: products are renamed and deleted.
        taken = {product.handle for product in shop.products.values()}
        handle, n = wanted, 1
        while handle in taken:
            handle, n = f"{wanted}-{n}", n + 1
        seen.add(handle)
        return handle

    def _new_variant(self, shop: Shop, values: Mapping[str, Any], now: datetime) -> Variant:
        rest = dict(values)
        stock = rest.pop("stock", 0)
        by_place: dict[int, int] = stock if isinstance(stock, dict) else {shop.location.id: stock}
        levels = {place: Level(on_hand=quantity, updated=now) for place, quantity in by_place.items()}
        variant = Variant(shop.next_id(), shop.next_id(), now, now, levels=levels)
        if "title" not in rest and rest.get("option_values"):
            rest["title"] = " / ".join(rest["option_values"])
        assign(variant, rest, _VARIANT_FIELDS)
        return variant

    def _touched(self, shop: Shop, product: Product) -> None:
        product.updated = self.clock()
        self.emit(shop, "product.updated", product.id)
