"""HTTP of accounts."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import available_timezones

from fastapi import Request
from pydantic import AfterValidator, EmailStr, Field, SecretStr

from app.accounts import api
from app.accounts.contracts import Business, Device, Tokens
from app.accounts.permissions import PROFILE_ORG
from app.kernel.auth import Caller, allow, anyone, signed_in
from app.kernel.db import Actor, unit_of_work
from app.kernel.errors import Invalid
from app.kernel.http import Envelope, Model, Uow, ok, router
from app.kernel.money import minor_units
from app.kernel.settings import settings

auth = router("/auth", "auth")
users = router("/users", "users")
organisation = router("/organisation", "organisation")


def _currency(value: str) -> str:
    minor_units(value)
    return value


def _timezone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("name an IANA time zone, like Europe/Berlin")
    return value


Currency = Annotated[str, AfterValidator(_currency), Field(min_length=3, max_length=3, examples=["EUR"])]
Timezone = Annotated[str, AfterValidator(_timezone), Field(examples=["Europe/Berlin"])]
Name = Annotated[str, Field(max_length=100)]


class BusinessFields(Model):
    legal_name: str = Field(default="", max_length=200)
    registration_number: str = Field(default="", max_length=100)
    tax_number: str = Field(default="", max_length=100)
    country: str = Field(default="", pattern=r"^([A-Z]{2})?$")
    phone: str = Field(default="", max_length=50)
    website: str = Field(default="", max_length=300)


class RegisterBody(Model):
    email: EmailStr
    password: SecretStr = Field(min_length=10, max_length=1000, examples=["a long phrase of your own"])
    organisation: str = Field(min_length=1, max_length=200, examples=["Harbour Goods"])
    first_name: Name = ""
    last_name: Name = ""
    business: BusinessFields = BusinessFields()
    currency: Currency = "EUR"
    timezone: Timezone = "UTC"


class LoginBody(Model):
    email: EmailStr
    password: SecretStr = Field(max_length=1000)
    org_id: UUID | None = Field(default=None, description="Which organisation to enter; the oldest membership if unset.")


class RefreshBody(Model):
    refresh_token: SecretStr


class SwitchBody(Model):
    org_id: UUID


class TokensOut(Model):
    access_token: str
    refresh_token: str
    token_type: str = "Bearer"
    expires_in: int = Field(description="Seconds until the access token expires.")
    refresh_expires_in: int
    org_id: UUID
    user_id: UUID
    role: str


class MembershipOut(Model):
    org_id: UUID
    org_name: str
    role: str


class ProfileOut(Model):
    id: UUID
    email: str
    first_name: str
    last_name: str
    is_verified: bool
    created_at: datetime
    last_login_at: datetime | None
    org_id: UUID
    org_name: str
    role: str
    permissions: tuple[str, ...]
    organisations: tuple[MembershipOut, ...]


class ProfileBody(Model):
    first_name: Name | None = None
    last_name: Name | None = None


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


def _device(request: Request) -> Device:
    return Device(user_agent=request.headers.get("user-agent", ""), address=request.client.host if request.client else "")


def _tokens(tokens: Tokens) -> TokensOut:
    return TokensOut(**asdict(tokens))


@auth.post("/register", status_code=201, dependencies=[anyone()])
async def register(body: RegisterBody, request: Request) -> Envelope[TokensOut]:
    """Create a person and the organisation they own, and sign them in."""
    org_id, _ = await api.register(
        email=body.email,
        password=body.password.get_secret_value(),
        organisation=body.organisation,
        first_name=body.first_name,
        last_name=body.last_name,
        business=Business(**body.business.model_dump()),
        currency=body.currency,
        timezone=body.timezone,
    )
    tokens = await api.login(
        request.app.state.signer,
        email=body.email,
        password=body.password.get_secret_value(),
        device=_device(request),
        refresh_days=settings().refresh_token_days,
        org_id=org_id,
    )
    return ok(_tokens(tokens), "Welcome to KSAP.")


@auth.post("/login", dependencies=[anyone()])
async def login(body: LoginBody, request: Request) -> Envelope[TokensOut]:
    """E-mail and password to an access token (minutes) and a refresh token (days)."""
    tokens = await api.login(
        request.app.state.signer,
        email=body.email,
        password=body.password.get_secret_value(),
        device=_device(request),
        refresh_days=settings().refresh_token_days,
        org_id=body.org_id,
    )
    return ok(_tokens(tokens))


@auth.post("/refresh", dependencies=[anyone()])
async def refresh(body: RefreshBody, request: Request) -> Envelope[TokensOut]:
    """Rotate: the given refresh token is spent. Using it again ends the whole session."""
    tokens = await api.refresh(
        request.app.state.signer,
        refresh_token=body.refresh_token.get_secret_value(),
        refresh_days=settings().refresh_token_days,
    )
    return ok(_tokens(tokens))


@auth.post("/logout", dependencies=[signed_in()])
async def logout(caller: Caller) -> Envelope[None]:
    """End this session: its tokens are refused from now on, by every process."""
    if caller.session_id:
        await api.logout(session_id=caller.session_id)
    return ok(None, "You are signed out.")


@auth.post("/switch", dependencies=[signed_in()])
async def switch_organisation(body: SwitchBody, caller: Caller, request: Request) -> Envelope[TokensOut]:
    """Tokens for another of your organisations."""
    tokens = await api.switch(
        request.app.state.signer,
        user_id=caller.user_id,
        org_id=body.org_id,
        device=_device(request),
        refresh_days=settings().refresh_token_days,
    )
    return ok(_tokens(tokens))


@users.get("/profile", dependencies=[signed_in()])
async def get_profile(uow: Uow, caller: Caller) -> Envelope[ProfileOut]:
    """Who you are, in which organisation, and what you may do there."""
    return ok(ProfileOut(**asdict(await api.read_profile(uow, caller.user_id, caller.role))))


@users.put("/profile", dependencies=[signed_in()])
async def update_profile(body: ProfileBody, uow: Uow, caller: Caller) -> Envelope[ProfileOut]:
    await api.update_profile(uow, caller.user_id, first_name=body.first_name, last_name=body.last_name)
    return ok(ProfileOut(**asdict(await api.read_profile(uow, caller.user_id, caller.role))))


@users.get("/settings", dependencies=[signed_in()])
async def get_settings(uow: Uow, caller: Caller) -> Envelope[dict[str, Any]]:
    """Your own preferences, as the dashboard keeps them."""
    return ok(await api.read_settings(uow, caller.user_id))


@users.put("/settings", dependencies=[signed_in()])
async def update_settings(body: dict[str, Any], uow: Uow, caller: Caller) -> Envelope[dict[str, Any]]:
    """Replace your preferences: any JSON object of up to 64 kB."""
    if len(str(body)) > 65_536:
        raise Invalid("Preferences may have 64 kB at most.", field="body")
    await api.replace_settings(uow, caller.user_id, body)
    return ok(body)


@organisation.get("", dependencies=[signed_in()])
async def get_organisation(uow: Uow) -> Envelope[OrganisationOut]:
    return ok(OrganisationOut.model_validate(await api.read_organisation(uow), from_attributes=True))


@organisation.put("", dependencies=[allow(PROFILE_ORG)])
async def update_organisation(body: OrganisationBody, uow: Uow) -> Envelope[OrganisationOut]:
    """Fields that are left out stay as they are."""
    changed = await api.update_organisation(uow, **body.model_dump())
    return ok(OrganisationOut.model_validate(changed, from_attributes=True))


@organisation.post("", status_code=201, dependencies=[signed_in()])
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
