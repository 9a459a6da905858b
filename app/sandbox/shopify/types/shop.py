"""The shop, its addresses and locations."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from app.sandbox.shop import Address, Customer, Location, Order, Shop
from app.sandbox.shopify.context import Context, iso
from app.sandbox.shopify.countries import country_name, region_name
from app.sandbox.shopify.errors import wrong_id
from app.sandbox.shopify.ids import gid, number, shop_number
from app.sandbox.shopify.paging import plain
from app.sandbox.shopify.rows import LevelRow
from app.sandbox.shopify.schema import Fields

PLANS = {"advanced": "Advanced", "plus": "Shopify Plus", "enterprise": "Shopify for Enterprise"}
WEIGHT_UNITS = {"g": "GRAMS", "kg": "KILOGRAMS", "oz": "OUNCES", "lb": "POUNDS", "lbs": "POUNDS"}


def domain(shop: Shop) -> str:
    """The shop's permanent domain."""
    return f"{shop.handle}.myshopify.com"


def primary_domain(shop: Shop) -> str:
    return shop.domain or domain(shop)


def formatted(address: Address, *, name: bool = False, company: bool = True) -> list[str]:
    """An address in lines."""
    place = " ".join(part for part in (address.postcode, address.city, address.region_code) if part)
    lines = [address.name if name else "", address.company if company else "", address.address1, address.address2, place]
    return [line for line in (*lines, country_name(address.country)) if line]


def area(address: Address) -> str | None:
    """City, region and country in a line."""
    parts = [address.city, address.region_code, country_name(address.country)]
    return ", ".join(part for part in parts if part) or None


def mailing(address: Address, address_id: str) -> dict[str, Any] | None:
    """A MailingAddress; None for an empty one."""
    if not (address.address1 or address.city or address.country or address.name):
        return None
    return {
        "__typename": "MailingAddress",
        "id": address_id,
        "address1": address.address1 or None,
        "address2": address.address2 or None,
        "city": address.city or None,
        "company": address.company or None,
        "coordinatesValidated": False,
        "country": country_name(address.country) or None,
        "countryCodeV2": address.country or None,
        "firstName": address.first_name or None,
        "formattedArea": area(address),
        "lastName": address.last_name or None,
        "latitude": None,
        "longitude": None,
        "name": address.name or None,
        "phone": address.phone or None,
        "province": region_name(address) or None,
        "provinceCode": address.region_code or None,
        "timeZone": None,
        "zip": address.postcode or None,
        "formatted": lambda _info, withCompany=True, withName=False: formatted(address, name=withName, company=withCompany),
    }


def order_address(order: Order, *, billing: bool = False) -> dict[str, Any] | None:
    address = order.billing if billing else order.shipping
    return mailing(address, gid("MailingAddress", order.id * 10 + (2 if billing else 1), "model_name=Address"))


def customer_addresses(customer: Customer) -> list[dict[str, Any]]:
    made = [
        mailing(address, gid("MailingAddress", customer.id * 100 + n, "model_name=CustomerAddress"))
        for n, address in enumerate(customer.addresses, 1)
    ]
    return [address for address in made if address is not None]


def _shop_address(shop: Shop, _ctx: Context) -> dict[str, Any]:
    address = shop.address
    shown = mailing(address, "") or mailing(Address(country=shop.country), "") or {}
    return {**shown, "__typename": "ShopAddress", "id": gid("ShopAddress", shop_number(shop)), "formatted": lambda _info,
            withCompany=True: formatted(address, company=withCompany)}  # fmt: skip


def _offset(shop: Shop, ctx: Context) -> int:
    delta = ctx.now.astimezone(ZoneInfo(shop.timezone)).utcoffset()
    return int(delta.total_seconds()) if delta else 0


def _offset_text(shop: Shop, ctx: Context) -> str:
    seconds = _offset(shop, ctx)
    return f"{'-' if seconds < 0 else '+'}{abs(seconds) // 3600:02d}{abs(seconds) % 3600 // 60:02d}"


def _plan(shop: Shop, _ctx: Context) -> dict[str, Any]:
    name = PLANS.get(shop.plan, "Basic")
    return {
        "displayName": name,
        "publicDisplayName": name,
        "partnerDevelopment": False,
        "shopifyPlus": shop.plan in ("plus", "enterprise"),
    }


def _formats(shop: Shop, _ctx: Context) -> dict[str, str]:
    plain_, coded = "{{amount}}", f"{{{{amount}}}} {shop.currency}"
    return {
        "moneyFormat": plain_,
        "moneyInEmailsFormat": plain_,
        "moneyWithCurrencyFormat": coded,
        "moneyWithCurrencyInEmailsFormat": coded,
    }


def manual_service(shop: Shop) -> dict[str, Any]:
    """The one fulfilment service that every shop has: its own hands."""
    return {
        "callbackUrl": None,
        "handle": "manual",
        "id": gid("FulfillmentService", shop_number(shop), "id=true"),
        "inventoryManagement": False,
        "location": shop.location,
        "requiresShippingMethod": True,
        "serviceName": "Manual",
        "trackingSupport": False,
        "type": "MANUAL",
    }


