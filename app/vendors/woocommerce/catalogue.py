"""Reading products with their variations without a call per product, shared by the ports that need it.

From WooCommerce 10.3 on `variations?include=…` gives those of a whole page of products, 100 a call. Older shops are
asked per variable product, concurrently within the pace.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import TypeVar

from app.ports.storefront import RemoteProduct, Unread, read_each
from app.ports.vendor import Remedy, VendorError
from app.vendors.woocommerce.client import PER_PAGE, V3, Client
from app.vendors.woocommerce.product_mapping import is_variable, read_product, variation_ids
from app.vendors.woocommerce.wire import GRAMS, Raw, id_list

PRODUCTS = f"{V3}/products"
T = TypeVar("T")
WEIGHT_UNIT = f"{V3}/settings/products/woocommerce_weight_unit"
CURRENCY = f"{V3}/settings/general/woocommerce_currency"


class Catalogue:
    """Products of one shop. Reads the shop's weight unit, and its currency where the channel lacks it, once."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._unit: str | None = None
        self._currency = client.currency

    async def unit(self) -> str:
        """kg | g | lbs | oz; WooCommerce's own default where the key may not read settings."""
        if self._unit is None:
            value = await self._setting(WEIGHT_UNIT)
            self._unit = value if value in GRAMS else "kg"
        return self._unit

    async def currency(self) -> str:
        """The channel's, else the shop's setting; empty where the key may not read settings."""
        self._currency = self._currency or await self._setting(CURRENCY)
        return self._currency

    async def _setting(self, path: str) -> str:
        try:
            option = await self.client.get(path, purpose="products.setting")
        except VendorError as refused:
            if refused.http_status not in (401, 403, 404):
                raise
            return ""
        return str(option.get("value") or "")

    async def read(self, raws: Sequence[Raw]) -> tuple[tuple[RemoteProduct, ...], tuple[Unread, ...]]:
        """The mapped products of a page, variations included."""
        variations = await self.variations(raws)
        unit, currency = await self.unit(), await self.currency()

        async def one(raw: Raw) -> RemoteProduct:
            return read_product(raw, variations.get(raw["id"], ()), unit=unit, currency=currency)

        return await read_each(raws, one)

    async def included(self, ids: Iterable[str], *, fields: str = "") -> list[Raw]:
        """Raw products by id, 100 a call; those in the bin or deleted are absent."""
        wanted = [value for value in dict.fromkeys(ids) if value.isdigit()]
        extra = {"_fields": fields} if fields else {}
        pages = await asyncio.gather(
            *(
                self.client.listing(
                    PRODUCTS, {"include": id_list(chunk), "per_page": PER_PAGE, **extra}, purpose="products.by_id"
                )
                for chunk in chunks(wanted)
            )
        )
        return [raw for items, _ in pages for raw in items]

    async def variations(self, raws: Sequence[Raw], *, fields: str = "") -> dict[int, list[Raw]]:
        """Variations of all variable products among `raws`, by product id."""
        parents = [raw for raw in raws if is_variable(raw)]
        owner = {key: raw["id"] for raw in parents for key in variation_ids(raw)}
        if not owner:
            return {}
        found: dict[int, list[Raw]] = {}
        extra = {"_fields": fields} if fields else {}
        first, *rest = chunks(sorted(owner))
        answers = [await self._many(first, extra)]
        if answers[0] is None:
            pages = await asyncio.gather(*(self.of_product(raw["id"], extra) for raw in parents))
            return {raw["id"]: page for raw, page in zip(parents, pages, strict=True)}
        answers += await asyncio.gather(*(self._many(chunk, extra) for chunk in rest))
        for answer in answers:
            for variation in answer or ():
                parent = variation.get("parent_id") or owner[variation["id"]]
                found.setdefault(parent, []).append(variation)
        return found

    async def of_product(self, product: int | str, extra: dict[str, str] | None = None) -> list[Raw]:
        """All variations of one product, through its own route; none of one that was deleted meanwhile."""
        path = f"{PRODUCTS}/{product}/variations"
        try:
            return await self.client.everything(path, extra, purpose="products.variations")
        except VendorError as refused:
            if refused.remedy is not Remedy.SKIP:
                raise
            return []

    async def _many(self, ids: Sequence[int], extra: dict[str, str]) -> list[Raw] | None:
        query: dict[str, str | int] = {"include": id_list(ids), "per_page": PER_PAGE, **extra}
        answer = await self.client.optional("variations", f"{V3}/variations", query, purpose="products.variations", listed=True)
        return None if answer is None else [item for item in answer if item["id"] in set(ids)]


def chunks(values: Sequence[T]) -> list[Sequence[T]]:
    return [values[start : start + PER_PAGE] for start in range(0, len(values), PER_PAGE)]
