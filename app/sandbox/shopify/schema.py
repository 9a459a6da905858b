"""The part of the Admin schema that is played, with its resolvers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    build_schema,
    get_named_type,
)

from app.sandbox.shopify.access import Rule, rule
from app.sandbox.shopify.errors import access_denied

# What a field does: of the thing that it belongs to, the request's context, and its arguments if it takes any.
Resolver = Callable[..., Any]
Fields = Mapping[str, Resolver]
FOLDER = Path(__file__).parent / "schema"


def sdl() -> str:
    """The schema's text, put together from its files."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.graphql")))


@cache
def typed() -> GraphQLSchema:
    """The schema; `engine.played` gives it its resolvers."""
    return build_schema(sdl())


def _resolver(field: GraphQLField, resolve: Resolver, guard: Rule | None) -> Callable[..., Any]:
    """`resolve` in the form that graphql-core calls, behind the check of scopes."""
    takes_arguments = bool(field.args)

    def call(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        if guard is not None and not (info.context.scopes & guard[0]):
            raise access_denied(info.field_name, guard[1])
        if not takes_arguments:
            return resolve(source, info.context)
        info.context.info = info
        return resolve(source, info.context, **arguments)

    return call


def _mutation(resolve: Resolver, guard: Rule | None) -> Callable[..., Any]:
    """As `_resolver`, for what is to know its own document too (idempotency keys are in it)."""

    def call(_source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        if guard is not None and not (info.context.scopes & guard[0]):
            raise access_denied(info.field_name, guard[1])
        return resolve(info, info.context, **arguments)

    return call


def _guard(parent: str, name: str, field: GraphQLField) -> Rule | None:
    return rule(parent, name, get_named_type(field.type).name)


def _from_mapping(name: str, guard: Rule) -> Callable[..., Any]:
    def call(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        if not (info.context.scopes & guard[0]):
            raise access_denied(info.field_name, guard[1])
        value = source.get(name)
        return value(info, **arguments) if callable(value) else value

    return call


def _code(field: GraphQLField) -> Callable[..., Any]:
    """An error's code, if the error's type knows that one."""
    kind = get_named_type(field.type)
    known = set(kind.values) if isinstance(kind, GraphQLEnumType) else set()
    return lambda source, _info: source["code"] if source["code"] in known else None


def attach(schema: GraphQLSchema, tables: Mapping[str, Fields]) -> None:
    """Give the types their resolvers; a type without a table is played by dicts. KeyError for a field that is none."""
    for name, kind in schema.type_map.items():
        if not isinstance(kind, GraphQLObjectType) or name.startswith("__"):
            continue
        table = tables.get(name, {})
        if unknown := set(table) - set(kind.fields):
            raise KeyError(f"{name} has no {sorted(unknown)}")
        for field_name, field in kind.fields.items():
            guard = _guard(name, field_name, field)
            if name.endswith("Error") and field_name == "code":
                field.resolve = _code(field)
            elif name == "Mutation":
                field.resolve = _mutation(table[field_name], guard)
            elif field_name in table:
                field.resolve = _resolver(field, table[field_name], guard)
            elif guard is not None:
                field.resolve = _from_mapping(field_name, guard)
