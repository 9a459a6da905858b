"""Where passkeys belong: to the host of KSAP's public address, and to pages of that very origin."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.accounts.contracts import PasskeysUnavailable


@dataclass(frozen=True, slots=True)
class RelyingParty:
    id: str
    origin: str


def relying_party(public_url: str) -> RelyingParty:
    """Raises PasskeysUnavailable where browsers have none: at a bare IP address, and without TLS but on localhost."""
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    remedy = "Set KSAP_PUBLIC_URL to an https:// address with a name, or to http://localhost:<port>, and open that."
    if parts.scheme != "https" and host != "localhost":
        raise PasskeysUnavailable("Browsers keep passkeys for https and localhost only.", details={"remedy": remedy})
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return RelyingParty(host, public_url)
    raise PasskeysUnavailable("Browsers keep passkeys for names, not for IP addresses.", details={"remedy": remedy})
