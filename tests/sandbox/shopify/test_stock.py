"""Stock: compare and set, adjusting, idempotency keys, activation, and what orders do to it."""

from __future__ import annotations

from typing import Any

from app.sandbox.world import Return
from tests.sandbox.shopify.support import App

SET = """mutation($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id createdAt reason referenceDocumentUri changes { name delta quantityAfterChange
      item { id } location { id name } } }
    userErrors { field message code } } }"""
ADJUST = SET.replace("InventorySetQuantitiesInput", "InventoryAdjustQuantitiesInput").replace(
    "inventorySetQuantities", "inventoryAdjustQuantities"
)
ACTIVATE = """mutation($item: ID!, $place: ID!, $available: Int, $onHand: Int, $key: String!) {
  inventoryActivate(inventoryItemId: $item, locationId: $place, available: $available, onHand: $onHand) @idempotent(key: $key) {
    inventoryLevel { id isActive quantities(names: ["available", "on_hand", "committed"]) { name quantity updatedAt } }
    userErrors { field message } } }"""


def _set(app: App, sku: str = "TEA-50", quantity: int = 7, change: Any = 10, **more: Any) -> dict[str, Any]:
    row = {"inventoryItemId": app.item(sku), "locationId": app.place(), "quantity": quantity, "changeFromQuantity": change}
    return {"input": {"name": "available", "reason": "correction", "quantities": [{**row, **more}]}, "key": "k1"}


async def test_compare_and_set_sets_when_the_quantity_is_what_was_seen(app: App) -> None:
    app.sell("TEA-50", 2)
    variables = _set(app, quantity=7, change=8)
    variables["input"]["referenceDocumentUri"] = "ksap://stock/1"
    found = (await app.data(SET, variables))["inventorySetQuantities"]
    assert found["userErrors"] == []
    group = found["inventoryAdjustmentGroup"]
    assert (group["reason"], group["referenceDocumentUri"]) == ("correction", "ksap://stock/1")
    place = {"id": app.place(), "name": "Leipzig"}
    assert group["changes"] == [
        {"name": name, "delta": -1, "quantityAfterChange": None, "item": {"id": app.item("TEA-50")}, "location": place}
        for name in ("available", "on_hand")
    ]
    level = app.level("TEA-50")
    assert (level.available, level.committed, level.on_hand) == (7, 2, 9)


async def test_compare_and_set_leaves_all_rows_alone_when_one_is_stale(app: App) -> None:
    variables = _set(app, quantity=7, change=10)
    variables["input"]["quantities"].append({**_set(app, "TEA-100", 1, 99)["input"]["quantities"][0]})
    found = (await app.data(SET, variables))["inventorySetQuantities"]
    assert found["inventoryAdjustmentGroup"] is None
    assert found["userErrors"] == [
        {
            "field": ["input", "quantities", "1", "changeFromQuantity"],
            "message": "The changeFromQuantity value does not match persisted value.",
            "code": "CHANGE_FROM_QUANTITY_STALE",
        }
    ]
    assert app.level("TEA-50").available == 10


async def test_null_opts_out_of_the_comparison_but_nothing_at_all_does_not(app: App) -> None:
    assert (await app.data(SET, _set(app, change=None)))["inventorySetQuantities"]["userErrors"] == []
    assert app.level("TEA-50").available == 7
    variables = _set(app)
    del variables["input"]["quantities"][0]["changeFromQuantity"]
    body = await app.ask(SET, variables)
    assert body["data"] == {"inventorySetQuantities": None}
    error = body["errors"][0]
    assert error["message"] == "InventoryQuantityInput must include the following argument: changeFromQuantity."
    assert error["extensions"] == {"code": "INVALID_FIELD_ARGUMENTS"}


async def test_the_old_arguments_are_gone(app: App) -> None:
    variables = _set(app)
    variables["input"]["ignoreCompareQuantity"] = True
    error = await app.fails(SET, variables)
    assert error["message"].endswith(
        "provided invalid value for ignoreCompareQuantity (Field is not defined on InventorySetQuantitiesInput)"
    )


async def test_a_key_is_required(app: App) -> None:
    text = SET.replace(" @idempotent(key: $key)", "").replace(", $key: String!", "")
    body = await app.ask(text, {"input": _set(app)["input"]})
    assert body["data"] == {"inventorySetQuantities": None}
    error = body["errors"][0]
    assert error["message"] == "The @idempotent directive is required for this mutation but was not provided."
    assert error["extensions"] == {"code": "BAD_REQUEST"} and error["path"] == ["inventorySetQuantities"]


