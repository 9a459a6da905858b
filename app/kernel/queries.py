"""Reads a query string that a model describes by what it holds, instead of by every name that it could hold.

FastAPI looks each field of such a model up at every request, which for a list with two dozen filters costs more than its
statement. `lean` leaves the declaration for the documentation and reads by the model alone. What the model refuses is
given back to FastAPI, which words the answer together with the other mistakes of the request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from fastapi import Request
from fastapi.dependencies.models import Dependant
from pydantic import BaseModel, ValidationError

_MANY = (list, set, frozenset, tuple)


class Unread(Exception):
    """The query string is not as its model wants it."""


def lean(dependant: Dependant) -> Dependant:
    """A copy whose dependencies read query models by themselves; the same object where there are none."""
    inner = [_by_itself(each) for each in dependant.dependencies]
    return dependant if inner == dependant.dependencies else replace(dependant, dependencies=inner)


def _by_itself(dependant: Dependant) -> Dependant:
    model = _only_model(dependant)
    if model is None:
        return lean(dependant)
    return replace(
        dependant, query_params=[], request_param_name="request", call=_reader(model, dependant.query_params[0].name, dependant)
    )


def _only_model(dependant: Dependant) -> type[BaseModel] | None:
    """The model of a dependency that takes nothing else."""
    others = (
        dependant.path_params, dependant.header_params, dependant.cookie_params, dependant.body_params,
        dependant.dependencies, dependant.request_param_name, dependant.response_param_name,
        dependant.http_connection_param_name, dependant.background_tasks_param_name,
    )  # fmt: skip
    if len(dependant.query_params) != 1 or any(others):
        return None
    model = dependant.query_params[0].field_info.annotation
    if not isinstance(model, type) or not issubclass(model, BaseModel):
        return None
    plain = all(f.alias is None and f.validation_alias is None for f in model.model_fields.values())
    return model if plain and model.model_config.get("extra") != "allow" else None


def _reader(model: type[BaseModel], name: str, dependant: Dependant) -> Callable[..., Any]:
    many = frozenset(key for key, field in model.model_fields.items() if _is_many(field.annotation))
    use: Any = dependant.call

    async def read(request: Request) -> Any:
        try:
            given = model.model_validate(_given(request, many))
        except ValidationError:
            raise Unread from None
        return await use(**{name: given})

    return read


def _given(request: Request, many: frozenset[str]) -> dict[str, Any]:
    """By name; of what takes one value the last, as ever."""
    values: dict[str, Any] = {}
    for key, value in request.query_params.multi_items():
        if key in many:
            values.setdefault(key, []).append(value)
        else:
            values[key] = value
    return values


def _is_many(annotation: Any) -> bool:
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        return any(map(_is_many, get_args(annotation)))
    if origin is Annotated:
        return _is_many(get_args(annotation)[0])
    return annotation in _MANY or origin in _MANY
