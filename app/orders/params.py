"""What lists of orders and bulk actions are narrowed by: one set of names for query strings and bodies."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, Query
from pydantic import ConfigDict, Field

from app.kernel.fields import Day, Moment
from app.kernel.http import Model
from app.orders.bodies import Fulfilment, Payment, Status

SortBy = Literal[
    "-placed_at", "placed_at", "-updated_at", "-total", "total", "customer_name", "-customer_name", "number", "-number"
]
Country = Annotated[str, Field(pattern=r"^([A-Z]{2})?$")]


class OrderFilter(Model):
    """All that are given must hold; of a list any value will do."""

    store_id: list[UUID] | None = Field(default=None, max_length=250)
    status: list[Status] | None = None
    payment_status: list[Payment] | None = None
    fulfilment_status: list[Fulfilment] | None = None
    placed_from: Moment | None = None
    placed_to: Moment | None = Field(default=None, description="Excluded.")
    sold_from: Day | None = Field(default=None, description="A day of each store's own calendar, as the figures count.")
    sold_to: Day | None = Field(default=None, description="Included.")
    counted: bool = Field(default=False, description="Only what sales figures count: not what was cancelled.")
    to_ship: bool = Field(default=False, description="Open, paid or authorized, and not wholly shipped.")
    unpaid: bool = Field(default=False, description="Pending or open, and nothing is paid.")
    customer: str | None = Field(default=None, max_length=320, description="The buyer's e-mail address.")
    customer_id: UUID | None = None
    country: list[Country] | None = Field(
        default=None, max_length=250, description="Where it goes; empty for orders that go nowhere known."
    )
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    product_id: list[UUID] | None = Field(
        default=None, max_length=250, description="Orders with this product; the nil UUID: with lines of no product of ours."
    )
    variant_id: list[UUID] | None = Field(default=None, max_length=250)
    tag: list[str] | None = Field(default=None, max_length=50)
    source: str | None = Field(default=None, max_length=100)
    total_from: Decimal | None = Field(default=None, max_digits=20, decimal_places=4)
    total_to: Decimal | None = Field(default=None, max_digits=20, decimal_places=4, description="Included.")
    q: str | None = Field(default=None, min_length=3, max_length=100, description="In number, buyer, SKU or title.")

    def narrowing(self) -> dict[str, Any]:
        """By name, with values as they came."""
        return {name: getattr(self, name) for name in OrderFilter.model_fields}


class _Query(OrderFilter):
    model_config = ConfigDict(extra="ignore")  # limit, cursor and sort stand beside it


async def _filters(given: Annotated[_Query, Query()]) -> dict[str, Any]:
    return given.narrowing()


Filters = Annotated[dict[str, Any], Depends(_filters)]
"""The filters of a query string, by name."""
