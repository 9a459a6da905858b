"""The shop's address: GraphQL, OAuth, result files."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import orjson
from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from app.sandbox.shop import Shop
from app.sandbox.shopify import errors, versions
from app.sandbox.shopify.bulk import BulkRunner
from app.sandbox.shopify.context import Context
from app.sandbox.shopify.cost import MUTATION
from app.sandbox.shopify.engine import answer, played
from app.sandbox.shopify.mutations.apps import remove_app
from app.sandbox.shopify.oauth import Asked, Tokens, asked, authenticate, body_of, granted, of_shop, refuse
from app.sandbox.shopify.state import ShopifyState, Token, restore_rate
from app.sandbox.shopify.types.app import scope
from app.sandbox.shopify.types.shop import domain
from app.sandbox.vendor import Host, shop_of

STANDINGS = {"frozen": errors.FROZEN, "forbidden": errors.FORBIDDEN, "locked": errors.LOCKED}
_PAGES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)


def _headers(version: str | None = None) -> dict[str, str]:
    headers = {"X-Request-Id": str(uuid4())}
    return {**headers, "X-Shopify-API-Version": version} if version else headers


class Server:
    """The endpoints of one host."""

    def __init__(self, host: Host[ShopifyState]) -> None:
        self.host = host
        self.bulk = BulkRunner(host, played())

    def app(self) -> ASGIApp:
        return Starlette(
            routes=[
                Route("/admin/api/{version}/graphql.json", self.graphql, methods=["POST"]),
                Route("/admin/oauth/authorize", self.ask, methods=["GET"]),
                Route("/admin/oauth/authorize", self.decide, methods=["POST"]),
                Route("/admin/oauth/access_token", self.token, methods=["POST"]),
                Route("/admin/oauth/access_scopes.json", self.scopes, methods=["GET"]),
                Route("/admin/api_permissions/current.json", self.revoke, methods=["DELETE"]),
                Route("/bulk/{secret}.jsonl", self.file, methods=["GET"]),
                Route("/merchant/standing", self.standing, methods=["POST"]),
                Route("/merchant/uninstall", self.uninstall, methods=["POST"]),
            ],
            exception_handlers={404: _nothing, 405: _nothing},
        )

    def _enter(self, request: Request) -> tuple[Shop, Token] | Response:
        """The shop and the token of a request, or why there is no way in."""
        shop = shop_of(request)
        state = of_shop(self.host, shop)
        if state.standing in STANDINGS:
            return errors.http_error(STANDINGS[state.standing], _headers())
        given = request.headers.get("x-shopify-access-token", "")
        token = authenticate(self.host, shop, given, self.host.clock())
        return (shop, token) if token else errors.http_error(errors.UNAUTHORIZED, _headers())

    async def graphql(self, request: Request) -> Response:
        version = versions.served(request.path_params["version"])
        if version is None:
            return errors.http_error(errors.NOT_FOUND, _headers())
        entered = self._enter(request)
        if isinstance(entered, Response):
            return entered
        asked_ = await _document(request)
        if asked_ is None:
            return errors.http_error(errors.BAD_REQUEST, _headers(version))
        text, variables, name = asked_
        body = answer(self._context(request, *entered, version), text, variables, name)
        return Response(orjson.dumps(body), media_type="application/json", headers=_headers(version))

    def _context(self, request: Request, shop: Shop, token: Token, version: str) -> Context:
        base = str(request.base_url).rstrip("/")
        return Context(
            self.host, shop, self.host.state(shop), token, version, base,
            lambda path: self.host.picture_url(request, path), self.host.clock(),
            begin=lambda op: self.bulk.begin(shop, op),
        )  # fmt: skip

    async def ask(self, request: Request) -> Response:
        """The install screen."""
        shop = shop_of(request)
        wish = asked(of_shop(self.host, shop), request.query_params)
        if isinstance(wish, tuple):
            return refuse(request, *wish)
        return self._page(request, shop, wish)

    def _page(self, request: Request, shop: Shop, wish: Asked, *, cancelled: bool = False) -> Response:
        page = _PAGES.get_template("install.html").render(
            shop=shop,
            domain=domain(shop),
            app_name=of_shop(self.host, shop).app_name,
            scopes=[scope(handle) for handle in wish.scopes],
            back_to=urlsplit(wish.redirect_uri).netloc,
            action=str(request.url),
            cancelled=cancelled,
        )
        return HTMLResponse(page, headers={"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"})

    async def decide(self, request: Request) -> Response:
        """What the merchant chose on the install screen."""
        shop = shop_of(request)
        wish = asked(of_shop(self.host, shop), request.query_params)
        if isinstance(wish, tuple):
            return refuse(request, *wish)
        choice = dict(parse_qsl((await request.body()).decode("utf-8", "replace"))).get("choice")
        if choice != "install":
            return self._page(request, shop, wish, cancelled=True)
        return RedirectResponse(granted(self.host, shop, wish), 302)

    async def token(self, request: Request) -> Response:
        shop = shop_of(request)
        given = await body_of(request)
        if given is None:
            return refuse(request, "invalid_request", "The request body is not readable.")
        return Tokens(self.host, shop).answer(request, given)

    async def scopes(self, request: Request) -> Response:
        entered = self._enter(request)
        if isinstance(entered, Response):
            return entered
        handles = sorted(entered[1].scopes)
        return JSONResponse({"access_scopes": [{"handle": handle} for handle in handles]}, headers=_headers(versions.LATEST))

    async def revoke(self, request: Request) -> Response:
        """The app takes itself off the shop."""
        entered = self._enter(request)
        if isinstance(entered, Response):
            return entered
        remove_app(self.host, entered[0])
        return JSONResponse({}, headers=_headers())

    async def file(self, request: Request) -> Response:
        """A bulk operation's result; who knows the address may read it."""
        found = await self.bulk.file(shop_of(request), request.path_params["secret"])
        if found is None:
            return Response("", 404)
        return Response(found, media_type="application/jsonl")

    async def standing(self, request: Request) -> Response:
        """The sandbox's own: freeze, forbid or lock a shop, or make it active again. Body: {"standing": …}."""
        shop = shop_of(request)
        given = await body_of(request)
        wanted = (given or {}).get("standing")
        if wanted not in ("active", *STANDINGS):
            return JSONResponse({"error": f"standing must be one of active, {', '.join(STANDINGS)}"}, 422)
        of_shop(self.host, shop).standing = wanted
        self.host.touch()
        return JSONResponse({"standing": wanted})

    async def uninstall(self, request: Request) -> Response:
        """The sandbox's own: the merchant throws the app out."""
        shop = shop_of(request)
        of_shop(self.host, shop)
        remove_app(self.host, shop)
        return JSONResponse({"installed": False})


