"""Products as people keep them: create, change, delete, restore. Every change keeps what was before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product as combinations
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.accounts import api as accounts
from app.catalog.contracts import AlreadyLinked, ProductView, SkuTaken
from app.catalog.events import ProductsChanged, ProductsDeleted
from app.catalog.models import Listing, Product
from app.catalog.repository.listings import UNLISTED, Listings
from app.catalog.repository.page import Page, Row
from app.catalog.use_cases.browse import product
from app.catalog.use_cases.fields import AMOUNTS, clean, code
from app.kernel import audit, clock
from app.kernel.db import UnitOfWork
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.http import check_version
from app.kernel.ids import new_id
from app.kernel.leaks import refuse

MOST_VARIANTS = 2_048


async def create_product(
    uow: UnitOfWork, fields: Mapping[str, Any], *, variants: Sequence[Mapping[str, Any]] | None = None,
    images: Sequence[Mapping[str, str]] = (),
) -> ProductView:  # fmt: skip
    """Without `variants`, one per combination of the options' values. Raises SkuTaken and Invalid."""
    refuse({**fields, "variants": variants or (), "images": images})
    page, now = Page(uow), clock.now()
    await page.lock()
    row: Row = {
        "id": new_id(), "description_html": "", "vendor": "", "product_type": "", "tags": [], "status": "active",
        "handle": "", "options": [], "currency": "", "search": "", "version": 0, "deleted_at": None, "created_at": now,
        "updated_at": now, **_cleaned(fields),
    }  # fmt: skip
    if not row["currency"]:
        row["currency"] = (await accounts.read_organisation(uow)).currency
    await page.write("products", [row])
    await _write_images(page, row["id"], images)
    given = list(variants) if variants is not None else matrix(row["options"])
    await _write_variants(page, row, given, {})
    await page.finish([row["id"]])
    uow.publish(ProductsChanged(product_ids=(row["id"],)))
    audit.record(uow, "product.created", kind="product", id_=row["id"], title=row["title"][:200])
    return await product(uow, row["id"])


async def update_product(
    uow: UnitOfWork, product_id: UUID, fields: Mapping[str, Any], *, variants: Sequence[Mapping[str, Any]] | None = None,
    images: Sequence[Mapping[str, str]] | None = None, if_match: str | None = None,
) -> ProductView:  # fmt: skip
    """What is not given stays. Given `variants` are all there are: by id those that stay, the rest are deleted.

    Raises NotFound, PreconditionFailed, SkuTaken, Invalid, and Conflict for a deleted product.
    """
    refuse({**fields, "variants": variants or (), "images": images or ()})
    page = Page(uow)
    await page.lock()
    row = await _locked(uow, page, product_id, if_match)
    if row["deleted_at"] is not None:
        raise Conflict("This product is deleted. Restore it first.", details={"deleted_at": row["deleted_at"].isoformat()})
    await page.snapshot([product_id])
    row.update(_cleaned(fields))
    await page.write("products", [{name: value for name, value in row.items() if name != "images"}])
    if images is not None:
        await page.drop_images([product_id])
        await _write_images(page, product_id, images)
    if variants is not None or "options" in fields:
        present = {variant["id"]: variant for variant in await page.variants_of(product_id)}
        await _write_variants(page, row, list(present.values()) if variants is None else variants, present)
    await _changed(uow, page, product_id)
    audit.record(uow, "product.updated", kind="product", id_=product_id, fields=sorted(fields))
    return await product(uow, product_id)


async def delete_product(uow: UnitOfWork, product_id: UUID, *, if_match: str | None = None) -> None:
    """Softly: channels archive it, its SKUs are free, and it can be restored. Raises NotFound and PreconditionFailed."""
    page = Page(uow)
    await page.lock()
    row = await _locked(uow, page, product_id, if_match)
    if row["deleted_at"] is not None:
        return
    await page.snapshot([product_id])
    await page.set_deleted(product_id, None, clock.now())
    await _changed(uow, page, product_id)
    uow.publish(ProductsDeleted(product_ids=(product_id,)))
    audit.record(uow, "product.deleted", kind="product", id_=product_id)


