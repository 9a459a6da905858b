"""The HTTP house style: envelope, errors, units of work, idempotency, cursor paging, entity tags."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import timedelta
from typing import Annotated, Any, Generic, TypeVar

import orjson
from fastapi import Depends, Header, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute, APIRouter
from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock, correlation, fields, folding, media, pictures, queries, reach
from app.kernel.auth import Caller
from app.kernel.db import Base, Created, OrgId, UnitOfWork, unit_of_work
from app.kernel.errors import Conflict, Invalid, PreconditionFailed

T = TypeVar("T")


class Model(BaseModel):
    """Base of request and response bodies: unknown fields in a request are refused by name, 0 is not false, and true is
    not 1."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> Any:
        return fields.guarded(handler(source))


class PageInfo(BaseModel):
    next_cursor: str | None = Field(description="Send it as `cursor` for the next page; null on the last one.")
    limit: int


class Envelope(BaseModel, Generic[T]):
    """Every JSON answer."""

    success: bool = True
    data: T
    message: str = ""
    timestamp: str
    request_id: str


class ListEnvelope(Envelope[list[T]], Generic[T]):
    page: PageInfo


class ErrorBody(BaseModel):
    code: str
    message: str
    details: dict[str, Any]


class ErrorEnvelope(BaseModel):
    success: bool = False
    error: ErrorBody
    timestamp: str
    request_id: str


def stamp() -> str:
    """The present moment as the envelope writes it."""
    return clock.now().strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def ok(data: T, message: str = "") -> Envelope[T]:
    return Envelope(data=data, message=message, timestamp=stamp(), request_id=correlation.current())


def listed(items: list[T], next_cursor: str | None, limit: int) -> ListEnvelope[T]:
    return ListEnvelope(
        data=items,
        page=PageInfo(next_cursor=next_cursor, limit=limit),
        timestamp=stamp(),
        request_id=correlation.current(),
    )


def raw_list(items: bytes, next_cursor: str | None, limit: int) -> Response:
    """A list whose items PostgreSQL has already written as a JSON array: the envelope is laid around the bytes, and
    pictures get their path (`pictures.beside`)."""
    page = orjson.dumps({"next_cursor": next_cursor, "limit": limit})
    head = b'{"success":true,"data":' + pictures.beside(items) + b',"message":"","page":' + page
    tail = orjson.dumps({"timestamp": stamp(), "request_id": correlation.current()})
    return Response(head + b"," + tail[1:], media_type="application/json")


def error_response(status: int, code: str, message: str, details: dict[str, Any] | None = None, **headers: str) -> Response:
    body = {
        "success": False,
        "error": {"code": code, "message": message, "details": details or {}},
        "timestamp": stamp(),
        "request_id": correlation.current(),
    }
    return Response(
        orjson.dumps(body, default=str),
        status,
        headers={k.replace("_", "-"): v for k, v in headers.items()},
        media_type="application/json",
    )


# ── units of work ───────────────────────────────────────────────────────────────────────────────────────


async def request_uow(caller: Caller) -> AsyncIterator[UnitOfWork]:
    """The unit of work of a request, in the caller's organisation; committed before the answer is sent."""
    async with unit_of_work(caller.org_id, caller.actor) as uow:
        yield uow


Uow = Annotated[UnitOfWork, Depends(request_uow, scope="function")]


# ── idempotency ─────────────────────────────────────────────────────────────────────────────────────────