async def test_a_repeated_key_does_it_once_and_tells_the_same(app: App) -> None:
    adjust = {"name": "available", "reason": "restock", "changes": [
        {"inventoryItemId": app.item("TEA-50"), "locationId": app.place(), "delta": 4,
        "changeFromQuantity": None}]}  # fmt: skip
    first = await app.data(ADJUST, {"input": adjust, "key": "same"})
    again = await app.data(ADJUST, {"input": adjust, "key": "same"})
    assert first == again
    assert app.level("TEA-50").available == 14
    assert (await app.data(ADJUST, {"input": adjust, "key": "other"})) != first
    assert app.level("TEA-50").available == 18


async def test_a_key_cannot_be_used_for_something_else(app: App) -> None:
    await app.data(SET, _set(app))
    other = _set(app, quantity=3, change=7)
    errors = (await app.data(SET, other))["inventorySetQuantities"]["userErrors"]
    assert [e["code"] for e in errors] == ["IDEMPOTENCY_KEY_PARAMETER_MISMATCH"]
    assert app.level("TEA-50").available == 7
    app.forward(hours=25)
    assert (await app.data(SET, other))["inventorySetQuantities"]["userErrors"] == []
    assert app.level("TEA-50").available == 3


async def test_a_key_of_a_failed_attempt_is_spent(app: App) -> None:
    stale = _set(app, change=1)
    codes = [(await app.data(SET, stale))["inventorySetQuantities"]["userErrors"][0]["code"] for _ in range(2)]
    assert codes == ["CHANGE_FROM_QUANTITY_STALE", "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED"]


async def test_what_cannot_be_set(app: App) -> None:
    place = app.place()
    cases: list[tuple[dict[str, Any], dict[str, Any], list[tuple[str, list[str]]]]] = [
        ({"name": "reserved"}, {}, [("INVALID_NAME", ["input", "name"])]),
        ({"reason": "because"}, {}, [("INVALID_REASON", ["input", "reason"])]),
        ({"referenceDocumentUri": "no uri"}, {}, [("INVALID_REFERENCE_DOCUMENT", ["input", "referenceDocumentUri"])]),
        ({}, {"inventoryItemId": "gid://shopify/InventoryItem/1"}, [("INVALID_INVENTORY_ITEM", ["0", "inventoryItemId"])]),
        ({}, {"locationId": "gid://shopify/Location/99"}, [("INVALID_LOCATION", ["0", "locationId"])]),
        ({}, {"locationId": app.place(1), "inventoryItemId": app.item("CUP")},
         [("ITEM_NOT_STOCKED_AT_LOCATION", ["0", "inventoryItemId"])]),
        ({}, {"quantity": 1_000_000_001}, [("INVALID_QUANTITY_TOO_HIGH", ["0", "quantity"])]),
        ({}, {"quantity": -1_000_000_001}, [("INVALID_QUANTITY_TOO_LOW", ["0", "quantity"])]),
        ({"name": "on_hand"}, {"quantity": -1, "changeFromQuantity": None}, [("INVALID_QUANTITY_NEGATIVE", ["0", "quantity"])]),
    ]  # fmt: skip
    for n, (head, row, expected) in enumerate(cases):
        variables = _set(app, **row)
        variables["input"] |= head
        found = (await app.data(SET, {**variables, "key": f"case {n}"}))["inventorySetQuantities"]
        assert found["inventoryAdjustmentGroup"] is None
        told = [(e["code"], e["field"][-2:]) for e in found["userErrors"]]
        assert told == expected, head or row
    assert app.level("TEA-50").available == 10 and place


async def test_available_may_be_negative_and_the_same_row_not_twice(app: App) -> None:
    assert (await app.data(SET, _set(app, quantity=-3)))["inventorySetQuantities"]["userErrors"] == []
    assert app.level("TEA-50").available == -3
    twice = _set(app, quantity=1, change=None)
    twice["input"]["quantities"] *= 2
    errors = (await app.data(SET, {**twice, "key": "k2"}))["inventorySetQuantities"]["userErrors"]
    assert errors[0]["code"] == "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR"
    assert errors[0]["field"] == ["input", "quantities", "1", "locationId"]


async def test_nothing_changed_is_no_group(app: App) -> None:
    found = (await app.data(SET, _set(app, quantity=10, change=10)))["inventorySetQuantities"]
    assert found == {"inventoryAdjustmentGroup": None, "userErrors": []}


async def test_adjusting_what_the_sandbox_does_not_keep_is_refused_aloud(app: App) -> None:
    row = {"inventoryItemId": app.item("CUP"), "locationId": app.place(), "delta": 1, "changeFromQuantity": None}
    wanted = {"name": "damaged", "reason": "damaged", "changes": [row]}
    missing = (await app.data(ADJUST, {"input": wanted, "key": "a"}))["inventoryAdjustQuantities"]["userErrors"]
    assert [e["code"] for e in missing] == ["INVALID_QUANTITY_DOCUMENT"]
    row["ledgerDocumentUri"] = "ksap://ledger/1"
    assert "keeps no 'damaged' quantity" in (await app.fails(ADJUST, {"input": wanted, "key": "b"}))["message"]


