"""Hostile texts that came as real ones do: by every call of the API, by the connectors' imports and by webhooks."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import psycopg
import pytest
from fastapi import FastAPI
from playwright.async_api import Browser
from psycopg import sql

from app.accounts import api as accounts
from app.accounts.contracts import RoleName
from app.accounts.models import Organisation as StoredOrganisation
from app.accounts.permissions import of_role
from app.kernel.process import Process
from app.kernel.settings import Settings
from app.sandbox.woocommerce.state import keys_of
from tests.accounts.people import mailed_token
from tests.dashboard import travel
from tests.dashboard.addresses import DOORS, RETURN, address, consent, patterns, things
from tests.dashboard.demo import Demo
from tests.dashboard.poison import CORPUS, _filled, columns
from tests.dashboard.test_stored_scripts import faults, serving
from tests.dashboard.travel import Road
from tests.dashboard.visitor import Visitors, signed_in, told
from tests.factories import PASSWORD, Organisation, make_organisation
from tests.http import Client, client_of
from tests.sync.played import HANDLES, Played, playing
from tests.test_matrix import TABLES, plant


@dataclass(frozen=True)
class Arrived:
    org: Organisation
    road: Road
    visitors: Visitors
    reached: set[str]
    by_webhook: list[str]
    drafts: tuple[str, str]


_REPORT = "SELECT report FROM connection_drafts WHERE id = %s"


def found_or_planted(catalog: psycopg.Connection, org: Organisation) -> dict[str, str]:
    """Something of one's own for each id that a path or body may name."""
    mine = {"user_id": str(org.owner_id), "template": "invitation", "language": "en", "policy": "mails", "rule": "many_exports"}
    for name, table in TABLES.items():
        query = sql.SQL("SELECT id FROM {} WHERE org_id = %s ORDER BY id LIMIT 1").format(sql.Identifier(table))
        row = catalog.execute(query, (org.id,)).fetchone()
        mine[name] = str(row[0] if row else plant(catalog, table, org))
    return mine


@pytest.fixture(scope="module")
async def arrived(browser: Browser, process: Process, config: Settings, application: FastAPI) -> AsyncIterator[Arrived]:
    assert config.database_url
    org, road, reached = await make_organisation("Travellers"), Road(), set()
    with psycopg.connect(config.database_url.get_secret_value(), autocommit=True) as catalog:
        with pytest.MonkeyPatch.context() as patch:
            async with playing(process, application, org, patch) as played, client_of(application) as client:
                await client.sign_in(org)
                drafts, webhooked = await bring(played, client)
                await road.walk(client, found_or_planted(catalog, org))
        words = json.dumps(_filled(catalog.execute(_REPORT, (drafts[0],)).fetchone()[0], CORPUS[1]))  # type: ignore[index]
        catalog.execute("UPDATE connection_drafts SET report = %s WHERE id = %s", (words, drafts[0]))
        for table, column, _ in columns(catalog):
            query = sql.SQL("SELECT 1 FROM {} WHERE org_id = %s AND {}::text ~ 'data-stored|__stored' LIMIT 1")
            if catalog.execute(query.format(sql.Identifier(table), sql.Identifier(column)), (org.id,)).fetchone():
                reached.add(f"{table}.{column}")
    async with serving(config, process) as url:
        demo = Demo(url, "")
        visitors = Visitors(browser, demo, await signed_in(browser, demo, org.email, PASSWORD))
        yield Arrived(org, road, visitors, reached, webhooked, drafts)


async def bring(played: Played, client: Client) -> tuple[tuple[str, str], list[str]]:
    """The shops' goods and first orders by import, further orders by webhook. Returns two drafts of the wizard, one that
    was tested and one that is finished, and the names of who bought by webhook."""
    world = played.stage.world
    for handle in HANDLES.values():
        travel.stock(world, handle)
        travel.buy(world, handle, 1)
    await played.connect("shopify")
    tested, finished = [await tried(played, client) for _ in range(2)]
    await client.data("POST", f"/api/v1/connect/drafts/{finished}/finish")
    await played.settle()
    before = {name for (name,) in await played.rows("SELECT customer_name FROM orders")}
    for number, handle in enumerate(HANDLES.values()):
        travel.buy(world, handle, 5 + number)
    await played.settle()
    names = [name for (name,) in await played.rows("SELECT customer_name FROM orders") if name not in before]
    return (tested, finished), names


