"""Request and response bodies of orders."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import EmailStr, Field

from app.kernel.http import Model
from app.kernel.money import Amount
from app.kernel.pictures import Pictured

Status = Literal["pending", "open", "on_hold", "completed", "cancelled"]
Payment = Literal["pending", "authorized", "partially_paid", "paid", "partially_refunded", "refunded", "failed", "voided"]
Fulfilment = Literal["unfulfilled", "partial", "fulfilled", "delivered", "returned"]
Positive = Annotated[Amount, Field(ge=0, max_digits=16, decimal_places=4)]
Tag = Annotated[str, Field(min_length=1, max_length=255)]


class ItemOut(Model, Pictured):
    id: UUID
    external_id: str
    product_id: UUID | None
    variant_id: UUID | None = Field(description="Null until the channel's variant is linked to one of ours.")
    title: str
    variant_title: str
    sku: str
    image_url: str
    quantity: int
    fulfilled: int
    refunded: int
    open: int = Field(description="Units still to ship.")
    price: str = Field(description="Per unit, before discount.")
    discount: str
    total: str


class OrderRow(Model):
    """An order in a list. Amounts in `currency`."""

    id: UUID
    store_id: UUID
    external_id: str
    number: str
    customer_id: UUID | None
    customer_name: str
    email: str
    country: str
    currency: str
    status: Status
    payment_status: Payment
    fulfilment_status: Fulfilment
    units: int
    tags: list[str]
    source: str
    version: int
    subtotal: str
    discount: str
    shipping: str
    tax: str
    total: str
    refunded: str
    placed_at: str
    updated_at: str
    items: list[ItemOut]


class WholeItemOut(ItemOut):
    tax: str
    requires_shipping: bool
    restocked: int
    properties: dict[str, Any]
    remote_product_id: str
    remote_variant_id: str


class RefundOut(Model):
    id: UUID
    external_id: str
    amount: str
    currency: str
    reason: str
    lines: list[list[Any]] = Field(description="[line external id, quantity, restocked]")
    refunded_at: str


class ActionsOut(Model):
    """What is legal now."""

    statuses: list[Status] = Field(description="Where `PUT /orders/{id}/status` may lead.")
    fulfil: bool = Field(description="Units are open and may ship. Drafts of shipments may have spoken for them already.")
    edit: bool = Field(description="Notes and tags; false while the store is suspended.")
    primary: Literal["accept", "release", "fulfil", "complete"] | None = Field(
        description="What the order waits for: pending → open, on hold → open, shipping, or open → completed."
    )


class OrderOut(OrderRow):
    phone: str
    billing_address: dict[str, Any] | None
    shipping_address: dict[str, Any] | None
    taxes_included: bool
    taxes: list[dict[str, Any]]
    discounts: list[dict[str, Any]]
    shipping_lines: list[dict[str, Any]]
    fulfilments: list[dict[str, Any]] = Field(description="As the channel tells them.")
    note: str
    internal_note: str
    cancelled_at: str | None
    cancel_reason: str
    created_at: str
    items: list[WholeItemOut]  # type: ignore[assignment]
    refunds: list[RefundOut]
    actions: ActionsOut


class TimelineRow(Model):
    id: UUID
    at: str
    kind: str
    source: str
    actor: str
    summary: str
    before: dict[str, Any]
    after: dict[str, Any]


class AddressBody(Model):
    name: str = Field(default="", max_length=200)
    company: str = Field(default="", max_length=200)
    line1: str = Field(default="", max_length=300)
    line2: str = Field(default="", max_length=300)
    city: str = Field(default="", max_length=200)
    region: str = Field(default="", max_length=100)
    postal_code: str = Field(default="", max_length=30)
    country: str = Field(default="", pattern=r"^([A-Z]{2})?$", description="ISO 3166-1 alpha-2")
    phone: str = Field(default="", max_length=50)


class CustomerBody(Model):
    name: str = Field(min_length=1, max_length=200)
    email: EmailStr | None = None
    phone: str = Field(default="", max_length=50)
    shipping_address: AddressBody | None = None
    billing_address: AddressBody | None = None


class LineBody(Model):
    variant_id: UUID
    quantity: int = Field(ge=1, le=100_000)
    price: Positive | None = Field(default=None, description="Per unit; the catalogue's price if unset.")


class OrderBody(Model):
    customer: CustomerBody
    lines: list[LineBody] = Field(min_length=1, max_length=250)
    shipping: Positive = Decimal(0)
    tax: Positive = Decimal(0)
    discount: Positive = Decimal(0)
    payment_status: Literal["pending", "authorized", "paid"] = "pending"
    note: str = Field(default="", max_length=5000)
    tags: list[Tag] = Field(default=[], max_length=100)


class StatusBody(Model):
    status: Status
    reason: str = Field(default="", max_length=500)


class NoteBody(Model):
    note: str = Field(max_length=5000)


class RemarkBody(Model):
    note: str = Field(min_length=1, max_length=5000)


class TagsBody(Model):
    tags: list[Tag] = Field(max_length=100)


class FacetsOut(Model):
    """Values that no order has are left out."""

    total: int = Field(description="Orders that all filters leave.")
    capped: bool = Field(description="There are more than 100,000 (with `q` 10,000); the numbers are of the newest.")
    status: dict[str, int]
    payment_status: dict[str, int]
    fulfilment_status: dict[str, int]
    store_id: dict[str, int]


class OutcomeOut(Model):
    order_id: UUID
    ok: bool
    changed: bool = Field(description="False where it was so already.")
    code: str
    message: str


class BulkOut(Model):
    results: list[OutcomeOut]
    succeeded: int
    failed: int
    next_cursor: str | None = Field(description="Of a filter: more orders match. Repeat the call with it until it is null.")
