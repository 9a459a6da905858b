"""Which services there are between two places, what they cost and how long they take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from app.sandbox.ups.places import EUROPEAN_UNION
from app.sandbox.ups.state import Place


@dataclass(frozen=True)
class Service:
    """`base` and `per_kg` in the origin's currency at zone 2, `days` the working days on the way (0: by zone).

    `mark` is what stands for the service inside a tracking number.
    """

    code: str
    name: str
    mark: str
    base: str
    per_kg: str
    days: int


_DOMESTIC = (
    Service("03", "UPS Ground", "03", "9.10", "0.86", 0),
    Service("12", "UPS 3 Day Select", "12", "14.80", "2.10", 3),
    Service("02", "UPS 2nd Day Air", "02", "19.40", "3.15", 2),
    Service("59", "UPS 2nd Day Air A.M.", "07", "23.60", "3.55", 2),
    Service("13", "UPS Next Day Air Saver", "13", "34.90", "4.75", 1),
    Service("01", "UPS Next Day Air", "01", "39.50", "5.20", 1),
    Service("14", "UPS Next Day Air Early", "15", "72.30", "5.60", 1),
)
_STANDARD = Service("11", "UPS Standard", "68", "11.90", "1.05", 0)
_EXPRESS = (
    Service("65", "UPS Worldwide Saver", "04", "48.20", "7.10", 2),
    Service("07", "UPS Worldwide Express", "66", "54.60", "7.90", 1),
    Service("54", "UPS Worldwide Express Plus", "D9", "91.40", "8.60", 1),
)
_EXPEDITED = Service("08", "UPS Worldwide Expedited", "67", "39.80", "5.90", 4)
SERVICES = {service.code: service for service in (*_DOMESTIC, _STANDARD, *_EXPRESS, _EXPEDITED)}

CURRENCIES = {"US": "USD", "PR": "USD", "CA": "CAD", "GB": "GBP", "CH": "CHF", "SE": "SEK", "PL": "PLN", "JP": "JPY"}
_CENT = Decimal("0.01")
_ACCOUNT_SHARE = Decimal("0.71")  # of the list price
_POUND = Decimal("0.45359237")


def between(origin: Place, target: Place) -> list[Service]:
    if origin.country == target.country == "US":
        return list(_DOMESTIC)
    near = origin.country == target.country or {origin.country, target.country} <= EUROPEAN_UNION
    neighbours = {origin.country, target.country} == {"US", "CA"}
    standard = [_STANDARD] if near or neighbours else []
    return [*standard, *([] if near else [_EXPEDITED]), *_EXPRESS]


def currency(origin: Place) -> str:
    return CURRENCIES.get(origin.country, "EUR")


def listed(service: Service, origin: Place, target: Place, weights: list[Decimal], unit: str) -> Decimal:
    """The list price of a shipment; each parcel counts by its weight and the zone."""
    factor = Decimal(1) + Decimal("0.07") * (zone(origin, target) - 2)
    kilograms = [weight * _POUND if unit == "LBS" else weight for weight in weights]
    total = sum((Decimal(service.base) + Decimal(service.per_kg) * kg for kg in kilograms), Decimal(0))
    amount = (total * factor).quantize(_CENT, ROUND_HALF_UP)
    return amount if currency(origin) != "JPY" else (amount * 160).quantize(Decimal(1), ROUND_HALF_UP)


def charged(list_price: Decimal, origin: Place) -> Decimal:
    """What the account pays for it."""
    return (list_price * _ACCOUNT_SHARE).quantize(Decimal(1) if currency(origin) == "JPY" else _CENT, ROUND_HALF_UP)


def zone(origin: Place, target: Place) -> int:
    """From 2 (next door) to 8 (far)."""
    if origin.country == target.country:
        first, second = (int(place.postal[:1]) if place.postal[:1].isdigit() else 5 for place in (origin, target))
        return min(8, 2 + abs(first - second))
    return 5 if {origin.country, target.country} <= EUROPEAN_UNION else 8


def working_days(service: Service, origin: Place, target: Place) -> int:
    return service.days or max(1, (zone(origin, target) + 1) // 2)


def after(start: date, days: int) -> date:
    """So many working days later."""
    end = start
    while days > 0:
        end += timedelta(days=1)
        if end.weekday() < 5:
            days -= 1
    return end
