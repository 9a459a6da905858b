"""One label per shipment, whatever gets lost."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from app.fulfilment import api, tasks
from app.fulfilment.contracts import Purchase
from app.kernel import clock, job_runner
from app.kernel.db import SYSTEM, database
from tests.factories import Organisation
from tests.fulfilment.conftest import Depot
from tests.fulfilment.orders import make_order_to_ship
from tests.http import Client

PARCELS = [{"weight_grams": 900}]


def buying(connection: UUID, **more: Any) -> dict[str, Any]:
    return {"carrier_connection_id": str(connection), "service": "slow", "parcels": PARCELS, **more}


async def test_one_call_plans_buys_and_ships(
    ready: Client, org: Organisation, store: UUID, connection: UUID, carrier: Depot
) -> None:
    order = await make_order_to_ship(org, store, 2, 1)
    done = await ready.data("POST", f"/api/v1/orders/{order.id}/fulfill", json=buying(connection), status=201)
    assert (done["state"], done["cost"], done["currency"]) == ("shipped", "7.40", "USD")
    assert [line["quantity"] for line in done["lines"]] == [2, 1]
    assert "label_key" not in str(done)
    label = await ready.get(f"/api/v1/shipments/{done['id']}/label")
    assert (label.headers["content-type"], label.content) == ("image/png", b"label " + done["tracking_number"].encode())
    error = await ready.data("POST", f"/api/v1/orders/{order.id}/fulfill", json=buying(connection), status=409)
    assert error["code"] == "NOTHING_TO_SHIP"
    assert len(carrier.purchases) == 1


async def test_a_key_repeated_is_one_shipment_and_one_label(
    ready: Client, org: Organisation, store: UUID, connection: UUID, carrier: Depot
) -> None:
    order = await make_order_to_ship(org, store, 3)
    carrier.slow = 0.3
    path, key = f"/api/v1/orders/{order.id}/fulfill", {"Idempotency-Key": "parcel-1"}
    body = buying(connection, lines=[{"order_item_id": str(order.items[0]), "quantity": 2}])
    both = await asyncio.gather(*(ready.data("POST", path, json=body, headers=key, status=201) for _ in range(2)))
    again = await ready.data("POST", path, json=body, headers=key, status=201)
    assert both[0]["tracking_number"] == both[1]["tracking_number"] == again["tracking_number"]
    assert len(carrier.purchases) == 1
    other = buying(connection, lines=[{"order_item_id": str(order.items[0]), "quantity": 1}])
    assert (await ready.data("POST", path, json=other, headers=key, status=409))["code"] == "CONFLICT"


async def test_a_lost_answer_is_found_not_bought_again(
    ready: Client, org: Organisation, store: UUID, connection: UUID, carrier: Depot
) -> None:
    order = await make_order_to_ship(org, store, 1)
    carrier.lose, carrier.deaf = 1, 1
    path, key = f"/api/v1/orders/{order.id}/fulfill", {"Idempotency-Key": "k"}
    error = await ready.data("POST", path, json=buying(connection), headers=key, status=503)
    assert error["code"] == "LABEL_OUTCOME_UNKNOWN"
    deaf = await ready.data("POST", path, json=buying(connection), headers=key, status=503)
    assert deaf["details"]["shipment_id"] == error["details"]["shipment_id"]
    done = await ready.data("POST", path, json=buying(connection), headers=key, status=201)
    assert (done["state"], done["cost"]) == ("shipped", "7.40")
    assert len(carrier.purchases) == len(carrier.sold) == 1


async def test_a_lost_request_is_bought_again_only_after_it_settled(
    ready: Client, org: Organisation, store: UUID, connection: UUID, carrier: Depot
) -> None:
    order = await make_order_to_ship(org, store, 1)
    carrier.lose_request = 1
    path, key = f"/api/v1/orders/{order.id}/fulfill", {"Idempotency-Key": "k"}
    for _ in range(3):  # the order may still be on its way at the carrier
        await ready.data("POST", path, json=buying(connection), headers=key, status=503)
    assert len(carrier.purchases) == 1
    with clock.frozen(clock.now() + timedelta(seconds=20)):
        done = await ready.data("POST", path, json=buying(connection), headers=key, status=201)
    assert done["state"] == "shipped"
    assert len(carrier.sold) == 1


async def test_a_killed_purchase_is_learnt_by_the_clockwork(
    ready: Client, org: Organisation, store: UUID, connection: UUID, carrier: Depot
) -> None:
    order = await make_order_to_ship(org, store, 1)
    carrier.die = asyncio.CancelledError()
    draft = await ready.data("POST", f"/api/v1/orders/{order.id}/shipments", json={"parcels": PARCELS}, status=201)
    with pytest.raises(asyncio.CancelledError):
        await api.buy_label(org.id, org.owner, UUID(draft["id"]), Purchase(connection_id=connection, service="slow"))
    carrier.die = None
    with clock.frozen(clock.now() + timedelta(seconds=100)):
        assert await tasks.resolve_purchases() >= 1
        async with database().system.acquire() as system:
            job = await system.fetchval(
                "SELECT id FROM jobs WHERE org_id = $1 AND task = 'fulfilment.resolve_purchase'", org.id
            )
        assert await job_runner.run(str(job)) == "done"
    found = await ready.data("GET", f"/api/v1/shipments/{draft['id']}")
    assert (found["state"], len(carrier.purchases)) == ("shipped", 1)


async def test_a_refusal_leaves_nothing_behind(
    ready: Client, org: Organisation, store: UUID, connection: UUID, carrier: Depot
) -> None:
    order = await make_order_to_ship(org, store, 1)
    carrier.refuse = "The postal code is wrong."
    path = f"/api/v1/orders/{order.id}/fulfill"
    error = await ready.data("POST", path, json=buying(connection), headers={"Idempotency-Key": "k"}, status=502)
    assert error["details"]["vendor_message"] == "The postal code is wrong."
    draft = await ready.data("POST", f"/api/v1/orders/{order.id}/shipments", json={"parcels": PARCELS}, status=201)
    buy = {"carrier_connection_id": str(connection), "service": "slow"}
    await ready.data("POST", f"/api/v1/shipments/{draft['id']}/buy", json=buy, status=502)
    assert (await ready.data("GET", f"/api/v1/shipments/{draft['id']}"))["error"] == "The postal code is wrong."
    carrier.refuse = ""
    bought = await ready.data("POST", f"/api/v1/shipments/{draft['id']}/buy", json={**buy, "ship": False})
    assert bought["state"] == "label_bought"
    await api.buy_label(org.id, SYSTEM, UUID(draft["id"]))
    assert len(carrier.sold) == 1


async def test_voiding_frees_the_units(ready: Client, org: Organisation, store: UUID, connection: UUID, carrier: Depot) -> None:
    order = await make_order_to_ship(org, store, 1)
    done = await ready.data("POST", f"/api/v1/orders/{order.id}/fulfill", json=buying(connection), status=201)
    void = f"/api/v1/shipments/{done['id']}/void"
    assert (await ready.data("POST", void))["state"] == "voided"
    assert (await ready.data("POST", void))["state"] == "voided"
    assert len(carrier.voided) == 1
    await ready.data("POST", f"/api/v1/orders/{order.id}/fulfill", json=buying(connection), status=201)


async def test_an_order_cancelled_meanwhile_keeps_its_label_to_be_voided(
    ready: Client, org: Organisation, store: UUID, connection: UUID, carrier: Depot
) -> None:
    order = await make_order_to_ship(org, store, 2)
    draft = await ready.data("POST", f"/api/v1/orders/{order.id}/shipments", json={"parcels": PARCELS}, status=201)
    async with org.uow() as uow:
        await uow.execute(text("UPDATE order_items SET open = 0, refunded = 2"))
    buy = {"carrier_connection_id": str(connection), "service": "slow"}
    bought = await ready.data("POST", f"/api/v1/shipments/{draft['id']}/buy", json=buy)
    assert (bought["state"], bought["has_label"]) == ("label_bought", True)
    assert "0 of this line are left to ship" in bought["error"]
    assert (await ready.data("POST", f"/api/v1/shipments/{draft['id']}/void"))["state"] == "voided"
