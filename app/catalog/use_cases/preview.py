"""What an import would do, without doing it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.catalog.contracts import ALL_SHARED, PreviewedVariant, Sharing
from app.catalog.repository.page import Page
from app.catalog.use_cases.fields import clean, code
from app.catalog.use_cases.import_products import Taker, known_of
from app.kernel.db import UnitOfWork
from app.ports.storefront import RemoteProduct

_WORDS = {"created": "new", "linked": "linked", "suggested": "ask"}  # what else there is, is known already


async def preview_products(
    uow: UnitOfWork, store_id: UUID, products: Sequence[RemoteProduct], currency: str, sharing: Sharing = ALL_SHARED
) -> list[PreviewedVariant]:
    """One row per variant of the channel. The import's own decisions, made on these products alone; nothing is written."""
    unique = list({product.external_id: product for product in products}.values())
    if not unique:
        return []
    taker = Taker(store_id, currency, await known_of(Page(uow, store_id), unique), sharing)
    masters = {id_: row["product_id"] for id_, row in taker.known.variants.items()}
    found = []
    for product in unique:
        before = dict(taker.outcomes)
        taker.take(product)
        outcome = next(name for name, number in taker.outcomes.items() if number != before.get(name, 0))
        for variant in product.variants:
            row = taker.known.listing_variants.get(variant.external_id, {})
            ours = row.get("variant_id") or row.get("suggested_variant_id")
            known = ours if ours in masters else None
            found.append(
                PreviewedVariant(
                    product_external_id=product.external_id, product=clean(product.title), sku=code(variant.sku),
                    outcome=_WORDS.get(outcome, "known"), variant_id=known, product_id=masters[known] if known else None,
                )
            )  # fmt: skip
    return found
