"""The journey of a shipment: scans that come with the hours, or at once when someone asks for the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.sandbox.ups import prices
from app.sandbox.ups.places import NAMES, OFFSETS
from app.sandbox.ups.state import Parcel, Place, Scan, Shipment, UpsState
from app.sandbox.vendor import Host


@dataclass(frozen=True)
class Step:
    """`share` is how much of the way is behind the parcel; at 0 it is with the sender, at 1 with the receiver."""

    name: str
    kind: str
    code: str
    status: str
    text: str
    share: float


STEPS = (
    Step("label_created", "M", "MP", "003", "Shipper created a label, UPS has not received the package yet. ", 0),
    Step("picked_up", "P", "PU", "038", "Pickup Scan", 0.1),
    Step("departed", "I", "DP", "005", "Departed from Facility", 0.25),
    Step("arrived", "I", "AR", "005", "Arrived at Facility", 0.8),
    Step("out_for_delivery", "I", "OT", "021", "Out For Delivery Today", 0.93),
    Step("delivered", "D", "FS", "011", "DELIVERED ", 1),
)
ATTEMPT = Step("exception", "X", "", "022", "First Attempt Made", 0.95)
RETURN = Step("returned", "RS", "", "034", "Returned to Sender", 0)
VOIDED = Step("voided", "MV", "MV", "007", "Shipment Information Voided", 0)


def start(shipment: Shipment) -> None:
    """The first scan: there is a label."""
    shipment.scans, shipment.done, shipment.due = [], 0, shipment.created
    settle(shipment, shipment.created)


def settle(shipment: Shipment, now: datetime) -> bool:
    """Make the scans that were due by now; True if there was one."""
    before = len(shipment.scans)
    while shipment.due is not None and shipment.due <= now:
        _take(shipment, shipment.due)
    return len(shipment.scans) > before


def advance(shipment: Shipment, now: datetime) -> bool:
    """Make the next scan now, and what follows so much earlier; False at the end of the journey."""
    settle(shipment, now)
    if shipment.due is None:
        return False
    _take(shipment, now)
    return True


def upset(shipment: Shipment, now: datetime) -> bool:
    """An attempt that failed; the parcel goes out again. False where it is too late for one."""
    settle(shipment, now)
    if shipment.due is None:
        return False
    shipment.scans.append(_scan(shipment, ATTEMPT, now))
    out = next(index for index, step in enumerate(STEPS) if step.name == "out_for_delivery")
    shipment.done, shipment.due = out, now + timedelta(days=1)
    return True


def send_back(shipment: Shipment, now: datetime) -> bool:
    """The parcel is with its sender again; False where it is too late for that."""
    settle(shipment, now)
    if shipment.due is None:
        return False
    shipment.scans.append(_scan(shipment, RETURN, now))
    shipment.due = None
    return True


def void(shipment: Shipment, now: datetime) -> None:
    shipment.scans.append(_scan(shipment, VOIDED, now))
    shipment.voided, shipment.due = now, None


def _take(shipment: Shipment, at: datetime) -> None:
    shipment.scans.append(_scan(shipment, STEPS[shipment.done], at))
    shipment.done += 1
    shipment.due = None
    if shipment.done < len(STEPS):
        shipment.due = at + _journey(shipment) * (STEPS[shipment.done].share - STEPS[shipment.done - 1].share)


def _journey(shipment: Shipment) -> timedelta:
    service = prices.SERVICES[shipment.service]
    return timedelta(days=prices.working_days(service, shipment.sender, shipment.receiver))


def _scan(shipment: Shipment, step: Step, at: datetime) -> Scan:
    where = shipment.receiver if step.share > 0.5 else shipment.sender
    offset = OFFSETS.get(where.country, 0)
    known = step.kind not in ("M", "MV")
    return Scan(
        at=at,
        kind=step.kind,
        code=step.code,
        status=step.status,
        text=step.text,
        city=where.city if known else "",
        state=where.state if known else "",
        country=where.country,
        offset=offset,
    )


async def track(host: Host[UpsState], request: Request) -> Response:
    number = request.path_params["number"]
    shipment = host.state().shipment_of(number)
    if shipment is None:
        unknown = {"code": "TW0001", "message": "Tracking Information Not Found"}
        return JSONResponse({"trackResponse": {"shipment": [{"inquiryNumber": number, "warnings": [unknown]}]}})
    if settle(shipment, host.clock()):
        host.touch()
    parcel = next(parcel for parcel in shipment.parcels if parcel.number == number)
    answer = {"inquiryNumber": number, "package": [_package(shipment, parcel)]}
    return JSONResponse({"trackResponse": {"shipment": [answer]}})


def _package(shipment: Shipment, parcel: Parcel) -> dict[str, Any]:
    last = shipment.scans[-1]
    references = [("SHIPMENT", name) for name in shipment.references]
    references += [("PACKAGE", name) for name in parcel.references]
    package: dict[str, Any] = {
        "trackingNumber": parcel.number,
        "activity": [_activity(scan) for scan in reversed(shipment.scans)],
        "currentStatus": {"code": last.status, "description": last.text.strip()},
        "packageAddress": [
            {"type": "ORIGIN", "address": _address(shipment.sender)},
            {"type": "DESTINATION", "address": _address(shipment.receiver)},
        ],
        "weight": {"unitOfMeasurement": shipment.weight_unit, "weight": parcel.weight},
        "service": {
            "code": shipment.service,
            "levelCode": f"0{shipment.service}",
            "description": prices.SERVICES[shipment.service].name,
        },
        "referenceNumber": [{"type": kind, "number": name} for kind, name in references],
        "packageCount": len(shipment.parcels),
    }
    if last.kind == "D":
        local = last.at + timedelta(minutes=last.offset)
        package["deliveryDate"] = [{"type": "DEL", "date": f"{local:%Y%m%d}"}]
        package["deliveryTime"] = {"type": "DEL", "endTime": f"{local:%H%M%S}"}
    return package


def _activity(scan: Scan) -> dict[str, Any]:
    local = scan.at + timedelta(minutes=scan.offset)
    sign, ahead = ("-" if scan.offset < 0 else "+"), abs(scan.offset)
    address = {"city": scan.city, "stateProvince": scan.state} if scan.city else {}
    status = {"type": scan.kind, "description": scan.text, "statusCode": scan.status}
    return {
        "location": {"address": {**address, "countryCode": scan.country, "country": scan.country}},
        "status": {**status, **({"code": scan.code} if scan.code else {})},
        "date": f"{local:%Y%m%d}",
        "time": f"{local:%H%M%S}",
        "gmtDate": f"{scan.at:%Y%m%d}",
        "gmtOffset": f"{sign}{ahead // 60:02d}:{ahead % 60:02d}",
        "gmtTime": f"{scan.at:%H:%M:%S}",
    }


def _address(place: Place) -> dict[str, str]:
    return {
        "city": place.city.upper(),
        **({"stateProvince": place.state} if place.state else {}),
        "countryCode": place.country,
        "country": NAMES.get(place.country, place.country),
    }
