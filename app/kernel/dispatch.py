"""Finds the route of a request by the beginning of its path, where a walk along all of them would try a hundred and more.

The index stands in front of the list of routes and answers only what a walk along that list would answer, too: the first
route that matches path and method. For all else (404, 405, redirects, mounts, pages) it says that it knows nothing, and
the list decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.datastructures import URLPath
from starlette.routing import BaseRoute, Match, NoMatchFound, Route
from starlette.types import Receive, Scope, Send

_DEPTH = 3  # segments that tell routes apart: /api/v1/orders


class RouteIndex(BaseRoute):
    """Put it first among `routes`, once they are complete: those that are added behind it later are found by the list."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        heads = {head for route in routes if isinstance(route, Route) and (head := _literal_head(route.path))}
        self._below = {head: [r for r in routes if _may_begin_with(r, head)] for head in heads}
        self._whole = {
            route.path: [r for r in self._below.get(_head(route.path), routes) if _may_match(r, route.path)]
            for route in routes
            if isinstance(route, Route) and "{" not in route.path
        }

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http" or scope.get("root_path"):
            return Match.NONE, {}
        path = scope["path"]
        candidates = self._whole.get(path)
        if candidates is None:
            candidates = self._below.get(_head(path), [])
        for route in candidates:
            match, child_scope = route.matches(scope)
            if match is Match.FULL:
                return (match, {**child_scope, "route": route}) if isinstance(route, Route) else (Match.NONE, {})
        return Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope["route"].handle(scope, receive, send)

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        raise NoMatchFound(name, path_params)  # the list behind knows it


def _head(path: str) -> str:
    return "/".join(path.split("/", _DEPTH + 1)[: _DEPTH + 1])


def _literal_head(path: str) -> str:
    """What every address of a route begins with, if that is long enough to tell it from others."""
    head = _head(path)
    return head if "{" not in head and head.count("/") == _DEPTH else ""


def _may_begin_with(route: BaseRoute, head: str) -> bool:
    """Whether a path below `head` could be the route's; of other kinds than `Route` we cannot tell."""
    return not isinstance(route, Route) or _literal_head(route.path) in ("", head)


def _may_match(route: BaseRoute, path: str) -> bool:
    return not isinstance(route, Route) or route.path_regex.match(path) is not None
