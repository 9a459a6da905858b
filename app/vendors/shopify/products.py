"""Products and their variants, as the shop lists them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.kernel.money import decimal
from app.ports.storefront import Page, RemoteImage, RemoteProduct, RemoteVariant, Unread, all_readable, read_each
from app.ports.vendor import Channel
from app.vendors.shopify import documents, source
from app.vendors.shopify.paging import Paged, complete
from app.vendors.shopify.values import Raw, instant, nodes, search_time
from app.vendors.shopify.wire import Admin

_STATUS = {"ACTIVE": "active", "UNLISTED": "active", "DRAFT": "draft", "ARCHIVED": "archived"}
_GRAMS = {
    "GRAMS": Decimal(1),
    "KILOGRAMS": Decimal(1000),
    "OUNCES": Decimal("28.349523125"),
    "POUNDS": Decimal("453.59237"),
}

SOURCE = source.Source(
    paged=Paged(
        document=documents.PRODUCTS,
        root="products",
        size=40,
        search=lambda start: f"updated_at:>='{start}'" if start else "",
        mark=lambda node: str(node["updatedAt"]),
    ),
    count=documents.PRODUCT_COUNT,
    bulk=documents.PRODUCTS_BULK,
    bulk_from=5_000,
)


def read_product(raw: Raw, currency: str) -> RemoteProduct:
    """`raw` is a Product with all of its variants and media; prices are in the shop's `currency`."""
    plain = bool(raw["hasOnlyDefaultVariant"])
    return RemoteProduct(
        external_id=raw["id"],
        title=raw["title"],
        description_html=raw["descriptionHtml"] or "",
        vendor=raw["vendor"] or "",
        product_type=raw["productType"] or "",
        tags=tuple(raw["tags"]),
        status=_STATUS.get(raw["status"], "draft"),
        handle=raw["handle"],
        url=raw["onlineStoreUrl"] or "",
        currency=currency,
        options=() if plain else tuple((o["name"], tuple(v["name"] for v in o["optionValues"])) for o in raw["options"]),
        images=tuple(
            RemoteImage(external_id=m["id"], url=m["image"]["url"], alt=m["alt"] or "", position=at)
            for at, m in enumerate(m for m in nodes(raw["media"]) if m.get("image"))
        ),
        variants=tuple(read_variant(v, plain=plain) for v in nodes(raw["variants"])),
        created_at=instant(raw["createdAt"]),
        updated_at=instant(raw["updatedAt"]),
    )


def read_variant(raw: Raw, *, plain: bool) -> RemoteVariant:
    """`plain`: the only variant of a product without options, whose option and title are Shopify's placeholders."""
    item = raw["inventoryItem"]
    pictures = nodes(raw["media"])
    return RemoteVariant(
        external_id=raw["id"],
        stock_id=item["id"],
        title="" if plain else raw["title"],
        sku=raw["sku"] or "",
        barcode=raw["barcode"] or "",
        options=() if plain else tuple((o["name"], o["value"]) for o in raw["selectedOptions"]),
        price=decimal(raw["price"]),
        compare_at_price=decimal(raw["compareAtPrice"]) if raw["compareAtPrice"] else None,
        cost=decimal(item["unitCost"]["amount"]) if item["unitCost"] else None,
        weight_grams=_grams(item["measurement"]["weight"]),
        track_inventory=bool(item["tracked"]),
        quantity=raw["inventoryQuantity"] if item["tracked"] else None,
        position=raw["position"],
        image_id=pictures[0]["id"] if pictures else "",
    )


def _grams(weight: Raw | None) -> Decimal | None:
    """Weights are the one measure that Shopify tells as a JSON number; its shortest text is what was typed."""
    if weight is None:
        return None
    return (Decimal(str(weight["value"])) * _GRAMS[weight["unit"]]).quantize(Decimal("0.001")).normalize() + Decimal(0)


class ShopifyProducts:
    """ProductSource: paged by change time, or by a bulk operation when a large shop is read for the first time.

    A bulk read tells things in the shop's own order: the moment at which it began is its watermark.
    """

    def __init__(self, channel: Channel) -> None:
        self._admin = Admin(channel)
        self._currency = channel.currency

    async def products_since(self, since: datetime | None, cursor: str | None) -> AsyncIterator[Page[RemoteProduct]]:
        currency = await self._money()
        async for batch in source.read(self._admin, SOURCE, search_time(since) if since else "", cursor):
            items, unread = await self._read(batch.nodes, currency)
            yield Page(items=items, cursor=batch.cursor, total=batch.total, unread=unread)

    async def products_by_id(self, external_ids: Sequence[str]) -> Sequence[RemoteProduct]:
        currency = await self._money()
        found = await self._admin.nodes(documents.PRODUCTS_BY_ID, external_ids, batch=20)
        return all_readable(await self._read(found, currency))

    async def _read(self, found: Sequence[Any], currency: str) -> tuple[tuple[RemoteProduct, ...], tuple[Unread, ...]]:
        async def one(raw: Any) -> RemoteProduct:
            return read_product(await self._whole(raw), currency)

        return await read_each(found, one)

    async def _money(self) -> str:
        if not self._currency:
            self._currency = str((await self._admin.run(documents.CURRENCY)).part("shop").get("currencyCode") or "")
        return self._currency

    async def _whole(self, raw: Any) -> Raw:
        await complete(self._admin, raw, "variants", documents.PRODUCT_VARIANTS)
        await complete(self._admin, raw, "media", documents.PRODUCT_MEDIA)
        return dict(raw)
