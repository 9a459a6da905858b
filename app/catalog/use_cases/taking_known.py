"""Listings of products of ours: merge what changed on either side."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.catalog.repository.page import Row
from app.catalog.use_cases.fields import (
    MONEY,
    PUSHED,
    VARIANT_PUSHED,
    master_fields,
    master_variant_fields,
    remote_fields,
    remote_variant_fields,
)
from app.catalog.use_cases.merge import Base, merge
from app.catalog.use_cases.taking import Taking
from app.kernel import clock
from app.ports.storefront import RemoteProduct, RemoteVariant


class TakingKnown(Taking):
    def _update(self, listing: Row, product: Row, remote: RemoteProduct) -> None:
        revived = listing["state"] == "deleted"
        if revived and product["deleted_at"] is not None:
            self._revive(product)
        base, ours = Base.of(listing["base"]), master_fields(product)
        before = base.stored()
        newer = self._newer(remote, product)
        merged = merge(base, ours, remote_fields(remote), pushed=PUSHED, theirs_newer=newer, **self._one_way(ours))
        if product["deleted_at"] is not None:
            merged.take.pop("status", None)
        if merged.take:
            self._take_over(product, merged.take)
        for conflict in merged.conflicts:
            self.draft.conflict(listing["id"], product["id"], conflict)
        variants_changed, pending = self._update_variants(listing, product, remote)
        pending |= merged.pending
        push_state = "pending" if pending else "clean" if listing["push_state"] == "pending" else listing["push_state"]
        moved = (revived, base.stored() != before, push_state != listing["push_state"], remote.url != listing["url"])
        if any(moved) or variants_changed or merged.take:
            row = self._listing(listing, remote, "linked", product["id"])
            row["base"], row["push_state"] = base.stored(), push_state
            self.outcomes["updated"] += 1
        else:
            self.draft.unchanged.append(listing["id"])
            self.outcomes["unchanged"] += 1

    def _newer(self, remote: RemoteProduct, ours: Row) -> bool:
        """Whether the channel's side wins where both changed a field."""
        if self.sharing.on_conflict != "newest":
            return self.sharing.on_conflict == "theirs"
        return remote.updated_at is None or remote.updated_at >= ours["updated_at"]

    def _one_way(self, fields: Iterable[str]) -> dict[str, frozenset[str]]:
        names = list(fields)
        return {
            "out": self.sharing.only("to_store", names, MONEY),
            "into": self.sharing.only("from_store", names, MONEY),
        }

    def _revive(self, product: Row) -> None:
        """Sold again: what went with the product comes back, its SKUs as far as they are free."""
        for row in self.known.variants.values():
            if row["product_id"] == product["id"] and row["deleted_at"] == product["deleted_at"]:
                row["deleted_at"] = None
                if row["sku"] and self.known.sku_owner.setdefault(row["sku"], row["id"]) != row["id"]:
                    row["sku"] = ""
                self.draft.variants[row["id"]] = row
        product["deleted_at"] = None
        self.draft.changed.add(product["id"])

    def _take_over(self, product: Row, taken: dict[str, Any]) -> None:
        product.update(taken)
        self.draft.changed.add(product["id"])
        if "images" in taken:
            self.draft.set_images(product["id"], taken["images"])

    def _update_variants(self, listing: Row, product: Row, remote: RemoteProduct) -> tuple[bool, bool]:
        """(anything changed, anything to push)."""
        changed = pending = False
        here = {variant.external_id for variant in remote.variants}
        for old in self.by_listing.get(listing["id"], []):
            if old["external_id"] not in here and old["gone_at"] is None:
                self.draft.listing_variants.append({**old, "gone_at": clock.now()})
                if old["variant_id"]:
                    self.draft.mapped.add(old["variant_id"])  # no stock is told there any more
                changed = True
        for variant in remote.variants:
            row = self.known.listing_variants.get(variant.external_id)
            ours = self.known.variants.get(row["variant_id"]) if row and row["variant_id"] else None
            if row and ours:
                one_changed, one_pending = self._update_variant(listing, product, remote, variant, row, ours)
                changed, pending = changed or one_changed, pending or one_pending
            elif not row or row["suggested_variant_id"] is None:
                self._place(listing, product, remote, variant)
                changed = True
        return changed, pending

    def _update_variant(
        self, listing: Row, product: Row, remote: RemoteProduct, variant: RemoteVariant, row: Row, ours: Row
    ) -> tuple[bool, bool]:
        base = Base.of(row["base"])
        before, theirs = base.stored(), remote_variant_fields(variant)
        same_money = product["currency"] == (remote.currency or self.currency) and self.sharing.prices != "off"
        merged = merge(
            base, master_variant_fields(ours), theirs, pushed=VARIANT_PUSHED, apart=() if same_money else MONEY,
            theirs_newer=self._newer(remote, ours), **self._one_way(theirs),
        )  # fmt: skip
        for conflict in merged.conflicts:
            self.draft.conflict(listing["id"], ours["id"], conflict)
        if "sku" in merged.take:
            merged.take["sku"] = self._move_sku(ours, merged.take["sku"], remote)
            base.settle("sku", theirs=theirs["sku"], ours=merged.take["sku"])
        taken = {name: value for name, value in merged.take.items() if value != master_variant_fields(ours)[name]}
        if taken:
            ours.update(taken, updated_at=clock.now())
            self.draft.variants[ours["id"]] = ours
            self.draft.changed.add(product["id"])
        changed = bool(taken) or base.stored() != before or row["gone_at"] is not None
        if changed or row["listing_id"] != listing["id"]:
            self._listing_variant(listing, variant, variant_id=ours["id"], base=base)
            if row["gone_at"] is not None:
                self.draft.mapped.add(ours["id"])
        return changed, merged.pending

    def _move_sku(self, ours: Row, wanted: str, remote: RemoteProduct) -> str:
        """The wanted SKU if it is free, else the one it has."""
        if self.known.sku_owner.get(wanted, ours["id"]) != ours["id"]:
            self._claim(wanted, ours["id"], remote)
            return str(ours["sku"])
        self.known.sku_owner.pop(ours["sku"], None)
        self.draft.freed.add(ours["id"])
        return self._claim(wanted, ours["id"], remote)

    def _place(self, listing: Row, product: Row, remote: RemoteProduct, variant: RemoteVariant) -> None:
        """A variant that the listing did not have: one of the same product, or new; another product's is suggested."""
        found = self._find(variant)
        same = [id_ for id_ in found if self.known.variants[id_]["product_id"] == product["id"]]
        if len(same) == 1:
            self._map(listing, variant, self.known.variants[same[0]])
        elif found:
            self._listing_variant(listing, variant, variant_id=None, suggested=found[0])
        else:
            self._add_variant(listing, product, remote, variant)
            self.draft.changed.add(product["id"])
