"""The forms in which UPS says yes and no."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

MESSAGES = {
    "10002": "The XML document is well formed but the document is not valid",
    "10400": "Invalid/Missing Authorization Header",
    "10401": "ClientId is Invalid",
    "10429": "Too Many Requests",
    "20001": "General process failure",
    "111210": "The requested service is unavailable between the selected locations.",
    "120051": "Invalid RequestOption",
    "120100": "Missing or invalid shipper number",
    "120400": "Missing or invalid shipment payment method",
    "120415": "The account number of the payment must be the same as the shipper number",
    "120500": "Missing or invalid service code",
    "120501": "Invalid Shipment/ReferenceNumber/Value",
    "120512": "Shipment description is required for this shipment.",
    "120541": "Shipment/ReferenceNumber is not allowed for this shipment",
    "120542": "Package/ReferenceNumber is not allowed for this shipment",
    "120543": "No more than 2 Shipment/ReferenceNumber can be given per shipment",
    "120544": "No more than 2 Package/ReferenceNumber can be given per package",
    "120548": "A shipment cannot have a KGS/IN or LBS/CM as its unit of measurements",
    "120600": "Missing Package/PackagingType/Code",
    "120601": "Missing or invalid package weight",
    "120602": "Missing or invalid combination of package length, width, and height values.",
    "120603": "Invalid Package/ReferenceNumber/Value",
    "120702": "Missing or invalid LabelSpecification/LabelImageFormat/Code",
    "120703": "Missing or invalid combination of LabelSpecification/LabelStockSize",
    "120801": "Address Validation Error on Shipper address",
    "120802": "Address Validation Error on ShipTo address",
    "120803": "Address Validation Error on ShipFrom address",
    "121057": "The measurement system is not valid",
    "121210": "The selected service is not available from the origin to the destination.",
    "190100": "Invalid ShipmentIdentificationNumber.",
    "190101": "Time for voiding has expired.",
    "190102": "No shipment found within the allowed void period",
    "190117": "The Shipment has already been voided",
    "250002": "Invalid Authentication Information.",
    "9801031": "The shipment for the requested tracking number or the combination of reference number plus shipper number "
    "could not be found. Please check the submitted data or wait until the shipment is processed.",
    "9801040": "The shipment for which you are trying to recover a label or Receipt has been voided.",
    "9801050": "Label Stock Size not allowed for specified Label Image Type.",
}


class Denied(Exception):
    """A refusal by UPS's code; the text is UPS's unless it names something."""

    def __init__(self, code: str, message: str = "", status: int = 400) -> None:
        self.code, self.message, self.status = code, message or MESSAGES[code], status
        super().__init__(f"{self.code} {self.message}")


def error(code: str, message: str = "", status: int = 400) -> Response:
    body = {"response": {"errors": [{"code": code, "message": message or MESSAGES[code]}]}}
    return JSONResponse(body, status)


def refuse(request: Request, kind: str) -> Response:
    """UPS's answer to a trouble that the sandbox was told to have."""
    if kind == "throttled":
        return error("10429", status=429)
    return error("20001", status=503)


def success(context: str = "") -> dict[str, Any]:
    response: dict[str, Any] = {"ResponseStatus": {"Code": "1", "Description": "Success"}}
    if context:
        response["TransactionReference"] = {"CustomerContext": context}
    return response


async def body_of(request: Request, name: str) -> dict[str, Any]:
    """The container of that name in the request's JSON."""
    try:
        body = json.loads(await request.body())
    except ValueError:
        raise Denied("10002") from None
    inner = body.get(name) if isinstance(body, dict) else None
    if not isinstance(inner, dict):
        raise Denied("10002")
    return inner


def at(node: Any, *path: str) -> Any:
    """What lies at the end of the path, or None."""
    for name in path:
        node = node.get(name) if isinstance(node, dict) else None
    return node


def words(node: Any, *path: str) -> str:
    """The text at the end of the path; empty when it is absent or something else."""
    found = at(node, *path)
    return found.strip() if isinstance(found, str) else ""


def many(node: Any, *path: str) -> list[Any]:
    """One or several, as a list."""
    found = at(node, *path)
    return found if isinstance(found, list) else [] if found is None else [found]


def context_of(container: dict[str, Any]) -> str:
    return words(container, "Request", "TransactionReference", "CustomerContext")
