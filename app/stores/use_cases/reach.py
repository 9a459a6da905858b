"""Whether a vendor can reach us: our public address answers for its deliveries."""

from __future__ import annotations

import time
from urllib.parse import urlsplit
from uuid import UUID

from app.kernel.checkup import Check
from app.kernel.exchange import Exchange
from app.kernel.ids import new_id
from app.kernel.process import process
from app.kernel.settings import Settings
from app.kernel.transport import Pace, Unreachable
from app.ports.storefront import Webhooks
from app.ports.vendor import Environment, Vendor

_OURS = 405  # what our receiver says to anything but a POST


def address(settings: Settings, vendor: str, connection_id: UUID) -> str:
    """Where a vendor delivers the webhooks of one connection."""
    return f"{settings.public_url}/webhooks/{vendor}/{connection_id}"


def hindrance(settings: Settings, environment: Environment) -> str:
    """Why vendors of this environment cannot deliver to our address at all; empty where they can."""
    if environment is Environment.LIVE and urlsplit(settings.public_url).scheme != "https":
        return f"KSAP's public address {settings.public_url} is not https, and live platforms deliver to https only."
    return ""


async def check(maker: Vendor, environment: Environment, subject: UUID) -> Check:
    """Advice, not a condition: what webhooks do not bring, polling does."""
    settings = process().settings
    later = f"Changes still arrive by polling, every {settings.poll_seconds} seconds."
    if maker.offer(Webhooks) is None:
        return Check(name="webhooks", ok=None, ms=0, message=f"{maker.title} sends no webhooks. {later}")
    if why := hindrance(settings, environment):
        return Check(
            name="webhooks", ok=False, ms=0, message=f"{why} {later}", remedy="Set KSAP_PUBLIC_URL to a public https address."
        )
    started = time.perf_counter()
    status, failure = await _knock(address(settings, maker.slug, subject), environment, maker)
    ms = round((time.perf_counter() - started) * 1000, 1)
    if status == _OURS:
        return Check(name="webhooks", ok=True, ms=ms, message=f"{settings.public_url} answers for {maker.title}'s deliveries.")
    why = failure or f"{settings.public_url} answered {status} where KSAP should."
    return Check(
        name="webhooks", ok=False, ms=ms, message=f"{why} {later}",
        remedy="Set KSAP_PUBLIC_URL to the address at which this KSAP is reached from outside, and open /webhooks/ there.",
    )  # fmt: skip


async def _knock(url: str, environment: Environment, maker: Vendor) -> tuple[int, str]:
    async def unlogged(_: Exchange) -> None:
        """Our own address is no vendor's exchange."""

    transport = process().transports.open(
        f"own address {new_id()}",
        pace=Pace(),
        allow_private=environment is Environment.SANDBOX,
        log=unlogged,
        secrets=(),
        label=maker.slug,
    )
    try:
        return (await transport.send("GET", url, purpose="webhooks.reach", timeout=10, repeatable=False)).status, ""
    except Unreachable as error:
        return 0, error.message
