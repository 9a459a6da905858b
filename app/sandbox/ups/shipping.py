"""Shipping: selling labels, taking them back, and finding them again."""

from __future__ import annotations

import asyncio
import base64
from decimal import Decimal
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.sandbox.ups import label, prices, tracking
from app.sandbox.ups.answers import Denied, at, body_of, context_of, many, success, words
from app.sandbox.ups.places import EUROPEAN_UNION, in_state, place, state_known
from app.sandbox.ups.rating import UNITS, Load, load_of
from app.sandbox.ups.state import ACCOUNT, Parcel, Place, Shipment, UpsState
from app.sandbox.vendor import Host

_PACKAGE_REFERENCES = (("US", "US"), ("PR", "PR"))


async def ship(host: Host[UpsState], request: Request) -> Response:
    container = await body_of(request, "ShipmentRequest")
    option = words(container, "Request", "RequestOption")
    if option not in ("validate", "nonvalidate"):
        raise Denied("120051")
    wish = at(container, "Shipment") or {}
    style = _style(container)
    service, sender, receiver = _route(wish, validate=option == "validate")
    load = _measured(wish, sender)
    shipment = _sold(host, wish, service, sender, receiver, load)
    # The label is drawn before anything is kept, so that a shipment exists whole or not at all.
    images = await _images(shipment, style)
    host.state().shipments[shipment.id] = shipment
    host.touch()
    return JSONResponse(_receipt(shipment, images, style, context_of(container), own=_own(wish)))


def _style(container: dict[str, Any]) -> str:
    style = words(container, "LabelSpecification", "LabelImageFormat", "Code").upper()
    if style not in ("GIF", "ZPL"):
        raise Denied("120702")
    size = at(container, "LabelSpecification", "LabelStockSize")
    if style == "ZPL" and (words(size, "Height") not in ("6", "8") or words(size, "Width") != "4"):
        raise Denied("120703")
    return style


def _own(wish: dict[str, Any]) -> bool:
    return at(wish, "ShipmentRatingOptions", "NegotiatedRatesIndicator") is not None


def _route(wish: dict[str, Any], *, validate: bool) -> tuple[prices.Service, Place, Place]:
    """The service, and the places it goes between. Raises Denied."""
    if words(wish, "Shipper", "ShipperNumber") != ACCOUNT:
        raise Denied("120100")
    code = words(wish, "Service", "Code")
    if code not in prices.SERVICES:
        raise Denied("120500")
    home = words(wish, "ShipFrom" if at(wish, "ShipFrom") else "Shipper", "Address", "CountryCode")
    abroad = home != words(wish, "ShipTo", "Address", "CountryCode")
    sender, receiver = place(wish, "Shipper", abroad=abroad), place(wish, "ShipTo", abroad=abroad)
    if at(wish, "ShipFrom"):
        sender = place(wish, "ShipFrom", abroad=abroad)
    for party, refusal in ((sender, "120803"), (receiver, "120802")):
        if not state_known(party) or not (in_state(party) or not validate):
            raise Denied(refusal)
    offered = {service.code: service for service in prices.between(sender, receiver)}
    if code not in offered:
        raise Denied("121210")
    within_union = {sender.country, receiver.country} <= EUROPEAN_UNION
    if abroad and not within_union and not words(wish, "Description"):
        raise Denied("120512")
    _paid(wish)
    return offered[code], sender, receiver


def _paid(wish: dict[str, Any]) -> None:
    charges = many(wish, "PaymentInformation", "ShipmentCharge")
    transport = next((charge for charge in charges if words(charge, "Type") == "01"), None)
    if transport is None or not words(transport, "BillShipper", "AccountNumber"):
        raise Denied("120400")
    if words(transport, "BillShipper", "AccountNumber") != ACCOUNT:
        raise Denied("120415")


def _measured(wish: dict[str, Any], sender: Place) -> Load:
    """Weights and sizes in one system of measures, the one of the country that the shipment leaves."""
    load = load_of(wish)
    for package in many(wish, "Package"):
        if not words(package, "Packaging", "Code"):
            raise Denied("120600")
        sides = at(package, "Dimensions")
        if sides is None:
            continue
        lengths = [words(sides, side) for side in ("Length", "Width", "Height")]
        if not all(side.isdigit() and 0 < int(side) < 1000 for side in lengths):
            raise Denied("120602")
        if words(sides, "UnitOfMeasurement", "Code") != ("IN" if load.unit == "LBS" else "CM"):
            raise Denied("120548")
    if (sender.country == "US") != (load.unit == "LBS"):
        raise Denied("121057")
    return load


def _sold(
    host: Host[UpsState], wish: dict[str, Any], service: prices.Service, sender: Place, receiver: Place, load: Load
) -> Shipment:
    by_package = (sender.country, receiver.country) in _PACKAGE_REFERENCES
    references = _references(wish, "Shipment", allowed=not by_package)
    packages = many(wish, "Package")
    named = [_references(package, "Package", allowed=by_package) for package in packages]
    parcels = [
        Parcel(
            number=host.state().next_number(ACCOUNT, service.mark),
            weight=str(weight),
            dimensions=_dimensions(package),
            references=names,
        )
        for package, weight, names in zip(packages, load.weights, named, strict=True)
    ]
    listed = prices.listed(service, sender, receiver, load.weights, load.unit)
    shipment = Shipment(
        id=parcels[0].number,
        account=ACCOUNT,
        service=service.code,
        created=host.clock(),
        sender=sender,
        receiver=receiver,
        parcels=parcels,
        weight_unit=load.unit,
        listed=listed,
        charged=prices.charged(listed, sender),
        currency=prices.currency(sender),
        references=references,
        description=words(wish, "Description"),
    )
    tracking.start(shipment)
    return shipment