async def test_activation_at_another_location(app: App) -> None:
    variables = {"item": app.item("CUP"), "place": app.place(1), "available": 4, "key": "a"}
    found = (await app.data(ACTIVATE, variables))["inventoryActivate"]
    assert found["userErrors"] == []
    assert {q["name"]: q["quantity"] for q in found["inventoryLevel"]["quantities"]} == {
        "available": 4, "on_hand": 4, "committed": 0,
    }  # fmt: skip
    assert [q["updatedAt"] is None for q in found["inventoryLevel"]["quantities"]] == [False, True, True]
    again = (await app.data(ACTIVATE, {**variables, "available": None, "onHand": 9, "key": "b"}))["inventoryActivate"]
    assert again["inventoryLevel"]["isActive"] is True
    assert again["userErrors"][0]["field"] == ["onHand"]
    both = (await app.data(ACTIVATE, {**variables, "item": app.item("TEA-100"), "onHand": 9, "key": "c"}))["inventoryActivate"]
    assert [e["field"] for e in both["userErrors"]] == [["available"], ["onHand"]]
    assert app.level("CUP", 1).available == 4


async def test_deactivation(app: App) -> None:
    text = "mutation($id: ID!) { inventoryDeactivate(inventoryLevelId: $id) { userErrors { field message } } }"
    level = await app.data(
        f'{{ inventoryItem(id: "{app.item("TEA-50")}") {{ inventoryLevels(first: 5) {{ nodes {{ id }} }} }} }}'
    )
    first, second = (node["id"] for node in level["inventoryItem"]["inventoryLevels"]["nodes"])
    assert (await app.data(text, {"id": second}))["inventoryDeactivate"]["userErrors"] == []
    assert (await app.data(text, {"id": second}))["inventoryDeactivate"]["userErrors"]
    assert "minimum of 1 location" in (await app.data(text, {"id": first}))["inventoryDeactivate"]["userErrors"][0]["message"]


async def test_orders_parcels_and_returns_move_stock_as_in_the_admin(app: App) -> None:
    text = f"""{{ inventoryItem(id: "{app.item("TEA-50")}") {{ inventoryLevel(locationId: "{app.place()}") {{
        quantities(names: ["available", "committed", "on_hand"]) {{ name quantity }} }} }} }}"""

    async def now() -> tuple[int, ...]:
        found = (await app.data(text))["inventoryItem"]["inventoryLevel"]["quantities"]
        return tuple(q["quantity"] for q in found)

    assert await now() == (10, 0, 10)
    order = app.sell("TEA-50", 4)
    assert await now() == (6, 4, 10)
    app.stage.world.fulfil(app.shop, order.id, {order.lines[0].id: 3})
    assert await now() == (6, 1, 7)
    app.stage.world.refund(app.shop, order.id, [Return(order.lines[0].id, 1, "return")])
    assert await now() == (7, 1, 8)
    app.stage.world.refund(app.shop, order.id, [Return(order.lines[0].id, 1, "cancel")])
    assert await now() == (8, 0, 8)


async def test_items_carry_sku_cost_weight_and_tracking(app: App) -> None:
    text = """mutation($id: ID!, $input: InventoryItemInput!) { inventoryItemUpdate(id: $id, input: $input) {
        inventoryItem { sku tracked requiresShipping unitCost { amount currencyCode } countryCodeOfOrigin harmonizedSystemCode
            measurement { weight { unit value } } } userErrors { field message } } }"""
    wanted = {"sku": "CUP-2", "cost": "3.5", "tracked": False, "requiresShipping": False, "countryCodeOfOrigin": "JP",
              "harmonizedSystemCode": "691110", "measurement": {"weight": {"unit": "OUNCES", "value": 10}}}  # fmt: skip
    found = (await app.data(text, {"id": app.item("CUP"), "input": wanted}))["inventoryItemUpdate"]
    assert found["userErrors"] == []
    assert found["inventoryItem"] == {
        "sku": "CUP-2", "tracked": False, "requiresShipping": False, "unitCost": {"amount": "3.5", "currencyCode": "EUR"},
        "countryCodeOfOrigin": "JP", "harmonizedSystemCode": "691110",
        "measurement": {"weight": {"unit": "KILOGRAMS", "value": 0.283}},
    }  # fmt: skip
    bad = (await app.data(text, {"id": app.item("CUP-2"), "input": {"cost": "-1"}}))["inventoryItemUpdate"]
    assert bad["inventoryItem"] is None and bad["userErrors"][0]["field"] == ["input", "cost"]
    gone = (await app.data(text, {"id": "gid://shopify/InventoryItem/1", "input": {"sku": "x"}}))["inventoryItemUpdate"]
    assert gone["userErrors"][0]["field"] == ["id"]
