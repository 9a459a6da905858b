"""What a person at the sandbox may do to shipments: look at them, and hurry them along or into trouble.

GET  /sandbox/shipments                     all, newest first; ?reference= those under one reference
GET  /sandbox/shipments/{number}            one, by its id or the number of any parcel
POST /sandbox/shipments/{number}/{move}     advance, deliver, exception or return
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.sandbox.ups import tracking
from app.sandbox.ups.prices import SERVICES
from app.sandbox.ups.state import Shipment, UpsState
from app.sandbox.vendor import Host


async def listing(host: Host[UpsState], request: Request) -> Response:
    wanted = request.query_params.get("reference")
    kept = [shipment for shipment in host.state().shipments.values() if wanted is None or shipment.named(wanted)]
    return JSONResponse({"shipments": [_shown(host, shipment) for shipment in reversed(kept)]})


async def one(host: Host[UpsState], request: Request) -> Response:
    shipment = host.state().shipment_of(request.path_params["number"])
    return JSONResponse(_shown(host, shipment)) if shipment else _unknown()


async def move(host: Host[UpsState], request: Request) -> Response:
    shipment = host.state().shipment_of(request.path_params["number"])
    if shipment is None:
        return _unknown()
    kind, now = request.path_params["move"], host.clock()
    match kind:
        case "advance":
            moved = tracking.advance(shipment, now)
        case "deliver":
            moved = False
            while tracking.advance(shipment, now):
                moved = True
        case "exception":
            moved = tracking.upset(shipment, now)
        case "return":
            moved = tracking.send_back(shipment, now)
        case _:
            return JSONResponse({"error": "advance, deliver, exception or return"}, 404)
    host.touch()
    if not moved:
        return JSONResponse({"error": "this journey is over", "shipment": _shown(host, shipment)}, 409)
    return JSONResponse(_shown(host, shipment))


def _unknown() -> Response:
    return JSONResponse({"error": "no such shipment"}, 404)


def _shown(host: Host[UpsState], shipment: Shipment) -> dict[str, Any]:
    tracking.settle(shipment, host.clock())
    return {
        "id": shipment.id,
        "service": SERVICES[shipment.service].name,
        "created": shipment.created.isoformat(),
        "voided": shipment.voided.isoformat() if shipment.voided else None,
        "references": [*shipment.references, *(name for parcel in shipment.parcels for name in parcel.references)],
        "parcels": [parcel.number for parcel in shipment.parcels],
        "from": f"{shipment.sender.city}, {shipment.sender.country}",
        "to": f"{shipment.receiver.city}, {shipment.receiver.country}",
        "price": {"amount": str(shipment.charged), "currency": shipment.currency},
        "status": shipment.scans[-1].text.strip(),
        "scans": [
            {"at": scan.at.isoformat(), "kind": scan.kind, "status": scan.status, "text": scan.text.strip()}
            for scan in shipment.scans
        ],
    }
