"""The index of routes says what a walk along the list says, or nothing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Match, Mount, NoMatchFound, Route, Router
from starlette.types import Receive, Scope, Send

from app.kernel.dispatch import RouteIndex
from tests.http import Client

PARTS = ("0190a1b2-0000-7000-8000-000000000001", "facets", "x", "a b", "")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def scope_of(path: str, method: str = "GET") -> Scope:
    return {"type": "http", "path": path, "method": method, "root_path": "", "headers": []}


def walked(routes: Sequence[BaseRoute], scope: Scope) -> BaseRoute | None:
    """The first of the list that takes path and method."""
    return next((route for route in routes if route.matches(scope)[0] is Match.FULL), None)


def addresses(routes: list[BaseRoute]) -> set[str]:
    """Every route's path with all kinds of things in the place of its parameters, and paths beside them."""
    found = {"/", "/api", "/api/v1", "/api/v1/", "/nowhere/at/all", "/api/v1/nowhere", "/webhooks/x", "/orders/17"}
    for route in routes:
        if isinstance(route, Route):
            for part in PARTS:
                path = route.path_format.format(**dict.fromkeys(route.param_convertors, part))
                found |= {path, path + "/", path + "/more", path.rsplit("/", 1)[0], path + "\n"}
    return found


def test_it_agrees_with_the_list_about_every_address(application: FastAPI) -> None:
    routes = [route for route in application.router.routes if not isinstance(route, RouteIndex)]
    index = next(route for route in application.router.routes if isinstance(route, RouteIndex))
    answered = set()
    for path in addresses(routes):
        for method in METHODS:
            expected = walked(routes, scope_of(path, method))
            match, child_scope = index.matches(scope_of(path, method))
            if match is Match.NONE:
                continue
            assert match is Match.FULL and child_scope["route"] is expected, (method, path)
            assert expected is not None
            assert child_scope["path_params"] == expected.matches(scope_of(path, method))[1]["path_params"]
            answered.add(id(expected))
    missed = {r.path for r in routes if isinstance(r, APIRoute) and r.path.startswith("/api/v1/") and id(r) not in answered}
    assert missed == set()


async def named(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(scope["route"].name)(scope, receive, send)


def route(path: str, name: str, method: str = "GET") -> Route:
    made = Route(path, endpoint=lambda _: PlainTextResponse(name), methods=[method], name=name)
    made.app = named
    return made


def test_the_earlier_of_two_routes_wins_whichever_is_more_exact() -> None:
    wild, exact = route("/api/v1/{kind}/{id}", "wild"), route("/api/v1/things/new", "exact")
    for routes in ([wild, exact], [exact, wild]):
        scope = scope_of("/api/v1/things/new")
        assert RouteIndex(routes).matches(scope)[1]["route"] is walked(routes, scope) is routes[0]


def test_what_is_no_route_keeps_its_turn() -> None:
    mount = Mount("/api/v1/things", app=Router())
    index = RouteIndex([mount, route("/api/v1/things/new", "new")])
    assert index.matches(scope_of("/api/v1/things/new"))[0] is Match.NONE  # the list finds the mount first


def test_it_leaves_other_protocols_and_names_to_the_list() -> None:
    index = RouteIndex([route("/api/v1/things", "things")])
    assert index.matches({**scope_of("/api/v1/things"), "type": "websocket"}) == (Match.NONE, {})
    with pytest.raises(NoMatchFound):
        index.url_path_for("things")


def test_it_leaves_what_is_mounted_elsewhere_to_the_list() -> None:
    index = RouteIndex([route("/api/v1/things", "things")])
    assert index.matches({**scope_of("/api/v1/things"), "root_path": "/shop"})[0] is Match.NONE


async def test_methods_and_addresses_that_are_not_there_are_told_as_ever(client: Client) -> None:
    assert (await client.data("DELETE", "/api/v1/orders", status=405))["code"] == "METHOD_NOT_ALLOWED"
    answer = await client.request("DELETE", "/api/v1/orders")
    assert answer.headers["allow"] == "GET"
    assert (await client.data("GET", "/api/v1/nothing", status=404))["code"] == "NOT_FOUND"
    assert (await client.get("/api/v1/orders/", follow_redirects=False)).headers["location"].endswith("/api/v1/orders")


async def test_figures_name_the_route_not_the_address(client: Client) -> None:
    await client.get("/api/v1/orders/0190a1b2-0000-7000-8000-000000000009/timeline")
    metrics = (await client.get("/metrics")).text
    assert 'route="/api/v1/orders/{order_id}/timeline"' in metrics
    assert "0190a1b2-0000-7000-8000-000000000009" not in metrics
