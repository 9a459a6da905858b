"""Who may: consumer keys over TLS (Basic or in the query), OAuth 1.0a one-legged without TLS, permissions of keys."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, unquote

from starlette.requests import Request

from app.sandbox.woocommerce.site import Site
from app.sandbox.woocommerce.state import ApiKey, keys_of
from app.sandbox.woocommerce.wp import Params, RestError

ERROR = "woocommerce_rest_authentication_error"
WINDOW = 15 * 60
_OAUTH = ("oauth_consumer_key", "oauth_timestamp", "oauth_nonce", "oauth_signature", "oauth_signature_method")
_HEADER = re.compile(r'(oauth_[a-z_-]*)=(:?"([^"]*)"|([^,]*))')


def over_tls(request: Request) -> bool:
    """Whether the shop takes a request for one over TLS. The sandbox listens on the loopback interface only, so whoever
    says so in X-Forwarded-Proto is taken for the proxy that ended the TLS connection."""
    return request.url.scheme == "https" or request.headers.get("x-forwarded-proto", "").split(",")[0].strip() == "https"


def authenticate(site: Site, request: Request, query: Params, form: Params) -> ApiKey | None:
    """The key that a request comes with, None for a stranger. Raises the vendor's error for a bad secret or signature."""
    trouble: RestError | None = None
    if over_tls(request):
        try:
            key = _basic(site, request, query)
        except RestError as error:
            trouble, key = error, None
        if key:
            return key
    key = _oauth(site, request, query, form)
    if key is None and trouble:
        trouble.headers = {"WWW-Authenticate": f'Basic realm="{_REALM}"'}
        raise trouble
    return key


_REALM = "WooCommerce API. Use a consumer key in the username field and a consumer secret in the password field."


def permit(key: ApiKey, method: str) -> None:
    """Raise if the key may not do this: reading needs read, everything else write."""
    needed = "read" if method in ("GET", "HEAD") else "write"
    if method != "OPTIONS" and needed not in key.permissions.split("_"):
        raise RestError(ERROR, f"The API key provided does not have {needed} permissions.", 401)


def _basic(site: Site, request: Request, query: Params) -> ApiKey | None:
    name, secret = str(query.get("consumer_key") or ""), str(query.get("consumer_secret") or "")
    if not (name and secret):
        name, secret = _credentials(request.headers.get("authorization", ""))
    if not (name and secret):
        return None
    key = _find(site, name)
    if key is None:
        return None
    dead = site.host.faults.dead_credentials(site.host.vendor.slug, site.shop.handle, key.issued)
    if dead == "revoked":
        return None
    if dead or not hmac.compare_digest(key.consumer_secret.encode(), secret.encode()):
        raise RestError(ERROR, "Consumer secret is invalid.", 401)
    return key


def _credentials(header: str) -> tuple[str, str]:
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _, secret = base64.b64decode(token, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, secret


def _find(site: Site, name: str) -> ApiKey | None:
    return next((key for key in keys_of(site.host, site.shop) if key.consumer_key == name), None)


def _oauth(site: Site, request: Request, query: Params, form: Params) -> ApiKey | None:
    params = {**query, **form, **_header_params(request.headers.get("authorization", ""))}
    missing = [name for name in _OAUTH if params.get(name) in (None, "", "0")]
    if len(missing) == len(_OAUTH):
        return None
    if missing:
        plural = "s" if len(missing) > 1 else ""
        message = f"Missing OAuth parameter{plural} {', '.join(missing)}"
        raise RestError("woocommerce_rest_authentication_missing_parameter", message, 401)
    key = _find(site, str(params["oauth_consumer_key"]))
    if key is None or site.host.faults.dead_credentials(site.host.vendor.slug, site.shop.handle, key.issued):
        raise RestError(ERROR, "Consumer key is invalid.", 401)
    _check_signature(site, request, key, params)
    _check_time(site, key, str(params["oauth_timestamp"]), str(params["oauth_nonce"]))
    return key


def _header_params(header: str) -> Params:
    header = header.strip()
    if not header.startswith("OAuth "):
        return {}
    found = {match[1]: unquote((match[3] or match[4] or "").replace("+", " ")) for match in _HEADER.finditer(header)}
    return {name: value for name, value in found.items() if name != "realm"}


def _check_signature(site: Site, request: Request, key: ApiKey, params: Params) -> None:
    given = unquote(str(params["oauth_signature"]).replace(" ", "+"))
    signed = {name: params[name] for name in sorted(params, key=lambda n: n.encode()) if name != "oauth_signature"}
    method = str(signed["oauth_signature_method"])
    if method not in ("HMAC-SHA1", "HMAC-SHA256"):
        raise RestError(ERROR, "Invalid signature - signature method is invalid.", 401)
    path = request.url.path.removeprefix(request.scope.get("root_path", ""))
    base = "&".join((request.method.upper(), _encode(site.home + path), "%26".join(_pairs(signed))))
    digest = hmac.new(f"{key.consumer_secret}&".encode(), base.encode(), method.removeprefix("HMAC-").lower()).digest()
    if not hmac.compare_digest(base64.b64encode(digest), given.encode()):
        raise RestError(ERROR, "Invalid signature - provided signature does not match.", 401)


def _pairs(params: Mapping[str, Any], key: str = "") -> Iterable[str]:
    """`name=value`, each part encoded, then the whole; arrays as `name[0]=…`."""
    for name, value in params.items():
        full = f"{key}%5B{_encode(name)}%5D" if key else _encode(name)
        if isinstance(value, dict):
            yield from _pairs(value, full)
        else:
            yield _encode(f"{full}={_encode(str(value))}")


def _encode(text: str) -> str:
    return quote(text, safe="~")


def _check_time(site: Site, key: ApiKey, timestamp: str, nonce: str) -> None:
    """Fifteen minutes either way. As with the vendor, a nonce is kept by its timestamp: one second keeps one nonce."""
    now = site.now.timestamp()
    if not timestamp.isdigit() or not now - WINDOW <= int(timestamp) <= now + WINDOW:
        raise RestError(ERROR, "Invalid timestamp.", 401)
    if nonce in key.nonces.values():
        raise RestError(ERROR, "Invalid nonce - nonce has already been used.", 401)
    key.nonces[timestamp] = nonce
    key.nonces = {at: used for at, used in key.nonces.items() if int(at) >= now - WINDOW}
