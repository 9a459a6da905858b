"""Packing slips: what goes into the parcel, harmless whatever a buyer wrote."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, datetime

from tests.factories import Organisation
from tests.factories.orders import ADDRESS, make_order, remote_line
from tests.factories.stores import make_store
from tests.http import Client

ORDERS = "/api/v1/orders"


async def test_a_slip_has_what_the_packer_needs(client: Client, stranger: Client, org: Organisation) -> None:
    store = await make_store(org, name="Quay & Sons", timezone="Europe/Berlin")
    lines = (
        remote_line(title="Canvas bag", variant_title="Blue", sku="CB-1", quantity=3, fulfilled=1),
        remote_line(title="Gift card", requires_shipping=False),
    )
    order = await make_order(
        org, store, number="#7001", lines=lines, note="Leave it at the door", placed_at=datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    )
    answer = await client.get(f"{ORDERS}/{order}/packing-slip")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    for wanted in (
        "Quay &amp; Sons", "#7001", "2026-07-02 00:30", "Canvas bag", "Blue", "CB-1", "1 Quay Street", "20457 Hamburg",
        "Germany", "Leave it at the door",
    ):  # fmt: skip
        assert wanted in answer.text, wanted
    assert "Gift card" not in answer.text
    assert re.findall(r'class="n">(?:<b>)?(\d+)', answer.text) == ["3", "2"]
    await stranger.data("GET", f"{ORDERS}/{order}/packing-slip", status=404)
    german = (await client.get(f"{ORDERS}/packing-slips", params={"order_id": str(order), "language": "de"})).text
    for wanted in ('lang="de"', "Packzettel", "Lieferadresse", "02.07.2026 00:30", "Deutschland", "Nachricht des Kunden"):
        assert wanted in german, wanted
    assert "Packing" not in german
    await client.data("GET", f"{ORDERS}/packing-slips", params={"order_id": str(order), "language": "xx"}, status=422)


async def test_whatever_a_buyer_wrote_stays_text(client: Client, org: Organisation) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    address = ADDRESS.__class__(name=evil, line1=evil, country="DE")
    lines = (remote_line(title=evil, variant_title=evil, sku=evil, properties={evil: evil, "_hidden": "1", "n": 2}),)
    order = await make_order(org, await make_store(org, name=evil), note=evil, shipping_address=address, lines=lines)
    answer = await client.get(f"{ORDERS}/{order}/packing-slip")
    assert answer.status_code == 200
    assert "<script" not in answer.text
    assert "<img" not in answer.text
    assert "_hidden" not in answer.text
    assert answer.text.count("&lt;script&gt;") >= 7


async def test_the_page_may_do_nothing_but_be_seen(client: Client, org: Organisation) -> None:
    order = await make_order(org, await make_store(org))
    answer = await client.get(f"{ORDERS}/{order}/packing-slip")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-modals" in policy
    assert "script" not in policy
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.S)
    assert f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_many_slips_are_one_document_in_the_order_asked(client: Client, org: Organisation) -> None:
    store = await make_store(org)
    ids = [await make_order(org, store, number=f"#90{n}") for n in range(3)]
    wanted = [str(ids[i]) for i in (2, 0, 1, 2)]
    answer = await client.get(f"{ORDERS}/packing-slips", params={"order_id": wanted})
    assert re.findall(r"<dd>(#\d+)</dd>", answer.text) == ["#902", "#900", "#901"]
    await client.data("GET", f"{ORDERS}/packing-slips", params={"order_id": [wanted[0], str(store)]}, status=404)
    await client.data("GET", f"{ORDERS}/packing-slips", status=422)
