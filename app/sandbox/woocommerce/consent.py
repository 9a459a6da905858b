"""/wc-auth/v1: a shop's manager lets an app in, and the app is sent a key."""

from __future__ import annotations

import hmac
import secrets
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit, urlunsplit

import httpx
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.sandbox.delivery import is_loopback
from app.sandbox.woocommerce import pages
from app.sandbox.woocommerce.site import Site
from app.sandbox.woocommerce.state import SCOPES, issue_key

PARAMS = ("app_name", "user_id", "return_url", "callback_url", "scope")
POST_SECONDS = 10.0
OPEN_PAGES = 100
_MAY = {
    "read": ["View coupons", "View customers", "View orders and sales reports", "View products"],
    "write": ["Create webhooks", "Create coupons", "Create customers", "Create orders", "Create products"],
    "read_write": ["Create webhooks", "View and manage coupons", "View and manage customers",
                   "View and manage orders and sales reports", "View and manage products"],
}  # fmt: skip


class Denied(Exception):
    """What the page says instead of asking."""


def _url(text: str) -> str:
    """An address as it comes in: decoded once more, https if nothing else is said."""
    text = unquote_plus(text)
    return text if "://" in text else f"https://{text}"


def _validated(request: Request) -> dict[str, str]:
    """The five parameters, or what is wrong with them. The callback goes over TLS, except to this machine."""
    for name in PARAMS:
        if not request.query_params.get(name):
            raise Denied(f"Missing parameter {name}")
    given = {name: request.query_params[name] for name in PARAMS}
    if given["scope"] not in SCOPES:
        raise Denied(f"Invalid scope {given['scope']}")
    for name in ("return_url", "callback_url"):
        url = _url(given[name])
        if not urlsplit(url).hostname:
            raise Denied(f"The {url} is not a valid URL")
        given[name] = url
    if not given["callback_url"].lower().startswith("https://") and not is_loopback(given["callback_url"]):
        raise Denied("The callback_url needs to be over SSL")
    return given


def _with(url: str, **query: str) -> str:
    parts = urlsplit(url)
    merged = {**dict(parse_qsl(parts.query, keep_blank_values=True)), **query}
    return urlunsplit(parts._replace(query=urlencode(merged)))


async def handle(site: Site, request: Request, step: str) -> Response:
    """One step: `authorize` asks, `access_granted` makes the key, sends it and goes back to the app. The sandbox's
    visitor is logged in as the shop's manager."""
    try:
        given = _validated(request)
        if step in ("authorize", "login"):
            return _ask(site, given)
        if step == "access_granted":
            return await _grant(site, request, given)
        raise Denied("You do not have permission to access this page")
    except Denied as denied:
        return pages.die(f"Error: {denied}.")


def _ask(site: Site, given: dict[str, str]) -> Response:
    token = secrets.token_hex(5)
    site.state.consents = {**dict(list(site.state.consents.items())[1 - OPEN_PAGES :]), token: given["app_name"]}
    site.host.touch()
    yes = f"{site.home}/wc-auth/v1/access_granted/?{urlencode({**given, 'wc_auth_nonce': token})}"
    no = _with(given["return_url"], success="0", user_id=given["user_id"])
    return pages.consent(given["app_name"], site.shop.name, SCOPES[given["scope"]], _MAY[given["scope"]], yes, no)


async def _grant(site: Site, request: Request, given: dict[str, str]) -> Response:
    token = request.query_params.get("wc_auth_nonce", "")
    known = site.state.consents.get(token)
    if known is None or not hmac.compare_digest(known, given["app_name"]):
        raise Denied("Invalid nonce verification")
    description = f"{given['app_name'][:170]} - API ({site.now:%Y-%m-%d %H:%M:%S})"
    key = issue_key(site.host, site.shop, given["scope"], description)
    body = {"key_id": key.id, "user_id": given["user_id"], "consumer_key": key.consumer_key,
            "consumer_secret": key.consumer_secret, "key_permissions": key.permissions}  # fmt: skip
    try:
        await _post(given["callback_url"], body)
    except Denied:
        site.state.keys.remove(key)
        raise
    del site.state.consents[token]
    site.host.touch()
    return RedirectResponse(_with(given["return_url"], success="1", user_id=given["user_id"]), 302)


async def _post(url: str, body: dict[str, object]) -> None:
    """Send the key; the app must answer 200."""
    if not is_loopback(url):
        raise Denied("A valid URL was not provided. The sandbox sends keys to loopback addresses only")
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=POST_SECONDS) as client:
            answer = await client.post(url, json=body, headers={"Content-Type": "application/json;charset=UTF-8"})
    except httpx.HTTPError as error:
        raise Denied(str(error) or type(error).__name__) from None
    if answer.status_code != 200:
        raise Denied("An error occurred in the request and at the time were unable to send the consumer data")
