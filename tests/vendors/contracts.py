"""The vendors' own contract files, and validators of what we send and receive against them.

The files live outside the repository (`KSAP_SPECS`, default `../shared/specs` beside it); a test that needs one
that is absent is skipped and says which.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLResolveInfo,
    GraphQLSchema,
    InlineFragmentNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_client_schema,
    execute_sync,
    get_named_type,
    get_operation_ast,
    parse,
    validate,
    visit,
)
from graphql.execution.values import get_variable_values
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

ROOT = Path(__file__).resolve().parents[2]


def spec(*parts: str) -> Path:
    """The path of a contract file, or a skip that names it."""
    base = Path(os.environ.get("KSAP_SPECS") or ROOT.parent / "shared" / "specs")
    path = base.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"contract file {'/'.join(parts)} is not there; set KSAP_SPECS to the folder that holds it")
    return path


@cache
def _load(path: Path) -> Any:
    if path.suffix == ".json":
        return json.loads(path.read_bytes())
    return yaml.safe_load(path.read_text())


def load(*parts: str) -> Any:
    """A contract file, parsed once. Read only."""
    return _load(spec(*parts))


def signature_vectors(prefix: str) -> dict[str, dict[str, Any]]:
    """The signature vectors whose name starts with `prefix`, by name."""
    found = {v["name"]: v for v in load("webhooks", "VECTORS.json") if v["name"].startswith(prefix)}
    assert found, f"no signature vector starts with {prefix!r}"
    return found


# ── GraphQL ─────────────────────────────────────────────────────────────────────────────────────────────


@cache
def _schema(path: Path) -> GraphQLSchema:
    return build_client_schema(_load(path)["data"], assume_valid=True)


class GraphQL:
    """A GraphQL vendor's schema from its introspection file (`{"data": {"__schema": …}, "offline_scopes": …}`)."""

    def __init__(self, *parts: str) -> None:
        path = spec(*parts)
        self.schema = _schema(path)
        self._items: Sequence[Mapping[str, Any]] = (_load(path).get("offline_scopes") or {}).get("items", ())

    def document_errors(self, text: str) -> list[str]:
        """Every way in which the document contradicts the schema; uses of deprecated fields count too."""
        document = parse(text)
        return [e.message for e in validate(self.schema, document)] + self._deprecated(document)

    def variable_errors(self, text: str, variables: Mapping[str, Any]) -> list[str]:
        """Every way in which the variables contradict the document's input types."""
        operation = get_operation_ast(parse(text))
        assert operation is not None, "one operation per document"
        declared = operation.variable_definitions or ()
        known = {d.variable.name.value for d in declared}
        unknown = [f"variable {name!r} is not declared" for name in variables if name not in known]
        values = get_variable_values(self.schema, declared, dict(variables))
        return unknown + ([e.message for e in values] if isinstance(values, list) else [])

    def answer_errors(self, text: str, data: Any, variables: Mapping[str, Any] | None = None) -> list[str]:
        """Every way in which `data` (the answer's `data` member) is not what the document would be answered with."""

        def by_response_key(source: Any, info: GraphQLResolveInfo[Any], **_: Any) -> Any:
            key = str(info.path.key)
            if not isinstance(source, Mapping) or key not in source:
                raise KeyError(f"{'.'.join(map(str, info.path.as_list()))} is absent from the answer")
            return source[key]

        def by_typename(value: Any, info: GraphQLResolveInfo[Any], abstract: Any) -> str:
            """As told, else by the global id, else the first type that knows every field that is there."""
            told = value if isinstance(value, Mapping) else {}
            if "__typename" in told:
                return str(told["__typename"])
            if gid := re.match(r"gid://[^/]+/(\w+)/", str(told.get("id", ""))):
                return gid[1]
            possible = self.schema.get_possible_types(abstract)
            return next((t for t in possible if set(told) <= set(t.fields)), possible[0]).name

        result = execute_sync(
            self.schema,
            parse(text),
            root_value=data,
            variable_values=dict(variables or {}),
            field_resolver=by_response_key,
            type_resolver=by_typename,
        )
        return [e.message for e in result.errors or ()]

    def scopes_needed(self, text: str) -> dict[str, frozenset[str]]:
        """For every type or field of the document that needs a scope: the scopes of which one suffices."""
        by_key = {(i["typeName"], i.get("fieldName")): frozenset(i["offlineScopes"]) for i in self._items}
        return {
            f"{type_}.{field}" if field else type_: by_key[type_, field]
            for type_, field in self._touched(parse(text))
            if by_key.get((type_, field))
        }

    def _touched(self, document: DocumentNode) -> Iterator[tuple[str, str | None]]:
        seen: set[tuple[str, str | None]] = set()
        info = TypeInfo(self.schema)

        class Collect(Visitor):
            def enter_field(self, node: FieldNode, *_: Any) -> None:
                parent, type_ = info.get_parent_type(), info.get_type()
                if parent is not None:
                    seen.add((parent.name, node.name.value))
                if type_ is not None:
                    seen.add((get_named_type(type_).name, None))

            def enter_inline_fragment(self, node: InlineFragmentNode, *_: Any) -> None:
                if node.type_condition:
                    seen.add((node.type_condition.name.value, None))

        visit(document, TypeInfoVisitor(info, Collect()))
        return iter(sorted(seen, key=str))

    def _deprecated(self, document: DocumentNode) -> list[str]:
        found: list[str] = []
        info = TypeInfo(self.schema)

        class Collect(Visitor):
            def enter_field(self, node: FieldNode, *_: Any) -> None:
                field, parent = info.get_field_def(), info.get_parent_type()
                if field is not None and parent is not None and field.deprecation_reason is not None:
                    found.append(f"{parent.name}.{node.name.value} is deprecated: {field.deprecation_reason}")

        visit(document, TypeInfoVisitor(info, Collect()))
        return found


