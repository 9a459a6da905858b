"""HTTP of inventory."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Response
from pydantic import Field, model_validator

from app.inventory import api
from app.inventory.contracts import Change, Sort, Threshold
from app.inventory.permissions import ADJUST, MANAGE, READ
from app.kernel.auth import Caller, allow
from app.kernel.fields import Moment
from app.kernel.http import Cursor, Envelope, Limit, ListEnvelope, Model, Once, Uow, ok, raw_list, router
from app.kernel.pictures import Pictured

inventory = router("/inventory", "inventory")


Movement = Literal[
    "initial", "adjust", "reserve", "release", "expire", "ship", "unship", "restock", "channel_edit", "transfer", "receive",
    "order",
]  # fmt: skip


class LevelOut(Model):
    variant_id: UUID
    location_id: UUID
    on_hand: int
    reserved: int
    available: int = Field(description="on_hand − reserved; negative when a channel sold what there was not.")
    incoming: int


class LevelRow(LevelOut, Pictured):
    location: str
    product_id: UUID
    product: str
    variant: str
    sku: str
    barcode: str
    image_url: str | None
    tracked: bool
    low_at: int | None = Field(description="The level's own threshold; null: the organisation's speaks.")
    low: bool = Field(description="No more available than the threshold.")
    updated_at: str


class LedgerRow(Model):
    id: UUID
    at: str
    variant_id: UUID
    location_id: UUID
    location: str
    product_id: UUID | None
    product: str
    variant: str
    sku: str
    kind: Movement
    on_hand_delta: int
    reserved_delta: int
    incoming_delta: int
    reason: str
    reference: str
    actor: str


class SettingsBody(Model):
    low_at: int | None = Field(
        ge=0, le=1_000_000, description="A variant with this many available or fewer, over all locations, counts as low. "
        "Null: nothing does, save levels with a threshold of their own.",
    )  # fmt: skip


class ThresholdBody(Model):
    variant_id: UUID
    location_id: UUID
    low_at: int | None = Field(ge=0, le=1_000_000, description="Null: the organisation's threshold speaks.")


class ThresholdsBody(Model):
    thresholds: list[ThresholdBody] = Field(min_length=1, max_length=500)


class LocationOut(Model):
    id: UUID
    name: str
    is_default: bool
    active: bool
    address: dict[str, str]


class LocationBody(Model):
    name: str = Field(min_length=1, max_length=200)
    address: dict[str, str] = {}


class LocationPatch(Model):
    name: str | None = Field(default=None, min_length=1, max_length=200)
    address: dict[str, str] | None = None
    is_default: bool | None = None
    active: bool | None = None


class ChangeBody(Model):
    variant_id: UUID
    location_id: UUID
    delta: int | None = Field(default=None, ge=-10_000_000, le=10_000_000)
    absolute: int | None = Field(default=None, ge=0, le=10_000_000, description="The new quantity on hand.")

    @model_validator(mode="after")
    def _one(self) -> ChangeBody:
        if (self.delta is None) == (self.absolute is None):
            raise ValueError("give either delta or absolute")
        return self


class AdjustmentBody(Model):
    changes: list[ChangeBody] = Field(min_length=1, max_length=500)
    reason: str = Field(min_length=1, max_length=500, examples=["Stock count"])


class TransferBody(Model):
    variant_id: UUID
    from_location_id: UUID
    to_location_id: UUID
    quantity: int = Field(ge=1, le=10_000_000)
    reason: str = Field(default="", max_length=500)


@inventory.get("/levels", dependencies=[allow(READ)], response_model=ListEnvelope[LevelRow])
async def list_stock_levels(
    caller: Caller,
    location_id: UUID | None = None,
    variant_id: Annotated[list[UUID] | None, Query(max_length=250)] = None,
    store_id: Annotated[list[UUID] | None, Query(max_length=250, description="Only variants that one of these lists.")] = None,
    at_most: Annotated[int | None, Query(description="Only levels with no more available than this.")] = None,
    low: Annotated[bool, Query(description="Only levels at their threshold or under it.")] = False,
    q: Annotated[
        str | None, Query(max_length=100, description="In title, SKU or barcode; one or two characters are all of a SKU.")
    ] = None,
    sort: Annotated[Sort, Query(description="`available`: the fewest first.")] = "product",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Stock levels with their products."""
    items, following = await api.level_page(
        caller.org_id, location_id=location_id, variant_ids=variant_id, at_most=at_most, text=q, store_ids=store_id, low=low,
        sort=sort, cursor=cursor, limit=limit,
    )  # fmt: skip
    return raw_list(items, following, limit)


