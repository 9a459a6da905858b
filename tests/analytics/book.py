"""Orders put straight into the book, as many and as odd as a test wants them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import text, update

from app.analytics import api
from app.kernel.ids import new_id
from app.orders.models import Order, OrderItem, OrderRefund
from tests.factories import Organisation

_numbers = count(1)


@dataclass
class Line:
    quantity: int = 1
    price: str = "10"
    discount: str = "0"
    product_id: UUID | None = None


async def add_order(
    org: Organisation, store_id: UUID, placed_at: datetime, *lines: Line, shipping: str = "0", tax: str = "0", **fields: Any
) -> UUID:
    """An order of these lines (one of 10.00 by default); its id. Nobody is told: call `told`."""
    id_, number = new_id(), next(_numbers)
    lines = lines or (Line(),)
    discount = sum((Decimal(line.discount) for line in lines), Decimal(0))
    subtotal = sum((Decimal(line.price) * line.quantity for line in lines), Decimal(0)) - discount
    given: dict[str, Any] = {
        "external_id": str(number), "number": f"#{number}", "country": "DE", "currency": "EUR", "status": "open",
        "payment_status": "paid", "subtotal": subtotal, "discount": discount, "shipping": Decimal(shipping),
        "tax": Decimal(tax), "total": subtotal + Decimal(shipping) + Decimal(tax), "refunded": Decimal(0),
        "units": sum(line.quantity for line in lines), "placed_at": placed_at,
    }  # fmt: skip
    async with org.uow() as uow:
        uow.add(Order(org_id=org.id, id=id_, store_id=store_id, **{**given, **fields}))
        await uow.flush()
        for position, line in enumerate(lines):
            uow.add(
                OrderItem(
                    org_id=org.id, order_id=id_, external_id=str(position), title="A thing", quantity=line.quantity,
                    price=Decimal(line.price), discount=Decimal(line.discount), tax=Decimal(0), product_id=line.product_id,
                    total=Decimal(line.price) * line.quantity - Decimal(line.discount),
                )
            )  # fmt: skip
    return id_


async def add_refund(org: Organisation, order_id: UUID, at: datetime, amount: str, currency: str = "EUR") -> None:
    async with org.uow() as uow:
        uow.add(
            OrderRefund(
                org_id=org.id, order_id=order_id, external_id=str(new_id()), amount=Decimal(amount), currency=currency,
                refunded_at=at,
            )
        )  # fmt: skip


async def change(org: Organisation, order_id: UUID, **fields: Any) -> None:
    async with org.uow() as uow:
        await uow.execute(update(Order).where(Order.id == order_id).values(**fields))


async def told(org: Organisation, store_id: UUID, *order_ids: UUID) -> None:
    """What the handlers do with a batch."""
    async with org.uow() as uow:
        await api.refresh_orders(uow, store_id, order_ids)


async def facts(org: Organisation) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that is kept of figures, without the moments of bookkeeping."""
    statements = {
        "sales": """SELECT store_id, day, country, currency, orders, units, gross, discounts, shipping, tax, total, refunds
                    FROM sales_daily ORDER BY 1, 2, 3, 4""",
        "products": """SELECT store_id, day, product_id, currency, units, revenue, refunded_units
                       FROM product_daily ORDER BY 1, 2, 3, 4""",
        "stores": "SELECT store_id, active_orders, last_order_at FROM store_activity ORDER BY 1",
    }
    async with org.uow() as uow:
        return {name: [tuple(row) for row in await uow.execute(text(sql))] for name, sql in statements.items()}
