"""What shops, hosts and proxies answer instead of data, through the kernel's transport: each has a reason that a merchant
can read and a remedy, and nothing of it is taken for fewer orders than there are."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from app.kernel import clock
from app.kernel.exchange import Exchange
from app.kernel.ids import new_id
from app.kernel.retry import RetryPolicy
from app.kernel.transport import TransportPool, Unreachable
from app.ports.carriers import Carrier
from app.ports.storefront import OrderSource, Page, ProductSource, RemoteOrder
from app.ports.vendor import Channel, Credentials, Environment, Remedy, Vendor, VendorError
from app.vendors.shopify import VENDOR as SHOPIFY
from app.vendors.ups import VENDOR as UPS
from app.vendors.woocommerce import VENDOR as WOO
from app.vendors.woocommerce import client
from tests.kernel.conftest import redis, valkey_socket, vendor
from tests.kernel.outgoing import Reply, VendorServer

__all__ = ["redis", "valkey_socket", "vendor"]

ORDER: dict[str, Any] = {
    "id": 7, "number": "7", "status": "processing", "currency": "EUR", "total": "9.00",
    "date_created_gmt": "2026-03-01T09:00:00", "date_modified_gmt": "2026-03-01T09:00:00",
    "line_items": [{"id": 1, "name": "Mug", "quantity": 1, "subtotal": "9.00", "total": "9.00", "product_id": 3}],
}  # fmt: skip
ORDERS = json.dumps([ORDER]).encode()
BOM = b"\xef\xbb\xbf"
WARNING = b'<br />\n<b>Warning</b>:  Undefined array key "fee" in <b>/srv/wp/gift.php</b> on line <b>12</b><br />\n'
PLAIN_WARNING = b"\nNotice: Undefined index: [fee] {x} in /srv/wp/gift.php on line 12\n"
REFUSED = b'{"code":"woocommerce_rest_cannot_view","message":"Sorry, no.","data":{"status":401}}'
PAGE, CUT, OTHER, NOTHING = "a page instead of data", "cannot be read", "other data than", "nothing instead of data"


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_PAUSES", ())


@pytest.fixture
async def pool(redis: Redis) -> AsyncIterator[TransportPool]:
    async with TransportPool.open_pool(redis, policy=RetryPolicy(attempts=1), max_body=2**20) as opened:
        yield opened


async def forget(exchange: Exchange) -> None: ...


def channel(pool: TransportPool, server: VendorServer, of: Vendor) -> Channel:
    secrets = {"consumer_key": "ck_1", "consumer_secret": "cs_1", "access_token": "t", "client_secret": "s"}
    public = {"account_number": "A1B2C3", "client_id": "app"}
    auth = {"shopify": "token", "woocommerce": "keys", "ups": "client_credentials"}[of.slug]
    end = clock.now() + timedelta(hours=1)
    kept = Credentials(auth=auth, environment=Environment.SANDBOX, public=public, secrets=secrets, expires_at=end)
    transport = pool.open(str(new_id()), pace=of.pace, allow_private=True, log=forget, secrets=[], label=of.slug)
    return Channel(connection_id="c", credentials=kept, transport=transport, base_url=server.url(""), currency="EUR")


async def orders(pool: TransportPool, server: VendorServer, of: Vendor) -> list[Page[RemoteOrder]]:
    found: Any = of.offer(OrderSource)
    source: OrderSource = found(channel(pool, server, of))
    return [page async for page in source.orders_since(datetime(2026, 1, 1, tzinfo=UTC), None)]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<!doctype html><title>Maintenance</title>", PAGE),
        (BOM + b'\n <html><script>\n{"@context": 1}\n</script></html>', PAGE),
        (ORDERS[:-30], CUT),
        (ORDERS[:-1], CUT),
        (WARNING + ORDERS[:-1], PAGE),
        (PLAIN_WARNING + b'[{"id": 1, "meta_data": []\n[]', CUT),
        (ORDERS + b"\n<!-- cached -->", CUT),
        (b"", NOTHING),
        (b" \n", NOTHING),
        (b"null", OTHER),
        (b'"ok"', OTHER),
        (json.dumps(ORDER).encode(), OTHER),
        (b"[null]", OTHER),
        (b'[{"number": "7"}]', OTHER),
        (b"[[" * 50_000, CUT),
        (b'[{"id": 7, "total": NaN}]', CUT),
        (ORDERS.replace(b"Mug", b"M\xfcg"), CUT),
        (ORDERS.decode().encode("utf-16"), CUT),
    ],
)
async def test_what_woocommerce_hosts_send_instead(pool: TransportPool, vendor: VendorServer, body: bytes, words: str) -> None:
    vendor.default = Reply(body=body, headers={"content-type": "application/json; charset=utf-8"})
    with pytest.raises(VendorError) as refused:
        await orders(pool, vendor, WOO)
    assert (refused.value.remedy, refused.value.http_status) == (Remedy.RETRY, 200)
    assert words in refused.value.message


async def test_204_where_a_body_is_due(pool: TransportPool, vendor: VendorServer) -> None:
    vendor.default = Reply(status=204, body=b"")
    for of, words in ((WOO, NOTHING), (SHOPIFY, "not JSON")):
        with pytest.raises(VendorError, match=words) as refused:
            await orders(pool, vendor, of)
        assert refused.value.remedy is Remedy.RETRY


@pytest.mark.parametrize("kind", ["application/json; charset=iso-8859-1", "text/html", "", "image/png"])
@pytest.mark.parametrize("before", [b"", BOM, WARNING, BOM + WARNING + BOM, PLAIN_WARNING, WARNING * 3 + b"  "])
async def test_data_are_read_whatever_stands_before_and_whatever_they_are_called(
    pool: TransportPool, vendor: VendorServer, kind: str, before: bytes
) -> None:
    vendor.on_request = lambda request: Reply(
        body=before + (b"[]" if "trash" in request.target else ORDERS), headers={"content-type": kind} if kind else {}
    )
    pages = await orders(pool, vendor, WOO)
    assert [order.external_id for page in pages for order in page.items] == ["7"]


async def test_a_refusal_behind_a_warning_is_a_refusal(pool: TransportPool, vendor: VendorServer) -> None:
    """Where PHP has printed something, WordPress can set no status any more."""
    vendor.default = Reply(body=WARNING + REFUSED)
    with pytest.raises(VendorError) as refused:
        await orders(pool, vendor, WOO)
    assert (refused.value.remedy, refused.value.http_status) == (Remedy.RECONNECT, 401)
    assert refused.value.vendor_message == "Sorry, no."


async def test_a_redirect_loop_ends_with_the_address(pool: TransportPool, vendor: VendorServer) -> None:
    vendor.default = Reply(status=301, body=b"", headers={"location": vendor.url("/wp-json/again")})
    with pytest.raises(VendorError, match="redirects to") as refused:
        await orders(pool, vendor, WOO)
    assert refused.value.remedy is Remedy.RETRY and len(vendor.requests) == 4


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(body=gzip.compress(ORDERS)[:-9], headers={"content-encoding": "gzip"}), "lost"),
        (Reply(body=b"no gzip at all", headers={"content-encoding": "gzip"}), "lost"),
        (Reply(body=gzip.compress(bytes(2**21)), headers={"content-encoding": "gzip"}), "too_large"),
        (Reply(body=ORDERS, fault="half"), "lost"),
        (Reply(fault="drop"), "lost"),
    ],
)
@pytest.mark.parametrize("of", [WOO, SHOPIFY], ids=lambda of: str(of.slug))
async def test_answers_that_do_not_arrive(
    pool: TransportPool, vendor: VendorServer, of: Vendor, reply: Reply, reason: str
) -> None:
    vendor.default = reply
    with pytest.raises(Unreachable) as silence:
        await orders(pool, vendor, of)
    assert (silence.value.reason, silence.value.sent) == (reason, True)


async def test_a_body_that_drips_for_ever_ends_at_the_time_limit(pool: TransportPool) -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            while not writer.is_closing():
                writer.write(b"1\r\n[\r\n")
                await writer.drain()
                await asyncio.sleep(0)
        writer.close()

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    transport = pool.open("c", pace=WOO.pace, allow_private=True, log=forget, secrets=[], label="woocommerce")
    with pytest.raises(Unreachable) as silence:
        await transport.send("GET", f"http://127.0.0.1:{port}/", timeout=0.2)
    assert (silence.value.reason, silence.value.sent) == ("timeout", True)
    server.close()
    await server.wait_closed()


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Something went wrong</html>",
        b'{"data": {"orders"',
        b"[]",
        b"null",
        b'{"data": null}',
        b"{}",
        b'{"data": []}',
        b'{"data": {}}',
        b'{"data": {"orders": null}}',
        b'{"data": {"orders": []}}',
        b'{"data": {"orders": {"nodes": null, "pageInfo": {}}}}',
        b'{"data": {"orders": {"nodes": []}}, "extensions": {"cost": {"throttleStatus": {"currentlyAvailable": "x"}}}}',
        b'{"data": {"orders": "\xff"}}',
        b"[[" * 50_000,
    ],
)
async def test_what_stands_instead_of_shopifys_data(pool: TransportPool, vendor: VendorServer, body: bytes) -> None:
    vendor.default = Reply(body=body)
    with pytest.raises(VendorError) as refused:
        await orders(pool, vendor, SHOPIFY)
    assert (refused.value.remedy, refused.value.vendor_code) == (Remedy.RETRY, "MALFORMED_ANSWER")
    assert refused.value.message.startswith("Shopify's answer")


@pytest.mark.parametrize("errors", [b'"Not Found"', b'{"shop": "locked"}', b'["odd", {"message": "No."}]', b"[null]"])
async def test_errors_of_any_shape_are_a_refusal(pool: TransportPool, vendor: VendorServer, errors: bytes) -> None:
    vendor.default = Reply(body=b'{"errors": ' + errors + b"}")
    with pytest.raises(VendorError) as refused:
        await orders(pool, vendor, SHOPIFY)
    assert refused.value.remedy is Remedy.OURS_TO_FIX and refused.value.vendor_message


@pytest.mark.parametrize("body", [b"<html>Hello</html>", b"", b"[]", b'{"trackResponse": 4}', b'{"trackResponse": {"shipm'])
async def test_ups_is_not_understood(pool: TransportPool, vendor: VendorServer, body: bytes) -> None:
    vendor.default = Reply(body=body)
    found: Any = UPS.offer(Carrier)
    with pytest.raises(VendorError, match="UPS answered") as refused:
        await found(channel(pool, vendor, UPS)).track("1Z999")
    assert refused.value.remedy is Remedy.OURS_TO_FIX


# ── one of many ─────────────────────────────────────────────────────────────────────────────────────────

ODD: list[dict[str, Any]] = [
    {"total": "", "shipping_total": None, "total_tax": None},
    {"meta_data": {"4": {"id": 9, "key": "gift", "value": "yes"}}},
    {"meta_data": "", "refunds": {}, "tax_lines": None, "coupon_lines": False},
    {"line_items": {"2": {**ORDER["line_items"][0], "sku": None, "taxes": {}}}},
    {"line_items": [{"id": 1, "name": None, "quantity": "2", "subtotal": 9, "total": 8.5, "price": "", "meta_data": {}}]},
    {
        "date_paid_gmt": "0000-00-00T00:00:00",
        "date_completed_gmt": "-0001-11-30T00:00:00",
        "date_created_gmt": "0000-00-00 00:00:00",
    },
    {"customer_note": "half an emoji \ud83d", "billing": {"first_name": "\ud83d\ude00 Ada"}},
    {"billing": [], "shipping": []},
    {"id": "7"},
]
"""What real shops send: plug-ins, imports and PHP's arrays, which become lists or objects as it happens."""


