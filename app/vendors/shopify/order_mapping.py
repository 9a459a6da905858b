"""Orders as Shopify tells them, in our words. Pure: everything here is a function of its input."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import orjson

from app.kernel.money import decimal, quantize
from app.ports.storefront import (
    RemoteAddress,
    RemoteDiscount,
    RemoteFulfilment,
    RemoteLine,
    RemoteOrder,
    RemoteRefund,
    RemoteShippingLine,
    RemoteTax,
)
from app.vendors.shopify.values import Raw, instant, instant_or_none, nodes, shop_money

_PAYMENT = {
    "AUTHORIZED": "authorized",
    "EXPIRED": "failed",
    "PAID": "paid",
    "PARTIALLY_PAID": "partially_paid",
    "PARTIALLY_REFUNDED": "partially_refunded",
    "PENDING": "pending",
    "REFUNDED": "refunded",
    "VOIDED": "voided",
}
_FULFILMENT = {"SUCCESS": "success", "OPEN": "pending", "PENDING": "pending"}
"""What is not here (cancelled, error, failure) shipped nothing."""
_AT_ONCE = timedelta(minutes=1)
"""A cancellation and its refund bear moments of their own."""


def read_order(raw: Raw) -> RemoteOrder:
    """`raw` is an Order with all of its lines. Amounts are in the shop's currency, whatever the shopper paid in."""
    shipping_lines = tuple(_shipping_line(s) for s in nodes(raw["shippingLines"]))
    lines = _lines(raw)
    goods, discount, tax = _edited_away(raw, lines)
    customer = raw["customer"] or {}
    shipping_address, billing_address = _address(raw["shippingAddress"]), _address(raw["billingAddress"])
    return RemoteOrder(
        external_id=raw["id"],
        number=raw["name"],
        currency=raw["currencyCode"],
        status=_status(raw),
        payment_status=_payment_status(raw),
        placed_at=instant(raw["processedAt"]),
        updated_at=instant(raw["updatedAt"]),
        subtotal=shop_money(raw["subtotalPriceSet"]) - goods,
        discount=shop_money(raw["totalDiscountsSet"]) - discount,
        shipping=sum((s.amount for s in shipping_lines), Decimal(0)),
        tax=shop_money(raw["totalTaxSet"]) - tax,
        total=shop_money(raw["totalPriceSet"]) - goods - (0 if raw["taxesIncluded"] else tax),
        refunded=shop_money(raw["totalRefundedSet"]),
        taxes_included=bool(raw["taxesIncluded"]),
        customer_id=customer.get("id") or "",
        customer_name=customer.get("displayName") or _name(shipping_address) or _name(billing_address),
        email=raw["email"] or "",
        phone=raw["phone"] or "",
        billing_address=billing_address,
        shipping_address=shipping_address,
        lines=lines,
        taxes=_taxes(raw["taxLines"]),
        discounts=_discounts(raw),
        shipping_lines=shipping_lines,
        refunds=tuple(_refund(r) for r in raw["refunds"]),
        fulfilments=tuple(read_fulfilment(f) for f in raw["fulfillments"]),
        note=raw["note"] or "",
        tags=tuple(raw["tags"]),
        source=raw["sourceName"] or "",
        cancelled_at=instant_or_none(raw["cancelledAt"]),
        cancel_reason=(raw["cancelReason"] or "").lower(),
        raw=orjson.dumps(raw).decode(),
    )


def _status(raw: Raw) -> str:
    if raw["cancelledAt"]:
        return "cancelled"
    if raw["closed"] or raw["displayFulfillmentStatus"] == "FULFILLED":
        return "completed"
    return "open" if raw["confirmed"] else "pending"


def _payment_status(raw: Raw) -> str:
    """An order that costs nothing has no financial status: it is paid."""
    shown = raw["displayFinancialStatus"]
    if shown is None:
        return "paid" if raw["fullyPaid"] else "pending"
    return _PAYMENT.get(shown, "pending")


