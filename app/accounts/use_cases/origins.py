"""Where a sign-in comes from, and whether that is new to its person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from babel import Locale
from babel.dates import format_datetime
from sqlalchemy import delete, text

from app.accounts import devices
from app.accounts.contracts import Device
from app.accounts.models import Session, User
from app.accounts.origin_models import SignInOrigin
from app.accounts.use_cases.links import spoken
from app.kernel import audit, clock
from app.kernel.db import UnitOfWork
from app.kernel.place import LOCAL, UNKNOWN
from app.kernel.process import process
from app.mail import api as mail

KEPT = timedelta(days=400)
"""After so long without a sign-in from there a country or device is new again."""

_NOTE = text(
    """WITH known AS (
           SELECT count(*) > 0 AS any, COALESCE(bool_or(country = :country), false) AS country,
                  COALESCE(bool_or(device = :device), false) AS device,
                  (array_agg(country ORDER BY last_at DESC) FILTER (WHERE country NOT IN ('', 'local')))[1] AS before,
                  max(last_at) FILTER (WHERE country NOT IN ('', 'local')) AS before_at
           FROM sign_in_origins WHERE user_id = :user
       ), noted AS (
           INSERT INTO sign_in_origins (user_id, country, device, first_at, last_at)
           VALUES (:user, :country, :device, :now, :now)
           ON CONFLICT (user_id, country, device) DO UPDATE SET last_at = excluded.last_at
       )
       SELECT * FROM known"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """`before` is the country of the sign-in before, where that was another and both are known; `since` its seconds ago."""

    country: str
    device: str
    new_country: bool
    new_device: bool
    before: str = ""
    since: int | None = None

    @property
    def is_new(self) -> bool:
        return self.new_country or self.new_device

    def told(self) -> dict[str, Any]:
        """For the audit entry of the sign-in."""
        facts = {"country": self.country, "device": self.device, "new_country": self.new_country, "new_device": self.new_device}
        return facts | travel(self.before, self.since)


def travel(before: str, since: int | None) -> dict[str, Any]:
    """What an audit entry says of somebody who was in another country so many seconds before."""
    return {"country_before": before, "seconds_since": since} if before and since is not None else {}


def is_country(place: str) -> bool:
    return place not in (LOCAL, UNKNOWN)


async def note_origin(uow: UnitOfWork, user_id: UUID, device: Device) -> Origin:
    """Remember where a person signs in from. The first sign-in of all is not new: there is nothing to compare it with."""
    kind, now = device_kind(device.user_agent), clock.now()
    given = {"user": user_id, "country": device.country, "device": kind, "now": now}
    known = (await uow.execute(_NOTE, given)).mappings().one()
    elsewhere = bool(known["before"]) and is_country(device.country) and known["before"] != device.country
    return Origin(
        country=device.country,
        device=kind,
        new_country=known["any"] and is_country(device.country) and not known["country"],
        new_device=known["any"] and not known["device"],
        before=known["before"] if elsewhere else "",
        since=seconds_between(known["before_at"], now) if elsewhere else None,
    )


async def note_move(uow: UnitOfWork, session: Session, device: Device, seen: datetime) -> None:
    """A session that turns up elsewhere or in another browser is worth knowing of."""
    before, left = (session.address, session.user_agent), session.country
    session.address, session.user_agent, session.country = device.address[:64], device.user_agent[:400], device.country
    if before != (session.address, session.user_agent):
        abroad = is_country(left) and is_country(device.country) and left != device.country
        await uow.rescope(session.org_id)
        audit.record(
            uow,
            "session.moved",
            kind="session",
            id_=session.id,
            before={"address": before[0], "user_agent": before[1][:200]},
            after={"address": session.address, "user_agent": session.user_agent[:200]},
            country=session.country,
            country_changed=abroad,
            device_changed=device_kind(before[1]) != device_kind(session.user_agent),
            **(travel(left, seconds_between(seen, clock.now())) if abroad else {}),
        )


async def tell_of_origin(uow: UnitOfWork, user: User, session: Session) -> None:
    """A mail to the person whose account was entered from a new country or device."""
    language = spoken(user)
    data = {
        "name": user.first_name,
        "device": devices.recognise(session.user_agent).label,
        "place": place_name(session.country, language),
        "address": session.address,
        "at": format_datetime(session.created_at, "medium", locale=_locale(language)),
        "link": f"{process().settings.public_url}/settings/sessions",
    }
    await mail.send(uow, user.email, "new_sign_in", data, language)


async def forget_origins(uow: UnitOfWork) -> int:
    return await uow.change(delete(SignInOrigin).where(SignInOrigin.last_at < clock.now() - KEPT))


def device_kind(user_agent: str) -> str:
    """`Firefox on Linux`: without the version, which changes by itself."""
    found = devices.recognise(user_agent)
    return " on ".join(part for part in (found.browser.rpartition(" ")[0], found.os) if part)


def place_name(country: str, language: str) -> str:
    """A country by its name in a language; empty for the own network and for nowhere."""
    return str(_locale(language).territories.get(country, "")) if is_country(country) else ""


def seconds_between(before: datetime, now: datetime) -> int:
    return max(0, int((now - before).total_seconds()))


def _locale(language: str) -> Locale:
    return Locale("de" if language == "de" else "en")
