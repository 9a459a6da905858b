"""One's own sign-ins: see them, end them."""

from __future__ import annotations

from uuid import UUID

from app.accounts import devices
from app.accounts.contracts import SessionView
from app.accounts.models import Session
from app.accounts.repository import Accounts
from app.kernel import audit
from app.kernel.db import UnitOfWork
from app.kernel.errors import NotFound


async def list_sessions(uow: UnitOfWork, user_id: UUID, *, current: UUID | None) -> list[SessionView]:
    """Live sessions in every organisation of the user, the last used first."""
    accounts = Accounts(uow)
    names = {each.org_id: each.org_name for each in await accounts.memberships(user_id)}
    return [_view(each, names.get(each.org_id, ""), current) for each in await accounts.live_sessions(user_id)]


async def end_own_session(uow: UnitOfWork, user_id: UUID, session_id: UUID) -> None:
    """Raises NotFound for one that is over, or somebody else's."""
    accounts = Accounts(uow)
    if session_id not in {each.id for each in await accounts.live_sessions(user_id)}:
        raise NotFound("session", session_id)
    await accounts.end_session(session_id, "ended by its user")
    audit.record(uow, "session.ended", kind="session", id_=session_id)


async def end_other_sessions(uow: UnitOfWork, user_id: UUID, *, keep: UUID | None) -> int:
    """Sign out everywhere but in the session `keep`. Returns how many sessions ended."""
    ended = await Accounts(uow).end_sessions(user_id, "ended by its user", keep=keep)
    audit.record(uow, "session.others_ended", kind="user", id_=user_id, ended=ended)
    return ended


def _view(session: Session, org_name: str, current: UUID | None) -> SessionView:
    found = devices.recognise(session.user_agent)
    return SessionView(
        id=session.id,
        device=found.label,
        browser=found.browser,
        os=found.os,
        address=session.address,
        country=session.country,
        is_new=session.is_new,
        org_id=session.org_id,
        org_name=org_name,
        created_at=session.created_at,
        last_seen_at=session.used_at,
        expires_at=session.expires_at,
        remembered=session.remembered,
        strong=session.strong,
        current=session.id == current,
    )