# ── OpenAPI ─────────────────────────────────────────────────────────────────────────────────────────────


def _as_2020(node: Any) -> Any:
    """OpenAPI 3.0's `nullable` in JSON Schema's words."""
    if isinstance(node, list):
        return [_as_2020(n) for n in node]
    if not isinstance(node, dict):
        return node
    turned = {k: _as_2020(v) for k, v in node.items()}
    if turned.pop("nullable", None) is True:
        if isinstance(turned.get("type"), str):
            turned["type"] = [turned["type"], "null"]
            if isinstance(turned.get("enum"), list):
                turned["enum"] = [*turned["enum"], None]
        elif "$ref" in turned or "allOf" in turned:
            turned = {"anyOf": [turned, {"type": "null"}]}
    return turned


@cache
def _openapi(path: Path) -> tuple[Any, Registry[Any]]:
    document = _load(path)
    if str(document["openapi"]).startswith("3.0"):
        document = _as_2020(document)
    resource = DRAFT202012.create_resource(document)
    return document, Registry[Any]().with_resource("urn:contract", resource)


class OpenApi:
    """A REST vendor's OpenAPI 3 file."""

    def __init__(self, *parts: str) -> None:
        self.document, self._registry = _openapi(spec(*parts))

    def operation(self, method: str, path: str) -> Mapping[str, Any]:
        """The operation that a concrete path (`/wc/v3/products/7`) belongs to; the most literal template wins."""
        fitting = [t for t in self.document["paths"] if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", t), path)]
        for template in sorted(fitting, key=lambda t: t.count("{")):
            found = self.document["paths"][template].get(method.lower())
            if found is not None:
                return dict(found)
        raise LookupError(f"the contract has no {method.upper()} {path}")

    def request_errors(self, method: str, path: str, body: Any) -> list[str]:
        """Every way in which the JSON request body contradicts the contract."""
        declared = self._resolve(self.operation(method, path).get("requestBody") or {})
        return self._errors(declared, body)

    def query_errors(self, method: str, path: str, query: Mapping[str, Any]) -> list[str]:
        """Query parameters that the operation does not know, and required ones that are missing."""
        declared = [self._resolve(p) for p in self.operation(method, path).get("parameters", ())]
        names = {p["name"] for p in declared if p["in"] == "query"}
        required = {p["name"] for p in declared if p["in"] == "query" and p.get("required")}
        return [f"unknown query parameter {n!r}" for n in query if n not in names] + [
            f"missing query parameter {n!r}" for n in sorted(required - set(query))
        ]

    def response_errors(self, method: str, path: str, status: int, body: Any) -> list[str]:
        """Every way in which the JSON answer contradicts the contract."""
        responses = self.operation(method, path)["responses"]
        declared = responses.get(str(status)) or responses.get(f"{status // 100}XX") or responses.get("default")
        if declared is None:
            return [f"the contract has no answer {status} for {method.upper()} {path}"]
        return self._errors(self._resolve(declared), body)

    def schema_errors(self, name: str, value: Any) -> list[str]:
        """Every way in which `value` contradicts the component schema `name`."""
        return self._check({"$ref": f"urn:contract#/components/schemas/{name}"}, value)

    def _resolve(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in node:
            target: Any = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            node = target
        return node

    def _errors(self, declared: Mapping[str, Any], body: Any) -> list[str]:
        content = declared.get("content") or {}
        media = next((m for m in content if "json" in m), None)
        if media is None:
            return [] if body in (None, {}, "") else ["the contract has no JSON body here"]
        schema = content[media].get("schema") or {}
        return self._check(self._absolute(schema), body)

    def _absolute(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self._absolute(n) for n in node]
        if not isinstance(node, dict):
            return node
        return {
            k: f"urn:contract{v}" if k == "$ref" and isinstance(v, str) and v.startswith("#") else self._absolute(v)
            for k, v in node.items()
        }

    def _check(self, schema: Any, value: Any) -> list[str]:
        checker = Draft202012Validator(schema, registry=self._registry, format_checker=FormatChecker())
        return [f"{e.json_path}: {e.message[:300]}" for e in checker.iter_errors(value)]
