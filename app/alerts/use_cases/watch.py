"""See what is wrong now, and bring the inbox to it: raise what is new, change what is different, end what is over.

Each kind is computed whole from the present state of what it watches, so that a lost, repeated or late event does no harm.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from app.alerts.contracts import AlertView, Cause
from app.alerts.repository import Alerts
from app.inventory import api as inventory
from app.inventory.contracts import LowStock
from app.kernel import clock, live
from app.kernel.db import UnitOfWork
from app.stores import api as stores
from app.stores.contracts import ConnectionView

EXPIRY = timedelta(days=7)  # how long before their end credentials are spoken of
LONG_LIVED = timedelta(days=2)  # what lives shorter is renewed by itself


async def watch_runs(uow: UnitOfWork, store_ids: Sequence[UUID] | None = None) -> None:
    """The last run of a store failed. A later one that goes through ends it."""
    causes = [
        Cause(
            key=f"sync_failed:{run['store_id']}",
            kind="sync_failed",
            severity="warning",
            title=f"Synchronising {run['store']} failed",
            detail=run["error"],
            store_id=run["store_id"],
            links=(("run", run["id"]), ("store", run["store_id"])),
            data={"store": run["store"], "run_kind": run["kind"], "error": run["error"]},
            at=run["at"],
        )
        for run in await Alerts(uow).last_runs(store_ids)
        if run["state"] == "failed"
    ]
    await _converge(uow, "sync_failed", causes, None if store_ids is None else [f"sync_failed:{id_}" for id_ in store_ids])


async def watch_letters(uow: UnitOfWork, store_ids: Sequence[UUID] | None = None) -> None:
    """Things wait for somebody to decide."""
    causes = [
        Cause(
            key=f"dead_letters:{found['store_id']}",
            kind="dead_letters",
            severity="warning",
            title=f"{found['store']}: {found['number']} could not be synchronised",
            detail=found["error"],
            store_id=found["store_id"],
            links=(("store", found["store_id"]),),
            data={"store": found["store"], "number": found["number"], "error": found["error"]},
            at=found["at"],
        )
        for found in await Alerts(uow).letters(store_ids)
    ]  # fmt: skip
    await _converge(uow, "dead_letters", causes, None if store_ids is None else [f"dead_letters:{id_}" for id_ in store_ids])


async def watch_connections(uow: UnitOfWork, connection_ids: Sequence[UUID] | None = None) -> None:
    """Connections that do not work, and credentials that will soon be none."""
    names = {store.id: store.name for store in await stores.stores(uow)}
    watched = [c for c in await stores.connections(uow) if connection_ids is None or c.id in connection_ids]
    trouble = [cause for c in watched if (cause := _trouble(c, names))]
    expiring = [cause for c in watched if (cause := _expiring(c, names))]
    for kind, causes in (("connection", trouble), ("credentials", expiring)):
        scope = None if connection_ids is None else [f"{kind}:{id_}" for id_ in connection_ids]
        await _converge(uow, kind, causes, scope)


async def watch_stock(uow: UnitOfWork, variant_ids: Sequence[UUID] | None = None) -> None:
    """What sells and runs out: as inventory judges it by its thresholds."""
    causes = [_low(low) for low in await inventory.low_stock(uow, variant_ids)]
    scope = None
    if variant_ids is not None:
        places = await inventory.locations(uow)
        scope = [f"low_stock:{v}{p}" for v in variant_ids for p in ("", *(f":{place.id}" for place in places))]
    await _converge(uow, "low_stock", causes, scope)


async def raise_causes(uow: UnitOfWork, causes: Sequence[Cause]) -> list[AlertView]:
    """Alerts of what others have found: those that are new or different now. They last until somebody resolves them."""
    return await tell(uow, await Alerts(uow).raise_(causes))


async def tell(uow: UnitOfWork, ids: Sequence[UUID]) -> list[AlertView]:
    """Open dashboards learn of these alerts once this commits. Returns them."""
    found = await Alerts(uow).views(ids) if ids else []
    for alert in found:
        title = "" if alert.kind == "security" else alert.title  # every dashboard of the organisation hears this
        body = {
            "id": alert.id, "kind": alert.kind, "severity": alert.severity, "state": alert.state, "title": title,
            "store_id": alert.store_id, "version": alert.version,
        }  # fmt: skip
        uow.after_commit(f"live:alert:{alert.id}", partial(live.announce, uow.org_id, "alert", body))
    return found


async def _converge(uow: UnitOfWork, kind: str, causes: Sequence[Cause], scope: Sequence[str] | None) -> None:
    alerts = Alerts(uow)
    raised = await alerts.raise_(causes)
    ended = await alerts.end(kind, scope, [cause.key for cause in causes])
    await tell(uow, [*raised, *ended])


def _of(connection: ConnectionView) -> dict[str, Any]:
    """What both kinds of a connection's alerts have alike."""
    links = [("connection", connection.id)]
    if connection.store_id:
        links.append(("store", connection.store_id))
    return {"store_id": connection.store_id, "links": tuple(links)}


def _name(connection: ConnectionView, names: dict[UUID, str]) -> str:
    return names.get(connection.store_id, connection.title) if connection.store_id else connection.title


def _trouble(connection: ConnectionView, names: dict[UUID, str]) -> Cause | None:
    if connection.state not in ("needs_reconnect", "unreachable"):
        return None
    name = _name(connection, names)
    dead = connection.state == "needs_reconnect"
    return Cause(
        key=f"connection:{connection.id}",
        kind="connection",
        severity="critical" if dead else "warning",
        title=f"{name} needs to be reconnected" if dead else f"{name} cannot be reached",
        detail=connection.state_reason,
        data={"name": name, "vendor": connection.vendor, "state": connection.state, "reason": connection.state_reason},
        at=connection.state_since,
        **_of(connection),
    )


def _expiring(connection: ConnectionView, names: dict[UUID, str]) -> Cause | None:
    """Only of credentials that nobody but a person can renew."""
    ends = connection.expires_at
    if ends is None or connection.state in ("disconnected", "needs_reconnect") or "refresh_token" in connection.masks:
        return None
    if ends - connection.rotated_at < LONG_LIVED or ends - clock.now() > EXPIRY:
        return None
    name, over = _name(connection, names), ends <= clock.now()
    return Cause(
        key=f"credentials:{connection.id}",
        kind="credentials",
        severity="critical" if over else "warning",
        title=f"The credentials of {name} {'have expired' if over else 'expire soon'}",
        detail=f"{'They expired' if over else 'They expire'} on {ends:%Y-%m-%d %H:%M} UTC. Enter new ones to go on.",
        data={"name": name, "vendor": connection.vendor, "expires_at": ends.isoformat()},
        **_of(connection),
    )


def _low(low: LowStock) -> Cause:
    name = " · ".join(part for part in (low.product, low.variant, low.sku) if part)
    out = low.available <= 0
    links = [("product", low.product_id), ("variant", low.variant_id)]
    if low.location_id:
        links.append(("location", low.location_id))
    return Cause(
        key=f"low_stock:{low.variant_id}" + (f":{low.location_id}" if low.location_id else ""),
        kind="low_stock",
        severity="critical" if out else "warning",
        title=f"{name} is out of stock" if out else f"{name} is running low",
        detail=f"{low.available} available{f' at {low.location}' if low.location else ''}; the threshold is {low.threshold}.",
        links=tuple(links),
        data={"product": low.product, "variant": low.variant, "sku": low.sku, "location": low.location,
              "available": low.available, "threshold": low.threshold},
    )  # fmt: skip
