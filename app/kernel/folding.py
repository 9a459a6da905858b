"""Calls a route's dependencies by itself, where they ask for nothing but the request.

FastAPI looks each dependency through for parameters of four kinds at every request, which for a list is three times for
nothing: who calls, whether they may, and the filters all come from the request. `folded` lays such dependencies into the
call of the route, in their order. What is wrong with the route's own parameters is found before them then; whoever catches
that asks FastAPI in full, which goes by the old order.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from fastapi.dependencies.models import Dependant

_OWN = "folded_request"
_ASKED = frozenset({"name", "call", "request_param_name", "use_cache", "path"})


def folded(dependant: Dependant) -> Dependant:
    """A copy that calls its dependencies by itself; the same object where one of them is of another kind, or there are none."""
    call: Any = dependant.call
    plain = inspect.iscoroutinefunction(call) and all(map(_asks_for_the_request_alone, dependant.dependencies))
    if not plain or not dependant.dependencies:
        return dependant
    steps: list[tuple[str | None, Any, str]] = [
        (each.name, each.call, str(each.request_param_name)) for each in dependant.dependencies
    ]
    name, own = dependant.request_param_name or _OWN, dependant.request_param_name is None

    async def run(**given: Any) -> Any:
        request = given.pop(name) if own else given[name]
        for result, step, parameter in steps:
            found = await step(**{parameter: request})
            if result is not None:
                given[result] = found
        return await call(**given)

    return replace(dependant, dependencies=[], call=run, request_param_name=name)


def _asks_for_the_request_alone(dependant: Dependant) -> bool:
    if dependant.request_param_name is None or not _is_coroutine(dependant.call):
        return False
    return not any(getattr(dependant, each.name) for each in fields(dependant) if each.name not in _ASKED)


def _is_coroutine(call: Callable[..., Any] | None) -> bool:
    return inspect.iscoroutinefunction(call) or (callable(call) and inspect.iscoroutinefunction(type(call).__call__))
