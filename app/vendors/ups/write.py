"""Our shipment in UPS's words: pure functions from a `ShipmentRequest` to a request body.

UPS refuses a mixture of measures, so one system holds for the whole shipment, by the country it leaves from. Weights
and sizes are rounded up: a parcel is never declared smaller than it is.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from decimal import ROUND_CEILING, Decimal
from typing import Any

from app.kernel.errors import Invalid
from app.ports.carriers import Parcel, Party, ShipmentRequest

Body = dict[str, Any]

_IMPERIAL = frozenset({"US", "PR", "VI", "GU", "AS", "MP"})
_PACKAGE_REFERENCES = frozenset({("US", "US"), ("PR", "PR")})
_GRAMS_PER_POUND = Decimal("453.59237")
_MM_PER_INCH = Decimal("25.4")
_UNITS = {"LBS": "Pounds", "KGS": "Kilograms", "IN": "Inches", "CM": "Centimeters"}
_LINE = 35
_LINES = 3
_REFERENCE = 35
_LIGATURES = str.maketrans({"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "œ": "oe", "Œ": "OE", "’": "'", "–": "-"})


def rate_request(request: ShipmentRequest, account: str) -> Body:
    """Body of Rating/Shop. Transit times are asked for inside one country only: abroad they need an invoice total."""
    sender = _rated(request.ship_from, "ship_from")
    shipment: Body = {
        "Shipper": {**sender, "ShipperNumber": account},
        "ShipTo": _rated(request.ship_to, "ship_to"),
        "ShipFrom": sender,
        "PaymentDetails": _payment(account),
        "ShipmentRatingOptions": {"NegotiatedRatesIndicator": "Y"},
        "Package": [{"PackagingType": {"Code": "02"}, **_measured(p, request)} for p in _parcels(request)],
    }
    if with_transit_times(request):
        shipment["DeliveryTimeInformation"] = {"PackageBillType": "03"}
    return {
        "RateRequest": {
            "Request": {
                "RequestOption": "Shop",
                "TransactionReference": {"CustomerContext": reference(request.reference)},
            },
            "Shipment": shipment,
        }
    }


def with_transit_times(request: ShipmentRequest) -> bool:
    return request.ship_from.country == request.ship_to.country


def ship_request(request: ShipmentRequest, account: str, label_format: str) -> Body:
    """Body of Shipping. `label_format` is GIF or ZPL. UPS checks city, state and postal code before it sells."""
    if not request.service:
        raise Invalid("Choose a UPS service.", field="service")
    packages = [{"Packaging": {"Code": "02"}, **_measured(p, request)} for p in _parcels(request)]
    shipment: Body = {
        "Shipper": {**_contact(request.ship_from, "ship_from"), "ShipperNumber": account},
        "ShipTo": _contact(request.ship_to, "ship_to"),
        "ShipFrom": _contact(request.ship_from, "ship_from"),
        "PaymentInformation": _payment(account),
        "ShipmentRatingOptions": {"NegotiatedRatesIndicator": "Y"},
        "Service": {"Code": request.service},
        "Package": packages,
    }
    if description := latin(request.description)[:50].strip():
        shipment["Description"] = description
    ours = [{"Value": reference(request.reference)}]
    if (request.ship_from.country, request.ship_to.country) in _PACKAGE_REFERENCES:
        for package in packages:
            package["ReferenceNumber"] = ours
    else:
        shipment["ReferenceNumber"] = ours
    return {
        "ShipmentRequest": {
            "Request": {
                "RequestOption": "validate",
                "TransactionReference": {"CustomerContext": reference(request.reference)},
            },
            "Shipment": shipment,
            "LabelSpecification": {
                "LabelImageFormat": {"Code": label_format},
                "LabelStockSize": {"Height": "6", "Width": "4"},
                **({"HTTPUserAgent": "Mozilla/4.5"} if label_format == "GIF" else {}),
            },
        }
    }


def recovery_by_reference(value: str, account: str, label_format: str) -> Body:
    """Body of LabelRecovery for what was bought under our reference."""
    wanted = {"ReferenceValues": {"ReferenceNumber": {"Value": reference(value)}, "ShipperNumber": account}}
    return _recovery(wanted, label_format)


def recovery_by_number(tracking_number: str, label_format: str) -> Body:
    return _recovery({"TrackingNumber": tracking_number}, label_format)


def _recovery(wanted: Body, label_format: str) -> Body:
    # UPS refuses a stock size beside GIF here, although shipping asks for one (9801050).
    specification: Body = {"LabelImageFormat": {"Code": label_format}}
    if label_format == "GIF":
        specification["HTTPUserAgent"] = "Mozilla/4.5"
    else:
        specification["LabelStockSize"] = {"Height": "6", "Width": "4"}
    return {"LabelRecoveryRequest": {"Request": {}, "LabelSpecification": specification, **wanted}}


def reference(value: str) -> str:
    """Our reference as UPS stores it: at most 35 characters, which a UUID fits without its hyphens."""
    text = value.strip()
    if len(text) > _REFERENCE:
        text = text.replace("-", "")
    if not text or len(text) > _REFERENCE or not text.isascii() or not text.isprintable():
        raise Invalid(f"A reference has 1 to {_REFERENCE} printable ASCII characters for UPS.", field="reference")
    return text


def _parcels(request: ShipmentRequest) -> tuple[Parcel, ...]:
    if not request.parcels:
        raise Invalid("A shipment needs at least one parcel.", field="parcels")
    return request.parcels


def _measured(parcel: Parcel, request: ShipmentRequest) -> Body:
    """Weight, and the dimensions where all three are known; the longest side is the length."""
    imperial = request.ship_from.country in _IMPERIAL
    if parcel.weight_grams <= 0:
        raise Invalid("A parcel weighs more than nothing.", field="parcels")
    weight = Decimal(parcel.weight_grams) / (_GRAMS_PER_POUND if imperial else 1000)
    weight = weight.quantize(Decimal("0.1"), rounding=ROUND_CEILING)
    if weight >= 1000:
        raise Invalid(f"UPS takes no parcel of {weight} {'lb' if imperial else 'kg'}.", field="parcels")
    unit = _unit("LBS" if imperial else "KGS")
    measured: Body = {"PackageWeight": {"UnitOfMeasurement": unit, "Weight": str(weight)}}
    sides = sorted((parcel.length_mm, parcel.width_mm, parcel.height_mm), reverse=True)
    if sides[-1] > 0:
        per = _MM_PER_INCH if imperial else Decimal(10)
        length, width, height = (str((s / per).to_integral_value(rounding=ROUND_CEILING)) for s in map(Decimal, sides))
        if len(length) > 3:
            raise Invalid("A side of this parcel is too long for UPS.", field="parcels")
        unit = _unit("IN" if imperial else "CM")
        measured["Dimensions"] = {"UnitOfMeasurement": unit, "Length": length, "Width": width, "Height": height}
    return measured


def _unit(code: str) -> Body:
    return {"Code": code, "Description": _UNITS[code]}


def _payment(account: str) -> Body:
    return {"ShipmentCharge": [{"Type": "01", "BillShipper": {"AccountNumber": account}}]}


def _named(party: Party, who: str) -> Body:
    """Name for the label's first line, person for its second."""
    name = latin(party.company or party.name)[:_LINE].strip()
    if not name:
        raise Invalid("UPS prints Latin letters only: write this name in them.", field=f"{who}.name")
    person = latin(party.name or party.company)[:_LINE].strip()
    return {"Name": name, "AttentionName": person or name}


