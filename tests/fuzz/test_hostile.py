"""What no schema can say: text that no database holds. It is refused wherever it comes in."""

from __future__ import annotations

import re

import psycopg
import pytest

from app.kernel.cursors import encode_cursor
from tests.factories import Organisation
from tests.fuzz.conftest import furnish
from tests.fuzz.driver import DOCUMENT
from tests.http import Client

WORDS = sorted(
    (path, parameter["name"])
    for path, methods in DOCUMENT["paths"].items()
    for parameter in methods.get("get", {}).get("parameters", ())
    if parameter["in"] == "query" and not path.endswith("/stream") and "{" not in path
)


LISTS = sorted(
    path
    for path, methods in DOCUMENT["paths"].items()
    if any(parameter["name"] == "cursor" for parameter in methods.get("get", {}).get("parameters", ()))
)
MOMENT, ID = "2026-01-01T00:00:00+00:00", "00000000-0000-0000-0000-000000000000"
FORGED = (
    *((part,) for part in (None, "x", 5, {"a": 1}, [ID])),
    *((part, ID) for part in (None, "x", "a\0b", 2**63, 1e300, {"a": 1}, True, "NaN", MOMENT[:19], ID)),
    *((MOMENT, part) for part in (None, "x", 5, {"a": 1})),
    *((2**63, ID, ID), (True, ID, ID), (1, "x", ID), (1, ID, 5)),
)


async def test_no_list_believes_a_forged_cursor(client: Client, org: Organisation, catalog: psycopg.Connection) -> None:
    """Anybody can write one. Whatever it holds it is refused, or it is a place in the list; it breaks nothing."""
    things = await furnish(org, catalog)
    failed = []
    for path in LISTS:
        address = re.sub(r"{(\w+)}", lambda found: things[found[1]], path)
        for parts in FORGED:
            answer = await client.get(address, params={"cursor": encode_cursor(*parts)})
            if answer.status_code not in (200, 422):
                failed.append(f"{path} {parts}: {answer.status_code}")
    assert len(LISTS) > 15 and failed == []


async def test_no_filter_takes_a_nul(client: Client) -> None:
    failed = []
    for path, name in WORDS:
        answer = await client.get(f"{path}?{name}=%00")
        if answer.status_code >= 500:
            failed.append(f"{path}?{name}: {answer.status_code}")
    assert len(WORDS) > 80 and failed == []


@pytest.mark.parametrize("raw", [b"a\\u0000b", b"a\\ud800b"])
async def test_no_body_brings_text_that_nothing_holds(
    client: Client, org: Organisation, catalog: psycopg.Connection, raw: bytes
) -> None:
    things = await furnish(org, catalog)
    address = b'{"name": "' + raw + b'", "line1": "1", "city": "1", "postal_code": "1", "country": "DE"}'
    for method, path, body in (
        ("POST", f"/api/v1/orders/{things['order_id']}/shipments", b'{"ship_from": ' + address + b"}"),
        ("POST", f"/api/v1/orders/{things['order_id']}/notes", b'{"note": "' + raw + b'"}'),
        ("PUT", "/api/v1/users/profile", b'{"first_name": "' + raw + b'"}'),
        ("POST", "/api/v1/inventory/locations", b'{"name": "' + raw + b'"}'),
    ):
        answer = await client.request(method, path, content=body, headers={"content-type": "application/json"})
        assert answer.status_code == 422, (path, answer.text)
        assert answer.json()["error"]["code"] == "VALIDATION_ERROR"
