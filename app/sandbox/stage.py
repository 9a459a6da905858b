"""The whole sandbox: a world, the vendors that play its shops, their faults and their webhooks."""

from __future__ import annotations

import importlib
import logging
from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from app.sandbox import shopper
from app.sandbox.core import now_utc
from app.sandbox.delivery import Deliveries
from app.sandbox.faults import Fault, Faults
from app.sandbox.gate import Gate, Seen
from app.sandbox.shop import Shop
from app.sandbox.trickle import NextCart, Trickle
from app.sandbox.vendor import Delivery, Host, SandboxVendor, Subscription
from app.sandbox.world import Change, Refused, World

log = logging.getLogger(__name__)

Pictures = Callable[[str], tuple[str, bytes]]
Shops = Callable[[int, datetime], list[Shop]]


def discover() -> list[SandboxVendor[Any]]:
    """The vendors in this folder: every sub-folder whose `__init__.py` has a SANDBOX."""
    found = []
    for init in sorted(Path(__file__).parent.glob("*/__init__.py")):
        vendor = getattr(importlib.import_module(f"app.sandbox.{init.parent.name}"), "SANDBOX", None)
        if vendor is not None:
            found.append(vendor)
    return found


def no_pictures(path: str) -> tuple[str, bytes]:
    """For a sandbox without demo pictures."""
    raise KeyError(path)


def no_shops(seed: int, now: datetime) -> list[Shop]:
    """For a sandbox that starts empty."""
    return []


class Stage:
    """Everything that a running sandbox has; `reset` begins anew with the shops that `shops(seed, now)` gives."""

    def __init__(
        self,
        vendors: Iterable[SandboxVendor[Any]],
        *,
        shops: Shops = no_shops,
        pictures: Pictures = no_pictures,
        next_cart: NextCart = shopper.next_cart,
        seed: int = 1,
        time_factor: float = 1.0,
        clock: Callable[[], datetime] = now_utc,
    ) -> None:
        self.clock, self.seed, self.shops, self.pictures = clock, seed, shops, pictures
        self.vendors = {vendor.slug: vendor for vendor in vendors}
        self.world = World(clock)
        self.faults = Faults(clock, seed)
        self.deliveries = Deliveries(self, self.faults, clock, time_factor)
        self.trickle = Trickle(self.world, next_cart, seed)
        self.hosts = {slug: Host(v, self.world, self.faults, clock) for slug, v in self.vendors.items()}
        self.seen: deque[Seen] = deque(maxlen=1_000)
        self.world.listeners.append(self._changed)
        self.gates = {
            slug: Gate(v, v.build(self.hosts[slug]), self.world, self.faults, self.seen) for slug, v in self.vendors.items()
        }

    @property
    def version(self) -> int:
        """Grows with every change that a snapshot would show."""
        return self.world.version + self.faults.version + self.deliveries.version

    def reset(self) -> None:
        """Back to the beginning: the shops of the seed (of vendors that are here), no faults, no webhooks, no tokens."""
        self.clear()
        for shop in self.shops(self.seed, self.clock()):
            if shop.vendor in self.vendors:
                self.add_shop(shop)

    def clear(self) -> None:
        """Forget everything. What is being sent at this moment still arrives."""
        self.world.shops.clear()
        self.world.touch()
        self.faults.clear()
        self.deliveries.forget()
        self.seen.clear()
        self.trickle.rates.clear()
        for host in self.hosts.values():
            host.states.clear()
            host.webhooks.clear()

    def add_shop(self, shop: Shop) -> Shop:
        """Take a shop in; Refused when no vendor here can play it."""
        vendor = self.vendors.get(shop.vendor)
        if vendor is None or not vendor.shops:
            raise Refused("invalid", f"no vendor {shop.vendor!r} in this sandbox", "vendor")
        return self.world.add_shop(shop)

    def remove_shop(self, handle: str) -> None:
        """Take a shop out with its tokens and webhooks; Refused not_found."""
        shop = self.world.shop(handle)
        del self.world.shops[handle]
        host = self.hosts[shop.vendor]
        host.states.pop(handle, None)
        host.webhooks.pop(handle, None)
        self.world.touch()

    def vendor(self, slug: str) -> SandboxVendor[Any]:
        """Refused not_found for an unknown one."""
        try:
            return self.vendors[slug]
        except KeyError:
            raise Refused("not_found", f"no vendor {slug!r} in this sandbox", "vendor") from None

    def credentials(self, slug: str, shop: Shop | None) -> list[tuple[str, str]]:
        """What a person needs to connect, as label and value."""
        return list(self.vendor(slug).credentials(self.hosts[slug], shop))

    def begin_fault(self, kind: str, vendor: str, shop: str = "", **how: Any) -> Fault:
        """Begin a trouble, see Faults.add. webhook_disabled happens at once, to every active webhook that fits."""
        self.vendor(vendor)
        if shop and self.world.shop(shop).vendor != vendor:
            raise Refused("invalid", f"{shop} is not a shop of {vendor}", "shop")
        fault = self.faults.add(kind, vendor, shop, **how)
        if kind == "webhook_disabled":
            for subscription in self.subscriptions(vendor, shop):
                if subscription.status == "active" and fault.strikes(vendor, shop, subscription.topic, ""):
                    self._switch_off(subscription)
                    self.faults.hit(fault)
            self.faults.clear(fault.id)
        return fault

    def subscriptions(self, vendor: str = "", shop: str = "") -> list[Subscription]:
        """The webhooks of a vendor's shops, or of one."""
        return [
            subscription
            for slug, host in self.hosts.items()
            if vendor in ("", slug)
            for handle, those in host.webhooks.items()
            if shop in ("", handle)
            for subscription in those
        ]

    def find_subscription(self, delivery: Delivery) -> Subscription | None:
        """The webhook that a delivery belongs to, if it is still there."""
        those = self.hosts[delivery.vendor].webhooks.get(delivery.shop, [])
        return next((s for s in those if s.id == delivery.subscription_id), None)

    def subscription_failed(self, subscription: Subscription) -> None:
        """Do with a webhook what its vendor does after too many failures in a row."""
        limit = self.vendors[subscription.vendor].retry.disable_after
        if limit is not None and subscription.failures >= limit:
            self._switch_off(subscription)
        self.world.touch()

    def _switch_off(self, subscription: Subscription) -> None:
        subscription.updated = self.clock()
        subscription.status = "disabled"
        if self.vendors[subscription.vendor].retry.then == "removed":
            self.hosts[subscription.vendor].webhooks[subscription.shop].remove(subscription)
        self.world.touch()

    def _changed(self, shop: Shop, change: Change) -> None:
        """Send the webhooks of a change; those that are not active are nobody's."""
        vendor = self.vendors.get(shop.vendor)
        if vendor is None or not any(s.status == "active" for s in self.hosts[shop.vendor].webhooks.get(shop.handle, [])):
            return
        try:
            for message in vendor.messages(self.hosts[shop.vendor], shop, change):
                if message.subscription.status == "active":
                    self.deliveries.enqueue(shop, message)
        except Exception:
            # The operation that is being told of is half done: it must come to its end whatever the telling does.
            log.exception("%s of %s could not be told", change.kind, shop.handle)
