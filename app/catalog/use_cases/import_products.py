"""Take in a page of a channel's products: match, create or suggest what is new, merge what is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from app.catalog.contracts import ALL_SHARED, Issue, ProductImport, Sharing
from app.catalog.events import ListingsMapped, ProductsChanged
from app.catalog.repository.page import Page, Row
from app.catalog.use_cases.drafting import Draft, Known, new_product, new_variant
from app.catalog.use_cases.fields import (
    MONEY,
    PUSHED,
    VARIANT_PUSHED,
    amount,
    clean,
    code,
    master_fields,
    master_variant_fields,
    remote_fields,
    remote_variant_fields,
)
from app.catalog.use_cases.merge import Base, agreed, merge
from app.kernel import clock
from app.kernel.db import UnitOfWork
from app.kernel.ids import new_id
from app.ports.storefront import RemoteProduct, RemoteVariant


async def import_products(
    uow: UnitOfWork, store_id: UUID, page: Sequence[RemoteProduct], currency: str, sharing: Sharing = ALL_SHARED
) -> ProductImport:
    """`currency` is the store's. A replay changes nothing and publishes nothing; an older state than known is ignored.

    A constant number of statements per page. A product that appears twice in a page counts with its last appearance.
    """
    unique = list({product.external_id: product for product in page}.values())
    if not unique:
        return ProductImport()
    store = Page(uow, store_id)
    await store.lock()
    taker = Taker(store_id, currency, await known_of(store, unique), sharing)
    for product in unique:
        taker.take(product)
    draft = taker.draft
    await draft.write(store, taker.known, store_id)
    touched = draft.changed | draft.new.keys()
    if touched:
        uow.publish(ProductsChanged(product_ids=tuple(sorted(touched)), origin_store_id=store_id))
    if draft.mapped:
        uow.publish(ListingsMapped(store_id=store_id, variant_ids=tuple(sorted(draft.mapped))))
    return ProductImport(**taker.outcomes, issues=tuple(draft.issues))


async def known_of(store: Page, page: Sequence[RemoteProduct]) -> Known:
    """What we have of a page, in a fixed number of statements."""
    variants = [variant for product in page for variant in product.variants]
    listings = await store.listings(product.external_id for product in page)
    listed = await store.listing_variants((row["id"] for row in listings), (v.external_id for v in variants))
    masters = await store.candidates(
        {row["variant_id"] for row in listed if row["variant_id"]},
        {code(v.sku) for v in variants} - {""},
        {code(v.barcode) for v in variants} - {""},
    )
    products = await store.products(
        {row["product_id"] for row in listings if row["product_id"]} | {row["product_id"] for row in masters}
    )
    return Known(
        listings={row["external_id"]: row for row in listings},
        listing_variants={row["external_id"]: row for row in listed},
        products={row["id"]: row for row in products},
        variants={row["id"]: row for row in masters},
    )


class Taker:
    """Decides product by product; nothing here touches the database."""

    def __init__(self, store_id: UUID, currency: str, known: Known, sharing: Sharing = ALL_SHARED) -> None:
        self.store_id, self.currency, self.known, self.sharing = store_id, currency, known, sharing
        self.draft = Draft()
        self.outcomes: Counter[str] = Counter()
        self.by_listing: dict[UUID, list[Row]] = {}
        for row in known.listing_variants.values():
            self.by_listing.setdefault(row["listing_id"], []).append(row)

    def take(self, remote: RemoteProduct) -> None:
        listing = self.known.listings.get(remote.external_id)
        product = self.known.products.get(listing["product_id"]) if listing and listing["product_id"] else None
        if listing and self._stale(listing, remote):
            self.draft.unchanged.append(listing["id"])
            self.outcomes["unchanged"] += 1
        elif listing and product and listing["state"] in ("linked", "deleted"):
            self._update(listing, product, remote)
        elif listing and listing["state"] == "unlinked":
            self._remember(listing, remote)
        else:
            self._match(listing, remote)

    @staticmethod
    def _stale(listing: Row, remote: RemoteProduct) -> bool:
        known = listing["remote_updated_at"]
        return bool(listing["state"] != "deleted" and known and remote.updated_at and remote.updated_at < known)

    # ── new listings ────────────────────────────────────────────────────────────────────────────────────

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

    def _find(self, variant: RemoteVariant) -> list[UUID]:
        """Which of ours it may be: by SKU, else by barcode; none that this store lists already."""
        known = self.known.listing_variants.get(variant.external_id)
        if known and known["variant_id"] and known["variant_id"] in self.known.variants:
            return [known["variant_id"]]
        owner = self.known.sku_owner.get(code(variant.sku))
        if owner is not None:
            return [owner] if owner in self.known.variants and owner not in self.known.listed else []
        return [id_ for id_ in self.known.by_barcode.get(code(variant.barcode), ()) if id_ not in self.known.listed]

    def _create(self, listing: Row | None, remote: RemoteProduct) -> None:
        product = new_product(remote, remote.currency or self.currency)
        self.draft.new[product["id"]] = product
        self.draft.set_images(product["id"], product["images"])
        row = self._listing(listing, remote, "linked", product["id"])
        row["base"] = agreed(master_fields(product), remote_fields(remote)).stored()
        for variant in remote.variants:
            self._add_variant(row, product, remote, variant)
        self.outcomes["created"] += 1

    def _add_variant(self, listing: Row, product: Row, remote: RemoteProduct, variant: RemoteVariant) -> None:
        image = self._image(remote, variant, product["id"])
        made = new_variant(variant, product, sku="", image_id=image)
        made["sku"] = self._claim(code(variant.sku), made["id"], remote)
        self.draft.variants[made["id"]] = made
        self._map(listing, variant, made)

    def _image(self, remote: RemoteProduct, variant: RemoteVariant, product_id: UUID) -> UUID | None:
        ordered = sorted(remote.images, key=lambda image: image.position)
        drawn = self.draft.images.get(product_id, [])
        return next(
            (row["id"] for image, row in zip(ordered, drawn, strict=False) if image.external_id == variant.image_id), None
        )

    def _claim(self, sku: str, variant_id: UUID, remote: RemoteProduct) -> str:
        """The SKU if it is free; else none, and an issue that says who has it."""
        if not sku or self.known.sku_owner.setdefault(sku, variant_id) == variant_id:
            return sku
        self.draft.issues.append(
            Issue(
                external_id=remote.external_id,
                text=f"The SKU {sku!r} of {clean(remote.title)[:80]!r} belongs to another variant; this one has none until it "
                "gets its own.",
            )
        )
        return ""

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

    # ── known listings ──────────────────────────────────────────────────────────────────────────────────

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

    # ── rows ────────────────────────────────────────────────────────────────────────────────────────────

    def _map(self, listing: Row, variant: RemoteVariant, ours: Row) -> None:
        base = agreed(master_variant_fields(ours), remote_variant_fields(variant))
        self._listing_variant(listing, variant, variant_id=ours["id"], base=base)
        self.known.listed.add(ours["id"])
        self.draft.mapped.add(ours["id"])

    def _listing(self, known: Row | None, remote: RemoteProduct, state: str, product_id: UUID | None) -> Row:
        now = clock.now()
        row = dict(known) if known else {
            "id": new_id(), "store_id": self.store_id, "external_id": remote.external_id, "base": {}, "push_state": "clean",
            "push_error": "", "created_at": now,
        }  # fmt: skip
        row.update(
            product_id=product_id, state=state, title=clean(remote.title), url=clean(remote.url), status=remote.status,
            currency=remote.currency or self.currency, remote_updated_at=remote.updated_at, synced_at=now, updated_at=now,
        )  # fmt: skip
        self.draft.listings.append(row)
        return row

    def _listing_variant(
        self, listing: Row, variant: RemoteVariant, *, variant_id: UUID | None, suggested: UUID | None = None,
        base: Base | None = None,
    ) -> None:  # fmt: skip
        now, known = clock.now(), self.known.listing_variants.get(variant.external_id)
        price = amount(variant.price)
        row = {
            "id": known["id"] if known else new_id(),
            "listing_id": listing["id"],
            "store_id": self.store_id,
            "variant_id": variant_id,
            "suggested_variant_id": suggested,
            "external_id": variant.external_id,
            "stock_id": variant.stock_id,
            "title": clean(variant.title),
            "sku": code(variant.sku),
            "barcode": code(variant.barcode),
            "price": price,
            "base": base.stored() if base else {"remote": remote_variant_fields(variant)},
            "gone_at": None,
            "created_at": known["created_at"] if known else now,
            "updated_at": now,
        }
        self.known.listing_variants[variant.external_id] = row
        self.draft.listing_variants.append(row)
