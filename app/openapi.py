"""What the API's description says of every call, whoever wrote it: who may call, and how it is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from app.kernel.auth import Allow
from app.kernel.http import ErrorEnvelope

_SCHEMES = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "An access token, an API key, or what an OAuth app was given.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "ksap_access",
        "description": "A browser's session; over https the name begins with `__Secure-`. Calls that change something "
        "also carry `X-CSRF-Token`.",
    },
}
_REFUSALS = {
    400: "The body cannot be read as what it says it is.",
    401: "Nobody is signed in, or what was sent is not good for it.",
    403: "Your role does not include it, or the call comes from another page.",
    404: "There is no such thing in your organisation.",
    409: "The present state does not allow it.",
    410: "The one-time link, or the sign-in that it continues, is used up or too old.",
    412: "Somebody changed it meanwhile: `If-Match` names an older version.",
    413: "The body is larger than a call may be.",
    415: "The body is of a type or in a character set that this call does not take.",
    422: "Something in it is wrong; `details` names the field and the reason.",
    429: "Too many calls; `Retry-After` tells when the next one goes through.",
    502: "The vendor's server did not do what was asked of it.",
    503: "A server that is needed is away or busy; try again shortly.",
}
_LIMITS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}
_ALWAYS = (401, 403, 404, 409, 422, 429, 502, 503)
_CHANGING = (400, 410, 413)


class Api(FastAPI):
    """FastAPI, whose description names all refusals and what each call demands of its caller."""

    def describe_at(self, path: str) -> None:
        """Answer the description there. Kept as text: its objects would take twenty times as much for the life of the
        process."""
        written = b""

        async def description(_: Request) -> Response:
            nonlocal written
            if not written:
                written = orjson.dumps(self.openapi())
                self.openapi_schema = None
            return Response(written, media_type="application/json")

        self.add_route(path, description, include_in_schema=False)

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            document = super().openapi()
            _describe(document, self.routes)
            self.openapi_schema = document
        return self.openapi_schema


def walk(routes: Iterable[BaseRoute]) -> Iterator[APIRoute]:
    """Calls of these routes and of included routers."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        elif (inner := getattr(route, "original_router", None)) is not None:
            yield from walk(inner.routes)


def declared(dependant: Dependant) -> list[Allow]:
    """The permissions that a call declares; there is exactly one (tests/test_routes.py)."""
    found = [dependant.call] if isinstance(dependant.call, Allow) else []
    return found + [each for inner in dependant.dependencies for each in declared(inner)]


def methods(routes: Iterable[BaseRoute], path: str) -> list[str]:
    """All methods that an address answers; a name of its own (`/roles/permissions`) goes before one with an id in it."""
    matching = [route for route in walk(routes) if route.path_regex.match(path)]
    named = min((len(route.param_convertors) for route in matching), default=0)
    return sorted({method for route in matching if len(route.param_convertors) == named for method in route.methods or ()})


def _describe(document: dict[str, Any], routes: Iterable[BaseRoute]) -> None:
    components = document.setdefault("components", {})
    components["securitySchemes"] = _SCHEMES
    components.setdefault("schemas", {}).setdefault("ErrorEnvelope", _schema(components["schemas"]))
    components["responses"] = {f"Refused{status}": _refusal(status) for status in _REFUSALS}
    for route in walk(routes):
        if not route.include_in_schema:
            continue
        open_to_all = any(allow.name is None for allow in declared(route.dependant))
        for method in route.methods or ():
            operation = document["paths"][route.path_format][method.lower()]
            operation["security"] = [] if open_to_all else [{name: []} for name in _SCHEMES]
            if route.path.startswith("/api/v1/"):
                _refuse(operation, method)
    for parameter in _parameters(document):
        if "schema" in parameter:  # what stands in an address or a header cannot be null, only be missing
            parameter["schema"] = _never_null(parameter["schema"])
    _exact(document)
    for name in ("HTTPValidationError", "ValidationError"):  # the framework's, which nobody sends
        components["schemas"].pop(name, None)


def _parameters(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for calls in document["paths"].values():
        for operation in calls.values():
            yield from operation.get("parameters", ())


def _never_null(schema: dict[str, Any]) -> dict[str, Any]:
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    rest = {name: value for name, value in schema.items() if name != "anyOf"}
    return {**rest, **kinds[0]} if len(kinds) == 1 else {**rest, "anyOf": kinds} if kinds else schema


def _exact(node: Any) -> None:
    """Where pydantic describes a decimal as a number or a string, floats are out: they are refused, too."""
    if isinstance(node, list):
        for inner in node:
            _exact(inner)
    elif isinstance(node, dict):
        kinds = {kind.get("type"): kind for kind in node.get("anyOf", ()) if isinstance(kind, dict)}
        if "number" in kinds and "string" in kinds:
            _decimal(node, kinds["number"], kinds["string"])
        for inner in node.values():
            _exact(inner)


def _decimal(node: dict[str, Any], number: dict[str, Any], words: dict[str, Any]) -> None:
    """Limits move to where a schema has them."""
    number["type"] = "integer"
    for ours, theirs in _LIMITS.items():
        if ours in node:
            number[theirs] = node.pop(ours)
    least = number.get("minimum", number.get("exclusiveMinimum", -1))
    places = int(node.pop("decimal_places", 4))
    before = int(node.pop("max_digits", 20)) - places
    number.setdefault("maximum", 10**before - 1)
    words["pattern"] = rf"^{'' if least >= 0 else '-?'}[0-9]{{1,{before}}}(\.[0-9]{{1,{places}}})?$"


def _refuse(operation: dict[str, Any], method: str) -> None:
    statuses = set(_ALWAYS) | (set() if method == "GET" else set(_CHANGING))
    if "requestBody" in operation:
        statuses.add(415)
    if any(each["name"] == "If-Match" for each in operation.get("parameters", ())):
        statuses.add(412)
    given = operation["responses"]
    for status in sorted(statuses):
        described = given.get(str(status), {}).get("content", {}).get("application/json", {}).get("schema", {})
        if str(status) not in given or described.get("$ref", "").endswith(("/ErrorEnvelope", "/HTTPValidationError")):
            given[str(status)] = {"$ref": f"#/components/responses/Refused{status}"}


def _refusal(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/ErrorEnvelope"}
    return {"description": _REFUSALS[status], "content": {"application/json": {"schema": schema}}}


def _schema(schemas: dict[str, Any]) -> dict[str, Any]:
    """The envelope's own schema, for a document in which no call names it."""
    found = ErrorEnvelope.model_json_schema(ref_template="#/components/schemas/{model}")
    for name, inner in found.pop("$defs", {}).items():
        schemas.setdefault(name, inner)
    return found
