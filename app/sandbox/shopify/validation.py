"""Documents: parsed and validated once, their errors worded as the vendor words them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from graphql import (
    ArgumentNode,
    ASTValidationRule,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLSchema,
    GraphQLSyntaxError,
    ListValueNode,
    Node,
    ObjectFieldNode,
    OperationDefinitionNode,
    StringValueNode,
    ValidationContext,
    get_named_type,
    get_nullable_type,
    parse,
    print_ast,
    specified_rules,
    validate,
)

from app.sandbox.shopify.ids import GID
from app.sandbox.shopify.schema import typed

Entry = dict[str, Any]


@dataclass
class Trail:
    """The way from an operation down to a node: names, and what the node is a value of."""

    path: list[str | int] = field(default_factory=list)
    parent: GraphQLNamedType | None = None
    input: Any = None
    owner: tuple[str, str] = ("Field", "")
    argument: str = ""
    place: Node | None = None


def _child(schema: GraphQLSchema, trail: Trail, node: Node, index: int | None) -> Trail:
    """The trail one step further down."""
    path, parent, kind, owner, argument, place = (
        trail.path, trail.parent, trail.input, trail.owner, trail.argument, trail.place,
    )  # fmt: skip
    if isinstance(node, OperationDefinitionNode):
        name = f" {node.name.value}" if node.name else ""
        path = [f"{node.operation.value}{name}"]
        parent = schema.get_root_type(node.operation)
    elif isinstance(node, FragmentDefinitionNode):
        path, parent = [f"fragment {node.name.value}"], schema.get_type(node.type_condition.name.value)
    elif isinstance(node, FieldNode):
        definition = getattr(parent, "fields", {}).get(node.name.value)
        path, owner, place = [*path, node.name.value], ("Field", node.name.value), node
        parent, kind = (get_named_type(definition.type), definition) if definition else (None, None)
    elif isinstance(node, DirectiveNode):
        owner, kind = ("Directive", node.name.value), schema.get_directive(node.name.value)
    elif isinstance(node, ArgumentNode):
        argument, path = node.name.value, [*path, node.name.value]
        known = getattr(kind, "args", {}).get(argument)
        kind = known.type if known else None
    elif isinstance(node, ObjectFieldNode):
        argument, path = node.name.value, [*path, node.name.value]
        outer = get_named_type(kind) if kind else None
        owner = ("InputObject", outer.name if outer else "")
        known = outer.fields.get(argument) if isinstance(outer, GraphQLInputObjectType) else None
        kind, place = known.type if known else None, node
    elif index is not None and kind is not None:
        inner = get_nullable_type(kind)
        path, kind = [*path, index], inner.of_type if isinstance(inner, GraphQLList) else kind
    return Trail(path, parent, kind, owner, argument, place)


def _steps(node: Node) -> Iterator[tuple[Node, int | None]]:
    for key in node.keys:
        value = getattr(node, key, None)
        if isinstance(value, Node):
            yield value, None
        elif isinstance(value, list | tuple):
            yield from ((v, n if isinstance(node, ListValueNode) else None) for n, v in enumerate(value))


def _find(schema: GraphQLSchema, root: Node, wanted: Node, trail: Trail) -> Trail | None:
    for child, index in _steps(root):
        further = _child(schema, trail, child, index)
        if child is wanted:
            return further
        found = _find(schema, child, wanted, further)
        if found is not None:
            return found
    return None


def _invalid_literal(trail: Trail, node: Node) -> tuple[str, Entry]:
    kind, name = trail.owner
    message = (
        f"Argument '{trail.argument}' on {kind} '{name}' has an invalid value ({print_ast(node)}). "
        f"Expected type '{trail.input}'."
    )
    return message, {"code": "argumentLiteralsIncompatible", "typeName": kind, "argumentName": trail.argument}


def _missing_argument(match: re.Match[str], trail: Trail, node: Node) -> tuple[str, Entry]:
    directive = match[1].startswith("@")
    kind = "Directive" if directive else "Field"
    name = match[1].lstrip("@").rpartition(".")[2]
    message = f"{kind} '{name}' is missing required arguments: {match[2]}"
    return message, {"code": "missingRequiredArguments", "className": kind, "name": name, "arguments": match[2]}


def _missing_attribute(match: re.Match[str], trail: Trail, node: Node) -> tuple[str, Entry]:
    kind, name = match[1], match[2]
    outer = get_named_type(trail.input) if trail.input else None
    wanted = outer.fields[name].type if isinstance(outer, GraphQLInputObjectType) else ""
    message = f"Argument '{name}' on InputObject '{kind}' is required. Expected type {wanted}"
    extensions = {"argumentName": name, "argumentType": str(wanted), "inputObjectType": kind}
    return message, {"code": "missingRequiredInputObjectAttribute", **extensions}


Wording = Callable[[re.Match[str], Trail, Node], tuple[str, Entry]]
# What graphql-core says, and what the vendor says instead.
_WORDINGS: tuple[tuple[str, Wording], ...] = (
    (r"Cannot query field '(\w+)' on type '(\w+)'", lambda m, t, n: (
        f"Field '{m[1]}' doesn't exist on type '{m[2]}'",
        {"code": "undefinedField", "typeName": m[2], "fieldName": m[1]})),
    (r"Unknown argument '(\w+)' on field '\w+\.(\w+)'", lambda m, t, n: (
        f"Field '{m[2]}' doesn't accept argument '{m[1]}'",
        {"code": "argumentNotAccepted", "name": m[2], "typeName": "Field", "argumentName": m[1]})),
    (r"Unknown argument '(\w+)' on directive '@(\w+)'", lambda m, t, n: (
        f"Directive '{m[2]}' doesn't accept argument '{m[1]}'",
        {"code": "argumentNotAccepted", "name": m[2], "typeName": "Directive", "argumentName": m[1]})),
    (r"Argument '([@\w.]+)\((\w+):\)' of type '.+' is required", _missing_argument),
    (r"Expected value of type '(\w+)' to include required field '(\w+)'", _missing_attribute),
    (r"Expected value of type '(\w+)' not to include unknown field '(\w+)'", lambda m, t, n: (
        f"InputObject '{m[1]}' doesn't accept argument '{m[2]}'",
        {"code": "argumentNotAccepted", "name": m[1], "typeName": "InputObject", "argumentName": m[2]})),
    (r"Variable '\$(\w+)' is never used(?: in operation '(\w+)')?", lambda m, t, n: (
        f"Variable ${m[1]} is declared by {m[2] or 'anonymous query'} but not used",
        {"code": "variableNotUsed", "variableName": m[1]})),
    (r"Variable '\$(\w+)' is not defined(?: by operation '(\w+)')?", lambda m, t, n: (
        f"Variable ${m[1]} is used by {m[2] or 'anonymous query'} but not declared",
        {"code": "variableNotDefined", "variableName": m[1]})),
    (r"Variable '\$(\w+)' of type '(.+)' used in position expecting type '(.+)'", lambda m, t, n: (
        f"Type mismatch on variable ${m[1]} and argument {t.argument} ({m[2]} / {m[3]})",
        {"code": "variableMismatch", "variableName": m[1], "typeName": m[2], "argumentName": t.argument,
         "errorMessage": "Type mismatch"})),
    (r"Unknown directive '@(\w+)'", lambda m, t, n: (
        f"Directive @{m[1]} is not defined", {"code": "undefinedDirective", "directiveName": m[1]})),
    (r"Field '(\w+)' of type '(.+)' must have a selection", lambda m, t, n: (
        f"Field must have selections (field '{m[1]}' returns {m[2].strip('[]!')} but has no selections. Did you mean "
        f"'{m[1]} {{ ... }}'?)", {"code": "selectionMismatch", "nodeName": f"field '{m[1]}'"})),
    (r"Field '(\w+)' must not have a selection since type '(.+)' has no subfields", lambda m, t, n: (
        f"Selections can't be made on scalars (field '{m[1]}' returns {m[2].strip('[]!')} but has selections)",
        {"code": "selectionMismatch", "nodeName": f"field '{m[1]}'"})),
    (r"Unknown type '(\w+)'", lambda m, t, n: (
        f"No such type {m[1]}, so it can't be a fragment condition", {"code": "undefinedType", "typeName": m[1]})),
    (r"Unknown fragment '(\w+)'", lambda m, t, n: (
        f"Fragment {m[1]} was used, but not defined", {"code": "useAndDefineFragment", "fragmentName": m[1]})),
    (r"Fragment '(\w+)' is never used", lambda m, t, n: (
        f"Fragment {m[1]} was defined, but not used", {"code": "useAndDefineFragment", "fragmentName": m[1]})),
    (r"Fields '(\w+)' conflict", lambda m, t, n: (
        f"Field '{m[1]}' has a field conflict: {m[1]} or {m[1]}?", {"code": "fieldConflict", "fieldName": m[1]})),
    (r"Invalid global id '(.*)'", lambda m, t, n: (
        m[0], {"code": "argumentLiteralsIncompatible", "typeName": "CoercionError"})),
    (r"(?:\w+ cannot represent|Value '\w+' does not exist|Expected value of|Enum '\w+' cannot)", lambda m, t, n: (
        _invalid_literal(t, n))),
)  # fmt: skip


class GlobalIds(ASTValidationRule):
    """An id that is written into a document must be a global one."""

    context: ValidationContext

    def enter_string_value(self, node: StringValueNode, *_: Any) -> None:
        kind = get_named_type(self.context.get_input_type())
        if kind is not None and kind.name == "ID" and not GID.match(node.value):
            self.report_error(GraphQLError(f"Invalid global id '{node.value}'", node))


def _entry(schema: GraphQLSchema, document: DocumentNode, error: GraphQLError) -> Entry:
    node = (error.nodes or [document])[0]
    trail = _find(schema, document, node, Trail()) or Trail()
    message = error.message
    extensions: Entry = {}
    for pattern, wording in _WORDINGS:
        if match := re.match(pattern, error.message):
            message, extensions = wording(match, trail, node)
            break
    at = node
    if extensions.get("code") == "argumentLiteralsIncompatible" and trail.place is not None:
        at = trail.place
    path = list(trail.path)
    if extensions.get("code") == "missingRequiredInputObjectAttribute":
        path.append(extensions["argumentName"])
    entry: Entry = {"message": message, "locations": _locations(at), "path": path}
    return {**entry, "extensions": extensions} if extensions else entry


def _locations(node: Node) -> list[dict[str, int]]:
    token = node.loc.start_token if node.loc else None
    return [{"line": token.line, "column": token.column}] if token else []


def syntax_message(error: GraphQLSyntaxError) -> str:
    """`syntax error, unexpected end of file at [1, 21]`; an empty document has no place to tell."""
    what = re.search(r"(?:found|Unexpected) (.+?)\.?$", error.message)
    token = what[1] if what else "character"
    shown = "end of file" if "<EOF>" in token else token
    place = error.locations[0] if error.locations else None
    at = f" at [{place.line}, {place.column}]" if place and (place.line, place.column) != (1, 1) else ""
    return f"syntax error, unexpected {shown}{at}"


@lru_cache(maxsize=512)
def read(text: str) -> DocumentNode | tuple[Entry, ...]:
    """A document that is valid, or what is wrong with it."""
    try:
        document = parse(text)
    except GraphQLSyntaxError as error:
        places = [{"line": place.line, "column": place.column} for place in error.locations or ()]
        return ({"message": syntax_message(error), "locations": places},)
    errors = validated(document)
    return tuple(errors) if errors else document


def validated(document: DocumentNode) -> list[Entry]:
    """What is wrong with a document."""
    schema = typed()
    rules = [*specified_rules, GlobalIds]
    return [_entry(schema, document, error) for error in validate(schema, document, rules)]
