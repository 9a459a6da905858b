"""What mutations have in common: arguments, idempotency keys, decimals."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from graphql import GraphQLResolveInfo
from graphql.execution.values import get_directive_values

from app.sandbox.shopify.context import Context
from app.sandbox.shopify.errors import bad_request, invalid_arguments, user_error
from app.sandbox.shopify.state import Attempt

UserErrors = list[dict[str, Any]]
Payload = dict[str, Any]
RETENTION = timedelta(hours=24)
MISMATCH = "The same idempotency key cannot be used with different operation parameters."
FAILED = "A previous request with this idempotency key failed. Retry with a new idempotency key."


def key_of(info: GraphQLResolveInfo[Any]) -> str:
    """The idempotency key of a mutation that must have one."""
    directive = info.schema.get_directive("idempotent")
    assert directive is not None
    values = get_directive_values(directive, info.field_nodes[0], info.variable_values)
    if not values:
        raise bad_request("The @idempotent directive is required for this mutation but was not provided.")
    return str(values["key"])


def once(
    info: GraphQLResolveInfo[Any], ctx: Context, arguments: Mapping[str, Any], *,
    do: Callable[[], tuple[dict[str, Any], UserErrors]], show: Callable[[dict[str, Any], UserErrors], Payload],
) -> Payload:  # fmt: skip
    """Do a thing once for its key.

    `do` returns where its result is and the user errors; `show` makes the payload of that, from how things are now, so
    that a repetition shows the result of the first time.
    """
    key = key_of(info)
    attempts = ctx.state.attempts
    for old in [k for k, attempt in attempts.items() if ctx.now - attempt.at > RETENTION]:
        del attempts[old]
    print_ = hashlib.sha256(json.dumps(arguments, sort_keys=True, default=str).encode()).hexdigest()
    prior = attempts.get(key)
    if prior is not None:
        if (prior.mutation, prior.fingerprint) != (info.field_name, print_):
            return show({}, [user_error(None, MISMATCH, "IDEMPOTENCY_KEY_PARAMETER_MISMATCH")])
        if prior.failed:
            return show({}, [user_error(None, FAILED, "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED")])
        return show(prior.result, [])
    result, errors = do()
    attempts[key] = Attempt(info.field_name, print_, ctx.now, failed=bool(errors), result=result)
    ctx.host.touch()
    ctx.forget()
    return show(result, errors)


def must_have(rows: Iterable[Mapping[str, Any]], kind: str, name: str) -> None:
    """Some arguments may be null, but not left out."""
    if any(name not in row for row in rows):
        raise invalid_arguments(f"{kind} must include the following argument: {name}.")


def as_decimal(value: Any) -> Decimal:
    """A Money or Decimal argument."""
    try:
        found = Decimal(str(value))
    except InvalidOperation as error:
        raise invalid_arguments(f"invalid decimal '{value}'") from error
    if not found.is_finite():
        raise invalid_arguments(f"invalid decimal '{value}'")
    return found


def as_moment(value: str) -> datetime:
    """A DateTime argument."""
    try:
        found = datetime.fromisoformat(value)
    except ValueError as error:
        raise invalid_arguments(f"invalid date '{value}'") from error
    if found.tzinfo is None:
        raise invalid_arguments(f"invalid date '{value}'")
    return found
