"""Read the inbox and decide on what is in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from app.alerts.contracts import KINDS, AlertView, AlreadyOpen, Counts, Decided
from app.alerts.lifecycle import STATE
from app.alerts.repository import Alerts, view
from app.alerts.use_cases.watch import tell
from app.kernel import audit, clock
from app.kernel.cursors import decode_cursor, encode_cursor, identity, moment
from app.kernel.db import Actor, UnitOfWork, unit_of_work
from app.kernel.errors import DomainError, NotFound


async def alert_page(
    uow: UnitOfWork,
    *,
    states: Sequence[str],
    kinds: Sequence[str] = (),
    severities: Sequence[str] = (),
    store_ids: Sequence[UUID] = (),
    hidden: Collection[str] = (),
    cursor: str | None,
    limit: int,
) -> tuple[list[AlertView], str | None]:
    """(alerts, next cursor), the latest raised first. Empty filters do not narrow; `hidden` kinds are never shown."""
    if hidden:
        kinds = [kind for kind in kinds or KINDS if kind not in hidden]
        if not kinds:
            return [], None
    given = {"state": states, "kind": kinds, "severity": severities, "store_id": store_ids}
    found = await Alerts(uow).page({k: v for k, v in given.items() if v}, decode_cursor(cursor, moment, identity), limit)
    return found, encode_cursor(found[-1].raised_at.isoformat(), found[-1].id) if len(found) == limit else None


async def alert(uow: UnitOfWork, alert_id: UUID, *, hidden: Collection[str] = ()) -> AlertView:
    """Raises NotFound."""
    found = view(await Alerts(uow).alert(alert_id))
    if found.kind in hidden:
        raise NotFound("alert", alert_id)
    return found


async def counts(uow: UnitOfWork, *, hidden: Collection[str] = ()) -> Counts:
    """How many are open and acknowledged."""
    return await Alerts(uow).counts(hidden)


async def decide(uow: UnitOfWork, alert_id: UUID, to: str, *, hidden: Collection[str] = ()) -> AlertView:
    """Acknowledge (somebody looks after it), resolve, or reopen; what is so already stays so. Raises NotFound, IllegalMove,
    and AlreadyOpen where a later alert speaks of the same subject."""
    alerts = Alerts(uow)
    row = await alerts.alert(alert_id, lock=True)
    if row.kind in hidden:
        raise NotFound("alert", alert_id)
    if row.state == to:
        return view(row)
    STATE.check(row.state, to)
    if row.state == "resolved" and not row.lasting and (other := await alerts.another(row)):
        raise AlreadyOpen("A later alert speaks of the same already.", details={"alert_id": str(other)})
    now, who = clock.now(), uow.actor.label or uow.actor.id
    if to == "acknowledged":
        row.acknowledged_at, row.acknowledged_by = now, who
    elif to == "resolved":
        row.resolved_at, row.resolved_by = now, who
    else:
        row.resolved_at, row.resolved_by, row.acknowledged_at, row.acknowledged_by = None, "", None, ""
    before, row.state = row.state, to
    row.version += 1
    row.changed_at = now
    await uow.flush()
    audit.record(uow, f"alert.{to}", kind="alert", id_=alert_id, before=before, title=row.title)
    return (await tell(uow, [alert_id]))[0]


async def decide_many(
    org_id: UUID, actor: Actor, alert_ids: Sequence[UUID], to: str, *, hidden: Collection[str] = ()
) -> list[Decided]:
    """The same for many, each in a transaction of its own: what one refuses keeps no other from it."""
    done = []
    for alert_id in dict.fromkeys(alert_ids):
        try:
            async with unit_of_work(org_id, actor) as uow:
                await decide(uow, alert_id, to, hidden=hidden)
        except DomainError as error:
            done.append(Decided(alert_id=alert_id, ok=False, code=error.code, message=error.message))
        else:
            done.append(Decided(alert_id=alert_id, ok=True))
    return done
