"""HTTP of home."""

from __future__ import annotations

from typing import Annotated

from fastapi import Header, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import Field

from app.home import api
from app.home.contracts import KINDS
from app.kernel.auth import Caller, signed_in
from app.kernel.http import Envelope, Model, Uow, ok, router
from app.kernel.sse import POSITION, EventStream

home = router("/home", "home")
stream = router("/stream", "home")

EVENTS = """Everything that happens in the organisation and that you may read, as server-sent events on one connection.

Reconnecting with `Last-Event-ID` (or `last_event_id`) goes on where it broke; of each organisation the last thousand
announcements are kept. A comment comes every 15 seconds while nothing happens; after ten minutes the server ends the
stream and the browser connects again. Announcements are hints: read anew what they name. Who works on some stores
hears of these, and of products and stock.

| event | data |
|---|---|
| `missed` | announcements since `Last-Event-ID` are gone: read everything anew |
| `order` | a new order that is not history: `order_id, store_id, number, total, currency, placed_at` |
| `orders` | orders entered or changed: `store_id, created, count, ids` (a hundred at most) |
| `products` | products changed: `deleted, count, ids` |
| `stock` | levels changed: `count, ids` of variants |
| `shipment` | `id, order_id, store_id, state` |
| `connection` | `id, store_id, state, reason` |
| `check` | a line of a connection's test as it ends: `subject, name, ok, ms, message` |
| `run` | progress and end of a run: `id, store_id, kind, state` and while running `phase, pages, total` |
| `job` | progress and end of a job: `id, task, state` and its figures or `error` |
| `activity` | a line of the feed that is no order: `kind, entity_id, store_id` |
| `alert` | raised, changed or decided: `id, kind, severity, state, title, store_id, version` |
"""


class WorkOut(Model):
    """Null: your role may not read it."""

    orders_to_ship: int | None = Field(
        description="As `GET /orders?to_ship=true` lists them: open, paid or authorized, not wholly shipped. At most 10000."
    )
    orders_unpaid: int | None = Field(description="Pending or open, and nothing is paid yet: `GET /orders?unpaid=true`.")
    orders_on_hold: int | None
    labels_to_hand_over: int | None = Field(description="Labels that are bought and parcels that have not left.")
    alerts_open: int | None
    alerts_by_kind: dict[str, int] | None = Field(
        description="Open ones: sync_failed, dead_letters, connection, credentials, low_stock."
    )
    alerts_by_severity: dict[str, int] | None


@home.get("", dependencies=[signed_in()])
async def read_home(caller: Caller, uow: Uow) -> Envelope[WorkOut]:
    """What needs doing."""
    return ok(WorkOut.model_validate(await api.work(uow, caller.permissions)))


@stream.get("", dependencies=[signed_in()], response_class=StreamingResponse, description=EVENTS)
async def stream_events(
    request: Request,
    caller: Caller,
    last_event_id: Annotated[str | None, Header(alias="Last-Event-ID", pattern=POSITION)] = None,
    since: Annotated[str | None, Query(alias="last_event_id", pattern=POSITION)] = None,
) -> EventStream:
    kinds = {kind for kind, permission in KINDS.items() if permission in caller.permissions}
    return EventStream(request, caller, last_event_id or since, kinds)