async def _nothing(request: Request, error: Exception) -> Response:
    return errors.http_error(errors.NOT_FOUND, _headers())


async def _document(request: Request) -> tuple[str, dict[str, Any], str | None] | None:
    """Query, variables and operation name of a request; None when it has no query."""
    raw = await request.body()
    if "application/graphql" in request.headers.get("content-type", ""):
        return raw.decode("utf-8", "replace"), {}, None
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(body, dict) or not isinstance(body.get("query"), str) or not body["query"].strip():
        return None
    variables = body.get("variables") or {}
    name = body.get("operationName")
    return (body["query"], variables, name or None) if isinstance(variables, dict) else None


def refuse_fault(request: Request, kind: str) -> Response:
    """The vendor's answer to a fault of the sandbox: an empty budget, or a server in trouble."""
    if kind != "throttled":
        return errors.http_error(errors.BROKEN, _headers())
    if not request.url.path.endswith("/graphql.json"):
        body = "Exceeded 2 calls per second for api client. Reduce request rates to resume uninterrupted service."
        return JSONResponse({"errors": body}, 429, {"Retry-After": "2.0", **_headers()})
    rate = restore_rate(shop_of(request).plan)
    status = {"maximumAvailable": rate * 20.0, "currentlyAvailable": 0, "restoreRate": float(rate)}
    return JSONResponse(errors.throttled(MUTATION, status), headers=_headers(versions.LATEST))
