"""Every route of the product: permission declared, one name, one place, described."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from app.kernel.auth import Allow, allow, permissions
from app.kernel.dispatch import RouteIndex
from app.kernel.masking_rules import Kind, kind_of
from tests.http import Client

ELSEWHERE = {
    "/.well-known/jwks.json": "where standards look for it",
    "/.well-known/oauth-authorization-server": "where standards look for it",
    "/health/live": "probes do not know versions",
    "/health/ready": "probes do not know versions",
    "/metrics": "Prometheus' own address",
}
"""Routes outside of /api/v1, and why."""

PAGES = {"/", "/{page}", "/api/openapi.json", "/api/docs", "/api/docs/start.js", "/api/docs/assets", "/webhooks"}
"""What needs no permission by nature: the start page and the dashboard, the API's description, and the inbox, which checks
signatures."""


def declared(dependant: Dependant) -> list[Allow]:
    found = [dependant.call] if isinstance(dependant.call, Allow) else []
    return found + [each for inner in dependant.dependencies for each in declared(inner)]


def walk(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """Routes of included routers too."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is None:
            yield route
        else:
            yield from walk(inner.routes)


@pytest.fixture
def routes(application: FastAPI) -> list[APIRoute]:
    found = [route for route in walk(application.routes) if isinstance(route, APIRoute)]
    assert len(found) > 10
    return found


def test_every_route_declares_one_permission(routes: list[APIRoute]) -> None:
    counts = {f"{sorted(r.methods)} {r.path}": len(declared(r.dependant)) for r in routes}
    assert {route: n for route, n in counts.items() if n != 1} == {}


def test_every_named_permission_is_declared(routes: list[APIRoute]) -> None:
    named = {a.name for r in routes for a in declared(r.dependant) if a.name}
    assert named <= set(permissions())
    assert all(meaning for meaning in permissions().values())
    with pytest.raises(RuntimeError, match="not declared"):
        allow("nothing.of_the_kind")


def test_operation_ids_and_addresses_are_unique(routes: list[APIRoute]) -> None:
    ids = Counter(r.unique_id for r in routes)
    assert [name for name, n in ids.items() if n > 1] == []
    addresses = Counter((method, r.path) for r in routes for method in r.methods)
    assert [address for address, n in addresses.items() if n > 1] == []


def test_everything_is_under_one_root(routes: list[APIRoute]) -> None:
    assert {r.path for r in routes if not r.path.startswith("/api/v1/")} == set(ELSEWHERE)


def test_what_is_no_call_of_the_api_is_a_known_page(application: FastAPI) -> None:
    known = (APIRoute, RouteIndex)
    others = {getattr(route, "path", "?") for route in walk(application.routes) if not isinstance(route, known)}
    assert others - PAGES == set()
    assert "/webhooks" in others


def test_the_openapi_document_builds_and_describes_every_call(application: FastAPI, routes: list[APIRoute]) -> None:
    document = application.openapi()
    described = {operation["operationId"] for path in document["paths"].values() for operation in path.values()}
    assert described == {r.unique_id for r in routes if r.include_in_schema}


async def test_no_route_that_takes_a_permission_answers_a_stranger(anonymous: Client, routes: list[APIRoute]) -> None:
    closed = [r for r in routes if declared(r.dependant)[0].name is not None]
    assert closed
    for route in closed:
        path = route.path
        for name in route.param_convertors:
            path = path.replace("{" + name + "}", "00000000-0000-0000-0000-000000000000")
        for method in route.methods:
            answer = await anonymous.request(method, path, json={})
            assert answer.status_code == 401, f"{method} {path}: {answer.status_code}"
            assert answer.json()["error"]["code"] == "UNAUTHENTICATED"


async def test_every_address_names_its_methods(anonymous: Client) -> None:
    for path, methods in (
        ("/api/v1/roles", "GET, POST"),
        ("/api/v1/roles/permissions", "GET"),
        (f"/api/v1/roles/{'0' * 8}-0000-0000-0000-{'0' * 12}", "DELETE, PUT"),
    ):
        for method in ("OPTIONS", "PATCH", "TRACE"):
            answer = await anonymous.request(method, path)
            assert (answer.status_code, answer.headers["allow"]) == (405, methods)
            assert answer.json()["error"]["code"] == "METHOD_NOT_ALLOWED"


def test_the_description_tells_who_may_call_and_how_a_call_is_refused(application: FastAPI, routes: list[APIRoute]) -> None:
    paths = application.openapi()["paths"]
    for route in routes:
        for method in (route.methods or ()) if route.include_in_schema else ():
            operation = paths[route.path_format][method.lower()]
            closed = declared(route.dependant)[0].name is not None
            assert operation["security"] == ([{"bearer": []}, {"session": []}] if closed else [])
            if route.path.startswith("/api/v1/"):
                assert {"401", "403", "404", "422", "429"} <= set(operation["responses"])
                assert ("415" in operation["responses"]) is ("requestBody" in operation)


async def test_no_address_carries_what_signs_somebody_in(application: FastAPI, client: Client, anonymous: Client) -> None:
    calls = [call for path in application.openapi()["paths"].values() for call in path.values()]
    named = {each["name"] for call in calls for each in call.get("parameters", ()) if each["in"] in ("path", "query")}
    # the id of a session opens none, and the signature of a picture leads to that picture alone
    assert {name for name in named if kind_of(name) is Kind.SECRET} == {"session_id", "signature"}
    token = client.headers["authorization"].removeprefix("Bearer ")
    for name in ("access_token", "token", "authorization"):
        await anonymous.data("GET", "/api/v1/users/profile", params={name: token}, status=401)