def _contact(party: Party, who: str) -> Body:
    digits = re.sub(r"\D", "", party.phone)[:15]
    phone = {"Phone": {"Number": digits}} if digits else {}
    return {**_named(party, who), **phone, "Address": _address(party, who)}


def _address(party: Party, who: str) -> Body:
    city = latin(party.city)[:30].strip()
    if not city:
        raise Invalid("UPS needs a city in Latin letters.", field=f"{who}.city")
    region = party.region.strip().upper()
    if party.country != "VN":  # whose provinces UPS wants with the country in front
        region = region.removeprefix(f"{party.country}-")
    code = postal_code(party.postal_code, party.country)
    return {
        "AddressLine": _street(party, who),
        "City": city,
        **({"StateProvinceCode": region} if 0 < len(region) <= 5 else {}),
        **({"PostalCode": code} if code else {}),
        "CountryCode": party.country,
    }


def _rated(party: Party, who: str) -> Body:
    """Rating takes no telephone, and state codes of two letters only."""
    address = _address(party, who)
    if len(address.get("StateProvinceCode", "")) != 2:
        address.pop("StateProvinceCode", None)
    return {**_named(party, who), "Address": address}


def _street(party: Party, who: str) -> list[str]:
    lines = [part for line in (party.line1, party.line2) for part in textwrap.wrap(latin(line), _LINE)]
    if not lines:
        raise Invalid("UPS needs a street in Latin letters.", field=f"{who}.line1")
    if len(lines) > _LINES:
        raise Invalid(f"UPS prints {_LINES} lines of {_LINE} characters: shorten this address.", field=f"{who}.line1")
    return lines


def postal_code(code: str, country: str) -> str:
    """As UPS writes it: digits for the United States, no space for Canada, nine characters at most elsewhere."""
    text = code.strip().upper()
    if country in _IMPERIAL:
        return re.sub(r"\D", "", text)[:9]
    if country == "CA" or len(text) > 9:
        return re.sub(r"[^A-Z0-9]", "", text)[:9]
    return text


def latin(text: str) -> str:
    """The text in what a UPS label prints (Latin-1); accents beyond it are dropped, other signs left out."""
    kept = []
    for sign in unicodedata.normalize("NFC", text).translate(_LIGATURES):
        if ord(sign) > 255:
            sign = "".join(s for s in unicodedata.normalize("NFKD", sign) if ord(s) < 128)
        kept.append(sign if sign.isprintable() else " ")
    return " ".join("".join(kept).split())
