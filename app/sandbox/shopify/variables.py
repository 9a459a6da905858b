"""The variables of a request, checked as the vendor checks them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    ValueNode,
    print_ast,
    type_from_ast,
    value_from_ast_untyped,
)
from graphql.type import is_input_type

from app.sandbox.shopify.ids import GID

Path = tuple[str | int, ...]
Problem = tuple[Path, str]
LARGEST = 250
# Lists that may be longer.
UNLIMITED = {("productSet", "variants")}
_NUMBERS = {"Float": (int, float), "Int": (int,)}


def problems(kind: GraphQLInputType, value: Any, path: Path = ()) -> Iterator[Problem]:
    """Everything that is wrong with a value of a type."""
    if isinstance(kind, GraphQLNonNull):
        if value is None:
            yield path, "Expected value to not be null"
            return
        kind = kind.of_type
    if value is None:
        return
    if isinstance(kind, GraphQLList):
        items = value if isinstance(value, list) else [value]
        for n, item in enumerate(items):
            yield from problems(kind.of_type, item, (*path, n))
    elif isinstance(kind, GraphQLInputObjectType):
        yield from _object(kind, value, path)
    elif isinstance(kind, GraphQLEnumType):
        if value not in kind.values:
            yield path, f'Expected "{value}" to be one of: {", ".join(kind.values)}'
    else:
        yield from _scalar(getattr(kind, "name", ""), value, path)


def _object(kind: GraphQLInputObjectType, value: Any, path: Path) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield path, f'Expected "{value}" to be a key-value object.'
        return
    for name in value:
        if name not in kind.fields:
            yield (*path, name), f"Field is not defined on {kind.name}"
    for name, known in kind.fields.items():
        required = isinstance(known.type, GraphQLNonNull) and known.ast_node and known.ast_node.default_value is None
        if name in value or required:
            yield from problems(known.type, value.get(name), (*path, name))


def _scalar(name: str, value: Any, path: Path) -> Iterator[Problem]:
    if name == "ID":
        if not isinstance(value, str) or not GID.match(value):
            yield path, f"Invalid global id '{value}'"
    elif name == "Boolean":
        if not isinstance(value, bool):
            yield path, f"Could not coerce value {value!r} to Boolean"
    elif name in _NUMBERS:
        if isinstance(value, bool) or not isinstance(value, _NUMBERS[name]):
            yield path, f"Could not coerce value {value!r} to {name}"
    elif name == "String" and not isinstance(value, str):
        yield path, f"Could not coerce value {value!r} to String"


def checked(schema: GraphQLSchema, operation: OperationDefinitionNode, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is wrong with the variables of an operation, one entry of `errors` for each."""
    entries = []
    for definition in operation.variable_definitions or ():
        kind = type_from_ast(schema, definition.type)
        if kind is None or not is_input_type(kind):
            continue
        name = definition.variable.name.value
        if name not in given and (definition.default_value is not None or not isinstance(kind, GraphQLNonNull)):
            continue
        value = given.get(name)
        found = list(problems(kind, value))
        if not found:
            continue
        shown = ", ".join(f"{'.'.join(str(part) for part in path)} ({why})" for path, why in found if path)
        message = f"Variable ${name} of type {print_ast(definition.type)} was provided invalid value"
        token = definition.loc.start_token if definition.loc else None
        entries.append(
            {
                "message": f"{message} for {shown}" if shown else message,
                "locations": [{"line": token.line, "column": token.column}] if token else [],
                "extensions": {
                    "code": "INVALID_VARIABLE",
                    "value": value,
                    "problems": [{"path": list(path), "explanation": why} for path, why in found],
                },
            }
        )
    return entries


def _longest(value: Any, path: Path) -> Iterator[tuple[Path, int]]:
    if isinstance(value, list):
        yield path, len(value)
        for item in value:
            yield from _longest(item, path)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _longest(item, (*path, name))


def oversized(root: GraphQLObjectType, operation: OperationDefinitionNode, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Lists in the arguments that are longer than any may be."""
    entries = []
    for node in operation.selection_set.selections:
        if not isinstance(node, FieldNode):
            continue
        for argument in node.arguments or ():
            value = _value(argument.value, given)
            for path, size in _longest(value, (node.name.value, argument.name.value)):
                if size > LARGEST and (node.name.value, path[-1]) not in UNLIMITED:
                    token = node.loc.start_token if node.loc else None
                    entries.append(
                        {
                            "message": f"The input array size of {size} is greater than the maximum allowed of {LARGEST}.",
                            "locations": [{"line": token.line, "column": token.column}] if token else [],
                            "path": list(path),
                            "extensions": {"code": "MAX_INPUT_SIZE_EXCEEDED"},
                        }
                    )
    return entries


def _value(node: ValueNode, given: Mapping[str, Any]) -> Any:
    return value_from_ast_untyped(node, dict(given))
