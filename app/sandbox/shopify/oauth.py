"""How an app gets at tokens: the install screen, codes, refreshes, client credentials."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from app.sandbox.shop import Shop
from app.sandbox.shopify.state import SCOPES, Code, RefreshToken, ShopifyState, Token, set_up
from app.sandbox.shopify.types.shop import domain
from app.sandbox.vendor import Host

ACCESS = timedelta(hours=1)
REFRESH = timedelta(days=90)
CLIENT_ACCESS = timedelta(seconds=86_399)
CODE = timedelta(minutes=10)
SLUG = "shopify"
_SCOPE = re.compile(r"(unauthenticated_)?(read|write)_[a-z_]+\Z")
# Refusals that the vendor tells on a page, whoever asks, unless JSON is asked for.
_ON_A_PAGE = {"app_not_installed", "application_cannot_be_found", "shop_not_permitted"}


def of_shop(host: Host[ShopifyState], shop: Shop) -> ShopifyState:
    """The shop's state, with its app set up."""
    return set_up(host.state(shop), shop.handle, shop.created)


def callback_hmac(secret: str, parameters: Mapping[str, str]) -> str:
    """The `hmac` of a callback: over its other parameters, sorted."""
    message = "&".join(f"{name}={value}" for name, value in sorted(parameters.items()) if name != "hmac")
    return hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()


def refuse(request: Request, error: str, description: str) -> Response:
    """An OAuth error, 400."""
    wants_json = "application/json" in request.headers.get("accept", "")
    if error in _ON_A_PAGE and not wants_json:
        title = f"400 - Oauth error {error}"
        text = escape(f"Oauth error {error}: {description}")
        page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{text}</h1></body></html>"
        return HTMLResponse(page, 400)
    return JSONResponse({"error": error, "error_description": description}, 400)


@dataclass
class Asked:
    """What an app asks for on the install screen."""

    scopes: list[str]
    redirect_uri: str
    state: str


def asked(state: ShopifyState, query: Mapping[str, str]) -> Asked | tuple[str, str]:
    """The request of an app, or the error and its description."""
    if query.get("client_id") != state.client_id:
        key = query.get("client_id", "")
        return "application_cannot_be_found", f"Could not find Shopify API application with api_key {key}"
    scopes = [scope for scope in re.split(r"[,\s]+", query.get("scope", "")) if scope]
    if wrong := [scope for scope in scopes if not _SCOPE.match(scope)]:
        return "invalid_scope", f"The access scope is invalid: {', '.join(wrong)}"
    redirect = query.get("redirect_uri", "")
    parts = urlsplit(redirect)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not parts.hostname or parts.scheme not in ("http", "https") or (parts.scheme == "http" and not local):
        return "invalid_request", "The redirect_uri is not whitelisted"
    return Asked(scopes, redirect, query.get("state", ""))


def granted(host: Host[ShopifyState], shop: Shop, wish: Asked) -> str:
    """Install the app: the address that the merchant is sent back to, with a code."""
    state, now = of_shop(host, shop), host.clock()
    code = secrets.token_hex(16)
    state.codes[code] = Code(now, wish.scopes, wish.redirect_uri)
    if state.installed is None:
        host.subscriptions(shop).clear()
        state.installed = now
    host.touch()
    answer = {
        "code": code,
        "host": b64encode(f"admin.shopify.com/store/{shop.handle}".encode()).decode().rstrip("="),
        "shop": domain(shop),
        "timestamp": str(int(now.timestamp())),
    }
    if wish.state:
        answer["state"] = wish.state
    answer["hmac"] = callback_hmac(state.client_secret, answer)
    joint = "&" if urlsplit(wish.redirect_uri).query else "?"
    return f"{wish.redirect_uri}{joint}{urlencode(answer)}"


async def body_of(request: Request) -> dict[str, Any] | None:
    """The parameters of a token request, JSON or a form; None for neither."""
    raw = await request.body()
    if "json" in request.headers.get("content-type", ""):
        try:
            found = orjson.loads(raw)
        except orjson.JSONDecodeError:
            return None
        return found if isinstance(found, dict) else None
    return {**dict(request.query_params), **dict(parse_qsl(raw.decode("utf-8", "replace")))}


