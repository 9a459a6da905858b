"""Sign-in through the shop's own page, `/wc-auth/v1/authorize`.

The merchant approves there; the shop then posts a fresh key pair as JSON to our callback address, and only when that
was answered with 200 it sends the merchant's browser back to the return address with `success=1&user_id=<our state>`
(`success=0` for a refusal). The post is not signed: that the keys open this very shop proves that they are genuine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from app.kernel.errors import Conflict, Invalid
from app.kernel.transport import Transport
from app.ports.vendor import Authorisation, Channel, Credentials, Environment, Grant
from app.vendors.woocommerce.account import SETTINGS
from app.vendors.woocommerce.answers import parse
from app.vendors.woocommerce.client import Client

APP_NAME = "KSAP"
SCOPE = "read_write"


class WooAuthorisation(Authorisation):
    def start(self, credentials: Credentials, *, base_url: str, state: str, return_url: str, callback_url: str) -> str:
        """The address to send the merchant to. WooCommerce posts keys to an https address only."""
        if credentials.environment is Environment.LIVE and not callback_url.startswith("https://"):
            raise Invalid(
                "WooCommerce sends keys to an https address only. Give KSAP a public https address, or paste a key pair.",
                field="callback_url",
            )
        query = {
            "app_name": APP_NAME,
            "scope": SCOPE,
            "user_id": state,
            "return_url": return_url,
            "callback_url": callback_url,
        }
        return f"{base_url}/wc-auth/v1/authorize?{urlencode(query)}"

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
        """Takes the posted keys and tries them. `query` alone (the browser's return) carries no keys.

        Raises Conflict on a refusal or a missing right, Invalid on a malformed post, VendorError when the keys do not
        open the shop.
        """
        if not body:
            raise _without_keys(query)
        posted = _posted(body)
        if posted["key_permissions"] != SCOPE:
            raise Conflict("The shop granted less than reading and writing.", details={"granted": posted["key_permissions"]})
        pair = {name: posted[name] for name in ("consumer_key", "consumer_secret")}
        granted = replace(credentials, secrets={**credentials.secrets, **pair}, scopes=("read", "write"))
        channel = Channel(connection_id="", credentials=granted, transport=transport, base_url=base_url)
        await Client(channel).get(SETTINGS, purpose="auth.try_keys")
        return Grant(credentials=granted)


def state_of(query: Mapping[str, str], body: bytes) -> str:
    """Our state, from the posted keys or from the browser's return; empty when it is in neither."""
    if body:
        try:
            posted = parse(body)
        except ValueError:
            return ""
        return str(posted.get("user_id") or "") if isinstance(posted, dict) else ""
    return query.get("user_id", "")


def _posted(body: bytes) -> dict[str, str]:
    try:
        posted: Any = parse(body)
    except ValueError:
        posted = None
    fields = ("consumer_key", "consumer_secret", "key_permissions")
    if not isinstance(posted, dict) or not all(isinstance(posted.get(name), str) and posted[name] for name in fields):
        raise Invalid("The shop posted no key pair.", field="body")
    return {name: posted[name] for name in fields}


def _without_keys(query: Mapping[str, str]) -> Conflict:
    if query.get("success") == "1":
        return Conflict("The shop approved, but its keys have not arrived. They are posted to the callback address.")
    return Conflict("The request was declined in the shop.", details={"success": query.get("success", "")})
