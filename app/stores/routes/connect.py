"""Platforms, the connect wizard, and the way back from a vendor's sign-in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from app.kernel.auth import Caller, allow, anyone, fresh
from app.kernel.checkup_http import ReportOut
from app.kernel.errors import NotFound
from app.kernel.http import Envelope, ListEnvelope, Model, Once, Uow, listed, ok, router
from app.kernel.process import process
from app.ports.vendor import Vendor, vendor, vendors
from app.stores import api
from app.stores.contracts import DraftView
from app.stores.permissions import CONNECTIONS_MANAGE, CONNECTIONS_READ
from app.stores.routes.bodies import ConnectedOut, EnvironmentName, Fields, ImportChoice, opened

platforms = router("/platforms", "connect")
connect = router("/connect/drafts", "connect")
callbacks = router("/connect/callback", "connect")


class FieldOut(Model):
    name: str
    label: str
    kind: str = Field(description="text, secret, url, host or select.")
    help: str
    placeholder: str
    pattern: str = Field(description="A full-match regular expression; empty where anything goes.")
    required: bool
    options: tuple[tuple[str, str], ...]


class MethodOut(Model):
    slug: str
    title: str
    kind: str = Field(description="oauth and callback go through the vendor's own sign-in; the others are typed.")
    summary: str
    recommended: bool
    fields: tuple[FieldOut, ...]


class PlatformOut(Model):
    slug: str
    title: str
    kind: str
    summary: str
    logo: str = Field(description="An inline SVG.")
    docs_url: str
    callback_url: str = Field(description="To be registered with an app of your own at the vendor; empty where none is needed.")
    scopes: tuple[str, ...]
    auth: tuple[MethodOut, ...]


def _platform(maker: Vendor) -> PlatformOut:
    base = process().settings.public_url
    return PlatformOut(
        slug=maker.slug, title=maker.title, kind=maker.kind, summary=maker.summary, logo=maker.logo, docs_url=maker.docs_url,
        callback_url=f"{base}/api/v1/connect/callback/{maker.slug}" if maker.authorisation else "",
        scopes=maker.required_scopes, auth=tuple(MethodOut.model_validate(m) for m in maker.auth),
    )  # fmt: skip


@platforms.get("", dependencies=[allow(CONNECTIONS_READ)])
async def list_platforms(
    kind: Annotated[Literal["store", "carrier"] | None, Query()] = None,
) -> ListEnvelope[PlatformOut]:
    """What can be connected, and the forms for it."""
    found = [_platform(maker) for maker in vendors(kind)]
    return listed(found, None, len(found))


@platforms.get("/{slug}", dependencies=[allow(CONNECTIONS_READ)])
async def get_platform(slug: str) -> Envelope[PlatformOut]:
    """One of them."""
    return ok(_platform(_known(slug)))


def _known(slug: str) -> Vendor:
    try:
        return vendor(slug)
    except LookupError:
        raise NotFound("platform", slug) from None


# ── the wizard ──────────────────────────────────────────────────────────────────────────────────────────


class NewDraftBody(Model):
    vendor: str = Field(max_length=50, examples=["shopify"], json_schema_extra={"format": "vendor"})
    environment: EnvironmentName = "live"
    store_name: str = Field(default="", max_length=200)
    reconnects: UUID | None = Field(default=None, description="A connection that is to get new credentials.")


class DraftBody(Model):
    auth: str | None = Field(default=None, max_length=50)
    fields: Fields | None = Field(
        default=None, description="The whole form. Secrets left out stay as they are, unless another field changed."
    )
    store_name: str | None = Field(default=None, max_length=200)


class DraftOut(Model):
    id: UUID
    vendor: str
    environment: str
    auth: str
    store_name: str
    public: dict[str, Any]
    masks: dict[str, str] = Field(description="The last four characters of each secret; the rest is never shown.")
    step: str = Field(description="platform, credentials, authorising, tested or finished.")
    granted: bool = Field(description="The vendor's own sign-in was completed.")
    report: ReportOut | None
    error: str = Field(description="The vendor's reason when its sign-in failed.")
    reconnects: UUID | None
    store_id: UUID | None
    created_at: datetime
    updated_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, view: DraftView) -> DraftOut:
        return cls.model_validate(view)


class AddressOut(Model):
    url: str = Field(description="Send the merchant's browser there within 15 minutes.")


@connect.post("", status_code=201, dependencies=[allow(CONNECTIONS_MANAGE), Once])
async def start_draft(body: NewDraftBody, uow: Uow) -> Envelope[DraftOut]:
    """Choose a platform. The draft lives for seven days after the last change to it."""
    return ok(DraftOut.of(await api.start_draft(uow, **body.model_dump())))


@connect.get("/{draft_id}", dependencies=[allow(CONNECTIONS_MANAGE)])
async def get_draft(draft_id: UUID, uow: Uow) -> Envelope[DraftOut]:
    """Where you left off."""
    return ok(DraftOut.of(await api.read_draft(uow, draft_id)))


@connect.put("/{draft_id}", dependencies=[allow(CONNECTIONS_MANAGE)])
async def change_draft(draft_id: UUID, body: DraftBody, uow: Uow) -> Envelope[DraftOut]:
    """Fill in the form. What is missing may follow later; what is wrong is refused by field."""
    fields = None if body.fields is None else opened(body.fields)
    return ok(DraftOut.of(await api.change_draft(uow, draft_id, auth=body.auth, fields=fields, store_name=body.store_name)))


@connect.delete("/{draft_id}", dependencies=[allow(CONNECTIONS_MANAGE)])
async def drop_draft(draft_id: UUID, uow: Uow) -> Envelope[None]:
    """Leave, and forget what was typed."""
    await api.drop_draft(uow, draft_id)
    return ok(None)


@connect.post("/{draft_id}/test", dependencies=[allow(CONNECTIONS_MANAGE)])
async def test_draft(draft_id: UUID, caller: Caller) -> Envelope[DraftOut]:
    """Run every check: name, TLS, sign-in, scopes, a read, webhook reach. Nothing is connected yet."""
    return ok(DraftOut.of(await api.test_draft(caller.org_id, caller.actor, draft_id)))


@connect.post("/{draft_id}/authorise", dependencies=[allow(CONNECTIONS_MANAGE)])
async def authorise_draft(draft_id: UUID, uow: Uow) -> Envelope[AddressOut]:
    """Where the merchant approves the connection, for platforms with a sign-in of their own."""
    return ok(AddressOut(url=await api.authorise_draft(uow, draft_id)))


@connect.post("/{draft_id}/finish", dependencies=[allow(CONNECTIONS_MANAGE), fresh()])
async def finish_draft(draft_id: UUID, caller: Caller, body: ImportChoice | None = None) -> Envelope[ConnectedOut]:
    """Save what passed its test: the store, its connection, its webhooks. 409 when the account is connected already:
    `error.details.reconnects` is the connection to reconnect instead."""
    start = body.start_import if body else True
    done = await api.finish_draft(caller.org_id, caller.actor, draft_id, start_import=start)
    return ok(ConnectedOut.of(done), "Connected.")


# ── the way back ────────────────────────────────────────────────────────────────────────────────────────


@callbacks.get("/{slug}", dependencies=[anyone()], response_class=RedirectResponse, status_code=303)
async def authorisation_returned(slug: str, request: Request) -> Response:
    """The browser comes back from a vendor's sign-in and is sent on to the wizard, which asks for the outcome. The address
    says only what happened; the vendor's words stand in the draft, so that no link can put words on our pages."""
    _known(slug)
    page = f"{process().settings.public_url}/stores/connect"
    try:
        returned = await api.came_back(slug, _query(request), None)
    except api.BadState:
        return _to(f"{page}?returned=expired")
    if returned.error:
        return _to(f"{page}/{returned.draft_id}/credentials?returned=declined")
    return _to(f"{page}/{returned.draft_id}/test?returned=ok")


@callbacks.post("/{slug}", dependencies=[anyone()])
async def authorisation_posted(slug: str, request: Request) -> Envelope[None]:
    """A vendor posts the keys that the merchant approved."""
    _known(slug)
    await api.came_back(slug, _query(request), await request.body())
    return ok(None, "Thank you.")


def _query(request: Request) -> dict[str, str]:
    return dict(request.query_params.multi_items())


def _to(url: str) -> Response:
    """Not to be kept by anybody: the address held a one-time code."""
    return RedirectResponse(url, 303, headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
