"""Enter an order of the merchant's own. Its goods are held first: without stock there is no order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from app.inventory import api as inventory
from app.inventory.contracts import OutOfStock, Want
from app.kernel import audit, clock
from app.kernel.db import Actor, UnitOfWork, unit_of_work
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.ids import new_id
from app.kernel.money import quantize
from app.orders.contracts import Buyer, OrderLine, Terms
from app.orders.models import Order
from app.orders.repository import OrderBook
from app.orders.use_cases import mapping
from app.orders.use_cases.import_orders import enter
from app.ports.storefront import RemoteAddress, RemoteLine, RemoteOrder
from app.stores import api as stores

_CHECKOUT = 900.0  # seconds that goods are held for an order that was never finished


async def place_order(
    org_id: UUID,
    actor: Actor,
    store_id: UUID,
    buyer: Buyer,
    lines: Sequence[OrderLine],
    terms: Terms | None = None,
    *,
    key: str = "",
) -> UUID:
    """The id of the order. `key` makes it repeatable: the order that was placed with it is answered.

    Opens its own transactions. Raises OutOfStock (nothing is held then), NotFound for a variant or store, Invalid for
    a line without a price, StoreSuspended, and Conflict for a key that placed another order.
    """
    if not lines or any(line.quantity <= 0 for line in lines):
        raise Invalid("An order has one line at least, of one unit at least.", field="lines")
    order_id = uuid5(org_id, f"order/{key}") if key else new_id()
    async with unit_of_work(org_id, actor) as uow:
        await stores.require_writable(uow, store_id)
        if await _placed(uow, order_id, store_id, lines):
            return order_id
        currency = (await stores.store(uow, store_id)).currency
        goods = await OrderBook(uow).variants({line.variant_id for line in lines})
    order = _order(order_id, currency, buyer, lines, goods, terms or Terms())
    checkout = ("checkout", uuid5(order_id, "checkout"))
    try:
        for number, line in enumerate(lines, 1):
            await inventory.reserve(
                org_id,
                Want(
                    variant_id=line.variant_id,
                    quantity=line.quantity,
                    owner_kind=checkout[0],
                    owner_id=checkout[1],
                    line_ref=str(number),
                    ttl=_CHECKOUT,
                ),
            )
    except OutOfStock:
        async with unit_of_work(org_id, actor) as uow:
            await inventory.release(uow, *checkout)
            if await _placed(uow, order_id, store_id, lines):
                return order_id  # another call with this key had the last units a moment ago
        raise
    links = {line.variant_id: (ours.variant_id, goods[ours.variant_id]["product_id"])
             for line, ours in zip(order.lines, lines, strict=True)}  # fmt: skip
    return await _enter(org_id, actor, store_id, order, order_id, checkout, links, lines)


async def _enter(
    org_id: UUID,
    actor: Actor,
    store_id: UUID,
    order: RemoteOrder,
    order_id: UUID,
    checkout: tuple[str, UUID],
    links: Mapping[str, tuple[UUID, UUID]],
    lines: Sequence[OrderLine],
) -> UUID:
    async with unit_of_work(org_id, actor) as uow:
        await OrderBook(uow).one_writer(store_id)
        if await _placed(uow, order_id, store_id, lines):
            # held by this call after the other one had taken its goods over to the order
            await inventory.release(uow, *checkout)
            return order_id
        await enter(uow, store_id, [(order, mapping.fingerprint(order))], {}, links=links, ids=(order_id,))
        await inventory.transfer_owner(uow, checkout, ("order", order_id))
        audit.record(uow, "order.placed", kind="order", id_=order_id, number=order.number, total=str(order.total))
    return order_id


async def _placed(uow: UnitOfWork, order_id: UUID, store_id: UUID, lines: Sequence[OrderLine]) -> bool:
    """Whether this very order stands in the book. Raises Conflict for another one under its key."""
    order = await uow.session.get(Order, (uow.org_id, order_id))
    if order is None:
        return False
    items = await OrderBook(uow).items([order_id])
    wanted = [(line.variant_id, line.quantity) for line in lines]
    if order.store_id != store_id or [(i["variant_id"], i["quantity"]) for i in items] != wanted:
        raise Conflict(
            "This Idempotency-Key was used for another order. Use a fresh key for each operation.",
            details={"order_id": str(order_id)},
        )
    return True


def _order(
    order_id: UUID, currency: str, buyer: Buyer, lines: Sequence[OrderLine], goods: Mapping[UUID, Any], terms: Terms
) -> RemoteOrder:
    """The order in the form of a channel's: the book knows one form only."""
    made = []
    for number, line in enumerate(lines, 1):
        thing = goods.get(line.variant_id)
        if thing is None:
            raise NotFound("variant", line.variant_id)
        price = line.price
        if price is None and thing["currency"] in ("", currency):
            price = thing["price"]
        if price is None:
            raise Invalid(
                f"The catalogue has no price of {thing['title']!r} in {currency}; give one.", field=f"lines.{number - 1}.price"
            )
        made.append(
            RemoteLine(
                external_id=str(number),
                title=thing["title"],
                variant_title=thing["variant_title"],
                sku=thing["sku"],
                image_url=thing["image_url"],
                variant_id=f"own:{number}",
                quantity=line.quantity,
                price=price,
                total=price * line.quantity,
                fulfillable=line.quantity,
            )
        )
    subtotal = sum((line.total for line in made), Decimal(0)) - terms.discount
    if subtotal < 0:
        raise Invalid("The discount is larger than the order.", field="discount")
    now = clock.now()
    return RemoteOrder(
        external_id=str(order_id),
        number=f"K-{order_id.hex[-8:].upper()}",
        currency=currency,
        status="open",
        payment_status=terms.payment_status,
        placed_at=now,
        updated_at=now,
        subtotal=subtotal,
        discount=terms.discount,
        shipping=terms.shipping,
        tax=terms.tax,
        total=quantize(subtotal + terms.shipping + terms.tax, currency),
        customer_name=buyer.name,
        email=buyer.email,
        phone=buyer.phone,
        shipping_address=_address(buyer.shipping_address),
        billing_address=_address(buyer.billing_address or buyer.shipping_address),
        lines=tuple(made),
        note=terms.note,
        tags=terms.tags,
        source=mapping.OWN,
    )


def _address(given: Mapping[str, Any] | None) -> RemoteAddress | None:
    known = {field.name for field in fields(RemoteAddress)}
    return RemoteAddress(**{name: value for name, value in given.items() if name in known}) if given else None
