"""HTTP of shared views."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from app.home import api
from app.home.permissions import SHARE
from app.kernel.auth import allow, signed_in
from app.kernel.http import Envelope, Model, Uow, ok, router

views = router("/home/views", "home")

Name = Annotated[str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True)]
ColumnName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]


class ViewFields(Model):
    name: Name = Field(examples=["Express to ship"])
    query: str = Field(max_length=2000, description="Filters and order as in its address.", examples=["view=to_ship"])
    columns: list[ColumnName] = Field(default=[], max_length=40, description="By name; none: as usual.")


class NewViewBody(ViewFields):
    area: Literal["orders", "products"] = Field(description="The list that it is of.")


class ViewOut(Model):
    id: UUID
    area: Literal["orders", "products"]
    name: str
    query: str
    columns: list[str]


@views.get("", dependencies=[signed_in()])
async def list_shared_views(uow: Uow) -> Envelope[list[ViewOut]]:
    """The views of lists that everybody in the organisation has, by name. What a view shows to you is what you may see."""
    return ok([ViewOut.model_validate(asdict(view)) for view in await api.shared_views(uow)])


@views.post("", status_code=201, dependencies=[allow(SHARE)])
async def share_view(body: NewViewBody, uow: Uow) -> Envelope[ViewOut]:
    """Give everybody a view. 409 where the list has a shared one of this name."""
    made = await api.share_view(uow, area=body.area, name=body.name, query=body.query, columns=body.columns)
    return ok(ViewOut.model_validate(asdict(made)))


@views.put("/{view_id}", dependencies=[allow(SHARE)])
async def update_shared_view(view_id: UUID, body: ViewFields, uow: Uow) -> Envelope[ViewOut]:
    """For everybody, from their next look on."""
    changed = await api.change_view(uow, view_id, name=body.name, query=body.query, columns=body.columns)
    return ok(ViewOut.model_validate(asdict(changed)))


@views.delete("/{view_id}", dependencies=[allow(SHARE)])
async def remove_shared_view(view_id: UUID, uow: Uow) -> Envelope[None]:
    """Nobody has it any more; what it showed stays."""
    await api.remove_view(uow, view_id)
    return ok(None, "The view is gone.")
