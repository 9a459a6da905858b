"""Products and variants: making, changing, setting."""

from __future__ import annotations

from typing import Any

from app.sandbox.shopify.ids import gid
from tests.sandbox.shopify.support import App

PRODUCT = """{ id title handle status vendor productType tags descriptionHtml publishedAt hasOnlyDefaultVariant tracksInventory
    options { name values } seo { title description } media(first: 5) { nodes { alt ... on MediaImage { image { url } } } }
    variants(first: 10) { nodes { id title sku barcode price compareAtPrice inventoryPolicy taxable inventoryQuantity position
        selectedOptions { name value } image { url } inventoryItem { id tracked unitCost { amount } } } } }"""
CREATE = f"""mutation($product: ProductCreateInput!, $media: [CreateMediaInput!]) {{
    productCreate(product: $product, media: $media) {{
    product {PRODUCT} shop {{ name }} userErrors {{ field message }} }} }}"""
UPDATE = f"""mutation($product: ProductUpdateInput!) {{ productUpdate(product: $product) {{
    product {PRODUCT} userErrors {{ field message }} }} }}"""
SET = f"""mutation($input: ProductSetInput!, $identifier: ProductSetIdentifiers, $synchronous: Boolean) {{
    productSet(input: $input, identifier: $identifier, synchronous: $synchronous) {{
    product {PRODUCT} productSetOperation {{ id status }} userErrors {{ field message code }} }} }}"""
BULK = f"""mutation($id: ID!, $variants: [ProductVariantsBulkInput!]!, $strategy: ProductVariantsBulkCreateStrategy) {{
    productVariantsBulkCreate(productId: $id, variants: $variants, strategy: $strategy) {{
    product {PRODUCT} productVariants {{ id title }} userErrors {{ field message code }} }} }}"""
CHANGE = f"""mutation($id: ID!, $variants: [ProductVariantsBulkInput!]!, $partly: Boolean) {{
    productVariantsBulkUpdate(productId: $id, variants: $variants, allowPartialUpdates: $partly) {{
    product {PRODUCT} productVariants {{ id sku }} userErrors {{ field message code }} }} }}"""


async def _create(app: App, **product: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await app.data(CREATE, {"product": product}))["productCreate"]
    return found


async def test_a_new_product_has_one_plain_variant_and_is_published_nowhere(app: App) -> None:
    media = [{"originalSource": "https://img.example/pot.png", "alt": "Pot", "mediaContentType": "IMAGE"}]
    wanted = {"title": "Tea pot", "tags": ["b, a", "A"], "seo": {"title": "Pots"}, "productType": "Pots", "status": "DRAFT"}
    made = (await app.data(CREATE, {"product": wanted, "media": media}))["productCreate"]
    assert made["userErrors"] == [] and made["shop"] == {"name": "Tea House"}
    product = made["product"]
    assert (product["title"], product["handle"], product["status"], product["vendor"]) == (
        "Tea pot",
        "tea-pot",
        "DRAFT",
        "Tea House",
    )
    assert product["tags"] == ["a", "b"]
    assert (product["publishedAt"], product["hasOnlyDefaultVariant"], product["tracksInventory"]) == (None, True, False)
    assert product["seo"] == {"title": "Pots", "description": None}
    assert product["options"] == [{"name": "Title", "values": ["Default Title"]}]
    assert product["media"]["nodes"] == [{"alt": "Pot", "image": {"url": "https://img.example/pot.png"}}]
    variant = product["variants"]["nodes"][0]
    assert (variant["title"], variant["sku"], variant["price"], variant["inventoryItem"]["tracked"]) == (
        "Default Title",
        None,
        "0.00",
        False,
    )
    assert variant["selectedOptions"] == [{"name": "Title", "value": "Default Title"}]


async def test_a_new_product_with_options_has_the_first_variant_alone(app: App) -> None:
    options = [{"name": "Size", "values": [{"name": "S"}, {"name": "M"}]}, {"name": "Colour", "values": [{"name": "Red"}]}]
    product = (await _create(app, title="Shirt", productOptions=options))["product"]
    assert product["options"] == [{"name": "Size", "values": ["S", "M"]}, {"name": "Colour", "values": ["Red"]}]
    assert [v["title"] for v in product["variants"]["nodes"]] == ["S / Red"]


