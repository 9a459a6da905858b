"""The organisation over HTTP."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.accounts import api
from app.accounts.contracts import Business
from app.accounts.permissions import PROFILE_ORG
from app.accounts.routes.bodies import BusinessFields, Currency, Timezone
from app.kernel.auth import Caller, allow, fresh, person, signed_in
from app.kernel.db import Actor, unit_of_work
from app.kernel.http import Envelope, Model, Uow, ok, router

organisation = router("/organisation", "organisation")


class OrganisationOut(Model):
    id: UUID
    name: str
    currency: str
    timezone: str
    business: BusinessFields


class OrganisationBody(Model):
    name: str | None = Field(default=None, min_length=1, max_length=200)
    currency: Currency | None = None
    timezone: Timezone | None = None
    business: BusinessFields | None = None


class NewOrganisationBody(Model):
    name: str = Field(min_length=1, max_length=200)
    currency: Currency = "EUR"
    timezone: Timezone = "UTC"
    business: BusinessFields = BusinessFields()


class SignInPolicyBody(Model):
    second_factor: Literal["nobody", "admins", "everybody"] = Field(
        description="Of whom a second factor is demanded; admins: owner and admins."
    )
    session_idle_minutes: int | None = Field(
        default=None, ge=30, le=43_200, description="Minutes without use after which a session ends; null: as installed."
    )
    session_hours: int | None = Field(
        default=None, ge=1, le=8_760, description="Hours after which a session ends, used or not; null: as installed."
    )


class SignInPolicyOut(SignInPolicyBody):
    pass


@organisation.get("", dependencies=[signed_in()])
async def get_organisation(uow: Uow) -> Envelope[OrganisationOut]:
    return ok(OrganisationOut.model_validate(await api.read_organisation(uow), from_attributes=True))


@organisation.put("", dependencies=[allow(PROFILE_ORG)])
async def update_organisation(body: OrganisationBody, uow: Uow) -> Envelope[OrganisationOut]:
    """Fields that are left out stay as they are."""
    changed = await api.update_organisation(uow, **body.model_dump())
    return ok(OrganisationOut.model_validate(changed, from_attributes=True))


@organisation.get("/sign-in-policy", dependencies=[signed_in()])
async def get_sign_in_policy(uow: Uow) -> Envelope[SignInPolicyOut]:
    """What the organisation asks of its members' sign-ins."""
    return ok(SignInPolicyOut.model_validate(await api.read_sign_in_policy(uow)))


@organisation.put("/sign-in-policy", dependencies=[allow(PROFILE_ORG), fresh()])
async def set_sign_in_policy(body: SignInPolicyBody, uow: Uow, caller: Caller) -> Envelope[SignInPolicyOut]:
    """Counts at once, for sessions that are open, too. A second factor may be demanded by who signed in with one (else 409
    `SECOND_FACTOR_MISSING`); members without get 403 `SECOND_FACTOR_REQUIRED` for all but setting one up."""
    wanted = api.SignInPolicy(**body.model_dump())
    return ok(SignInPolicyOut.model_validate(await api.set_sign_in_policy(uow, wanted, strong=caller.strong)))


@organisation.post("", status_code=201, dependencies=[person()])
async def create_organisation(body: NewOrganisationBody, caller: Caller) -> Envelope[OrganisationOut]:
    """A further organisation, which you own. Enter it with `POST /auth/switch`."""
    async with unit_of_work(None, Actor(kind="user", id=str(caller.user_id), label=caller.label)) as uow:
        await api.found_organisation(
            uow,
            caller.user_id,
            name=body.name,
            business=Business(**body.business.model_dump()),
            currency=body.currency,
            timezone=body.timezone,
        )
        await uow.flush()
        made = OrganisationOut.model_validate(await api.read_organisation(uow), from_attributes=True)
    return ok(made, "The organisation is yours.")