async def tried(played: Played, client: Client) -> str:
    """A draft for the WooCommerce shop, with hostile words of one's own, that passed its test."""
    draft = await client.data(
        "POST", "/api/v1/connect/drafts", json={"vendor": "woocommerce", "environment": "sandbox"}, status=201
    )
    path, key = (
        f"/api/v1/connect/drafts/{draft['id']}",
        keys_of(played.stage.hosts["woocommerce"], played.shop("woocommerce"))[0],
    )
    site = f"{played.address}/woocommerce/{HANDLES['woocommerce']}"
    fields = {"site_url": site, "consumer_key": key.consumer_key, "consumer_secret": key.consumer_secret}
    await client.data("PUT", path, json={"auth": "keys", "fields": fields, "store_name": CORPUS[1]})
    assert (await client.data("POST", f"{path}/test"))["report"]["ok"]
    return str(draft["id"])


NOTHING_STAYS = {
    "accept_invitation", "confirm_totp", "decide_authorisation", "finish_linking", "finish_oidc", "finish_passkey", "login",
    "login_with_code", "reauthenticate", "restore_backup", "start_linking", "start_oidc",
}  # fmt: skip
"""Their texts are secrets, codes and names of providers: compared with what is known, and kept by nobody."""
NOT_NOW = {
    "bulk_update_store_products": "by way of update_store_product",
    "change_draft": "the wizard's fields go by test_no_step_of_the_wizard_runs_what_it_was_told",
    "change_order_status": "of a finished order",
    "change_settings": "names and values are of a list",
    "complete_privacy_request": "of a request that people answer",
    "connect_carrier": "the vendor's form refuses what is no credential",
    "connect_store": "the vendor's form refuses what is no credential",
    "create_shipment": "of an order with open units; its texts are those of fulfill_order",
    "fulfill_orders": "of orders with open units; its texts are those of fulfill_order",
    "link_store_location": "names a place of the channel by its id",
    "reconnect_connection": "the vendor's form refuses what is no credential",
    "refuse_privacy_request": "of a request that people answer",
    "replay_dead_letter": "of a delivery; its body is read by the connector, like a webhook's",
    "ship_order": "of an order with open units; its texts are those of fulfill_order",
    "transfer_stock": "between two locations; its reason is that of adjust_stock",
    "update_oauth_client": "its texts are those of create_oauth_client",
    "update_shared_view": "its texts are those of share_view",
}
"""Refused for what they are about, and where their texts go in instead."""


def test_every_call_that_takes_text_took_it(arrived: Arrived) -> None:
    """Read from the API's description: a new field of a new call is among them without anybody thinking of it."""
    road = arrived.road
    silent = {name: road.refused.get(name) for name in set(road.offered) - set(road.took) - NOTHING_STAYS - set(NOT_NOW)}
    assert silent == {}
    assert set(road.took) & NOTHING_STAYS == set()
    assert sum(map(len, road.took.values())) > 110


def test_imports_and_webhooks_brought_it(arrived: Arrived) -> None:
    """What buyers and merchants wrote at the vendors' stands in every table that holds words of theirs."""
    assert len(arrived.by_webhook) == len(HANDLES) and all("__stored" in name for name in arrived.by_webhook)
    assert arrived.reached >= {
        "customers.name", "listing_variants.sku", "listing_variants.title", "listings.title", "location_links.remote_name",
        "order_events.summary", "order_items.title", "order_items.sku", "order_items.variant_title", "order_raw.payload",
        "orders.billing_address", "orders.customer_name", "orders.note", "orders.shipping_address", "orders.details",
        "products.title", "products.description_html", "products.options", "variants.title", "variants.sku",
    }  # fmt: skip
    assert len(arrived.reached) > 50


