"""New orders at a rate, as if shoppers came by."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from random import Random

from app.sandbox.shop import Shop
from app.sandbox.world import Cart, Refused, World

log = logging.getLogger(__name__)

NextCart = Callable[[Shop, Random, datetime], Cart | None]
MAX_PER_MINUTE = 6_000.0


class Trickle:
    """Orders per minute for each shop; zero or absent: none."""

    def __init__(self, world: World, next_cart: NextCart, seed: int) -> None:
        self.world, self.next_cart = world, next_cart
        self.random = Random(f"{seed}/trickle")
        self.rates: dict[str, float] = {}
        self.placed = 0
        self._changed = asyncio.Event()

    def set(self, handle: str, per_minute: float) -> None:
        """Set a shop's rate; Refused not_found, invalid."""
        self.world.shop(handle)
        if not 0 <= per_minute <= MAX_PER_MINUTE:
            raise Refused("invalid", f"orders per minute must be from 0 to {MAX_PER_MINUTE:.0f}", "per_minute")
        self.rates.pop(handle, None)
        if per_minute:
            self.rates[handle] = per_minute
        self.world.touch()
        self._changed.set()

    def one(self, handle: str) -> int | None:
        """One shopper at once: the order's id, or None if there was nothing to buy."""
        shop = self.world.shop(handle)
        cart = self.next_cart(shop, self.random, self.world.clock())
        if cart is None:
            return None
        self.placed += 1
        return self.world.place_order(shop, cart).id

    async def run(self) -> None:
        """Until cancelled. The pauses are random about the mean, as shoppers' are."""
        while True:
            self._changed.clear()
            total = sum(rate for handle, rate in self.rates.items() if handle in self.world.shops)
            if not total:
                await self._changed.wait()
                continue
            mean = 60 / total
            try:
                async with asyncio.timeout(min(self.random.expovariate(1 / mean), 3 * mean)):
                    await self._changed.wait()
                continue
            except TimeoutError:
                open_shops = [handle for handle in self.rates if handle in self.world.shops]
            if open_shops:
                handle = self.random.choices(open_shops, [self.rates[name] for name in open_shops])[0]
                try:
                    self.one(handle)
                except Refused as refusal:
                    log.info("a shopper left %s without buying: %s", handle, refusal.message)
                except Exception:
                    # One basket that cannot be made must not close the shop to all later shoppers.
                    log.exception("a shopper could not be sent to %s", handle)
