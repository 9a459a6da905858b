"""The way in: tokens, scopes, versions, shops that are shut, documents that are wrong."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from app.sandbox.shopify.ids import gid
from tests.sandbox.shopify.support import BASE, App

INVALID = {"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"}
DOCUMENTATION = "https://shopify.dev/api/usage/access-scopes"


async def test_a_bad_token_is_401(app: App) -> None:
    for token in ("", "shpat_wrong", f"Bearer {app.token}"):
        answer = await app.post("{ shop { name } }", token=token)
        assert (answer.status_code, answer.json()) == (401, INVALID)
    bearer = {"Authorization": f"Bearer {app.token}"}
    answer = await app.http.post(
        "/shopify/tea-house/admin/api/2026-07/graphql.json", json={"query": "{ shop { name } }"}, headers=bearer
    )
    assert answer.status_code == 401


async def test_versions(app: App) -> None:
    for asked, served in {
        "2026-07": "2026-07", "2026-04": "2026-04", "2025-10": "2025-10", "2026-10": "2026-10", "unstable": "unstable",
        "2023-01": "2025-10",
    }.items():  # fmt: skip
        answer = await app.post("{ shop { name } }", version=asked)
        assert (answer.status_code, answer.headers["x-shopify-api-version"]) == (200, served)
    for wrong in ("2026-05", "2031-01", "latest"):
        answer = await app.post("{ shop { name } }", version=wrong)
        assert (answer.status_code, answer.json()) == (404, {"errors": "Not Found"})


async def test_shops_that_are_shut(app: App) -> None:
    for standing, status, text in (
        ("frozen", 402, "Unavailable Shop"),
        ("forbidden", 403, "Unavailable Shop"),
        ("locked", 423, "This shop is unavailable"),
    ):
        changed = await app.http.post("/shopify/tea-house/merchant/standing", json={"standing": standing})
        assert changed.status_code == 200
        answer = await app.post("{ shop { name } }")
        assert (answer.status_code, answer.json()) == (status, {"errors": text})
    await app.http.post("/shopify/tea-house/merchant/standing", json={"standing": "active"})
    assert (await app.data("{ shop { name } }"))["shop"] == {"name": "Tea House"}
    assert (await app.http.post("/shopify/tea-house/merchant/standing", json={"standing": "x"})).status_code == 422
    assert (await app.http.post("/shopify/nobody/admin/api/2026-07/graphql.json", json={})).status_code == 404


async def test_a_missing_scope_is_denied_by_name(app: App) -> None:
    products = app.grant("read_products")
    body = await app.ask("{ orders(first: 1) { nodes { id } } }", token=products)
    required = "`read_orders` access scope, `read_marketplace_orders` access scope or `read_quick_sale` access scope."
    assert body["data"] is None
    assert body["errors"] == [
        {
            "message": f"Access denied for orders field. Required access: {required}",
            "locations": [{"line": 1, "column": 3}],
            "extensions": {"code": "ACCESS_DENIED", "documentation": DOCUMENTATION, "requiredAccess": required},
            "path": ["orders"],
        }
    ]
    # A field that may be null is null alone; what the token may see is still there.
    text = "query($p: ID!, $o: ID!) { shop { name } product(id: $p) { title } order(id: $o) { name } }"
    wanted = {"p": gid("Product", next(iter(app.shop.products))), "o": gid("Order", app.sell().id)}
    partly = await app.ask(text, wanted, token=products)
    assert partly["data"] == {"shop": {"name": "Tea House"}, "product": {"title": "Green tea"}, "order": None}
    assert [error["path"] for error in partly["errors"]] == [["order"]]


async def test_scopes_to_write_are_scopes_to_read_but_not_the_other_way_round(app: App) -> None:
    write, read = app.grant("write_products"), app.grant("read_products")
    assert (await app.data("{ products(first: 1) { nodes { title } } }", token=write))["products"]["nodes"]
    text = 'mutation { productCreate(product: {title: "Pot"}) { product { id } userErrors { message } } }'
    error = await app.fails(text, token=read)
    assert error["extensions"]["requiredAccess"].startswith("`write_products` access scope. Also:")
    assert len(app.shop.products) == 2
    level = f'{{ inventoryItem(id: "{app.item("CUP")}") {{ sku inventoryLevels(first: 1) {{ nodes {{ id }} }} }} }}'
    assert (await app.fails(level, token=read))["path"] == ["inventoryItem", "inventoryLevels"]
    node = await app.fails(f'{{ node(id: "{app.place()}") {{ id }} }}', token=read)
    assert node["extensions"]["code"] == "ACCESS_DENIED"


async def test_the_scopes_of_a_token_can_be_asked_both_ways(app: App) -> None:
    token = app.grant("read_products", "write_orders")
    text = "{ currentAppInstallation { accessScopes { handle } app { title apiKey } } app { handle } }"
    found = await app.data(text, token=token)
    assert [s["handle"] for s in found["currentAppInstallation"]["accessScopes"]] == ["read_products", "write_orders"]
    assert found["currentAppInstallation"]["app"] == {"title": "KSAP", "apiKey": app.state.client_id}
    plain = await app.http.get("/shopify/tea-house/admin/oauth/access_scopes.json", headers={"X-Shopify-Access-Token": token})
    assert plain.json() == {"access_scopes": [{"handle": "read_products"}, {"handle": "write_orders"}]}


async def test_a_request_without_a_query_is_400(app: App) -> None:
    path, headers = "/shopify/tea-house/admin/api/2026-07/graphql.json", {"X-Shopify-Access-Token": app.token}
    for content in (b"", b"{", b"[]", b'{"query": ""}', b'{"query": 1}', b'{"query": "{ shop { id } }", "variables": []}'):
        answer = await app.http.post(path, content=content, headers=headers)
        if content.endswith(b"[]}"):
            assert answer.status_code == 200  # nothing in it is no variables at all
            continue
        assert (answer.status_code, answer.json()) == (400, {"errors": {"query": "Required parameter missing or invalid"}})
    raw = await app.http.post(path, content=b"{ shop { name } }", headers={**headers, "Content-Type": "application/graphql"})
    assert raw.json()["data"] == {"shop": {"name": "Tea House"}}
    assert (await app.http.get(path, headers=headers)).status_code == 404


WRONG: list[tuple[str, str, dict[str, Any]]] = [
    (
        "query Q { shop { nope } }",
        "Field 'nope' doesn't exist on type 'Shop'",
        {"code": "undefinedField", "typeName": "Shop", "fieldName": "nope"},
    ),
    (
        "{ shop(x: 1) { id } }",
        "Field 'shop' doesn't accept argument 'x'",
        {"code": "argumentNotAccepted", "name": "shop", "typeName": "Field", "argumentName": "x"},
    ),
    (
        "{ order { id } }",
        "Field 'order' is missing required arguments: id",
        {"code": "missingRequiredArguments", "className": "Field", "name": "order", "arguments": "id"},
    ),
    (
        "query Q($x: Int) { shop { id } }",
        "Variable $x is declared by Q but not used",
        {"code": "variableNotUsed", "variableName": "x"},
    ),
    (
        "mutation M { productDelete(input: {}) { deletedProductId } }",
        "Argument 'id' on InputObject 'ProductDeleteInput' is required. Expected type ID!",
        {
            "code": "missingRequiredInputObjectAttribute", "argumentName": "id", "argumentType": "ID!",
            "inputObjectType": "ProductDeleteInput",
        },
    ),
    (
        'mutation M { productCreate(product: {titel: "x"}) { product { id } } }',
        "InputObject 'ProductCreateInput' doesn't accept argument 'titel'",
        {"code": "argumentNotAccepted", "name": "ProductCreateInput", "typeName": "InputObject", "argumentName": "titel"},
    ),
    (
        "query Q { webhookSubscriptions(first: 1, sortKey: TOPIC) { nodes { id } } }",
        "Argument 'sortKey' on Field 'webhookSubscriptions' has an invalid value (TOPIC). "
        "Expected type 'WebhookSubscriptionSortKeys'.",
        {"code": "argumentLiteralsIncompatible", "typeName": "Field", "argumentName": "sortKey"},
    ),
    (
        'query Q { bulkOperation(id: "not-a-gid") { id } }',
        "Invalid global id 'not-a-gid'",
        {"code": "argumentLiteralsIncompatible", "typeName": "CoercionError"},
    ),
    (
        "mutation M { orderClose(input: {id: 5}) @idempotent { order { id } } }",
        "Directive 'idempotent' is missing required arguments: key",
        {"code": "missingRequiredArguments", "className": "Directive", "name": "idempotent", "arguments": "key"},
    ),
    (
        "{ shop { id } @nope }".replace("} @nope", "name @nope }"),
        "Directive @nope is not defined",
        {"code": "undefinedDirective", "directiveName": "nope"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message", "extensions"), WRONG)
async def test_wrong_documents_are_told_in_the_vendors_words(
    app: App, text: str, message: str, extensions: dict[str, Any]
) -> None:
    body = await app.ask(text)
    assert set(body) == {"errors"}
    found = next(e for e in body["errors"] if e["message"] == message)
    assert found["extensions"] == extensions
    assert found["locations"] and found["path"]


async def test_paths_and_places_of_document_errors(app: App) -> None:
    text = "query BadSort {\n  webhookSubscriptions(first: 1, sortKey: TOPIC) { nodes { id } }\n}"
    error = await app.fails(text)
    assert error["path"] == ["query BadSort", "webhookSubscriptions", "sortKey"]
    assert error["locations"] == [{"line": 2, "column": 3}]
    nested = await app.fails("mutation Delete {\n  productDelete(input: {}) { deletedProductId }\n}")
    assert nested["path"] == ["mutation Delete", "productDelete", "input", "id"]


@pytest.mark.parametrize(
    ("text", "variables", "message", "problems"),
    [
        (
            "mutation M($input: ProductDeleteInput!) { productDelete(input: $input) { deletedProductId } }",
            {"input": {}},
            "Variable $input of type ProductDeleteInput! was provided invalid value for id (Expected value to not be null)",
            [{"path": ["id"], "explanation": "Expected value to not be null"}],
        ),
        (
            "mutation M($product: ProductCreateInput!) { productCreate(product: $product) { product { id } } }",
            {"product": {"title": "x", "variants": []}},
            "Variable $product of type ProductCreateInput! was provided invalid value for variants "
            "(Field is not defined on ProductCreateInput)",
            [{"path": ["variants"], "explanation": "Field is not defined on ProductCreateInput"}],
        ),
        (
            "query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }",
            {"ids": ["gid://shopify/Order/1", "order-2"]},
            "Variable $ids of type [ID!]! was provided invalid value for 1 (Invalid global id 'order-2')",
            [{"path": [1], "explanation": "Invalid global id 'order-2'"}],
        ),
        (
            "query Q($key: OrderSortKeys) { orders(first: 1, sortKey: $key) { nodes { id } } }",
            {"key": 3},
            "Variable $key of type OrderSortKeys was provided invalid value",
            None,
        ),
        (
            "query Q($n: Int!) { orders(first: $n) { nodes { id } } }",
            {},
            "Variable $n of type Int! was provided invalid value",
            [{"path": [], "explanation": "Expected value to not be null"}],
        ),
    ],
)
async def test_wrong_variables_are_told_in_the_vendors_words(
    app: App, text: str, variables: dict[str, Any], message: str, problems: list[dict[str, Any]] | None
) -> None:
    error = await app.fails(text, variables)
    assert error["message"] == message
    assert error["extensions"]["code"] == "INVALID_VARIABLE"
    if problems is not None:
        assert error["extensions"]["problems"] == problems


async def test_a_document_with_several_operations_needs_a_name(app: App) -> None:
    text = "query A { shop { name } } query B { shop { email } }"
    assert (await app.fails(text))["message"] == "An operation name is required"
    assert (await app.fails(text, operationName="C"))["message"] == 'No operation named "C"'
    assert await app.data(text, operationName="A") == {"shop": {"name": "Tea House"}}


async def test_syntax_errors(app: App) -> None:
    error = await app.fails("{ shop { name }")
    assert error["message"] == "syntax error, unexpected end of file at [1, 16]"
    assert error["locations"] == [{"line": 1, "column": 16}]


async def test_ids_of_the_wrong_type_and_of_nothing(app: App) -> None:
    body = await app.ask('{ order(id: "gid://shopify/Product/1") { id } }')
    assert body["data"] == {"order": None}
    assert body["errors"][0]["message"] == "Invalid id: gid://shopify/Product/1"
    assert body["errors"][0]["extensions"] == {"code": "RESOURCE_NOT_FOUND"}
    assert await app.data('{ order(id: "gid://shopify/Order/999") { id } }') == {"order": None}


async def test_faults_are_the_vendors_own_words(app: App) -> None:
    begin = app.stage.begin_fault
    begin("throttled", "shopify", count=1)
    throttled = await app.ask("{ shop { name } }")
    assert throttled["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert throttled["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"] == 0
    begin("server_error", "shopify", count=1)
    assert (await app.post("{ shop { name } }")).status_code == 503
    app.forward(seconds=1)
    begin("credentials_expired", "shopify", shop="tea-house")
    assert (await app.post("{ shop { name } }")).status_code == 401
    app.forward(seconds=1)
    assert await app.data("{ shop { name } }", token=app.grant("read_products"))


async def test_the_app_is_reached_under_its_shop_only(app: App) -> None:
    async with httpx.AsyncClient(transport=app.http._transport, base_url=BASE) as other:
        answer = await other.post("/shopify/other/admin/api/2026-07/graphql.json", json={"query": "{ shop { id } }"})
    assert answer.status_code == 404