async def restore_product(uow: UnitOfWork, product_id: UUID) -> ProductView:
    """With the variants that went with it. Raises SkuTaken when another variant has one of its SKUs by now."""
    page = Page(uow)
    await page.lock()
    row = await _locked(uow, page, product_id, None)
    if row["deleted_at"] is not None:
        gone = [v for v in await page.variants_of(product_id, deleted_at=row["deleted_at"]) if v["sku"]]
        await _refuse_taken(page, {v["sku"] for v in gone}, {v["id"] for v in gone})
        await page.snapshot([product_id])
        await page.set_deleted(product_id, row["deleted_at"], None)
        await _changed(uow, page, product_id)
        audit.record(uow, "product.restored", kind="product", id_=product_id)
    return await product(uow, product_id)


async def create_in_store(
    uow: UnitOfWork, store_id: UUID, fields: Mapping[str, Any], *, variants: Sequence[Mapping[str, Any]] | None = None,
    images: Sequence[Mapping[str, str]] = (),
) -> ProductView:  # fmt: skip
    """Create a product in the store's currency and wish for it to be listed there. Raises NotFound for the store."""
    currency = await Listings(uow).store_currency(store_id)
    if currency is None:
        raise NotFound("store", store_id)
    made = await create_product(uow, {**fields, "currency": currency}, variants=variants, images=images)
    await _wish(uow, store_id, made.id, title=made.title, status=made.status, currency=currency)
    return made


async def list_in_store(uow: UnitOfWork, store_id: UUID, product_id: UUID) -> UUID:
    """Wish for a product to be listed in one more store; the id of the listing to come.

    Raises NotFound, AlreadyLinked, and Conflict for a deleted product or a store of another currency.
    """
    page = Page(uow)
    await page.lock()
    row = await _locked(uow, page, product_id, None)
    currency = await Listings(uow).store_currency(store_id)
    if currency is None:
        raise NotFound("store", store_id)
    if row["deleted_at"] is not None:
        raise Conflict("This product is deleted. Restore it first.", details={"deleted_at": row["deleted_at"].isoformat()})
    if currency != row["currency"]:
        raise Conflict(
            f"This product's prices are in {row['currency']}, the store sells in {currency}. Create it there with its own.",
            details={"product": row["currency"], "store": currency},
        )
    same = (Listing.store_id == store_id, Listing.product_id == product_id, Listing.state != "deleted")
    known = (await uow.scalars(select(Listing.id).where(*same))).first()
    if known is not None:
        raise AlreadyLinked("This store lists that product already, or is about to.", details={"listing_id": str(known)})
    listing_id = await _wish(uow, store_id, product_id, title=row["title"], status=row["status"], currency=currency)
    uow.publish(ProductsChanged(product_ids=(product_id,)))
    audit.record(uow, "product.listed", kind="product", id_=product_id, store_id=str(store_id))
    return listing_id


async def _wish(uow: UnitOfWork, store_id: UUID, product_id: UUID, **shown: str) -> UUID:
    """A listing that the store has yet to make."""
    listing = Listing(
        org_id=uow.org_id, id=new_id(), store_id=store_id, product_id=product_id, external_id=f"{UNLISTED}{product_id}",
        state="linked", push_state="pending", **shown,
    )  # fmt: skip
    uow.add(listing)
    await uow.flush()
    return listing.id