def _references(node: dict[str, Any], level: str, *, allowed: bool) -> list[str]:
    found = [words(reference, "Value") for reference in many(node, "ReferenceNumber")]
    package = level == "Package"
    if found and not allowed:
        raise Denied("120542" if package else "120541")
    if len(found) > 2:
        raise Denied("120544" if package else "120543")
    if any(not 0 < len(value) <= 35 for value in found):
        raise Denied("120603" if package else "120501")
    return found


def _dimensions(package: dict[str, Any]) -> str:
    sides = at(package, "Dimensions")
    if sides is None:
        return ""
    return (
        " X ".join(words(sides, side) for side in ("Length", "Width", "Height"))
        + " "
        + words(sides, "UnitOfMeasurement", "Code")
    )


async def _images(shipment: Shipment, style: str) -> list[str]:
    """The label of every parcel in base64; drawn off the loop, as it takes some tenths of a second."""
    draw = label.commands if style == "ZPL" else label.picture
    made = [await asyncio.to_thread(draw, shipment, parcel) for parcel in shipment.parcels]
    return [base64.b64encode(image).decode() for image in made]


def _receipt(shipment: Shipment, images: list[str], style: str, context: str, *, own: bool) -> dict[str, Any]:
    def money(amount: Decimal) -> dict[str, str]:
        return {"CurrencyCode": shipment.currency, "MonetaryValue": str(amount)}

    weight = sum((Decimal(parcel.weight) for parcel in shipment.parcels), Decimal(0))
    results: dict[str, Any] = {
        "ShipmentCharges": {
            "TransportationCharges": money(shipment.listed),
            "ServiceOptionsCharges": money(Decimal("0.00")),
            "TotalCharges": money(shipment.listed),
        },
        "BillingWeight": {
            "UnitOfMeasurement": {"Code": shipment.weight_unit, "Description": UNITS[shipment.weight_unit]},
            "Weight": str(weight),
        },
        "ShipmentIdentificationNumber": shipment.id,
        "PackageResults": [
            {
                "TrackingNumber": parcel.number,
                "ServiceOptionsCharges": money(Decimal("0.00")),
                "ShippingLabel": {"ImageFormat": {"Code": style, "Description": style}, "GraphicImage": image},
            }
            for parcel, image in zip(shipment.parcels, images, strict=True)
        ],
    }
    if own:
        results["NegotiatedRateCharges"] = {"TotalCharge": money(shipment.charged)}
    return {"ShipmentResponse": {"Response": success(context), "ShipmentResults": results}}


async def void(host: Host[UpsState], request: Request) -> Response:
    shipment = host.state().shipments.get(request.path_params["number"])
    if shipment is None:
        raise Denied("190102")
    if shipment.voided:
        raise Denied("190117")
    tracking.settle(shipment, host.clock())
    if shipment.done > 1:
        raise Denied("190101")
    tracking.void(shipment, host.clock())
    host.touch()
    done = {"Code": "1", "Description": "Voided"}
    parcels = [{"TrackingNumber": parcel.number, "Status": done} for parcel in shipment.parcels]
    answer = {"Response": success(), "SummaryResult": {"Status": done}, "PackageLevelResults": parcels}
    return JSONResponse({"VoidShipmentResponse": answer})


async def recover(host: Host[UpsState], request: Request) -> Response:
    container = await body_of(request, "LabelRecoveryRequest")
    style = words(container, "LabelSpecification", "LabelImageFormat", "Code").upper()
    if style not in ("GIF", "ZPL"):
        raise Denied("120702")
    if style == "GIF" and at(container, "LabelSpecification", "LabelStockSize"):
        raise Denied("9801050")
    found = _wanted(host.state(), container)
    if not found:
        raise Denied("9801031")
    alive = [shipment for shipment in found if not shipment.voided]
    if not alive:
        raise Denied("9801040")
    response: dict[str, Any] = {"Response": success(context_of(container)), "LabelResults": []}
    if len(alive) > 1:
        response["TrackingCandidate"] = [
            {"TrackingNumber": shipment.id, "DestinationCountryCode": shipment.receiver.country} for shipment in alive
        ]
        return JSONResponse({"LabelRecoveryResponse": response})
    images = await _images(alive[0], style)
    response["ShipmentIdentificationNumber"] = alive[0].id
    response["LabelResults"] = [
        {"TrackingNumber": parcel.number, "LabelImage": {"LabelImageFormat": {"Code": style}, "GraphicImage": image}}
        for parcel, image in zip(alive[0].parcels, images, strict=True)
    ]
    return JSONResponse({"LabelRecoveryResponse": response})


def _wanted(state: UpsState, container: dict[str, Any]) -> list[Shipment]:
    if number := words(container, "TrackingNumber"):
        shipment = state.shipment_of(number)
        return [shipment] if shipment else []
    reference = words(container, "ReferenceValues", "ReferenceNumber", "Value")
    return state.under(reference, words(container, "ReferenceValues", "ShipperNumber")) if reference else []
