"""Find orders by a word."""

from __future__ import annotations

from uuid import UUID

from app.kernel.db import database
from app.kernel.finding import indexed, literal
from app.orders.contracts import OrderNews
from app.orders.repository import Pages


def pattern(words: str) -> str:
    """What LIKE takes for lower-cased text that holds these words literally."""
    return f"%{literal(words.lower())}%"


async def find_orders(org_id: UUID, words: str, most: int) -> list[OrderNews]:
    """Orders of that number first, then the newest that hold the words in number, buyer, SKU or title. Fewer than three
    characters, and signs alone, are looked for as a number only."""
    plain = words.replace("\0", "").strip()
    numbers = [each for bare in {plain, plain.upper()} for each in (bare, f"#{bare}")]
    sought = pattern(plain) if len(plain) >= 3 and indexed(plain) else None
    async with database().read(org_id, planned_once=True) as connection:
        return await Pages(connection).find(numbers, sought, most)
