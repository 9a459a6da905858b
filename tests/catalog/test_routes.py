"""Products over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import select, text

from app.catalog import api
from app.catalog.models import Listing
from app.kernel.ids import new_id
from app.ports.storefront import RemoteVariant
from tests.factories import Organisation
from tests.factories.catalog import make_product, remote_product
from tests.factories.stores import make_store
from tests.http import Client

P = "/api/v1/products"
COLOURS = {"name": "Colour", "values": ["Red", "Blue"]}
SIZES = {"name": "Size", "values": ["S", "M", "L"]}


async def listing_of(org: Organisation, store: UUID) -> Listing:
    async with org.uow() as uow:
        return (await uow.scalars(select(Listing).where(Listing.store_id == store))).one()


async def test_options_make_the_matrix_and_an_edit_is_versioned_and_pushed(client: Client, org: Organisation) -> None:
    made = await client.data("POST", P, json={"title": "Shirt", "options": [COLOURS, SIZES], "tags": ["a"]}, status=201)
    assert (len(made["variants"]), made["version"], made["currency"]) == (6, 1, "EUR")
    assert made["variants"][0]["title"] == "Red / S"

    store = await make_store(org)
    remote = remote_product(sku="HTTP-1")
    async with org.uow() as uow:
        await api.import_products(uow, store, [remote], "EUR")
    listing = await listing_of(org, store)
    response = await client.get(f"{P}/{listing.product_id}")
    assert response.headers["etag"] == '"1"'
    product = response.json()["data"]
    variant = {"id": product["variants"][0]["id"], "sku": "HTTP-1", "price": "11.5"}
    edited = await client.data(
        "PUT", f"{P}/{product['id']}", json={"title": "Edited 🚢", "variants": [variant]}, headers={"If-Match": '"1"'}
    )
    assert (edited["title"], edited["version"], edited["variants"][0]["price"]) == ("Edited 🚢", 2, "11.50")
    stale = await client.data("PUT", f"{P}/{product['id']}", json={"title": "x"}, headers={"If-Match": '"1"'}, status=412)
    assert stale["code"] == "PRECONDITION_FAILED"
    (version,) = await client.data("GET", f"{P}/{product['id']}/versions")
    assert (version["version"], version["snapshot"]["title"]) == (1, remote.title)
    (shown,) = await client.data("GET", f"{P}/{product['id']}/listings")
    assert (shown["push_state"], shown["variants"][0]["sku"]) == ("pending", "HTTP-1")
    async with org.uow() as uow:
        change = await api.pending_change(uow, listing.id)
    assert change is not None and (change.title, str(change.variants[0].price)) == ("Edited 🚢", "11.50")


async def test_products_are_narrowed_by_what_they_have_and_by_stores(client: Client, org: Organisation) -> None:
    first, second = await make_store(org), await make_store(org)
    async with org.uow() as uow:
        await api.import_products(uow, first, [remote_product(sku="ONE")], "EUR")
        await api.import_products(uow, second, [remote_product(sku="TWO")], "EUR")
    await make_product(org, title="Alone", vendor="Joiners", product_type="Chairs", tags=["oak"])
    facets = await client.data("GET", f"{P}/facets")
    assert {"value": "Joiners", "count": 1} in facets["vendor"]
    assert {"value": "Chairs", "count": 1} in facets["type"] and {"value": "oak", "count": 1} in facets["tag"]
    both = [str(first), str(second)]
    assert len(await client.data("GET", P, params={"store_id": both})) == 2
    assert len(await client.data("GET", P, params={"store_id": both[:1]})) == 1
    assert await client.data("GET", "/api/v1/inventory/levels", params={"store_id": both}) == []


async def test_a_deleted_product_is_restored_unless_its_sku_is_taken(client: Client, org: Organisation) -> None:
    product, _ = await make_product(org, variants=[{"sku": "GONE"}])
    await client.data("DELETE", f"{P}/{product}")
    assert await client.data("GET", P) == []
    assert [row["id"] for row in await client.data("GET", P, params={"deleted": True})] == [str(product)]
    refused = await client.data("PUT", f"{P}/{product}", json={"title": "x"}, status=409)
    assert refused["code"] == "CONFLICT"
    other = await client.data("POST", P, json={"title": "Other", "variants": [{"sku": "GONE"}]}, status=201)
    taken = await client.data("POST", f"{P}/{product}/restore", status=409)
    assert (taken["code"], taken["details"]["product_id"]) == ("SKU_TAKEN", other["id"])
    await client.data("DELETE", f"{P}/{other['id']}")
    restored = await client.data("POST", f"{P}/{product}/restore")
    assert (restored["deleted_at"], [v["sku"] for v in restored["variants"]]) == (None, ["GONE"])


async def test_the_list_is_searched_filtered_and_paged(client: Client, org: Organisation) -> None:
    store = await make_store(org)
    async with org.uow() as uow:
        await api.import_products(uow, store, [remote_product(title="Anchor 100% steel", sku="ANC-9", tags=("sea",))], "EUR")
    for number in range(4):
        await make_product(org, title=f"Rope {number}", vendor="Ropers", status="draft" if number else "active")

    async def titles(**params: object) -> list[str]:
        return [row["title"] for row in await client.data("GET", P, params=params)]

    assert await titles(q="nc-9") == await titles(q="an") == await titles(q="0% s") == ["Anchor 100% steel"]
    assert await titles(q="%%%") == await titles(q="_") == []
    assert await titles(store_id=store) == await titles(tag="sea") == await titles(type="Things") == ["Anchor 100% steel"]
    assert await titles(vendor="Ropers", status="active") == ["Rope 0"]
    first = (await client.get(P, params={"limit": 2})).json()
    second = (await client.get(P, params={"limit": 2, "cursor": first["page"]["next_cursor"]})).json()
    third = (await client.get(P, params={"limit": 2, "cursor": second["page"]["next_cursor"]})).json()
    seen = [row["title"] for page in (first, second, third) for row in page["data"]]
    assert sorted(seen) == ["Anchor 100% steel", "Rope 0", "Rope 1", "Rope 2", "Rope 3"]
    assert third["page"]["next_cursor"] is None
    row = (await client.data("GET", P, params={"q": "anchor"}))[0]
    assert (row["price_min"], row["variant_count"], row["available"], row["store_ids"]) == ("10.00", 1, 0, [str(store)])
    assert row["image_url"].endswith(".png")


async def test_wrong_products_are_refused_with_the_field(client: Client, org: Organisation) -> None:
    await make_product(org, variants=[{"sku": "HERE"}])
    for body, status, field in (
        ({"title": ""}, 422, "title"),
        ({"title": "x", "variants": [{"sku": "HERE"}]}, 409, "sku"),
        ({"title": "x", "variants": [{"sku": "A"}, {"sku": "A"}]}, 422, "variants.options"),
        ({"title": "x", "options": [SIZES], "variants": [{"options": [["Size", "XXL"]]}]}, 422, "variants.options"),
        ({"title": "x", "variants": [{"price": 1.5}]}, 422, "variants.0.price"),
        ({"title": "x", "surprise": 1}, 422, "surprise"),
        ({"title": "x", "currency": "QQQ"}, 422, "currency"),
    ):
        error = await client.data("POST", P, json=body, status=status)
        assert error["details"]["field"] == field, body


async def test_the_store_scoped_calls(client: Client, org: Organisation) -> None:
    store = await make_store(org, currency="GBP")
    s = f"/api/v1/stores/{store}/products"
    made = await client.data("POST", s, json={"title": "New here", "variants": [{"sku": "N1", "price": "5"}]}, status=201)
    assert made["currency"] == "GBP"
    assert [row["id"] for row in await client.data("GET", s)] == [made["id"]]
    assert (await client.data("GET", f"{s}/{made['id']}"))["title"] == "New here"
    assert (await client.data("PUT", f"{s}/{made['id']}", json={"vendor": "V"}))["vendor"] == "V"
    (bulk,) = await client.data(
        "POST", f"{s}/bulk-update", json={"products": [{"id": made["id"], "status": "draft", "version": 2}]}
    )
    assert (bulk["status"], bulk["version"]) == ("draft", 3)
    listing = await listing_of(org, store)
    async with org.uow() as uow:
        assert await api.pending_change(uow, listing.id) is None
        new = await api.pending_new(uow, listing.id)
        assert new is not None and (new.natural_key, new.product.variants[0].sku) == (made["id"], "N1")
        theirs = remote_product(
            external_id="777", variants=(RemoteVariant(external_id="7771", stock_id="s1", title="Default", sku="N1"),)
        )
        await api.listing_pushed(uow, listing.id, theirs)
    async with org.uow() as uow:
        (variant,) = await api.listed_variants_of_store(uow, store)
        assert (variant.product_external_id, variant.stock_id) == ("777", "s1")
        assert await api.pending_new(uow, listing.id) is None
    await client.data("DELETE", f"{s}/{made['id']}")
    assert await client.data("GET", s) == []
    elsewhere, _ = await make_product(org)
    await client.data("GET", f"{s}/{elsewhere}", status=404)
    await client.data("GET", f"/api/v1/stores/{new_id()}/products", status=404)


async def test_people_map_listings(client: Client, org: Organisation) -> None:
    one, two = (
        await make_product(org, variants=[{"barcode": "96385074"}]),
        await make_product(org, variants=[{"barcode": "96385074"}]),
    )
    store = await make_store(org)
    async with org.uow() as uow:
        await api.import_products(uow, store, [remote_product(sku="", barcode="96385074"), remote_product(sku="")], "EUR")
    (suggested,) = await client.data("GET", "/api/v1/listings", params={"state": "suggested"})
    (variant,) = suggested["variants"]
    assert variant["suggested_variant_id"] in {str(one[1][0]), str(two[1][0])}
    path = f"/api/v1/listing-variants/{variant['id']}"
    linked = await client.data("POST", f"{path}/link", json={"variant_id": str(two[1][0])})
    assert (linked["variant_id"], linked["suggested_variant_id"]) == (str(two[1][0]), None)
    other = next(found for found in await client.data("GET", "/api/v1/listings", params={"state": "linked"})
                 if found["id"] != suggested["id"])["variants"][0]  # fmt: skip
    taken = await client.data(
        "POST", f"/api/v1/listing-variants/{other['id']}/link", json={"variant_id": str(two[1][0])}, status=409
    )
    assert (taken["code"], taken["details"]["listing_variant_id"]) == ("ALREADY_LINKED", variant["id"])
    assert (await client.data("POST", f"{path}/unlink"))["variant_id"] is None
    assert len(await client.data("GET", "/api/v1/listings", params={"state": "unlinked"})) == 1


async def test_strangers_see_nothing_and_viewers_change_nothing(
    client: Client, stranger: Client, anonymous: Client, org: Organisation
) -> None:
    product, variants = await make_product(org)
    store = await make_store(org)
    async with org.uow() as uow:
        await api.import_products(uow, store, [remote_product()], "EUR")
    listing = await listing_of(org, store)
    shown = (await client.data("GET", f"{P}/{listing.product_id}/listings"))[0]["variants"][0]["id"]
    s, x = f"/api/v1/stores/{store}/products", f"/api/v1/listing-variants/{shown}"
    reads = [f"{P}/{product}", f"{P}/{product}/versions", f"{P}/{product}/listings", s, f"{s}/{listing.product_id}"]
    writes: list[tuple[str, str, Any]] = [
        ("PUT", f"{P}/{product}", {"title": "x"}),
        ("DELETE", f"{P}/{product}", None),
        ("POST", f"{P}/{product}/restore", None),
        ("POST", s, {"title": "x"}),
        ("POST", f"{s}/bulk-update", {"products": [{"id": str(listing.product_id), "title": "x"}]}),
        ("PUT", f"{s}/{listing.product_id}", {"title": "x"}),
        ("DELETE", f"{s}/{listing.product_id}", None),
        ("POST", f"{x}/link", {"variant_id": str(variants[0])}),
        ("POST", f"{x}/unlink", None),
    ]
    assert await stranger.data("GET", P) == []
    assert await stranger.data("GET", "/api/v1/listings", params={"state": "linked"}) == []
    for path in reads:
        assert (await stranger.data("GET", path, status=404))["code"] == "NOT_FOUND"
        await anonymous.data("GET", path, status=401)
    for method, path, body in writes:
        assert (await stranger.data(method, path, json=body, status=404))["code"] == "NOT_FOUND"
    async with org.uow() as uow:
        await uow.execute(text("UPDATE memberships SET role = 'viewer'"))
    for path in reads:
        await client.data("GET", path)
    for method, path, body in (*writes, ("POST", P, {"title": "x"})):
        assert (await client.data(method, path, json=body, status=403))["code"] == "FORBIDDEN"


async def test_the_calls_are_described(application: FastAPI) -> None:
    spec = application.openapi()
    assert {"/api/v1/products/{product_id}", "/api/v1/stores/{store_id}/products/bulk-update"} <= spec["paths"].keys()
