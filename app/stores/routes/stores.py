"""Stores over HTTP."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import available_timezones

from fastapi import Query, Response
from pydantic import AfterValidator, Field

from app.kernel.auth import Caller, allow, fresh
from app.kernel.cursors import decode_cursor, encode_cursor, word
from app.kernel.db import unit_of_work
from app.kernel.errors import PreconditionFailed
from app.kernel.http import (
    Cursor,
    Envelope,
    IfMatch,
    Limit,
    ListEnvelope,
    Model,
    Once,
    Uow,
    etag,
    listed,
    ok,
    router,
)  # fmt: skip
from app.kernel.money import minor_units
from app.kernel.pictures import Branded
from app.stores import api
from app.stores.contracts import StoreView
from app.stores.permissions import CONNECTIONS_MANAGE, STORES_READ, STORES_WRITE
from app.stores.routes.bodies import ConnectBody, ConnectedOut, opened

stores = router("/stores", "stores")


def _currency(value: str) -> str:
    if value:
        minor_units(value)
    return value


def _timezone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("name an IANA time zone, like Europe/Berlin")
    return value


Name = Annotated[str, Field(min_length=1, max_length=200, examples=["Tea House"])]
Currency = Annotated[
    str, AfterValidator(_currency), Field(max_length=3, examples=["EUR"], json_schema_extra={"format": "currency"})
]
Timezone = Annotated[str, AfterValidator(_timezone), Field(json_schema_extra={"format": "time-zone"})]
Country = Annotated[str, Field(pattern=r"^([A-Z]{2})?$")]
LogoUrl = Annotated[str, Field(max_length=2000, pattern=r"^(https?://\S+)?$")]


Direction = Literal["both", "to_store", "from_store"]


class SettingsOut(Model):
    sync_products: bool
    sync_prices: bool
    sync_stock: bool
    sync_orders: bool
    products_direction: str = Field(description="both, to_store or from_store; so are the next two.")
    prices_direction: str
    stock_direction: str
    on_conflict: str = Field(description="Who wins where both sides changed a field: newest, ours or theirs.")
    stock_buffer: int = Field(description="Units that are never offered on the channel.")
    poll_seconds: int | None = Field(description="How often the store is asked for news; null: as often as any.")


class SettingsBody(Model):
    sync_products: bool | None = None
    sync_prices: bool | None = None
    sync_stock: bool | None = None
    sync_orders: bool | None = None
    products_direction: Direction | None = None
    prices_direction: Direction | None = None
    stock_direction: Direction | None = None
    on_conflict: Literal["newest", "ours", "theirs"] | None = None
    stock_buffer: int | None = Field(default=None, ge=0, le=1_000_000)
    poll_seconds: int | None = Field(default=None, ge=10, le=86_400)


class StoreOut(Model, Branded):
    id: UUID
    name: str
    description: str
    domain: str
    platform: str
    platform_store_id: str
    status: str
    currency: str
    timezone: str
    country: str
    logo_url: str
    group_name: str
    settings: SettingsOut
    version: int
    created_at: datetime
    updated_at: datetime
    connection_id: UUID | None
    connection_state: str = Field(description="Empty where the store was never connected.")
    connection_reason: str
    connection_checked_at: datetime | None
    environment: str

    @classmethod
    def of(cls, view: StoreView) -> StoreOut:
        return cls(**asdict(view))


class StoreBody(Model):
    name: Name
    platform: str = Field(max_length=50, examples=["woocommerce"], json_schema_extra={"format": "vendor"})
    description: str = Field(default="", max_length=5000)
    domain: str = Field(default="", max_length=300)
    currency: Currency = ""
    timezone: Timezone = "UTC"
    country: Country = ""
    logo_url: LogoUrl = ""
    group_name: str = Field(default="", max_length=100)


class StorePatch(Model):
    name: Name | None = None
    description: str | None = Field(default=None, max_length=5000)
    domain: str | None = Field(default=None, max_length=300)
    status: Literal["active", "inactive", "suspended"] | None = None
    currency: Currency | None = None
    timezone: Timezone | None = None
    country: Country | None = None
    logo_url: LogoUrl | None = None
    group_name: str | None = Field(default=None, max_length=100)
    settings: SettingsBody | None = None


@stores.get("", dependencies=[allow(STORES_READ)])
async def list_stores(
    uow: Uow,
    status: Annotated[Literal["active", "inactive", "suspended"] | None, Query()] = None,
    platform: Annotated[str | None, Query(max_length=50)] = None,
    group: Annotated[str | None, Query(max_length=100)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ListEnvelope[StoreOut]:
    """Stores by name, each with the state of its connection as last seen: no vendor is asked."""
    after = decode_cursor(cursor, word, word)
    found = [
        view
        for view in await api.stores(uow)
        if status in (None, view.status) and platform in (None, view.platform) and group in (None, view.group_name)
    ]
    found.sort(key=_place)
    rest = found if after is None else [view for view in found if _place(view) > after]
    following = encode_cursor(*_place(rest[limit - 1])) if len(rest) > limit else None
    return listed([StoreOut.of(view) for view in rest[:limit]], following, limit)


def _place(view: StoreView) -> tuple[str, str]:
    return view.name, str(view.id)


@stores.post("", status_code=201, dependencies=[allow(STORES_WRITE), Once])
async def create_store(body: StoreBody, uow: Uow, response: Response) -> Envelope[StoreOut]:
    """A store that is not connected yet; connect it by the wizard or by `POST /stores/{store_id}/connect`."""
    view = await api.create_store(uow, **body.model_dump())
    response.headers["ETag"] = etag(view.version)
    return ok(StoreOut.of(view), "The store is there. Connect it to its platform next.")


@stores.get("/{store_id}", dependencies=[allow(STORES_READ)])
async def get_store(store_id: UUID, uow: Uow, response: Response) -> Envelope[StoreOut]:
    """One store, with its `ETag`."""
    view = await api.store(uow, store_id)
    response.headers["ETag"] = etag(view.version)
    return ok(StoreOut.of(view))


@stores.put("/{store_id}", dependencies=[allow(STORES_WRITE)])
async def update_store(
    store_id: UUID, body: StorePatch, uow: Uow, response: Response, if_match: IfMatch = None
) -> Envelope[StoreOut]:
    """Change what is given. A suspended store takes nothing but another status."""
    given: dict[str, Any] = body.model_dump(exclude_none=True)
    settings = given.pop("settings", {})
    view = await api.update_store(uow, store_id, given, settings, expect=_version(if_match))
    response.headers["ETag"] = etag(view.version)
    return ok(StoreOut.of(view), "Saved.")


def _version(if_match: str | None) -> int | None:
    """The version that an `If-Match` names; None where anything goes. Checked under the row's lock."""
    text = (if_match or "*").strip()
    if text == "*":
        return None
    number = text.removeprefix("W/").strip('"')
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise PreconditionFailed("This ETag is not one of ours; read the store again.", details={"given": text})
    return int(number)


@stores.delete("/{store_id}", dependencies=[allow(CONNECTIONS_MANAGE), fresh()])
async def delete_store(store_id: UUID, caller: Caller) -> Envelope[None]:
    """Disconnect it (webhooks at the platform, secrets here) and delete it with its orders and listings, for good."""
    await api.delete_store(caller.org_id, caller.actor, store_id)
    return ok(None, "The store is deleted.")


@stores.post("/{store_id}/connect", dependencies=[allow(CONNECTIONS_MANAGE), fresh()])
async def connect_store(store_id: UUID, body: ConnectBody, caller: Caller) -> Envelope[ConnectedOut]:
    """Test credentials and save them, in one call; a connected store gets new ones. Nothing is saved when a check fails:
    `error.details.checks` tells which, the vendor's own reason, and what to do."""
    async with unit_of_work(caller.org_id, caller.actor) as uow:
        view = await api.store(uow, store_id)
    connected, report = await api.connect_now(
        caller.org_id, caller.actor, vendor=view.platform, environment=body.environment, auth=body.auth,
        fields=opened(body.fields), store_id=store_id, start_import=body.start_import,
    )  # fmt: skip
    return ok(ConnectedOut.of(connected, report), "Connected.")
