"""What belongs to the synchronisation of one store, over HTTP."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from fastapi import Response
from pydantic import Field

from app.kernel.auth import Caller, allow
from app.kernel.errors import NotFound
from app.kernel.http import Cursor, Envelope, Limit, ListEnvelope, Model, Uow, ok, raw_list, router
from app.stores import api as stores
from app.stores.contracts import SyncSettings
from app.sync import api
from app.sync.permissions import READ, RUN

store = router("/stores", "sync")

Direction = Literal["both", "to_store", "from_store"]


class LinkOut(Model):
    remote_location_id: str
    remote_name: str
    location_id: UUID


class LinkBody(Model):
    remote_location_id: str = Field(min_length=1, max_length=200)
    location_id: UUID


class ExchangeOut(Model):
    id: UUID
    at: str
    correlation_id: str
    purpose: str
    method: str
    url: str
    request_headers: dict[str, Any]
    request_body: str
    status: int | None
    response_headers: dict[str, Any]
    response_body: str
    ms: int
    attempt: int
    error: str


class PreferencesOut(Model):
    sync_products: bool = Field(description="False: products are neither read nor written.")
    products_direction: Direction
    sync_prices: bool = Field(description="False: each side keeps its own prices. Off together with the products.")
    prices_direction: Direction
    sync_stock: bool
    stock_direction: Direction
    sync_orders: bool = Field(description="Orders come from the store; what has shipped goes back to it.")
    on_conflict: Literal["newest", "ours", "theirs"] = Field(
        description="Who wins at once where both sides changed a field; people may decide otherwise afterwards."
    )
    stock_buffer: int = Field(description="Units that are never offered in the store.")
    poll_seconds: int | None = Field(description="How often the store is asked for news; null: as often as any.")


class PreferencesBody(Model):
    sync_products: bool = True
    products_direction: Direction = "both"
    sync_prices: bool = True
    prices_direction: Direction = "both"
    sync_stock: bool = True
    stock_direction: Direction = "both"
    sync_orders: bool = True
    on_conflict: Literal["newest", "ours", "theirs"] = "newest"
    stock_buffer: int = Field(default=0, ge=0, le=1_000_000)
    poll_seconds: int | None = Field(default=None, ge=10, le=86_400)


class MatchOut(Model):
    product_external_id: str
    product: str
    sku: str
    outcome: str = Field(description="linked, ask (it may be the one) or known (listed already).")
    variant_id: UUID | None
    product_id: UUID | None


class ProductsPreview(Model):
    total: int | None = Field(description="null: more than were read; the platform does not tell how many.")
    read: int
    complete: bool
    new: int
    linked: int
    ask: int
    known: int
    without_sku: int = Field(description="Variants without a SKU, which are matched by barcode at most.")
    matches: tuple[MatchOut, ...]


class OrdersPreview(Model):
    since: datetime
    total: int | None
    read: int
    complete: bool
    open: int


class LocationPreview(Model):
    remote_location_id: str
    remote_name: str
    location_id: UUID | None = Field(description="null: a location of that name will be made.")
    linked: bool


class PreviewOut(Model):
    store_id: UUID
    imported: bool
    products: ProductsPreview
    orders: OrdersPreview
    locations: tuple[LocationPreview, ...]


# ── preferences ─────────────────────────────────────────────────────────────────────────────────────────


def _preferences(settings: SyncSettings) -> PreferencesOut:
    return PreferencesOut(**asdict(settings))


@store.get("/{store_id}/sync-preferences", dependencies=[allow(READ)])
async def get_sync_preferences(store_id: UUID, uow: Uow) -> Envelope[PreferencesOut]:
    """What is kept alike with the store, and in which direction."""
    return ok(_preferences((await stores.store(uow, store_id)).settings))


@store.put("/{store_id}/sync-preferences", dependencies=[allow(RUN)])
async def set_sync_preferences(store_id: UUID, body: PreferencesBody, uow: Uow) -> Envelope[PreferencesOut]:
    """Change what is given; the rest stays as it is. What may go to the store from now on goes at once."""
    view = await stores.update_store(uow, store_id, {}, body.model_dump(exclude_unset=True), expect=None)
    return ok(_preferences(view.settings), "Saved.")


# ── before the first import ─────────────────────────────────────────────────────────────────────────────


@store.get("/{store_id}/import-preview", dependencies=[allow(READ)])
async def preview_import(store_id: UUID, caller: Caller) -> Envelope[PreviewOut]:
    """What a first import would bring: asks the platform, writes nothing. Of a large store the first 500 products and 100
    orders are looked at. Start the import by `POST /stores/{store_id}/sync`."""
    return ok(PreviewOut.model_validate(await api.import_preview(caller.org_id, store_id)))


# ── locations and exchanges ─────────────────────────────────────────────────────────────────────────────


@store.get("/{store_id}/locations", dependencies=[allow(READ)])
async def list_store_locations(store_id: UUID, uow: Uow) -> Envelope[list[LinkOut]]:
    """The channel's locations, and which of ours they are."""
    return ok([LinkOut.model_validate(link) for link in await api.location_links(uow, store_id)])


@store.put("/{store_id}/locations", dependencies=[allow(RUN)])
async def link_store_location(store_id: UUID, body: LinkBody, caller: Caller) -> Envelope[LinkOut]:
    """A location of the channel shows what this location of ours has. (Its id may hold slashes, so it is in the body.)"""
    link = await api.link_location(caller.org_id, caller.actor, store_id, body.remote_location_id, body.location_id)
    return ok(LinkOut.model_validate(link))


@store.get("/{store_id}/exchanges", dependencies=[allow(READ)], response_model=ListEnvelope[ExchangeOut])
async def list_store_exchanges(store_id: UUID, uow: Uow, caller: Caller, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """What was said to the store's platform and what it answered, newest first, secrets masked."""
    await stores.store(uow, store_id)
    connection = await stores.connection_of_store(uow, store_id)
    if connection is None:
        raise NotFound("connection of this store", store_id)
    items, following = await api.exchange_page(caller.org_id, connection.id, cursor=cursor, limit=limit)
    return raw_list(items, following, limit)
