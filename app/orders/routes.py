"""HTTP of orders."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Header, Query, Response

from app.kernel.auth import Caller, Principal, allow
from app.kernel.db import unit_of_work
from app.kernel.http import Cursor, Envelope, IfMatch, Limit, ListEnvelope, Once, Uow, etag, ok, raw_list, router
from app.orders import api
from app.orders.bodies import (
    FacetsOut,
    NoteBody,
    OrderBody,
    OrderOut,
    OrderRow,
    RemarkBody,
    StatusBody,
    TagsBody,
    TimelineRow,
)
from app.orders.contracts import Buyer, OrderLine, Terms
from app.orders.params import Filters, SortBy
from app.orders.permissions import READ, WRITE
from app.stores import api as stores_api

orders = router("/orders", "orders")
stores = router("/stores", "orders")

SortOf = Annotated[SortBy, Query(description="A minus sign: falling.")]


@orders.get("", dependencies=[allow(READ)], response_model=ListEnvelope[OrderRow])
async def list_orders(
    caller: Caller, filters: Filters, sort: SortOf = "-placed_at", cursor: Cursor = None, limit: Limit = 50
) -> Response:
    """Orders of all stores, newest first. A filter that is given several times takes any of its values."""
    items, following = await api.order_page(caller.org_id, filters, cursor=cursor, limit=limit, sort=sort)
    return raw_list(items, following, limit)


@orders.get("/facets", dependencies=[allow(READ)])
async def count_orders(caller: Caller, filters: Filters) -> Envelope[FacetsOut]:
    """How many orders each status and store has under all the other filters."""
    return ok(FacetsOut.model_validate(await api.facets(caller.org_id, filters)))


@stores.get("/{store_id}/orders", dependencies=[allow(READ)], response_model=ListEnvelope[OrderRow])
async def list_store_orders(
    store_id: UUID,
    caller: Caller,
    filters: Filters,
    sort: SortOf = "-placed_at",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Orders of one store, newest first."""
    async with unit_of_work(caller.org_id, caller.actor) as uow:
        await stores_api.store(uow, store_id)
    narrowed = {**filters, "store_id": [store_id]}
    items, following = await api.order_page(caller.org_id, narrowed, cursor=cursor, limit=limit, sort=sort)
    return raw_list(items, following, limit)


@stores.post("/{store_id}/orders", status_code=201, dependencies=[allow(WRITE)])
async def place_order(
    store_id: UUID,
    body: OrderBody,
    caller: Caller,
    response: Response,
    idempotency_key: Annotated[str, Header(max_length=200, description="A repeat answers the order of the first.")] = "",
) -> Envelope[OrderOut]:
    """Enter an order of your own. Its goods are held before it is entered: without stock there is no order (409)."""
    buyer = Buyer(
        name=body.customer.name,
        email=body.customer.email or "",
        phone=body.customer.phone,
        shipping_address=body.customer.shipping_address.model_dump() if body.customer.shipping_address else None,
        billing_address=body.customer.billing_address.model_dump() if body.customer.billing_address else None,
    )
    lines = [OrderLine(variant_id=line.variant_id, quantity=line.quantity, price=line.price) for line in body.lines]
    terms = Terms(
        shipping=body.shipping, tax=body.tax, discount=body.discount, payment_status=body.payment_status, note=body.note,
        tags=tuple(body.tags),
    )  # fmt: skip
    key = f"{caller.user_id}/{idempotency_key}" if idempotency_key else ""
    order_id = await api.place_order(caller.org_id, caller.actor, store_id, buyer, lines, terms, key=key)
    return await _whole(caller, order_id, response)


@orders.get("/{order_id}", dependencies=[allow(READ)])
async def get_order(order_id: UUID, caller: Caller, response: Response) -> Envelope[OrderOut]:
    """One order with its lines, addresses, refunds and the channel's details. Its ETag is for `If-Match`."""
    return await _whole(caller, order_id, response)


@orders.put("/{order_id}/status", dependencies=[allow(WRITE)])
async def change_order_status(
    order_id: UUID, body: StatusBody, caller: Caller, response: Response, if_match: IfMatch = None
) -> Envelope[OrderOut]:
    """One step of the lifecycle; 409 names the steps that are possible. Nothing is sent to the channel."""
    async with unit_of_work(caller.org_id, caller.actor) as uow:
        await api.change_status(uow, order_id, body.status, reason=body.reason, if_match=if_match)
    return await _whole(caller, order_id, response)


@orders.put("/{order_id}/notes", dependencies=[allow(WRITE)])
async def set_order_note(
    order_id: UUID, body: NoteBody, caller: Caller, response: Response, if_match: IfMatch = None
) -> Envelope[OrderOut]:
    """Replace the internal note."""
    async with unit_of_work(caller.org_id, caller.actor) as uow:
        await api.set_internal_note(uow, order_id, body.note, if_match=if_match)
    return await _whole(caller, order_id, response)


@orders.post("/{order_id}/notes", status_code=201, dependencies=[allow(WRITE), Once])
async def add_order_note(order_id: UUID, body: RemarkBody, uow: Uow) -> Envelope[RemarkBody]:
    """Add a remark to the timeline."""
    await api.add_note(uow, order_id, body.note)
    return ok(body)


@orders.put("/{order_id}/tags", dependencies=[allow(WRITE)])
async def set_order_tags(
    order_id: UUID, body: TagsBody, caller: Caller, response: Response, if_match: IfMatch = None
) -> Envelope[OrderOut]:
    """Replace the tags."""
    async with unit_of_work(caller.org_id, caller.actor) as uow:
        await api.set_tags(uow, order_id, body.tags, if_match=if_match)
    return await _whole(caller, order_id, response)


@orders.post("/{order_id}/tags", dependencies=[allow(WRITE)])
async def add_order_tags(order_id: UUID, body: TagsBody, caller: Caller, response: Response) -> Envelope[OrderOut]:
    """Add tags; those that are there stay, and adding twice adds once."""
    async with unit_of_work(caller.org_id, caller.actor) as uow:
        await api.set_tags(uow, order_id, body.tags, keep=True)
    return await _whole(caller, order_id, response)


@orders.get("/{order_id}/timeline", dependencies=[allow(READ)], response_model=ListEnvelope[TimelineRow])
async def list_order_events(order_id: UUID, caller: Caller, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """The story of the order, newest first."""
    items, following = await api.timeline_page(caller.org_id, order_id, cursor=cursor, limit=limit)
    return raw_list(items, following, limit)


@orders.get("/{order_id}/raw", dependencies=[allow(READ)])
async def get_raw_order(order_id: UUID, caller: Caller) -> Envelope[dict[str, Any]]:
    """`payload` is the vendor's own text; 404 for orders that were entered here."""
    return ok({"payload": await api.raw_payload(caller.org_id, order_id)})


async def _whole(caller: Principal, order_id: UUID, response: Response) -> Envelope[OrderOut]:
    order = OrderOut.model_validate(await api.read_order(caller.org_id, order_id))
    response.headers["ETag"] = etag(order.version)
    return ok(order)
