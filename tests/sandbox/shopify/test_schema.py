"""The played schema is a part of the vendor's, and every field of it has an answer."""

from __future__ import annotations

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    print_ast,
)

from app.sandbox.shopify.access import rule
from app.sandbox.shopify.engine import played
from app.sandbox.shopify.topics import SENT, on_the_wire
from app.sandbox.shopify.types import TABLES
from tests.vendors.contracts import GraphQL, load

INTROSPECTION = ("shopify", "admin_2026-07.introspection.json")
# What the vendor asks for without saying so in the contract.
UNWORDED = {("Mutation", "fulfillmentCancel"), ("Mutation", "refundCreate")}


@pytest.fixture(scope="module")
def theirs() -> GraphQLSchema:
    return GraphQL(*INTROSPECTION).schema


def _default(argument: object) -> str:
    default = getattr(argument, "default", None)
    if default is None:
        return ""
    return print_ast(default.literal) if default.literal is not None else repr(default.value)


def _named(schema: GraphQLSchema) -> list[str]:
    return [name for name in schema.type_map if not name.startswith("__")]


def test_every_type_is_the_vendors(theirs: GraphQLSchema) -> None:
    for name in _named(played()):
        assert type(theirs.type_map.get(name)) is type(played().type_map[name]), name


def test_every_field_and_argument_is_the_vendors(theirs: GraphQLSchema) -> None:
    for name in _named(played()):
        ours, real = played().type_map[name], theirs.type_map[name]
        if not isinstance(ours, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            continue
        assert isinstance(real, type(ours))
        for field_name, field in ours.fields.items():
            assert field_name in real.fields, f"{name}.{field_name}"
            known = real.fields[field_name]
            assert str(field.type) == str(known.type), f"{name}.{field_name}"
            assert bool(field.deprecation_reason) == bool(known.deprecation_reason), f"{name}.{field_name}"
            for argument_name, argument in getattr(field, "args", {}).items():
                where = f"{name}.{field_name}({argument_name}:)"
                assert argument_name in known.args, where
                assert str(argument.type) == str(known.args[argument_name].type), where
                assert _default(argument) == _default(known.args[argument_name]), where
            if isinstance(ours, GraphQLInputObjectType):
                assert _default(field) == _default(known), f"{name}.{field_name}"


def test_required_inputs_and_arguments_are_all_there(theirs: GraphQLSchema) -> None:
    """What the vendor insists on cannot be left out here."""
    for name in _named(played()):
        ours, real = played().type_map[name], theirs.type_map[name]
        if isinstance(ours, GraphQLInputObjectType) and isinstance(real, GraphQLInputObjectType):
            required = {n for n, f in real.fields.items() if str(f.type).endswith("!") and not _default(f)}
            assert required <= set(ours.fields), name
        if isinstance(ours, GraphQLObjectType) and isinstance(real, GraphQLObjectType):
            for field_name, field in ours.fields.items():
                known = real.fields[field_name].args
                required = {n for n, a in known.items() if str(a.type).endswith("!") and not _default(a)}
                assert required <= set(field.args), f"{name}.{field_name}"


def test_every_enum_value_and_member_is_the_vendors(theirs: GraphQLSchema) -> None:
    for name in _named(played()):
        ours, real = played().type_map[name], theirs.type_map[name]
        if isinstance(ours, GraphQLEnumType) and isinstance(real, GraphQLEnumType):
            assert set(ours.values) <= set(real.values), name
        if isinstance(ours, GraphQLUnionType) and isinstance(real, GraphQLUnionType):
            assert {t.name for t in ours.types} <= {t.name for t in real.types}, name
        if isinstance(ours, GraphQLObjectType) and isinstance(real, GraphQLObjectType):
            assert {i.name for i in ours.interfaces} <= {i.name for i in real.interfaces}, name


def test_the_idempotency_directive_is_the_vendors(theirs: GraphQLSchema) -> None:
    ours, real = played().get_directive("idempotent"), theirs.get_directive("idempotent")
    assert ours is not None and real is not None
    assert {n: str(a.type) for n, a in ours.args.items()} == {n: str(a.type) for n, a in real.args.items()}
    assert ours.locations == real.locations


def test_every_field_of_a_type_with_resolvers_has_one() -> None:
    for name, table in TABLES.items():
        kind = played().type_map[name]
        assert isinstance(kind, GraphQLObjectType)
        assert set(kind.fields) == set(table), name


def test_scopes_are_the_vendors() -> None:
    items = load(*INTROSPECTION)["offline_scopes"]["items"]
    by_field = {(i["typeName"], i["fieldName"]): i for i in items if i["type"] == "field"}
    by_type = {i["typeName"]: i for i in items if i["type"] == "type"}
    checked = 0
    for name, kind in played().type_map.items():
        if not isinstance(kind, GraphQLObjectType) or name.startswith("__"):
            continue
        for field_name, field in kind.fields.items():
            if (name, field_name) in UNWORDED:
                continue
            returned = get_named_type(field.type)
            told = by_field.get((name, field_name), {})
            if not told.get("requiredAccess") and not is_leaf_type(returned) and name != "Mutation":
                told = by_type.get(returned.name.removesuffix("Connection"), {})
            ours = rule(name, field_name, returned.name)
            assert (ours[1] if ours else "") == told.get("requiredAccess", ""), f"{name}.{field_name}"
            checked += ours is not None
    assert checked > 200


def test_topics_are_the_vendors(theirs: GraphQLSchema) -> None:
    topics = theirs.type_map["WebhookSubscriptionTopic"]
    assert isinstance(topics, GraphQLEnumType)
    assert set(SENT) <= set(topics.values)
    assert on_the_wire("ORDERS_PARTIALLY_FULFILLED") == "orders/partially_fulfilled"
    assert on_the_wire("TENDER_TRANSACTIONS_CREATE") == "tender_transactions/create"
