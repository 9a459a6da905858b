"""The test of a connection, as the API answers it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import Field

from app.kernel.checkup import TestReport
from app.kernel.http import Model


class CheckOut(Model):
    name: str = Field(
        description="Of stores and carriers dns, tls, auth, scopes, read or webhooks; of a mail server dns, connect, tls, auth "
        "or sender; of a provider of identities dns, tls, discovery, keys or client."
    )
    ok: bool | None = Field(description="null: not tried; the message says why.")
    ms: float
    message: str
    remedy: str


class ReportOut(Model):
    ok: bool = Field(description="Everything but webhook reach, which is advice: polling brings what webhooks do not.")
    checks: tuple[CheckOut, ...]
    shop: dict[str, Any] = Field(description="What the vendor says of the account.")

    @classmethod
    def of(cls, report: TestReport) -> ReportOut:
        return cls(**asdict(report))
