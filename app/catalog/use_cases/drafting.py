"""What a page changes, gathered in memory and written at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson

from app.catalog.contracts import Issue
from app.catalog.repository.page import Page, Row
from app.catalog.use_cases.fields import clean, remote_fields, remote_variant_fields
from app.catalog.use_cases.merge import FieldConflict
from app.kernel import clock
from app.kernel.ids import new_id
from app.ports.storefront import RemoteProduct, RemoteVariant


@dataclass(slots=True)
class Known:
    """What we had before the page: listings and their variants by external id, masters by id."""

    listings: dict[str, Row]
    listing_variants: dict[str, Row]
    products: dict[UUID, Row]
    variants: dict[UUID, Row]
    sku_owner: dict[str, UUID] = field(default_factory=dict)
    by_barcode: dict[str, list[UUID]] = field(default_factory=dict)
    listed: set[UUID] = field(default_factory=set)  # variants with a living listing in this store

    def __post_init__(self) -> None:
        for id_, row in self.variants.items():
            if row.pop("listed"):
                self.listed.add(id_)
            if row["deleted_at"] is None and row["sku"]:
                self.sku_owner[row["sku"]] = id_
            if row["deleted_at"] is None and row["barcode"]:
                self.by_barcode.setdefault(row["barcode"], []).append(id_)


@dataclass(slots=True)
class Draft:
    """Rows to write. `changed` are masters that were there before; `new` ones were not."""

    new: dict[UUID, Row] = field(default_factory=dict)
    changed: set[UUID] = field(default_factory=set)
    variants: dict[UUID, Row] = field(default_factory=dict)
    freed: set[UUID] = field(default_factory=set)
    images: dict[UUID, list[Row]] = field(default_factory=dict)
    listings: list[Row] = field(default_factory=list)
    listing_variants: list[Row] = field(default_factory=list)
    field_changes: list[Row] = field(default_factory=list)
    mapped: set[UUID] = field(default_factory=set)
    unchanged: list[UUID] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def conflict(self, listing_id: UUID, entity_id: UUID, found: FieldConflict) -> None:
        self.field_changes.append(
            {
                "id": new_id(),
                "listing_id": listing_id,
                "entity_id": entity_id,
                "field": found.field,
                **{side: _text(getattr(found, side)) for side in ("base", "ours", "theirs")},
                "winner": found.winner,
                "at": clock.now(),
            }
        )

    def set_images(self, product_id: UUID, images: list[Mapping[str, str]]) -> None:
        self.images[product_id] = [
            {"id": new_id(), "product_id": product_id, "url": image["url"], "alt": image["alt"], "position": position,
             "created_at": clock.now()}
            for position, image in enumerate(images)
        ]  # fmt: skip

    async def write(self, page: Page, known: Known, origin: UUID) -> None:
        """A fixed number of statements, whatever the page holds."""
        changed = sorted(self.changed - self.new.keys())
        await page.snapshot(changed)
        await page.free_skus(sorted(self.freed))
        products = [*self.new.values(), *(known.products[id_] for id_ in changed)]
        await page.write("products", [{k: v for k, v in row.items() if k != "images"} for row in products])
        await page.drop_images([id_ for id_ in self.images if id_ not in self.new])
        await page.write("product_images", [image for rows in self.images.values() for image in rows])
        await page.write("variants", list(self.variants.values()))
        await page.finish(changed)
        await page.await_push(changed, origin)
        await page.write("listings", self.listings)
        await page.write("listing_variants", self.listing_variants)
        await page.write("field_changes", self.field_changes)
        await page.seen(self.unchanged)


def _text(value: Any) -> str | None:
    return None if value is None else value if isinstance(value, str) else orjson.dumps(value).decode()


def new_product(remote: RemoteProduct, currency: str) -> Row:
    now, fields = clock.now(), remote_fields(remote)
    codes = [c for v in remote.variants for c in (remote_variant_fields(v)["sku"], v.barcode) if c]
    words = (fields["title"], fields["vendor"], fields["product_type"], *fields["tags"], *codes)
    return {
        "id": new_id(),
        **fields,
        "currency": currency,
        "search": clean(" ".join(words)).lower(),
        "version": 1,
        "deleted_at": None,
        "created_at": now,
        "updated_at": now,
    }


def new_variant(remote: RemoteVariant, product: Row, *, sku: str, image_id: UUID | None = None) -> Row:
    now = clock.now()
    return {
        "id": new_id(),
        "product_id": product["id"],
        **remote_variant_fields(remote),
        "sku": sku,
        "image_id": image_id,
        "deleted_at": product["deleted_at"],
        "created_at": now,
        "updated_at": now,
    }
