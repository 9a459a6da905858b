"""ListingSink: write a product's fields, or list a product once.

Tags, categories and brands are terms with ids of their own: a missing one is created, present ones are found by name.
Of several categories the first is our product type; the merchant's others stay. Brands exist from WooCommerce 9.6 on.

Creating is done once per natural key: the key is kept in the product's metadata, which the API cannot search, so the
product is looked for where a lost answer would have left it (its SKU, its slug, the newest hundred). A variable product
is created as a draft, gets the variations it still lacks, and only then its status.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.ports.storefront import ListingChange, ListingSink, NewListing, RemoteProduct, RemoteVariant, all_readable
from app.ports.vendor import Channel, Remedy, VendorError
from app.vendors.woocommerce.catalogue import PRODUCTS, Catalogue, chunks
from app.vendors.woocommerce.client import PER_PAGE, Client
from app.vendors.woocommerce.errors import item_refusal
from app.vendors.woocommerce.product_mapping import (
    is_variable,
    read_product,
    write_new,
    write_new_variant,
    write_product,
    write_variant,
)
from app.vendors.woocommerce.wire import KEY, Raw, meta_text, title


class WooListings(ListingSink):
    def __init__(self, channel: Channel) -> None:
        self._client = Client(channel)
        self._catalogue = Catalogue(self._client)

    async def update_listing(self, change: ListingChange) -> RemoteProduct:
        path = f"{PRODUCTS}/{change.external_id}"
        raw = await self._client.get(path, purpose="listing.read")
        body = {**write_product(change), **await self._terms(change, raw)}
        unit = await self._catalogue.unit()
        if is_variable(raw):
            await self._update_variations(change, path, unit)
        else:
            for variant in change.variants:
                body |= write_variant(variant, raw, unit=unit, variation=False)
        if body:
            await self._client.write("PUT", path, body, purpose="listing.update")
        return await self._back(change.external_id)

    async def create_listing(self, listing: NewListing) -> RemoteProduct:
        product, unit = listing.product, await self._catalogue.unit()
        raw = await self._find(listing)
        body = write_new(product, unit=unit, key=listing.natural_key)
        wanted = body["status"]
        if raw is None:
            terms = ListingChange(
                external_id="",
                vendor=product.vendor or None,
                product_type=product.product_type or None,
                tags=product.tags or None,
            )
            body |= await self._terms(terms, {})
            if body["type"] == "variable":
                body["status"] = "draft"
            raw = await self._client.write("POST", PRODUCTS, body, purpose="listing.create")
        if body["type"] == "variable":
            await self._add_variations(raw, product.variants, unit)
            if raw.get("status") != wanted:
                path = f"{PRODUCTS}/{raw['id']}"
                await self._client.write("PUT", path, {"status": wanted}, purpose="listing.publish")
        return await self._back(str(raw["id"]))

    async def _back(self, product: str) -> RemoteProduct:
        raw = await self._client.get(f"{PRODUCTS}/{product}", purpose="listing.read_back")
        return all_readable(await self._catalogue.read([raw]))[0]

    # ── variations ──────────────────────────────────────────────────────────────────────────────────────

    async def _update_variations(self, change: ListingChange, path: str, unit: str) -> None:
        if not change.variants:
            return
        present = {str(raw["id"]): raw for raw in await self._catalogue.of_product(change.external_id)}
        updates = []
        for variant in change.variants:
            if variant.external_id not in present:
                raise VendorError("The shop no longer has this variation.", remedy=Remedy.SKIP, http_status=404)
            fields = write_variant(variant, present[variant.external_id], unit=unit, variation=True)
            if fields:
                updates.append({"id": int(variant.external_id), **fields})
        await self._batch(f"{path}/variations/batch", "update", updates, repeatable=True)

    async def _add_variations(self, raw: Raw, variants: Sequence[RemoteVariant], unit: str) -> None:
        present = await self._catalogue.of_product(raw["id"])
        have = {variant.options for variant in read_product(raw, present).variants}
        missing = [write_new_variant(v, unit=unit, variation=True) for v in variants if v.options not in have]
        await self._batch(f"{PRODUCTS}/{raw['id']}/variations/batch", "create", missing, repeatable=False)

    async def _batch(self, path: str, verb: str, items: Sequence[Raw], *, repeatable: bool) -> None:
        for chunk in chunks(items):
            answer = await self._client.batch(path, {verb: chunk}, purpose=f"listing.{verb}", repeatable=repeatable)
            for item in answer.get(verb) or ():
                if item.get("error"):
                    raise item_refusal(item["error"])

    # ── the same listing again ──────────────────────────────────────────────────────────────────────────

    async def _find(self, listing: NewListing) -> Raw | None:
        """The product that an earlier call with this key created."""
        product = listing.product
        sku = next((variant.sku for variant in product.variants if variant.sku), "")
        searches: list[dict[str, str | int]] = [{"orderby": "date", "order": "desc"}]
        searches += [{"slug": product.handle}] if product.handle else []
        searches += [{"sku": sku}] if sku else []
        for search in searches:
            query = {**search, "status": "any", "per_page": PER_PAGE}
            items, _ = await self._client.listing(PRODUCTS, query, purpose="listing.find")
            for raw in items:
                if meta_text(raw, KEY) == listing.natural_key:
                    return raw
        return None

    # ── terms ───────────────────────────────────────────────────────────────────────────────────────────

    async def _terms(self, change: ListingChange, raw: Raw) -> dict[str, Any]:
        """The fields that name terms by id."""
        body: dict[str, Any] = {}
        if change.tags is not None:
            body["tags"] = [{"id": key} for key in await self._term_ids("tags", change.tags)]
        if change.product_type is not None:
            others = [entry["id"] for entry in (raw.get("categories") or ())[1:]]
            first = await self._term_ids("categories", [change.product_type] if change.product_type else [])
            body["categories"] = [{"id": key} for key in dict.fromkeys([*first, *others])]
        if change.vendor is not None and ("brands" in raw or not raw):
            body |= await self._brand(change.vendor)
        return body

    async def _brand(self, name: str) -> dict[str, Any]:
        query = {"per_page": 1}
        if await self._client.optional("brands", f"{PRODUCTS}/brands", query, purpose="listing.brands") is None:
            return {}
        return {"brands": [{"id": key} for key in await self._term_ids("brands", [name] if name else [])]}

    async def _term_ids(self, kind: str, names: Sequence[str]) -> list[int]:
        """Ids of terms by name, in the given order; missing ones are created."""
        if not names:
            return []
        path = f"{PRODUCTS}/{kind}"
        terms = await self._client.everything(path, purpose=f"listing.{kind}")
        known = {title(term["name"]).casefold(): int(term["id"]) for term in terms}
        ids = []
        for name in names:
            if name.casefold() not in known:
                known[name.casefold()] = await self._create_term(path, name)
            ids.append(known[name.casefold()])
        return ids

    async def _create_term(self, path: str, name: str) -> int:
        answer = await self._client.write("POST", path, {"name": name}, purpose="listing.term")
        return int(answer["id"])
