"""Forget what is over."""

from __future__ import annotations

from datetime import timedelta

from app.accounts.repository import Accounts
from app.accounts.use_cases.oidc import forget_oidc_states
from app.accounts.use_cases.origins import forget_origins
from app.accounts.use_cases.signing_keys import forget_signing_keys
from app.kernel import clock
from app.kernel.db import unit_of_work

SESSIONS = timedelta(days=30)
LINKS = timedelta(days=7)


async def forget_old() -> dict[str, int]:
    """Delete by age; how many went, by kind. An ended session stays for a month, so that the reuse of its refresh
    tokens is recognised and told."""
    now = clock.now()
    async with unit_of_work(None) as uow:
        accounts = Accounts(uow)
        return {
            "sessions": await accounts.forget_ended_sessions(now - SESSIONS),
            "links": await accounts.forget_links(now - LINKS),
            "challenges": await accounts.forget_challenges(now),
            "signing_keys": await forget_signing_keys(uow),
            "oidc_states": await forget_oidc_states(uow),
            "origins": await forget_origins(uow),
        }