async def test_titles_and_handles(app: App) -> None:
    for title in ("", "   "):
        assert (await _create(app, title=title))["userErrors"] == [{"field": ["title"], "message": "Title can't be blank"}]
    long = await _create(app, title="x" * 256)
    assert long["product"] is None and "too long" in long["userErrors"][0]["message"]
    for given, handle in {"  Weird Handle / 100%  ": "weird-handle-100", "   ": "pot", "%%%": "product"}.items():
        assert (await _create(app, title="Pot", handle=given))["product"]["handle"] == handle
    taken = await _create(app, title="Other", handle="pot")
    assert taken["product"] is None
    assert taken["userErrors"] == [
        {"field": ["input", "handle"], "message": "Handle 'pot' already in use. Please provide a new handle."}
    ]
    assert (await _create(app, title="Pot"))["product"]["handle"] == "pot-1"
    emoji = (await _create(app, title="🍵 Matcha \u0000"))["product"]
    assert emoji["title"].startswith("🍵")


async def test_updating_changes_what_is_given(app: App) -> None:
    product = next(iter(app.shop.products.values()))
    found = (await app.data(UPDATE, {"product": {"id": gid("Product", product.id), "title": "Sencha", "tags": ["new"]}}))[
        "productUpdate"
    ]
    assert (found["product"]["title"], found["product"]["tags"], found["product"]["handle"]) == ("Sencha", ["new"], "green-tea")
    assert len(found["product"]["variants"]["nodes"]) == 2
    missing = (await app.data(UPDATE, {"product": {"id": gid("Product", 999), "title": "x"}}))["productUpdate"]
    assert missing == {"product": None, "userErrors": [{"field": ["id"], "message": "Product does not exist"}]}


async def test_variants_are_made_with_stock_and_replace_the_plain_one(app: App) -> None:
    made = (await _create(app, title="Cap"))["product"]
    variants = [
        {
            "optionValues": [{"optionName": "Title", "name": "Blue"}], "price": "25", "compareAtPrice": "30.5",
            "barcode": "4006381333931", "inventoryPolicy": "CONTINUE",
            "inventoryItem": {"sku": "CAP-BLU", "tracked": True, "cost": "9"},
            "inventoryQuantities": [{"locationId": app.place(1), "availableQuantity": 6}],
        },
        {"optionValues": [{"optionName": "Title", "name": "Red"}], "price": "26"},
    ]  # fmt: skip
    found = (await app.data(BULK, {"id": made["id"], "variants": variants}))["productVariantsBulkCreate"]
    assert found["userErrors"] == []
    assert [v["title"] for v in found["productVariants"]] == ["Blue", "Red"]
    assert found["product"]["options"] == [{"name": "Title", "values": ["Blue", "Red"]}]
    blue, red = found["product"]["variants"]["nodes"]
    assert (blue["sku"], blue["price"], blue["compareAtPrice"], blue["barcode"]) == (
        "CAP-BLU",
        "25.00",
        "30.50",
        "4006381333931",
    )
    assert (blue["inventoryPolicy"], blue["inventoryQuantity"], blue["inventoryItem"]["tracked"]) == ("CONTINUE", 6, True)
    assert blue["inventoryItem"]["unitCost"] == {"amount": "9.0"}
    assert (red["inventoryQuantity"], red["inventoryItem"]["tracked"]) == (0, False)
    kept = (await _create(app, title="Hat"))["product"]
    keep = {"id": kept["id"], "variants": variants[1:], "strategy": "PRESERVE_STANDALONE_VARIANT"}
    names = (await app.data(BULK, keep))["productVariantsBulkCreate"]["product"]["variants"]["nodes"]
    assert [v["title"] for v in names] == ["Default Title", "Red"]