def _lines(raw: Raw) -> tuple[RemoteLine, ...]:
    """Less what was edited away: units that are neither in the order any more nor were refunded."""
    fulfilled: Counter[str] = Counter()
    for fulfilment in raw["fulfillments"]:
        if _FULFILMENT.get(fulfilment["status"]) == "success":
            fulfilled.update({f["lineItem"]["id"]: f["quantity"] or 0 for f in nodes(fulfilment["fulfillmentLineItems"])})
    refunded: dict[str, Counter[str]] = defaultdict(Counter)
    for refund in raw["refunds"]:
        for line in nodes(refund["refundLineItems"]):
            refunded[line["lineItem"]["id"]][line["restockType"]] += line["quantity"]
    lines, told = [], _told_of_edits(raw)
    for line in nodes(raw["lineItems"]):
        removed = _removed(line, refunded[line["id"]], fulfilled[line["id"]]) if told else 0
        if not removed or removed < int(line["quantity"]):
            lines.append(_line(line, fulfilled[line["id"]], refunded[line["id"]], removed, raw["currencyCode"]))
    return tuple(lines)


def _told_of_edits(raw: Raw) -> bool:
    """Whether units that are gone without a refund were edited away. A cancellation takes away all that had not left; only
    where it refunded its units, those of earlier edits can be told from them."""
    if not raw["cancelledAt"]:
        return True
    since = instant(raw["cancelledAt"]) - _AT_ONCE
    return bool(raw["edited"]) and any(nodes(r["refundLineItems"]) and _refunded_at(r) >= since for r in raw["refunds"])


def _refunded_at(raw: Raw) -> datetime:
    return instant(raw["createdAt"] or raw["processedAt"])


def _removed(raw: Raw, refunded: Counter[str], fulfilled: int) -> int:
    """What left the house was not edited away."""
    quantity = int(raw["quantity"])
    return max(0, min(quantity - int(raw["currentQuantity"]) - refunded.total(), quantity - fulfilled))


def _line(raw: Raw, fulfilled: int, refunded: Counter[str], removed: int, currency: str) -> RemoteLine:
    """Shopify's discounts and taxes of a line are those of all units that were ever ordered."""
    ordered = int(raw["quantity"])
    quantity = ordered - removed
    price, discount, taxes = (
        shop_money(raw["originalUnitPriceSet"]),
        _allocated(raw["discountAllocations"]),
        _taxes(raw["taxLines"]),
    )
    if removed:
        discount = quantize(discount * quantity / ordered, currency)
        taxes = tuple(replace(tax, amount=quantize(tax.amount * quantity / ordered, currency)) for tax in taxes)
    return RemoteLine(
        external_id=raw["id"],
        title=raw["title"],
        quantity=quantity,
        price=price,
        total=price * quantity - discount,
        product_id=(raw["product"] or {}).get("id") or "",
        variant_id=(raw["variant"] or {}).get("id") or "",
        variant_title=raw["variantTitle"] or "",
        sku=raw["sku"] or "",
        discount=discount,
        taxes=taxes,
        requires_shipping=bool(raw["requiresShipping"]),
        fulfilled=fulfilled,
        refunded=quantity - int(raw["currentQuantity"]),
        fulfillable=_fulfillable(raw, quantity, fulfilled, refunded),
        image_url=(raw["image"] or {}).get("url") or "",
        properties={a["key"]: a["value"] for a in raw["customAttributes"]} or None,
    )


def _edited_away(raw: Raw, lines: Sequence[RemoteLine]) -> tuple[Decimal, Decimal, Decimal]:
    """(goods, discount, tax) of units that were edited away and that Shopify's sums still count."""
    whole = nodes(raw["lineItems"])
    discounts = sum((_allocated(line["discountAllocations"]) for line in whole), Decimal(0))
    goods = sum((shop_money(line["originalUnitPriceSet"]) * int(line["quantity"]) for line in whole), Decimal(0)) - discounts
    if goods != shop_money(raw["subtotalPriceSet"]):
        return Decimal(0), Decimal(0), Decimal(0)
    taxes = sum((tax.amount for line in whole for tax in _taxes(line["taxLines"])), Decimal(0))
    left = sum((tax.amount for line in lines for tax in line.taxes), Decimal(0))
    return (
        goods - sum((line.total for line in lines), Decimal(0)),
        discounts - sum((line.discount for line in lines), Decimal(0)),
        taxes - left,
    )


