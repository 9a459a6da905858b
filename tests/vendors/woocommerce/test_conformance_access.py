"""Keys, approval, webhooks and troubles of the played shop."""

from __future__ import annotations

import asyncio
import html
import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from app.kernel import clock as kernel_clock
from app.kernel.transport import VendorAnswer
from app.ports.storefront import (
    Hint,
    HintKind,
)
from app.ports.vendor import Credentials, Environment, Remedy, VendorError
from app.sandbox.woocommerce.state import issue_key
from app.vendors.woocommerce import VENDOR
from app.vendors.woocommerce import client as wire
from app.vendors.woocommerce.account import WooAccount
from app.vendors.woocommerce.auth import state_of
from app.vendors.woocommerce.webhooks import TOPICS, WooReceiver, WooWebhooks
from tests.sandbox.support import Receiver, serving, variant_id
from tests.vendors.woocommerce.played import Scene, Simple, products_of


async def test_the_account(scene: Scene) -> None:
    told = await WooAccount(scene.channel()).shop()
    assert (told.name, told.currency, told.country, told.timezone) == ("Tea House", "EUR", "DE", "Europe/Berlin")
    assert told.scopes == ("read", "write") and not told.missing_scopes


async def test_wrong_keys_are_refused_in_the_shops_words(scene: Scene) -> None:
    for wrong in ({"consumer_secret": "cs_" + "0" * 40}, {"consumer_key": "ck_" + "0" * 40}):
        with pytest.raises(VendorError) as refused:
            await WooAccount(scene.channel(**wrong)).shop()
        assert refused.value.remedy is Remedy.RECONNECT and refused.value.vendor_message


async def test_revoked_keys_and_new_ones(scene: Scene) -> None:
    channel = scene.channel()
    scene.clock.forward(seconds=1)
    scene.fault("credentials_revoked", count=None)
    with pytest.raises(VendorError) as refused:
        await WooAccount(channel).shop()
    assert refused.value.remedy is Remedy.RECONNECT
    scene.clock.forward(seconds=1)
    with kernel_clock.frozen(scene.clock()):
        assert (await WooAccount(scene.channel()).shop()).name == "Tea House"


async def settled(receiver: Receiver, count: int) -> None:
    for _ in range(400):
        if len(receiver.got) >= count:
            return
        await asyncio.sleep(0.005)
    raise AssertionError(f"{count} deliveries expected, {len(receiver.got)} came")


def told(receiver: Receiver, secret: str) -> list[Hint]:
    """What the verified deliveries point at; pings are left out."""
    hints = []
    for headers, raw in receiver.got:
        delivery = WooReceiver.verify(headers, raw, secret)
        if delivery is None:
            assert WooReceiver.read("", raw).kind is HintKind.PING, (headers, raw)
            continue
        hints.append(WooReceiver.read(delivery.topic, raw))
    return hints


async def test_webhooks_from_registration_to_removal(scene: Scene) -> None:
    receiver = Receiver()
    async with serving(receiver, lifespan="off") as address:
        hooks = WooWebhooks(scene.channel())
        made = await hooks.register(f"{address}/hooks", "s3cret-0123")
        assert sorted(w.topic for w in made) == sorted(TOPICS)
        assert await hooks.register(f"{address}/hooks", "s3cret-0123") == made
        pings = len(TOPICS)
        await settled(receiver, pings)
        key = scene.order()
        await settled(receiver, pings + 1)
        assert Hint(kind=HintKind.ORDER, topic="order.created", external_id=key) in told(receiver, "s3cret-0123")
        assert told(receiver, "s3cret-0123") and not told_any(receiver, "other")
        host = scene.stage.hosts["woocommerce"]
        host.subscriptions(scene.shop)[0].status = "disabled"
        assert not all(w.active for w in await hooks.registered())
        assert all(w.active for w in await hooks.register(f"{address}/hooks", "s3cret-0123"))
        moved = await hooks.register(f"{address}/elsewhere", "s3cret-0123")
        assert {w.address for w in moved} == {f"{address}/elsewhere"} and len(await hooks.registered()) == len(TOPICS)
        await hooks.remove([w.external_id for w in moved])
        assert await hooks.registered() == []


def told_any(receiver: Receiver, secret: str) -> bool:
    return any(WooReceiver.verify(headers, raw, secret) for headers, raw in receiver.got)


