"""Query models read by themselves: the same values, and the same words about mistakes, as FastAPI's own reading."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Query, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from app.kernel import queries
from app.kernel.http import Limit, Route
from app.main import _render_errors


class Narrowed(BaseModel):
    store_id: list[UUID] | None = Field(default=None, max_length=2)
    status: list[Literal["open", "done"]] | None = None
    tags: Annotated[set[str] | None, Field(max_length=3)] = None
    since: AwareDatetime | None = None
    day: date | None = None
    counted: bool = False
    q: str | None = Field(default=None, min_length=3)


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str


class Renamed(BaseModel):
    from_: str = Field(default="", alias="from")


async def _narrowed(given: Annotated[Narrowed, Query()]) -> dict[str, Any]:
    return given.model_dump(mode="json") | {"tags": sorted(given.tags or ())}


async def _strict(given: Annotated[Strict, Query()]) -> str:
    return given.name


async def _renamed(given: Annotated[Renamed, Query()]) -> str:
    return given.from_


def app_with(route_class: Any) -> FastAPI:
    routes = APIRouter(route_class=route_class)

    @routes.get("/list")
    async def read(
        request: Request, filters: Annotated[dict[str, Any], Depends(_narrowed)], limit: Limit = 50
    ) -> dict[str, Any]:
        return {**filters, "limit": limit}

    @routes.get("/strict")
    async def strict(name: Annotated[str, Depends(_strict)]) -> str:
        return name

    @routes.get("/renamed")
    async def renamed(name: Annotated[str, Depends(_renamed)]) -> str:
        return name

    app = FastAPI()
    app.router.routes.extend(routes.routes)
    _render_errors(app)
    return app


@pytest.fixture
async def both() -> AsyncIterator[list[httpx.AsyncClient]]:
    """The house's route, and FastAPI's."""
    apps = [app_with(Route), app_with(APIRouter().route_class)]
    clients = [httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://x") for app in apps]
    yield clients
    for client in clients:
        await client.aclose()


A, B = "0190a1b2-0000-7000-8000-000000000001", "0190a1b2-0000-7000-8000-000000000002"


@pytest.mark.parametrize(
    "query",
    [
        "/list",
        "/list?unknown=1&unknown=2",
        f"/list?store_id={A}&store_id={B}&status=open&status=done",
        "/list?status=open&tags=a&tags=b&tags=a",
        "/list?q=abc&q=word&counted=1&day=2026-02-28",
        "/list?since=2026-02-28T10:00:00%2B02:00&limit=7",
        "/list?q=",
        "/list?q=ab",
        "/list?q&status",
        "/list?status=open&status=sold",
        f"/list?store_id={A}&store_id={B}&store_id={A}",
        "/list?store_id=x&since=yesterday&limit=0",
        "/list?since=2026-02-28T10:00:00",
        "/list?limit=x",
        "/list?counted=perhaps",
        "/strict",
        "/strict?name=a",
        "/strict?name=a&name=b",
        "/strict?name=a&surprise=1",
        "/renamed?from=a",
        "/renamed?from_=a",
    ],
)
async def test_it_reads_as_fastapi_reads(both: list[httpx.AsyncClient], query: str) -> None:
    ours, theirs = [await client.get(query) for client in both]
    assert ours.status_code == theirs.status_code
    varying = {"timestamp", "request_id"}
    read = [a.json() if isinstance(a.json(), str) else {k: v for k, v in a.json().items() if k not in varying}
            for a in (ours, theirs)]  # fmt: skip
    assert read[0] == read[1]


def test_the_description_keeps_every_parameter() -> None:
    ours, theirs = app_with(Route).openapi(), app_with(APIRouter().route_class).openapi()
    assert ours == theirs
    assert {p["name"] for p in ours["paths"]["/list"]["get"]["parameters"]} == {*Narrowed.model_fields, "limit"}


def test_only_plain_models_that_stand_alone_are_taken() -> None:
    by_path = {route.path: route for route in app_with(Route).routes if isinstance(route, Route)}
    for path, taken in {"/list": True, "/strict": True, "/renamed": False}.items():
        dependant = by_path[path].dependant
        assert (queries.lean(dependant) is not dependant) == taken, path
