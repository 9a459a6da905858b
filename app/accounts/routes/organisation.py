"""The organisation over HTTP."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from app.accounts import api
from app.accounts.contracts import Business
from app.accounts.permissions import PROFILE_ORG
from app.accounts.routes.bodies import BusinessFields, Currency, Timezone
from app.kernel.auth import Caller, allow, person, signed_in
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


@organisation.get("", dependencies=[signed_in()])
async def get_organisation(uow: Uow) -> Envelope[OrganisationOut]:
    return ok(OrganisationOut.model_validate(await api.read_organisation(uow), from_attributes=True))


@organisation.put("", dependencies=[allow(PROFILE_ORG)])
async def update_organisation(body: OrganisationBody, uow: Uow) -> Envelope[OrganisationOut]:
    """Fields that are left out stay as they are."""
    changed = await api.update_organisation(uow, **body.model_dump())
    return ok(OrganisationOut.model_validate(changed, from_attributes=True))


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
