"""Orders and products to read, and how a test reads them."""

from __future__ import annotations

import copy
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from app.ports.storefront import Page

T = TypeVar("T")
PAIRS = Path(__file__).with_name("pairs")
ORDER = json.loads((PAIRS / "order_paid.json").read_text())["given"]
SHIPPED = json.loads((PAIRS / "order_partly_shipped.json").read_text())["given"]
REFUNDED = json.loads((PAIRS / "order_refunded_and_edited.json").read_text())["given"]
PRODUCT = json.loads((PAIRS / "product_with_options.json").read_text())["given"]
START = datetime(2026, 8, 1, tzinfo=UTC)


def order(n: int, at: int = 0, base: Any = ORDER) -> dict[str, Any]:
    made = copy.deepcopy(base)
    updated = (START + timedelta(seconds=at or n)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {**made, "id": f"gid://shopify/Order/{n}", "name": f"#{n}", "updatedAt": updated}


def product(n: int) -> dict[str, Any]:
    return {**copy.deepcopy(PRODUCT), "id": f"gid://shopify/Product/{n}", "title": f"Product {n}"}


async def take(pages: AsyncIterator[Page[T]]) -> list[Page[T]]:
    return [page async for page in pages]


def count(of: int, *, exact: bool = True) -> Any:
    return {"count": {"count": of, "precision": "EXACT" if exact else "AT_LEAST"}}
