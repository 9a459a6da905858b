"""Rating: the price of one service or of all."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.sandbox.ups import prices
from app.sandbox.ups.answers import Denied, at, body_of, context_of, many, success, words
from app.sandbox.ups.places import rated
from app.sandbox.ups.state import ACCOUNT, Place, UpsState
from app.sandbox.vendor import Host

UNITS = {"LBS": "Pounds", "KGS": "Kilograms"}
_OPTIONS = {"rate", "shop", "ratetimeintransit", "shoptimeintransit"}


@dataclass(frozen=True)
class Load:
    weights: list[Decimal]
    unit: str

    @property
    def total(self) -> Decimal:
        return sum(self.weights, Decimal(0))


def load_of(shipment: dict[str, Any]) -> Load:
    """Weights of all parcels, in the one unit that they share."""
    packages = many(shipment, "Package")
    if not packages:
        raise Denied("120600")
    units = {words(package, "PackageWeight", "UnitOfMeasurement", "Code") for package in packages}
    if len(units) > 1 or not units <= UNITS.keys():
        raise Denied("120601")
    try:
        weights = [Decimal(words(package, "PackageWeight", "Weight")) for package in packages]
    except InvalidOperation:
        raise Denied("120601") from None
    if any(not 0 < weight < 1000 for weight in weights):
        raise Denied("120601")
    return Load(weights, units.pop())


async def rate(host: Host[UpsState], request: Request) -> Response:
    option = request.path_params["option"].lower()
    if option not in _OPTIONS:
        raise Denied("120051")
    container = await body_of(request, "RateRequest")
    shipment = at(container, "Shipment") or {}
    target = rated(shipment, "ShipTo")
    origin = rated(shipment, "ShipFrom" if at(shipment, "ShipFrom") else "Shipper")
    load = load_of(shipment)
    account = words(shipment, "Shipper", "ShipperNumber")
    if account and account != ACCOUNT:
        raise Denied("120100")
    services = prices.between(origin, target)
    if option.startswith("rate"):
        services = [service for service in services if service.code == words(shipment, "Service", "Code")[-2:]]
        if not services:
            raise Denied("111210")
    own = bool(account) and at(shipment, "ShipmentRatingOptions", "NegotiatedRatesIndicator") is not None
    timed = "timeintransit" in (option[4:], request.query_params.get("additionalinfo"))
    timed = timed and at(shipment, "DeliveryTimeInformation") is not None
    rows = [
        _rated(service, origin, target, load, own=own) | (_transit(host, service, origin, target) if timed else {})
        for service in services
    ]
    return JSONResponse({"RateResponse": {"Response": success(context_of(container)), "RatedShipment": rows}})


def _rated(service: prices.Service, origin: Place, target: Place, load: Load, *, own: bool) -> dict[str, Any]:
    code = prices.currency(origin)
    total = prices.listed(service, origin, target, load.weights, load.unit)
    nothing = {"CurrencyCode": code, "MonetaryValue": "0.00"}
    price = {"CurrencyCode": code, "MonetaryValue": str(total)}
    row: dict[str, Any] = {
        "Service": {"Code": service.code, "Description": service.name},
        "RatedShipmentAlert": [{"Code": "110971", "Description": "Your invoice may vary from the displayed reference rates"}],
        "BillingWeight": {
            "UnitOfMeasurement": {"Code": load.unit, "Description": UNITS[load.unit]},
            "Weight": str(load.total),
        },
        "TransportationCharges": price,
        "ServiceOptionsCharges": nothing,
        "TotalCharges": price,
        "RatedPackage": [{"Weight": str(weight)} for weight in load.weights],
    }
    if own:
        mine = {"CurrencyCode": code, "MonetaryValue": str(prices.charged(total, origin))}
        row["NegotiatedRateCharges"] = {"TotalCharge": mine}
    if service.days:
        row["GuaranteedDelivery"] = {"BusinessDaysInTransit": str(service.days)}
    return row


def _transit(host: Host[UpsState], service: prices.Service, origin: Place, target: Place) -> dict[str, Any]:
    today = host.clock().date()
    days = prices.working_days(service, origin, target)
    arrival = prices.after(today, days)
    return {
        "TimeInTransit": {
            "PickupDate": f"{today:%Y%m%d}",
            "PackageBillType": "03",
            "ServiceSummary": {
                "Service": {"Description": service.name},
                "EstimatedArrival": {
                    "Arrival": {"Date": f"{arrival:%Y%m%d}", "Time": "230000"},
                    "BusinessDaysInTransit": str(days),
                    "Pickup": {"Date": f"{today:%Y%m%d}", "Time": "170000"},
                    "DayOfWeek": f"{arrival:%a}".upper(),
                },
            },
        }
    }
