"""Settings, integrations, backup and restore over HTTP."""

from __future__ import annotations

import base64
import binascii
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Response
from pydantic import Field, SecretStr

from app.kernel import clock
from app.kernel.auth import Caller, allow, fresh
from app.kernel.checkup import TestReport
from app.kernel.checkup_http import ReportOut
from app.kernel.errors import Invalid
from app.kernel.http import Envelope, ListEnvelope, Model, Uow, listed, ok, router
from app.platform import api
from app.platform.contracts import Integration, SettingView
from app.platform.permissions import BACKUP, INTEGRATIONS, SETTINGS

ProviderId = Annotated[str, Path(max_length=40, pattern=r"^[a-z0-9-]+$", examples=["clerk"])]
Scalar = str | int | bool | None

settings = router("/settings", "settings")


class SettingOut(Model):
    name: str
    kind: str = Field(description="text, number, switch, choice or secret.")
    title: str
    help: str
    default: Scalar
    least: int | None
    most: int | None
    choices: tuple[str, ...]
    value: Scalar = Field(description="What is in force; of a secret the last four characters.")
    source: str = Field(description="environment, database or default: the first that is set counts.")
    changed_by: str
    changed_at: datetime | None

    @classmethod
    def of(cls, view: SettingView) -> SettingOut:
        told = {k: v for k, v in asdict(view).items() if k != "definition"}
        return cls(**asdict(view.definition), **told)


class SettingChangesBody(Model):
    changes: dict[str, Scalar] = Field(
        max_length=50, description="New values by name; null brings a default back.", examples=[{"credential_days": 90}]
    )


class IntegrationOut(Model):
    id: str
    kind: str = Field(description="store, carrier, mail or identity.")
    vendor: str
    title: str
    scope: str = Field(description="organisation, or installation: of all organisations here, changed by its administrator.")
    state: str = Field(description="connected, paused, unreachable, needs_reconnect, disconnected, or not_set.")
    state_reason: str
    masks: dict[str, str] = Field(description="The last four characters of each secret; the rest is never shown.")
    age_days: int | None
    replaced_at: datetime | None = Field(description="When people gave it.")
    due: str = Field(description="never, fine, soon or due: whether it is time to replace it, by `credential_days`.")
    due_at: datetime | None
    expires_at: datetime | None
    tested_at: datetime | None
    test_ok: bool | None
    used_at: datetime | None = Field(description="When its vendor answered last.")
    connection_id: UUID | None
    store_id: UUID | None
    environment: str

    @classmethod
    def of(cls, view: Integration) -> IntegrationOut:
        return cls(**asdict(view))


class IntegrationDetail(IntegrationOut):
    auth: str
    public: dict[str, str] = Field(description="What of the form is no secret.")
    test_report: dict[str, Any] | None
    scopes: tuple[str, ...]


class BackupBody(Model):
    passphrase: SecretStr = Field(min_length=1, max_length=1000)


class RestoreBody(BackupBody):
    file: str = Field(max_length=9_000_000, description="The file in base64.")
    dry_run: bool = Field(default=True, description="Only say what would change.")


class ChangeOut(Model):
    part: str
    outcome: str = Field(description="created, changed, same or skipped.")
    what: str
    note: str


class RestoreOut(Model):
    dry_run: bool
    made_at: datetime
    changes: list[ChangeOut]
    absent: list[str] = Field(description="Parts of the file that this version has not.")


@settings.get("", dependencies=[allow(SETTINGS)])
async def list_settings(uow: Uow) -> ListEnvelope[SettingOut]:
    """The organisation's settings, each with its form and what is in force."""
    found = [SettingOut.of(view) for view in await api.list_settings(uow)]
    return listed(found, None, len(found))


@settings.patch("", dependencies=[allow(SETTINGS)])
async def change_settings(body: SettingChangesBody, uow: Uow) -> ListEnvelope[SettingOut]:
    """Change some. They are in force at once, in every process."""
    found = [SettingOut.of(view) for view in await api.change_settings(uow, body.changes)]
    return listed(found, None, len(found))


