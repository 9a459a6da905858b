"""All SQL of fulfilment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert

from app.fulfilment.contracts import (
    MOVING,
    PLANNED,
    ShipmentLineView,
    ShipmentToPush,
    ShipmentView,
    TrackingEventView,
)
from app.fulfilment.models import ShipFrom, Shipment, ShipmentLine, TrackingEntry
from app.kernel import clock
from app.kernel.db import UnitOfWork, database
from app.kernel.errors import NotFound
from app.kernel.ids import new_id
from app.ports.carriers import TrackingEvent

ORGANISATION = UUID(int=0)  # the location_id of the organisation's own address
_PLAIN = (
    "id", "order_id", "store_id", "carrier_connection_id", "carrier", "service", "state", "reference", "tracking_number",
    "tracking_url", "cost", "currency", "label_media_type", "ship_from", "ship_to", "notify_customer", "error", "version",
    "shipped_at", "delivered_at", "tracked_at", "created_at", "updated_at",
)  # fmt: skip

_LINES = text(
    """SELECT l.shipment_id, l.order_item_id, i.title, i.variant_title, i.sku, l.quantity
       FROM shipment_lines l JOIN order_items i ON i.org_id = l.org_id AND i.id = l.order_item_id
       WHERE l.shipment_id = ANY(:ids) ORDER BY i.position, i.id"""
)
_TO_PUSH = text(
    """SELECT s.id, s.store_id, s.order_id, o.external_id, s.state, s.carrier, s.tracking_number, s.tracking_url,
              s.notify_customer, s.reference,
              (SELECT json_agg(json_build_array(i.external_id, l.quantity) ORDER BY i.position, i.id)
               FROM shipment_lines l JOIN order_items i ON i.org_id = l.org_id AND i.id = l.order_item_id
               WHERE l.shipment_id = s.id) AS lines
       FROM shipments s JOIN orders o ON o.org_id = s.org_id AND o.id = s.order_id WHERE s.id = :id"""
)


class Shipments:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    async def one_planner(self, order_id: UUID) -> None:
        """Until this transaction ends, nobody else plans a shipment of this order, or sees its last one arrive."""
        await self._uow.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": f"ship {self._uow.org_id} {order_id}"}
        )

    async def locked(self, shipment_id: UUID) -> Shipment:
        return await self._uow.get(Shipment, shipment_id, "shipment", lock=True)

    async def by_reference(self, reference: str) -> Shipment | None:
        return await self._uow.scalar(select(Shipment).where(Shipment.reference == reference))

    async def planned(self, order_id: UUID) -> dict[UUID, int]:
        """Units per order item in shipments that the order does not count as shipped yet."""
        found = await self._uow.execute(
            select(ShipmentLine.order_item_id, func.sum(ShipmentLine.quantity))
            .join(Shipment, (Shipment.org_id == ShipmentLine.org_id) & (Shipment.id == ShipmentLine.shipment_id))
            .where(Shipment.order_id == order_id, Shipment.state.in_(PLANNED))
            .group_by(ShipmentLine.order_item_id)
        )
        return {item: int(units) for item, units in found}

    async def units(self, shipment_id: UUID) -> dict[UUID, int]:
        """Order item → units of one shipment."""
        found = await self._uow.execute(
            select(ShipmentLine.order_item_id, ShipmentLine.quantity).where(ShipmentLine.shipment_id == shipment_id)
        )
        return {row.order_item_id: row.quantity for row in found}

    def add(self, shipment: Shipment, lines: Mapping[UUID, int]) -> None:
        self._uow.add(shipment)
        self._uow.add_all(
            ShipmentLine(org_id=shipment.org_id, shipment_id=shipment.id, order_item_id=item, quantity=units)
            for item, units in lines.items()
        )

    async def discard_draft(self, shipment_id: UUID) -> None:
        """Forget it if it is still a draft."""
        await self._uow.execute(delete(Shipment).where(Shipment.id == shipment_id, Shipment.state == "draft"))

    async def count(self, state: str, *, most: int) -> int:
        few = select(Shipment.id).where(Shipment.state == state).limit(most).subquery()
        return int(await self._uow.scalar(select(func.count()).select_from(few)) or 0)

    async def undelivered(self, order_id: UUID) -> int:
        """Shipments of the order that left or are about to, and have not arrived."""
        return int(
            await self._uow.scalar(
                select(func.count())
                .select_from(Shipment)
                .where(Shipment.order_id == order_id, Shipment.state.in_((*PLANNED, *MOVING)))
            )
            or 0
        )

    # ── views ───────────────────────────────────────────────────────────────────────────────────────────

    async def view(self, shipment_id: UUID) -> ShipmentView:
        """Raises NotFound."""
        return (await self._views([await self._uow.get(Shipment, shipment_id, "shipment")]))[0]

    async def of_order(self, order_id: UUID) -> Sequence[ShipmentView]:
        """Oldest first."""
        query = select(Shipment).where(Shipment.order_id == order_id).order_by(Shipment.created_at, Shipment.id)
        return await self._views((await self._uow.scalars(query)).all())

    async def page(
        self, equal: Mapping[str, Any], any_of: Mapping[str, Sequence[Any]], after: tuple[datetime, UUID] | None, limit: int
    ) -> Sequence[ShipmentView]:
        """Newest first. A None, or none to choose from, is no filter."""
        query = select(Shipment).order_by(Shipment.created_at.desc(), Shipment.id.desc()).limit(limit)
        for column, choice in any_of.items():
            if choice:
                query = query.where(getattr(Shipment, column).in_(choice))
        for column, wanted in equal.items():
            if wanted is not None:
                query = query.where(getattr(Shipment, column) == wanted)
        if after is not None:
            query = query.where(tuple_(Shipment.created_at, Shipment.id) < after)
        return await self._views((await self._uow.scalars(query)).all())

    async def _views(self, shipments: Sequence[Shipment]) -> Sequence[ShipmentView]:
        await self._uow.flush()
        lines: dict[UUID, list[ShipmentLineView]] = {shipment.id: [] for shipment in shipments}
        for row in await self._uow.execute(_LINES, {"ids": list(lines)}):
            shipment_id, item, title, variant, sku, quantity = row
            lines[shipment_id].append(
                ShipmentLineView(order_item_id=item, title=title, variant_title=variant, sku=sku, quantity=quantity)
            )
        return [
            ShipmentView(
                **{name: getattr(shipment, name) for name in _PLAIN},
                has_label=bool(shipment.label_key),
                parcels=tuple(shipment.parcels),
                lines=tuple(lines[shipment.id]),
            )
            for shipment in shipments
        ]

    async def to_push(self, shipment_id: UUID) -> ShipmentToPush:
        row = (await self._uow.execute(_TO_PUSH, {"id": shipment_id})).one_or_none()
        if row is None:
            raise NotFound("shipment", shipment_id)
        return ShipmentToPush(
            shipment_id=row.id,
            store_id=row.store_id,
            order_id=row.order_id,
            order_external_id=row.external_id,
            state=row.state,
            lines=tuple((external_id, quantity) for external_id, quantity in row.lines or ()),
            carrier=row.carrier,
            tracking_number=row.tracking_number,
            tracking_url=row.tracking_url,
            notify_customer=row.notify_customer,
            reference=row.reference,
        )

    # ── tracking ────────────────────────────────────────────────────────────────────────────────────────

    async def keep_told(self, shipment_id: UUID, told: Sequence[TrackingEvent]) -> int:
        """Store what is new of it. Returns how many entries that were."""
        if not told:
            return 0
        now = clock.now()
        unique = {(e.at, e.state.value, e.code): e for e in told}
        stored = await self._uow.execute(
            insert(TrackingEntry)
            .values(
                [
                    {
                        "org_id": self._uow.org_id, "id": new_id(), "shipment_id": shipment_id, "at": e.at,
                        "state": e.state.value, "code": e.code, "description": e.description, "city": e.city,
                        "country": e.country, "created_at": now,
                    }
                    for e in unique.values()
                ]
            )
            .on_conflict_do_nothing(index_elements=["org_id", "shipment_id", "at", "state", "code"])
            .returning(TrackingEntry.id)
        )  # fmt: skip
        return len(stored.all())

    async def told(self, shipment_ids: Sequence[UUID]) -> Sequence[TrackingEventView]:
        """Newest first."""
        query = (
            select(TrackingEntry)
            .where(TrackingEntry.shipment_id.in_(shipment_ids))
            .order_by(TrackingEntry.at.desc(), TrackingEntry.id.desc())
        )
        names = ("shipment_id", "at", "state", "code", "description", "city", "country")
        return [TrackingEventView(**{n: getattr(e, n) for n in names}) for e in await self._uow.scalars(query)]

    # ── where parcels come from ─────────────────────────────────────────────────────────────────────────

    async def origin(self) -> dict[str, Any] | None:
        row = await self._uow.session.get(ShipFrom, (self._uow.org_id, ORGANISATION))
        return row.address if row else None

    async def set_origin(self, address: Mapping[str, Any]) -> None:
        await self._uow.session.merge(
            ShipFrom(org_id=self._uow.org_id, location_id=ORGANISATION, address=dict(address), updated_at=clock.now())
        )


# ── the clockwork's questions, over all organisations ───────────────────────────────────────────────────


async def stuck(before: datetime, limit: int = 200) -> Sequence[tuple[UUID, UUID]]:
    """(organisation, shipment) of purchases whose outcome nobody has learnt for that long."""
    return await _turns("s.state = 'buying' AND s.updated_at < $2", before, limit)


async def due(before: datetime, limit: int = 500) -> Sequence[tuple[UUID, UUID]]:
    """(organisation, shipment) of parcels under way that a carrier was not asked about for that long. Those whose carrier
    cannot be asked now (paused, ended, refused) wait until it can; what has not arrived after ninety days never will."""
    moving = """s.state IN ('label_bought', 'shipped', 'in_transit', 'out_for_delivery', 'exception')
        AND s.created_at > $1::timestamptz - interval '90 days'
        AND s.tracking_number <> '' AND (s.tracked_at IS NULL OR s.tracked_at < $2)
        AND EXISTS (SELECT 1 FROM connections c WHERE c.org_id = s.org_id AND c.id = s.carrier_connection_id
                    AND c.state IN ('connected', 'unreachable'))"""
    return await _turns(moving, before, limit)


async def _turns(which: str, before: datetime, limit: int) -> Sequence[tuple[UUID, UUID]]:
    """Those whose turn is longest ago, and the turn is taken with the asking: what fails for ever keeps none from theirs."""
    async with database().system.acquire() as connection:
        rows = await connection.fetch(
            f"""UPDATE shipments t SET asked_at = $1
                FROM (SELECT s.org_id, s.id FROM shipments s
                      WHERE {which} AND (s.asked_at IS NULL OR s.asked_at < $2)
                      ORDER BY s.asked_at NULLS FIRST, s.id LIMIT $3 FOR UPDATE SKIP LOCKED) d
                WHERE t.org_id = d.org_id AND t.id = d.id RETURNING t.org_id, t.id""",  # noqa: S608 - two texts of ours
            clock.now(),
            before,
            limit,
        )
    return [(row["org_id"], row["id"]) for row in rows]
