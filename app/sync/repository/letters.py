"""Dead letters, and shipments on their way to channels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select, text

from app.kernel import clock
from app.kernel.db import UnitOfWork
from app.kernel.ids import new_id
from app.sync.models import DeadLetter, FulfilmentPush


class Letters:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    async def put(
        self,
        store_id: UUID,
        direction: str,
        resource: str,
        external_id: str,
        *,
        error: str,
        code: str = "",
        remedy: str = "",
        message_id: UUID | None = None,
        payload: Mapping[str, Any],
    ) -> tuple[UUID, bool]:
        """One open letter per thing; failing again raises its attempts. Returns its id and whether it is new."""
        found = await self._uow.execute(
            text(
                """INSERT INTO dead_letters (org_id, id, store_id, direction, resource, external_id, message_id, payload,
                                             error_code, error, remedy, attempts, state, decided_by, created_at, updated_at)
                   VALUES (:org, :id, :store, :direction, :resource, :external, :message, CAST(:payload AS jsonb), :code,
                           :error, :remedy, 1, 'open', '', :now, :now)
                   ON CONFLICT (org_id, store_id, direction, resource, external_id) WHERE state = 'open' DO UPDATE
                   SET attempts = dead_letters.attempts + 1, error = excluded.error, error_code = excluded.error_code,
                       remedy = excluded.remedy, payload = excluded.payload,
                       message_id = COALESCE(excluded.message_id, dead_letters.message_id),
                       updated_at = excluded.updated_at
                   RETURNING id, attempts"""
            ),
            {
                "org": self._uow.org_id,
                "id": new_id(),
                "store": store_id,
                "direction": direction,
                "resource": resource,
                "external": external_id,
                "message": message_id,
                "payload": orjson.dumps(dict(payload), default=str).decode(),
                "code": code,
                "error": error[:2000],
                "remedy": remedy,
                "now": clock.now(),
            },
        )
        id_, attempts = found.one()
        return id_, attempts == 1

    async def get(self, letter_id: UUID) -> DeadLetter:
        """Locked. Raises NotFound."""
        return await self._uow.get(DeadLetter, letter_id, "dead letter", lock=True)

    async def settle(self, store_id: UUID, direction: str, resource: str, external_ids: Sequence[str]) -> None:
        """What has gone through after all needs no decision any more."""
        await self._uow.execute(
            text(
                """UPDATE dead_letters SET state = 'replayed', decided_by = 'system', updated_at = :now
                   WHERE store_id = :store AND direction = :direction AND resource = :resource AND state = 'open'
                     AND external_id = ANY(:ids)"""
            ),
            {
                "store": store_id,
                "direction": direction,
                "resource": resource,
                "ids": list(external_ids),
                "now": clock.now(),
            },
        )

    async def reopen_message(self, message_id: UUID) -> bool:
        """Have a stored delivery taken in again."""
        found: Any = await self._uow.scalar(
            text(
                """UPDATE inbox_messages SET state = 'pending', attempts = 0, available_at = :now, error = ''
                   WHERE id = :id RETURNING id"""
            ),
            {"id": message_id, "now": clock.now()},
        )
        return found is not None

    async def delivery(self, message_id: UUID) -> tuple[str, str] | None:
        """(topic, body) of a delivery as it was received, or mended; None when it is gone."""
        found = await self._uow.execute(text("SELECT topic, body FROM inbox_messages WHERE id = :id"), {"id": message_id})
        row = found.first()
        return (row[0], bytes(row[1]).decode("utf-8", "replace")) if row else None

    async def mend(self, message_id: UUID, body: str) -> None:
        """Give a delivery another body. Its signature was checked when it came; from here on it is ours."""
        await self._uow.execute(
            text("UPDATE inbox_messages SET body = :body WHERE id = :id"), {"id": message_id, "body": body.encode()}
        )

    # ── shipments ───────────────────────────────────────────────────────────────────────────────────────

    async def add_push(self, shipment_id: UUID, store_id: UUID) -> None:
        await self._uow.execute(
            text(
                """INSERT INTO fulfilment_pushes (org_id, shipment_id, store_id, state, external_id, attempts, error,
                                                  created_at)
                   VALUES (:org, :shipment, :store, 'pending', '', 0, '', :now) ON CONFLICT DO NOTHING"""
            ),
            {"org": self._uow.org_id, "shipment": shipment_id, "store": store_id, "now": clock.now()},
        )

    async def open_pushes(self, store_id: UUID) -> Sequence[UUID]:
        found = await self._uow.scalars(
            select(FulfilmentPush.shipment_id)
            .where(FulfilmentPush.store_id == store_id, FulfilmentPush.state.in_(("pending", "unknown")))
            .order_by(FulfilmentPush.attempts, FulfilmentPush.created_at, FulfilmentPush.shipment_id)
        )
        return found.all()

    async def push(self, shipment_id: UUID) -> FulfilmentPush | None:
        """Locked."""
        return await self._uow.scalar(select(FulfilmentPush).where(FulfilmentPush.shipment_id == shipment_id).with_for_update())

    async def told_besides(self, shipment_id: UUID) -> tuple[str, ...]:
        """What the channel calls the other shipments of the same order, as far as it knows them."""
        found = await self._uow.scalars(
            text(
                """SELECT p.external_id FROM shipments s JOIN shipments o ON o.org_id = s.org_id AND o.order_id = s.order_id
                   JOIN fulfilment_pushes p ON p.org_id = o.org_id AND p.shipment_id = o.id
                   WHERE s.id = :id AND o.id <> s.id AND p.external_id <> '' ORDER BY 1"""
            ),
            {"id": shipment_id},
        )
        return tuple(found)
