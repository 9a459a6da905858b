"""Global ids, as Shopify writes them: `gid://shopify/<Type>/<number>`, sometimes with a query behind it.

What the neutral shop has no id for (fulfilment orders, transactions, addresses …) gets a number that is worked out from the
ids it has. Such a number differs from the one it stems from, so that mixing up a line item and its fulfilment order line
item is as wrong here as it is there.
"""

from __future__ import annotations

import re
from zlib import crc32

from app.sandbox.shop import Shop

GID = re.compile(r"gid://shopify/(\w+)/([^?]+)(?:\?(.*))?\Z")


def gid(kind: str, number: int | str, query: str = "") -> str:
    """The global id of a thing."""
    return f"gid://shopify/{kind}/{number}" + (f"?{query}" if query else "")


def split(value: str) -> tuple[str, str, str] | None:
    """Type, number and query of a global id, or None if it is none."""
    match = GID.match(value)
    return (match[1], match[2], match[3] or "") if match else None


def number(value: str, kind: str) -> int | None:
    """The number in a global id of that type; None for anything else."""
    parts = split(value)
    if parts is None or parts[0] != kind or not parts[1].isdigit():
        return None
    return int(parts[1])


def shop_number(shop: Shop) -> int:
    """A shop's own number: the same for the same handle."""
    return 60_000_000_000 + crc32(shop.handle.encode())


def app_number(shop: Shop) -> int:
    """The number of the app in the shop."""
    return shop_number(shop) + 1


def level_number(location_id: int) -> int:
    """What a location is called in the ids of inventory levels."""
    return location_id * 10 + 1


def level_gid(location_id: int, inventory_id: int) -> str:
    return gid("InventoryLevel", level_number(location_id), f"inventory_item_id={inventory_id}")


def split_level(value: str) -> tuple[int, int] | None:
    """Location id and inventory item id of an inventory level's global id."""
    parts = split(value)
    if parts is None or parts[0] != "InventoryLevel" or not parts[1].isdigit():
        return None
    query = parts[2].removeprefix("inventory_item_id=")
    return ((int(parts[1]) - 1) // 10, int(query)) if query.isdigit() else None


def fulfilment_order_number(order_id: int, place: int) -> int:
    """`place` is the position of the location in the shop's list."""
    return order_id * 1000 + place + 1


def split_fulfilment_order(number_: int) -> tuple[int, int]:
    return number_ // 1000, number_ % 1000 - 1


def fulfilment_order_line_number(line_id: int) -> int:
    return line_id * 10 + 3


def line_of_fulfilment_order_line(number_: int) -> int | None:
    return number_ // 10 if number_ % 10 == 3 else None


def nested_number(parent_id: int, position: int) -> int:
    """A number for the part at a position of something that has an id of its own."""
    return parent_id * 1000 + position


def media_number(image_id: int) -> int:
    return image_id * 10 + 5