SHOP: Fields = {
    "billingAddress": _shop_address,
    "checkoutApiSupported": lambda shop, ctx: True,
    "contactEmail": lambda shop, ctx: shop.email,
    "createdAt": lambda shop, ctx: iso(shop.created),
    "currencyCode": lambda shop, ctx: shop.currency,
    "currencyFormats": _formats,
    "description": lambda shop, ctx: shop.tagline or None,
    "email": lambda shop, ctx: shop.email,
    "enabledPresentmentCurrencies": lambda shop, ctx: [shop.currency],
    "fulfillmentServices": lambda shop, ctx: [manual_service(shop)],
    "ianaTimezone": lambda shop, ctx: shop.timezone,
    "id": lambda shop, ctx: gid("Shop", shop_number(shop)),
    "myshopifyDomain": lambda shop, ctx: domain(shop),
    "name": lambda shop, ctx: shop.name,
    "orderNumberFormatPrefix": lambda shop, ctx: "#",
    "orderNumberFormatSuffix": lambda shop, ctx: "",
    "plan": _plan,
    "primaryDomain": lambda shop, ctx: {
        "id": gid("Domain", shop_number(shop)),
        "host": primary_domain(shop),
        "sslEnabled": True,
        "url": f"https://{primary_domain(shop)}",
    },
    "resourceLimits": lambda shop, ctx: {
        "locationLimit": 1000,
        "maxProductOptions": 3,
        "maxProductVariants": 2048,
        "redirectLimitReached": False,
    },
    "setupRequired": lambda shop, ctx: False,
    "shipsToCountries": lambda shop, ctx: sorted({shop.country, *shop.tax_rates}),
    "shopAddress": _shop_address,
    "shopOwnerName": lambda shop, ctx: shop.address.name or shop.name,
    "taxShipping": lambda shop, ctx: bool(shop.tax_rate),
    "taxesIncluded": lambda shop, ctx: shop.taxes_included,
    "timezoneAbbreviation": lambda shop, ctx: ctx.now.astimezone(ZoneInfo(shop.timezone)).tzname() or "UTC",
    "timezoneOffset": _offset_text,
    "timezoneOffsetMinutes": lambda shop, ctx: _offset(shop, ctx) // 60,
    "unitSystem": lambda shop, ctx: "METRIC_SYSTEM" if shop.weight_unit in ("g", "kg") else "IMPERIAL_SYSTEM",
    "updatedAt": lambda shop, ctx: iso(shop.updated),
    "url": lambda shop, ctx: f"https://{primary_domain(shop)}",
    "weightUnit": lambda shop, ctx: WEIGHT_UNITS.get(shop.weight_unit, "KILOGRAMS"),
}


def location_address(place: Location) -> dict[str, Any]:
    address = place.address
    return {
        "address1": address.address1 or None,
        "address2": address.address2 or None,
        "city": address.city or None,
        "country": country_name(address.country) or None,
        "countryCode": address.country or None,
        "formatted": formatted(address),
        "latitude": None,
        "longitude": None,
        "phone": address.phone or None,
        "province": region_name(address) or None,
        "provinceCode": address.region_code or None,
        "zip": address.postcode or None,
    }


def _levels(place: Location, ctx: Context) -> list[LevelRow]:
    return [
        LevelRow(product, variant, place, variant.levels[place.id])
        for product in ctx.shop.products.values()
        for variant in product.variants
        if place.id in variant.levels
    ]


def _level(place: Location, ctx: Context, *, inventoryItemId: str, **_: Any) -> LevelRow | None:
    item = number(inventoryItemId, "InventoryItem")
    if item is None:
        raise wrong_id(inventoryItemId)
    found = ctx.stocked(item)
    level = found[1].levels.get(place.id) if found else None
    return LevelRow(*found, place, level) if found and level else None


def _is_busy(place: Location, ctx: Context) -> bool:
    return any(line.location_id == place.id and line.open > 0 for o in ctx.shop.orders.values() for line in o.lines)


LOCATION: Fields = {
    "activatable": lambda place, ctx: True,
    "address": lambda place, ctx: location_address(place),
    "addressVerified": lambda place, ctx: False,
    "createdAt": lambda place, ctx: iso(ctx.shop.created),
    "deactivatable": lambda place, ctx: place is not ctx.shop.location,
    "deactivatedAt": lambda place, ctx: None if place.active else iso(ctx.shop.updated),
    "deletable": lambda place, ctx: not place.active,
    "fulfillmentService": lambda place, ctx: None,
    "fulfillsOnlineOrders": lambda place, ctx: place.fulfils_online_orders,
    "hasActiveInventory": lambda place, ctx: bool(_levels(place, ctx)),
    "hasUnfulfilledOrders": _is_busy,
    "id": lambda place, ctx: gid("Location", place.id),
    "inventoryLevel": _level,
    "inventoryLevels": lambda place, ctx, **args: plain(_levels(place, ctx), ctx, **args),
    "isActive": lambda place, ctx: place.active,
    "isFulfillmentService": lambda place, ctx: False,
    "isPrimary": lambda place, ctx: place is ctx.shop.location,
    "legacyResourceId": lambda place, ctx: str(place.id),
    "name": lambda place, ctx: place.name,
    "shipsInventory": lambda place, ctx: place.active,
    "updatedAt": lambda place, ctx: iso(ctx.shop.updated),
}
