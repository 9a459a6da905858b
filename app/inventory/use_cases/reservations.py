"""What happens to held stock besides being shipped: let go, confirmed, handed over, expired."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from app.inventory.events import LevelsChanged
from app.inventory.repository import Move, Stock
from app.kernel import clock
from app.kernel.db import UnitOfWork


async def release(uow: UnitOfWork, owner_kind: str, owner_id: UUID) -> int:
    """Give back all that an owner holds. Returns the number of reservations; doing it twice is fine."""
    return await _give_back(uow, "owner_kind = :kind AND owner_id = :owner", "released", kind=owner_kind, owner=owner_id)


async def expire(uow: UnitOfWork) -> int:
    """Give back what has run out of time in this organisation."""
    return await _give_back(uow, "expires_at <= :now", "expired", now=clock.now())


async def transfer_owner(uow: UnitOfWork, source: tuple[str, UUID], target: tuple[str, UUID]) -> None:
    """Hand all that one owner holds to another, for good: a checkout becomes an order, whose lines have the same names."""
    await uow.execute(
        text(
            """UPDATE stock_reservations SET owner_kind = :to_kind, owner_id = :to_id, expires_at = NULL, updated_at = :now
               WHERE owner_kind = :kind AND owner_id = :owner AND state = 'held'"""
        ),
        {"kind": source[0], "owner": source[1], "to_kind": target[0], "to_id": target[1], "now": clock.now()},
    )


async def _give_back(uow: UnitOfWork, which: str, state: str, **values: object) -> int:
    # `which` is one of the two literals above; values are bound
    rows = (
        await uow.execute(
            text(
                f"""SELECT id, variant_id, location_id, quantity, owner_kind || ':' || owner_id FROM stock_reservations
                    WHERE state = 'held' AND {which} ORDER BY id FOR UPDATE SKIP LOCKED"""  # noqa: S608
            ),
            values,
        )
    ).all()
    if not rows:
        return 0
    stock = Stock(uow)
    await stock.lock((row[1], row[2]) for row in rows)
    await uow.execute(
        text("UPDATE stock_reservations SET quantity = 0, state = :state, updated_at = :now WHERE id = ANY(:ids)"),
        {"ids": [row[0] for row in rows], "state": state, "now": clock.now()},
    )
    kind = "expire" if state == "expired" else "release"
    await stock.move([Move(row[1], row[2], kind, reserved=-row[3], reference=row[4]) for row in rows])
    uow.publish(LevelsChanged(variant_ids=tuple(sorted({row[1] for row in rows}))))
    return len(rows)
