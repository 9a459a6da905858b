"""Dependencies called by themselves: the same answers, in the same order, as FastAPI's own calling of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from app.kernel import folding
from app.kernel.http import Limit, Route
from app.main import _render_errors


class Gate:
    """Lets nobody in who does not knock."""

    async def __call__(self, request: Request) -> None:
        request.state.passed = [*getattr(request.state, "passed", []), "gate"]
        if "knock" not in request.headers:
            raise HTTPException(401, "Knock.")


async def _guest(request: Request) -> str:
    request.state.passed = [*getattr(request.state, "passed", []), "guest"]
    return request.headers["knock"]


async def _opened(request: Request) -> AsyncIterator[str]:
    yield "open"


async def _narrow(limit: Limit = 5) -> int:
    return limit


def app_with(route_class: Any) -> FastAPI:
    routes = APIRouter(route_class=route_class)

    @routes.get("/plain/{number}", dependencies=[Depends(Gate())])
    async def plain(number: int, guest: Annotated[str, Depends(_guest)], response: Response, limit: Limit = 50) -> Any:
        response.headers["x-number"] = str(number)
        return [guest, number, limit]

    @routes.get("/asking", dependencies=[Depends(Gate())])
    async def asking(request: Request, guest: Annotated[str, Depends(_guest)]) -> Any:
        return [guest, request.state.passed]

    @routes.get("/opened", dependencies=[Depends(Gate())])
    async def opened(door: Annotated[str, Depends(_opened)]) -> str:
        return door

    @routes.get("/narrow")
    async def narrow(limit: Annotated[int, Depends(_narrow)]) -> int:
        return limit

    @routes.get("/sync")
    def sync(guest: Annotated[str, Depends(_guest)]) -> str:
        return guest

    @routes.post("/changing", dependencies=[Depends(Gate())])
    async def changing() -> str:
        return "changed"

    app = FastAPI()
    app.router.routes.extend(routes.routes)
    _render_errors(app)
    return app


@pytest.mark.parametrize("knock", ["", "Ada"])
@pytest.mark.parametrize(
    "path",
    ["/plain/7", "/plain/7?limit=3", "/plain/x", "/plain/7?limit=none", "/asking", "/opened", "/narrow?limit=0", "/sync?x=1"],
)
async def test_it_answers_as_fastapi_answers(path: str, knock: str) -> None:
    told = []
    for route_class in (Route, APIRoute):
        transport = httpx.ASGITransport(app=app_with(route_class), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            answer = await client.get(path, headers={"knock": knock} if knock else {})
        body = answer.json() if answer.status_code != 500 else None
        if isinstance(body, dict):
            body = {name: value for name, value in body.items() if name not in ("timestamp", "request_id")}
        told.append((answer.status_code, body, answer.headers.get("x-number")))
    assert told[0] == told[1]


async def test_who_is_not_let_in_is_told_that_and_not_what_is_wrong_with_the_call() -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app_with(Route)), base_url="http://x") as client:
        assert (await client.get("/plain/x?limit=0")).status_code == 401
        assert (await client.get("/plain/x?limit=0", headers={"knock": "Ada"})).status_code == 422


def test_only_what_asks_for_the_request_alone_is_called_by_itself() -> None:
    by_path = {route.path: route for route in app_with(Route).routes if isinstance(route, Route)}
    expected = {"/plain/{number}": True, "/asking": True, "/opened": False, "/narrow": False, "/sync": False}
    for path, taken in expected.items():
        dependant = by_path[path].dependant
        assert (folding.folded(dependant) is not dependant) == taken, path
