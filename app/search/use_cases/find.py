"""Find what somebody types, as fast as they type it: each kind by an index of its own context."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from app.catalog import api as catalog
from app.kernel.db import unit_of_work
from app.orders import api as orders
from app.search.contracts import Found, Hit, Kind
from app.stores import api as stores
from app.stores.contracts import StoreView

MOST = 8
PERMISSIONS: dict[Kind, str] = {"order": "orders.read", "product": "catalog.read", "store": "stores.read"}


async def find(org_id: UUID, permissions: Collection[str], words: str) -> Found:
    """At most eight of each kind, the likeliest first; of kinds without permission none. Blank words find nothing."""
    allowed = tuple(kind for kind, permission in PERMISSIONS.items() if permission in permissions)
    wanted = " ".join(words.split())
    if not wanted:
        return Found(searched=allowed)
    async with unit_of_work(org_id) as uow:
        shops = await stores.stores(uow)
    names = {shop.id: shop.name for shop in shops}
    return Found(
        searched=allowed,
        orders=await _orders(org_id, wanted, names) if "order" in allowed else (),
        products=await _products(org_id, wanted) if "product" in allowed else (),
        stores=_stores(shops, wanted) if "store" in allowed else (),
    )


async def _orders(org_id: UUID, words: str, names: dict[UUID, str]) -> tuple[Hit, ...]:
    return tuple(
        Hit(
            kind="order",
            id=order.order_id,
            title=order.number,
            subtitle=" · ".join(part for part in (order.customer_name, names.get(order.store_id, "")) if part),
            store_id=order.store_id,
        )
        for order in await orders.find_orders(org_id, words, MOST)
    )


async def _products(org_id: UUID, words: str) -> tuple[Hit, ...]:
    return tuple(
        Hit(kind="product", id=card.product_id, title=card.product, subtitle=card.sku, image_url=card.image_url)
        for card in await catalog.find_products(org_id, words, MOST)
    )


def _stores(shops: Collection[StoreView], words: str) -> tuple[Hit, ...]:
    """Stores are few: those whose name begins with the words come before those that hold them."""
    lower = words.lower()
    ranked = [(not shop.name.lower().startswith(lower), shop.name.lower(), shop) for shop in shops
              if lower in f"{shop.name} {shop.domain} {shop.group_name}".lower()]  # fmt: skip
    ranked.sort(key=lambda entry: (entry[0], entry[1], entry[2].id))
    return tuple(
        Hit(
            kind="store",
            id=shop.id,
            title=shop.name,
            subtitle=shop.domain or shop.platform,
            image_url=shop.logo_url or None,
            store_id=shop.id,
        )
        for _, _, shop in ranked[:MOST]
    )
