"""Do what an alert offers."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from app.accounts import api as accounts
from app.alerts import api as alerts
from app.alerts.contracts import AlertView
from app.kernel import audit
from app.kernel.db import UnitOfWork
from app.kernel.errors import Conflict, Forbidden, NotFound
from app.security.contracts import Deed

NEEDED: dict[Deed, str] = {
    "end_session": "members.manage", "lock_member": "members.manage", "revoke_api_key": "api_keys.manage",
}  # fmt: skip
"""What the caller may do anyway, alert or not."""


async def respond(uow: UnitOfWork, alert_id: UUID, deed: Deed, *, me: UUID, mine: Collection[str]) -> AlertView:
    """The alert is resolved with it. Raises NotFound for an alert that is none of security's, Conflict for what it does not
    offer, Forbidden for what the caller may not do, and whatever the deed itself refuses."""
    alert = await alerts.alert(uow, alert_id)
    if alert.kind != "security":
        raise NotFound("alert", alert_id)
    offered = {each["deed"]: each["id"] for each in alert.data.get("deeds", ())}
    if deed not in offered:
        raise Conflict("This alert does not offer that.", details={"offered": sorted(offered)})
    if NEEDED[deed] not in mine:
        raise Forbidden("Your role does not include that. Ask an owner.", details={"permission": NEEDED[deed]})
    id_ = UUID(offered[deed])
    if deed == "end_session":
        await accounts.end_session_of(uow, id_, me=me, mine=mine)
    elif deed == "lock_member":
        await accounts.deactivate_member(uow, id_, me=me, mine=mine)
    else:
        await accounts.revoke_api_key(uow, id_)
    audit.record(uow, "security.responded", kind="alert", id_=alert_id, deed=deed, rule=alert.data.get("rule", ""))
    return await alerts.decide(uow, alert_id, "resolved")
