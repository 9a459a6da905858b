"""The app of all WooCommerce shops: which part of WordPress a request is for."""

from __future__ import annotations

import re
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from app.sandbox.vendor import Host, shop_of
from app.sandbox.woocommerce import consent, index, pages
from app.sandbox.woocommerce.auth import authenticate, over_tls, permit
from app.sandbox.woocommerce.listing import Answer, Call
from app.sandbox.woocommerce.router import Router
from app.sandbox.woocommerce.site import Site
from app.sandbox.woocommerce.state import TRACKING_MODES, WooState
from app.sandbox.woocommerce.topics import gathered
from app.sandbox.woocommerce.wp import Params, RestError, listed, only_fields, php_query

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"]
MAX_BODY = 8 * 2**20


def build(host: Host[WooState]) -> ASGIApp:
    """One app for every shop with this vendor."""
    router = Router()

    async def serve(request: Request) -> Response:
        return await _serve(host, router, request)

    return Starlette(routes=[Route("/{rest:path}", serve, methods=METHODS)])


async def _serve(host: Host[WooState], router: Router, request: Request) -> Response:
    home = str(request.base_url).rstrip("/")
    if over_tls(request):
        home = re.sub(r"^http:", "https:", home)
    site = Site(host, shop_of(request), home)
    path = "/" + request.path_params["rest"].lstrip("/")
    if path == "/-/options":
        return await _options(site, request)
    if site.state.maintenance:
        return pages.maintenance()
    query = php_query(request.url.query)
    if path in ("/", "/index.php") and isinstance(query.get("rest_route"), str):
        return await _rest(site, router, request, _trim(query["rest_route"]), query)
    if path == "/wp-json" or path.startswith("/wp-json/"):
        return await _rest(site, router, request, _trim(path.removeprefix("/wp-json")), query)
    match = re.fullmatch(r"/wc-auth/v1/(\w+)/?", path)
    if match:
        return await consent.handle(site, request, match[1])
    return _front(site, path)


def _trim(route: str) -> str:
    return "/" + route.strip("/")


def _front(site: Site, path: str) -> Response:
    """The shop's front page, which says where the API is; pictures; nothing else."""
    if path in ("/", "/index.php"):
        front = pages.front(site.shop.name, site.shop.tagline)
        front.headers["Link"] = f'<{site.home}/wp-json/>; rel="https://api.w.org/"'
        return front
    if path.startswith("/wp-admin"):
        return RedirectResponse(f"{site.home}/", 302)
    return pages.page("Page not found", "<h1>Page not found</h1>", 404)


async def _rest(site: Site, router: Router, request: Request, route: str, query: Params) -> Response:
    """One request to the REST API, with the headers that WordPress gives every answer of it."""
    try:
        if route == "/" or route.strip("/") in index.namespaces(site):
            answer = _index(site, router, route)
        else:
            answer = await _resource(site, router, request, route, query)
    except RestError as error:
        answer = Answer(error.body(), error.status, error.headers)
    if "_fields" in query and answer.status < 300:
        answer.data = only_fields(answer.data, [str(name) for name in listed(query["_fields"])])
    headers = {
        "X-Robots-Tag": "noindex",
        "Link": f'<{site.home}/wp-json/>; rel="https://api.w.org/"',
        "X-Content-Type-Options": "nosniff",
        "Access-Control-Expose-Headers": "X-WP-Total, X-WP-TotalPages, Link",
        "Access-Control-Allow-Headers": "Authorization, X-WP-Nonce, Content-Disposition, Content-MD5, Content-Type",
        "Cache-Control": "no-cache, must-revalidate, max-age=0, no-store, private",
        **answer.headers,
    }
    return Response(orjson.dumps(answer.data), answer.status, headers, "application/json; charset=UTF-8")


def _index(site: Site, router: Router, route: str) -> Answer:
    if route == "/":
        return Answer(index.index_json(site, router))
    return Answer(index.namespace_json(site, router, route.strip("/")))


async def _resource(site: Site, router: Router, request: Request, route: str, query: Params) -> Answer:
    body, form = await _body(request)
    key = authenticate(site, request, query, form)
    method = str(query.get("_method") or request.headers.get("x-http-method-override") or request.method).upper()
    if key:
        permit(key, method)
        key.last_access = site.now
    if method == "OPTIONS":
        return Answer({}, headers={"Allow": ", ".join(router.allowed(site, route))})
    _, handler, denied, path = router.find(site, route, "GET" if method == "HEAD" else method)
    shown = {name: value for name, value in query.items() if name != "rest_route"}
    call = Call(site, method, route, {**shown, **body, **path}, shown, path)
    with gathered(site):
        return await router.run(call, handler, denied, stranger=key is None)


async def _body(request: Request) -> tuple[Params, Params]:
    """The parameters of the body, and those of them that were a form (OAuth signs these)."""
    raw = await request.body()
    if len(raw) > MAX_BODY:
        raise RestError("rest_request_entity_too_large", "Request Entity Too Large", 413)
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind == "application/json" and raw:
        try:
            parsed: Any = orjson.loads(raw)
        except orjson.JSONDecodeError:
            more = {"json_error_code": 4, "json_error_message": "Syntax error"}
            raise RestError("rest_invalid_json", "Invalid JSON body passed.", 400, **more) from None
        return (parsed if isinstance(parsed, dict) else {}), {}
    if kind == "application/x-www-form-urlencoded":
        form = php_query(raw.decode("utf-8", "replace"))
        return form, form if request.method == "POST" else {}
    return {}, {}


async def _options(site: Site, request: Request) -> Response:
    """The sandbox's own switches of one shop, which no WooCommerce has: GET shows them, PATCH sets tracking (one of
    TRACKING_MODES, empty for what the shop's plan says), maintenance and cogs."""
    state = site.state
    if request.method == "PATCH":
        wanted: Any = orjson.loads(await request.body() or b"{}")
        tracking = wanted.get("tracking", state.tracking)
        flags = {name: wanted.get(name, getattr(state, name)) for name in ("maintenance", "cogs")}
        if (
            set(wanted) - {"tracking", *flags}
            or tracking not in ("", *TRACKING_MODES)
            or not all(type(f) is bool for f in flags.values())
        ):
            return PlainTextResponse(
                f"tracking is one of {', '.join(TRACKING_MODES)}; maintenance and cogs are true or false", 400
            )
        state.tracking, state.maintenance, state.cogs = tracking, flags["maintenance"], flags["cogs"]
        site.host.touch()
    shown = {"tracking": state.tracking, "maintenance": state.maintenance, "cogs": state.cogs}
    return Response(orjson.dumps(shown), media_type="application/json")
