"""Products in the catalogue: deleting, publishing, pictures and tags."""

from __future__ import annotations

from app.sandbox.shopify.ids import gid
from tests.sandbox.shopify.support import App


async def test_deleting(app: App) -> None:
    text = """mutation($id: ID!, $now: Boolean) { productDelete(input: {id: $id}, synchronous: $now) {
        deletedProductId productDeleteOperation { id status } userErrors { field message } } }"""
    cup = next(p for p in app.shop.products.values() if p.title == "Cup")
    found = (await app.data(text, {"id": gid("Product", cup.id)}))["productDelete"]
    assert found == {"deletedProductId": gid("Product", cup.id), "productDeleteOperation": None, "userErrors": []}
    again = (await app.data(text, {"id": gid("Product", cup.id)}))["productDelete"]
    assert again["userErrors"] == [{"field": ["id"], "message": "Product does not exist"}]
    tea = gid("Product", next(iter(app.shop.products)))
    later = (await app.data(text, {"id": tea, "now": False}))["productDelete"]
    assert later["deletedProductId"] is None and later["productDeleteOperation"]["status"] == "CREATED"


async def test_the_last_variant_stays(app: App) -> None:
    text = """mutation($id: ID!, $ids: [ID!]!) { productVariantsBulkDelete(productId: $id, variantsIds: $ids) {
        product { variantsCount { count } } userErrors { code } } }"""
    tea = gid("Product", next(iter(app.shop.products)))
    both = {"id": tea, "ids": [app.variant("TEA-50"), app.variant("TEA-100")]}
    assert (await app.data(text, both))["productVariantsBulkDelete"]["userErrors"] == [{"code": "CANNOT_DELETE_LAST_VARIANT"}]
    foreign = (await app.data(text, {"id": tea, "ids": [app.variant("CUP")]}))["productVariantsBulkDelete"]
    assert foreign["userErrors"] == [{"code": "AT_LEAST_ONE_VARIANT_DOES_NOT_BELONG_TO_THE_PRODUCT"}]
    one = (await app.data(text, {"id": tea, "ids": [app.variant("TEA-50")]}))["productVariantsBulkDelete"]
    assert one == {"product": {"variantsCount": {"count": 1}}, "userErrors": []}


async def test_publishing(app: App) -> None:
    create = 'mutation { productCreate(product: {title: "Pot"}) { product { id } } }'
    made = (await app.data(create))["productCreate"]["product"]
    place = (await app.data("{ publications(first: 5) { nodes { id } } }"))["publications"]["nodes"][0]["id"]
    text = """mutation($id: ID!, $input: [PublicationInput!]!) { publishablePublish(id: $id, input: $input) {
        publishable { publishedOnPublication(publicationId: "%s") ... on Product { publishedAt onlineStoreUrl } }
        userErrors { message } } }"""
    found = (await app.data(text % place, {"id": made["id"], "input": [{"publicationId": place}]}))["publishablePublish"]
    assert found["userErrors"] == []
    assert found["publishable"] == {
        "publishedOnPublication": True, "publishedAt": "2026-03-01T12:00:00Z",
        "onlineStoreUrl": "https://tea-house.myshopify.com/products/pot",
    }  # fmt: skip
    off = text.replace("publishablePublish", "publishableUnpublish") % place
    gone = (await app.data(off, {"id": made["id"], "input": [{"publicationId": place}]}))["publishableUnpublish"]
    assert gone["publishable"]["publishedAt"] is None


async def test_pictures_of_variants(app: App) -> None:
    tea = gid("Product", next(iter(app.shop.products)))
    media = (
        "mutation($id: ID!, $m: [CreateMediaInput!]!) { productCreateMedia(productId: $id, media: $m) { "
        "media { id } mediaUserErrors { code field } } }"
    )
    source = {"originalSource": "https://img.example/a.png", "mediaContentType": "IMAGE"}
    made = (await app.data(media, {"id": tea, "m": [source]}))["productCreateMedia"]
    row = {"id": app.variant("TEA-50"), "mediaId": made["media"][0]["id"]}
    change = """mutation($id: ID!, $variants: [ProductVariantsBulkInput!]!) {
        productVariantsBulkUpdate(productId: $id, variants: $variants) {
        product { variants(first: 1) { nodes { image { url } } } } } }"""
    found = (await app.data(change, {"id": tea, "variants": [row]}))["productVariantsBulkUpdate"]
    assert found["product"]["variants"]["nodes"][0]["image"] == {"url": "https://img.example/a.png"}
    bad = (await app.data(media, {"id": tea, "m": [{**source, "originalSource": "ftp://x"}]}))["productCreateMedia"]
    assert bad["mediaUserErrors"] == [{"code": "INVALID", "field": ["media", "0", "originalSource"]}]


async def test_tags(app: App) -> None:
    add = (
        "mutation($id: ID!, $tags: [String!]!) { tagsAdd(id: $id, tags: $tags) { "
        "node { id ... on Order { tags } } userErrors { message } } }"
    )
    order = gid("Order", app.sell().id)
    found = (await app.data(add, {"id": order, "tags": ["a, b", "A"]}))["tagsAdd"]
    assert found["node"]["tags"] == ["a", "b"]
    remove = add.replace("tagsAdd", "tagsRemove")
    assert (await app.data(remove, {"id": order, "tags": ["B"]}))["tagsRemove"]["node"]["tags"] == ["a"]
    tea = gid("Product", next(iter(app.shop.products)))
    denied = await app.fails(add, {"id": tea, "tags": ["x"]}, token=app.grant("write_orders"))
    assert denied["extensions"]["requiredAccess"] == "`write_products` access scope."
    assert (await app.fails(add, {"id": app.place(), "tags": ["x"]}))["extensions"]["code"] == "RESOURCE_NOT_FOUND"
