"""From a request's document to its answer: version, cost, budget, execution."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLInterfaceType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
    OperationDefinitionNode,
    execute_sync,
)

from app.sandbox.shopify import errors
from app.sandbox.shopify.context import Context
from app.sandbox.shopify.cost import MAXIMUM, Pricing
from app.sandbox.shopify.mutations import MUTATIONS
from app.sandbox.shopify.schema import attach, typed
from app.sandbox.shopify.state import Bucket
from app.sandbox.shopify.types import CLASSES, TABLES
from app.sandbox.shopify.validation import read
from app.sandbox.shopify.variables import checked, oversized

Answer = dict[str, Any]


def _type_of(classes: Mapping[type, str]) -> Callable[..., str]:
    def type_of(value: Any, _info: GraphQLResolveInfo[Any], _kind: Any) -> str:
        name: str = classes[type(value)] if type(value) in classes else value["__typename"]
        return name

    return type_of


@cache
def played() -> GraphQLSchema:
    """The schema with its resolvers."""
    schema = typed()
    attach(schema, {**TABLES, "Mutation": MUTATIONS})
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            kind.resolve_type = _type_of(CLASSES)
    return schema


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode | Answer:
    """The operation that is to run, or why there is none."""
    found = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    if name:
        for operation in found:
            if operation.name and operation.name.value == name:
                return operation
        return {"errors": [{"message": f'No operation named "{name}"'}]}
    if len(found) == 1:
        return found[0]
    return {"errors": [{"message": "An operation name is required"}]}


def answer(ctx: Context, text: str, variables: dict[str, Any], name: str | None) -> Answer:
    """The whole body of the answer to a document."""
    schema = played()
    document = read(text)
    if isinstance(document, tuple):
        return {"errors": list(document)}
    operation = _operation(document, name)
    if isinstance(operation, dict):
        return operation
    root = schema.get_root_type(operation.operation)
    assert root is not None
    wrong = checked(schema, operation, variables) or oversized(root, operation, variables)
    if wrong:
        return {"errors": wrong}
    pricing = Pricing(schema, document, variables)
    requested = pricing.requested(operation)
    if requested > MAXIMUM:
        return errors.max_cost_exceeded(requested, MAXIMUM)
    bucket = Bucket(ctx.state, ctx.shop.plan, ctx.now)
    if not bucket.admits(requested):
        return errors.throttled(requested, bucket.status())
    return _run(ctx, schema, document, operation, variables, pricing, requested, bucket)


def _run(
    ctx: Context, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode,
    variables: dict[str, Any], pricing: Pricing, requested: int, bucket: Bucket,
) -> Answer:  # fmt: skip
    name = operation.name.value if operation.name else None
    result = execute_sync(schema, document, context_value=ctx, variable_values=variables, operation_name=name)
    for error in result.errors or ():
        if "code" not in (error.extensions or {}):
            raise error.original_error or error
    actual = pricing.actual(operation, result.data)
    bucket.take(actual)
    found: Answer = {}
    if result.errors:
        found["errors"] = [errors.formatted(error) for error in result.errors]
    found["data"] = result.data
    cost = {"requestedQueryCost": requested, "actualQueryCost": actual, "throttleStatus": bucket.status()}
    found["extensions"] = {"cost": cost}
    if ctx.notes:
        found["extensions"]["search"] = ctx.notes
    return found
