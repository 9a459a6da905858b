"""Try credentials before anything is saved: name, TLS, sign-in, scopes, a read, and our own address for webhooks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit
from uuid import UUID

import structlog

from app.kernel import clock, live
from app.kernel.checkup import Check, TestReport, skipped, timed, told
from app.kernel.egress import EgressGuard
from app.kernel.errors import DomainError
from app.kernel.process import process
from app.kernel.shared import Away
from app.kernel.transport import Unreachable
from app.ports.storefront import OrderSource, ProductSource
from app.ports.vendor import AuthKind, Channel, Credentials, Environment, Remedy, RemoteShop, Vendor, VendorError
from app.stores.use_cases import reach
from app.stores.use_cases.channels import make_channel
from app.stores.use_cases.remedies import remedy_of

NOT_UNDERSTOOD = (LookupError, TypeError, ValueError)  # what a connector raises about an answer of no known shape
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Probe:
    """The report, and what was learnt: the account, and credentials that a sign-in renewed."""

    report: TestReport
    shop: RemoteShop | None
    credentials: Credentials


async def probe(org_id: UUID, subject: UUID, maker: Vendor, credentials: Credentials) -> Probe:
    """Run every check that makes sense; `subject` is the draft's or the connection's id. Never raises for a refusal.

    Each check is told to the organisation's open dashboards as it ends. The webhook check is advice: without a public
    address changes still arrive by polling.
    """
    await _fresh_breaker(subject)
    channel = make_channel(org_id, subject, maker, credentials)
    checks = await _told(org_id, subject, await _network(channel))
    shop: RemoteShop | None = None
    if any(check.ok is False for check in checks):
        untried = [skipped(name, "Not tried: the address does not answer.") for name in ("auth", "scopes", "read")]
        checks += await _told(org_id, subject, untried)
    else:
        signed_in, shop, channel = await _sign_in(org_id, subject, maker, channel)
        checks += await _told(org_id, subject, [signed_in])
        checks += await _told(org_id, subject, await _rights(maker, channel, shop, signed_in))
    needed = all(check.ok is not False for check in checks)
    checks += await _told(org_id, subject, [await reach.check(maker, credentials.environment, subject)])
    report = TestReport(ok=needed, checks=tuple(checks), shop=_shown(shop))
    return Probe(report, shop, channel.credentials)


async def _told(org_id: UUID, subject: UUID, checks: list[Check]) -> list[Check]:
    for check in checks:
        await live.announce(org_id, "check", {"subject": str(subject), **asdict(check)})
    return checks


async def _fresh_breaker(subject: UUID) -> None:
    """A person asks to try now: an open breaker must not answer in the vendor's place."""
    try:
        await process().transports.breaker.reset(str(subject))
    except Away:
        log.warning("stores.breaker_not_reset", subject=str(subject))


def _shown(shop: RemoteShop | None) -> dict[str, object]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(shop).items()} if shop else {}


# ── the network ─────────────────────────────────────────────────────────────────────────────────────────


