"""Definitions of metafields, and products that are found by a value of their own."""

from __future__ import annotations

from typing import Any

from tests.sandbox.shopify.support import App

DEFINE = """mutation($definition: MetafieldDefinitionInput!) { metafieldDefinitionCreate(definition: $definition) {
    createdDefinition { id name namespace key ownerType type { name category } metafieldsCount validationStatus }
    userErrors { field message code } } }"""
SET = """mutation($input: ProductSetInput!, $identifier: ProductSetIdentifiers) {
    productSet(input: $input, identifier: $identifier) { product { id title
    metafields(first: 5) { nodes { namespace key type value jsonValue ownerType } } }
    userErrors { field message code } } }"""
FIND = "query($identifier: ProductIdentifierInput!) { productByIdentifier(identifier: $identifier) { id title } }"
KEY = {"namespace": "ours", "key": "number"}
DEFINITION = {**KEY, "name": "Our number", "type": "id", "ownerType": "PRODUCT"}


async def _define(app: App, **changes: Any) -> Any:
    return (await app.data(DEFINE, {"definition": {**DEFINITION, **changes}}))["metafieldDefinitionCreate"]


async def _set(app: App, identifier: dict[str, Any] | None, **given: Any) -> Any:
    return (await app.data(SET, {"input": given, "identifier": identifier}))["productSet"]


async def test_a_definition_is_made_once(app: App) -> None:
    made = await _define(app)
    assert made["userErrors"] == []
    assert {k: v for k, v in made["createdDefinition"].items() if k != "id"} == {
        **KEY, "name": "Our number", "ownerType": "PRODUCT", "type": {"name": "id", "category": "ID"},
        "metafieldsCount": 0, "validationStatus": "ALL_VALID",
    }  # fmt: skip
    again = await _define(app)
    assert again["createdDefinition"] is None
    assert [e["code"] for e in again["userErrors"]] == ["TAKEN"]
    assert (await _define(app, ownerType="ORDER"))["userErrors"] == []


async def test_what_is_wrong_with_a_definition(app: App) -> None:
    for changes, code in (
        ({"name": " "}, "BLANK"),
        ({"key": "k"}, "TOO_SHORT"),
        ({"namespace": "n" * 256}, "TOO_LONG"),
        ({"key": "a.b"}, "INVALID_CHARACTER"),
        ({"type": "number"}, "INCLUSION"),
        ({"capabilities": {"uniqueValues": {"enabled": False}}}, "CAPABILITY_REQUIRED_BUT_DISABLED"),
    ):
        assert [e["code"] for e in (await _define(app, **changes))["userErrors"]] == [code], changes


async def test_the_apps_own_namespace(app: App) -> None:
    made = [(await _define(app, namespace=n))["createdDefinition"]["namespace"] for n in ("$app", "$app:stock")]
    assert made[0].startswith("app--") and made[1] == f"{made[0]}--stock"
    assert [e["code"] for e in (await _define(app, namespace=None))["userErrors"]] == ["TAKEN"]


async def test_a_product_is_set_and_found_by_its_own_number(app: App) -> None:
    identifier = {"customId": {**KEY, "value": "17"}}
    undefined = await app.ask(FIND, {"identifier": identifier})
    assert undefined["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    await _define(app)
    assert (await app.data(FIND, {"identifier": identifier}))["productByIdentifier"] is None
    made = await _set(app, identifier, title="Kettle")
    assert made["userErrors"] == []
    (field,) = made["product"]["metafields"]["nodes"]
    assert field == {**KEY, "type": "id", "value": "17", "jsonValue": "17", "ownerType": "PRODUCT"}
    again = await _set(app, identifier, title="Big kettle")
    assert again["product"]["id"] == made["product"]["id"]
    found = (await app.data(FIND, {"identifier": identifier}))["productByIdentifier"]
    assert found == {"id": made["product"]["id"], "title": "Big kettle"}


async def test_a_number_belongs_to_one_product(app: App) -> None:
    await _define(app)
    await _set(app, {"customId": {**KEY, "value": "17"}}, title="Kettle")
    before = len(app.shop.products)
    other = await _set(app, None, title="Pan", metafields=[{**KEY, "type": "id", "value": "17"}])
    assert [e["code"] for e in other["userErrors"]] == ["CAPABILITY_VIOLATION"]
    beside = await _set(app, {"customId": {**KEY, "value": "18"}}, title="Pan", metafields=[{**KEY, "value": "19"}])
    assert [e["code"] for e in beside["userErrors"]] == ["METAFIELD_MISMATCH"]
    wrong = await _set(app, None, title="Pan", metafields=[{**KEY, "type": "json", "value": "{}"}])
    assert [e["code"] for e in wrong["userErrors"]] == ["INVALID_METAFIELD"]
    assert len(app.shop.products) == before


async def test_other_types_and_a_single_one(app: App) -> None:
    made = await _set(
        app, None, title="Pan",
        metafields=[{"namespace": "size", "key": "litres", "type": "number_integer", "value": "3"},
                    {"namespace": "size", "key": "note", "type": "single_line_text_field", "value": "deep"}],
    )  # fmt: skip
    asked = """query($id: ID!) { product(id: $id) { one: metafield(namespace: "size", key: "litres") { jsonValue }
        none: metafield(namespace: "other", key: "litres") { id }
        some: metafields(first: 5, keys: ["size.note"]) { nodes { value } } } }"""
    assert (await app.data(asked, {"id": made["product"]["id"]}))["product"] == {
        "one": {"jsonValue": 3}, "none": None, "some": {"nodes": [{"value": "deep"}]},
    }  # fmt: skip
