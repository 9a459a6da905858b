"""API and worker are killed while a label is being bought: one label at the carrier, one shipment here."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import httpx
import pytest

from app.demo import until
from tests.chaos.installation import Installation

SHIP, RECOVER = "POST /api/shipments/", "POST /api/labels/"


async def order_to_ship(house: Installation, handle: str) -> str:
    shop = await house.shop(handle)
    store = await house.connect(shop)
    await house.finished(store)
    await house.buy(shop, 1)

    async def arrived() -> Any:
        return next(iter(await house.api.call("GET", "/orders", params={"store_id": store})), None)

    return str((await until("the order", arrived, seconds=20))["id"])


async def sold(house: Installation) -> list[dict[str, Any]]:
    """Every label that UPS sold to this organisation."""
    references = {row["reference"] for row in await house.sql("SELECT reference FROM shipments")}
    answer = (await house.api.sandbox.get("/ups/sandbox/shipments")).json()
    return [label for label in answer["shipments"] if references & set(label["references"])]


@pytest.mark.parametrize(("route", "bought"), [(SHIP, 1), (RECOVER, 0)])
async def test_one_label_however_often_its_buyers_are_killed(house: Installation, route: str, bought: int) -> None:
    order, carrier = await order_to_ship(house, f"label-{bought}"), await house.carrier()
    body = {"carrier_connection_id": carrier, "service": "03", "parcels": [{"weight_grams": 400}]}
    path, key = f"/api/v1/orders/{order}/fulfill", {"Idempotency-Key": f"chaos-{bought}"}

    # The API dies while UPS is at it. UPS does not notice, and finishes what it was asked.
    fault = await house.slow("ups", route, 1000, heard=True)
    asking = asyncio.create_task(house.api.ksap.post(path, json=body, headers=key))
    await house.struck(fault)
    killed = house.kill("api")
    with suppress(httpx.TransportError):
        raise AssertionError(f"answered by a dead process: {await asking}")

    async def over() -> bool:
        seen = await house.api.truth("GET", "/requests", params={"vendor": "ups", "limit": 1})
        return bool(seen and seen[0]["fault"] == "latency")

    await until("UPS at rest", over, seconds=10)
    await house.well()
    await house.back("api", killed)
    assert len(await sold(house)) == bought

    # The worker looks after it, and dies over the question whether there is a label.
    fault = await house.slow("ups", RECOVER, 30_000)
    await house.minutes_pass()
    await house.back("worker", house.kill("worker"))
    await house.struck(fault)
    killed = house.kill("worker")
    await house.well()
    await house.minutes_pass()
    await house.back("worker", killed)

    async def shipped() -> Any:
        found = await house.api.call("GET", "/shipments", params={"order_id": order})
        return found if all(s["state"] == "shipped" for s in found) else None

    (shipment,) = await until("the shipment", shipped, seconds=20)
    (label,) = await sold(house)
    assert label["parcels"] == [shipment["tracking_number"]] and not label["voided"]
    file = await house.api.ksap.get(f"/api/v1/shipments/{shipment['id']}/label")
    assert file.content.startswith(b"GIF8")
    again = await house.api.call("POST", f"/orders/{order}/fulfill", json=body, headers=key)
    assert (again["id"], len(await sold(house))) == (shipment["id"], 1), "asked again, it is the same one"
