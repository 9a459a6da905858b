"""A carrier that can be told to lose its answers, a store, and an origin."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from app.kernel.transport import Pace, Unreachable
from app.ports import vendor as vendors
from app.ports.carriers import Label, Rate, ShipmentRequest, TrackingEvent
from app.ports.vendor import Channel, Remedy, Vendor, VendorError
from tests.factories import Organisation
from tests.factories.stores import make_connection, make_store
from tests.fulfilment.orders import ORIGIN
from tests.http import Client


@dataclass
class Depot:
    """What the carrier did. `lose`: purchases whose answer is lost; `deaf`: questions that are not answered."""

    sold: dict[str, Label] = field(default_factory=dict)
    purchases: list[str] = field(default_factory=list)
    voided: list[str] = field(default_factory=list)
    story: list[TrackingEvent] = field(default_factory=list)
    lose: int = 0
    lose_request: int = 0
    deaf: int = 0
    slow: float = 0.0
    refuse: str = ""
    die: BaseException | None = None


depot = Depot()


class FakeCarrier:
    def __init__(self, channel: Channel) -> None:
        self.channel = channel

    async def rates(self, request: ShipmentRequest) -> Sequence[Rate]:
        return [
            Rate(service="fast", title="Fast", amount=Decimal("19.90"), currency="USD", days=1),
            Rate(service="slow", title="Slow", amount=Decimal("7.40"), currency="USD", days=4),
        ]

    async def buy(self, request: ShipmentRequest) -> Label:
        depot.purchases.append(request.reference)
        await asyncio.sleep(depot.slow)
        if depot.refuse:
            raise VendorError("Refused.", remedy=Remedy.SKIP, vendor_message=depot.refuse, http_status=400)
        if depot.lose_request:
            depot.lose_request -= 1
            raise Unreachable("It may have arrived.", reason="lost", sent=True)
        number = f"FC{len(depot.sold) + 1:08d}"
        label = Label(
            tracking_number=number, shipment_id=f"S-{number}", service=request.service, amount=Decimal("7.40"),
            currency="USD", media_type="image/png", content=f"label {number}".encode(),
            tracking_url=f"https://fake.example/{number}",
        )  # fmt: skip
        depot.sold[request.reference] = label
        if depot.die:
            raise depot.die
        if depot.lose:
            depot.lose -= 1
            raise Unreachable("The answer was lost.", reason="lost", sent=True)
        return label

    async def find(self, reference: str) -> Label | None:
        if depot.deaf:
            depot.deaf -= 1
            raise Unreachable("No answer.", reason="timeout")
        return depot.sold.get(reference)

    async def void(self, shipment_id: str) -> None:
        depot.voided.append(shipment_id)

    async def track(self, tracking_number: str) -> Sequence[TrackingEvent]:
        return list(depot.story)


FAKE = Vendor(
    slug="fakecarrier", title="Fake Carrier", kind="carrier", auth=(), offers=(FakeCarrier,), pace=Pace(),
    base_url=lambda public, environment, origin: "http://127.0.0.1:1",
)  # fmt: skip


@pytest.fixture
def carrier(monkeypatch: pytest.MonkeyPatch) -> Depot:
    monkeypatch.setitem(vendors._vendors, "fakecarrier", FAKE)
    fresh: Any = Depot()
    depot.__dict__.update(fresh.__dict__)
    return depot


@pytest.fixture
async def store(org: Organisation) -> UUID:
    return await make_store(org, currency="USD")


@pytest.fixture
async def connection(org: Organisation, carrier: Depot) -> UUID:
    return await make_connection(org, None, vendor="fakecarrier", title="Fake Carrier")


@pytest.fixture
async def ready(client: Client) -> Client:
    """Signed in, with an address to ship from."""
    await client.data("PUT", "/api/v1/shipping/origin", json=ORIGIN)
    return client
