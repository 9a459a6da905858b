"""Orders as channels tell them, and orders in the book."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from app.ports.storefront import RemoteAddress, RemoteLine, RemoteOrder
from tests.factories.accounts import Organisation

_numbers = count(1)
PLACED_AT = datetime(2026, 9, 14, 10, 30, tzinfo=UTC)
ADDRESS = RemoteAddress(
    name="Ada Lane", line1="1 Quay Street", city="Hamburg", postal_code="20457", country="DE", phone="+49 40 123456"
)


def remote_line(**fields: Any) -> RemoteLine:
    """A line of two units at 10.00, all still to ship unless said otherwise."""
    number = next(_numbers)
    quantity = fields.get("quantity", 2)
    price = Decimal(fields.get("price", "10.00"))
    discount = Decimal(fields.get("discount", 0))
    given: dict[str, Any] = {
        "external_id": str(60_000 + number),
        "title": f"Thing {number}",
        "sku": f"T-{number}",
        "variant_id": str(80_000 + number),
        "quantity": quantity,
        "fulfillable": quantity - fields.get("fulfilled", 0) - fields.get("refunded", 0),
        **fields,
        "price": price,
        "discount": discount,
    }
    return RemoteLine(**{"total": price * quantity - discount, **given})


def remote_order(**fields: Any) -> RemoteOrder:
    """A paid, open order of one line unless `lines` is given; amounts follow from the lines unless given."""
    number = next(_numbers)
    lines: tuple[RemoteLine, ...] = fields.pop("lines", None) or (remote_line(),)
    subtotal = sum((line.total for line in lines), Decimal(0))
    external_id = str(fields.pop("external_id", 40_000 + number))
    given: dict[str, Any] = {
        "number": f"#{1000 + number}",
        "currency": "EUR",
        "status": "open",
        "payment_status": "paid",
        "placed_at": PLACED_AT,
        "updated_at": PLACED_AT,
        "subtotal": subtotal,
        "discount": sum((line.discount for line in lines), Decimal(0)),
        "shipping": Decimal("4.90"),
        "tax": Decimal("0"),
        "customer_name": "Ada Lane",
        "email": f"buyer{number}@example.com",
        "shipping_address": ADDRESS,
        "billing_address": ADDRESS,
        "source": "web",
        "raw": json.dumps({"id": external_id}),
        **fields,
    }
    given.setdefault("total", given["subtotal"] + given["shipping"] + given["tax"])
    return RemoteOrder(external_id=external_id, lines=lines, **given)


async def make_order(org: Organisation, store_id: UUID, *, historic: bool = False, **fields: Any) -> UUID:
    """An order in the book, as if its channel had told it; its id."""
    from app.orders import api

    async with org.uow() as uow:
        done = await api.import_orders(uow, store_id, [remote_order(**fields)], historic=historic)
    assert len(done.created) == 1, done.issues
    return done.created[0]
