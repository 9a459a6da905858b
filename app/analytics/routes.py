"""HTTP of analytics."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import Query, Response
from pydantic import BaseModel, Field

from app.analytics import api
from app.analytics.contracts import GroupBy
from app.analytics.permissions import READ
from app.kernel import correlation
from app.kernel.auth import Caller, allow
from app.kernel.fields import Day
from app.kernel.http import Cursor, Envelope, Limit, ListEnvelope, raw_list, router, stamp
from app.kernel.pictures import Branded, beside

analytics = router("/analytics", "analytics")

DEFINITIONS = """

**The figures.** A day is a day of the store's own time zone. `orders`, `units`, `gross`, `discounts`, `shipping`, `tax` and
`revenue` count on the day the order was placed, `refunds` on the day the money went back, and cancelled orders nowhere.

- `revenue`: what buyers paid when they ordered: goods after discounts, shipping and tax.
- `gross`: goods before discounts. `discounts`: what came off.
- `refunds`: money given back, whenever the order was placed. `net_revenue` = `revenue` − `refunds`.
- `average_order_value` = `revenue` ÷ `orders`; null without orders.
- A product's `revenue` is that of its lines after discounts, without shipping; `refunded_units` are those that
  were refunded in the period, whenever they were ordered.

Amounts are decimal strings. Several currencies are never added: there is one set of figures per currency, the
organisation's own first."""

From = Annotated[Day | None, Query(alias="from", description="First day. Default: 30 days up to `to`.")]
To = Annotated[Day | None, Query(alias="to", description="Last day, included. Default: today where the organisation is.")]


Stores = Annotated[list[UUID] | None, Query(max_length=250, description="Only these stores.")]
Country = Annotated[str, Field(pattern=r"^([A-Z]{2})?$")]


class Figures(BaseModel):
    currency: str
    orders: int
    units: int
    average_order_value: str | None
    revenue: str
    gross: str
    discounts: str
    shipping: str
    tax: str
    refunds: str
    net_revenue: str


class SalesRow(BaseModel):
    """A day, store, product, category or country. Products and categories have units, revenue and refunded units only.

    The orders behind it: `GET /orders` with `counted=true`, `currency`, `sold_from` and `sold_to` (a day, or the period), and
    `store_id`, `country` or `product_id` of the row (the nil UUID where it is null).
    """

    currency: str
    units: int
    revenue: str
    day: date | None = None
    store_id: UUID | None = None
    store: str | None = None
    country: str | None = Field(default=None, description="Where it went, ISO 3166-1 alpha-2; empty when unknown.")
    product_id: UUID | None = Field(default=None, description="Null: lines that belong to no product that we know.")
    product: str | None = None
    category: str | None = Field(default=None, description="The products' type; empty where they have none.")
    image_url: str | None = None
    image_path: str | None = Field(
        default=None, description="The picture through this server, for browsers; there with `image_url` alone."
    )
    refunded_units: int | None = None
    orders: int | None = None
    average_order_value: str | None = None
    gross: str | None = None
    discounts: str | None = None
    shipping: str | None = None
    tax: str | None = None
    refunds: str | None = None
    net_revenue: str | None = None


class PreviousOut(BaseModel):
    from_: date = Field(alias="from")
    to: date
    rows: list[SalesRow]
    totals: list[Figures]


class SalesOut(BaseModel):
    from_: date = Field(alias="from")
    to: date
    group_by: GroupBy
    currency: str = Field(description="The organisation's.")
    rows: list[SalesRow]
    totals: list[Figures]
    previous: PreviousOut | None


class Compared(BaseModel):
    value: str | int | None
    previous: str | int | None
    change_percent: float | None


class Strip(BaseModel):
    currency: str
    revenue: Compared
    net_revenue: Compared
    orders: Compared
    average_order_value: Compared
    units: Compared
    refunds: Compared


class CardSales(BaseModel):
    currency: str
    orders: int
    revenue: str
    previous_revenue: str
    last_7_days: list[str] = Field(description="Revenue by day, up to `to`.")


class StoreCard(Branded):
    id: UUID
    name: str
    logo_url: str
    platform: str
    status: str
    group: str
    connection_state: str = Field(description="Empty: not connected.")
    connection_reason: str
    connection_id: UUID | None
    environment: str = Field(description="live or sandbox; empty: not connected.")
    sync_state: str = Field(
        description="running, or how the last run ended: done, partial, failed, cancelled; empty: none yet."
    )
    synced_at: str | None = Field(description="When a run last read the whole of it.")
    dead_letters: int = Field(description="What could not be synchronised and waits for somebody to decide.")
    sales: list[CardSales] = Field(description="One per currency, the store's own first.")
    active_orders: int = Field(description="Orders that are pending, open or on hold.")
    last_order_at: str | None
    last_activity_at: str | None


class ActivityRow(BaseModel):
    id: UUID
    at: str
    kind: str
    store_id: UUID | None
    store: str
    entity_id: UUID | None = Field(description="Id of the order, shipment, run or connection that `kind` names.")
    summary: str
    amount: str | None
    currency: str


class DashboardOut(BaseModel):
    from_: date = Field(alias="from")
    to: date
    previous_from: date
    previous_to: date
    currency: str = Field(description="The organisation's.")
    kpis: list[Strip]
    stores: list[StoreCard]
    activity: list[ActivityRow]


def _raw(data: dict[str, Any]) -> Response:
    body = {"success": True, "data": data, "message": "", "timestamp": stamp(), "request_id": correlation.current()}
    return Response(beside(orjson.dumps(body)), media_type="application/json")


@analytics.get(
    "/dashboard",
    dependencies=[allow(READ)],
    response_model=Envelope[DashboardOut],
    description="Figures against the equally long period before, a card per store, and what happened lately." + DEFINITIONS,
)
async def read_dashboard(caller: Caller, first: From = None, last: To = None, store_id: Stores = None) -> Response:
    return _raw(await api.dashboard(caller.org_id, first=first, last=last, store_ids=store_id or []))


@analytics.get(
    "/sales",
    dependencies=[allow(READ)],
    response_model=Envelope[SalesOut],
    description="Sales by day (every day of the period has a row), store, product, category or country." + DEFINITIONS,
)
async def read_sales(
    caller: Caller,
    first: From = None,
    last: To = None,
    group_by: GroupBy = "day",
    store_id: Stores = None,
    country: Annotated[
        list[Country] | None, Query(max_length=250, description="Only what goes there; not for products and categories.")
    ] = None,
    compare: Annotated[bool, Query(description="Also rows and totals of the equally long period before.")] = False,
    limit: Annotated[int, Query(ge=1, le=1000, description="Best-selling products or categories per currency.")] = 100,
) -> Response:
    return _raw(
        await api.sales(
            caller.org_id,
            first=first,
            last=last,
            group_by=group_by,
            store_ids=store_id or [],
            countries=country or [],
            compare=compare,
            limit=limit,
        )
    )


@analytics.get("/activity", dependencies=[allow(READ)], response_model=ListEnvelope[ActivityRow])
async def list_activity(
    caller: Caller,
    store_id: Stores = None,
    kind: Annotated[str | None, Query(max_length=50)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """What happened lately, newest first."""
    items, following = await api.activity_page(caller.org_id, store_ids=store_id or [], kind=kind, cursor=cursor, limit=limit)
    return raw_list(items, following, limit)
