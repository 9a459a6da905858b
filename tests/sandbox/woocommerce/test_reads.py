"""What the played shops say of themselves: held against the contract, and true to the shop."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.sandbox.shop import Shop
from tests.sandbox.woocommerce.support import Woo, contract, hold

HANDLES = ("outdoor-adventure", "fashion-boutique")


def test_the_contract_is_at_hand() -> None:
    if contract() is None:
        pytest.skip("the vendor contracts are not here (KSAP_SPECS): answers are not held against them")
    assert hold("GET", "/wc/v3/data/currencies/current", {"code": "EUR", "name": "Euro", "symbol": "&euro;"})


async def everything(woo: Woo, route: str, **params: Any) -> list[Any]:
    """Every item of a collection, by following the pages."""
    rows: list[Any] = []
    page = 1
    while True:
        answer = await woo("GET", route, page=page, per_page=100, **params)
        assert answer.status_code == 200, answer.text
        rows += answer.json()
        if page >= int(answer.headers["x-wp-totalpages"]):
            assert len(rows) == int(answer.headers["x-wp-total"])
            return rows
        assert 'rel="next"' in answer.headers["link"]
        page += 1


@pytest.mark.parametrize("handle", HANDLES)
async def test_all_products_and_variations(demo: dict[str, Woo], demo_shops: list[Shop], handle: str) -> None:
    woo, shop = demo[handle], next(s for s in demo_shops if s.handle == handle)
    products = await everything(woo, "products")
    assert {p["id"] for p in products} == set(shop.products)
    assert {p["type"] for p in products} == {"simple", "variable"} and {p["status"] for p in products} == {"publish", "draft"}
    skus = set()
    for product in products:
        if product["type"] == "simple":
            skus.add(product["sku"])
            continue
        rows = await everything(woo, f"products/{product['id']}/variations")
        assert sorted(r["id"] for r in rows) == sorted(product["variations"])
        axes = {a["name"]: a["options"] for a in product["attributes"] if a["variation"]}
        for row in rows:
            skus.add(row["sku"])
            assert {a["name"] for a in row["attributes"]} == set(axes)
            assert all(a["option"] in axes[a["name"]] for a in row["attributes"])
            assert row["cost_of_goods_sold"]["total_value"] > 0 and row["global_unique_id"].startswith("29")
    assert skus - {""} == {v.sku for p in shop.products.values() for v in p.variants if v.sku}


@pytest.mark.parametrize("handle", HANDLES)
async def test_all_orders_add_up(demo: dict[str, Woo], demo_shops: list[Shop], handle: str) -> None:
    woo, shop = demo[handle], next(s for s in demo_shops if s.handle == handle)
    orders = await everything(woo, "orders")
    assert {o["id"] for o in orders} == set(shop.orders)
    assert {"processing", "completed", "refunded", "cancelled"} <= {o["status"] for o in orders}
    for order in orders:

        def total(name: str, rows: list[Any]) -> Decimal:
            return sum((Decimal(row[name]) for row in rows), Decimal(0))

        lines, sent = order["line_items"], order["shipping_lines"]
        net = total("total", lines) + total("total", sent)
        tax = total("total_tax", lines) + total("total_tax", sent)
        assert Decimal(order["total"]) == net + tax == shop.orders[order["id"]].total
        assert Decimal(order["total_tax"]) == tax == Decimal(order["cart_tax"]) + Decimal(order["shipping_tax"])
        assert total("subtotal", lines) - total("total", lines) == Decimal(order["discount_total"])
        assert total("discount", order["coupon_lines"]) == Decimal(order["discount_total"])
        rates = total("tax_total", order["tax_lines"]) + total("shipping_tax_total", order["tax_lines"])
        assert rates == tax
        assert order["prices_include_tax"] is shop.taxes_included
        assert order["date_created_gmt"].endswith(f"{shop.orders[order['id']].created:%H:%M:%S}")


async def test_refunds_customers_and_notes(demo: dict[str, Woo]) -> None:
    woo = demo["fashion-boutique"]
    refunded = [o for o in await everything(woo, "orders") if o["refunds"]]
    assert len(refunded) > 5
    for order in refunded[:12]:
        rows = await woo.get(f"orders/{order['id']}/refunds")
        assert [f"-{r['amount']}" for r in rows] == [r["total"] for r in order["refunds"]]
        one = await woo.get(f"orders/{order['id']}/refunds/{rows[0]['id']}")
        for line in one["line_items"]:
            assert line["quantity"] < 0 and Decimal(line["total"]) <= 0
            assert line["meta_data"][0]["key"] == "_refunded_item_id"
        assert await woo.get(f"orders/{order['id']}/notes") == []
    assert len(await everything(woo, "refunds")) == sum(len(o["refunds"]) for o in refunded)
    customers = await everything(woo, "customers")
    assert all(c["billing"]["email"] == c["email"] and c["role"] == "customer" for c in customers)
    assert (await woo.get(f"customers/{customers[0]['id']}"))["email"] == customers[0]["email"]
    assert [c["id"] for c in await woo.get("customers", email=customers[3]["email"])] == [customers[3]["id"]]


async def test_settings_status_currency_and_terms(demo: dict[str, Woo]) -> None:
    woo = demo["outdoor-adventure"]
    general = {row["id"]: row["value"] for row in await woo.get("settings/general")}
    assert (general["woocommerce_currency"], general["woocommerce_default_country"]) == ("GBP", "GB")
    assert (await woo.get("settings/tax/woocommerce_prices_include_tax"))["value"] == "no"
    assert "general" in {group["id"] for group in await woo.get("settings")}
    assert (await woo.get("system_status"))["settings"]["currency"] == "GBP"
    assert (await woo.get("data/currencies/current"))["code"] == "GBP"
    assert {"GBP", "EUR"} <= {c["code"] for c in await woo.get("data/currencies")}
    assert (await woo.get("data/currencies/eur"))["name"] == "Euro"
    tents = next(t for t in await woo.get("products/categories", per_page=100) if t["name"] == "Tents")
    found = await woo.get("products", category=tents["id"])
    assert found and all(tents["id"] in {c["id"] for c in p["categories"]} for p in found) and tents["count"] == len(found)
    assert (await woo.get(f"products/categories/{tents['id']}"))["slug"] == "tents"
    assert {"Size", "Colour"} <= {a["name"] for a in await woo.get("products/attributes")}
    size = next(a for a in await woo.get("products/attributes") if a["name"] == "Size")
    assert "UK 8" in {t["name"] for t in await woo.get(f"products/attributes/{size['id']}/terms", per_page=100)}
    assert "bestseller" in {t["name"] for t in await woo.get("products/tags", per_page=100)}
    assert "Fell & Fen" in {t["name"] for t in await woo.get("products/brands")}


async def test_index_names_what_the_shop_can_do(demo: dict[str, Woo]) -> None:
    answers = {}
    for handle, woo in demo.items():
        answer = await woo.client.get(f"{woo.home}/wp-json/")
        assert answer.status_code == 200 and answer.headers["content-type"] == "application/json; charset=UTF-8"
        answers[handle] = answer.json()
    outdoor, fashion = answers["outdoor-adventure"], answers["fashion-boutique"]
    assert outdoor["name"] == "Outdoor Adventure" and outdoor["timezone_string"] == "Europe/London"
    assert "authorize-application" in outdoor["authentication"]["application-passwords"]["endpoints"]["authorization"]
    assert r"/wc/v3/orders/(?P<order_id>[\d]+)/fulfillments" in outdoor["routes"]
    assert "wc-shipment-tracking/v3" not in outdoor["namespaces"]
    assert "wc-shipment-tracking/v3" in fashion["namespaces"]
    assert r"/wc/v3/orders/(?P<order_id>[\d]+)/fulfillments" not in fashion["routes"]
    woo = demo["outdoor-adventure"]
    space = (await woo.client.get(f"{woo.home}/wp-json/wc/v3")).json()
    assert space["routes"]["/wc/v3/orders"]["methods"] == ["GET", "POST"]
    front = await woo.client.get(f"{woo.home}/")
    assert front.headers["link"] == f'<{woo.home}/wp-json/>; rel="https://api.w.org/"'


async def test_plain_permalinks_work_too(demo: dict[str, Woo]) -> None:
    woo = demo["outdoor-adventure"]
    for path in ("/", "/index.php"):
        answer = await woo.client.get(
            woo.home + path,
            params={"rest_route": "/wc/v3/orders", "per_page": 2},
            auth=(woo.key, woo.secret),
            headers={"x-forwarded-proto": "https"},
        )
        assert answer.status_code == 200 and len(answer.json()) == 2


async def test_pictures_of_products_can_be_fetched(demo: dict[str, Woo]) -> None:
    woo = demo["fashion-boutique"]
    product = (await woo.get("products", search="Soleil"))[0]
    plain = product["images"][0]["src"].replace("https://", "http://")
    answer = await woo.client.get(plain)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("image/svg+xml")


async def test_every_answer_of_this_file_was_held_against_the_contract(demo: dict[str, Woo]) -> None:
    if contract() is None:
        pytest.skip("the vendor contracts are not here (KSAP_SPECS)")
    assert sum(woo.held for woo in demo.values()) > 60
