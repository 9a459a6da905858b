"""Fields of requests whose type says too little: days and moments as they are written, and no numbers for yes and no."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator

_NUMBER = re.compile(r"\s*[+-]?[\d_]*\.?\d*\s*")
FIRST, LAST = 1970, 2199  # years; beyond them a shift of the time zone has no date to lead to


def _written(value: object) -> object:
    """Seconds since 1970 are no date that a person wrote."""
    if isinstance(value, int | float) or (isinstance(value, str) and _NUMBER.fullmatch(value)):
        raise ValueError("write it by ISO 8601, like 2026-03-01 or 2026-03-01T12:00:00Z")
    return value


def _possible(value: Any) -> Any:
    if not FIRST <= value.year <= LAST:
        raise ValueError(f"name a day between {FIRST} and {LAST}")
    return value


Day = Annotated[date, BeforeValidator(_written), AfterValidator(_possible)]
"""A day of the calendar: `2026-03-01`."""
Moment = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_possible)]
"""A moment with its time zone: `2026-03-01T12:00:00Z`."""
LooseMoment = Annotated[datetime, BeforeValidator(_written), AfterValidator(_possible)]
"""A moment; UTC is meant where it names no time zone."""


def _truth(value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise ValueError("say true or false")
    return value


def _number(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("give a number")
    return value


_GUARDS = {"bool": _truth, "int": _number, "float": _number, "decimal": _number}


def guarded(schema: Any) -> Any:
    """A model's core schema whose booleans take no numbers and whose numbers take no booleans."""
    fields = next(_fields(schema), None)
    for field in (fields or {}).values():
        field["schema"] = _guard(field["schema"])
    return schema


def _fields(schema: Any) -> Iterator[dict[str, Any]]:
    while isinstance(schema, dict):
        if schema.get("type") == "model-fields":
            yield schema["fields"]
            return
        schema = schema.get("schema")


def _guard(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a field, or of what stands inside of it; models look after themselves."""
    guard = _GUARDS.get(schema["type"])
    if guard is not None:
        return {"type": "function-before", "function": {"type": "no-info", "function": guard}, "schema": schema}
    if schema["type"] == "union":
        choices = [(_guard(c[0]), *c[1:]) if isinstance(c, tuple) else _guard(c) for c in schema["choices"]]
        return {**schema, "choices": choices}
    inside = [name for name in ("schema", "items_schema", "values_schema") if isinstance(schema.get(name), dict)]
    if schema["type"] in ("model", "definition-ref"):
        return schema
    changed = {name: found for name in inside if (found := _guard(schema[name])) is not schema[name]}
    return {**schema, **changed} if changed else schema