async def test_a_variation_sold_elsewhere_points_at_its_product(scene: Scene) -> None:
    tea = (await products_of(scene))["Green tea"]
    receiver = Receiver()
    async with serving(receiver, lifespan="off") as address:
        await WooWebhooks(scene.channel()).register(address, "s3cret-0123")
        await settled(receiver, len(TOPICS))
        scene.stage.world.set_stock(scene.shop, variant_id(scene.shop, "TEA-50"), 3)
        await settled(receiver, len(TOPICS) + 1)
        hints = told(receiver, "s3cret-0123")
        assert {h.external_id for h in hints if h.kind is HintKind.PRODUCT} == {tea.external_id}


async def test_a_storm_of_errors_is_sat_out_and_each_repetition_signed_anew(scene: Scene) -> None:
    scene.fault("server_error", count=3)
    with pytest.raises(VendorError) as closed:  # WordPress being updated asks for ten minutes
        await products_of(scene)
    assert closed.value.remedy is Remedy.RETRY and closed.value.retry_after == 600
    assert len(await products_of(scene)) == 2  # past a bad gateway and a fatal error
    scene.fault("response_lost", count=1)
    assert len(await products_of(scene)) == 2
    scene.fault("throttled", count=1)
    with pytest.raises(VendorError) as slow:
        await products_of(scene)
    assert slow.value.remedy is Remedy.WAIT and slow.value.retry_after == 2


async def test_a_shop_in_maintenance_is_not_a_dead_key(scene: Scene) -> None:
    scene.stage.hosts["woocommerce"].state(scene.shop).maintenance = True
    with pytest.raises(VendorError) as failure:
        await WooAccount(scene.channel()).shop()
    assert failure.value.remedy is Remedy.RETRY and failure.value.http_status == 503


async def test_basic_and_query_keys_over_tls(scene: Scene) -> None:
    """TLS that ends at a proxy: the shop sees `x-forwarded-proto`, the connector an https address."""
    https = replace(scene.channel(), base_url=scene.channel().base_url.replace("http://", "https://"))
    plain = scene.transport.client

    class Proxy(Simple):
        async def send(self, method: str, url: str, **options: Any) -> VendorAnswer:
            return await super().send(method, url.replace("https://", "http://"), **options)

    def tls(headers: dict[str, str]) -> None:
        headers["x-forwarded-proto"] = "https"

    def stripped(headers: dict[str, str]) -> None:
        headers.pop("Authorization", None)
        tls(headers)

    for change in (tls, stripped):
        wire._headerless.clear()
        channel = replace(https, transport=Proxy(plain, change=change))
        assert (await WooAccount(channel).shop()).currency == "EUR"
    wire._headerless.clear()


async def test_approval_in_the_shop(scene: Scene) -> None:
    receiver = Receiver()
    async with serving(receiver, lifespan="off") as address:
        empty = Credentials(auth="authorize", environment=Environment.SANDBOX, public={}, secrets={})
        sign_in = VENDOR.authorisation
        assert sign_in is not None
        base = scene.channel().base_url
        callback, back = f"{address}/callback", f"{address}/back?draft=7"
        start = sign_in.start(empty, base_url=base, state="state-1", return_url=back, callback_url=callback)
        asked = await scene.transport.client.get(start)
        assert asked.status_code == 200 and "KSAP" in asked.text
        returned = await approve(scene.transport.client, asked)
        assert parse_qs(urlsplit(returned).query)["success"] == ["1"] and state_of(dict_of(returned), b"") == "state-1"
        body = next(raw for _, raw in receiver.got if raw.startswith(b"{"))
        assert state_of({}, body) == "state-1"
        grant = await sign_in.finish(empty, base_url=base, transport=scene.transport, query={}, body=body, return_url=back)
        channel = replace(scene.channel(), credentials=grant.credentials)
        assert (await WooAccount(channel).shop()).missing_scopes == ()


def dict_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


async def approve(client: httpx.AsyncClient, page: httpx.Response) -> str:
    """Follow the page's link for approval; gives the address the browser is sent back to."""
    link = next(html.unescape(href) for href in re.findall(r'(?:href|action)="([^"]+)"', page.text) if "access_granted" in href)
    answer = await client.get(page.url.join(link))
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


async def test_a_read_only_key_is_told_apart(scene: Scene) -> None:
    key = issue_key(scene.stage.hosts["woocommerce"], scene.shop, "read", "Reports")
    channel = scene.channel(consumer_key=key.consumer_key, consumer_secret=key.consumer_secret)
    assert (await WooAccount(channel).shop()).missing_scopes == ("write",)
