"""Finding orders by what people type: from the newest, from the index, or from both, and nobody sees which."""

from __future__ import annotations

from datetime import timedelta

import orjson
import pytest

from app.kernel import finding
from app.orders import api
from tests.factories import Organisation, make_organisation
from tests.factories.orders import PLACED_AT, make_order
from tests.factories.stores import make_store


@pytest.mark.parametrize("window", [0, 2, 2_000])
async def test_pages_of_a_search(org: Organisation, window: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "WINDOW", window)
    store, other = await make_store(org), await make_organisation("Others")
    for day in range(6):
        at, name = PLACED_AT + timedelta(days=day), "Grace Hill" if day % 2 else "Ada Lane"
        await make_order(org, store, number=f"#{day}", customer_name=name, placed_at=at, updated_at=at)
    await make_order(other, await make_store(other), number="#theirs", customer_name="Grace Hill")

    async def numbers(limit: int = 2, **filters: object) -> list[str]:
        seen, cursor = [], None
        while True:
            items, cursor = await api.order_page(org.id, filters, cursor=cursor, limit=limit)
            seen += [row["number"] for row in orjson.loads(items)]
            if cursor is None:
                return seen

    assert await numbers(q="GRACE") == ["#5", "#3", "#1"]
    assert await numbers(q="grace", placed_to=PLACED_AT + timedelta(days=4)) == ["#3", "#1"]
    assert await numbers(q="lane", placed_from=PLACED_AT + timedelta(days=1), store_id=[store]) == ["#4", "#2"]
    assert await numbers(q="lane", status=["cancelled"]) == []
