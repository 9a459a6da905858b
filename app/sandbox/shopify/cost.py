"""The price of a query in points, before it runs and after.

Fitted to recorded answers of the vendor (the tests count how many of them it meets): a scalar costs nothing, an object one
point, values such as money and addresses nothing. A connection costs two, plus the price of one node times a number that
grows with the logarithm of the page's size. A mutation costs ten; the objects of its payload are in that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_leaf_type,
    value_from_ast_untyped,
)

MAXIMUM = 1000
MUTATION = 10
CONNECTION = 2
# Parts of what they are in: they cost nothing by themselves.
FREE = {
    "Count",
    "InventoryAdjustmentGroup",
    "LocationAddress",
    "MailingAddress",
    "MoneyBag",
    "MoneyV2",
    "PageInfo",
    "ShopAddress",
}

Selections = list[SelectionSetNode]
Composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType


def weight(size: int) -> int:
    """How often a page of that size pays for its node."""
    return max(1, int(2 * log(size))) if size > 0 else 1


@dataclass
class Pricing:
    """Prices the operations of one request. `variables` are the raw values that came with it."""

    schema: GraphQLSchema
    document: DocumentNode
    variables: Mapping[str, Any]

    def __post_init__(self) -> None:
        self._known: dict[tuple[str, tuple[int, ...]], dict[str, list[FieldNode]]] = {}
        self.fragments = {d.name.value: d for d in self.document.definitions if isinstance(d, FragmentDefinitionNode)}

    def requested(self, operation: OperationDefinitionNode) -> int:
        """What the operation costs at most."""
        self._values = self._with_defaults(operation)
        return self._operation(operation, None)

    def actual(self, operation: OperationDefinitionNode, data: Mapping[str, Any] | None) -> int:
        """What the operation cost, going by what came out."""
        self._values = self._with_defaults(operation)
        return self._operation(operation, data or {})

    def _with_defaults(self, operation: OperationDefinitionNode) -> dict[str, Any]:
        values = dict(self.variables)
        for definition in operation.variable_definitions or ():
            if definition.default_value is not None:
                values.setdefault(definition.variable.name.value, value_from_ast_untyped(definition.default_value))
        return values

    def _operation(self, operation: OperationDefinitionNode, data: Mapping[str, Any] | None) -> int:
        if operation.operation.value == "query":
            root = self.schema.query_type
            assert root is not None
            return self._object(root, [operation.selection_set], data)
        root = self.schema.mutation_type
        assert root is not None
        total = 0
        for key, nodes in self._fields(root, [operation.selection_set]).items():
            total += MUTATION
            payload = get_named_type(root.fields[nodes[0].name.value].type)
            below = None if data is None else data.get(key)
            if isinstance(payload, GraphQLObjectType) and (data is None or below):
                selections = _below(nodes)
                total += self._object(payload, selections, below) - self._roots(payload, selections)
        return total

    def _roots(self, payload: GraphQLObjectType, selections: Selections) -> int:
        """How many objects of a payload are in the price of the mutation."""
        names = [nodes[0].name.value for nodes in self._fields(payload, selections).values()]
        types = [get_named_type(payload.fields[name].type) for name in names if not name.startswith("__")]
        return sum(1 for kind in types if not is_leaf_type(kind) and not _pages(kind) and _base(kind))

    def _object(self, kind: Composite, selections: Selections, data: Mapping[str, Any] | None) -> int:
        if not isinstance(kind, GraphQLObjectType):
            return self._abstract(kind, selections, data)
        total = 0
        for key, nodes in self._fields(kind, selections).items():
            name = nodes[0].name.value
            if name.startswith("__"):
                continue
            below = get_named_type(kind.fields[name].type)
            if is_leaf_type(below) or not isinstance(below, Composite):
                continue
            value = None if data is None else data.get(key)
            if _pages(below):
                total += self._connection(below, nodes, value, priced=data is None)
            else:
                total += _base(below) + self._value(below, _below(nodes), value, priced=data is None)
        return total

    def _abstract(self, kind: Composite, selections: Selections, data: Mapping[str, Any] | None) -> int:
        """The dearest of the types that it may be, or the one that it turned out to be."""
        assert not isinstance(kind, GraphQLObjectType)
        options: Iterable[GraphQLObjectType] = self.schema.get_possible_types(kind)
        if data is not None:
            known = data.get("__typename") or str(data.get("id", "///")).split("/")[3:4]
            options = [t for t in options if t.name in (known if isinstance(known, list) else [known])] or options
        return max((self._object(option, selections, data) for option in options), default=0)

    def _value(self, kind: Composite, selections: Selections, value: Any, *, priced: bool) -> int:
        if priced:
            return self._object(kind, selections, None)
        if isinstance(value, list):
            return max((self._object(kind, selections, item) for item in value if item), default=0)
        return self._object(kind, selections, value) if value else 0

    def _connection(self, kind: GraphQLNamedType, nodes: list[FieldNode], value: Any, *, priced: bool) -> int:
        assert isinstance(kind, GraphQLObjectType)
        if not priced and value is None:
            return CONNECTION
        best = 0
        for key, items in self._fields(kind, _below(nodes)).items():
            name = items[0].name.value
            if name not in ("nodes", "edges"):
                continue
            rows = None if priced else value.get(key, [])
            below = get_named_type(kind.fields[name].type)
            assert isinstance(below, Composite)
            if name == "edges":
                node = self._edges(below, _below(items), rows)
            else:
                node = 1 + self._value(below, _below(items), rows, priced=priced)
            size = self._size(nodes[0]) if priced else len(rows or ())
            best = max(best, weight(size) * node if size or not priced else 0)
        return CONNECTION + best

    def _edges(self, kind: Composite, selections: Selections, rows: list[Any] | None) -> int:
        assert isinstance(kind, GraphQLObjectType)
        node = 0
        for key, items in self._fields(kind, selections).items():
            if items[0].name.value == "node":
                below = get_named_type(kind.fields["node"].type)
                assert isinstance(below, Composite)
                values = None if rows is None else [row.get(key) for row in rows]
                node = 1 + self._value(below, _below(items), values, priced=rows is None)
        return max(node, 0 if rows is None else 1)

    def _size(self, node: FieldNode) -> int:
        arguments = {a.name.value: value_from_ast_untyped(a.value, self._values) for a in node.arguments or ()}
        size = arguments.get("first") or arguments.get("last") or 0
        return size if isinstance(size, int) else 0

    def _fields(self, kind: GraphQLObjectType, selections: Selections) -> dict[str, list[FieldNode]]:
        """The fields asked of a type, by the name they have in the answer."""
        key = kind.name, tuple(map(id, selections))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = {}
            for selection_set in selections:
                self._collect(kind, selection_set, found)
        return found

    def _collect(self, kind: GraphQLObjectType, selections: SelectionSetNode, found: dict[str, list[FieldNode]]) -> None:
        for node in selections.selections:
            if isinstance(node, FieldNode):
                found.setdefault((node.alias or node.name).value, []).append(node)
                continue
            fragment: InlineFragmentNode | FragmentDefinitionNode | None = None
            if isinstance(node, InlineFragmentNode):
                fragment = node
            elif isinstance(node, FragmentSpreadNode):
                fragment = self.fragments.get(node.name.value)
            if fragment is None:
                continue
            condition = fragment.type_condition.name.value if fragment.type_condition else kind.name
            if condition == kind.name or any(i.name == condition for i in kind.interfaces) or self._member(condition, kind):
                self._collect(kind, fragment.selection_set, found)

    def _member(self, name: str, kind: GraphQLObjectType) -> bool:
        union = self.schema.get_type(name)
        return isinstance(union, GraphQLUnionType) and kind in union.types


def _below(nodes: list[FieldNode]) -> Selections:
    return [node.selection_set for node in nodes if node.selection_set is not None]


def _pages(kind: GraphQLNamedType) -> bool:
    return kind.name.endswith("Connection")


def _base(kind: GraphQLNamedType) -> int:
    return 0 if kind.name in FREE or kind.name.endswith(("Error", "Edge")) else 1
