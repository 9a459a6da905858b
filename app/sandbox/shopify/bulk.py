"""Bulk operations at work: a query run to its end in the background, its result a file of JSON lines."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from typing import Any

import orjson
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    execute_sync,
    get_named_type,
    parse,
)

from app.sandbox.shop import Shop
from app.sandbox.shopify.context import Context
from app.sandbox.shopify.state import BulkOperation, ShopifyState, Token
from app.sandbox.vendor import Host

# Things at the top that are read at one go; the loop gets a breath in between.
STEP = 250
# Seconds until an operation begins. Long enough to be seen waiting, short enough not to be waited for.
BEFORE = 0.05


class BulkRunner:
    """Runs the operations of a host's shops, and keeps their files as long as the process lives."""

    def __init__(self, host: Host[ShopifyState], schema: GraphQLSchema) -> None:
        self.host, self.schema = host, schema
        self.files: dict[str, bytes] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}

    def begin(self, shop: Shop, op: BulkOperation) -> None:
        """Start an operation, or go on with one that a snapshot brought; nothing if it is running."""
        if op.status in ("created", "running", "canceling") and op.secret not in self.tasks:
            task = asyncio.get_running_loop().create_task(self._run(shop, op))
            self.tasks[op.secret] = task
            task.add_done_callback(lambda _: self.tasks.pop(op.secret, None))

    async def file(self, shop: Shop, secret: str) -> bytes | None:
        """The result of a finished operation; made anew if it was lost in a restart."""
        op = next((op for op in self.host.state(shop).bulk if secrets.compare_digest(op.secret, secret)), None)
        if op is None or op.status != "completed":
            return None
        if secret not in self.files:
            await self._read(shop, op)
        return self.files.get(secret)

    async def _run(self, shop: Shop, op: BulkOperation) -> None:
        await asyncio.sleep(BEFORE)
        if op.status == "created":
            op.status = "running"
        if op.status == "running" and await self._read(shop, op):
            op.status = "completed"
        elif op.status == "canceling":
            op.status = "canceled"
        else:
            op.status = "failed"
        op.completed = self.host.clock()
        self.host.world.emit(shop, "shopify.bulk_finished", op.id)

    async def _read(self, shop: Shop, op: BulkOperation) -> bool:
        """Read everything, step by step; False when it was cancelled or failed on the way."""
        document = parse(op.query)
        operation = next(d for d in document.definitions if isinstance(d, OperationDefinitionNode))
        flat = _Flattener(self.schema, document, op.grouped)
        start = 0
        while True:
            if op.status == "canceling":
                return False
            ctx = self._context(shop, op, (start, start + STEP))
            result = execute_sync(self.schema, document, context_value=ctx)
            if result.errors or result.data is None:
                codes = {(error.extensions or {}).get("code") for error in result.errors or ()}
                op.error = "ACCESS_DENIED" if "ACCESS_DENIED" in codes else "INTERNAL_SERVER_ERROR"
                return False
            roots = flat.roots
            flat.add(operation, result.data)
            op.objects, op.roots = flat.objects, flat.roots
            if flat.roots - roots < STEP:
                break
            start += STEP
            await asyncio.sleep(0)
        self.files[op.secret] = flat.text()
        op.size = len(self.files[op.secret])
        return True

    def _context(self, shop: Shop, op: BulkOperation, window: tuple[int, int]) -> Context:
        state, now = self.host.state(shop), self.host.clock()
        return Context(
            self.host, shop, state, Token(op.created, op.scopes), op.version, op.base_url,
            lambda path: f"{op.pictures}{path}", now, window=window,
        )  # fmt: skip


_Kind = GraphQLObjectType | GraphQLInterfaceType


class _Flattener:
    """Makes lines of a tree: each node of a connection is one, with the id of what it is in."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, grouped: bool) -> None:
        self.schema, self.grouped = schema, grouped
        self.fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        self.lines: list[bytes] = []
        self.children: list[bytes] = []
        self.objects = self.roots = 0

    def add(self, operation: OperationDefinitionNode, data: Mapping[str, Any]) -> None:
        root = self.schema.query_type
        assert root is not None
        self._object(root, operation.selection_set, data, None, top=True)

    def text(self) -> bytes:
        return b"".join(line + b"\n" for line in (*self.lines, *self.children))

    def _object(
        self, kind: _Kind, selections: SelectionSetNode, data: Mapping[str, Any],
        parent: str | None, *, top: bool = False, below: list[bytes] | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """The object without its connections, which become lines in `below`."""
        shown: dict[str, Any] = {}
        own = data.get("id", parent)
        for node in self._fields(kind, selections):
            key = (node.alias or node.name).value
            if key not in data:  # a field of another type behind the same interface
                continue
            value = data[key]
            definition = kind.fields.get(node.name.value)
            inner = get_named_type(definition.type) if definition else None
            if not isinstance(inner, GraphQLObjectType) or node.selection_set is None or value is None:
                shown[key] = value
            elif inner.name.endswith("Connection"):
                self._connection(inner, node.selection_set, value, own, top, below)
            elif isinstance(value, list):
                shown[key] = [self._object(inner, node.selection_set, item, own, below=below) for item in value]
            else:
                shown[key] = self._object(inner, node.selection_set, value, own, below=below)
        return shown

    def _connection(
        self, kind: GraphQLObjectType, selections: SelectionSetNode, value: Mapping[str, Any], parent: str | None,
        top: bool, below: list[bytes] | None,
    ) -> None:  # fmt: skip
        edge = get_named_type(kind.fields["edges"].type)
        target = get_named_type(edge.fields["node"].type) if isinstance(edge, GraphQLObjectType) else None
        for edges in self._fields(kind, selections):
            if edges.name.value != "edges" or edges.selection_set is None or not isinstance(edge, GraphQLObjectType):
                continue
            nodes = [n for n in self._fields(edge, edges.selection_set) if n.name.value == "node"]
            if not nodes or nodes[0].selection_set is None or not isinstance(target, _Kind):
                continue
            for row in value[(edges.alias or edges.name).value]:
                self._node(target, nodes[0], row[(nodes[0].alias or nodes[0].name).value], parent, top, below)

    def _node(
        self, kind: _Kind, node: FieldNode, data: Mapping[str, Any], parent: str | None, top: bool,
        below: list[bytes] | None,
    ) -> None:  # fmt: skip
        assert node.selection_set is not None
        mine: list[bytes] = []
        shown = self._object(kind, node.selection_set, data, None, below=mine)
        if not top:
            shown["__parentId"] = parent
        line = orjson.dumps(shown)
        self.objects += 1
        if below is not None:
            below.append(line)
            below.extend(mine)
        elif self.grouped:
            self.lines.append(line)
            self.lines.extend(mine)
        else:
            # Ungrouped, what is nested comes anywhere behind: no reader may count on its parent's being just before it.
            self.lines.append(line)
            self.children.extend(mine)
        self.roots += top

    def _fields(self, kind: _Kind, selections: SelectionSetNode) -> list[FieldNode]:
        found: list[FieldNode] = []
        for node in selections.selections:
            if isinstance(node, FieldNode):
                found.append(node)
            elif isinstance(node, InlineFragmentNode):
                found.extend(self._fields(kind, node.selection_set))
            elif isinstance(node, FragmentSpreadNode):
                found.extend(self._fields(kind, self.fragments[node.name.value].selection_set))
        return found
