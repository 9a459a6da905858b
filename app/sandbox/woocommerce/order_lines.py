"""Lines of orders: what they come to without tax, and how the REST API shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.sandbox.shop import ZERO, Order, OrderLine, ShippingLine, TaxLine
from app.sandbox.woocommerce.sellable import is_variable
from app.sandbox.woocommerce.site import Site

Json = dict[str, Any]


@dataclass(frozen=True)
class Amounts:
    """What a line comes to without tax and its tax, before (`subtotal`) and after discounts."""

    subtotal: Decimal
    subtotal_tax: Decimal
    total: Decimal
    total_tax: Decimal


def line_amounts(site: Site, order: Order, line: OrderLine) -> Amounts:
    """The amounts of a line; net and tax add up to what the shopper pays."""
    before = line.price * line.kept
    net_before, tax_before = _split(site, order, before, line.taxes)
    inside = line.tax if order.taxes_included else ZERO
    return Amounts(net_before, tax_before, line.total - inside, line.tax)


def shipping_amounts(order: Order, line: ShippingLine) -> tuple[Decimal, Decimal]:
    """Net and tax of the delivery."""
    return line.total - (line.tax if order.taxes_included else ZERO), line.tax


def _split(site: Site, order: Order, amount: Decimal, taxes: Iterable[TaxLine]) -> tuple[Decimal, Decimal]:
    rate = sum((tax.rate for tax in taxes), ZERO)
    if not order.taxes_included:
        return amount, site.round(amount * rate)
    tax = site.round(amount * rate / (1 + rate))
    return amount - tax, tax


def is_fee(line: OrderLine) -> bool:
    """Whether a line is an amount with a name rather than a product (one that was deleted still has its id)."""
    return line.product_id is None and line.variant_id is None


def rate_id(site: Site, order: Order) -> int:
    """The id of the tax rate of the country that an order goes to."""
    countries = list(site.shop.tax_rates)
    return countries.index(order.shipping.country) + 1 if order.shipping.country in countries else len(countries) + 1


def tax_rows(site: Site, order: Order, total: Decimal, subtotal: Decimal | None, taxed: bool) -> list[Json]:
    if not taxed:
        return []
    return [{"id": rate_id(site, order), "total": str(total), "subtotal": "" if subtotal is None else str(subtotal)}]


def line_json(site: Site, order: Order, line: OrderLine, amounts: Amounts, dp: int | None) -> Json:
    """A bought product; SKU and picture are those that the product has today, null when it is gone."""
    found = site.variants.get(line.variant_id or 0)
    product, variant = found or (site.shop.products.get(line.product_id or 0), None)
    varied = product is not None and is_variable(product)
    image = next((i for i in product.images if i.id == (variant.image_id if variant else None)), None) if product else None
    image = image or (product.images[0] if product and product.images else None)
    options = zip(product.options, variant.option_values, strict=False) if product and variant and varied else ()
    return {
        "id": line.id,
        "name": f"{line.title} - {line.variant_title.replace(' / ', ', ')}" if line.variant_title else line.title,
        "product_id": line.product_id if product else 0,
        "variation_id": variant.id if varied and variant else 0,
        "quantity": line.kept,
        "tax_class": "",
        "subtotal": site.money(amounts.subtotal, dp),
        "subtotal_tax": site.money(amounts.subtotal_tax, dp),
        "total": site.money(amounts.total, dp),
        "total_tax": site.money(amounts.total_tax, dp),
        "taxes": tax_rows(site, order, amounts.total_tax, amounts.subtotal_tax, bool(line.taxes)),
        "meta_data": [
            {"id": line.id * 100 + n, "key": f"pa_{o.name.lower()}", "value": v, "display_key": o.name, "display_value": v}
            for n, (o, v) in enumerate(options)
        ],
        "sku": variant.sku if variant else None,
        "global_unique_id": variant.barcode if variant else None,
        "price": plain(amounts.total / line.kept),
        "image": {"id": image.id if image else "", "src": site.picture(image) if image else ""},
        "parent_name": product.title if product and varied else None,
    }


def plain(amount: Decimal) -> int | float:
    """A number as PHP writes it to JSON: whole ones without a point."""
    return int(amount) if amount == amount.to_integral_value() else round(float(amount), 14)


def fee_json(site: Site, order: Order, line: OrderLine, amounts: Amounts, dp: int | None) -> Json:
    return {
        "id": line.id,
        "name": line.title,
        "tax_class": "",
        "tax_status": "taxable" if line.taxable else "none",
        "amount": site.money(amounts.total, dp),
        "total": site.money(amounts.total, dp),
        "total_tax": site.money(amounts.total_tax, dp),
        "taxes": tax_rows(site, order, amounts.total_tax, None, bool(line.taxes)),
        "meta_data": [],
    }


def shipping_json(site: Site, order: Order, line: ShippingLine, dp: int | None) -> Json:
    net, tax = shipping_amounts(order, line)
    method = "free_shipping" if not line.price else line.code if line.code in ("flat_rate", "local_pickup") else "flat_rate"
    return {
        "id": line.id,
        "method_title": line.title,
        "method_id": method,
        "instance_id": "1",
        "total": site.money(net, dp),
        "total_tax": site.money(tax, dp),
        "taxes": tax_rows(site, order, tax, None, bool(line.taxes)),
        "tax_status": "taxable",
        "meta_data": [],
    }


def tax_lines(site: Site, order: Order, dp: int | None) -> list[Json]:
    """The taxes of the order by rate."""
    goods: dict[tuple[str, Decimal], Decimal] = {}
    sent: dict[tuple[str, Decimal], Decimal] = {}
    for into, parts in ((goods, [line for line in order.lines if line.kept > 0]), (sent, order.shipping_lines)):
        for part in parts:
            for tax in part.taxes:
                into[tax.title, tax.rate] = into.get((tax.title, tax.rate), ZERO) + tax.amount
    return [
        {
            "id": order.id * 1000 + n,
            "rate_code": f"{order.shipping.country}-{title.upper()}-1",
            "rate_id": rate_id(site, order),
            "label": title,
            "compound": False,
            "tax_total": site.money(goods.get((title, rate), ZERO), dp),
            "shipping_tax_total": site.money(sent.get((title, rate), ZERO), dp),
            "rate_percent": plain(rate * 100),
            "meta_data": [],
        }
        for n, (title, rate) in enumerate(sorted({*goods, *sent}), 1)
    ]


def coupon_lines(site: Site, order: Order, discount: Decimal, tax: Decimal, dp: int | None) -> list[Json]:
    """The coupon that was used; the discount is the whole order's, as there is one code an order."""
    return [
        {
            "id": order.id * 1000 + 100 + n,
            "code": coupon.code.lower(),
            "discount": site.money(discount, dp),
            "discount_tax": site.money(tax, dp),
            "meta_data": [],
            "discount_type": "percent" if coupon.kind == "percent" else "fixed_cart",
            "nominal_amount": plain(coupon.value),
            "free_shipping": False,
        }
        for n, coupon in enumerate(order.discounts[:1])
    ]