@pytest.mark.parametrize("odd", ODD)
async def test_odd_orders_are_read(pool: TransportPool, vendor: VendorServer, odd: dict[str, Any]) -> None:
    page = json.dumps([{**ORDER, **odd}]).encode()
    vendor.on_request = lambda request: Reply(body=b"[]" if "trash" in request.target else page)
    [order] = [order for page in await orders(pool, vendor, WOO) for order in page.items]
    assert (order.external_id, order.currency, len(order.lines)) == ("7", "EUR", 1)
    order.raw.encode()


MALFORMED: list[dict[str, Any]] = [
    {"total": "nine"},
    {"total": "NaN"},
    {"line_items": "none"},
    {"line_items": [None]},
    {"line_items": [{"name": "no id"}]},
    {"refunds": [{"id": "x"}]},
    {"shipping": "Jena"},
]


@pytest.mark.parametrize("broken", MALFORMED)
async def test_one_malformed_order_among_many_is_put_aside(
    pool: TransportPool, vendor: VendorServer, broken: dict[str, Any]
) -> None:
    page = [{**ORDER, "id": number} for number in range(1, 60)]
    page[30] |= broken
    vendor.on_request = lambda request: Reply(body=b"[]" if "trash" in request.target else json.dumps(page).encode())
    with capture_logs() as said:
        pages = await orders(pool, vendor, WOO)
    assert len([order for page in pages for order in page.items]) == 58
    [noted] = [entry for entry in said if entry["event"] == "vendor.unreadable"]
    assert set(noted) == {"event", "log_level", "external_id", "error", "at"}, "what it was may be of a buyer"
    [unread] = [thing for page in pages for thing in page.unread]
    assert unread.external_id == "31" and unread.why.startswith("The shop's data of this one cannot be read (")


async def test_one_malformed_product_is_put_aside(pool: TransportPool, vendor: VendorServer) -> None:
    page = [{"id": number, "type": "simple", "name": "Mug", "price": ""} for number in range(1, 10)]
    page[4] |= {"images": "none"}
    options = {"value": "kg"}
    vendor.on_request = lambda request: Reply(body=json.dumps(options if "settings" in request.target else page).encode())
    found: Any = WOO.offer(ProductSource)
    source: ProductSource = found(channel(pool, vendor, WOO))
    [read] = [page async for page in source.products_since(datetime(2026, 1, 1, tzinfo=UTC), None)]
    assert (len(read.items), [thing.external_id for thing in read.unread]) == (8, ["5"])
    assert "“images” is no list" in read.unread[0].why
    with pytest.raises(VendorError) as refused:
        await source.products_by_id(["5"])
    assert (refused.value.remedy, refused.value.vendor_code) == (Remedy.SKIP, "UNREADABLE")
