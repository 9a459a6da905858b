"""The connect wizard: what it remembers, what it tests, what it saves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from app.kernel import clock
from app.kernel import process as processes
from app.kernel.errors import NotFound
from app.stores import api
from tests.factories import Organisation
from tests.http import Client
from tests.stores.conftest import Wizard, checks, connected
from tests.stores.scripted import SECRET, Script

pytestmark = pytest.mark.usefixtures("here")


async def test_platforms_carry_their_forms(client: Client, here: str) -> None:
    found = {p["slug"]: p for p in await client.data("GET", "/api/v1/platforms")}
    assert {"shopify", "woocommerce", "ups", "scripted"} <= set(found)
    shopify = found["shopify"]
    assert shopify["callback_url"] == f"{here}/api/v1/connect/callback/shopify" and shopify["logo"].startswith("<svg")
    secret = next(f for m in shopify["auth"] for f in m["fields"] if f["name"] == "client_secret")
    assert secret["kind"] == "secret" and secret["required"] and secret["help"]
    assert {p["kind"] for p in await client.data("GET", "/api/v1/platforms?kind=carrier")} == {"carrier"}
    assert (await client.data("GET", "/api/v1/platforms/nowhere", status=404))["code"] == "NOT_FOUND"


async def test_from_platform_to_store(client: Client, script: Script, here: str, org: Organisation) -> None:
    wizard = await Wizard.start(client, store_name="My corner")
    draft = await wizard.fill()
    assert draft["masks"] == {"token": "••••c2d9"} and draft["public"] == {"shop": "corner.example"}
    tested = await wizard.test()
    assert checks(tested["report"]) == {
        "dns": True, "tls": None, "auth": True, "scopes": True, "read": True, "webhooks": True,
    }  # fmt: skip
    assert all(c["ms"] > 0 for c in tested["report"]["checks"] if c["name"] in ("dns", "auth", "read", "webhooks"))
    async with org.uow() as uow:
        assert not await api.stores(uow), "a test saves no store"
    done = await wizard.finish()
    assert done["first"] is True and done["webhooks"]["active"] == 2
    store = await client.data("GET", f"/api/v1/stores/{done['store_id']}")
    assert (store["name"], store["currency"], store["timezone"], store["country"]) == (
        "My corner",
        "EUR",
        "Europe/Berlin",
        "DE",
    )
    assert store["connection_state"] == "connected" and store["platform_store_id"] == "acct-1"
    assert {h["address"] for h in script.hooks.values()} == {f"{here}/webhooks/scripted/{done['connection_id']}"}
    again = await wizard.finish(status=409)
    assert again["details"]["store_id"] == done["store_id"]
    assert (await client.data("GET", wizard.path))["masks"] == {}, "a finished draft keeps no secret"


async def test_the_draft_survives_and_belongs_to_its_organisation(client: Client, stranger: Client) -> None:
    wizard = await Wizard.start(client)
    await wizard.fill(shop="corner.example")
    assert (await client.data("GET", wizard.path))["public"] == {"shop": "corner.example"}
    for method in ("GET", "DELETE"):
        await stranger.data(method, wizard.path, status=404)
    await stranger.data("PUT", wizard.path, json={}, status=404)
    for step in ("test", "authorise", "finish"):
        await stranger.data("POST", f"{wizard.path}/{step}", status=404)
    await client.data("DELETE", wizard.path)
    await client.data("GET", wizard.path, status=404)


async def test_what_is_wrong_is_named_by_field(client: Client) -> None:
    wizard = await Wizard.start(client)

    async def refused(**body: object) -> str:
        error = await client.data("PUT", wizard.path, json=body, status=422)
        return str(error["details"]["field"])

    assert await refused(fields={"colour": "red"}) == "colour"
    assert await refused(fields={"shop": "no spaces allowed"}) == "shop"
    assert await refused(fields={"shop": "a.example", "token": "line\nbreak"}) == "token"
    assert await refused(auth="sorcery") == "auth"
    assert (await client.data("POST", f"{wizard.path}/test", status=422))["details"]["field"] == "shop"
    error = await client.data("POST", "/api/v1/connect/drafts", json={"vendor": "nowhere"}, status=422)
    assert error["details"]["field"] == "vendor" and "scripted" in error["details"]["known"]


async def test_secrets_stay_only_while_they_go_to_the_same_place(client: Client, script: Script) -> None:
    wizard = await Wizard.start(client)
    await wizard.fill()
    shown = await wizard.fill(shop="corner.example", token="••••c2d9")
    assert shown["masks"] == {"token": "••••c2d9"}, "a form that sends its mask back keeps the secret"
    assert (await wizard.test())["report"]["ok"] is True
    moved = await wizard.fill(shop="thief.example")
    assert moved["masks"] == {} and moved["step"] == "credentials" and moved["report"] is None
    assert (await client.data("POST", f"{wizard.path}/finish", status=409))["details"]["step"] == "credentials"


async def test_a_wrong_key_tells_the_vendors_reason(client: Client) -> None:
    wizard = await Wizard.start(client)
    await wizard.fill(shop="corner.example", token="wrong")
    report = (await wizard.test())["report"]
    auth = next(c for c in report["checks"] if c["name"] == "auth")
    assert report["ok"] is False and "The token was revoked by its owner" in auth["message"] and auth["remedy"]
    assert checks(report)["scopes"] is None and checks(report)["read"] is None
    await wizard.finish(status=409)


async def test_a_missing_scope_is_named(client: Client, script: Script) -> None:
    script.scopes = ("read",)
    wizard = await Wizard.start(client)
    await wizard.fill()
    report = (await wizard.test())["report"]
    scopes = next(c for c in report["checks"] if c["name"] == "scopes")
    assert report["ok"] is False and scopes["ok"] is False and "write" in scopes["message"]


@pytest.mark.parametrize("trouble", ["down", "garbage"])
async def test_a_vendor_in_trouble_is_no_crash(client: Client, script: Script, trouble: str) -> None:
    setattr(script, trouble, True)
    wizard = await Wizard.start(client)
    await wizard.fill()
    report = (await wizard.test())["report"]
    auth = next(c for c in report["checks"] if c["name"] == "auth")
    assert report["ok"] is False and auth["ok"] is False and auth["remedy"]


@pytest.mark.parametrize("to", ["http://10.0.0.1/me", "http://169.254.169.254/latest", "http://127.0.0.1:1/me"])
async def test_a_sandbox_call_is_not_led_away(client: Client, script: Script, to: str) -> None:
    script.elsewhere = to
    wizard = await Wizard.start(client)
    await wizard.fill()
    auth = next(c for c in (await wizard.test())["report"]["checks"] if c["name"] == "auth")
    assert auth["ok"] is False and "is not allowed" in auth["message"]


@pytest.mark.parametrize("host", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "localhost"])
async def test_a_live_shop_is_no_private_address(client: Client, host: str) -> None:
    wizard = await Wizard.start(client, environment="live")
    await wizard.fill(shop=host, token=SECRET)
    report = (await wizard.test())["report"]
    dns = report["checks"][0]
    assert (dns["name"], dns["ok"]) == ("dns", False) and "is not allowed" in dns["message"]
    assert checks(report)["auth"] is None


async def test_unreachable_webhooks_are_advice(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    present = processes.process()
    settings = present.settings.model_copy(update={"public_url": "http://127.0.0.1:9"})
    monkeypatch.setattr(processes, "_process", replace(present, settings=settings))
    wizard = await Wizard.start(client)
    await wizard.fill()
    report = (await wizard.test())["report"]
    hooks = next(c for c in report["checks"] if c["name"] == "webhooks")
    assert report["ok"] is True and hooks["ok"] is False
    assert "polling" in hooks["message"] and "KSAP_PUBLIC_URL" in hooks["remedy"]


async def test_an_account_is_connected_once(client: Client) -> None:
    first = await connected(client)
    wizard = await Wizard.start(client)
    await wizard.fill()
    await wizard.test()
    error = await wizard.finish(status=409)
    assert error["code"] == "ALREADY_CONNECTED" and error["details"]["reconnects"] == first["connection_id"]
    again = await Wizard.start(client, reconnects=first["connection_id"])
    await again.fill()
    await again.test()
    done = await again.finish()
    assert (done["store_id"], done["connection_id"], done["first"]) == (first["store_id"], first["connection_id"], False)


async def test_reconnecting_is_for_the_same_account(client: Client, script: Script) -> None:
    first = await connected(client)
    script.account = "acct-2"
    again = await Wizard.start(client, reconnects=first["connection_id"])
    await again.fill()
    await again.test()
    error = await again.finish(status=409)
    assert error["details"] == {"connected": "acct-1", "given": "acct-2"}


async def test_old_drafts_are_forgotten(client: Client, org: Organisation) -> None:
    wizard = await Wizard.start(client)
    await wizard.fill()
    with clock.frozen(clock.now() + timedelta(days=8)):
        async with org.uow() as uow:
            with pytest.raises(NotFound):
                await api.read_draft(uow, UUID(wizard.id))
        assert await api.forget_drafts() >= 1
