"""Settings go into a sealed file on one installation and come out on another, with connections that work."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.accounts import api as accounts
from app.fulfilment import api as fulfilment
from app.fulfilment.contracts import Address
from app.inventory import api as inventory
from app.kernel import live_settings
from app.kernel.audit import AuditEntry
from app.kernel.outbox import Relay
from app.kernel.process import process
from app.mail import api as mail
from app.platform import api, sealing
from app.platform.contracts import BackupUnreadable
from app.ports.storefront import ProductSource
from app.privacy import api as privacy
from app.sandbox.stage import Stage
from app.sandbox.woocommerce.state import keys_of
from app.security import api as security
from app.stores import api as stores
from app.stores.models import Connection
from app.stores.use_cases.channels import credentials_of, keep
from app.sync.repository import Runs
from tests.factories import Organisation, make_organisation
from tests.http import Client
from tests.platform.conftest import Elsewhere
from tests.stores.conftest import Wizard, connected
from tests.stores.scripted import SECRET
from tests.stores.test_played import told

PASSPHRASE = "nine green bottles on a wall"
NOTHING = {"created": 0, "changed": 0, "skipped": 0}
ADDRESS = Address(name="Harbour", line1="Quay 1", city="Malmö", postal_code="21120", country="SE")

pytestmark = pytest.mark.usefixtures("here")


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "COST", {"n": 2**4, "r": 8, "p": 1})


async def furnish(org: Organisation, client: Client) -> dict[str, Any]:
    """An organisation with something of every kind that a backup holds."""
    made: dict[str, Any] = await connected(client, store_name="Corner")
    store_id = UUID(made["store_id"])
    async with org.uow() as uow:
        await accounts.update_organisation(uow, name="Harbour & Sons", currency="SEK", timezone="Europe/Stockholm")
        await accounts.create_role(uow, name="Packers", permissions=["orders.read"], mine={"orders.read"})
        hall = await inventory.create_location(uow, name="Hall 2", address={"city": "Malmö", "country": "SE"})
        await inventory.set_low_at(uow, 7)
        await stores.update_store(uow, store_id, {"group_name": "North"}, {"stock_buffer": 3}, expect=None)
        await Runs(uow).link(store_id, "remote-1", "Front shelf", hall.id)
        await privacy.set_policy(uow, "mails", days=60, enabled=True)
        await privacy.publish_text(uow, kind="consent", text_version="2026-1", language="en", text="We ask before we write.")
        await api.change_settings(uow, {"credential_days": 90})
        await fulfilment.set_ship_from(uow, ADDRESS)
        rule = (await security.rules(uow))[0]
        await security.set_rule(uow, rule.rule, enabled=False, threshold=rule.threshold, seconds=600, severity=rule.severity)
        words = (await mail.wording(uow, "invitation", "en")).wording
        await mail.change_wording(uow, "invitation", "en", replace(words, subject="Join the harbour"))
    return made


def outcomes(report: Any) -> dict[str, int]:
    return {
        kind: sum(change.outcome == kind for change in report.changes) for kind in ("created", "changed", "same", "skipped")
    }


async def shown(org: Organisation) -> dict[str, Any]:
    """What the organisation is like, by names only."""
    async with org.uow() as uow:
        places = {each.id: each.name for each in await inventory.locations(uow)}
        found = await stores.stores(uow)
        return {
            "organisation": [getattr(await accounts.read_organisation(uow), n) for n in ("name", "currency", "timezone")],
            "roles": [(r.name, r.permissions) for r in await accounts.list_roles(uow) if r.id],
            "rules": [(rule.rule, rule.enabled, rule.seconds) for rule in await security.rules(uow)],
            "words": (await mail.wording(uow, "invitation", "en")).wording,
            "origin": await fulfilment.ship_from(uow),
            "kept": {p.policy: p.days for p in await privacy.policies(uow)},
            "places": sorted(places.values()),
            "low_at": await inventory.low_at(uow),
            "stores": [(s.name, s.platform, s.group_name, s.settings, s.connection_state) for s in found],
            "links": [
                (link.remote_name, places[link.location_id]) for s in found for link in await Runs(uow).links(s.id)
            ],
            "connections": [(c.vendor, c.title, c.masks, c.public, c.state) for c in await stores.connections(uow)],
            "texts": [(t.kind, t.text_version, t.text) for t in await privacy.texts(uow)],
            "settings": (await live_settings.of_organisation(org.id)).credential_days,
        }  # fmt: skip


async def actions(org: Organisation) -> list[str]:
    async with org.uow() as uow:
        return list(await uow.scalars(select(AuditEntry.action).order_by(AuditEntry.at, AuditEntry.id)))


async def test_a_fresh_installation_becomes_like_the_old_one(client: Client, org: Organisation, elsewhere: Elsewhere) -> None:
    made = await furnish(org, client)
    file = await api.make_backup(org.id, org.owner, PASSPHRASE)
    assert SECRET.encode() not in file
    before = await shown(org)
    assert {"settings.backed_up", "connection.credentials_exported"} <= set(await actions(org))
    async with elsewhere() as there:
        fresh = await make_organisation("Not furnished")
        looked = await api.restore_backup(fresh.id, fresh.owner, file, PASSPHRASE, dry_run=True)
        assert outcomes(looked)["created"] >= 6 and looked.dry_run and not looked.absent
        assert (await shown(fresh))["stores"] == [], "a dry run changes nothing"
        assert "settings.restored" not in await actions(fresh)

        done = await api.restore_backup(fresh.id, fresh.owner, file, PASSPHRASE)
        assert outcomes(done) == outcomes(looked)
        live_settings.forget_organisations()
        assert await shown(fresh) == before
        assert "settings.restored" in await actions(fresh)

        async with fresh.uow() as uow:
            (connection,) = (await uow.scalars(select(Connection))).all()
        assert str(connection.id) != made["connection_id"]
        assert there.vault.key_id(connection.secrets) == "other", "re-sealed under the new installation's key"
        report = await stores.test_connection(fresh.id, fresh.owner, connection.id)
        assert report.ok, report
        assert (await stores.ensure_webhooks(fresh.id, connection.id)).active == 2

        again = await api.restore_backup(fresh.id, fresh.owner, file, PASSPHRASE)
        assert {k: v for k, v in outcomes(again).items() if k != "same"} == NOTHING
        assert await shown(fresh) == before


async def test_connections_to_the_played_vendors_work_there(
    client: Client, org: Organisation, stage: Stage, here: str, elsewhere: Elsewhere
) -> None:
    """Credentials that are exchanged for tokens, and keys: both open their shops on the other side."""
    key = keys_of(stage.hosts["woocommerce"], stage.world.shop("woo-house"))[0]
    by_keys = {"consumer_key": key.consumer_key, "consumer_secret": key.consumer_secret}
    words = {"shop": "Shop domain", "client_id": "Client ID", "client_secret": "Client secret"}
    by_tokens = {name: told(stage)[label] for name, label in words.items()}
    for vendor, auth, fields in (
        ("woocommerce", "keys", {"site_url": f"{here}/woocommerce/woo-house", **by_keys}),
        ("shopify", "client_credentials", by_tokens),
    ):
        wizard = await Wizard.start(client, vendor)
        await wizard.fill(auth, **fields)
        tested = await wizard.test()
        assert tested["step"] == "tested", tested
        await wizard.finish()
    file = await api.make_backup(org.id, org.owner, PASSPHRASE)
    async with elsewhere():
        fresh = await make_organisation()
        await api.restore_backup(fresh.id, fresh.owner, file, PASSPHRASE)
        async with fresh.uow() as uow:
            held = await stores.connections(uow)
        assert {each.vendor for each in held} == {"woocommerce", "shopify"}
        for each in held:
            opened = await stores.open_channel(fresh.id, each.id)
            pages = opened.port(ProductSource).products_since(None, None)
            assert [product async for page in pages for product in page.items], f"{each.vendor} shows its products"


async def test_a_restore_is_whole_or_nothing(client: Client, org: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    await furnish(org, client)
    other = await make_organisation("Other")
    before = await shown(other)
    file = await api.make_backup(org.id, org.owner, PASSPHRASE)
    content = await sealing.unseal(file, PASSPHRASE)
    spoils: tuple[Callable[[dict[str, Any]], Any], ...] = (
        lambda parts: parts["privacy"]["texts"].append({"kind": "consent"}),
        lambda parts: parts["sync"].append("nonsense"),
        lambda parts: parts["inventory"].pop("locations"),
        lambda parts: parts["stores"]["stores"].append({**parts["stores"]["stores"][0], "id": "x", "status": "ajar"}),
        lambda parts: parts["stores"]["connections"][0].update(auth="magic"),
        lambda parts: parts["platform"].update(credential_days=-4),
    )
    for spoil in spoils:
        spoilt = await sealing.unseal(file, PASSPHRASE)
        spoil(spoilt["parts"])
        with pytest.raises(BackupUnreadable, match="Nothing was restored"):
            await api.restore_backup(other.id, other.owner, await sealing.seal(spoilt, PASSPHRASE), PASSPHRASE)
        assert await shown(other) == before
    content["parts"]["from_the_future"] = {"x": 1}
    done = await api.restore_backup(other.id, other.owner, await sealing.seal(content, PASSPHRASE), PASSPHRASE)
    assert done.absent == ("from_the_future",)


async def test_what_was_ended_comes_back_and_what_is_paused_stays_so(client: Client, org: Organisation) -> None:
    made = await furnish(org, client)
    path = f"/api/v1/connections/{made['connection_id']}"
    await client.data("POST", f"{path}/pause")
    paused = await api.make_backup(org.id, org.owner, PASSPHRASE)
    await client.data("POST", f"{path}/resume")
    file = await api.make_backup(org.id, org.owner, PASSPHRASE)
    await client.data("POST", f"{path}/disconnect")
    await Relay().drain(org.id)
    done = await api.restore_backup(org.id, org.owner, file, PASSPHRASE)
    assert [c.outcome for c in done.changes if c.part == "stores" and "(scripted)" in c.what] == ["changed"]
    assert (await client.data("GET", path))["state"] == "connected"
    assert (await client.data("POST", f"{path}/test"))["ok"] is True
    await client.data("POST", f"{path}/disconnect")
    await api.restore_backup(org.id, org.owner, paused, PASSPHRASE)
    assert (await client.data("GET", path))["state"] == "paused"


async def test_tokens_that_were_renewed_since_stay(client: Client, org: Organisation) -> None:
    made = await furnish(org, client)
    file = await api.make_backup(org.id, org.owner, PASSPHRASE)
    async with org.uow() as uow:
        connection = await uow.get(Connection, UUID(made["connection_id"]))
        keep(connection, replace(credentials_of(connection), secrets={"token": "renewed-since-then"}))
    done = await api.restore_backup(org.id, org.owner, file, PASSPHRASE)
    assert {k: v for k, v in outcomes(done).items() if k != "same"} == NOTHING
    async with org.uow() as uow:
        connection = await uow.get(Connection, UUID(made["connection_id"]))
        assert credentials_of(connection).secrets["token"] == "renewed-since-then"


async def test_over_http_it_is_the_owners_alone(client: Client, org: Organisation, stranger: Client) -> None:
    await furnish(org, client)
    answer = await client.post("/api/v1/settings/backup/export", json={"passphrase": PASSPHRASE})
    assert answer.status_code == 200 and "attachment" in answer.headers["content-disposition"]
    assert "ksapbackup" in answer.headers["content-disposition"] and SECRET not in answer.text
    body = {"file": base64.b64encode(answer.content).decode(), "passphrase": PASSPHRASE}
    looked = await stranger.data("POST", "/api/v1/settings/backup/restore", json=body)
    assert looked["dry_run"] is True and any(c["outcome"] == "created" for c in looked["changes"])
    wrong = await client.data("POST", "/api/v1/settings/backup/restore", json={**body, "passphrase": "wrong"}, status=422)
    assert wrong["code"] == "BACKUP_UNREADABLE" and wrong["details"]["field"] == "passphrase"
    weak = await client.data("POST", "/api/v1/settings/backup/export", json={"passphrase": "weak"}, status=422)
    assert weak["code"] == "WEAK_PASSPHRASE"
    async with org.uow() as uow:
        backups = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "settings.backed_up")
        assert await uow.scalar(backups) == 1


async def test_what_is_not_in_it(client: Client, org: Organisation) -> None:
    await furnish(org, client)
    key = await client.data(
        "POST", "/api/v1/api-keys", json={"name": "Till", "permissions": ["orders.read"]}, status=201
    )  # fmt: skip
    content = await sealing.unseal(await api.make_backup(org.id, org.owner, PASSPHRASE), PASSPHRASE)
    said = str(content)
    parts = "accounts fulfilment inventory mail platform privacy security stores sync"
    assert set(content["parts"]) == set(parts.split())
    assert org.email not in said and key["key"] not in said and "password" not in said.lower()
    assert process().vault.active not in content
