"""What an order consists of: lines, taxes, discounts, shipping."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.sandbox.shop import ZERO, Discount, Order, OrderLine, TaxLine
from app.sandbox.shopify import amounts
from app.sandbox.shopify.context import Context
from app.sandbox.shopify.ids import gid
from app.sandbox.shopify.money import Bag, bag, money
from app.sandbox.shopify.rows import LineRow, ShippingRow, VariantRow
from app.sandbox.shopify.schema import Fields
from app.sandbox.shopify.types.inventory import weight
from app.sandbox.shopify.types.products import image, image_of

MANUAL = "manual"


def tax_line(order: Order, tax: TaxLine, amount: Decimal | None = None) -> dict[str, Any]:
    return {
        "channelLiable": False,
        "priceSet": bag(order, tax.amount if amount is None else amount),
        "rate": float(tax.rate),
        "ratePercentage": float(tax.rate * 100),
        "source": "shopify",
        "title": tax.title,
    }


def order_taxes(order: Order, *, current: bool = False) -> list[dict[str, Any]]:
    """The taxes of an order, one line for each title and rate."""
    sums: dict[tuple[str, Decimal], Decimal] = {}
    for line in order.lines:
        part = amounts.current(order, line) if current else line.quantity
        for tax in line.taxes:
            key = (tax.title, tax.rate)
            sums[key] = sums.get(key, ZERO) + amounts.share(part, line.kept, tax.amount)
    for shipping in order.shipping_lines:
        for tax in shipping.taxes:
            left = amounts.current_shipping(order) / order.shipping_total if order.shipping_total else ZERO
            key = (tax.title, tax.rate)
            sums[key] = sums.get(key, ZERO) + tax.amount * (left if current else 1)
    return [tax_line(order, TaxLine(title, rate, amount)) for (title, rate), amount in sums.items()]


def _application(order: Order, discount: Discount, index: int) -> dict[str, Any]:
    percent = discount.kind == "percent"
    value = (
        {"__typename": "PricingPercentageValue", "percentage": float(discount.value)}
        if percent
        else {"__typename": "MoneyV2", **money(discount.value, order.currency)}
    )
    shared = {
        "allocationMethod": "ACROSS",
        "index": index,
        "targetSelection": "ALL",
        "targetType": "LINE_ITEM",
        "value": value,
    }
    if discount.code:
        return {"__typename": "DiscountCodeApplication", "code": discount.code, **shared}
    title = discount.title or "Discount"
    return {"__typename": "ManualDiscountApplication", "title": title, "description": title, **shared}


def applications(order: Order) -> list[dict[str, Any]]:
    """The discounts of an order; what was given on single lines alone counts as one by hand."""
    if order.discounts:
        return [_application(order, discount, n) for n, discount in enumerate(order.discounts)]
    alone = sum((line.discount for line in order.lines), ZERO)
    if not alone:
        return []
    by_hand = _application(order, Discount("", "fixed", alone, alone, MANUAL), 0)
    return [{**by_hand, "targetSelection": "EXPLICIT"}]


def allocations(order: Order, line: OrderLine) -> list[dict[str, Any]]:
    """How the discounts of an order fall on a line."""
    given = amounts.ordered_discount(line)
    if not given:
        return []
    return [{"allocatedAmountSet": bag(order, given), "discountApplication": applications(order)[0]}]


def _line_discounted(row: LineRow, ctx: Context, withCodeDiscounts: bool = False) -> Bag:
    line = row.line
    if amounts.from_code(row.order, line) and not withCodeDiscounts:
        return bag(row.order, line.price * line.quantity)
    return bag(row.order, amounts.ordered_total(line))


def _unit_discounted(row: LineRow, ctx: Context) -> Bag:
    code = amounts.from_code(row.order, row.line)
    return bag(row.order, row.line.price if code else amounts.unit_after_discounts(row.line))


def _fulfilment_status(line: OrderLine) -> str:
    if line.open <= 0 and line.fulfilled:
        return "fulfilled"
    return "partial" if line.fulfilled else "unfulfilled"


def line_name(line: OrderLine) -> str:
    return f"{line.title} - {line.variant_title}" if line.variant_title else line.title


def _variant(row: LineRow, ctx: Context) -> VariantRow | None:
    found = ctx.variant(row.line.variant_id)
    return VariantRow(*found) if found else None


def _image(row: LineRow, ctx: Context) -> dict[str, Any] | None:
    product = ctx.shop.products.get(row.line.product_id or 0)
    found = image_of(product, row.line.image_id) or (product.images[0] if product and product.images else None)
    return image(found, ctx) if found else None


def _unfulfilled(row: LineRow, ctx: Context, *, discounted: bool) -> Bag:
    line = row.line
    unit = amounts.unit_after_discounts(line) if discounted else line.price
    return bag(row.order, unit * max(line.open, 0))


LINE: Fields = {
    "currentQuantity": lambda row, ctx: amounts.current(row.order, row.line),
    "customAttributes": lambda row, ctx: [],
    "discountAllocations": lambda row, ctx: allocations(row.order, row.line),
    "discountedTotalSet": _line_discounted,
    "discountedUnitPriceAfterAllDiscountsSet": lambda row, ctx: bag(row.order, amounts.unit_after_discounts(row.line)),
    "discountedUnitPriceSet": _unit_discounted,
    "fulfillableQuantity": lambda row, ctx: max(row.line.open, 0),
    "fulfillmentStatus": lambda row, ctx: _fulfilment_status(row.line),
    "id": lambda row, ctx: gid("LineItem", row.line.id),
    "image": lambda row, ctx, **args: _image(row, ctx),
    "isGiftCard": lambda row, ctx: False,
    "merchantEditable": lambda row, ctx: row.order.cancelled is None and row.line.open > 0,
    "name": lambda row, ctx: line_name(row.line),
    "nonFulfillableQuantity": lambda row, ctx: row.line.quantity - row.line.fulfilled - max(row.line.open, 0),
    "originalTotalSet": lambda row, ctx: bag(row.order, row.line.price * row.line.quantity),
    "originalUnitPriceSet": lambda row, ctx: bag(row.order, row.line.price),
    "product": lambda row, ctx: ctx.shop.products.get(row.line.product_id or 0),
    "quantity": lambda row, ctx: row.line.quantity,
    "refundableQuantity": lambda row, ctx: max(row.line.kept - row.line.refunded, 0),
    "requiresShipping": lambda row, ctx: row.line.requires_shipping,
    "restockable": lambda row, ctx: row.line.variant_id is not None,
    "sku": lambda row, ctx: row.line.sku or None,
    "taxLines": lambda row, ctx, first=None: [
        tax_line(row.order, tax, amounts.share(row.line.quantity, row.line.kept, tax.amount)) for tax in row.line.taxes
    ][:first],
    "taxable": lambda row, ctx: row.line.taxable,
    "title": lambda row, ctx: row.line.title,
    "totalDiscountSet": lambda row, ctx: bag(row.order, amounts.own_discount(row.order, row.line)),
    "unfulfilledDiscountedTotalSet": lambda row, ctx: _unfulfilled(row, ctx, discounted=True),
    "unfulfilledOriginalTotalSet": lambda row, ctx: _unfulfilled(row, ctx, discounted=False),
    "unfulfilledQuantity": lambda row, ctx: max(row.line.open, 0),
    "variant": _variant,
    "variantTitle": lambda row, ctx: row.line.variant_title or None,
    "vendor": lambda row, ctx: row.line.vendor or None,
    "weight": lambda row, ctx: weight(row.line.weight_grams, ctx.shop.weight_unit),
}


def _current_price(row: ShippingRow, ctx: Context) -> Bag:
    whole = row.order.shipping_total
    left = row.line.total * amounts.current_shipping(row.order) / whole if whole else ZERO
    return bag(row.order, left)


SHIPPING: Fields = {
    "carrierIdentifier": lambda row, ctx: None,
    "code": lambda row, ctx: row.line.code or row.line.title,
    "currentDiscountedPriceSet": _current_price,
    "custom": lambda row, ctx: False,
    "deliveryCategory": lambda row, ctx: None,
    "discountAllocations": lambda row, ctx: [],
    "discountedPriceSet": lambda row, ctx: bag(row.order, row.line.total),
    "id": lambda row, ctx: gid("ShippingLine", row.line.id),
    "isRemoved": lambda row, ctx: False,
    "originalPriceSet": lambda row, ctx: bag(row.order, row.line.price),
    "phone": lambda row, ctx: None,
    "shippingRateHandle": lambda row, ctx: None,
    "source": lambda row, ctx: "shopify",
    "taxLines": lambda row, ctx: [tax_line(row.order, tax) for tax in row.line.taxes],
    "title": lambda row, ctx: row.line.title,
}