def matrix(options: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One variant per combination: 2 colours × 3 sizes are 6; no options, one variant."""
    axes = [[[option["name"], value] for value in option["values"]] for option in options]
    return [{"options": list(choice)} for choice in combinations(*axes)]


async def _locked(uow: UnitOfWork, page: Page, product_id: UUID, if_match: str | None) -> Row:
    await uow.get(Product, product_id, "product")
    row = (await page.products([product_id]))[0]
    check_version(if_match, row["version"])
    return row


async def _changed(uow: UnitOfWork, page: Page, product_id: UUID) -> None:
    await page.finish([product_id])
    await page.await_push([product_id], None)
    uow.session.expire_all()
    uow.publish(ProductsChanged(product_ids=(product_id,)))


async def _write_images(page: Page, product_id: UUID, images: Sequence[Mapping[str, str]]) -> None:
    await page.write(
        "product_images",
        [
            {"id": new_id(), "product_id": product_id, "url": clean(image["url"]), "alt": clean(image.get("alt", "")),
             "position": position, "created_at": clock.now()}
            for position, image in enumerate(images)
        ],
    )  # fmt: skip


async def _write_variants(
    page: Page, product_row: Row, given: Sequence[Mapping[str, Any]], present: Mapping[UUID, Row]
) -> None:
    _check_options(product_row["options"], given)
    now = clock.now()
    rows = [_variant(product_row, one, position, present) for position, one in enumerate(given)]
    kept = {row["id"] for row in rows}
    if unknown := {one["id"] for one in given if one.get("id")} - present.keys():
        raise Invalid(f"This product has no variant {min(map(str, unknown))}.", field="variants.id")
    skus = [row["sku"] for row in rows if row["sku"]]
    if len(set(skus)) < len(skus):
        raise SkuTaken(next(sku for sku in skus if skus.count(sku) > 1), product_row["id"])
    await _refuse_taken(page, set(skus), set(present) | kept)
    gone = [{**row, "deleted_at": now, "updated_at": now} for id_, row in present.items() if id_ not in kept]
    await page.free_skus([id_ for id_ in present if id_ in kept])
    await page.write("variants", [*gone, *rows])


def _variant(product_row: Row, one: Mapping[str, Any], position: int, present: Mapping[UUID, Row]) -> Row:
    now = clock.now()
    before: Mapping[str, Any] = present.get(one["id"], {}) if one.get("id") else {}
    row: Row = {
        "id": new_id(), "product_id": product_row["id"], "sku": "", "barcode": "", "options": [], "track_inventory": True,
        "image_id": None, "deleted_at": None, "created_at": now, **dict.fromkeys(AMOUNTS), **before,
        **{name: value for name, value in one.items() if name != "id"}, "position": position, "updated_at": now,
    }  # fmt: skip
    row["sku"], row["barcode"] = code(row["sku"]), code(row["barcode"])
    row["title"] = clean(one.get("title") or " / ".join(value for _, value in row["options"]) or "Default")
    return row


def _check_options(options: Sequence[Mapping[str, Any]], given: Sequence[Mapping[str, Any]]) -> None:
    if not 1 <= len(given) <= MOST_VARIANTS:
        raise Invalid(f"A product has 1 to {MOST_VARIANTS} variants.", field="variants")
    names = [option["name"] for option in options]
    seen = set()
    for one in given:
        chosen = [tuple(pair) for pair in one.get("options", [])]
        if [name for name, _ in chosen] != names:
            raise Invalid(
                f"Every variant names its {', '.join(names) or 'no options'}, in that order.", field="variants.options"
            )
        for (name, value), option in zip(chosen, options, strict=True):
            if value not in option["values"]:
                raise Invalid(f"{value!r} is none of the values of {name!r}.", field="variants.options")
        if tuple(chosen) in seen:
            raise Invalid("Two variants have the same options.", field="variants.options")
        seen.add(tuple(chosen))


async def _refuse_taken(page: Page, skus: set[str], own: set[UUID]) -> None:
    for row in await page.candidates((), sorted(skus), ()):
        if row["id"] not in own:
            raise SkuTaken(row["sku"], row["product_id"])


def _cleaned(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: clean(value) if isinstance(value, str) else value for name, value in fields.items()}
