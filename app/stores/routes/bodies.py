"""Bodies that several routes of stores share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, SecretStr

from app.kernel.checkup import TestReport
from app.kernel.checkup_http import ReportOut
from app.kernel.http import Model
from app.stores.contracts import Connected, ConnectionView

EnvironmentName = Literal["live", "sandbox"]
Fields = Annotated[
    dict[str, Annotated[SecretStr, Field(max_length=4000)]],
    Field(max_length=50, description="By the names of the platform's form. Secret ones are sealed at once and never returned."),
]


def opened(fields: Mapping[str, SecretStr]) -> dict[str, str]:
    return {name: value.get_secret_value() for name, value in fields.items()}


class WebhooksOut(Model):
    active: int
    repaired: int
    topics: tuple[str, ...]
    note: str


class ConnectedOut(Model):
    connection_id: UUID
    store_id: UUID | None
    first: bool = Field(description="False where the account was connected before and found its store and mappings again.")
    webhooks: WebhooksOut
    report: ReportOut | None = None

    @classmethod
    def of(cls, connected: Connected, report: TestReport | None = None) -> ConnectedOut:
        return cls(**asdict(connected), report=ReportOut.of(report) if report else None)


class CredentialsBody(Model):
    auth: str = Field(max_length=50, examples=["keys"])
    environment: EnvironmentName = "live"
    fields: Fields = {}


class ImportChoice(Model):
    start_import: bool = Field(
        default=True,
        description="Import the store at once. Otherwise look at `GET /stores/{store_id}/import-preview` first, and start "
        "it by `POST /stores/{store_id}/sync`.",
    )


class ConnectBody(CredentialsBody, ImportChoice):
    pass


class ConnectionOut(Model):
    id: UUID
    store_id: UUID | None
    vendor: str
    kind: str
    title: str
    auth: str
    environment: str
    public: dict[str, str]
    masks: dict[str, str] = Field(description="The last four characters of each secret; the rest is never shown.")
    scopes: tuple[str, ...]
    expires_at: datetime | None
    rotated_at: datetime = Field(description="When a part of the credentials changed last, by people or by a refresh.")
    credentials_at: datetime = Field(description="When people gave them.")
    tested_at: datetime | None = Field(description="When people tested them last.")
    test_report: dict[str, Any] | None = Field(description="What came of it: `ok`, and `checks` with their milliseconds.")
    account_id: str
    state: str = Field(description="connected, paused, unreachable, needs_reconnect or disconnected.")
    state_reason: str
    state_since: datetime
    failures: int
    health: dict[str, Any]
    checked_at: datetime | None
    webhooks: tuple[dict[str, Any], ...]
    webhooks_checked_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, view: ConnectionView) -> ConnectionOut:
        return cls.model_validate(view)
