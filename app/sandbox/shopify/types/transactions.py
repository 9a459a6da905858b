"""The money that moved for an order, worked out from its states."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.sandbox.shop import ZERO, Order, Refund
from app.sandbox.shopify import amounts
from app.sandbox.shopify.context import Context, iso
from app.sandbox.shopify.ids import gid, nested_number
from app.sandbox.shopify.money import bag, money
from app.sandbox.shopify.types.lines import MANUAL

# Places of an order's transactions in the numbers of their ids; a refund's is told apart by the refund's id.
SALE, AUTHORIZATION, VOID, CAPTURE, REFUNDED = 1, 2, 3, 4, 501
# Gateways that nobody is charged through.
BY_HAND = {MANUAL, "cash_on_delivery", "cod", "bank_transfer", "bank_deposit", "money_order", "cheque", "invoice"}


def gateway(order: Order) -> str:
    return order.gateway or MANUAL


def _shown(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").title()


def _row(order: Order, ctx: Context, place: int, kind: str, amount: Decimal, **how: Any) -> dict[str, Any]:
    at = how.get("at") or order.processed
    name = gateway(order)
    state = how.get("status", "SUCCESS")
    return {
        "__typename": "OrderTransaction",
        "id": gid("OrderTransaction", nested_number(how.get("base", order.id), place)),
        "accountNumber": None,
        "amountSet": bag(order, amount),
        "authorizationExpiresAt": None,
        "createdAt": iso(at),
        "errorCode": None,
        "formattedGateway": _shown(name),
        "gateway": name,
        "kind": kind,
        "manualPaymentGateway": name in BY_HAND,
        "manuallyCapturable": kind == "AUTHORIZATION" and order.financial == "authorized",
        "maximumRefundableV2": how.get("refundable"),
        "multiCapturable": False,
        "order": order,
        "parentTransaction": how.get("parent"),
        "paymentId": f"{order.key}.{place}",
        "processedAt": iso(at),
        "receiptJson": "{}",
        "settlementCurrency": order.currency,
        "settlementCurrencyRate": "1.0",
        "status": state,
        "test": False,
        "totalUnsettledSet": bag(order, amount if order.financial == "authorized" else ZERO),
    }


def payments(order: Order, ctx: Context) -> list[dict[str, Any]]:
    """What came in, or was to come in."""
    left = money(order.total - order.refunded_total, order.currency)
    if order.financial == "authorized":
        return [_row(order, ctx, AUTHORIZATION, "AUTHORIZATION", order.total)]
    if order.financial == "pending":
        return [_row(order, ctx, SALE, "SALE", amounts.outstanding(order), status="PENDING")]
    if order.financial == "voided":
        first = _row(order, ctx, AUTHORIZATION, "AUTHORIZATION", order.total)
        return [first, _row(order, ctx, VOID, "VOID", ZERO, at=order.cancelled, parent=first)]
    if order.extra.get("captured"):
        first = _row(order, ctx, AUTHORIZATION, "AUTHORIZATION", order.total)
        return [
            first,
            _row(order, ctx, CAPTURE, "CAPTURE", order.total, at=order.paid, parent=first, refundable=left),
        ]
    return [_row(order, ctx, SALE, "SALE", order.total, at=order.paid, refundable=left)]


def repayment(order: Order, refund: Refund, ctx: Context) -> list[dict[str, Any]]:
    """What went back with a refund; nothing for one without money."""
    if not refund.amount:
        return []
    parent = payments(order, ctx)[-1]
    return [_row(order, ctx, REFUNDED, "REFUND", refund.amount, base=refund.id, at=refund.created, parent=parent)]


def transactions(order: Order, ctx: Context) -> list[dict[str, Any]]:
    """All of an order's, oldest first."""
    return [*payments(order, ctx), *(row for refund in order.refunds for row in repayment(order, refund, ctx))]
