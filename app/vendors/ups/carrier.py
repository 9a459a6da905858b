"""Rates, labels and tracking from UPS."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar
from urllib.parse import quote

from app.kernel.transport import Unreachable
from app.ports.carriers import Label, Rate, ShipmentRequest, TrackingEvent
from app.ports.vendor import Channel, Credentials, RemoteShop, VendorError
from app.vendors.ups import read, write
from app.vendors.ups.client import UpsClient, unreadable
from app.vendors.ups.codes import ALREADY_VOIDED, NEVER_BOUGHT, VOIDED

T = TypeVar("T")

_VERSION = "v2409"


class UpsAccount:
    """The application and the account number that pays."""

    def __init__(self, channel: Channel) -> None:
        self._client = UpsClient(channel)

    async def shop(self) -> RemoteShop:
        """UPS tells nothing of an account: a token that it gives is the proof. Prices carry their own currency."""
        await self._client.renewed()
        account = self._client.account
        return RemoteShop(external_id=account, name=f"UPS account {account}", domain="ups.com", currency="", timezone="UTC")

    async def refresh(self) -> Credentials | None:
        return await self._client.renewed()


class UpsCarrier:
    """Buying is idempotent by reference: UPS is asked for it before anything is bought, and after a lost answer."""

    def __init__(self, channel: Channel) -> None:
        self._client = UpsClient(channel)

    async def rates(self, request: ShipmentRequest) -> Sequence[Rate]:
        body = await self._client.call(
            "POST",
            f"/api/rating/{_VERSION}/Shop",
            params={"additionalinfo": "timeintransit"} if write.with_transit_times(request) else None,
            json=write.rate_request(request, self._client.account),
            repeatable=True,
            purpose="rates.list",
        )
        return _understood(read.rates, body)

    async def buy(self, request: ShipmentRequest) -> Label:
        body = write.ship_request(request, self._client.account, self._client.label_format)
        if found := await self.find(request.reference):
            return replace(found, service=request.service)
        try:
            answer = await self._client.call(
                "POST",
                f"/api/shipments/{_VERSION}/ship",
                json=body,
                repeatable=False,
                purpose="label.buy",
                timeout=60.0,
            )
            return _understood(partial(read.label, service=request.service), answer)
        except Unreachable as lost:
            if not lost.sent:
                raise
            return await self._bought_after_all(request, lost)
        except VendorError as refusal:
            if refusal.http_status is None or 300 <= refusal.http_status < 500:
                raise
            return await self._bought_after_all(request, refusal)

    async def _bought_after_all(self, request: ShipmentRequest, failure: Unreachable | VendorError) -> Label:
        """Whether UPS sold the label although its answer never came, was a 5xx or could not be read."""
        try:
            found = await self.find(request.reference)
        except (Unreachable, VendorError) as silence:
            raise _unknown(failure) from silence
        if found is None:
            # UPS may still be at it, so this is no proof that nothing was bought: the next try looks again.
            raise _unknown(failure) from failure
        return replace(found, service=request.service)

    async def find(self, reference: str) -> Label | None:
        """Raises VendorError where UPS knows the shipment but keeps its label back (expired, already delivered)."""
        client = self._client
        body = await self._recover(write.recovery_by_reference(reference, client.account, client.label_format))
        if body is None:
            return None
        if label := _understood(read.recovered, body):
            return label
        for number in _understood(read.candidates, body):
            body = await self._recover(write.recovery_by_number(number, client.label_format))
            if body is not None and (label := _understood(read.recovered, body)):
                return label
        return None

    async def _recover(self, body: Any) -> Any:
        try:
            return await self._client.call("POST", "/api/labels/v1/recovery", json=body, repeatable=True, purpose="label.find")
        except VendorError as refusal:
            if refusal.vendor_code in (NEVER_BOUGHT, VOIDED):
                return None
            raise

    async def void(self, shipment_id: str) -> None:
        """Voiding what was voided before is done."""
        path = f"/api/shipments/{_VERSION}/void/cancel/{quote(shipment_id, safe='')}"
        try:
            body = await self._client.call("DELETE", path, repeatable=True, purpose="label.void")
        except VendorError as refusal:
            if refusal.vendor_code == ALREADY_VOIDED:
                return
            raise
        if not _understood(read.voided, body):
            raise unreadable(200, "UPS did not void every parcel of this shipment.")

    async def track(self, tracking_number: str) -> Sequence[TrackingEvent]:
        path = f"/api/track/v1/details/{quote(tracking_number, safe='')}"
        try:
            body = await self._client.call("GET", path, params={"locale": "en_US"}, purpose="tracking.read")
        except VendorError as refusal:
            if refusal.http_status == 404:
                return ()
            raise
        return _understood(partial(read.events, number=tracking_number), body)


def _understood(reader: Callable[[Any], T], body: Any) -> T:
    try:
        return reader(body)
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError):
        raise unreadable(200, "UPS answered in a form that we do not know.") from None


def _unknown(failure: Unreachable | VendorError) -> Unreachable:
    if isinstance(failure, Unreachable):
        return failure
    return Unreachable(
        "UPS took the order for this label and did not say how it went.",
        reason="lost",
        sent=True,
        details={"vendor_message": failure.vendor_message, "http_status": failure.http_status},
    )
