"""HTTP of packing slips."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query
from fastapi.responses import HTMLResponse

from app.kernel.auth import Caller, Principal, allow
from app.kernel.db import unit_of_work
from app.kernel.http import router
from app.orders import api, slips
from app.orders.permissions import READ
from app.stores import api as stores

slip_routes = router("/orders", "orders")


@slip_routes.get("/packing-slips", dependencies=[allow(READ)], response_class=HTMLResponse)
async def print_packing_slips(
    caller: Caller, order_id: Annotated[list[UUID], Query(min_length=1, max_length=100)], language: slips.Language = "en"
) -> HTMLResponse:
    """Slips of several orders, one printed page each, in the order given; 404 where one is unknown."""
    return await _page(caller, list(dict.fromkeys(order_id)), language)


@slip_routes.get("/{order_id}/packing-slip", dependencies=[allow(READ)], response_class=HTMLResponse)
async def print_packing_slip(order_id: UUID, caller: Caller, language: slips.Language = "en") -> HTMLResponse:
    """What goes into the parcel: address, lines that need shipping, units that are still to pack. Printable HTML."""
    return await _page(caller, [order_id], language)


async def _page(caller: Principal, order_ids: list[UUID], language: slips.Language) -> HTMLResponse:
    orders = [await api.read_order(caller.org_id, order_id) for order_id in order_ids]
    async with unit_of_work(caller.org_id, caller.actor) as uow:
        shops = {str(store.id): store for store in await stores.stores(uow)}
    given = [(order, shops[order["store_id"]].name, shops[order["store_id"]].timezone) for order in orders]
    return HTMLResponse(slips.page(given, language), headers=slips.headers())
