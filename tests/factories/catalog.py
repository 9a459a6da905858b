"""Products of ours, and products as channels list them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from app.catalog.models import Product, Variant
from app.kernel.ids import new_id
from app.ports.storefront import RemoteImage, RemoteProduct, RemoteVariant
from tests.factories.accounts import Organisation

_numbers = count(1)
LISTED_AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


async def make_product(
    org: Organisation, *, variants: Sequence[dict[str, Any]] = ({},), **fields: Any
) -> tuple[UUID, list[UUID]]:
    """A master product with one variant, or one per mapping in `variants`: (product id, variant ids)."""
    number = next(_numbers)
    product_id = new_id()
    product = {"title": f"Product {number}", "currency": "EUR", **fields}
    made = [
        {"sku": f"SKU-{number}-{position}", "price": Decimal("10.00"), "position": position, **given}
        for position, given in enumerate(variants)
    ]
    search = " ".join([product["title"], *(v["sku"] for v in made)]).lower()
    ids = [new_id() for _ in made]
    async with org.uow() as uow:
        uow.add(Product(**{"org_id": org.id, "id": product_id, "search": search, **product}))
        await uow.flush()
        for id_, given in zip(ids, made, strict=True):
            uow.add(Variant(org_id=org.id, id=id_, product_id=product_id, **given))
    return product_id, ids


def remote_variant(**fields: Any) -> RemoteVariant:
    """A variant as a channel lists it; its stock id is its own id unless given."""
    number = next(_numbers)
    external_id = str(fields.pop("external_id", 80_000 + number))
    given: dict[str, Any] = {
        "stock_id": external_id,
        "title": "Default",
        "sku": f"CH-{number}",
        "price": Decimal("10.00"),
    }
    return RemoteVariant(external_id=external_id, **{**given, **fields})


def remote_product(**fields: Any) -> RemoteProduct:
    """A product as a channel lists it: one image, one variant unless `variants` is given. `sku`, `barcode` and `price`
    go to that one variant."""
    number = next(_numbers)
    external_id = str(fields.pop("external_id", 50_000 + number))
    own = {name: fields.pop(name) for name in ("sku", "barcode", "price") if name in fields}
    given: dict[str, Any] = {
        "title": f"Listed {number}",
        "description_html": "<p>As listed.</p>",
        "vendor": "Harbour",
        "product_type": "Things",
        "tags": ("new",),
        "handle": f"listed-{number}",
        "url": f"https://shop.example/products/listed-{number}",
        "currency": "EUR",
        "images": (RemoteImage(external_id=f"i{external_id}", url=f"https://shop.example/{number}.png", alt="A thing"),),
        "created_at": LISTED_AT,
        "updated_at": LISTED_AT,
    }
    if "variants" not in fields:
        given["variants"] = (remote_variant(external_id=f"{external_id}1", **own),)
    return RemoteProduct(external_id=external_id, **{**given, **fields})


def changed(product: RemoteProduct, at: datetime, *, variant: dict[str, Any] | None = None, **fields: Any) -> RemoteProduct:
    """The same listing after an edit at the channel; `variant` changes its first variant."""
    if variant:
        fields["variants"] = (replace(product.variants[0], **variant), *product.variants[1:])
    return replace(product, updated_at=at, **fields)
