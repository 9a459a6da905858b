"""The fields that products share with channels, as JSON values, so that the three sides of a merge compare alike."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.kernel.money import plain
from app.ports.storefront import RemoteProduct, RemoteVariant

PUSHED = ("title", "description_html", "vendor", "product_type", "tags", "status")
TAKEN = ("handle", "options", "images")
VARIANT_PUSHED = ("sku", "barcode", "price", "compare_at_price", "cost", "weight_grams")
VARIANT_TAKEN = ("title", "options", "track_inventory", "position")
MONEY = ("price", "compare_at_price", "cost")
AMOUNTS = (*MONEY, "weight_grams")

_LONGEST_CODE = 255  # of a SKU or barcode; they are keys of an index
_TOO_MUCH = Decimal(10) ** 15


def clean(text: str) -> str:
    """Without what PostgreSQL cannot store: NUL, and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def code(text: str) -> str:
    """A SKU or barcode, trimmed; one that is too long to be a code is none."""
    trimmed = clean(text).strip()
    return trimmed if len(trimmed) <= _LONGEST_CODE else ""


def amount(value: Decimal | None) -> str | None:
    """The JSON form; what cannot be a price or a weight is none."""
    return plain(value) if value is not None and value.is_finite() and 0 <= value < _TOO_MUCH else None


def remote_fields(product: RemoteProduct) -> dict[str, Any]:
    """A channel's product, without its variants."""
    return {
        "title": clean(product.title),
        "description_html": clean(product.description_html),
        "vendor": clean(product.vendor),
        "product_type": clean(product.product_type),
        "tags": [clean(tag) for tag in product.tags],
        "status": product.status,
        "handle": clean(product.handle),
        "options": [{"name": clean(name), "values": [clean(v) for v in values]} for name, values in product.options],
        "images": [
            {"url": clean(image.url), "alt": clean(image.alt)} for image in sorted(product.images, key=lambda i: i.position)
        ],
    }


def remote_variant_fields(variant: RemoteVariant) -> dict[str, Any]:
    return {
        "sku": code(variant.sku),
        "barcode": code(variant.barcode),
        **{name: amount(getattr(variant, name)) for name in AMOUNTS},
        "title": clean(variant.title),
        "options": [[clean(name), clean(value)] for name, value in variant.options],
        "track_inventory": variant.track_inventory,
        "position": variant.position,
    }


def master_fields(row: Mapping[str, Any]) -> dict[str, Any]:
    """Our product of the same shape. A deleted one is archived as far as channels are concerned."""
    ours = {name: row[name] for name in (*PUSHED, *TAKEN)}
    if row["deleted_at"] is not None:
        ours["status"] = "archived"
    return ours


def master_variant_fields(row: Mapping[str, Any]) -> dict[str, Any]:
    ours = {name: row[name] for name in (*VARIANT_PUSHED, *VARIANT_TAKEN)}
    return ours | {name: amount(Decimal(row[name]) if row[name] is not None else None) for name in AMOUNTS}
