"""ProductSource: pages of changed products and products by id.

Saving a variation touches its parent's time of change, so the products' own order of change is enough. Products in the
bin are absent, as deleted ones are.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from app.ports.storefront import Page, ProductSource, RemoteProduct, all_readable
from app.ports.vendor import Channel
from app.vendors.woocommerce.catalogue import PRODUCTS, Catalogue
from app.vendors.woocommerce.client import Client
from app.vendors.woocommerce.paging import changed


class WooProducts(ProductSource):
    def __init__(self, channel: Channel) -> None:
        self._client = Client(channel)
        self._catalogue = Catalogue(self._client)

    async def products_since(self, since: datetime | None, cursor: str | None) -> AsyncIterator[Page[RemoteProduct]]:
        pages = changed(self._client, PRODUCTS, {"status": "any"}, since=since, cursor=cursor, purpose="products.changed")
        async for part in pages:
            items, unread = await self._catalogue.read(part.items)
            yield Page(items=items, cursor=part.cursor, total=part.total, unread=unread)

    async def products_by_id(self, external_ids: Sequence[str]) -> Sequence[RemoteProduct]:
        return all_readable(await self._catalogue.read(await self._catalogue.included(external_ids)))
