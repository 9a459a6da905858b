"""What serves the whole installation is tried from the dashboard, on record, by those who see integrations."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace

import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from app.kernel import live
from app.kernel import process as processes
from app.kernel.process import Process
from tests.accounts.people import audited, join
from tests.accounts.test_oidc import Provider, provider
from tests.factories import Organisation
from tests.http import Client

__all__ = ["provider"]
MAIL, IDENTITY = "/api/v1/settings/integrations/mail/test", "/api/v1/settings/integrations/identity/{}/test"


async def test_each_line_is_told_and_the_trial_is_on_record(
    client: Client, org: Organisation, process: Process, monkeypatch: pytest.MonkeyPatch, unused_tcp_port: int
) -> None:
    assert (await client.data("POST", MAIL, status=409))["code"] == "CONFLICT"
    url = SecretStr(f"smtp://ada:canary-5511@127.0.0.1:{unused_tcp_port}")
    settings = process.settings.model_copy(update={"smtp_url": url})
    monkeypatch.setattr(processes, "_process", replace(process, settings=settings))
    seen: list[tuple[str, str]] = []

    async def heard(org_id: object, kind: str, data: dict[str, str]) -> None:
        seen.append((data["subject"], data["name"]))

    monkeypatch.setattr(live, "announce", heard)
    answer = await client.request("POST", MAIL)
    report = answer.json()["data"]
    assert (report["ok"], answer.json()["message"]) == (False, "Something is wrong; see the checks.")
    assert seen == [("mail", name) for name in ("dns", "connect", "tls", "auth", "sender")]
    assert "canary-5511" not in answer.text
    (entry,) = await audited(org, "integration.tested")
    assert (entry.target_id, entry.details) == ("mail", {"ok": False, "failed": ["connect"]})


async def test_a_provider_is_tried_by_who_may_see_integrations(
    client: Client, application: FastAPI, org: Organisation, provider: Provider
) -> None:
    report = await client.data("POST", IDENTITY.format(provider.id))
    assert (report["ok"], [check["name"] for check in report["checks"]]) == (
        True, ["dns", "tls", "discovery", "keys", "client"],
    )  # fmt: skip
    await client.data("POST", IDENTITY.format("nobody"), status=404)
    await client.data("POST", IDENTITY.format("No%20id"), status=422)
    member = await join(client, application, org, "store_manager")
    async with aclosing(member):
        await member.data("POST", IDENTITY.format(provider.id), status=403)
        await member.data("POST", MAIL, status=403)