async def test_variants_that_cannot_be_made(app: App) -> None:
    tea = gid("Product", next(iter(app.shop.products)))
    size = {"optionName": "Size", "name": "50 g"}
    for row, code, field in (
        ({"optionValues": [size]}, "VARIANT_ALREADY_EXISTS", ["variants", "0"]),
        ({"optionValues": [{"optionName": "Taste", "name": "x"}]}, None, ["variants", "0", "optionValues", "0"]),
        ({}, "NEED_TO_ADD_OPTION_VALUES", ["variants", "0"]),
        ({"optionValues": [{**size, "name": "1 kg"}], "price": "-1"}, "GREATER_THAN_OR_EQUAL_TO", ["variants", "0", "price"]),
        (
            {"optionValues": [{**size, "name": "1 kg"}], "inventoryQuantities": [{"locationId": gid("Location", 9999),
            "availableQuantity": 1}]},
            "TRACKED_VARIANT_LOCATION_NOT_FOUND",
            ["variants", "0", "inventoryQuantities", "0", "locationId"],
        ),
    ):  # fmt: skip
        found = (await app.data(BULK, {"id": tea, "variants": [row]}))["productVariantsBulkCreate"]
        assert found["productVariants"] is None
        assert [(e["code"], e["field"]) for e in found["userErrors"]] == [(code, field)], row
    missing = (await app.data(BULK, {"id": gid("Product", 999), "variants": [{}]}))["productVariantsBulkCreate"]
    assert [e["code"] for e in missing["userErrors"]] == ["PRODUCT_DOES_NOT_EXIST"]


async def test_variants_change_together_or_not_at_all_unless_partly_is_allowed(app: App) -> None:
    tea = gid("Product", next(iter(app.shop.products)))
    good = {"id": app.variant("TEA-50"), "price": "5.10", "inventoryItem": {"sku": "TEA-50-B"}}
    bad = {"id": app.variant("TEA-100"), "price": "-2"}
    found = (await app.data(CHANGE, {"id": tea, "variants": [good, bad]}))["productVariantsBulkUpdate"]
    assert found["productVariants"] is None
    assert found["userErrors"] == [
        {
            "field": ["variants", "1", "price"],
            "message": "Price must be greater than or equal to 0",
            "code": "GREATER_THAN_OR_EQUAL_TO",
        }
    ]
    assert app.variant("TEA-50") == good["id"]
    partly = (await app.data(CHANGE, {"id": tea, "variants": [good, bad], "partly": True}))["productVariantsBulkUpdate"]
    assert [v["sku"] for v in partly["productVariants"]] == ["TEA-50-B"]
    assert len(partly["userErrors"]) == 1
    assert [v["price"] for v in partly["product"]["variants"]["nodes"]] == ["5.10", "8.90"]


async def test_changes_of_variants_that_are_refused(app: App) -> None:
    tea, stock = gid("Product", next(iter(app.shop.products))), [{"locationId": app.place(), "availableQuantity": 1}]
    same = [{"optionName": "Size", "name": "100 g"}]
    for row, code in (
        ({"price": "1"}, "PRODUCT_VARIANT_ID_MISSING"),
        ({"id": app.variant("CUP"), "price": "1"}, "PRODUCT_VARIANT_DOES_NOT_EXIST"),
        ({"id": app.variant("TEA-50"), "inventoryQuantities": stock}, "NO_INVENTORY_QUANTITIES_ON_VARIANTS_UPDATE"),
        ({"id": app.variant("TEA-50"), "optionValues": same}, "VARIANT_ALREADY_EXISTS"),
        ({"id": app.variant("TEA-50"), "compareAtPrice": "1" + "0" * 18}, "INVALID_INPUT"),
    ):
        found = (await app.data(CHANGE, {"id": tea, "variants": [row]}))["productVariantsBulkUpdate"]
        assert [e["code"] for e in found["userErrors"]] == [code]
    renamed = {"id": app.variant("TEA-50"), "optionValues": [{"optionName": "Size", "name": "75 g"}]}
    nodes = (await app.data(CHANGE, {"id": tea, "variants": [renamed]}))["productVariantsBulkUpdate"]["product"]["variants"][
        "nodes"
    ]
    assert [v["title"] for v in nodes] == ["75 g", "100 g"]


def _shirt(app: App, *sizes: str, **more: Any) -> dict[str, Any]:
    return {
        "title": "Shirt", "status": "ACTIVE", "productOptions": [{"name": "Size", "values": [{"name": s} for s in sizes]}],
        "variants": [
            {"optionValues": [{"optionName": "Size", "name": s}], "sku": f"SHIRT-{s}", "price": "19.90",
             "inventoryItem": {"tracked": True},
             "inventoryQuantities": [{"locationId": app.place(), "name": "available", "quantity": 5}]}
            for s in sizes
        ],
        "files": [{"originalSource": "https://img.example/shirt.png", "alt": "Shirt", "contentType": "IMAGE"}], **more,
    }  # fmt: skip


