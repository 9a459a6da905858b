"""Account: whose shop this is, and whether the key may read and write.

The name, the time zone and the icon come from WordPress's own public index; currency and country from WooCommerce's
settings, which only a valid key may read. Whether the key may write is asked with an empty batch: it passes the
permission check and changes nothing.
"""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlsplit

from app.ports.vendor import Account, Channel, Credentials, Remedy, RemoteShop, VendorError
from app.vendors.woocommerce.catalogue import PRODUCTS
from app.vendors.woocommerce.client import V3, Client
from app.vendors.woocommerce.errors import NO_ROUTE
from app.vendors.woocommerce.wire import Raw, number, title

SCOPES = ("read", "write")
SETTINGS = f"{V3}/settings/general"
# Offsets that are no whole hour have no Etc zone; a site set to one gets the zone most people of it live in.
_ODD_OFFSETS = {
    "-9.5": "Pacific/Marquesas",
    "-3.5": "America/St_Johns",
    "3.5": "Asia/Tehran",
    "4.5": "Asia/Kabul",
    "5.5": "Asia/Kolkata",
    "5.75": "Asia/Kathmandu",
    "6.5": "Asia/Yangon",
    "8.75": "Australia/Eucla",
    "9.5": "Australia/Darwin",
    "10.5": "Australia/Lord_Howe",
    "12.75": "Pacific/Chatham",
}


class WooAccount(Account):
    def __init__(self, channel: Channel) -> None:
        self._client = Client(channel)

    async def shop(self) -> RemoteShop:
        """Raises VendorError(RECONNECT) for refused keys, RETRY with what to look at when the site is in the way."""
        site = await self._client.site(purpose="account.site")
        if site is not None and V3 not in (site.get("namespaces") or (V3,)):
            raise VendorError(
                "This is a WordPress site, but WooCommerce is not active on it (or older than 3.5).",
                remedy=Remedy.RETRY,
                vendor_code=NO_ROUTE,
            )
        settings = await self._settings(site or {})
        missing = () if await self._may_write() else ("write",)
        return read_shop(site or {}, settings, base_url=self._client.base_url, missing=missing)

    async def refresh(self) -> Credentials | None:
        """Keys of WooCommerce do not expire."""
        return None

    async def _settings(self, site: Raw) -> list[Raw]:
        """The general settings. A key is also refused when it is signed for another address than the shop's own."""
        try:
            found: list[Raw] = await self._client.get(SETTINGS, purpose="account.settings")
        except VendorError as refused:
            home = str(site.get("home") or "").rstrip("/")
            if refused.http_status != 401 or home in ("", self._client.base_url):
                raise
            raise VendorError(
                f"{refused.message} The shop calls itself {home}: use exactly that address.",
                remedy=refused.remedy,
                vendor_message=refused.vendor_message,
                vendor_code=refused.vendor_code,
                http_status=refused.http_status,
            ) from refused
        return found

    async def _may_write(self) -> bool:
        try:
            await self._client.write("POST", f"{PRODUCTS}/batch", {}, purpose="account.may_write", repeatable=True)
        except VendorError as refused:
            if refused.http_status in (401, 403):
                return False
            raise
        return True


async def shop_name(client: Client) -> str:
    """The site's title; its host where the title is hidden or empty."""
    site = await client.site(purpose="account.site")
    return title((site or {}).get("name")) or _host(client.base_url)


def read_shop(site: Raw, settings: list[Raw], *, base_url: str, missing: tuple[str, ...] = ()) -> RemoteShop:
    """From the site's index and the options of the settings group `general`."""
    values = {option.get("id"): option.get("value") for option in settings}
    country = str(values.get("woocommerce_default_country") or "").partition(":")[0]
    home = str(site.get("home") or site.get("url") or base_url)
    return RemoteShop(
        external_id=home,
        name=title(site.get("name")) or _host(base_url),
        domain=_host(home),
        currency=str(values.get("woocommerce_currency") or ""),
        timezone=read_timezone(site),
        country=country,
        logo_url=str(site.get("site_icon_url") or ""),
        scopes=tuple(scope for scope in SCOPES if scope not in missing),
        missing_scopes=missing,
    )


def read_timezone(site: Raw) -> str:
    """The IANA name; a site set to a bare offset gets the zone of that offset (whose sign is turned round there)."""
    name = str(site.get("timezone_string") or "")
    if name:
        return name
    offset = number(site.get("gmt_offset")) or Decimal(0)
    if offset != offset.to_integral_value():
        return _ODD_OFFSETS.get(format(offset.normalize(), "f"), "UTC")
    hours = int(offset)
    return "UTC" if hours == 0 else f"Etc/GMT{-hours:+d}"


def _host(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path}".rstrip("/")
