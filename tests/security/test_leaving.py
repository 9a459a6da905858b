"""Nothing that looks like a credential leaves: not in texts, nor to vendors, nor by mail, nor in exports."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from sqlalchemy import text

from app.kernel import audit, job_runner
from app.kernel.settings import Settings
from app.mail import api as mail
from app.orders import api as orders
from app.security import api
from tests.accounts.people import audited, mails
from tests.factories import Organisation
from tests.factories.orders import remote_order
from tests.factories.stores import make_store
from tests.http import Client

STRIPE = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
P = "/api/v1/products"


async def leaks(client: Client, org: Organisation) -> list[dict[str, Any]]:
    await api.judge(org.id)
    found = await client.data("GET", "/api/v1/alerts", params={"kind": "security"})
    return [alert for alert in found if alert["data"]["rule"] == "secret_leaving"]


async def test_a_product_text_with_a_credential_is_refused_by_its_field(client: Client, org: Organisation) -> None:
    body = {"title": "Tarp", "description_html": f"<p>Pay with {STRIPE}</p>"}
    error = await client.data("POST", P, json=body, status=422)
    assert error["code"] == "SECRET_IN_TEXT" and error["details"]["field"] == "description_html"
    assert "a Stripe key" in error["message"] and STRIPE not in json.dumps(error)
    made = await client.data("POST", P, json={"title": "Tarp"}, status=201)
    variant = {"title": STRIPE, "sku": "A"}
    error = await client.data("PUT", f"{P}/{made['id']}", json={"variants": [variant]}, status=422)
    assert error["details"]["field"] == "variants.0.title"
    noted = await audited(org, "secret.blocked")
    assert [entry.details["field"] for entry in noted] == ["description_html", "variants.0.title"]
    assert STRIPE not in json.dumps([dict(entry.details) for entry in noted])
    (alert,) = await leaks(client, org)
    assert (alert["severity"], alert["data"]["channel"], alert["data"]["field"]) == ("critical", "text", "description_html")


async def test_a_privacy_text_with_a_credential_is_not_published(client: Client) -> None:
    body = {"kind": "privacy_policy", "text_version": "1", "language": "en", "text": f"Call us. {STRIPE}"}
    assert (await client.data("POST", "/api/v1/privacy/texts", json=body, status=422))["code"] == "SECRET_IN_TEXT"


async def test_a_mail_leaves_without_the_credential(org: Organisation) -> None:
    async with org.uow() as uow:
        data = {"name": STRIPE, "hours": "48", "link": "https://ksap.example/verify-email#token=abc"}
        await mail.send(uow, "ada@example.com", "verify_email", data)
    (sent,) = [each for each in await mails(org, "verify_email") if each.recipient == "ada@example.com"]
    assert STRIPE not in sent.text + sent.html and "Hello ***" in sent.text and "#token=abc" in sent.text
    assert [entry.details["channel"] for entry in await audited(org, "secret.masked")] == ["mail"]


async def test_an_export_is_sealed_on_the_disk_and_holds_no_credential(
    client: Client, org: Organisation, config: Settings
) -> None:
    email = "ada.lane@buyers.example"
    async with org.uow() as uow:
        await orders.import_orders(uow, await make_store(org), [remote_order(email=email, note=f"my key is {STRIPE}")])
    body = {"kind": "export", "subject_kind": "buyer", "email": email}
    made = await client.data("POST", "/api/v1/privacy/requests", json=body, status=201)
    await job_runner.drain(org.id)
    (path,) = (config.files / str(org.id)).rglob("*.zip")
    raw = path.read_bytes()
    assert raw.startswith(b"KSAP1\n") and b"orders.json" not in raw and b"PK\x03\x04" not in raw
    answer = await client.get(f"/api/v1/privacy/requests/{made['id']}/download")
    assert int(answer.headers["content-length"]) == len(answer.content)
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    content = "".join(archive.read(name).decode() for name in archive.namelist())
    assert email in content and "my key is ***" in content and STRIPE not in content
    assert [entry.details["channel"] for entry in await audited(org, "secret.masked")] == ["export"]


async def test_an_export_of_the_log_holds_no_credential(client: Client, org: Organisation) -> None:
    async with org.uow() as uow:
        audit.record(uow, "tests.named", kind=f"kind {STRIPE}")
    answer = await client.get("/api/v1/audit/export", params={"action": "tests.named"})
    assert "kind ***" in answer.text and STRIPE not in answer.text
    async with org.uow() as uow:
        assert await uow.scalar(text("SELECT count(*) FROM audit_log WHERE action = 'secret.masked'")) == 1
    assert len(await leaks(client, org)) == 1
