"""Requests and answers of the catalogue."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, computed_field, field_validator

from app.kernel.http import Model
from app.kernel.money import Amount, minor_units
from app.kernel.pictures import Pictured, proxied

Status = Literal["active", "draft", "archived"]
Price = Annotated[Amount, Field(ge=0, max_digits=19, decimal_places=4, examples=["12.50"])]
Short = Annotated[str, Field(max_length=200)]
Pair = Annotated[list[Short], Field(min_length=2, max_length=2)]


class OptionBody(Model):
    name: str = Field(min_length=1, max_length=100, examples=["Size"])
    values: list[Annotated[str, Field(min_length=1, max_length=100)]] = Field(min_length=1, max_length=250)


class VariantBody(Model):
    id: UUID | None = Field(default=None, description="A variant that stays; without it, a new one.")
    sku: str = Field(default="", max_length=255)
    barcode: str = Field(default="", max_length=255)
    title: str = Field(default="", max_length=500, description="Made of the options' values if empty.")
    options: list[Pair] = Field(default=[], description="[[name, value], …] in the order of the product's options.")
    price: Price | None = None
    compare_at_price: Price | None = None
    cost: Price | None = None
    weight_grams: Price | None = None
    track_inventory: bool = True


class ImageBody(Model):
    url: str = Field(min_length=1, max_length=2000, pattern=r"^https?://")
    alt: str = Field(default="", max_length=1000)


class ProductPatch(Model):
    title: str | None = Field(default=None, min_length=1, max_length=500)
    description_html: str | None = Field(default=None, max_length=500_000)
    vendor: Short | None = None
    product_type: Short | None = None
    tags: list[Short] | None = Field(default=None, max_length=250)
    status: Status | None = None
    handle: Short | None = None
    options: list[OptionBody] | None = Field(default=None, max_length=3)
    variants: list[VariantBody] | None = Field(default=None, max_length=2048)
    images: list[ImageBody] | None = Field(default=None, max_length=250)

    def parts(self) -> dict[str, Any]:
        """The keyword arguments of the use case."""
        given = self.model_dump(exclude_unset=True)
        extra = {name: given.pop(name) for name in ("variants", "images") if given.get(name) is not None}
        given.pop("variants", None), given.pop("images", None)
        return {"fields": {name: value for name, value in given.items() if value is not None}, **extra}


class ProductBody(ProductPatch):
    title: str = Field(min_length=1, max_length=500)
    currency: str | None = Field(
        default=None, description="The organisation's unless given.", examples=["EUR"], json_schema_extra={"format": "currency"}
    )

    @field_validator("currency")
    @classmethod
    def _currency(cls, value: str | None) -> str | None:
        if value is not None:
            minor_units(value)
        return value


class BulkItem(ProductPatch):
    id: UUID
    version: int | None = Field(default=None, description="The version that this edit is based on.")


class BulkBody(Model):
    products: list[BulkItem] = Field(min_length=1, max_length=100)


class ListBody(Model):
    store_id: UUID


class LinkBody(Model):
    variant_id: UUID


class VariantOut(Model):
    id: UUID
    sku: str
    barcode: str
    title: str
    options: list[list[str]]
    price: Amount | None
    compare_at_price: Amount | None
    cost: Amount | None
    weight_grams: Amount | None
    track_inventory: bool
    position: int
    image_id: UUID | None
    available: int


class ImageOut(Model):
    id: UUID
    url: str
    alt: str
    position: int

    @computed_field(description="The picture through this server, for browsers.")  # type: ignore[prop-decorator]
    @property
    def path(self) -> str | None:
        return proxied(self.url)


class ProductOut(Model):
    id: UUID
    title: str
    description_html: str
    vendor: str
    product_type: str
    tags: list[str]
    status: str
    handle: str
    currency: str
    options: list[dict[str, Any]]
    version: int
    deleted_at: datetime | None
    created_at: datetime
    updated_at: datetime
    variants: list[VariantOut]
    images: list[ImageOut]


class ProductRow(Model, Pictured):
    id: UUID
    title: str
    vendor: str
    product_type: str
    tags: list[str]
    status: str
    currency: str
    version: int
    image_url: str | None
    sku: str = Field(description="The first one of its variants.")
    variant_count: int
    price_min: str | None
    price_max: str | None
    available: int = Field(description="Units over all variants and active locations.")
    store_ids: list[UUID]
    deleted_at: str | None
    created_at: str
    updated_at: str


class ProductFacet(Model):
    value: str
    count: int


class ProductFacetsOut(Model):
    vendor: list[ProductFacet]
    type: list[ProductFacet]
    tag: list[ProductFacet]


class VersionOut(Model):
    version: int
    snapshot: dict[str, Any]
    actor: str
    at: datetime


class ListingVariantOut(Model):
    id: UUID
    external_id: str
    title: str
    sku: str
    barcode: str
    price: Amount | None
    variant_id: UUID | None
    suggested_variant_id: UUID | None
    gone: bool


class ListingOut(Model):
    id: UUID
    store_id: UUID
    product_id: UUID | None
    external_id: str
    state: str
    title: str
    url: str
    status: str
    currency: str
    push_state: str
    push_error: str
    remote_updated_at: datetime | None
    synced_at: datetime | None
    variants: list[ListingVariantOut]