@settings.get("/installation", dependencies=[allow(SETTINGS)])
async def list_installation_settings() -> ListEnvelope[SettingOut]:
    """What is in force for every organisation here. Its administrator changes it by `ksap settings set`."""
    found = [SettingOut.of(view) for view in api.list_installation()]
    return listed(found, None, len(found))


@settings.get("/integrations", dependencies=[allow(INTEGRATIONS)])
async def list_integrations(uow: Uow) -> ListEnvelope[IntegrationOut]:
    """Every credential that the organisation holds, with age, state, last test and last use."""
    found = [IntegrationOut.of(each) for each in await api.list_integrations(uow)]
    return listed(found, None, len(found))


@settings.get("/integrations/{connection_id}", dependencies=[allow(INTEGRATIONS)])
async def get_integration(connection_id: UUID, uow: Uow) -> Envelope[IntegrationDetail]:
    """One of them with its last test report. That you looked is on record. Test it by `POST /connections/{id}/test`, give
    it new credentials by `POST /connections/{id}/reconnect`."""
    view, held = await api.read_integration(uow, connection_id)
    return ok(
        IntegrationDetail(
            **asdict(view), auth=held.auth, public=dict(held.public), scopes=held.scopes,
            test_report=dict(held.test_report) if held.test_report else None,
        )
    )  # fmt: skip


@settings.post("/integrations/mail/test", dependencies=[allow(INTEGRATIONS)])
async def test_mail_server(caller: Caller) -> Envelope[ReportOut]:
    """Try the installation's mail server: its name, the connection, encryption, the sign-in, and whether it takes mails from
    our sender. Nothing is sent. 409 where none is set."""
    return _tried(await api.try_mail_server(caller.org_id, caller.actor))


@settings.post("/integrations/identity/{provider_id}/test", dependencies=[allow(INTEGRATIONS)])
async def test_identity_provider(provider_id: ProviderId, caller: Caller) -> Envelope[ReportOut]:
    """Try a provider of identities: its name, TLS, its description and keys, and whether it knows our client id and secret,
    as far as that shows without a person."""
    return _tried(await api.try_provider(caller.org_id, caller.actor, provider_id))


def _tried(report: TestReport) -> Envelope[ReportOut]:
    return ok(ReportOut.of(report), "All is well." if report.ok else "Something is wrong; see the checks.")


@settings.post("/backup/export", dependencies=[allow(BACKUP), fresh()], response_class=Response)
async def export_backup(body: BackupBody, caller: Caller) -> Response:
    """All settings with all credentials, sealed under your passphrase. Nobody can open the file without it. Sessions,
    passwords, API keys, products, orders and stock are not in it."""
    file = await api.make_backup(caller.org_id, caller.actor, body.passphrase.get_secret_value())
    name = f"ksap-settings-{clock.now():%Y-%m-%d}.ksapbackup"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(file, media_type="application/octet-stream", headers=headers)


@settings.post("/backup/restore", dependencies=[allow(BACKUP), fresh()])
async def restore_backup(body: RestoreBody, caller: Caller) -> Envelope[RestoreOut]:
    """Bring this organisation to what the file says: everything or nothing. What the file does not name stays. With
    `dry_run` nothing is changed, and you see what would be."""
    try:
        file = base64.b64decode(body.file, validate=True)
    except binascii.Error:
        raise Invalid("This is no base64.", field="file") from None
    passphrase = body.passphrase.get_secret_value()
    done = await api.restore_backup(caller.org_id, caller.actor, file, passphrase, dry_run=body.dry_run)
    changes = [ChangeOut(**asdict(change)) for change in done.changes]
    out = RestoreOut(dry_run=done.dry_run, made_at=done.made_at, changes=changes, absent=list(done.absent))
    return ok(out, "This would change." if done.dry_run else "Restored.")
