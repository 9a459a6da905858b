"""The install by OAuth: the merchant is sent to the shop's consent page and comes back with a signed code."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from app.kernel import clock
from app.kernel.transport import Transport
from app.ports.vendor import Credentials, Grant, Remedy, VendorError
from app.vendors.shopify import tokens
from app.vendors.shopify.values import shop_domain

FORGED = "CALLBACK_NOT_SIGNED"
_FRESH = timedelta(hours=1)

SCOPES = (
    "read_products",
    "write_products",
    "read_inventory",
    "write_inventory",
    "read_locations",
    "read_orders",
    "read_customers",
    "read_merchant_managed_fulfillment_orders",
    "write_merchant_managed_fulfillment_orders",
)
OLD_ORDERS = "read_all_orders"
"""Orders older than 60 days. Shopify grants it on request only, so that it is not asked for unless wanted."""


def callback_message(query: Iterable[tuple[str, str]]) -> str:
    """What Shopify signs of a callback's query: sorted `key=value`, lists as `key=["1", "2"]`, without the signature."""
    single: list[tuple[str, str]] = []
    lists: dict[str, list[str]] = {}
    for key, value in query:
        if key in ("hmac", "signature"):
            continue
        if key.endswith("[]"):
            lists.setdefault(key[:-2], []).append(value)
        else:
            single.append((key, value))
    single += [(key, "[" + ", ".join(f'"{v}"' for v in values) + "]") for key, values in lists.items()]
    return "&".join(sorted(f"{_escape(k, '%&=')}={_escape(v, '%&')}" for k, v in single))


def _escape(text: str, characters: str) -> str:
    for character in characters:
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def signature(message: str, secret: str) -> str:
    return hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()


class ShopifyAuthorisation:
    """Authorisation. `state` is the caller's to make and to compare."""

    def start(self, credentials: Credentials, *, base_url: str, state: str, return_url: str, callback_url: str) -> str:
        """`callback_url` is not used: Shopify answers through the merchant's browser, at `return_url`."""
        old = credentials.public.get("order_history") == "all"
        query = {
            "client_id": credentials.public["client_id"],
            "scope": ",".join((*SCOPES, OLD_ORDERS) if old else SCOPES),
            "redirect_uri": return_url,
            "state": state,
        }
        return f"{base_url}/admin/oauth/authorize?{urlencode(query)}"

    async def finish(
        self,
        credentials: Credentials,
        *,
        base_url: str,
        transport: Transport,
        query: Mapping[str, str],
        body: bytes,
        return_url: str,
    ) -> Grant:
        """Raises VendorError when the merchant declined, the callback is not Shopify's, or the code is refused."""
        if query.get("error"):
            said = query.get("error_description") or query["error"]
            raise _refusal("The shop did not grant access.", query["error"], said)
        domain = shop_domain(credentials.public["shop"])
        expected = signature(callback_message(query.items()), credentials.secrets["client_secret"])
        if not hmac.compare_digest(expected.encode(), query.get("hmac", "").encode("utf-8", "replace")):
            raise _refusal("The answer does not carry this app's signature; check the client secret.", FORGED)
        if query.get("shop", "").lower() != domain:
            raise _refusal("The answer is for another shop than the one you named.", FORGED)
        if not _recent(query.get("timestamp", "")):
            raise _refusal("The answer is too old; start the connection again.", FORGED)
        granted = await tokens.by_code(transport, base_url, credentials, query.get("code", ""))
        return Grant(credentials=granted, account_id=domain)


def _recent(timestamp: str) -> bool:
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        return False
    return abs(clock.now() - datetime.fromtimestamp(int(timestamp), UTC)) <= _FRESH


def _refusal(message: str, code: str, said: str = "") -> VendorError:
    return VendorError(message, remedy=Remedy.RECONNECT, vendor_code=code, vendor_message=said)