@inventory.get("/ledger", dependencies=[allow(READ)], response_model=ListEnvelope[LedgerRow])
async def list_stock_movements(
    caller: Caller,
    variant_id: UUID | None = None,
    location_id: UUID | None = None,
    kind: Annotated[list[Movement] | None, Query()] = None,
    reference: Annotated[
        str | None, Query(max_length=200, description="What moved it, like `order:<id>`.", examples=["order:0190…"])
    ] = None,
    since: Moment | None = None,
    until: Annotated[Moment | None, Query(description="Excluded.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Movements, newest first. Those of a variant add up to its level."""
    filters = {
        "variant_id": variant_id, "location_id": location_id, "kind": kind, "reference": reference, "since": since,
        "until": until,
    }  # fmt: skip
    items, following = await api.ledger_page(caller.org_id, filters, cursor=cursor, limit=limit)
    return raw_list(items, following, limit)


@inventory.get("/settings", dependencies=[allow(READ)])
async def get_inventory_settings(uow: Uow) -> Envelope[SettingsBody]:
    """What counts as low."""
    return ok(SettingsBody(low_at=await api.low_at(uow)))


@inventory.put("/settings", dependencies=[allow(MANAGE)])
async def set_inventory_settings(body: SettingsBody, uow: Uow) -> Envelope[SettingsBody]:
    """Say what counts as low; alerts follow."""
    await api.set_low_at(uow, body.low_at)
    return ok(body)


@inventory.put("/thresholds", dependencies=[allow(ADJUST)])
async def set_stock_thresholds(body: ThresholdsBody, uow: Uow) -> Envelope[ThresholdsBody]:
    """Say of single levels what counts as low, all or none."""
    await api.set_thresholds(uow, [Threshold(**threshold.model_dump()) for threshold in body.thresholds])
    return ok(body)


@inventory.post("/adjustments", dependencies=[allow(ADJUST), Once])
async def adjust_stock(body: AdjustmentBody, uow: Uow) -> Envelope[list[LevelOut]]:
    """Change levels, all or none, with a reason."""
    changes = [Change(**change.model_dump(), reason=body.reason) for change in body.changes]
    return ok([LevelOut.model_validate(level) for level in await api.adjust(uow, changes)])


@inventory.post("/transfers", dependencies=[allow(ADJUST), Once])
async def transfer_stock(body: TransferBody, uow: Uow) -> Envelope[list[LevelOut]]:
    """Move what is available to another location."""
    moved = await api.transfer(
        uow,
        variant_id=body.variant_id,
        source=body.from_location_id,
        target=body.to_location_id,
        quantity=body.quantity,
        reason=body.reason,
    )
    return ok([LevelOut.model_validate(level) for level in moved])


@inventory.get("/locations", dependencies=[allow(READ)])
async def list_locations(uow: Uow) -> Envelope[list[LocationOut]]:
    await api.default_location(uow)
    return ok([LocationOut.model_validate(location) for location in await api.locations(uow)])


@inventory.post("/locations", status_code=201, dependencies=[allow(MANAGE), Once])
async def create_location(body: LocationBody, uow: Uow) -> Envelope[LocationOut]:
    return ok(LocationOut.model_validate(await api.create_location(uow, name=body.name, address=body.address)))


@inventory.put("/locations/{location_id}", dependencies=[allow(MANAGE)])
async def update_location(location_id: UUID, body: LocationPatch, uow: Uow) -> Envelope[LocationOut]:
    """Fields that are left out stay as they are."""
    return ok(LocationOut.model_validate(await api.update_location(uow, location_id, **body.model_dump())))
