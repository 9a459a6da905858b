"""The whole way over HTTP: our API, the connection, the transport, the played UPS."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.kernel.process import process
from app.sandbox.ups.state import ACCOUNT, CLIENT_ID, CLIENT_SECRET
from tests.factories import Organisation
from tests.factories.stores import make_connection
from tests.fulfilment.orders import make_order_to_ship
from tests.http import Client
from tests.vendors.ups.stage import staged

PLAN = {"parcels": [{"weight_grams": 1200, "length_mm": 300, "width_mm": 200, "height_mm": 100}]}


async def test_rates_a_label_through_a_lost_answer_tracking_and_a_void(
    ready: Client, org: Organisation, store: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with staged() as stage:
        monkeypatch.setitem(process().settings.__dict__, "sandbox_url", stage.origin)
        ups = await make_connection(
            org, None, vendor="ups", title="UPS", auth="app", secrets={"client_secret": CLIENT_SECRET},
            public={"client_id": CLIENT_ID, "account_number": ACCOUNT},
        )  # fmt: skip
        order = await make_order_to_ship(org, store, 1, 1)
        first = {"lines": [{"order_item_id": str(order.items[0]), "quantity": 1}], **PLAN}
        draft = await ready.data("POST", f"/api/v1/orders/{order.id}/shipments", json=first, status=201)
        rates = await ready.data("POST", f"/api/v1/shipments/{draft['id']}/rates", json={})
        assert rates["problems"] == []
        cheapest = rates["quotes"][0]

        stage.faults.add("response_lost", "ups", route="POST /api/shipments", count=1)
        buy = {"carrier_connection_id": str(ups), "service": cheapest["service"]}
        bought = await ready.data("POST", f"/api/v1/shipments/{draft['id']}/buy", json=buy)
        again = await ready.data("POST", f"/api/v1/shipments/{draft['id']}/buy", json=buy)
        assert list(stage.state.shipments) == [bought["tracking_number"]] == [again["tracking_number"]]
        assert (bought["state"], bought["cost"], bought["service"]) == ("shipped", cheapest["amount"], cheapest["service"])
        label = await ready.get(f"/api/v1/shipments/{draft['id']}/label")
        assert label.headers["content-type"] == "image/gif"
        assert label.content.startswith(b"GIF8")

        stage.clock.pass_(days=10)
        arrived = await ready.data("POST", f"/api/v1/shipments/{draft['id']}/refresh")
        assert arrived["state"] == "delivered"

        rest = await ready.data("POST", f"/api/v1/orders/{order.id}/fulfill", json={**PLAN, **buy}, status=201)
        assert (await ready.data("POST", f"/api/v1/shipments/{rest['id']}/void"))["state"] == "voided"
        assert stage.state.shipments[rest["tracking_number"]].voided