async def _network(channel: Channel) -> list[Check]:
    here = process()
    parts = urlsplit(channel.base_url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    sandbox = channel.credentials.environment is Environment.SANDBOX
    guard = here.transports.guard(allow_private=sandbox)

    async def dns() -> str:
        guard.admit(channel.base_url)
        resolved = await guard.probe_dns(host, port)
        return f"{host} is {', '.join(resolved.addresses[:3])}."

    found = await _timed("dns", dns)
    if not found.ok:
        return [found, skipped("tls", "Not tried: the address is not usable.")]
    if sandbox:
        return [found, skipped("tls", "The sandbox speaks plain HTTP on this machine; there is nothing to check.")]
    return [found, await _timed("tls", lambda: _handshake(guard, host, port))]


async def _handshake(guard: EgressGuard, host: str, port: int) -> str:
    shaken = await guard.probe_tls(host, port)
    until = f", certificate valid until {shaken.expires_at:%Y-%m-%d}" if shaken.expires_at else ""
    return f"{shaken.version}{until}."


# ── the vendor ──────────────────────────────────────────────────────────────────────────────────────────


async def _sign_in(org_id: UUID, subject: UUID, maker: Vendor, channel: Channel) -> tuple[Check, RemoteShop | None, Channel]:
    """Who are we there? Credentials that are exchanged for short-lived ones are exchanged first."""
    if maker.account is None:
        return skipped("auth", f"{maker.title} needs no sign-in."), None, channel
    account = maker.account
    learnt: list[RemoteShop] = []
    opened = [channel]

    async def auth() -> str:
        expires = channel.credentials.expires_at
        if maker.method(channel.credentials.auth).kind is AuthKind.CLIENT_CREDENTIALS or (expires and expires <= clock.now()):
            fresh = await account(channel).refresh()
            if fresh is not None:
                opened.append(make_channel(org_id, subject, maker, fresh))
        shop = await account(opened[-1]).shop()
        learnt.append(shop)
        return f"Connected as {shop.name}."

    check = await _timed("auth", auth, maker)
    return check, learnt[-1] if learnt else None, opened[-1]


async def _rights(maker: Vendor, channel: Channel, shop: RemoteShop | None, signed_in: Check) -> list[Check]:
    if signed_in.ok is False:
        return [skipped(name, "Not tried: the sign-in failed.") for name in ("scopes", "read")]
    return [_scopes(maker, shop), await _read(maker, channel)]


def _scopes(maker: Vendor, shop: RemoteShop | None) -> Check:
    if shop is None or not maker.required_scopes:
        return skipped("scopes", f"{maker.title} does not grant rights one by one.")
    if not shop.missing_scopes:
        return Check(name="scopes", ok=True, ms=0, message=f"All {len(maker.required_scopes)} rights are granted.")
    missing = ", ".join(shop.missing_scopes)
    return Check(
        name="scopes", ok=False, ms=0, message=f"These rights are missing: {missing}.",
        remedy=f"Grant {missing} at {maker.title}, install or approve again, and repeat the test.",
    )  # fmt: skip


async def _read(maker: Vendor, channel: Channel) -> Check:
    """The first page of what changed just now: it proves the right to read and costs next to nothing."""
    sources: Sequence[tuple[str, type[OrderSource] | type[ProductSource]]] = (
        ("products", ProductSource),
        ("orders", OrderSource),
    )
    offered = [(word, port) for word, port in sources if maker.offer(port) is not None]
    if not offered:
        return skipped("read", "There is nothing to read before the first parcel.")

    async def read() -> str:
        for _, port in offered:
            source = maker.offer(port)
            assert source is not None  # looked at above
            made = source(channel)
            pages = (
                made.products_since(clock.now(), None)
                if hasattr(made, "products_since")
                else made.orders_since(clock.now(), None)
            )
            async for _ in pages:
                break
        return f"Could read {' and '.join(word for word, _ in offered)}."

    return await _timed("read", read, maker)


# ── common ──────────────────────────────────────────────────────────────────────────────────────────────


async def _timed(name: str, work: Callable[[], Awaitable[str]], maker: Vendor | None = None) -> Check:
    """The check with its milliseconds; a refusal carries the vendor's own reason and what to do."""
    title = maker.title if maker else "The address"

    def explain(error: Exception) -> tuple[str, str]:
        if isinstance(error, VendorError):
            return said(error, title), remedy_of(error, name)
        if isinstance(error, Unreachable):
            return error.message, remedy_of(error, name)
        if isinstance(error, DomainError):
            return told(error)
        log.error("stores.answer_not_understood", check=name, vendor=title, exc_info=error)
        return (
            f"{title} answered something that KSAP does not understand.",
            "Check that the address is that of the shop itself. The exchange log shows the answer.",
        )

    return await timed(name, work, title=title, known=(VendorError, Unreachable, DomainError, *NOT_UNDERSTOOD), explain=explain)


def said(error: VendorError, title: str) -> str:
    """Our sentence and the vendor's own."""
    reason = error.vendor_message.strip()
    return f"{error.message} {title} says: {reason}" if reason and reason not in error.message else error.message


def is_outage(error: DomainError) -> bool:
    """No answer, or one that says the vendor itself is in trouble."""
    if isinstance(error, VendorError):
        return error.remedy is Remedy.RETRY and (error.http_status or 0) >= 500
    return isinstance(error, Unreachable) and error.reason != "paused"
