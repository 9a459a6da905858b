"""Consents, texts, and how long things are kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.kernel import clock, job_runner
from app.orders import api as orders
from app.privacy import api
from app.privacy.use_cases.retention import POLICIES
from tests.accounts.people import audited
from tests.factories import Organisation
from tests.factories.orders import remote_order
from tests.factories.stores import make_store
from tests.http import Client

URL = "/api/v1/privacy"


async def test_the_last_word_on_a_purpose_holds(client: Client, org: Organisation) -> None:
    body = {"email": "Ada@Buyers.example", "purpose": "newsletter", "text_version": "2", "source": "checkout"}

    async def may(purpose: str = "newsletter") -> bool:
        async with org.uow() as uow:
            return await api.may_process(uow, "ada@buyers.example", purpose)

    assert not await may()
    await client.data("POST", f"{URL}/consents", json={**body, "granted": True}, status=201)
    assert await may() and not await may("profiling")
    await client.data("POST", f"{URL}/consents", json={**body, "granted": False, "text_version": "3"}, status=201)
    assert not await may()
    told = await client.data("GET", f"{URL}/consents", params={"email": "ada@buyers.example"})
    assert [(each["granted"], each["text_version"]) for each in told] == [(False, "3"), (True, "2")]
    assert all(each["at"] and each["source"] == "checkout" and each["recorded_by"] == org.email for each in told)
    late = (clock.now() + timedelta(days=1)).isoformat()
    await client.data("POST", f"{URL}/consents", json={**body, "granted": True, "at": late}, status=422)


async def test_a_published_text_stays_as_it_is(client: Client) -> None:
    body = {"kind": "privacy_policy", "text_version": "2026-11", "language": "en", "text": "We keep little."}
    await client.data("POST", f"{URL}/texts", json=body, status=201)
    await client.data("POST", f"{URL}/texts", json={**body, "text": "We keep all."}, status=409)
    await client.data("POST", f"{URL}/texts", json={**body, "text_version": "2026-12"}, status=201)
    assert [each["text_version"] for each in await client.data("GET", f"{URL}/texts")] == ["2026-12", "2026-11"]


async def test_a_policy_drives_the_clean_up_and_the_report(client: Client, org: Organisation) -> None:
    store = await make_store(org)
    async with org.uow() as uow:
        await orders.import_orders(
            uow, store, [remote_order(placed_at=clock.ago(days=200)), remote_order(placed_at=clock.ago(days=2))]
        )
    usual = {each["policy"]: each for each in await client.data("GET", f"{URL}/retention")}
    assert usual["order_people"]["enabled"] is False and usual["mails"]["days"] == 30
    await client.data("PUT", f"{URL}/retention/order_people", json={"days": 10}, status=422)
    await client.data("PUT", f"{URL}/retention/nonsense", json={"days": 100}, status=404)
    changed = await client.data("PUT", f"{URL}/retention/order_people", json={"days": 100, "enabled": True})
    assert (changed["days"], changed["usual_days"], changed["enabled"]) == (100, 3650, True)
    (entry,) = await audited(org, "retention.changed")
    assert entry.details == {"before": {"days": 3650, "enabled": False}, "after": {"days": 100, "enabled": True}}

    await client.data("POST", f"{URL}/retention/run", status=202)
    await job_runner.drain(org.id)
    (report,) = await client.data("GET", f"{URL}/retention/reports")
    assert (report["policy"], report["removed"]) == ("order_people", 1)
    async with org.uow() as uow:
        rows = (await uow.execute(text("SELECT email <> '', erased_at IS NOT NULL FROM orders ORDER BY placed_at"))).all()
    assert [tuple(row) for row in rows] == [(False, True), (True, False)]
    await client.data("POST", f"{URL}/retention/run", status=202)
    await job_runner.drain(org.id)
    assert len(await client.data("GET", f"{URL}/retention/reports")) == 1


@pytest.mark.parametrize("policy", sorted(POLICIES))
async def test_every_policy_runs(client: Client, org: Organisation, policy: str) -> None:
    await client.data("PUT", f"{URL}/retention/{policy}", json={"days": 5000, "enabled": True})
    assert await api.clean_up(org.id) == {}
