"""Shipments told to the shop: created once, across locations, with their tracking."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from app.kernel.transport import Unreachable
from app.ports.storefront import FulfilmentWrite, RemoteFulfilment
from app.ports.vendor import Channel, VendorError
from app.vendors.shopify import documents
from app.vendors.shopify.errors import NOT_FULFILLABLE, USER_ERROR, trouble
from app.vendors.shopify.order_mapping import read_fulfilment
from app.vendors.shopify.paging import complete
from app.vendors.shopify.values import Raw, nodes
from app.vendors.shopify.wire import Admin, is_lost

Units = Counter[str]
"""Units by order line id."""

Part = tuple[dict[str, Any], Units]
"""One FulfillmentInput and the units that it ships."""


def write_tracking(carrier: str, number: str, url: str) -> dict[str, str]:
    """FulfillmentTrackingInput with what is known; Shopify makes the address itself for carriers that it knows."""
    given = {"company": carrier, "number": number, "url": url if number else ""}
    return {name: value for name, value in given.items() if value}


def write_fulfilments(write: FulfilmentWrite, wanted: Units, orders: Sequence[Raw]) -> list[Part]:
    """What ships `wanted` out of the fulfilment orders given, one part for each location that is needed.

    Shopify ships from one location at a time: the location that can give most goes first, until all is covered.
    Raises VendorError(SKIP) when fewer units are open than wanted.
    """
    left = Counter(wanted)
    tracking = write_tracking(write.carrier, write.number, write.url)
    parts: list[Part] = []
    places = _by_location([o for o in orders if _can_ship(o)])
    while left.total() and places:
        best = max(places, key=lambda place: _offer(places[place], left))  # of equals, the shop's first
        before = Counter(left)
        if taken := _take(places.pop(best), left):
            given = {"lineItemsByFulfillmentOrder": taken, "notifyCustomer": write.notify_customer}
            parts.append(({**given, "trackingInfo": tracking} if tracking else given, before - left))
    if left.total():
        raise trouble(
            NOT_FULFILLABLE,
            "The shop has fewer units of this order open for shipping than were shipped.",
            lines={line: count for line, count in left.items() if count},
            fulfilment_orders=sorted({str(o["status"]) for o in orders}),
        )
    return parts


def _can_ship(order: Raw) -> bool:
    return any(a["action"] == "CREATE_FULFILLMENT" for a in order["supportedActions"])


def _by_location(orders: Sequence[Raw]) -> dict[str, list[Raw]]:
    places: dict[str, list[Raw]] = defaultdict(list)
    for order in orders:
        at = order["assignedLocation"]
        places[(at["location"] or {}).get("id") or at["name"]].append(order)
    return places


def _offer(orders: Sequence[Raw], left: Mapping[str, int]) -> int:
    offered: Units = Counter()
    for order in orders:
        for line in nodes(order["lineItems"]):
            offered[line["lineItem"]["id"]] += line["remainingQuantity"]
    return sum(min(count, left.get(line, 0)) for line, count in offered.items())


def _take(orders: Sequence[Raw], left: Units) -> list[dict[str, Any]]:
    """The parts of one FulfillmentInput; takes their units off `left`."""
    parts = []
    for order in orders:
        lines = []
        for line in nodes(order["lineItems"]):
            count = min(line["remainingQuantity"], left[line["lineItem"]["id"]])
            if count > 0:
                lines.append({"id": line["id"], "quantity": count})
                left[line["lineItem"]["id"]] -= count
        if lines:
            parts.append({"fulfillmentOrderId": order["id"], "fulfillmentOrderLineItems": lines})
    return parts


class ShopifyFulfilments:
    """FulfilmentSink. One shipment may become several fulfilments in the shop, one per location, that carry the same
    tracking number; it is told as one, named by the first."""

    def __init__(self, channel: Channel) -> None:
        self._admin = Admin(channel)

    async def push_fulfilment(self, write: FulfilmentWrite) -> RemoteFulfilment:
        order = await self._order(write.order_id)
        there = _told(order, write)
        wanted = _units(write.lines) - _shipped(there)
        if wanted:
            made = {f.external_id for f in there}
            for part in write_fulfilments(write, wanted, nodes(order["fulfillmentOrders"])):
                made |= await self._create(part, write, made)
            order = await self._order(write.order_id)
            there = [f for f in map(read_fulfilment, order["fulfillments"]) if f.external_id in made]
        if not there:
            raise trouble(USER_ERROR, "The shop accepted the shipment but does not show it.", order_id=write.order_id)
        return _as_one(there)

    async def withdraw_fulfilment(self, write: FulfilmentWrite, fulfilment_id: str) -> bool:
        """Every part of the shipment is cancelled. One that is cancelled already is not looked at again."""
        order = await self._order(write.order_id)
        alive = [f for f in map(read_fulfilment, order["fulfillments"]) if f.status != "cancelled"]
        mine = _told(order, write) if write.number else [f for f in alive if f.external_id == fulfilment_id]
        for fulfilment in mine:
            variables = {"id": fulfilment.external_id}
            await self._admin.mutate(
                documents.FULFILMENT_CANCEL, variables, "fulfillmentCancel", "the withdrawal of the shipment"
            )
        return bool(mine)

    async def update_tracking(self, order_id: str, fulfilment_id: str, *, carrier: str, number: str, url: str) -> None:
        """Fulfilments of the order that share the old number belong to one shipment and are changed together."""
        shipments = (await self._order(order_id))["fulfillments"]
        mine = next((read_fulfilment(s) for s in shipments if s["id"] == fulfilment_id), None)
        if mine is None:
            raise trouble(USER_ERROR, "The order has no such fulfilment in the shop.", fulfilment_id=fulfilment_id)
        others = [read_fulfilment(s) for s in shipments if s["id"] != fulfilment_id and mine.numbers]
        same = [mine, *(o for o in others if o.numbers == mine.numbers and o.status == "success")]
        for fulfilment in same:
            variables = {"fulfillmentId": fulfilment.external_id, "tracking": write_tracking(carrier, number, url)}
            await self._admin.mutate(
                documents.TRACKING_UPDATE, variables, "fulfillmentTrackingInfoUpdate", "the new tracking number"
            )

    async def _create(self, part: Part, write: FulfilmentWrite, known: set[str]) -> set[str]:
        """The ids of what ships the part. It looks before giving up: an answer may be lost, or somebody quicker."""
        given, units = part
        variables = {"fulfillment": given}
        try:
            payload = await self._admin.mutate(documents.FULFILMENT_CREATE, variables, "fulfillmentCreate", "the shipment")
        except (VendorError, Unreachable) as failure:
            sent = failure.sent if isinstance(failure, Unreachable) else _may_be_done(failure)
            found = await self._look_for(units, write, known) if sent else set()
            if not found:
                raise
            return found
        return {str(payload["fulfillment"]["id"])}

    async def _look_for(self, units: Units, write: FulfilmentWrite, known: set[str]) -> set[str]:
        order = await self._order(write.order_id)
        new = [f for f in _told(order, write) if f.external_id not in known]
        return {f.external_id for f in new} if units <= _shipped(new) else set()

    async def _order(self, order_id: str) -> Raw:
        order: Raw | None = (await self._admin.run(documents.ORDER_TO_SHIP, {"id": order_id})).part_or_none("order")
        if order is None:
            raise trouble(USER_ERROR, "The order is not in the shop any more.", order_id=order_id)
        for shipment in order["fulfillments"]:
            await complete(self._admin, shipment, "fulfillmentLineItems", documents.SHIPMENT_LINES)
        await complete(self._admin, order, "fulfillmentOrders", documents.TO_SHIP_ORDERS)
        for to_ship in nodes(order["fulfillmentOrders"]):
            await complete(self._admin, to_ship, "lineItems", documents.TO_SHIP_LINES)
        return order


def _may_be_done(refusal: VendorError) -> bool:
    return is_lost(refusal) or refusal.vendor_code == USER_ERROR


def _told(order: Raw, write: FulfilmentWrite) -> list[RemoteFulfilment]:
    """The order's fulfilments that are this shipment: by its number; without one, by its very lines, if no
    other shipment of ours is known to be that fulfilment."""
    alive = [f for f in map(read_fulfilment, order["fulfillments"]) if f.status != "cancelled"]
    number = _bare(write.number)
    if number:
        return [f for f in alive if number in map(_bare, f.numbers)]
    return [f for f in alive if not f.numbers and _units(f.lines) == _units(write.lines) and f.external_id not in write.others]


def _bare(number: str) -> str:
    return "".join(number.split()).upper()


def _units(lines: Sequence[tuple[str, int]]) -> Units:
    units: Units = Counter()
    for line, count in lines:
        units[line] += count
    return units


def _shipped(fulfilments: Sequence[RemoteFulfilment]) -> Units:
    return _units([line for f in fulfilments for line in f.lines])


def _as_one(parts: Sequence[RemoteFulfilment]) -> RemoteFulfilment:
    first = parts[0]
    return RemoteFulfilment(
        external_id=first.external_id,
        created_at=first.created_at,
        status=first.status,
        company=first.company,
        numbers=first.numbers,
        urls=first.urls,
        lines=tuple(_shipped(parts).items()),
    )
