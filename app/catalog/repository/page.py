"""Taking in a page of a channel's products: what is known of it, and writing what was decided, one statement per table.

Rows travel as JSON recordsets: tags are arrays, which `unnest` would flatten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from app.kernel import clock
from app.kernel.db import UnitOfWork

Row = dict[str, Any]

_VARIANTS = """SELECT v.*, EXISTS (
    SELECT 1 FROM listing_variants x
    WHERE x.org_id = v.org_id AND x.variant_id = v.id AND x.store_id = :store AND x.gone_at IS NULL) AS listed
FROM variants v WHERE v.org_id = :org AND """
_CANDIDATES = text(
    f"""{_VARIANTS} v.id = ANY(:ids)
    UNION {_VARIANTS} v.deleted_at IS NULL AND v.sku <> '' AND v.sku = ANY(:skus)
    UNION {_VARIANTS} v.deleted_at IS NULL AND v.barcode <> '' AND v.barcode = ANY(:barcodes)
    ORDER BY id"""
)
_PRODUCTS = text(
    """SELECT p.*, COALESCE((
           SELECT json_agg(json_build_object('url', i.url, 'alt', i.alt) ORDER BY i.position)
           FROM product_images i WHERE i.org_id = p.org_id AND i.product_id = p.id), '[]') AS images
       FROM products p WHERE p.org_id = :org AND p.id = ANY(:ids) ORDER BY p.id FOR UPDATE OF p"""
)
_LISTINGS = text(
    """SELECT * FROM listings WHERE org_id = :org AND store_id = :store AND external_id = ANY(:ids) ORDER BY id FOR UPDATE"""
)
_LISTING_VARIANTS = text(
    """SELECT * FROM listing_variants WHERE org_id = :org AND store_id = :store AND listing_id = ANY(:listings)
       UNION SELECT * FROM listing_variants WHERE org_id = :org AND store_id = :store AND external_id = ANY(:ids)
       ORDER BY id"""
)
_SNAPSHOT = text(
    """INSERT INTO product_versions (org_id, product_id, version, snapshot, actor, at)
       SELECT p.org_id, p.id, p.version, to_jsonb(p) - 'org_id' - 'search' || jsonb_build_object(
           'variants', COALESCE((SELECT jsonb_agg(to_jsonb(v) - 'org_id' ORDER BY v.position, v.id) FROM variants v
                                 WHERE v.org_id = p.org_id AND v.product_id = p.id AND v.deleted_at IS NULL), '[]'),
           'images', COALESCE((SELECT jsonb_agg(to_jsonb(i) - 'org_id' ORDER BY i.position) FROM product_images i
                               WHERE i.org_id = p.org_id AND i.product_id = p.id), '[]')), :actor, :now
       FROM products p WHERE p.org_id = :org AND p.id = ANY(:ids)
       ON CONFLICT (org_id, product_id, version) DO NOTHING"""
)
_FINISH = text(
    """UPDATE products p SET version = p.version + 1, updated_at = :now, search = lower(concat_ws(' ', p.title, p.vendor,
           p.product_type, array_to_string(p.tags, ' '), (
               SELECT string_agg(v.sku || ' ' || v.barcode, ' ' ORDER BY v.position, v.id) FROM variants v
               WHERE v.org_id = p.org_id AND v.product_id = p.id AND v.deleted_at IS NULL)))
       WHERE p.org_id = :org AND p.id = ANY(:ids)"""
)
_PENDING = text(
    """UPDATE listings SET push_state = 'pending', push_error = '', updated_at = :now
       WHERE org_id = :org AND product_id = ANY(:ids) AND state = 'linked' AND store_id IS DISTINCT FROM :origin"""
)
_WRITE = {
    "products": """INSERT INTO products SELECT * FROM json_populate_recordset(NULL::products, CAST(:rows AS json))
        ON CONFLICT (org_id, id) DO UPDATE SET title = excluded.title, description_html = excluded.description_html,
            vendor = excluded.vendor, product_type = excluded.product_type, tags = excluded.tags, status = excluded.status,
            handle = excluded.handle, options = excluded.options, deleted_at = excluded.deleted_at""",
    "variants": """INSERT INTO variants SELECT * FROM json_populate_recordset(NULL::variants, CAST(:rows AS json))
        ON CONFLICT (org_id, id) DO UPDATE SET sku = excluded.sku, barcode = excluded.barcode, title = excluded.title,
            options = excluded.options, price = excluded.price, compare_at_price = excluded.compare_at_price,
            cost = excluded.cost, weight_grams = excluded.weight_grams, track_inventory = excluded.track_inventory,
            position = excluded.position, image_id = excluded.image_id, deleted_at = excluded.deleted_at,
            updated_at = excluded.updated_at""",
    "product_images": """INSERT INTO product_images
        SELECT * FROM json_populate_recordset(NULL::product_images, CAST(:rows AS json))""",
    "listings": """INSERT INTO listings SELECT * FROM json_populate_recordset(NULL::listings, CAST(:rows AS json))
        ON CONFLICT (org_id, id) DO UPDATE SET product_id = excluded.product_id, state = excluded.state,
            external_id = excluded.external_id, title = excluded.title, url = excluded.url, status = excluded.status,
            currency = excluded.currency, base = excluded.base, remote_updated_at = excluded.remote_updated_at,
            push_state = excluded.push_state, push_error = excluded.push_error, synced_at = excluded.synced_at,
            updated_at = excluded.updated_at""",
    "listing_variants": """INSERT INTO listing_variants
        SELECT * FROM json_populate_recordset(NULL::listing_variants, CAST(:rows AS json))
        ON CONFLICT (org_id, id) DO UPDATE SET listing_id = excluded.listing_id, variant_id = excluded.variant_id,
            suggested_variant_id = excluded.suggested_variant_id, stock_id = excluded.stock_id, title = excluded.title,
            sku = excluded.sku, barcode = excluded.barcode, price = excluded.price, base = excluded.base,
            gone_at = excluded.gone_at, updated_at = excluded.updated_at""",
    "field_changes": """INSERT INTO field_changes
        SELECT * FROM json_populate_recordset(NULL::field_changes, CAST(:rows AS json))""",
}


class Page:
    """Reads and writes of one unit of work; `store_id` whose page it is."""

    def __init__(self, uow: UnitOfWork, store_id: UUID | None = None) -> None:
        self._uow = uow
        self._store = store_id

    async def lock(self) -> None:
        """One writer of an organisation's catalogue at a time, so that two pages cannot claim one SKU."""
        await self._uow.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": f"catalog/{self._uow.org_id}"}
        )

    async def listings(self, external_ids: Iterable[str]) -> list[Row]:
        return await self._rows(_LISTINGS, store=self._store, ids=list(external_ids))

    async def listing_variants(self, listing_ids: Iterable[UUID], external_ids: Iterable[str]) -> list[Row]:
        return await self._rows(_LISTING_VARIANTS, store=self._store, listings=list(listing_ids), ids=list(external_ids))

    async def candidates(self, ids: Iterable[UUID], skus: Iterable[str], barcodes: Iterable[str]) -> list[Row]:
        """Variants by id, or living ones by SKU or barcode. `listed`: mapped in this store already."""
        return await self._rows(_CANDIDATES, store=self._store, ids=list(ids), skus=list(skus), barcodes=list(barcodes))

    async def products(self, ids: Iterable[UUID]) -> list[Row]:
        """With `images` as [{url, alt}], locked."""
        return await self._rows(_PRODUCTS, ids=sorted(set(ids)))

    async def snapshot(self, product_ids: Sequence[UUID]) -> None:
        """Keep what these products are before they change."""
        if product_ids:
            actor = f"{self._uow.actor.kind}:{self._uow.actor.label or self._uow.actor.id}".rstrip(":")
            await self._do(_SNAPSHOT, ids=list(product_ids), actor=actor)

    async def finish(self, product_ids: Sequence[UUID]) -> None:
        """Count their versions up and write what they are found by."""
        if product_ids:
            await self._do(_FINISH, ids=list(product_ids))

    async def await_push(self, product_ids: Sequence[UUID], origin: UUID | None) -> None:
        """Their listings in all stores but `origin` lack something of ours now."""
        if product_ids:
            await self._do(_PENDING, ids=list(product_ids), origin=origin)

    async def write(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert or update whole rows by id, one statement."""
        if rows:
            stamped = [{"org_id": self._uow.org_id, **row} for row in rows]
            await self._uow.execute(text(_WRITE[table]), {"rows": orjson.dumps(stamped, default=str).decode()})

    async def free_skus(self, variant_ids: Sequence[UUID]) -> None:
        """Before a page in which SKUs move from one variant to another: the index knows no order."""
        if variant_ids:
            await self._uow.execute(
                text("UPDATE variants SET sku = '' WHERE org_id = :org AND id = ANY(:ids)"),
                {"org": self._uow.org_id, "ids": list(variant_ids)},
            )

    async def drop_images(self, product_ids: Sequence[UUID]) -> None:
        if product_ids:
            await self._uow.execute(
                text("DELETE FROM product_images WHERE org_id = :org AND product_id = ANY(:ids)"),
                {"org": self._uow.org_id, "ids": list(product_ids)},
            )

    async def seen(self, listing_ids: Sequence[UUID]) -> None:
        """These were read and had nothing new."""
        if listing_ids:
            await self._do(text("UPDATE listings SET synced_at = :now WHERE org_id = :org AND id = ANY(:ids)"),
                           ids=list(listing_ids))  # fmt: skip

    async def variants_of(self, product_id: UUID, deleted_at: datetime | None = None) -> list[Row]:
        """The living ones, or those that were deleted at that moment."""
        return await self._rows(
            text(
                """SELECT * FROM variants WHERE org_id = :org AND product_id = :product
                   AND deleted_at IS NOT DISTINCT FROM CAST(:at AS timestamptz) ORDER BY position, id"""
            ),
            product=product_id,
            at=deleted_at,
        )

    async def set_deleted(self, product_id: UUID, before: datetime | None, at: datetime | None) -> None:
        """Delete (`at`) or restore (None) a product with the variants that are in the same state as it is."""
        await self._uow.execute(
            text(
                """WITH kinds AS (
                       UPDATE variants SET deleted_at = :at WHERE org_id = :org AND product_id = :product
                       AND deleted_at IS NOT DISTINCT FROM CAST(:before AS timestamptz)
                   )
                   UPDATE products SET deleted_at = :at WHERE org_id = :org AND id = :product"""
            ),
            {"org": self._uow.org_id, "product": product_id, "before": before, "at": at},
        )

    async def _do(self, statement: Any, **given: Any) -> None:
        await self._uow.execute(statement, {"org": self._uow.org_id, "now": clock.now(), **given})

    async def _rows(self, statement: Any, **given: Any) -> list[Row]:
        return [dict(row) for row in (await self._uow.execute(statement, {"org": self._uow.org_id, **given})).mappings()]
