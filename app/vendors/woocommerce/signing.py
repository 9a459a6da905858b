"""How a call proves who it is: Basic over TLS, keys in the query for hosts that drop the header, OAuth 1.0a otherwise.

WooCommerce looks at Basic credentials (header or query) only when the request came over TLS. On plain HTTP it takes
nothing but a one-legged OAuth 1.0a signature (RFC 5849 without a token), with the parameters in the query, a
timestamp at most 15 minutes off and a nonce that the key has not used before.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import quote, urlsplit

from app.kernel import clock

_PORTS = {"http": 80, "https": 443}


def basic(key: str, secret: str) -> str:
    """The value of an `Authorization` header."""
    return "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()


def escape(value: str) -> str:
    """Percent-encoding of RFC 3986 as RFC 5849 §3.6 wants it: everything but letters, digits and `-._~`."""
    return quote(value, safe="-._~")


def base_string(method: str, url: str, params: Mapping[str, str]) -> str:
    """The signature base string of RFC 5849 §3.4.1. `url` has no query; `params` are all query parameters, decoded."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if ":" in host:
        host = f"[{host}]"
    if parts.port and parts.port != _PORTS.get(parts.scheme):
        host = f"{host}:{parts.port}"
    address = f"{parts.scheme.lower()}://{host}{parts.path or '/'}"
    pairs = sorted((escape(name), escape(value)) for name, value in params.items())
    normalised = "&".join(f"{name}={value}" for name, value in pairs)
    return "&".join((method.upper(), escape(address), escape(normalised)))


def signature(base: str, secret: str, method: str = "HMAC-SHA256") -> str:
    """The base64 signature with the consumer secret and an empty token secret."""
    digest = {"HMAC-SHA256": hashlib.sha256, "HMAC-SHA1": hashlib.sha1}[method]
    return base64.b64encode(hmac.new(f"{escape(secret)}&".encode(), base.encode(), digest).digest()).decode()


def oauth(
    method: str, url: str, params: Mapping[str, str], key: str, secret: str, *, ahead: timedelta = timedelta(0)
) -> dict[str, str]:
    """`params` with the OAuth parameters and the signature added; fresh at every call, because a nonce serves once.
    `ahead`: how far the shop's clock is ahead of ours."""
    signed = {
        **params,
        "oauth_consumer_key": key,
        "oauth_nonce": secrets.token_hex(16),
        "oauth_signature_method": "HMAC-SHA256",
        "oauth_timestamp": str(int((clock.now() + ahead).timestamp())),
    }
    signed["oauth_signature"] = signature(base_string(method, url, signed), secret)
    return signed
