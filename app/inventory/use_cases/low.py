"""What counts as low, and what is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from app.inventory.contracts import LOW_AT, LowStock, Threshold
from app.inventory.events import ThresholdsChanged
from app.inventory.models import InventorySettings
from app.kernel import audit, clock
from app.kernel.db import UnitOfWork
from app.kernel.errors import NotFound

SELLS = timedelta(days=30)  # what did not move for that long is not missed

_LOW = text(
    """WITH levels AS (
           SELECT l.variant_id, l.location_id, o.name AS location, l.available, l.low_at FROM stock_levels l
           JOIN locations o ON o.org_id = l.org_id AND o.id = l.location_id AND o.active
           WHERE CAST(:variants AS uuid[]) IS NULL OR l.variant_id = ANY(:variants)
       ), low AS (
           SELECT variant_id, location_id, location, available, low_at AS threshold FROM levels WHERE available <= low_at
           UNION ALL
           SELECT variant_id, NULL, '', sum(available)::int, :low_at FROM levels GROUP BY variant_id
           HAVING count(low_at) = 0 AND sum(available) <= CAST(:low_at AS int)
       )
       SELECT low.variant_id, low.location_id, low.location, p.id AS product_id, p.title AS product, v.title AS variant, v.sku,
              low.available, low.threshold
       FROM low JOIN variants v ON v.id = low.variant_id AND v.deleted_at IS NULL AND v.track_inventory
       JOIN products p ON p.org_id = v.org_id AND p.id = v.product_id AND p.deleted_at IS NULL AND p.status = 'active'
       WHERE low.location_id IS NOT NULL OR EXISTS (
           SELECT 1 FROM stock_ledger e WHERE e.org_id = v.org_id AND e.variant_id = v.id AND e.at > :since
              AND e.kind <> 'initial' AND (e.on_hand_delta < 0 OR e.reserved_delta > 0))
       ORDER BY low.variant_id, low.location_id LIMIT 2000"""
)
_SET = text(
    """UPDATE stock_levels l SET low_at = u.low_at
       FROM unnest(CAST(:variants AS uuid[]), CAST(:locations AS uuid[]), CAST(:low_at AS int[]))
            AS u(variant_id, location_id, low_at)
       WHERE l.variant_id = u.variant_id AND l.location_id = u.location_id RETURNING l.variant_id, l.location_id"""
)


async def low_stock(uow: UnitOfWork, variant_ids: Sequence[UUID] | None = None) -> list[LowStock]:
    """Levels at their own threshold or under it, and variants at the organisation's or under it that sold lately. Only
    of active products whose stock is counted; None: of all."""
    given = {
        "variants": None if variant_ids is None else list(variant_ids),
        "low_at": await low_at(uow),
        "since": clock.now() - SELLS,
    }
    return [LowStock(**row) for row in (await uow.execute(_LOW, given)).mappings()]


async def low_at(uow: UnitOfWork) -> int | None:
    """The organisation's threshold; None: nothing counts as low."""
    row = await uow.session.get(InventorySettings, (uow.org_id,))
    return row.low_at if row else LOW_AT


async def set_low_at(uow: UnitOfWork, value: int | None) -> None:
    """Change the organisation's threshold. Publishes ThresholdsChanged."""
    before = await low_at(uow)
    await uow.session.merge(InventorySettings(org_id=uow.org_id, low_at=value, updated_at=clock.now()))
    audit.record(uow, "inventory.threshold_changed", kind="organisation", id_=uow.org_id, before=before, after=value)
    uow.publish(ThresholdsChanged())


async def set_thresholds(uow: UnitOfWork, thresholds: Sequence[Threshold]) -> None:
    """Levels' own thresholds, all or none. Raises NotFound for a level that is none. Publishes ThresholdsChanged."""
    found = await uow.execute(
        _SET,
        {
            "variants": [t.variant_id for t in thresholds],
            "locations": [t.location_id for t in thresholds],
            "low_at": [t.low_at for t in thresholds],
        },
    )
    known = {(row[0], row[1]) for row in found}
    for threshold in thresholds:
        if (threshold.variant_id, threshold.location_id) not in known:
            raise NotFound("stock level", f"{threshold.variant_id}/{threshold.location_id}")
    audit.record(uow, "inventory.thresholds_changed", levels=len(thresholds))
    uow.publish(ThresholdsChanged(variant_ids=tuple(sorted({t.variant_id for t in thresholds}))))
