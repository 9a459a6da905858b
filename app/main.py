"""The HTTP application; `python -m app.main` serves it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import structlog
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.routing import Mount

from app import house, site
from app.kernel import explorer, health, logs, picture_proxy, throttle
from app.kernel.auth import BEYOND, is_limited, note_refusal
from app.kernel.away import FAILURES, server_away
from app.kernel.composition import Module
from app.kernel.dispatch import RouteIndex
from app.kernel.errors import BeyondStores, DomainError
from app.kernel.headers import SecurityHeaders
from app.kernel.http import error_response
from app.kernel.http_protocol import CarefulProtocol
from app.kernel.https import HttpsOnly
from app.kernel.inbox import Ping, Receiver, Verified, Verify
from app.kernel.limits import BodyLimit
from app.kernel.process import Process, open_process, settle, watch
from app.kernel.settings import Settings, settings
from app.kernel.telemetry import Telemetry
from app.openapi import Api, methods
from app.ports.storefront import HintKind, WebhookReceiver

log = structlog.get_logger("ksap.main")


def create_app(config: Settings | None = None, *, opened: Process | None = None) -> FastAPI:
    """Build the application. Tests pass an opened process; else it is opened for as long as the application runs."""
    config = config or settings()
    modules = house.modules()
    house.discover_vendors()

    app = Api(
        title="KSAP",
        version="0.1.0",
        summary="Many online stores, one place.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # ours is app.kernel.telemetry
        lifespan=_lifespan(config, opened, modules),
    )
    app.describe_at("/api/openapi.json")
    for module in modules:
        for router in module.routers:
            app.router.routes.extend(router.routes)
        if module.wire:
            module.wire(app, config)
    app.include_router(health.router)
    app.include_router(picture_proxy.routes)
    explorer.mount(app)
    site.mount(app, config)
    app.router.routes.insert(0, RouteIndex(app.router.routes))
    _render_errors(app)
    app.add_middleware(BodyLimit, max_bytes=config.max_body_bytes)
    app.add_middleware(throttle.CallLimit)
    app.add_middleware(Telemetry)
    app.add_middleware(HttpsOnly, public_url=config.public_url)
    app.add_middleware(SecurityHeaders, https=config.public_url.startswith("https://"))
    return app


def _lifespan(
    config: Settings, opened: Process | None, modules: tuple[Module, ...]
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if opened is not None:
            async with _serving(app, opened, modules):
                yield
            return
        logs.configure(config.log_level, "api")
        async with open_process(config, "ksap-api") as process, _serving(app, process, modules):
            settle()
            log.info("api.ready", address=config.public_url)
            yield
        log.info("api.stopped")

    return lifespan


@asynccontextmanager
async def _serving(app: FastAPI, process: Process, modules: tuple[Module, ...]) -> AsyncIterator[None]:
    receivers = _receivers()
    receiver = Receiver(
        {vendor: _verifier(each) for vendor, each in receivers.items()},
        process.vault,
        max_bytes=process.settings.max_webhook_bytes,
        pings={vendor: _pings(each) for vendor, each in receivers.items()},
    )
    receiver.start()
    app.router.routes.insert(0, Mount("/webhooks", app=_at_root(receiver)))
    app.state.stopping = asyncio.Event()
    app.state.throttle = throttle.Throttle(process.redis, throttle.rules(process.settings))
    unwatch = watch(lambda changed: app.state.throttle.limit(throttle.rules(changed)))
    app.state.count_caller = throttle.count_caller
    app.state.pictures = picture_proxy.PictureProxy.of(process)
    for module in modules:
        if module.start:
            await module.start()
    try:
        yield
    finally:
        unwatch()
        app.state.stopping.set()
        await app.state.pictures.aclose()
        await receiver.stop()


def _at_root(receiver: Receiver) -> Any:
    async def call(scope: Any, receive: Any, send: Any) -> None:
        await receiver(scope, receive, send)

    return call


def _receivers() -> dict[str, WebhookReceiver]:
    """Those of the vendors that have webhooks. A vendor without a verifier has none: there is no default."""
    found: dict[str, WebhookReceiver] = {}
    for vendor in house.discover_vendors():
        receiver: Any = vendor.offer(WebhookReceiver)
        if receiver is not None:
            found[vendor.slug] = receiver
    return found


def _verifier(receiver: WebhookReceiver) -> Verify:
    def verify(headers: Mapping[str, str], raw: bytes, secret: str) -> Verified | None:
        delivery = receiver.verify(headers, raw, secret)
        return Verified(delivery.delivery_id, delivery.topic) if delivery else None

    return verify


def _pings(receiver: WebhookReceiver) -> Ping:
    return lambda raw: receiver.read("", raw).kind is HintKind.PING


def _render_errors(app: FastAPI) -> None:
    @app.exception_handler(DomainError)
    async def domain(request: Request, error: DomainError) -> Response:
        if error.status == 404 and (misused := _misused(app, request)) is not None:
            return misused
        await note_refusal(request, error)
        headers = {"Retry_After": str(max(1, round(wait)))} if (wait := getattr(error, "retry_after", None)) else {}
        return error_response(error.status, error.code, error.message, error.details, **headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        problems = [
            {
                "field": _field(e),
                "reason": e["msg"].removeprefix("Value error, "),
            }
            for e in error.errors()
        ]
        if (misused := _misused(app, request)) is not None:
            return misused
        first = problems[0]
        return error_response(422, "VALIDATION_ERROR", f"{first['field']}: {first['reason']}", {**first, "errors": problems})

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        if error.status_code == 405 and (misused := _misused(app, request)) is not None:
            return misused
        codes = {400: "MALFORMED_BODY", 404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED", 408: "TOO_SLOW", 413: "PAYLOAD_TOO_LARGE"}
        message = f"Nothing is at {request.url.path}." if error.status_code == 404 else str(error.detail)
        answer = error_response(error.status_code, codes.get(error.status_code, "HTTP_ERROR"), message)
        answer.headers.update(error.headers or {})
        return answer

    _render_server_errors(app)


def _misused(app: FastAPI, request: Request) -> Response | None:
    """The refusal of a method that an address does not answer. The framework names the methods of one route of several,
    and takes `/roles/permissions` for a role's id where the method is one that roles answer."""
    allowed = methods(app.routes, request.url.path)
    if not allowed or request.method in allowed:
        return None
    return error_response(405, "METHOD_NOT_ALLOWED", f"This address answers {', '.join(allowed)}.", Allow=", ".join(allowed))


