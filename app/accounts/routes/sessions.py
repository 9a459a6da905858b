"""One's own sign-ins over HTTP."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from pydantic import Field

from app.accounts import api
from app.accounts.routes.users import SessionsEndedOut
from app.kernel.auth import Caller, person
from app.kernel.http import Envelope, Model, Uow, ok, router

sessions = router("/users/sessions", "users")


class SessionOut(Model):
    id: UUID
    device: str = Field(examples=["Firefox 145 on Linux"])
    browser: str
    os: str
    address: str = Field(description="Where it was last refreshed from.")
    country: str = Field(
        description="ISO 3166-1 alpha-2 of that address, `local` for the own network, empty if unknown.",
        examples=["DE"],
    )
    is_new: bool = Field(description="Its country, or kind of device, was new to this person when they signed in.")
    org_id: UUID
    org_name: str
    created_at: datetime
    last_seen_at: datetime = Field(description="Moves with each refresh, some minutes apart.")
    expires_at: datetime = Field(description="Unless it is used again, and not later than the organisation allows.")
    remembered: bool = Field(description="Whether it is to stay signed in; else it ends with the browser.")
    strong: bool = Field(description="Whether two factors, or a passkey, stand behind it.")
    current: bool = Field(description="The session of this very call.")


@sessions.get("", dependencies=[person(early=True)])
async def list_sessions(uow: Uow, caller: Caller) -> Envelope[list[SessionOut]]:
    """Where you are signed in, in every organisation of yours, the last used first."""
    found = await api.list_sessions(uow, caller.user_id, current=caller.session_id)
    return ok([SessionOut(**asdict(each)) for each in found])


@sessions.delete("", dependencies=[person(early=True)])
async def end_other_sessions(uow: Uow, caller: Caller) -> Envelope[SessionsEndedOut]:
    """Sign out everywhere else."""
    return ok(SessionsEndedOut(ended=await api.end_other_sessions(uow, caller.user_id, keep=caller.session_id)))


@sessions.delete("/{session_id}", dependencies=[person(early=True)])
async def end_session(session_id: UUID, uow: Uow, caller: Caller) -> Envelope[None]:
    """Sign out one device: its tokens are refused from its next call on."""
    await api.end_own_session(uow, caller.user_id, session_id)
    return ok(None, "The session is ended.")
