"""Forget what is over."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import and_, delete, or_

from app.accounts.link_repository import Links
from app.accounts.oauth_models import OAuthGrant
from app.accounts.repository import Accounts
from app.accounts.use_cases.oidc import forget_oidc_states
from app.accounts.use_cases.origins import forget_origins
from app.accounts.use_cases.signing_keys import forget_signing_keys
from app.kernel import clock
from app.kernel.audit_chain import organisations
from app.kernel.db import unit_of_work

SESSIONS = timedelta(days=30)
LINKS = timedelta(days=7)


CODES = timedelta(days=1)


async def _forget_grants() -> int:
    """What programs were allowed: codes that nobody fetched go after a day, what ended after a month, with its tokens."""
    now, gone = clock.now(), 0
    over = or_(
        and_(OAuthGrant.code_used_at.is_(None), OAuthGrant.code_expires_at < now - CODES),
        OAuthGrant.expires_at < now - SESSIONS,
        OAuthGrant.revoked_at < now - SESSIONS,
    )
    for org_id in await organisations():
        async with unit_of_work(org_id) as uow:
            gone += len((await uow.scalars(delete(OAuthGrant).where(over).returning(OAuthGrant.id))).all())
    return gone


async def forget_old() -> dict[str, int]:
    """Delete by age; how many went, by kind. An ended session stays for a month, so that the reuse of its refresh
    tokens is recognised and told."""
    now = clock.now()
    grants = await _forget_grants()
    async with unit_of_work(None) as uow:
        accounts = Accounts(uow)
        return {
            "grants": grants,
            "sessions": await accounts.forget_ended_sessions(now - SESSIONS),
            "links": await Links(uow).forget(now - LINKS),
            "challenges": await accounts.forget_challenges(now),
            "signing_keys": await forget_signing_keys(uow),
            "oidc_states": await forget_oidc_states(uow),
            "origins": await forget_origins(uow),
        }