async def test_setting_makes_a_product_and_brings_it_in_line_later(app: App) -> None:
    made = (await app.data(SET, {"input": _shirt(app, "S", "M")}))["productSet"]
    assert made["userErrors"] == []
    first = {v["sku"]: v["id"] for v in made["product"]["variants"]["nodes"]}
    assert list(first) == ["SHIRT-S", "SHIRT-M"]
    assert [v["inventoryQuantity"] for v in made["product"]["variants"]["nodes"]] == [5, 5]
    identifier = {"id": made["product"]["id"]}
    again = (await app.data(SET, {"input": _shirt(app, "M", "L"), "identifier": identifier}))["productSet"]
    second = {v["sku"]: v["id"] for v in again["product"]["variants"]["nodes"]}
    assert list(second) == ["SHIRT-M", "SHIRT-L"] and second["SHIRT-M"] == first["SHIRT-M"]
    assert again["product"]["options"] == [{"name": "Size", "values": ["M", "L"]}]
    assert len(again["product"]["media"]["nodes"]) == 1
    assert len(app.shop.products) == 3
    by_handle = (await app.data(SET, {"input": {"title": "Blouse"}, "identifier": {"handle": "shirt"}}))["productSet"]
    assert (by_handle["product"]["id"], by_handle["product"]["title"]) == (identifier["id"], "Blouse")
    assert len(by_handle["product"]["variants"]["nodes"]) == 2


async def test_setting_a_plain_product(app: App) -> None:
    default = {"name": "Title", "values": [{"name": "Default Title"}]}
    row = {"optionValues": [{"optionName": "Title", "name": "Default Title"}], "sku": "POT", "price": "40"}
    made = (await app.data(SET, {"input": {"title": "Pot", "productOptions": [default], "variants": [row]}}))["productSet"]
    assert made["userErrors"] == []
    assert made["product"]["hasOnlyDefaultVariant"] is True
    assert [(v["sku"], v["title"]) for v in made["product"]["variants"]["nodes"]] == [("POT", "Default Title")]


async def test_setting_in_the_background(app: App) -> None:
    begun = (await app.data(SET, {"input": {"title": "Later"}, "synchronous": False}))["productSet"]
    assert begun["product"] is None and begun["productSetOperation"]["status"] == "CREATED"
    text = """query($id: ID!) { productOperation(id: $id) { __typename status product { title }
        ... on ProductSetOperation { userErrors { message } } } }"""
    done = (await app.data(text, {"id": begun["productSetOperation"]["id"]}))["productOperation"]
    assert done == {"__typename": "ProductSetOperation", "status": "COMPLETE", "product": {"title": "Later"}, "userErrors": []}


async def test_what_cannot_be_set(app: App) -> None:
    good = _shirt(app, "S")
    other = {"optionName": "Size", "name": "XXL"}
    for variables, code in (
        ({"input": {"title": "x", "id": gid("Product", 1)}, "identifier": {"handle": "x"}}, "ID_NOT_ALLOWED"),
        ({"input": {"title": "x"}, "identifier": {"id": gid("Product", 99999)}}, "PRODUCT_DOES_NOT_EXIST"),
        ({"input": {"title": ""}}, "INVALID_INPUT"),
        ({"input": {"title": "x", "handle": "green-tea"}}, "HANDLE_NOT_UNIQUE"),
        ({"input": {**good, "variants": None}}, "VARIANTS_INPUT_MISSING"),
        ({"input": {**good, "productOptions": None}}, "PRODUCT_OPTIONS_INPUT_MISSING"),
        ({"input": {**good, "variants": good["variants"] * 2}}, "INVALID_VARIANT"),
        ({"input": {**good, "variants": [{"optionValues": [other]}]}}, "OPTION_VALUE_DOES_NOT_EXIST"),
        ({"input": {**good, "variants": [{"optionValues": []}]}}, "OPTION_VALUES_MISSING"),
        ({"input": {**good, "variants": [{"optionValues": [{**other, "optionName": "Fit"}]}]}}, "OPTION_DOES_NOT_EXIST"),
    ):
        found = (await app.data(SET, variables))["productSet"]
        assert found["product"] is None
        assert found["userErrors"][0]["code"] == code, variables
    assert len(app.shop.products) == 2
