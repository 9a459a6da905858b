"""Find products by a word."""

from __future__ import annotations

from uuid import UUID

from app.catalog.contracts import ProductHit
from app.catalog.repository.lists import found_products
from app.kernel.finding import literal


async def find_products(org_id: UUID, words: str, most: int) -> list[ProductHit]:
    """The product of that SKU first, then those whose title begins with the words, then those that hold them anywhere.
    Fewer than three characters are looked for as a SKU only."""
    plain = words.replace("\0", "").strip()
    part = literal(plain.lower()) if len(plain) >= 3 else None
    rows = await found_products(org_id, [plain, plain.upper(), plain.lower()], part, most)
    return [ProductHit(**row) for row in rows]