_NO_NUL = ("22021", "22P05")
"""SQLSTATE of what PostgreSQL's text and JSON cannot hold."""


def _render_server_errors(app: FastAPI) -> None:
    """A server that is away is no mistake of anybody's: 503, and another try helps."""

    async def failed(request: Request, error: Exception) -> Response:
        state = getattr(error.orig if isinstance(error, DBAPIError) else error, "sqlstate", "")
        if state in _NO_NUL:
            return error_response(422, "VALIDATION_ERROR", "Text may not hold the character U+0000.", {"field": "body"})
        if state == "42501" and is_limited(request):  # row-level security has the last word on what is theirs
            return error_response(BeyondStores.status, BeyondStores.code, BEYOND)
        if name := server_away(error):
            log.error("api.server_away", server=name, error=type(error).__name__)
            return error_response(503, "UNAVAILABLE", f"{name} does not answer. Try again shortly.", Retry_After="5")
        raise error

    for kind in FAILURES:
        app.exception_handler(kind)(failed)


def main() -> None:
    """Serve the API until a signal comes."""
    config = settings()
    uvicorn.run(
        create_app, factory=True, host=config.host, port=config.port, http=CarefulProtocol, access_log=False,
        log_level="warning", server_header=False, timeout_graceful_shutdown=8,
    )  # fmt: skip


def _field(problem: Mapping[str, Any]) -> str:
    """Where the mistake is, as the caller wrote it; a body that is no JSON has no fields."""
    where = problem["loc"][:1] if problem["type"] == "json_invalid" else problem["loc"][1:] or problem["loc"]
    return ".".join(str(part) for part in where)


if __name__ == "__main__":
    main()