async def test_no_screen_runs_what_travelled(arrived: Arrived) -> None:
    found: list[str] = []
    async with arrived.visitors.visitor() as visitor:
        visitor.page.on("dialog", lambda dialog: found.append(f"dialog: {dialog.message}"))
        known = await things(visitor.page.context.request)
        for pattern in patterns():
            if pattern not in DOORS and not pattern.startswith("/stores/connect/:draftId"):
                found += await faults(visitor, address(pattern, known) if ":" in pattern else known.get(pattern, pattern))
    assert not found, "\n".join(found)


async def test_no_step_of_the_wizard_runs_what_it_was_told(arrived: Arrived) -> None:
    """Names of stores, and reports in which every word is the vendor's."""
    found: list[str] = []
    tested, finished = arrived.drafts
    async with arrived.visitors.visitor() as visitor:
        for pattern in patterns():
            if pattern.startswith("/stores/connect/:draftId"):
                draft = finished if pattern.endswith(("locations", "preview", "import")) else tested
                found += await faults(visitor, pattern.replace(":draftId", draft))
        await visitor.goto(f"/stores/connect/{tested}/credentials?returned={quote(CORPUS[0])}&run={quote(CORPUS[1])}")
        found += await faults(visitor, f"/stores/connect?returned={quote(CORPUS[0])}&vendor={quote(CORPUS[1])}")
    assert not found, "\n".join(found)


async def test_no_door_runs_what_it_is_shown(arrived: Arrived, browser: Browser, client: Client) -> None:
    """Pages before the sign-in, with all that others can put on them: names of an organisation, a role, an inviter, a
    provider, a program; and whatever a link can carry."""
    found: list[str] = []
    invitation = await hostile_invitation(arrived)
    said, script = quote(CORPUS[1]), quote(CORPUS[5])
    more = {
        "/login": f"?next={script}&error={said}", "/register": f"?next={script}", "/forgot-password": f"?email={said}",
        "/reset-password": f"#token={said}", "/verify-email": f"#token={said}", "/invitation": f"#token={invitation}",
    }  # fmt: skip
    async with arrived.visitors.visitor(anonymous=True) as visitor:
        for path in (*DOORS, "/oidc/callback"):
            found += await faults(
                visitor, path + more.get(path, f"?state={said}&code={said}&error={said}&error_description={said}")
            )
            if path == "/invitation":
                assert "<script data-stored>" in await visitor.page.inner_text("body")
    wish = {"redirect_uri": CORPUS[5], "response_type": "code", "scope": CORPUS[0], "state": CORPUS[1], "client_id": CORPUS[2]}
    async with arrived.visitors.visitor() as visitor:
        program = {"name": CORPUS[0], "redirect_uris": [RETURN], "scopes": ["orders.read"]}
        made = await told(visitor.page.context.request, "POST", "/oauth/clients", program)
        found += await faults(visitor, f"/oauth/consent?{urlencode({**consent(made['id']), 'state': CORPUS[1]})}")
        assert CORPUS[0] in await visitor.page.inner_text("body")
        found += await faults(visitor, f"/oauth/consent?{urlencode(wish)}")
    assert not found, "\n".join(found)


async def hostile_invitation(arrived: Arrived) -> str:
    """The token of an invitation into an organisation of a hostile name, in a role of one."""
    async with arrived.org.uow() as uow:
        organisation = await uow.session.get(StoredOrganisation, (arrived.org.id, arrived.org.id))
        assert organisation is not None
        organisation.name = CORPUS[0]
        role = await accounts.create_role(uow, name=CORPUS[1], permissions=["orders.read"], mine=of_role("owner"))
        await accounts.invite(
            uow, email=f"guest.{arrived.org.id.hex[-8:]}@example.com", given=RoleName(role="custom", role_id=role.id),
            inviter=CORPUS[3], language="en", mine=of_role("owner"),
        )  # fmt: skip
    return await mailed_token(arrived.org, "invitation")