class Tokens:
    """Gives out the tokens of one shop's app."""

    def __init__(self, host: Host[ShopifyState], shop: Shop) -> None:
        self.host, self.shop = host, shop
        self.state, self.now = of_shop(host, shop), host.clock()

    def answer(self, request: Request, given: Mapping[str, Any]) -> Response:
        """What a request for a token is answered."""
        state = self.state
        if given.get("client_id") != state.client_id:
            key = given.get("client_id", "")
            return refuse(request, "application_cannot_be_found", f"Could not find Shopify API application with api_key {key}")
        if not secrets.compare_digest(str(given.get("client_secret", "")), state.client_secret):
            return refuse(request, "invalid_client", "Invalid client credentials.")
        grant = given.get("grant_type", "authorization_code")
        made: dict[str, Any] | tuple[str, str]
        if grant == "client_credentials":
            made = self._by_credentials()
        elif grant == "refresh_token":
            made = self._by_refresh(str(given.get("refresh_token", "")))
        elif grant == "authorization_code":
            made = self._by_code(str(given.get("code", "")), str(given.get("expiring", "")).lower() in ("1", "true"))
        else:
            made = "unsupported_grant_type", f"The grant type {grant} is not supported."
        if isinstance(made, tuple):
            return refuse(request, *made)
        self.host.touch()
        return JSONResponse(made)

    def _by_code(self, code: str, expiring: bool) -> dict[str, Any] | tuple[str, str]:
        found = self.state.codes.pop(code, None)
        if found is None or self.now - found.issued > CODE:
            return "invalid_request", "The authorization code was not found or was already used"
        if expiring:
            return self._expiring(found.scopes)
        token = self._add(Token(self.now, found.scopes))
        return {"access_token": token, "scope": ",".join(found.scopes)}

    def _by_credentials(self) -> dict[str, Any] | tuple[str, str]:
        if self.state.installed is None:
            return "app_not_installed", "The app is not installed on this shop."
        scopes = list(SCOPES)
        token = self._add(Token(self.now, scopes, self.now + CLIENT_ACCESS, "client_credentials"))
        return {"access_token": token, "scope": ",".join(scopes), "expires_in": int(CLIENT_ACCESS.total_seconds())}

    def _by_refresh(self, token: str) -> dict[str, Any] | tuple[str, str]:
        kept = self.state.refresh_tokens
        found = kept.get(token)
        dead = self.host.faults.dead_credentials(SLUG, self.shop.handle, found.issued) if found else None
        if found is None or found.expires <= self.now or dead == "revoked":
            return "invalid_grant", "Token has been expired or revoked."
        if found.successor:
            # The answer to the last refresh was lost: what it brought was never used, and never will be.
            self._drop(found.successor)
        for old in [name for name, other in kept.items() if other is not found]:
            del kept[old]
        before = [name for name, other in self.state.tokens.items() if other.kind == "expiring"]
        made = self._expiring(found.scopes, keep=before)
        found.successor = str(made["access_token"])
        return made

    def _expiring(self, scopes: list[str], keep: list[str] | None = None) -> dict[str, Any]:
        """A pair of tokens; an app has one such pair at a time."""
        if keep is None:
            for old in [name for name, token in self.state.tokens.items() if token.kind == "expiring"]:
                self._drop(old)
            self.state.refresh_tokens.clear()
        access = self._add(Token(self.now, scopes, self.now + ACCESS, "expiring"))
        refresh = f"shprt_{secrets.token_hex(16)}"
        self.state.refresh_tokens[refresh] = RefreshToken(self.now, self.now + REFRESH, scopes)
        return {
            "access_token": access,
            "scope": ",".join(scopes),
            "expires_in": int(ACCESS.total_seconds()),
            "refresh_token": refresh,
            "refresh_token_expires_in": int(REFRESH.total_seconds()),
        }

    def _add(self, token: Token) -> str:
        name = f"shpat_{secrets.token_hex(16)}"
        self.state.tokens[name] = token
        for old in [n for n, t in self.state.tokens.items() if t.expires is not None and t.expires <= self.now]:
            self._drop(old)
        return name

    def _drop(self, token: str) -> None:
        self.state.tokens.pop(token, None)


def authenticate(host: Host[ShopifyState], shop: Shop, given: str, now: datetime) -> Token | None:
    """The token with this value, if it is good. Its first use ends what it replaced."""
    state = of_shop(host, shop)
    token = state.tokens.get(given)
    if token is None or (token.expires is not None and token.expires <= now):
        return None
    if host.faults.dead_credentials(SLUG, shop.handle, token.issued) is not None:
        return None
    replaced = [name for name, refresh in state.refresh_tokens.items() if refresh.successor == given]
    if replaced:
        for name in replaced:
            del state.refresh_tokens[name]
        for name in [n for n, t in state.tokens.items() if t.kind == "expiring" and n != given]:
            del state.tokens[name]
        host.touch()
    return token