def _fulfillable(raw: Raw, quantity: int, fulfilled: int, refunded: Counter[str]) -> int:
    """Units still to ship. Shopify's `unfulfilledQuantity` takes off units that came back after they were shipped
    and can fall below zero; those are added again, up to what was never shipped nor cancelled."""
    never_left = quantity - fulfilled - refunded["CANCEL"]
    return max(0, min(int(raw["unfulfilledQuantity"]) + refunded["RETURN"], never_left))


def _allocated(allocations: Iterable[Raw]) -> Decimal:
    return sum((shop_money(a["allocatedAmountSet"]) for a in allocations), Decimal(0))


def _discounts(raw: Raw) -> tuple[RemoteDiscount, ...]:
    """Each discount with what it took off lines and shipping; its own definition tells a percentage, not an amount."""
    taken: dict[int, Decimal] = defaultdict(Decimal)
    for holder in (*nodes(raw["lineItems"]), *nodes(raw["shippingLines"])):
        for allocation in holder["discountAllocations"]:
            taken[allocation["discountApplication"]["index"]] += shop_money(allocation["allocatedAmountSet"])
    return tuple(
        RemoteDiscount(code=d.get("code") or "", amount=taken[d["index"]], title=d.get("title") or "")
        for d in nodes(raw["discountApplications"])
    )


def _shipping_line(raw: Raw) -> RemoteShippingLine:
    return RemoteShippingLine(
        title=raw["title"],
        amount=shop_money(raw["discountedPriceSet"]),
        code=raw["code"] or "",
        taxes=_taxes(raw["taxLines"]),
    )


def _taxes(raw: Iterable[Raw]) -> tuple[RemoteTax, ...]:
    """A rate is a proportion, not money: Shopify tells it as a JSON number."""
    return tuple(
        RemoteTax(
            title=t["title"],
            amount=shop_money(t["priceSet"]),
            rate=None if t["rate"] is None else decimal(str(t["rate"])),
        )
        for t in raw
    )


def _refund(raw: Raw) -> RemoteRefund:
    return RemoteRefund(
        external_id=raw["id"],
        amount=shop_money(raw["totalRefundedSet"]),
        created_at=_refunded_at(raw),
        reason=raw["note"] or "",
        lines=tuple(
            (line["lineItem"]["id"], int(line["quantity"]), bool(line["restocked"])) for line in nodes(raw["refundLineItems"])
        ),
    )


def read_fulfilment(raw: Raw) -> RemoteFulfilment:
    tracking = raw["trackingInfo"]
    return RemoteFulfilment(
        external_id=raw["id"],
        created_at=instant(raw["createdAt"]),
        status=_FULFILMENT.get(raw["status"], "cancelled"),
        company=next((t["company"] for t in tracking if t["company"]), ""),
        numbers=tuple(t["number"] for t in tracking if t["number"]),
        urls=tuple(t["url"] for t in tracking if t["url"]),
        lines=tuple((f["lineItem"]["id"], int(f["quantity"] or 0)) for f in nodes(raw["fulfillmentLineItems"])),
    )


def _address(raw: Raw | None) -> RemoteAddress | None:
    if raw is None:
        return None
    return RemoteAddress(
        name=raw["name"] or "",
        company=raw["company"] or "",
        line1=raw["address1"] or "",
        line2=raw["address2"] or "",
        city=raw["city"] or "",
        region=raw["provinceCode"] or raw["province"] or "",
        postal_code=raw["zip"] or "",
        country=raw["countryCodeV2"] or "",
        phone=raw["phone"] or "",
    )


def _name(address: RemoteAddress | None) -> str:
    return address.name if address else ""
