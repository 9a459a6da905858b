"""Demo shops, their history and their pictures: the same for the same seed and time.

`shops` makes the four shops, `next_order` the basket of the next shopper, `picture` draws what the image paths name.
"""

from __future__ import annotations

from datetime import datetime
from random import Random

from app.sandbox.demo.draw import picture
from app.sandbox.demo.goods import Calendar, open_shop, stock_up
from app.sandbox.demo.history import next_cart, trade
from app.sandbox.demo.shelves import count_stock
from app.sandbox.demo.tables import HANDLES
from app.sandbox.shop import Shop
from app.sandbox.world import Cart, World

__all__ = ["next_order", "picture", "shops"]


def shops(seed: int, now: datetime) -> list[Shop]:
    """The four demo shops with ninety days of business before `now` (aware). Takes about a second."""
    made = []
    for handle in HANDLES:
        rng = Random(f"{seed}/{handle}")
        clock = Calendar(now)
        world = World(clock)
        shop = open_shop(world, handle, now)
        stock_up(world, clock, shop, rng)
        trade(world, clock, shop, rng, now)
        shop.updated = now
        made.append(shop)
    count_stock(made, seed)
    return made


def next_order(shop: Shop, rng: Random, now: datetime) -> Cart | None:
    """The next shopper's basket in a demo shop, ready for `world.place_order(shop, cart)`; None when all is sold."""
    return next_cart(shop, rng, now)
