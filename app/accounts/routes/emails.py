"""Changing one's e-mail address over HTTP."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from pydantic import EmailStr, Field

from app.accounts import api
from app.accounts.routes.recovery import TokenBody
from app.kernel.auth import Caller, anyone, fresh, person
from app.kernel.http import Envelope, Model, Uow, ok, router

emails = router("/users/email-change", "users")
email_links = router("/auth/email/change", "auth")


class EmailBody(Model):
    email: EmailStr = Field(examples=["ada@new.example.com"])


class PendingEmailOut(Model):
    email: str = Field(description="The address that waits.", examples=["ada@new.example.com"])
    asked_at: datetime
    expires_at: datetime = Field(description="How long the link is good; after that, ask again.")
    held_back: bool = Field(
        description="Mails do not go there: its server once said that nobody is there. An owner releases it under Mail."
    )


class AddressOut(Model):
    email: str = Field(description="The address that counts now.", examples=["ada@new.example.com"])


@emails.get("", dependencies=[person()])
async def get_email_change(uow: Uow, caller: Caller) -> Envelope[PendingEmailOut | None]:
    """The change of your address that waits for its link; null where none does."""
    found = await api.pending_email(uow, caller.user_id)
    return ok(PendingEmailOut(**asdict(found)) if found else None)


@emails.post("", status_code=202, dependencies=[person(), fresh()])
async def ask_to_change_email(body: EmailBody, caller: Caller) -> Envelope[PendingEmailOut]:
    """Mail a link to the address that you want; you keep the present one until it is opened. Ask again to send it again: the
    link of before is void then.

    The answer is the same, and takes as long, whether anybody has this address. It takes a fresh proof of who you are.
    """
    found = await api.ask_to_change_email(org_id=caller.org_id, user_id=caller.user_id, email=body.email)
    return ok(PendingEmailOut(**asdict(found)), "The link is on its way to the new address.")


@emails.delete("", dependencies=[person()])
async def cancel_email_change(uow: Uow, caller: Caller) -> Envelope[None]:
    """Keep the address that you have: the link is void. Twice is fine."""
    await api.cancel_email_change(uow, caller.user_id)
    return ok(None, "Your address stays as it is.")


@email_links.post("/confirm", dependencies=[anyone()])
async def confirm_email_change(body: TokenBody) -> Envelope[AddressOut]:
    """The link that the new address got: it is yours from now on, and confirmed. The one before gets a link that takes the
    change back within seven days. A link that is spent or too old answers 410; an address that another account has, 409."""
    return ok(AddressOut(email=await api.confirm_email_change(body.token.get_secret_value())), "Your address is changed.")


@email_links.post("/undo", dependencies=[anyone()])
async def undo_email_change(body: TokenBody) -> Envelope[AddressOut]:
    """The link that the old address got: it is yours again. Every session ends, the password is void and a link to a new one
    is mailed; passkeys, an authenticator app and the like that were added meanwhile are removed."""
    email = await api.undo_email_change(body.token.get_secret_value())
    return ok(AddressOut(email=email), "The change is taken back. A link to a new password is on its way.")
