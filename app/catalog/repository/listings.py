"""Listings of channels and what they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.catalog.contracts import ListedVariant, ResolvedVariant
from app.kernel import clock
from app.kernel.db import UnitOfWork

UNLISTED = "new:"  # begins the external id of a listing that the channel has yet to make

_LISTED = """SELECT x.store_id, x.listing_id, x.id AS listing_variant_id, x.variant_id, x.external_id, x.stock_id,
    l.external_id AS product_external_id
FROM listing_variants x JOIN listings l ON l.org_id = x.org_id AND l.id = x.listing_id AND l.state <> 'deleted'
WHERE x.org_id = :org AND x.variant_id IS NOT NULL AND x.gone_at IS NULL AND """
_OF_VARIANTS = text(_LISTED + "x.variant_id = ANY(:ids) ORDER BY x.variant_id, x.id")
_OF_STORE = text(_LISTED + "x.store_id = :store ORDER BY x.variant_id, x.id")
_RESOLVE = text(
    """SELECT x.external_id, v.id, v.product_id FROM listing_variants x
       JOIN variants v ON v.org_id = x.org_id AND v.id = x.variant_id
       WHERE x.org_id = :org AND x.store_id = :store AND x.external_id = ANY(:ids)"""
)
_AVAILABLE = text(
    """SELECT l.variant_id, sum(l.available) FROM stock_levels l
       JOIN locations o ON o.org_id = l.org_id AND o.id = l.location_id AND o.active
       WHERE l.org_id = :org AND l.variant_id = ANY(:ids) GROUP BY 1"""
)
_DELETED = text(
    """WITH gone AS (
           UPDATE listings SET state = 'deleted', push_state = 'clean', push_error = '', updated_at = :now
           WHERE org_id = :org AND store_id = :store AND external_id = ANY(:ids) AND state <> 'deleted' RETURNING id
       )
       UPDATE listing_variants SET gone_at = COALESCE(gone_at, :now), updated_at = :now
       WHERE org_id = :org AND listing_id IN (SELECT id FROM gone)"""
)


class Listings:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    async def resolve(self, store_id: UUID, external_ids: Sequence[str]) -> dict[str, ResolvedVariant]:
        """Also of listings that are gone: their orders still name them."""
        found = await self._do(_RESOLVE, store=store_id, ids=list(external_ids))
        return {external: ResolvedVariant(variant_id=id_, product_id=product) for external, id_, product in found}

    async def of_variants(self, variant_ids: Sequence[UUID]) -> list[ListedVariant]:
        return [ListedVariant(**row) for row in (await self._do(_OF_VARIANTS, ids=list(variant_ids))).mappings()]

    async def of_store(self, store_id: UUID) -> list[ListedVariant]:
        return [ListedVariant(**row) for row in (await self._do(_OF_STORE, store=store_id)).mappings()]

    async def remote_deleted(self, store_id: UUID, external_ids: Sequence[str]) -> None:
        await self._do(_DELETED, store=store_id, ids=list(external_ids))

    async def store_currency(self, store_id: UUID) -> str | None:
        """None: there is no such store."""
        found = (await self._do(text("SELECT currency FROM stores WHERE org_id = :org AND id = :id"), id=store_id)).scalar()
        return None if found is None else str(found)

    async def available(self, variant_ids: Sequence[UUID]) -> dict[UUID, int]:
        """Units over active locations; a variant without a level is absent."""
        found = await self._do(_AVAILABLE, ids=list(variant_ids))
        return {variant: int(units) for variant, units in found}

    async def _do(self, statement: Any, **given: Any) -> Any:
        return await self._uow.execute(statement, {"org": self._uow.org_id, "now": clock.now(), **given})
