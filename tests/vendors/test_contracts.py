"""The validators themselves: they must find planted faults."""

from __future__ import annotations

from tests.vendors.contracts import GraphQL, OpenApi

SHOPIFY = ("shopify", "admin_2026-07.introspection.json")
WOO = ("woocommerce", "wc-v3.derived.openapi.json")


def test_graphql_document_faults_are_found() -> None:
    api = GraphQL(*SHOPIFY)
    assert api.document_errors("{ shop { id name } }") == []
    assert any("nonsense" in e for e in api.document_errors("{ shop { nonsense } }"))
    assert any("deprecated" in e for e in api.document_errors("{ shop { storefrontUrl } }"))


def test_graphql_variable_faults_are_found() -> None:
    api = GraphQL(*SHOPIFY)
    text = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert api.variable_errors(text, {"ids": ["gid://shopify/Order/1"]}) == []
    assert api.variable_errors(text, {"ids": [None]})
    assert api.variable_errors(text, {"ids": ["1"], "more": 1}) == ["variable 'more' is not declared"]


def test_graphql_answer_faults_are_found() -> None:
    api = GraphQL(*SHOPIFY)
    text = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Product { id title status } } }"
    good = {"nodes": [{"id": "gid://shopify/Product/1", "title": "Mug", "status": "ACTIVE"}, None]}
    assert api.answer_errors(text, good, {"ids": ["a", "b"]}) == []
    absent = {"nodes": [{"id": "gid://shopify/Product/1", "status": "ACTIVE"}]}
    assert any("title" in e for e in api.answer_errors(text, absent, {"ids": ["a"]}))
    wrong = {"nodes": [{"id": "gid://shopify/Product/1", "title": "Mug", "status": "LIVE"}]}
    assert api.answer_errors(text, wrong, {"ids": ["a"]})


def test_graphql_answers_without_typename_are_recognised() -> None:
    api = GraphQL(*SHOPIFY)
    kinds = "index ... on DiscountCodeApplication { code } ... on ManualDiscountApplication { title }"
    text = f"{{ order(id: 1) {{ discountApplications(first: 2) {{ nodes {{ {kinds} }} }} }} }}"
    told = {"order": {"discountApplications": {"nodes": [{"index": 0, "code": "A"}, {"index": 1}]}}}
    assert api.answer_errors(text, told) == []
    told["order"]["discountApplications"]["nodes"] = [{"index": 0, "code": None}]
    assert api.answer_errors(text, told)


def test_graphql_scopes_are_told() -> None:
    needed = GraphQL(*SHOPIFY).scopes_needed("{ orders(first: 1) { nodes { id } } }")
    assert "read_orders" in needed["Order"]


def test_openapi_faults_are_found() -> None:
    api = OpenApi(*WOO)
    assert api.request_errors("PUT", "/wc/v3/products/7", {"regular_price": "12.50"}) == []
    assert api.request_errors("PUT", "/wc/v3/products/7", {"regular_price": 12.5})
    assert api.query_errors("GET", "/wc/v3/orders", {"nonsense": 1}) == ["unknown query parameter 'nonsense'"]
    assert api.response_errors("GET", "/wc/v3/products/7", 200, {"id": "seven"})
