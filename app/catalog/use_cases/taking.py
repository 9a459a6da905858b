"""What is decided of a page of a channel's products, and the rows that say so."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from app.catalog.contracts import ALL_SHARED, Issue, Sharing
from app.catalog.repository.page import Row
from app.catalog.use_cases.drafting import Draft, Known, new_variant
from app.catalog.use_cases.fields import amount, clean, code, master_variant_fields, remote_variant_fields
from app.catalog.use_cases.merge import Base, agreed
from app.kernel import clock
from app.kernel.ids import new_id
from app.ports.storefront import RemoteProduct, RemoteVariant


class Taking:
    """What taking in new and known listings share; nothing here touches the database."""

    def __init__(self, store_id: UUID, currency: str, known: Known, sharing: Sharing = ALL_SHARED) -> None:
        self.store_id, self.currency, self.known, self.sharing = store_id, currency, known, sharing
        self.draft = Draft()
        self.outcomes: Counter[str] = Counter()
        self.by_listing: dict[UUID, list[Row]] = {}
        for row in known.listing_variants.values():
            self.by_listing.setdefault(row["listing_id"], []).append(row)

    def _find(self, variant: RemoteVariant) -> list[UUID]:
        """Which of ours it may be: by SKU, else by barcode; none that this store lists already."""
        known = self.known.listing_variants.get(variant.external_id)
        if known and known["variant_id"] and known["variant_id"] in self.known.variants:
            return [known["variant_id"]]
        owner = self.known.sku_owner.get(code(variant.sku))
        if owner is not None:
            return [owner] if owner in self.known.variants and owner not in self.known.listed else []
        return [id_ for id_ in self.known.by_barcode.get(code(variant.barcode), ()) if id_ not in self.known.listed]

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
