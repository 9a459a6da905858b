"""Clean-up of accounts: what is over and will not be asked for again."""

from __future__ import annotations

import structlog

from app.accounts import api
from app.kernel.jobs import cron

log = structlog.get_logger(__name__)


@cron(every=3600)
async def forget_old_sign_ins() -> dict[str, int]:
    """Sessions that ended a month ago, links and challenges long out of date; told by name and number."""
    gone = await api.forget_old()
    log.info("accounts.forgot", **gone)
    return gone


@cron(every=3600)
async def replace_old_signing_key() -> dict[str, bool]:
    """Another key signs access tokens once the present one is three months old."""
    return {"replaced": await api.rotate_old_signing_key()}
