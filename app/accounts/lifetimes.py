"""How long a session lives: by what its person chose, and no longer than the organisation allows."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.accounts.models import Organisation, Session
from app.kernel import clock
from app.kernel.process import process

RENEWALS = 6
"""An access token lives a sixth of the allowed idleness at most: the session is seen to be used that often."""


def idleness(session: Session, organisation: Organisation | None) -> timedelta:
    """After how long without use it ends."""
    config = process().settings
    own = timedelta(days=config.refresh_token_days) if session.remembered else timedelta(minutes=config.session_idle_minutes)
    most = organisation.session_idle_minutes if organisation else None
    return min(own, timedelta(minutes=most)) if most else own


def end_of(session: Session, organisation: Organisation | None) -> datetime:
    """When it ends unless it is used again, and however much it is used."""
    whole = timedelta(days=process().settings.session_days)
    if organisation and organisation.session_hours:
        whole = min(whole, timedelta(hours=organisation.session_hours))
    return min(clock.now() + idleness(session, organisation), session.created_at + whole)


def token_life(session: Session, organisation: Organisation | None, usual: timedelta) -> timedelta:
    """Of an access token: short enough that idleness is measured well, and over with the session."""
    return min(usual, idleness(session, organisation) / RENEWALS, session.expires_at - clock.now())
