"""Mutations of bulk operations."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLSyntaxError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    parse,
)

from app.sandbox.shopify.context import Context
from app.sandbox.shopify.errors import user_error
from app.sandbox.shopify.ids import gid
from app.sandbox.shopify.mutations.shared import Payload
from app.sandbox.shopify.state import BulkOperation
from app.sandbox.shopify.types.roots import bulk as bulk_by_gid
from app.sandbox.shopify.validation import syntax_message, validated

AT_ONCE = 5
MOST_CONNECTIONS = 5
DEEPEST = 2


def run_query(info: GraphQLResolveInfo[Any], ctx: Context, query: str, groupObjects: bool = False) -> Payload:
    """bulkOperationRunQuery."""
    wrong = refusals(info.schema, query)
    if wrong:
        return {"bulkOperation": None, "userErrors": [user_error(["query"], text, "INVALID") for text in wrong]}
    busy = [op for op in ctx.state.bulk if op.status in ("created", "running", "canceling")]
    if len(busy) >= AT_ONCE:
        ids = ", ".join(gid("BulkOperation", op.id) for op in busy)
        message = f"A bulk query operation for this app and shop is already in progress: {ids}."
        return {"bulkOperation": None, "userErrors": [user_error(None, message, "OPERATION_IN_PROGRESS")]}
    op = BulkOperation(
        ctx.shop.next_id(), query, ctx.now, groupObjects, list(ctx.token.scopes), ctx.version, ctx.base_url,
        secret=secrets.token_urlsafe(24), pictures=ctx.picture(""),
    )  # fmt: skip
    ctx.state.bulk.append(op)
    ctx.host.touch()
    ctx.begin(op)
    return {"bulkOperation": op, "userErrors": []}


def cancel(_info: GraphQLResolveInfo[Any], ctx: Context, id: str) -> Payload:
    """bulkOperationCancel: it stops at the next opportunity."""
    op = bulk_by_gid(ctx, id)
    if op is None:
        return {"bulkOperation": None, "userErrors": [user_error(["id"], "Bulk operation does not exist")]}
    if op.status not in ("created", "running", "canceling"):
        message = f"A bulk operation cannot be canceled when it is {op.status}"
        return {"bulkOperation": op, "userErrors": [user_error(None, message)]}
    op.status = "canceling"
    ctx.host.touch()
    return {"bulkOperation": op, "userErrors": []}


def refusals(schema: GraphQLSchema, query: str) -> list[str]:
    """Why a query cannot be run in bulk, in the vendor's words; nothing if it can."""
    try:
        document = parse(query)
    except GraphQLSyntaxError as error:
        return [f"Invalid bulk query: {syntax_message(error)}"]
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    if len(operations) != 1 or operations[0].operation.value != "query":
        return ["Invalid operation type. Only `query` operations are supported."]
    if errors := validated(document):
        return [f"Invalid bulk query: {errors[0]['message']}"]
    survey = _Survey(schema, document)
    root = schema.query_type
    assert root is not None
    survey.walk(root, operations[0].selection_set, 0, None, in_list=False)
    return survey.verdict()


@dataclass
class _Survey:
    """Looks at the connections of a query."""

    schema: GraphQLSchema
    document: DocumentNode
    count: int = 0
    depth: int = 0
    top_node: bool = False
    with_nodes: list[str] = field(default_factory=list)
    without_id: list[str] = field(default_factory=list)
    listed: bool = False

    def verdict(self) -> list[str]:
        wrong = []
        if self.top_node:
            wrong.append("Bulk queries cannot contain a top level `node` field.")
        if not self.count:
            wrong.append("Bulk queries must contain at least one connection.")
        if self.with_nodes:
            wrong.append(
                "All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g: "
                f"'{self.with_nodes[0]} {{ edges {{ node {{'. Selecting via 'nodes' is not supported. Invalid connection "
                f"fields: {', '.join(repr(name) for name in self.with_nodes)}."
            )
        if self.count > MOST_CONNECTIONS:
            wrong.append(f"Bulk queries cannot contain more than {MOST_CONNECTIONS} connections.")
        if self.depth > DEEPEST:
            wrong.append(f"Bulk queries cannot contain connections with a nesting depth greater than {DEEPEST}.")
        if self.without_id:
            wrong.append(
                "The parent 'node' field for a nested connection must select the 'id' field without an alias and must be "
                f"of 'ID' return type. Connection fields without 'id': {', '.join(self.without_id)}."
            )
        if self.listed:
            wrong.append("Queries that contain a connection field within a list field are not currently supported.")
        return wrong

    def walk(
        self, kind: GraphQLObjectType, selections: SelectionSetNode, depth: int, parent: str | None, *, in_list: bool
    ) -> None:
        """`parent` is the connection around that does not select its nodes' ids."""
        for owner, node in self._fields(kind, selections):
            name = node.name.value
            if depth == 0 and name in ("node", "nodes"):
                self.top_node = True
            definition = owner.fields.get(name)
            if definition is None or node.selection_set is None:
                continue
            below = get_named_type(definition.type)
            if not isinstance(below, GraphQLObjectType):
                continue
            if below.name.endswith("Connection"):
                self._connection(below, node, depth + 1, parent, in_list)
            else:
                self.walk(below, node.selection_set, max(depth, 0), parent, in_list=in_list or _is_list(definition))

    def _connection(self, kind: GraphQLObjectType, node: FieldNode, depth: int, parent: str | None, in_list: bool) -> None:
        name = node.name.value
        self.count += 1
        self.depth = max(self.depth, depth - 1)
        self.listed |= in_list
        if parent is not None and parent not in self.without_id:
            self.without_id.append(parent)
        assert node.selection_set is not None
        for _, child in self._fields(kind, node.selection_set):
            if child.name.value == "nodes":
                self.with_nodes.append(name)
            if child.name.value == "edges" and child.selection_set is not None:
                self._edges(kind, child.selection_set, name, depth)

    def _edges(self, kind: GraphQLObjectType, selections: SelectionSetNode, name: str, depth: int) -> None:
        edge = get_named_type(kind.fields["edges"].type)
        assert isinstance(edge, GraphQLObjectType)
        for _, child in self._fields(edge, selections):
            target = get_named_type(edge.fields["node"].type)
            if child.name.value != "node" or child.selection_set is None or not isinstance(target, GraphQLObjectType):
                continue
            plain = any(f.name.value == "id" and f.alias is None for _, f in self._fields(target, child.selection_set))
            self.walk(target, child.selection_set, depth, None if plain else name, in_list=False)

    def _fields(self, kind: GraphQLObjectType, selections: SelectionSetNode) -> Iterator[tuple[GraphQLObjectType, FieldNode]]:
        """The fields of a selection with the types that they are of, fragments included."""
        for node in selections.selections:
            if isinstance(node, FieldNode):
                yield kind, node
                continue
            fragment: InlineFragmentNode | FragmentDefinitionNode | None = None
            if isinstance(node, InlineFragmentNode):
                fragment = node
            elif isinstance(node, FragmentSpreadNode):
                named = (d for d in self.document.definitions if isinstance(d, FragmentDefinitionNode))
                fragment = next((d for d in named if d.name.value == node.name.value), None)
            if fragment is None:
                continue
            condition = self.schema.get_type(fragment.type_condition.name.value) if fragment.type_condition else kind
            yield from self._fields(condition if isinstance(condition, GraphQLObjectType) else kind, fragment.selection_set)


def _is_list(definition: GraphQLField) -> bool:
    kind = definition.type
    if isinstance(kind, GraphQLNonNull):
        kind = kind.of_type
    return isinstance(kind, GraphQLList)
