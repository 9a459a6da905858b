"""HTTP of security."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field

from app.kernel.auth import Caller, allow
from app.kernel.http import Envelope, Model, Uow, ok, router
from app.security import api
from app.security.contracts import Deed, Severity
from app.security.permissions import SECURITY

security = router("/security", "security")


class RuleOut(Model):
    rule: str = Field(examples=["failed_sign_ins"])
    title: str
    meaning: str
    counts: str = Field(description="`times`, or the figure that is added up: rows, calls.")
    single: bool = Field(description="One is enough: the threshold cannot be set.")
    enabled: bool
    threshold: int
    seconds: int = Field(description="The window; also how long it is silent after it fired.")
    severity: Severity
    usual_enabled: bool
    usual_threshold: int
    usual_seconds: int
    usual_severity: Severity
    updated_by: str = Field(description="Empty where the rule holds as usual.")
    updated_at: datetime | None


class RuleBody(Model):
    enabled: bool
    threshold: int = Field(ge=1, le=10_000_000)
    seconds: int = Field(ge=60, le=604_800)
    severity: Severity


class DeedBody(Model):
    deed: Deed = Field(description="One of those in `data.deeds` of the alert.")


class RespondedOut(Model):
    alert_id: UUID
    state: str


@security.get("/rules", dependencies=[allow(SECURITY)])
async def list_security_rules(uow: Uow) -> Envelope[list[RuleOut]]:
    """What raises an alert here, and when."""
    return ok([RuleOut.model_validate(each) for each in await api.rules(uow)])


@security.put("/rules/{rule}", dependencies=[allow(SECURITY)])
async def set_security_rule(rule: str, body: RuleBody, uow: Uow) -> Envelope[RuleOut]:
    """Set a rule for this organisation; it holds for what happens from now on."""
    held = await api.set_rule(
        uow, rule, enabled=body.enabled, threshold=body.threshold, seconds=body.seconds, severity=body.severity
    )
    return ok(RuleOut.model_validate(held))


@security.post("/alerts/{alert_id}/respond", dependencies=[allow(SECURITY)])
async def respond_to_security_alert(alert_id: UUID, body: DeedBody, uow: Uow, caller: Caller) -> Envelope[RespondedOut]:
    """End the session, lock the account or revoke the key that the alert speaks of, and resolve it."""
    done = await api.respond(uow, alert_id, body.deed, me=caller.user_id, mine=caller.permissions)
    return ok(RespondedOut(alert_id=done.id, state=done.state))