class IdempotencyRecord(Base):
    """The answer to a POST under a caller's key, kept for a day with the transaction that made it."""

    __tablename__ = "idempotency_keys"

    org_id: Mapped[OrgId]
    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    status: Mapped[int]
    body: Mapped[bytes]
    created_at: Mapped[Created]


Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Route(APIRoute):
    """A route that honours `Idempotency-Key` when it changes something: the answer is stored in the transaction of
    the effect, so a repeat gets the same answer and the effect happens once. The key goes with caller and body.

    Query models are read by themselves (`queries`), what asks for the request alone is called by itself (`folding`), and
    bodies of another type than the call takes are refused unread (`media`)."""

    def get_route_handler(self) -> Handler:
        handle = self._quick_handler(super().get_route_handler())
        accepted = media.accepted(self)

        async def wrapped(request: Request) -> Response:
            media.check(request.headers, accepted)
            if accepted:
                media.check_text(await request.body())
            key = request.headers.get("idempotency-key")
            if key and request.method == "POST":
                request.state.idempotency = (key, await _fingerprint(request))
            try:
                response = await handle(request)
            except _Replay as replay:
                return replay.response
            uow = getattr(request.state, "once", None)
            if isinstance(uow, UnitOfWork) and response.status_code < 500:
                await _remember(uow, request, response)
            return response

        return wrapped

    def _quick_handler(self, thorough: Handler) -> Handler:
        documented, lean = self.dependant, queries.lean(self.dependant)
        self.dependant = folding.folded(lean) if "GET" in (self.methods or ()) else lean
        try:
            if self.dependant is documented:
                return thorough
            quick = super().get_route_handler()
        finally:
            self.dependant = documented

        async def handle(request: Request) -> Response:
            try:
                return await quick(request)
            except (queries.Unread, RequestValidationError):
                return await thorough(request)

        return handle


class _Replay(Exception):
    def __init__(self, response: Response) -> None:
        self.response = response


async def _fingerprint(request: Request) -> str:
    target = f"{request.url.path}?{request.url.query}"
    return hashlib.sha256(target.encode() + b"\0" + await request.body()).hexdigest()


async def _remember(uow: UnitOfWork, request: Request, response: Response) -> None:
    key, fingerprint = request.state.idempotency
    await uow.execute(
        insert(IdempotencyRecord).values(
            org_id=uow.org_id,
            key=key,
            fingerprint=fingerprint,
            status=response.status_code,
            body=bytes(response.body),
            created_at=clock.now(),
        )
    )


async def once(request: Request, uow: Uow) -> None:
    """Dependency of POSTs that create or spend: answers a repeated `Idempotency-Key` from the record.

    A transaction lock per key makes simultaneous repeats wait for the first one.
    """
    given = getattr(request.state, "idempotency", None)
    if not given:
        return
    key, fingerprint = given
    # nobody is told what another one was answered, nor what oneself was when one saw more stores
    who = f"{uow.actor.kind} {uow.actor.id} {reach.setting(uow.org_id)}"
    fingerprint = hashlib.sha256(f"{fingerprint} {who}".encode()).hexdigest()
    request.state.idempotency = (key, fingerprint)
    if not 1 <= len(key) <= 200:
        raise Invalid("An Idempotency-Key has 1 to 200 characters.", field="Idempotency-Key")
    request.state.once = uow
    await uow.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": f"{uow.org_id}/{key}"})
    record = await uow.session.get(IdempotencyRecord, (uow.org_id, key))
    if record is None or record.created_at < clock.now() - timedelta(days=1):
        if record is not None:
            await uow.session.delete(record)
            await uow.flush()
        return
    if record.fingerprint != fingerprint:
        raise Conflict(
            "This Idempotency-Key was used for another request. Use a fresh key for each operation.",
            details={"idempotency_key": key},
        )
    raise _Replay(Response(record.body, record.status, headers={"Idempotent-Replay": "true"}, media_type="application/json"))


Once = Depends(once, scope="function")


def router(prefix: str, tag: str) -> APIRouter:
    """The router of a context under /api/v1. Operation ids are the function names."""
    return APIRouter(
        prefix=f"/api/v1{prefix}",
        tags=[tag],
        route_class=Route,
        generate_unique_id_function=lambda route: route.name,
    )


# ── paging and entity tags ──────────────────────────────────────────────────────────────────────────────

Limit = Annotated[int, Query(ge=1, le=250, description="Items per page.")]
Cursor = Annotated[
    str | None,
    Query(max_length=500, description="`page.next_cursor` of the page before.", json_schema_extra={"format": "cursor"}),
]


def etag(version: int) -> str:
    return f'"{version}"'


IfMatch = Annotated[str | None, Header(alias="If-Match", description="The ETag that your edit is based on.")]


def check_version(if_match: str | None, version: int) -> None:
    """Raises PreconditionFailed when the caller edited an older version."""
    if if_match and if_match.strip() not in ("*", etag(version)):
        raise PreconditionFailed(
            "Somebody changed this meanwhile. Read it again and repeat your change.",
            details={"current": etag(version), "given": if_match},
        )
