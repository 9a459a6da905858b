"""Orders."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.sandbox.shop import ZERO, Image, Order
from app.sandbox.shopify import amounts, status
from app.sandbox.shopify.context import Context, iso, iso_or_none
from app.sandbox.shopify.filters import TASKS
from app.sandbox.shopify.ids import gid, shop_number
from app.sandbox.shopify.money import Bag, bag
from app.sandbox.shopify.paging import plain
from app.sandbox.shopify.rows import LineRow, ParcelRow, RefundRow, ShippingRow
from app.sandbox.shopify.schema import Fields
from app.sandbox.shopify.types.lines import applications, order_taxes
from app.sandbox.shopify.types.products import count, image
from app.sandbox.shopify.types.shop import order_address
from app.sandbox.shopify.types.transactions import gateway, transactions

# Apps that orders come from, by the neutral name of their source.
SOURCES = {"web": ("Online Store", 580111), "pos": ("Point of Sale", 129785), "draft": ("Draft Orders", 1354745)}


def _sum(of: Any) -> Any:
    """A field that is a MoneyBag of what `of` makes of the order."""

    def field(order: Order, ctx: Context) -> Bag:
        return bag(order, of(order))

    return field


def _nothing(order: Order, ctx: Context) -> Bag:
    return bag(order, ZERO)


def order_app(order: Order) -> dict[str, Any]:
    name, app_id = SOURCES.get(order.source, (order.source.replace("_", " ").title() or "Online Store", 580111))
    return {"id": gid("App", app_id), "name": name}


def _parcels(order: Order, ctx: Context, first: int | None = None, query: str | None = None) -> list[ParcelRow]:
    return [ParcelRow(order, parcel) for parcel in order.fulfilments][:first]


def _tasks(order: Order, ctx: Context, displayable: bool = False, **args: Any) -> dict[str, Any]:
    rows = status.tasks(ctx.shop, order)
    return TASKS.page(rows, ctx, **args)


def _shipping_lines(order: Order, ctx: Context, includeRemovals: bool = False, **window: Any) -> dict[str, Any]:
    return plain([ShippingRow(order, line) for line in order.shipping_lines], ctx, **window)


def _lines(order: Order, ctx: Context, **window: Any) -> dict[str, Any]:
    return plain([LineRow(order, line) for line in order.lines], ctx, **window)


def _unshippable(order: Order, ctx: Context, **window: Any) -> dict[str, Any]:
    return plain([LineRow(order, line) for line in order.lines if not line.requires_shipping], ctx, **window)


def _captured(order: Order) -> Decimal:
    return order.total if order.financial == "authorized" else ZERO


def _can_pay(order: Order) -> bool:
    return order.cancelled is None and order.financial in ("pending", "authorized")


def _codes(order: Order) -> list[str]:
    return [discount.code for discount in order.discounts if discount.code]


def _transactions(
    order: Order, ctx: Context, first: int | None = None, capturable: bool | None = None,
    manuallyResolvable: bool | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    rows = transactions(order, ctx)
    if capturable is not None:
        rows = [row for row in rows if row["manuallyCapturable"] == capturable]
    return rows[:first]


def _same_address(order: Order) -> bool:
    return order.billing == order.shipping


_SUMS: dict[str, Any] = {
    "currentShippingPriceSet": amounts.current_shipping,
    "currentSubtotalPriceSet": amounts.current_subtotal,
    "currentTotalDiscountsSet": amounts.current_discounts,
    "currentTotalPriceSet": amounts.current_price,
    "currentTotalTaxSet": amounts.current_taxes,
    "netPaymentSet": lambda o: amounts.received(o) - o.refunded_total,
    "originalTotalPriceSet": amounts.total,
    "subtotalPriceSet": amounts.subtotal,
    "totalCapturableSet": _captured,
    "totalDiscountsSet": lambda o: (
        sum((amounts.ordered_discount(x) for x in o.lines), ZERO) + sum((x.discount for x in o.shipping_lines), ZERO)
    ),
    "totalOutstandingSet": amounts.outstanding,
    "totalPriceSet": amounts.total,
    "totalReceivedSet": amounts.received,
    "totalRefundedSet": lambda o: o.refunded_total,
    "totalRefundedShippingSet": amounts.refunded_shipping,
    "totalShippingPriceSet": lambda o: o.shipping_total,
    "totalTaxSet": amounts.taxes,
}


def _cart_discount(order: Order, ctx: Context, *, current: bool) -> Bag | None:
    """The discount on the cart as a whole."""
    if not order.discounts:
        return bag(order, ZERO) if current else None
    of = amounts.current_discounts(order) if current else sum((x.discount for x in order.lines), ZERO)
    return bag(order, of)


ORDER: Fields = {
    **{name: _sum(of) for name, of in _SUMS.items()},
    "app": lambda o, ctx: {**order_app(o), "icon": image(Image(0, ctx.shop.logo, width=48, height=48), ctx)},
    "billingAddress": lambda o, ctx: order_address(o, billing=True),
    "billingAddressMatchesShippingAddress": lambda o, ctx: _same_address(o),
    "canMarkAsPaid": lambda o, ctx: _can_pay(o),
    "canNotifyCustomer": lambda o, ctx: bool(o.email or o.phone),
    "cancelReason": lambda o, ctx: status.cancel_reason(o),
    "cancellation": lambda o, ctx: {"staffNote": o.extra.get("staff_note")} if o.cancelled else None,
    "cancelledAt": lambda o, ctx: iso_or_none(o.cancelled),
    "capturable": lambda o, ctx: o.financial == "authorized",
    "cartDiscountAmountSet": lambda o, ctx: _cart_discount(o, ctx, current=False),
    "cartToken": lambda o, ctx: o.key,
    "checkoutToken": lambda o, ctx: o.key,
    "clientIp": lambda o, ctx: None,
    "closed": lambda o, ctx: o.closed is not None,
    "closedAt": lambda o, ctx: iso_or_none(o.closed),
    "confirmationNumber": lambda o, ctx: status.confirmation_number(o),
    "confirmed": lambda o, ctx: True,
    "createdAt": lambda o, ctx: iso(o.created),
    "currencyCode": lambda o, ctx: o.currency,
    "currentCartDiscountAmountSet": lambda o, ctx: _cart_discount(o, ctx, current=True),
    "currentSubtotalLineItemsQuantity": lambda o, ctx: sum(amounts.current(o, line) for line in o.lines),
    "currentTaxLines": lambda o, ctx: order_taxes(o, current=True),
    "currentTotalWeight": lambda o, ctx: str(sum(x.weight_grams * amounts.current(o, x) for x in o.lines)),
    "customAttributes": lambda o, ctx: o.extra.get("attributes", []),
    "customer": lambda o, ctx: ctx.shop.customers.get(o.customer_id or 0),
    "customerAcceptsMarketing": lambda o, ctx: (
        (customer := ctx.shop.customers.get(o.customer_id or 0)) is not None and customer.accepts_marketing
    ),
    "customerLocale": lambda o, ctx: None,
    "discountApplications": lambda o, ctx, **args: plain(applications(o), ctx, **args),
    "discountCode": lambda o, ctx: next(iter(_codes(o)), None),
    "discountCodes": lambda o, ctx: _codes(o),
    "displayAddress": lambda o, ctx: order_address(o) or order_address(o, billing=True),
    "displayFinancialStatus": lambda o, ctx: status.financial(o),
    "displayFulfillmentStatus": lambda o, ctx: status.fulfilment(o),
    "dutiesIncluded": lambda o, ctx: False,
    "edited": lambda o, ctx: any(line.removed for line in o.lines),
    "email": lambda o, ctx: o.email or None,
    "estimatedTaxes": lambda o, ctx: False,
    "fulfillable": lambda o, ctx: any(line.open > 0 for line in o.lines),
    "fulfillmentOrders": _tasks,
    "fulfillments": _parcels,
    "fulfillmentsCount": lambda o, ctx: count(len(o.fulfilments)),
    "fullyPaid": lambda o, ctx: not amounts.outstanding(o) and o.financial != "voided",
    "hasTimelineComment": lambda o, ctx: False,
    "id": lambda o, ctx: gid("Order", o.id),
    "legacyResourceId": lambda o, ctx: str(o.id),
    "lineItems": _lines,
    "merchantEditable": lambda o, ctx: o.cancelled is None,
    "merchantEditableErrors": lambda o, ctx: ["The order is cancelled."] if o.cancelled else [],
    "metafield": lambda o, ctx, **args: None,
    "metafields": lambda o, ctx, keys=None, namespace=None, **args: plain([], ctx, **args),
    "name": lambda o, ctx: o.name,
    "nonFulfillableLineItems": _unshippable,
    "note": lambda o, ctx: o.note or None,
    "number": lambda o, ctx: o.number,
    "paymentGatewayNames": lambda o, ctx: [gateway(o)],
    "phone": lambda o, ctx: o.phone or None,
    "physicalLocation": lambda o, ctx: None,
    "poNumber": lambda o, ctx: o.extra.get("po_number"),
    "presentmentCurrencyCode": lambda o, ctx: o.presentment_currency or o.currency,
    "processedAt": lambda o, ctx: iso(o.processed),
    "refundDiscrepancySet": _nothing,
    "refundable": lambda o, ctx: amounts.received(o) > o.refunded_total,
    "refunds": lambda o, ctx, first=None: [RefundRow(o, refund) for refund in o.refunds][:first],
    "requiresShipping": lambda o, ctx: any(line.requires_shipping for line in o.lines),
    "restockable": lambda o, ctx: any(line.variant_id is not None for line in o.lines),
    "retailLocation": lambda o, ctx: None,
    "returnStatus": lambda o, ctx: "NO_RETURN",
    "risk": lambda o, ctx: {"recommendation": "NONE"},
    "shippingAddress": lambda o, ctx: order_address(o),
    "shippingLine": lambda o, ctx: ShippingRow(o, o.shipping_lines[0]) if o.shipping_lines else None,
    "shippingLines": _shipping_lines,
    "sourceIdentifier": lambda o, ctx: o.extra.get("source_identifier"),
    "sourceName": lambda o, ctx: o.source,
    "statusPageUrl": lambda o, ctx, **args: f"https://{ctx.shop.handle}.myshopify.com/{shop_number(ctx.shop)}/orders/{o.key}",
    "subtotalLineItemsQuantity": lambda o, ctx: sum(line.quantity for line in o.lines),
    "tags": lambda o, ctx: sorted(o.tags),
    "taxExempt": lambda o, ctx: False,
    "taxLines": lambda o, ctx: order_taxes(o),
    "taxesIncluded": lambda o, ctx: o.taxes_included,
    "test": lambda o, ctx: False,
    "totalTipReceivedSet": _nothing,
    "totalWeight": lambda o, ctx: str(amounts.weight(o)),
    "transactions": _transactions,
    "transactionsCount": lambda o, ctx: count(len(transactions(o, ctx))),
    "unpaid": lambda o, ctx: bool(amounts.outstanding(o)),
    "updatedAt": lambda o, ctx: iso(o.updated),
}
