"""Wherever an answer names a picture, its own path is beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from app.catalog import api as catalog
from app.kernel.picture_proxy import PictureProxy
from app.kernel.pictures import proxied
from app.kernel.process import Process
from app.kernel.storage import Cache
from app.sandbox.server import build, demo_stage
from tests.factories import Organisation
from tests.factories.catalog import remote_product, remote_variant
from tests.factories.orders import make_order, remote_line
from tests.factories.stores import make_store
from tests.http import Client
from tests.sandbox.support import serving

LOGO = "https://cdn.example/logo.png"


def pairs(answer: Any) -> list[tuple[str | None, str | None]]:
    """Every (URL, path) of an answer, at any depth."""
    if isinstance(answer, list):
        return [pair for each in answer for pair in pairs(each)]
    if not isinstance(answer, dict):
        return []
    own = [(answer[f"{name}_url"], answer[f"{name}_path"]) for name in ("image", "logo") if f"{name}_url" in answer]
    return own + pairs(list(answer.values()))


async def _sold_thing(org: Organisation) -> tuple[UUID, str]:
    """A store whose order has a line with a picture: (store id, the picture's URL)."""
    store = await make_store(org, name="Harbour Shop", logo_url=LOGO)
    product = remote_product(title="Brass Anchor", variants=(remote_variant(external_id="901", sku="ANCHOR-1"),))
    async with org.uow() as uow:
        await catalog.import_products(uow, store, [product], "EUR")
    picture = product.images[0].url
    await make_order(org, store, lines=(remote_line(variant_id="901", product_id=product.external_id, image_url=picture),))
    return store, picture


async def test_each_picture_has_its_path(client: Client, org: Organisation) -> None:
    store, picture = await _sold_thing(org)
    order = (await client.data("GET", "/api/v1/orders"))[0]
    listed = (await client.data("GET", "/api/v1/products"))[0]
    product = await client.data("GET", f"/api/v1/products/{listed['id']}")
    place = (await client.data("GET", "/api/v1/inventory/locations"))[0]
    count = {"variant_id": product["variants"][0]["id"], "location_id": place["id"], "absolute": 5}
    await client.data("POST", "/api/v1/inventory/adjustments", json={"changes": [count], "reason": "count"})
    for path, url in (
        ("/api/v1/products", picture),
        ("/api/v1/orders", picture),
        (f"/api/v1/orders/{order['id']}", picture),
        ("/api/v1/inventory/levels", picture),
        ("/api/v1/search?q=brass", picture),
        ("/api/v1/search?q=harbour", LOGO),
        ("/api/v1/stores", LOGO),
        (f"/api/v1/stores/{store}", LOGO),
        ("/api/v1/analytics/dashboard", LOGO),
    ):
        found = pairs(await client.data("GET", path))
        assert (url, proxied(url)) in found, path
        assert all(own == proxied(theirs) for theirs, own in found), path
    assert [(image["url"], image["path"]) for image in product["images"]] == [(picture, proxied(picture))]


async def test_the_demo_shops_pictures_are_shown(client: Client, process: Process, tmp_path: Path) -> None:
    """From the played vendors on the loopback, which nothing else may reach."""
    stage = demo_stage(1, clock=lambda: datetime(2026, 3, 1, tzinfo=UTC))
    stage.reset()
    (path, *_) = (image.path for shop in stage.world.shops.values() for p in shop.products.values() for image in p.images)
    state = client._transport.app.state  # type: ignore[attr-defined]
    before = state.pictures
    async with serving(build(stage), lifespan="off") as address:
        state.pictures = PictureProxy(process.transports, Cache(tmp_path, most=10**6, age=1000), sandbox_url=address)
        try:
            shown = await client.get(str(proxied(f"{address}/pictures/{path}")))
            hidden = await client.get(str(proxied(f"{address.replace('127.0.0.1', '127.0.0.2')}/pictures/{path}")))
        finally:
            state.pictures = before
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/svg+xml")
    assert shown.content == stage.pictures(path)[1]
    assert hidden.status_code == 404


def test_the_description_of_the_api_tells_of_each_path(client: Client) -> None:
    schemas = client._transport.app.openapi()["components"]["schemas"]  # type: ignore[attr-defined]
    for name in ("WholeItemOut", "ProductRow", "LevelRow", "HitOut"):
        assert "image_path" in schemas[name]["required"], name
    assert {"image_url", "image_path"} <= set(schemas["SalesRow"]["properties"])  # rows of products alone have pictures
    for name in ("StoreOut", "StoreCard"):
        assert "logo_path" in schemas[name]["required"], name
    assert "path" in schemas["ImageOut"]["required"]
