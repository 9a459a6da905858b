"""Orders with something left to ship."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from uuid import UUID

from app.kernel import clock
from app.kernel.ids import new_id
from app.orders.models import Order, OrderItem
from tests.factories.accounts import Organisation

_numbers = count(1001)
ADDRESS = {
    "name": "Ada Byrne",
    "line1": "12 Quay Street",
    "city": "Portland",
    "region": "ME",
    "postal_code": "04101",
    "country": "US",
    "phone": "+12075550123",
}
ORIGIN = {**ADDRESS, "name": "Harbour Goods", "line1": "1 Dock Road", "city": "Boston", "region": "MA", "postal_code": "02110"}


@dataclass(frozen=True)
class ToShip:
    id: UUID
    store_id: UUID
    items: tuple[UUID, ...]


async def make_order_to_ship(org: Organisation, store_id: UUID, *quantities: int, status: str = "open") -> ToShip:
    """An open order with one line per quantity, nothing shipped yet."""
    number = next(_numbers)
    order_id, items = new_id(), tuple(new_id() for _ in quantities)
    price = Decimal(10)
    total = price * sum(quantities)
    async with org.uow() as uow:
        uow.add(
            Order(
                org_id=org.id, id=order_id, store_id=store_id, external_id=str(number), number=f"#{number}",
                customer_name="Ada Byrne", email="ada@example.com", shipping_address=ADDRESS, country="US", currency="USD",
                subtotal=total, discount=Decimal(0), shipping=Decimal(0), tax=Decimal(0), total=total, refunded=Decimal(0),
                status=status, payment_status="paid", units=sum(quantities), placed_at=clock.now(),
            )
        )  # fmt: skip
        await uow.flush()
        uow.add_all(
            OrderItem(
                org_id=org.id, id=item, order_id=order_id, external_id=f"{number}-{n}", position=n, title=f"Thing {n}",
                quantity=units, price=price, discount=Decimal(0), tax=Decimal(0), total=price * units, open=units,
            )
            for n, (item, units) in enumerate(zip(items, quantities, strict=True))
        )  # fmt: skip
    return ToShip(order_id, store_id, items)
