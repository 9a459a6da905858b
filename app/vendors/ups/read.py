"""UPS's answers in our words: pure functions of the decoded JSON.

UPS sends one object where an array has one member in its older versions, so every list is read through `listed`.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.kernel.money import decimal
from app.ports.carriers import Label, ParcelLabel, Rate, TrackingEvent
from app.vendors.ups.codes import SERVICES, tracking_state

MEDIA_TYPES = {"gif": "image/gif", "png": "image/png", "pdf": "application/pdf", "zpl": "application/zpl"}


@dataclass(frozen=True, slots=True)
class Refusal:
    code: str
    message: str


def listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def refusal(body: Any) -> Refusal | None:
    """The first error of `{"response": {"errors": […]}}`; some gateways leave the envelope out."""
    if not isinstance(body, dict):
        return None
    inner = body.get("response")
    for error in listed((inner if isinstance(inner, dict) else body).get("errors")):
        if isinstance(error, dict):
            return Refusal(str(error.get("code") or ""), str(error.get("message") or ""))
    return None


def rates(body: Any) -> list[Rate]:
    """The account's own price where UPS tells it, else the list price; cheapest first."""
    found = [_rate(rated) for rated in listed(body["RateResponse"].get("RatedShipment"))]
    return sorted(found, key=lambda rate: rate.amount)


def _rate(rated: Any) -> Rate:
    code = str(rated["Service"]["Code"])
    amount, currency = _price(rated.get("NegotiatedRateCharges"), rated["TotalCharges"])
    summary = (rated.get("TimeInTransit") or {}).get("ServiceSummary") or {}
    arrival = summary.get("EstimatedArrival") or {}
    guaranteed = rated.get("GuaranteedDelivery") or {}
    days = str(arrival.get("BusinessDaysInTransit") or guaranteed.get("BusinessDaysInTransit") or "")
    return Rate(
        service=code,
        title=SERVICES.get(code) or str(rated["Service"].get("Description") or "") or f"UPS {code}",
        amount=amount,
        currency=currency,
        days=int(days) if days.isdecimal() else None,
        delivery_date=_day((arrival.get("Arrival") or {}).get("Date")),
    )


def _price(negotiated: Any, published: Any) -> tuple[Decimal, str]:
    total = (negotiated or {}).get("TotalCharge") or published
    return decimal(total["MonetaryValue"]), str(total["CurrencyCode"])


def _day(text: Any) -> date | None:
    match = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", str(text or ""))
    return date(int(match[1]), int(match[2]), int(match[3])) if match else None


def label(body: Any, service: str) -> Label:
    """The answer to a purchase. Raises KeyError or ValueError when it is no label: then the outcome is unknown."""
    results = body["ShipmentResponse"]["ShipmentResults"]
    amount, currency = _price(results.get("NegotiatedRateCharges"), results["ShipmentCharges"]["TotalCharges"])
    parcels = [
        _parcel(result["TrackingNumber"], result["ShippingLabel"], "ImageFormat")
        for result in listed(results.get("PackageResults"))
    ]
    return _label(results["ShipmentIdentificationNumber"], parcels, service=service, amount=amount, currency=currency)


def recovered(body: Any) -> Label | None:
    """A label read back; None when UPS only names candidates (`candidates` has them)."""
    response = body["LabelRecoveryResponse"]
    parcels = [
        _parcel(result["TrackingNumber"], result["LabelImage"], "LabelImageFormat")
        for result in listed(response.get("LabelResults"))
        if (result.get("LabelImage") or {}).get("GraphicImage")
    ]
    if not parcels:
        return None
    lead = response.get("ShipmentIdentificationNumber") or parcels[0].tracking_number
    return _label(lead, parcels, service="", amount=None, currency="")


def candidates(body: Any) -> list[str]:
    """Tracking numbers that UPS offers where one reference names several shipments."""
    return [str(found["TrackingNumber"]) for found in listed(body["LabelRecoveryResponse"].get("TrackingCandidate"))]


def _parcel(number: Any, image: Any, format_key: str) -> ParcelLabel:
    kind = str(image[format_key]["Code"]).strip().lower()
    return ParcelLabel(
        tracking_number=str(number),
        media_type=MEDIA_TYPES.get(kind, "application/octet-stream"),
        content=base64.b64decode(str(image["GraphicImage"]), validate=True),
    )


def _label(shipment_id: str, parcels: Sequence[ParcelLabel], *, service: str, amount: Decimal | None, currency: str) -> Label:
    first, *others = sorted(parcels, key=lambda parcel: parcel.tracking_number != shipment_id)
    return Label(
        tracking_number=first.tracking_number,
        shipment_id=str(shipment_id),
        service=service,
        amount=amount,
        currency=currency,
        media_type=first.media_type,
        content=first.content,
        tracking_url=tracking_url(first.tracking_number),
        further=tuple(others),
    )


def tracking_url(number: str) -> str:
    return f"https://www.ups.com/track?tracknum={number}"


def voided(body: Any) -> bool:
    """Did every parcel of the shipment get voided? (1 is also UPS's answer for one that already was.)"""
    response = body["VoidShipmentResponse"]
    # The contract names the list in the plural, its sample and the wire in the singular.
    results = response.get("PackageLevelResults") or response.get("PackageLevelResult")
    parcels = [str(result["Status"]["Code"]).strip() for result in listed(results)]
    return all(code == "1" for code in parcels or [str(response["SummaryResult"]["Status"]["Code"]).strip()])


def events(body: Any, number: str) -> list[TrackingEvent]:
    """Oldest first; empty when UPS has only a warning to say."""
    shipments = listed(body["trackResponse"].get("shipment"))
    packages = [package for shipment in shipments for package in listed(shipment.get("package"))]
    wanted = [package for package in packages if package.get("trackingNumber") == number] or packages[:1]
    activities = [activity for package in wanted for activity in listed(package.get("activity"))]
    # UPS tells the newest first. Its order is kept, not the clock's: a label may bear a later minute than its first scan.
    return [event for activity in reversed(activities) if (event := _event(activity))]


def _event(activity: Any) -> TrackingEvent | None:
    status = activity.get("status") or {}
    at = moment(activity)
    if at is None:
        return None
    address = (activity.get("location") or {}).get("address") or {}
    return TrackingEvent(
        state=tracking_state(str(status.get("type") or ""), str(status.get("statusCode") or "")),
        at=at,
        description=str(status.get("description") or "").strip(),
        code=str(status.get("code") or ""),
        city=str(address.get("city") or ""),
        country=str(address.get("countryCode") or address.get("country") or ""),
    )


def moment(activity: Any) -> datetime | None:
    """When a scan was made, in UTC: by its GMT fields, else its local time and offset, else its local time as it is."""
    if at := _stamp(activity.get("gmtDate"), activity.get("gmtTime")):
        return at
    local = _stamp(activity.get("date"), activity.get("time"))
    offset = re.fullmatch(r"([+-])(\d\d):?(\d\d)", str(activity.get("gmtOffset") or ""))
    if local is None or offset is None:
        return local
    ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
    return local + ahead if offset[1] == "-" else local - ahead


def _stamp(day: Any, time: Any) -> datetime | None:
    # UPS drops leading zeros of times: 74700 is 07:47:00.
    digits = re.sub(r"\D", "", str(day or "")), re.sub(r"\D", "", str(time or "")).rjust(6, "0")
    try:
        return datetime.strptime("".join(digits), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
