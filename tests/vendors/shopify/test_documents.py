"""Every document against Shopify's schema, the scopes it needs, and the rules of the bulk engine."""

from __future__ import annotations

import pytest
from graphql import FieldNode, GraphQLList, GraphQLNonNull, TypeInfo, TypeInfoVisitor, Visitor, get_named_type, parse, visit

from app.vendors.shopify.account import missing
from app.vendors.shopify.documents import BULK_DOCUMENTS, DOCUMENTS, Document
from app.vendors.shopify.oauth import SCOPES
from tests.vendors.contracts import GraphQL
from tests.vendors.shopify.fake import SCHEMA

TEXTS = [pytest.param(d.text, id=d.name) for d in DOCUMENTS] + [
    pytest.param(t, id=f"bulk{at}") for at, t in enumerate(BULK_DOCUMENTS)
]


@pytest.mark.parametrize("text", TEXTS)
def test_document_is_valid_and_current(text: str) -> None:
    assert GraphQL(*SCHEMA).document_errors(text) == []


@pytest.mark.parametrize("text", TEXTS)
def test_required_scopes_suffice(text: str) -> None:
    for thing, sufficient in GraphQL(*SCHEMA).scopes_needed(text).items():
        assert any(not missing(SCOPES, (scope,)) for scope in sufficient), f"{thing} needs one of {sorted(sufficient)}"


def test_no_scope_is_asked_for_in_vain() -> None:
    """Without any one of the required scopes some document would be refused."""
    schema = GraphQL(*SCHEMA)
    needs = [n for text in (*(d.text for d in DOCUMENTS), *BULK_DOCUMENTS) for n in schema.scopes_needed(text).values()]
    for scope in SCOPES:
        rest = tuple(s for s in SCOPES if s != scope)
        implied = scope.startswith("read_") and scope.replace("read_", "write_") in rest
        assert implied or any(all(missing(rest, (s,)) for s in need) for need in needs), scope


def test_names_are_unique() -> None:
    assert len({d.name for d in DOCUMENTS}) == len(DOCUMENTS) == len({d.text for d in DOCUMENTS})


def test_only_what_may_be_sent_twice_is_repeatable() -> None:
    assert {d.name for d in DOCUMENTS if not d.repeatable} == {"fulfilment_create", "webhook_create", "bulk_start"}
    assert all(isinstance(d, Document) and d.cost > 0 for d in DOCUMENTS)


@pytest.mark.parametrize("text", BULK_DOCUMENTS, ids=["products", "items", "orders"])
def test_bulk_engine_takes_it(text: str) -> None:
    """At most five connections, two deep, by edges and not by nodes, none inside a list, each below an `id`."""
    info = TypeInfo(GraphQL(*SCHEMA).schema)
    seen: list[int] = []

    class Rules(Visitor):
        depth = -1
        lists = 0

        def enter_field(self, node: FieldNode, *_: object) -> None:
            type_ = info.get_type()
            assert type_ is not None
            bare = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
            name = get_named_type(type_).name
            assert node.name.value != "nodes"
            if name.endswith("Connection"):
                self.depth += 1
                seen.append(self.depth)
                assert self.lists == 0, f"{node.name.value} stands inside a list"
            elif isinstance(bare, GraphQLList) and node.selection_set and node.name.value != "edges":
                self.lists += 1
            if node.name.value == "node":
                assert node.selection_set is not None
                fields = {s.name.value for s in node.selection_set.selections if isinstance(s, FieldNode)}
                assert "__typename" in fields
                assert "id" in fields or self.depth > 0

        def leave_field(self, node: FieldNode, *_: object) -> None:
            type_ = info.get_type()
            assert type_ is not None
            bare = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
            if get_named_type(type_).name.endswith("Connection"):
                self.depth -= 1
            elif isinstance(bare, GraphQLList) and node.selection_set and node.name.value != "edges":
                self.lists -= 1

    visit(parse(text), TypeInfoVisitor(info, Rules()))
    assert 1 <= len(seen) <= 5
    assert max(seen) <= 2
