"""Bodies and fields that several routes of accounts share."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import available_timezones

from fastapi import Request, Response
from pydantic import AfterValidator, Field, SecretStr

from app.accounts.browser import BrowserSessions
from app.accounts.contracts import Device, StoreLimit, Tokens
from app.kernel.http import Model
from app.kernel.money import minor_units
from app.kernel.place import country_of_call
from app.kernel.settings import settings


def _currency(value: str) -> str:
    minor_units(value)
    return value


def _timezone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("name an IANA time zone, like Europe/Berlin")
    return value


Currency = Annotated[
    str,
    AfterValidator(_currency),
    Field(min_length=3, max_length=3, examples=["EUR"], json_schema_extra={"format": "currency"}),
]
Timezone = Annotated[
    str, AfterValidator(_timezone), Field(examples=["Europe/Berlin"], json_schema_extra={"format": "time-zone"})
]
PermissionName = Annotated[str, Field(max_length=100, json_schema_extra={"format": "permission"})]
Name = Annotated[str, Field(max_length=100)]
NewPassword = Annotated[SecretStr, Field(min_length=10, max_length=1000, examples=["a long phrase of your own"])]


Language = Literal["en", "de"]
Token = Annotated[SecretStr, Field(min_length=20, max_length=200, description="What stands behind `#token=` in the link.")]


Remember: bool = Field(
    default=True, description="Stay signed in; else the session ends with the browser, and after hours without use."
)
STORES = "Limit to these stores of the organisation; null: all of them."
StoreIds = Annotated[list[UUID] | None, Field(min_length=1, max_length=1000, description=STORES)]


def limit_to(store_ids: list[UUID] | None) -> StoreLimit:
    return StoreLimit(stores=None if store_ids is None else frozenset(store_ids))


class BusinessFields(Model):
    legal_name: str = Field(default="", max_length=200)
    registration_number: str = Field(default="", max_length=100)
    tax_number: str = Field(default="", max_length=100)
    country: str = Field(default="", pattern=r"^([A-Z]{2})?$")
    phone: str = Field(default="", max_length=50)
    website: str = Field(default="", max_length=300)


class SignedIn(Model):
    """With `X-KSAP-Session: cookie` the tokens are in HttpOnly cookies and null here, and `csrf_token` is set."""

    access_token: str | None
    refresh_token: str | None
    token_type: str = Field(default="Bearer", description="Bearer or Cookie.")
    csrf_token: str | None = Field(
        default=None,
        description="Send it as X-CSRF-Token with each call that changes something; also in the cookie ksap_csrf.",
    )
    expires_in: int = Field(description="Seconds until the access token expires.")
    refresh_expires_in: int
    org_id: UUID
    user_id: UUID
    role: str


def device(request: Request) -> Device:
    return Device(
        user_agent=request.headers.get("user-agent", ""),
        address=request.client.host if request.client else "",
        country=country_of_call(request, settings().country_header),
    )


def browser(request: Request) -> BrowserSessions:
    found: BrowserSessions = request.app.state.browser
    return found


def signed_in_answer(request: Request, response: Response, tokens: Tokens, *, by_cookie: bool | None = None) -> SignedIn:
    """Tokens as the caller wants them: in the body, or in cookies."""
    facts = asdict(tokens)
    del facts["session_id"], facts["remembered"]
    if browser(request).wanted(request) if by_cookie is None else by_cookie:
        csrf = browser(request).give(response, tokens)
        return SignedIn(**{**facts, "access_token": None, "refresh_token": None, "token_type": "Cookie", "csrf_token": csrf})
    return SignedIn(**facts)
