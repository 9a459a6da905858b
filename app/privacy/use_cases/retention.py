"""How long things are kept: policies as data, the clean-up that they drive, and its report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from app.kernel import audit, clock
from app.kernel.cursors import decode_cursor, encode_cursor, identity
from app.kernel.db import SYSTEM, Actor, UnitOfWork, unit_of_work
from app.kernel.errors import Invalid, NotFound
from app.kernel.ids import new_id
from app.privacy.contracts import PolicyView, RunView
from app.privacy.models import RetentionPolicy, RetentionRun
from app.privacy.use_cases.anonymise import anonymise_orders, forget_files

BATCH = 5000


@dataclass(frozen=True, slots=True)
class Policy:
    """`statement` removes at most :batch rows that are older than :cutoff; "" for what is removed in its own way."""

    title: str
    days: int
    least: int
    statement: str
    enabled: bool = True


def _delete(table: str, where: str) -> str:
    return f"""DELETE FROM {table} WHERE (org_id, id) IN (SELECT org_id, id FROM {table} WHERE {where} LIMIT :batch)"""  # noqa: S608 - our own words


POLICIES = {
    "alerts": Policy("Resolved alerts", 365, 1, _delete("alerts", "state = 'resolved' AND resolved_at < :cutoff")),
    "customers_without_orders": Policy(
        "Buyers of whom no order is left", 30, 1,
        _delete("customers", """updated_at < :cutoff AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.org_id = customers.org_id
            AND o.customer_id = customers.id)"""),
    ),
    "dead_letters": Policy("Decided dead letters", 90, 1, _delete("dead_letters", "state <> 'open' AND updated_at < :cutoff")),
    "export_files": Policy("Files of privacy exports", 7, 1, ""),
    "mails": Policy("Mails in the outbox", 30, 1, _delete("mails", "state <> 'pending' AND created_at < :cutoff")),
    "order_payloads": Policy(
        "The vendor's own words of orders", 365, 30,
        """UPDATE order_raw SET payload = '{}' WHERE (org_id, order_id) IN (SELECT org_id, order_id FROM order_raw
           WHERE received_at < :cutoff AND payload <> '{}' LIMIT :batch)""",
    ),
    "order_people": Policy("Buyers in the order book; the orders stay", 3650, 90, "", enabled=False),
    "sync_items": Policy("What synchronisation did with each thing", 90, 7, _delete("sync_items", "at < :cutoff")),
    "tracking_places": Policy(
        "Places where parcels were", 365, 30,
        """UPDATE tracking_events SET city = '' WHERE (org_id, id) IN (SELECT org_id, id FROM tracking_events
           WHERE at < :cutoff AND city <> '' LIMIT :batch)""",
    ),
    "webhook_bodies": Policy(
        "Deliveries of vendors that are worked off", 30, 1,
        _delete("inbox_messages", "state IN ('done', 'discarded') AND received_at < :cutoff"),
    ),
}  # fmt: skip


async def policies(uow: UnitOfWork) -> list[PolicyView]:
    """Every policy as it holds here."""
    own = {row.policy: row for row in await uow.scalars(select(RetentionPolicy))}
    return [
        PolicyView(
            policy=name, title=usual.title, usual_days=usual.days, least=usual.least,
            days=own[name].days if name in own else usual.days,
            enabled=own[name].enabled if name in own else usual.enabled,
        )
        for name, usual in POLICIES.items()
    ]  # fmt: skip


async def set_policy(uow: UnitOfWork, policy: str, *, days: int, enabled: bool) -> PolicyView:
    """Keep something for so many days here. Raises NotFound, and Invalid for fewer than the least."""
    usual = POLICIES.get(policy)
    if usual is None:
        raise NotFound("retention policy", policy)
    if days < usual.least:
        raise Invalid(f"At least {usual.least} days: what is under way needs them.", field="days")
    (now,) = [each for each in await policies(uow) if each.policy == policy]
    row = await uow.session.get(RetentionPolicy, (uow.org_id, policy), with_for_update=True)
    if row is None:
        row = RetentionPolicy(org_id=uow.org_id, policy=policy)
        uow.add(row)
    row.days, row.enabled, row.updated_by = days, enabled, uow.actor.label
    await uow.flush()
    audit.record(
        uow, "retention.changed", kind="retention policy", id_=policy, before={"days": now.days, "enabled": now.enabled},
        after={"days": days, "enabled": enabled},
    )  # fmt: skip
    (after,) = [each for each in await policies(uow) if each.policy == policy]
    return after


async def clean_up(org_id: UUID, actor: Actor = SYSTEM) -> dict[str, int]:
    """Remove what is older than its policy allows, in small transactions; what went is in the report. Returns it."""
    async with unit_of_work(org_id, actor) as uow:
        wanted = [each for each in await policies(uow) if each.enabled]
    gone = {}
    for each in wanted:
        cutoff, total = clock.now() - timedelta(days=each.days), 0
        while number := await _batch(org_id, actor, each.policy, cutoff):
            total += number
        if total:
            gone[each.policy] = total
            async with unit_of_work(org_id, actor) as uow:
                uow.add(
                    RetentionRun(
                        org_id=org_id, id=new_id(), policy=each.policy, cutoff=cutoff, removed=total, at=clock.now(),
                        started_by=actor.label or actor.kind,
                    )
                )  # fmt: skip
                audit.record(uow, "retention.cleaned", kind="retention policy", id_=each.policy, removed=total)
    return gone


async def _batch(org_id: UUID, actor: Actor, policy: str, cutoff: Any) -> int:
    """Rows that went; a page at a time."""
    files: list[str] = []
    async with unit_of_work(org_id, actor) as uow:
        if policy == "order_people":
            found = await uow.execute(
                text("SELECT id FROM orders WHERE placed_at < :cutoff AND erased_at IS NULL ORDER BY placed_at, id LIMIT 500"),
                {"cutoff": cutoff},
            )
            orders = list(found.scalars())
            if orders:
                _, files = await anonymise_orders(uow, orders)
            number = len(orders)
        elif policy == "export_files":
            kept = await uow.execute(
                text(
                    """WITH old AS (SELECT id, file_key FROM privacy_requests WHERE file_key <> '' AND
                           (finished_at < :cutoff OR file_until < :now) LIMIT 500 FOR UPDATE)
                       UPDATE privacy_requests r SET file_key = '', file_until = NULL FROM old WHERE r.id = old.id
                       RETURNING old.file_key"""
                ),
                {"cutoff": cutoff, "now": clock.now()},
            )
            files = list(kept.scalars())
            number = len(files)
        else:
            number = await uow.change(text(POLICIES[policy].statement), {"cutoff": cutoff, "batch": BATCH})
    await forget_files(org_id, files)
    return number


async def run_page(uow: UnitOfWork, *, cursor: str | None, limit: int) -> tuple[list[RunView], str | None]:
    """Reports of clean-up, the newest first."""
    query = select(RetentionRun).order_by(RetentionRun.id.desc()).limit(limit + 1)
    if position := decode_cursor(cursor, identity):
        query = query.where(RetentionRun.id < position[0])
    found = list(await uow.scalars(query))
    views = [
        RunView(id=r.id, policy=r.policy, cutoff=r.cutoff, removed=r.removed, at=r.at, started_by=r.started_by) for r in found
    ]
    return views[:limit], encode_cursor(views[limit - 1].id) if len(views) > limit else None
