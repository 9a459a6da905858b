"""Errors as Shopify words them: inside an answer with status 200, in `userErrors`, and as a status of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphql import GraphQLError
from starlette.responses import JSONResponse, Response

ACCESS_SCOPES = "https://shopify.dev/api/usage/access-scopes"
RATE_LIMITS = "https://shopify.dev/api/usage/rate-limits"

# Answers of the HTTP layer.
BAD_REQUEST = (400, {"query": "Required parameter missing or invalid"})
UNAUTHORIZED = (401, "[API] Invalid API key or access token (unrecognized login or wrong password)")
FROZEN = (402, "Unavailable Shop")
FORBIDDEN = (403, "Unavailable Shop")
NOT_FOUND = (404, "Not Found")
LOCKED = (423, "This shop is unavailable")
BROKEN = (503, "An unexpected error occurred")


def http_error(error: tuple[int, Any], headers: dict[str, str] | None = None) -> Response:
    """An answer that never came as far as GraphQL."""
    return JSONResponse({"errors": error[1]}, error[0], headers)


class VendorError(GraphQLError):
    """An error of one field: its value becomes null, and the error stands beside the data."""

    def __init__(self, message: str, code: str, **extensions: Any) -> None:
        super().__init__(message, extensions={"code": code, **extensions})


def bad_request(message: str) -> VendorError:
    return VendorError(message, "BAD_REQUEST")


def invalid_arguments(message: str) -> VendorError:
    return VendorError(message, "INVALID_FIELD_ARGUMENTS")


def wrong_id(value: str) -> VendorError:
    """For an id of another type than the field wants, or of nothing where something must be."""
    return VendorError(f"Invalid id: {value}", "RESOURCE_NOT_FOUND")


def access_denied(field: str, required: str) -> VendorError:
    """`required` says what is missing, in the vendor's words; empty if it does not say."""
    if not required:
        return VendorError(f"Access denied for {field} field.", "ACCESS_DENIED", documentation=ACCESS_SCOPES)
    return VendorError(
        f"Access denied for {field} field. Required access: {required}",
        "ACCESS_DENIED",
        documentation=ACCESS_SCOPES,
        requiredAccess=required,
    )


def user_error(field: Sequence[str | int] | None, message: str, code: str | None = None) -> dict[str, Any]:
    """One entry of `userErrors`; the code is read only where the error's type has one."""
    path = None if field is None else [str(part) for part in field]
    return {"field": path, "message": message, "code": code}


def max_cost_exceeded(cost: int, limit: int) -> dict[str, Any]:
    """The whole answer to a query that is too dear whatever the bucket holds."""
    message = (
        f"Query cost is {cost}, which exceeds the single query max cost limit ({limit}).\n\n"
        "See https://shopify.dev/docs/api/usage/rate-limits for more information on how the\n"
        "cost of a query is calculated.\n\n"
        "To query larger amounts of data with fewer limits, bulk operations should be used instead.\n"
        "See https://shopify.dev/docs/api/usage/bulk-operations/queries for usage details.\n"
    )
    extensions = {"code": "MAX_COST_EXCEEDED", "cost": cost, "maxCost": limit, "documentation": RATE_LIMITS}
    return {"errors": [{"message": message, "extensions": extensions}]}


def throttled(requested: int, status: dict[str, Any]) -> dict[str, Any]:
    """The whole answer to a query that the bucket cannot pay for now."""
    return {
        "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED", "documentation": RATE_LIMITS}}],
        "extensions": {"cost": {"requestedQueryCost": requested, "actualQueryCost": None, "throttleStatus": status}},
    }


def internal(request_id: str) -> dict[str, Any]:
    """The whole answer to a query that the vendor stumbled over."""
    message = (
        "Internal error. Looks like something went wrong on our end.\n"
        f"Request ID: {request_id} (include this in support requests)."
    )
    return {"errors": [{"message": message, "extensions": {"code": "INTERNAL_SERVER_ERROR", "requestId": request_id}}]}


def formatted(error: GraphQLError) -> dict[str, Any]:
    """One entry of `errors` for an error that a field raised."""
    entry: dict[str, Any] = {"message": error.message}
    if error.locations:
        entry["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.extensions:
        entry["extensions"] = dict(error.extensions)
    if error.path:
        entry["path"] = list(error.path)
    return entry
