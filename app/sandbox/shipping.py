"""What happens to orders afterwards: parcels, tracking, refunds, cancellation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.sandbox.catalogue import assign
from app.sandbox.core import Refused, round_money
from app.sandbox.ordering import Ordering
from app.sandbox.shop import (
    ZERO,
    Fulfilment,
    FulfilmentLine,
    Order,
    OrderLine,
    Refund,
    RefundLine,
    Shop,
)

_TRACKING = {"tracking_company", "tracking_number", "tracking_url", "shipment_status", "notify_customer"}


@dataclass(frozen=True)
class Return:
    """Units to be paid back. `restock`: "none", "cancel" (never shipped), "return" (came back), or "auto": what has not
    been shipped is cancelled, the rest comes back."""

    line_id: int
    quantity: int
    restock: str = "auto"
    location_id: int | None = None


class Shipping(Ordering):
    """Operations on placed orders."""

    def fulfil(
        self, shop: Shop, order_id: int, lines: Mapping[int, int] | None = None, *,
        location_id: int | None = None, at: datetime | None = None, **tracking: Any,
    ) -> Fulfilment:  # fmt: skip
        """Ship units by line id (None: all that are open), with tracking_company, tracking_number, tracking_url,
        shipment_status, notify_customer. Emits fulfilment.created, order.fulfilled or order.partially_fulfilled,
        order.updated. Refused not_open when more is asked than is open, cancelled."""
        order = self.order(shop, order_id)
        if order.cancelled:
            raise Refused("cancelled", f"order {order.name} is cancelled", "order_id")
        wanted = {line.id: line.open for line in order.lines if line.open > 0} if lines is None else dict(lines)
        parcel = [(self.line(order, line_id), quantity) for line_id, quantity in wanted.items()]
        if not parcel:
            raise Refused("not_open", f"order {order.name} has nothing left to ship", "lines")
        for line, quantity in parcel:
            if quantity < 1 or quantity > line.open:
                raise Refused("not_open", f"{line.open} of {line.title} can be shipped, not {quantity}", "quantity")
        now = at or self.clock()
        rows = [FulfilmentLine(line.id, quantity) for line, quantity in parcel]
        source = self.place(shop, location_id if location_id is not None else parcel[0][0].location_id)
        made = Fulfilment(shop.next_id(), now, now, rows, source.id)
        assign(made, tracking, _TRACKING)
        for line, quantity in parcel:
            line.fulfilled += quantity
            self._left(shop, line, quantity, source.id)
        order.fulfilments.append(made)
        self.emit(shop, "fulfilment.created", order.id, fulfilment_id=made.id)
        state = "order.fulfilled" if order.fulfilment_state == "fulfilled" else "order.partially_fulfilled"
        self.emit(shop, state, order.id, fulfilment_id=made.id)
        self.order_changed(shop, order)
        return made

    def fulfilment(self, shop: Shop, fulfilment_id: int) -> tuple[Order, Fulfilment]:
        """A parcel and its order; Refused not_found."""
        for order in shop.orders.values():
            for made in order.fulfilments:
                if made.id == fulfilment_id:
                    return order, made
        raise Refused("not_found", f"no fulfilment {fulfilment_id}", "fulfilment_id")

    def update_tracking(self, shop: Shop, fulfilment_id: int, **tracking: Any) -> Fulfilment:
        """Change a parcel's tracking. Emits fulfilment.updated, order.updated if anything is different."""
        order, made = self.fulfilment(shop, fulfilment_id)
        if assign(made, tracking, _TRACKING):
            made.updated = self.clock()
            self.emit(shop, "fulfilment.updated", order.id, fulfilment_id=made.id)
            self.order_changed(shop, order)
        return made

    def cancel_fulfilment(self, shop: Shop, fulfilment_id: int) -> Fulfilment:
        """Take a parcel back: its units are open again. Emits fulfilment.updated, order.updated."""
        order, made = self.fulfilment(shop, fulfilment_id)
        if made.status == "cancelled":
            return made
        made.status, made.updated = "cancelled", self.clock()
        for row in made.lines:
            line = self.line(order, row.line_id)
            line.fulfilled -= row.quantity
            self.move_stock(shop, line.variant_id, made.location_id, on_hand=row.quantity)
            self.move_stock(shop, line.variant_id, line.location_id, committed=row.quantity)
        self.emit(shop, "fulfilment.updated", order.id, fulfilment_id=made.id)
        self.order_changed(shop, order)
        return made

    def refund(
        self, shop: Shop, order_id: int, lines: Sequence[Return] = (), *, shipping: Decimal = ZERO,
        amount: Decimal | None = None, note: str = "", at: datetime | None = None,
    ) -> Refund:  # fmt: skip
        """Pay back. The amount is worked out from lines and shipping unless given. Emits refund.created, order.updated.

        Refused over_refund (more units or money than there is), not_open (cancel more than is open).
        """
        order = self.order(shop, order_id)
        rows = [row for wanted in lines for row in self._refund_rows(shop, order, wanted)]
        self._check_units(order, rows)
        total = _worth(order, rows) + shipping if amount is None else amount
        if total < 0 or total > order.total - order.refunded_total:
            raise Refused("over_refund", f"{order.total - order.refunded_total} can be refunded, not {total}", "amount")
        made = Refund(shop.next_id(), at or self.clock(), total, rows, shipping, note)
        for row in rows:
            self._take_back(shop, self.line(order, row.line_id), row)
        order.refunds.append(made)
        self.settle(order)
        self.emit(shop, "refund.created", order.id, refund_id=made.id)
        self.order_changed(shop, order)
        return made

    def cancel_order(
        self, shop: Shop, order_id: int, *, reason: str = "", restock: bool = True, refund: bool = True,
        at: datetime | None = None,
    ) -> Order:  # fmt: skip
        """Cancel what is not shipped; with `refund`, pay back what was paid. Emits refund.created, order.cancelled,
        order.updated. Refused cancelled (again), not_open (everything is shipped)."""
        order = self.order(shop, order_id)
        if order.cancelled:
            raise Refused("cancelled", f"order {order.name} is cancelled already", "order_id")
        if order.fulfilment_state == "fulfilled":
            raise Refused("not_open", f"order {order.name} is shipped", "order_id")
        order.cancelled = at or self.clock()
        order.cancel_reason = reason
        if order.financial in ("pending", "authorized"):
            order.financial = "voided"
        elif refund:
            self._pay_back_open(shop, order, "cancel" if restock else "none", at)
        self._drop_open(shop, order, restock)
        self.emit(shop, "order.cancelled", order.id)
        self.order_changed(shop, order)
        return order

    def _pay_back_open(self, shop: Shop, order: Order, restock: str, at: datetime | None) -> None:
        """What is not shipped; with nothing shipped, all that was paid. Never more than is left, so never refused."""
        due = order.total - order.refunded_total
        back = [Return(x.id, units, restock) for x in order.lines if (units := min(x.open, x.kept - x.refunded)) > 0]
        if order.fulfilment_state != "unfulfilled":
            rows = [row for wanted in back for row in self._refund_rows(shop, order, wanted)]
            due = min(due, _worth(order, rows))
        if due > 0:
            self.refund(shop, order.id, back, amount=due, at=at)

    def _refund_rows(self, shop: Shop, order: Order, wanted: Return) -> list[RefundLine]:
        line = self.line(order, wanted.line_id)
        if wanted.quantity < 1 or wanted.quantity > line.kept - line.refunded:
            raise Refused("over_refund", f"{line.kept - line.refunded} of {line.title} can be refunded", "quantity")
        parts = [(wanted.restock, wanted.quantity)]
        if wanted.restock == "auto":
            unshipped = min(wanted.quantity, line.open)
            parts = [("cancel", unshipped), ("return", wanted.quantity - unshipped)]
        rows = []
        for restock, quantity in parts:
            if quantity:
                worth = round_money(line.total * quantity / line.kept, order.currency)
                tax = round_money(line.tax * quantity / line.kept, order.currency)
                rows.append(RefundLine(line.id, quantity, restock, wanted.location_id or line.location_id, worth, tax))
        return rows

    def _check_units(self, order: Order, rows: Sequence[RefundLine]) -> None:
        for line in order.lines:
            mine = [row for row in rows if row.line_id == line.id]
            if sum(row.quantity for row in mine) > line.kept - line.refunded:
                raise Refused("over_refund", f"{line.kept - line.refunded} of {line.title} can be refunded", "quantity")
            if sum(row.quantity for row in mine if row.restock == "cancel") > line.open:
                raise Refused("not_open", f"{line.open} of {line.title} can be cancelled", "quantity")

    def _take_back(self, shop: Shop, line: OrderLine, row: RefundLine) -> None:
        line.refunded += row.quantity
        if row.restock == "return":
            self.move_stock(shop, line.variant_id, row.location_id, on_hand=row.quantity)
            return
        dropped = min(row.quantity, line.open)
        line.cancelled += dropped
        lost = dropped if row.restock == "none" else 0
        self.move_stock(shop, line.variant_id, line.location_id, committed=-dropped, on_hand=-lost)

    def _drop_open(self, shop: Shop, order: Order, restock: bool) -> None:
        for line in order.lines:
            dropped = line.open
            line.cancelled += dropped
            self.move_stock(shop, line.variant_id, line.location_id, committed=-dropped, on_hand=0 if restock else -dropped)

    def _left(self, shop: Shop, line: OrderLine, quantity: int, location_id: int) -> None:
        if line.location_id == location_id:
            self.move_stock(shop, line.variant_id, location_id, on_hand=-quantity, committed=-quantity)
            return
        self.move_stock(shop, line.variant_id, line.location_id, committed=-quantity)
        self.move_stock(shop, line.variant_id, location_id, on_hand=-quantity)


def _worth(order: Order, rows: Sequence[RefundLine]) -> Decimal:
    """What the shopper paid for these units."""
    return sum((row.subtotal + (ZERO if order.taxes_included else row.tax) for row in rows), ZERO)
