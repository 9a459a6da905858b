"""The shop behind a connection, and its tokens."""

from __future__ import annotations

from collections.abc import Iterable

from app.ports.vendor import Channel, Credentials, RemoteShop
from app.vendors.shopify import documents, tokens
from app.vendors.shopify.oauth import SCOPES
from app.vendors.shopify.values import Raw
from app.vendors.shopify.wire import Admin


def missing(granted: Iterable[str], required: Iterable[str] = SCOPES) -> tuple[str, ...]:
    """Required scopes that are not granted. A grant to write is one to read, and Shopify may name only the former."""
    held = set(granted)
    held |= {"read_" + scope.removeprefix("write_") for scope in held if scope.startswith("write_")}
    return tuple(scope for scope in required if scope not in held)


def read_shop(raw: Raw) -> RemoteShop:
    """`raw` is the data of the shop document."""
    shop = raw["shop"]
    scopes = tuple(sorted(s["handle"] for s in raw["currentAppInstallation"]["accessScopes"]))
    return RemoteShop(
        external_id=shop["id"],
        name=shop["name"],
        domain=shop["primaryDomain"]["host"] or shop["myshopifyDomain"],
        currency=shop["currencyCode"],
        timezone=shop["ianaTimezone"],
        country=shop["shopAddress"]["countryCodeV2"] or "",
        plan=shop["plan"]["publicDisplayName"],
        scopes=scopes,
        missing_scopes=missing(scopes),
    )


class ShopifyAccount:
    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._admin = Admin(channel)

    async def shop(self) -> RemoteShop:
        return read_shop((await self._admin.run(documents.SHOP)).data)

    async def refresh(self) -> Credentials | None:
        """New credentials for tokens that expire: by the refresh token of an install, or by client credentials.

        None for an Admin API token, and for an install whose token has no end.
        """
        kept, transport, base_url = self._channel.credentials, self._channel.transport, self._channel.base_url
        if kept.auth == tokens.CLIENT_CREDENTIALS:
            return await tokens.by_client_credentials(transport, base_url, kept)
        if kept.auth == tokens.OAUTH and kept.secrets.get("refresh_token"):
            return await tokens.by_refresh_token(transport, base_url, kept)
        return None
