"""Listings that we do not know, or that nobody has linked: link, create, suggest."""

from __future__ import annotations

from uuid import UUID

from app.catalog.repository.page import Row
from app.catalog.use_cases.drafting import new_product
from app.catalog.use_cases.fields import master_fields, remote_fields
from app.catalog.use_cases.merge import agreed
from app.catalog.use_cases.taking import Taking
from app.ports.storefront import RemoteProduct


class TakingNew(Taking):
    def _match(self, listing: Row | None, remote: RemoteProduct) -> None:
        """All variants are ours already: link. None is: create. Some are, or it is not clear which: suggest."""
        found = [self._find(variant) for variant in remote.variants]
        matched = [ids[0] for ids in found if len(ids) == 1]
        owners = {self.known.variants[id_]["product_id"] for id_ in matched}
        if not any(found):
            self._create(listing, remote)
        elif len(matched) == len(found) == len(set(matched)) and len(owners) == 1:
            self._link(listing, remote, self.known.products[owners.pop()], matched)
        else:
            self._suggest(listing, remote, [ids[0] if ids else None for ids in found])

    def _create(self, listing: Row | None, remote: RemoteProduct) -> None:
        product = new_product(remote, remote.currency or self.currency)
        self.draft.new[product["id"]] = product
        self.draft.set_images(product["id"], product["images"])
        row = self._listing(listing, remote, "linked", product["id"])
        row["base"] = agreed(master_fields(product), remote_fields(remote)).stored()
        for variant in remote.variants:
            self._add_variant(row, product, remote, variant)
        self.outcomes["created"] += 1

    def _link(self, listing: Row | None, remote: RemoteProduct, product: Row, variant_ids: list[UUID]) -> None:
        row = self._listing(listing, remote, "linked", product["id"])
        row["base"] = agreed(master_fields(product), remote_fields(remote)).stored()
        for variant, variant_id in zip(remote.variants, variant_ids, strict=True):
            self._map(row, variant, self.known.variants[variant_id])
        self.outcomes["linked"] += 1

    def _suggest(self, listing: Row | None, remote: RemoteProduct, guesses: list[UUID | None]) -> None:
        before = self.by_listing.get(listing["id"], []) if listing else []
        if listing and listing["state"] == "suggested" and len(before) == len(guesses):
            same = {row["external_id"]: row["suggested_variant_id"] or row["variant_id"] for row in before}
            if all(same.get(v.external_id, v) == guess for v, guess in zip(remote.variants, guesses, strict=True)):
                self.draft.unchanged.append(listing["id"])
                self.outcomes["unchanged"] += 1
                return
        row = self._listing(listing, remote, "suggested", None)
        row["base"] = {"remote": remote_fields(remote)}
        for variant, guess in zip(remote.variants, guesses, strict=True):
            self._listing_variant(row, variant, variant_id=None, suggested=guess)
        self.outcomes["suggested"] += 1

    def _remember(self, listing: Row, remote: RemoteProduct) -> None:
        """People unlinked it: keep it up to date, leave it unlinked."""
        row = self._listing(listing, remote, "unlinked", listing["product_id"])
        row["base"] = {"remote": remote_fields(remote)}
        for variant in remote.variants:
            known = self.known.listing_variants.get(variant.external_id)
            self._listing_variant(row, variant, variant_id=known["variant_id"] if known else None)
        self.outcomes["unchanged"] += 1
