"""Products and variations that come in: what is kept, what it makes of the shop, what is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.sandbox.shop import Product, Shop, Variant
from app.sandbox.stage import Stage
from tests.sandbox.support import Clock, variant_id
from tests.sandbox.woocommerce.support import Woo

MUG = {
    "name": "Mug ☕ “Große Liebe”",
    "type": "simple",
    "regular_price": "14.90",
    "sale_price": "12.50",
    "description": "<p>Holds <b>tea</b>.</p>",
    "short_description": "A mug.",
    "sku": "MUG",
    "global_unique_id": "4006381333931",
    "weight": "0.35",
    "manage_stock": True,
    "stock_quantity": 7,
    "cost_of_goods_sold": {"values": [{"defined_value": 4.2}]},
    "tags": [{"name": "gift"}],
    "images": [{"src": "https://img.example.com/mug.jpg", "alt": "The mug"}],
    "meta_data": [{"key": "_origin", "value": "DE"}],
}


def variant(shop: Shop, sku: str) -> Variant:
    return next(v for p in shop.products.values() for v in p.variants if v.sku == sku)


def tea(shop: Shop) -> Product:
    return shop.products[min(shop.products)]


async def error(woo: Woo, method: str, route: str, body: Any = None, **params: Any) -> tuple[int, str]:
    answer = await woo(method, route, body, **params)
    assert not answer.is_success, answer.text
    return answer.status_code, answer.json()["code"]


async def test_a_simple_product_comes_in(woo: Woo, shop: Shop) -> None:
    answer = await woo("POST", "products", MUG)
    made = answer.json()
    assert answer.status_code == 201 and answer.headers["location"].endswith(f"/wp-json/wc/v3/products/{made['id']}")
    product, mug = shop.products[made["id"]], variant(shop, "MUG")
    assert (product.title, product.status, product.tags) == (MUG["name"], "active", ["gift"])
    assert (mug.price, mug.compare_at, mug.cost) == (Decimal("12.50"), Decimal("14.90"), Decimal("4.2"))
    assert (mug.available, mug.weight_grams, mug.barcode) == (7, 350, "4006381333931")
    assert (made["price"], made["regular_price"], made["sale_price"], made["on_sale"]) == ("12.50", "14.90", "12.50", True)
    assert (made["description"], made["short_description"]) == ("<p>Holds <b>tea</b>.</p>\n", "<p>A mug.</p>\n")
    assert made["images"][0]["src"] == "https://img.example.com/mug.jpg" and made["images"][0]["alt"] == "The mug"
    assert made["cost_of_goods_sold"] == {"values": [{"defined_value": 4.2, "effective_value": 4.2}], "total_value": 4.2}
    assert [(m["key"], m["value"]) for m in made["meta_data"]] == [("_origin", "DE")]
    assert await woo.get(f"products/{made['id']}") == made
    assert await woo.get("products", global_unique_id="4006381333931") == [made]


async def test_changes_of_a_simple_product(woo: Woo, shop: Shop, clock: Clock) -> None:
    made = await woo.send("POST", "products", MUG)
    clock.forward(minutes=1)
    route, image = f"products/{made['id']}", made["images"][0]
    sold_off = await woo.send("PUT", route, {"sale_price": ""})
    assert (sold_off["price"], sold_off["sale_price"], sold_off["on_sale"]) == ("14.90", "", False)
    assert sold_off["date_modified_gmt"] > made["date_modified_gmt"] and sold_off["date_created"] == made["date_created"]
    changed = await woo.send("PUT", route, {
        "name": "Cup", "status": "private", "stock_quantity": 0, "backorders": "notify", "low_stock_amount": 2,
        "cost_of_goods_sold": {"values": []}, "images": [{"id": image["id"]}, {"src": "https://img.example.com/2.jpg"}],
        "meta_data": [{"key": "_origin", "value": "FR"}, {"key": "_batch", "value": {"n": [1]}}], "virtual": True,
    })  # fmt: skip
    assert (changed["status"], changed["stock_status"], changed["backorders_allowed"]) == ("private", "onbackorder", True)
    assert changed["slug"] == made["slug"] and changed["cost_of_goods_sold"]["total_value"] == 0
    assert changed["images"][0]["id"] == image["id"] and len(changed["images"]) == 2
    assert {m["key"]: m["value"] for m in changed["meta_data"]} == {"_origin": "FR", "_batch": {"n": [1]}}
    bare = await woo.send("PUT", route, {"manage_stock": False, "stock_status": "outofstock", "regular_price": ""})
    assert (bare["stock_quantity"], bare["stock_status"], bare["price"], bare["purchasable"]) == (None, "outofstock", "", False)
    assert (await woo.send("PUT", route, {"meta_data": [{"key": "_batch", "value": None}]}))["meta_data"][0]["key"] == "_origin"


async def test_one_quantity_for_two_locations(woo: Woo, shop: Shop) -> None:
    """WooCommerce knows one: what the second location has stays there."""
    one, two = (place.id for place in shop.locations)
    route = f"products/{tea(shop).id}/variations/{variant_id(shop, 'TEA-50')}"
    assert (await woo.get(route))["stock_quantity"] == 15
    assert (await woo.send("PUT", route, {"stock_quantity": 8}))["stock_quantity"] == 8
    held = variant(shop, "TEA-50").levels
    assert (held[one].available, held[two].available) == (3, 5)
    assert (await woo.send("PUT", route, {"inventory_delta": -10}))["stock_quantity"] == -2


async def test_a_variable_product_comes_in(woo: Woo, shop: Shop) -> None:
    size = (await woo.send("POST", "products/attributes", {"name": "Volume"}))["id"]
    axes = [
        {"id": size, "options": ["0.2 l", "0.4 l"], "variation": True, "visible": True},
        {"name": "Colour", "options": ["Red", "Blue"], "variation": True},
        {"name": "Material", "options": ["Clay"]},
    ]
    made = await woo.send("POST", "products", {"name": "Pot", "type": "variable", "attributes": axes, "sku": "POT"})
    assert (made["type"], made["variations"], made["price"], made["sku"]) == ("variable", [], "", "POT")
    assert [(a["name"], a["variation"]) for a in made["attributes"]] == [
        ("Volume", True), ("Colour", True), ("Material", False)]  # fmt: skip
    base = f"products/{made['id']}/variations"
    first = await woo.send("POST", base, {
        "regular_price": "20", "sku": "POT-R", "manage_stock": True, "stock_quantity": 3,
        "attributes": [{"id": size, "option": "0.2 l"}, {"name": "Colour", "option": "Red"}],
        "image": {"src": "https://img.example.com/red.jpg"}, "cost_of_goods_sold": {"values": [{"defined_value": 9}]},
    })  # fmt: skip
    second = await woo.send("POST", base, {"regular_price": "25.5", "attributes": [{"name": "Colour", "option": "Blue"}]})
    assert (first["price"], second["price"], first["name"]) == ("20.00", "25.50", "0.2 l, Red")
    assert [(a["name"], a["option"]) for a in second["attributes"]] == [("Colour", "Blue")]  # any volume
    whole = await woo.get(f"products/{made['id']}")
    assert whole["variations"] == [first["id"], second["id"]] and (whole["price"], whole["stock_status"]) == (
        "20.00",
        "instock",
    )
    assert len(shop.products[made["id"]].variants) == 2 and first["image"]["src"].endswith("red.jpg")
    changed = await woo.send("PUT", f"{base}/{second['id']}", {"regular_price": "26", "image": {"id": first["image"]["id"]}})
    assert (changed["regular_price"], changed["image"]["id"]) == ("26.00", first["image"]["id"])
    assert (await woo.send("DELETE", f"{base}/{first['id']}", force="true"))["id"] == first["id"]
    assert (await woo.send("DELETE", f"{base}/{second['id']}", force="true"))["id"] == second["id"]
    assert (await woo.get(f"products/{made['id']}"))["variations"] == []
    assert await error(woo, "GET", f"{base}/{second['id']}") == (404, "woocommerce_rest_product_variation_invalid_id")


async def test_what_is_refused(woo: Woo, shop: Shop) -> None:
    cup = max(shop.products)
    answer = await woo("POST", "products", {"name": "Other", "sku": "CUP"})
    assert answer.status_code == 400 and answer.json() == {
        "code": "product_invalid_sku",
        "message": "Invalid or duplicated SKU.",
        "data": {"status": 400, "resource_id": cup, "unique_sku": "CUP-1"},
    }
    await woo.send("PUT", f"products/{cup}", {"global_unique_id": "123"})
    duplicate = {"global_unique_id": "123"}
    assert await error(woo, "POST", "products", duplicate) == (400, "product_invalid_global_unique_id")
    variation = f"products/{tea(shop).id}/variations/{variant_id(shop, 'TEA-50')}"
    assert await error(woo, "PUT", variation, {"sku": "CUP"}) == (400, "product_invalid_sku")
    assert await error(woo, "POST", "products", {"id": cup}) == (400, "woocommerce_rest_product_exists")
    for wrong in ({"regular_price": 5}, {"stock_quantity": "many"}, {"status": "sold"}, {"images": "x.png", "weight": 1}):
        assert await error(woo, "POST", "products", wrong) == (400, "rest_invalid_param"), wrong
    picture: dict[str, Any] = {"images": [{"src": "mug.jpg"}]}
    assert await error(woo, "PUT", f"products/{cup}", picture) == (400, "woocommerce_product_image_upload_error")
    picture = {"images": [{"id": 999999}]}
    assert await error(woo, "PUT", f"products/{cup}", picture) == (400, "woocommerce_product_invalid_image_id")
    assert await error(woo, "PUT", "products/999999", {}) == (400, "woocommerce_rest_product_invalid_id")
    as_product = f"products/{variant_id(shop, 'TEA-50')}"
    assert await error(woo, "PUT", as_product, {}) == (404, "woocommerce_rest_invalid_product_id")
    assert await error(woo, "POST", "products/999999/variations", {}) == (
        404, "woocommerce_rest_product_variation_invalid_parent")  # fmt: skip
    foreign = f"products/{cup}/variations/{variant_id(shop, 'TEA-50')}"
    assert await error(woo, "PUT", foreign, {}) == (403, "woocommerce_rest_cannot_edit")
    assert "CUP" in {v.sku for p in shop.products.values() for v in p.variants} and len(shop.products) == 2


async def test_into_the_bin_and_out_of_it(woo: Woo, shop: Shop, stage: Stage) -> None:
    route = f"products/{max(shop.products)}"
    assert (await woo.send("DELETE", route))["status"] == "publish"
    assert (await woo.get(route))["status"] == "trash" and len(await woo.get("products")) == 1
    assert [p["name"] for p in await woo.get("products", status="trash")] == ["Cup"]
    assert await error(woo, "DELETE", route) == (410, "woocommerce_rest_already_trashed")
    assert (await woo.send("PUT", route, {"status": "publish"}))["status"] == "publish" and len(await woo.get("products")) == 2
    assert (await woo.send("DELETE", route, force="true"))["name"] == "Cup"
    assert await error(woo, "GET", route) == (404, "woocommerce_rest_product_invalid_id") and len(shop.products) == 1


async def test_batches_go_on_after_an_error(woo: Woo, shop: Shop) -> None:
    cup = max(shop.products)
    done = await woo.send("POST", "products/batch", {
        "create": [{"name": "Spoon", "sku": "SPOON", "regular_price": 3.5}, {"name": "Fork", "sku": "CUP"}],
        "update": [{"id": cup, "stock_quantity": 9}, {"id": 999999, "name": "Nothing"}],
        "delete": [999999],
    })  # fmt: skip
    assert done["create"][0]["regular_price"] == "3.50"  # a number, which the route itself refuses
    assert done["create"][1] == {"id": 0, "error": {
        "code": "product_invalid_sku", "message": "Invalid or duplicated SKU.",
        "data": {"status": 400, "resource_id": cup, "unique_sku": "CUP-1"}}}  # fmt: skip
    assert done["update"][0]["stock_quantity"] == 9 and variant(shop, "CUP").available == 9
    assert done["update"][1]["error"]["code"] == "woocommerce_rest_product_invalid_id"
    assert done["delete"] == [{"id": 999999, "error": {
        "code": "woocommerce_rest_product_invalid_id", "message": "Invalid ID.", "data": {"status": 404}}}]  # fmt: skip
    rows = [{"id": variant_id(shop, sku), "stock_quantity": n} for n, sku in ((4, "TEA-50"), (6, "TEA-100"))]
    done = await woo.send("POST", f"products/{tea(shop).id}/variations/batch", {"update": rows})
    assert [row["stock_quantity"] for row in done["update"]] == [4, 6]


async def test_a_batch_has_at_most_a_hundred_items(woo: Woo, shop: Shop) -> None:
    rows = [{"id": max(shop.products), "stock_quantity": n} for n in range(101)]
    assert len((await woo.send("POST", "products/batch", {"update": rows[:100]}))["update"]) == 100
    too_many = {"update": rows[:60], "delete": list(range(41))}
    assert await error(woo, "POST", "products/batch", too_many) == (413, "woocommerce_rest_request_entity_too_large")
    assert variant(shop, "CUP").available == 99


@pytest.mark.parametrize("title", ["x" * 10_000, "🫖" * 500, "<script>alert(1)</script>", "Ünïcödé \u202e\u0000 ‏مرحبا"])
async def test_strange_titles(woo: Woo, title: str) -> None:
    made = await woo.send("POST", "products", {"name": title})
    assert (await woo.get(f"products/{made['id']}"))["name"] == title and made["slug"]


async def test_terms(woo: Woo) -> None:
    made = await woo.send("POST", "products/categories", {"name": "Pots & pans"})
    assert made["slug"] == "pots-pans" and await error(woo, "POST", "products/categories", {"name": "pots & pans"}) == (
        400, "term_exists")  # fmt: skip
    product = await woo.send("POST", "products", {"name": "Pan", "categories": [{"id": made["id"]}]})
    assert [c["name"] for c in product["categories"]] == ["Pots & pans"]
    assert (await woo.get(f"products/categories/{made['id']}"))["count"] == 1
    assert await error(woo, "GET", "products/categories/999") == (404, "woocommerce_rest_term_invalid")
    assert await error(woo, "POST", "products/tags", {}) == (400, "rest_missing_callback_param")
    attribute = next(a for a in await woo.get("products/attributes") if a["name"] == "Size")
    value = await woo.send("POST", f"products/attributes/{attribute['id']}/terms", {"name": "250 g"})
    assert value["slug"] == "250-g"


async def test_costs_can_be_switched_off(woo: Woo, stage: Stage, shop: Shop) -> None:
    stage.hosts["woocommerce"].state(shop).cogs = False
    assert "cost_of_goods_sold" not in (await woo.get("products", sku="CUP"))[0]


async def test_variations_of_every_product_since_10_3(woo: Woo, shop: Shop) -> None:
    ids = [variant_id(shop, sku) for sku in ("TEA-100", "TEA-50")]
    found = await woo.get("variations", include=",".join(map(str, ids)), per_page=100, orderby="include")
    assert [(v["id"], v["sku"], v["parent_id"]) for v in found] == [
        (id_, sku, tea(shop).id) for id_, sku in zip(ids, ("TEA-100", "TEA-50"), strict=True)
    ]
    single = await woo.get(f"products/{tea(shop).id}/variations/{ids[0]}")
    assert found[0] == single
    assert [v["sku"] for v in await woo.get("variations", sku="TEA-50")] == ["TEA-50"]
    assert await woo.get("variations", parent=str(tea(shop).id + 1)) == []
    await woo.client.patch(f"{woo.home}/-/options", json={"tracking": "plain"})  # that shop runs 9.4
    assert await error(woo, "GET", "variations") == (404, "rest_no_route")
