"""The page: every view renders, every form does what it says, nothing breaks out of its place."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from decimal import Decimal

import httpx
import pytest

from app.sandbox.server import build
from app.sandbox.stage import Stage
from tests.sandbox.support import Receiver, client, make_stage, serving, subscribe, variant_id

TABS = ("", "/merchant", "/orders", "/webhooks", "/faults", "/connect")


@pytest.fixture
def stage() -> Stage:
    return make_stage()


@pytest.fixture
async def http(stage: Stage) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(build(stage)) as base, client(base) as made:
        yield made


async def send(http: httpx.AsyncClient, path: str, **form: object) -> str:
    """Send a form and follow it; gives what the page says about it."""
    answer = await http.post(path, data=form, headers={"referer": f"{http.base_url}shops/tea-house/merchant?q=x"})
    assert answer.status_code == 303
    page = await http.get(answer.headers["location"])
    assert page.status_code == 200
    said = re.search(r'role="status">.*?<span>(.*?)</span></p>', page.text, re.DOTALL)
    assert said is not None
    return re.sub(r"<[^>]+>", "", said[1]).strip()


async def test_every_view_renders_under_a_strict_policy(stage: Stage, http: httpx.AsyncClient) -> None:
    shop = stage.world.shop("tea-house")
    await send(http, "/shops/tea-house/buy", variant_id=variant_id(shop, "CUP"), quantity=1)
    order_id = next(iter(shop.orders))
    paths = ["/", "/activity", "/faults", "/vendors/acme", f"/shops/tea-house/orders/{order_id}"]
    for path in [*paths, *(f"/shops/tea-house{tab}" for tab in TABS)]:
        page = await http.get(path)
        assert page.status_code == 200, path
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert not re.search(r"style=|onclick=|<script>|https?://(?!127\.)", page.text), path
    for path in ("/static/sandbox.css", "/static/sandbox.js", "/static/mark.svg"):
        assert (await http.get(path)).status_code == 200


@pytest.mark.parametrize("path", ["/shops/nobody", "/shops/tea-house/orders/99999", "/vendors/none"])
async def test_what_is_not_there(http: httpx.AsyncClient, path: str) -> None:
    page = await http.get(path)
    assert (page.status_code, "No " in page.text) == (404, True)


async def test_a_shopper_buys(stage: Stage, http: httpx.AsyncClient) -> None:
    shop = stage.world.shop("tea-house")
    said = await send(http, "/shops/tea-house/buy", variant_id=variant_id(shop, "TEA-50"), quantity=2, product_id=3)
    [order] = shop.orders.values()
    assert "bought 2 × Green tea for €" in said and order.name in said
    assert (order.lines[0].quantity, order.shipping.country) == (2, "DE")
    cup = variant_id(shop, "CUP")
    assert await send(http, "/shops/tea-house/buy", variant_id=cup, quantity=5) == "Not enough stock of cup."
    assert "bought 5 × Cup" in await send(http, "/shops/tea-house/buy", variant_id=cup, quantity=5, oversell=1)
    assert "bought" in await send(http, "/shops/tea-house/shopper")
    assert len(shop.orders) == 3


async def test_a_merchant_edits_everything_at_once_or_nothing(stage: Stage, http: httpx.AsyncClient) -> None:
    shop = stage.world.shop("tea-house")
    product, variant = stage.world.product_of(shop, variant_id(shop, "TEA-50"))
    place = shop.locations[1].id
    form = {"product_id": product.id, "title": "Sencha", "status": "draft", f"sku:{variant.id}": "SEN"}
    form |= {f"price:{variant.id}": "5.10", f"stock:{variant.id}:{place}": "8"}
    refused = await send(http, "/shops/tea-house/edit-product", **{**form, f"price:{variant.id}": "cheap"})
    assert refused == "A price must be a number such as 12.50."
    assert (product.title, variant.sku) == ("Green tea", "TEA-50")
    assert await send(http, "/shops/tea-house/edit-product", **form) == "Sencha is saved."
    assert (product.title, product.status, variant.sku, variant.price) == ("Sencha", "draft", "SEN", Decimal("5.10"))
    assert (variant.levels[place].available, variant.levels[shop.locations[0].id].available) == (8, 10)
    await send(http, "/shops/tea-house/delete-product", product_id=product.id)
    assert product.id not in shop.products


async def test_a_hostile_title_stays_text(stage: Stage, http: httpx.AsyncClient) -> None:
    title = "<script>alert(1)</script>\"' 🫖" + "x" * 9_900
    said = await send(http, "/shops/tea-house/new-product", title=title, sku="X", price="1", stock="1")
    assert said.startswith("&lt;script&gt;") and said.endswith("… is for sale.")
    for tab in ("", "/merchant"):
        page = (await http.get(f"/shops/tea-house{tab}")).text
        assert "<script>alert" not in page and "&lt;script&gt;alert" in page


async def test_an_order_goes_its_way(stage: Stage, http: httpx.AsyncClient) -> None:
    shop = stage.world.shop("tea-house")
    for quantity in (1, 2):
        await send(http, "/shops/tea-house/buy", variant_id=variant_id(shop, "TEA-50"), quantity=quantity)
    first, second = shop.orders.values()
    tracking = {"tracking_company": "UPS", "tracking_number": " 1Z9 "}
    assert await send(http, "/shops/tea-house/ship", order_id=first.id, **tracking) == "#1001 is on its way."
    assert first.fulfilments[0].tracking_number == "1Z9"
    assert "went back" in await send(http, "/shops/tea-house/refund", order_id=first.id)
    assert await send(http, "/shops/tea-house/cancel", order_id=second.id) == "#1002 is cancelled."
    assert (first.financial, second.financial) == ("refunded", "refunded")
    assert "cancelled already" in await send(http, "/shops/tea-house/cancel", order_id=second.id)


async def test_faults_are_switched(stage: Stage, http: httpx.AsyncClient) -> None:
    form = {"kind": "latency", "target": "acme/tea-house", "milliseconds": 200, "back": "/faults"}
    assert await send(http, "/faults/start", **form, extent="count:5") == "Slow answers at Tea House."
    await send(http, "/faults/start", **{**form, "kind": "throttled", "target": "acme/"}, extent="rate:0.1")
    first, second = stage.faults.active()
    assert (first.count, first.milliseconds, second.rate, second.shop) == (5, 200, 0.1, "")
    assert "5 to go" in (await http.get("/faults")).text
    await send(http, "/faults/start", **{**form, "kind": "response_lost"}, extent="count:1")
    assert stage.faults.active()[-1].route == "^(POST|PUT|PATCH|DELETE) "  # a poll is not what it is meant for
    stage.faults.clear(kind="response_lost")
    assert await send(http, "/faults/stop", id=first.id, back="/faults") == "The fault is over."
    assert "no fault" in (await send(http, "/faults/start", **{**form, "kind": "earthquake"})).lower()
    assert await send(http, "/faults/stop", back="/faults") == "The fault is over."
    assert stage.faults.active() == []


async def test_webhooks_are_shown_with_their_bodies(stage: Stage, http: httpx.AsyncClient) -> None:
    receiver = Receiver(statuses=[500, 500, 500])
    async with serving(receiver, lifespan="off") as base:
        subscribe(stage, f"{base}/hooks")
        await send(http, "/shops/tea-house/shopper")
        await stage.deliveries.idle()
    page = (await http.get("/shops/tea-house/webhooks")).text
    assert "Failed (500)" in page and "&#34;kind&#34;: &#34;order.created&#34;" in page
    assert "s3cret" not in page


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/shops/tea-house/buy", {}),
        ("/shops/tea-house/buy", {"variant_id": "9" * 40, "quantity": "1"}),
        ("/shops/tea-house/buy", {"variant_id": "5", "quantity": "-1"}),
        ("/shops/tea-house/trickle", {"per_minute": "nan"}),
        ("/shops/tea-house/new-product", {"title": "x", "price": "1e400", "stock": "1"}),
        ("/shops/tea-house/dance", {}),
        ("/faults/start", {"kind": "throttled", "target": "acme/nobody"}),
        ("/faults/start", {"kind": "throttled", "target": "acme/", "extent": "count:many"}),
        ("/faults/start", {"kind": "throttled", "target": "acme/", "extent": "count:inf"}),
        ("/faults/stop", {"id": "x"}),
    ],
)
async def test_nonsense_is_answered_with_a_sentence(http: httpx.AsyncClient, path: str, form: dict[str, str]) -> None:
    said = await send(http, path, **form)
    assert said.endswith(".") and len(said) > 10


async def test_a_form_leads_nowhere_else(http: httpx.AsyncClient) -> None:
    for elsewhere in ("//evil.example/", "https://evil.example/", "/\\evil.example"):
        answer = await http.post("/faults/stop", data={"back": elsewhere})
        assert answer.headers["location"].startswith("/?note=")
    answer = await http.post("/shops/tea-house/dance", headers={"referer": "https://evil.example/x"})
    assert answer.headers["location"].startswith("/shops/tea-house?note=")


async def test_a_note_is_shown_once(http: httpx.AsyncClient) -> None:
    place = (await http.post("/faults/stop", data={"back": "/faults"})).headers["location"]
    assert "0 faults are over" in (await http.get(place)).text
    assert "0 faults are over" not in (await http.get(place)).text


async def test_long_lists_are_cut_and_searched(stage: Stage, http: httpx.AsyncClient) -> None:
    shop = stage.world.shop("tea-house")
    for number in range(30):
        stage.world.create_product(shop, title=f"Thing {number}", variants=[{"sku": f"T-{number}"}])
    page = (await http.get("/shops/tea-house")).text
    assert page.count('class="good"') == 24 and "Show more of 32" in page
    assert (await http.get("/shops/tea-house?n=48")).text.count('class="good"') == 32
    found = (await http.get("/shops/tea-house/merchant?q=t-29")).text
    assert found.count('class="edit"') == 1 and "Thing 29" in found
