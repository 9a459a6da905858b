"""HTTP of search."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from app.kernel.auth import Caller, signed_in
from app.kernel.http import Envelope, Model, ok, router
from app.kernel.pictures import Pictured
from app.search import api
from app.search.contracts import Kind

search = router("/search", "search")


class HitOut(Model, Pictured):
    kind: Kind
    id: UUID
    title: str = Field(description="Number of an order, title of a product, name of a store.")
    subtitle: str = Field(description="Buyer and store, SKU, or domain.")
    image_url: str | None
    store_id: UUID | None = Field(description="Null for products.")


class FoundOut(Model):
    searched: list[Kind] = Field(description="The kinds that your role may read.")
    orders: list[HitOut]
    products: list[HitOut]
    stores: list[HitOut]


@search.get("", dependencies=[signed_in()])
async def search_everything(
    caller: Caller,
    q: Annotated[str, Query(max_length=100, description="Part of a number, buyer, title, SKU or name.")],
) -> Envelope[FoundOut]:
    """The likeliest orders, products and stores, at most eight of each, of the kinds that you may read.

    One and two characters find order numbers and SKUs that are exactly so, and stores; more are looked for anywhere.
    """
    return ok(FoundOut.model_validate(await api.find(caller.org_id, caller.permissions, q)))
