"""Take a person out of orders and leave the orders: every figure stays what it was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.kernel import clock
from app.kernel.db import UnitOfWork
from app.kernel.storage import storage

BATCH = 1000

_LABELS = text("SELECT label_key FROM shipments WHERE order_id = ANY(:orders) AND label_key <> ''")
_CUSTOMERS = text(
    """DELETE FROM customers c WHERE c.id = ANY(:customers)
       AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.org_id = c.org_id AND o.customer_id = c.id)"""
)
_STATEMENTS = {
    "orders": """UPDATE orders o SET erased_at = :now, customer_id = NULL, customer_name = '', email = '', phone = '',
        billing_address = NULL, shipping_address = NULL, note = '', internal_note = '', version = version + 1,
        updated_at = :now, search = lower(left(concat_ws(' ', number, external_id, (SELECT string_agg(i.sku || ' ' || i.title,
            ' ' ORDER BY i.position) FROM order_items i WHERE i.org_id = o.org_id AND i.order_id = o.id)), 4000))
        WHERE id = ANY(:orders) AND erased_at IS NULL""",
    "order_items": "UPDATE order_items SET properties = '{}' WHERE order_id = ANY(:orders) AND properties <> '{}'",
    "order_refunds": "UPDATE order_refunds SET reason = '' WHERE order_id = ANY(:orders) AND reason <> ''",
    "order_raw": "UPDATE order_raw SET payload = '{}' WHERE order_id = ANY(:orders) AND payload <> '{}'",
    "shipments": """UPDATE shipments SET ship_to = jsonb_build_object('country', COALESCE(ship_to->>'country', '')),
        tracking_number = '', tracking_url = '', label_key = '', updated_at = :now WHERE order_id = ANY(:orders)""",
    "tracking_events": """UPDATE tracking_events SET city = '' WHERE city <> ''
        AND shipment_id IN (SELECT id FROM shipments WHERE order_id = ANY(:orders))""",
    "activity": """DELETE FROM activity WHERE entity_id = ANY(:orders)
        OR entity_id IN (SELECT id FROM shipments WHERE order_id = ANY(:orders))""",
}


async def anonymise_orders(uow: UnitOfWork, orders: Sequence[UUID]) -> tuple[dict[str, int], list[str]]:
    """Blank all that tells of a person in these orders and what hangs on them; customers that have no other order go.

    Returns rows by table, and the keys of labels to delete once the transaction has committed (`forget_files`).
    """
    done: dict[str, int] = {}
    labels: list[str] = []
    for at in range(0, len(orders), BATCH):
        given: dict[str, Any] = {"orders": list(orders[at : at + BATCH])}
        labels += (await uow.execute(_LABELS, given)).scalars()
        customers = await uow.execute(
            text("SELECT DISTINCT customer_id FROM orders WHERE id = ANY(:orders) AND customer_id IS NOT NULL"), given
        )
        lost = list(customers.scalars())
        for table, statement in _STATEMENTS.items():
            wanted = {**given, "now": clock.now()} if ":now" in statement else given
            _add(done, table, await uow.change(text(statement), wanted))
        _add(done, "order_events", int(await uow.scalar(text("SELECT erase_order_remarks(:orders)"), given) or 0))
        _add(done, "customers", await uow.change(_CUSTOMERS, {"customers": lost}))
    return done, labels


def _add(done: dict[str, int], table: str, number: int) -> None:
    if number:
        done[table] = done.get(table, 0) + number


async def forget_files(org_id: UUID, keys: Sequence[str]) -> None:
    for key in keys:
        await storage().delete(org_id, key)
