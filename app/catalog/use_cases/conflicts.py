"""Fields that both sides changed: what the merge decided by itself, and what people say of it afterwards."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson

from app.catalog.contracts import ConflictDecided, Decided
from app.catalog.models import FieldChange, FieldDecision, Listing
from app.catalog.repository.page import Page
from app.catalog.use_cases.fields import PUSHED, VARIANT_PUSHED
from app.catalog.use_cases.products import update_product
from app.kernel import audit
from app.kernel.cursors import decode_cursor, encode_cursor, identity, moment
from app.kernel.db import UnitOfWork, database
from app.kernel.errors import Conflict, NotFound

# A later change of the same field makes an earlier one history that nobody needs to decide on.
_PAGE = """SELECT COALESCE(json_agg(r), '[]')::text FROM (
    SELECT c.id, l.store_id, c.listing_id, l.product_id, l.title AS product, c.entity_id, v.sku, c.field, c.base, c.ours,
           c.theirs, c.winner, c.at, d.keep AS decision, COALESCE(d.decided_by, '') AS decided_by, d.at AS decided_at
    FROM field_changes c
    JOIN listings l ON l.org_id = c.org_id AND l.id = c.listing_id
    LEFT JOIN variants v ON v.org_id = c.org_id AND v.id = c.entity_id
    LEFT JOIN field_decisions d ON d.org_id = c.org_id AND d.change_id = c.id
    WHERE ($1::uuid IS NULL OR l.store_id = $1)
      AND CASE WHEN $2 = 'decided' THEN d.change_id IS NOT NULL
               ELSE d.change_id IS NULL AND NOT EXISTS (
                   SELECT 1 FROM field_changes later WHERE later.org_id = c.org_id AND later.listing_id = c.listing_id
                   AND later.entity_id = c.entity_id AND later.field = c.field AND (later.at, later.id) > (c.at, c.id)) END
      AND ($3::timestamptz IS NULL OR (c.at, c.id) < ($3, $4::uuid))
    ORDER BY c.at DESC, c.id DESC LIMIT $5) r"""
_DECIDABLE = (*PUSHED, "handle", *VARIANT_PUSHED, "track_inventory")
_TEXT = ("title", "description_html", "vendor", "product_type", "status", "handle", "sku", "barcode")


async def conflict_page(
    org_id: UUID, *, store_id: UUID | None, state: str, cursor: str | None, limit: int
) -> tuple[bytes, str | None]:
    """(JSON array, next cursor), newest first. `state`: open | decided."""
    at, id_ = decode_cursor(cursor, moment, identity) or (None, None)
    async with database().read(org_id) as connection:
        items = await connection.fetchval(_PAGE, store_id, state, at, id_, limit)
    found = orjson.loads(items)
    return items.encode(), encode_cursor(found[-1]["at"], found[-1]["id"]) if len(found) == limit else None


async def decide_conflict(uow: UnitOfWork, change_id: UUID, keep: str) -> Decided:
    """Keep "ours" or "theirs". Keeping what lost makes it the master's value, which then goes to every channel.

    Raises NotFound, ConflictDecided, what update_product raises, and Conflict for a field that is not one value.
    """
    change = await uow.get(FieldChange, change_id, "conflict")
    if await uow.session.get(FieldDecision, (uow.org_id, change_id)) is not None:
        raise ConflictDecided("Somebody decided on this already.", details={"conflict_id": str(change_id)})
    listing = await uow.get(Listing, change.listing_id, "listing")
    store_id, product_id = listing.store_id, listing.product_id
    if product_id is None:
        raise NotFound("product of this conflict", change_id)
    given = (change.field, change.entity_id, change.ours if keep == "ours" else change.theirs, change.winner)
    uow.add(FieldDecision(org_id=uow.org_id, change_id=change_id, keep=keep, decided_by=uow.actor.label or uow.actor.kind))
    audit.record(uow, "conflict.decided", kind="product", id_=product_id, field=given[0], keep=keep)
    await uow.flush()
    if keep != given[3]:
        await _apply(uow, product_id, given[0], given[1], given[2])
    return Decided(id=change_id, store_id=store_id, product_id=product_id, field=given[0], decision=keep)


async def _apply(uow: UnitOfWork, product_id: UUID, field: str, entity_id: UUID, stored: str | None) -> None:
    if field not in _DECIDABLE:
        raise Conflict("Pictures and options are not chosen as a whole: edit the product.", details={"field": field})
    value: Any = stored
    if stored is not None and field in ("tags", "track_inventory"):
        value = orjson.loads(stored)
    if stored is None and field in _TEXT:
        value = ""
    if entity_id == product_id:
        await update_product(uow, product_id, {field: value})
        return
    rows = await Page(uow).variants_of(product_id)
    if entity_id not in {row["id"] for row in rows}:
        raise NotFound("variant", entity_id)
    await update_product(
        uow, product_id, {}, variants=[{**row, field: value} if row["id"] == entity_id else row for row in rows]
    )
