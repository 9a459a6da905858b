"""What became of an order by now: paid, cancelled, shipped, delivered, returned."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from app.sandbox.demo.goods import Calendar
from app.sandbox.demo.tables import shop_table
from app.sandbox.shop import Order, Shop
from app.sandbox.world import Return, World

_REASONS = ("Does not fit", "Arrived damaged", "Not as expected", "Ordered twice", "Changed my mind")
_TRACK = {
    "DHL": "https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode={}",
    "UPS": "https://www.ups.com/track?tracknum={}",
    "Royal Mail": "https://www.royalmail.com/track-your-item#/tracking-results/{}",
    "Colissimo": "https://www.laposte.fr/outils/suivre-vos-envois?code={}",
}


def settle_order(world: World, clock: Calendar, shop: Shop, order: Order, rng: Random, now: datetime) -> None:
    """Let happen to a fresh order what happens to orders, as far as the time until `now` suffices."""
    placed = order.created
    ready = placed
    if order.financial == "pending":
        ready = placed + timedelta(hours=rng.uniform(18, 76))
        if rng.random() < 0.12:
            _cancel(world, clock, shop, order, placed + timedelta(days=8), now, "No payment arrived")
            return
        if ready >= now:
            return
        clock.at = ready
        world.mark_paid(shop, order.id)
    if rng.random() < 0.03 and _cancel(
        world, clock, shop, order, ready + timedelta(hours=rng.uniform(0.3, 9)), now, rng.choice(("customer", "inventory"))
    ):
        return
    shipped = _ship(world, clock, shop, order, rng, ready, now)
    if shipped is None:
        return
    _return(world, clock, shop, order, rng, shipped, now)
    if shop.vendor == "shopify" and order.fulfilment_state == "fulfilled":
        order.closed = shipped + timedelta(minutes=1)


def _cancel(
    world: World, clock: Calendar, shop: Shop, order: Order, at: datetime, now: datetime, reason: str
) -> bool:  # fmt: skip
    if at >= now:
        return False
    clock.at = at
    world.cancel_order(shop, order.id, reason=reason)
    return True


def _ship(
    world: World, clock: Calendar, shop: Shop, order: Order, rng: Random, ready: datetime, now: datetime
) -> datetime | None:  # fmt: skip
    """Send it on a working day, sometimes in two parcels; the time of the last one, or None while something is open."""
    at = _working(ready + timedelta(hours=rng.uniform(9, 44)))
    lines = {line.id: line.open for line in order.lines}
    if at >= now:
        return None
    if len(lines) > 1 and rng.random() < 0.08:
        first = dict([next(iter(lines.items()))])
        _parcel(world, clock, shop, order, rng, at, now, first)
        at = _working(at + timedelta(days=rng.uniform(2, 6)))
        if at >= now:
            return None
    _parcel(world, clock, shop, order, rng, at, now, None)
    return at


def _parcel(
    world: World, clock: Calendar, shop: Shop, order: Order, rng: Random, at: datetime, now: datetime,
    lines: dict[int, int] | None,
) -> None:  # fmt: skip
    clock.at = at
    carrier: str = shop_table(shop.handle)["carrier"]
    number = _tracking_number(carrier, rng)
    state = "delivered" if now - at > timedelta(days=rng.uniform(2, 5)) else "in_transit"
    world.fulfil(
        shop, order.id, lines, tracking_company=carrier, tracking_number=number,
        tracking_url=_TRACK[carrier].format(number), shipment_status=state, notify_customer=True,
    )  # fmt: skip


def _working(at: datetime) -> datetime:
    """The moment itself, or the Monday after a weekend."""
    return at + timedelta(days=7 - at.weekday()) if at.weekday() > 4 else at


def _tracking_number(carrier: str, rng: Random) -> str:
    digits = "".join(str(rng.randint(0, 9)) for _ in range(16))
    return {
        "UPS": f"1Z9X9X{digits[:12]}",
        "DHL": f"0034{digits}",
        "Royal Mail": f"QX{digits[:9]}GB",
        "Colissimo": f"6A{digits[:11]}",
    }[carrier]


def _return(
    world: World, clock: Calendar, shop: Shop, order: Order, rng: Random, shipped: datetime, now: datetime
) -> None:  # fmt: skip
    """A few come back: one line of the order, or all of it."""
    chance = 0.13 if shop.handle == "fashion-boutique" else 0.06
    at = shipped + timedelta(days=rng.uniform(6, 19))
    luck = rng.random()
    if luck > chance or at >= now:
        return
    clock.at = at
    reason = rng.choice(_REASONS)
    if luck < chance / 5:
        back = [Return(line.id, line.kept, "return") for line in order.lines]
        world.refund(shop, order.id, back, amount=order.total, shipping=order.shipping_total, note=reason)
        return
    line = rng.choice(order.lines)
    restock = "none" if reason == "Arrived damaged" else "return"
    world.refund(shop, order.id, [Return(line.id, rng.randint(1, line.kept), restock)], note=reason)
