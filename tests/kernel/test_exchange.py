from __future__ import annotations

import base64
from dataclasses import fields
from datetime import UTC, datetime
from urllib.parse import quote

from app.kernel.exchange import Exchange, RawExchange
from app.kernel.masking import Masker

SECRET = "canary/7f3a+value="


def test_a_masked_exchange_tells_what_happened_and_no_secret() -> None:
    raw = RawExchange(
        connection_id="c",
        correlation_id="req_1",
        at=datetime(2026, 11, 20, tzinfo=UTC),
        method="POST",
        url=f"https://u:{quote(SECRET, safe='')}@shop.test/wp-json/orders?consumer_secret=cs_plain&page=2",
        request_headers={"authorization": "Basic " + base64.b64encode(f"u:{SECRET}".encode()).decode(), "x-a": SECRET},
        request_body=b'{"note": "hi", "card": "4111 1111 1111 1111", "email": "jo@shop.test"}',
        status=422,
        response_headers={"content-type": "application/json", "set-cookie": "session=1"},
        response_body=f'{{"message": "bad key {SECRET}", "code": "invalid"}}'.encode(),
        ms=12.34567,
        attempt=2,
        error=f"lost: {SECRET}",
        purpose="orders.create",
    )
    exchange = raw.masked(Masker([SECRET]))
    assert exchange == Exchange(
        connection_id="c",
        correlation_id="req_1",
        at=raw.at,
        method="POST",
        url="https://***@shop.test/wp-json/orders?consumer_secret=***&page=2",
        request_headers={"authorization": "***", "x-a": "***"},
        request_body='{"note":"hi","card":"***","email":"***"}',
        status=422,
        response_headers={"content-type": "application/json", "set-cookie": "***"},
        response_body='{"message":"bad key ***","code":"invalid"}',
        ms=12.346,
        attempt=2,
        error="lost: ***",
        purpose="orders.create",
    )
    assert {field.name for field in fields(Exchange)} == {field.name for field in fields(RawExchange)}
